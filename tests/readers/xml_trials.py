"""What every reader of XML must stand: hostile input, damage, and files of other formats."""

from collections.abc import Callable, Iterator

from hypothesis import strategies as st

from sitegen.ingest.record import Record, Rejected
from sitegen.ingest.sample import Sample, take_sample

Read = Callable[[bytes, str], Iterator[Record | Rejected]]
Recognises = Callable[[Sample], bool]

_LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))

HOSTILE: dict[str, bytes] = {
    "nothing": b"",
    "blank": b" \n\t ",
    "a NUL": b"\x00",
    "prose": b"This is no XML at all.",
    "JSON": b'{"title": "x"}',
    "brackets": b"[" * 1_000_000,
    "less-than signs": b"<" * 1_000_000,
    "nesting": b"<a>" * 100_000,
    "entities": f'<!DOCTYPE a [<!ENTITY l0 "ha">{_LAUGHS}]><a>&l11;</a>'.encode(),
    "entities in attributes": f'<!DOCTYPE a [<!ENTITY l0 "ha">{_LAUGHS}]><a b="&l11;"/>'.encode(),
    "an external entity": b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
    "an external DTD": b'<!DOCTYPE a SYSTEM "http://dtd.invalid/a.dtd"><a/>',
    "open comments": b"<!--" * 100_000,
    "open CDATA sections": b"<![CDATA[" * 100_000,
    "ampersands": b"<a>" + b"&" * 500_000 + b"</a>",
    "an unknown encoding": b'<?xml version="1.0" encoding="klingon"?><a/>',
    "surrogates": b"<a>\xed\xa0\x80</a>",
}
"""Inputs of which none is a record of any format."""


def records_of(read: Read, data: str | bytes) -> list[Record]:
    """Return the records that a reader finds; what it rejects is an error of the test."""
    found = list(read(data.encode() if isinstance(data, str) else data, "input.xml"))
    assert not [each for each in found if isinstance(each, Rejected)], found
    return [each for each in found if isinstance(each, Record)]


def rejected_of(read: Read, data: str | bytes) -> list[Rejected]:
    """Return what a reader rejects."""
    return [each for each in read(data.encode() if isinstance(data, str) else data, "input.xml") if isinstance(each, Rejected)]


def check_hostile(read: Read, recognises: Recognises) -> None:
    """Check that hostile input gives reasons, and that no file is opened for it."""
    for name, data in HOSTILE.items():
        found = list(read(data, "input.xml"))
        assert found, name
        for each in found:
            assert isinstance(each, Rejected), name
            assert each.problem.path == "input.xml"
            assert "root:" not in each.text
        assert not recognises(take_sample(data)), name


def check_any(read: Read, recognises: Recognises, data: bytes) -> None:
    """Check that an input whatever gives records with titles, or reasons."""
    recognises(take_sample(data))
    found = list(read(data, "input.xml"))
    assert found
    for each in found:
        if isinstance(each, Rejected):
            assert each.problem.message
        else:
            assert each.title == " ".join(each.title.split()) != ""


def check_loses_nothing(read: Read, valid: str, record: str) -> None:
    """Check that a record with an unclosed tag in it costs itself and no other, and is kept whole."""
    whole = records_of(read, valid)
    start = min(at for at in (valid.find(f"<{record} "), valid.find(f"<{record}>")) if at >= 0)
    at = valid.index(">", start) + 1
    damaged = f"{valid[:at]}<unclosed>{valid[at:]}"
    found = list(read(damaged.encode(), "input.xml"))
    bad = [each for each in found if isinstance(each, Rejected)]
    assert len(bad) == 1
    assert "<unclosed>" in bad[0].text
    assert bad[0].text.endswith(f"</{record}>")
    assert bad[0].problem.line == valid.count("\n", 0, start) + 1
    assert [each.title for each in found if isinstance(each, Record)] == [each.title for each in whole][1:]


@st.composite
def damaged(draw: st.DrawFn, valid: str) -> bytes:
    """Return a valid file with pieces cut out, doubled, or put in."""
    data = valid.encode()
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(data)))
        end = min(len(data), start + draw(st.integers(0, 60)))
        junk = draw(
            st.sampled_from(
                (b"", b"<", b">", b"&", b"\x00", b"</", b"]]>", b"<!--", b'"', b"\xff", b"&lt;", b"<entry>", b"&#xD800;", b"\xc3\xa9")
            )
        )
        data = data[:start] + junk + data[end if draw(st.booleans()) else start :]
    return data
