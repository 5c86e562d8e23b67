"""What two papers have in common, said for a person."""

from collections.abc import Mapping, Sequence

from sitegen.analysis.terms import Term

MOST = 4
"""So many reasons are given at most."""
_WEAKEST = 5
"""A reason counts for no less than this part of the strongest."""


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

    Two phrases that overlap become one: ``vision-language`` and ``language models`` are ``vision-language models``.
    """
    points = {term.key: amount for term, amount in shared}
    total = dict(points)
    within: set[str] = set()
    for key in points:
        if " " in key:
            for word in key.split(" "):
                total[key] += points.get(word, 0)
                within.add(word)
    reasons = sorted((-total[term.key], term.key, term.shown) for term, _ in shared if term.key not in within)
    return _joined([shown for order, _, shown in reasons[:MOST] if order * _WEAKEST <= reasons[0][0]])


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
