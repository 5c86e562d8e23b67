"""The search page over several bundles: what a reader sees is that of one index, and what is loaded is little."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from sitegen.build import build
from sitegen.config import SiteFolder
from sitegen.publish import bundles
from tests.browser.conftest import Watch
from tests.serving import served
from tests.sites import on, paper, rebuild, write, write_site

pytestmark = pytest.mark.browser

FILES = {
    f"content/papers/p{month:02}-{number}.md": paper(
        f"{'Vision' if number % 2 else 'Language'} {month} {number}: a study",
        f"It speaks of networks, in the {number}th way.",
        listed=[on(f"2024-{month:02}-1{number}", 1)],
        tags=["vision" if number % 2 else "language"],
        links=[{"kind": "code", "url": "https://example.org/x"}] if number == 3 else [],
    )
    for month in range(1, 13)
    for number in range(4)
}


@pytest.fixture(scope="module")
def several(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[SiteFolder, str]]:
    """Build a site of 48 papers in many bundles, and serve it."""
    with pytest.MonkeyPatch.context() as patch:
        for name, size in {"WHOLE": 6, "SMALL": 6, "LARGE": 16, "RECENT": 2}.items():
            patch.setattr(bundles, name, size)
        site = write_site(tmp_path_factory.mktemp("several"), FILES)
        build(site)
        with served(site) as where:
            yield site, where


@pytest.fixture
def opened(browser: Browser, several: tuple[SiteFolder, str]) -> Iterator[tuple[Page, Watch]]:
    context = browser.new_context(base_url=several[1])
    context.set_default_timeout(15_000)
    page = context.new_page()
    watch = Watch(page, several[1])
    yield page, watch
    context.close()


def says(page: Page, text: str) -> None:
    expect(page.get_by_role("status")).to_have_text(re.compile(text))


def test_counts_filters_and_dates_are_those_of_all_bundles(opened: tuple[Page, Watch]) -> None:
    page, watch = opened
    page.goto("/search/?q=networks")
    says(page, "^48 papers")
    page.get_by_label("Tag").hover()
    expect(page.get_by_label("Tag").get_by_role("option", name="Language models (24)")).to_be_attached()
    page.get_by_label("Tag").select_option("Language models")
    says(page, "^24 papers")
    page.get_by_label("From month").select_option("2024-05")
    says(page, "^16 papers")
    page.get_by_label("To month").select_option("2024-06")
    says(page, "^4 papers")
    expect(page).to_have_url(re.compile(r"from=2024-05&to=2024-06"))
    page.get_by_role("button", name="Clear filters").click()
    says(page, "^48 papers")
    page.get_by_label(re.compile("Has code")).check()
    says(page, "^12 papers")
    page.get_by_label("Order").select_option("Newest first")
    expect(page.get_by_role("list", name="Results").get_by_role("article").first).to_contain_text("13 December 2024")
    headings = page.get_by_role("list", name="Results").get_by_role("heading")
    expect(headings).to_have_text([f"Vision {month} 3: a study" for month in range(12, 2, -1)])
    page.get_by_role("button", name="Show more").click()
    expect(headings).to_have_count(12)
    assert watch.faults == []


def test_filters_are_loaded_when_they_are_looked_at(opened: tuple[Page, Watch]) -> None:
    page, watch = opened
    page.goto("/search/?q=networks")
    says(page, "^48 papers")
    page.wait_for_load_state("networkidle")
    assert not [url for url in watch.requests if ".pf_filter" in url]
    assert len([url for url in watch.requests if url.endswith(".pagefind")]) == 1, "the program is loaded once"
    expect(page.get_by_label("Tag").get_by_role("option", name="Language models")).to_be_attached()
    page.get_by_label("Tag").hover()
    expect(page.get_by_label("Tag").get_by_role("option", name="Language models (24)")).to_be_attached()
    assert {url.rpartition("/")[2] for url in watch.requests if ".pf_filter" in url} == {"tag.pf_filter"}
    assert watch.faults == []


def test_a_publish_while_a_reader_searches_is_followed(opened: tuple[Page, Watch], several: tuple[SiteFolder, str]) -> None:
    """The bundles that the page opened are gone; the next search finds those that are there now."""
    page, _ = opened
    site, _ = several
    page.goto("/search/?q=study")
    says(page, "^48 papers")
    with pytest.MonkeyPatch.context() as patch:
        for name, size in {"WHOLE": 6, "SMALL": 6, "LARGE": 16, "RECENT": 2}.items():
            patch.setattr(bundles, name, size)
        write(site.root, {name: text.replace("networks", "meshes") for name, text in FILES.items()})
        rebuild(site)
    box = page.get_by_role("main").get_by_role("searchbox", name="Search papers")
    box.fill("networks")
    box.press("Enter")
    expect(page.get_by_role("status")).not_to_have_text(re.compile("study"))
    box.fill("meshes")
    box.press("Enter")
    says(page, "^48 papers for “meshes”")
    expect(page.get_by_role("list", name="Results").get_by_role("heading")).to_have_count(10)
