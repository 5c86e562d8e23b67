"""The words that a search may have been meant for: those of titles, with the names of methods, of authors and of tags, and how common each is.

A browser loads the list of each bundle when a query has a word that no bundle knows, and offers the nearest. The list is text, a word a line,
sorted and front-coded: how many letters the word shares with the one before it (base 36), how common it is (see :func:`commonness`), and
its other letters. ``model, modeling, models`` with 40, 3 and 17 papers are ``06model``, ``52ing``, ``55s``. Hosts compress text.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from os.path import commonprefix

from sitegen.papers.names import read_name
from sitegen.publish.stable_index import number_name
from sitegen.site.searchable import SearchDocument

WORDS_FILE = "words.txt"
"""The name of the list in the folder of its bundle."""
SHORTEST = 3
"""Shorter words are not offered."""
LONGEST = 30
_WORD = re.compile(r"[^\W_]+")
_MOST_SHARED = 35
_MOST_COMMON = 9


class SpellingList:
    """Gathers the words of documents, while they pass on their way to the index."""

    def __init__(self) -> None:
        self._papers: Counter[str] = Counter()

    def noting(self, documents: Iterable[SearchDocument]) -> Iterable[SearchDocument]:
        """Yield the documents, each once its words are noted."""
        for document in documents:
            self._papers.update(words_of(document))
            yield document

    def file(self) -> bytes:
        """Return the list of what was noted until now."""
        return encode(self._papers)


def words_of(document: SearchDocument) -> set[str]:
    """Return the words under which readers look for a paper, folded as a browser folds the words of a query."""
    families = (read_name(author).family for author in document.authors)
    tags = (value for name, value in document.filters if name == "tag")
    return {word for text in (document.title, *families, *tags) for word in _WORD.findall(fold(text)) if _is_offered(word)}


def fold(text: str) -> str:
    """Return the text in small letters without accents."""
    parts = unicodedata.normalize("NFKD", text.lower())
    return unicodedata.normalize("NFC", "".join(char for char in parts if not unicodedata.combining(char)))


def commonness(papers: int) -> int:
    """Return how common a word is that so many papers have: the number of binary digits of their number, at most 9."""
    return min(papers.bit_length(), _MOST_COMMON)


def encode(papers: Mapping[str, int]) -> bytes:
    """Return the list of some words with the number of their papers."""
    lines = []
    before = ""
    for word in sorted(papers):
        shared = min(len(commonprefix((before, word))), _MOST_SHARED)
        lines.append(f"{number_name(shared)}{commonness(papers[word])}{word[shared:]}\n")
        before = word
    return "".join(lines).encode()


def _is_offered(word: str) -> bool:
    return SHORTEST <= len(word) <= LONGEST and not word.isdecimal()
