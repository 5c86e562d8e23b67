"""The arithmetic of the map: points that pull, push and keep apart, the same to the last bit on every machine.

Only ``+ - * /`` and the square root are used, which IEEE 754 fixes exactly, and sums run in the order of their terms: ``bincount``
adds one after the other, where ``sum`` and matrix products may split the work as the processor likes.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

SAMPLES = 6
"""Against how many other points a point is pushed in each round."""
PUSH = 5.0
"""How strong the push is against the pull: as many strangers as UMAP draws for each neighbour."""
LONGEST_STEP = 1.0
"""How far a point may move in the first round; in later ones less."""
_NEAREST = 0.001
"""Added to squared distances, so that points at one place part without a leap."""
_MIX = (0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB)
"""The constants of splitmix64."""


@dataclass(frozen=True, slots=True)
class Springs:
    """What pulls: each spring pulls the point ``heads[i]``, which can move, towards ``tails[i]``. Both ends move when there are two."""

    heads: Integers
    tails: Integers
    weights: Floats


def settle(xs: Floats, ys: Floats, movable: int, springs: Springs, rounds: int) -> tuple[Floats, Floats]:
    """Move the first ``movable`` points until those that belong together stand together; return the places of all.

    The forces are those of t-UMAP: neighbours pull by ``1 / (1 + d²)``, all others push by ``1 / (d² (1 + d²))``, the latter estimated
    from a few others that differ from round to round. A distance of about one is that of close neighbours.
    """
    xs, ys = xs.copy(), ys.copy()
    degrees = np.maximum(np.bincount(springs.heads, springs.weights, minlength=movable)[:movable], 1e-9)
    has_springs = degrees > 1e-6
    numbers = np.arange(movable, dtype=np.uint64)
    for number in range(rounds):
        dx, dy = xs[springs.heads] - xs[springs.tails], ys[springs.heads] - ys[springs.tails]
        pull = -2.0 * springs.weights / (1.0 + dx * dx + dy * dy)
        step_x = np.bincount(springs.heads, pull * dx, minlength=movable)[:movable] / degrees
        step_y = np.bincount(springs.heads, pull * dy, minlength=movable)[:movable] / degrees
        step_x, step_y = np.where(has_springs, step_x, 0.0), np.where(has_springs, step_y, 0.0)
        for sample in range(SAMPLES):
            other = _strangers(numbers, number * SAMPLES + sample, len(xs))
            dx, dy = xs[:movable] - xs[other], ys[:movable] - ys[other]
            square = dx * dx + dy * dy
            push = (2.0 * PUSH / SAMPLES) / ((_NEAREST + square) * (1.0 + square))
            step_x += np.clip(push * dx, -LONGEST_STEP, LONGEST_STEP)
            step_y += np.clip(push * dy, -LONGEST_STEP, LONGEST_STEP)
        rate = (rounds - number) / rounds
        xs[:movable] += rate * np.clip(step_x, -LONGEST_STEP, LONGEST_STEP)
        ys[:movable] += rate * np.clip(step_y, -LONGEST_STEP, LONGEST_STEP)
    return xs, ys


def keep_apart(xs: Floats, ys: Floats, movable: int, spacing: float, side: float, rounds: int) -> tuple[Floats, Floats]:
    """Move the first ``movable`` points apart until few stand nearer than ``spacing``; all stay between 0 and ``side``."""
    xs, ys = xs.copy(), ys.copy()
    width = int(side / spacing) + 3

    def cells(part: slice) -> Integers:
        return ((xs[part] / spacing).astype(np.int64) + 1) * width + (ys[part] / spacing).astype(np.int64) + 1

    standing = _sorted_cells(cells(slice(movable, None)), movable)
    for number in range(rounds):
        here = cells(slice(0, movable))
        parts = [*_sorted_cells(here, 0).around(here, width), *standing.around(here, width)]
        first, second = np.concatenate([one for one, _ in parts]), np.concatenate([other for _, other in parts])
        dx, dy = xs[first] - xs[second], ys[first] - ys[second]
        distance = np.sqrt(dx * dx + dy * dy)
        near = (distance < spacing) & (first != second)
        first, second, dx, dy, distance = first[near], second[near], dx[near], dy[near], distance[near]
        if not len(first):
            break
        # Two at one place have no direction; they take one that their numbers give.
        same = distance < 1e-6
        dx = np.where(same, _signed(first, second, 2 * number), dx)
        dy = np.where(same, _signed(first, second, 2 * number + 1), dy)
        distance = np.where(same, np.sqrt(dx * dx + dy * dy) + 1e-6, distance)
        share = np.where(second < movable, 0.45, 0.7) * (spacing - distance) / distance
        for values, along in ((xs, dx), (ys, dy)):
            step = np.bincount(first, share * along, minlength=movable)[:movable]
            values[:movable] = np.clip(values[:movable] + np.clip(step, -spacing, spacing), 0.0, side)
    return xs, ys


@dataclass(frozen=True, slots=True)
class _Cells:
    """Points sorted by the cell of a grid in which they stand."""

    sorted_cells: Integers
    order: Integers
    """The numbers of the points in that order."""

    def around(self, cells: Integers, width: int) -> Iterator[tuple[Integers, Integers]]:
        """Yield pairs of a place in ``cells`` and a point in that cell or one of the eight around it, in three parts."""
        for offset in (-width, 0, width):
            start = np.searchsorted(self.sorted_cells, cells + (offset - 1), side="left").astype(np.int64)
            counts = np.searchsorted(self.sorted_cells, cells + (offset + 1), side="right").astype(np.int64) - start
            first = np.repeat(np.arange(len(cells), dtype=np.int64), counts)
            shift = start - (np.cumsum(counts) - counts)
            yield first, self.order[np.arange(len(first), dtype=np.int64) + np.repeat(shift, counts)]


def _sorted_cells(cells: Integers, first_number: int) -> _Cells:
    order = np.argsort(cells, kind="stable").astype(np.int64)
    return _Cells(cells[order], order + first_number)


def _strangers(numbers: npt.NDArray[np.uint64], draw: int, count: int) -> Integers:
    """Return for each number some number below ``count``, another for each draw: a hash, and no state."""
    mixed = numbers * np.uint64(_MIX[0]) + np.uint64((draw * _MIX[1]) % 2**64)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(_MIX[1])
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(_MIX[2])
    mixed = mixed ^ (mixed >> np.uint64(31))
    return (mixed % np.uint64(count)).astype(np.int64)


def _signed(first: Integers, second: Integers, draw: int) -> Floats:
    """Return a number from -1 to 1 for each pair, the opposite for the pair turned round."""
    low, high = np.minimum(first, second), np.maximum(first, second)
    drawn = _strangers((low * 2_000_003 + high).astype(np.uint64), draw, 2_001).astype(np.float64) / 1_000.0 - 1.0
    return np.where(first < second, drawn, -drawn)
