"""Content files: what is written is read back, what a person wrote stays, what is wrong is told with its line."""

import re

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen.papers.dates import PartialDate
from sitegen.papers.edit import update_text
from sitegen.papers.frontmatter import split_body, write_paper
from sitegen.papers.header import read_paper
from sitegen.papers.paper import LINK_KINDS, Author, Link, Listing, Paper
from sitegen.text import one_line, slugify

NASTY = [
    *("a: b", "'", '"', "#", " # x", "- ", "---", "...", "{", "[", "&a", "*a", "!t", "%", "@", "`", "|", ">", "?", "\\"),
    *("No", "1e3", "~", "🙂", "שלום", "漢字", "é", "$x$"),
]
lines = st.lists(st.one_of(st.sampled_from(NASTY), st.text(max_size=8)), min_size=1, max_size=5).map(
    lambda parts: one_line(" ".join(parts))
)
titles = lines.filter(bool)
bodies = st.lists(st.one_of(st.sampled_from(["---", "...", "", "- a", "title: x", "> q", "    code"]), lines), max_size=6).map("\n".join)
slugs = st.text(max_size=12).map(slugify)
days = st.dates().map(lambda day: PartialDate(day.year, day.month, day.day))
dates = st.one_of(days, days.map(lambda day: day.month_part), days.map(lambda day: day.year_part))
links = st.builds(Link, st.sampled_from(LINK_KINDS), st.sampled_from(["https://a.org/x?y=1&z=2", "http://b.org:80/#f", "https://c.org/ü"]))
ids = st.sampled_from([(), (("arxiv", "2503.07460"),), (("arxiv", "hep-th/9901001"), ("doi", "10.1000/(x):[1]"))])


@st.composite
def papers(draw: st.DrawFn) -> Paper:
    authors = tuple(Author(name, draw(st.sampled_from(["", "0000-0002-1825-0097"]))) for name in draw(st.lists(titles, max_size=3)))
    abstract, notes = split_body(draw(bodies))
    if draw(st.booleans()):
        notes = split_body(f"# Notes\n\n{draw(bodies)}")[1]
    tags = tuple(dict.fromkeys(draw(st.lists(slugs, max_size=3))))
    return Paper(
        slug="the-slug",
        title=draw(titles),
        abstract=abstract,
        notes=notes,
        authors=authors,
        author_count=len(authors) + draw(st.sampled_from([0, 3])),
        published=draw(st.none() | dates),
        listed=tuple(sorted(set(draw(st.lists(st.builds(Listing, days, slugs, st.integers(0, 300)), max_size=3))))),
        tags=tags,
        forbidden_tags=tuple(slug for slug in dict.fromkeys(draw(st.lists(slugs, max_size=2))) if slug not in tags),
        links=tuple(dict.fromkeys(draw(st.lists(links, max_size=3)))),
        ids=draw(ids),
        aliases=tuple(draw(st.lists(slugs, max_size=2))),
        draft=draw(st.booleans()),
        source="content/papers/the-slug.md",
    )


def read(text: str, path: str = "content/papers/the-slug.md", slug: str = "the-slug") -> Paper:
    paper, problems = read_paper(text, path, slug)
    assert not problems, "\n".join(map(str, problems))
    assert paper is not None
    return paper


@settings(max_examples=300, deadline=None)
@given(papers())
def test_what_is_written_is_read_back(paper: Paper) -> None:
    assert read(write_paper(paper)) == paper


@settings(max_examples=300, deadline=None)
@given(papers(), papers(), st.booleans())
def test_an_updated_file_says_what_it_should(before: Paper, after: Paper, crlf: bool) -> None:
    text = write_paper(before)
    text = text.replace("\n", "\r\n") if crlf else text
    updated = update_text(text, before, after)
    assert read(updated) == after
    assert updated.count("\r\n") == (updated.count("\n") if crlf else 0)
    assert update_text(text, before, before) == text


EDITED = """\
---
# Curated by hand.
title: "A 'quoted' title"   # keep the quotes
tags:   [vision,
  detection]

# Where it was listed:
listed:
  - day: 2025-03-12
    rank: 4
published: 2024-05 # only the month is known

links:
- {kind: code, url: "https://a.org/x"}
# the end
---

The abstract.
It has *lines*.

## Why I like it

Because:   it has trailing spaces.SPACES

---
""".replace("SPACES", "  ")


