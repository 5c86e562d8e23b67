"""LaTeX as it stands in bibliographies → text; mathematics between dollars stays TeX.

Reference managers write every letter beyond ASCII as a command, so a value is read to its end: accents, symbols, fonts, quotation marks,
dashes. A command that is not known goes, and what stands in its braces stays. Nothing recurses, and every step takes linear time.
"""

import functools
import html
import re
import unicodedata

import unicodeit
from pylatexenc.latex2text import get_default_latex_context_db
from pylatexenc.macrospec import LatexContextDb

from sitegen.text import MATH

_COMBINING = {
    "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", "=": "\u0304", "u": "\u0306", ".": "\u0307", '"': "\u0308", "r": "\u030a",
    "H": "\u030b", "v": "\u030c", "d": "\u0323", "c": "\u0327", "k": "\u0328", "b": "\u0331", "textcommabelow": "\u0326",
}  # fmt: skip
"""The accents of *The TeXbook*, chapter 9, and those of the encodings T1 and T2."""
_LETTER = r"(?:\{\s*(?:\\[A-Za-z]+\s*|[^\W\d_]?)\}|\\[A-Za-z]{1,2}(?![A-Za-z])\s*|[^\W\d_])"
_ACCENT = re.compile(rf"\\(?:([`'^~=.\"])\s*|([uHrvdckb]|textcommabelow)(?![A-Za-z])\s*)({_LETTER})")
_SYMBOLS = {
    "copyright": "©", "pounds": "£", "textsterling": "£", "euro": "€", "texteuro": "€", "EUR": "€", "S": "§", "P": "¶",
    "textsection": "§", "slash": "/", "hyphen": "-", "dash": "–", "ddag": "‡", "LaTeX": "LaTeX", "TeX": "TeX", "BibTeX": "BibTeX",
    "quad": " ", "qquad": " ", "enspace": " ", "thinspace": " ", "space": " ", "newline": " ", "linebreak": " ", "par": "\n\n",
    "item": " ", "textmu": "µ", "backslash": "\\", "lbrace": "{", "rbrace": "}", "textless": "<", "textgreater": ">", "textbar": "|",
    "i": "ı", "j": "ȷ", "dh": "ð", "DH": "Ð", "th": "þ", "TH": "Þ", "dj": "đ", "DJ": "Đ", "ng": "ŋ", "NG": "Ŋ", "textquotesingle": "'",
    "textquotedbl": '"', "textasciigrave": "`", "textasciicircum": "^", "guillemotleft": "«", "guillemotright": "»", "guillemetleft": "«",
    "guillemetright": "»", "glqq": "„", "grqq": "“", "quotedblbase": "„", "textdegree": "°", "degree": "°", "textperthousand": "‰",
    "textnumero": "№",
}  # fmt: skip
_QUOTING = {"enquote": ("“", "”"), "mkbibquote": ("“", "”"), "enquote*": ("‘", "’")}
_DROPPED = re.compile(
    r"\\(?:noopsort|SortNoop|cite[a-z]*\*?|label|ref|index|vspace|hspace|[hv]?phantom)\s*(?:\[[^\[\]]{0,200}\])?\{[^{}]*\}"
)
_ADDRESS = re.compile(r"\\(?:url|nolinkurl|path)\s*\{([^{}]*)\}")
_HREF = re.compile(r"\\href\s*\{([^{}]*)\}\s*\{")
_QUOTE = re.compile(r"\\(enquote\*?|mkbibquote)\s*\{([^{}]*)\}")
_ENSURED = re.compile(r"\\ensuremath\s*\{((?:[^{}]|\{[^{}]*\})*)\}|\\\(((?:[^\\]|\\[^)])*?)\\\)")
_DOLLARS = re.compile(r"(?<!\\)\$\$?((?:[^$\\]|\\.){1,1000}?)\$\$?", re.DOTALL)
_PROSE = re.compile(r"(?<![\\A-Za-z{])[A-Za-z]{3,} [A-Za-z]{2,} ")
_LINE_BREAK = re.compile(r"\\\\(?=\s|\Z|\*)\*?")
_COMMAND = re.compile(r"\\([A-Za-z]+\*?)(?:\{\}|\s+|)")
_ESCAPED = re.compile(r"\\([^A-Za-z])")
_SHELTER = 0xF0000
"""Where private characters begin, each of which stands for a piece that is not to be touched."""
_MOST_SHELTERS = 0xFFFD
_SHELTERED = re.compile("[\U000f0000-\U000ffffd]")
_OPERATOR = re.compile(r"\\(log|ln|lg|exp|sin|cos|tan|max|min|sup|inf|lim|det|dim|ker|deg|arg|gcd|Pr)(?![A-Za-z])")
_LONGEST = 500_000
"""A longer value is not LaTeX; only its braces are taken off."""
_PLAIN_MATH = {
    "<": "<",
    ">": ">",
    "|": "|",
    "\\backslash": "\\",
    "-": "-",
    "+": "+",
    "=": "=",
    "\\sim": "~",
    "\\{": "{",
    "\\}": "}",
    "\\$": "$",
    "\\&": "&",
    "\\%": "%",
}
_TAG = re.compile(
    r"</?(?:i|b|u|em|strong|sub|sup|span|scp|sc|p|jats:[a-z]+|mml:[a-z]+|italic|bold|font|title|sec)(?:\s[^<>]{0,300})?/?>", re.IGNORECASE
)
_BLANK_LINE = re.compile(r"\n[ \t]*\n\s*")
_SPACES = re.compile(r"[ \t\n\r\f\v]+")


