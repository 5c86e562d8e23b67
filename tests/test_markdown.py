"""The Markdown dialect: text that is escaped is shown as it is, and every reader of it sees the same."""

import html
import re
from collections.abc import Iterator

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it.token import Token

from sitegen.dialect import parser
from sitegen.markdown import escape, is_plain, plain_text, plain_title
from sitegen.markup import markdown_html
from sitegen.plain_math import math_to_plain
from sitegen.text import one_line, split_math

MARKUP = [
    *("https://a.b", "http://x.y/~z_", "HTTPS://", "www.x.y", "mailto:a@b.c", "ftp://a*b*", "//a.b", "[^1]", "[^1]:", "[a]", "(b)", "]:"),
    *("^[x]", "1.", "2)", "-", "#", ">", "```", "~~~", "+", "=", "|", "<", "<b>", "</b>", "<!--", "&amp;", "&#35;", "_", "__", "*", "**"),
    *("!", "\\", "---", "===", ":", "é", "漢", "🙂", "a", "b", "1", ".", "B", "?", "”"),
]
SPACES = [" ", "\n", "\n\n", "\t", "    ", "\u00a0", "\u202e", "\ud800", "\x00"]
pieces_of_markup = st.lists(st.sampled_from(MARKUP + SPACES), max_size=12).map("".join)
pieces_of_math = st.lists(
    st.sampled_from([*MARKUP, *SPACES, "$", "$x$", "$a_b$", "$`$", "$[$", "$\\alpha$", "$x. B$", "\\$", "$$"]), max_size=10
).map("".join)


