"""What acronyms stand for, as texts say it themselves: ``conditional random field (CRF)``."""

import re
from collections.abc import Iterator

_IN_BRACKETS = re.compile(r" \(([A-Z][A-Za-z]?[A-Z]{1,5})s?\)")
_WORD = re.compile(r"[^\W_]+")
_ON_ONE_LINE = re.compile(r"[\w'’ -]+")
_LONGEST_HEAD = 120
_PASSED_OVER = ("of", "to", "in", "for", "and", "the", "with", "on")


def defined_acronyms(text: str) -> Iterator[tuple[str, str]]:
    """Yield each acronym that a plain text explains, with the words whose initials it has: ``("CRF", "conditional random field")``."""
    for match in _IN_BRACKETS.finditer(text):
        words = _words_before(text[max(0, match.start() - _LONGEST_HEAD) : match.start()], match[1].lower())
        if words:
            yield match[1], words


def _words_before(head: str, letters: str) -> str:
    """Return the last words of ``head`` that begin with ``letters``, passing over small words between them; empty when they do not."""
    words = list(_WORD.finditer(head))
    place = len(words)
    for letter in reversed(letters):
        place -= 1
        while place > 0 and words[place][0].lower() in _PASSED_OVER and not words[place][0].lower().startswith(letter):
            place -= 1
        if place < 0 or words[place][0][0].lower() != letter:
            return ""
    phrase = head[words[place].start() :]
    return phrase if _ON_ONE_LINE.fullmatch(phrase) else ""
