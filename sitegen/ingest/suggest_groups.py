"""Spellings of one thing put together: forms of a word, hyphens, an acronym and what it stands for."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence

import msgspec

from sitegen.ingest.phrase_words import is_acronym_like
from sitegen.ingest.tag_patterns import folded_words

SAME_PAPERS = 0.6
"""Two phrases with this share of their papers in common are not both proposed."""
ACRONYM_PAPERS = 0.25
"""An acronym stands for a phrase whose initials it has when it has this share of its papers in common with it."""

_WORD = re.compile(r"[^\W_]+")

Place = int
"""A paper, by its place in the collection."""


class Found(msgspec.Struct, frozen=True):
    """A phrase with where it stands."""

    score: int
    text: str
    """As it is mostly written."""
    words: tuple[str, ...]
    """In small letters and in the singular."""
    titled: Mapping[Place, bool]
    """Its papers, and whether they have it in their title."""
    meaning: tuple[str, ...] = ()
    """The words with what acronyms stand for in their place; empty where there is none that is known."""


def found_phrase(score: int, spellings: Counter[str], titled: Mapping[Place, bool], meanings: Mapping[str, Counter[str]]) -> Found:
    """Make a phrase of how often it is written in which way; ``meanings`` are those of acronyms."""
    text = mostly_written(spellings)
    return Found(score, text, folded_words(text), titled, folded_words(spelled_out(text, meanings)))


def spelled_out(text: str, meanings: Mapping[str, Counter[str]]) -> str:
    """Return a phrase with what its acronyms stand for in their place; empty when it has none that is known."""
    words = text.split(" ")
    known = [mostly_written(meanings[acronym]) if (acronym := word.removesuffix("s")) in meanings else "" for word in words]
    return " ".join(meaning or word for meaning, word in zip(known, words, strict=True)) if any(known) else ""


def mostly_written(spellings: Counter[str]) -> str:
    """Return the most frequent spelling, in small letters where texts write it so."""
    best = min(spellings, key=lambda text: (-spellings[text], text))
    small = in_small_letters(best)
    return small if any(text.startswith(small[:-1]) for text in spellings) else best


def in_small_letters(text: str) -> str:
    """Return a phrase without the capitals that a title or a name gives it; acronyms keep theirs."""
    return _WORD.sub(lambda match: match[0] if _is_acronym(match[0]) else match[0].lower(), text)


def as_pattern(text: str) -> str:
    """Return a phrase as a pattern of a taxonomy: an acronym stands there in the singular."""
    small = in_small_letters(text)
    return small.removesuffix("s") if in_capitals(small.rpartition(" ")[2]) else small


def in_capitals(text: str) -> bool:
    """Tell whether all words of a phrase are acronyms."""
    return all(_is_acronym(word.removesuffix("s")) for word in _WORD.findall(text))


def _is_acronym(word: str) -> bool:
    return len(word) > 1 and (word.isupper() or sum(char.isupper() for char in word) > 1)


def grouped(found: Sequence[Found]) -> list[list[Found]]:
    """Put phrases together that are spellings of one, and leave out those that one before them covers; the best come first."""
    groups: list[list[Found]] = []
    for item in found:
        home = next((group for group in groups if any(_is_same(item, other) for other in group)), None)
        if home is not None:
            home.append(item)
        elif not any(_is_covered(item, other) for group in groups for other in group):
            groups.append([item])
    return groups


def _is_same(one: Found, other: Found) -> bool:
    if any("".join(first) == "".join(second) for first in (one.words, one.meaning) for second in (other.words, other.meaning) if first):
        return True
    if len(one.words) == len(other.words) and all(_is_form(*pair) for pair in zip(one.words, other.words, strict=True)):
        return True
    return _is_acronym_of(one, other) or _is_acronym_of(other, one)


def _is_form(word: str, other: str) -> bool:
    """Tell whether two words are forms of one: tag and tagging."""
    short, long = sorted((word, other), key=len)
    return short == long or (len(short) >= 3 and long.startswith(short[: max(3, len(short) - 1)]) and len(long) - len(short) <= 4)


def _is_acronym_of(one: Found, other: Found) -> bool:
    if len(one.words) != 1 or len(other.words) < 2 or not is_acronym_like(one.text):
        return False
    telling = [word for word in other.words if word not in ("of", "to", "in")]
    names = {"".join(word[0] for word in words) for words in (other.words, telling)}
    return one.words[0] in names and _common(one, other) >= ACRONYM_PAPERS


def _is_covered(item: Found, other: Found) -> bool:
    """Tell whether a proposal that comes before leaves nothing for this one."""
    if _holds(item.words, other.words):
        return True
    if _holds(other.words, item.words):
        return len(item.titled.keys() - other.titled.keys()) < len(other.titled)
    return _common(item, other) >= SAME_PAPERS


def _common(one: Found, other: Found) -> float:
    return len(one.titled.keys() & other.titled.keys()) / min(len(one.titled), len(other.titled))


def _holds(long: Sequence[str], short: Sequence[str]) -> bool:
    return any(long[start : start + len(short)] == short for start in range(len(long) - len(short) + 1))
