"""The site in a real browser: a reader's way through it, with and without JavaScript, wide and narrow, light and dark."""

import re
from typing import Literal

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from sitegen.config import SiteFolder
from sitegen.reading import read_site
from sitegen.site.site import Site

pytestmark = pytest.mark.browser

PAPER = "/papers/yoloe-real-time-seeing-anything/"
KINDS = [
    "/",
    "/2025/03/17/",
    "/2025/03/",
    "/2025/",
    "/archive/",
    "/tags/",
    "/tags/computer-vision/",
    "/trending/",
    "/library/",
    "/for-you/",
    "/about/",
    "/search/?q=YOLOE",
    PAPER,
    "/nothing/",
]


@pytest.fixture(scope="session")
def site(demo: SiteFolder) -> Site:
    return read_site(demo)


def results(page: Page) -> Locator:
    return page.get_by_role("list", name="Results").get_by_role("heading")


def box(page: Page) -> Locator:
    return page.get_by_role("main").get_by_role("searchbox", name="Search papers")


def status(page: Page) -> Locator:
    return page.get_by_role("status")


def count(page: Page) -> int:
    """Wait for an answer, and return how many papers it says."""
    expect(status(page)).to_have_text(re.compile(r"^[\d,]+ papers?\b"))
    return int(re.sub(r"\D.*$", "", status(page).inner_text().replace(",", "")))


@pytest.mark.parametrize("url", KINDS)
def test_pages_have_no_fault(url: str, page: Page) -> None:
    """No error or warning, nothing that the policy forbids, no request to another origin: the fixture holds that."""
    answer = page.goto(url)
    assert answer is not None
    if url == "/nothing/":
        assert answer.status == 404
    page.wait_for_load_state("networkidle")
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    expect(page.get_by_role("main")).to_be_visible()


def test_search_from_the_home_page_finds_the_paper_first(page: Page) -> None:
    page.goto("/")
    page.get_by_role("banner").get_by_role("searchbox", name="Search papers").fill("YOLOE")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=YOLOE")
    expect(box(page)).to_have_value("YOLOE")
    expect(results(page).first).to_contain_text("YOLOE")
    page.get_by_role("list", name="Results").get_by_role("link").first.click()
    page.wait_for_url(f"**{PAPER}")
    expect(page.get_by_role("heading", level=1)).to_contain_text("YOLOE")


def test_search_narrows_by_tag_year_and_code(page: Page, site: Site) -> None:
    page.goto("/search/?q=model")
    everything = count(page)
    page.get_by_label("Tag").select_option("Object detection")
    expect(page).to_have_url(re.compile(r"tag=Object"))
    expect(status(page)).not_to_have_text(re.compile(rf"^{everything} papers"))
    assert 0 < count(page) < everything
    page.get_by_label("Year").select_option("2025")
    page.get_by_role("button", name="Clear filters").click()
    expect(status(page)).to_have_text(re.compile(rf"^{everything} papers"))
    page.get_by_label(re.compile("Has code")).check()
    expect(page).to_have_url(re.compile(r"code=yes"))
    expect(status(page)).not_to_have_text(re.compile(rf"^{everything} papers"))
    assert 0 < count(page) < everything


def test_filters_alone_show_all_papers_that_have_them(page: Page, site: Site) -> None:
    with_code = [paper for paper in site.papers.values() if any(link.kind == "code" for link in paper.links)]
    page.goto("/search/?code=yes")
    assert count(page) == len(with_code)
    expect(page.get_by_label(re.compile("Has code"))).to_be_checked()
    tagged = [paper for paper in site.papers.values() if "object-detection" in paper.tags]
    page.goto("/search/?tag=Object+detection")
    assert count(page) == len(tagged)
    in_november = [paper for paper in site.papers.values() if any(listing.day.iso.startswith("2025-11") for listing in paper.listed)]
    page.goto("/search/?month=2025-11")
    assert count(page) == len(in_november)


