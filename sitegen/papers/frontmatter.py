"""A content file: YAML between two lines of ``---``, then Markdown. Read, written, and edited in place.

Never silent: whatever cannot be understood is a problem with its line.
"""

import datetime
from typing import Any

import msgspec

from sitegen.errors import Problem, did_you_mean
from sitegen.papers.dates import PartialDate, parse_date, parse_day
from sitegen.papers.paper import IDENTIFIERS, LINK_KINDS, Author, Link, Listing, Paper, check_identifier, check_url
from sitegen.text import clean, one_line, slugify
from sitegen.yamltext import FlowDict, FlowList, Positions, YamlProblem, decode, dump, parse

MAX_FILE_BYTES = 2_000_000
"""A content file is text that a person edits; a larger one is a mistake."""

KEY_ORDER = ("title", "slug", "aliases", "authors", "author_count", "published", "listed", "tags", "links", "ids", "draft")
"""The order in which the keys of a paper are written."""


class _AuthorHeader(msgspec.Struct, forbid_unknown_fields=True):
    name: str
    orcid: str = ""


class _ListingHeader(msgspec.Struct, forbid_unknown_fields=True):
    day: str
    rank: int = 0
    feed: str = "daily-papers"


class _LinkHeader(msgspec.Struct, forbid_unknown_fields=True):
    kind: str
    url: str


class _Header(msgspec.Struct, forbid_unknown_fields=True):
    """The front matter as it is written; :func:`read_paper` turns it into a :class:`Paper`."""

    title: str
    slug: str = ""
    aliases: tuple[str, ...] = ()
    authors: tuple[_AuthorHeader | str, ...] = ()
    author_count: int = 0
    published: str = ""
    listed: tuple[_ListingHeader, ...] = ()
    tags: tuple[str, ...] = ()
    links: tuple[_LinkHeader, ...] = ()
    ids: dict[str, str] = {}
    draft: bool = False


class Document(msgspec.Struct, frozen=True):
    """A text file taken apart."""

    header: str
    """The YAML between the two lines of ``---``."""
    body: str
    """What stands behind it."""


