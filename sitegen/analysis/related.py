"""Which papers are near each other, from the text of title and abstract.

Papers stand in one order, oldest first. Each chooses its *backward* neighbours among those before it, with document frequencies as they
were then; so papers that are added at the end change nothing of what was chosen before. The list that a reader sees joins a paper's own
choice with the newer papers that chose it (:func:`shown`).
"""

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from sitegen.papers.dates import PartialDate

BACKWARD = 6
"""The most older papers that a paper chooses; so many lists of others change at most when it is added as the newest."""


class Document(msgspec.Struct, frozen=True):
    """A paper as far as nearness is concerned."""

    slug: str
    title: str
    """Plain text, or with TeX mathematics between dollars."""
    text: str
    """The abstract as plain text; may be empty."""
    date: PartialDate | None = None


class Neighbour(msgspec.Struct, frozen=True):
    """A paper near another one, and why."""

    slug: str
    terms: tuple[str, ...]
    """What both have in common, strongest first, as the newer of the two writes it."""
    score: int
    """The cosine of the angle between the two, in millionths."""


class State(msgspec.Struct, frozen=True, array_like=True):
    """What has to be known of all papers so far in order to go on with newer ones. Opaque: made by :func:`advance`."""

    slugs: tuple[str, ...] = ()


def in_order(documents: Iterable[Document]) -> list[Document]:
    """Return the documents oldest first, those without a date before all others; within a date by slug."""
    return sorted(documents, key=lambda document: (document.date or PartialDate(0), document.slug))


def advance(state: State, batch: Sequence[Document]) -> tuple[State, Mapping[str, tuple[Neighbour, ...]]]:
    """Go on with newer papers; return the new state and the backward neighbours of each paper of ``batch``, nearest first.

    ``batch`` is in the order of :func:`in_order`, behind everything that went into ``state``. One batch or many give the same.
    """
    return State((*state.slugs, *(document.slug for document in batch))), {document.slug: () for document in batch}


def encode_state(state: State) -> bytes:
    """Write a state down."""
    return msgspec.msgpack.encode(state)


def decode_state(data: bytes) -> State:
    """Read what :func:`encode_state` wrote; raise msgspec.MsgspecError for anything else."""
    return msgspec.msgpack.decode(data, type=State)


def shown(backward: Mapping[str, tuple[Neighbour, ...]], limit: int = 6) -> Mapping[str, tuple[Neighbour, ...]]:
    """Join each paper's own neighbours with the newer papers that chose it: at most ``limit``, nearest first."""
    return {slug: neighbours[:limit] for slug, neighbours in backward.items()}


def related_papers(documents: Iterable[Document], limit: int = 6) -> Mapping[str, tuple[Neighbour, ...]]:
    """Return the shown list of every paper, all at once."""
    _, backward = advance(State(), in_order(documents))
    return shown(backward, limit)