def test_results_may_be_sorted_by_date(page: Page) -> None:
    page.goto("/search/?q=learning")
    count(page)
    page.get_by_label("Order").select_option("Newest first")
    expect(page).to_have_url(re.compile("sort=date"))
    expect(page.get_by_role("list", name="Results").get_by_role("article").first).to_contain_text("November 2025")


def test_state_survives_a_reload_and_the_way_back(page: Page) -> None:
    page.goto("/search/")
    box(page).fill("segmentation")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"\?q=segmentation$"))
    without = count(page)
    page.get_by_label("Year").select_option("2025")
    expect(page).to_have_url(re.compile(r"year=2025"))
    page.get_by_label("Order").select_option("Newest first")
    expect(page).to_have_url(re.compile(r"sort=date"))
    page.reload()
    count(page)
    first = results(page).first.inner_text()
    page.reload()
    expect(box(page)).to_have_value("segmentation")
    expect(page.get_by_label("Year")).to_have_value("2025")
    expect(page.get_by_label("Order")).to_have_value("date")
    expect(results(page).first).to_have_text(first)
    page.get_by_role("list", name="Results").get_by_role("link").first.click()
    page.wait_for_url("**/papers/**")
    page.go_back()
    expect(box(page)).to_have_value("segmentation")
    expect(results(page).first).to_have_text(first)
    page.go_back()
    expect(page).not_to_have_url(re.compile(r"sort=date"))
    page.go_back()
    expect(page).to_have_url(re.compile(r"\?q=segmentation$"))
    assert count(page) == without


@pytest.mark.parametrize(
    "query",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        '"><svg onload=alert(1)>',
        "${alert(1)}",
        "%",
        "\\",
        "'\"",
        "日本語",
        "x" * 3_000,
    ],
)
def test_a_hostile_query_does_nothing(query: str, page: Page) -> None:
    page.goto("/search/")
    box(page).fill(query)
    page.keyboard.press("Enter")
    expect(status(page)).to_have_text(re.compile(r"^(No|[\d,]+) papers? for|^Type to search"))
    assert page.get_by_role("main").locator("script, svg[onload], img").count() == 0
    page.reload()
    expect(box(page)).to_have_value(query)


def test_hostile_filters_in_the_address_do_nothing(page: Page) -> None:
    page.goto(
        "/search/?q=model&tag=%3Cscript%3Ealert(1)%3C/script%3E&year=__proto__&month=zz&day=%00&sort=x&code=z&page=1&source=__proto__&author=%3Cb%3E&from=zz&to=%3Cb%3E&saved=1"
    )
    expect(status(page)).to_have_text(re.compile(r"^No papers|^[\d,]+ papers?"))
    page.goto("/search/?q=%E0%A4%A&tag=%FF")
    expect(status(page)).to_be_visible()


def test_keyboard_reaches_the_results(page: Page) -> None:
    page.goto("/search/?q=YOLOE")
    expect(results(page).first).to_contain_text("YOLOE")
    box(page).focus()
    page.keyboard.press("ArrowDown")
    link = results(page).first.get_by_role("link")
    expect(link).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(box(page)).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{PAPER}")


def test_nothing_found_is_said(page: Page) -> None:
    page.goto("/search/?q=zzzzqqqqxxxx")
    expect(status(page)).to_have_text(re.compile("^No papers"))
    expect(results(page)).to_have_count(0)


