import json
import re
import tracemalloc
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.ingest.readers.neutral import read, recognises
from sitegen.ingest.record import Publication, Record, Rejected
from sitegen.papers.dates import PartialDate
from sitegen.papers.neutral import NeutralPaper, json_schema, neutral_lines, neutral_record
from sitegen.papers.paper import Author, Link, Listing, Paper
from sitegen.papers.signals import Signal
from tests.readers.json_trials import check_damage, check_hostile, check_sound, check_wrong_types, found, one, recognised, why

DOCS = Path(__file__).parents[2] / "docs"
WHOLE: dict[str, object] = {
    "title": "Widgets of $\\alpha$",
    "abstract": "We turn.\n\nTwice.",
    "authors": [
        "Ada van Dijk",
        {"name": "Team, Inc.", "orcid": "0000-0002-1825-0097", "id": "s2:7", "affiliations": ["Lab"], "hidden": True},
    ],
    "author_count": 5,
    "editors": [{"name": "Ed Itor", "family": "Itor"}],
    "published": "2024-05",
    "updated": "2024-06-01",
    "version": 2,
    "withdrawn": True,
    "listed": "2024-05-17",
    "feed": "reading-group",
    "rank": 3,
    "comments": 2,
    "upvotes": 12,
    "stars": 7,
    "also_listed": [{"day": "2024-05-18", "feed": "daily-papers", "rank": 1, "upvotes": 20}],
    "ids": {"arxiv": "2405.01234", "doi": "10.5555/w.1", "acl": "2024.acl-long.1", "openreview": "AbCdEf"},
    "links": [{"kind": "code", "url": "https://widgets.example/code"}, {"kind": "link", "url": "https://github.com/a/b"}],
    "tags": ["parsing"],
    "forbidden_tags": ["gears"],
    "keywords": ["widgets"],
    "categories": ["cs.CL"],
    "kind": "paper-conference",
    "venue": "Proceedings",
    "volume": "1",
    "issue": "2",
    "pages": "3-4",
    "publisher": "Press",
    "place": "Delft",
    "language": "en",
}


def test_every_key_is_read() -> None:
    first, second = found(read, WHOLE)
    assert isinstance(first, Record)
    assert isinstance(second, Record)
    check_sound(first)
    assert set(WHOLE) == {field.encode_name for field in msgspec.structs.fields(NeutralPaper)}
    expected = Record(
        provenance=first.provenance,
        title="Widgets of $\\alpha$",
        abstract="We turn.\n\nTwice.",
        authors=(Author("Ada van Dijk"), Author("Team, Inc.", "0000-0002-1825-0097", "", ("Lab",), True, "s2:7")),
        author_count=5,
        editors=(Author("Ed Itor", family="Itor"),),
        published=PartialDate(2024, 5),
        updated=PartialDate(2024, 6, 1),
        version=2,
        withdrawn=True,
        listed=PartialDate(2024, 5, 17),
        feed="reading-group",
        rank=3,
        comments=2,
        upvotes=12,
        stars=7,
        publication=Publication(
            kind="paper-conference", venue="Proceedings", volume="1", issue="2", pages="3-4", publisher="Press", place="Delft"
        ),
        language="en",
        categories=("cs.CL",),
        keywords=("widgets", "parsing"),
        forbidden_tags=("gears",),
        links=(Link("code", "https://widgets.example/code"), Link("link", "https://github.com/a/b")),
        ids=(("acl", "2024.acl-long.1"), ("arxiv", "2405.01234"), ("doi", "10.5555/w.1"), ("openreview", "AbCdEf")),
    )
    assert first == expected
    other_day = {"listed": PartialDate(2024, 5, 18), "feed": "daily-papers", "rank": 1, "comments": None, "upvotes": 20, "stars": None}
    assert second == msgspec.structs.replace(expected, **other_day)


