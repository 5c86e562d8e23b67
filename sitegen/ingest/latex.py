"""LaTeX and feed debris → clean text, where the repair is certain; everything else is left as it is.

The rules stand in one table and are applied in its order, to text only: mathematics between dollars and URLs are passed by. A rule
belongs here when no other reading of what it matches is plausible. Each has its cases in ``tests/fixtures/latex.txt``.
"""

import functools
import html
import re
from collections.abc import Callable

from pylatexenc.latex2text import LatexNodes2Text

from sitegen.markdown import EMPHASIS, STRONG
from sitegen.text import clean, split_math

Replacement = str | Callable[[re.Match[str]], str]
Rule = tuple[str, re.Pattern[str], Replacement]

FONT_COMMAND = "a font command around words"
_DEEPEST_FONT = 5
"""How many font commands may stand within each other."""

_MATH_OR_URL = re.compile(r"(https?://[^\s<>\"{}]+)")
_TIE_BEHIND_MATH = re.compile(r"~(?=[A-Za-z(])")
_INVISIBLE = re.compile("[\ue000-\ue003\u00ad\u200b\u2060\ufeff]")
_NO_BREAK_SPACE = re.compile("[\u00a0\u202f]")
_ENTITY = re.compile(r"&(?:[A-Za-z][A-Za-z0-9]{1,30}|#\d{1,7}|#[xX][0-9A-Fa-f]{1,6});")

_HEX_PUNCTUATION = {"2013": "–", "2014": "—", "2018": "‘", "2019": "’", "201c": "“", "201d": "”", "2026": "…"}
_LATIN_ABBREVIATIONS = {"ie": "i.e.", "eg": "e.g.", "etal": "et al.", "etc": "etc.", "cf": "cf.", "aka": "a.k.a.", "vs": "vs."}
_SYMBOLS = {
    "times": "×", "pm": "±", "sim": "∼", "approx": "≈", "infty": "∞", "leq": "≤", "le": "≤", "geq": "≥", "ge": "≥", "neq": "≠", "cdot": "·",
    "rightarrow": "→", "to": "→", "leftarrow": "←", "ldots": "…", "dots": "…", "textendash": "–", "textemdash": "—", "textquotesingle": "'",
    "textasciitilde": "~", "textbackslash": "\\", "textdegree": "°", "degree": "°", "copyright": "©", "textregistered": "®", "texttrademark": "™",
    "pounds": "£", "euro": "€", "LaTeX": "LaTeX", "TeX": "TeX", "nobreakdash": "", "xspace": "", "quad": " ",
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "lambda": "λ", "mu": "μ", "pi": "π", "sigma": "σ", "tau": "τ",
    "theta": "θ", "omega": "ω", "phi": "φ", "psi": "ψ", "rho": "ρ",
}  # fmt: skip


@functools.cache
def _converter() -> LatexNodes2Text:
    return LatexNodes2Text(math_mode="verbatim", strict_latex_spaces=True)


@functools.lru_cache(maxsize=4096)
def _accent(tex: str) -> str:
    """Convert one accented or special letter."""
    text: str = _converter().latex_to_text(tex)
    return text


URL_RULES: tuple[Rule, ...] = (
    ("a link command", re.compile(r"\\(?:url|nolinkurl)\{([^{}\s]+)\}"), r"\1"),
    ("a link command with its own words", re.compile(r"\\href\{(https?://[^{}\s]+)\}\{([^{}]*)\}"), lambda m: m[1] if m[2] in ("", m[1]) else f"{m[2]} ({m[1]})"),
    ("a URL that stands twice, as a link and as its text", re.compile(r"(https?://[^\s{}]{1,2000})\}?\{(?:[a-z]+\{)?\1\}*"), r"\1"),
)  # fmt: skip
"""What is repaired about URLs, before the text between them is repaired."""

EMPHASIS_RULES: tuple[Rule, ...] = (
    ("words in bold", re.compile(r"\\textbf\{((?:[^{}\\]|\\[%&_#{}])+)\}|\{\\(?:bf|bfseries)\s+((?:[^{}\\]|\\[%&_#{}])+)\}"), lambda m: f"{STRONG[0]}{m[1] or m[2]}{STRONG[1]}"),
    ("emphasised words", re.compile(r"\\(?:emph|textit|textsl)\{((?:[^{}\\]|\\[%&_#{}])+)\}|\{\\(?:em|it|sl)\s+((?:[^{}\\]|\\[%&_#{}])+)\}"), lambda m: f"{EMPHASIS[0]}{m[1] or m[2]}{EMPHASIS[1]}"),
)  # fmt: skip
"""What an abstract keeps as emphasis; a title loses it, by the rules for fonts."""

