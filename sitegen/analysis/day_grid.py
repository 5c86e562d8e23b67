"""A year of days as a calendar in which busy days are dark: weeks, weekdays and shades."""

import calendar
from collections.abc import Mapping, Sequence

import msgspec

from sitegen.papers.dates import PartialDate

SHADES = 4
"""How many shades days with papers have; days without any have none."""


class DayCell(msgspec.Struct, frozen=True):
    """A day of a calendar, or an empty place before the first or behind the last of a month."""

    day: PartialDate | None
    count: int = 0
    """How many papers were listed."""
    shade: int = 0
    """From 1, the quietest, to :data:`SHADES`; 0 for a day without papers."""


class MonthGrid(msgspec.Struct, frozen=True):
    """A month: its weeks, each of seven days from Monday."""

    month: PartialDate
    weeks: tuple[tuple[DayCell, ...], ...]


def shade_bounds(counts: Sequence[int]) -> tuple[int, ...]:
    """Return the least number of papers of each shade, so that each shade has about as many days; fewer when numbers are equal.

    The numbers of different years are not comparable, and need not be: a year's page must not change with another year.
    """
    ordered = sorted(count for count in counts if count)
    if not ordered:
        return ()
    bounds = (ordered[number * len(ordered) // SHADES] for number in range(SHADES))
    return tuple(sorted(set(bounds)))


def shade_of(count: int, bounds: Sequence[int]) -> int:
    """Return the shade of a number of papers, from 1 to :data:`SHADES`; 0 for none. The largest number is always the darkest."""
    return SHADES - len(bounds) + sum(1 for bound in bounds if count >= bound) if count else 0


def month_grids(counts: Mapping[PartialDate, int]) -> tuple[MonthGrid, ...]:
    """Return the months of some days that have papers, oldest first; each day with its number and shade."""
    bounds = shade_bounds(tuple(counts.values()))
    months = sorted({day.month_part for day, count in counts.items() if count})
    return tuple(MonthGrid(month, _weeks(month, counts, bounds)) for month in months)


def _weeks(month: PartialDate, counts: Mapping[PartialDate, int], bounds: Sequence[int]) -> tuple[tuple[DayCell, ...], ...]:
    rows = calendar.Calendar().monthdayscalendar(month.year, month.month)
    return tuple(tuple(_cell(PartialDate(month.year, month.month, day) if day else None, counts, bounds) for day in row) for row in rows)


def _cell(day: PartialDate | None, counts: Mapping[PartialDate, int], bounds: Sequence[int]) -> DayCell:
    count = counts.get(day, 0) if day else 0
    return DayCell(day, count, shade_of(count, bounds))
