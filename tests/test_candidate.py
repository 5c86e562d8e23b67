"""Whatever a record says, the file that is made of it can be read again: no record makes a site that refuses its own content."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen.config import SiteFolder
from sitegen.ingest.candidate import Candidate, make_candidate
from sitegen.ingest.merge import new_paper
from sitegen.ingest.pipeline import run_ingest
from sitegen.ingest.record import Provenance, Record
from sitegen.papers.dates import PartialDate
from sitegen.papers.frontmatter import write_paper
from sitegen.papers.header import read_paper
from sitegen.papers.paper import Author, Link, Paper
from sitegen.papers.publication import Publication
from sitegen.papers.store import load_papers
from tests.sites import MakeSite, tree, write

HERE = Provenance("in.jsonl", 3, "neutral")
NASTY = st.sampled_from(
    [
        "",
        " ",
        "\n",
        "\x00",
        "\u202e",
        "\ufeff",
        "- a",
        "# b",
        "a: b",
        "'",
        '"',
        "{",
        "[x](y)",
        "```",
        "---",
        "...",
        "$x$",
        "\\",
        "|",
        ">",
        "%",
        "&a",
        "*b",
    ]
)
TEXT = st.one_of(st.text(max_size=40), st.lists(st.one_of(NASTY, st.text(max_size=8)), max_size=5).map(" ".join), NASTY)
PARAGRAPHS = st.lists(TEXT, max_size=4).map("\n\n".join)
COUNT = st.one_of(st.integers(-3, 20), st.integers())
DATE = st.one_of(
    st.none(), st.builds(PartialDate, st.integers(1900, 2100), st.sampled_from([0, 3]), st.just(0)), st.just(PartialDate(2025, 3, 17))
)
AUTHORS = st.lists(
    st.builds(Author, TEXT, st.sampled_from(["", "0000-0002-1825-0097", "x"]), TEXT, st.lists(TEXT, max_size=2).map(tuple), st.booleans()),
    max_size=3,
).map(tuple)
URL = st.one_of(
    st.sampled_from(["https://a.org/x", "https://github.com/a/b#c?d", "javascript:x", "", "https://a.org/ü"]),
    TEXT,
    TEXT.map("https://a.org/".__add__),
)
RECORDS = st.builds(
    Record,
    provenance=st.just(HERE),
    title=TEXT,
    abstract=PARAGRAPHS,
    authors=AUTHORS,
    author_count=COUNT,
    editors=AUTHORS,
    published=DATE,
    updated=DATE,
    version=COUNT,
    withdrawn=st.booleans(),
    listed=st.sampled_from([None, PartialDate(2025, 3, 17)]),
    feed=st.sampled_from(["daily-papers", "a b", "../x", "", "X"]),
    rank=COUNT,
    announcement=st.sampled_from(["", "new", "cross", "replace"]),
    publication=st.one_of(st.none(), st.builds(Publication, **dict.fromkeys(Publication.__struct_fields__, TEXT))),
    language=TEXT,
    categories=st.lists(TEXT, max_size=2).map(tuple),
    keywords=st.lists(TEXT, max_size=2).map(tuple),
    links=st.lists(st.builds(Link, st.sampled_from(["code", "link", "paper"]), URL), max_size=3).map(tuple),
    ids=st.lists(
        st.tuples(st.sampled_from(["arxiv", "doi", "acl", "openreview", "isbn"]), st.one_of(TEXT, TEXT.map("10.1000/".__add__))), max_size=2
    ).map(tuple),
)


class _NoTags:
    def tag(self, title: str, abstract: str, **_: object) -> tuple[str, ...]:
        return ()


def paper_of(record: Record) -> Paper | None:
    candidate = make_candidate(record)
    return new_paper(candidate, "slug", _NoTags()).paper if isinstance(candidate, Candidate) else None


@settings(max_examples=400, deadline=None)
@given(RECORDS)
def test_the_file_of_any_record_can_be_read_again_and_says_the_same(record: Record) -> None:
    made = paper_of(record)
    if made is not None:
        read, problems = read_paper(write_paper(made), "", "slug")
        assert not problems
        assert read == made


@pytest.fixture
def site(make_site: MakeSite) -> SiteFolder:
    return make_site()


@pytest.mark.parametrize(
    "large",
    [
        {"title": "Large", "abstract": "word " * 400_000},
        {"title": "It's " * 350_000},
        {"title": "Large", "authors": [f"{'Longest ' * 30}Author Number {number}" for number in range(7_000)]},
        {"title": "Large", "keywords": [f"{'long ' * 50}keyword {number}" for number in range(7_000)]},
    ],
    ids=["abstract", "title", "authors", "keywords"],
)
def test_a_record_larger_than_a_paper_may_be_is_kept_aside(site: SiteFolder, large: dict[str, Any]) -> None:
    write(site.root.parent, {"in.jsonl": json.dumps(large) + '\n{"title":"Small"}\n'})
    report = run_ingest(site, [str(site.root.parent / "in.jsonl")])
    assert (report.counts, [problem.line for problem in report.rejected]) == ({"new": 1}, [1])
    assert "more than a file may have" in report.rejected[0].message
    before = tree(site.content)
    assert run_ingest(site, [str(site.root.parent / "in.jsonl")]).counts == {"unchanged": 1}
    assert tree(site.content) == before
    assert not load_papers(site.content, site.root)[1]


def test_a_paper_of_a_whole_experiment_is_not_too_large(site: SiteFolder) -> None:
    """The largest lists of authors that were ever printed have more than 5,000 names, each with institutes."""
    places = ["Institute for the Study of Very Small Particles, University of Somewhere, Somewhere, Country", "On leave"]
    authors = [{"name": f"Given Family{number}", "affiliations": places} for number in range(6_000)]
    write(site.root.parent, {"in.jsonl": json.dumps({"title": "Observation", "authors": authors}) + "\n"})
    assert run_ingest(site, [str(site.root.parent / "in.jsonl")]).counts == {"new": 1}
    stored, problems = load_papers(site.content, site.root)
    assert not problems
    assert len(stored[0].paper.authors) == 6_000


def test_counts_and_feeds_that_cannot_be_believed(site: SiteFolder) -> None:
    day = PartialDate(2025, 3, 17)
    made = paper_of(Record(provenance=HERE, title="A", author_count=-5, version=10**30, listed=day, feed="My Feed/../x", rank=-1))
    assert made is not None
    assert (made.author_count, made.version) == (0, 0)
    assert [(listing.feed, listing.rank) for listing in made.listed] == [("my-feed-x", 0)]
    for listed in (PartialDate(2025, 3), PartialDate(2025), None):
        bare = paper_of(Record(provenance=HERE, title="A", listed=listed, rank=3))
        assert bare is not None
        assert bare.listed == ()


SURROGATES = "a\ud800b\u202ec\x00d"


def test_what_json_may_say_and_utf_8_may_not(site: SiteFolder) -> None:
    """Every field holds a lone surrogate, a control character and a sign that turns text around."""
    fields = ("title", "abstract", "venue", "language", "kind", "pages", "publisher", "place", "volume", "issue", "published", "feed")
    record: dict[str, Any] = dict.fromkeys(fields, SURROGATES)
    record |= {"authors": [SURROGATES, {"name": SURROGATES, "family": SURROGATES, "orcid": SURROGATES, "affiliations": [SURROGATES]}]}
    record |= {"keywords": [SURROGATES], "categories": [SURROGATES], "listed": "2025-03-17", "upvotes": 10**30, "rank": -4}
    record |= {"links": [{"url": f"https://a.org/{SURROGATES}", "kind": "code"}, {"url": "https://a.org/\ud800", "kind": SURROGATES}]}
    record |= {"ids": {"doi": f"10.1000/{SURROGATES}", "openreview": SURROGATES, "arxiv": "2503.00001\ud800"}}
    source = site.root.parent / "in.jsonl"
    source.write_text(
        "".join(json.dumps(each) + "\n" for each in (record, {"title": "\ud800", "links": record["links"]})), encoding="utf-8"
    )
    report = run_ingest(site, [str(source)])
    assert (report.counts, len(report.rejected)) == ({"new": 1}, 1)
    before = tree(site.content)
    run_ingest(site, [str(source)])
    assert tree(site.content) == before
    for name, data in before.items():
        assert "/quarantine/" in name or not set(data.decode()) & set("\u202e\x00"), "in quarantine it is kept as it was"


def test_a_paper_that_the_abstract_names_is_no_link_of_its_own() -> None:
    abstract = "We repeat https://arxiv.org/abs/2503.00001 with https://github.com/lab/code."
    own = Link("paper", "https://arxiv.org/abs/2503.00002")
    record = Record(title="A", provenance=HERE, abstract=abstract, ids=(("arxiv", "2503.00002"),), links=(own,))
    candidate = make_candidate(record)
    assert isinstance(candidate, Candidate)
    assert set(candidate.links) == {own, Link("code", "https://github.com/lab/code")}
