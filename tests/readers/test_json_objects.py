import time

import pytest

from sitegen.ingest.readers.json_objects import JsonDict, JsonObject, json_objects, list_of
from sitegen.ingest.record import Rejected


def inside(value: JsonDict) -> list[object] | None:
    return list_of(value["items"]) if "items" in value else None


def told(text: str) -> list[tuple[object, int]]:
    """Return the ``n`` of every record, and None for what was rejected, each with its line."""
    return [
        (None, item.problem.line) if isinstance(item, Rejected) else (item.value.get("n"), item.line)
        for item in json_objects(text.encode(), "in.json", "records", inside)
    ]


def test_records_in_every_form() -> None:
    assert told('{"n": 1}\n\n{"n": 2}\n') == [(1, 1), (2, 3)]
    assert told('{"n": 1},\n{"n": 2},\n') == [(1, 1), (2, 2)]
    assert told('{"n": 1} {"n": 2}') == [(1, 1), (2, 1)]
    assert told('[\n {"n": 1},\n {"n": 2}\n]') == [(1, 2), (2, 3)]
    assert told('{\n "n": 1\n}\n{\n "n": 2\n}') == [(1, 1), (2, 4)]
    assert told('{"items": [\n{"n": 1},\n{"n": 2}\n]}') == [(1, 1), (2, 1)]


def test_a_broken_line_is_told_by_its_own_line() -> None:
    assert told('{"n": 1}\n{"n": 2, "a"\n\n{"n": 3}') == [(1, 1), (None, 2), (3, 4)]
    assert told('{"n": 1}\n{"n": "2\n{"n": 3}\n{"n": 4') == [(1, 1), (None, 2), (3, 3), (None, 4)]
    assert told('[{"n": 1},\n{"n": 2},\n{"n": 3 "x"}]') == [(1, 1), (2, 2), (None, 3)]


@pytest.mark.parametrize("depth", [500, 900, 980, 985, 990, 995, 1_000, 100_000])
def test_what_is_nested_deep_can_be_shown_or_is_rejected(depth: int) -> None:
    for text in ('{"n": ' + "[" * depth + "]" * depth + "}", '{"items": [' + "[" * depth + "]" * depth + "]}"):
        for item in json_objects(text.encode(), "in.json", "records", inside):
            assert item.text[:3]
            assert isinstance(item, JsonObject | Rejected)


@pytest.mark.parametrize("line", ['{"n": 1', '{"n": "1', '{"n": 1},', '{"n": 1}\n{', "{} " * 40])
def test_many_damaged_lines_take_no_time(line: str) -> None:
    start = time.monotonic()
    assert told(f"{line}\n" * 30_000)
    assert time.monotonic() - start < 20
