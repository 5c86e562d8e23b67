"""What two papers have in common, said for a person."""

from collections.abc import Mapping

from sitegen.analysis.terms import Term

MOST = 4
"""So many reasons are given at most."""
_WEAKEST = 5
"""A reason counts for no less than this part of the strongest."""


def choose_reasons(shared: Mapping[Term, int]) -> tuple[str, ...]:
    """Return the strongest shared terms as the paper writes them; ``shared`` says what each adds to the score.

    A phrase speaks for its words too, and two phrases that overlap become one: ``vision-language`` and ``language models`` are
    ``vision-language models``.
    """
    points = {term.key: amount for term, amount in shared.items()}
    phrases = [term for term in shared if " " in term.key]
    within = {word for term in phrases for word in term.key.split()}
    total = {term: points[term.key] + sum(points.get(word, 0) for word in term.key.split() if " " in term.key) for term in shared}
    strongest = sorted((term for term in shared if term.key not in within), key=lambda term: (-total[term], term.key))
    if not strongest:
        return ()
    chosen = [term for term in strongest[:MOST] if total[term] * _WEAKEST >= total[strongest[0]]]
    return _joined([term.shown for term in chosen])


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
    for parting in (" ", "-"):
        _, found, last = one.rpartition(parting)
        if found and other.casefold().startswith(f"{last.casefold()} ") and " " not in last and "-" not in last and one.count(" ") < 2:
            return one + other[len(last) :]
    return ""