def split(text: str, path: str) -> Document | Problem:
    """Take a content file apart into its YAML block and its body; its header begins on line 2."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    first, _, rest = text.partition("\n")
    if first.rstrip() != "---":
        return Problem(path=path, line=1, message="the file has no front matter", hint="begin it with a line of three hyphens: ---")
    lines = rest.split("\n")
    for index, line in enumerate(lines):
        if line.rstrip() in ("---", "..."):
            return Document("".join(f"{item}\n" for item in lines[:index]), "\n".join(lines[index + 1 :]))
    return Problem(path=path, line=1, message="the front matter has no end", hint="close it with a line of three hyphens: ---")


def read_paper(text: str, path: str, slug: str) -> tuple[Paper | None, list[Problem]]:
    """Read a paper from the text of its file; return it, or None with every problem that stands in the way.

    ``slug`` is the file's name without ``.md``; a ``slug`` in the front matter wins over it.
    """
    document = split(text, path)
    if isinstance(document, Problem):
        return None, [document]
    try:
        tree = parse(document.header, path, first_line=2)
    except YamlProblem as error:
        return None, [error.problem]
    header, problems = decode(tree, _Header, document.header, path, first_line=2)
    if header is None:
        return None, problems
    checker = _Checker(Positions(document.header, path, first_line=2))
    abstract, notes = split_body(document.body)
    named = tuple(checker.authors(header.authors))
    paper = Paper(
        slug=checker.slug(header.slug, "slug") or slug,
        title=checker.title(header.title),
        abstract=abstract,
        notes=notes,
        authors=named,
        author_count=max(len(named), checker.count(header.author_count)),
        published=checker.published(header.published),
        listed=checker.listings(header.listed),
        tags=checker.tags(header.tags),
        links=checker.links(header.links),
        ids=checker.ids(header.ids),
        aliases=tuple(alias for index, alias in enumerate(header.aliases) if checker.slug(alias, "aliases", index)),
        draft=header.draft,
        source=path,
    )
    return (None, checker.problems) if checker.problems else (paper, [])


class _Checker:
    """Validates decoded values, gathering what is wrong; each method returns the value that the paper gets."""

    def __init__(self, positions: Positions) -> None:
        self.problems: list[Problem] = []
        self._positions = positions

    def _wrong(self, message: str, *keys: str | int, hint: str = "") -> None:
        self.problems.append(self._positions.problem(message, *keys, hint=hint))

    def title(self, title: str) -> str:
        title = one_line(title)
        if not title:
            self._wrong("the title is empty", "title")
        return title

    def slug(self, slug: str, *keys: str | int) -> str:
        if slug and not is_slug(slug):
            self._wrong(f'"{slug}" is not fit for an address', *keys, hint="use a-z, 0-9 and hyphens")
            return ""
        return slug

    def count(self, count: int) -> int:
        if count < 0:
            self._wrong("a number of authors cannot be negative", "author_count")
        return count

    def authors(self, authors: tuple[_AuthorHeader | str, ...]) -> list[Author]:
        result = []
        for index, author in enumerate(authors):
            name = one_line(author if isinstance(author, str) else author.name)
            if not name:
                self._wrong("an author has no name", "authors", index)
            result.append(Author(name, "" if isinstance(author, str) else author.orcid))
        return result

    def published(self, text: str) -> PartialDate | None:
        if not text:
            return None
        try:
            return parse_date(text)
        except ValueError as error:
            self._wrong(f'"published": {error}', "published")
            return None

    def listings(self, listings: tuple[_ListingHeader, ...]) -> tuple[Listing, ...]:
        result = []
        for index, listing in enumerate(listings):
            try:
                day = parse_day(listing.day)
            except ValueError as error:
                self._wrong(f'"listed": {error}', "listed", index)
                continue
            if not is_slug(listing.feed):
                self._wrong(f'"{listing.feed}" is not a name for a feed', "listed", index, hint="use a-z, 0-9 and hyphens")
            if listing.rank < 0:
                self._wrong("a rank counts from 1", "listed", index)
            result.append(Listing(day, listing.feed, listing.rank))
        return tuple(sorted(set(result)))

    def tags(self, tags: tuple[str, ...]) -> tuple[str, ...]:
        for index, tag in enumerate(tags):
            if not is_slug(tag):
                self._wrong(f'"{tag}" is not a tag', "tags", index, hint=f"write the tag's slug: {slugify(tag)}")
        return tuple(dict.fromkeys(tags))

    def links(self, links: tuple[_LinkHeader, ...]) -> tuple[Link, ...]:
        result = []
        for index, link in enumerate(links):
            if link.kind not in LINK_KINDS:
                hint = did_you_mean(link.kind, LINK_KINDS) or f"known kinds: {', '.join(LINK_KINDS)}"
                self._wrong(f'"{link.kind}" is no kind of link', "links", index, hint=hint)
                continue
            wrong = check_url(link.url)
            if wrong:
                self._wrong(wrong, "links", index, hint="write the whole address, with https:// before it")
                continue
            result.append(Link(link.kind, link.url))
        return tuple(dict.fromkeys(result))

    def ids(self, ids: dict[str, str]) -> tuple[tuple[str, str], ...]:
        for kind, value in ids.items():
            wrong = check_identifier(kind, value)
            if wrong:
                self._wrong(wrong, "ids", kind, hint=did_you_mean(kind, IDENTIFIERS) if kind not in IDENTIFIERS else "")
        return tuple(sorted(ids.items()))


def is_slug(text: str) -> bool:
    """Tell whether ``text`` is fit for a file's name and a part of an address: a-z, 0-9, single hyphens between."""
    return bool(text) and len(text) <= 200 and text == text.strip("-") and "--" not in text and all(c in _SLUG_CHARACTERS for c in text)


_SLUG_CHARACTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-")


