"""A record made ready for the merge: text repaired and written as Markdown, links found, values checked."""

from collections.abc import Iterable

import msgspec

from sitegen.errors import Problem
from sitegen.ingest.identity import Traits, traits_of
from sitegen.ingest.latex import repair
from sitegen.ingest.links import find_links
from sitegen.ingest.record import Provenance, Record, Rejected
from sitegen.markdown import escape, plain_text
from sitegen.papers.author_ids import check_author_id
from sitegen.papers.dates import PartialDate
from sitegen.papers.frontmatter import MAX_FILE_BYTES, is_slug, write_paper
from sitegen.papers.header import MAX_COUNT
from sitegen.papers.paper import Author, Link, Listing, Paper, check_identifier, check_orcid, check_url
from sitegen.papers.publication import Publication
from sitegen.text import digest, one_line, slugify, title_key


class Candidate(msgspec.Struct, frozen=True, kw_only=True):
    """What one record would give a paper."""

    record: Record
    title: str
    abstract: str
    """Markdown."""
    authors: tuple[Author, ...]
    author_count: int
    editors: tuple[Author, ...]
    published: PartialDate | None
    updated: PartialDate | None
    version: int
    withdrawn: bool
    publication: Publication | None
    language: str
    categories: tuple[str, ...]
    keywords: tuple[str, ...]
    forbidden_tags: tuple[str, ...]
    listing: Listing | None
    links: tuple[Link, ...]
    ids: tuple[tuple[str, str], ...]
    as_of: str
    """The day that the record speaks of (ISO), or empty: of two records the younger one is believed."""

    @property
    def traits(self) -> Traits:
        """What tells it from other papers."""
        return traits_of(self.ids, [title_key(self.title)], self.authors)

    @property
    def keys(self) -> tuple[str, ...]:
        """What makes it the same paper as another, strongest first."""
        return (*(f"{kind}:{value.lower()}" for kind, value in self.ids), f"title:{title_key(self.title)}")

    @property
    def order(self) -> tuple[bool, bool, str, str, int, str, str]:
        """The order in which candidates are merged, whatever the order of the inputs: those that tell most of who they are first.

        Only records that say the very same, in whatever places, have the same one.
        """
        feed = self.listing.feed if self.listing else ""
        said = digest(as_text(self.record))
        return (not self.ids, not self.authors, self.as_of, feed, self.record.rank, title_key(self.title), said)


def as_text(record: Record) -> str:
    """Return a record as JSON, without its place: the same record has the same text wherever it stands."""
    return msgspec.json.encode(msgspec.structs.replace(record, provenance=Provenance("", 0, record.provenance.reader))).decode()


def make_candidate(record: Record) -> Candidate | Rejected:
    """Repair and check one record; a record without a usable title is rejected, whole, with its position."""
    title = one_line(repair(record.title))
    if not title_key(title):
        where = record.provenance
        message = f'the title "{title[:60]}" holds no letter and no digit' if title else "the record has no title"
        problem = Problem(path=where.source, line=where.line, message=message, hint="give it one and ingest it again")
        return Rejected(problem, as_text(record))
    candidate = _candidate(record, title)
    size = _file_size(candidate)
    if size > MAX_FILE_BYTES * 3 // 4:  # later records may add to it
        where = record.provenance
        message = f"the paper's file would have {size:,} bytes, which is more than a file may have"
        return Rejected(Problem(path=where.source, line=where.line, message=message), as_text(record))
    return candidate


def _candidate(record: Record, title: str) -> Candidate:
    abstract = escape(repair(record.abstract, emphasis=True))
    named = find_links(plain_text(abstract), record.ids)
    links = {link.url.rstrip("/"): link for link in (*named, *record.links) if not check_url(link.url)}
    as_of = max((date for date in (record.listed, record.updated, record.published) if date), default=None)
    authors = _people(record.authors)
    return Candidate(
        record=record,
        title=title,
        abstract=abstract,
        authors=authors,
        author_count=max(_count(record.author_count), len(authors)),
        editors=_people(record.editors),
        published=record.published,
        updated=record.updated if record.updated != record.published else None,
        version=_count(record.version),
        withdrawn=record.withdrawn,
        publication=_publication(record.publication),
        language=one_line(record.language),
        categories=_words(record.categories),
        keywords=_words(record.keywords),
        forbidden_tags=tuple(dict.fromkeys(slug for slug in record.forbidden_tags if is_slug(slug))),
        # A new version of an old paper is an update, not a listing of it.
        listing=_listing(record) if record.announcement != "replace" else None,
        links=tuple(links.values()),
        ids=tuple(sorted((kind, value) for kind, value in record.ids if not check_identifier(kind, value))),
        as_of=as_of.iso if as_of else "",
    )


def _file_size(candidate: Candidate) -> int:
    """Return how large the file of the paper would be, or 0 when it is far from being too large."""
    if len(msgspec.json.encode(candidate)) < MAX_FILE_BYTES // 4:
        return 0
    shared = {name: getattr(candidate, name) for name in Paper.__struct_fields__ if name in Candidate.__struct_fields__}
    return len(write_paper(Paper(slug="a", **shared)).encode())


def _listing(record: Record) -> Listing | None:
    if record.listed is None or not record.listed.day:
        return None
    return Listing(record.listed, feed_of(record), _count(record.rank))


def feed_of(record: Record) -> str:
    """Return the name of the feed that lists it, as content has it."""
    return slugify(record.feed) if record.feed.strip() else "daily-papers"


def _count(number: int) -> int:
    """Return a number that can be believed, else 0, which is "not known"."""
    return number if 0 <= number <= MAX_COUNT else 0


def _people(people: Iterable[Author]) -> tuple[Author, ...]:
    """Clean names; the family name is kept where it is not simply the last word."""
    cleaned = []
    for person in people:
        name, family = one_line(repair(person.name)), one_line(repair(person.family))
        if name:
            family = "" if family == name.split()[-1] else family
            affiliations = tuple(place for text in person.affiliations if (place := one_line(repair(text))))
            source_id = "" if check_author_id(person.source_id) else person.source_id
            cleaned.append(Author(name, _orcid(person.orcid), family, affiliations, person.hidden, source_id))
    return tuple(dict.fromkeys(cleaned))


def _publication(publication: Publication | None) -> Publication | None:
    if publication is None:
        return None
    texts = {name: one_line(repair(getattr(publication, name))) for name in publication.__struct_fields__}
    return Publication(**texts) if any(text for name, text in texts.items() if name != "kind") else None


def _words(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for text in texts if (word := one_line(repair(text)))))


def _orcid(orcid: str) -> str:
    return "" if check_orcid(orcid) else orcid
