"""The one Markdown dialect of the project: CommonMark, TeX between dollars, footnotes, bare ``https`` links; no raw HTML.

``ingest`` writes it, ``site`` takes plain text from it, ``render`` makes HTML of it: all with the parser made here, so that the
three cannot disagree.
"""

import functools
import re

import unicodeit
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.footnote import footnote_plugin

from sitegen.text import one_line, split_math

DIALECT_VERSION = 1
"""Raised when the same Markdown gives other HTML than before; part of every page's digest."""

_ALWAYS = re.compile(r"[\\`*]|<(?=[A-Za-z/!?])")
_UNDERSCORE = re.compile(r"(?<![^\W_])_|_(?![^\W_])")
_ENTITY = re.compile(r"&(?=#?\w{1,32};)")
_BRACKET = re.compile(r"\[(?=\^)|\](?=[(:\[])")
_DOLLAR = re.compile(r"\$")
_BLOCK_START = re.compile(r"^(?:(#{1,6})(?=\s|$)|([-+>=~|])|(\d{1,9})([.)])(?=\s|$))")
_SENTENCE_END = re.compile(r"(?<=[a-z\d)\]”’\"][.!?]) (?=[A-Z“])")


@functools.cache
def parser() -> MarkdownIt:
    """Return the parser. It keeps no state between documents and must not be changed."""
    markdown = MarkdownIt("commonmark", {"html": False, "linkify": True})
    markdown.enable("linkify").use(dollarmath_plugin, allow_digits=False, allow_space=False, double_inline=True).use(footnote_plugin)
    if markdown.linkify is not None:
        markdown.linkify.set({"fuzzy_link": False, "fuzzy_email": False})
    return markdown


def escape(text: str) -> str:
    """Write plain text, in which math may stand between dollars, so that Markdown shows exactly it.

    Only what would be read as markup gets a backslash, so the result stays readable. Each paragraph is put on lines by
    sentence, which keeps later differences small.
    """
    paragraphs = [one_line(part) for part in re.split(r"\n\s*\n", text)]
    return "\n\n".join(_escape_paragraph(part) for part in paragraphs if part)


def plain_text(source: str) -> str:
    """Return what a reader sees of a Markdown text, without markup; math becomes Unicode as far as it goes."""
    blocks = []
    for token in parser().parse(source):
        if token.type == "inline":
            blocks.append(_plain_inline(token.children or []))
        elif token.type in ("fence", "code_block"):
            blocks.append(token.content)
        elif token.type.startswith("math_block"):
            blocks.append(math_to_plain(token.content))
    return re.sub(r"\s+", " ", " ".join(blocks)).strip()


def plain_title(title: str) -> str:
    """Return a title without markup: its math becomes Unicode."""
    return "".join(math_to_plain(piece) if is_math else piece for is_math, piece in split_math(title))


@functools.lru_cache(maxsize=10_000)
def math_to_plain(tex: str) -> str:
    """Return TeX math as Unicode text, as far as it has characters: ``^{2}`` is ``²``, ``\\alpha`` is ``α``."""
    text: str = unicodeit.replace(tex)
    return text.replace("{", "").replace("}", "")


def _escape_paragraph(text: str) -> str:
    pieces = [f"${piece}$" if is_math else _escape_plain(piece) for is_math, piece in split_math(text)]
    lines = _SENTENCE_END.sub("\n", "".join(pieces)).split("\n")
    return "\n".join(_BLOCK_START.sub(_escape_start, line) for line in lines)


def _escape_plain(text: str) -> str:
    parts = re.split(r"(https?://[^\s<>\"]+)", text)
    return "".join(part if index % 2 else _escape_words(part) for index, part in enumerate(parts))


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


def _plain_inline(tokens: list[Token]) -> str:
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
