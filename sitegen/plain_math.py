r"""TeX mathematics → plain text, for titles of windows, feeds, excerpts and search: ``O(n \log^{2} n)`` is ``O(n log² n)``.

Letters, symbols, subscripts and superscripts come from unicodeit. It replaces commands wherever they begin (``\log`` would be ``łog``,
``\left`` would be ``≤ft``), so what it does not know is written out before it is asked.
"""

import functools
import re
from collections.abc import Callable

import unicodeit

Replacement = str | Callable[[re.Match[str]], str]

_DEEPEST = 6
"""How many commands and groups may stand within each other."""
_TEX = re.compile(r"[\\^_-]")
"""What the conversion to Unicode replaces begins with one of these."""
_BRACES = ("\ue010", "\ue011")
"""Stand for braces that are printed; these and the next ones are of Unicode's private use."""
_KEPT = str.maketrans("_^-", "\ue012\ue013\ue014")
"""Signs that unicodeit must not read."""
_RESTORED = str.maketrans("\ue010\ue011\ue012\ue013\ue014", "{}_^-")
_FUNCTIONS = (
    "arccos|arcsin|arctan|argmax|argmin|arg|cosh|cos|cot|coth|csc|deg|det|dim|exp|gcd|hom|inf|ker|lg|liminf|limsup|lim|ln|log|max|min|mod|"
    "Pr|sec|sinh|sin|softmax|sup|tanh|tan"
)
_WORDS = (
    r"text(?:rm|it|bf|sc|tt|sf|normal|up)?|math(?:rm|sf|tt|it|normal|op)|operatorname\*?|mbox|hbox|ensuremath|boldsymbol|bm|pmb|underline"
)

_BEFORE: tuple[tuple[re.Pattern[str], Replacement], ...] = (
    (re.compile(r"\\\{|\\lbrace(?![A-Za-z])"), _BRACES[0]),
    (re.compile(r"\\\}|\\rbrace(?![A-Za-z])"), _BRACES[1]),
    (re.compile(r"\\(?:left|right|[bB]igg?[lrm]?)(?![A-Za-z])\s*\.?"), ""),
    (re.compile(r"\\(?:(?:no)?limits|(?:display|text|script)style|!)(?![A-Za-z])|\\!"), ""),
    (re.compile(r"\\[,;: ]|\\q?quad(?![A-Za-z])|~|\\\\"), " "),
    (re.compile(r"\\(?:begin|end)\{[A-Za-z]{1,20}\*?\}"), " "),
    (re.compile(r"\{\\cal\s+([A-Za-z])\}|\\cal\s*\{([A-Za-z])\}|\\cal\s+([A-Za-z])(?![A-Za-z])"), r"\\mathcal{\1\2\3}"),
    (re.compile(r"\\(?:rm|bf|it|sf|tt|sc|em)(?![A-Za-z])\s*"), ""),
    (re.compile(r"\\wide(hat|tilde)(?![A-Za-z])"), r"\\\1"),
    (re.compile(r"\\(bar|breve|check|ddot|dot|hat|tilde|vec)\s+([A-Za-z])(?![A-Za-z])"), r"\\\1{\2}"),
    (re.compile(r"\^(?:\{\\circ\}|\\circ(?![A-Za-z]))"), "°"),
    (re.compile(r"\^(?:\{\*\}|\*)"), "*"),
    (re.compile(rf"(?<=[\w)])\\(?=(?:{_FUNCTIONS})(?![A-Za-z]))"), r" \\"),
    (re.compile(rf"\\b?({_FUNCTIONS})(?![A-Za-z])"), r"\1"),
    (re.compile(r"\\pmod\s*\{([^{}]*)\}"), r" (mod \1)"),
    (re.compile(r"\\[dt]?frac\s*(\d)\s*(\d)"), r"\1/\2"),
)
_NESTED: tuple[tuple[re.Pattern[str], Replacement], ...] = (
    (re.compile(rf"\\(?:{_WORDS})\s*\{{([^{{}}]*)\}}"), lambda match: match[1].replace("-", "-".translate(_KEPT))),
    (re.compile(r"\\[dt]?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}"), lambda match: f"{_part(match[1])}/{_part(match[2])}"),
    (re.compile(r"\\sqrt\s*\{([^{}]*)\}"), lambda match: f"√{_part(match[1])}"),
    (re.compile(r"([_^])\{([^{}]*)\}"), lambda match: _script(match[1], match[2])),
)
_UNKNOWN = re.compile(r"\\([A-Za-z]+)")


@functools.lru_cache(maxsize=10_000)
def math_to_plain(tex: str) -> str:
    """Return TeX math as Unicode text, as far as it has characters: ``^{2}`` is ``²``, ``\\alpha`` is ``α``; other commands are words."""
    if not _TEX.search(tex):
        return tex.replace("{", "").replace("}", "")
    for pattern, replacement in _BEFORE:
        tex = pattern.sub(replacement, tex)
    for _ in range(_DEEPEST):
        before = tex
        for pattern, replacement in _NESTED:
            tex = pattern.sub(replacement, tex)
        if tex == before:
            break
    text = _UNKNOWN.sub(r"\1", _unicode(tex)).replace("{", "").replace("}", "")
    return re.sub(r" {2,}", " ", text.translate(_RESTORED))


@functools.lru_cache(maxsize=10_000)
def _unicode(tex: str) -> str:
    # It looks for each of 2,500 commands, in whatever it is given.
    text: str = unicodeit.replace(tex) if _TEX.search(tex) else tex
    return text


def _part(tex: str) -> str:
    """Return one side of a fraction, between brackets when it is more than a word or number."""
    text = _unicode(tex).strip()
    return text if re.fullmatch(r"[\w.°√]*", text) else f"({text})"


def _script(sign: str, tex: str) -> str:
    """Return a subscript or superscript in small letters; when there are none for all of it, behind its sign."""
    text = _unicode(f"{sign}{{{tex}}}")
    if not re.search(r"[_^\\]", text):
        return text
    plain = _unicode(tex).strip()
    return sign.translate(_KEPT) + (plain if len(plain) == 1 or re.fullmatch(r"[\w.]*", plain) else f"({plain})")
