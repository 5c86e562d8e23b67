"""Finding the phrases of a taxonomy in a text: whole words, longest phrase first, whatever the number of phrases.

A pattern is one phrase, or two with "+" between them, which speak for their topic only together.
"""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from sitegen.papers.taxonomy import TOGETHER, WORD

_TOKEN = re.compile(rf"https?://\S+|{WORD.pattern}|[^\w\s'’`$*_{{}}\"“”-]")

_NAME_OF_BENCHMARK = re.compile(r"(?<=[a-z0-9])Bench\b")
"""The end of a name like NeedleBench."""

_Words = tuple[str, ...]


NO_TOPIC = -1
"""The topic of a phrase in which the words mean something else: what lies within it speaks for none."""

NEAR = 10
"""How many words may stand between two phrases that speak together: what is farther apart has mostly nothing to do with one another."""


class Pattern(NamedTuple):
    """A phrase that speaks for a topic, or for :data:`NO_TOPIC`."""

    text: str
    """As it stands in the taxonomy."""
    topic: int
    """The place of its topic in the taxonomy."""
    vague: bool = False
    """Whether it speaks for its topic in titles alone."""

    @property
    def is_pair(self) -> bool:
        """Whether it is two phrases that must stand together."""
        return TOGETHER in self.text

    @property
    def is_phrase(self) -> bool:
        """Whether it is several words with spaces between them: "a survey" says more than "survey" and "low-resource"."""
        return " " in self.text and not self.is_pair


class PatternIndex:
    """Patterns by their words, those matched exactly apart from those matched whatever their case and number."""

    def __init__(self) -> None:
        self._folded: dict[tuple[str, ...], list[Pattern]] = {}
        self._exact: dict[tuple[str, ...], list[Pattern]] = {}
        # Two phrases that must both stand there, by the first word of the first.
        self._pairs: dict[str, list[tuple[_Words, _Words, Pattern]]] = {}
        # How many words the longest pattern with this first word has: most words begin none, and cost one look.
        self._longest: dict[str, int] = {}

    def add(self, pattern: Pattern) -> None:
        """Take in a pattern. A single phrase with a capital letter is met as written; all else whatever its case and number."""
        if pattern.is_pair:
            first, second = (folded_words(phrase) for phrase in pattern.text.split(TOGETHER, 1))
            self._pairs.setdefault(first[0], []).append((first, second, pattern))
            return
        words = WORD.findall(pattern.text)
        if any(character.isupper() for character in pattern.text):
            # In a title the other words of "KV cache" begin with a capital as well.
            for spelled in (words, [word.capitalize() if word.islower() else word for word in words]):
                self._put(self._exact, spelled, pattern)
                self._put(self._exact, [*spelled[:-1], f"{spelled[-1]}s"], pattern)
        else:
            self._put(self._folded, list(folded_words(pattern.text)), pattern)

    def _put(self, table: dict[tuple[str, ...], list[Pattern]], words: list[str], pattern: Pattern) -> None:
        there = table.setdefault(tuple(words), [])
        if all(other.topic != pattern.topic for other in there):
            there.append(pattern)
        self._longest[words[0]] = max(self._longest.get(words[0], 0), len(words))

    def find(self, text: str) -> Iterator[Pattern]:
        """Yield the patterns found, leaving out those that lie within a longer one."""
        tokens = _TOKEN.findall(_NAME_OF_BENCHMARK.sub(" Bench", text))
        folded = [_fold(token) for token in tokens]
        phrases: list[Pattern] = []
        for start, stop, found in self._find_phrases(tokens, folded, shouted=text.isupper()):
            if any(pattern.topic == NO_TOPIC for pattern in found):
                folded[start:stop] = [""] * (stop - start)
            else:
                phrases += found
        yield from self._find_pairs(folded)
        yield from phrases

    def _find_phrases(self, tokens: list[str], words: list[str], *, shouted: bool) -> list[tuple[int, int, list[Pattern]]]:
        """Return where the longest phrases begin and end, each with its patterns."""
        longest, end = self._longest, 0
        places = []
        for start, (token, word) in enumerate(zip(tokens, words, strict=True)):
            if word not in longest and token not in longest:
                continue
            most = min(max(longest.get(word, 0), longest.get(token, 0)), len(tokens) - start)
            # A phrase that ends no later than an earlier one lies within it.
            for stop in range(start + most, max(end, start), -1):
                found = self._exact.get(tuple(tokens[start:stop]), [])
                # A method named CHESS is not about chess.
                if stop > start + 1 or shouted or not token.isupper():
                    found = found + self._folded.get(tuple(words[start:stop]), [])
                if found:
                    end = stop
                    places.append((start, stop, found))
                    break
        return places

    def _find_pairs(self, words: list[str]) -> Iterator[Pattern]:
        if self._pairs.keys().isdisjoint(words):
            return
        places: dict[str, list[int]] = {}
        for place, word in enumerate(words):
            places.setdefault(word, []).append(place)
        for word in sorted(self._pairs.keys() & places.keys()):
            for first, second, pattern in self._pairs[word]:
                if second[0] in places and _stand_together(first, second, words, places):
                    yield pattern


def _stand_together(first: _Words, second: _Words, words: list[str], places: Mapping[str, list[int]]) -> bool:
    """Return whether the two phrases stand near one another somewhere; ``places`` says where each word stands."""
    starts = [start for start in places[first[0]] if tuple(words[start : start + len(first)]) == first]
    others = [start for start in places[second[0]] if tuple(words[start : start + len(second)]) == second]
    return any(-NEAR - len(second) <= other - start <= NEAR + len(first) for start in starts for other in others)


def folded_words(text: str) -> tuple[str, ...]:
    """Return the words in lower case and in the singular, as far as an "s" makes the plural; "-isation" as "-ization"."""
    return tuple(_fold(word) for word in WORD.findall(text))


def _fold(word: str) -> str:
    word = word.lower().replace("isation", "ization")
    if len(word) < 4 or word[-1] != "s" or word.endswith(("ss", "us", "is")) or word == "news":
        return word
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    return word[:-2] if word.endswith("sses") else word[:-1]
