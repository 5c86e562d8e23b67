"""What machines follow: the Atom feed (RFC 4287), the sitemap in parts, ``robots.txt``."""

from collections.abc import Iterable

from sitegen.config import Config
from sitegen.papers.dates import PartialDate
from sitegen.papers.paper import Paper
from sitegen.site import addresses
from sitegen.site.site import Site, newest_first
from sitegen.site.views import EntryView, FeedView, RobotsView, SitemapEntry, SitemapView
from sitegen.text import excerpt

_EPOCH = PartialDate(1970, 1, 1)


def latest_feed(site: Site, config: Config) -> FeedView:
    """The latest papers of the whole site."""
    slugs = newest_first(paper for paper in site.papers.values() if paper.date)[: config.feed_limit]
    papers = [site.papers[slug] for slug in slugs]
    return FeedView(
        title=config.title,
        subtitle=config.description,
        url=addresses.FEED,
        page=addresses.HOME,
        updated=max((_updated(paper) for paper in papers), default=_timestamp(_EPOCH)),
        entries=tuple(_entry(paper, site, config) for paper in papers),
    )


def sitemap_parts(site: Site, others: Iterable[str]) -> dict[str, SitemapView]:
    """The parts of the sitemap by name: one for each month of papers, one for all other pages.

    A new paper changes the part of its month and no other. ``others`` are the URLs of pages that are not papers.
    """
    parts: dict[str, list[SitemapEntry]] = {}
    for paper in site.papers.values():
        name = paper.date.iso[:7] if paper.date else "undated"
        parts.setdefault(name, []).append(SitemapEntry(addresses.paper_url(paper.slug), _lastmod(paper)))
    parts["pages"] = [SitemapEntry(url) for url in sorted(others)]
    return {name: SitemapView(entries=tuple(sorted(entries, key=lambda entry: entry.url))) for name, entries in sorted(parts.items())}


def sitemap_index(parts: Iterable[str]) -> SitemapView:
    """The index of the parts."""
    return SitemapView(entries=tuple(SitemapEntry(addresses.sitemap_url(name)) for name in sorted(parts)))


def robots_view() -> RobotsView:
    """Everything may be read; the sitemap is named."""
    return RobotsView(sitemap=addresses.SITEMAP)


def _entry(paper: Paper, site: Site, config: Config) -> EntryView:
    return EntryView(
        id=config.base_url.rstrip("/") + addresses.paper_url(paper.slug),
        title=paper.title,
        url=addresses.paper_url(paper.slug),
        updated=_updated(paper),
        published=_timestamp(paper.date or _EPOCH),
        authors=tuple(author.name for author in paper.shown_authors),
        categories=tuple(site.taxonomy.name_of(tag) for tag in paper.tags),
        summary=excerpt(site.plain_abstracts[paper.slug], 300),
        abstract=paper.abstract,
    )


def _updated(paper: Paper) -> str:
    return _timestamp(paper.listed[-1].day if paper.listed else paper.published or _EPOCH)


def _lastmod(paper: Paper) -> str:
    date = paper.listed[-1].day if paper.listed else paper.published
    return date.iso if date and date.day else ""


def _timestamp(date: PartialDate) -> str:
    """Midnight UTC of the first day that the date may mean: content has days, no hours."""
    return f"{date.year:04}-{date.month or 1:02}-{date.day or 1:02}T00:00:00Z"