def test_the_published_schema_is_that_of_the_types() -> None:
    assert (DOCS / "paper.schema.json").read_text(encoding="utf-8") == json_schema(), "docs/neutral-format.md says how to write it anew"


def test_the_examples_of_the_documentation_are_records() -> None:
    text = (DOCS / "neutral-format.md").read_text(encoding="utf-8")
    examples = re.findall(r"```json\n(.*?)```", text, re.DOTALL)
    assert len(examples) == 3
    for example in examples:
        msgspec.json.decode(example, type=NeutralPaper)
        assert not set(json.loads(example)) - set(WHOLE)
        assert recognised(recognises, json.loads(example))
        assert isinstance(found(read, example)[0], Record)
    assert all(f"`{key}`" in text for key in WHOLE)


def paper_of_the_site() -> Paper:
    return Paper(
        slug="widgets",
        title="Widgets of $\\alpha$",
        abstract="We *turn* $x^2$ widgets\nfor \\$5 and \\$6.\n\n- one\n- two\n\n$$\ny\n$$\n\n`code` and <https://a.example/b>",
        notes="## Notes\n\nmine",
        authors=(Author("Ada van Dijk"), Author("Bo Li, Jr.", "0000-0002-1825-0097", "Li", ("Lab",), True, "openalex:A5023888391")),
        author_count=4,
        editors=(Author("Ed Itor", family="Itor"),),
        published=PartialDate(2024, 5),
        updated=PartialDate(2024, 6, 1),
        version=2,
        withdrawn=True,
        publication=Publication(kind="article-journal", venue="J", volume="1", issue="2", pages="3-4", publisher="P", place="Q"),
        language="en",
        categories=("cs.CL",),
        keywords=("widgets",),
        listed=(Listing(PartialDate(2024, 5, 17), "reading-group", 3), Listing(PartialDate(2024, 5, 18), "daily-papers", 1)),
        tags=("parsing",),
        forbidden_tags=("gears",),
        links=(Link("code", "https://widgets.example/code"), Link("link", "https://github.com/a/b")),
        ids=(("arxiv", "2405.01234"), ("doi", "10.5555/w.1")),
    )


def test_what_is_exported_is_read_again() -> None:
    paper = paper_of_the_site()
    signals = [
        Signal(day="2024-05-17", paper="widgets", feed="reading-group", upvotes=5),
        Signal(day="2024-05-18", paper="widgets", feed="daily-papers", comments=1, stars=9),
        Signal(day="2024-05-18", paper="gears", feed="daily-papers", comments=100),
    ]
    (line,) = neutral_lines([neutral_record(paper, signals)])
    assert msgspec.json.decode(line, type=NeutralPaper) == neutral_record(paper, signals)
    assert recognised(recognises, line)
    first, second = found(read, line)
    assert isinstance(first, Record)
    assert isinstance(second, Record)
    assert first.abstract == "We turn $x^2$ widgets for $5 and $6.\n\n- one\n\n- two\n\n$y$\n\ncode and https://a.example/b"
    assert (first.authors, first.editors, first.author_count) == (paper.authors, paper.editors, 4)
    assert (first.published, first.updated, first.version, first.withdrawn) == (paper.published, paper.updated, 2, True)
    assert (first.publication, first.language, first.categories) == (paper.publication, "en", ("cs.CL",))
    assert (first.links, first.ids, first.keywords) == (paper.links, paper.ids, ("widgets", "parsing"))
    assert (first.listed, first.feed, first.rank, first.upvotes) == (PartialDate(2024, 5, 17), "reading-group", 3, 5)
    assert (second.listed, second.feed, second.rank, second.comments, second.stars) == (PartialDate(2024, 5, 18), "daily-papers", 1, 1, 9)


def test_dollars_that_are_no_mathematics_stay_dollars() -> None:
    paper = msgspec.structs.replace(paper_of_the_site(), abstract="From \\$x to y\\$ it is $z$.")
    assert neutral_record(paper).abstract == "From \\$x to y\\$ it is $z$."


