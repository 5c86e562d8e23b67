"""What the search index holds of each paper."""

from collections import Counter
from collections.abc import Mapping

import msgspec

from sitegen.markdown import plain_text
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
    other_names: tuple[str, ...] = ()
    """Names under which the authors are known beside those that the paper has."""
    filters: tuple[tuple[str, str], ...]
    """Pairs of filter and value: ``tag``, ``day``, ``month``, ``year``, ``code``. Dates are those of its listings: ``2025-03-17``."""


def search_fingerprint(paper: Summary, site: Site) -> str:
    """Return a digest of everything that the paper's document is made from, without making it."""
    return digest(paper.slug, paper.text_digest, *map(site.taxonomy.name_of, paper.tags), "", *_other_names(paper, site))


def search_document(slug: str, site: Site) -> SearchDocument:
    """Return the document of a paper; its text is read now."""
    paper = site.papers[slug]
    return SearchDocument(
        url=addresses.paper_url(slug),
        title=paper.plain_title,
        text=plain_text(site.text_of(slug).abstract),
        authors=tuple(author.name for author in paper.authors),
        other_names=_other_names(paper, site),
        filters=_filters(paper, site),
    )


def filter_values(site: Site) -> Mapping[str, Mapping[str, int]]:
    """Return how many papers have each value of each filter."""
    counts = Counter(pair for paper in site.papers.values() for pair in _filters(paper, site))
    values: dict[str, dict[str, int]] = {name: {} for name in ("code", "day", "month", "tag", "year")}
    for (name, value), count in sorted(counts.items()):
        values[name][value] = count
    return values


def _other_names(paper: Summary, site: Site) -> tuple[str, ...]:
    """Return what the authors' file tells of the names of the authors, without what stands on the paper."""
    people = (site.people.persons[slug] for slug in site.people.by_paper[paper.slug] if slug)
    printed = {author.name for author in paper.authors}
    return tuple(dict.fromkeys(name for person in people for name in person.known_as if name not in printed))


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
