"""A paper as others cite it: what stands in each format, and that our own readers read it back to the same paper."""

import json
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen.ingest.candidate import Candidate, make_candidate
from sitegen.ingest.readers import bibtex, csl_json, ris
from sitegen.ingest.record import Record, Rejected
from sitegen.papers.dates import PartialDate
from sitegen.papers.paper import Author, Link, Listing, Paper
from sitegen.papers.publication import Publication
from sitegen.site.cite import cite_views
from sitegen.site.cite.reference import name_in_parts
from sitegen.text import one_line, title_key

Read = Callable[[bytes, str], Iterator[Record | Rejected]]
READERS: dict[str, Read] = {"bibtex": bibtex.read, "ris": ris.read, "csl": csl_json.read}

ARTICLE = Paper(
    slug="codet5",
    title="CodeT5+: 50% of $O(n^{2})$ & more, for \\$5 with C# and GPT_x",
    abstract="An abstract.",
    authors=(
        Author("Anna van der Berg", family="van der Berg"),
        Author("Martin Luther King, Jr.", family="King"),
        Author("Jun Müller", family="Müller"),
        Author("Zoë Ó Dálaigh", family="Ó Dálaigh"),
        Author("Research and Development Group"),
        Author("王伟"),
    ),
    author_count=6,
    editors=(Author("Ed Itor", family="Itor"),),
    published=PartialDate(2024, 3, 17),
    publication=Publication(
        kind="article-journal",
        venue="Journal of Tests & Trials",
        volume="12",
        issue="3",
        pages="4171-4186",
        publisher="The Press",
        place="Zürich",
    ),
    ids=(("arxiv", "2403.07465"), ("doi", "10.1234/a_b(1)")),
    language="de",
)
PREPRINT = Paper(
    slug="yoloe",
    title="YOLOE: real-time seeing",
    abstract="",
    authors=(Author("Ao Wang", family="Wang"),),
    author_count=3,
    ids=(("arxiv", "2503.07465"),),
    categories=("cs.CV", "cs.AI"),
    listed=(Listing(PartialDate(2025, 3, 20)),),
)
TALK = Paper(
    slug="talk",
    title="A study of the thing",
    abstract="",
    authors=(Author("Ada Lovelace", family="Lovelace"), Author("Grace Hopper", family="Hopper")),
    author_count=2,
    published=PartialDate(2023),
    publication=Publication(kind="paper-conference", venue="Proceedings of the Test Conference", pages="193-202"),
    ids=(("acl", "2023.test-main.12"),),
)
THESIS = Paper(
    slug="thesis",
    title="On theses",
    abstract="",
    authors=(Author("Kim Cho"),),
    author_count=1,
    published=PartialDate(2019, 6),
    publication=Publication(kind="thesis", publisher="University of Tests"),
    links=(Link("paper", "https://example.org/thesis_1?x=1%20y#p"),),
)
BARE = Paper(slug="bare", title="The bare paper", abstract="")


def cited(paper: Paper, name: str) -> str:
    return next(view.text for view in cite_views(paper) if view.format == name)


def read_back(text: str, name: str) -> Candidate:
    (record,) = READERS[name](text.encode(), "test")
    assert isinstance(record, Record), record
    candidate = make_candidate(record)
    assert isinstance(candidate, Candidate)
    return candidate


@pytest.mark.parametrize("name", READERS)
@pytest.mark.parametrize("paper", [ARTICLE, TALK, THESIS], ids=lambda paper: paper.slug)
def test_our_readers_read_the_same_paper(paper: Paper, name: str) -> None:
    back = read_back(cited(paper, name), name)
    assert back.title == paper.title
    assert [author.name for author in back.authors] == [author.name for author in paper.authors]
    assert [name_in_parts(author) for author in back.authors] == [name_in_parts(author) for author in paper.authors]
    assert [editor.name for editor in back.editors] == [editor.name for editor in paper.editors]
    assert (back.author_count, back.published, back.ids) == (paper.author_count, paper.published, paper.ids)
    assert back.publication == paper.publication
    assert back.language == paper.language
    if paper.links:
        assert [link.url for link in back.links] == [link.url for link in paper.links]


@pytest.mark.parametrize("name", READERS)
def test_a_preprint_is_cited_as_one(name: str) -> None:
    """There are more authors than are named, and its month is that of its arXiv identifier, not of a list."""
    back = read_back(cited(PREPRINT, name), name)
    assert back.publication == PREPRINT.publication
    assert (back.ids, back.published) == (PREPRINT.ids, PartialDate(2025, 3))
    assert [author.name for author in back.authors] == ["Ao Wang"]
    assert back.author_count > 1


@pytest.mark.parametrize("name", READERS)
def test_a_paper_without_authors_and_date_can_be_cited(name: str) -> None:
    back = read_back(cited(BARE, name), name)
    assert (back.title, back.authors, back.published, back.ids) == (BARE.title, (), None, ())


