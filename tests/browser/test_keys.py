"""Shortcuts of the keyboard in a real browser: what each does, and when none does anything."""

import re

import pytest
from playwright.sync_api import Locator, Page, Route, expect

pytestmark = pytest.mark.browser

DAY = "/2025/03/17/"
KEY = "library:/"


@pytest.fixture
def day(page: Page) -> Page:
    page.goto(DAY)
    expect(page.get_by_role("main").get_by_role("button", name="Save").first).to_be_visible()
    return page


def link(page: Page, number: int) -> Locator:
    return page.locator(".card-title a").nth(number)


def pressed(page: Page, number: int, act: str) -> Locator:
    return page.locator(".card").nth(number).get_by_role("button", name=act, exact=True)


def test_j_and_k_move_through_the_papers(day: Page) -> None:
    day.keyboard.press("j")
    expect(link(day, 0)).to_be_focused()
    day.keyboard.press("j")
    day.keyboard.press("j")
    expect(link(day, 2)).to_be_focused()
    expect(link(day, 2)).to_be_in_viewport()
    day.keyboard.press("k")
    expect(link(day, 1)).to_be_focused()
    assert day.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    title = link(day, 1).get_attribute("href")
    day.keyboard.press("o")
    day.wait_for_url(f"**{title}")


def test_keys_press_the_buttons_of_the_paper_in_focus(day: Page) -> None:
    day.keyboard.press("j")
    day.keyboard.press("s")
    expect(pressed(day, 0, "Save")).to_have_attribute("aria-pressed", "true")
    day.keyboard.press("j")
    day.keyboard.press("x")
    expect(pressed(day, 1, "Read")).to_have_attribute("aria-pressed", "true")
    expect(pressed(day, 1, "Save")).to_have_attribute("aria-pressed", "false")
    day.keyboard.press("h")
    expect(link(day, 1)).to_be_hidden()
    expect(link(day, 2)).to_be_focused()
    day.keyboard.press("e")
    expect(day.get_by_role("dialog").get_by_label("Note")).to_be_focused()


def test_keys_that_are_typed_before_the_shortcuts_are_there_keep_their_order(day: Page) -> None:
    held: list[Route] = []
    day.route("**/keys*.js", lambda route: held.append(route))
    for key in "jjjkjks":
        day.keyboard.press(key)
    expect(link(day, 0)).not_to_be_focused()
    for route in held:
        route.continue_()
    expect(pressed(day, 1, "Save")).to_have_attribute("aria-pressed", "true")
    expect(day.locator("main .card[data-saved]")).to_have_count(1)


def test_keys_without_a_paper_in_focus_change_nothing(day: Page) -> None:
    for key in "sxhe":
        day.keyboard.press(key)
    day.keyboard.press("?")
    expect(day.get_by_role("dialog")).to_be_visible()
    assert day.evaluate(f"localStorage.getItem('{KEY}')") is None


def test_the_page_of_a_paper_has_them_too(page: Page) -> None:
    page.goto("/papers/yoloe-real-time-seeing-anything/")
    save = page.get_by_role("main").get_by_role("button", name="Save", exact=True)
    expect(save).to_be_visible()
    page.keyboard.press("s")
    expect(save).to_have_attribute("aria-pressed", "true")
    target = page.locator("a[rel='next']").first.get_attribute("href")
    page.keyboard.press("n")
    page.wait_for_url(f"**{target}")


def test_slash_goes_to_the_search_box_and_writes_nothing(day: Page) -> None:
    day.keyboard.press("/")
    box = day.get_by_role("banner").get_by_role("searchbox")
    expect(box).to_be_focused()
    day.keyboard.type("jskxh/?d")
    expect(box).to_have_value("jskxh/?d")
    expect(day.get_by_role("dialog")).to_have_count(0)
    assert day.evaluate(f"localStorage.getItem('{KEY}')") is None


def test_d_is_the_dark_button(day: Page) -> None:
    day.keyboard.press("d")
    expect(day.get_by_role("button", name="Dark theme")).to_have_attribute("aria-pressed", "true")


@pytest.mark.parametrize(("keys", "place"), [("gh", "/"), ("ga", "/archive/"), ("gl", "/library/"), ("gf", "/for-you/"), ("gt", "/tags/")])
def test_g_goes_places(keys: str, place: str, day: Page) -> None:
    for key in keys:
        day.keyboard.press(key)
    day.wait_for_url(re.compile(f"//[^/]+{place}$"))


def test_no_key_works_with_a_modifier(day: Page) -> None:
    day.keyboard.press("j")
    for key in ("Control+s", "Alt+x", "Meta+h", "Shift+s", "Control+d"):
        day.evaluate("addEventListener('keydown', (event) => event.ctrlKey && event.preventDefault(), {once: true})")
        day.keyboard.press(key)
    day.keyboard.press("?")
    expect(day.get_by_role("dialog")).to_be_visible()
    assert day.evaluate(f"localStorage.getItem('{KEY}')") is None
    day.keyboard.press("s")
    assert day.evaluate(f"localStorage.getItem('{KEY}')") is None, "nor while a dialog is open"


def test_shortcuts_can_be_switched_off_for_good_and_on_again(day: Page) -> None:
    day.keyboard.press("?")
    dialog = day.get_by_role("dialog")
    expect(dialog.get_by_role("button", name="Close")).to_be_focused()
    dialog.get_by_label("Use these shortcuts").uncheck()
    dialog.get_by_role("button", name="Close").click()
    day.reload()
    expect(day.get_by_role("main").get_by_role("button", name="Save").first).to_be_visible()
    for key in "jd?/":
        day.keyboard.press(key)
    expect(day.get_by_role("button", name="Dark theme")).to_have_attribute("aria-pressed", "false")
    expect(dialog).to_have_count(0)
    expect(link(day, 0)).not_to_be_focused()
    day.get_by_role("contentinfo").get_by_role("button", name="Keyboard shortcuts").click()
    dialog.get_by_label("Use these shortcuts").check()
    day.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    day.keyboard.press("d")
    expect(day.get_by_role("button", name="Dark theme")).to_have_attribute("aria-pressed", "true")


def test_everything_is_reached_with_tab(day: Page) -> None:
    link(day, 0).focus()
    names: list[str] = []
    while not names or names[-1] != "Hide":
        day.keyboard.press("Tab")
        names.append(day.evaluate("document.activeElement.textContent.trim()"))
        assert len(names) < 20
    assert names[-3:] == ["Save", "Read", "Hide"]
    day.keyboard.press("Shift+Tab")
    day.keyboard.press("Space")
    expect(pressed(day, 0, "Read")).to_have_attribute("aria-pressed", "true")
