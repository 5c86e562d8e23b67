"""The list of words that a search may have been meant for: which words stand in it, and that a browser can read it back."""

import base64
import re
import shutil
import subprocess
import unicodedata
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.publish.search import SearchPart, build_part
from sitegen.publish.spelling import WORDS_FILE, SpellingList, commonness, encode, names_of, subjects_of
from sitegen.site.searchable import SearchDocument
from sitegen.text import fold
from tests.sites import REPOSITORY

SCRIPT = REPOSITORY / "themes/default/static/search-spelling.js"


def document(title: str, **changes: Any) -> SearchDocument:
    return SearchDocument(**{"url": "/papers/p/", "title": title, "text": "", "authors": (), "filters": (), **changes})


def decoded(text: str) -> dict[str, int]:
    """Read a list back as its documentation says."""
    words, word = {}, ""
    for shared, common, rest in re.findall(r"([A-Z])(\d?)([^A-Z]*)", text):
        word = word[: ord(shared) - ord("A")] + rest
        words[word] = int(common or 1)
    return words


def test_the_words_of_titles_family_names_and_tags_are_offered() -> None:
    paper = document(
        "CLIP2Scene: Real-Time 3D of 2025", text="Hidden words.", authors=("Ada Müller",), filters=(("tag", "Vision"), ("year", "2025"))
    )
    assert subjects_of(paper) | names_of(paper) == {"clip2scene", "real", "time", "muller", "vision"}


def test_a_bundle_comes_with_its_list() -> None:
    documents = [document("Models of models", url="/a/"), document("Model", url="/b/"), document("A model", url="/c/")]
    files = build_part(SearchPart("0123456789ab", ("a", "b", "c")), documents, "en")
    assert files[f"pagefind/bundles/0123456789ab/{WORDS_FILE}"] == b"A2modelFs"


@pytest.mark.parametrize(("papers", "names"), [(250, {"rare", "twice", "seen"}), (251, {"twice", "seen"}), (2_501, {"seen"})])
def test_a_large_list_leaves_out_names_of_few_papers(papers: int, names: set[str]) -> None:
    documents = [
        document("Seen", authors=("Ada Rare", "Bo Twice")),
        document("", authors=("Bo Twice",)),
        document("", authors=("Cy Seen",)),
    ]
    spelling = SpellingList()
    assert len(list(spelling.noting([*documents, *(document("") for _ in range(papers - 3))]))) == papers
    assert decoded(spelling.file().decode()).keys() == names


def test_papers_are_counted_in_steps() -> None:
    assert [commonness(papers) for papers in (1, 2, 3, 4, 255, 256, 1_000_000)] == [1, 2, 2, 3, 8, 9, 9]


WORDS = st.dictionaries(
    st.text(st.characters(categories=("Ll", "Lo", "Nd")), min_size=1, max_size=60).map(fold).filter(bool), st.integers(1, 10**6)
)


@given(WORDS)
def test_a_list_says_what_was_put_in(papers: dict[str, int]) -> None:
    assert decoded(encode(papers).decode()) == {word: commonness(count) for word, count in papers.items()}


@given(WORDS)
def test_the_order_of_papers_does_not_matter(papers: dict[str, int]) -> None:
    assert encode(papers) == encode(dict(reversed(papers.items())))


@given(st.text())
def test_folding_leaves_no_accents_and_is_done_once(text: str) -> None:
    assert not any(unicodedata.combining(char) for char in unicodedata.normalize("NFD", fold("Ünïcödé Ångström")))
    assert fold(fold(text)) == fold(text)


def in_node(expression: str) -> Any:
    node = shutil.which("node")
    if node is None:
        pytest.skip("needs node")
    program = f"import * as spelling from 'data:text/javascript;base64,{_encoded()}'; console.log(JSON.stringify({expression}));"
    command = [node, "--input-type=module", "-e", program]
    return msgspec.json.decode(subprocess.run(command, capture_output=True, check=True).stdout)


def _encoded() -> str:
    return base64.b64encode(SCRIPT.read_bytes()).decode()


def test_the_browser_reads_the_lists_of_several_bundles_as_one() -> None:
    lists = [encode({"model": 40, "models": 1, "müller": 2}).decode(), encode({"model": 1, "mode": 3}).decode()]
    assert in_node(f"[...spelling.decode({msgspec.json.encode(lists).decode()})].sort()") == [
        ["mode", 2],
        ["model", 6],
        ["models", 1],
        ["müller", 2],
    ]


@pytest.mark.parametrize(
    ("one", "other", "far"),
    [("model", "model", 0), ("modle", "model", 1), ("mdel", "model", 1), ("modeel", "model", 1), ("abcdef", "model", 3)],
)
def test_errors_of_typing_are_counted(one: str, other: str, far: int) -> None:
    assert in_node(f"spelling.distance('{one}', '{other}', 2)") == far


def test_the_nearest_word_is_preferred_and_then_the_commonest() -> None:
    words = "new Map([['moral', 1], ['model', 9], ['modal', 1], ['yodel', 9], ['other', 9]])"
    assert in_node(f"spelling.nearest('modle', {words})")[0] == "model"
    assert "other" not in in_node(f"spelling.nearest('modle', {words})")
