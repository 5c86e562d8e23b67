"""What a paper itself means by an acronym: in a paper on "hierarchical denoising (HDR)", HDR is no high dynamic range."""

import re
from collections.abc import Mapping

from sitegen.ingest.acronyms import defined_acronyms

_BEFORE_BRACKETS = re.compile(r"\b([A-Z]{2,6}) \(([A-Za-z][\w'’ -]{5,100})\)")
_COMPOUND = re.compile(r" \(([A-Z]{2,6})-(\w{1,40})\)")
"""A name of two parts in brackets: "Multi-Task GRPO (MT-GRPO)"."""
_BEFORE_COMPOUND = 100
"""How many characters before the brackets hold the words that it stands for."""
_WORD = re.compile(r"[^\W_]+")


def own_meanings(text: str) -> Mapping[str, str]:
    """Return the words that a plain text gives for acronyms: those before "(HDR)" or "(HDR-Net)" and those in
    brackets behind "HDR"."""
    meanings = dict(defined_acronyms(text))
    for match in _BEFORE_BRACKETS.finditer(text):
        if _has_initials(match[2], match[1]):
            meanings.setdefault(match[1], match[2])
    for match in _COMPOUND.finditer(text):
        words = _WORD.findall(text[max(0, match.start() - _BEFORE_COMPOUND) : match.start()])
        if words[-1:] == [match[2]]:
            words.pop()
        words = words[-len(match[1]) :]
        if "".join(word[0] for word in words).upper() == match[1]:
            meanings.setdefault(match[1], " ".join(words))
    return meanings


def _has_initials(words: str, acronym: str) -> bool:
    """Return whether the letters of the acronym begin words, in their order."""
    initials = iter(word[0].upper() for word in _WORD.findall(words))
    return all(letter in initials for letter in acronym)
