"""What a paper itself means by an acronym: in a paper on "hierarchical denoising (HDR)", HDR is no high dynamic range."""

import re
from collections.abc import Mapping

from sitegen.ingest.acronyms import defined_acronyms

_BEFORE_BRACKETS = re.compile(r"\b([A-Z]{2,6}) \(([A-Za-z][\w'’ -]{5,100})\)")
_COMPOUND = re.compile(r"([\w'’ -]{5,100}) \(([A-Z]{2,6})-(\w+)\)")
"""A name of two parts: "Multi-Task GRPO (MT-GRPO)"."""
_WORD = re.compile(r"[^\W_]+")


def own_meanings(text: str) -> Mapping[str, str]:
    """Return the words that a plain text gives for acronyms: those before "(HDR)" or "(HDR-Net)" and those in
    brackets behind "HDR"."""
    meanings = dict(defined_acronyms(text))
    for match in _BEFORE_BRACKETS.finditer(text):
        if _has_initials(match[2], match[1]):
            meanings.setdefault(match[1], match[2])
    for match in _COMPOUND.finditer(text):
        words = _WORD.findall(match[1])
        if words[-1:] == [match[3]]:
            words.pop()
        meaning = " ".join(words[-len(match[2]) :])
        if "".join(word[0] for word in words[-len(match[2]) :]).upper() == match[2]:
            meanings.setdefault(match[2], meaning)
    return meanings


def _has_initials(words: str, acronym: str) -> bool:
    """Return whether the letters of the acronym begin words, in their order."""
    initials = iter(word[0].upper() for word in _WORD.findall(words))
    return all(letter in initials for letter in acronym)
