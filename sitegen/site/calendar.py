"""The papers of each day as a calendar whose busy days are dark, and of each month as a table of years."""

from collections.abc import Mapping, Sequence

from sitegen.analysis.day_grid import DayCell, MonthGrid, month_grids, shade_bounds, shade_of
from sitegen.papers.dates import MONTHS, PartialDate
from sitegen.site import addresses
from sitegen.site.site import Site
from sitegen.site.views import CalendarMonthView, CountView, ShadedView

MONTHS_OF_YEAR = range(1, 13)


def year_calendar(site: Site, year: PartialDate) -> tuple[CalendarMonthView, ...]:
    """Return the months of a year that have listed days, oldest first."""
    counts = {day: len(site.periods[day]) for day in site.days if day.year == year.year}
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
    return CalendarMonthView(month=month, weeks=tuple(tuple(_day(cell) for cell in week) for week in grid.weeks))


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
