"""The pages that list papers: home, days, months, years, archive."""

from collections.abc import Iterator, Sequence

import msgspec

from sitegen.analysis.windows import week_window
from sitegen.config import Config
from sitegen.papers.dates import PartialDate
from sitegen.site import addresses
from sitegen.site.calendar import months_of_years, period_calendar
from sitegen.site.items import Items, date_view, paper_link
from sitegen.site.outputs import Output
from sitegen.site.pictures import picture_links
from sitegen.site.roundups import RoundUps, round_up_of_month
from sitegen.site.site import Site
from sitegen.site.tags import largest_tags
from sitegen.site.trending import trend_of_home, trending_links, window_link
from sitegen.site.views import (
    ArchiveMonthView,
    ArchiveView,
    ArchiveYearView,
    CalendarMonthView,
    CountView,
    DayView,
    HomeView,
    LinkView,
    PageHead,
    PaperItem,
    PartView,
    PeriodView,
    RoundUpView,
    TrendView,
)
from sitegen.site.words import papers_word

TOP_OF_PART = 5
"""How many papers stand below each day of a month, and below each month of a year."""
RECENT_DAYS = 30
"""For how many of the newest days the archive can tell a reader how many papers are new."""
CALENDARS = 2
"""How many of the newest years the archive shows day by day."""


def listing_outputs(site: Site, items: Items, config: Config, round_ups: RoundUps) -> Iterator[Output]:
    """Yield the home page, a page for each day, month and year, and the archive."""
    pictures = (*picture_links(site), *trending_links(round_ups.activity))
    yield _home(site, items, config, round_ups, pictures)
    for index in range(len(site.days)):
        yield _day(site, items, index)
    for index, month in enumerate(site.months):
        days = [day for day in site.days if day.month_part == month]
        yield _period(site, items, site.months, index, days, _period_link(month.year_part), round_ups)
    for index, year in enumerate(site.years):
        months = [month for month in site.months if month.year == year.year]
        yield _period(site, items, site.years, index, months, LinkView("Archive", addresses.ARCHIVE), round_ups)
    yield _archive(site, pictures)


def _home(site: Site, items: Items, config: Config, round_ups: RoundUps, pictures: tuple[LinkView, ...]) -> Output:
    """The latest day with its first papers and the days before it, or without lists the newest papers and years; the largest tags, and
    where pictures are."""
    by_day = site.has_lists
    latest = site.days[-1] if by_day else None
    slugs = site.periods[latest] if latest else site.timeline.newest
    earlier = site.days[-1 - config.home_days : -1] if by_day else ()
    years = () if by_day else site.years[-config.home_days :]
    shown = slugs[: config.home_papers]
    return Output(
        url=addresses.HOME,
        template="home.html",
        source="(the home page)",
        head=PageHead(title=config.title, description=config.description, url=addresses.HOME),
        make=_home_view,
        args=(
            _count(latest, slugs) if latest else None,
            tuple(items[slug] for slug in shown),
            tuple(_rank(site, slug, latest) for slug in shown),
            tuple(_count(day, site.periods[day]) for day in reversed(earlier)),
            tuple(_count(year, site.papers_of(year)) for year in reversed(years)),
            largest_tags(site, config.home_tags),
            len(site.papers),
            trend_of_home(round_ups.activity),
            pictures,
        ),
    )


def _home_view(
    head: PageHead,
    latest: CountView | None,
    papers: tuple[PaperItem, ...],
    ranks: tuple[int, ...],
    days: tuple[CountView, ...],
    years: tuple[CountView, ...],
    tags: tuple[CountView, ...],
    count: int,
    trend: TrendView | None,
    pictures: tuple[LinkView, ...],
) -> HomeView:
    ranked = _ranked(papers, ranks)
    return HomeView(head=head, latest=latest, papers=ranked, days=days, years=years, tags=tags, count=count, trend=trend, pictures=pictures)


def _day(site: Site, items: Items, index: int) -> Output:
    day = site.days[index]
    slugs = site.periods[day]
    first = site.papers[slugs[0]].plain_title
    url = addresses.period_url(day)
    how = "listed" if site.has_lists else "published"
    return Output(
        url=url,
        template="day.html",
        source=f"(the papers of {day.iso})",
        head=PageHead(
            title=f"Papers of {day.label}",
            description=f"{papers_word(len(slugs))} {how} on {day.weekday}, {day.label}, beginning with “{_cut(first)}”.",
            url=url,
        ),
        make=_day_view,
        args=(
            day,
            tuple(items[slug] for slug in slugs),
            tuple(_rank(site, slug, day) for slug in slugs),
            _period_link(site.days[index - 1]) if index else None,
            _period_link(site.days[index + 1]) if index + 1 < len(site.days) else None,
        ),
    )


def _day_view(
    head: PageHead,
    day: PartialDate,
    papers: tuple[PaperItem, ...],
    ranks: tuple[int, ...],
    previous: LinkView | None,
    following: LinkView | None,
) -> DayView:
    return DayView(
        head=head,
        date=date_view(day),
        weekday=day.weekday,
        papers=_ranked(papers, ranks),
        previous=previous,
        next=following,
        month=_period_link(day.month_part),
        year=_period_link(day.year_part),
        week=window_link(week_window(day)),
    )


