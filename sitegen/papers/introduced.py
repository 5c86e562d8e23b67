"""Names that titles introduce: methods, models and data sets, as in ``YOLOE: Real-Time Seeing Anything``."""

import re

LONGEST_NAME = 3
"""The most words of a name that a title introduces."""


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
    return " ".join(name_words(name))


def name_words(text: str) -> list[str]:
    """Return the words of a plain text as names are compared: in small letters, parted at hyphens, ``2.5`` being one word."""
    folded = text.casefold()
    # Titles are many and mostly plain: to part these at all other signs takes a third of the time of a pattern.
    if folded.isascii() and "+" not in folded and "." not in folded:
        return folded.translate(_SPACED).split()
    return _PIECE.findall(folded)


def _is_strong(word: str) -> bool:
    """Whether a word has the shape of a name: capitals or digits within it, as no other word has."""
    return bool(_STRONG.search(word)) and any(char.isalpha() for char in word)


def _used_as_name(word: str, abstract: str) -> bool:
    """Whether an abstract writes the word with its capital in mid-sentence, and never in small letters."""
    in_sentence = re.search(rf"[\w,;(]\s+{re.escape(word)}(?!\w)|\({re.escape(word)}(?!\w)", abstract)
    return in_sentence is not None and re.search(rf"(?<!\w){re.escape(word.lower())}(?!\w)", abstract) is None


_HEAD = re.compile(r"(.{1,60}?)(?::\s|\s[-–—]\s)|(.{1,60}?)\s+Technical Report\b")
_WORD = re.compile(r"[^\W_][\w.+\-/²³^]*")
_VERSION = re.compile(r"[vV]?\d[\w.]*")
_PIECE = re.compile(r"[^\W_]+(?:(?:\++|\.(?=[^\W_]))[^\W_]*)*")
_SPACED = str.maketrans({char: " " for char in map(chr, range(128)) if not char.isalnum()})
_STRONG = re.compile(r"(?<=\w)[A-Z]|(?<=[A-Za-z])-?\d|\d(?=[A-Za-z])")
