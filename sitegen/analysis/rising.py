"""What is new in a period: tags with more papers than their past lets expect, names that titles bring up for the first time, new authors.

Everything here looks back and never forward, so a later day does not change what an earlier period says of itself.
``docs/trending.md`` explains the measures.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import TypeVar

import msgspec

from sitegen.papers.dates import PartialDate

MIN_COUNT = 3
"""The fewest papers that make a tag rise."""
MIN_GROWTH = Fraction(3, 2)
"""How many times what was to be expected a rising tag must have at the least."""
MIN_SCORE = 2000
"""The least score of a rising tag: below it chance is as good an explanation."""
LONGEST_NAME = 3
"""The most words of a name that a title brings up."""

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
    counts: Counter[str] = Counter()
    number = 0
    for tags in papers:
        counts.update(set(tags))
        number += 1
    return TagCounts(number, dict(sorted(counts.items())))


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
    first: dict[Named, PartialDate] = {}
    for date, things in dated:
        for thing in things:
            known = first.get(thing)
            if known is None or date < known:
                first[thing] = date
    return first


class NewPerson(msgspec.Struct, frozen=True):
    """Somebody whose first papers are of this period."""

    person: str
    """As the caller names persons: a slug, or the key of a name."""
    papers: tuple[str, ...]
    """The slugs of their papers of this period, in the order that was given."""


def new_people(
    papers: Sequence[tuple[str, Collection[str]]],
    first: Mapping[str, PartialDate],
    since: PartialDate,
    *,
    least: int = 2,
    limit: int = 12,
) -> tuple[NewPerson, ...]:
    """Return the persons of the period from ``since`` on whose ``first`` date is in it, with ``least`` papers or more; most papers first.

    ``papers`` are the period's papers, best first, each with its persons; of two persons with as many papers, the one with the better
    paper comes first.
    """
    theirs: dict[str, list[str]] = defaultdict(list)
    for slug, persons in papers:
        for person in dict.fromkeys(persons):
            if first.get(person, since) >= since:
                theirs[person].append(slug)
    place = {slug: index for index, (slug, _) in enumerate(papers)}
    found = [NewPerson(person, tuple(slugs)) for person, slugs in theirs.items() if len(slugs) >= least]
    return tuple(sorted(found, key=lambda one: (-len(one.papers), place[one.papers[0]], one.person))[:limit])


class NewName(msgspec.Struct, frozen=True):
    """A method, model or data set that a title introduces."""

    name: str
    """As the title writes it: ``YOLOE``."""
    papers: tuple[str, ...]
    """The slugs of the papers of this period that introduce it, in the order that was given."""


class Titled(msgspec.Struct, frozen=True):
    """A paper as far as its name matters."""

    slug: str
    title: str
    """Plain text, without TeX."""
    abstract: str
    """Plain text; may be empty."""


def introduced_name(title: str, abstract: str) -> str:
    """Return the name of the method, model or data set that a title introduces, or an empty string.

    It is what stands before the first colon or dash (``YOLOE: …``) or before ``Technical Report``, when it has at most three words and
    looks like a name: capitals or digits inside (``YOLOE``, ``Qwen2``), or one capitalised word that the abstract writes so in
    mid-sentence and never in small letters (``Griffin``).
    """
    match = _HEAD.match(title)
    head = (match[1] or match[2]).strip() if match else ""
    words = head.split()
    if not words or len(words) > LONGEST_NAME or not all(_WORD.fullmatch(word) for word in words):
        return ""
    if all(_is_strong(word) or (place and _VERSION.fullmatch(word)) for place, word in enumerate(words)):
        return head
    if len(words) == 2 and _VERSION.fullmatch(words[1]) and words[0][0].isupper():
        return head
    return head if len(words) == 1 and head[0].isupper() and _used_as_name(head, abstract) else ""


def name_key(name: str) -> str:
    """Return what two spellings of a name have in common: its words in small letters, a hyphen being a space."""
    return " ".join(_words(name))


def new_names(papers: Iterable[Titled], first: Mapping[str, PartialDate], since: PartialDate, *, limit: int = 12) -> tuple[NewName, ...]:
    """Return the names that titles of the period from ``since`` on introduce, and that no earlier title holds, in the order of ``papers``.

    ``first`` has the first date of each name by its key, as :func:`first_mentions` finds it; a name that it lacks is new.
    """
    found: dict[str, tuple[str, list[str]]] = {}
    for paper in papers:
        name = introduced_name(paper.title, paper.abstract)
        key = name_key(name)
        if name and first.get(key, since) >= since:
            found.setdefault(key, (name, []))[1].append(paper.slug)
    return tuple(NewName(name, tuple(slugs)) for name, slugs in found.values())[:limit]


def first_mentions(titles: Iterable[tuple[PartialDate, str]], keys: Collection[str]) -> dict[str, PartialDate]:
    """Return the date of the first plain title that holds each of the keys of names, anywhere in it and in any case."""
    wanted: dict[str, set[str]] = defaultdict(set)
    for key in keys:
        wanted[key.partition(" ")[0]].add(key)
    return first_days((date, _mentioned(title, wanted)) for date, title in titles)


def _mentioned(title: str, wanted: Mapping[str, Collection[str]]) -> Iterator[str]:
    words = _words(title)
    for start, word in enumerate(words):
        keys = wanted.get(word, ())
        if keys:
            rest = f"{' '.join(words[start:])} "
            yield from (key for key in keys if rest.startswith(f"{key} "))


def _words(text: str) -> list[str]:
    return [word.rstrip(".") for word in _PIECE.findall(text.casefold())]


def _is_strong(word: str) -> bool:
    """Whether a word has the shape of a name: capitals or digits within it, as no other word has."""
    return bool(_STRONG.search(word)) and any(char.isalpha() for char in word)


def _used_as_name(word: str, abstract: str) -> bool:
    """Whether an abstract writes the word with its capital in mid-sentence, and never in small letters."""
    in_sentence = re.search(rf"[\w,;(]\s*\s{re.escape(word)}(?!\w)|\({re.escape(word)}(?!\w)", abstract)
    return in_sentence is not None and re.search(rf"(?<!\w){re.escape(word.lower())}(?!\w)", abstract) is None


_HEAD = re.compile(r"(.{1,60}?)(?::\s|\s[-–—]\s)|(.{1,60}?)\s+Technical Report\b")
_WORD = re.compile(r"[^\W_][\w.+\-/²³^]*")
_VERSION = re.compile(r"[vV]?\d[\w.]*")
_PIECE = re.compile(r"[^\W_](?:[^\W_]|[+.](?=\w|\+|\s|$))*")
_STRONG = re.compile(r"(?<=\w)[A-Z]|(?<=[A-Za-z])-?\d|\d(?=[A-Za-z])")
