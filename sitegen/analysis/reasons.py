"""What two papers have in common, said for a person."""

from collections.abc import Sequence

import msgspec

from sitegen.analysis.terms import Term

MOST = 4
"""So many reasons are given at most."""
_WEAKEST = 5
"""A reason counts for no less than this part of the strongest."""


class Reason(msgspec.Struct, frozen=True):
    """A term that two papers share; a phrase speaks for its words too."""

    points: int
    """What it adds to the score."""
    key: str
    shown: str


def find_reasons(shared: Sequence[tuple[Term, int]]) -> list[Reason]:
    """Return the shared terms that are no part of another one, strongest first; ``shared`` says what each adds to the score."""
    points = {term.key: amount for term, amount in shared}
    total = dict(points)
    within: set[str] = set()
    for key in points:
        if " " in key:
            for word in key.split(" "):
                total[key] += points.get(word, 0)
                within.add(word)
    reasons = [Reason(total[term.key], term.key, term.shown) for term, _ in shared if term.key not in within]
    return sorted(reasons, key=lambda reason: (-reason.points, reason.key))


def name_reasons(reasons: Sequence[Reason]) -> tuple[str, ...]:
    """Return the strongest reasons as the paper writes them.

    Two phrases that overlap become one: ``vision-language`` and ``language models`` are ``vision-language models``.
    """
    return _joined([reason.shown for reason in reasons[:MOST] if reason.points * _WEAKEST >= reasons[0].points])


def _joined(names: list[str]) -> tuple[str, ...]:
    """Join names of which one begins with the word that ends another."""
    result: list[str] = []
    for name in names:
        for at, other in enumerate(result):
            joined = _join(other, name) or _join(name, other)
            if joined:
                result[at] = joined
                break
        else:
            result.append(name)
    return tuple(result)


def _join(one: str, other: str) -> str:
    head, found, last = one.rpartition("-" if "-" in one.rpartition(" ")[2] else " ")
    overlaps = (
        found and head.count(" ") < 2 and other[: len(last)].casefold() == last.casefold() and other[len(last) : len(last) + 1] in " -"
    )
    return one + other[len(last) :] if overlaps and len(other) > len(last) else ""
