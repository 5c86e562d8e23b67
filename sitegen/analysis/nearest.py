"""The older papers nearest to new ones: products of sparse vectors through an inverted index."""

from collections.abc import Iterator, Mapping, Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]
_TABLE = 1 << 16


class Entries(msgspec.Struct, frozen=True):
    """The entries of vectors, one after another: term, weight and, for each vector, where it begins."""

    terms: NDArray[np.uint32]
    weights: NDArray[np.uint16]
    starts: Integers
    """One more than there are vectors."""

    @classmethod
    def read(cls, lengths: bytes, terms: bytes, weights: bytes) -> "Entries":
        """Look at what is kept as bytes."""
        starts = np.concatenate(([0], np.cumsum(np.frombuffer(lengths, dtype=np.uint8), dtype=np.int64)))
        return cls(np.frombuffer(terms, dtype="<u4"), np.frombuffer(weights, dtype="<u2"), starts)

    def vector(self, place: int) -> list[tuple[int, int]]:
        """Return terms and weights of one vector."""
        part = slice(self.starts[place], self.starts[place + 1])
        return list(zip(self.terms[part].tolist(), self.weights[part].tolist(), strict=True))


class _Postings(msgspec.Struct, frozen=True):
    """Entries ordered by term, those of a term by vector."""

    parts: Mapping[int, slice]
    """Which of them are of a term."""
    places: NDArray[np.int32]
    weights: NDArray[np.float64]
    """Small integers, as the type that they are summed in: sums stay exact far below 2^53."""


def find_near(entries: Entries, first: int, wanted: Sequence[Mapping[int, int]], most: int, floor: int) -> Iterator[list[tuple[int, int]]]:
    """For each new vector, ``wanted[0]`` of which is number ``first``, yield the numbers of the nearest before it with their scores.

    At most ``most``, nearest first; of two that are equally near the later one comes first. None has a score below ``floor``.
    """
    postings = _invert(entries, first + len(wanted), {term for vector in wanted for term in vector})
    for place, vector in enumerate(wanted, start=first):
        parts = [(postings.parts[term], weight) for term, weight in vector.items()]
        if not parts or not place:
            yield []
            continue
        products = np.concatenate([postings.weights[part] * weight for part, weight in parts])
        scores = np.bincount(np.concatenate([postings.places[part] for part, _ in parts]), weights=products, minlength=place)[:place]
        yield _best(scores.astype(np.float64, copy=False), most, floor)


def _invert(entries: Entries, count: int, terms: set[int]) -> _Postings:
    """Return the entries of the first ``count`` vectors that have one of ``terms``."""
    wanted = np.sort(np.fromiter(terms, dtype=np.uint32, count=len(terms)))
    # A small table by the last digits lets most entries go before the search.
    table = np.zeros(_TABLE, dtype=np.bool_)
    table[wanted % _TABLE] = True
    end = int(entries.starts[count])
    maybe = np.flatnonzero(table[entries.terms[:end] % _TABLE])
    found = entries.terms[maybe]
    at = np.searchsorted(wanted, found)
    chosen = maybe[wanted[np.minimum(at, len(wanted) - 1)] == found] if len(wanted) else maybe[:0]
    order = chosen[np.argsort(entries.terms[chosen], kind="stable")]
    places = (np.searchsorted(entries.starts, order, side="right") - 1).astype(np.int32)
    bounds = [*np.searchsorted(entries.terms[order], wanted).tolist(), len(order)]
    parts = {term: slice(bounds[at], bounds[at + 1]) for at, term in enumerate(wanted.tolist())}
    return _Postings(parts, places, entries.weights[order].astype(np.float64))


def _best(scores: NDArray[np.float64], most: int, floor: int) -> list[tuple[int, int]]:
    """Return the best places with their scores."""
    places = np.flatnonzero(scores >= floor)
    order = np.lexsort((-places, -scores[places]))[:most]
    return [(place, int(scores[place])) for place in places[order].tolist()]
