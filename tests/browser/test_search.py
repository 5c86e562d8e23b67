"""Searching the project's own site as readers do: what is found first, errors of typing, exclusion, ways out, and earlier searches."""

import re
from collections import Counter
from functools import cache

import pytest
import yaml
from playwright.sync_api import Locator, Page, expect

from sitegen.config import SiteFolder
from sitegen.reading import read_site
from sitegen.site.site import Site
from tests.sites import REPOSITORY

LEAST = {"title": 97, "name": 97, "abstract": 93, "typo": 90, "topic": 90}
"""Of a hundred cases of a kind, how many must have the wanted paper first."""

FIRST = """
async (cases) => {
  const { dataset } = document.getElementById('search');
  const load = (name) => import(new URL(dataset[name], location));
  const names = ['index', 'files', 'match', 'stems', 'spelling', 'ranking'];
  const [{ openIndex }, files, match, stems, { correct }, { rank }] = await Promise.all(names.map(load));
  const index = await openIndex(new URL('../', location), { files, match, stems });
  const first = [];
  for (const { query } of cases) {
    const q = (await correct(index, query)) || query;
    const { results } = await index.search(q);
    const entries = await Promise.all(results.slice(0, 10).map(async (result) => ({ ...result, data: await result.data() })));
    first.push(rank(q, entries)[0]?.data.url.split('/').at(-2) ?? '');
  }
  return first;
}
"""


@cache
def cases() -> list[dict[str, str]]:
    text = (REPOSITORY / "tests/data/search-cases.yaml").read_text(encoding="utf-8")
    found: list[dict[str, str]] = yaml.load(text, Loader=yaml.CBaseLoader)
    return found


@pytest.fixture(scope="module")
def site(demo: SiteFolder) -> Site:
    return read_site(demo)


def status(page: Page) -> Locator:
    return page.get_by_role("status")


def results(page: Page) -> Locator:
    return page.get_by_role("list", name="Results").get_by_role("heading")


def box(page: Page) -> Locator:
    return page.get_by_role("main").get_by_role("searchbox", name="Search papers")


def ask(page: Page, query: str) -> None:
    box(page).fill(query)
    box(page).press("Enter")


def test_the_wanted_paper_is_first(page: Page, site: Site) -> None:
    # The page must not open an index of its own meanwhile: that closes the one that is asked here.
    page.route("**/assets/search.*.js", lambda route: route.fulfill(status=200, content_type="text/javascript", body=""))
    page.goto("/search/")
    first = page.evaluate(FIRST, cases())
    right: Counter[str] = Counter()
    missed = []
    for case, slug in zip(cases(), first, strict=True):
        is_right = case["tag"] in site.papers[slug].tags if "tag" in case and slug else slug == case.get("paper")
        right[case["kind"]] += is_right
        missed += [] if is_right else [f"{case['kind']}: {case['query']}: {slug}"]
    counts = Counter(case["kind"] for case in cases())
    assert sum(counts.values()) >= 60
    assert {kind: round(100 * right[kind] / counts[kind]) >= LEAST[kind] for kind in counts} == dict.fromkeys(counts, True), missed


RANK = """
async ([query, authors]) => {
  const { rank } = await import(new URL(document.getElementById('search').dataset.ranking, location));
  const entries = authors.map((names) => ({ score: 1, data: { meta: { title: 'A title', authors: names }, content: '' } }));
  return rank(query, entries).map((entry) => entry.data.meta.authors);
}
"""


@pytest.mark.parametrize("query", ["Chang Su", "su chang"])
def test_whoever_has_exactly_that_name_is_before_those_whose_names_begin_so(page: Page, query: str) -> None:
    page.goto("/search/")
    names = ["Ann Lee, Chang Sun", "Su Changming", "Ann Lee, Chang Su"]
    assert page.evaluate(RANK, [query, names]) == [names[2], *names[:2]]


def test_a_typing_error_is_mended_and_said(page: Page) -> None:
    page.goto("/search/")
    ask(page, "objcet detction")
    expect(status(page)).to_have_text(re.compile("papers for “object detection”"))
    expect(page.get_by_text("Showing results for object detection")).to_be_visible()
    expect(page).to_have_url(re.compile(r"\?q=objcet\+detction$"))
    expect(results(page)).not_to_have_count(0)


def test_a_reader_may_mean_what_was_typed(page: Page) -> None:
    page.goto("/search/?q=objcet+detction")
    page.get_by_role("button", name="objcet detction").click()
    expect(page).to_have_url(re.compile(r"exact=yes$"))
    expect(status(page)).to_have_text(re.compile("“objcet detction”"))
    expect(page.get_by_text("Showing results for")).to_be_hidden()
    page.reload()
    expect(status(page)).to_have_text(re.compile("“objcet detction”"))


def test_a_mended_query_may_be_taken_over(page: Page) -> None:
    page.goto("/search/?q=objcet+detction")
    page.get_by_role("button", name="object detection").click()
    expect(box(page)).to_have_value("object detection")
    expect(box(page)).to_be_focused()
    expect(page.get_by_text("Showing results for")).to_be_hidden()


@pytest.mark.parametrize("query", ["object detection", "YOLOE", '"objcet detction"', "segmen", "contrasti"])
def test_what_is_no_error_is_not_mended(page: Page, query: str) -> None:
    page.goto("/search/")
    box(page).press_sequentially(query)
    expect(status(page)).to_have_text(re.compile(re.escape(f"“{query}”")))
    expect(page.get_by_text("Showing results for")).to_be_hidden()


