"""The papers in the order of time, and which of them lie within a year or a month.

Who knows where a year ends in the whole order need not look at each paper of a tag or an author to cut their lists.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import groupby

import msgspec

from sitegen.papers.dates import PartialDate


class Timeline(msgspec.Struct, frozen=True, dict=True):
    """All papers, newest first. What is cut by it must be in the same order."""

    newest: tuple[str, ...]
    """Slugs in the order of :func:`~sitegen.papers.summary.newest_first`: the undated come last, in a year those without a month."""
    dates: Mapping[str, PartialDate | None]
    """The last date of each paper (:attr:`~sitegen.papers.summary.Summary.newest_date`), by slug."""

    @cached_property
    def order(self) -> Mapping[str, int]:
        """The place of each paper, from 0."""
        return {slug: place for place, slug in enumerate(self.newest)}

    def years(self, slugs: Sequence[str]) -> dict[PartialDate, Sequence[str]]:
        """Cut papers by year; those without a date are left out."""
        return dict(self._cut(slugs, _year_of))

    def months(self, slugs: Sequence[str]) -> dict[PartialDate, Sequence[str]]:
        """Cut papers by month; those of which no month is known are left out."""
        return {part: inside for part, inside in self._cut(slugs, _month_or_year_of) if part.month}

    def counts(self, slugs: Sequence[str]) -> dict[PartialDate, int]:
        """Count papers by month, and by year those of which no month is known."""
        return {part: len(inside) for part, inside in self._cut(slugs, _month_or_year_of)}

    def oldest_by_month(self) -> Iterator[tuple[str, ...]]:
        """Yield all papers month by month, oldest first; the undated come before all others, those without a month before their year."""
        for _, group in groupby(reversed(self.newest), key=lambda slug: date.month_or_year if (date := self.dates[slug]) else None):
            yield tuple(group)

    def _cut(self, slugs: Sequence[str], part_of: Callable[[PartialDate], PartialDate]) -> Iterator[tuple[PartialDate, Sequence[str]]]:
        place_of = self.order.__getitem__
        start = 0
        while start < len(slugs):
            date = self.dates[slugs[start]]
            if date is None:
                return
            part = part_of(date)
            end = bisect_left(slugs, self._ends[part], start, key=place_of)
            yield part, slugs[start:end]
            start = end

    @cached_property
    def _ends(self) -> dict[PartialDate, int]:
        """The places behind the last papers of each year and month."""
        ends = {}
        place = 0
        for date, group in groupby(self.newest, key=self.dates.__getitem__):
            place += len(list(group))
            if date is not None:
                ends[_year_of(date)] = ends[_month_or_year_of(date)] = place
        return ends


def _year_of(date: PartialDate) -> PartialDate:
    return date.year_part


def _month_or_year_of(date: PartialDate) -> PartialDate:
    return date.month_or_year
