"""From a paper to its tags: phrases of the taxonomy in title and abstract, keywords and categories, weighed by where they stand.

A paper should get what it is about, not what it mentions. So a phrase in the title counts most; in the abstract, what the paper does and
what comes early counts more (see :mod:`sitegen.ingest.tag_places`); each repetition counts less than the one before. The longest phrase
wins: in "vision-language model" there is no "language model". Nothing here is random or learned, so that the same paper has the same
tags on every machine, and :meth:`Tagger.explain` can say why.
"""

from collections.abc import Collection, Iterator, Sequence
from typing import Literal, Protocol

import msgspec

from sitegen.ingest.tag_acronyms import own_meanings
from sitegen.ingest.tag_choice import MAX_TAGS, Choice, Tree, Withheld, choose
from sitegen.ingest.tag_patterns import NO_TOPIC, Pattern, PatternIndex, folded_words
from sitegen.ingest.tag_places import (
    FALLBACK_WORTH,
    FIRST_CATEGORY_WEIGHT,
    KEYWORD_WEIGHT,
    MANY_KEYWORDS,
    OTHER_CATEGORY_WEIGHT,
    PAIR_WORTH,
    PART_OF_KEYWORD_WEIGHT,
    TITLE_WEIGHT,
    UNBACKED_WEIGHT,
    VAGUE_ASIDE_WORTH,
    VAGUE_WEIGHT,
    VAGUE_WORTH,
    parts_of,
)
from sitegen.papers.taxonomy import Taxonomy

__all__ = ["MAX_TAGS", "Evidence", "Match", "Tagger", "TagsPapers", "Withheld"]

REPETITION = 0.6
"""What the second best mention counts of its weight; the third counts this much of that, and so on."""


class Match(msgspec.Struct, frozen=True):
    """Something that speaks for a topic."""

    pattern: str
    """The phrase as it stands in the taxonomy; the category or keyword as its source writes it; for "fallback" the topic's name."""
    where: Literal["title", "abstract", "category", "keyword", "fallback"]
    """Where it was found. "fallback" means that nothing was found at all, so that the paper gets the topic of last resort."""
    sentence: int
    """The sentence of the abstract, counted from 1; 0 elsewhere."""
    weight: float
    """What it counts by its place, before repetition is discounted."""
    told: bool = False
    """Whether it stands in a sentence of the abstract that says what the paper does."""


class Evidence(msgspec.Struct, frozen=True):
    """What speaks for one topic in one paper."""

    slug: str
    score: float
    """0 for a topic that is given for another's sake: the broad one above the only other, or that of last resort."""
    matches: tuple[Match, ...]
    """Titles first, then the abstract in its order, categories and keywords. A broad topic that is given because of the narrow one below it
    has the matches of that one."""
    given: bool
    """Whether the paper gets the tag."""
    withheld: Withheld = ""
    """Why it does not."""


class TagsPapers(Protocol):
    """Whatever finds tags for papers: the rules below, or a model that somebody puts in their place."""

    def tag(
        self, title: str, abstract: str, *, categories: Sequence[str] = (), keywords: Sequence[str] = (), forbidden: Collection[str] = ()
    ) -> tuple[str, ...]:
        """Return the slugs of the paper's topics, the best first. Title and abstract are plain text.

        ``categories`` and ``keywords`` are what the paper's sources file it under and call it; ``forbidden`` are the slugs that it must
        not get.
        """


