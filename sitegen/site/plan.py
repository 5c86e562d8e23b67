"""The plan: every file that the site consists of, before one of them is made.

It is made in parts, so that the pages of one can be made while the next is planned: those of authors are many, and what papers have to do
with each other takes a while to be found out. Two outputs for one path are found here, with all their sources, and nothing is written.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence

import msgspec

from sitegen import __version__
from sitegen.config import CONFIG_FILE, DEFAULT_NAVIGATION, Config
from sitegen.errors import Problem, SitegenError, did_you_mean
from sitegen.site import addresses
from sitegen.site.authors import author_outputs
from sitegen.site.feeds import FEED_TEMPLATE, machine_outputs
from sitegen.site.fixed import fixed_outputs
from sitegen.site.heads import unique_heads
from sitegen.site.items import Around, Items, find_around, paper_items
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


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """A plan of which parts are still to come."""

    outputs: tuple[Output, ...]
    """They will be in the plan as they are here, if it is valid."""
    added: tuple[Output, ...]
    """Those of ``outputs`` that the draft before did not have."""
    navigation: tuple[LinkView, ...]
    """The links in the header."""
    around: Around
    items: Items
    preview: bool


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """Everything to be rendered, and where old addresses lead."""

    outputs: tuple[Output, ...]
    added: tuple[Output, ...]
    """Those of ``outputs`` that the draft did not have."""
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


def begin_plan(site: Site, config: Config, *, preview: bool = False) -> Draft:
    """Plan what hangs neither on what papers have to do with each other nor on their authors alone. A preview has no feeds."""
    around = find_around(site, config)
    items = paper_items(site, around)
    outputs = tuple(unique_heads(_kept(_first_outputs(site, items, config), preview=preview)))
    navigation = _navigation(config, outputs, site, around)
    return Draft(outputs=outputs, added=outputs, navigation=navigation, around=around, items=items, preview=preview)


def plan_authors(draft: Draft, site: Site, config: Config) -> Draft:
    """Add the pages of authors."""
    outputs = _kept(author_outputs(site, draft.items, config, draft.around), preview=draft.preview)
    added = unique_heads(outputs, draft.outputs)
    return msgspec.structs.replace(draft, outputs=(*draft.outputs, *added), added=tuple(added))


def finish_plan(draft: Draft, site: Site, config: Config, files: Collection[str] = ()) -> Plan:
    """Return every output of the site; raise :class:`SitegenError` when two sources claim one address, or a menu leads nowhere.

    ``site`` is the one of the draft, with what its papers have to do with each other. ``files`` are published beside the outputs, by their
    path; a menu may lead to them.
    """
    added = unique_heads(list(_last_outputs(site, config, draft.around)), draft.outputs)
    mapped = [output.url for output in (*draft.outputs, *added) if output.mapped]
    added += _kept(machine_outputs(site, config, mapped), preview=draft.preview)
    outputs = (*draft.outputs, *added)
    problems = [*_collisions(outputs), *_dead_navigation(config, outputs, files)]
    if problems:
        raise SitegenError(problems)
    targets = tuple(
        (addresses.paper_url(alias), addresses.paper_url(slug)) for slug, paper in site.papers.items() for alias in paper.aliases
    )
    return Plan(outputs=outputs, added=tuple(added), redirects=targets, navigation=draft.navigation)


def _kept(outputs: Iterable[Output], *, preview: bool) -> list[Output]:
    return [output for output in outputs if not preview or output.template != FEED_TEMPLATE]


def _first_outputs(site: Site, items: Items, config: Config) -> Iterator[Output]:
    """Yield the pages of every part of the site but two; a new kind of page is added here, unless it belongs to those."""
    round_ups = find_round_ups(find_activity(site, config), config)
    yield from listing_outputs(site, items, config, round_ups)
    yield from trending_outputs(round_ups.activity)
    yield from week_outputs(round_ups)
    yield from tag_outputs(site, items, config)
    yield from picture_outputs(site)
    yield from fixed_outputs(site)
    yield from library_outputs()
    yield suggestion_output(site, config)


def _last_outputs(site: Site, config: Config, around: Around) -> Iterator[Output]:
    """Yield the pages that show what papers have to do with each other, and what leads to them."""
    yield from paper_outputs(site, config, around)
    yield from map_outputs(site)
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


def _navigation(config: Config, outputs: Iterable[Output], site: Site, around: Around) -> tuple[LinkView, ...]:
    """Return the menu: as the configuration has it, else those usual entries whose pages there are, or will be."""
    if config.navigation is not None:
        return tuple(LinkView(item.label, item.url) for item in config.navigation)
    to_come = {addresses.MAP: bool(site.papers), addresses.AUTHORS: bool(around.authors)}
    urls = {output.url for output in outputs} | {url for url, comes in to_come.items() if comes}
    return tuple(LinkView(item.label, item.url) for item in DEFAULT_NAVIGATION if item.url in urls)


def _dead_navigation(config: Config, outputs: Iterable[Output], files: Collection[str]) -> Iterator[Problem]:
    urls = {output.url for output in outputs}
    for item in config.navigation or ():
        url = item.url.partition("#")[0].partition("?")[0]
        if url.startswith("/") and url not in urls and addresses.path_of(url) not in files:
            slug = item.url.strip("/")
            hint = did_you_mean(item.url, urls) or f"write content/pages/{slug}.md, or take the entry out of the navigation"
            yield Problem(path=CONFIG_FILE, message=f'the navigation leads to "{item.url}", where there is no page', hint=hint)
