"""Which of the topics found in a paper it gets: those that carry enough weight, two at least where that can be done without guessing."""

from collections.abc import Collection, Iterable, Mapping
from typing import Literal, NamedTuple

MAX_TAGS = 6
"""The most tags that a paper gets."""
THRESHOLD = 1.4
"""The score from which a topic is given: one mention in an abstract does not reach it, unless it opens with it or names
two phrases together."""
SECOND = 1.3
"""The score from which a topic is given to a paper that has only one other: two mentions, or a vague title word with a little beside it."""
FEW = 3
"""The number of topics after which a further one must carry more weight: papers have rarely more than three subjects."""
FURTHER = 1.65
"""The score from which a topic is given beside so many others."""
SURE = 2
"""The number of topics after which one that is only mentioned is not given: the first ones are mostly what the paper is about."""
OFTEN = 1.6
"""The score from which a topic that is only mentioned is given all the same: it is mentioned so often that it belongs to the paper."""
FAINT = 0.6
"""The score below which a topic is not even given to a paper in which nothing better is found."""
SHARE_OF_BEST = 0.28
"""The part of the best topic's score below which a topic is only a side matter."""
SHARE_OF_PARENT = 0.6
"""The part of a broad topic's score from which a narrower one stands for both."""

Withheld = Literal["", "weak", "side", "covered", "surplus", "forbidden"]
"""Why a topic with matches is not given: too little speaks for it; much more speaks for another; a narrower topic stands for it; six others
come first; somebody forbade it. Empty when it is given."""


class Tree(NamedTuple):
    """The taxonomy, by places in its list."""

    parents: tuple[int, ...]
    """The topic above each; -1 for a topic of the upper level."""
    fallback: int
    """The topic of last resort; -1 when there is none."""


class Choice(NamedTuple):
    """What a paper gets."""

    given: tuple[int, ...]
    """The topics, the best first. One may have no score: the broad topic above the only other, or the one of last resort."""
    withheld: Mapping[int, Withheld]
    """Why each other topic with a score is not given."""


def choose(scores: Mapping[int, float], tree: Tree, forbidden: Collection[int] = (), mentioned: Collection[int] = ()) -> Choice:
    """Return the topics to give. The order of the taxonomy settles equal scores.

    ``mentioned`` are the topics that are only mentioned: not in the title, and not where the abstract says what the paper does.

    A forbidden topic is left out at the end, so that forbidding one wrong tag brings no others in its place as long as two remain.
    """
    ranked = sorted(scores, key=lambda topic: (-scores[topic], topic))
    withheld = _judge(ranked, scores, tree)
    chosen = [topic for topic in ranked if topic not in withheld]
    if len(chosen) == 1:
        chosen = [topic for topic in ranked if topic == chosen[0] or _is_parent_of(topic, chosen, tree, withheld)]
    chosen, minor = _without_minor(chosen, scores, mentioned)
    withheld |= dict.fromkeys(minor, "weak")
    withheld |= dict.fromkeys(chosen[MAX_TAGS:], "surplus")
    given = [topic for topic in chosen[:MAX_TAGS] if topic not in forbidden]
    allowed = [topic for topic in ranked if topic not in forbidden]
    if not given:
        given = [topic for topic in allowed[:1] if scores[topic] >= FAINT]
    if len(given) == 1:
        given += _second(given[0], scores, allowed, tree, forbidden)
    if not given and tree.fallback >= 0 and tree.fallback not in forbidden:
        given = [tree.fallback]
    reasons: dict[int, Withheld] = {topic: "forbidden" if topic in forbidden else withheld.get(topic, "weak") for topic in ranked}
    return Choice(tuple(given), {topic: reason for topic, reason in reasons.items() if topic not in given})


def _without_minor(chosen: list[int], scores: Mapping[int, float], mentioned: Collection[int]) -> tuple[list[int], list[int]]:
    """Return the topics without those that carry too little beside the first ones, and these."""
    sure = [topic for place, topic in enumerate(chosen) if place < SURE or topic not in mentioned or scores[topic] >= OFTEN]
    kept = [topic for place, topic in enumerate(sure) if place < FEW or scores[topic] >= FURTHER]
    return kept, [topic for topic in chosen if topic not in kept]


def _judge(ranked: list[int], scores: Mapping[int, float], tree: Tree) -> dict[int, Withheld]:
    """Return the topics that are not worth giving, each with the reason."""
    withheld: dict[int, Withheld] = {}
    for topic in ranked:
        if scores[topic] < THRESHOLD:
            withheld[topic] = "weak"
        elif scores[topic] < SHARE_OF_BEST * scores[ranked[0]]:
            withheld[topic] = "side"
    good = [topic for topic in ranked if topic not in withheld]
    # A broad topic says little beside the narrow one below it, unless the paper is mostly about the broad one; and the fallback, the
    # broadest of all, says nothing beside any other unless it comes first.
    covered = {tree.parents[topic] for topic in good if scores[topic] >= SHARE_OF_PARENT * scores.get(tree.parents[topic], 0.0)}
    covered |= {tree.fallback} - {ranked[0]} if ranked else set()
    return withheld | {topic: "covered" for topic in good if topic in covered}


def _is_parent_of(topic: int, chosen: Iterable[int], tree: Tree, withheld: Mapping[int, Withheld]) -> bool:
    return withheld.get(topic) == "covered" and any(tree.parents[other] == topic for other in chosen)


def _second(first: int, scores: Mapping[int, float], allowed: list[int], tree: Tree, forbidden: Collection[int]) -> list[int]:
    """Return one more topic for a paper that has only one: what carries some weight, else the broad topic above, else what is not faint."""
    others = [topic for topic in allowed if topic not in (first, tree.fallback)]
    above = [parent for parent in (tree.parents[first],) if parent >= 0 and parent not in forbidden]
    best = others[:1]
    if best and scores[best[0]] >= SECOND:
        return best
    return above or [topic for topic in best if scores[topic] >= FAINT]