class Tagger:
    """Finds the topics of papers; compiled once from a taxonomy, then used for any number of papers."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self._slugs = tuple(topic.slug for topic in taxonomy.topics)
        self._names = tuple(topic.name for topic in taxonomy.topics)
        index_of = {slug: index for index, slug in enumerate(self._slugs)}
        fallback = next((index for index, topic in enumerate(taxonomy.topics) if topic.fallback), -1)
        self._tree = Tree(tuple(index_of.get(topic.parent, -1) for topic in taxonomy.topics), fallback)
        self._in_titles, self._in_abstracts = PatternIndex(), PatternIndex()
        # Topics by a whole keyword, with what it counts; and by category in lower case.
        self._by_keyword: dict[tuple[str, ...], dict[int, float]] = {}
        self._by_category: dict[str, list[int]] = {}
        self._broad = frozenset(self._tree.parents)
        for index, topic in enumerate(taxonomy.topics):
            for text in (*topic.patterns, *topic.synonyms):
                self._in_titles.add(Pattern(text, index))
                self._in_abstracts.add(Pattern(text, index))
                self._by_keyword.setdefault(folded_words(text), {})[index] = KEYWORD_WEIGHT
            self._by_keyword.setdefault(folded_words(topic.name), {})[index] = KEYWORD_WEIGHT
            for text in topic.title_patterns:
                self._in_titles.add(Pattern(text, index, vague=True))
                # What is vague even for a broad topic ("image") is said again in every other abstract.
                if index not in self._broad:
                    self._in_abstracts.add(Pattern(text, index, vague=True))
                self._by_keyword.setdefault(folded_words(text), {}).setdefault(index, PART_OF_KEYWORD_WEIGHT)
            for text in topic.exceptions:
                self._in_titles.add(Pattern(text, NO_TOPIC))
                self._in_abstracts.add(Pattern(text, NO_TOPIC))
            for category in topic.categories:
                self._by_category.setdefault(category.casefold(), []).append(index)

    def tag(
        self, title: str, abstract: str, *, categories: Sequence[str] = (), keywords: Sequence[str] = (), forbidden: Collection[str] = ()
    ) -> tuple[str, ...]:
        """Return the slugs of the paper's topics, the best first: two to six, where two can be found without guessing.

        Only one is given to a paper in which nothing else is found, and to one that has a broad topic alone; none when everything that
        could be given is forbidden, or the taxonomy has no fallback.
        """
        _, _, choice = self._read(title, abstract, categories, keywords, forbidden)
        return tuple(self._slugs[topic] for topic in choice.given)

    def explain(
        self, title: str, abstract: str, *, categories: Sequence[str] = (), keywords: Sequence[str] = (), forbidden: Collection[str] = ()
    ) -> tuple[Evidence, ...]:
        """Return what was found for every topic with a match: those given, in their order, then the others by score."""
        matches, scores, choice = self._read(title, abstract, categories, keywords, forbidden)
        others = sorted(choice.withheld, key=lambda topic: (-scores[topic], topic))
        return tuple(
            Evidence(
                slug=self._slugs[topic],
                score=round(scores.get(topic, 0.0), 3),
                matches=self._matches_of(topic, matches, choice),
                given=topic in choice.given,
                withheld=choice.withheld.get(topic, ""),
            )
            for topic in (*choice.given, *others)
        )

    def _read(
        self, title: str, abstract: str, categories: Sequence[str], keywords: Sequence[str], forbidden: Collection[str]
    ) -> tuple[dict[int, list[Match]], dict[int, float], Choice]:
        """Return the matches of each topic, each topic's score, and the choice."""
        found: dict[int, list[Match]] = {}
        for topic, match in (*self._in_text(title, abstract), *self._in_categories(categories), *self._in_keywords(keywords)):
            found.setdefault(topic, []).append(match)
        scores = {topic: _score(matches) for topic, matches in found.items()}
        barred = {index for index, slug in enumerate(self._slugs) if slug in forbidden} if forbidden else set()
        return found, scores, choose(scores, self._tree, barred, self._only_mentioned(found))

    def _only_mentioned(self, found: dict[int, list[Match]]) -> set[int]:
        """Return the topics that are not in the title, and too broad for the abstract to tell or not where it says what the paper does."""
        named = {topic for topic, matches in found.items() if any(match.where == "title" for match in matches)}
        told = {topic for topic, matches in found.items() if topic not in self._broad and any(match.told for match in matches)}
        return found.keys() - named - told

    def _in_text(self, title: str, abstract: str) -> Iterator[tuple[int, Match]]:
        hinted = set()
        foreign = self._foreign_acronyms(f"{title}. {abstract}")
        for pattern in self._in_titles.find(title):
            if (pattern.topic, pattern.text) in foreign:
                continue
            weight = TITLE_WEIGHT
            if pattern.vague:
                hinted.add(pattern.topic)
                sure = pattern.is_phrase or not abstract.strip()
                weight = VAGUE_WEIGHT if sure and pattern.topic not in self._broad else UNBACKED_WEIGHT
            yield pattern.topic, Match(pattern.text, "title", 0, weight * self._worth(pattern.topic))
        told: set[tuple[int, int, str]] = set()
        for part in parts_of(abstract):
            here = []
            for pattern in self._in_abstracts.find(part.text):
                key = (part.sentence, pattern.topic, pattern.text)
                if key in told or key[1:] in foreign or (pattern.vague and pattern.topic not in hinted):
                    continue
                here.append(key)
                again = VAGUE_WORTH if part.told else VAGUE_ASIDE_WORTH
                kind = again if pattern.vague else PAIR_WORTH if pattern.is_pair else 1.0
                weight = round(part.weight * kind * self._worth(pattern.topic), 3)
                yield pattern.topic, Match(pattern.text, "abstract", part.sentence, weight, part.told)
            # The words of an offer stand in their sentence once more.
            told.update(here)

    def _foreign_acronyms(self, text: str) -> set[tuple[int, str]]:
        """Return the acronyms, each with a topic for which it speaks elsewhere, by which the paper says that it means something else."""
        foreign = set()
        for acronym, meaning in own_meanings(text).items():
            meant = {pattern.topic for pattern in self._in_titles.find(meaning)}
            foreign |= {(pattern.topic, acronym) for pattern in self._in_titles.find(acronym) if pattern.topic not in meant}
        return foreign

    def _in_categories(self, categories: Sequence[str]) -> Iterator[tuple[int, Match]]:
        for place, category in enumerate(categories):
            weight = OTHER_CATEGORY_WEIGHT if place else FIRST_CATEGORY_WEIGHT
            key = category.casefold()
            # What no topic names is filed where its archive is: "physics.optics" under "physics".
            archive = self._by_category.get(key.partition(".")[0], [])
            for topic in self._by_category.get(key, archive):
                yield topic, Match(category, "category", 0, weight * self._worth(topic))

    def _in_keywords(self, keywords: Sequence[str]) -> Iterator[tuple[int, Match]]:
        share = min(1.0, MANY_KEYWORDS / max(1, len(keywords)))
        for keyword in keywords:
            whole = self._by_keyword.get(folded_words(keyword)) or self._by_archive(keyword)
            for topic, weight in whole.items():
                yield topic, Match(keyword, "keyword", 0, round(weight * share, 3))
            if not whole:
                for pattern in self._in_titles.find(keyword):
                    yield pattern.topic, Match(keyword, "keyword", 0, round(PART_OF_KEYWORD_WEIGHT * share, 3))

    def _by_archive(self, keyword: str) -> dict[int, float]:
        """Return the topics of a keyword like "cs.CV". "acl" is a venue, and no keyword."""
        return dict.fromkeys(self._by_category.get(keyword.casefold(), ()) if "." in keyword else (), KEYWORD_WEIGHT)

    def _worth(self, topic: int) -> float:
        """Return the part of any weight that is left for a topic: what speaks for the fallback speaks for nearly every paper."""
        return FALLBACK_WORTH if topic == self._tree.fallback else 1.0

    def _matches_of(self, topic: int, matches: dict[int, list[Match]], choice: Choice) -> tuple[Match, ...]:
        """Return what speaks for a topic; for one that is given for another's sake, what speaks for that."""
        below = [other for other in choice.given if self._tree.parents[other] == topic]
        found = matches.get(topic) or [match for other in below for match in matches.get(other, ())]
        return tuple(found) or (Match(self._names[topic], "fallback", 0, 0.0),)


def _score(matches: list[Match]) -> float:
    """Return the discounted sum of the weights. A sentence counts once: "natural language processing (NLP)" is one mention."""
    best: dict[tuple[str, int | str], float] = {}
    for match in matches:
        place = (match.where, match.pattern if match.where == "keyword" else match.sentence)
        best[place] = max(match.weight, best.get(place, 0.0))
    weights = sorted(best.values(), reverse=True)
    return sum(weight * REPETITION**rank for rank, weight in enumerate(weights))
