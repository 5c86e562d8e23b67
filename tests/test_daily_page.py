"""Saved *Daily Papers* pages: both layouts, and every kind of damage."""

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen.ingest.readers.daily_page import read_daily_page, recognises
from sitegen.ingest.record import ReadResult, Record
from sitegen.ingest.sample import take_sample
from sitegen.text import title_key

EXAMPLES = Path(__file__).parent.parent / "examples" / "daily-pages"
HEAD = "new\n\nGet trending papers in your email inbox!\n\nSubscribe\n\nDaily Papers\n\nbyAK and the research community\n\nMar 12\n\n"
LONG = "We present a method that is better than the others in every respect that we have measured. " * 5


def page(*titles: str, head: str = HEAD, foot: str = "") -> str:
    return head + "".join(f"{title}\n\n{LONG}It is called {title}.\n\n{foot}" for title in titles)


def read(text: str | bytes, source: str = "page.txt", listed: str = "2025-03-12") -> ReadResult:
    return read_daily_page(text.encode() if isinstance(text, str) else text, source, listed)


def good(text: str | bytes, source: str = "page.txt", listed: str = "2025-03-12") -> tuple[Record, ...]:
    result = read(text, source, listed)
    assert not result.rejected, [str(piece.problem) for piece in result.rejected]
    return result.records


def reasons(result: ReadResult) -> list[str]:
    return [f"{piece.problem.line}: {piece.problem.message}" for piece in result.rejected]


EXPECTED = {
    "2025-03-12-2.txt": (69, 0),
    "2025-03-12.txt": (73, 0),
    "2025-03-13.txt": (105, 0),
    "2025-03-17.txt": (181, 0),
    "2025-11-13.txt": (88, 87),
}


@pytest.mark.parametrize("name", EXPECTED)
def test_an_example_is_read_whole(name: str) -> None:
    path = EXAMPLES / name
    records = good(path.read_bytes(), path.as_posix(), listed="")
    count, counted_authors = EXPECTED[name]
    assert len(records) == count
    assert {record.listed.iso for record in records if record.listed} == {name[:10]}
    assert [record.rank for record in records] == list(range(1, count + 1))
    assert sum(record.author_count > 0 for record in records) == counted_authors
    assert all(len(record.title) <= 300 and record.abstract for record in records)
    assert all(record.published is None or record.listed is None or record.published <= record.listed for record in records)


def test_the_examples_together() -> None:
    records = [record for path in sorted(EXAMPLES.iterdir()) for record in read_daily_page(path.read_bytes(), path.name).records]
    assert len(records) == 516
    assert len({title_key(record.title) for record in records}) == 468


def test_the_layout_without_feet() -> None:
    first, second = good(page("One", "Two"))
    assert (first.title, first.rank, first.provenance.line, first.provenance.reader) == ("One", 1, 13, "daily-page")
    assert second.abstract.endswith("It is called Two.")
    assert (second.author_count, second.published, second.comments) == (0, None, None)


@pytest.mark.parametrize(
    ("foot", "authors", "published", "comments"),
    [
        ("  • 6 authors\n·\nMay 31, 2022 2\n\n", 6, "2022-05-31", 2),
        ("  • 6 authors\n·\nMay 31, 2022\n\n", 6, "2022-05-31", None),
        ("  • 1 author\n·\nMar 3 11\n\n", 1, "2025-03-03", 11),
        ("  • 6 authors\n·\nNov 13\n\n", 6, "2024-11-13", None),
        ("  • 6 authors\n·\nSept. 2, 2021\n2\n\n", 6, "2021-09-02", 2),
        ("  • 6 authors\n\n", 6, None, None),
        ("·\nMay 31, 2022 2\n\n", 0, "2022-05-31", 2),
        ("May 31, 2022\n\n", 0, "2022-05-31", None),
        ("  • 6 authors\n·\nFeb 30, 2022 2\n\n", 6, None, 2),
        ("  • 99999999999999999999999999 authors\n·\nMay 31, 2022 99999999999999999999999999\n\n", 0, "2022-05-31", None),
    ],
)
def test_the_layout_with_feet(foot: str, authors: int, published: str | None, comments: int | None) -> None:
    for record in good(page("One", "Two", foot=foot)):
        assert (record.author_count, record.published and record.published.iso, record.comments) == (authors, published, comments)


