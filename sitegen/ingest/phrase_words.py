"""Texts → rows of numbered words for counting phrases: what parts phrases is marked, and so is what the taxonomy covers."""

import re
from array import array
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from sitegen.ingest.tag_patterns import folded_words
from sitegen.papers.taxonomy import TOGETHER, WORD, Taxonomy

BREAK = 0
"""The number of what parts phrases: punctuation, and words that say nothing."""
NUMBER = 1
"""The number of a number, which parts phrases as well."""
MOST_WORDS = 4_000
"""So many words of a text are read; an abstract has two hundred."""

_TOKEN = re.compile(r"-(?:to|of|in)-|-|[^\W_]+(?:['’][^\W_]+)*|[^\w\s'’`*]")
_NUMBERED = re.compile(r"[A-Z]+(?:19|20)?\d\d|\d+(?:st|nd|rd|th)", re.IGNORECASE)
"""An event with its year, ``EACL2021``; an ordinal."""
_INNER = frozenset(("of", "-to-", "-of-", "-in-"))
_LONGEST_ACRONYM = 8

_STOP = frozenset(
    re.findall(
        r"\S+",
        """
        a about above achieve achieved achieves achieving across additionally after again against al all almost along already also
        although among an and another any are around as at available based be because become been before being below best better
        between both but by can cannot could demonstrate demonstrated demonstrates demonstrating despite did different do does
        done down during e each effective effectively efficiently eg either especially et even evaluate every existing experiment
        extensive extensively few finally find first five for four from further furthermore g given gives had has have hence her
        here high highest his how however i ie if in including increasingly into introduce introduced introduces introducing is it
        its itself just known large larger largest least less like lower lowest main many may might more moreover most much must
        nearly neither never new no nor not notably novel of often on one only onto or other others our out over own paper papers
        particularly per perform performs present presented presents previous prior propose proposed proposes proposing provide
        provides providing recent recently respectively s second several shall she should show showed showing shown shows
        significant significantly similar since six small smaller so some specifically still study such t ten than that the their
        them then there thereby therefore these they third this those three through throughout thus to together too toward towards
        two under unlike until up upon us use used useful uses using usually various vast very via was we well were what when
        where whereas whether which while who whom whose why will with within without work works would yet you your
        """,
    )
)
"""Words that are part of no phrase. They are English, as most abstracts are."""


@dataclass(frozen=True, slots=True)
class Coded:
    """A text as numbers. Both rows begin and end with a break."""

    codes: "array[int]"
    """For each word twice its number, and one more where a hyphen follows."""
    covers: "array[int]"
    """For each word the running number of the pattern of the taxonomy within which it stands, or 0."""


class PhraseReader:
    """Turns texts into numbers; words are numbered as they come."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self.written = ["", "#"]
        """The words as texts write them, by their number."""
        self.folded = [BREAK, NUMBER]
        """For each number the one that all spellings of the word have in common: the case and the plural do not count."""
        self.acronyms: set[int] = set()
        """The common numbers of acronyms."""
        self._numbers: dict[str, int] = {}
        self._commons: dict[str, int] = {}
        self._names = ["", "#"]
        anywhere = [text for topic in taxonomy.topics for text in (*topic.patterns, *topic.synonyms)]
        self._in_abstracts = _Patterns((*anywhere, *(topic.name.lower() for topic in taxonomy.topics)))
        self._in_titles = _Patterns([text for topic in taxonomy.topics for text in topic.title_patterns])

    def read(self, text: str, *, is_title: bool = False) -> Coded:
        """Number the words of a plain text."""
        tokens = _TOKEN.findall(text)[:MOST_WORDS]
        places = [place for place, piece in enumerate(tokens) if piece != "-"]
        words = [tokens[place] for place in places]
        folded = [_fold(word) for word in words]
        codes, covers = array("I", [BREAK]), array("I", [0])
        match, end, shouted = 0, 0, text.isupper()
        for at, word in enumerate(words):
            length = 0
            if at >= end:
                length = self._in_abstracts.length_at(words, folded, at)
                length = max(length, self._in_titles.length_at(words, folded, at)) if is_title else length
            if length:
                match, end = match + 1, at + length
            has_hyphen = tokens[places[at] + 1 : places[at] + 2] == ["-"]
            codes.append(2 * self._number(word, folded[at], shouted) + has_hyphen)
            covers.append(match if at < end else 0)
        codes.append(BREAK)
        covers.append(0)
        return Coded(codes, covers)

    def name(self, common: int) -> str:
        """Return the folded form of a word."""
        return self._names[common]

    def number_of(self, word: str) -> int:
        """Return the common number of a word that is not an acronym, or ``BREAK`` when no text has it."""
        return self._commons.get(_fold(word), BREAK)

    def _number(self, word: str, folded: str, shouted: bool) -> int:
        known = self._numbers.get(word)
        if known is not None and not shouted:
            return known
        if word not in _INNER:
            if word.isdecimal() or _NUMBERED.fullmatch(word):
                return NUMBER
            if not word[0].isalnum() or len(word) < 2 or word.lower() in _STOP or folded in _STOP:
                return BREAK
        number = len(self.written)
        self.written.append(word.strip("-"))
        self.folded.append(self._common(word, folded, shouted))
        self._numbers.setdefault(word, number)
        return number

    def _common(self, word: str, folded: str, shouted: bool) -> int:
        is_acronym = not shouted and is_acronym_like(word)
        key = word.removesuffix("s") if is_acronym else folded
        common = self._commons.setdefault(key, len(self._names))
        if common == len(self._names):
            self._names.append(key)
        if is_acronym:
            self.acronyms.add(common)
        return common


def is_acronym_like(word: str) -> bool:
    """Tell an acronym: capitals, and digits, at most with a small "s" behind them."""
    word = word.removesuffix("s")
    return 2 <= len(word) <= _LONGEST_ACRONYM and word.isupper() and word[0].isalpha()


class _Patterns:
    """The phrases of a taxonomy, to find out what they cover."""

    def __init__(self, phrases: Sequence[str]) -> None:
        self._phrases: set[tuple[str, ...]] = set()
        self._longest: dict[str, int] = defaultdict(int)
        for phrase in phrases:
            if TOGETHER in phrase:  # two phrases that need not stand together
                continue
            exact = any(char.isupper() for char in phrase)
            words = tuple(WORD.findall(phrase)) if exact else folded_words(phrase)
            for spelled in {words, (*words[:-1], f"{words[-1]}s")} if exact else {words}:
                self._phrases.add(spelled)
                self._longest[spelled[0]] = max(self._longest[spelled[0]], len(spelled))

    def length_at(self, words: Sequence[str], folded: Sequence[str], start: int) -> int:
        """Return how many words the longest phrase has that begins there; 0 when none does."""
        most = max(self._longest.get(words[start], 0), self._longest.get(folded[start], 0))
        for end in range(min(start + most, len(words)), start, -1):
            if tuple(words[start:end]) in self._phrases:
                return end - start
            if tuple(folded[start:end]) in self._phrases and (end > start + 1 or not words[start].isupper()):
                return end - start
        return 0


@lru_cache(maxsize=100_000)
def _fold(word: str) -> str:
    return next(iter(folded_words(word)), word)
