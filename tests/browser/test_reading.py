"""What a reader does every morning: sees what is new, goes through a list, cites a paper, opens one by chance."""

import json
import re
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser

PAPER = "/papers/yoloe-real-time-seeing-anything/"
DAY = "/2025/03/17/"
SHIFTS = """
new Promise((done) => {
  let sum = 0;
  new PerformanceObserver((list) => { for (const entry of list.getEntries()) if (!entry.hadRecentInput) sum += entry.value; })
    .observe({ type: 'layout-shift', buffered: true });
  setTimeout(() => done(sum), 300);
})
"""


def visited(page: Page, newest: str, days_ago: int) -> int:
    """Let the browser remember a visit; return when that was, in milliseconds."""
    page.goto("/about/")
    at: int = page.evaluate(f"Date.now() - {days_ago} * 24 * 3600 * 1000")
    page.evaluate("(visits) => localStorage.setItem('visits', visits)", json.dumps({"last": {"at": at, "newest": newest}, "before": None}))
    return at


def test_a_compact_list_is_remembered(page: Page) -> None:
    page.goto(DAY)
    button = page.get_by_role("button", name="Compact list")
    excerpt = page.locator(".excerpt").first
    expect(button).to_have_attribute("aria-pressed", "false")
    expect(excerpt).to_be_visible()
    tall = page.evaluate("document.documentElement.scrollHeight")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(excerpt).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollHeight") < tall * 0.6
    page.goto("/tags/computer-vision/")
    expect(page.locator(".excerpt").first).to_be_hidden()
    assert page.evaluate(SHIFTS) == 0
    page.get_by_role("button", name="Compact list").click()
    expect(page.locator(".excerpt").first).to_be_visible()
    page.reload()
    expect(page.locator(".excerpt").first).to_be_visible()


def test_lists_are_detailed_without_javascript(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address, java_script_enabled=False)
    page = context.new_page()
    page.goto(DAY)
    expect(page.locator(".excerpt").first).to_be_visible()
    for name in ("Compact list", "Random paper", "Dark theme"):
        expect(page.get_by_text(name).first).to_be_hidden()
    context.close()


@pytest.mark.parametrize("name", ["BibTeX", "RIS", "CSL-JSON", "Text"])
def test_a_citation_is_copied(name: str, page: Page, address: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=address)
    page.goto(PAPER)
    page.get_by_text("Cite this paper").click()
    page.locator("label", has_text=name).click()
    expect(page.get_by_role("radio", name=name)).to_be_checked()
    expect(page.locator(".cite-text:visible")).to_have_count(1)
    page.get_by_role("button", name=f"Copy {name}").click()
    expect(page.get_by_role("status")).to_have_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.locator(".cite-text:visible pre").evaluate("(pre) => pre.textContent")
    assert "YOLOE" in copied
    page.reload()
    page.get_by_text("Cite this paper").click()
    expect(page.get_by_role("radio", name=name)).to_be_checked()


