"""What is new in a period: tags with more papers than their past lets expect, names that titles bring up for the first time, new authors.

Everything here looks back and never forward, so a later day does not change what an earlier period says of itself.
``docs/trending.md`` explains the measures.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import chain
from typing import TypeVar

import msgspec

from sitegen.papers.dates import PartialDate
from sitegen.papers.introduced import name_key, name_words

MIN_COUNT = 3
"""The fewest papers that make a tag rise."""
MIN_GROWTH = Fraction(3, 2)
"""How many times what was to be expected a rising tag must have at the least."""
MIN_SCORE = 2000
"""The least score of a rising tag: below it chance is as good an explanation."""

Named = TypeVar("Named", bound=Hashable)


class TagCounts(msgspec.Struct, frozen=True):
    """How many papers a period has, and how many of them have each tag."""

    papers: int
    tags: Mapping[str, int]


class Rising(msgspec.Struct, frozen=True, kw_only=True):
    """A tag that stands on more papers than before."""

    tag: str
    count: int
    """Its papers in this period."""
    expected: int
    """What its share of the earlier papers lets expect, in tenths of a paper."""
    before: int
    """Its papers in all the earlier periods that were looked at; 0 for a tag that is new."""
    score: int
    """A thousand times the square of the surprise, over the variance: 4,000 is twice the standard deviation."""


def count_tags(papers: Iterable[Collection[str]]) -> TagCounts:
    """Count the tags of a period's papers; each paper is given as its tags."""
    sets = [set(tags) for tags in papers]
    counts = Counter(chain.from_iterable(sets))
    return TagCounts(len(sets), dict(sorted(counts.items())))


def rising_tags(now: TagCounts, before: Sequence[TagCounts], *, limit: int = 8) -> tuple[Rising, ...]:
    """Return the tags that rise in a period against the periods before it, the strongest first; none when there were no papers before.

    A tag's share of the earlier papers, with half a paper put to it so that a new tag has a share too, says how many papers it should
    have now. The score is ``(count - expected)² / (expected + 1)``, exactly and in thousandths.
    """
    past = sum(counts.papers for counts in before)
    if not past:
        return ()
    rising = []
    for tag, count in now.tags.items():
        earlier = sum(counts.tags.get(tag, 0) for counts in before)
        expected = now.papers * Fraction(2 * earlier + 1, 2 * past + 2)
        score = int(1000 * (count - expected) ** 2 / (expected + 1))
        if count >= MIN_COUNT and count >= MIN_GROWTH * expected and score >= MIN_SCORE:
            rising.append(Rising(tag=tag, count=count, expected=int(expected * 10), before=earlier, score=score))
    return tuple(sorted(rising, key=lambda tag: (-tag.score, -tag.count, tag.tag))[:limit])


def first_days(dated: Iterable[tuple[PartialDate, Iterable[Named]]]) -> dict[Named, PartialDate]:
    """Return the first date of everything that has one: tags, persons, names. The order of the input does not matter.

    A date that is less precise than a day comes before the days that it holds.
    """
    by_date: dict[PartialDate, list[Named]] = defaultdict(list)
    for date, things in dated:
        by_date[date] += things
    first: dict[Named, PartialDate] = {}
    for date in sorted(by_date, reverse=True):
        first.update(dict.fromkeys(by_date[date], date))
    return first


class NewPerson(msgspec.Struct, frozen=True):
    """Somebody whose first papers are of this period."""

    person: str
    """As the caller names persons: a slug, or the key of a name."""
    papers: tuple[str, ...]
    """The slugs of their papers of this period, in the order that was given."""


def new_people(papers: Iterable[tuple[str, Iterable[str]]], *, least: int = 2) -> tuple[NewPerson, ...]:
    """Return the new persons who have ``least`` papers or more, those with most first.

    ``papers`` are those of the period, best first, each with those of its persons whose first date is in the period
    (:func:`first_days`). Of two persons with as many papers, the one with the better paper comes first.
    """
    theirs: dict[str, list[str]] = defaultdict(list)
    place: dict[str, int] = {}
    for index, (slug, persons) in enumerate(papers):
        place[slug] = index
        for person in dict.fromkeys(persons):
            theirs[person].append(slug)
    found = [NewPerson(person, tuple(slugs)) for person, slugs in theirs.items() if len(slugs) >= least]
    return tuple(sorted(found, key=lambda one: (-len(one.papers), place[one.papers[0]], one.person)))


class NewName(msgspec.Struct, frozen=True):
    """A method, model or data set that a title introduces."""

    name: str
    """As the title writes it: ``YOLOE``."""
    papers: tuple[str, ...]
    """The slugs of the papers of this period that introduce it, in the order that was given."""


def new_names(papers: Iterable[tuple[str, str]], *, limit: int = 12) -> tuple[NewName, ...]:
    """Return the new names, in the order of the papers, each once.

    ``papers`` are those of the period, each with the name that its title introduces, of which no earlier title has it
    (:func:`first_mentions`).
    """
    found: dict[str, tuple[str, list[str]]] = {}
    for slug, name in papers:
        found.setdefault(name_key(name), (name, []))[1].append(slug)
    return tuple(NewName(name, tuple(slugs)) for name, slugs in found.values())[:limit]


def first_mentions(titles: Iterable[tuple[PartialDate, str]], keys: Collection[str]) -> dict[str, PartialDate]:
    """Return the date of the first plain title that holds each of the keys of names, anywhere in it and in any case."""
    wanted = frozenset(keys)
    lengths: dict[str, set[int]] = defaultdict(set)
    for key in keys:
        words = key.split(" ")
        lengths[words[0]].add(len(words))
    return first_days((date, _mentioned(title, wanted, lengths)) for date, title in titles)


def _mentioned(title: str, wanted: Collection[str], lengths: Mapping[str, Collection[int]]) -> Iterator[str]:
    """Yield the keys in a title; ``lengths`` are the numbers of words of those that begin with a word."""
    words = name_words(title)
    if lengths.keys().isdisjoint(words):
        return
    for start, word in enumerate(words):
        for length in lengths.get(word, ()):
            key = " ".join(words[start : start + length])
            if key in wanted:
                yield key
