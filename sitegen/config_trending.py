"""``trending_weights`` of ``sitegen.yaml``: the constants by which papers are ranked, and what may be wrong with what is said of them."""

from collections.abc import Mapping

import msgspec

from sitegen.errors import did_you_mean

LARGEST_WEIGHT = 1000


class TrendingWeights(msgspec.Struct, frozen=True, kw_only=True):
    """How many points each kind of evidence gives in the formula of ``docs/trending.md``. Each is a whole number from 0 on."""

    upvotes: int = 30
    """For each doubling of one more than the upvotes that were added."""
    comments: int = 20
    """The same for comments."""
    stars: int = 5
    """The same for the stars of its repository."""
    feeds: int = 30
    """For each doubling of the number of feeds that listed it: one gives none, two give this."""
    rank: int = 10
    """For each halving of rank 64 down to its best rank: rank 1 gives six times this."""
    recency: int = 30
    """For the last day of the period; the first day gives none, the days between in equal steps."""


def wrong_weights(weights: Mapping[str, int]) -> list[tuple[str, str, str]]:
    """Return a sentence, the name of the weight and a hint for every weight that there is not, or that is out of bounds."""
    known = TrendingWeights.__struct_fields__
    wrong = []
    for name, value in weights.items():
        if name not in known:
            wrong.append((f'there is no weight "{name}"', name, did_you_mean(name, known) or f"known weights: {', '.join(known)}"))
        elif not 0 <= value <= LARGEST_WEIGHT:
            wrong.append((f'"{name}" must be from 0 to {LARGEST_WEIGHT:,}', name, "0 leaves it out"))
    return wrong
