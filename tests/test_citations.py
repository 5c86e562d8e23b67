"""Which papers of the site name another one."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.analysis.citations import cited_by, find_citations, find_mentions
from sitegen.papers.paper import Link, Paper

TARGET = Paper(
    slug="target",
    title="The target",
    abstract="Nothing is named here.",
    ids=(("acl", "2020.acl-main.1"), ("arxiv", "2503.07465"), ("doi", "10.1234/abc.(5)"), ("openreview", "aB3_x")),
    aliases=("old-target",),
)
OLD = Paper(slug="old-style", title="An old one", abstract="", ids=(("arxiv", "cs/0112017"),))


def citing(text: str = "", notes: str = "", links: tuple[Link, ...] = ()) -> Mapping[str, tuple[str, ...]]:
    paper = Paper(slug="citing", title="It cites", abstract=text, notes=notes, links=links, ids=(("arxiv", "2504.00001"),))
    return find_citations([paper, TARGET, OLD])


@pytest.mark.parametrize(
    "text",
    [
        "We extend arXiv:2503.07465.",
        "We extend arXiv:2503.07465v2, see below.",
        "See arXiv 2503.07465 and others.",
        "See https://arxiv.org/abs/2503.07465v1.",
        "See <https://arxiv.org/pdf/2503.07465.pdf>",
        "See https://huggingface.co/papers/2503.07465",
        "As in 2503.07465v3, we do",
        "doi:10.1234/ABC.(5), and more",
        "[it](https://doi.org/10.1234/abc.(5))",
        "https://doi.org/10.48550/arXiv.2503.07465.",
        "see https://aclanthology.org/2020.acl-main.1/.",
        "see https://aclanthology.org/2020.acl-main.1.pdf",
        "(ACL: 2020.acl-main.1)",
        "https://openreview.net/forum?id=aB3_x",
        "[the target](/papers/target/)",
        "[the target](https://example.org/sub/papers/target/#abstract)",
        "[its old name](/papers/old-target/)",
    ],
)
def test_a_paper_is_named_in_many_ways(text: str) -> None:
    assert citing(text) == {"citing": ("target",)}
    assert citing(notes=text) == {"citing": ("target",)}


@pytest.mark.parametrize("text", ["arXiv:cs/0112017", "https://arxiv.org/abs/cs/0112017v1", "in cs/0112017 they show"])
def test_identifiers_of_the_old_style_are_known(text: str) -> None:
    assert citing(text) == {"citing": ("old-style",)}


@pytest.mark.parametrize(
    "text",
    [
        "It took 2503.07465 seconds.",
        "arXiv:2503.074651",
        "https://aclanthology.org/2020.acl-main.10/",
        "10.1234/abc.(55)",
        "/papers/target-of-others/",
        "wallpapers/target/",
        "https://openreview.net/forum?id=ab3_X",
        "arXiv:2504.00001 is this paper, at /papers/citing/",
    ],
)
def test_what_only_looks_like_a_name_is_none(text: str) -> None:
    assert citing(text) == {}


def test_papers_are_cited_in_the_order_of_the_text_and_once() -> None:
    links = (Link("paper", "https://arxiv.org/abs/2503.07465"),)
    assert citing("After cs/0112017v1 and arXiv:2503.07465", "and cs/0112017 again", links) == {"citing": ("old-style", "target")}
    assert citing(links=links) == {"citing": ("target",)}


def test_a_paper_that_names_itself_does_not_cite_another_one_with_its_identifier() -> None:
    links = (Link("paper", "https://arxiv.org/abs/2503.07465v2"),)
    twin = Paper(slug="twin", title="The same again", abstract="See arXiv:2503.07465.", links=links, ids=(("arxiv", "2503.07465"),))
    assert find_mentions(twin) == ()
    assert find_citations([twin, TARGET]) == {}


def test_those_that_cite_are_known_to_the_cited() -> None:
    papers = [Paper(slug=slug, title=slug, abstract="On arXiv:2503.07465") for slug in ("b", "a")]
    assert cited_by(find_citations([*papers, TARGET])) == {"target": ("a", "b")}


@given(st.text(max_size=300))
def test_any_text_can_be_read(text: str) -> None:
    assert set(citing(text, text)) <= {"citing"}
