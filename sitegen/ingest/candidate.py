"""A record made ready for the merge: text repaired and written as Markdown, links found, values checked."""

import msgspec

from sitegen.errors import Problem
from sitegen.ingest.latex import repair
from sitegen.ingest.links import find_links
from sitegen.ingest.record import Record, Rejected
from sitegen.markdown import escape, plain_text
from sitegen.papers.dates import PartialDate
from sitegen.papers.paper import Author, Link, Listing, check_identifier, check_orcid, check_url
from sitegen.text import one_line, title_key


class Candidate(msgspec.Struct, frozen=True, kw_only=True):
    """What one record would give a paper."""

    record: Record
    title: str
    abstract: str
    """Markdown."""
    authors: tuple[Author, ...]
    author_count: int
    published: PartialDate | None
    listing: Listing | None
    links: tuple[Link, ...]
    ids: tuple[tuple[str, str], ...]
    as_of: str
    """The day that the record speaks of (ISO), or empty: of two records the younger one is believed."""

    @property
    def keys(self) -> tuple[str, ...]:
        """What makes it the same paper as another, strongest first."""
        return (*(f"{kind}:{value.lower()}" for kind, value in self.ids), f"title:{title_key(self.title)}")

    @property
    def order(self) -> tuple[str, str, int, str, str, str]:
        """The order in which candidates are merged, whatever the order of the inputs."""
        feed = self.listing.feed if self.listing else ""
        return (self.as_of, feed, self.record.rank, title_key(self.title), self.title, self.abstract)


def make_candidate(record: Record) -> Candidate | Rejected:
    """Repair and check one record; a record without a usable title is rejected, whole, with its position."""
    title = one_line(repair(record.title))
    if not title_key(title):
        where = record.provenance
        message = f'the title "{title[:60]}" holds no letter and no digit' if title else "the record has no title"
        problem = Problem(path=where.source, line=where.line, message=message, hint="give it one and ingest it again")
        return Rejected(problem, msgspec.json.encode(record).decode())
    abstract = escape(repair(record.abstract))
    links = {link.url.rstrip("/"): link for link in (*find_links(plain_text(abstract)), *record.links) if not check_url(link.url)}
    as_of = record.listed or record.published
    authors = tuple(Author(one_line(author.name), _orcid(author.orcid)) for author in record.authors if one_line(author.name))
    return Candidate(
        record=record,
        title=title,
        abstract=abstract,
        authors=authors,
        author_count=max(record.author_count, len(authors)),
        published=record.published,
        listing=Listing(record.listed, record.feed, record.rank) if record.listed else None,
        links=tuple(links.values()),
        ids=tuple(sorted((kind, value) for kind, value in record.ids if not check_identifier(kind, value))),
        as_of=as_of.iso if as_of else "",
    )


def _orcid(orcid: str) -> str:
    return "" if check_orcid(orcid) else orcid
