"""RIS: the two editions of the format, what exporters do with it, and that nothing raises."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.ingest.readers import ris
from sitegen.ingest.record import Record, Rejected
from sitegen.ingest.sample import take_sample
from sitegen.papers.dates import PartialDate


def read(text: str | bytes) -> list[Record | Rejected]:
    return list(ris.read(text.encode() if isinstance(text, str) else text, "x.ris"))


def one(text: str) -> Record:
    found = read(text)
    assert len(found) == 1
    assert isinstance(found[0], Record), found[0]
    return found[0]


JOURNAL = """TY  - JOUR
ID  - 17
A1  - Lee, Maria
AU  - van der Berg, Jan, Jr.
AU  - World Lab
T1  - A title that goes
on in a second line
T2  - Journal of Small Things
JO  - J. Small Th.
Y1  - 2008/05/12/
DA  - 2008/05/12
VL  - 4
IS  - 2
SP  - 41
EP  - 50
PB  - Press
CY  - Oslo
DO  - https://doi.org/10.1000/ABC
UR  - https://example.org/a; https://github.com/a/b
L1  - https://example.org/a.pdf
KW  - one, and only
two; three
KW  - four
N2  - First.

Second.
LA  - eng
ZZ  - unknown
ER  -
"""


def test_a_journal_article() -> None:
    record = one(JOURNAL)
    assert record.title == "A title that goes on in a second line"
    assert [author.name for author in record.authors] == ["Maria Lee", "Jan van der Berg, Jr.", "World Lab"]
    assert [author.family for author in record.authors] == ["Lee", "van der Berg", ""]
    assert record.published == PartialDate(2008, 5, 12)
    publication = record.publication
    assert publication is not None
    assert (publication.kind, publication.venue, publication.volume) == ("article-journal", "Journal of Small Things", "4")
    assert (publication.issue, publication.pages, publication.publisher, publication.place) == ("2", "41-50", "Press", "Oslo")
    assert record.ids == (("doi", "10.1000/abc"),)
    assert [(link.kind, link.url) for link in record.links] == [
        ("link", "https://example.org/a"),
        ("code", "https://github.com/a/b"),
        ("pdf", "https://example.org/a.pdf"),
    ]
    assert record.keywords == ("one, and only", "two", "three", "four")
    assert record.abstract == "First.\n\nSecond."
    assert record.language == "en"


def test_the_second_title_and_names_by_type() -> None:
    chapter = one("TY  - CHAP\nTI  - C\nT2  - The Book\nA2  - Ed, A\nA3  - Series, B\nSP  - 1-9\nER  - \n")
    book = one("TY  - BOOK\nTI  - B\nT2  - The Series\nA2  - Series, B\nA3  - Ed, A\nSP  - 300\nER  - \n")
    talk = one("TY  - CONF\nTI  - T\nT2  - The Meeting\nC3  - Proceedings of it\nC1  - Bonn\nCY  - Rome\nER  - \n")
    edited = one("TY  - EDBOOK\nTI  - E\nAU  - Ed, A\nER  - \n")
    assert chapter.publication is not None
    assert (chapter.publication.venue, chapter.publication.pages, chapter.editors[0].name) == ("The Book", "1-9", "A Ed")
    assert book.publication is not None
    assert (book.publication.venue, book.publication.pages, book.editors[0].name) == ("", "", "A Ed")
    assert talk.publication is not None
    assert (talk.publication.venue, talk.publication.place) == ("Proceedings of it", "Bonn")
    assert (edited.authors, edited.editors[0].name) == ((), "A Ed")


@pytest.mark.parametrize(
    ("lines", "date"),
    [
        ("PY  - 2008", "2008"),
        ("PY  - 2008///", "2008"),
        ("Y1  - 2008/05//Spring", "2008-05"),
        ("PY  - 2008\nDA  - 2008/05/12/", "2008-05-12"),
        ("PY  - 2008\nDA  - May 3", "2008-05-03"),
        ("PY  - 2008\nDA  - 2011-01-01", "2008"),
        ("DA  - 2011-01-01", "2011-01-01"),
        ("PY  - n.d.", ""),
    ],
)
def test_dates(lines: str, date: str) -> None:
    published = one(f"TY  - JOUR\nTI  - T\n{lines}\nER  - ").published
    assert (published.iso if published else "") == date


def test_arxiv_and_keywords_in_one_line() -> None:
    record = one("TY  - GEN\nTI  - T\nUR  - http://arxiv.org/abs/2401.00001v3\nKW  - a, b, c\n")
    assert record.ids == (("arxiv", "2401.00001"),)
    assert record.version == 3
    assert record.keywords == ("a", "b", "c")


def test_records_end_where_the_next_begins() -> None:
    text = "Provider: X\r\n\r\n\ufeffTY  - JOUR\r\nTI  - A\r\nTY  - JOUR\r\nAU  - No Title\r\nER  - \r\n\r\nTY - BOOK\r\nTI - C\r\n"
    found = read(text)
    assert [type(item) for item in found] == [Record, Rejected, Record]
    assert isinstance(found[1], Rejected)
    assert found[1].problem.line == 5
    assert found[1].text == "TY  - JOUR\nAU  - No Title\nER  -"


def test_encodings() -> None:
    text = "TY  - JOUR\nTI  - Café\nAU  - Öster, Å\nER  - \n"
    for name in ("utf-8", "utf-8-sig", "latin-1", "utf-16"):
        record = read(text.encode(name))[0]
        assert isinstance(record, Record)
        assert record.title == "Café"


def test_recognition() -> None:
    def recognised(text: str) -> bool:
        return ris.recognises(take_sample(text.encode()))

    assert recognised(JOURNAL)
    assert recognised(f"Provider: X\r\nContent: y\r\n\r\n{JOURNAL}")
    assert not recognised("@article{a, abstract = {TY - x}}")
    assert not recognised("PMID- 123\nTI  - A title")
    assert not recognised('{"TY": "JOUR"}')


@pytest.mark.parametrize("text", ["", "no tags here", "ER  - ", "\0", "TY  - JOUR", "TY  - JOUR\nER  - \n"])
def test_inputs_without_a_record(text: str) -> None:
    found = read(text)
    assert len(found) == 1
    assert isinstance(found[0], Rejected)


@given(st.binary(max_size=300))
def test_random_bytes_never_raise(data: bytes) -> None:
    assert read(data)


@given(
    st.lists(st.tuples(st.integers(0, len(JOURNAL)), st.sampled_from(["\n", "TY  - ", "ER  - ", "KW  - ", ";", ",", "-", " ", "\0", ""])))
)
def test_mutated_records_never_raise(edits: list[tuple[int, str]]) -> None:
    text = JOURNAL
    for at, piece in edits:
        text = text[:at] + piece + text[at + 1 :]
    assert read(text)