MATH_RULES: tuple[Rule, ...] = (
    ("mathematics between two dollars on each side", re.compile(r"(?<![\\$])\$\$(?!\s*\$)\s*((?:[^$\\]|\\[^$]){1,1000}?)\s*\$\$(?!\$)"), lambda m: f"${m[1]}$"),
    ("mathematics between round brackets", re.compile(r"(?<!\\)\\\((?!\s*\\\))([^$\n]{1,500}?)(?<!\\)\\\)"), lambda m: f"${m[1].strip()}$"),
    ("mathematics between square brackets", re.compile(r"(?<!\\)\\\[(?!\s*\\\])([^$\n]{1,500}?)(?<!\\)\\\]"), lambda m: f"${m[1].strip()}$"),
)  # fmt: skip
"""What is mathematics without dollars, before the text is taken apart at them."""

RULES: tuple[Rule, ...] = (
    ("a citation by its key", re.compile(r"\\[cC]ite(?:p|t|alp|alt|author|year)?\*?(?:\[[^\[\]]{0,80}\]){0,2}\{([^{}\\]{1,300})\}"), lambda m: f"[{', '.join(key.strip() for key in m[1].split(','))}]"),
    ("a footnote", re.compile(r"\s*\\(?:footnote|thanks)\{([^{}\\]{1,1000})\}"), r" (\1)"),
    ("the begin and end of a list or of the abstract itself", re.compile(r"\\(?:begin|end)\{(?:abstract|itemize|enumerate|quote|center|document)\}\s?"), ""),
    ("an entry of a list", re.compile(r"\s*\\item(?![A-Za-z])\s*"), " • "),
    ("the hexadecimal number of a punctuation mark, whose ``&#`` and ``;`` were lost", re.compile(r"(?<=[a-z)\]])x(2013|2014|2018|2019|201[cd]|2026)(?=[A-Za-z])|(?<!\S)x(2013|2014|2026)(?!\S)"), lambda m: _HEX_PUNCTUATION[m[1] or m[2]]),
    ("an escaped apostrophe", re.compile(r"(?<=[A-Za-z])\\'(?=(?:s|t|re|ve|ll|d|m)\b)"), "'"),
    ("escaped quotation marks", re.compile(r"(?<![\w\\])\\\"([^\"\\\n]{1,200}?)\\\"(?!\w)"), r"“\1”"),
    ("an accent on a letter", re.compile(r"""\\(?:["'`^]\s?(?:\{\\?[A-Za-z]\}|\\?[A-Za-z])|[~=.](?:\{\\?[A-Za-z]\}|\\?[A-Za-z])|[uvHckdbr](?:\{\\?[A-Za-z]\}))"""), lambda m: _accent(m[0])),
    ("braces around an accented letter", re.compile(r"(?<![_^}\\])\{([^\x00-\x7f])\}"), r"\1"),
    ("a special letter", re.compile(r"\\(?:ss|ae|AE|oe|OE|aa|AA|o|O|l|L)(?![A-Za-z(])(?:\{\}|\s)?"), lambda m: _accent(m[0].strip().removesuffix("{}"))),
    ("a Latin abbreviation", re.compile(r"\\(ie|eg|etal|etc|cf|aka|vs)(?![A-Za-z])(?:\{\})?\.?"), lambda m: _LATIN_ABBREVIATIONS[m[1]]),
    (FONT_COMMAND, re.compile(r"\\(?:text(?:sc|bf|it|tt|rm|sf|sl|up|md|normal)?|emph|mbox|mathrm|mathbf|underline|uline|textsuperscript|textsubscript)\{((?:[^{}\\]|\\[%&_#{}])*)\}"), r"\1"),
    ("a font switch around words", re.compile(r"\{\\(?:em|it|bf|tt|sc|sl|sf|rm)\s+((?:[^{}\\]|\\[%&_#{}])*)\}"), r"\1"),
    ("a symbol behind a number whose backslash was lost", re.compile(r"(?<=\d)\\?times(?![A-Za-z])"), "×"),
    ("a sign before a number whose backslash was lost", re.compile(r"(?<![A-Za-z\\])(approx(?=\d)|sim(?=\d+(?:\.\d+)?\\?%))"), lambda m: _SYMBOLS[m[1]]),
    ("a section or paragraph sign before a number", re.compile(r"\\([SP])(?=~?\s?\d)"), lambda m: "§" if m[1] == "S" else "¶"),
    ("a symbol", re.compile(r"\\(" + "|".join(sorted(_SYMBOLS, key=len, reverse=True)) + r")(?![A-Za-z])(?:\{\})?"), lambda m: _SYMBOLS[m[1]]),
    ("an escaped character", re.compile(r"\\([%&_#{}])"), r"\1"),
    ("an escaped slash", re.compile(r"(?<=\w)\\/(?=\w)"), "/"),
    ("a forced or thin space", re.compile(r"\\[ ,;:](?=\s|\w)|\\\\(?=\s|$)"), " "),
    ("double quotes", re.compile(r"``([^`\n]{1,200}?)(?:''|``|\")"), r"“\1”"),
    ("double quotes made of apostrophes", re.compile(r"(?<![\w'])''([^'\n]{1,200}?)''(?!\w)"), r"“\1”"),
    ("single quotes", re.compile(r"(?<![\w`])`([^`'\n]{1,80}?)'(?![\w'])"), r"‘\1’"),
    ("a tie", re.compile(r"(\b\d[\w.%]*~)(?=\d)|(?<=[\w.,;:!?%§¶)\]}”’-])~(?=[\w(\[“‘\\])|(?<=[\w.,;:!?%)\]}”’])~(?=$)"), lambda m: m[1] or " "),
    ("an em dash", re.compile(r"(?<![\s|-])---(?![\s|-])|(?<=\s)---(?=\s)"), "—"),
    ("an en dash", re.compile(r"(?<=\w)--(?=\w)|(?<=\s)--(?=\s)"), "–"),
)  # fmt: skip
"""What is repaired: what it is, how it is recognised, what stands in its place."""