def shown(source: str) -> str:
    """Return the text of the HTML that a Markdown text gives."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]*>", "", str(markdown_html(source))))).strip()


def flat(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from flat(token.children or [])


def math_of(source: str) -> list[str]:
    """Return the formulas that the parser finds."""
    return [token.content.replace("\n", " ") for token in flat(parser().parse(source)) if token.type.startswith("math")]


@settings(max_examples=400, deadline=None)
@given(st.one_of(pieces_of_markup, st.text(max_size=40)))
@example("<http://1>")
@example("http://1>*@1")
@example("-HTTP://0/_")
@example("^[not a footnote]")
@example("http://a.b/x*y* http://a.b/(c)*")
@example("see xhttp://a_b_ and code-https://x.y/_z_")
def test_text_without_math_is_shown_as_it_is(text: str) -> None:
    text = text.replace("$", "")
    written = escape(text)
    assert plain_text(written) == one_line(text)
    assert shown(written) == re.sub(r"\s+", " ", one_line(text))


@settings(max_examples=400, deadline=None)
@given(st.one_of(pieces_of_math, st.text(alphabet="$\\ab1 .<-", max_size=14)))
@example("$k$-means on CIFAR-10")
@example("2$\\times$ faster")
@example("http://a.b/$x$")
def test_math_of_the_text_is_math_of_the_markdown(text: str) -> None:
    # A paragraph is one line to the writer, so math does not reach over a blank line.
    text = re.sub(r"\n\s*\n", " ", text)
    pieces = split_math(one_line(text))
    written = escape(text)
    assert math_of(written) == [piece for is_math, piece in pieces if is_math]
    assert plain_text(written) == one_line("".join(math_to_plain(piece) if is_math else piece for is_math, piece in pieces))


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("$k$-means with $k=10", ["k"]),
        ("$k$-means on CIFAR-10", ["k"]),
        ("2$\\times$ faster", ["\\times"]),
        ("from $5 to $10 and $ x $", []),
        ("a \\$x\\$ b", []),
        ("`$x$` is code", []),
        ("see $$E=mc^2$$ there", ["E=mc^2"]),
        ("$a$ and $b$", ["a", "b"]),
        ("$\\$5$", ["\\$5"]),
    ],
)
def test_math(source: str, expected: list[str]) -> None:
    assert math_of(source) == expected


def test_display_math_is_a_block_of_its_own() -> None:
    assert "<math" in markdown_html("$$\nx^2\n$$")
    assert 'display="block"' in markdown_html("text $$x^2$$ text")


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("Code: https://github.com/a/b_c_d.", "https://github.com/a/b_c_d"),
        ("(https://a.org/x)", "https://a.org/x"),
        ("<https://a.org/x*y>", "https://a.org/x*y"),
        ("[words](https://a.org/x)", "https://a.org/x"),
        ("[words](/tags/)", "/tags/"),
        ("[words](#part)", "#part"),
        ("[words](mailto:a@b.org)", "mailto:a@b.org"),
    ],
)
def test_links(source: str, target: str) -> None:
    assert f'href="{target}"' in markdown_html(source)


@pytest.mark.parametrize(
    "target", ["javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "vbscript:x", "//evil.org", "ftp://a.org"]
)
def test_other_links_are_text(target: str) -> None:
    assert "href" not in markdown_html(f"[words]({target})")


@pytest.mark.parametrize("source", ["see example.org today", "mail a@b.org", "version 1.2.3 of file.py"])
def test_only_whole_urls_become_links(source: str) -> None:
    assert "href" not in markdown_html(source)


def test_plain_text_does_not_depend_on_what_was_rendered_before() -> None:
    source = "[words](ftp://a.org) and [x](//evil.org)"
    parser.cache_clear()
    before = plain_text(source)
    markdown_html(source)
    assert plain_text(source) == before


def test_footnotes_are_read_where_a_person_writes_them() -> None:
    source = "A claim.[^1]\n\n[^1]: The proof."
    assert "footnote" in markdown_html(source)
    assert "footnote" not in markdown_html(escape(source))


@pytest.mark.parametrize(
    "start", ["# x", "- x", "+ x", "> x", "1. x", "12) x", "```", "~~~", "=== x", "| a | b", "    code", "[a]: https://a.b", "$$"]
)
def test_no_text_begins_a_block(start: str) -> None:
    written = escape(f"{start}\n\n{start}")
    assert written.count("\n\n") == 1
    assert str(markdown_html(written)).count("<p>") == 2
    assert not re.search(r"<(?!/?p>|a |/a>)", str(markdown_html(written)))


def test_every_sentence_gets_a_line() -> None:
    assert escape("We do this. It works! See Fig. 2 and e.g. that. And more.").count("\n") == 3


def test_what_needs_no_backslash_gets_none() -> None:
    text = "A snake_case name, 3 < 4, R&D, x[1], (a) - b, 50% #1 ~5"
    assert escape(text) == text


def test_raw_html_is_text() -> None:
    assert "<script" not in markdown_html("<script>alert(1)</script> <img src=x onerror=y>")


def test_plain_titles() -> None:
    assert plain_title("H$^2$SD: $\\alpha$-nets for \\$5") == "H²SD: α-nets for $5"


@pytest.mark.parametrize(
    ("tex", "plain"),
    [
        (r"O(n \log^{2} n)", "O(n log² n)"),
        (r"\left(\frac{a+b}{c}\right)", "((a+b)/c)"),
        (r"\operatorname*{arg\,max}_{y} f", "arg max_y f"),
        (r"Q_{\mathrm{eff}}", "Q_eff"),
        (r"\textbf{Graph-Bench}", "Graph-Bench"),
        (r"\alpha\text{-divergence}", "α-divergence"),
        (r"\mathbb{R}^{d\times d}", "ℝ^(d× d)"),
        (r"\cal{O}(n) + {\cal L}", "𝒪(n) + ℒ"),
        (r"\{0,1\}^{n}", "{0,1}ⁿ"),
        (r"\pi_{0.5}", "π_0.5"),
        (r"0.84^{\circ}", "0.84°"),
        (r"\hat f \in \Unheard{x}", "f̂ ∈ Unheardx"),
        ("2", "2"),
    ],
)
def test_math_as_text_is_what_somebody_would_type(tex: str, plain: str) -> None:
    assert math_to_plain(tex) == plain


def test_a_long_row_of_urls_takes_no_longer_than_its_length_asks() -> None:
    text = "http://" * 5_000
    assert plain_text(escape(text)) == text


@pytest.mark.parametrize("html", [False, True], ids=["text", "html"])
@settings(max_examples=400)
@given(pieces_of_markup)
@example("One line.\nAnother, with [brackets] & 3 < 4 > 2.\n\n\n \n(A) paragraph; #1.")
@example("a\n===")
@example("^[note]")
def test_text_that_needs_no_parser_is_what_the_parser_makes_of_it(html: bool, source: str) -> None:
    read = markdown_html if html else plain_text
    with pytest.MonkeyPatch.context() as patch:
        quick = str(read(source))
        patch.setattr("sitegen.markdown.is_plain", lambda _: False)
        patch.setattr("sitegen.markup.is_plain", lambda _: False)
        assert quick == str(read(source))


def test_most_abstracts_need_no_parser() -> None:
    assert is_plain("We propose a method (A) that is 3x faster & needs 50% less.\nIt works [1]; see below.")
    assert not is_plain("We *propose* it.")
