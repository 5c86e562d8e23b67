"""The search index: what is in it, and that the same papers give the same bytes."""

import gzip
import json
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import cbor2
import pytest

from sitegen.build import build
from sitegen.reading import read_site
from sitegen.publish.host import FOREVER, headers_for
from sitegen.publish.search import SEARCH_ENTRY, build_index
from sitegen.site.searchable import SearchDocument, search_documents
from tests.sites import PAPERS, MakeSite, on, paper, tree

HOSTILE = '"><script>alert(1)</script> <mark>&amp; \x01 data-pagefind-ignore </body></html> 日本語 $x<y$'


def unpack(content: bytes) -> Any:
    return cbor2.loads(gzip.decompress(content).removeprefix(b"pagefind_dcd"))


def filters_of(index: dict[str, bytes]) -> dict[str, set[str]]:
    """Return the filters with their values."""
    found = [unpack(content) for path, content in index.items() if path.endswith(".pf_filter")]
    return {name: {value for value, _ in values} for name, values in found}


def fragments_of(index: dict[str, bytes]) -> dict[str, dict[str, Any]]:
    """Return what a result shows, by its URL."""
    texts = [gzip.decompress(content).removeprefix(b"pagefind_dcd") for path, content in index.items() if path.endswith(".pf_fragment")]
    return {fragment["url"]: fragment for fragment in (json.loads(text) for text in texts)}


def document(number: int, **changes: Any) -> SearchDocument:
    values: dict[str, Any] = {
        "url": f"/papers/p{number}/",
        "title": f"Paper {number}",
        "text": f"It speaks of things, {number} of them.",
        "authors": ("Ada Lovelace",),
        "date": "17 March 2025",
        "sort": "20250317",
        "filters": (("tag", f"Tag {number % 7}"), ("tag", "All"), ("year", "2025"), ("month", f"2025-0{number % 9 + 1}"), ("code", "yes")),
    }
    return SearchDocument(**{**values, **changes})


def test_index_has_what_the_search_page_loads_and_no_ready_made_interface(make_site: MakeSite) -> None:
    site = make_site(PAPERS)
    build(site)
    names = set(tree(site.output / "pagefind"))
    assert {"pagefind.js", "pagefind-worker.js", "pagefind-entry.json", "wasm.en.pagefind"} <= names
    assert not [
        name for name in names if "ui" in name.split("/")[-1].split(".")[0].split("-") or name.endswith(".css") or "highlight" in name
    ]
    assert len([name for name in names if name.startswith("fragment/")]) == 3


def test_index_holds_the_words_filters_and_facts_of_each_paper(make_site: MakeSite) -> None:
    keys = {
        "listed": [on("2025-03-17", 1), on("2025-04-02", 1)],
        "tags": ["detection", "my-topic"],
        "links": [{"kind": "code", "url": "https://github.com/a/b"}],
        "authors": ["Ada Lovelace"],
    }
    site = make_site({"content/papers/x.md": paper("About $x^{2}$", "An *abstract* with $\\alpha$.", **keys)})
    build(site)
    index = {f"pagefind/{path}": content for path, content in tree(site.output / "pagefind").items()}
    fragment = fragments_of(index)["/papers/x/"]
    assert "About x²" in fragment["content"]
    assert "An abstract with α." in fragment["content"]
    assert (fragment["meta"]["title"], fragment["meta"]["date"], fragment["meta"]["authors"]) == (
        "About x²",
        "17 March 2025",
        "Ada Lovelace",
    )
    assert filters_of(index) == {
        "tag": {"Object detection", "My topic"},
        "year": {"2025"},
        "month": {"2025-03", "2025-04"},
        "day": {"2025-03-17", "2025-04-02"},
        "code": {"yes"},
    }


def test_same_papers_give_the_same_bytes_however_busy_the_machine_is() -> None:
    documents = [document(number) for number in range(60)]
    with ThreadPoolExecutor(4) as pool:
        first, *others = pool.map(lambda _: build_index(documents, "en"), range(8))
    assert all(other == first for other in others)


def test_every_file_of_the_index_is_whole() -> None:
    index = build_index([document(number) for number in range(30)], "en")
    for path, content in index.items():
        if content[:2] == b"\x1f\x8b":
            assert gzip.decompress(content), path
    entry = json.loads(index[SEARCH_ENTRY])
    meta = unpack(index[f"pagefind/pagefind.{entry['languages']['en']['hash']}.pf_meta"])
    assert {f"pagefind/fragment/{page[0]}.pf_fragment" for page in meta[1]} == {path for path in index if "/fragment/" in path}
    assert {f"pagefind/filter/{file}.pf_filter" for _, file in meta[3]} == {path for path in index if "/filter/" in path}


