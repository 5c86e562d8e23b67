"""The pictures in a real browser: the map moves, tells, finds and opens; all can be reached by keyboard and is there as lists."""

import re

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

pytestmark = pytest.mark.browser

PICTURES = ["/map/", "/archive/", "/2025/", "/tags/together/", "/tags/over-time/", "/tags/computer-vision/"]
DRAWN = "() => document.getElementById('map-canvas').toDataURL()"


def frame(page: Page) -> Locator:
    return page.get_by_role("application", name="Map of all papers")


def open_map(page: Page) -> Locator:
    """Open the map, and wait until it is drawn."""
    with page.expect_response(re.compile(r"/map/2025-places\.json")):
        page.goto("/map/")
    page.wait_for_function("() => document.getElementById('map-canvas').width > 200")
    page.wait_for_timeout(200)
    frame(page).scroll_into_view_if_needed()
    return frame(page)


def drawn(page: Page) -> str:
    """Return the picture once the next frame was painted."""
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    picture: str = page.evaluate(DRAWN)
    return picture


def point_at_a_paper(page: Page) -> tuple[float, float]:
    """Move the pointer over the map until it is on a paper; return where."""
    box = frame(page).bounding_box()
    assert box is not None
    for step in range(400):
        x, y = box["width"] * (0.2 + 0.6 * (step % 20) / 20), box["height"] * (0.2 + 0.6 * (step // 20) / 20)
        page.mouse.move(box["x"] + x, box["y"] + y)
        if "on-point" in (frame(page).get_attribute("class") or ""):
            return box["x"] + x, box["y"] + y
    pytest.fail("there is no paper on the map")


@pytest.mark.parametrize("url", PICTURES)
@pytest.mark.parametrize("width", [320, 1_280])
def test_pictures_fit_and_have_no_fault(url: str, width: int, page: Page) -> None:
    page.set_viewport_size({"width": width, "height": 700})
    page.goto(url)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


def test_a_paper_under_the_pointer_is_told_and_opened(page: Page) -> None:
    open_map(page)
    x, y = point_at_a_paper(page)
    card = page.locator("#map-card")
    expect(card).to_be_visible()
    title = card.locator("a").inner_text()
    page.mouse.click(x, y)
    page.wait_for_url("**/papers/*/")
    shown = page.get_by_role("heading", level=1).inner_text()
    assert re.sub(r"\W", "", shown).lower()[:12] == re.sub(r"\W", "", title).lower()[:12]


def test_titles_are_read_when_they_are_wanted_and_not_before(page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    open_map(page)
    assert not [url for url in asked if url.endswith("-papers.json")]
    point_at_a_paper(page)
    expect(page.locator("#map-card")).to_be_visible()
    assert [url for url in asked if url.endswith("-papers.json")]


def test_the_map_is_dragged_and_zoomed_and_shown_whole_again(page: Page) -> None:
    box = open_map(page).bounding_box()
    assert box is not None
    whole = drawn(page)
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(*middle)
    page.mouse.down()
    page.mouse.move(middle[0] + 120, middle[1] + 60, steps=4)
    page.mouse.up()
    dragged = drawn(page)
    assert dragged != whole
    assert page.url.endswith("/map/"), "a drag opens nothing"
    page.mouse.wheel(0, -300)
    page.wait_for_timeout(100)
    assert drawn(page) != dragged
    page.mouse.move(0, 0)
    page.get_by_role("button", name="Whole map").click()
    assert drawn(page) == whole
    page.get_by_role("button", name="Zoom in").click()
    assert drawn(page) != whole


def test_two_fingers_zoom(page: Page) -> None:
    open_map(page)
    whole = drawn(page)
    page.evaluate("""() => {
      const frame = document.getElementById('map-frame');
      frame.setPointerCapture = () => {};
      const at = frame.getBoundingClientRect();
      const send = (name, id, x, y) => frame.dispatchEvent(new PointerEvent(name, { pointerId: id, pointerType: 'touch', bubbles: true,
        clientX: at.left + at.width / 2 + x, clientY: at.top + at.height / 2 + y, button: 0 }));
      send('pointerdown', 11, -20, 0);
      send('pointerdown', 12, 20, 0);
      for (let step = 1; step <= 10; step += 1) { send('pointermove', 11, -20 - 8 * step, 0); send('pointermove', 12, 20 + 8 * step, 0); }
      send('pointerup', 11, -100, 0);
      send('pointerup', 12, 100, 0);
    }""")
    assert drawn(page) != whole
    assert page.url.endswith("/map/")


def test_a_first_touch_tells_and_a_second_opens(page: Page) -> None:
    open_map(page)
    x, y = point_at_a_paper(page)
    page.mouse.move(0, 0)
    touch = """([x, y]) => {
      const frame = document.getElementById('map-frame');
      frame.setPointerCapture = () => {};
      for (const name of ['pointerdown', 'pointerup']) frame.dispatchEvent(new PointerEvent(name, { pointerId: 7, pointerType: 'touch',
        bubbles: true, clientX: x, clientY: y, button: 0 }));
    }"""
    page.evaluate(touch, [x, y])
    expect(page.locator("#map-card")).to_be_visible()
    assert page.url.endswith("/map/")
    page.evaluate(touch, [x, y])
    page.wait_for_url("**/papers/*/")


def test_the_keyboard_moves_zooms_and_opens(page: Page) -> None:
    open_map(page)
    whole = drawn(page)
    page.get_by_role("button", name="Whole map").focus()
    page.keyboard.press("Tab")
    expect(frame(page)).to_be_focused()
    for key in ("+", "+", "ArrowLeft", "ArrowUp", "-"):
        page.keyboard.press(key)
    assert drawn(page) != whole
    page.keyboard.press("0")
    told = page.get_by_role("status")
    expect(told).to_contain_text("Enter opens it.")
    page.keyboard.press("Enter")
    page.wait_for_url("**/papers/*/")


def test_a_search_lists_what_it_finds_and_lets_go_of_it(page: Page) -> None:
    open_map(page)
    whole = drawn(page)
    box = page.get_by_role("searchbox", name="Find papers on the map")
    box.fill("yoloe seeing")
    told = page.get_by_role("status")
    expect(told).to_have_text("1 paper found.")
    expect(page.locator("#map-found a")).to_have_text(re.compile("YOLOE"))
    assert drawn(page) != whole
    box.press("Enter")
    box.fill("no such words")
    expect(told).to_have_text("No paper has these words in its title or tags.")
    box.fill("")
    expect(told).to_have_text("")
    expect(page.locator("#map-found")).to_be_hidden()


def test_topics_are_shown_alone(page: Page) -> None:
    open_map(page)
    whole = drawn(page)
    button = page.get_by_role("button", name=re.compile("^Computer vision"))
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("status")).to_have_text(re.compile(r"^\d+ papers of Computer vision\.$"))
    assert drawn(page) != whole
    button.click()
    expect(page.get_by_role("status")).to_have_text("")


def test_the_map_follows_the_theme(page: Page) -> None:
    open_map(page)
    light = drawn(page)
    page.get_by_role("button", name="Dark theme").click()
    assert drawn(page) != light


def test_data_that_cannot_be_read_is_told(page: Page) -> None:
    page.route("**/map/*-papers.json", lambda route: route.fulfill(status=200, body="no json"))
    open_map(page)
    page.get_by_role("searchbox", name="Find papers on the map").fill("yolo")
    expect(page.get_by_role("status")).to_have_text("The titles could not be loaded.")


def test_without_javascript_everything_is_there_as_lists(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address, java_script_enabled=False)
    page = context.new_page()
    page.goto("/map/")
    expect(page.locator("#map")).to_be_hidden()
    topic = page.get_by_role("main").get_by_role("link", name="Computer vision", exact=True)
    expect(topic).to_be_visible()
    assert page.locator(".map-list .titles a").count() > 20
    page.goto("/tags/together/")
    assert page.locator(".pairs li").count() > 5
    expect(page.get_by_role("columnheader").first).to_be_visible()
    page.goto("/tags/computer-vision/")
    page.get_by_text("The same as a table").click()
    expect(page.get_by_role("link", name="March 2025", exact=True).first).to_be_visible()
    context.close()


def test_days_of_the_calendar_are_reached_by_keyboard(page: Page) -> None:
    page.goto("/archive/")
    link = page.get_by_role("link", name=re.compile(r"^17 March 2025: \d+ papers$"))
    link.focus()
    expect(link).to_be_focused()
    size = link.bounding_box()
    assert size is not None
    assert min(size["width"], size["height"]) >= 24
    page.keyboard.press("Enter")
    page.wait_for_url("**/2025/03/17/")
