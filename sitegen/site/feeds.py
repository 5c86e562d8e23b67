"""What machines follow: the Atom feed (RFC 4287), the sitemap in parts, ``robots.txt``."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from sitegen.config import Config
from sitegen.papers.dates import PartialDate
from sitegen.papers.summary import Summary, WholePaper
from sitegen.site import addresses
from sitegen.site.outputs import Deferred, Output
from sitegen.site.site import Site
from sitegen.site.views import EntryView, FeedView, RobotsView, SitemapEntry, SitemapView

FEED_TEMPLATE = "feed.xml"
_EPOCH = PartialDate(1970, 1, 1)

Entries = Mapping[str, Deferred]
"""Papers by slug as feeds show them: an :class:`EntryView`, deferred."""


def machine_outputs(site: Site, config: Config, mapped: Iterable[str]) -> Iterator[Output]:
    """Yield the feed of the whole site, the sitemap and ``robots.txt``; ``mapped`` are the URLs that search engines may be told of."""
    slugs = [slug for slug in site.timeline.newest if site.papers[slug].date]
    entries = feed_entries(site, config, slugs[: config.feed_limit])
    yield feed_output(
        site, config, entries, url=addresses.FEED, page=addresses.HOME, title=config.title, subtitle=config.description, slugs=slugs
    )
    papers = {addresses.paper_url(slug) for slug in site.papers}
    parts = _sitemap_parts(site, (url for url in mapped if url not in papers))
    for name, part in parts.items():
        yield Output(
            url=addresses.sitemap_url(name), template="sitemap.xml", source=f"(the sitemap of {name})", make=_sitemap_view, args=(part,)
        )
    index = tuple(SitemapEntry(addresses.sitemap_url(name)) for name in sorted(parts))
    yield Output(url=addresses.SITEMAP, template="sitemap-index.xml", source="(the sitemap)", make=_sitemap_view, args=(index,))
    yield Output(url=addresses.ROBOTS, template="robots.txt", source="(robots.txt)", make=_robots_view)


def feed_entries(site: Site, config: Config, slugs: Iterable[str]) -> Entries:
    """Return papers as feeds show them, by slug: a paper stands in the feeds of all its authors."""
    base_url = config.base_url.rstrip("/")
    return {slug: _deferred_entry(site.papers[slug], site, base_url) for slug in slugs}


def feed_output(
    site: Site, config: Config, entries: Entries, *, url: str, page: str, title: str, subtitle: str, slugs: Sequence[str]
) -> Output:
    """Return an Atom feed of papers, newest first; as many of them as ``feed_limit`` says. ``page`` is the page that it follows."""
    slugs = slugs[: config.feed_limit]
    return Output(
        url=url,
        template=FEED_TEMPLATE,
        source=f"(the feed of {page})",
        mapped=False,
        make=_feed_view,
        args=(
            title,
            subtitle,
            url,
            page,
            # They are in the order of these dates.
            _updated(site.papers[slugs[0]]) if slugs else _timestamp(_EPOCH),
            tuple([entries[slug] for slug in slugs]),
        ),
    )


def _feed_view(title: str, subtitle: str, url: str, page: str, updated: str, entries: tuple[EntryView, ...]) -> FeedView:
    return FeedView(title=title, subtitle=subtitle, url=url, page=page, updated=updated, entries=entries)


def _sitemap_view(entries: tuple[SitemapEntry, ...]) -> SitemapView:
    return SitemapView(entries=entries)


def _robots_view() -> RobotsView:
    return RobotsView(sitemap=addresses.SITEMAP)


def _sitemap_parts(site: Site, others: Iterable[str]) -> dict[str, tuple[SitemapEntry, ...]]:
    """The parts of the sitemap by name: one for each month of papers, one for all other pages.

    A new paper changes the part of its month and no other. ``others`` are the URLs of pages that are not papers.
    """
    parts: dict[str, list[SitemapEntry]] = {}
    newest = site.timeline.dates
    first = {slug: paper.date for slug, paper in site.papers.items()}
    written = {date: date.iso for date in {*newest.values(), *first.values()} if date}
    for slug, date in first.items():
        last = newest[slug]
        entry = SitemapEntry(addresses.paper_url(slug), written[last] if last and last.day else "")
        parts.setdefault(written[date][:7] if date else "undated", []).append(entry)
    parts["pages"] = [SitemapEntry(url) for url in sorted(others)]
    return {name: tuple(sorted(entries, key=lambda entry: entry.url)) for name, entries in sorted(parts.items())}


def _deferred_entry(paper: Summary, site: Site, base_url: str) -> Deferred:
    names = tuple([site.taxonomy.name_of(tag) for tag in paper.tags])
    key = "\0".join((paper.text_digest, base_url, *names))
    return Deferred(key, _entry, (site.full(paper.slug), site.short[paper.slug], names, base_url))


def _entry(whole: WholePaper, summary: Summary, tags: tuple[str, ...], base_url: str) -> EntryView:
    paper = whole.paper
    return EntryView(
        id=base_url + addresses.paper_url(paper.slug),
        title=paper.title,
        url=addresses.paper_url(paper.slug),
        updated=_updated(summary),
        published=_timestamp(paper.date or _EPOCH),
        authors=tuple(author.name for author in summary.authors),
        categories=tags,
        summary=summary.excerpt,
        abstract=whole.abstract,
    )


def _updated(paper: Summary) -> str:
    return _timestamp(paper.newest_date or _EPOCH)


def _timestamp(date: PartialDate) -> str:
    """Midnight UTC of the first day that the date may mean: content has days, no hours."""
    return f"{date.year:04}-{date.month or 1:02}-{date.day or 1:02}T00:00:00Z"