class _Shelter:
    """Keeps pieces of a text away from what is done to the rest of it."""

    def __init__(self) -> None:
        self.pieces: list[str] = []

    def keep(self, piece: str) -> str:
        if len(self.pieces) >= _MOST_SHELTERS:
            return piece
        self.pieces.append(piece)
        return chr(_SHELTER + len(self.pieces) - 1)

    def restore(self, text: str, dollar: str) -> str:
        """Put the pieces back; ``dollar`` is how a dollar that is no mark of mathematics is written."""
        return _SHELTERED.sub(lambda match: self.pieces[ord(match[0]) - _SHELTER].replace("\\$", dollar), text)


def tex_to_text(value: str) -> str:
    """Return text, with mathematics between dollars; paragraphs are set apart by an empty line.

    A dollar that is none of TeX's is escaped where it could be taken for one.
    """
    shelter = _Shelter()
    text = _resolved(_SHELTERED.sub("", value), shelter)
    plain = shelter.restore(text, "$")
    if len(MATH.findall(plain)) == sum(piece.startswith("$") for piece in shelter.pieces):
        return plain
    return shelter.restore(text, "\\$")


def tex_to_plain(value: str) -> str:
    """Return text on one line, with the mathematics in Unicode as far as that goes."""
    text = tex_to_text(value)
    if "$" in text:
        text = MATH.sub(lambda match: _linear(match[1]), text).replace("\\$", "$")
    return _SPACES.sub(" ", text).strip()


@functools.lru_cache(maxsize=1024)
def _linear(tex: str) -> str:
    """Return a formula as a row of characters."""
    text = re.sub(r"\\(?:textrm|textit|textbf|text|mathrm|mathit|mathbf|mathsf|rm)\b\s*", "", tex[:500])
    if re.fullmatch(r"[^\\^_]*[\^_]\{[^{}]*[^\W\d_][^{}]*\}[^\\^_]*", text):
        return text.replace("^", "").replace("_", "").replace("{", "").replace("}", "")
    text = _OPERATOR.sub(r"\1", text)
    converted: str = unicodeit.replace(text)
    return re.sub(r"[{}\\^_]", "", converted)


