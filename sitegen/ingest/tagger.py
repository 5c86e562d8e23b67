"""From a paper's title and abstract to its tags: phrases of the taxonomy, weighed by where they stand.

A paper should get what it is about, not what it mentions. So a phrase in the title counts most; in the abstract, the sentences that
say what the paper does and the early ones count more than the late ones; each repetition counts less than the one before. The
longest phrase wins: in "vision-language model" there is no "language model". Nothing here is random or learned, so that the same
paper has the same tags on every machine, and :meth:`Tagger.explain` can say why.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from typing import Literal, NamedTuple, Protocol

import msgspec

from sitegen.papers.taxonomy import WORD, Taxonomy

MAX_TAGS = 6
"""The most tags that a paper gets."""
THRESHOLD = 1.3
"""The score from which a topic is given: one mention in an abstract never reaches it."""
FAINT = 0.6
"""The score below which a topic is not even given to a paper in which nothing better is found."""
SHARE_OF_BEST = 0.3
"""The part of the best topic's score below which a topic is only a side matter."""
SHARE_OF_PARENT = 0.6
"""The part of a broad topic's score from which a narrower one stands for both."""
TITLE_WEIGHT = 3.0
"""What a phrase in the title counts; in the first sentence of an abstract it counts 1."""
CONTRIBUTION_WEIGHT = 1.2
"""What a phrase counts in a sentence that says what the paper does."""
TITLE_ONLY_WEIGHT = 2.0
"""What a phrase counts that speaks for its topic in titles alone; such phrases are vaguer than others."""
STEP_PER_SENTENCE = 0.1
"""How much less each sentence of the abstract counts than the one before it."""
LEAST_WEIGHT = 0.4
"""What a phrase counts at the end of a long abstract."""
REPETITION = 0.6
"""What the second best mention counts of its weight; the third counts this much of that, and so on."""

_TOKEN = re.compile(rf"https?://\S+|{WORD.pattern}|[^\w\s'’`$*_{{}}\"“”-]")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[^a-z\s])")
_CONTRIBUTION = re.compile(
    r"\b(?:we|this (?:paper|work|article|study|survey)|our work|in this (?:paper|work))\b[\w ,-]{0,40}?"
    r"\b(?:propos|introduc|present|develop|stud|investigat|explor|releas|survey|review|address|focus|examin|analy[sz]|design|build|describ)",
    re.IGNORECASE,
)


class Match(msgspec.Struct, frozen=True):
    """A pattern that was found."""

    pattern: str
    """The phrase as it stands in the taxonomy."""
    where: Literal["title", "abstract", "category", "keyword"]
    sentence: int
    """The sentence of the abstract, counted from 1; 0 elsewhere."""
    weight: float
    """What it counts by its place, before repetition is discounted."""


class Evidence(msgspec.Struct, frozen=True):
    """What speaks for one topic in one paper."""

    slug: str
    score: float
    matches: tuple[Match, ...]
    """In the order of the text; empty for the fallback topic when nothing was found."""
    given: bool
    """Whether the paper gets the tag."""


class TagsPapers(Protocol):
    """Whatever finds tags for papers: the rules below, or a model that somebody puts in their place."""

    def tag(
        self, title: str, abstract: str, *, categories: Sequence[str] = (), keywords: Sequence[str] = (), forbidden: Collection[str] = ()
    ) -> tuple[str, ...]:
        """Return the slugs of the paper's topics, the best first. Title and abstract are plain text.

        ``categories`` and ``keywords`` are what the paper's sources file it under and call it; ``forbidden`` are the slugs that it must
        not get.
        """


class _Pattern(NamedTuple):
    text: str
    topic: int
    title_weight: float


class _Index:
    """Patterns by their words, those matched exactly apart from those matched whatever their case and number."""

    def __init__(self) -> None:
        self._folded: dict[tuple[str, ...], list[_Pattern]] = {}
        self._exact: dict[tuple[str, ...], list[_Pattern]] = {}
        # How many words the longest pattern with this first word has: most words begin none, and cost one look.
        self._longest: dict[str, int] = {}

    def add(self, pattern: _Pattern) -> None:
        words = WORD.findall(pattern.text)
        if any(character.isupper() for character in pattern.text):
            # In a title the other words of "KV cache" begin with a capital as well.
            for spelled in (words, [word.capitalize() if word.islower() else word for word in words]):
                self._put(self._exact, spelled, pattern)
                self._put(self._exact, [*spelled[:-1], f"{spelled[-1]}s"], pattern)
        else:
            self._put(self._folded, [_fold(word) for word in words], pattern)

    def _put(self, table: dict[tuple[str, ...], list[_Pattern]], words: list[str], pattern: _Pattern) -> None:
        there = table.setdefault(tuple(words), [])
        if all(other.topic != pattern.topic for other in there):
            there.append(pattern)
        self._longest[words[0]] = max(self._longest.get(words[0], 0), len(words))

    def find(self, text: str) -> Iterator[_Pattern]:
        """Yield the patterns found, leaving out those that lie within a longer one."""
        tokens = _TOKEN.findall(text)
        folded = [_fold(token) for token in tokens]
        longest, shouted, end = self._longest, text.isupper(), 0
        for start, (token, word) in enumerate(zip(tokens, folded, strict=True)):
            if word not in longest and token not in longest:
                continue
            most = min(max(longest.get(word, 0), longest.get(token, 0)), len(tokens) - start)
            # A phrase that ends no later than an earlier one lies within it.
            for stop in range(start + most, max(end, start), -1):
                found = self._exact.get(tuple(tokens[start:stop]), [])
                # A method named CHESS is not about chess.
                if stop > start + 1 or shouted or not token.isupper():
                    found = found + self._folded.get(tuple(folded[start:stop]), [])
                if found:
                    end = stop
                    yield from found
                    break


