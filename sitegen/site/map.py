"""The map of all papers: a page, and files of data that a browser draws it from.

The data is cut by year, and a crowded year by month, so that a new paper changes the files of its own time. A file of places is small and
comes first; the papers that stand there are read when somebody wants to know.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

import msgspec

from sitegen.analysis.atlas import Batch, find_places
from sitegen.analysis.map_state import SIDE, MapPaper
from sitegen.analysis.relations import MonthNeighbours
from sitegen.papers.dates import PartialDate
from sitegen.papers.summary import Summary
from sitegen.site import addresses
from sitegen.site.items import paper_link
from sitegen.site.outputs import Deferred, Output
from sitegen.site.site import Site
from sitegen.site.views import CountView, DataView, MapFileView, MapTopicView, MapView, PageHead
from sitegen.site.words import papers_word
from sitegen.text import digest

CROWDED = 2_000
"""A year with more papers than this is cut by month."""
NEWEST = 5
"""How many papers of each topic the page names."""
OTHER = ""
"""The topic of papers without one."""

UNDATED = PartialDate(0)
"""Where papers without a date stand: before all others."""


class _MapEntry(msgspec.Struct, frozen=True, array_like=True):
    """A paper in a file of data."""

    slug: str
    title: str
    """Plain text."""
    tags: tuple[int, ...]
    """Numbers of the tags of the file."""


class _MapPapers(msgspec.Struct, frozen=True):
    """A file of papers, in the order of the file of places."""

    tags: tuple[str, ...]
    """The names of tags."""
    papers: tuple[_MapEntry, ...]


class _MapPlaces(msgspec.Struct, frozen=True):
    """A file of places: three columns as long as each other."""

    topics: tuple[str, ...]
    x: tuple[int, ...]
    y: tuple[int, ...]
    topic: tuple[int, ...]
    """Numbers of the topics of the file."""


def with_places(site: Site, state: Path, program: str) -> Site:
    """Return the site with the places of its papers on the map; what is known from earlier builds lies in ``state``."""
    parents = {topic.slug: topic.parent for topic in site.taxonomy.topics if topic.parent}
    batches = {_file_name(period): _batch(site, _file_name(period), slugs) for period, slugs in _batches(site).items()}
    return msgspec.structs.replace(site, places=find_places(batches, parents, state, program))


def map_outputs(site: Site) -> Iterator[Output]:
    """Yield the page and its files; nothing for a site without papers."""
    if not site.papers:
        return
    files = []
    batches = _batches(site)
    for name, periods in _files(batches).items():
        places, papers = addresses.map_data(name, "places"), addresses.map_data(name, "papers")
        files.append(MapFileView(places=places, papers=papers))
        slugs = tuple(slug for period in periods for slug in batches[period])
        yield _data(places, _places_file(site, slugs))
        names = {tag: site.taxonomy.name_of(tag) for slug in slugs for tag in site.papers[slug].tags}
        key = digest(*(site.papers[slug].key for slug in slugs), *(part for item in sorted(names.items()) for part in item))
        yield _data(papers, Deferred(key, _papers_file, (tuple(site.short[slug] for slug in slugs), tuple(sorted(names.items())))))
    head = PageHead(
        title="Map",
        description=f"A map of all {papers_word(len(site.papers))}: those that resemble each other stand together.",
        url=addresses.MAP,
    )
    yield Output(
        url=head.url,
        template="map.html",
        source="(the map)",
        head=head,
        make=_map_view,
        args=(len(site.papers), tuple(_topics(site)), tuple(reversed(files))),
    )


def topic_of(site: Site, slug: str) -> str:
    """Return the broad topic by which a paper is coloured: that of its first tag; :data:`OTHER` for one that the taxonomy does not know."""
    tags = site.papers[slug].tags
    topic = site.taxonomy.find(tags[0]) if tags else None
    return (topic.parent or topic.slug) if topic else OTHER


def _batch(site: Site, name: str, slugs: Sequence[str]) -> Batch:
    tags = msgspec.msgpack.encode([(slug, site.papers[slug].tags) for slug in slugs])
    near = site.relations.months.get(name, MonthNeighbours())
    return Batch(digest(near.digest, tags), len(slugs), partial(_map_papers, site, near, slugs))


def _map_papers(site: Site, near: MonthNeighbours, slugs: Sequence[str]) -> Sequence[MapPaper]:
    backward = near.backward
    return tuple(
        MapPaper(slug, site.papers[slug].tags, tuple((other.slug, other.score) for other in backward.get(slug, ()))) for slug in slugs
    )


def _batches(site: Site) -> dict[PartialDate, tuple[str, ...]]:
    """The papers of each month in which they first appeared, oldest first."""
    dates: dict[PartialDate, list[str]] = {}
    for slug, paper in site.papers.items():
        dates.setdefault(paper.date or UNDATED, []).append(slug)
    batches: dict[PartialDate, list[str]] = {}
    for date in sorted(dates):
        batches.setdefault(date.month_or_year, []).extend(sorted(dates[date]))
    return {period: tuple(slugs) for period, slugs in batches.items()}


def _files(batches: Mapping[PartialDate, tuple[str, ...]]) -> dict[str, list[PartialDate]]:
    """Which months each file holds, by the name of the file."""
    years: dict[int, list[PartialDate]] = {}
    for period in batches:
        years.setdefault(period.year, []).append(period)
    files: dict[str, list[PartialDate]] = {}
    for year, periods in years.items():
        if sum(len(batches[period]) for period in periods) > CROWDED:
            files.update({_file_name(period): [period] for period in periods})
        else:
            files[_file_name(PartialDate(year))] = periods
    return files


def _file_name(period: PartialDate) -> str:
    return period.iso if period.year else "undated"


def _data(url: str, json: str | Deferred) -> Output:
    return Output(url=url, template="data.json", source="(the data of the map)", make=_data_view, args=(json,), mapped=False)


def _data_view(json: str) -> DataView:
    return DataView(json=json)


def _places_file(site: Site, slugs: Sequence[str]) -> str:
    places = [site.places[slug] for slug in slugs]
    topics = [topic_of(site, slug) for slug in slugs]
    names = tuple(sorted(set(topics)))
    numbers = {name: number for number, name in enumerate(names)}
    file = _MapPlaces(
        topics=names,
        x=tuple(place.x for place in places),
        y=tuple(place.y for place in places),
        topic=tuple(numbers[topic] for topic in topics),
    )
    return msgspec.json.encode(file).decode()


def _papers_file(papers: Sequence[Summary], names: Sequence[tuple[str, str]]) -> str:
    numbers = {tag: number for number, (tag, _) in enumerate(names)}
    entries = tuple(_MapEntry(paper.slug, paper.plain_title, tuple(numbers[tag] for tag in paper.tags)) for paper in papers)
    return msgspec.json.encode(_MapPapers(tags=tuple(name for _, name in names), papers=entries)).decode()


def _topics(site: Site) -> Iterator[MapTopicView]:
    """The broad topics that papers of the map have, in the order of the taxonomy, those without one last."""
    counts: dict[str, int] = {}
    topics = {slug: topic_of(site, slug) for slug in site.papers}
    for topic in topics.values():
        counts[topic] = counts.get(topic, 0) + 1
    for look, broad in enumerate(site.taxonomy.children_of("")):
        if broad.slug in counts:
            newest = [slug for slug in site.tags[broad.slug] if topics[slug] == broad.slug][:NEWEST]
            tag = CountView(broad.name, addresses.tag_url(broad.slug), counts[broad.slug])
            yield MapTopicView(slug=broad.slug, tag=tag, look=look, newest=tuple(paper_link(site.papers[slug]) for slug in newest))
    if OTHER in counts:
        yield MapTopicView(slug=OTHER, tag=CountView("No topic", addresses.TAGS, counts[OTHER]), look=-1, newest=())


def _map_view(head: PageHead, count: int, topics: tuple[MapTopicView, ...], files: tuple[MapFileView, ...]) -> MapView:
    return MapView(head=head, count=count, side=SIDE, topics=topics, files=files)
