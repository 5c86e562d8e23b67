"""When two records are the same paper: by identifiers, by title and first author, whatever the order in which they come."""

import json
from collections.abc import Sequence
from itertools import pairwise, permutations
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen.config import SiteFolder
from sitegen.ingest.identity import Identities, Match, traits_of
from sitegen.ingest.pipeline import run_ingest
from sitegen.ingest.report import REPORT, IngestReport
from sitegen.papers.paper import Author, Paper
from sitegen.papers.store import load_papers
from sitegen.text import title_key
from tests.sites import MakeSite, tree, write, write_site

Neutral = dict[str, Any]


@pytest.fixture
def site(make_site: MakeSite) -> SiteFolder:
    return make_site()


def paper(title: str, *authors: str | dict[str, str], **more: Any) -> Neutral:
    """Return a neutral record; identifiers are given by their kinds."""
    ids = {kind: more.pop(kind) for kind in ("arxiv", "doi", "acl", "openreview") if kind in more}
    return {"title": title, "authors": list(authors), "abstract": f"We speak of {title}.", **({"ids": ids} if ids else {}), **more}


def ingest(site: SiteFolder, *records: Neutral) -> IngestReport:
    name = site.root.parent / "in.jsonl"
    write(name.parent, {name.name: "".join(json.dumps(record) + "\n" for record in records)})
    report = run_ingest(site, [str(name)])
    assert not report.failed, report.failed
    return report


def papers(site: SiteFolder) -> dict[str, Paper]:
    stored, problems = load_papers(site.content, site.root)
    assert not problems, problems
    return {item.paper.slug: item.paper for item in stored}


def kept(site: SiteFolder) -> dict[str, bytes]:
    return {name: data for name, data in tree(site.content).items() if name != REPORT}


SAME = {
    "one identifier, other titles": (paper("A Draft", arxiv="2503.00001"), paper("The Paper", arxiv="2503.00001")),
    "identifiers in other case": (paper("A Draft", doi="10.1000/ABC"), paper("The Paper", doi="10.1000/abc")),
    "one of two identifiers": (paper("A Draft", arxiv="2503.00001", doi="10.1000/a"), paper("The Paper", doi="10.1000/a")),
    "one title, no author": (paper("On Things"), paper("On things.")),
    "one title, an author in one": (paper("On Things", "Ada Byron"), paper("On Things")),
    "one title, one first author": (paper("On Things", "Ada Byron"), paper("On Things", "A. Byron", "Charles Babbage")),
    "one title, arXiv and DOI": (paper("On Things", "Ada Byron", arxiv="2503.00001"), paper("On Things", "Ada Byron", doi="10.1000/a")),
    "one title, an identifier in one": (paper("On Things", "Ada Byron"), paper("On Things", "Ada Byron", openreview="abcdEFGH")),
    "a family name with particles": (
        paper("On Things", {"name": "Ada van der Berg", "family": "van der Berg"}),
        paper("On Things", "Ada van der Berg"),
    ),
    "a family name first": (paper("On Things", "Byron, Ada"), paper("On Things", "Ada Byron")),
    "a family name without its accents": (paper("On Things", "Kurt Gödel"), paper("On Things", "Kurt Godel")),
    "mathematics in two spellings": (paper("H^2SD"), paper("H$^2$SD")),
}

TWO = {
    "one title, two arXiv identifiers": (
        paper("On Things", "Ada Byron", arxiv="2503.00001"),
        paper("On Things", "Ada Byron", arxiv="2503.00002"),
    ),
    "one title, two DOIs": (paper("On Things", doi="10.1000/a"), paper("On Things", doi="10.1000/b")),
    "one title, two first authors": (paper("On Things", "Ada Byron"), paper("On Things", "Grace Hopper")),
    "one title, identifiers of two kinds, two first authors": (
        paper("On Things", "Ada Byron", arxiv="2503.00001"),
        paper("On Things", "Grace Hopper", doi="10.1000/b"),
    ),
    "titles that differ in a sign that counts": (paper("CodeT5"), paper("CodeT5+")),
}