def repair(text: str, *, emphasis: bool = False) -> str:
    """Return ``text`` without the debris of LaTeX and feeds; mathematics between dollars stays TeX.

    With ``emphasis``, words in bold and emphasised ones come between the marks that :func:`sitegen.markdown.escape` writes as Markdown.
    """
    text = _NO_BREAK_SPACE.sub(" ", _INVISIBLE.sub("", clean(_unescape(text))))
    for _, pattern, replacement in (*MATH_RULES, *URL_RULES):
        text = pattern.sub(replacement, text)
    repaired: list[str] = []
    for is_math, piece in split_math(text):
        if is_math:
            repaired.append(f"${piece}$")
            continue
        if repaired and _TIE_BEHIND_MATH.match(piece):
            piece = f" {piece[1:]}"
        repaired.append(_repair_around_urls(piece.replace("$", "\\$"), emphasis))
    return "".join(repaired)


def _repair_around_urls(text: str, emphasis: bool) -> str:
    parts = _MATH_OR_URL.split(text)
    repaired = []
    for index, part in enumerate(parts):
        if index % 2:
            repaired.append(part)
            continue
        before_url = index + 1 < len(parts)
        repaired.append(_repair_words(part, before_url, emphasis))
    return "".join(repaired)


def _repair_words(text: str, before_url: bool, emphasis: bool) -> str:
    for _, pattern, replacement in EMPHASIS_RULES * 2 if emphasis else ():
        text = pattern.sub(replacement, text)
    for name, pattern, replacement in RULES:
        for _ in range(_DEEPEST_FONT if name == FONT_COMMAND else 1):
            text, count = pattern.subn(replacement, text)
            if not count:
                break
    if before_url and text.endswith("~"):
        text = text[:-1] + " "
    if before_url and re.search(r"[a-z][.:,]$", text):
        text += " "
    return text


def _unescape(text: str) -> str:
    """Resolve HTML entities, also doubled ones (``&amp;lt;``); an ampersand that begins none stays."""
    for _ in range(2):
        if not _ENTITY.search(text):
            break
        text = _ENTITY.sub(lambda match: html.unescape(match[0]), text)
    return text
