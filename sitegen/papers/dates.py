"""Dates that may be less precise than a day."""

import calendar
import datetime
import re

import msgspec

MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")
"""English names; the site's dates are written with these, whatever the locale."""
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

_ISO = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


class PartialDate(msgspec.Struct, frozen=True, order=True, gc=False):
    """A year, a month or a day of the Gregorian calendar (the three date forms of ISO 8601 that have no time)."""

    year: int
    month: int = 0
    """1 to 12; 0 when only the year is known."""
    day: int = 0
    """1 to 31; 0 when only the month is known."""

    def __str__(self) -> str:
        return self.iso

    @property
    def iso(self) -> str:
        """``2025-03-17``, ``2025-03`` or ``2025``."""
        if not self.month:
            return f"{self.year:04}"
        return f"{self.year:04}-{self.month:02}" + (f"-{self.day:02}" if self.day else "")

    @property
    def label(self) -> str:
        """``17 March 2025``, ``March 2025`` or ``2025``."""
        day = f"{self.day} " if self.day else ""
        month = f"{MONTHS[self.month - 1]} " if self.month else ""
        return f"{day}{month}{self.year}"

    @property
    def weekday(self) -> str:
        """The English name of the weekday, empty when the day is not known."""
        return WEEKDAYS[datetime.date(self.year, self.month, self.day).weekday()] if self.day else ""

    @property
    def month_part(self) -> "PartialDate":
        """The month that holds this day."""
        return PartialDate(self.year, self.month)

    @property
    def month_or_year(self) -> "PartialDate":
        """The month that holds this date; the year where no month is known."""
        return self.month_part if self.month else self

    @property
    def year_part(self) -> "PartialDate":
        """The year that holds this date."""
        return PartialDate(self.year)

    @property
    def last_day(self) -> datetime.date:
        """The last day that this date may mean."""
        if self.day:
            return datetime.date(self.year, self.month, self.day)
        month = self.month or 12
        return datetime.date(self.year, month, calendar.monthrange(self.year, month)[1])


def parse_date(text: str) -> PartialDate:
    """Read ``2025-03-17``, ``2025-03`` or ``2025``; raise ValueError with a sentence for anything else."""
    match = _ISO.fullmatch(text.strip())
    if not match:
        raise ValueError(f'"{text}" is not a date; write 2025-03-17, 2025-03 or 2025')
    year, month, day = (int(part or 0) for part in match.groups())
    try:
        datetime.date(year, month or 1, day or 1)
    except ValueError as error:
        raise ValueError(f'"{text}" is not a date: {error}') from None
    return PartialDate(year, month, day)


def parse_day(text: str) -> PartialDate:
    """Read a full date, ``2025-03-17``; raise ValueError with a sentence for anything else."""
    date = parse_date(text)
    if not date.day:
        raise ValueError(f'"{text}" is not a full date; write it like 2025-03-17')
    return date