@pytest.mark.parametrize(
    ("one", "other"), [*SAME.values(), *(pair[::-1] for pair in SAME.values())], ids=[*SAME, *(f"{n}, back" for n in SAME)]
)
def test_these_are_one_paper(make_site: MakeSite, one: Neutral, other: Neutral) -> None:
    together, apart = make_site(name="together"), make_site(name="apart")
    ingest(together, one, other)
    assert len(papers(together)) == 1
    assert ingest(apart, one).counts == {"new": 1}
    slug = next(iter(papers(apart)))
    ingest(apart, other)
    assert list(papers(apart)) == [slug], "the address that was published stays"
    before = tree(apart.content)
    assert ingest(apart, one, other).counts == {"unchanged": 2}
    assert tree(apart.content) == before


@pytest.mark.parametrize(("one", "other"), TWO.values(), ids=list(TWO))
def test_these_are_two_papers(make_site: MakeSite, one: Neutral, other: Neutral) -> None:
    together, apart = make_site(name="together"), make_site(name="apart")
    assert ingest(together, one, other).counts == {"new": 2}
    assert ingest(apart, other).counts == {"new": 1}
    assert ingest(apart, one).counts == {"new": 1}
    for site in (together, apart):
        before = tree(site.content)
        assert ingest(site, other, one).counts == {"unchanged": 2}
        assert tree(site.content) == before


def test_a_title_alone_keeps_its_address_when_an_identifier_comes(site: SiteFolder) -> None:
    ingest(site, paper("On Things"))
    report = ingest(site, paper("On things: now with a subtitle", arxiv="2503.00001"), paper("On Things", "Ada Byron", arxiv="2503.00002"))
    assert report.counts == {"new": 1, "updated": 1}
    found = papers(site)
    assert found["on-things"].ids == (("arxiv", "2503.00002"),)
    assert found["on-things"].authors == (Author("Ada Byron"),)
    ingest(site, paper("On Things, Renamed", arxiv="2503.00002", updated="2025-04-01"))
    assert papers(site)["on-things"].title == "On Things, Renamed"


def test_a_title_that_fits_two_papers_is_decided_by_the_first_author(site: SiteFolder) -> None:
    ingest(site, paper("On Things", "Ada Byron", arxiv="2503.00001"), paper("On Things", "Grace Hopper", arxiv="2503.00002"))
    ingest(site, paper("On Things", "G. Hopper", doi="10.1000/a"))
    assert {dict(found.ids)["arxiv"]: dict(found.ids).get("doi") for found in papers(site).values()} == {
        "2503.00001": None,
        "2503.00002": "10.1000/a",
    }


MISTAKE = (
    paper("The Owner", "Ada Byron", arxiv="2503.00001", doi="10.1000/a"),
    paper("Another Matter", "Grace Hopper", arxiv="2503.00002", doi="10.1000/a"),
)


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_paper_with_the_identifier_of_another_stays_its_own(site: SiteFolder, order: Sequence[int]) -> None:
    counts = [ingest(site, MISTAKE[number]).counts for number in order]
    assert counts == [{"new": 1}, {"conflicting": 1}]
    assert set(papers(site)) == {"the-owner", "another-matter"}
    before = tree(site.content)
    assert ingest(site, *MISTAKE).counts == {"unchanged": 2}
    assert tree(site.content) == before
    first, second = (MISTAKE[number] for number in order)
    found = {paper.title: dict(paper.ids) for paper in papers(site).values()}
    assert found == {first["title"]: first["ids"], second["title"]: {"arxiv": second["ids"]["arxiv"]}}, "an identifier belongs to one paper"


def test_a_wrong_identifier_does_not_keep_a_record_from_the_paper_of_its_title(site: SiteFolder) -> None:
    ingest(site, paper("Another Matter", "Grace Hopper"), MISTAKE[0])
    assert ingest(site, MISTAKE[1]).counts == {"conflicting": 1}
    assert set(papers(site)) == {"the-owner", "another-matter"}