def split_body(body: str) -> tuple[str, str]:
    """Take the text behind the front matter apart: the abstract, and from the first heading on the curator's notes."""
    lines = clean(body).split("\n")
    for index, line in enumerate(lines):
        if line.startswith("#") and line.lstrip("#").startswith(" "):
            return "\n".join(lines[:index]).strip(), "\n".join(lines[index:]).strip()
    return "\n".join(lines).strip(), ""


def header_values(paper: Paper) -> dict[str, Any]:
    """Return the front matter of a paper as plain values for YAML, in ``KEY_ORDER``, without what is empty."""
    values: dict[str, Any] = {
        "title": paper.title,
        "aliases": list(paper.aliases),
        "authors": [FlowDict(name=a.name, orcid=a.orcid) if a.orcid else a.name for a in paper.authors],
        "author_count": paper.author_count if paper.author_count > len(paper.authors) else 0,
        "published": _yaml_date(paper.published),
        "listed": [_listing_value(listing) for listing in paper.listed],
        "tags": FlowList(paper.tags),
        "links": [FlowDict(kind=link.kind, url=link.url) for link in paper.links],
        "ids": dict(paper.ids),
        "draft": paper.draft,
    }
    return {key: values[key] for key in KEY_ORDER if values.get(key)}


def write_paper(paper: Paper) -> str:
    """Return the text of a new content file for ``paper``; :func:`read_paper` gives the same paper back."""
    body = "\n\n".join(part for part in (paper.abstract, paper.notes) if part)
    return f"---\n{dump(header_values(paper))}---\n\n{body}\n" if body else f"---\n{dump(header_values(paper))}---\n"


def update_text(text: str, before: Paper, after: Paper) -> str:
    """Return ``text``, the file of ``before``, so changed that it says ``after``; everything else stays as it was written.

    Comments, the order of keys, quotes and indentation of a person survive: only the blocks of changed keys are replaced.
    """
    document = split(text, before.source)
    if isinstance(document, Problem):
        return write_paper(after)
    old, new = header_values(before), header_values(after)
    lines = document.header.split("\n")[:-1]
    for key in KEY_ORDER:
        if old.get(key) != new.get(key):
            lines = _replace_key(lines, key, dump({key: new[key]}).split("\n")[:-1] if key in new else [])
    body = document.body
    if (before.abstract, before.notes) != (after.abstract, after.notes):
        body = "\n" + "\n\n".join(part for part in (after.abstract, after.notes) if part) + "\n"
    return "---\n" + "".join(f"{line}\n" for line in lines) + "---\n" + body


def _replace_key(lines: list[str], key: str, block: list[str]) -> list[str]:
    """Put ``block`` in the place of the top-level ``key``, or where ``KEY_ORDER`` would have it."""
    starts = {name: index for index, line in enumerate(lines) if (name := _top_level_key(line))}
    if key in starts:
        start = starts[key]
        end = start + 1
        while end < len(lines) and not _top_level_key(lines[end]):
            end += 1
        while end > start + 1 and (not lines[end - 1].strip() or lines[end - 1].startswith("#")):
            end -= 1
        return lines[:start] + block + lines[end:]
    later = [starts[name] for name in KEY_ORDER[KEY_ORDER.index(key) :] if name in starts]
    place = min(later, default=len(lines))
    return lines[:place] + block + lines[place:]


def _top_level_key(line: str) -> str:
    """Return the key that begins on ``line`` at the margin, or an empty string."""
    name, colon, rest = line.partition(":")
    if not colon or (rest and not rest[0].isspace()):
        return ""
    name = name.strip("'\"") if name[:1] in "'\"" else name
    return name if name.replace("_", "").isalnum() else ""


def _listing_value(listing: Listing) -> FlowDict:
    value = FlowDict(day=_yaml_date(listing.day))
    if listing.rank:
        value["rank"] = listing.rank
    if listing.feed != "daily-papers":
        value["feed"] = listing.feed
    return value


def _yaml_date(date: PartialDate | None) -> Any:
    if date is None:
        return None
    if date.day:
        return datetime.date(date.year, date.month, date.day)
    return date.iso if date.month else date.year
