"""The front matter of a paper → a :class:`Paper`: decoded, checked, with every problem and its line."""

import msgspec

from sitegen.errors import Problem, did_you_mean
from sitegen.papers.author_ids import check_author_id
from sitegen.papers.dates import PartialDate, parse_date, parse_day
from sitegen.papers.frontmatter import is_slug, split, split_body
from sitegen.papers.paper import IDENTIFIERS, LINK_KINDS, Author, Link, Listing, Paper, check_identifier, check_orcid, check_url
from sitegen.papers.publication import Publication
from sitegen.text import one_line, slugify
from sitegen.yamltext import Positions, YamlProblem, decode, decode_sound_part, parse

MAX_COUNT = 1_000_000
"""The largest number of authors, and the largest rank."""


class _AuthorHeader(msgspec.Struct, forbid_unknown_fields=True):
    name: str
    orcid: str = ""
    family: str = ""
    id: str = ""
    affiliations: tuple[str, ...] = ()
    hidden: bool = False


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
    editors: tuple[_AuthorHeader | str, ...] = ()
    published: str = ""
    updated: str = ""
    version: int = 0
    withdrawn: bool = False
    publication: Publication | None = None
    language: str = ""
    listed: tuple[_ListingHeader, ...] = ()
    tags: tuple[str, ...] = ()
    """Slugs; one behind a hyphen is forbidden."""
    categories: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    links: tuple[_LinkHeader, ...] = ()
    ids: dict[str, str] = {}
    draft: bool = False


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
    header = header or decode_sound_part(tree, _Header)
    if header is None:
        return None, problems
    checker = _Checker(Positions(document.header, path, first_line=2))
    abstract, notes = split_body(document.body)
    named = tuple(checker.authors(header.authors, "authors"))
    tags, forbidden = checker.tags(header.tags)
    paper = Paper(
        slug=checker.slug(header.slug, "slug") or slug,
        title=checker.title(header.title),
        abstract=abstract,
        notes=notes,
        authors=named,
        author_count=max(len(named), checker.count(header.author_count)),
        editors=tuple(checker.authors(header.editors, "editors")),
        published=checker.date(header.published, "published"),
        updated=checker.date(header.updated, "updated"),
        version=checker.version(header.version),
        withdrawn=header.withdrawn,
        publication=header.publication,
        language=header.language,
        listed=checker.listings(header.listed),
        tags=tags,
        forbidden_tags=forbidden,
        categories=tuple(dict.fromkeys(one_line(name) for name in header.categories if name)),
        keywords=tuple(dict.fromkeys(one_line(name) for name in header.keywords if name)),
        links=checker.links(header.links),
        ids=checker.ids(header.ids),
        aliases=tuple(alias for index, alias in enumerate(header.aliases) if checker.slug(alias, "aliases", index)),
        draft=header.draft,
        source=path,
    )
    problems += checker.problems
    return (None, sorted(problems, key=lambda problem: problem.line)) if problems else (paper, [])


class _Checker:
    """Validates decoded values, gathering what is wrong; each method returns the value that the paper gets."""

    def __init__(self, positions: Positions) -> None:
        self.problems: list[Problem] = []
        self._positions = positions

    def _wrong(self, message: str, *keys: str | int, hint: str = "") -> None:
        self.problems.append(self._positions.problem(message, *keys, hint=hint))

    def title(self, title: str) -> str:
        """A title on one line, not empty."""
        title = one_line(title)
        if not title:
            self._wrong("the title is empty", "title")
        return title

    def slug(self, slug: str, *keys: str | int) -> str:
        """A slug that is fit for an address, or nothing."""
        if slug and not is_slug(slug):
            self._wrong(f'"{slug}" is not fit for an address', *keys, hint="use a-z, 0-9 and hyphens")
            return ""
        return slug

    def count(self, count: int) -> int:
        """A number of authors that can be believed."""
        if count < 0:
            self._wrong("a number of authors cannot be negative", "author_count")
        elif count > MAX_COUNT:
            self._wrong(f"{count} is not a believable number of authors", "author_count")
        return count

    def version(self, version: int) -> int:
        """A version counts from 1; 0 says that there is none."""
        if not 0 <= version <= MAX_COUNT:
            self._wrong("a version counts from 1", "version")
        return version

    def authors(self, authors: tuple[_AuthorHeader | str, ...], key: str) -> list[Author]:
        """Names on one line, each with valid identifiers or none."""
        result = []
        for index, author in enumerate(authors):
            entry = _AuthorHeader(author) if isinstance(author, str) else author
            name = one_line(entry.name)
            if not name:
                self._wrong("an author has no name", key, index)
            wrong = check_orcid(entry.orcid)
            if wrong:
                self._wrong(wrong, key, index, hint="write it like 0000-0002-1825-0097")
            wrong = check_author_id(entry.id) if entry.id else ""
            if wrong:
                self._wrong(wrong, key, index, hint="write it like s2:1741101")
            affiliations = tuple(one_line(place) for place in entry.affiliations if place)
            result.append(Author(name, entry.orcid, one_line(entry.family), affiliations, entry.hidden, entry.id))
        return result

    def date(self, text: str, key: str) -> PartialDate | None:
        """A date of any precision."""
        if not text:
            return None
        try:
            return parse_date(text)
        except ValueError as error:
            self._wrong(f'"{key}": {error}', key)
            return None

    def listings(self, listings: tuple[_ListingHeader, ...]) -> tuple[Listing, ...]:
        """Full days, each once, oldest first."""
        result = []
        for index, listing in enumerate(listings):
            try:
                day = parse_day(listing.day)
            except ValueError as error:
                self._wrong(f'"listed": {error}', "listed", index)
                continue
            if not is_slug(listing.feed):
                self._wrong(f'"{listing.feed}" is not a name for a feed', "listed", index, hint="use a-z, 0-9 and hyphens")
            if not 0 <= listing.rank <= MAX_COUNT:
                self._wrong("a rank counts from 1", "listed", index)
            result.append(Listing(day, listing.feed, listing.rank))
        return tuple(sorted(set(result)))

    def tags(self, tags: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Slugs, each once: those that the paper has, and those that it must not have, which stand behind a hyphen."""
        given = tuple(dict.fromkeys(tag for tag in tags if not tag.startswith("-")))
        for index, tag in enumerate(tags):
            slug = tag.removeprefix("-")
            if not is_slug(slug):
                wanted = f"{'-' * (tag != slug)}{slugify(slug)}" if slug.strip("-") else "vision, or -vision to forbid it"
                self._wrong(f'"{tag}" is not a tag', "tags", index, hint=f"write the tag's slug: {wanted}")
            elif tag != slug and slug in given:
                self._wrong(f'the tag "{slug}" is both given and forbidden', "tags", index, hint=f'remove "{slug}" or "{tag}"')
        return given, tuple(dict.fromkeys(tag[1:] for tag in tags if tag.startswith("-")))

    def links(self, links: tuple[_LinkHeader, ...]) -> tuple[Link, ...]:
        """Links of a known kind to allowed addresses, each once."""
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
        """Identifiers of a known kind and form, sorted."""
        for kind, value in ids.items():
            wrong = check_identifier(kind, value)
            if wrong:
                self._wrong(wrong, "ids", kind, hint=did_you_mean(kind, IDENTIFIERS) if kind not in IDENTIFIERS else "")
        return tuple(sorted(ids.items()))