def test_a_record_that_links_two_papers_is_reported_and_neither_is_lost(site: SiteFolder) -> None:
    ingest(site, paper("The Preprint", arxiv="2503.00001"), paper("The Article", doi="10.1000/a"))
    both = paper("The Article", arxiv="2503.00001", doi="10.1000/a", updated="2025-04-01")
    assert ingest(site, both).counts == {"conflicting": 1}
    assert {slug: found.title for slug, found in papers(site).items()} == {"the-preprint": "The Article", "the-article": "The Article"}
    before = tree(site.content)
    assert ingest(site, both).counts == {"unchanged": 1}
    assert tree(site.content) == before


ATOM = """\
<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>cs.CL updates on arXiv.org</title><link>http://rss.arxiv.org/rss/cs.CL</link><pubDate>{date}</pubDate>
<item><title>{title}</title><link>https://arxiv.org/abs/2503.00001</link><guid isPermaLink="false">oai:arXiv.org:2503.00001v{version}</guid>
<description>arXiv:2503.00001v{version} Announce Type: {kind}
Abstract: We speak of {title}.</description><pubDate>{date}</pubDate><arxiv:announce_type>{kind}</arxiv:announce_type>
<category>cs.CL</category><dc:creator>Ada Byron</dc:creator></item></channel></rss>
"""
FIRST = ATOM.format(date="Mon, 17 Mar 2025 00:00:00 -0400", title="On Things", version=1, kind="new")
SECOND = ATOM.format(date="Wed, 02 Apr 2025 00:00:00 -0400", title="On Things, Revised", version=2, kind="replace")


@pytest.mark.parametrize("order", [(FIRST, SECOND), (SECOND, FIRST)])
def test_a_new_version_updates_a_paper_and_does_not_list_it_again(site: SiteFolder, order: Sequence[str]) -> None:
    for text in order:
        write(site.root.parent, {"feed.xml": text})
        report = run_ingest(site, [str(site.root.parent / "feed.xml")])
        assert not report.failed, report.failed
    (found,) = papers(site).values()
    assert (found.title, found.version) == ("On Things, Revised", 2)
    assert [str(listing.day) for listing in found.listed] == ["2025-03-17"]


def test_version_ten_follows_version_nine() -> None:
    for order in permutations([9, 10]):
        with TemporaryDirectory() as folder:
            site = write_site(Path(folder, "site"), {})
            for version in order:
                ingest(site, paper("On Things", arxiv="2503.00001", version=version, updated="2025-03-17"))
            assert papers(site)["on-things"].version == 10


@pytest.mark.parametrize(
    ("author", "key"),
    [
        (Author(","), ""),
        (Author(", Ada"), "ada"),
        (Author(" , "), ""),
        (Author("…"), ""),
        (Author(""), ""),
        (Author("Ada", family=" "), "ada"),
        (Author("Ada Byron ."), "byron"),
        (Author("Gabriel García Márquez", family="García Márquez"), "marquez"),
    ],
)
def test_the_family_name_that_tells_papers_apart(author: Author, key: str) -> None:
    assert traits_of((), ["k"], (author,)).first_author == key


def test_the_strongest_identifier_is_asked_first() -> None:
    known = Identities()
    known.add("a", traits_of([("arxiv", "1")], ["a"], ()))
    known.add("b", traits_of([("doi", "2")], ["b"], ()))
    for ids in ([("arxiv", "1"), ("doi", "2")], [("doi", "2"), ("arxiv", "1")]):
        assert known.find(traits_of(ids, ["c"], ())) == Match("a", ("b",))
    assert known.find(traits_of([("doi", "3")], ["c"], ())) == Match()


TITLES = ["On Things", "On things", "Of Words", "H^2SD", "H$^2$SD", "大模型"]
AUTHORS = ["Ada Byron", "A. Byron", "Grace Hopper", "Byron, Ada"]
DAYS = ["2025-03-12", "2025-03-13", "2025-04-01"]


