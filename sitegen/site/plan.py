"""The plan: every file that the site consists of, before one of them is made.

An :class:`Output` is one file to be: its path, its template and a small frozen view. Two outputs for one path are found here, with all
their sources, and nothing is written.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence

import msgspec

from sitegen import __version__
from sitegen.config import CONFIG_FILE, Config
from sitegen.errors import Problem, SitegenError, did_you_mean
from sitegen.markdown import plain_text, plain_title
from sitegen.papers.pages import Page
from sitegen.site import addresses, feeds, listings, tags
from sitegen.site.heads import unique_heads
from sitegen.site.items import paper_items, paper_link, paper_views
from sitegen.site.site import Site
from sitegen.site.views import ErrorPageView, LinkView, PageHead, RedirectView, SearchView, SiteView, TextPageView
from sitegen.text import excerpt


class Output(msgspec.Struct, frozen=True, kw_only=True):
    """One file to be."""

    url: str
    """Its address, from ``/``."""
    template: str
    view: msgspec.Struct
    """One of the records of :mod:`sitegen.site.views`."""
    source: str
    """The content file that it comes from, or in brackets what it is made of: ``(the papers of 2025-03-17)``."""

    @property
    def path(self) -> str:
        """The file below the output folder, with slashes."""
        return addresses.path_of(self.url)


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """Everything to be rendered, and where old addresses lead."""

    outputs: tuple[Output, ...]
    redirects: tuple[tuple[str, str], ...]
    """Old address and new one, both from ``/``."""


def make_site_view(config: Config, assets: Sequence[tuple[str, str]]) -> SiteView:
    """Return what every page sees of the site."""
    return SiteView(
        title=config.title,
        description=config.description,
        language=config.language,
        base_url=config.base_url,
        root=config.root_path,
        author=config.author or config.title,
        navigation=tuple(LinkView(item.label, item.url) for item in config.navigation),
        feed=addresses.FEED,
        assets=tuple(assets),
        generator=f"sitegen {__version__}",
        options=dict(sorted(config.theme_options.items())),
    )


def plan_site(site: Site, config: Config, files: Collection[str] = ()) -> Plan:
    """Return every output of the site; raise :class:`SitegenError` when two sources claim one address, or a menu leads nowhere.

    ``files`` are published beside the outputs, by their path; a menu may lead to them.
    """
    outputs = [*_paper_outputs(site, config), *_listing_outputs(site, config), *_fixed_outputs(site)]
    redirects = [(addresses.paper_url(alias), paper.slug) for paper in site.papers.values() for alias in paper.aliases]
    outputs += [_redirect_output(site, old, slug) for old, slug in redirects]
    views = unique_heads([output.view for output in outputs])
    outputs = [msgspec.structs.replace(output, view=view) for output, view in zip(outputs, views, strict=True)]
    mapped = [output.url for output in outputs if not isinstance(output.view, RedirectView | ErrorPageView)]
    outputs += _machine_outputs(site, config, mapped)
    problems = [*_collisions(outputs), *_dead_navigation(config, outputs, files)]
    if problems:
        raise SitegenError(problems)
    targets = tuple((old, addresses.paper_url(slug)) for old, slug in redirects)
    return Plan(outputs=tuple(sorted(outputs, key=lambda output: output.path)), redirects=targets)


def _paper_outputs(site: Site, config: Config) -> Iterator[Output]:
    for paper, view in paper_views(site, config):
        yield Output(url=view.head.url, template="paper.html", view=view, source=paper.source)


def _listing_outputs(site: Site, config: Config) -> Iterator[Output]:
    items = paper_items(site)
    home = listings.home_view(site, items, tags.largest_tags(site, config.home_tags), config)
    yield Output(url=home.head.url, template="home.html", view=home, source="(the home page)")
    for day in listings.day_views(site, items):
        yield Output(url=day.head.url, template="day.html", view=day, source=f"(the papers of {day.date.iso})")
    for month in listings.month_views(site, items):
        yield Output(url=month.head.url, template="month.html", view=month, source=f"(the papers of {month.label})")
    for year in listings.year_views(site, items):
        yield Output(url=year.head.url, template="year.html", view=year, source=f"(the papers of {year.label})")
    for tag in tags.tag_views(site, items, config):
        yield Output(url=tag.head.url, template="tag.html", view=tag, source=f"(the tag {tag.head.title})")
    index = tags.tag_index_view(site)
    yield Output(url=index.head.url, template="tags.html", view=index, source="(the index of tags)")
    archive = listings.archive_view(site)
    yield Output(url=archive.head.url, template="archive.html", view=archive, source="(the archive)")


def _fixed_outputs(site: Site) -> Iterator[Output]:
    search = PageHead(title="Search", description="Search all papers by words of their titles and abstracts.", url=addresses.SEARCH)
    yield Output(url=search.url, template="search.html", view=SearchView(head=search), source="(the search page)")
    missing = PageHead(title="Page not found", description="There is no page at this address.", url=addresses.NOT_FOUND, noindex=True)
    yield Output(url=missing.url, template="404.html", view=ErrorPageView(head=missing), source="(the page for unknown addresses)")
    for page in site.pages:
        yield _text_output(page)


def _text_output(page: Page) -> Output:
    description = page.description or excerpt(plain_text(page.body), 160) or page.title
    head = PageHead(title=plain_title(page.title), description=description, url=addresses.page_url(page.slug))
    return Output(url=head.url, template="page.html", view=TextPageView(head=head, title=page.title, body=page.body), source=page.source)


def _redirect_output(site: Site, old: str, slug: str) -> Output:
    paper = site.papers[slug]
    target = paper_link(paper)
    head = PageHead(title=f"Moved: {plain_title(paper.title)}", description="This page has moved.", url=old, noindex=True)
    return Output(url=old, template="redirect.html", view=RedirectView(head=head, target=target), source=f"{paper.source} (an alias)")


def _machine_outputs(site: Site, config: Config, mapped: Sequence[str]) -> Iterator[Output]:
    feed = feeds.latest_feed(site, config)
    yield Output(url=feed.url, template="feed.xml", view=feed, source="(the feed)")
    papers = {addresses.paper_url(slug) for slug in site.papers}
    parts = feeds.sitemap_parts(site, (url for url in mapped if url not in papers))
    for name, part in parts.items():
        yield Output(url=addresses.sitemap_url(name), template="sitemap.xml", view=part, source=f"(the sitemap of {name})")
    yield Output(url=addresses.SITEMAP, template="sitemap-index.xml", view=feeds.sitemap_index(parts), source="(the sitemap)")
    yield Output(url=addresses.ROBOTS, template="robots.txt", view=feeds.robots_view(), source="(robots.txt)")


def _collisions(outputs: Iterable[Output]) -> list[Problem]:
    """Two sources for one address; on some disks, those that differ in case alone are one."""
    claims: dict[str, list[Output]] = {}
    for output in outputs:
        claims.setdefault(output.path.casefold(), []).append(output)
    taken = (same for same in claims.values() if len(same) > 1)
    return [addresses.address_taken(same[0].url, [output.source for output in same]) for same in taken]


def _dead_navigation(config: Config, outputs: Iterable[Output], files: Collection[str]) -> Iterator[Problem]:
    urls = {output.url for output in outputs}
    for item in config.navigation:
        url = item.url.partition("#")[0].partition("?")[0]
        if url.startswith("/") and url not in urls and addresses.path_of(url) not in files:
            slug = item.url.strip("/")
            hint = did_you_mean(item.url, urls) or f"write content/pages/{slug}.md, or take the entry out of the navigation"
            yield Problem(path=CONFIG_FILE, message=f'the navigation leads to "{item.url}", where there is no page', hint=hint)
