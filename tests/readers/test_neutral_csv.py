import time
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.ingest.readers.neutral_csv import read, recognises
from sitegen.ingest.record import Publication, Record, Rejected
from sitegen.ingest.sample import take_sample
from sitegen.papers.dates import PartialDate
from sitegen.papers.paper import Author, Link
from tests.readers.json_trials import HOSTILE, check_damage, check_sound, one, recognised, why

TABLE = (
    "UID,Title,authors,abstract,keywords,sessions,Year,pdf\n"
    'B1,On Widgets,Ada Ex|Bo Why,"First, with ""quotes"".\nSecond line.",gears|cogs,Mon 1,2030,https://a.example/1.pdf\n'
    "B2,On Gears,Cy Zed,nan,,,2031-02,\n"
)


def told(data: str | bytes) -> list[str | int]:
    """Read a table; return the titles of records and the lines of what was rejected."""
    pieces = list(read(data.encode() if isinstance(data, str) else data, "t.csv"))
    return [piece.title if isinstance(piece, Record) else piece.problem.line for piece in pieces]


def test_a_table_is_read() -> None:
    assert recognised(recognises, TABLE.encode())
    first, second = read(TABLE.encode(), "t.csv")
    assert isinstance(first, Record)
    assert isinstance(second, Record)
    check_sound(first)
    assert first.abstract == 'First, with "quotes". Second line.'
    assert first.authors == (Author("Ada Ex"), Author("Bo Why"))
    assert (first.keywords, first.published) == (("gears", "cogs"), PartialDate(2030))
    assert first.links == (Link("pdf", "https://a.example/1.pdf"),)
    assert (first.provenance.line, first.provenance.position) == (2, 1)
    assert (second.provenance.line, second.abstract, second.published) == (4, "", PartialDate(2031, 2))


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_what_spreadsheets_save_is_read(delimiter: str, encoding: str, end: str) -> None:
    rows = (("Title", "Authors", "Publication Year"), ("Größe", "Ex, Ada" if delimiter != "," else "Ada Ex", "2030"), ("", "", ""))
    data = end.join(delimiter.join(row) for row in rows).encode(encoding)
    assert recognised(recognises, data)
    record = one(read, data)
    assert (record.title, record.authors[0].name, record.published) == ("Größe", "Ada Ex", PartialDate(2030))


def test_the_line_that_names_the_delimiter_is_passed_by() -> None:
    assert told("sep=;\nTitle;DOI\nA;10.5555/x\n") == ["A"]


def test_single_quotes_are_quotes_where_the_header_has_them() -> None:
    assert told("'title','authors'\n'a, b','c'\n") == ["a, b"]


def test_the_table_of_a_reference_manager() -> None:
    record = one(
        read,
        b'"Key","Item Type","Publication Year","Author","Title","Publication Title","DOI","Url","Abstract Note","Pages","Manual Tags"\n'
        b'"AB","journalArticle","2030","Ex, Ada; van Why, Bo","On Widgets","J. Widgets","10.5555/W","","","3-4","a; b"\n',
    )
    assert record.authors == (Author("Ada Ex", family="Ex"), Author("Bo van Why", family="van Why"))
    assert record.publication == Publication(kind="article-journal", venue="J. Widgets", pages="3-4")
    assert (record.ids, record.keywords) == ((("doi", "10.5555/w"),), ("a", "b"))


def test_a_row_that_does_not_fit_is_rejected_with_its_line() -> None:
    data = "title,year\nA,2030\nB\nC,2030,extra\nD,2030,,\n\nE,2031\n,2032\n"
    assert told(data) == ["A", 3, 4, "D", "E", 8]
    rejected = [piece for piece in read(data.encode(), "t.csv") if isinstance(piece, Rejected)]
    assert [piece.text for piece in rejected] == ["B\n", "C,2030,extra\n", ",2032\n"]
    assert "the row has 1 cell, and the header names 2" in rejected[0].problem.message
    assert "has no title" in rejected[2].problem.message


def test_an_open_quote_takes_one_line_with_it() -> None:
    assert told('title,abstract\nA,"open\nB,"closed"\nC,fine\n') == [2, "B", "C"]
    assert told('title,abstract\nA,fine\nB,"open\nC,fine\n') == ["A", 3, "C"]
    assert told('title,abstract\nA,"a "bad" quote"\nB,"two\nlines"\n') == [2, "B"]


def test_many_open_quotes_take_no_time() -> None:
    data = b"title,abstract\n" + b'A,"open' * 3 + b'\nB,"x\n' * 40_000
    start = time.monotonic()
    assert list(read(data, "t.csv"))
    assert time.monotonic() - start < 20


def test_a_table_without_papers_is_rejected_with_the_reason() -> None:
    assert 'no column is called "title"' in why(read, b"name,price\nx,1\n")
    assert "a header and no row" in why(read, b"title,year\n")


def test_what_is_no_table_of_papers_is_not_claimed() -> None:
    others = (
        b"name,price\nx,1\n",
        b"title\nA\nB\n",
        b"Title, of a page\n\nAn abstract.\n",
        b"@article{x,\n title = {T}\n}",
        b"TY  - JOUR\nTI  - T\nER  - ",
        b'{"title": "T", "abstract": "A"}',
        b"<rss><channel><title>T</title></channel></rss>",
        b"Daily Papers\nbyAK and the research community\nMar 17\n",
        *(data for name, data in HOSTILE.items() if name != "x"),
    )
    for data in others:
        assert not recognised(recognises, data), data[:80]


def test_rows_are_read_one_at_a_time() -> None:
    data = b"title,abstract\n" + b"T," + b"word " * 200 + b"\n"
    data += data.split(b"\n", 1)[1] * 5_000
    rows = read(data, "t.csv")
    next(rows)
    tracemalloc.start()
    count = sum(1 for _ in rows)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 5_000
    assert peak < 1_000_000


def test_hostile_input_is_survived() -> None:
    for name, data in HOSTILE.items():
        pieces = list(read(data, "t.csv"))
        assert pieces, name
        assert all(isinstance(piece, Rejected) for piece in pieces), name
    check_damage(read, recognises, TABLE.encode())


@given(st.lists(st.lists(st.text(max_size=10), max_size=4), max_size=5))
def test_any_cells_give_records_or_reasons(rows: list[list[str]]) -> None:
    data = "title,authors,links\n" + "\n".join(",".join(row) for row in rows)
    recognises(take_sample(data.encode("utf-8", "surrogatepass")))
    for piece in read(data.encode("utf-8", "surrogatepass"), "t.csv"):
        if isinstance(piece, Record):
            check_sound(piece)
