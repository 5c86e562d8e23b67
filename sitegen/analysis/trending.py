"""Trending: a ranking of the papers of a period by a published formula, in which every point says where it comes from.

``docs/trending.md`` explains the formula and works an example. All of it is arithmetic on whole numbers, and every tie is broken, so
that the order is the same on every machine. A later day never changes the ranking of an earlier period.
"""

import heapq
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Literal, Protocol

import msgspec

from sitegen.analysis.windows import Window, as_date
from sitegen.config_trending import TrendingWeights
from sitegen.papers.dates import PartialDate
from sitegen.papers.paper import Listing
from sitegen.papers.signals import Signal

CountKind = Literal["upvotes", "comments", "stars"]
ReasonKind = Literal[CountKind, "feeds", "rank", "recency"]
Basis = Literal["signals", "rank"]

RANK_REACH = 64
"""The rank, a power of two, from which on a place in a feed's list gives no points."""
MOST = 1_000_000_000
"""The largest rise that is believed."""
TOP = 10
"""How many papers a ranking names unless more are asked for."""


class Dated(Protocol):
    """What a ranking looks at of a paper."""

    @property
    def slug(self) -> str:
        """Its name."""

    @property
    def listed(self) -> tuple[Listing, ...]:
        """Every day on which a feed listed it, oldest first."""

    @property
    def published(self) -> PartialDate | None:
        """When it appeared."""