def test_a_foot_may_be_missing_here_and_there() -> None:
    text = page("One", foot="• 3 authors\n\n") + page("Two", head="") + page("Three", head="", foot="• 4 authors\n\n")
    assert [(record.title, record.author_count) for record in good(text)] == [("One", 3), ("Two", 0), ("Three", 4)]


def test_titles_that_look_like_something_else() -> None:
    titles = ["10 authors walk into a bar", "New", "Subscribe", "May the Force Be with You", "Mar 12 in review", "· a dot"]
    assert [record.title for record in good(page(*titles))] == titles


@pytest.mark.parametrize("separator", ["\r\n", "\r"])
def test_line_ends_of_other_systems(separator: str) -> None:
    assert [record.title for record in good(page("One", "Two").replace("\n", separator))] == ["One", "Two"]


def test_blank_lines_may_hold_spaces_and_heads_may_stand_close() -> None:
    text = page("One", "Two").replace("\n\n", "\n \t \n")
    assert len(good(text)) == 2
    close = page("One", head="Daily Papers\nbyAK and the research community\nMar 12\n\n")
    assert [(record.title, record.provenance.line) for record in good(close, "2025-03-12.txt", "")] == [("One", 5)]


def test_a_byte_order_mark_and_utf_16() -> None:
    assert good(b"\xef\xbb\xbf" + page("Één").encode())[0].title == "Één"
    assert good(page("Één").encode("utf-16"))[0].title == "Één"


def test_windows_1252_is_read_and_noted() -> None:
    result = read(page("Caf\u00e9 \u201cX\u201d").encode("cp1252"))
    assert result.records[0].title == "Café “X”"
    assert result.notes == ("page.txt: not UTF-8; read as Windows-1252",)


def test_a_broken_byte_does_not_spoil_the_other_letters() -> None:
    result = read(page("Één über", "Zwölf").encode().replace("Één".encode(), b"\xc3n", 1))
    assert [record.title for record in result.records] == ["\ufffdn über", "Zwölf"]
    assert "damaged" in result.notes[0]


def test_a_page_cut_in_a_character() -> None:
    data = page("One", "Two é").encode()
    result = read(data[: data.rindex("é".encode()) + 1])
    assert [record.title for record in result.records] == ["One", "Two é"]
    assert result.notes == ("page.txt: the file ends in the middle of a character",)


def test_a_page_cut_in_a_record() -> None:
    text = page("One", "Two")
    result = read(text[: text.rindex("Two\n\n") + 3])
    assert [record.title for record in result.records] == ["One"]
    assert reasons(result) == ['17: a title has no abstract: "Two"']


def test_an_abstract_without_title() -> None:
    result = read(HEAD + f"{LONG}\n\n• 3 authors\n\n" + page("Two", head=""))
    assert [(record.title, record.author_count) for record in result.records] == [("Two", 0)]
    assert len(result.rejected) == 1
    assert "an abstract has no title" in reasons(result)[0]
    assert result.rejected[0].text == LONG.strip()


def test_a_title_without_abstract() -> None:
    result = read(page("One") + "Lost\n\n" + page("Two", head=""))
    assert [record.title for record in result.records] == ["One", "Two"]
    assert reasons(result) == ['17: a title has no abstract: "Lost"']


def test_a_foot_of_nothing() -> None:
    result = read(HEAD + "• 3 authors\n\n" + page("Two", head=""))
    assert [record.title for record in result.records] == ["Two"]
    assert reasons(result) == ['13: a count of authors and a date belong to no paper: "• 3 authors"']