def test_a_changed_paper_changes_its_own_fragment_alone() -> None:
    documents = [document(number) for number in range(20)]
    before = build_index(documents, "en")
    after = build_index([document(0, text="Something else."), *documents[1:]], "en")
    fragments = {path for path in before if "/fragment/" in path}
    assert len(fragments - set(after)) == 1
    assert all(before[path] == after[path] for path in fragments & set(after))


@pytest.mark.parametrize(
    "changes", [{"filters": (("tag", "Other"),)}, {"date": "1 May 2025"}, {"title": "paper 0"}, {"text": "."}, {"sort": "1"}]
)
def test_a_file_that_is_kept_for_ever_never_changes(changes: dict[str, Any]) -> None:
    """What a name holds must not change under it, since browsers and hosts keep the file of that name."""
    before, after = (build_index([changed, document(1)], "en") for changed in (document(0), document(0, **changes)))
    for path in before.keys() & after.keys():
        if dict(headers_for(f"/{path}"))["Cache-Control"] == FOREVER:
            assert before[path] == after[path], path


def test_hostile_text_is_text_in_the_index() -> None:
    evil = document(0, title=HOSTILE, text=HOSTILE, authors=(HOSTILE,), filters=(("tag", HOSTILE),), date=HOSTILE)
    fragment = fragments_of(build_index([evil, document(1)], "en"))["/papers/p0/"]
    assert "alert(1)" in fragment["content"]
    assert "日本語" in fragment["content"]
    assert fragment["meta"]["title"].startswith('"><script>alert(1)</script> <mark>&amp;')
    assert fragment["meta"]["title"].endswith("$x<y$")


@pytest.mark.parametrize("language", ["en", "de", "pt-BR", "ja", "tlh"])
def test_any_language_has_an_index(language: str) -> None:
    index = build_index([document(0)], language)
    (found,) = json.loads(index[SEARCH_ENTRY])["languages"]
    assert found.lower() == language.lower()
    assert len(fragments_of(index)) == 1


def test_no_papers_give_an_index_too() -> None:
    assert fragments_of(build_index([], "en")) == {}


def test_an_empty_paper_is_no_hindrance() -> None:
    documents = [document(0, text="", authors=(), date="", filters=()), document(1)]
    assert set(fragments_of(build_index(documents, "en"))) == {"/papers/p0/", "/papers/p1/"}


def test_dates_sort_as_they_are_read(make_site: MakeSite) -> None:
    files = {
        "content/papers/a.md": paper("A", listed=[on("2025-03-17", 2)]),
        "content/papers/b.md": paper("B", listed=[on("2025-03-17", 1)]),
        "content/papers/c.md": paper("C", published="2025-03"),
        "content/papers/d.md": paper("D"),
        "content/papers/e.md": paper("E", listed=[on("2025-03-01", 1), on("2025-04-02", 1)]),
    }
    documents = search_documents(read_site(make_site(files)))
    newest = sorted(documents, key=lambda item: item.sort, reverse=True)
    assert [item.title for item in newest] == ["E", "B", "A", "C", "D"]


def test_search_finds_papers(make_site: MakeSite, tmp_path: Path) -> None:
    """The index that was written answers a query, asked with the program that a browser loads."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("no node on this machine; the browser tests ask the same")
    site = make_site(PAPERS)
    build(site)
    script = tmp_path / "ask.mjs"
    script.write_text(
        f"""
        import {{ readFile }} from 'node:fs/promises';
        globalThis.fetch = async (url) => new Response(await readFile(new URL(String(url).split('?')[0], 'file://')));
        globalThis.window = globalThis; globalThis.document = {{ querySelector: () => ({{ getAttribute: () => 'en' }}) }};
        globalThis.location = {{ origin: 'file://', href: 'file:///' }};
        const pagefind = await import('file://{site.output}/pagefind/pagefind.js');
        await pagefind.options({{ basePath: '{site.output}/pagefind/', baseUrl: '/' }});
        const found = await pagefind.search('speaks');
        console.log(JSON.stringify((await Promise.all(found.results.map((result) => result.data()))).map((data) => data.url)));
        """
    )
    result = subprocess.run([node, str(script)], capture_output=True, text=True, timeout=60, check=False)
    if result.returncode:
        pytest.skip(f"this node cannot load the search: {result.stderr[-200:]}")
    assert json.loads(result.stdout)[0] == "/papers/beta/"
