"""A reader's own library in a real browser: what is kept and shown, how it leaves and comes back, what hostile input does not do."""

import base64
import gzip
import json
import re
import socket
import threading
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Response, expect

from sitegen.build import build
from sitegen.config import SiteFolder
from sitegen.ingest.readers import bibtex
from sitegen.ingest.record import Record
from sitegen.serve import make_app
from tests.browser.conftest import Watch
from tests.sites import on, paper, write_site

pytestmark = pytest.mark.browser

KEY = "library:/"
DAY = "/2025/03/17/"
ALPHA = "/papers/alpha/"
HOSTILE = "<img src=x onerror=alert(1)>"
WRITTEN = [{"name": "Ada Nováková"}, {"name": "Søren O'Hara"}]
FILES = {
    "content/papers/alpha.md": paper(
        "Alpha detects {all} of $x^2$ & 100% more_things",
        listed=[on("2025-03-17", 1)],
        tags=["detection"],
        authors=WRITTEN,
        publication={"kind": "paper-conference", "venue": "Proceedings of Tests"},
        links=[{"kind": "paper", "url": "https://arxiv.org/abs/2503.07465"}, {"kind": "code", "url": "https://example.org/alpha"}],
    ),
    "content/papers/beta.md": paper("Beta speaks: élan vital", listed=[on("2025-03-17", 2)], tags=["language"], authors=WRITTEN),
    "content/papers/gamma.md": paper("Gamma sees", listed=[on("2025-03-17", 3)], tags=["detection", "language"]),
    "content/papers/delta.md": paper("Delta outlines", listed=[on("2025-04-02", 1)], tags=["segmentation"]),
    "content/papers/epsilon.md": paper("Epsilon detects later", listed=[on("2025-04-02", 2)], tags=["detection"]),
}

