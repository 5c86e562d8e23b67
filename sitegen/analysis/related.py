"""Which papers are near each other, from the text of title and abstract.

Papers stand in one order, oldest first. Each chooses its *backward* neighbours among those before it, with document frequencies as they
were then; so papers that are added at the end change nothing of what was chosen before. The list that a reader sees joins a paper's own
choice with the newer papers that chose it (:func:`shown`).
"""

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from sitegen.analysis.reasons import name_reasons, strongest, words_of_phrases
from sitegen.analysis.terms import Term, extract_terms
from sitegen.analysis.vector_store import Vector, Vectors
from sitegen.papers.dates import PartialDate
from sitegen.workers import Executor, SerialExecutor

BACKWARD = 6
"""The most older papers that a paper chooses; so many lists of others change at most when it is added as the newest."""
FLOOR = 40_000
"""A paper with a smaller score is not called related: better none than nonsense."""

_BLOCK = 1_024
_CANDIDATES = 9
_PIECE = 64
"""For fewer papers another process is not worth its start."""

_Candidate = tuple[str, Sequence[tuple[int, int]], int]
"""Slug, terms with their weights, cosine."""


class Document(msgspec.Struct, frozen=True):
    """A paper as far as nearness is concerned."""

    slug: str
    title: str
    """Plain text, or with TeX mathematics between dollars."""
    text: str
    """The abstract as plain text; may be empty."""
    date: PartialDate | None = None


