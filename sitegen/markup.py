"""Markdown → safe HTML, TeX mathematics → MathML.

Nothing that an author wrote is trusted: raw HTML is text, links are http, https or mailto, and the MathML that the converter makes is
rebuilt from an allow-list, since the converter neither escapes text nor refuses ``\\href``. What cannot be converted is shown as TeX.
"""

import functools
import re
from collections.abc import Sequence
from typing import Any
from xml.etree import ElementTree

from latex2mathml import exceptions
from latex2mathml.converter import convert
from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.token import Token
from markupsafe import Markup, escape

from sitegen.dialect import parser
from sitegen.markdown import KnownMarkdown, is_plain
from sitegen.math_letters import readable_fonts, set_letters
from sitegen.plain_math import math_to_plain
from sitegen.text import split_math

MATHML = "http://www.w3.org/1998/Math/MathML"
MAX_MATH = 2_000
"""A longer formula is shown as TeX."""
MAX_DEPTH = 60
"""A formula that is nested deeper is shown as TeX, so that it does not depend on the free stack whether it can be converted."""

_MATH = "<math>"
_LOCAL_LINK = '="/'
_WORD = re.compile(r"\w")
_BLANK = re.compile(r"\n(?:[ ]*\n)+")
_CONVERTER_ERRORS = (
    exceptions.DenominatorNotFoundError,
    exceptions.DoubleSubscriptsError,
    exceptions.DoubleSuperscriptsError,
    exceptions.ExtraLeftOrMissingRightError,
    exceptions.InvalidAlignmentError,
    exceptions.InvalidStyleForGenfracError,
    exceptions.InvalidWidthError,
    exceptions.LimitsMustFollowMathOperatorError,
    exceptions.MissingEndError,
    exceptions.MissingSuperScriptOrSubscriptError,
    exceptions.NoAvailableTokensError,
    exceptions.NumeratorNotFoundError,
    # The converter also falls over its own feet on malformed input; its result is a formula shown as TeX, never a failed build.
    IndexError,
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    StopIteration,
    RecursionError,
)
_ELEMENTS = frozenset(
    [
        "math",
        "mrow",
        "mi",
        "mn",
        "mo",
        "mtext",
        "mspace",
        "msup",
        "msub",
        "msubsup",
        "mfrac",
        "msqrt",
        "mroot",
        "mover",
        "munder",
        "munderover",
        "mtable",
        "mtr",
        "mtd",
        "mstyle",
        "mpadded",
        "mphantom",
        "mmultiscripts",
        "mprescripts",
        "none",
        "menclose",
        "merror",
    ]
)
_PARTS = {"mfrac": 2, "mroot": 2, "msub": 2, "msup": 2, "munder": 2, "mover": 2, "msubsup": 3, "munderover": 3}
"""How many parts these elements have (MathML Core 3.2 to 3.4); the converter leaves some out when the TeX does."""
_ATTRIBUTES = frozenset(
    [
        "display",
        "mathvariant",
        "stretchy",
        "fence",
        "separator",
        "lspace",
        "rspace",
        "accent",
        "accentunder",
        "linethickness",
        "columnalign",
        "rowspacing",
        "columnspacing",
        "width",
        "height",
        "depth",
        "displaystyle",
        "scriptlevel",
        "minsize",
        "maxsize",
        "symmetric",
        "largeop",
        "movablelimits",
        "columnlines",
        "rowlines",
        "form",
        "notation",
    ]
)
_VALUE = re.compile(r"[\w .%+-]{1,60}")


@functools.cache
def renderer() -> MarkdownIt:
    """Return the parser with the project's rules for links and mathematics."""
    markdown = parser()
    markdown.add_render_rule("math_inline", _math_inline)
    markdown.add_render_rule("math_inline_double", _math_block)
    markdown.add_render_rule("math_block", _math_block)
    markdown.add_render_rule("math_block_label", _math_block)
    markdown.add_render_rule("image", _image)
    markdown.add_render_rule("link_open", _link_open)
    return markdown


def markdown_html(source: str, root: str = "/", part: str = "") -> Markup:
    """Return the HTML blocks of a Markdown text.

    ``root`` stands before links that begin with ``/``. ``part`` names the text where a page has several, so that the ids of their
    footnotes differ.
    """
    if isinstance(source, KnownMarkdown) and source.html and not part:
        return Markup(source.html)  # noqa: S704  it was made here
    if is_plain(source):
        lines = ("\n".join(line.strip(" ") for line in block.split("\n")) for block in _BLANK.split(source.strip()) if block)
        return Markup("".join(f"<p>{escapeHtml(block)}</p>\n" for block in lines))  # noqa: S704  it is escaped
    html: str = renderer().render(source, {"root": root, **({"docId": part} if part else {})})
    return Markup(html)  # noqa: S704  the renderer escapes everything that is not its own