def test_bibtex_of_a_preprint() -> None:
    assert cited(PREPRINT, "bibtex") == (
        "@misc{wang-2025-yoloe,\n"
        "  title = {{YOLOE}: real-time seeing},\n"
        "  author = {Wang, Ao and others},\n"
        "  year = {2025},\n"
        "  month = mar,\n"
        "  eprint = {2503.07465},\n"
        "  archiveprefix = {arXiv},\n"
        "  primaryclass = {cs.CV},\n"
        "  url = {https://arxiv.org/abs/2503.07465}\n"
        "}"
    )


def test_bibtex_escapes_what_tex_would_read() -> None:
    text = cited(ARTICLE, "bibtex")
    assert r"title = {{CodeT5}+: 50\% of {$O(n^{2})$} \& more, for \$5 with C\# and {GPT\_x}}" in text
    assert "van der Berg, Anna and King, Jr., Martin Luther and Müller, Jun and" in text
    assert "{Research and Development Group}" in text
    assert "pages = {4171--4186}" in text
    assert "doi = {10.1234/a_b(1)}" in text


@pytest.mark.parametrize(
    ("paper", "beginning"),
    [
        (ARTICLE, "@article{vanderberg-2024-codet5,"),
        (TALK, "@inproceedings{lovelace-2023-study,"),
        (THESIS, "@phdthesis{cho-2019-theses,"),
        (BARE, "@misc{bare,"),
    ],
    ids=lambda value: value.slug if isinstance(value, Paper) else "",
)
def test_types_and_keys(paper: Paper, beginning: str) -> None:
    assert cited(paper, "bibtex").startswith(beginning)


def test_plain_text() -> None:
    assert cited(PREPRINT, "text") == "Ao Wang, et al. 2025. YOLOE: real-time seeing. arXiv:2503.07465. https://arxiv.org/abs/2503.07465"
    assert cited(TALK, "text") == (
        "Ada Lovelace and Grace Hopper. 2023. A study of the thing. Proceedings of the Test Conference, 193–202. "
        "https://aclanthology.org/2023.test-main.12/"
    )
    assert "Journal of Tests & Trials, 12(3):4171–4186. https://doi.org/10.1234/a_b(1)" in cited(ARTICLE, "text")
    assert cited(BARE, "text") == "The bare paper."


def test_hidden_authors_are_not_named() -> None:
    paper = Paper(slug="x", title="Hidden", abstract="", authors=(Author("Ann Seen"), Author("Bob Unseen", hidden=True)), author_count=2)
    for view in cite_views(paper):
        assert "Unseen" not in view.text
        assert "Seen" in view.text


def test_of_thousands_of_authors_the_first_are_named() -> None:
    authors = tuple(Author(f"Ann Number{number}", family=f"Number{number}") for number in range(3_000))
    paper = Paper(slug="x", title="Collider", abstract="", authors=authors, author_count=3_000)
    for view in cite_views(paper):
        assert len(view.text) < 10_000
        assert "Number0" in view.text
    assert read_back(cited(paper, "bibtex"), "bibtex").author_count == 101


def test_a_withdrawn_paper_says_so() -> None:
    paper = Paper(slug="x", title="Gone", abstract="", withdrawn=True)
    assert all("Withdrawn" in view.text for view in cite_views(paper))


@settings(deadline=None)
@given(title=st.text(min_size=1, max_size=60), name=st.text(min_size=1, max_size=30), venue=st.text(max_size=30), doi=st.text(max_size=15))
def test_no_text_breaks_out_of_its_field(title: str, name: str, venue: str, doi: str) -> None:
    """Whatever stands in a record, each format stays one entry with a title; RIS has as many lines as tags, and CSL-JSON is JSON."""
    if not title_key(one_line(title)):
        return
    paper = Paper(
        slug="x",
        title=one_line(title),
        abstract="",
        authors=(Author(one_line(name) or "A B"),),
        publication=Publication(kind="article-journal", venue=venue),
        ids=(("doi", "10.1234/" + "".join(doi.split())),),
    )
    entry = cited(paper, "bibtex")
    assert entry.count("{") == entry.count("}")
    assert len(list(bibtex.read(entry.encode(), "test"))) == 1
    assert all(line[2:6] == "  - " for line in cited(paper, "ris").split("\n"))
    (item,) = json.loads(cited(paper, "csl"))
    assert item["title"] == paper.title


@pytest.mark.parametrize("hostile", ["}, url = {x}", "{", "}", "\\", "\\}", "a}b{c", "$\\input{x}$", "@article{x,", "% x", "$}{$"])
def test_braces_of_a_title_do_not_end_it(hostile: str) -> None:
    paper = Paper(slug="x", title=f"Title {hostile} end", abstract="", published=PartialDate(2020))
    (record,) = bibtex.read(cited(paper, "bibtex").encode(), "test")
    assert isinstance(record, Record)
    assert record.published == PartialDate(2020)
    assert not record.links