class Neighbour(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A paper near another one, and why."""

    slug: str
    terms: tuple[str, ...]
    """What both have in common, strongest first, as the newer of the two writes it."""
    score: int
    """How near, up to a million: see ``docs/related.md``."""


class State(msgspec.Struct, frozen=True, array_like=True):
    """What has to be known of all papers so far in order to go on with newer ones. Opaque: made by :func:`advance`."""

    slugs: tuple[str, ...] = ()
    vectors: Vectors = Vectors()


def in_order(documents: Iterable[Document]) -> list[Document]:
    """Return the documents oldest first, those without a date before all others; within a date by slug."""
    return sorted(documents, key=lambda document: (document.date or PartialDate(0), document.slug))


def advance(state: State, batch: Sequence[Document], executor: Executor | None = None) -> tuple[State, Mapping[str, tuple[Neighbour, ...]]]:
    """Go on with newer papers; return the new state and the backward neighbours of each paper of ``batch``, nearest first.

    ``batch`` is in the order of :func:`in_order`, behind everything that went into ``state``. One batch or many give the same.
    """
    found: dict[str, tuple[Neighbour, ...]] = {}
    for begin in range(0, len(batch), _BLOCK):
        state, neighbours = _advance_block(state, batch[begin : begin + _BLOCK], executor or SerialExecutor())
        found |= neighbours
    return state, found


class _Block(msgspec.Struct, frozen=True):
    """Papers whose vectors are there, and whose neighbours are to be found: those of ``new``, the first of which is number ``first``."""

    slugs: tuple[str, ...]
    vectors: Vectors
    first: int
    new: Sequence[Vector]


def _advance_block(state: State, batch: Sequence[Document], executor: Executor) -> tuple[State, dict[str, tuple[Neighbour, ...]]]:
    # Loading numpy takes longer than a build in which nothing is new.
    from sitegen.analysis.vectors import add_papers

    papers = [(_month(document), extract_terms(document.title, document.text)) for document in batch]
    vectors, new = add_papers(state.vectors, papers)
    slugs = (*state.slugs, *(document.slug for document in batch))
    size = max(_PIECE, -(-len(batch) // executor.jobs))
    pieces = [range(begin, min(begin + size, len(batch))) for begin in range(0, len(batch), size)]
    found = executor.map(_find_some, _Block(slugs, vectors, len(state.slugs), new), pieces)
    neighbours = (of_one for of_some in found for of_one in of_some)
    return State(slugs, vectors), dict(zip((document.slug for document in batch), neighbours, strict=True))


def _find_some(block: _Block, places: range) -> list[tuple[Neighbour, ...]]:
    """Return the neighbours of some of the new papers."""
    from sitegen.analysis.nearest import Entries, find_near

    entries = Entries.read(block.vectors.lengths, block.vectors.terms, block.vectors.weights)
    new = [block.new[place] for place in places]
    near = find_near(entries, block.first + places.start, [vector.weights for vector in new], _CANDIDATES, FLOOR)
    return [
        _choose(vector.terms, vector.weights, ((block.slugs[number], entries.vector(number), score) for number, score in numbers))
        for vector, numbers in zip(new, near, strict=True)
    ]


def _choose(terms: Mapping[int, Term], weights: Mapping[int, int], candidates: Iterable[_Candidate]) -> tuple[Neighbour, ...]:
    """Of the papers with the greatest cosine choose those with most in common: of the strongest thing that they share, half counts.

    Two papers on one subject share several terms; two that share one alone may do so by accident.
    """
    words = words_of_phrases({key: terms[key] for key in weights})
    found = []
    for slug, vector, cosine in candidates:
        shared = {term: weights[term] * weight for term, weight in vector if term in weights}
        score = cosine - strongest(shared, words) // 2
        if score >= FLOOR:
            found.append((-score, slug, shared))
    nearest = sorted(found, key=lambda item: item[:2])[:BACKWARD]
    return tuple(
        Neighbour(slug, name_reasons([(terms[term], points) for term, points in shared.items()]), -order) for order, slug, shared in nearest
    )


def _month(document: Document) -> tuple[int, int]:
    return (document.date.year, document.date.month) if document.date else (0, 0)


def encode_state(state: State) -> bytes:
    """Write a state down."""
    return msgspec.msgpack.encode(state)


def decode_state(data: bytes | memoryview) -> State:
    """Read what :func:`encode_state` wrote; raise msgspec.MsgspecError for anything else."""
    return msgspec.msgpack.decode(data, type=State)


def shown(backward: Mapping[str, tuple[Neighbour, ...]], limit: int = 6) -> Mapping[str, tuple[Neighbour, ...]]:
    """Join each paper's own neighbours with the newer papers that chose it: at most ``limit``, nearest first.

    Each of the two kinds has a third of the list for itself, as far as there are so many, so that a reader can wander both ways.
    """
    return dict(sorted(shown_with({}, backward, {}, limit).items()))


def shown_with(
    before: Mapping[str, tuple[Neighbour, ...]], added: Mapping[str, tuple[Neighbour, ...]], place: Mapping[str, int], limit: int
) -> Mapping[str, tuple[Neighbour, ...]]:
    """Return what :func:`shown` gives of all papers, from what it gave ``before`` of all but the newest.

    ``added`` are the newest with their own neighbours, ``place`` says where each paper of both stands in the order of time. What was left
    out of a list for nearer ones is still left out when a newer paper is added: so the lists that were shown tell enough.
    """
    newer: dict[str, list[_Near]] = {slug: [] for slug in added}
    for slug, neighbours in added.items():
        for neighbour in neighbours:
            newer.setdefault(neighbour.slug, []).append((-neighbour.score, slug, neighbour.terms))
    joined = dict(before)
    for slug, new in newer.items():
        if slug in added:
            older = _sortable(added[slug])
        else:
            known = _sortable(before[slug])
            older = [near for near in known if place[near[1]] < place[slug]]
            new += [near for near in known if place[near[1]] > place[slug]]
        joined[slug] = tuple([Neighbour(other, terms, -order) for order, other, terms in _join(older, sorted(new), limit)])
    return joined


_Near = tuple[int, str, tuple[str, ...]]
"""A neighbour that sorts, the nearest first: its score with the sign turned, slug, terms."""


def _sortable(neighbours: Iterable[Neighbour]) -> list[_Near]:
    return [(-neighbour.score, neighbour.slug, neighbour.terms) for neighbour in neighbours]


def _join(older: list[_Near], newer: list[_Near], limit: int) -> list[_Near]:
    if len(older) + len(newer) <= limit:
        return sorted(older + newer)
    own = limit // 3
    first = older[:own] + newer[:own]
    rest = sorted(older[own:] + newer[own:])
    return sorted(first + rest[: limit - len(first)])


def related_papers(documents: Iterable[Document], limit: int = 6) -> Mapping[str, tuple[Neighbour, ...]]:
    """Return the shown list of every paper, all at once."""
    _, backward = advance(State(), in_order(documents))
    return shown(backward, limit)
