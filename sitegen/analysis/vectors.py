"""TF-IDF vectors of papers in order, and which older papers are nearest to each.

Every number that decides anything is an integer, so that all machines agree. Terms are known by a 32-bit checksum; document frequencies are
counted in a table of a fixed size, in which a few rare terms share a place. Both keep what must be remembered of 50,000 papers small.

How common a term is, is counted anew at the beginning of each month and whenever the number of papers has doubled, from the papers
before; between these points a paper that is added changes no vector of another. Counting begins with a table of what is common in
abstracts (``common_terms.txt``), so that a new site does not take "language model" for something rare.
"""

import zlib
from collections.abc import Sequence
from importlib.resources import files
from math import isqrt

import numpy as np
from numpy.typing import NDArray

from sitegen.analysis.terms import Term
from sitegen.analysis.vector_store import Vector, Vectors

UNIT = 1_000
"""The length of every vector; the product of two is their cosine in millionths."""
PRIOR_PAPERS = 256
"""For so many papers stands the table of common terms, whose numbers are counts among that many."""
KEPT_TERMS = 40
"""So many terms of a paper, its strongest, are in its vector."""

_PLACES = 1 << 20
_FIRST_RECOUNT = 64
_STEPS = 44
_COMMON = 8
_THRESHOLDS = np.array([isqrt(isqrt((1 << (32 + step)) - 1)) + 1 for step in range(1, _STEPS + 1)], dtype=np.int64)
"""The rarity of a term in quarters of an octave: step k is reached when 256 in so many papers, times 2^(k/4), have it no more often."""
_WORTH = np.array([isqrt(isqrt((10 * step) ** 3)) if step >= _COMMON else 0 for step in range(_STEPS + 1)], dtype=np.int64)
"""What a rarity is worth: its power of 3/4, so that one rare word does not outweigh a subject; what a quarter of all papers say is
worth nothing."""
_OCCURRENCES = np.array([0, 8, 14, 17, 19, 21, 22, 24, 25], dtype=np.int64)
"""What it is worth to occur n times: 8 (1 + ln n), up to 8."""

Integers = NDArray[np.int64]


class _Frequencies:
    """How common terms are among the papers before the one that is being read."""

    def __init__(self, known: Vectors) -> None:
        self.papers, self.month, self.counted = known.papers, known.month, known.counted
        self.counts = np.frombuffer(known.counts, dtype="<i4") if known.counts else _prior()
        self.waiting = [np.frombuffer(known.waiting, dtype="<u4")]

    def begin_paper(self, month: tuple[int, int]) -> None:
        """Count anew when it is time to."""
        doubled = self.papers >= max(_FIRST_RECOUNT, 2 * self.counted)
        if self.papers > self.counted and (month != self.month or doubled):
            added = np.bincount(np.concatenate(self.waiting), minlength=_PLACES)
            self.counts = (self.counts + added).astype("<i4")
            self.waiting, self.counted = [], self.papers
        self.month = month

    def add(self, checksums: NDArray[np.uint32]) -> None:
        """Remember the terms of a paper until the next count."""
        self.waiting.append(np.unique(checksums % _PLACES).astype("<u4"))
        self.papers += 1

    def rarity(self, checksums: NDArray[np.uint32]) -> Integers:
        """Return how rare each term is, from 0 to 44."""
        known = np.maximum(self.counts[checksums % _PLACES], 1).astype(np.int64)
        steps: Integers = np.searchsorted(_THRESHOLDS, (self.counted + PRIOR_PAPERS) * 256 // known, side="right")
        return steps


def checksum(key: str) -> int:
    """Return the number under which a term is known."""
    return zlib.crc32(key.encode())


def add_papers(known: Vectors, papers: Sequence[tuple[tuple[int, int], tuple[Term, ...]]]) -> tuple[Vectors, list[Vector]]:
    """Give each new paper (its month and its terms), in order, a vector."""
    frequencies = _Frequencies(known)
    vectors, lengths, terms, weights = [], [], [], []
    for month, found in papers:
        frequencies.begin_paper(month)
        by_checksum = {checksum(term.key): term for term in found}
        checksums = np.fromiter(by_checksum, dtype=np.uint32, count=len(by_checksum))
        kept, weight = _weigh(checksums, tuple(by_checksum.values()), frequencies.rarity(checksums))
        frequencies.add(checksums)
        vectors.append(Vector(by_checksum, dict(zip(kept.tolist(), weight.tolist(), strict=True))))
        lengths.append(len(kept))
        terms.append(kept)
        weights.append(weight)
    after = Vectors(
        papers=frequencies.papers,
        month=frequencies.month,
        counted=frequencies.counted,
        counts=frequencies.counts.tobytes(),
        waiting=b"".join(part.tobytes() for part in frequencies.waiting),
        lengths=known.lengths + bytes(lengths),
        terms=known.terms + b"".join(part.astype("<u4").tobytes() for part in terms),
        weights=known.weights + b"".join(part.astype("<u2").tobytes() for part in weights),
    )
    return after, vectors


def _prior() -> NDArray[np.int32]:
    """Return the document frequencies of the table of common terms."""
    counts = np.zeros(_PLACES, dtype="<i4")
    for line in files("sitegen.analysis").joinpath("common_terms.txt").read_text(encoding="utf-8").splitlines():
        key, tab, count = line.partition("\t")
        if tab:
            counts[checksum(key) % _PLACES] += int(count)
    return counts


def _weigh(checksums: NDArray[np.uint32], terms: tuple[Term, ...], rarity: Integers) -> tuple[NDArray[np.uint32], Integers]:
    """Return the strongest terms and their weights, made to the length of ``UNIT``."""
    count = len(terms)
    title = np.fromiter((term.title for term in terms), dtype=np.int64, count=count)
    text = np.fromiter((term.text for term in terms), dtype=np.int64, count=count)
    phrase = np.fromiter((" " in term.key for term in terms), dtype=np.bool_, count=count)
    occurrences = _OCCURRENCES[np.minimum(title + text, len(_OCCURRENCES) - 1)]
    strength = occurrences * np.where(title > 0, 2, 1) * np.where(phrase, 5, 4) * _WORTH[rarity]
    order = np.lexsort((checksums, -strength))[:KEPT_TERMS]
    order = order[strength[order] > 0]
    length = isqrt(int((strength[order] ** 2).sum()))
    return checksums[order], strength[order] * UNIT // max(length, 1)
