"""What a reader finds on a paper in a list: links that were told, and those that its identifiers tell; its language."""

import pytest

from sitegen.papers.paper import Link
from sitegen.papers.summary import Summary
from sitegen.site.items import paper_item

CODE = Link("code", "https://github.com/a/b")


@pytest.mark.parametrize(
    ("ids", "links", "shown"),
    [
        ((), (CODE,), ["Code https://github.com/a/b"]),
        (
            (("arxiv", "2503.07465"), ("doi", "10.1/x")),
            (CODE,),
            ["Paper https://arxiv.org/abs/2503.07465", "PDF https://arxiv.org/pdf/2503.07465", "Code https://github.com/a/b"],
        ),
        (
            (("acl", "2023.acl-long.1"), ("arxiv", "2503.07465")),
            (),
            ["Paper https://aclanthology.org/2023.acl-long.1/", "PDF https://aclanthology.org/2023.acl-long.1.pdf"],
        ),
        ((("doi", "10.1/x"),), (), ["Paper https://doi.org/10.1/x"]),
        ((("doi", "10.1/(sici)1:2<3::x#y?z>3.0;2-p"),), (), ["Paper https://doi.org/10.1/(sici)1:2%3C3::x%23y%3Fz%3E3.0;2-p"]),
        (
            (("arxiv", "2503.07465"),),
            (Link("pdf", "https://example.org/x.pdf"), Link("paper", "https://example.org/x")),
            ["PDF https://example.org/x.pdf", "Paper https://example.org/x"],
        ),
    ],
)
def test_links(ids: tuple[tuple[str, str], ...], links: tuple[Link, ...], shown: list[str]) -> None:
    item = paper_item(Summary(slug="x", title="X", plain_title="X", ids=ids, links=links), (), 0, 0, ())
    assert [f"{link.label} {link.url}" for link in item.links] == shown


@pytest.mark.parametrize(("language", "shown"), [("de", "de"), ("zh-Hant", "zh-Hant"), ("", ""), ('de" onclick="x', ""), ("german", "")])
def test_a_language_is_a_tag_or_nothing(language: str, shown: str) -> None:
    item = paper_item(Summary(slug="x", title="X", plain_title="X", language=language), (), 0, 0, ())
    assert item.language == shown