class Reason(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that put a paper where it is."""

    kind: ReasonKind
    amount: int
    """How many upvotes, comments or stars were added; how many feeds; which rank; for recency 0."""
    points: int
    before: int | None = None
    """For what is counted: the number before the period; None when it was counted for the first time in it."""
    day: PartialDate | None = None
    """For a rank the day on which it was reached; for recency the last day in the period on which the paper was listed or published."""
    feed: str = ""
    """For a rank: the feed that gave it."""
    listed: bool = True
    """For recency: False when no feed listed the paper, and the day is the one on which it was published."""


class Ranked(msgspec.Struct, frozen=True):
    """A paper of a ranking. Its score is the sum of the points of its reasons."""

    slug: str
    score: int
    reasons: tuple[Reason, ...]
    """The one with most points first; at least one."""


class Trend(msgspec.Struct, frozen=True, kw_only=True):
    """The ranking of a period."""

    window: Window
    basis: Basis
    """``rank`` when nothing was counted in the period: then ranks, feeds and recency alone decide."""
    papers: int
    """How many papers were ranked."""
    counted: int
    """For how many of them a count rose in the period."""
    newest: str
    """The newest day in the period with a listing or a count, ``2025-03-17``; empty when there is none."""
    top: tuple[Ranked, ...]
    """The first papers of the ranking."""


def trend(
    window: Window, papers: Iterable[Dated], signals: Iterable[Signal], weights: TrendingWeights | None = None, *, limit: int = TOP
) -> Trend:
    """Rank the papers that were listed, or whose counts rose, in a period.

    Papers and signals of other periods may be given too. Of ``signals`` those in the period and the last ones before it matter, in
    any order; those after it never do.
    """
    weights = weights or TrendingWeights()
    counts = _by_paper(signals, window)
    entries: list[_Entry] = []
    for paper in papers:
        entry = _entry(paper, counts.get(paper.slug, ()), window, weights)
        if entry is not None:
            entries.append(entry)
    counted = sum(entry.counted for entry in entries)
    return Trend(
        window=window,
        basis="signals" if counted else "rank",
        papers=len(entries),
        counted=counted,
        newest=max((entry.newest for entry in entries), default=""),
        top=tuple(entry.ranked for entry in heapq.nsmallest(limit, entries, key=_Entry.order)),
    )


def doublings(number: int) -> int:
    """Return a hundred times the logarithm of ``number`` to base 2, rounded down: exactly, in whole numbers. ``number`` is 1 or more."""
    # The largest k with 2**k <= number**100; a float's logarithm differs from one machine to another.
    return int((number**100).bit_length() - 1)


class _Entry(msgspec.Struct, frozen=True):
    ranked: Ranked
    best_rank: int
    listed: PartialDate | None
    newest: str
    counted: bool

    def order(self) -> tuple[int, bool, int, int, str]:
        """Highest score first; of equals the better rank, then the newer, then the slug."""
        day = as_date(self.listed).toordinal() if self.listed else 0
        return (-self.ranked.score, self.best_rank == 0, self.best_rank, -day, self.ranked.slug)


def _by_paper(signals: Iterable[Signal], window: Window) -> Mapping[str, Sequence[Signal]]:
    """Group what was counted until the end of the period, oldest first."""
    last = window.last.isoformat()
    groups: dict[str, list[Signal]] = defaultdict(list)
    for signal in signals:
        if signal.day <= last:
            groups[signal.paper].append(signal)
    return {slug: sorted(group, key=lambda signal: (signal.day, signal.feed)) for slug, group in groups.items()}


def _entry(paper: Dated, counts: Sequence[Signal], window: Window, weights: TrendingWeights) -> _Entry | None:
    """Return a paper's place in the ranking, or None when nothing about it happened in the period."""
    listings = [listing for listing in paper.listed if window.holds(listing.day)]
    listed = max((listing.day for listing in listings), default=None)
    if not paper.listed and paper.published is not None and window.holds(paper.published):
        listed = paper.published
    grown = [reason for reason in _growth(counts, window, weights) if reason.points]
    if listed is None and not grown:
        return None
    reasons = [*grown, *(reason for reason in _listing_reasons(listings, weights) if reason.points)]
    if listed is not None:
        recency = _recency(listed, window, weights, by_feed=bool(listings))
        # Every paper has a reason, if only that it is there.
        reasons += [recency] if recency.points or not reasons else []
    return _Entry(
        ranked=Ranked(paper.slug, sum(reason.points for reason in reasons), tuple(sorted(reasons, key=lambda reason: -reason.points))),
        best_rank=min((listing.rank for listing in listings if listing.rank > 0), default=0),
        listed=listed,
        newest=max(counts[-1].day if grown else "", listed.iso if listed else ""),
        counted=bool(grown),
    )


def _growth(counts: Sequence[Signal], window: Window, weights: TrendingWeights) -> Iterator[Reason]:
    """Give a reason for each kind of count that rose in the period. A count that fell is no reason, and takes nothing away."""
    if not counts or counts[-1].day < window.first.isoformat():
        return
    for kind, count_of in _COUNTS.items():
        rises = [_rise(counts, feed, count_of, window) for feed in sorted({signal.feed for signal in counts})]
        # Readers vote and comment in each feed for themselves; a repository's stars are the same stars wherever they are counted.
        rises = [max(rises, key=lambda rise: rise.added)] if kind == "stars" else rises
        added = min(sum(rise.added for rise in rises), MOST)
        if added:
            before = [rise.before for rise in rises if rise.before is not None]
            points = _weight(weights, kind) * doublings(1 + added) // 100
            yield Reason(kind=kind, amount=added, points=points, before=sum(before) if before else None)


class _Rise(msgspec.Struct, frozen=True):
    added: int
    before: int | None


def _rise(counts: Sequence[Signal], feed: str, count_of: Callable[[Signal], int | None], window: Window) -> _Rise:
    """Compare a feed's last count in the period with its last count before; ``counts`` are oldest first and end with the period."""
    first = window.first.isoformat()
    before: int | None = None
    last: int | None = None
    for signal in counts:
        count = count_of(signal)
        if signal.feed != feed or count is None:
            continue
        if signal.day < first:
            before = count
        else:
            last = count
    return _Rise(max(0, (last or 0) - (before or 0)), before)


def _listing_reasons(listings: Sequence[Listing], weights: TrendingWeights) -> Iterator[Reason]:
    feeds = len({listing.feed for listing in listings})
    if feeds > 1:
        yield Reason(kind="feeds", amount=feeds, points=weights.feeds * doublings(feeds) // 100)
    best = min(
        (listing for listing in listings if listing.rank > 0), key=lambda listing: (listing.rank, listing.day, listing.feed), default=None
    )
    if best is not None and best.rank < RANK_REACH:
        points = weights.rank * (doublings(RANK_REACH) - doublings(best.rank)) // 100
        yield Reason(kind="rank", amount=best.rank, points=points, day=best.day, feed=best.feed)


def _recency(day: PartialDate, window: Window, weights: TrendingWeights, *, by_feed: bool) -> Reason:
    passed = (as_date(day) - window.first).days
    points = weights.recency * passed // (window.length - 1) if window.length > 1 else 0
    return Reason(kind="recency", amount=0, points=points, day=day, listed=by_feed)


def _weight(weights: TrendingWeights, kind: CountKind) -> int:
    return {"upvotes": weights.upvotes, "comments": weights.comments, "stars": weights.stars}[kind]


_COUNTS: dict[CountKind, Callable[[Signal], int | None]] = {
    "upvotes": lambda signal: signal.upvotes,
    "comments": lambda signal: signal.comments,
    "stars": lambda signal: signal.stars,
}
