"""Results as a reader types: those of the last key alone, before anything else that is counted, and said once."""

import re

import pytest
from playwright.sync_api import Locator, Page, Route, expect

pytestmark = pytest.mark.browser

STATES = """
() => {
  window.said = [];
  window.listed = [];
  const status = document.getElementById('search-status');
  const list = document.getElementById('search-results');
  new MutationObserver(() => window.said.push(status.textContent)).observe(status, { childList: true, characterData: true, subtree: true });
  new MutationObserver(() => window.listed.push(list.textContent)).observe(list, { childList: true });
}
"""
"""Notes all that the status says and the list shows."""


def headings(page: Page) -> Locator:
    return page.get_by_role("list", name="Results").get_by_role("heading")


def box(page: Page) -> Locator:
    return page.get_by_role("main").get_by_role("searchbox", name="Search papers")


def says(page: Page, text: str) -> None:
    expect(page.get_by_role("status")).to_have_text(re.compile(text))


def hold(page: Page, pattern: str) -> list[Route]:
    """Let files wait; the routes are those that do, to be continued."""
    held: list[Route] = []
    page.route(pattern, lambda route: held.append(route))
    return held


def let_go(page: Page, pattern: str, held: list[Route]) -> None:
    for route in held:
        route.continue_()
    page.unroute(pattern)


def test_an_answer_that_comes_late_is_not_shown(page: Page) -> None:
    page.goto("/search/")
    box(page).fill("diffusion")
    says(page, "“diffusion”")
    shown = headings(page).all_text_contents()
    box(page).fill("")
    expect(headings(page)).to_have_count(0)
    words = "**/index/*.pf_index"
    held = hold(page, words)
    with page.expect_request(words):
        box(page).fill("segmentation")
    box(page).fill("diffusion")
    says(page, "“diffusion”")
    page.evaluate(STATES)
    with page.expect_response(words):
        let_go(page, words, held)
    page.wait_for_load_state("networkidle")
    box(page).fill("diffusion")
    expect(headings(page)).to_have_text(shown)
    assert not [text for text in page.evaluate("window.said") if "segmentation" in text]


def test_letters_end_in_what_the_last_one_asks_for(page: Page) -> None:
    page.goto("/search/?q=language+model")
    says(page, "“language model”")
    shown = headings(page).all_text_contents()
    page.goto("/search/")
    box(page).press_sequentially("language model")
    says(page, "“language model”")
    expect(headings(page)).to_have_text(shown)
    expect(page).to_have_url(re.compile(r"\?q=language\+model$"))


def test_results_are_said_and_shown_once(page: Page) -> None:
    page.goto("/search/")
    box(page).fill("diffusion")
    says(page, "“diffusion”")
    page.evaluate(STATES)
    box(page).fill("language model")
    says(page, "“language model”")
    page.get_by_label("Tag").hover()
    expect(page.get_by_label("Tag").get_by_role("option", name=re.compile(r"\(\d+\)$")).first).to_be_attached()
    assert [text for text in page.evaluate("window.said") if "language" in text] == page.evaluate("window.said")
    assert len(page.evaluate("window.said")) == 1
    assert len(page.evaluate("window.listed")) == 1


def test_results_do_not_wait_for_the_numbers_of_filters(page: Page) -> None:
    page.goto("/search/")
    values = "**/filter/tag.pf_filter"
    held = hold(page, values)
    with page.expect_request(values):
        page.get_by_label("Tag").hover()
    box(page).fill("diffusion")
    says(page, "“diffusion”")
    expect(headings(page)).to_have_count(10)
    options = page.get_by_label("Tag").get_by_role("option")
    of_the_site = options.all_text_contents()
    let_go(page, values, held)
    expect(options).not_to_have_count(len(of_the_site))  # those of the query are fewer


def test_a_reader_who_saves_data_loads_the_index_when_typing(page: Page) -> None:
    page.add_init_script("Object.defineProperty(navigator, 'connection', { value: { saveData: true } })")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/search/")
    page.wait_for_load_state("networkidle")
    assert not [url for url in asked if "/pagefind/" in url]
    box(page).fill("diffusion")
    says(page, "“diffusion”")


def test_the_address_of_a_query_is_kept_when_its_first_result_is_followed_at_once(page: Page) -> None:
    page.goto("/search/")
    box(page).fill("diffusion")
    headings(page).first.get_by_role("link").click()
    expect(page).to_have_url(re.compile("/papers/"))
    page.go_back()
    expect(page).to_have_url(re.compile(r"\?q=diffusion$"))
    says(page, "“diffusion”")