class Tagger:
    """Finds the topics of papers; compiled once from a taxonomy, then used for any number of papers."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self._slugs = tuple(topic.slug for topic in taxonomy.topics)
        index_of = {slug: index for index, slug in enumerate(self._slugs)}
        self._parents = tuple(index_of.get(topic.parent, -1) for topic in taxonomy.topics)
        self._fallback = next((index for index, topic in enumerate(taxonomy.topics) if topic.fallback), None)
        self._in_titles, self._in_abstracts = _Index(), _Index()
        for index, topic in enumerate(taxonomy.topics):
            for text in topic.patterns:
                self._in_titles.add(_Pattern(text, index, TITLE_WEIGHT))
                self._in_abstracts.add(_Pattern(text, index, TITLE_WEIGHT))
            for text in topic.title_patterns:
                self._in_titles.add(_Pattern(text, index, TITLE_ONLY_WEIGHT))

    def tag(
        self, title: str, abstract: str, *, categories: Sequence[str] = (), keywords: Sequence[str] = (), forbidden: Collection[str] = ()
    ) -> tuple[str, ...]:
        """Return the slugs of one to six topics, the best first; none only when there is no fallback, or it is forbidden."""
        _, scores = self._weigh(title, abstract)
        return tuple(slug for topic in self._choose(scores) if (slug := self._slugs[topic]) not in forbidden)

    def explain(
        self, title: str, abstract: str, *, categories: Sequence[str] = (), keywords: Sequence[str] = (), forbidden: Collection[str] = ()
    ) -> tuple[Evidence, ...]:
        """Return what was found for every topic with a match, those given first, then by score."""
        matches, scores = self._weigh(title, abstract)
        chosen = tuple(topic for topic in self._choose(scores) if self._slugs[topic] not in forbidden)
        others = sorted(scores.keys() - set(chosen), key=lambda topic: (-scores[topic], topic))
        return tuple(
            Evidence(
                slug=self._slugs[topic],
                score=round(scores.get(topic, 0.0), 3),
                matches=tuple(matches.get(topic, ())),
                given=topic in chosen,
            )
            for topic in (*chosen, *others)
        )

    def _weigh(self, title: str, abstract: str) -> tuple[dict[int, list[Match]], dict[int, float]]:
        """Return the matches of each topic in the order of the text, and each topic's score."""
        found: dict[int, list[Match]] = {}
        for pattern in self._in_titles.find(title):
            found.setdefault(pattern.topic, []).append(Match(pattern.text, "title", 0, pattern.title_weight))
        for number, sentence in enumerate(_SENTENCE_END.split(abstract), start=1):
            weight = 0.0
            for pattern in self._in_abstracts.find(sentence):
                weight = weight or _weight_of(number, sentence)
                found.setdefault(pattern.topic, []).append(Match(pattern.text, "abstract", number, weight))
        return found, {topic: _score(matches) for topic, matches in found.items()}

    def _choose(self, scores: dict[int, float]) -> tuple[int, ...]:
        """Return the topics to give. The order of the taxonomy settles equal scores."""
        ranked = sorted(scores, key=lambda topic: (-scores[topic], topic))
        if not ranked:
            return () if self._fallback is None else (self._fallback,)
        least = max(THRESHOLD, SHARE_OF_BEST * scores[ranked[0]])
        good = [topic for topic in ranked if scores[topic] >= least]
        # A broad topic says little beside the narrow one below it, unless the paper is mostly about the broad one; and the
        # fallback, the broadest of all, says nothing beside any other unless it comes first.
        covered = {self._parents[topic] for topic in good if scores[topic] >= SHARE_OF_PARENT * scores.get(self._parents[topic], 0.0)}
        specific = [topic for topic in good if topic != self._fallback or topic == ranked[0]]
        chosen = [topic for topic in specific if topic not in covered]
        if len(chosen) == 1:
            chosen = specific
        if not chosen and scores[ranked[0]] < FAINT and self._fallback is not None:
            return (self._fallback,)
        return tuple(chosen[:MAX_TAGS] or ranked[:1])


def _fold(word: str) -> str:
    """Return the word in lower case and in the singular, as far as an "s" makes the plural."""
    word = word.lower()
    if len(word) < 4 or word[-1] != "s" or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    return word[:-2] if word.endswith("sses") else word[:-1]


def _weight_of(number: int, sentence: str) -> float:
    if _CONTRIBUTION.search(sentence):
        return CONTRIBUTION_WEIGHT
    return max(LEAST_WEIGHT, 1.0 - STEP_PER_SENTENCE * (number - 1))


def _score(matches: list[Match]) -> float:
    """Return the discounted sum of the weights. A sentence counts once: "natural language processing (NLP)" is one mention."""
    best: dict[int, float] = {}
    for match in matches:
        best[match.sentence] = max(match.weight, best.get(match.sentence, 0.0))
    weights = sorted(best.values(), reverse=True)
    return sum(weight * REPETITION**rank for rank, weight in enumerate(weights))