def test_skip_link_is_the_first_stop(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("Tab")
    link = page.get_by_role("link", name="Skip to content")
    expect(link).to_be_focused()
    expect(link).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()


@pytest.mark.parametrize("url", [url for url in KINDS if url != "/nothing/"])
def test_pages_read_without_javascript(url: str, browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address, java_script_enabled=False)
    page = context.new_page()
    page.goto(url)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    if url.startswith("/search/"):
        notice = page.locator("noscript")  # Playwright's own matchers pass over what stands in it
        assert "needs JavaScript" in notice.inner_text()
        assert notice.get_by_role("link").first.is_visible()
    if url == PAPER:
        expect(page.get_by_role("main")).to_contain_text("Abstract")
        expect(
            page.get_by_role("main").get_by_role("link", name=re.compile("17 March 2025|12 March 2025|13 March 2025")).first
        ).to_be_visible()
    if url == "/2025/03/17/":
        assert page.get_by_role("main").get_by_role("article").count() > 100
    context.close()


@pytest.mark.parametrize("width", [320, 768])
@pytest.mark.parametrize("url", [url for url in KINDS if url != "/nothing/"])
def test_no_page_is_wider_than_the_screen(url: str, width: int, page: Page) -> None:
    page.set_viewport_size({"width": width, "height": 640})
    page.goto(url)
    if url.startswith("/search/"):
        expect(results(page).first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_long_titles_and_formulas_stay_within_a_narrow_screen(page: Page, site: Site) -> None:
    """The papers with most mathematics and the longest words, at 320 pixels."""
    by_math = sorted(
        (site.text_of(slug).paper for slug in site.papers), key=lambda paper: -paper.abstract.count("$") - paper.title.count("$") * 5
    )[:8]
    by_word = sorted((site.text_of(slug).paper for slug in site.papers), key=lambda paper: -max(map(len, paper.abstract.split() or [""])))[
        :8
    ]
    page.set_viewport_size({"width": 320, "height": 640})
    for paper in dict.fromkeys((*by_math, *by_word)):
        page.goto(f"/papers/{paper.slug}/")
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, paper.slug


def test_dark_theme_is_remembered(page: Page) -> None:
    def background() -> str:
        colour: str = page.evaluate("getComputedStyle(document.body).backgroundColor")
        return colour

    page.goto("/")
    light = background()
    toggle = page.get_by_role("button", name="Dark theme")
    expect(toggle).to_have_attribute("aria-pressed", "false")
    toggle.click()
    expect(toggle).to_have_attribute("aria-pressed", "true")
    page.goto("/archive/")
    expect(page.get_by_role("button", name="Dark theme")).to_have_attribute("aria-pressed", "true")
    assert background() != light
    page.get_by_role("button", name="Dark theme").click()
    page.reload()
    expect(page.get_by_role("button", name="Dark theme")).to_have_attribute("aria-pressed", "false")
    assert background() == light


def test_dark_follows_the_system(browser: Browser, address: str) -> None:
    colours = []
    schemes: tuple[Literal["light", "dark"], ...] = ("light", "dark")
    for scheme in schemes:
        context = browser.new_context(base_url=address, color_scheme=scheme)
        page = context.new_page()
        page.goto("/")
        colours.append(page.evaluate("getComputedStyle(document.body).backgroundColor"))
        context.close()
    assert colours[0] != colours[1]


def test_formulas_are_formulas(page: Page, site: Site) -> None:
    paper = next(paper for paper in site.papers.values() if "$" in paper.title)
    page.goto(f"/papers/{paper.slug}/")
    assert page.get_by_role("heading", level=1).locator("math").count() > 0
    expect(page.get_by_role("heading", level=1)).not_to_contain_text("$")


def test_a_page_without_search_loads_no_index(page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(PAPER)
    page.wait_for_load_state("networkidle")
    assert not [url for url in asked if "/pagefind/" in url]
    assert len(asked) < 8


@pytest.mark.parametrize("query", ["contrasti", "tinyclip clip distillati"])
def test_an_unfinished_word_finds_what_the_whole_one_does(query: str, page: Page) -> None:
    page.goto("/search/")
    page.locator("#q").fill(query)
    expect(results(page).first).to_be_visible()
    expect(results(page).filter(has_text="ontrastive" if query == "contrasti" else "TinyCLIP").first).to_be_visible()


def test_the_box_in_the_header_searches_on_the_search_page_too(page: Page) -> None:
    page.goto("/search/")
    page.get_by_role("banner").get_by_role("searchbox").fill("YOLOE")
    expect(results(page).first).to_contain_text("YOLOE: Real-Time Seeing Anything")
    expect(page.locator("#q")).to_have_value("YOLOE")
