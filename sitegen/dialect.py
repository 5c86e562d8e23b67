"""The one Markdown dialect of the project: CommonMark, TeX between dollars, footnotes, bare ``https`` links; no raw HTML.

``ingest`` writes it, ``site`` takes plain text from it, ``render`` makes HTML of it: all with the parser made here, so that the
three cannot disagree.
"""

import functools
import re

from linkify_it import LinkifyIt
from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.footnote import footnote_plugin

from sitegen.text import MATH

_SAFE_LINK = re.compile(r"(?:https?|mailto):|/(?!/)|#", re.IGNORECASE)
_DISPLAY_MATH = re.compile(r"\$\$(?!\s)((?:[^$\\]|\\.)+?)(?<!\s)\$\$", re.DOTALL)


@functools.cache
def parser() -> MarkdownIt:
    """Return the parser. It keeps no state between documents and must not be changed."""
    markdown = MarkdownIt("commonmark", {"html": False, "linkify": True})
    markdown.enable("linkify").use(dollarmath_plugin).use(footnote_plugin)
    # The plugin's own rule for math within a line disagrees with titles about digits beside a dollar ("2$\times$").
    markdown.inline.ruler.at("math_inline", _math_rule)
    markdown.validateLink = is_safe_link  # type: ignore[method-assign]
    markdown.linkify = _Linkify(options={"fuzzy_link": False, "fuzzy_email": False})
    return markdown


class _Linkify(LinkifyIt):  # type: ignore[misc]
    """Looks for links only in text that holds the beginning of one: the full search takes longer than all other rules together.

    The parser asks of a whole paragraph first, and then of each piece of its text: addresses with a scheme are links by then.
    """

    def pretest(self, text: str) -> bool:
        return "//" in text or "mailto:" in text.lower()

    def test(self, text: str) -> bool:
        return self.pretest(text) and bool(super().test(text))


def is_safe_link(url: str) -> bool:
    """Tell whether a link may lead there: http, https, mail, or a place of the site itself."""
    return _SAFE_LINK.match(url) is not None


def _math_rule(state: StateInline, silent: bool) -> bool:
    """Read math within a paragraph by the rules of :func:`sitegen.text.split_math`; between two dollars it is displayed."""
    if state.src[state.pos] != "$":
        return False
    double = _DISPLAY_MATH.match(state.src, state.pos, state.posMax)
    match = double or MATH.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    if not silent:
        token = state.push("math_inline_double" if double else "math_inline", "math", 0)
        token.content, token.markup = match[1], "$$" if double else "$"
    state.pos = match.end()
    return True
