"""JSON as sources hold records in it: a list, one object, an object around a list, or one object a line (https://jsonlines.org).

Records are handed out one by one, so that a file that breaks off gives those before the break. Values are narrowed by small functions
that return an empty value for a wrong type: a field that is wrong never loses its record.
"""

import json
import re
from collections.abc import Callable, Iterator

import msgspec

from sitegen.errors import Problem
from sitegen.ingest.record import Rejected
from sitegen.ingest.sample import decode_text

_BLANK = re.compile(r"[\s\ufeff\x00]*")
_BETWEEN = re.compile(r"[\s\ufeff\x00,]*")
_SURROGATES = re.compile(r"[\ud800-\udfff]")
_MOST_FAILURES = 1_000
"""After so many lines in a row that are no JSON, the input is none."""
_MOST_LOOKS_AHEAD = 100
"""How often a value that its own lines do not hold is looked for in the lines behind them: each look may go through all of the input."""
_PART_BYTES = 4_000_000
"""About how much of a long input of lines is decoded at once."""
_LARGEST_COUNT = 1_000_000_000

JsonDict = dict[str, object]


class JsonObject(msgspec.Struct, frozen=True):
    """One record of the input."""

    value: JsonDict
    line: int
    """The line on which it begins, or on which the object around it begins."""
    position: int
    """Which record of the input it is, from 1."""
    is_listed: bool
    """Whether the input is a list, so that its order may mean something."""
    around: JsonDict = {}
    """The object around the list that holds it, with the list."""
    raw: str = ""
    """What stands in the input: the record, or the object around it."""

    @property
    def text(self) -> str:
        """The record as JSON; of one that is nested too deep to be written, what stands in the input."""
        return _shown(self.value, self.raw)


def json_objects(
    data: bytes, source: str, expected: str, inside: Callable[[JsonDict], list[object] | None]
) -> Iterator[JsonObject | Rejected]:
    """Hand out the records of an input; what is none is rejected with its text.

    ``expected`` says in words what the input should be. ``inside`` returns the list of records that an object is wrapped around, or None
    where the object is a record itself.
    """
    position = 0
    for item in _numbered_values(data, source, expected):
        if isinstance(item, Rejected):
            yield item
            continue
        value, line, text, is_listed = item
        if not isinstance(value, dict):
            yield Rejected(Problem(path=source, line=line, message=f"{_named(value)} stands where a record was expected: {expected}"), text)
            continue
        members = inside(value)
        around: JsonDict = {} if members is None else value
        if members is not None and not members:
            yield Rejected(Problem(path=source, line=line, message="the list of records is empty", hint=f"expected: {expected}"), text)
        for member in [value] if members is None else members:
            position += 1
            if isinstance(member, dict):
                yield JsonObject(member, line, position, is_listed or members is not None, around, text)
            else:
                problem = Problem(path=source, line=line, message=f"{_named(member)} stands where record {position} was expected")
                yield Rejected(problem, _shown(member, text))


def _numbered_values(data: bytes, source: str, expected: str) -> "Iterator[tuple[object, int, str, bool] | Rejected]":
    """Yield the values of the whole input; a long one of lines is decoded in parts, so that its text is not in memory at once."""
    for lines_before, part in _parts(data):
        for item in _values(_decoded(part), source, expected):
            if not lines_before:
                yield item
            elif isinstance(item, Rejected):
                line = item.problem.line + lines_before if item.problem.line else 0
                yield msgspec.structs.replace(item, problem=msgspec.structs.replace(item.problem, line=line))
            else:
                value, line, text, is_listed = item
                yield value, line + lines_before, text, is_listed


