"""CSL-JSON: the schema, what programs write instead, and that nothing raises."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.ingest.readers import csl_json
from sitegen.ingest.record import Record, Rejected
from sitegen.ingest.sample import take_sample
from sitegen.papers.dates import PartialDate

ITEM = {
    "id": "lee2020",
    "type": "article-journal",
    "title": 'A <i>small</i> <span class="nocase">BERT</span> for H<sub>2</sub>O',
    "author": [
        {"family": "Berg", "given": "Jan", "non-dropping-particle": "van der", "suffix": "Jr."},
        {"family": "Artagnan", "given": "C.", "dropping-particle": "d’"},
        {"literal": "World Lab"},
    ],
    "editor": [{"family": "Itor", "given": "Ed"}],
    "issued": {"date-parts": [["2020", 5, "3"], [2021]]},
    "container-title": "Journal of Things",
    "volume": 4,
    "issue": "2",
    "page": "41–50",
    "publisher": "Press",
    "publisher-place": "Oslo",
    "DOI": "10.1000/ABC",
    "URL": "https://example.org/a",
    "abstract": "<p>One.</p><p>Two.</p>",
    "keyword": "a, b",
    "language": "eng",
}


def read(value: object) -> list[Record | Rejected]:
    return list(csl_json.read(value if isinstance(value, bytes) else json.dumps(value).encode(), "x.json"))


def one(value: object) -> Record:
    found = read(value)
    assert len(found) == 1
    assert isinstance(found[0], Record), found[0]
    return found[0]


@pytest.mark.parametrize("value", [ITEM, [ITEM], {"references": [ITEM]}, {"items": [ITEM]}])
def test_an_item(value: object) -> None:
    record = one(value)
    assert record.title == "A small BERT for H₂O"
    assert [author.name for author in record.authors] == ["Jan van der Berg, Jr.", "C. d’Artagnan", "World Lab"]
    assert [author.family for author in record.authors] == ["van der Berg", "d’Artagnan", ""]
    assert [editor.name for editor in record.editors] == ["Ed Itor"]
    assert record.published == PartialDate(2020, 5, 3)
    publication = record.publication
    assert publication is not None
    assert (publication.kind, publication.venue, publication.volume) == ("article-journal", "Journal of Things", "4")
    assert (publication.issue, publication.pages, publication.publisher, publication.place) == ("2", "41-50", "Press", "Oslo")
    assert record.ids == (("doi", "10.1000/abc"),)
    assert [link.url for link in record.links] == ["https://example.org/a"]
    assert record.abstract == "One.\n\nTwo."
    assert (record.keywords, record.language) == (("a", "b"), "en")


@pytest.mark.parametrize(
    ("issued", "date"),
    [
        ({"date-parts": [[2020]]}, "2020"),
        ({"date-parts": [["2020", "5"]], "season": 2}, "2020-05"),
        ({"date-parts": [2020, 5, 3]}, "2020-05-03"),
        ({"raw": "2020-05-03"}, "2020-05-03"),
        ({"literal": "Spring 2019"}, "2019"),
        ({"raw": "3 May 2020"}, "2020-05-03"),
        ("2020-05", "2020-05"),
        (2020, "2020"),
        ([{"date-parts": [[2020]]}], "2020"),
        ({"date-parts": [["-50"]]}, ""),
        ({"date-parts": [[]]}, ""),
        ({"date-parts": "x", "raw": []}, ""),
        (None, ""),
    ],
)
def test_dates(issued: object, date: str) -> None:
    published = one({"type": "book", "title": "T", "issued": issued}).published
    assert (published.iso if published else "") == date


def test_wrong_types_lose_a_field_and_not_the_record() -> None:
    record = one({"type": ["book"], "title": "T", "author": [5, None, ["x"], {"family": {}}, {"family": "Ok"}], "DOI": {}, "page": 7})
    assert [author.name for author in record.authors] == ["Ok"]
    assert record.publication is not None
    assert record.publication.pages == "7"


def test_fields_in_the_note_and_others() -> None:
    record = one(
        {
            "type": "article",
            "title": "T",
            "note": "arXiv: 2401.00001v2\nmine",
            "author": [{"family": "A", "given": "B"}, {"literal": "et al."}],
        }
    )
    assert (record.ids, record.version, record.author_count) == ((("arxiv", "2401.00001"),), 2, 2)


def test_an_item_without_title_is_rejected() -> None:
    found = read([ITEM, {"id": "x", "type": "book"}, 5])
    assert [type(item) for item in found] == [Record, Rejected, Rejected]


def test_recognition() -> None:
    def recognised(value: object) -> bool:
        return csl_json.recognises(take_sample(json.dumps(value).encode()))

    assert recognised(ITEM)
    assert recognised([ITEM])
    assert recognised({"references": [ITEM]})
    assert not recognised({"itemType": "book", "title": "T", "DOI": "10.1/x"})
    assert not recognised({"title": "T", "abstract": "A", "authors": ["B"], "url": "https://x.org"})
    assert not recognised({"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": []})
    assert not recognised({"message-type": "work", "message": {}})


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b"null", b"[" * 100_000, b'{"title":' * 50_000, b"\0", b"[{]"])
def test_inputs_without_a_record(data: bytes) -> None:
    found = read(data)
    assert found
    assert all(isinstance(item, Rejected) for item in found)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8), lambda inner: st.lists(inner, max_size=3), max_leaves=6
)


@given(
    st.dictionaries(
        st.sampled_from([*ITEM, "note", "event-date", "PMID", "link"]),
        _JSON | st.dictionaries(st.sampled_from(["date-parts", "raw", "family"]), _JSON),
    )
)
def test_wrong_types_everywhere_never_raise(item: dict[str, object]) -> None:
    assert read({**item, "title": item.get("title", "T")})


@given(st.binary(max_size=200))
def test_random_bytes_never_raise(data: bytes) -> None:
    assert read(data)