def test_word_lists_are_loaded_when_a_word_is_unknown(page: Page) -> None:
    lists = []
    page.on("request", lambda request: lists.append(request.url) if request.url.endswith("words.txt") else None)
    page.goto("/search/?q=object+detection")
    expect(results(page)).not_to_have_count(0)
    assert lists == []
    ask(page, "objcet detection")
    expect(page.get_by_text("Showing results for")).to_be_visible()
    assert len(lists) == 1


def titles(page: Page, query: str) -> int:
    page.goto("/search/")
    ask(page, query)
    expect(status(page)).to_have_text(re.compile(rf"^(No|[\d,]+) papers? for {re.escape(f'“{query}”')}"))
    return int(re.sub(r"\D.*$", "", status(page).inner_text().replace(",", "")) or 0)


def test_words_and_phrases_may_be_left_out(page: Page) -> None:
    every = titles(page, "segmentation")
    with_medical = titles(page, 'segmentation "medical"')
    without = titles(page, "segmentation -medical")
    assert 0 < with_medical < every
    assert without == every - with_medical
    assert titles(page, 'segmentation -"medical image"') >= without
    assert titles(page, "self-supervised") > 0, "a hyphen within a word leaves nothing out"


def test_phrases_stand_beside_words(page: Page) -> None:
    assert 0 < titles(page, 'learning "mixture of experts"') <= titles(page, '"mixture of experts"')


def test_nothing_found_leads_to_fewer_filters(page: Page) -> None:
    page.goto("/search/?q=YOLOE&tag=Benchmarks")
    expect(status(page)).to_have_text(re.compile("^No papers"))
    page.get_by_role("button", name=re.compile("Without “Benchmarks”")).click()
    expect(results(page).first).to_contain_text("YOLOE")
    expect(page).to_have_url(re.compile(r"\?q=YOLOE$"))


def test_nothing_found_leads_to_tags(page: Page) -> None:
    page.goto("/search/?q=%22zzzz+segmentation%22")
    expect(status(page)).to_have_text(re.compile("^No papers"))
    page.get_by_role("button", name=re.compile("Tag: Segmentation")).click()
    expect(page).to_have_url(re.compile(r"\?tag=Segmentation$"))
    expect(results(page)).not_to_have_count(0)


def test_earlier_searches_are_offered_and_forgotten(page: Page) -> None:
    page.goto("/search/")
    ask(page, "YOLOE")
    expect(results(page).first).to_contain_text("YOLOE")
    page.wait_for_function("Object.keys(localStorage).some((key) => key.startsWith('sitegen-searches'))")
    page.goto("/search/")
    page.get_by_role("button", name="YOLOE").click()
    expect(results(page).first).to_contain_text("YOLOE")
    page.goto("/search/")
    page.get_by_role("button", name="Forget these").click()
    expect(page.get_by_role("button", name="YOLOE")).to_be_hidden()
    page.reload()
    expect(status(page)).to_be_visible()
    expect(page.get_by_text("Searched before")).to_be_hidden()


@pytest.mark.parametrize("kept", ["{", "[1, null, {}]", '"x"', '["<img src=x onerror=alert(1)>"]'])
def test_damaged_storage_hurts_nothing(page: Page, kept: str) -> None:
    page.goto("/search/")
    page.evaluate("(kept) => localStorage.setItem('sitegen-searches/', kept)", kept)
    page.goto("/search/")
    expect(page.get_by_role("main").locator("img")).to_have_count(0)
    ask(page, "YOLOE")
    expect(results(page).first).to_contain_text("YOLOE")


def test_searching_needs_no_storage(page: Page) -> None:
    page.add_init_script("Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('denied'); } })")
    page.goto("/search/?q=YOLOE")
    expect(results(page).first).to_contain_text("YOLOE")


def test_a_result_shows_a_passage_of_the_abstract_and_marks_what_was_found(page: Page) -> None:
    page.goto("/search/?q=segmentation")
    first = page.get_by_role("list", name="Results").get_by_role("article").first
    expect(first.get_by_role("heading").locator("mark").first).to_have_text(re.compile("^segmentation$", re.IGNORECASE))
    title = first.get_by_role("link").inner_text()
    passage = first.locator(".excerpt")
    assert title == title.strip()
    assert title not in passage.inner_text()
    expect(passage).to_have_text(re.compile("…$"))


def test_what_is_searched_for_is_awaited_and_said(page: Page) -> None:
    page.route("**/bundles.json", lambda route: None)
    page.goto("/search/?q=segmentation")
    expect(status(page)).to_have_text("Searching…")


def test_more_results_are_there_after_memory_was_cleared(page: Page) -> None:
    page.goto("/search/?q=learning")
    expect(results(page)).to_have_count(10)
    page.context.new_cdp_session(page).send("HeapProfiler.collectGarbage")
    page.get_by_role("button", name="Show more").click()
    expect(results(page)).to_have_count(20)


def test_the_way_back_leads_to_the_same_place_of_the_results(page: Page) -> None:
    page.goto("/search/?q=learning")
    page.get_by_role("button", name="Show more").click()
    last = results(page).nth(19)
    last.scroll_into_view_if_needed()
    before = page.evaluate("scrollY")
    last.get_by_role("link").click()
    page.wait_for_url("**/papers/**")
    page.go_back()
    expect(results(page)).to_have_count(20)
    page.wait_for_function("(before) => Math.abs(scrollY - before) < 5", arg=before)
    assert before > 500


def test_escape_leads_back_to_the_box(page: Page) -> None:
    page.goto("/search/?q=segmentation")
    expect(results(page)).not_to_have_count(0)
    box(page).focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(results(page).nth(1).get_by_role("link")).to_be_focused()
    page.keyboard.press("Escape")
    expect(box(page)).to_be_focused()
