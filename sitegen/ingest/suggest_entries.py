"""From phrases to proposals: what an editor wants to know of each before it becomes a topic."""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from sitegen.ingest.suggest_groups import Found, Place, as_pattern, found_phrase, grouped, in_capitals, spelled_out
from sitegen.ingest.tag_patterns import folded_words
from sitegen.papers.taxonomy import TOGETHER, Taxonomy
from sitegen.text import slugify

EXAMPLES = 2
"""How many titles are given as examples."""
NEIGHBOURS = 3
"""How many tags are told that its papers have."""
RECENT_SHARE = 4
"""One in so many dated papers, the youngest, are the recent ones."""
RISING, RISING_PAPERS = 1.5, 3
"""How much more frequent among the recent papers, and in how many of them, a phrase is that rises."""
BARE_ACRONYM = 0.4
"""What an acronym counts of which no text says what it stands for: most are names of systems."""


class Mentioned(msgspec.Struct, frozen=True):
    """What of a paper is told beside a phrase that it has."""

    slug: str
    title: str
    """Plain text."""
    tags: tuple[str, ...]
    date: str
    """ISO, as precise as it is known; may be empty."""


class Suggestion(msgspec.Struct, frozen=True, kw_only=True):
    """A topic that may be added to the taxonomy."""

    name: str
    """What a reader would see, in sentence case."""
    slug: str
    patterns: tuple[str, ...]
    """The phrases that would speak for it."""
    pattern_of: str
    """The topic that lacks these phrases, when they stand for what one of its patterns says; else empty."""
    papers: int
    """In how many papers they stand."""
    titles: int
    """In how many of them in the title."""
    growth: float | None
    """How many times more frequent it is among the youngest quarter of the papers than before; None where papers have no dates."""
    rising: bool
    lacking: int
    """How many of its papers have fewer than two tags."""
    parent: str
    """The topic of the upper level that fits its papers best; may be empty."""
    tags: tuple[tuple[str, int], ...]
    """The tags that tell its papers from others, and how many have each; the most telling first."""
    examples: tuple[Mentioned, ...]
    score: int


def describe(
    scored: Iterable[tuple[int, Counter[str], Mapping[Place, bool]]],
    papers: Sequence[Mentioned],
    meanings: Mapping[str, Counter[str]],
    taxonomy: Taxonomy,
) -> tuple[Suggestion, ...]:
    """Return the proposals, the best first.

    Each phrase comes with its score, its spellings and its papers; ``meanings`` says what acronyms stand for.
    """
    writer = _Writer(papers, taxonomy)
    found = [writer.weigh(found_phrase(score, spellings, titled, meanings)) for score, spellings, titled in scored]
    found.sort(key=lambda item: (-item.score, item.text))
    return tuple(writer.proposals(found, meanings))


