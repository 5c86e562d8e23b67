"""Pictures of tags: how a tag spreads over time, and which tags stand together on papers."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain

from sitegen.analysis.cooccurrence import Period, TagPair, TagTable, course, tag_table
from sitegen.papers.dates import PartialDate
from sitegen.site import addresses
from sitegen.site.outputs import Output
from sitegen.site.site import Site
from sitegen.site.views import (
    BarView,
    CountView,
    CourseView,
    LinkView,
    OverTimeView,
    PageHead,
    ShadedView,
    TagCourseView,
    TagPairView,
    TagRowView,
    TogetherView,
)
from sitegen.site.words import papers_word

LARGEST = 30
"""How many tags are held against each other, and shown over time."""
STRONGEST = 20
"""How many pairs of tags are told in words."""
_LEAST_SHARED = 2
"""How many papers two tags must share to be told in words: one may be chance."""
_TELLING = 10
"""How many papers a month or year must have for its shares to be told as the highest: of two papers, one is already a half."""
_BY_CHANCE = 100
"""The lift of two tags that have nothing to do with each other."""


def tag_course(site: Site, slugs: Sequence[str]) -> CourseView | None:
    """Return how some papers spread over time, by the periods under which they stand; None when it is all one period.

    It holds those papers alone and no share of all, so that a tag's page does not change with papers that do not carry it.
    """
    periods = course(site.timeline.counts(slugs))
    return _course_view(periods, shares=False) if len(periods) > 1 else None


def picture_outputs(site: Site) -> Iterator[Output]:
    """Yield the page of tags that stand together and that of tags over time, when there are tags to compare."""
    if not _has_pairs(site):
        return
    table = tag_table([paper.tags for paper in site.papers.values() if paper.tags], LARGEST)
    yield _together(site, table)
    periods = _months_or_years(site)
    if len(periods) > 1:
        yield _over_time(tuple(_largest_courses(site, table, periods)))


def picture_links(site: Site) -> tuple[LinkView, ...]:
    """Return links to the pages of :func:`picture_outputs` and to the map, as far as they are there, whatever the numbers in them."""
    links = [LinkView("Map of all papers", addresses.MAP)] if site.papers else []
    if _has_pairs(site):
        links.append(LinkView("Tags together", addresses.TAGS_TOGETHER))
        links += [LinkView("Tags over time", addresses.TAGS_OVER_TIME)] if len(_months_or_years(site)) > 1 else []
    return tuple(links)


def _has_pairs(site: Site) -> bool:
    return any(len(set(paper.tags)) > 1 for paper in site.papers.values())


def _together(site: Site, table: TagTable) -> Output:
    url = addresses.TAGS_TOGETHER
    return Output(
        url=url,
        template="tags-together.html",
        source="(the tags that stand together)",
        head=PageHead(title="Tags together", description=f"Which of the {len(table.tags)} largest topics share papers.", url=url),
        make=_together_view,
        args=(tuple(_row(site, table, tag) for tag in table.tags), tuple(_pair(site, pair) for pair in _strongest(table))),
    )


def _together_view(head: PageHead, rows: tuple[TagRowView, ...], pairs: tuple[TagPairView, ...]) -> TogetherView:
    return TogetherView(head=head, rows=rows, pairs=pairs)


def _row(site: Site, table: TagTable, tag: str) -> TagRowView:
    cells = []
    for other in table.tags:
        pair = table.pair(tag, other)
        cells.append(None if tag == other else ShadedView(count=pair.count, shade=pair.level) if pair else ShadedView())
    return TagRowView(tag=CountView(site.taxonomy.name_of(tag), addresses.tag_url(tag), table.sizes[tag]), cells=tuple(cells))


def _strongest(table: TagTable) -> list[TagPair]:
    shared = [pair for pair in table.pairs.values() if pair.count >= _LEAST_SHARED and pair.lift > _BY_CHANCE]
    return sorted(shared, key=lambda pair: (-pair.strength, -pair.count, pair.first, pair.second))[:STRONGEST]


def _pair(site: Site, pair: TagPair) -> TagPairView:
    first, second = (LinkView(site.taxonomy.name_of(tag), addresses.tag_url(tag)) for tag in (pair.first, pair.second))
    return TagPairView(first=first, second=second, count=pair.count, times=f"{pair.lift // 100}.{pair.lift // 10 % 10}")


def _largest_courses(site: Site, table: TagTable, periods: Sequence[PartialDate]) -> Iterator[TagCourseView]:
    """The tags by size, each over the whole time of the site."""
    timeline = site.timeline
    papers = timeline.months(timeline.newest) if periods[0].month else timeline.years(timeline.newest)
    tags = {period: Counter(chain.from_iterable({*site.papers[slug].tags} for slug in slugs)) for period, slugs in papers.items()}
    nothing: Counter[str] = Counter()
    for tag in sorted(table.tags, key=lambda tag: (-table.sizes[tag], tag)):
        count = CountView(site.taxonomy.name_of(tag), addresses.tag_url(tag), table.sizes[tag])
        held = [Period(period, tags.get(period, nothing)[tag], len(papers.get(period, ()))) for period in periods]
        yield TagCourseView(tag=count, course=_course_view(held, shares=True))


def _months_or_years(site: Site) -> tuple[PartialDate, ...]:
    """The months of the site from the first to the last, or its years."""
    return tuple(item.period for item in course(site.timeline.counts(site.timeline.newest)))


def _over_time(courses: tuple[TagCourseView, ...]) -> Output:
    url = addresses.TAGS_OVER_TIME
    description = f"The {len(courses)} largest topics, as a part of all papers of each {courses[0].course.unit}."
    return Output(
        url=url,
        template="tags-over-time.html",
        source="(the tags over time)",
        head=PageHead(title="Tags over time", description=description, url=url),
        make=_over_time_view,
        args=(courses,),
    )


def _over_time_view(head: PageHead, courses: tuple[TagCourseView, ...]) -> OverTimeView:
    return OverTimeView(head=head, courses=courses)


def _course_view(periods: Sequence[Period], *, shares: bool) -> CourseView:
    amounts = [item.share if shares else item.count for item in periods]
    top = max([*amounts, 1])
    bars = tuple(_bar(item, amount * 100 // top, shares=shares) for item, amount in zip(periods, amounts, strict=True))
    told = [item for item in periods if item.total >= _TELLING] if shares else periods
    peak = max(told, key=lambda item: item.share if shares else item.count, default=None)
    unit = "month" if periods[0].period.month else "year"
    summary = f"By {unit}, {periods[0].period.label} to {periods[-1].period.label}"
    if peak and peak.count:
        most = f"{_percent(peak.share)} of its papers" if shares else papers_word(peak.count)
        summary += f"; most in {peak.period.label}, with {most}"
    return CourseView(bars=bars, unit=unit, summary=f"{summary}.")


def _bar(item: Period, height: int, *, shares: bool) -> BarView:
    url = addresses.period_url(item.period) if item.count else ""
    # A bar of something is never as low as one of nothing.
    height = max(height, 2) if item.count else 0
    period = CountView(item.period.label, url, item.count, item.period.iso)
    return BarView(period=period, height=height, share=_percent(item.share) if shares else "")


def _percent(thousandths: int) -> str:
    return f"{thousandths // 10}.{thousandths % 10}%"