def test_an_edit_changes_its_own_block_alone() -> None:
    before = read(EDITED)
    changed = msgspec.structs.replace(before, listed=(Listing(PartialDate(2025, 3, 12), rank=4), Listing(PartialDate(2025, 3, 17), rank=1)))
    expected = EDITED.replace(
        "listed:\n  - day: 2025-03-12\n    rank: 4\n", "listed:\n- {day: 2025-03-12, rank: 4}\n- {day: 2025-03-17, rank: 1}\n"
    )
    assert update_text(EDITED, before, changed) == expected


def test_a_block_over_several_lines_is_replaced_whole() -> None:
    before = read(EDITED)
    after = update_text(EDITED, before, msgspec.structs.replace(before, tags=("general",)))
    assert after == EDITED.replace("tags:   [vision,\n  detection]\n", "tags: [general]\n")


def test_a_new_key_stands_where_it_belongs() -> None:
    before = read(EDITED)
    after = update_text(EDITED, before, msgspec.structs.replace(before, author_count=3))
    assert after == EDITED.replace("tags: ", "author_count: 3\ntags: ")


def test_a_removed_value_leaves_nothing_behind() -> None:
    before = read(EDITED)
    after = update_text(EDITED, before, msgspec.structs.replace(before, published=None))
    assert after == EDITED.replace("published: 2024-05 # only the month is known\n", "")


def test_a_new_abstract_leaves_the_notes_as_they_are() -> None:
    before = read(EDITED)
    after = update_text(EDITED, before, msgspec.structs.replace(before, abstract="Another."))
    assert after == EDITED.replace("The abstract.\nIt has *lines*.", "Another.")


@pytest.mark.parametrize(
    "header",
    [
        "{title: A, tags: [vision], draft: true}",
        "'title': A\n\"tags\":\n- vision\ndraft: true",
        "title: >-\n  A\ntags: [\nvision\n]\ndraft: true",
        "title: |-\n  A\n\n# tags: [old]\ntags: [vision]\ndraft: true",
        "draft: true\ntags: [vision]\ntitle:\n  A",
        "title: A\ntags: [vision]\ndraft: true\n# the end",
    ],
)
def test_every_way_to_write_yaml_can_be_edited(header: str) -> None:
    text = f"---\n{header}\n---\nBody.\n"
    before = read(text)
    assert (before.title, before.tags, before.draft) == ("A", ("vision",), True)
    after = msgspec.structs.replace(before, title="B: b", tags=("x", "y"), published=PartialDate(2024), author_count=2)
    updated = update_text(text, before, after)
    assert read(updated) == after
    assert re.findall("#.*", text) == re.findall("#.*", updated)


def test_a_slug_in_the_file_is_kept() -> None:
    for text in ("---\ntitle: A\nslug: other\n---\n", "---\n{title: A, slug: other}\n---\n"):
        before = read(text)
        assert before.slug == "other"
        after = msgspec.structs.replace(before, title="B")
        assert read(update_text(text, before, after)) == after


def test_a_file_of_windows_and_the_other_end_of_yaml() -> None:
    paper = read("\ufeff---\r\ntitle: A\r\n...\r\n\r\nBody.\r\nMore.\r\n")
    assert (paper.title, paper.abstract) == ("A", "Body.\nMore.")


@pytest.mark.parametrize(
    ("body", "abstract", "notes"),
    [
        ("A.\n\n# N\nB", "A.", "# N\nB"),
        ("A #1 is\n#1 too", "A #1 is\n#1 too", ""),
        ("\\# A", "\\# A", ""),
        ("#\nx", "", "#\nx"),
        ("#######  x", "#######  x", ""),
        ("---\nA", "---\nA", ""),
    ],
)
def test_notes_begin_with_the_first_heading(body: str, abstract: str, notes: str) -> None:
    assert split_body(body) == (abstract, notes)