def _parts(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Cut JSON Lines where an object begins at the margin; yield the number of lines before each part, and the part."""
    start = lines = 0
    if data[:1000].lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{":
        while (cut := data.find(b"\n{", start + _PART_BYTES)) >= 0:
            part = data[start : cut + 1]
            yield lines, part
            lines += part.count(b"\n")
            start = cut + 1
    yield lines, data[start:] if start else data


def _decoded(data: bytes) -> str:
    if b"\0" in data[:4]:
        return data.decode(json.detect_encoding(data), "replace")
    return decode_text(data)


class _Decoder:
    """Decodes the values of a text one by one.

    The values of a list are decoded where they stand. Those of lines are first sought in a piece of the text, which ends where a line
    begins with an object: so what is wrong with one costs no look at all the others.
    """

    def __init__(self, text: str, *, is_list: bool) -> None:
        self._text = text
        self._is_list = is_list
        self._looks = 0
        self._piece, self._start = "", 0
        self.end = 0
        """Where the piece ends, and with it what is given up when the piece is no JSON."""

    def decode(self, at: int) -> tuple[object, int]:
        """Return the value that begins at a place, and its end; raise ValueError or RecursionError where there is none."""
        if self._is_list:
            self.end = len(self._text)
            return _DECODER.raw_decode(self._text, at)
        if at >= self.end:
            following = self._text.find("\n{", at)
            self.end = following + 1 if following >= 0 else len(self._text)
            self._piece, self._start = self._text[at : self.end].rstrip(), at
        try:
            value, end = _DECODER.raw_decode(self._piece, at - self._start)
        except ValueError:
            if self.end == len(self._text) or self._looks >= _MOST_LOOKS_AHEAD:
                raise
            self._looks += 1
            try:
                return _DECODER.raw_decode(self._text, at)
            except (ValueError, RecursionError):
                pass
            raise
        return value, self._start + end

    def line_of(self, error: ValueError | RecursionError, at: int, line: int) -> int:
        """Return the line of an error in the value at a place, which begins in ``line``."""
        if not isinstance(error, json.JSONDecodeError):
            return line
        return error.lineno if self._is_list else line + self._piece.count("\n", at - self._start, error.pos)


def _values(text: str, source: str, expected: str) -> Iterator[tuple[object, int, str, bool] | Rejected]:
    """Hand out the values of a list (and of lists in it), or of the lines, with line, text, and whether it is a list."""
    at = _end(_BLANK, text, 0)
    is_list = text.startswith("[", at)
    at = _end(_BETWEEN, text, at + 1) if is_list else at
    decoder = _Decoder(text, is_list=is_list)
    line, counted, found, failures = 1, 0, 0, 0
    while at < len(text) and not (is_list and text[at] == "]"):
        line, counted = line + text.count("\n", counted, at), at
        try:
            value, end = decoder.decode(at)
        except (ValueError, RecursionError) as error:
            failures += 1
            end = decoder.end if failures <= _MOST_FAILURES else len(text)
            yield Rejected(_broken(error, source, decoder.line_of(error, at, line), found, expected), text[at:end])
        else:
            found, failures = found + 1, 0
            is_several = is_list or found > 1 or text.startswith("{", _end(_BETWEEN, text, end))
            for member in value if is_list and isinstance(value, list) else [value]:
                yield member, line, text[at:end], is_several
        at = _end(_BETWEEN, text, end)
    if not found and not failures:
        message = "the list is empty" if is_list else "the input is empty"
        yield Rejected(Problem(path=source, message=message, hint=f"expected: {expected}"), text)
    elif is_list and text[at + 1 :].strip("\x00\ufeff \t\r\n"):
        line += text.count("\n", counted, at)
        yield Rejected(Problem(path=source, line=line, message="something stands behind the end of the list"), text[at + 1 :].strip())


def _end(pattern: re.Pattern[str], text: str, at: int) -> int:
    match = pattern.match(text, at)
    return match.end() if match else at


def _broken(error: ValueError | RecursionError, source: str, line: int, found: int, expected: str) -> Problem:
    if isinstance(error, json.JSONDecodeError):
        why = f"{error.msg[:1].lower()}{error.msg[1:]} in column {error.colno}"
    else:
        why = "it is nested too deep" if isinstance(error, RecursionError) else str(error)
    before = f"; the {found} before it were read" if found else ""
    return Problem(path=source, line=line, message=f"this is not JSON: {why}{before}", hint=f"expected: {expected}")


def _named(value: object) -> str:
    match value:
        case None:
            return "null"
        case bool() | int() | float():
            return "a number or truth value"
        case str():
            return "a text"
        case list():
            return "a list"
    return "an object"


def _integer(digits: str) -> int | None:
    return int(digits) if len(digits) <= 20 else None


def _nothing(_: str) -> None:
    return None


_DECODER = json.JSONDecoder(strict=False, parse_int=_integer, parse_constant=_nothing)


def _shown(value: object, raw: str) -> str:
    try:
        return as_json(value)
    except RecursionError:
        return raw


def as_json(value: object) -> str:
    """Return a value as JSON that can be written in UTF-8: a lone surrogate stays the escape that it was."""
    return json.dumps(value, ensure_ascii=False, default=str).encode("utf-8", "backslashreplace").decode()


def without_surrogates(text: str) -> str:
    """Return ``text`` without lone surrogates, which JSON and character references may hold and UTF-8 may not."""
    return text if text.isascii() else _SURROGATES.sub("", text)


def text_of(value: object) -> str:
    """Return a text; a number as it is written; an empty string for anything else."""
    if isinstance(value, str):
        return without_surrogates(value)
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def texts_of(value: object) -> tuple[str, ...]:
    """Return the texts of a list that are not blank, or one text alone."""
    values = value if isinstance(value, list) else [value]
    return tuple(text for item in values if (text := text_of(item).strip()))


def count_of(value: object) -> int | None:
    """Return a count (also one written as text), or None where there is none that can be believed."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 12:
        value = int(value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool):
        return None
    return value if 0 <= value <= _LARGEST_COUNT else None


def object_of(value: object) -> JsonDict:
    """Return an object, empty for anything else."""
    return value if isinstance(value, dict) else {}


def list_of(value: object) -> list[object]:
    """Return a list, empty for anything else."""
    return value if isinstance(value, list) else []


def objects_of(value: object) -> list[JsonDict]:
    """Return the objects of a list."""
    return [item for item in list_of(value) if isinstance(item, dict)]
