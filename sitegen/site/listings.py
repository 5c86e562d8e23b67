"""The pages that list papers: home, days, months, years, tags, archive."""

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from sitegen.config import Config
from sitegen.markdown import plain_title
from sitegen.papers.dates import PartialDate
from sitegen.site import addresses
from sitegen.site.items import date_view, paper_link
from sitegen.site.site import Site
from sitegen.site.views import (
    ArchiveMonthView,
    ArchiveView,
    ArchiveYearView,
    CountView,
    DayView,
    HomeView,
    LinkView,
    PageHead,
    PaperItem,
    PartView,
    PeriodView,
)

TOP_OF_PART = 5
"""How many papers stand below each day of a month, and below each month of a year."""

Items = Mapping[str, PaperItem]


def papers_word(count: int) -> str:
    """``1 paper`` or ``12 papers``."""
    return f"{count:,} paper" if count == 1 else f"{count:,} papers"


def home_view(site: Site, items: Items, tags: Sequence[CountView], config: Config) -> HomeView:
    """The latest day with its first papers, the days before it, the largest tags."""
    head = PageHead(title=config.title, description=config.description, url=addresses.HOME)
    if not site.days:
        return HomeView(head=head, count=len(site.papers), tags=tuple(tags))
    latest = site.days[-1]
    slugs = site.periods[latest]
    earlier = site.days[-1 - config.home_days : -1]
    return HomeView(
        head=head,
        latest=_count(latest, slugs),
        papers=tuple(_ranked(site, items, slug, latest) for slug in slugs[: config.home_papers]),
        days=tuple(_count(day, site.periods[day]) for day in reversed(earlier)),
        tags=tuple(tags),
        count=len(site.papers),
    )


def day_views(site: Site, items: Items) -> Iterator[DayView]:
    """One page for each listed day."""
    for index, day in enumerate(site.days):
        slugs = site.periods[day]
        first = items[slugs[0]].title
        yield DayView(
            head=PageHead(
                title=f"Papers of {day.label}",
                description=f"{papers_word(len(slugs))} listed on {day.weekday}, {day.label}, beginning with “{_cut(plain_title(first))}”.",
                url=addresses.period_url(day),
            ),
            date=date_view(day),
            weekday=day.weekday,
            papers=tuple(_ranked(site, items, slug, day) for slug in slugs),
            previous=_period_link(site.days[index - 1]) if index else None,
            next=_period_link(site.days[index + 1]) if index + 1 < len(site.days) else None,
            month=_period_link(day.month_part),
            year=_period_link(day.year_part),
        )


def _ranked(site: Site, items: Items, slug: str, day: PartialDate) -> PaperItem:
    """The entry of a paper with the best place that a feed gave it on that day."""
    ranks = [listing.rank for listing in site.papers[slug].listed if listing.day == day and listing.rank]
    return msgspec.structs.replace(items[slug], rank=min(ranks, default=0))


def month_views(site: Site, items: Items) -> Iterator[PeriodView]:
    """One page for each month: its days, each with the papers at its top."""
    for index, month in enumerate(site.months):
        days = [day for day in site.days if day.month_part == month]
        yield _period_view(site, items, site.months, index, days, _period_link(month.year_part))


def year_views(site: Site, items: Items) -> Iterator[PeriodView]:
    """One page for each year: its months, each with the papers at its top."""
    for index, year in enumerate(site.years):
        months = [month for month in site.months if month.year == year.year]
        yield _period_view(site, items, site.years, index, months, LinkView("Archive", addresses.ARCHIVE))


def archive_view(site: Site) -> ArchiveView:
    """Every year, month and day."""
    years = []
    for year in reversed(site.years):
        months = [month for month in site.months if month.year == year.year]
        years.append(
            ArchiveYearView(
                year=_count(year, site.papers_of(year)), months=tuple(_archive_month(site, month) for month in reversed(months))
            )
        )
    span = f" from {site.years[0].year} to {site.years[-1].year}" if len(site.years) > 1 else ""
    head = PageHead(
        title="Archive",
        description=f"All {papers_word(len(site.papers))}{span}, by year, month and day.",
        url=addresses.ARCHIVE,
    )
    return ArchiveView(head=head, count=len(site.papers), years=tuple(years))


def _archive_month(site: Site, month: PartialDate) -> ArchiveMonthView:
    days = [day for day in site.days if day.month_part == month]
    counts = [msgspec.structs.replace(_count(day, site.periods[day]), label=str(day.day)) for day in days]
    return ArchiveMonthView(month=_count(month, site.papers_of(month)), days=tuple(counts))


def _period_view(
    site: Site, items: Items, periods: Sequence[PartialDate], index: int, parts: Sequence[PartialDate], parent: LinkView
) -> PeriodView:
    period = periods[index]
    slugs = site.papers_of(period)
    kind = ("month" if len(parts) == 1 else "months") if not period.month else ("day" if len(parts) == 1 else "days")
    spread = f" {'on' if period.month else 'in'} {len(parts)} {kind}" if parts else ""
    return PeriodView(
        head=PageHead(
            title=f"Papers of {period.label}",
            description=f"{papers_word(len(slugs))} of {period.label}{spread}.",
            url=addresses.period_url(period),
        ),
        label=period.label,
        count=len(slugs),
        parts=tuple(_part(site, part) for part in reversed(parts)),
        papers=tuple(items[slug] for slug in site.periods.get(period, ())),
        previous=_period_link(periods[index - 1]) if index else None,
        next=_period_link(periods[index + 1]) if index + 1 < len(periods) else None,
        parent=parent,
    )


def _part(site: Site, period: PartialDate) -> PartView:
    slugs = site.papers_of(period)
    return PartView(period=_count(period, slugs), top=tuple(paper_link(site.papers[slug]) for slug in slugs[:TOP_OF_PART]))


def _count(period: PartialDate, slugs: Sequence[str]) -> CountView:
    return CountView(period.label, addresses.period_url(period), len(slugs), period.iso)


def _period_link(period: PartialDate) -> LinkView:
    return LinkView(period.label, addresses.period_url(period))


def _cut(title: str) -> str:
    return title if len(title) <= 90 else title[:89].rstrip() + "…"
