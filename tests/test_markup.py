"""Markdown becomes safe HTML, TeX becomes MathML, and nothing that an author writes is more than text."""

import re
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sitegen.markdown import KnownMarkdown
from sitegen.markup import MAX_MATH, lasting_html, markdown_html, math_html, title_html
from sitegen.plain_math import math_to_plain
from sitegen.text import split_math

_NAMES = (
    "math mrow mi mn mo mtext mspace msup msub msubsup mfrac msqrt mroot mover munder munderover mtable mtr mtd mstyle mpadded "
    "mphantom mmultiscripts mprescripts none menclose merror"
)
MATH_TAGS = frozenset(_NAMES.split())
MARKDOWN_TAGS = MATH_TAGS | frozenset(
    ["p", "a", "em", "strong", "code", "pre", "ul", "ol", "li", "blockquote", "hr", "br", "sup", "section"]
)
MARKDOWN_TAGS |= {f"h{level}" for level in range(1, 7)}


class Tags(HTMLParser):
    """Every tag of a piece of HTML with its attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        self.text += data


def assert_harmless(html: str) -> None:
    for tag, attrs in Tags(html).found:
        assert tag in MARKDOWN_TAGS, html
        assert not [name for name in attrs if name.startswith("on") or name in ("style", "src", "srcset", "xlink:href", "actiontype")], html
        if "href" in attrs:
            assert tag == "a"
            assert re.match(r"https?:|mailto:|/(?![/\\])|#|$", attrs["href"], re.IGNORECASE), html


@pytest.mark.parametrize(
    ("tex", "html"),
    [
        (r"\alpha", "<math><mrow><mi>α</mi></mrow></math>"),
        ("^{2}", "<math><mrow><msup><mi></mi><mrow><mn>2</mn></mrow></msup></mrow></math>"),
        (r"\frac{1}{2}", "<math><mrow><mfrac><mrow><mn>1</mn></mrow><mrow><mn>2</mn></mrow></mfrac></mrow></math>"),
        ("x<y", "<math><mrow><mi>x</mi><mo>&lt;</mo><mi>y</mi></mrow></math>"),
        (r"\operatorname*{top}", "<math><mrow><mo>top</mo></mrow></math>"),
    ],
)
def test_tex_becomes_mathml(tex: str, html: str) -> None:
    assert math_html(tex) == html
    assert title_html(f"Of ${tex}$ & more") == f"Of {html} &amp; more"


@pytest.mark.parametrize(
    ("tex", "text"),
    [
        (r"{\cal L}", "ℒ"),
        (r"{\mathcal L}_t", "ℒt"),
        (r"\cal{O}(n)", "𝒪(n)"),
        (r"\mathcal{LM}", "ℒℳ"),
        (r"{\frak g}", "𝔤"),
        (r"{\Bbb R}", "ℝ"),
        (r"\bf{x}", "𝐱"),
        (r"\boldsymbol{\theta}", "𝜽"),
        (r"\boldsymbol{h}", "𝒉"),
        (r"\mathtt{a1}", "𝚊𝟷"),
        (r"{\it h}", "h"),
    ],
)
def test_letters_of_other_alphabets_are_characters_since_browsers_know_no_variants(tex: str, text: str) -> None:
    assert Tags(math_html(tex)).text == text
    assert "mathvariant" not in math_html(tex)


def test_a_lone_upright_letter_says_so() -> None:
    for tex in (r"\mathrm{d}", r"{\rm d}", r"\rm{d}"):
        assert '<mi mathvariant="normal">d</mi>' in math_html(tex)


@pytest.mark.parametrize("title", ["$O(n)$", r"$\alpha$: $\beta$", r"«$x^2$»"])
def test_a_title_of_nothing_but_formulas_has_a_name(title: str) -> None:
    names = [attrs.get("aria-label", "") for tag, attrs in Tags(title_html(title)).found if tag == "math"]
    assert names == [math_to_plain(piece) for is_math, piece in split_math(title) if is_math]
    assert "aria-label" not in title_html(f"On {title}"), "where there are words, nothing is said twice"


def test_the_name_of_a_formula_is_text() -> None:
    assert title_html('$a<b"$').startswith('<math aria-label="a&lt;b&#34;">')


def test_displayed_math_says_so() -> None:
    for source in ("$$\nx\n$$", "$$x$$", "Then $$x$$ follows."):
        assert '<math display="block"><mrow><mi>x</mi></mrow></math>' in markdown_html(source)
    assert "display" not in markdown_html("Then $x$ follows.")


@pytest.mark.parametrize(
    "tex",
    [
        r"\href{javascript:alert(1)}{x}",
        r"\href{https://example.org/}{x}",
        r"\url{javascript:alert(1)}",
        r"\text{<img src=x onerror=alert(1)>}",
        r"\text{</mtext><script>alert(1)</script>}",
        r"\mathrm{<script>}",
        r"\color{red;background:url(//evil)}x",
        r"\style{x:expression(alert(1))}{y}",
        r"\class{evil}{x}",
        r"\unicode{x3c}script",
        r"\input{/etc/passwd}",
        r"\include{/etc/passwd}",
        r"\def\x{\x\x}\x",
        r"\newcommand{\x}{\x}\x",
        r"\begin{matrix}",
        r"\begin{array}{c|c} a & b \\ c",
        r"\end{matrix}",
        r"\frac",
        r"\frac{1}",
        r"\sqrt[",
        r"\left(",
        r"\right)",
        r"x^",
        r"x__y",
        r"x^a^b",
        r"\over",
        r"{x \over y \over z}",
        r"\limits",
        r"\genfrac{}{}{9q}{}{a}{b}",
        r"\hspace{a}",
        r"&<>\"'",
        "\\",
        "{",
        "}",
        "{" * 900,
        "{" * 10_000 + "}" * 10_000,
        "{" * 900 + "x" + "}" * 900,
        r"\sqrt" * 300,
        r"\frac" * 300,
        r"\left(" * 200 + "x" + r"\right)" * 200,
        "x^{" * 400 + "y" + "}" * 400,
        "_" * 1_000,
        "x" * (MAX_MATH + 1),
        "\x00\x01",
        "\ud800",
        "𝔘𝔫𝔦" * 100,
    ],
    ids=lambda tex: repr(tex[:24]),
)
def test_broken_and_hostile_tex_is_text(tex: str) -> None:
    for block in (False, True):
        html = str(math_html(tex, block))
        assert_harmless(html)
        assert html.startswith(("<math", '<code class="tex">'))
        if html.startswith("<code"):
            assert Tags(html).text.replace("\ufffd", "") == tex.replace("\x00", "") or "\x00" in tex or "\ud800" in tex
    assert_harmless(title_html(f"Title ${tex}$ end"))


def test_how_deep_a_formula_may_be_does_not_depend_on_the_stack() -> None:
    """The same formula gives the same bytes, whether the build calls from deep inside or not."""
    formulas = ["{" * depth + "x" + "}" * depth for depth in range(2, 990, 19)] + [r"\sqrt" * depth + "x" for depth in range(2, 390, 7)]

    def deep(levels: int) -> list[str]:
        return deep(levels - 1) if levels else [str(math_html(tex)) for tex in formulas]

    first = deep(0)
    math_html.cache_clear()
    assert deep(150) == first


PIECES = st.sampled_from(
    [
        r"\frac",
        r"\sqrt",
        r"\left",
        r"\right",
        r"(",
        r")",
        r"[",
        r"]",
        r"{",
        r"}",
        r"^",
        r"_",
        r"&",
        r"\\",
        r"\begin{matrix}",
        r"\end{matrix}",
        r"\begin{cases}",
        r"\end{cases}",
        r"\text",
        r"\mathrm",
        r"\mathbb",
        r"\hat",
        r"\sum",
        r"\int",
        r"\limits",
        r"\alpha",
        r"\over",
        r"\choose",
        r"\binom",
        r"\substack",
        r"\overset",
        r"\underbrace",
        r"\operatorname",
        r"\color",
        r"\href",
        r"\hspace",
        r"\quad",
        r"x",
        r"2",
        r",",
        r"'",
        r"<",
        r">",
        r"%",
        r"#",
        r"~",
        r"\|",
        r"\{",
        r"\}",
        r"|",
        r".",
        r"\mathcal{L}",
        r"\displaystyle",
        r"\not",
        r"\phantom",
        r"\rule",
        r"\boxed",
        r"\middle",
        r"\big",
        r"\xrightarrow",
        r"\cfrac",
        r"\dfrac",
        r"\tag",
        r"\label",
    ]
)


@settings(max_examples=600, deadline=None)
@given(st.one_of(st.lists(PIECES, max_size=14).map(" ".join), st.lists(PIECES, max_size=10).map("".join), st.text(max_size=30)))
@example(r"\frac{}{")
def test_no_tex_raises_or_is_more_than_mathml(tex: str) -> None:
    html = str(math_html.__wrapped__(tex))
    assert_harmless(html)
    if html.startswith("<math"):
        ElementTree.fromstring(html)
    else:
        assert html.startswith('<code class="tex">')


HTML = ["<script>", "</p>", "<img src=x onerror=y>", "&lt;", "<javascript:x>", '<https://e.org/">', "\u2028"]
LINKS = ["[a](", ")", "![", "](//evil)", "](/\\evil)", "[x]: javascript:y\n", "[x]", "https://example.org/"]
SCHEMES = ["javascript:x", "JaVaScRiPt:", "&#106;avascript:", "vbscript:x", "data:text/html,x"]
MARKS = ["$", "$$", "`", "\n\n", "# ", "- ", "> ", "    ", "[^1]", "[^1]: ", "\\", "*", "_", " \t", "x", "|"]
SOURCES = st.sampled_from([*HTML, *LINKS, *SCHEMES, *MARKS])


@settings(max_examples=600, deadline=None)
@given(st.lists(SOURCES, max_size=16).map("".join))
def test_no_markdown_is_more_than_plain_markup(source: str) -> None:
    assert_harmless(markdown_html(source))
    assert_harmless(title_html(source))


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("<b>bold</b>", "<p>&lt;b&gt;bold&lt;/b&gt;</p>\n"),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n"),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>\n"),
        ("[x](data:text/html,y)", "<p>[x](data:text/html,y)</p>\n"),
        ("[x](JAVASCRIPT:alert(1))", "<p>[x](JAVASCRIPT:alert(1))</p>\n"),
        ("[x](&#106;avascript:alert(1))", "<p>[x](javascript:alert(1))</p>\n"),
        ("[x](//evil.example/)", "<p>[x](//evil.example/)</p>\n"),
        ("[x](https://example.org/)", '<p><a href="https://example.org/">x</a></p>\n'),
        ("[x](/tags/)", '<p><a href="/tags/">x</a></p>\n'),
        ("https://example.org/a", '<p><a href="https://example.org/a">https://example.org/a</a></p>\n'),
        ("![A figure](https://example.org/x.png)", '<p><a href="https://example.org/x.png">A figure</a></p>\n'),
        ("![](https://example.org/x.png)", '<p><a href="https://example.org/x.png">https://example.org/x.png</a></p>\n'),
        ("[![A figure](https://a.org/x.png)](https://b.org/)", '<p><a href="https://b.org/">A figure</a></p>\n'),
        ("`$x$`", "<p><code>$x$</code></p>\n"),
        ("It costs $5 or $6.", "<p>It costs $5 or $6.</p>\n"),
    ],
)
def test_markdown(source: str, html: str) -> None:
    assert markdown_html(source) == html


def test_links_of_the_site_get_its_path() -> None:
    html = markdown_html("[a](/tags/) ![b](/b.png) [c](#c) [d](https://example.org/)", "/lab/")
    assert re.findall(r'href="([^"]*)"', html) == ["/lab/tags/", "/lab/b.png", "#c", "https://example.org/"]


def test_rendering_twice_gives_the_same() -> None:
    source = "[a](/tags/) and $x^2$[^1]\n\n[^1]: A note."
    assert markdown_html(source, "/lab/") == markdown_html(source, "/lab/")


@pytest.mark.parametrize("tex", [r"\frac{1}", r"\frac{1", r"\sqrt[3]", r"x^"])
def test_a_formula_without_all_its_parts_is_shown_as_tex(tex: str) -> None:
    assert str(math_html(tex)) == f'<code class="tex">{tex}</code>'


@given(
    st.lists(
        st.sampled_from(
            ["a *word*", " ", "\n\n", "$x^2$", "$$\\alpha$$", "[there](/about/)", "https://example.org/a", "[^1]", "[^1]: note", "<b>"]
        ),
        max_size=8,
    ).map("".join),
    st.sampled_from(["/", "/papers/"]),
)
def test_html_that_is_kept_is_what_would_be_made(source: str, root: str) -> None:
    kept = KnownMarkdown(source, lasting_html(source))
    assert kept == source
    assert markdown_html(kept, root) == markdown_html(source, root)
    assert markdown_html(kept, root, "notes") == markdown_html(source, root, "notes")


def test_html_that_links_the_site_is_not_kept_since_sites_lie_elsewhere() -> None:
    assert lasting_html("See [there](/about/).") == ""
    assert "<em>" in lasting_html("An *emphasised* word.")
