"""Names of people, and lists of them in one string.

A name is taken apart by the rules of BibTeX (Patashnik, *Designing BibTeX styles*, section 4): ``Given von Family``,
``von Family, Given``, ``von Family, Jr, Given``; what stands in braces is not taken apart. Two things are done otherwise, because real
files need it: ``Family, Given, Jr.`` is understood, and a name without capitals keeps its first word as the given name.
"""

import re
from collections.abc import Callable

from sitegen.papers.paper import Author

# Texts are brought to single spaces first, and no pattern begins with a repetition: every search takes linear time.
_AND = re.compile(r" and(?= )", re.IGNORECASE)
_COMMA = re.compile(",")
_SPACE = re.compile(r"(?:\s|(?<!\\)~)+")
_SEMICOLON = re.compile("[;；]")
_LIST_COMMA = re.compile(r"[,，、](?: ?and | ?& ?)?| and | ?& ?", re.IGNORECASE)
_OTHERS = re.compile(r"(?:and\s+|&\s*)?(?:others|et\.?\s*al(?:ii|iae|ia)?\b\.?|\.{3}|…)", re.IGNORECASE)
_TRAILING_OTHERS = re.compile(r"[\s,;](?:and\s+others|et\.?\s*al(?:ii|iae|ia)?\b\.?)\s*$", re.IGNORECASE)
_SUFFIX = re.compile(r"(?:jr|sr|jun|sen|junior|senior)\.?|I{2,3}|IV|VI{0,3}|(?:2nd|3rd|4th)", re.IGNORECASE)
_GIVEN_TOO = re.compile(r"jun|sen|junior|senior", re.IGNORECASE)
"""Behind one word and a comma these are given names: ``Liu, Jun``."""
_INITIALS = re.compile(r"(?:[A-ZÀ-ÖØ-Þ]\.?[ -]?){1,4}")
_PARTICLES = frozenset(
    (
        *("af", "al", "ap", "av", "ben", "bin", "d'", "da", "dal", "dalla", "das", "de", "degli", "dei", "del", "dela", "della", "delle"),
        *("den", "der", "des", "di", "do", "dos", "du", "e", "el", "ibn", "la", "las", "le", "lo", "los", "op", "'t", "’t", "te", "ten"),
        *("ter", "til", "tot", "v.", "van", "vd", "vom", "von", "y", "zu", "zum", "zur"),
    )
)
_LONGEST_LIST = 2_000_000


def strip_braces(text: str) -> str:
    """Return ``text`` without braces, with single spaces."""
    return _SPACE.sub(" ", text.replace("{", "").replace("}", "")).strip()


def split_outside_braces(text: str, separator: re.Pattern[str]) -> list[str]:
    """Split ``text`` where ``separator`` matches outside of braces; empty pieces are kept."""
    if "{" not in text:
        return separator.split(text)
    masked, depth, escaped = [], 0, False
    for char in text:
        closing = char == "}" and not escaped and depth > 0
        depth -= closing
        # A letter never matches a separator of spaces and punctuation; "and" needs spaces around it, which are masked too.
        masked.append("x" if depth else char)
        depth += char == "{" and not escaped
        escaped = char == "\\" and not escaped
    pieces, end = [], 0
    for match in separator.finditer("".join(masked)):
        pieces.append(text[end : match.start()])
        end = match.end()
    return [*pieces, text[end:]]


def split_names(text: str) -> list[str]:
    """Split a list of BibTeX into its names, without ``others`` (see :func:`names_others`).

    A list that is none of BibTeX's, set apart by semicolons or by more commas than a name can have, is taken apart too.
    """
    padded = f" {_SPACE.sub(' ', text[:_LONGEST_LIST])} "
    names = [name.strip() for name in split_outside_braces(padded, _AND)]
    if len(names) == 1 and ";" in padded and "&" not in padded:
        names = split_outside_braces(padded, _SEMICOLON)
    elif any(name.count(",") > 2 for name in names):
        names = [piece for name in names for piece in (_split_list(name) if len(split_outside_braces(name, _COMMA)) > 3 else [name])]
    return [name.strip() for name in names if name.strip(" ,") and not is_others(name)]


def is_others(name: str) -> bool:
    """Tell whether a name stands for people who are not named: ``others``, ``et al.``."""
    return _OTHERS.fullmatch(strip_braces(name)) is not None


def names_others(text: str) -> bool:
    """Tell whether a list of names ends with ``and others`` or ``et al.``: there are more people than it names."""
    text = text[-200:].rstrip()
    return is_others(text) or _TRAILING_OTHERS.search(f" {text}") is not None


def full_name(given: str, family: str, suffix: str = "") -> Author:
    """Make an author of the parts of a name; either of the first two may be empty."""
    given, family, suffix = (_SPACE.sub(" ", part).strip(" ,") for part in (given, family, suffix))
    name = f"{given} {family}".strip()
    return Author(f"{name}, {suffix}" if suffix and name else name or suffix, family=family if given else "")


