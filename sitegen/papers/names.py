"""Names of people, so that spellings of one name meet: accents, case, hyphens, ``Last, First``.

What is compared is the key of a name. It is made for caution: to merge two people is worse than to part one. So an initial is
never taken for a name, and a middle name that only one of two spellings has keeps them apart.
"""

import functools
import re
import unicodedata

import msgspec
from anyascii import anyascii

from sitegen.text import digest, one_line

SLUG_LENGTH = 60
"""The longest slug of a person, without what tells namesakes apart."""

_SUFFIXES = frozenset(("jr", "sr", "jun", "sen", "junior", "senior", "ii", "iii", "iv", "2nd", "3rd", "4th"))
_PARTICLES = frozenset(
    (
        *("al", "el", "da", "das", "de", "del", "della", "den", "der", "di", "dos", "du", "mac", "mc", "st", "te", "ten", "ter"),
        *("van", "vander", "von", "vom", "zu", "zur"),
    )
)
"""What belongs to the family name behind it, as written apart (``El Haj``) or together (``ElHaj``)."""
_NOT_A_PERSON = re.compile(r"\d|&|\b(?:and|for|of|the|inc|llc|ltd|corp|gmbh|university|institute|department|team)\b", re.IGNORECASE)
_COMMA = re.compile(r"\s*[,，]\s*")
_CJK = re.compile(
    r"[\u2e80-\u2fdf\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff\s·・,，]+"
)
_APOSTROPHES = re.compile("['`´\u2018\u2019\u02b9-\u02bd\u02bf\u055a\uff07]")
_ASCII_SEPARATORS = re.compile(r"[^a-z0-9]+")
_SHORT_CAPITALS = re.compile(r"[BCDFGHJKLMNPQRSTVWXZ]{2,3}")
_MARKS = ("\u0300", "\u036f")
"""The first and last of the accents that Latin, Greek and Cyrillic letters may lose; the marks of other scripts are letters."""
_MOST_WORDS_TURNED = 6


class PersonName(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A name as it is shown, and what it is compared by."""

    shown: str
    """``Given Family``, turned round where it was written ``Family, Given``."""
    key: str
    """The words of the name that all its spellings have in common, the family name last: ``jeanpierre vanderberg``; empty when there is
    no letter in it."""
    family: str
    """The family name within the key."""
    initials: bool
    """Whether only initials stand before the family name: ``J. K. Smith``."""


@functools.lru_cache(maxsize=10_000)
def read_name(name: str) -> PersonName:
    """Read a name as it is printed."""
    shown = _turned(one_line(name))
    if _CJK.fullmatch(shown):
        key = "".join(_words(shown))
        return PersonName(shown, key, key, initials=False)
    words = _words(shown)
    end = len(words) - (len(words) > 2 and words[-1] in _SUFFIXES)
    start = max(0, end - 1)
    while start > 1 and words[start - 1] in _PARTICLES:
        start -= 1
    family = "".join(words[start:end])
    given = _glued(words[:start])
    key = " ".join((*given, family, *words[end:])) if words else ""
    return PersonName(shown, key, family, initials=bool(given) and all(_is_initial(word) for word in given))


def may_be_person(name: str) -> bool:
    """Tell whether a printed name may be taken apart into given and family name: not that of a group, nor one in Chinese characters."""
    return _NOT_A_PERSON.search(name) is None and _CJK.fullmatch(name) is None


def index_key(name: PersonName) -> str:
    """Return what a name is sorted by in an index: its family name, then the others, in ``a-z``, ``0-9`` and single spaces."""
    words = name.key.split()
    if name.family in words:
        words.remove(name.family)
    return " ".join(_ASCII_SEPARATORS.sub(" ", anyascii(" ".join((name.family, *words))).lower()).split())


def slug_of_key(key: str) -> str:
    """Return a person's slug: the key's words in ``a-z``, ``0-9`` and hyphens, two characters at least.

    Where letters are lost on the way (other scripts, long names), digits of a digest keep different keys apart.
    """
    plain = key.replace(" ", "-")
    if key.isascii() and 2 <= len(plain) <= SLUG_LENGTH:
        return plain
    latin = _ASCII_SEPARATORS.sub("-", " ".join(anyascii(word) for word in key[:SLUG_LENGTH].split()).lower())[:SLUG_LENGTH].strip("-")
    return f"{latin or 'author'}-{digest(key)[:6]}"


def _turned(name: str) -> str:
    """Return ``Given Family`` for ``Family, Given``; the name of a group, and what else has commas, stays as it is."""
    parts = [part for part in _COMMA.split(name) if part]
    if len(parts) not in (2, 3) or _NOT_A_PERSON.search(name) or len(name.split()) > _MOST_WORDS_TURNED:
        return name
    suffixes = [part for part in parts if _folded(part).strip() in _SUFFIXES]
    family, *given = [part for part in parts if part not in suffixes] or [""]
    if len(given) > 1 or len(suffixes) > 1 or parts[0] in suffixes:
        return name
    return "".join((family, *given)) if _CJK.fullmatch(name) else " ".join((*given, family, *suffixes))


def _words(name: str) -> list[str]:
    """Return the folded words of a name; ``JK Smith`` has two initials, as ``J. K. Smith`` has."""
    words = name.split(" ")
    if not name.isupper():
        words[:-1] = [" ".join(word) if _SHORT_CAPITALS.fullmatch(word) else word for word in words[:-1]]
    return _folded(_APOSTROPHES.sub("", " ".join(words))).split()


def _folded(text: str) -> str:
    """Return ``text`` in small letters without accents; what parts words is a space."""
    # Styled letters (𝘼) are letters before their case is folded.
    text = (text if text.isascii() else unicodedata.normalize("NFKC", text)).casefold()
    if text.isascii():
        return _ASCII_SEPARATORS.sub(" ", text).strip()
    kept = (char for char in unicodedata.normalize("NFKD", text) if not _MARKS[0] <= char <= _MARKS[1])
    return unicodedata.normalize("NFC", "".join(_folded_letter(char) for char in kept))


def _folded_letter(char: str) -> str:
    kind = unicodedata.category(char)
    if kind == "Cf":
        return ""
    if kind[0] not in "LMN":
        return " "
    if not char.isascii() and unicodedata.name(char, "").startswith("LATIN "):
        return _ASCII_SEPARATORS.sub("", anyascii(char).lower()) or char
    return char


def _glued(words: list[str]) -> list[str]:
    """Join given names, which are written with hyphens, with spaces or as one word; initials stay apart."""
    result: list[str] = []
    for word in words:
        if result and not _is_initial(word) and not _is_initial(result[-1]):
            result[-1] += word
        else:
            result.append(word)
    return result


def _is_initial(word: str) -> bool:
    """Tell whether a word is one letter of a script that has small and capital letters."""
    return len(word) == 1 and word.upper() != word.lower()
