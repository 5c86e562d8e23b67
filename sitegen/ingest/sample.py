"""The beginning of an input, from which its format is recognised."""

import codecs
import json
from typing import Any

import msgspec

HEAD_BYTES = 262_144
"""How much of an input is looked at."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


class Sample(msgspec.Struct, frozen=True):
    """What a reader's ``recognises`` sees of an input."""

    head: str
    """The beginning as text, decoded as well as can be, without leading white space."""
    first: dict[str, Any] | None
    """When the input is JSON, its first object: the object itself, the first of a list, or that of the first line."""
    is_list: bool = False
    """Whether that object is one of a JSON list, or of several lines of JSON."""


def take_sample(data: bytes) -> Sample:
    """Look at the beginning of an input."""
    head = decode_text(data[:HEAD_BYTES]).lstrip()
    if not head.startswith(("{", "[")):
        return Sample(head, None)
    first = _first_object(head.lstrip("[ \t\r\n"))
    if first is None and len(data) <= 64_000_000:
        first = _first_object(decode_text(data).lstrip("[ \t\r\n"))
    several = head.startswith("[") or (head[:1] == "{" and "\n{" in head.replace("\r", "") and _is_lines(head))
    return Sample(head, first, several)


def decode_text(data: bytes) -> str:
    """Decode bytes by their byte order mark, else as UTF-8, else as Windows-1252; never fails."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return data.decode(name, "replace").removeprefix("\ufeff")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start >= len(data) - 3 and error.reason == "unexpected end of data":
            return data[: error.start].decode("utf-8")
        return data.decode("cp1252", "replace")


def _first_object(text: str) -> dict[str, Any] | None:
    try:
        value, _ = json.JSONDecoder().raw_decode(text)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _is_lines(head: str) -> bool:
    line = head.split("\n", 1)[0].strip()
    return _first_object(line) is not None
