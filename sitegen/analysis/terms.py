"""The terms of a text: words and phrases of two words, without stop words, numbers and TeX.

A term has a key, under which plural, and hyphens fall together, and the form in which the text writes it. What a term is worth in
general is not decided here: see ``vectors.py``. The lists of words are English, as most abstracts are; words of other languages are
terms like all others, and their common ones lose their worth by being common.
"""

import functools
import re
from importlib.resources import files
from itertools import chain

import msgspec

from sitegen.text import MATH

_NOISE = re.compile(r"https?://\S+|\bwww\.\S+|\S+@\S+\.\w+|\\[A-Za-z]+|<[^<>]{0,80}>")
_NOISE_MARKS = ("://", "www.", "@", "\\", "<")
_TOKEN = re.compile(r"[^\W_]+(?:['’‑–-][^\W_]+)*\+{0,2}|[.,;:!?()\[\]{}\"“”—/|=]")
_HYPHEN = re.compile(r"[‑–-]")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")
_RUN = re.compile(rf"{_CJK.pattern}|[^\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")
_LONGEST_WORD = 32
_MOST_TOKENS = 4_000
"""So many tokens of a text are read; an abstract has two hundred."""


def _word_list(name: str) -> frozenset[str]:
    return frozenset(files("sitegen.analysis").joinpath(name).read_text(encoding="utf-8").split())


_STOP = _word_list("stop_words.txt")
"""Words that say nothing of a paper's subject; they part phrases."""
_WEAK = _word_list("weak_words.txt")
"""Words that say little alone and much in a phrase: ``zero shot``, ``deep learning``."""

_PREFIXES = frozenset(
    (
        "anti",
        "auto",
        "bi",
        "co",
        "counter",
        "de",
        "hyper",
        "inter",
        "intra",
        "meta",
        "micro",
        "mono",
        "multi",
        "neuro",
        "non",
        "omni",
        "over",
        "para",
        "photo",
        "poly",
        "post",
        "pre",
        "pseudo",
        "re",
        "semi",
        "socio",
        "sub",
        "super",
        "trans",
        "ultra",
        "un",
        "under",
        "uni",
    )
)
"""What is one word with what follows: ``multi-modal`` is ``multimodal``."""
_SUFFIXES = frozenset(
    (
        "agnostic",
        "augmented",
        "aware",
        "based",
        "bench",
        "centric",
        "conditioned",
        "driven",
        "enhanced",
        "free",
        "guided",
        "level",
        "like",
        "oriented",
        "related",
        "scale",
        "specific",
        "style",
        "trained",
        "tuned",
        "type",
        "wise",
    )
)
"""What stands behind a hyphen and names no subject: ``CLIP-based`` is ``CLIP``."""


class Term(msgspec.Struct, frozen=True, gc=False):
    """A word or a phrase of two words, as it occurs in one paper."""

    key: str
    """What all its spellings have in common; the words of a phrase are parted by a space."""
    shown: str
    """As the paper writes it; for two characters of a script without spaces, all characters among which they stand there."""
    title: int
    """How often it stands in the title."""
    text: int
    """How often it stands in the abstract."""


class _Word(msgspec.Struct, frozen=True, gc=False):
    key: str
    """Empty when the word says nothing and parts phrases."""
    shown: str
    alone: bool
    """Whether it is a term by itself."""
    joined: str
    """As it is written before the next word of a phrase: with a space or a hyphen behind it."""


_BREAK = _Word("", "", False, "")


def extract_terms(title: str, text: str) -> tuple[Term, ...]:
    """Return the terms of a paper in the order in which they occur first, those of the title before those of the text."""
    in_title: dict[str, int] = {}
    in_text: dict[str, int] = {}
    forms: dict[str, str] = {}
    _count(title, in_title, forms)
    title_forms = {key: _lowered(form) for key, form in forms.items()} if _is_title_case(title) else forms
    text_forms: dict[str, str] = {}
    _count(text, in_text, text_forms)
    shown = {**title_forms, **text_forms}
    return tuple(Term(key, form, in_title.get(key, 0), in_text.get(key, 0)) for key, form in shown.items())