def test_two_pages_in_one_file() -> None:
    text = page("One", "Two") + page("Three", head=HEAD.replace("Mar 12", "Mar 13, 2025"))
    records = good(text, "2025-03-12.txt", "")
    assert [(record.title, record.rank, str(record.listed)) for record in records] == [
        ("One", 1, "2025-03-12"),
        ("Two", 2, "2025-03-12"),
        ("Three", 1, "2025-03-13"),
    ]


def test_of_two_pages_the_one_with_a_day_goes_in() -> None:
    text = page("One") + page("Three", head=HEAD.replace("Mar 12", "Mar 13"))
    result = read(text, "2025-03-12.txt", "")
    assert [record.title for record in result.records] == ["One"]
    assert "which year is March 13?" in reasons(result)[0]
    assert "Three" in result.rejected[0].text


def test_no_head() -> None:
    assert [record.title for record in good(page("One", head=""))] == ["One"]
    assert str(good(page("One", head=""), "2025-03-12.txt", "")[0].listed) == "2025-03-12"
    assert reasons(read(page("One", head=""), listed="")) == ["1: the page does not say which day it lists"]


@pytest.mark.parametrize("text", ["", "\n \n", HEAD, "Daily Papers\n"])
def test_no_paper(text: str) -> None:
    result = read(text)
    assert reasons(result) == ["0: there is no paper in this page"]


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n\x00\x00", bytes(range(256)) * 20, b"PK\x03\x04" + b"\x00" * 100])
def test_what_is_no_text_is_refused(data: bytes) -> None:
    result = read(data)
    assert not result.records
    assert reasons(result) == ["0: this is not a text file"]


def test_a_day_that_cannot_be_keeps_the_page_out_whole() -> None:
    text = page("One", "Two", foot="• 1 author\n·\nMay 31, 2026\n\n")
    result = read(text)
    assert not result.records
    assert "the page cannot list 2025-03-12: 2 of its papers are younger" in reasons(result)[0]
    assert result.rejected[0].text == text


def test_what_looks_like_a_page() -> None:
    assert recognises(take_sample(HEAD.encode()))
    assert not recognises(take_sample(b"@article{x,\n title = {Daily Papers}}"))


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.sampled_from([HEAD, "One\n\n", f"{LONG}\n\n", "• 3 authors\n\n", "May 1\n\n", "·\n", "\n", "Mar 99", "\x00", "\ud7ff"]),
        max_size=12,
    )
)
def test_any_heap_of_pieces_is_read_without_a_crash_or_a_loss(pieces: list[str]) -> None:
    text = "".join(pieces)
    result = read(text)
    assert result.records or result.rejected
    for record in result.records:
        assert record.title.split("\n")[0] in text


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300), st.sampled_from(["", "2025", "2025-03-12", "x"]))
def test_any_bytes_are_read_without_a_crash(data: bytes, listed: str) -> None:
    read_daily_page(data, "page.txt", listed)
    read_daily_page(page("One").encode() + data, "2025-03-12.txt", listed)


def test_an_example_cut_anywhere_gives_the_papers_before_the_cut() -> None:
    data = (EXAMPLES / "2025-11-13.txt").read_bytes()
    whole = read_daily_page(data, "2025-11-13.txt").records
    choice = random.Random(1)
    for _ in range(25):
        result = read_daily_page(data[: choice.randrange(2_000, len(data))], "2025-11-13.txt")
        assert result.records[:-1] == whole[: len(result.records) - 1]


def test_the_links_below_a_whole_page_are_no_papers() -> None:
    foot = "\n\n".join(("Previous", "Next", "Papers", "Company", "TOS", "Privacy"))
    result = read(f"{HEAD}\n\nA Title\n\n{LONG}\n\n{foot}\n")
    assert [record.title for record in result.records] == ["A Title"]
    assert len(result.rejected) == 6
