"""Which papers stand in which part of the search index: a set of **bundles** that follows what is added.

Pagefind cannot add to an index. So there are several: a small one of the newest papers, which is made again at each publish, and larger
older ones, which stay until one of their papers changes or they are joined. As in a log-structured store, a paper is indexed again only a
few times while it ages. Which papers share a bundle follows from the papers alone: an incremental build and a clean one have the same
bundles.

Time is cut in halves, again and again, as a ruler is: a part is a bundle when it is small, or when it is closed (the stream has left it)
and not too large. Each cut has a fixed place in the calendar, so a paper changes the bundle of its own time and leaves the others alone.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from zlib import crc32

import msgspec

from sitegen.papers.dates import PartialDate

WHOLE = 500
"""The papers of a site that has no more are one bundle."""
SMALL = 300
"""So many papers of a larger one are one bundle whatever their age: indexing them takes about half a second."""
LARGE = 5_000
"""No bundle has more papers. It bounds the memory of indexing, which is 90 to 140 kB a paper, and the length of the longest publish."""
RECENT = 100
"""The newest papers, as many as this, mark where the stream is growing: a part of time that reaches them is not closed."""
_SPREAD_BITS = 32
_DATE_BITS = 23  # a year below 10,000, a month and a day
_BITS = _DATE_BITS + _SPREAD_BITS


class Dated(msgspec.Struct, frozen=True, gc=False):
    """A paper as bundles see it."""

    slug: str
    date: PartialDate | None
    """The day that places it in the stream; None counts as older than any."""


def cut(papers: Iterable[Dated]) -> tuple[tuple[str, ...], ...]:
    """Return the slugs of each bundle, oldest bundle first; each has between 1 and ``LARGE`` papers.

    The order of ``papers`` does not matter.
    """
    placed = sorted((_place(paper), paper.slug) for paper in papers)
    if len(placed) <= WHOLE:
        return (tuple(slug for _, slug in placed),) if placed else ()
    places = [place for place, _ in placed]
    edge = places[-min(RECENT, len(places))]
    bundles: list[tuple[int, int]] = []
    for start, end in _halves(places, 0, len(places), 0, _BITS, edge):
        if bundles and end - bundles[-1][0] <= SMALL:
            bundles[-1] = (bundles[-1][0], end)
        else:
            bundles.append((start, end))
    return tuple(tuple(slug for _, slug in placed[start:end]) for start, end in bundles)


def _place(paper: Dated) -> int:
    """Return a number that grows with the date; papers of one date are spread by their slugs, so that a huge day can be cut too."""
    date = paper.date or PartialDate(0)
    day = (date.year << 9) | (date.month << 5) | date.day
    return (day << _SPREAD_BITS) | crc32(paper.slug.encode())


def _halves(places: Sequence[int], start: int, end: int, first: int, bits: int, edge: int) -> Iterator[tuple[int, int]]:
    """Yield the bundles of the part of time that begins at ``first`` and has ``2**bits`` places; its papers are ``places[start:end]``."""
    count = end - start
    if not count:
        return
    if count <= SMALL or not bits or (count <= LARGE and places[end - 1] < edge):
        yield start, end
        return
    middle = first | 1 << (bits - 1)
    cut_at = bisect_left(places, middle, start, end)
    yield from _halves(places, start, cut_at, first, bits - 1, edge)
    yield from _halves(places, cut_at, end, middle, bits - 1, edge)