def test_lists_and_wrappers_are_read() -> None:
    record = {"title": "T", "authors": ["A"]}
    for value in ([record, record], {"papers": [record, record]}, {"count": 2, "results": [record, record]}):
        assert recognised(recognises, value)
        assert [piece.provenance.position for piece in found(read, value) if isinstance(piece, Record)] == [1, 2]


def test_a_broken_line_does_not_stop_the_others() -> None:
    data = b'{"title": "A", "year": 2020}\n{"title": "B", "year"\n\n{"authors": ["C"]}\n{"title": "D"}\n'
    pieces = found(read, data)
    assert [piece.title if isinstance(piece, Record) else piece.problem.line for piece in pieces] == ["A", 2, 4, "D"]
    assert isinstance(pieces[1], Rejected)
    assert '"B"' in pieces[1].text
    assert "record 2 has no title" in pieces[2].problem.message if isinstance(pieces[2], Rejected) else False


def test_a_listing_that_is_no_day_rejects_the_record() -> None:
    assert '"2024-05", which is not a full day' in why(read, {"title": "T", "listed": "2024-05"})
    assert "2024-02-30" in why(read, {"title": "T", "listed": "2024-02-30"})
    assert one(read, {"title": "T", "listed": "2024-05-17T08:00:00Z"}).listed == PartialDate(2024, 5, 17)
    assert len(found(read, {"title": "T", "listed": [{"day": "2024-05-17"}, {"day": "2024-05-18", "rank": 4}]})) == 2


def test_the_acl_anthology_as_json_lines() -> None:
    record = one(
        read,
        {
            "id": "W30-0101",
            "title": "T",
            "abstract": "A",
            "authors": ["Ada Ex"],
            "date": "2030-08-23",
            "date_precision": "month",
            "raw_month": "August",
            "tags": ["wid", "2030"],
            "venue": "Widget Workshop",
            "url": "https://aclanthology.org/W30-0101/",
            "pdf": "https://aclanthology.org/W30-0101.pdf",
            "pages": "19–20",
            "language": "fra",
            "revisions": [{"id": "1", "date": None}, {"id": "2", "date": "2031-01-02"}],
        },
    )
    assert (record.published, record.updated, record.version) == (PartialDate(2030, 8), PartialDate(2031, 1, 2), 2)
    assert (record.ids, record.keywords, record.language) == ((("acl", "W30-0101"),), ("wid",), "fr")
    assert record.links == (Link("paper", "https://aclanthology.org/W30-0101/"), Link("pdf", "https://aclanthology.org/W30-0101.pdf"))
    assert record.publication == Publication(venue="Widget Workshop", pages="19-20")


def test_the_metadata_of_arxiv() -> None:
    value = {
        "id": "3004.00001",
        "submitter": "Ada Ex",
        "authors": "C. Ex, D. Why",
        "title": "A Title\n  on Lines",
        "comments": "37 pages; withdrawn by the authors",
        "journal-ref": "J. Widgets 12 (2031) 3-4",
        "doi": None,
        "categories": "cs.CL math.CO",
        "abstract": "  First\nline.\n",
        "versions": [
            {"version": "v1", "created": "Mon, 2 Apr 2030 19:18:42 GMT"},
            {"version": "v2", "created": "Tue, 24 Jul 2030 20:10:27 GMT"},
        ],
        "update_date": "2031-11-26",
        "authors_parsed": [["Ex", "C.", ""], ["Why", "D.", "Jr."]],
    }
    assert recognised(recognises, value)
    record = one(read, value)
    assert (record.title, record.abstract) == ("A Title on Lines", "First line.")
    assert record.authors == (Author("C. Ex", family="Ex"), Author("D. Why, Jr.", family="Why"))
    assert (record.published, record.updated, record.version) == (PartialDate(2030, 4, 2), PartialDate(2030, 7, 24), 2)
    assert (record.ids, record.categories) == ((("arxiv", "3004.00001"),), ("cs.CL", "math.CO"))
    assert record.publication is not None
    assert record.publication.venue == "J. Widgets"
    assert record.withdrawn
    assert record.comments is None


