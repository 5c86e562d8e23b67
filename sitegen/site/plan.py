"""The plan: every file that the site consists of, before one of them is made.

Two outputs for one path are found here, with all their sources, and nothing is written.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

import msgspec

from sitegen import __version__
from sitegen.config import CONFIG_FILE, DEFAULT_NAVIGATION, Config
from sitegen.errors import Problem, SitegenError, did_you_mean
from sitegen.site import addresses
from sitegen.site.authors import author_outputs
from sitegen.site.feeds import FEED_TEMPLATE, machine_outputs
from sitegen.site.fixed import fixed_outputs
from sitegen.site.heads import unique_heads
from sitegen.site.items import find_around, paper_items
from sitegen.site.library import library_outputs
from sitegen.site.listings import listing_outputs
from sitegen.site.map import map_outputs
from sitegen.site.outputs import Output
from sitegen.site.papers import paper_outputs, redirect_outputs
from sitegen.site.pictures import picture_outputs
from sitegen.site.roundups import find_round_ups, week_outputs
from sitegen.site.site import Site
from sitegen.site.suggestions import suggestion_output
from sitegen.site.tags import tag_outputs
from sitegen.site.trending import find_activity, trending_outputs
from sitegen.site.views import LinkView, SiteView


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """Everything to be rendered, and where old addresses lead."""

    outputs: tuple[Output, ...]
    redirects: tuple[tuple[str, str], ...]
    """Old address and new one, both from ``/``."""
    navigation: tuple[LinkView, ...]
    """The links in the header."""


def make_site_view(
    config: Config, assets: Sequence[tuple[str, str]], navigation: Sequence[LinkView] = (), *, preview: bool = False
) -> SiteView:
    """Return what every page sees of the site; a preview has no search and no feeds."""
    return SiteView(
        title=config.title,
        description=config.description,
        language=config.language,
        base_url=config.base_url,
        root=config.root_path,
        author=config.author or config.title,
        navigation=tuple(navigation),
        feed="" if preview else addresses.FEED,
        has_search=not preview,
        assets=tuple(assets),
        generator=f"sitegen {__version__}",
        options=dict(sorted(config.theme_options.items())),
    )


def plan_site(
    site: Site, config: Config, files: Collection[str] = (), *, preview: bool = False, relate: Callable[[Site], Site] = lambda site: site
) -> Plan:
    """Return every output of the site; raise :class:`SitegenError` when two sources claim one address, or a menu leads nowhere.

    ``files`` are published beside the outputs, by their path; a menu may lead to them. A preview has no feeds.
    ``relate`` puts into the site what its papers have to do with each other, and is asked when that is needed.
    """
    outputs = unique_heads(list(_page_outputs(site, config, relate)))
    mapped = [output.url for output in outputs if output.mapped]
    outputs += machine_outputs(site, config, mapped)
    if preview:
        outputs = [output for output in outputs if output.template != FEED_TEMPLATE]
    problems = [*_collisions(outputs), *_dead_navigation(config, outputs, files)]
    if problems:
        raise SitegenError(problems)
    targets = tuple(
        (addresses.paper_url(alias), addresses.paper_url(slug)) for slug, paper in site.papers.items() for alias in paper.aliases
    )
    return Plan(outputs=tuple(sorted(outputs, key=lambda output: output.path)), redirects=targets, navigation=_navigation(config, outputs))


def _page_outputs(site: Site, config: Config, relate: Callable[[Site], Site]) -> Iterator[Output]:
    """Yield the pages of every part of the site; a new kind of page is added here."""
    around = find_around(site, config)
    items = paper_items(site, around)
    round_ups = find_round_ups(find_activity(site, config), config)
    yield from listing_outputs(site, items, config, round_ups)
    yield from trending_outputs(round_ups.activity)
    yield from week_outputs(round_ups)
    yield from tag_outputs(site, items, config)
    yield from author_outputs(site, items, config, around)
    yield from fixed_outputs(site)
    yield from library_outputs()
    yield suggestion_output(site, config)
    related = relate(site)
    yield from paper_outputs(related, config, around)
    yield from picture_outputs(related)
    yield from map_outputs(related)
    yield from redirect_outputs(site)


def _collisions(outputs: Sequence[Output]) -> list[Problem]:
    """Two sources for one address; on some disks, those that differ in case alone are one."""
    paths = [output.path.casefold() for output in outputs]
    if len(set(paths)) == len(paths):
        return []
    claims: dict[str, list[Output]] = {}
    for path, output in zip(paths, outputs, strict=True):
        claims.setdefault(path, []).append(output)
    taken = (same for same in claims.values() if len(same) > 1)
    return [addresses.address_taken(same[0].url, [output.source for output in same]) for same in taken]


def _navigation(config: Config, outputs: Iterable[Output]) -> tuple[LinkView, ...]:
    """Return the menu: as the configuration has it, else those usual entries whose pages there are."""
    if config.navigation is not None:
        return tuple(LinkView(item.label, item.url) for item in config.navigation)
    urls = {output.url for output in outputs}
    return tuple(LinkView(item.label, item.url) for item in DEFAULT_NAVIGATION if item.url in urls)


def _dead_navigation(config: Config, outputs: Iterable[Output], files: Collection[str]) -> Iterator[Problem]:
    urls = {output.url for output in outputs}
    for item in config.navigation or ():
        url = item.url.partition("#")[0].partition("?")[0]
        if url.startswith("/") and url not in urls and addresses.path_of(url) not in files:
            slug = item.url.strip("/")
            hint = did_you_mean(item.url, urls) or f"write content/pages/{slug}.md, or take the entry out of the navigation"
            yield Problem(path=CONFIG_FILE, message=f'the navigation leads to "{item.url}", where there is no page', hint=hint)