def test_order_is_made_and_what_stands_twice_stands_once() -> None:
    listed = "[{day: 2025-03-17}, {day: 2025-03-12}, {day: 2025-03-17}]"
    paper = read(f"---\ntitle: '  A \t b '\nlisted: {listed}\ntags: [b, a, b]\nauthors: [X, Y]\n---\n")
    assert [str(listing.day) for listing in paper.listed] == ["2025-03-12", "2025-03-17"]
    assert (paper.title, paper.tags, paper.author_count) == ("A b", ("b", "a"), 2)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "f.md:1: the file has no front matter\n    begin it with a line of three hyphens: ---"),
        ("title: A\n", "f.md:1: the file has no front matter\n    begin it with a line of three hyphens: ---"),
        ("---\ntitle: A\n", "f.md:1: the front matter has no end\n    close it with a line of three hyphens: ---"),
        (
            "---\ntitle: BERT: good\n---\n",
            """f.md:2: broken YAML: mapping values are not allowed in this context
    the value contains a colon; quote it: title: 'BERT: good'""",
        ),
        ("---\n---\n", 'f.md:2: the key "title" is missing\n    add a line: title: …'),
        ("---\ntitle: ' '\n---\n", "f.md:2: the title is empty"),
        ("---\ntitle: A\ntag: [a]\n---\n", 'f.md:3: unknown key "tag"\n    did you mean "tags"?'),
        ("---\ntitle: A\nids:\n  arxive: '2503.07460'\n---\n", None),
    ],
)
def test_messages(text: str, expected: str | None) -> None:
    paper, problems = read_paper(text, "f.md", "f")
    assert paper is None
    assert [str(problem) for problem in problems] == [expected] if expected else 'did you mean "arxiv"?' in str(problems[0])


@pytest.mark.parametrize(
    ("line", "message", "hint"),
    [
        ("published: 17 March", '"published": "17 March" is not a date; write 2025-03-17, 2025-03 or 2025', ""),
        ("listed: [{day: 2025-03}]", '"listed": "2025-03" is not a full date; write it like 2025-03-17', ""),
        ("listed: [{day: 2025-03-17, rank: -1}]", "a rank counts from 1", ""),
        ("listed: [{day: 2025-03-17, feed: ../x}]", '"../x" is not a name for a feed', "use a-z, 0-9 and hyphens"),
        ("tags: [../x]", '"../x" is not a tag', "write the tag's slug: x"),
        ("tags: [Object Detection]", '"Object Detection" is not a tag', "write the tag's slug: object-detection"),
        ("aliases: [../../etc/passwd]", '"../../etc/passwd" is not fit for an address', "use a-z, 0-9 and hyphens"),
        ("slug: A/B", '"A/B" is not fit for an address', "use a-z, 0-9 and hyphens"),
        ("links: [{kind: cod, url: 'https://a.org'}]", '"cod" is no kind of link', 'did you mean "code"?'),
        (
            "links: [{kind: code, url: 'javascript:alert(1)'}]",
            '"javascript:alert(1)" is not an http or https URL',
            "write the whole address, with https:// before it",
        ),
        (
            "links: [{kind: code, url: 'https://a:b@c.org'}]",
            '"https://a:b@c.org" is not a well-formed URL',
            "write the whole address, with https:// before it",
        ),
        ("ids: {arxiv: '123'}", '"123" is not the form of an identifier of arXiv', ""),
        ("ids: {isbn: '123'}", '"isbn" is no kind of identifier; known are arxiv, doi, acl, openreview', ""),
        ("author_count: -1", "a number of authors cannot be negative", ""),
        ("author_count: 99999999999999999999999", "99999999999999999999999 is not a believable number of authors", ""),
        ("authors: ['']", "an author has no name", ""),
        ("authors: [{name: A, orcid: 'x'}]", '"x" is not the form of an ORCID iD', "write it like 0000-0002-1825-0097"),
    ],
)
def test_wrong_values(line: str, message: str, hint: str) -> None:
    paper, problems = read_paper(f"---\ntitle: A\n\n{line}\n---\n", "f.md", "f")
    assert paper is None
    assert [(problem.path, problem.line, problem.message, problem.hint) for problem in problems] == [("f.md", 4, message, hint)]


def test_all_problems_of_a_file_are_told_in_their_order() -> None:
    _, problems = read_paper("---\nlinks: [{kind: code, url: x}]\ntags: [A]\ntitle: ''''''\npublished: x\n---\n", "f.md", "f")
    assert [problem.line for problem in problems] == [2, 3, 5]