def test_a_note_of_openreview() -> None:
    content = {"title": {"value": "T"}, "authors": {"value": ["Ada Ex"]}, "abstract": {"value": "A"}, "pdf": {"value": "/pdf/x.pdf"}}
    value = {"notes": [{"id": "AbCdEfGh", "forum": "AbCdEfGh", "cdate": 1_900_000_000_000, "content": content}], "count": 1}
    assert recognised(recognises, value)
    record = one(read, value)
    assert (record.title, record.abstract, record.authors) == ("T", "A", (Author("Ada Ex"),))
    assert (record.ids, record.published, record.links) == ((("openreview", "AbCdEfGh"),), PartialDate(2030, 3, 17), ())


def test_profiles_at_openreview_tell_who_the_authors_are() -> None:
    content = {"title": {"value": "T"}, "authors": {"value": ["Ada Ex", "Bo Why"]}, "abstract": {"value": "A"}}
    told = content | {"authorids": {"value": ["~Ada_Ex12", "bo@example.org"]}}
    record = one(read, {"id": "B1xSperKvH", "forum": "B1xSperKvH", "content": told})
    assert record.authors == (Author("Ada Ex", source_id="openreview:~Ada_Ex12"), Author("Bo Why"))
    fewer = content | {"authorids": {"value": ["~Ada_Ex12"]}}
    record = one(read, {"id": "B1xSperKvH", "forum": "B1xSperKvH", "content": fewer})
    assert record.authors == (Author("Ada Ex"), Author("Bo Why")), "whose the identifier is cannot be told"


SPELLINGS: list[tuple[dict[str, object], dict[str, object]]] = [
    ({"Paper Title": "T"}, {"title": "T"}),
    ({"summary": "S"}, {"abstract": "S"}),
    ({"year": 2030}, {"published": PartialDate(2030)}),
    ({"Year": "2030", "month": "June"}, {"published": PartialDate(2030, 6)}),
    ({"date": "2030-06-02T10:00:00+02:00"}, {"published": PartialDate(2030, 6, 2)}),
    ({"published_at": 1_900_000_000}, {"published": PartialDate(2030, 3, 17)}),
    ({"published": "forthcoming"}, {"published": None}),
    ({"arxiv_id": "3004.00001v3"}, {"ids": (("arxiv", "3004.00001"),), "version": 3}),
    ({"DOI": "https://doi.org/10.5555/X"}, {"ids": (("doi", "10.5555/x"),)}),
    ({"url": "https://openreview.net/forum?id=AbCdEfGh"}, {"ids": (("openreview", "AbCdEfGh"),)}),
    ({"github": "https://widgets.example/git"}, {"links": (Link("code", "https://widgets.example/git"),)}),
    (
        {"links": "https://github.com/a/b https://a.example/x.pdf"},
        {"links": (Link("code", "https://github.com/a/b"), Link("pdf", "https://a.example/x.pdf"))},
    ),
    ({"links": {"pdf": "https://a.example/x", "Code": "javascript:alert(1)"}}, {"links": (Link("pdf", "https://a.example/x"),)}),
    ({"authors": "Ada Ex|Bo Why"}, {"authors": (Author("Ada Ex"), Author("Bo Why"))}),
    ({"authors": "Ex, Ada; Why, Bo"}, {"authors": (Author("Ada Ex", family="Ex"), Author("Bo Why", family="Why"))}),
    ({"authors": "['Ada Ex', \"Bo O'Why\"]"}, {"authors": (Author("Ada Ex"), Author("Bo O'Why"))}),
    ({"author": [{"first": "Ada", "last": "Ex", "institution": "Lab"}]}, {"authors": (Author("Ada Ex", "", "Ex", ("Lab",)),)}),
    ({"authors": ["Ada Ex", "et al."]}, {"authors": (Author("Ada Ex"),)}),
    ({"keywords": "a b; c"}, {"keywords": ("a b", "c")}),
    ({"keywords": ["c"], "tags": ["d", "2030"]}, {"keywords": ("c", "d")}),
    ({"ENTRYTYPE": "inproceedings", "booktitle": "B"}, {"publication": Publication(kind="paper-conference", venue="B")}),
    ({"kind": "oral"}, {"publication": None}),
    ({"Page start": "3", "Page end": "9"}, {"publication": Publication(pages="3-9")}),
    ({"language": "English"}, {"language": "en"}),
    ({"retracted": "yes"}, {"withdrawn": True}),
    ({"feed": "My Group!", "listed": "2030-01-02"}, {"feed": "my-group"}),
    ({"abstract": "a <s> token & <b>"}, {"abstract": "a <s> token & <b>"}),
    ({"doi": "n/a", "year": None}, {"ids": (), "published": None}),
]


