"""The letters of mathematics: script, fraktur, bold and others as the characters that Unicode has for them.

Browsers know ``mathvariant`` for upright letters alone (MathML Core 3.2.2), so that the ℒ of ``{\\cal L}`` would be a plain L.
"""

import functools
import re
import unicodedata
from xml.etree import ElementTree

_BLOCKS = (range(0x2100, 0x2150), range(0x1D400, 0x1D800))
"""Letterlike symbols, which have the letters that Unicode knew first, and mathematical letters."""
_NAME = re.compile(r"(?:MATHEMATICAL )?(?P<style>[A-Z -]+?) (?:CAPITAL|SMALL|DIGIT|NABLA|PARTIAL)\b")
_ONE_LETTER = frozenset(["mi", "mn", "mo"])
_SWITCH = re.compile(r"\\(cal|scr|frak|rm|bf|it|sf|Bbb)\s*(?=\{)")
_LONE_ROMAN = re.compile(r"\\mathrm\s*\{\s*([A-Za-z])\s*\}")


def readable_fonts(tex: str) -> str:
    r"""Return TeX in which ``\cal{O}(n)`` sets the O alone in script, as its author meant, and ``\mathrm{d}`` is known to be upright."""
    tex = _SWITCH.sub(lambda match: f"\\math{match[1].replace('Bbb', 'bb')}", tex)
    return _LONE_ROMAN.sub(r"{\\rm \1}", tex)


def set_letters(root: ElementTree.Element) -> None:
    """Replace letters with a ``mathvariant`` that browsers do not know by the characters that look so."""
    for element in root.iter():
        style = element.get("mathvariant")
        if style is None or style == "normal" or element.tag not in _ONE_LETTER or not element.text:
            continue
        is_slanted_anyway = style == "italic" and element.tag == "mi" and len(element.text) == 1
        written = element.text if is_slanted_anyway else element.text.translate(_letters().get(style, {}))
        if is_slanted_anyway or written != element.text:
            element.text = written
            del element.attrib["mathvariant"]


@functools.cache
def _letters() -> dict[str, dict[int, str]]:
    """Style → letter → the character for it."""
    found: dict[str, dict[int, str]] = {"italic": {ord("h"): "\N{PLANCK CONSTANT}"}}
    for code in (code for block in _BLOCKS for code in block):
        kind, _, plain = unicodedata.decomposition(chr(code)).partition(" ")
        named = _NAME.match(unicodedata.name(chr(code), ""))
        if kind == "<font>" and named:
            style = named["style"].replace("BLACK-LETTER", "FRAKTUR").replace(" ", "-").lower()
            found.setdefault(style, {})[int(plain, 16)] = chr(code)
    return found
