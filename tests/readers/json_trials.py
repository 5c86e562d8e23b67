"""What every reader of JSON must stand: hostile input, wrong types everywhere, damage, and files of other formats."""

import json
import random
from collections.abc import Callable, Iterator

import msgspec

from sitegen.ingest.record import Record, Rejected
from sitegen.ingest.sample import Sample, take_sample
from sitegen.papers.author_ids import check_author_id
from sitegen.papers.paper import IDENTIFIERS, check_identifier, check_orcid, check_url

Read = Callable[[bytes, str], Iterator[Record | Rejected]]
Recognises = Callable[[Sample], bool]

HOSTILE: dict[str, bytes] = {
    "nothing": b"",
    "blank": b" \n\t ",
    "a NUL": b"\x00",
    "brackets": b"[" * 10_000_000,
    "braces": b'{"a":' * 1_000_000,
    "quotes": b'"' * 100_000,
    "an empty object": b"{}",
    "an empty list": b"[]",
    "nulls": b"[null, null]",
    "a long number": b'{"year": ' + b"9" * 100_000 + b"}",
    "a long exponent": b'[{"year": 1e999999}]',
    "a number": b"7",
    "binary": bytes(range(256)) * 40,
    "UTF-16": '{"a": "b"}'.encode("utf-16"),
    "a web page": b"<!DOCTYPE html><html><title>x</title></html>",
}
"""Inputs of which none is a record of any format."""

WRONG: tuple[object, ...] = (
    None,
    True,
    0,
    -1,
    1e308,
    10**40,
    "",
    "x",
    "\ud800",
    "\x00",
    "https://[",
    [],
    [[]],
    [None],
    ["\udfff"],
    {},
    {"date-parts": [[None]]},
    [{"name": 1}],
    {"a": {"b": []}},
    "9" * 500,
)
"""Values that no field expects, or few."""


_DECISIVE = ("type", "id", "DOI", "itemType", "deleted", "is_paratext", "listed", "also_listed")
"""Fields whose value may be the reason why there is no record."""


def found(read: Read, value: object) -> list[Record | Rejected]:
    """Read a value as JSON, or a text or bytes as they are."""
    data = value if isinstance(value, bytes) else value.encode() if isinstance(value, str) else json.dumps(value).encode()
    return list(read(data, "in.json"))


def one(read: Read, value: object) -> Record:
    """Return the only record of an input."""
    records = found(read, value)
    assert len(records) == 1
    assert isinstance(records[0], Record), records
    return records[0]


def why(read: Read, value: object) -> str:
    """Return why the only piece of an input was rejected."""
    rejected = found(read, value)
    assert len(rejected) == 1
    assert isinstance(rejected[0], Rejected), rejected
    return rejected[0].problem.message


def recognised(recognises: Recognises, value: object) -> bool:
    """Tell whether a value as JSON is recognised."""
    return recognises(take_sample(value if isinstance(value, bytes) else json.dumps(value).encode()))


def check_sound(record: Record) -> None:
    """Check that what a record holds can be kept: text that can be encoded, addresses and identifiers that are some."""
    msgspec.json.encode(record)
    assert record.title.strip()
    assert all(not check_url(link.url) for link in record.links)
    assert all(kind in IDENTIFIERS and not check_identifier(kind, value) for kind, value in record.ids)
    people = (*record.authors, *record.editors)
    assert all(author.name.strip() and not check_orcid(author.orcid) for author in people)
    assert not any(check_author_id(author.source_id) for author in people if author.source_id)


def check_hostile(read: Read, recognises: Recognises) -> None:
    """Check that hostile input gives reasons in bounded time."""
    for name, data in HOSTILE.items():
        pieces = list(read(data, "in.json"))
        assert pieces, name
        for piece in pieces:
            assert isinstance(piece, Rejected), name
            assert piece.problem.path == "in.json"
            assert piece.problem.message
        assert not recognises(take_sample(data)), name


def check_wrong_types(read: Read, whole: dict[str, object], title: str) -> None:
    """Check that a wrong value anywhere loses at most that value: only without a title there is no record."""
    for path in _paths(whole):
        for value in WRONG:
            pieces = found(read, _with(whole, path, value))
            assert pieces, path
            for piece in pieces:
                if isinstance(piece, Record):
                    check_sound(piece)
            if path[0] not in (title, *_DECISIVE):
                assert isinstance(pieces[0], Record), (path, value)


def check_damage(read: Read, recognises: Recognises, data: bytes, tries: int = 300) -> None:
    """Check that damaged input raises nothing and that nothing of it goes without a word."""
    chance = random.Random(7)
    for _ in range(tries):
        start = chance.randrange(len(data))
        noise = chance.randbytes(chance.randrange(8))
        damaged = data[:start] + noise + data[start + chance.randrange(12) :]
        recognises(take_sample(damaged))
        assert list(read(damaged, "in.json"))


def _paths(value: object) -> Iterator[tuple[str | int, ...]]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, member in items:
        yield (key,)
        yield from ((key, *rest) for rest in _paths(member))


def _with(value: object, path: tuple[str | int, ...], new: object) -> object:
    copy = json.loads(json.dumps(value))
    inner = copy
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = new
    return copy