def lasting_html(source: str) -> str:
    """Return the HTML of a Markdown text if it is the same on every site; empty text if it links a place of the site."""
    html = str(markdown_html(source))
    return "" if _LOCAL_LINK in html else html


def title_html(title: str) -> Markup:
    """Return a title as HTML: text is escaped, mathematics between dollars becomes MathML, nothing else is markup.

    A link or heading is named by its text, and MathML is none to many programs: where no word stands beside them, formulas have names.
    """
    if "$" not in title:
        return escape(title)
    pieces = split_math(title)
    has_words = any(not is_math and _WORD.search(piece) for is_math, piece in pieces)
    show = math_html if has_words else _named_math
    return Markup("").join(show(piece) if is_math else escape(piece) for is_math, piece in pieces)


def _named_math(tex: str) -> Markup:
    """Return TeX as MathML with the formula as plain text for its name."""
    html = math_html(tex)
    name = escape(math_to_plain(tex).strip() or tex)
    return Markup('<math aria-label="{}">').format(name) + html[len(_MATH) :] if html.startswith(_MATH) else html


@functools.lru_cache(maxsize=5_000)
def math_html(tex: str, block: bool = False) -> Markup:
    """Return TeX as MathML, or as code where it cannot be converted."""
    display = "block" if block else "inline"
    try:
        if len(tex) > MAX_MATH:
            raise ValueError("too long")
        known = readable_fonts(tex).replace("\\operatorname*", "\\operatorname")  # the converter takes the star for a sign
        root = ElementTree.fromstring(convert(known, display=display))  # noqa: S314  made by the converter, not read from outside
        _check_math(root)
    except (*_CONVERTER_ERRORS, ElementTree.ParseError):
        return Markup('<code class="tex">{}</code>').format(tex)
    for element in root.iter():
        element.tag = element.tag.partition("}")[2]
    set_letters(root)
    root.attrib = {"display": display} if block else {}
    return Markup(ElementTree.tostring(root, encoding="unicode", short_empty_elements=False))  # noqa: S704  checked against the allow-list


def _check_math(root: ElementTree.Element) -> None:
    """Raise ValueError for an element that is not plain MathML, or too deep; drop attributes that are not on the list."""
    waiting = [(root, 1)]
    while waiting:
        element, depth = waiting.pop()
        if depth > MAX_DEPTH:
            raise ValueError("nested too deeply")
        waiting += [(child, depth + 1) for child in element]
        namespace, _, name = str(element.tag).removeprefix("{").partition("}")
        if namespace != MATHML or name not in _ELEMENTS:
            raise ValueError(f"not MathML: {element.tag}")
        if name in _PARTS and len(element) != _PARTS[name]:
            raise ValueError(f"{name} has {len(element)} parts")
        element.attrib = {key: value for key, value in element.attrib.items() if key in _ATTRIBUTES and _VALUE.fullmatch(value)}


def _math_inline(_renderer: Any, tokens: Sequence[Token], index: int, _options: Any, _env: Any) -> str:
    return str(math_html(tokens[index].content))


def _math_block(_renderer: Any, tokens: Sequence[Token], index: int, _options: Any, _env: Any) -> str:
    return str(math_html(tokens[index].content.strip(), block=True))


def _link_open(renderer: Any, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    tokens[index].attrSet("href", _address(str(tokens[index].attrs.get("href", "")), env))
    html: str = renderer.renderToken(tokens, index, options, env)
    return html


def _image(_renderer: Any, tokens: Sequence[Token], index: int, _options: Any, env: Any) -> str:
    """An image becomes a link to it: no page of the site contacts a third party. Within a link, or with a bad address, it is text."""
    source = str(tokens[index].attrs.get("src", ""))
    label = tokens[index].content or source
    kinds = [token.type for token in tokens[:index]]
    if not source or kinds.count("link_open") > kinds.count("link_close"):
        return str(escape(label))
    return str(Markup('<a href="{}">{}</a>').format(_address(source, env), label))


def _address(url: str, env: Any) -> str:
    return env.get("root", "/") + url[1:] if url.startswith("/") else url