def _count(text: str, counts: dict[str, int], forms: dict[str, str]) -> None:
    """Count the terms of ``text``; the form of a term is its first, unless a later one has no capital where that one has."""
    found: list[tuple[str, str]] = []
    last, last_shown = "", ""
    for word in chain.from_iterable(map(_expand, _tokens(text))):
        key = word.key
        if key:
            if word.alone:
                found.append((key, word.shown))
            if last and last != key:
                found.append((f"{last} {key}", f"{last_shown}{word.shown}"))
        last, last_shown = key, word.joined
    for key, form in found:
        if key not in counts:
            counts[key], forms[key] = 1, form
        else:
            counts[key] += 1
            if forms[key] != form and form.islower():
                forms[key] = form


def _tokens(text: str) -> list[str]:
    if "$" in text:
        text = MATH.sub(" , ", text)
    if any(mark in text for mark in _NOISE_MARKS):
        text = _NOISE.sub(" , ", text)
    return _TOKEN.findall(text)[:_MOST_TOKENS]


@functools.lru_cache(maxsize=100_000)
def _expand(token: str) -> tuple[_Word, ...]:
    """Return the words of a token; what is hyphenated is taken apart unless it is a name such as ``GPT-4``."""
    if not token[0].isalnum():
        return (_BREAK,)
    if _CJK.search(token):
        return tuple(word for run in _RUN.findall(token) for word in (*_expand_run(run), _BREAK))
    parts = _HYPHEN.split(token)
    if len(parts) == 1:
        return (_word(token, " "),)
    while len(parts) > 1 and parts[-1].lower() in _SUFFIXES and parts[0].lower() not in _PREFIXES:
        parts = parts[:-1]
        token = "-".join(parts)
    if any(not part.isalpha() or len(part) == 1 for part in parts):
        return (_word(token, " "),)
    if parts[0].lower() in _PREFIXES and len(parts) > 1:
        first = _word(parts[0] + parts[1].lower(), "-" if len(parts) > 2 else " ", f"{parts[0]}-{parts[1]}")
        parts = parts[2:]
        words = [first]
    else:
        words = []
    return (*words, *(_word(part, "-" if at + 1 < len(parts) else " ") for at, part in enumerate(parts)))


def is_pair(key: str) -> bool:
    """Tell whether the key of a term is two characters of a script that does not part words, or one that stands alone."""
    return len(key) <= 2 and _CJK.fullmatch(key) is not None


def _expand_run(run: str) -> tuple[_Word, ...]:
    """Return the words of a part of a token in one script: where words are not parted, every two characters stand for one."""
    if not _CJK.match(run):
        run = run.strip("'’‑–-")
        return _expand(run) if run else ()
    pairs = [run[at : at + 2] for at in range(max(len(run) - 1, 1))]
    return tuple(word for pair in pairs for word in (_Word(pair, run, True, pair), _BREAK))


def _word(written: str, joint: str, shown: str = "") -> _Word:
    """Return a word; one that says nothing has no key."""
    written = re.sub(r"['’]s?$|['’](?=s$)", "", written)
    key = _singular(written)
    lower = written.casefold()
    nothing = lower in _STOP or key in _STOP or len(key) > _LONGEST_WORD or not any(char.isalpha() for char in key)
    if nothing or (len(key) == 1 and key.isascii()) or (lower.endswith("ly") and len(lower) > 5):
        return _BREAK
    return _Word(key, shown or written, key not in _WEAK and lower not in _WEAK and len(key) > 1, (shown or written) + joint)


def _singular(written: str) -> str:
    """Return the key of a word: without case, and as far as an English plural shows, in the singular."""
    key = written.casefold()
    if len(key) < 4 or not key.endswith("s") or key.endswith(("ss", "us", "is", "ics")):
        return key[:-1] if len(written) > 2 and written[-1] == "s" and written[:-1].isupper() else key
    if key.endswith("ies") and len(key) > 4:
        return key[:-3] + "y"
    return key[:-2] if key.endswith(("sses", "xes", "ches", "shes", "zes")) else key[:-1]


def _is_title_case(title: str) -> bool:
    words = [word for word in title.split() if len(word) > 3 and word.isalpha()]
    return sum(word[0].isupper() for word in words) * 3 >= len(words) * 2


def _lowered(form: str) -> str:
    """Write a form of a title in title case as within a sentence: words that have a capital at their beginning alone lose it."""
    return "".join(part.lower() if part[1:].islower() else part for part in re.split(r"([ -])", form))
