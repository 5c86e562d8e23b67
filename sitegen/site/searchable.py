"""What the search index holds of each paper."""

import msgspec

from sitegen.markdown import plain_text
from sitegen.papers.dates import PartialDate
from sitegen.papers.summary import Summary
from sitegen.site import addresses
from sitegen.site.site import Site
from sitegen.text import digest


class SearchDocument(msgspec.Struct, frozen=True, kw_only=True):
    """One paper as the index sees it. Everything is plain text."""

    url: str
    """From ``/``, without the site's path prefix."""
    title: str
    text: str
    """The abstract."""
    authors: tuple[str, ...]
    date: str
    """The date as a reader sees it: ``17 March 2025``; may be empty."""
    sort: str
    """The newest date and the place within it, for sorting as text: the first of a day is ``20250317-9998``."""
    filters: tuple[tuple[str, str], ...]
    """Pairs of filter and value: ``tag``, ``day``, ``month``, ``year``, ``code``."""


def search_digest(site: Site) -> str:
    """Return a digest of everything that the documents are made from, without making them."""
    parts = [f"{paper.text_digest} {'|'.join(map(site.taxonomy.name_of, paper.tags))}" for _, paper in sorted(site.papers.items())]
    return digest(*parts, "")


def search_documents(site: Site) -> tuple[SearchDocument, ...]:
    """Return a document for each paper, in the order of their addresses."""
    return tuple(_document(paper, site) for _, paper in sorted(site.papers.items()))


def _document(paper: Summary, site: Site) -> SearchDocument:
    date = paper.date
    last, rank = paper.newest_date or PartialDate(0), paper.newest_rank
    return SearchDocument(
        url=addresses.paper_url(paper.slug),
        title=paper.plain_title,
        text=plain_text(site.text_of(paper.slug).abstract),
        authors=tuple(author.name for author in paper.authors),
        date=date.label if date else "",
        sort=f"{last.year:04}{last.month:02}{last.day:02}-{9_999 - min(rank or 9_999, 9_999):04}",
        filters=_filters(paper, site),
    )


def _filters(paper: Summary, site: Site) -> tuple[tuple[str, str], ...]:
    filters = [("tag", site.taxonomy.name_of(tag)) for tag in paper.tags]
    dates = [listing.day for listing in paper.listed] or ([paper.published] if paper.published else [])
    for date in dates:
        filters += [("year", f"{date.year:04}")]
        filters += [("month", date.month_part.iso)] if date.month else []
        filters += [("day", date.iso)] if date.day else []
    if any(link.kind == "code" for link in paper.links):
        filters.append(("code", "yes"))
    return tuple(dict.fromkeys(filters))