def _resolved(value: str, shelter: _Shelter) -> str:
    """Resolve every command; literal dollars stay escaped, mathematics is in the shelter."""
    if not re.search(r"[\\{}$~`&<]|--|''", value):
        return _paragraphs(value)
    if len(value) > _LONGEST:
        return _paragraphs(value.replace("{", "").replace("}", "").replace("$", shelter.keep("\\$")))
    text = _ENSURED.sub(lambda match: f"${match[1] or match[2] or ''}$", value)
    text = _DOLLARS.sub(lambda match: _math(match, shelter), text).replace("\\$", "$").replace("$", shelter.keep("\\$"))
    text = _ADDRESS.sub(lambda match: shelter.keep(re.sub(r"\\([#%&_~$^{}])", r"\1", match[1])), text)
    text = _HREF.sub("{", _DROPPED.sub("", text))
    for _ in range(2):
        text = _ACCENT.sub(lambda match: _accented(match, shelter), text)
        text = _QUOTE.sub(lambda match: f"{_QUOTING[match[1]][0]}{match[2]}{_QUOTING[match[1]][1]}", text)
    text = _LINE_BREAK.sub(" ", text).replace("\\\\", "\\")
    text = _ESCAPED.sub(lambda match: _escaped(match[1], shelter), text)
    text = _COMMAND.sub(lambda match: shelter.keep("~") if match[1] == "textasciitilde" else _symbol(match[1]), text)
    text = text.replace("~", " ").replace("{", "").replace("}", "")
    text = text.replace("---", "—").replace("--", "–").replace("``", "“").replace("''", "”")
    if "&" in text:
        text = html.unescape(text)
    if "<" in text:
        text = _TAG.sub("", text)
    return _paragraphs(text)


def _paragraphs(text: str) -> str:
    paragraphs = (_SPACES.sub(" ", paragraph).strip() for paragraph in _BLANK_LINE.split(text))
    return unicodedata.normalize("NFC", "\n\n".join(paragraph for paragraph in paragraphs if paragraph))


def _math(match: re.Match[str], shelter: _Shelter) -> str:
    """Keep what is mathematics; what is prose between the prices of two things is not."""
    tex = _SPACES.sub(" ", match[1]).strip()
    if not tex:
        return ""
    if tex in _PLAIN_MATH:
        return shelter.keep(_PLAIN_MATH[tex]) if tex not in "<>" else tex
    if _PROSE.search(f"{tex} "):
        return match[0].replace("$", "\\$")
    return shelter.keep(f"${tex}$")


def _escaped(char: str, shelter: _Shelter) -> str:
    if char in "{}~`'\"\\":
        return shelter.keep(char) if char in "{}~" else char
    if char in ",;: \n/\t":
        return "" if char == "/" else " "
    return "" if char in "-!@" else char


def _accented(match: re.Match[str], shelter: _Shelter) -> str:
    accent = match[1] or match[2]
    letter = match[3].strip("{} \t\n")
    if letter.startswith("\\"):
        name = letter[1:].strip()
        letter = name if name in ("i", "j") else _symbol(name)
    if not letter:
        return shelter.keep(match[1]) if match[1] else ""
    return unicodedata.normalize("NFC", letter + _COMBINING[accent])


@functools.lru_cache(maxsize=4096)
def _symbol(name: str) -> str:
    """Return what a command without arguments stands for; empty when it is a font, or not known."""
    if name in _SYMBOLS:
        return _SYMBOLS[name]
    meaning = getattr(_commands().get_macro_spec(name), "simplify_repl", None)
    # What takes arguments has a function, or a pattern to fill in: its arguments stand in the text already.
    return meaning if isinstance(meaning, str) and len(meaning) <= 4 and "%" not in meaning and not meaning.isspace() else ""


@functools.cache
def _commands() -> LatexContextDb:
    return get_default_latex_context_db()