Open = Callable[..., Page]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[SiteFolder, str]]:
    """Build a site of five papers, and serve it."""
    site = write_site(tmp_path_factory.mktemp("library"), FILES)
    build(site)
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(make_app(site), log_level="error", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    yield site, f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join(timeout=10)
    listener.close()


@pytest.fixture
def reader(browser: Browser, small: tuple[SiteFolder, str]) -> Iterator[Open]:
    """Open pages: each of a fresh profile unless a context is given. The test fails when one did what no page may do."""
    contexts: list[BrowserContext] = []
    watches: list[Watch] = []

    def open_page(context: BrowserContext | None = None, before: str = "") -> Page:
        if context is None:
            context = browser.new_context(base_url=small[1], viewport={"width": 1_200, "height": 800})
            context.set_default_timeout(15_000)
            contexts.append(context)
        if before:
            context.add_init_script(before)
        page = context.new_page()
        watches.append(Watch(page, small[1]))
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert [fault for watch in watches for fault in watch.faults] == []


def card(page: Page, title: str) -> Locator:
    return page.get_by_role("main").get_by_role("article").filter(has=page.get_by_role("heading", name=re.compile(title)))


def button(place: Locator, act: str) -> Locator:
    return place.get_by_role("button", name=act, exact=True)


def titles(page: Page, list_id: str) -> Locator:
    return page.locator(f"#{list_id} .card-title")


def stored(page: Page) -> dict[str, dict[str, dict[str, object]]]:
    found: dict[str, dict[str, dict[str, object]]] = json.loads(page.evaluate(f"localStorage.getItem('{KEY}')"))
    return found


def said(page: Page) -> Locator:
    return page.locator(".toast")


def save(page: Page, *names: str, url: str = DAY) -> None:
    page.goto(url)
    for name in names:
        button(card(page, name), "Save").click()
        expect(button(card(page, name), "Save")).to_have_attribute("aria-pressed", "true")


def test_a_saved_paper_is_in_the_library_as_the_card_showed_it(reader: Open) -> None:
    page = reader()
    save(page, "Alpha")
    expect(said(page)).to_contain_text("Saved")
    page.reload()
    expect(button(card(page, "Alpha"), "Save")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("banner").get_by_role("link", name="Your library").click()
    found = card(page, "Alpha")
    expect(found.get_by_role("link", name=re.compile("Alpha"))).to_have_attribute("href", ALPHA)
    expect(found).to_contain_text("Ada Nováková, Søren O'Hara")
    expect(found.get_by_role("link", name="Ada Nováková")).to_have_attribute("href", re.compile("^/authors/"))
    expect(found.get_by_role("link", name="Object detection")).to_have_attribute("href", "/tags/detection/")
    expect(found).to_contain_text("17 March 2025")
    button(found, "Save").click()
    expect(titles(page, "library-list")).to_have_count(0)
    expect(said(page)).to_contain_text("Removed")
    said(page).get_by_role("button", name="Undo").click()
    expect(titles(page, "library-list")).to_have_count(1)


def test_the_page_of_a_paper_saves_the_same_as_its_card(reader: Open) -> None:
    page, other = reader(), reader()
    save(page, "Alpha")
    other.goto(ALPHA)
    button(other.get_by_role("main"), "Save").click()
    papers = [stored(page)["papers"]["alpha"], stored(other)["papers"]["alpha"]]
    for name in ("title", "authors", "tags", "date", "link"):
        assert papers[0][name] == papers[1][name], name
    assert papers[0]["link"] == "https://arxiv.org/abs/2503.07465"


def test_what_is_saved_from_the_results_of_a_search_is_completed(reader: Open) -> None:
    page = reader()
    page.goto("/search/?q=detects")
    button(card(page, "Alpha"), "Save").click()
    expect(said(page)).to_contain_text("Saved")
    page.goto("/library/")
    expect(card(page, "Alpha")).to_contain_text("Ada Nováková")


def test_a_read_paper_is_dim_and_a_hidden_one_folds_away(reader: Open) -> None:
    page = reader()
    page.goto(DAY)
    colour = "getComputedStyle(document.querySelector('[data-slug=alpha] .card-title a')).color"
    before = page.evaluate(colour)
    button(card(page, "Alpha"), "Read").click()
    assert page.evaluate(colour) != before
    button(card(page, "Beta"), "Hide").click()
    expect(page.get_by_role("heading", name=re.compile("Beta"))).to_be_hidden()
    expect(page.get_by_role("heading", name=re.compile("Gamma")).get_by_role("link")).to_be_focused()
    page.reload()
    expect(page.get_by_role("heading", name=re.compile("Beta"))).to_be_hidden()
    expect(page.get_by_text("1 hidden paper")).to_be_visible()
    page.get_by_role("button", name="Show hidden").click()
    expect(page.get_by_role("heading", name=re.compile("Beta"))).to_be_visible()
    button(card(page, "Beta"), "Hide").click()
    expect(page.get_by_text("hidden paper")).to_have_count(0)


def test_notes_and_own_tags_are_text(reader: Open) -> None:
    page = reader()
    page.goto(ALPHA)
    button(page.get_by_role("main"), "Note").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("Note")).to_be_focused()
    dialog.get_by_label("Note").fill(f"First line\n{HOSTILE}")
    dialog.get_by_label("Your own tags").fill(f"to try, {HOSTILE}, to try")
    dialog.get_by_role("button", name="Keep").click()
    expect(dialog).to_be_hidden()
    page.goto("/library/")
    page.get_by_role("button", name=re.compile("^Notes 1")).click()
    expect(card(page, "Alpha")).to_contain_text(HOSTILE)
    assert page.get_by_role("main").locator("img").count() == 0
    page.get_by_label("Your own tag").select_option("to try")
    expect(titles(page, "library-list")).to_have_count(1)
    page.get_by_label("Find in your library").fill("nothing of that kind")
    expect(titles(page, "library-list")).to_have_count(0)
    page.get_by_label("Find in your library").fill("first LINE")
    expect(titles(page, "library-list")).to_have_count(1)


def test_cancelling_a_note_keeps_what_was_there(reader: Open) -> None:
    page = reader()
    save(page, "Alpha")
    before = stored(page)
    button(card(page, "Alpha"), "Note").click()
    page.get_by_role("dialog").get_by_label("Note").fill("Never mind")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    assert stored(page) == before


def test_for_you_shows_the_newest_of_what_is_followed(reader: Open) -> None:
    page = reader()
    page.goto("/for-you/")
    expect(page.get_by_text("You follow nothing yet")).to_be_visible()
    page.goto("/tags/detection/")
    page.get_by_role("button", name="Object detection: Follow").click()
    expect(page.get_by_role("button", name="Object detection: Following")).to_have_attribute("aria-pressed", "true")
    page.goto("/authors/")
    page.get_by_role("main").get_by_role("link", name="Nováková").first.click()
    page.get_by_role("main").get_by_role("button", name=re.compile("Follow$")).click()
    page.goto("/for-you/")
    expect(titles(page, "for-you-list")).to_have_text([re.compile(name) for name in ("^Epsilon", "^Alpha", "^Beta", "^Gamma")])
    expect(card(page, "Alpha")).to_contain_text(re.compile("From .*Object detection"))
    button(card(page, "Epsilon"), "Read").click()
    button(card(page, "Beta"), "Hide").click()
    page.reload()
    expect(titles(page, "for-you-list")).to_have_text([re.compile("^Alpha"), re.compile("^Gamma")])
    page.get_by_role("button", name="Object detection: Following").click()
    expect(titles(page, "for-you-list")).to_have_text([re.compile("^Alpha")])


def test_tabs_follow_each_other(reader: Open) -> None:
    page = reader()
    page.goto(DAY)
    other = reader(page.context)
    other.goto("/library/")
    save(page, "Alpha")
    expect(titles(other, "library-list")).to_have_count(1)
    page.goto(ALPHA)
    button(card(other, "Alpha"), "Save").click()
    expect(button(page.get_by_role("main"), "Save")).to_have_attribute("aria-pressed", "false")


# Storage that does not do what it should

OFF = "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('no', 'SecurityError'); }});"
FULL = "Storage.prototype.setItem = () => { throw new DOMException('no', 'QuotaExceededError'); };"


def test_without_storage_everything_works_until_the_page_is_left(reader: Open) -> None:
    page = reader(before=OFF)
    save(page, "Alpha")
    expect(said(page)).to_contain_text("this browser keeps nothing")
    page.reload()
    expect(button(card(page, "Alpha"), "Save")).to_have_attribute("aria-pressed", "false")
    for url in ("/library/", "/for-you/", ALPHA, "/"):
        page.goto(url)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.goto("/library/")
    expect(page.get_by_text("does not let the site keep anything")).to_be_visible()


def test_a_full_storage_changes_nothing_and_says_so(reader: Open) -> None:
    page = reader()
    save(page, "Alpha")
    full = reader(page.context, before=FULL)
    full.goto(DAY)
    button(card(full, "Beta"), "Save").click()
    expect(said(full)).to_contain_text("full")
    expect(button(card(full, "Beta"), "Save")).to_have_attribute("aria-pressed", "false")
    assert list(stored(full)["papers"]) == ["alpha"]


def test_a_note_that_cannot_be_kept_is_not_lost(reader: Open) -> None:
    page = reader(before=FULL)
    page.goto(ALPHA)
    button(page.get_by_role("main"), "Note").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Note").fill("A long thought")
    dialog.get_by_role("button", name="Keep").click()
    expect(dialog.get_by_role("status")).to_contain_text("Not kept")
    expect(dialog.get_by_label("Note")).to_have_value("A long thought")
    dialog.get_by_role("button", name="Cancel").click()
    expect(dialog).to_be_hidden()


def test_when_the_last_bytes_of_the_storage_are_missing_nothing_is_changed(reader: Open) -> None:
    replaced = "const keep = Storage.prototype.setItem; Storage.prototype.setItem = function (name, value) "
    page = reader(before=replaced + "{ if (name.endsWith(':hides')) throw new Error('full'); keep.call(this, name, value); };")
    save(page, "Alpha")
    button(card(page, "Beta"), "Hide").click()
    expect(said(page)).to_contain_text("nothing was changed")
    assert list(stored(page)["papers"]) == ["alpha"]


@pytest.mark.parametrize(
    "damaged",
    [
        "{",
        "null",
        "[]",
        '"text"',
        '{"format": "sitegen-library", "version": 99, "papers": {}, "follows": {}}',
        '{"format": "sitegen-library", "version": 1, "papers": [], "follows": null}',
        '{"format": "sitegen-library", "version": "toString", "papers": {}, "follows": {}}',
    ],
)
def test_a_damaged_library_is_set_aside(damaged: str, reader: Open) -> None:
    page = reader()
    page.goto("/about/")
    page.evaluate("([key, value]) => localStorage.setItem(key, value)", [KEY, damaged])
    save(page, "Alpha")
    assert list(stored(page)["papers"]) == ["alpha"]
    assert damaged in page.evaluate("Object.entries(localStorage).filter(([key]) => key.includes(':aside:')).map(([, value]) => value)")
    page.goto("/library/")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download").click()
    assert Path(download.value.path()).read_text() == damaged
    expect(titles(page, "library-list")).to_have_count(1)


def test_of_a_library_damaged_in_part_the_rest_is_used(reader: Open) -> None:
    page = reader()
    page.goto("/about/")
    good = {"title": "Alpha", "saved": 5}
    papers = {"alpha": good, "../x": good, "beta": {"saved": 5}, "constructor": 7, "gamma": [1], "delta": {"title": "D", "read": "yes"}}
    follows = {"tags/detection": {"name": "D"}, "//evil": {"name": "E"}}
    library = {"format": "sitegen-library", "version": 1, "papers": papers, "follows": follows}
    page.evaluate("([key, value]) => localStorage.setItem(key, value)", [KEY, json.dumps(library)])
    page.goto("/library/")
    expect(titles(page, "library-list")).to_have_text(["Alpha"])
    assert list(stored(page)["papers"]) == ["alpha"]
    assert list(stored(page)["follows"]) == ["tags/detection"]
    expect(page.get_by_role("heading", name="Set aside")).to_be_visible()


def test_older_versions_are_brought_up_step_by_step(reader: Open) -> None:
    page = reader()
    page.goto(DAY)
    done = page.evaluate(
        """async () => {
          const { upgrade } = await import(document.getElementById('library-script').dataset.store);
          const steps = { 1: (data) => ({ ...data, a: 1 }), 2: (data) => ({ ...data, b: data.a + 1 }) };
          const attempt = (version) => { try { upgrade({ version }, steps, 3); return 'taken'; } catch { return 'refused'; } };
          return [upgrade({ version: 1 }, steps, 3), [0, 4, '2', null].map(attempt)];
        }"""
    )
    assert done == [{"version": 3, "a": 1, "b": 2}, ["refused"] * 4]


# Out and in


def exported(page: Page, name: str) -> str:
    with page.expect_download() as download:
        page.get_by_role("button", name=name).click()
    return Path(download.value.path()).read_text()


def imported(page: Page, name: str, content: str) -> Locator:
    page.goto("/library/")
    expect(page.get_by_label("Find in your library")).to_be_visible()
    page.get_by_label("Import").set_input_files({"name": name, "mimeType": "text/plain", "buffer": content.encode()})
    report = page.locator("#library-report")
    expect(report).not_to_have_text(re.compile(r"^(Reading …)?$"))
    return report


def write_note(page: Page, note: str) -> None:
    page.goto(ALPHA)
    button(page.get_by_role("main"), "Note").click()
    page.get_by_role("dialog").get_by_label("Note").fill(note)
    page.get_by_role("dialog").get_by_label("Your own tags").fill("mine")
    page.get_by_role("dialog").get_by_role("button", name="Keep").click()
    expect(said(page)).to_contain_text("Note kept")


def test_an_exported_library_is_the_same_elsewhere(reader: Open) -> None:
    page, other = reader(), reader()
    save(page, "Alpha", "Beta")
    button(card(page, "Gamma"), "Read").click()
    write_note(page, "A note\nof two lines")
    page.goto("/tags/detection/")
    page.get_by_role("button", name="Object detection: Follow").click()
    page.goto("/library/")
    content = exported(page, "Export library")
    expect(imported(other, "library.json", content)).to_contain_text("4 entries are new or changed")
    assert stored(other) == stored(page)
    expect(imported(other, "library.json", content)).to_contain_text("Everything in it was here already")


def test_an_import_never_overwrites_a_newer_note(reader: Open) -> None:
    page = reader()
    write_note(page, "Old")
    page.goto("/library/")
    old = exported(page, "Export library")
    write_note(page, "New")
    imported(page, "library.json", old)
    assert stored(page)["papers"]["alpha"]["note"] == "New"
    newer = json.loads(old)
    newer["papers"]["alpha"]["noted"] = 99_999_999_999_999
    newer["papers"]["alpha"]["note"] = "Newest"
    newer["papers"]["alpha"]["labels"] = ["theirs"]
    imported(page, "library.json", json.dumps(newer))
    assert stored(page)["papers"]["alpha"]["note"] == "Newest"
    assert stored(page)["papers"]["alpha"]["labels"] == ["mine", "theirs"]


@pytest.mark.parametrize(
    "content", ["", "{", "[1]", "nonsense", "@article{", '{"format": "other"}', '{"__proto__": {"format": "sitegen-library"}}']
)
def test_a_file_that_is_no_library_changes_nothing(content: str, reader: Open) -> None:
    page = reader()
    save(page, "Alpha")
    before = stored(page)
    expect(imported(page, "x.json", content)).to_contain_text(re.compile("no library|no entries"))
    assert stored(page) == before


def test_hostile_values_in_a_file_are_text_or_nothing(reader: Open) -> None:
    page = reader()
    value = {
        "title": HOSTILE, "saved": 5, "note": HOSTILE, "link": "javascript:alert(1)", "date": ["2025"], "labels": [HOSTILE, {}, 7],
        "authors": [[HOSTILE, '"><script>alert(1)</script>'], "x", None], "tags": [["Evil", "../../x"]], "more": "many",
    }  # fmt: skip
    library = {"format": "sitegen-library", "version": 1, "papers": {"alpha": value}, "follows": {"tags/nothing": {"name": HOSTILE}}}
    expect(imported(page, "library.json", json.dumps(library))).to_contain_text("2 entries are new")
    found = page.locator("#library-list .card")
    expect(found).to_contain_text("Evil")
    assert page.get_by_role("main").locator("img, script, a[href^='javascript'], a[href*='..']").count() == 0
    page.goto("/for-you/")
    expect(page.get_by_role("status")).to_contain_text("no papers could be read of")


def test_a_date_that_cannot_be_is_left_out(reader: Open) -> None:
    page = reader()
    papers = {
        f"paper-{i}": {"title": f"Paper {i}", "saved": 5, "date": date} for i, date in enumerate(("2025-01-00", "2025-13", "2025-02-10"))
    }
    library = {"format": "sitegen-library", "version": 1, "papers": papers, "follows": {}}
    expect(imported(page, "library.json", json.dumps(library))).to_contain_text("3 entries are new")
    page.reload()
    expect(titles(page, "library-list")).to_have_count(3)
    expect(page.locator("#library-list time")).to_have_text(["10 February 2025"])


def test_whatever_a_storage_holds_can_be_imported_again(reader: Open) -> None:
    page = reader()
    papers = {f"paper-{i}": {"title": "文", "note": "語" * 9_999, "noted": 5} for i in range(170)}
    library = {"format": "sitegen-library", "version": 1, "papers": papers, "follows": {}}
    expect(imported(page, "library.json", json.dumps(library, ensure_ascii=False))).to_contain_text("170 entries are new")


@pytest.mark.parametrize("content", ["@a{", "@a{key,"])
def test_a_run_of_blanks_does_not_hold_up_an_import(content: str, reader: Open) -> None:
    expect(imported(reader(), "x.bib", content + " " * 1_000_000)).to_contain_text(re.compile("no entries|0 papers of 1"))


def test_bibtex_goes_out_and_comes_back(reader: Open, small: tuple[SiteFolder, str]) -> None:
    page, other = reader(), reader()
    save(page, "Alpha", "Beta")
    write_note(page, "100% sure: {braces} and \\ too")
    page.goto("/library/")
    content = exported(page, "Export BibTeX")
    assert f"site-url = {{{small[1]}/papers/alpha/}}" in content
    page.goto(ALPHA)
    offered = page.locator('[data-format="bibtex"] pre').text_content()
    assert offered is not None
    assert offered.strip().removesuffix("}").strip() in content, "the entry is the one that the paper's page offers"
    records = [record for record in bibtex.read(content.encode(), "library.bib") if isinstance(record, Record)]
    published = [record.publication for record in records if record.publication]
    assert ("paper-conference", "Proceedings of Tests") in [(one.kind, one.venue) for one in published]
    expect(imported(other, "library.bib", content)).to_contain_text("2 papers of 2 found")
    for slug in ("alpha", "beta"):
        one, same = (found["papers"][slug] for found in (stored(page), stored(other)))
        for name in ("title", "authors", "tags", "date"):
            assert one[name] == same[name]
    assert stored(other)["papers"]["alpha"]["note"] == "100% sure: {braces} and \\ too"
    assert stored(other)["papers"]["alpha"]["labels"] == ["mine"]


def test_bibtex_from_elsewhere_is_matched_by_title_and_what_is_missing_is_named(reader: Open) -> None:
    page = reader()
    content = r"""
% a file of mine
@string{acl = "ACL"}
@article{b, title = {Beta Speaks: {\'E}lan Vital}, author = "Nov{\'a}kov{\'a}, Ada", year = 2025}
@inproceedings{g, year = 2025, title = "GAMMA sees", url = {https://elsewhere.example/papers/alpha/}}
@book{n, title = {Never <b>published</b> here}}
@misc{broken, title = {No end
"""
    report = imported(page, "mine.bib", content)
    expect(report).to_contain_text("2 papers of 4 found")
    expect(report.get_by_role("listitem")).to_have_text(["Never <b>published</b> here", "No end"])
    assert sorted(stored(page)["papers"]) == ["beta", "gamma"]
    expect(card(page, "Beta")).to_contain_text("Ada Nováková")


# Links


def link_of(page: Page) -> str:
    page.goto("/library/")
    page.get_by_label("Name of the list").fill("For <b>Monday</b>")
    page.get_by_role("button", name="Make a link").click()
    expect(page.get_by_label("Link", exact=True)).to_be_visible()
    return page.get_by_label("Link", exact=True).input_value()


def test_a_link_carries_a_list(reader: Open) -> None:
    page, other = reader(), reader()
    save(page, "Alpha", "Gamma")
    link = link_of(page)
    assert len(link) < 150
    other.goto(link)
    expect(other.get_by_role("heading", name="For <b>Monday</b>")).to_be_visible()
    expect(titles(other, "shared-list")).to_have_text([re.compile("^Gamma"), re.compile("^Alpha")])
    assert other.evaluate(f"localStorage.getItem('{KEY}')") is None
    other.get_by_role("button", name="Save all").click()
    expect(titles(other, "library-list")).to_have_count(2)
    assert stored(other)["papers"]["alpha"]["tags"] == stored(page)["papers"]["alpha"]["tags"]


def packed(text: str) -> str:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return "1" + base64.urlsafe_b64encode(packer.compress(text.encode()) + packer.flush()).decode().rstrip("=")


@pytest.mark.parametrize(
    "code",
    [
        "",
        "1",
        "1AAAA",
        "9" + packed("x\nalpha")[1:],
        "%3Cscript%3Ealert(1)%3C/script%3E",
        packed("name\n../../etc\njavascript:alert(1)\n<b>\n__proto__"),
        packed("name\n" + "alpha-" * 2_000_000),
        "1" + "A" * 100_000,
    ],
    ids=["empty", "version alone", "no deflate", "other version", "markup", "no names", "bomb", "long"],
)
def test_a_hostile_link_does_nothing(code: str, reader: Open) -> None:
    page = reader()
    page.goto(f"/library/#list={code}")
    expect(page.get_by_text("holds no list")).to_be_visible()
    assert page.evaluate("localStorage.length") == 0


def test_a_link_names_what_the_site_does_not_have(reader: Open) -> None:
    page = reader(before="addEventListener('unhandledrejection', () => { throw new Error('unhandled'); });")
    watch = packed(f"{HOSTILE}\nalpha\nalpha\n../beta")
    page.goto(f"/library/#list={watch}")
    expect(titles(page, "shared-list")).to_have_count(1)
    expect(page.get_by_role("heading", name=HOSTILE)).to_be_visible()
    page.goto("/library/#list=" + packed("Two\ngamma\nbeta"))
    expect(titles(page, "shared-list")).to_have_text([re.compile("^Gamma"), re.compile("^Beta")])


# Without harm to the page


def test_without_javascript_nothing_of_it_is_there(browser: Browser, small: tuple[SiteFolder, str]) -> None:
    context = browser.new_context(base_url=small[1], java_script_enabled=False)
    page = context.new_page()
    page.goto(DAY)
    assert page.get_by_role("button").count() == 0
    expect(page.get_by_role("link", name="Your library")).to_be_hidden()
    for url in ("/library/", "/for-you/"):
        page.goto(url)
        notice = page.locator("noscript")
        assert "needs JavaScript" in notice.inner_text()
        assert notice.get_by_role("link").first.is_visible()
    context.close()


SHIFTS = """
window.shifted = 0;
new PerformanceObserver((list) => { for (const { value } of list.getEntries()) window.shifted += value; })
  .observe({type: 'layout-shift', buffered: true});
"""


@pytest.mark.parametrize("width", [320, 1_200])
def test_nothing_moves_when_the_buttons_come(width: int, reader: Open) -> None:
    page = reader(before=SHIFTS)
    page.set_viewport_size({"width": width, "height": 640})
    save(page, "Alpha")
    button(card(page, "Alpha"), "Read").click()
    button(card(page, "Beta"), "Hide").click()
    page.goto("/tags/detection/")
    page.get_by_role("button", name="Object detection: Follow").click()
    for url in ("/", DAY, ALPHA, "/tags/detection/", "/library/", "/for-you/"):
        page.goto(url)
        page.wait_for_load_state("networkidle")
        assert page.evaluate("window.shifted") < 0.001, url
        assert page.evaluate("document.documentElement.scrollWidth") <= width, url


@pytest.mark.parametrize("url", ["/", DAY, ALPHA, "/tags/detection/", "/authors/", "/map/", "/library/", "/for-you/"])
def test_scripts_of_a_page_are_small(url: str, reader: Open) -> None:
    """As a host sends them."""
    page = reader()
    scripts: list[Response] = []
    page.on("response", lambda answer: scripts.append(answer) if answer.url.endswith(".js") else None)
    page.goto(url)
    page.wait_for_load_state("networkidle")
    sizes = {script.url: len(gzip.compress(script.body(), 9)) for script in scripts}
    assert sum(sizes.values()) < 15_000, sizes
