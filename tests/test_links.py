"""The links that an abstract names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.ingest.links import find_links
from sitegen.papers.paper import MAX_URL, check_identifier, check_orcid, check_url, kind_of_url


def urls(text: str) -> list[str]:
    return [link.url for link in find_links(text)]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("https://github.com/lab/code", "code"),
        ("https://gitlab.com/lab/code/-/tree/main", "code"),
        ("https://huggingface.co/lab/model", "model"),
        ("https://huggingface.co/datasets/lab/data", "data"),
        ("https://huggingface.co/spaces/lab/demo", "demo"),
        ("https://zenodo.org/record/1", "data"),
        ("https://arxiv.org/abs/2503.07460", "paper"),
        ("https://arxiv.org/pdf/2503.07460", "pdf"),
        ("https://a.org/paper.pdf", "pdf"),
        ("https://doi.org/10.1000/1", "paper"),
        ("https://youtu.be/x", "video"),
        ("https://lab.github.io/project/", "project"),
        ("https://lab.github.io", "project"),
        ("https://github.com/lab", "link"),
        ("Project page: https://a.org/x", "project"),
        ("Our source code is available at https://a.org/x", "code"),
        ("The dataset can be found at https://a.org/x", "data"),
        ("Pre-trained weights: https://a.org/x", "model"),
        ("A demo is at https://a.org/x", "demo"),
        ("We use code. More at https://a.org/x", "link"),
        ("as in https://a.org/x", "link"),
    ],
)
def test_kinds(text: str, kind: str) -> None:
    assert [link.kind for link in find_links(text)] == [kind]


@pytest.mark.parametrize(
    "text",
    [
        "https://a.org/x.",
        "https://a.org/x, and",
        "(https://a.org/x)",
        "(see https://a.org/x).",
        "[https://a.org/x]",
        '"https://a.org/x".',
        "“https://a.org/x”",
        "https://a.org/x!?",
        "*https://a.org/x*",
        "<https://a.org/x>",
        "{https://a.org/x}",
        "见https://a.org/x。",
        "`https://a.org/x`",
        "https://a.org/x ~",
    ],
)
def test_punctuation_around_a_url_is_not_of_it(text: str) -> None:
    assert urls(text) == ["https://a.org/x"]


def test_brackets_within_a_url_are_of_it() -> None:
    assert urls("(https://a.org/x_(y))") == ["https://a.org/x_(y)"]
    assert urls("https://a.org/x_(y), z") == ["https://a.org/x_(y)"]


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("github.com/lab/code.", "https://github.com/lab/code"),
        ("at www.github.com/lab/code", "https://www.github.com/lab/code"),
        ("huggingface.co/lab/model", "https://huggingface.co/lab/model"),
        ("(lab-x.github.io/y)", "https://lab-x.github.io/y"),
    ],
)
def test_bare_addresses_of_well_known_hosts(text: str, url: str) -> None:
    assert urls(text) == [url]


@pytest.mark.parametrize(
    "text",
    [
        "javascript:alert(1)",
        "javascript://github.com/a/b",
        "data:text/html,x",
        "ftp://a.org/x",
        "file:///etc/passwd",
        "https://",
        "https://user:secret@a.org/x",
        "https://a.org:x/",
        "https://-/",
        "example.org/x",
        "mail@github.com/a",
        "notgithub.com/a/b",
        "evil.org/github.com/a/b",
        "http://[::1",
        "https://a.org/" + "x" * MAX_URL,
    ],
)
def test_what_is_no_link(text: str) -> None:
    assert urls(text) == []


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("https://arxiv.org/abs/2503.00001", []),
        ("https://arxiv.org/pdf/2503.00001v2 and https://doi.org/10.48550/arXiv.2503.00001", []),
        ("https://aclanthology.org/2024.acl-long.1/", []),
        ("https://doi.org/10.1000/other", []),
        ("https://arxiv.org/abs/2503.00002v3", [("paper", "https://arxiv.org/abs/2503.00002v3")]),
        ("https://arxiv.org/pdf/2503.00002", [("pdf", "https://arxiv.org/pdf/2503.00002")]),
        ("https://doi.org/10.48550/arXiv.2503.00002", [("paper", "https://doi.org/10.48550/arXiv.2503.00002")]),
        ("https://doi.org/10.1000/OWN", [("paper", "https://doi.org/10.1000/OWN")]),
        ("https://openreview.net/forum?id=abcd1234", [("link", "https://openreview.net/forum?id=abcd1234")]),
        ("Our dataset: https://doi.org/10.5281/zenodo.1", [("data", "https://doi.org/10.5281/zenodo.1")]),
        ("https://a.org/paper.pdf", [("pdf", "https://a.org/paper.pdf")]),
    ],
)
def test_the_address_of_another_paper_is_not_the_papers_own(text: str, links: list[tuple[str, str]]) -> None:
    ids = (("acl", "2025.acl-long.1"), ("arxiv", "2503.00002"), ("doi", "10.1000/own"))
    assert [(link.kind, link.url) for link in find_links(text, ids)] == links


def test_a_paper_without_identifiers_calls_no_address_of_a_paper_its_own() -> None:
    assert [link.kind for link in find_links("as in https://arxiv.org/abs/2503.00001", ())] == ["link"]


def test_each_once_in_their_order() -> None:
    assert urls("https://b.org/x and https://a.org/ and https://b.org/x/ again") == ["https://b.org/x", "https://a.org/"]


@given(st.text(alphabet="https://github.com/ab.()[]{}<>@:'\"`~*_ \n\\漢", max_size=80))
def test_every_link_found_may_be_linked(text: str) -> None:
    assert [wrong for url in urls(text) if (wrong := check_url(url))] == []


@given(st.text(max_size=50))
def test_any_text_may_be_asked_about(text: str) -> None:
    assert kind_of_url(text, text)
    check_url(text)
    check_url(f"https://{text}")


@pytest.mark.parametrize(
    ("kind", "value", "right"),
    [
        ("arxiv", "2503.07460", True),
        ("arxiv", "hep-th/9901001", True),
        ("arxiv", "math.GT/0309136", True),
        ("arxiv", "2503.07460v2", False),
        ("arxiv", "2503.7460/../x", False),
        ("doi", "10.1000/182", True),
        ("doi", "10.1000/a b", False),
        ("acl", "2023.acl-long.1", True),
        ("acl", "../x", False),
        ("isbn", "1", False),
    ],
)
def test_identifiers(kind: str, value: str, right: bool) -> None:
    assert (check_identifier(kind, value) == "") is right


def test_orcid() -> None:
    assert check_orcid("") == check_orcid("0000-0002-1694-233X") == ""
    assert check_orcid("0000-0002-1694-233x/../evil")
