"""The periods over which papers are ranked: a day, an ISO week, a month. Nothing here knows what day it is today."""

import calendar
import datetime
from typing import Literal

import msgspec

from sitegen.papers.dates import PartialDate

WindowKind = Literal["day", "week", "month"]


class Window(msgspec.Struct, frozen=True, order=True):
    """A period of whole days. Made by :func:`day_window`, :func:`week_window` or :func:`month_window`."""

    first: datetime.date
    last: datetime.date
    """The last day that belongs to it."""
    kind: WindowKind

    @property
    def length(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    @property
    def iso(self) -> str:
        """``2025-03-17``, ``2025-W12`` or ``2025-03``, as ISO 8601 writes it. The year of a week is the one that holds its Thursday."""
        if self.kind == "week":
            year, week, _ = self.first.isocalendar()
            return f"{year:04}-W{week:02}"
        return self.first.isoformat()[: 10 if self.kind == "day" else 7]

    @property
    def label(self) -> str:
        """``17 March 2025``, ``week 12 of 2025`` or ``March 2025``."""
        if self.kind == "week":
            year, week, _ = self.first.isocalendar()
            return f"week {week} of {year}"
        return PartialDate(self.first.year, self.first.month, self.first.day if self.kind == "day" else 0).label

    def holds(self, day: PartialDate) -> bool:
        """Whether a full date lies in this period; a month or a year alone lies in none."""
        return bool(day.day) and self.first <= as_date(day) <= self.last


def day_window(day: PartialDate) -> Window:
    """Return the window of one full date."""
    date = as_date(day)
    return Window(date, date, "day")


def week_window(day: PartialDate) -> Window:
    """Return the ISO week, from Monday to Sunday, that holds a full date. The last week of year 9999 is cut where the calendar ends."""
    date = as_date(day)
    first = date.toordinal() - date.weekday()
    return Window(datetime.date.fromordinal(first), datetime.date.fromordinal(min(first + 6, datetime.date.max.toordinal())), "week")


def month_window(day: PartialDate) -> Window:
    """Return the month that holds a date; the date may be a month itself."""
    days = calendar.monthrange(day.year, day.month)[1]
    return Window(datetime.date(day.year, day.month, 1), datetime.date(day.year, day.month, days), "month")


def as_date(day: PartialDate) -> datetime.date:
    """Return a full date as Python's own kind."""
    return datetime.date(day.year, day.month, day.day)


def as_partial(date: datetime.date) -> PartialDate:
    """Return one of Python's dates as the site's own kind."""
    return PartialDate(date.year, date.month, date.day)
