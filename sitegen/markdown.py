"""Plain text → Markdown of the project's dialect, and back.

Most texts are plain: the parser (:mod:`sitegen.dialect`) takes a while to be loaded, and is where it is needed.
"""

import re
from typing import TYPE_CHECKING

from sitegen.plain_math import math_to_plain
from sitegen.text import one_line, split_math

if TYPE_CHECKING:
    from markdown_it.token import Token

STRONG = ("\ue000", "\ue001")
"""Marks before and behind words in bold, in text that goes to :func:`escape`; they are of Unicode's private use and occur in no source."""
EMPHASIS = ("\ue002", "\ue003")
"""The same for emphasised words."""

DIALECT_VERSION = 4
"""Raised when the same Markdown gives other HTML than before; part of every page's digest."""

_MARKS = re.compile(f"[{STRONG[0]}-{EMPHASIS[1]}]")
_ALWAYS = re.compile(r"[\\`*]|<(?=[A-Za-z/!?]|$)")
_UNDERSCORE = re.compile(r"(?<![^\W_])_|_(?![^\W_])")
_ENTITY = re.compile(r"&(?=#?\w{1,32};)")
_BRACKET = re.compile(r"\[(?=\^)|(?<=\^)\[|\](?=[(:\[])")
_DOLLAR = re.compile(r"\$")
_BLOCK_START = re.compile(r"^(?:(#{1,6})(?=\s|$)|([-+>=~|])|(\d{1,9})([.)])(?=\s|$))")
_SPACES = tuple(char for char in map(chr, range(0x3001)) if char.isspace() and char not in "\n ")
_SIGNS = ("\\", "`", "*", "_", "$", "\x00", "[^", "^[", "//", "  \n", *_SPACES)
_MARKUP = tuple(map(re.compile, (r"<(?=[A-Za-z])", r"&(?=[#\w])", r"\](?=[(:\[])", r"\n(?:[ =>#~|+-]|\d+[.)])")))
"""With the signs, and what may stand at the very beginning, whatever might mean something in the dialect; see :func:`is_plain`. Each is
looked for on its own, and begins with one letter: so a search takes a tenth of what it takes for all at once."""
_BEGINNING = re.compile(r"[ =>#~|+-]|\d+[.)]")
_RUN_OF_URL = re.compile(r"(?<![A-Za-z0-9])https?://\S{0,2000}", re.IGNORECASE)
_LONGEST_URL = 2_000
_SENTENCE_END = re.compile(r"(?<=[a-z\d)\]”’\"][.!?]) (?=[A-Z“])")


class KnownMarkdown(str):
    """A Markdown text of which the HTML is known, so that it need not be parsed again: see :func:`sitegen.markup.markdown_html`."""

    __slots__ = ("html",)
    html: str

    def __new__(cls, source: str, html: str = "") -> "KnownMarkdown":
        """Return the text; ``html`` is empty where it is not known."""
        text = super().__new__(cls, source)
        text.html = html
        return text


def escape(text: str) -> str:
    """Write plain text, in which math may stand between dollars, so that Markdown shows exactly it.

    Only what would be read as markup gets a backslash, so the result stays readable. Each paragraph is put on lines by
    sentence, which keeps later differences small.
    """
    paragraphs = [one_line(part) for part in re.split(r"\n\s*\n", text)]
    return "\n\n".join(_escape_paragraph(part) for part in paragraphs if part)


def plain_text(source: str) -> str:
    """Return what a reader sees of a Markdown text, without markup; math becomes Unicode as far as it goes."""
    if is_plain(source):
        return " ".join(source.split())
    from sitegen.dialect import parser

    blocks = []
    for token in parser().parse(source):
        if token.type == "inline":
            blocks.append(_plain_inline(token.children or []))
        elif token.type in ("fence", "code_block"):
            blocks.append(token.content)
        elif token.type.startswith("math_block"):
            blocks.append(math_to_plain(token.content))
    return " ".join(" ".join(blocks).split())


def is_plain(source: str) -> bool:
    """Tell whether a Markdown text is nothing but paragraphs, so that it can be used without a parser. When in doubt it is not."""
    if any(sign in source for sign in _SIGNS) or _BEGINNING.match(source) or "mailto:" in source.lower():
        return False
    return not any(markup.search(source) for markup in _MARKUP)


def plain_title(title: str) -> str:
    """Return a title without markup: its math becomes Unicode."""
    return "".join(math_to_plain(piece) if is_math else piece for is_math, piece in split_math(title))


def _escape_paragraph(text: str) -> str:
    pieces = split_math(text)
    parts = []
    for index, (is_math, piece) in enumerate(pieces):
        before_math = index + 1 < len(pieces)
        parts.append(f"${piece}$" if is_math else _escape_plain(piece, before_math))
    lines = _SENTENCE_END.sub("\n", _write_emphasis("".join(parts))).split("\n")
    return "\n".join(_BLOCK_START.sub(_escape_start, line) for line in lines)


def _write_emphasis(text: str) -> str:
    """Turn marks into asterisks where CommonMark reads them as meant: letters or digits stand at both ends inside; drop the others."""
    for (begin, end), asterisks in ((STRONG, "**"), (EMPHASIS, "*")):
        text = re.sub(rf"{begin}(\w(?:[^{begin}{end}]*\w)?){end}", rf"{asterisks}\1{asterisks}", text)
    return _MARKS.sub("", text)


def _escape_plain(text: str, before_math: bool) -> str:
    """Escape what stands between URLs; a URL stays bare where the parser finds its end by itself, else it gets angle brackets."""
    escaped, end = [], 0
    while match := _RUN_OF_URL.search(text, end):
        escaped.append(_escape_words(text[end : match.start()]))
        run = match[0]
        url = _linked_part(run)
        rest = run[len(url) :]
        stands_alone = _escape_words(rest) == rest and text[match.start() - 1 : match.start()] not in ("-", "+", ".")
        stands_alone = stands_alone and not (before_math and match.end() == len(text))
        if not url:
            scheme = run.partition(":")[0]
            escaped.append(f"{scheme}\\:")
            end = match.start() + len(scheme) + 1
        else:
            escaped.append(url if stands_alone else f"<{url}>")
            end = match.start() + len(url)
    return "".join((*escaped, _escape_words(text[end:])))


def _linked_part(run: str) -> str:
    """Return as much of ``run``, which begins with a scheme, as the parser would make a link of; empty when nothing."""
    from sitegen.dialect import parser

    linkify = parser().linkify
    link = linkify.match_at_start(run) if linkify is not None else None
    url = link.url.rstrip("*") if link is not None else ""
    return "" if "<" in url or ">" in url or len(run) > _LONGEST_URL else url


def _escape_words(text: str) -> str:
    text = _ALWAYS.sub(lambda match: "\\" + match[0], text)
    text = _UNDERSCORE.sub(r"\\_", text)
    text = _ENTITY.sub(r"\\&", text)
    text = _BRACKET.sub(lambda match: "\\" + match[0], text)
    return _DOLLAR.sub(r"\\$", text)


def _escape_start(match: re.Match[str]) -> str:
    if match[3]:
        return f"{match[3]}\\{match[4]}"
    return "\\" + match[0]


def _plain_inline(tokens: "list[Token]") -> str:
    result = []
    for token in tokens:
        if token.type.startswith("math_inline"):
            result.append(math_to_plain(token.content))
        elif token.type in ("softbreak", "hardbreak"):
            result.append(" ")
        elif token.type == "image":
            result.append(_plain_inline(token.children or []))
        else:
            result.append(token.content)
    return "".join(result)
