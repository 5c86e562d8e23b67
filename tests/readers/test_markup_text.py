import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from sitegen.ingest.readers.markup_text import element_to_text, html_to_text, plain_paragraphs


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("plain  words\nwrapped", "plain words wrapped"),
        ("one\n\ntwo", "one\n\ntwo"),
        ("<p>One <b>bold</b>.</p>\n<p>Two<br>lines</p>", "One bold.\n\nTwo\nlines"),
        ("a < b, c &lt; d &amp; <think>x</think>", "a < b, c < d & <think>x</think>"),
        ("x<script>alert(1)</script>y<style>p{}</style>z<!-- no -->", "xyz"),
        ("The role of\n  <scp>AI</scp>\n  in <sc>dna</sc>", "The role of AI in dna"),
        ("<ul><li>first</li><li>second</li></ul>", "• first\n\n• second"),
        ("<h3>Abstract</h3><p>Text.</p>", "Text."),
        ("<![CDATA[<p>inside</p>]]>", "inside"),
        ("no block &copy;\n\n<i>next</i>", "no block ©\n\nnext"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\n\nc"),
        ("cut <a href='http://a.b", "cut"),
        ("a <!-- open", "a <!-- open"),
        ("<p></p>", ""),
        ("", ""),
    ],
)
def test_only_markup_goes(html: str, text: str) -> None:
    assert html_to_text(html) == text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("10<sup>5</sup> H<sub>2</sub>O", "10⁵ H₂O"),
        ("the 5<sup>th</sup>", "the 5th"),
        ("x<sub>max</sub>", r"x$_{\mathrm{max}}$"),
        ('<math alttext="a^{2}"><mi>a</mi></math>', "$a^{2}$"),
        ('<math><semantics><mi>α</mi><annotation encoding="application/x-tex">\\alpha</annotation></semantics></math>', r"$\alpha$"),
        ("<mml:math><mml:msup><mml:mi>x</mml:mi><mml:mn>2</mml:mn></mml:msup></mml:math>", "$x^{2}$"),
        ("<math><mfrac><mn>1</mn><msqrt><mi>n</mi></msqrt></mfrac></math>", r"$\frac{1}{\sqrt{n}}$"),
        ("<math><mover><mi>x</mi><mo>^</mo></mover><mtext>if 5%</mtext></math>", r"$\hat{x}\text{if 5\%}$"),
        ("<math><munderover><mo>∑</mo><mi>i</mi><mi>n</mi></munderover></math>", "$∑_{i}^{n}$"),
        ('<script type="math/tex">y_1</script>', "$y_1$"),
        ('<img class="latex" alt="z^2">', "$z^2$"),
        ('<span class="katex-html" aria-hidden="true">y1</span>kept', "kept"),
        (
            r"<jats:alternatives><jats:tex-math>\documentclass{a}\begin{document}$$x$$\end{document}</jats:tex-math><mml:math/></jats:alternatives>",
            "$x$",
        ),
    ],
)
def test_formulas_become_tex_between_dollars(html: str, text: str) -> None:
    assert html_to_text(html) == text


def test_sections_of_jats_keep_their_titles() -> None:
    texts = {"Aim": "One.", "End:": "Two."}
    sections = "".join(f"<jats:sec><jats:title>{title}</jats:title><jats:p>{text}</jats:p></jats:sec>" for title, text in texts.items())
    assert html_to_text(f"<jats:title>Abstract</jats:title>{sections}") == "Aim: One.\n\nEnd: Two."


def test_an_element_of_xml_is_read_with_its_namespaces_and_without_its_tail() -> None:
    root = etree.fromstring('<a xmlns:j="urn:x"><j:p>One <j:italic>two</j:italic><!-- c --> three</j:p>tail</a>')
    assert element_to_text(root[0]) == "One two three"


def test_wrapped_lines_are_joined_and_indented_ones_begin_a_paragraph() -> None:
    assert plain_paragraphs("  One\ntwo.\n  Three on\n  four.\n\nFive") == "One two.\n\nThree on four.\n\nFive"


def test_deep_nesting_loses_no_text() -> None:
    assert html_to_text("<b>" * 5_000 + "deep" + "</b>" * 5_000) == "deep"
    assert html_to_text("<math>" + "<mrow>" * 1_500 + "x") == "$x$"


@pytest.mark.parametrize("piece", ["<", "<a ", "<b>", "&", "<!--", "<![CDATA[", "<p a='", "<sup>", "\n ", "<p>"])
def test_floods_are_read_in_linear_time(piece: str) -> None:
    start = time.perf_counter()
    html_to_text(piece * 100_000 + "&amp;")
    assert time.perf_counter() - start < 10


@given(st.text(alphabet=st.sampled_from("<>/&;'\" \n\x00\ud800abpmthsu=!-[]$\\")))
def test_any_markup_is_survived(text: str) -> None:
    html_to_text(text)
