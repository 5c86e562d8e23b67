"""Which topics stand together on papers, how strongly, and how the papers of a topic spread over time.

Strengths are whole numbers made by exact division, so that every machine puts them in the same order.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations

import msgspec

from sitegen.papers.dates import PartialDate

LEVELS = 4
"""How many shades a table has for pairs that share papers; 0 is for those that share none."""
LONG_COURSE = 36
"""A course of more months than this is told by years."""
_SCALE = 1_000_000

Pairs = Mapping[tuple[str, str], int]
"""How many papers carry both tags of a pair; the tags of a pair in alphabetical order."""


class TagPair(msgspec.Struct, frozen=True, kw_only=True):
    """Two tags that stand together on papers."""

    first: str
    second: str
    count: int
    """How many papers carry both."""
    lift: int
    """How many hundredths of the papers that would carry both if tags fell on papers by chance: 350 is three and a half times as many."""
    strength: int
    """From 0 to 1,000,000: the square of ``count`` as a part of the product of the two sizes; the equivalence index of co-word analysis."""
    level: int
    """The shade, from 1 to :data:`LEVELS`: which quarter of the pairs it belongs to by strength."""


class TagTable(msgspec.Struct, frozen=True, kw_only=True):
    """The largest tags against each other."""

    tags: tuple[str, ...]
    """So ordered that tags which share papers stand together."""
    sizes: Mapping[str, int]
    """How many papers carry each."""
    pairs: Mapping[tuple[str, str], TagPair]
    """Those that share a paper, by their tags in alphabetical order."""

    def pair(self, first: str, second: str) -> TagPair | None:
        """Return what two tags share, in whichever order they are named; None for nothing."""
        return self.pairs.get((min(first, second), max(first, second)))


class Period(msgspec.Struct, frozen=True):
    """The papers of a topic in a month or a year."""

    period: PartialDate
    count: int
    total: int
    """All papers of that time, of whatever topic; 0 when they were not counted."""

    @property
    def share(self) -> int:
        """The part of all papers, in thousandths."""
        return self.count * 1_000 // self.total if self.total else 0


def pair_counts(papers: Iterable[Iterable[str]]) -> dict[tuple[str, str], int]:
    """Count the papers that carry both of two tags. Each item of ``papers`` is the tags of one."""
    counts: dict[tuple[str, str], int] = {}
    for tags in papers:
        for pair in combinations(sorted(set(tags)), 2):
            counts[pair] = counts.get(pair, 0) + 1
    return counts


def tag_table(papers: Iterable[Sequence[str]], limit: int) -> TagTable:
    """Return the ``limit`` largest tags of some papers against each other. Each item of ``papers`` is the tags of one."""
    listed = [tuple(dict.fromkeys(tags)) for tags in papers]
    sizes: dict[str, int] = {}
    for tags in listed:
        for tag in tags:
            sizes[tag] = sizes.get(tag, 0) + 1
    largest = sorted(sizes, key=lambda tag: (-sizes[tag], tag))[:limit]
    chosen = frozenset(largest)
    counts = pair_counts([tag for tag in tags if tag in chosen] for tags in listed)
    strengths = {pair: _strength(count, sizes[pair[0]], sizes[pair[1]]) for pair, count in counts.items()}
    ranked = sorted(strengths.values())
    pairs = {
        (first, second): TagPair(
            first=first,
            second=second,
            count=count,
            lift=count * len(listed) * 100 // (sizes[first] * sizes[second]),
            strength=strengths[first, second],
            level=_level(ranked, strengths[first, second]),
        )
        for (first, second), count in sorted(counts.items())
    }
    return TagTable(tags=order_alike(sorted(largest), counts, sizes), sizes={tag: sizes[tag] for tag in largest}, pairs=pairs)


def order_alike(tags: Sequence[str], counts: Pairs, sizes: Mapping[str, int] | None = None) -> tuple[str, ...]:
    """Order tags so that those which share many papers stand together.

    Groups are joined, the most alike first by the mean over their members, and laid end to end the way in which the ends that meet
    are most alike. Equals are taken in the order given. With ``sizes`` a number of shared papers counts against how many there could be.
    """
    weights = sizes or dict.fromkeys(tags, 1)
    alike = {pair: _strength(count, weights[pair[0]], weights[pair[1]]) for pair, count in counts.items() if {*pair} <= {*tags}}
    groups: list[tuple[str, ...]] = [(tag,) for tag in tags]
    while len(groups) > 1:
        left, right = _most_alike(groups, alike)
        joined = _end_to_end(groups[left], groups[right], alike)
        groups = [joined if number == left else group for number, group in enumerate(groups) if number != right]
    return groups[0] if groups else ()


def course(papers: Mapping[PartialDate, int], totals: Mapping[PartialDate, int] | None = None) -> tuple[Period, ...]:
    """Return how many papers fall into each month from the first to the last, those without any included; into each year for a long time.

    ``papers`` is how many there are of each date. One without a month counts only in a course of years; one such date makes the course one
    of years. ``totals`` holds all papers of each month and year.
    """
    if not papers:
        return ()
    known = sorted(papers)
    totals = totals or {}
    first, last = known[0], known[-1]
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    if months > LONG_COURSE or not all(date.month for date in known):
        periods = [PartialDate(year) for year in range(first.year, last.year + 1)]
        held = [(date.year_part, papers[date]) for date in known]
    else:
        numbers = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
        periods = [PartialDate(number // 12, number % 12 + 1) for number in numbers]
        held = [(date.month_part, papers[date]) for date in known]
    counts = dict.fromkeys(periods, 0)
    for period, count in held:
        counts[period] += count
    return tuple(Period(period, count, totals.get(period, 0)) for period, count in counts.items())


def _strength(count: int, first: int, second: int) -> int:
    return count * count * _SCALE // (first * second)


def _level(ranked: Sequence[int], strength: int) -> int:
    """Return the quarter in which a strength stands among all, the strongest in the last; equal ones stand in one."""
    reached = sum(1 for other in ranked if other <= strength)
    return -(-reached * LEVELS // len(ranked))


def _between(left: Sequence[str], right: Sequence[str], alike: Pairs) -> int:
    return sum(alike.get((min(one, other), max(one, other)), 0) for one in left for other in right)


def _most_alike(groups: Sequence[tuple[str, ...]], alike: Pairs) -> tuple[int, int]:
    best, best_pair = -1, (0, 1)
    for left, right in combinations(range(len(groups)), 2):
        mean = _between(groups[left], groups[right], alike) * _SCALE // (len(groups[left]) * len(groups[right]))
        if mean > best:
            best, best_pair = mean, (left, right)
    return best_pair


def _end_to_end(left: tuple[str, ...], right: tuple[str, ...], alike: Pairs) -> tuple[str, ...]:
    ways = [(left, right), (left, right[::-1]), (left[::-1], right), (left[::-1], right[::-1])]
    ends = [_between(one[-1:], other[:1], alike) for one, other in ways]
    one, other = ways[ends.index(max(ends))]
    return one + other