@pytest.mark.parametrize(("spelled", "expected"), SPELLINGS, ids=[str(spelled)[:40] for spelled, _ in SPELLINGS])
def test_common_spellings_are_understood(spelled: dict[str, object], expected: dict[str, object]) -> None:
    record = one(read, spelled if "Paper Title" in spelled else {"title": "T", **spelled})
    assert {name: getattr(record, name) for name in expected} == expected


def test_other_json_is_not_claimed() -> None:
    csl = {"id": "x", "type": "article-journal", "title": "T", "author": [{"family": "F"}], "issued": {"date-parts": [[2020]]}}
    others: tuple[object, ...] = (
        csl,
        [csl],
        {"id": "x", "type": "book", "title": "T"},
        {"title": "A product", "description": "…", "url": "https://shop.example", "price": 3},
        {"title": "", "authors": []},
        {"name": "x", "authors": []},
        {"version": "https://jsonfeed.org/version/1.1", "title": "F", "items": [{"id": "1", "title": "T", "summary": "S"}]},
        {"date": "2024-01-02", "papers": [{"title": "T", "url": "https://huggingface.co/papers/2401.00001", "abstract": "A"}]},
        {"id": "2401.00001", "title": "T", "authors": [], "discussionId": "x", "upvotes": 3},
        {"paper": {"id": "2401.00001", "title": "T"}, "title": "T", "numComments": 1},
        {"itemType": "book", "title": "T", "creators": []},
        {"paperId": "x", "title": "T", "authors": []},
    )
    for value in others:
        assert not recognised(recognises, value), value


def test_many_records_are_read_one_at_a_time() -> None:
    line = json.dumps({"title": "T", "abstract": "word " * 200}).encode() + b"\n"
    data = line * 5_000
    records = read(data, "many.jsonl")
    next(records)
    tracemalloc.start()
    count = sum(1 for _ in records)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 4_999
    assert peak < 2 * len(data)


def test_hostile_input_is_survived() -> None:
    check_hostile(read, recognises)
    check_wrong_types(read, WHOLE, "title")
    lines = "\n".join(json.dumps(WHOLE) for _ in range(3)).encode()
    check_damage(read, recognises, lines)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(sorted(WHOLE)) | st.text(max_size=12), VALUES, max_size=8))
def test_any_object_gives_records_or_reasons(value: dict[str, object]) -> None:
    pieces = found(read, value)
    assert pieces
    for piece in pieces:
        if isinstance(piece, Record):
            check_sound(piece)


def test_days_in_a_list_are_listings_each() -> None:
    records = found(read, {"title": "T", "listed": ["2024-05-17", {"day": "2024-05-18", "feed": "lab"}]})
    days = [record.listed for record in records if isinstance(record, Record)]
    assert days == [PartialDate(2024, 5, 17), PartialDate(2024, 5, 18)]
    assert '"May", which is not a full day' in why(read, {"title": "T", "listed": ["2024-05-17", "May"]})
