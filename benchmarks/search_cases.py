"""Queries whose answer is known, made from the papers of a site. The same site gives the same queries.

- ``title``: four words of a title, in their order;
- ``name``: the name of the method that a title introduces;
- ``typo``: three words of a title, the longest with an error: two letters swapped, one left out, doubled or changed;
- ``abstract``: five words of an abstract, in their order;
- ``topic``: the name of a tag; every paper that has it is right.
"""

import random
import re
from collections import Counter
from collections.abc import Iterator

import msgspec

from benchmarks.corpus import ROOT
from sitegen.papers.summary import Summary
from sitegen.site.site import Site
from sitegen.text import digest, fold

KINDS = ("title", "name", "typo", "abstract", "topic")
LEAST_OF_TOPIC = 3
"""A tag of fewer papers is no topic."""
_WORD = re.compile(r"[^\W\d_]{4,}")
_STOP = frozenset((ROOT / "sitegen/analysis/stop_words.txt").read_text(encoding="utf-8").split())


class Case(msgspec.Struct, frozen=True):
    """A query, and the papers of which one must be first."""

    kind: str
    query: str
    wanted: frozenset[str]


def find_cases(site: Site, most: int) -> list[Case]:
    """Return up to ``most`` cases of each kind."""
    titles = Counter(paper.title_key for paper in site.papers.values())
    names = Counter(fold(paper.introduces) for paper in site.papers.values())
    cases: dict[str, list[Case]] = {kind: [] for kind in KINDS}
    for slug in sorted(site.papers, key=digest):
        paper = site.papers[slug]
        if titles[paper.title_key] > 1:
            continue
        for kind, query in _queries(paper, site):
            if len(cases[kind]) < most and (kind != "name" or names[fold(query)] == 1):
                cases[kind].append(Case(kind, query, frozenset([slug])))
        if all(len(cases[kind]) >= most for kind in KINDS[:-1]):
            break
    topics = [(tag, slugs) for tag, slugs in site.tags.items() if len(slugs) >= LEAST_OF_TOPIC]
    cases["topic"] = [Case("topic", site.taxonomy.name_of(tag), frozenset(slugs)) for tag, slugs in topics[:most]]
    return [case for kind in KINDS for case in cases[kind]]


def _queries(paper: Summary, site: Site) -> Iterator[tuple[str, str]]:
    source = random.Random(paper.slug)
    words = _words(paper.plain_title)
    if len(words) >= 4:
        yield "title", " ".join(_some(source, words, 4))
    if paper.introduces:
        yield "name", paper.introduces
    if len(words) >= 3:
        chosen = _some(source, words, 3)
        longest = max(chosen, key=len)
        yield "typo", " ".join(_mistyped(source, word) if word == longest else word for word in chosen)
    told = [word for word in _words(site.text_of(paper.slug).plain_abstract) if len(word) > 5]
    if len(told) >= 15:
        yield "abstract", " ".join(_some(source, told, 5))


def _words(text: str) -> list[str]:
    return list(dict.fromkeys(word for word in map(str.lower, _WORD.findall(text)) if word not in _STOP))


def _some(source: random.Random, words: list[str], count: int) -> list[str]:
    return [words[place] for place in sorted(source.sample(range(len(words)), count))]


def _mistyped(source: random.Random, word: str) -> str:
    """Return the word with an error that is none of its first letter, and always one."""
    at = source.randrange(1, len(word) - 1)
    before, one, other, after = word[:at], word[at], word[at + 1], word[at + 2 :]
    changed = source.choice([letter for letter in "abcdefghijklmnopqrstuvwxyz" if letter != one])
    errors = [before + other + after, before + one + one + other + after, before + changed + other + after]
    return source.choice([*errors, before + other + one + after] if one != other else errors)
