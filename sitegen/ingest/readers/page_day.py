"""Which day a saved page lists, when its head says ``Mar 17`` and no year.

Three witnesses are heard, in this order: what the user said, a day in the file's name that agrees with the head, and the dates of
the papers on the page, none of which can be younger than the page. The clock is never asked: a page saved in one year may be
ingested in another.
"""

import datetime
import re
from collections import Counter
from collections.abc import Sequence

import msgspec

from sitegen.errors import Problem
from sitegen.papers.dates import PartialDate, parse_date

ENOUGH_DATES = 5
"""How many papers must be dated with a year before their dates tell the year of the page …"""
ENOUGH_OF_LAST_YEAR = 2
"""… and how many of them must be of the year before it."""

_DAY_IN_NAME = re.compile(r"(?<!\d)(\d{4})[-_.]?(\d{2})[-_.]?(\d{2})(?!\d)")
_LEAP_CYCLE = 9
"""Within so many years there is a 29 February."""

_LEAP_YEAR = 2000


class PageDate(msgspec.Struct, frozen=True):
    """A date as the page prints it."""

    year: int
    """0 when it is not printed: the year of the listing."""
    month: int
    day: int
    line: int

    def in_year(self, year: int) -> PartialDate | None:
        """The date in a year, or None where that year has no such day."""
        try:
            datetime.date(year, self.month, self.day)
        except ValueError:
            return None
        return PartialDate(year, self.month, self.day)

    def on_or_before(self, page: PartialDate) -> PartialDate | None:
        """The paper's own date, seen from the page: without a year, the last such day that is no younger than the page."""
        if self.year:
            return self.in_year(self.year)
        dates = (self.in_year(page.year - years) for years in range(_LEAP_CYCLE))
        return next((date for date in dates if date is not None and not _is_younger(date, page)), None)


class FoundDay(msgspec.Struct, frozen=True):
    """The day that a page lists, and how it was found where that is worth a word."""

    date: PartialDate
    notes: tuple[str, ...] = ()


def find_day(head: PageDate | None, papers: Sequence[PageDate], source: str, line: int, listed: str) -> FoundDay | Problem:
    """Return the day that the page lists, or the question that only the user can answer.

    ``head`` is the date in the page's head, ``papers`` are the dates of its papers, ``listed`` is what the user said: a full date, a
    year, or nothing.
    """
    if head is not None and not head.in_year(head.year or _LEAP_YEAR):
        message = f"the page says {_shown(head)}, and there is no such day"
        return Problem(path=source, line=line, message=message, hint="mend the date in the page's head")
    if listed:
        found: FoundDay | Problem = _from_user(head, source, line, listed)
    elif head is None:
        named = _days_in_name(source)
        if len(named) != 1:
            message = "the page does not say which day it lists"
            return Problem(path=source, line=line, message=message, hint="say it with --listed YYYY-MM-DD")
        found = FoundDay(named[0], (f"{source}: the day {named[0]} is taken from the file's name",))
    elif head.year:
        date = head.in_year(head.year)
        found = FoundDay(date) if date else Problem(path=source, line=line, message="the page's own date does not exist")
    else:
        found = _from_name_or_papers(head, papers, source, line)
    if isinstance(found, FoundDay):
        return _contradiction(found, papers, source) or found
    return found


def _from_user(head: PageDate | None, source: str, line: int, listed: str) -> FoundDay | Problem:
    try:
        said = parse_date(listed)
    except ValueError as error:
        return Problem(path=source, line=line, message=f"--listed: {error}")
    if said.day:
        if head is not None and ((head.month, head.day) != (said.month, said.day) or head.year not in (0, said.year)):
            message = f"the page says {_shown(head)}, --listed says {said}"
            return Problem(path=source, line=line, message=message, hint="ingest each day's pages with the --listed of that day")
        return FoundDay(said)
    if head is None or said.month:
        message = "the page has no date in its head" if head is None else f"--listed {said} is no full date"
        return Problem(path=source, line=line, message=message, hint="say --listed YYYY-MM-DD")
    date = head.in_year(said.year)
    if date is None:
        return Problem(path=source, line=line, message=f"there is no {_shown(head)} in {said}")
    others = [day for day in _days_in_name(source) if (day.month, day.day) == (date.month, date.day) and day != date]
    return FoundDay(date, tuple(f"{source}: taken as {date}, as --listed says, though the file's name says {day}" for day in others))


def _from_name_or_papers(head: PageDate, papers: Sequence[PageDate], source: str, line: int) -> FoundDay | Problem:
    named = _days_in_name(source)
    for day in named:
        if (day.month, day.day) == (head.month, head.day):
            return FoundDay(day)
    years = Counter(date.year for date in papers if date.year)
    newest = max(years, default=0)
    undated = sum(not date.year for date in papers)
    if sum(years.values()) >= ENOUGH_DATES and years[newest] >= ENOUGH_OF_LAST_YEAR and undated:
        date = head.in_year(newest + 1)
        if date is not None:
            why = f"{undated} papers are dated without a year, the newest others are of {newest}"
            return FoundDay(date, (f"{source}: {_shown(head)} is taken as {date}, because {why}",))
    message = f"which year is {_shown(head)}? The page does not say"
    if named:
        message += f", and the day {named[0]} in the file's name is another one"
    elif newest:
        message += f"; it is {newest} or later, since a paper is dated {newest}"
    hint = f"say it with --listed YYYY-{head.month:02}-{head.day:02}, or put that day into the file's name"
    return Problem(path=source, line=line, message=message, hint=hint)


def _contradiction(found: FoundDay, papers: Sequence[PageDate], source: str) -> Problem | None:
    """Return a problem when most dated papers would be younger than the page: then the day cannot be right."""
    dated = [(date, paper) for paper in papers if paper.year and (date := paper.in_year(paper.year))]
    younger = [(date, paper) for date, paper in dated if _is_younger(date, found.date)]
    if len(younger) * 2 > len(dated):
        date, paper = max(younger, key=lambda item: item[0])
        message = f"the page cannot list {found.date}: {len(younger)} of its papers are younger, this one is of {date}"
        return Problem(path=source, line=paper.line, message=message, hint="say the day that it lists with --listed")
    return None


def _is_younger(date: PartialDate, page: PartialDate) -> bool:
    """A day of grace covers time zones."""
    return date.last_day.toordinal() - 1 > page.last_day.toordinal()


def _days_in_name(source: str) -> list[PartialDate]:
    name = re.split(r"[/\\]", source)[-1]
    days = []
    for match in _DAY_IN_NAME.finditer(name):
        try:
            days.append(parse_date("-".join(match.groups())))
        except ValueError:
            continue
    return days


def _shown(date: PageDate) -> str:
    text = f"{PartialDate(2000, date.month).label.split()[0]} {date.day}"
    return f"{text}, {date.year}" if date.year else text
