"""What narrows and orders a search: authors, sources, months, saved papers, signals; and what the box in the header offers."""

import json
import re
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import served_in_bundles, watched
from tests.sites import TAGS, on, paper

pytestmark = pytest.mark.browser

AUTHORS = ("Ada Lovelace", "Bo van der Berg", "Zoë Müller", "李 明")
SIGNALS = [("p01", 3, None), ("p02", None, 40), ("p08", 90, 1)]
FILES = {
    "content/tags.yaml": TAGS,
    **{
        f"content/papers/p{month:02}.md": paper(
            f"Study {month} of nets",
            "It speaks of networks.",
            listed=[on(f"2024-{month:02}-10", 1, "daily-papers" if month % 2 else "weekly")],
            authors=[AUTHORS[month % 4], "Cy Ada"],
            tags=["vision" if month % 3 else "language"],
        )
        for month in range(1, 13)
    },
    "content/signals/2024-12.jsonl": "".join(
        json.dumps({"day": "2024-12-11", "paper": slug, "feed": "daily-papers", "upvotes": upvotes, "comments": comments}) + "\n"
        for slug, upvotes, comments in SIGNALS
    ),
}


@pytest.fixture(scope="module")
def where(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Build a site of 12 papers in several bundles, and serve it."""
    with served_in_bundles(tmp_path_factory.mktemp("filters"), FILES, WHOLE=3, SMALL=3, LARGE=6, RECENT=1) as address:
        yield address


@pytest.fixture
def opened(browser: Browser, where: str) -> Iterator[Page]:
    with watched(browser, where) as page:
        yield page


def says(page: Page, text: str) -> None:
    expect(page.get_by_role("status")).to_have_text(re.compile(text))


def headings(page: Page) -> Locator:
    return page.get_by_role("list", name="Results").get_by_role("heading")


def counted(page: Page, label: str) -> list[str]:
    """Point at a filter; return what it offers, once it says how many papers there are."""
    select = page.get_by_label(label)
    select.hover()
    expect(select.locator("option").nth(1)).to_have_text(re.compile(r"\(\d+\)$"))
    return select.locator("option").all_inner_texts()


def author_box(page: Page) -> Locator:
    return page.get_by_role("searchbox", name="Author")


def offered(page: Page, name: str = "Authors") -> Locator:
    return page.get_by_role("list", name=name).locator("a, button")


def test_an_author_is_chosen_from_what_is_offered(opened: Page) -> None:
    loaded = []
    opened.on("request", lambda request: loaded.append(request.url) if "filter/author" in request.url else None)
    opened.goto("/search/?q=networks")
    says(opened, "^12 papers")
    assert loaded == []
    author_box(opened).press_sequentially("love")
    expect(offered(opened)).to_have_text(["Ada Lovelace (3)"])
    assert {url.rpartition("/")[2] for url in loaded} == {"author-l.pf_filter"}
    opened.keyboard.press("ArrowDown")
    expect(offered(opened).first).to_be_focused()
    opened.keyboard.press("Enter")
    expect(author_box(opened)).to_be_focused()
    says(opened, "^3 papers")
    expect(opened).to_have_url(re.compile(r"author=Ada\+Lovelace$"))
    expect(offered(opened)).to_have_count(0)
    opened.get_by_label("Tag").hover()
    expect(opened.get_by_label("Tag").get_by_role("option", name="Language models (1)")).to_be_attached()
    opened.reload()
    says(opened, "^3 papers")
    expect(author_box(opened)).to_have_value("Ada Lovelace")


@pytest.mark.parametrize(
    ("text", "papers"), [("berg", 3), ("van der B", 3), ("muller", 3), ("李", 3), ("ada", 12), ("ada lovelace", 3), ("nobody", 0)]
)
def test_an_author_is_any_name_that_begins_so(text: str, papers: int, opened: Page) -> None:
    opened.goto("/search/?q=networks")
    says(opened, "^12 papers")
    author_box(opened).fill(text)
    author_box(opened).press("Enter")
    says(opened, f"^{papers or 'No'} papers")


def test_escape_closes_what_is_offered_and_leaves_the_text(opened: Page) -> None:
    opened.goto("/search/?q=networks")
    says(opened, "^12 papers")
    author_box(opened).press_sequentially("love")
    expect(offered(opened)).to_have_count(1)
    opened.keyboard.press("Escape")
    expect(offered(opened)).to_have_count(0)
    expect(author_box(opened)).to_have_value("love")


def test_months_and_a_source_narrow_together(opened: Page) -> None:
    opened.goto("/search/?q=networks&from=2024-03")
    says(opened, "^10 papers")
    opened.get_by_label("To month").select_option("2024-06")
    says(opened, "^4 papers")
    opened.get_by_label("Source").hover()
    expect(opened.get_by_label("Source").get_by_role("option", name="Daily Papers (2)")).to_be_attached()
    opened.get_by_label("Source").select_option("weekly")
    says(opened, "^2 papers")
    opened.get_by_label("Year").select_option("2024")
    says(opened, "^2 papers")
    expect(opened).to_have_url(re.compile(r"\?q=networks&year=2024&from=2024-03&to=2024-06&source=weekly$"))
    opened.reload()
    says(opened, "^2 papers")
    opened.get_by_label("From month").select_option("2024-06")
    says(opened, "^1 paper ")
    opened.get_by_label("To month").select_option("2024-04")
    expect(opened.get_by_label("From month")).to_have_value("2024-04")
    says(opened, "^1 paper ")
    opened.goto("/search/?q=networks&month=2024-03&source=weekly")
    says(opened, "^No papers")
    expect(opened.get_by_role("button", name="Without “March 2024” (6)")).to_be_visible()


def test_signals_order_papers_over_all_bundles(opened: Page) -> None:
    loaded = []
    opened.on("request", lambda request: loaded.append(request.url) if "/signals/" in request.url else None)
    opened.goto("/search/?q=networks")
    says(opened, "^12 papers")
    assert loaded == []
    opened.get_by_label("Order").select_option("Most votes and comments")
    expect(headings(opened).first).to_have_text("Study 8 of nets")
    titles = [f"Study {month} of nets" for month in (8, 2, 1, 12, 11, 10, 9, 7, 6, 5)]
    expect(headings(opened)).to_have_text(titles)
    expect(opened.get_by_role("list", name="Results").get_by_role("article").first).to_contain_text("90 upvotes")
    expect(opened).to_have_url(re.compile(r"sort=signals$"))
    opened.reload()
    expect(headings(opened)).to_have_text(titles)


def test_a_search_among_saved_papers(opened: Page) -> None:
    opened.goto("/search/?saved=yes")
    says(opened, "^No papers")
    expect(opened.get_by_text("You have saved no papers yet")).to_be_visible()
    for slug in ("p03", "p11"):
        opened.goto(f"/papers/{slug}/")
        opened.get_by_role("main").get_by_role("button", name="Save", exact=True).click()
    opened.goto("/library/")
    opened.get_by_role("link", name="Search in saved papers").click()
    opened.wait_for_url("**/search/?saved=yes")
    expect(headings(opened)).to_have_text(["Study 11 of nets", "Study 3 of nets"])
    box = opened.get_by_role("main").get_by_role("searchbox", name="Search papers")
    box.fill("networks")
    box.press("Enter")
    says(opened, "^2 papers for “networks”")
    assert sorted(counted(opened, "Tag")) == ["Any tag", "Computer vision (1)", "Language models (1)"]
    opened.get_by_label("From month").select_option("2024-10")
    says(opened, "^1 paper ")
    assert counted(opened, "Source") == ["Any source", "Daily Papers (1)"]
    opened.get_by_label("Only saved papers").uncheck()
    says(opened, "^3 papers")


@pytest.mark.parametrize(
    ("query", "papers", "tags"),
    [
        ("networks -8", 11, ["Computer vision (7)", "Language models (4)"]),
        ('"of nets" "it speaks" -"study 3"', 11, ["Computer vision (8)", "Language models (3)"]),
    ],
)
def test_values_are_counted_where_something_is_left_out(query: str, papers: int, tags: list[str], opened: Page) -> None:
    opened.goto(f"/search/?{urlencode({'q': query})}")
    says(opened, f"^{papers} papers")
    assert counted(opened, "Tag") == ["Any tag", *tags]
    opened.get_by_label("Tag").select_option("Language models")
    says(opened, f"^{tags[1][-2]} papers")
    assert counted(opened, "Tag") == ["Any tag", *tags], "the values of a filter are counted as if it were not set"
    author_box(opened).press_sequentially("love")
    expect(offered(opened)).to_have_text(["Ada Lovelace (1)"])


def test_the_header_offers_tags_authors_and_papers(opened: Page) -> None:
    loaded = []
    opened.on("request", lambda request: loaded.append(request.url))
    opened.goto("/archive/")
    opened.wait_for_load_state("networkidle")
    assert not [url for url in loaded if "suggest" in url]
    box = opened.get_by_role("banner").get_by_role("searchbox")
    box.click()
    box.press_sequentially("lan")
    expect(offered(opened, "Suggestions")).to_have_text([re.compile("Language models tag, 4 papers")])
    assert not [url for url in loaded if "/pagefind/" in url]
    box.fill("ada")
    expect(offered(opened, "Suggestions")).to_have_text([re.compile("Cy Ada author, 12"), re.compile("Ada Lovelace author, 3")])
    box.fill("study 12")
    expect(offered(opened, "Suggestions")).to_have_text(["Study 12 of nets new paper"])
    opened.keyboard.press("ArrowDown")
    expect(offered(opened, "Suggestions").first).to_be_focused()
    opened.keyboard.press("ArrowUp")
    expect(box).to_be_focused()
    opened.keyboard.press("ArrowDown")
    opened.keyboard.press("Enter")
    opened.wait_for_url("**/papers/p12/")


def test_enter_in_the_header_searches_whatever_is_offered(opened: Page) -> None:
    opened.goto("/")
    box = opened.get_by_role("banner").get_by_role("searchbox")
    box.click()
    box.press_sequentially("study 12")
    expect(offered(opened, "Suggestions")).to_have_count(1)
    box.press("Enter")
    opened.wait_for_url("**/search/?q=study+12")


def test_filters_are_folded_on_a_narrow_screen(opened: Page) -> None:
    opened.set_viewport_size({"width": 360, "height": 720})
    opened.goto("/search/?q=networks&year=2024")
    says(opened, "^12 papers")
    expect(opened.get_by_label("Tag")).to_be_hidden()
    button = opened.get_by_role("button", name="Filters and order (1)")
    button.click()
    expect(button).to_have_attribute("aria-expanded", "true")
    opened.get_by_label("Tag").select_option("Language models")
    says(opened, "^4 papers")
    assert opened.evaluate("document.documentElement.scrollWidth") <= 360
