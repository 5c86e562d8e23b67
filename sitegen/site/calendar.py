"""The papers of each day as a calendar whose busy days are dark, and of each month as a table of years."""

from collections.abc import Mapping, Sequence

from sitegen.analysis.day_grid import DayCell, MonthGrid, month_grids, shade_bounds, shade_of
from sitegen.analysis.windows import week_window
from sitegen.papers.dates import MONTHS, PartialDate
from sitegen.site import addresses
from sitegen.site.site import Site
from sitegen.site.trending import window_link
from sitegen.site.views import CalendarMonthView, CountView, LinkView, ShadedView

MONTHS_OF_YEAR = range(1, 13)


def period_calendar(site: Site, period: PartialDate) -> tuple[CalendarMonthView, ...]:
    """Return the months of a year, or the one month, that have listed days, oldest first. Shades count for the period alone."""
    counts = {day: len(site.periods[day]) for day in site.days if day.year == period.year and period.month in (0, day.month)}
    return tuple(_month(grid, len(site.papers_of(grid.month))) for grid in month_grids(counts))


def months_of_years(site: Site) -> dict[PartialDate, tuple[ShadedView | None, ...]]:
    """Return for each year its twelve months, None where there is no page; the shades count for all years together."""
    counts = {month: len(site.papers_of(month)) for month in site.months}
    bounds = shade_bounds(tuple(counts.values()))
    return {
        year: tuple(_month_cell(PartialDate(year.year, month), counts, bounds) for month in MONTHS_OF_YEAR) for year in reversed(site.years)
    }


def _month(grid: MonthGrid, total: int) -> CalendarMonthView:
    month = CountView(grid.month.label, addresses.period_url(grid.month), total, grid.month.iso)
    weeks = tuple(tuple(_day(cell) for cell in week) for week in grid.weeks)
    return CalendarMonthView(month=month, weeks=weeks, week_links=tuple(_week_link(week) for week in grid.weeks))


def _week_link(week: Sequence[DayCell]) -> LinkView | None:
    listed = next((cell.day for cell in week if cell.day and cell.count), None)
    return window_link(week_window(listed)) if listed else None


def _day(cell: DayCell) -> ShadedView | None:
    if cell.day is None:
        return None
    url = addresses.period_url(cell.day) if cell.count else ""
    return ShadedView(
        label=str(cell.day.day), rest=cell.day.month_part.label, count=cell.count, url=url, shade=cell.shade, iso=cell.day.iso
    )


def _month_cell(month: PartialDate, counts: Mapping[PartialDate, int], bounds: Sequence[int]) -> ShadedView | None:
    count = counts.get(month, 0)
    if not count:
        return None
    return ShadedView(
        label=MONTHS[month.month - 1][:3],
        rest=str(month.year),
        count=count,
        url=addresses.period_url(month),
        shade=shade_of(count, bounds),
        iso=month.iso,
    )
