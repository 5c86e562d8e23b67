"""Which phrases of one to four words are frequent, and how they stand in their sentences."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from sitegen.ingest.phrase_words import BREAK, NUMBER, Coded, PhraseReader

LONGEST = 4
"""The most words of a phrase."""

Phrase = tuple[int, ...]
"""The common numbers of its words."""


@dataclass(frozen=True, slots=True)
class CodedPaper:
    """The texts of a paper, as numbers."""

    title: Coded
    abstract: Coded


@dataclass(slots=True)
class Count:
    """What was counted of one phrase, wherever no pattern of the taxonomy covers it."""

    papers: int = 0
    titles: int = 0
    """How many papers have it in their title."""
    mentions: int = 0
    open_left: int = 0
    """Mentions with nothing before them that may belong to the phrase."""
    open_right: int = 0
    numbered: int = 0
    """Mentions beside a number."""
    narrowing: int = 0
    """Mentions that hold a pattern of the taxonomy, and more."""


@dataclass(frozen=True, slots=True)
class Counts:
    """The frequent phrases of a collection."""

    of: dict[Phrase, Count]
    seen_in: Counter[Phrase]
    """In how many papers a phrase stands, covered or not; also of words."""


def count_phrases(papers: Sequence[CodedPaper], reader: PhraseReader, least: int) -> Counts:
    """Count the phrases that stand in at least ``least`` papers.

    A phrase is counted only when its parts are frequent enough, so that memory follows what is frequent and not all that is written.
    """
    result = Counts({}, Counter())
    inner = {reader.number_of("of"), reader.number_of("to"), reader.number_of("in")} - {BREAK}
    frequent: Collection[Phrase] = ()
    for length in range(1, LONGEST + 1):
        seen, counts = _count_length(papers, reader, length, frequent)
        frequent = {phrase for phrase, number in seen.items() if number >= least}
        result.seen_in.update({phrase: seen[phrase] for phrase in frequent})
        for phrase, count in counts.items():
            ends = {phrase[0], phrase[-1]}
            if count.papers >= least and not ends & inner:
                result.of[phrase] = count
        if not frequent:
            break
    return result


def phrases_in(text: Coded, reader: PhraseReader, wanted: Collection[Phrase], beginnings: Collection[int]) -> Iterator[tuple[Phrase, str]]:
    """Yield each mention of a wanted phrase that no pattern covers, with the words as they are written.

    ``beginnings`` are the first words of those that are wanted.
    """
    words = [reader.folded[code >> 1] for code in text.codes]
    for start, first in enumerate(words):
        for length in range(1, min(LONGEST, len(words) - start) + 1) if first in beginnings else ():
            phrase = tuple(words[start : start + length])
            if phrase in wanted and not _is_cut(text.covers, start, length):
                codes = text.codes[start : start + length]
                shown = "".join(reader.written[code >> 1] + "- "[1 - (code & 1)] for code in codes)
                yield phrase, shown[:-1]


def _count_length(
    papers: Sequence[CodedPaper], reader: PhraseReader, length: int, frequent: Collection[Phrase]
) -> tuple[Counter[Phrase], dict[Phrase, Count]]:
    """Count the phrases of one length whose parts are ``frequent``: the papers of each, and the counts where nothing covers it."""
    seen: Counter[Phrase] = Counter()
    counts: dict[Phrase, Count] = {}
    for paper in papers:
        everywhere: set[Phrase] = set()
        counted: set[Phrase] = set()
        for is_title, text in ((True, paper.title), (False, paper.abstract)):
            words = [reader.folded[code >> 1] for code in text.codes]
            here: set[Phrase] = set()
            for start in range(1, len(words) - length):
                phrase = tuple(words[start : start + length])
                if BREAK in phrase or NUMBER in phrase or (length > 1 and not (phrase[1:] in frequent and phrase[:-1] in frequent)):
                    continue
                everywhere.add(phrase)
                if (length > 1 or phrase[0] in reader.acronyms) and not _is_cut(text.covers, start, length):
                    _count_mention(counts.setdefault(phrase, Count()), words, text.covers, start, length)
                    here.add(phrase)
            for phrase in here:
                counts[phrase].papers += phrase not in counted
                counts[phrase].titles += is_title
            counted |= here
        seen.update(everywhere)
    return seen, counts


def _count_mention(count: Count, words: Sequence[int], covers: Sequence[int], start: int, length: int) -> None:
    before, after = words[start - 1], words[start + length]
    count.mentions += 1
    count.open_left += before in (BREAK, NUMBER)
    count.open_right += after in (BREAK, NUMBER)
    count.numbered += NUMBER in (before, after)
    count.narrowing += any(covers[start : start + length])


def _is_cut(covers: Sequence[int], start: int, length: int) -> bool:
    """Tell whether a pattern covers the whole phrase, or stands in it with a part only."""
    first, last = covers[start], covers[start + length - 1]
    if first and (first == last or first == covers[start - 1]):
        return True
    return bool(last) and last == covers[start + length]