SOUND = [{}, {"arxiv": "2503.00001"}, {"arxiv": "2503.00002"}, {"doi": "10.1000/a"}, {"doi": "10.1000/A"}, {"doi": "10.1000/b"}]
SOUND += [{"arxiv": "2503.00001", "doi": "10.1000/a"}, {"arxiv": "2503.00002", "doi": "10.1000/b"}]
"""Identifiers as sources give them when none is wrong."""
WRONG = [*SOUND, {"arxiv": "2503.00001", "doi": "10.1000/b"}, {"arxiv": "2503.00002", "doi": "10.1000/a"}]


@st.composite
def neutral_papers(draw: st.DrawFn, identifiers: Sequence[dict[str, str]]) -> Neutral:
    record = paper(
        draw(st.sampled_from(TITLES)),
        *draw(st.lists(st.sampled_from(AUTHORS), max_size=2)),
        abstract=draw(st.sampled_from(["", "One.", "Two."])),
    )
    optional: dict[str, st.SearchStrategy[Any]] = {
        "ids": st.sampled_from(identifiers),
        "published": st.sampled_from(["2024", "2025-03", "2025-03-10"]),
        "updated": st.sampled_from(DAYS),
        "version": st.integers(0, 12),
        "listed": st.sampled_from(DAYS),
        "rank": st.integers(0, 2),
        "upvotes": st.integers(0, 3),
        "author_count": st.integers(0, 4),
        "keywords": st.lists(st.sampled_from(["a", "b"]), max_size=2),
        "links": st.lists(
            st.sampled_from([{"url": "https://a.org/x", "kind": "code"}, {"url": "https://a.org/x/", "kind": "link"}]), max_size=2
        ),
        "withdrawn": st.booleans(),
    }
    return {**record, **draw(st.fixed_dictionaries({}, optional=optional))}


@settings(max_examples=60, deadline=None)
@given(st.lists(neutral_papers(WRONG), min_size=2, max_size=7), st.randoms(use_true_random=False))
def test_any_order_of_a_batch_gives_the_same_bytes(records: list[Neutral], random: Any) -> None:
    shuffled = list(records)
    random.shuffle(shuffled)
    with TemporaryDirectory() as folder:
        one, other = write_site(Path(folder, "one", "site"), {}), write_site(Path(folder, "other", "site"), {})
        assert ingest(one, *records).counts == ingest(other, *shuffled).counts
        assert _without_places(kept(one)) == _without_places(kept(other))


@settings(max_examples=40, deadline=None)
@given(st.lists(neutral_papers(SOUND), min_size=2, max_size=7))
def test_a_batch_ingested_again_changes_no_byte(records: list[Neutral]) -> None:
    with TemporaryDirectory() as folder:
        site = write_site(Path(folder, "site"), {})
        ingest(site, *records)
        before = kept(site)
        ingest(site, *records)
        assert kept(site) == before


def _without_places(files: dict[str, bytes]) -> dict[str, bytes]:
    """Leave out where a piece in quarantine came from, which is another line in another order."""
    return {name: data for name, data in files.items() if not name.endswith(".json")}


@settings(max_examples=40, deadline=None)
@given(st.lists(neutral_papers(WRONG), min_size=2, max_size=6), st.sets(st.integers(1, 5)))
def test_runs_one_after_the_other_lose_no_paper(records: list[Neutral], cuts: set[int]) -> None:
    """Whatever comes when, each record is in a paper or in quarantine, and what was ingested is known again."""
    with TemporaryDirectory() as folder:
        site = write_site(Path(folder, "site"), {})
        bounds = [0, *sorted(cut for cut in cuts if cut < len(records)), len(records)]
        for start, end in pairwise(bounds):
            report = ingest(site, *records[start:end])
            assert report.records + len(report.rejected) >= end - start
        titles = {title_key(found.title) for found in papers(site).values()}
        ledger = b"".join(data for name, data in kept(site).items() if "/ledger/" in name).decode()
        for record in records:
            key = title_key(record["title"])
            assert key in titles or f"title:{key}" in ledger