def _rank(site: Site, slug: str, day: PartialDate | None) -> int:
    """Return its rank on that day, the best when several feeds list it; 0 when no list has an order."""
    listed = site.papers[slug].listed
    if day and len(listed) == 1:
        return listed[0].rank
    return min([listing.rank for listing in listed if listing.rank and listing.day == day], default=0)


def _ranked(papers: Sequence[PaperItem], ranks: Sequence[int]) -> tuple[PaperItem, ...]:
    return tuple(msgspec.structs.replace(paper, rank=rank) for paper, rank in zip(papers, ranks, strict=True))


def _period(
    site: Site,
    items: Items,
    periods: Sequence[PartialDate],
    index: int,
    parts: Sequence[PartialDate],
    parent: LinkView,
    round_ups: RoundUps,
) -> Output:
    period = periods[index]
    slugs = site.papers_of(period)
    kind = ("month" if len(parts) == 1 else "months") if not period.month else ("day" if len(parts) == 1 else "days")
    spread = f" {'on' if period.month else 'in'} {len(parts)} {kind}" if parts else ""
    url = addresses.period_url(period)
    return Output(
        url=url,
        template="month.html" if period.month else "year.html",
        source=f"(the papers of {period.label})",
        head=PageHead(title=f"Papers of {period.label}", description=f"{papers_word(len(slugs))} of {period.label}{spread}.", url=url),
        make=_period_view,
        args=(
            period.label,
            len(slugs),
            tuple(_part(site, part) for part in reversed(parts)),
            tuple(items[slug] for slug in site.periods.get(period, ())),
            _period_link(periods[index - 1]) if index else None,
            _period_link(periods[index + 1]) if index + 1 < len(periods) else None,
            parent,
            round_up_of_month(round_ups, period) if period.month else None,
            period_calendar(site, period),
        ),
    )


def _period_view(
    head: PageHead,
    label: str,
    count: int,
    parts: tuple[PartView, ...],
    papers: tuple[PaperItem, ...],
    previous: LinkView | None,
    following: LinkView | None,
    parent: LinkView,
    round_up: RoundUpView | None,
    calendar: tuple[CalendarMonthView, ...],
) -> PeriodView:
    return PeriodView(
        head=head,
        label=label,
        count=count,
        parts=parts,
        papers=papers,
        previous=previous,
        next=following,
        parent=parent,
        round_up=round_up,
        calendar=calendar,
    )


def _part(site: Site, period: PartialDate) -> PartView:
    slugs = site.papers_of(period)
    return PartView(period=_count(period, slugs), top=tuple(paper_link(site.papers[slug]) for slug in slugs[:TOP_OF_PART]))


def _archive(site: Site, pictures: tuple[LinkView, ...]) -> Output:
    """Every year with its months, every month with its days."""
    years = []
    rows = months_of_years(site)
    for number, year in enumerate(reversed(site.years)):
        months = [month for month in site.months if month.year == year.year]
        of_year = tuple(_archive_month(site, month) for month in reversed(months))
        calendar = period_calendar(site, year) if number < CALENDARS else ()
        years.append(ArchiveYearView(year=_count(year, site.papers_of(year)), months=of_year, row=rows[year], calendar=calendar))
    recent = tuple(_count(day, site.periods[day]) for day in reversed(site.days[-RECENT_DAYS:]))
    span = f" from {site.years[0].year} to {site.years[-1].year}" if len(site.years) > 1 else ""
    description = f"All {papers_word(len(site.papers))}{span}, by year, month and day."
    return Output(
        url=addresses.ARCHIVE,
        template="archive.html",
        source="(the archive)",
        head=PageHead(title="Archive", description=description, url=addresses.ARCHIVE),
        make=_archive_view,
        args=(len(site.papers), tuple(years), pictures, recent, site.has_lists),
    )


def _archive_view(
    head: PageHead,
    count: int,
    years: tuple[ArchiveYearView, ...],
    pictures: tuple[LinkView, ...],
    recent: tuple[CountView, ...],
    has_lists: bool,
) -> ArchiveView:
    return ArchiveView(head=head, count=count, years=years, pictures=pictures, recent=recent, has_lists=has_lists)


def _archive_month(site: Site, month: PartialDate) -> ArchiveMonthView:
    days = [day for day in site.days if day.month_part == month]
    counts = [msgspec.structs.replace(_count(day, site.periods[day]), label=str(day.day)) for day in days]
    return ArchiveMonthView(month=_count(month, site.papers_of(month)), days=tuple(counts))


def _count(period: PartialDate, slugs: Sequence[str]) -> CountView:
    return CountView(period.label, addresses.period_url(period), len(slugs), period.iso)


def _period_link(period: PartialDate) -> LinkView:
    return LinkView(period.label, addresses.period_url(period))


def _cut(title: str) -> str:
    return title if len(title) <= 90 else title[:89].rstrip() + "…"
