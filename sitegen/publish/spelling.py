"""The words that a search may have been meant for: those of titles, with the names of methods, of authors and of tags.

A browser loads the list of each bundle when a query has a word that no bundle knows, and offers the nearest. The list is text, sorted and
front-coded, the words one after the other: a capital that says how many letters the word shares with the one before it (A for none), how
common it is (see :func:`commonness`; left out for 1, unless a digit follows), and its other letters, which are small. ``model, modeling,
models`` with 40, 3 and 1 papers are ``A6modelF2ingFs``. Hosts compress text.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import takewhile

from sitegen.papers.names import read_name
from sitegen.site.searchable import SearchDocument
from sitegen.text import fold

WORDS_FILE = "words.txt"
"""The name of the list in the folder of its bundle."""
SHORTEST = 3
"""Shorter words are not offered."""
LONGEST = 30
NAMES_OF = ((250, 2), (2_500, 3))
"""With more papers than the first number, a bundle leaves out the names that are on fewer papers than the second."""
_WORD = re.compile(r"[^\W_]+")
_MOST_SHARED = 25
_MOST_COMMON = 9
_CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class SpellingList:
    """Gathers the words of documents, while they pass on their way to the index."""

    def __init__(self) -> None:
        self._documents = 0
        self._papers: Counter[str] = Counter()
        self._only_names: set[str] = set()  # words that stand in no title and in no tag

    def noting(self, documents: Iterable[SearchDocument]) -> Iterable[SearchDocument]:
        """Yield the documents, each once its words are noted."""
        for document in documents:
            subjects, names = subjects_of(document), names_of(document)
            self._only_names |= names - self._papers.keys()
            self._only_names -= subjects
            self._papers.update(subjects | names)
            self._documents += 1
            yield document

    def file(self) -> bytes:
        """Return the list of what was noted until now. In a large bundle, a name must be that of several papers' authors: most are not."""
        least = max((least for papers, least in NAMES_OF if self._documents > papers), default=1)
        return encode({word: papers for word, papers in self._papers.items() if papers >= least or word not in self._only_names})


def subjects_of(document: SearchDocument) -> set[str]:
    """Return the words of a paper's title and tags, folded as a browser folds the words of a query."""
    return _offered(document.title, *(value for name, value in document.filters if name == "tag"))


def names_of(document: SearchDocument) -> set[str]:
    """Return the words of its authors' family names, folded likewise."""
    return _offered(*(read_name(author).family for author in document.authors))


def commonness(papers: int) -> int:
    """Return how common a word is that so many papers have: the number of binary digits of their number, at most 9."""
    return min(papers.bit_length(), _MOST_COMMON)


def encode(papers: Mapping[str, int]) -> bytes:
    """Return the list of some words with the number of their papers."""
    parts = []
    before = ""
    for word in sorted(papers):
        shared = min(_shared(before, word), _MOST_SHARED)
        rest, common = word[shared:], commonness(papers[word])
        parts.append(f"{_CAPITALS[shared]}{common if common > 1 or rest[:1].isdigit() else ''}{rest}")
        before = word
    return "".join(parts).encode()


def _offered(*texts: str) -> set[str]:
    words = {word for text in texts for word in _WORD.findall(fold(text))}
    return {word for word in words if SHORTEST <= len(word) <= LONGEST and not word.isdecimal()}


def _shared(one: str, other: str) -> int:
    """Return how many letters two words begin with alike."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
