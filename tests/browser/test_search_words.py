"""Which words a search finds: beside signs that join them, with hyphens and without, those that begin others, those that no paper has."""

import re
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import served_in_bundles, watched
from tests.sites import TAGS, on, paper

pytestmark = pytest.mark.browser

PAPERS = {
    "p01": paper("Vers l’évaluation", "De l’objectivité d’un consensus.", listed=[on("2024-01-10", 1)], authors=["Ann O’Brien"]),
    "p02": paper("Sounds in a database", "Languages borrow sounds—phonemes—from others.", listed=[on("2024-03-10", 1)]),
    "p03": paper("A databse of plants", "It has leaves.", listed=[on("2024-06-10", 1)]),
    "p04": paper("SpEL: linking entities", "A prediction, and more of it than others have.", listed=[on("2024-01-11", 1)], tags=["vision"]),
    "p05": paper("WSpeller: spelling", "Spelling is what spellers spell.", listed=[on("2024-09-10", 1)]),
    "p07": paper("A mixture-of-experts for sounds", "It has several parts.", listed=[on("2024-09-12", 1)]),
    "p08": paper("Experts and their mixtures of sounds", "Of a mixture of experts it has none.", listed=[on("2024-02-12", 1)]),
    "p09": paper("What experts say of a mixture", "It is long.", listed=[on("2024-04-12", 1)]),
    "p06": paper("Spelling checks", "Spelling, checked.", listed=[on("2024-09-11", 1)]),
}
FILES = {"content/tags.yaml": TAGS, **{f"content/papers/{slug}.md": text for slug, text in PAPERS.items()}}


@pytest.fixture(scope="module")
def where(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Build a site of few papers in several bundles, and serve it."""
    with served_in_bundles(tmp_path_factory.mktemp("words"), FILES, WHOLE=1, SMALL=1, LARGE=2, RECENT=1) as address:
        yield address


@pytest.fixture
def opened(browser: Browser, where: str) -> Iterator[Page]:
    with watched(browser, where) as page:
        yield page


def ask(page: Page, query: str) -> list[str]:
    page.goto(f"/search/?{urlencode({'q': query})}")
    expect(page.get_by_role("status")).to_have_text(re.compile(r"papers? for"))
    return page.get_by_role("list", name="Results").get_by_role("heading").all_inner_texts()


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("objectivité consensus", "De l’objectivité d’un consensus"),
        ("l'objectivité", "De l’objectivité d’un consensus"),
        ('"evaluation de l’objectivité"', "De l’objectivité d’un consensus"),
        ("phonemes", "borrow sounds—phonemes—from"),
        ("brien", "Ann O’Brien"),
    ],
)
def test_words_are_found_beside_the_signs_that_join_them(query: str, shown: str, opened: Page) -> None:
    assert len(ask(opened, query)) == 1
    expect(opened.get_by_role("list", name="Results")).to_contain_text(shown)


def test_a_whole_word_comes_before_those_that_it_begins(opened: Page) -> None:
    assert ask(opened, "SpEL")[0] == "SpEL: linking entities"


@pytest.mark.parametrize("query", ['"mixture of experts"', '"mixture-of-experts"', '"Mixture of-Experts"'])
def test_a_phrase_is_the_same_with_hyphens(query: str, opened: Page) -> None:
    expected = {"A mixture-of-experts for sounds", "Experts and their mixtures of sounds"}
    assert set(ask(opened, query)) == expected
    assert ask(opened, '"of experts" -"mixture of experts"') == []
    expect(opened.get_by_text("Try fewer")).to_be_visible()


def test_what_is_left_out_is_not_offered(opened: Page) -> None:
    ask(opened, '"zzzz" -vision')
    expect(opened.get_by_text("Try fewer")).to_be_visible()
    expect(opened.get_by_role("button", name=re.compile("Tag:"))).to_have_count(0)
    ask(opened, '"zzzz vision"')
    expect(opened.get_by_role("button", name=re.compile("Tag: Computer vision"))).to_be_visible()


def test_a_word_that_no_paper_has_is_not_answered_with_other_words(opened: Page) -> None:
    assert ask(opened, "spectrometer") == [], "although “spelling” begins with the same letters"
    assert ask(opened, "spectrometer entities") == ["SpEL: linking entities"]
    opened.get_by_role("button", name="spectrometer entities").click()
    expect(opened.get_by_role("status")).to_have_text("No papers for “spectrometer entities”")
    assert ask(opened, "entiti") == ["SpEL: linking entities"], "a beginning is found"


@pytest.mark.parametrize(
    ("query", "asked"),
    [("sounds:databases", "sounds databases"), ("“borrow sounds”", '"borrow sounds"'), ("pre\u00addiction", "prediction")],
)
def test_signs_that_are_not_of_a_keyboard_are_understood(query: str, asked: str, opened: Page) -> None:
    ask(opened, query)
    expect(opened.get_by_role("status")).to_have_text(re.compile(re.escape(f"for “{asked}”")))


@pytest.mark.parametrize("query", ['"', "😀", "- -", "((("])
def test_signs_alone_ask_for_nothing(query: str, opened: Page) -> None:
    opened.goto(f"/search/?{urlencode({'q': query})}")
    expect(opened.get_by_role("status")).to_have_text("Type to search, or choose a filter.")


def test_filters_that_exclude_each_other_can_be_left_together(opened: Page) -> None:
    opened.goto("/search/?q=sounds&tag=Computer+vision&day=2024-03-10&from=2024-09")
    opened.get_by_role("button", name="Without any filter (3)").click()
    expect(opened.get_by_role("status")).to_have_text("3 papers for “sounds”")
    expect(opened).to_have_url(re.compile(r"\?q=sounds$"))


def test_a_word_that_another_paper_misspells_is_mended(opened: Page) -> None:
    assert ask(opened, "databse sounds")[0] == "Sounds in a database"
    expect(opened.get_by_text("Showing results for database sounds")).to_be_visible()
    assert ask(opened, "databse")[0] == "A databse of plants", "what a paper has is no error"
