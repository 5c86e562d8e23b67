"""What two papers have in common, said for a person."""

import re
from collections.abc import Iterator, Mapping, Sequence

from sitegen.analysis.terms import Term, is_pair

MOST = 4
"""So many reasons are given at most."""
_WEAKEST = 5
"""A reason counts for no less than this part of the strongest."""
_SHORTEST_RUN = 3
"""In a script without spaces, fewer shared characters beside each other tell a reader nothing: they may be the ends of two words."""
_PARTICLES = re.compile(r"^[\u3041-\u309f的了和与與及]+|[\u3041-\u309f的了和与與及]+$")
"""What no name begins or ends with."""


def words_of_phrases(terms: Mapping[int, Term]) -> dict[int, tuple[int, ...]]:
    """Return for each phrase the words that it consists of; ``terms`` are by whatever number they are known."""
    numbers = {term.key: number for number, term in terms.items()}
    return {
        number: tuple(numbers[word] for word in term.key.split(" ") if word in numbers) for number, term in terms.items() if " " in term.key
    }


def strongest(shared: Mapping[int, int], words: Mapping[int, tuple[int, ...]]) -> int:
    """Return what the strongest shared term adds to the score; a phrase speaks for its words too."""
    return max((points + sum(shared.get(word, 0) for word in words.get(term, ())) for term, points in shared.items()), default=0)


def name_reasons(shared: Sequence[tuple[Term, int]]) -> tuple[str, ...]:
    """Return the strongest shared terms, as the paper writes them, that are no part of another one.

    Two phrases that overlap become one: ``vision-language`` and ``language models`` are ``vision-language models``. Pairs of characters of
    a script without spaces are shown where several stand beside each other, joined.
    """
    pairs = [item for item in shared if is_pair(item[0].key)]
    runs = list(_runs(pairs))
    shared = [item for item in shared if not is_pair(item[0].key)]
    points = {term.key: amount for term, amount in shared}
    total = dict(points)
    within: set[str] = set()
    for key in points:
        if " " in key:
            for word in key.split(" "):
                total[key] += points.get(word, 0)
                within.add(word)
    reasons = sorted([*((-total[term.key], term.key, term.shown) for term, _ in shared if term.key not in within), *runs])
    return _joined([shown for order, _, shown in reasons[:MOST] if order * _WEAKEST <= reasons[0][0]])


def _runs(pairs: Sequence[tuple[Term, int]]) -> Iterator[tuple[int, str, str]]:
    """Yield the stretches of what the paper writes that consist of shared pairs: order, key, and form."""
    points = {term.key: amount for term, amount in pairs}
    found: set[str] = set()
    for text in sorted({term.shown for term, _ in pairs}):
        begin = 0
        for at in range(len(text)):
            if text[at : at + 2] not in points:
                found.add(_PARTICLES.sub("", text[begin : at + 1]))
                begin = at + 1
    told: list[str] = []
    for run in sorted(found, key=lambda run: (-len(run), run)):
        if len(run) >= _SHORTEST_RUN and not any(run in other for other in told):
            told.append(run)
            yield -sum(points[pair] for pair in sorted({run[at : at + 2] for at in range(len(run) - 1)})), run, run


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