def test_what_may_not_be_copied_is_selected(page: Page) -> None:
    page.add_init_script("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    page.goto(PAPER)
    page.get_by_text("Cite this paper").click()
    page.get_by_role("button", name="Copy BibTeX").click()
    expect(page.get_by_role("status")).to_have_text(re.compile("^Selected"))
    assert page.evaluate("getSelection().toString()").startswith("@")


def test_a_long_citation_can_be_scrolled_with_keys(page: Page) -> None:
    page.goto(PAPER)
    page.get_by_text("Cite this paper").click()
    page.get_by_role("radio", name="BibTeX").focus()
    page.keyboard.press("Tab")
    expect(page.get_by_role("group", name="BibTeX", exact=True)).to_be_focused()


def test_formats_are_chosen_by_keyboard_and_without_javascript(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address, java_script_enabled=False)
    page = context.new_page()
    page.goto(PAPER)
    page.locator("summary", has_text="Cite this paper").focus()
    page.keyboard.press("Enter")
    expect(page.locator('[data-format="bibtex"]')).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    expect(page.locator('[data-format="ris"]')).to_be_visible()
    expect(page.locator('[data-format="bibtex"]')).to_be_hidden()
    expect(page.get_by_role("button", name="Copy")).to_have_count(0)
    context.close()


@pytest.mark.parametrize("url", ["/", "/archive/"])
def test_what_is_new_since_the_last_visit(url: str, page: Page) -> None:
    visited(page, "2025-03-13", 9)
    page.goto(url)
    line = page.locator("since-visit")
    expect(line).to_have_text(
        re.compile(r"^2 new days, \d+ papers since your last visit on \d+ [A-Z][a-z]+( \d{4})?: 17 March 2025, 13 November 2025$")
    )
    assert page.evaluate(SHIFTS) == 0
    page.reload()
    expect(line).to_contain_text("2 new days")  # it is still the same visit
    line.get_by_role("link", name="17 March").click()
    expect(page).to_have_url(re.compile(f"{DAY}$"))


def test_nothing_is_said_to_who_comes_first_or_has_seen_all(page: Page) -> None:
    page.goto("/")
    expect(page.locator("since-visit")).to_be_hidden()
    visited(page, "2025-11-13", 2)
    page.goto("/")
    expect(page.locator("since-visit")).to_be_hidden()


@pytest.mark.parametrize("kept", ["", "{", "[]", '{"last":{"at":"x","newest":"<b>"}}', '{"last":{"at":1e12,"newest":7}}', "null"])
def test_what_is_remembered_may_be_damaged(kept: str, page: Page) -> None:
    page.goto("/about/")
    page.evaluate("(kept) => { for (const name of ['visits', 'density', 'cite', 'theme']) localStorage.setItem(name, kept); }", kept)
    for url in ("/", PAPER):
        page.goto(url)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.goto("/")
    assert json.loads(page.evaluate("localStorage.getItem('visits')"))["last"]["newest"] == "2025-11-13"


def test_everything_works_without_storage(page: Page) -> None:
    page.add_init_script("Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } })")
    page.goto("/")
    expect(page.locator("since-visit")).to_be_hidden()
    page.get_by_role("button", name="Compact list").click()
    expect(page.locator(".excerpt").first).to_be_hidden()
    page.goto(PAPER)
    page.get_by_text("Cite this paper").click()
    page.locator("label", has_text="RIS").click()
    expect(page.locator('[data-format="ris"]')).to_be_visible()


def test_a_random_paper(page: Page) -> None:
    seen = set()
    for _ in range(3):
        page.goto("/")
        page.get_by_role("link", name="Random paper").click()
        page.wait_for_url("**/papers/**")
        expect(page.get_by_role("heading", name="Abstract")).to_be_visible()
        seen.add(page.url)
    assert len(seen) > 1


def test_a_random_paper_is_looked_for_in_the_archive_when_it_cannot_be_found(page: Page) -> None:
    page.route("**/sitemap.xml", lambda route: route.fulfill(status=200, body="<urlset/>"))
    page.goto(PAPER)
    page.get_by_role("link", name="Random paper").click()
    page.wait_for_url("**/archive/")
    page.goto("about:blank")
    page.unroute("**/sitemap.xml")


@pytest.mark.parametrize("url", [PAPER, DAY])
def test_on_paper_there_is_the_text_alone(url: str, page: Page) -> None:
    schemes: tuple[Literal["light", "dark"], ...] = ("light", "dark")
    page.goto(url)
    for scheme in schemes:
        page.emulate_media(media="print", color_scheme=scheme)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        for hidden in (".site-header", ".site-footer", ".list-bar", ".cite", ".steps"):
            for piece in page.locator(hidden).all():
                expect(piece).to_be_hidden()
        for entry in page.locator(".cards > li").all()[:1]:
            assert entry.evaluate("(entry) => getComputedStyle(entry).breakInside") == "avoid"
        assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


@pytest.mark.parametrize("width", [320, 1280])
def test_the_menu_stands_on_one_line(width: int, page: Page) -> None:
    page.set_viewport_size({"width": width, "height": 640})
    for url in ("/", "/archive/", "/trending/"):
        page.goto(url)
        tops = page.locator(".site-nav li").evaluate_all("(items) => items.map((item) => item.offsetTop)")
        assert len(tops) == 5, "the example has no authors"
        assert len(set(tops)) == 1


CONTRAST = """
() => {
  const parts = (colour) => colour.match(/[\\d.]+/g).slice(0, 3).map((part) => part / 255);
  const light = (colour) => parts(colour)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
    .reduce((sum, part, i) => sum + part * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = light(getComputedStyle(document.body).backgroundColor);
  return Math.min(...[...document.querySelectorAll('body, main :is(a, p, li, button, h2), footer :is(a, p), nav a')].map((element) => {
    const [low, high] = [ground, light(getComputedStyle(element).color)].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  }));
}
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_who_asks_for_more_contrast_gets_it(scheme: Literal["light", "dark"], browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address, color_scheme=scheme, contrast="more")
    page = context.new_page()
    page.goto("/")
    assert page.evaluate(CONTRAST) >= 7
    ground = page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--paper')")
    assert ground.startswith("#"), "what is drawn on the map reads the colours as they are written"
    page.evaluate(f"document.documentElement.dataset.theme = '{'dark' if scheme == 'light' else 'light'}'")
    assert page.evaluate(CONTRAST) >= 7, "a reader may choose the other scheme"
    context.close()