class _Writer:
    """Writes proposals for one collection and one taxonomy."""

    def __init__(self, papers: Sequence[Mentioned], taxonomy: Taxonomy) -> None:
        self._papers = papers
        self._taxonomy = taxonomy
        self._usual = Counter(tag for paper in papers for tag in paper.tags)
        self._topic_of = {
            folded_words(text): topic.slug
            for topic in taxonomy.topics
            for text in (topic.name, *topic.synonyms, *topic.patterns)
            if TOGETHER not in text
        }
        dates = sorted(paper.date for paper in papers if paper.date)
        # The recent papers are the youngest quarter, whatever day it is.
        self._since = dates[-(len(dates) // RECENT_SHARE)] if dates else ""
        self._recent = sum(date >= self._since for date in dates)
        self._earlier = len(dates) - self._recent

    def weigh(self, item: Found) -> Found:
        """Put to the score what the papers say: a topic helps most where papers have few tags, and longer when it rises."""
        lacking = sum(len(self._papers[place].tags) < 2 for place in item.titled) / len(item.titled)
        growth, is_rising = self._growth(item.titled)
        rise = min(2.0, math.log2(growth)) if growth and is_rising else 0.0
        bare = BARE_ACRONYM if not item.meaning and in_capitals(item.text) else 1.0
        return msgspec.structs.replace(item, score=round(item.score * (1 + lacking / 2) * (1 + rise / 5) * bare))

    def proposals(self, found: Sequence[Found], meanings: Mapping[str, Counter[str]]) -> Iterator[Suggestion]:
        """Yield a proposal for each group of phrases whose name no topic and no other proposal has."""
        taken = {name for topic in self._taxonomy.topics for name in (topic.slug, topic.name.casefold())}
        for group in grouped(found):
            proposal = self._proposal(group, meanings)
            if proposal.pattern_of or not {proposal.slug, proposal.name.casefold()} & taken:
                taken |= {proposal.slug, proposal.name.casefold()}
                yield proposal

    def _proposal(self, group: Sequence[Found], meanings: Mapping[str, Counter[str]]) -> Suggestion:
        titled: dict[Place, bool] = {}
        for item in group:
            titled |= {place: is_title or titled.get(place, False) for place, is_title in item.titled.items()}
        name = _name_of(group, meanings)
        growth, is_rising = self._growth(titled)
        order = sorted(titled, key=lambda place: (not titled[place], place))
        tags = self._telling_tags(titled)
        return Suggestion(
            name=name[0].upper() + name[1:],
            slug=slugify(name),
            patterns=tuple(dict.fromkeys(as_pattern(text) for text in (name, *(item.text for item in group)) if not self._is_known(text))),
            pattern_of=self._topic_of.get(folded_words(name), ""),
            papers=len(titled),
            titles=sum(titled.values()),
            growth=growth,
            rising=is_rising,
            lacking=sum(len(self._papers[place].tags) < 2 for place in titled),
            parent=self._upper(tags[0][0]) if tags else "",
            tags=tags,
            examples=tuple(self._papers[place] for place in order[:EXAMPLES]),
            score=group[0].score,
        )

    def _is_known(self, text: str) -> bool:
        return folded_words(text) in self._topic_of and not any(char.isupper() for char in text)

    def _growth(self, places: Iterable[Place]) -> tuple[float | None, bool]:
        """Return how many times more frequent it is among the recent papers than before, and whether that is enough to be told."""
        if not self._earlier:
            return None, False
        dates = [date for place in places if (date := self._papers[place].date)]
        recent = sum(date >= self._since for date in dates)
        growth = round((recent + 0.5) * (self._earlier + 1) / ((len(dates) - recent + 0.5) * (self._recent + 1)), 2)
        return growth, growth >= RISING and recent >= RISING_PAPERS

    def _telling_tags(self, places: Mapping[Place, bool]) -> tuple[tuple[str, int], ...]:
        """Return the topics that many of these papers have, and few others."""
        here = Counter(tag for place in places for tag in self._papers[place].tags)
        telling = []
        for tag, count in here.items():
            topic = self._taxonomy.find(tag)
            expected = self._usual[tag] * len(places) / len(self._papers)
            if topic is not None and not topic.fallback and count > expected:
                telling.append((-round(1000 * (count - expected) ** 2 / (expected + 1)), tag, count))
        return tuple((tag, count) for _, tag, count in sorted(telling)[:NEIGHBOURS])

    def _upper(self, slug: str) -> str:
        topic = self._taxonomy.find(slug)
        return (topic.parent or topic.slug) if topic else ""


def _name_of(group: Sequence[Found], meanings: Mapping[str, Counter[str]]) -> str:
    """Return the best phrase of several words, else what the acronym stands for, else the acronym."""
    text = next((item.text for item in group if len(item.words) > 1), "")
    if text:
        return text
    meant = next((item for item in group if item.meaning), None)
    return spelled_out(meant.text, meanings) if meant else group[0].text
