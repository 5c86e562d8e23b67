"""What a page costs on a first visit, as a host sends it with gzip. The figures are promises to readers in trains."""

import gzip
import re

import pytest
from playwright.sync_api import Page, Response

pytestmark = pytest.mark.browser

PAPER = "/papers/yoloe-real-time-seeing-anything/"
KILOBYTE = 1_000
TEXT = re.compile(r"text/|javascript|json|svg|xml")


def costs(page: Page, url: str) -> dict[str, tuple[str, int]]:
    """Open a page; return what was loaded: address → kind and bytes as transferred, without headers."""
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))  # Playwright takes no bound method of a list
    page.goto(url)
    page.wait_for_load_state("networkidle")
    found = {}
    for answer in answers:
        body, kind = answer.body(), answer.headers.get("content-type", "")
        found[answer.url] = (kind, len(gzip.compress(body, 6) if TEXT.search(kind) else body))
    return found


@pytest.mark.parametrize(
    ("url", "most"),
    [
        ("/", 60),
        (PAPER, 30),
        ("/2025/03/17/", 60),
        ("/2025/03/", 60),
        ("/tags/computer-vision/", 60),
        ("/archive/", 60),
        ("/trending/", 60),
        ("/library/", 60),
        ("/for-you/", 60),
        ("/map/", 60),
    ],
)
def test_a_page_is_light(url: str, most: int, page: Page) -> None:
    loaded = costs(page, url)
    assert sum(size for _, size in loaded.values()) < most * KILOBYTE, loaded
    assert sum(size for kind, size in loaded.values() if "javascript" in kind) < 15 * KILOBYTE, loaded


def test_the_longest_paper_is_light(page: Page) -> None:
    """With the largest page in place of the usual one; what all pages share is counted with it."""
    page.goto("/2025/03/17/")
    links = page.locator(".card-title a").evaluate_all("(links) => links.map((link) => link.getAttribute('href'))")
    sizes = {link: len(gzip.compress(page.request.get(link).body(), 6)) for link in links}
    assert sum(size for _, size in costs(page, max(sizes, key=sizes.__getitem__)).values()) < 30 * KILOBYTE


@pytest.mark.parametrize(
    "url", ["/", "/2025/03/17/", "/2025/03/", PAPER, "/tags/computer-vision/", "/archive/", "/for-you/", "/search/?q=model"]
)
@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_moves_while_a_page_is_loaded(url: str, width: int, page: Page) -> None:
    page.set_viewport_size({"width": width, "height": 720})
    page.goto(url)
    page.wait_for_load_state("networkidle")
    moved = page.evaluate(
        """() => new Promise((done) => {
          let sum = 0;
          new PerformanceObserver((list) => { for (const entry of list.getEntries()) if (!entry.hadRecentInput) sum += entry.value; })
            .observe({ type: 'layout-shift', buffered: true });
          setTimeout(() => done(sum), 200);
        })"""
    )
    assert moved < 0.005


def test_the_header_is_not_seen_before_all_of_it_is_there(page: Page) -> None:
    page.goto("/")
    whole = page.content()
    animation = "getComputedStyle(document.querySelector('.site-header')).animationName"
    assert page.evaluate(animation) == "none"
    page.route("**/", lambda route: route.fulfill(body=whole[: whole.index("<form")], content_type="text/html"))
    page.goto("/")
    assert page.evaluate(animation) == "release"  # which hides it, for so long