def person(text: str, decode: Callable[[str], str] = strip_braces, last_is_family: bool = False) -> Author:
    """Read one name: ``Family, Given``, ``Given von Family`` or ``{Corporate Name}``.

    ``decode`` resolves the markup of a part of the name. ``last_is_family`` says that without a comma the last word is the family name,
    as BibTeX has it; else a name in that order has a family name only where a particle begins it. The name of a group, or of somebody
    with one name, has no family name.
    """
    text = _SPACE.sub(" ", text).strip(" ,;")
    if _is_one_group(text):
        return Author(decode(text))
    pieces = [piece.strip() for piece in split_outside_braces(text, _COMMA)]
    pieces = [piece for piece in pieces if piece]
    if len(pieces) < 2:
        return _ordered_name(text, decode, last_is_family)
    family, *rest = (decode(piece) for piece in pieces)
    if len(rest) == 1:
        is_suffix = _SUFFIX.fullmatch(rest[0]) and not (_GIVEN_TOO.fullmatch(rest[0]) and " " not in family)
        return _suffixed(family, rest[0], last_is_family) if is_suffix else full_name(rest[0], family)
    # BibTeX has the suffix in the middle, RIS has it at the end.
    if _SUFFIX.fullmatch(rest[-1]) and not _SUFFIX.fullmatch(rest[0]):
        return full_name(" ".join(rest[:-1]), family, rest[-1])
    return full_name(rest[-1], family, ", ".join(rest[:-1]))


def _is_one_group(text: str) -> bool:
    """Tell whether a text stands in one pair of braces: the one that opens it is closed by its last character."""
    if not text.startswith("{"):
        return False
    depth = 0
    for index, char in enumerate(text):
        depth += (char == "{") - (char == "}")
        if not depth:
            return index == len(text) - 1
    return False


def _suffixed(name: str, suffix: str, last_is_family: bool) -> Author:
    """Read ``Given Family, Jr.``"""
    author = _ordered_name(name, strip_braces, last_is_family)
    return Author(f"{author.name}, {suffix}", family=author.family)


def _ordered_name(text: str, decode: Callable[[str], str], last_is_family: bool) -> Author:
    """Read ``Given von Family``."""
    words = [word for word in split_outside_braces(text, _SPACE) if word]
    if len(words) < 2:
        return Author(decode(text))
    plain = [decode(word) for word in words]
    name = " ".join(word for word in plain if word)
    end = len(words) - 1 if len(words) > 2 and _SUFFIX.fullmatch(plain[-1]) else len(words)
    start = next((i for i in range(1, end - 1) if _is_particle(words[i], plain[i], i)), 0)
    if not start and plain[0].lower() in _PARTICLES and plain[0].islower():
        return Author(name)
    if start or last_is_family:
        return Author(name, family=" ".join(plain[start or end - 1 : end]))
    return Author(name)


def _is_particle(word: str, plain: str, index: int) -> bool:
    """Tell whether a word in the middle of a name begins its family name: known, or without a capital as BibTeX has it."""
    if word.startswith("{") and not word.startswith("{\\"):
        return False
    return plain in _PARTICLES or (index > 0 and plain[:1].islower())


def authors_of(text: str) -> tuple[Author, ...]:
    """Read a list of names in one string, however they are set apart: ``;``, ``and``, ``&``, commas. ``et al.`` is no name."""
    text = _SPACE.sub(" ", text[:_LONGEST_LIST]).strip()
    text = text[:-200] + _TRAILING_OTHERS.sub("", text[-200:]).rstrip(" ,;")
    return tuple(person(name) for name in _split_list(text) if name.strip(" ,;") and not is_others(name.strip(" ,;")))


def _split_list(text: str) -> list[str]:
    if _SEMICOLON.search(text):
        return split_outside_braces(text, _SEMICOLON)
    by_and = split_outside_braces(text, _AND)
    if all(_is_one_name(name) for name in by_and):
        return by_and
    pieces = [piece.strip() for piece in split_outside_braces(text, _LIST_COMMA) if piece.strip()]
    are_initials = [_INITIALS.fullmatch(piece) is not None for piece in pieces]
    if pieces and len(pieces) % 2 == 0 and all(are_initials[1::2]) and not any(are_initials[::2]):
        return [f"{family}, {given}" for family, given in zip(pieces[::2], pieces[1::2], strict=True)]
    joined: list[str] = []
    for piece in pieces:
        if joined and _SUFFIX.fullmatch(piece):
            joined[-1] += f", {piece}"
        else:
            joined.append(piece)
    return joined


def _is_one_name(text: str) -> bool:
    """Tell whether a text between two ``and`` is one name: its comma, if any, has one word on a side, or a suffix behind it."""
    if "&" in text or "、" in text or "，" in text:
        return False
    pieces = [piece.strip() for piece in split_outside_braces(text, _COMMA) if piece.strip()]
    if len(pieces) < 2 or any(_SUFFIX.fullmatch(piece) for piece in pieces[1:]):
        return len(pieces) < 3 or (len(pieces) == 3 and " " not in pieces[0])
    if len(pieces) > 2:
        return False
    family, given = pieces
    return " " not in family or " " not in given or family.split(" ")[0].lower() in _PARTICLES or family[:1].islower()
