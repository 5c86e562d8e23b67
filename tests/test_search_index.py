"""The search index: what is in it, that the same papers give the same bytes, and that it follows what changes."""

import gzip
import json
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version
from pathlib import Path
from typing import Any

import cbor2
import pytest

from sitegen.build import BuildOptions, build
from sitegen.config import Config, SiteFolder
from sitegen.errors import Problem, SitegenError
from sitegen.markdown import DIALECT_VERSION
from sitegen.publish import bundles, search, stable_index
from sitegen.publish.search import BUNDLES_FILE, SearchPart, build_part, plan_search
from sitegen.publish.search_names import names_file
from sitegen.reading import read_site
from sitegen.site.searchable import SearchDocument
from sitegen.text import digest
from tests.sites import PAPERS, REPOSITORY, TAGS, MakeSite, on, paper, rebuild, stamps, tree, write

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
        "filters": (("tag", f"Tag {number % 7}"), ("tag", "All"), ("year", "2025"), ("month", f"2025-0{number % 9 + 1}"), ("code", "yes")),
    }
    return SearchDocument(**{**values, **changes})


def index_of(documents: Sequence[SearchDocument], language: str = "en") -> dict[str, bytes]:
    """Return the files of a bundle, without its folder."""
    part = SearchPart("0123456789ab", tuple(item.url for item in documents))
    return {path.removeprefix(part.prefix): content for path, content in build_part(part, documents, language).items()}


def plain(index: dict[str, bytes]) -> dict[str, bytes]:
    """Return the files without compression, which differs from library to library."""
    return {path: gzip.decompress(content) if content[:2] == b"\x1f\x8b" else content for path, content in index.items()}


def bundles_of(output: Path) -> list[dict[str, Any]]:
    """Return the bundles that the search page would open."""
    found: list[dict[str, Any]] = json.loads((output / BUNDLES_FILE).read_bytes())["bundles"]
    return found


def urls_in(output: Path, bundle: dict[str, Any]) -> list[str]:
    """Return the papers of a bundle in the order of their numbers."""
    files = tree(output / search.PARTS_FOLDER / bundle["name"])
    fragments = {path: json.loads(unpacked.removeprefix(b"pagefind_dcd")) for path, unpacked in plain(files).items() if "fragment/" in path}
    return [fragments[f"fragment/{page[0]}.pf_fragment"]["url"] for page in unpack(files["pagefind.meta.pf_meta"])[1]]


@pytest.fixture
def small_bundles(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, size in {"WHOLE": 2, "SMALL": 2, "LARGE": 4, "RECENT": 1}.items():
        monkeypatch.setattr(bundles, name, size)


def test_the_engine_has_what_pagefind_is_started_with_and_no_ready_made_interface() -> None:
    engine = build_part(SearchPart("engine"), (), "en")
    names = {path.removeprefix("pagefind/bundles/engine/") for path in engine}
    assert names == {"pagefind-worker.js", "wasm.en.pagefind", "pagefind.meta.pf_meta", "pagefind-entry.json"}
    assert unpack(engine["pagefind/bundles/engine/pagefind.meta.pf_meta"])[1] == []


def test_a_site_has_an_engine_and_bundles(make_site: MakeSite) -> None:
    site = make_site(PAPERS)
    build(site)
    listing = json.loads((site.output / BUNDLES_FILE).read_bytes())
    (bundle,) = listing["bundles"]
    assert bundle["papers"] == 3
    folders = {path.split("/")[0] for path in tree(site.output / search.PARTS_FOLDER)}
    assert folders == {listing["engine"], bundle["name"]}
    assert urls_in(site.output, bundle) == ["/papers/gamma/", "/papers/alpha/", "/papers/beta/"], "the newest first, and by rank"


def test_the_values_of_filters_are_known_before_an_index_is_loaded(make_site: MakeSite) -> None:
    site = make_site(PAPERS)
    build(site)
    assert json.loads((site.output / BUNDLES_FILE).read_bytes())["filters"] == {
        "code": {},
        "day": {"2025-03-17": 2, "2025-04-02": 1},
        "month": {"2025-03": 2, "2025-04": 1},
        "source": {"daily-papers": 3},
        "tag": {"Computer vision": 1, "Language models": 2, "Object detection": 1},
        "year": {"2025": 3},
    }


@pytest.mark.usefixtures("small_bundles")
def test_a_new_paper_makes_the_newest_bundle_alone(make_site: MakeSite) -> None:
    old = {f"content/papers/old-{n}.md": paper(f"Old {n}", listed=[on(f"2024-0{n + 1}-05", 1)]) for n in range(6)}
    site = make_site({**old, **PAPERS})
    build(site)
    before = stamps(site.output / search.PARTS_FOLDER)
    names = [bundle["name"] for bundle in bundles_of(site.output)]
    assert len(names) > 2
    write(site.root, {"content/papers/delta.md": paper("Delta", listed=[on("2025-04-03", 1)])})
    report = rebuild(site)
    after = bundles_of(site.output)
    assert "/papers/delta/" in urls_in(site.output, after[0])
    kept = [bundle["name"] for bundle in after[1:]]
    assert kept == names[1:]
    assert report.indexed == (after[0]["papers"],)
    now = stamps(site.output / search.PARTS_FOLDER)
    assert all(now[path] == stamp for path, stamp in before.items() if path.split("/")[0] in kept)
    assert not [path for path in now if path.split("/")[0] == names[0]], "what is no longer named is removed"


@pytest.mark.usefixtures("small_bundles")
def test_bundles_after_edits_are_those_of_a_clean_build(make_site: MakeSite) -> None:
    site = make_site(PAPERS)
    steps: list[dict[str, str | None]] = [
        {f"content/papers/p{n}.md": paper(f"P{n}", listed=[on(f"2025-04-{n + 3:02}", 1)]) for n in range(8)},
        {"content/papers/p2.md": paper("P2 again", listed=[on("2025-04-05", 1)]), "content/papers/p3.md": None},
        {"content/papers/older.md": paper("Older", published="2019")},
        {"content/papers/alpha.md": paper("Alpha detects", listed=[on("2025-03-17", 1), on("2025-04-30", 1)], tags=["detection"])},
    ]
    for step in steps:
        write(site.root, step)
        rebuild(site)
        incremental = tree(site.output)
        build(site, BuildOptions(clean=True))
        assert tree(site.output) == incremental


def test_what_stands_in_the_index_names_it(make_site: MakeSite) -> None:
    """What a name holds must not change under it, since browsers and hosts keep the files below it for ever."""
    site = make_site(PAPERS)
    alpha: dict[str, Any] = {"listed": [on("2025-03-17", 1)], "tags": ["detection"]}
    changes: list[dict[str, str]] = [
        {"content/papers/alpha.md": paper("ALPHA detects", **alpha)},
        {"content/papers/alpha.md": paper("Alpha detects", "Something else.", **alpha)},
        {"content/papers/alpha.md": paper("Alpha detects", listed=[on("2025-03-18", 1)], tags=["detection"])},
        {"content/tags.yaml": TAGS.replace("Object detection", "Found things")},
    ]
    names = {plan_search(read_site(site), Config(language=language)).parts[-1].name for language in ("en", "de")}
    for change in changes:
        write(site.root, change)
        names.add(plan_search(read_site(site), Config()).parts[-1].name)
    assert len(names) == 2 + len(changes)


def test_index_holds_the_words_filters_and_facts_of_each_paper(make_site: MakeSite) -> None:
    keys = {
        "listed": [on("2025-03-17", 1), on("2025-04-02", 1)],
        "tags": ["detection", "my-topic"],
        "links": [{"kind": "code", "url": "https://github.com/a/b"}],
        "authors": ["Ada Lovelace", "Bo van der Berg", "李 明"],
    }
    site = make_site({"content/papers/x.md": paper("About $x^{2}$", "An *abstract* with $\\alpha$.", **keys)})
    build(site)
    index = tree(site.output / "pagefind")
    fragment = fragments_of(index)["/papers/x/"]
    assert "About x²" in fragment["content"]
    assert "An abstract with α." in fragment["content"]
    assert (fragment["meta"]["title"], fragment["meta"]["authors"]) == ("About x²", "Ada Lovelace, Bo van der Berg, 李 明")
    assert fragment["filters"]["day"] == ["2025-03-17", "2025-04-02"], "the page tells the date from it"
    assert filters_of(index) == {
        "tag": {"Object detection", "My topic"},
        "year": {"2025"},
        "month": {"2025-03", "2025-04"},
        "day": {"2025-03-17", "2025-04-02"},
        "code": {"yes"},
        "source": {"daily-papers"},
        "author-l": {"Ada Lovelace"},
        "author-b": {"Bo van der Berg"},
        "author-v": {"Bo van der Berg"},
        "author-other": {"李 明"},
    }


def test_a_paper_that_no_feed_listed_is_from_its_archive(make_site: MakeSite) -> None:
    site = make_site({"content/papers/x.md": paper("X", ids={"acl": "2020.acl-main.1", "doi": "10.1000/1"})})
    build(site)
    assert filters_of(tree(site.output / "pagefind"))["source"] == {"acl"}
    assert json.loads((site.output / BUNDLES_FILE).read_bytes())["sources"] == {"acl": "ACL"}


def signals_of(site: SiteFolder) -> dict[str, dict[str, list[int]]]:
    """Return the signals of each bundle that has some, by the bundle's name."""
    folder = site.output / "pagefind/signals"
    named = {bundle["name"]: bundle["signals"] for bundle in bundles_of(site.output) if "signals" in bundle}
    assert {f"{name}.json" for name in named.values()} == set(tree(folder))
    return {bundle: json.loads((folder / f"{name}.json").read_bytes()) for bundle, name in named.items()}


def test_what_was_counted_last_stands_beside_the_bundles(make_site: MakeSite) -> None:
    lines = [
        {"day": "2025-03-17", "paper": "alpha", "feed": "daily-papers", "upvotes": 5},
        {"day": "2025-03-18", "paper": "alpha", "feed": "daily-papers", "upvotes": 9, "comments": 1},
        {"day": "2025-04-02", "paper": "gamma", "feed": "daily-papers", "stars": 3},
    ]
    site = make_site({**PAPERS, "content/signals/2025-03.jsonl": "".join(json.dumps(line) + "\n" for line in lines)})
    build(site)
    (columns,) = signals_of(site).values()
    assert columns == {"steps": [0, 1], "upvotes": [0, 9], "comments": [0, 1], "stars": [3, 0]}, "gamma is the newest, then alpha"


@pytest.mark.usefixtures("small_bundles")
def test_a_new_count_makes_no_bundle(make_site: MakeSite) -> None:
    def counted(upvotes: int) -> dict[str, str]:
        lines = [
            {"day": "2025-03-17", "paper": name, "feed": "daily-papers", "upvotes": n} for name, n in {"old-1": 7, "gamma": upvotes}.items()
        ]
        return {"content/signals/2025-03.jsonl": "".join(json.dumps(line) + "\n" for line in lines)}

    old = {f"content/papers/old-{n}.md": paper(f"Old {n}", listed=[on(f"2024-0{n + 1}-05", 1)]) for n in range(6)}
    site = make_site({**old, **PAPERS, **counted(1)})
    build(site)
    before = stamps(site.output / search.PARTS_FOLDER)
    first = signals_of(site)
    write(site.root, counted(2))
    report = rebuild(site)
    assert report.indexed == ()
    assert stamps(site.output / search.PARTS_FOLDER) == before
    second = signals_of(site)
    assert [bundle for bundle in first if first[bundle] != second[bundle]] == [bundles_of(site.output)[0]["name"]]
    build(site, BuildOptions(clean=True))
    assert signals_of(site) == second


def test_a_bundle_names_its_papers_in_four_bytes_each(make_site: MakeSite) -> None:
    site = make_site(PAPERS)
    build(site)
    (bundle,) = bundles_of(site.output)
    names = (site.output / search.PARTS_FOLDER / bundle["name"] / "names.bin").read_bytes()
    assert names == names_file(["gamma", "alpha", "beta"])
    assert names_file(["", "a", "foobar"]).hex() == "811c9dc5e40c292cbf9cf968", "as FNV-1a is published"


def test_same_papers_give_the_same_bytes_however_busy_the_machine_is() -> None:
    documents = [document(number) for number in range(60)]
    with ThreadPoolExecutor(4) as pool:
        first, *others = pool.map(lambda _: index_of(documents), range(6))
    assert all(other == first for other in others)


def test_every_file_of_the_index_is_whole() -> None:
    index = index_of([document(number) for number in range(50)])
    meta = unpack(index["pagefind.meta.pf_meta"])
    assert json.loads(index[stable_index.ENTRY])["languages"]["en"]["hash"] == "meta"
    assert [page[0] for page in meta[1]] == [f"0123456789ab-{stable_index.number_name(number)}" for number in range(50)]
    assert {f"fragment/{page[0]}.pf_fragment" for page in meta[1]} == {path for path in index if "fragment/" in path}
    assert {f"index/{chunk[2]}.pf_index" for chunk in meta[2]} == {path for path in index if "index/" in path}
    assert {f"filter/{file}.pf_filter" for _, file in meta[3]} == {path for path in index if "filter/" in path}
    assert (
        fragments_of(index)["/papers/p37/"]
        == fragments_of({"x.pf_fragment": index["fragment/0123456789ab-11.pf_fragment"]})["/papers/p37/"]
    )


def test_words_stand_in_the_file_that_the_index_names_for_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stable_index, "CHUNK_BYTES", 300)
    index = index_of([document(number) for number in range(40)])
    chunks = unpack(index["pagefind.meta.pf_meta"])[2]
    assert len(chunks) > 4
    words = [[word[0] for word in unpack(index[f"index/{name}.pf_index"])[0]] for _, _, name in chunks]
    assert [[part[0], part[-1]] for part in words] == [[first, last] for first, last, _ in chunks]
    everything = [word for part in words for word in part]
    assert everything == sorted(set(everything), key=str.encode)
    assert {"paper", "thing", "lovelac", "7"} <= set(everything)


def test_the_format_is_raised_with_what_the_index_holds() -> None:
    """When this fails, the same papers give another index under the same name: raise INDEX_FORMAT, and note the new digest here."""
    if (version("pagefind-bin"), DIALECT_VERSION) != ("1.5.2", 4):
        pytest.skip("another version of what makes the index has other names anyway")
    content = plain(index_of([*(document(number) for number in range(3)), document(3, text="De l’entité—a thing.")]))
    found = digest(*(part for path, data in content.items() for part in (path, data)))
    assert (search.INDEX_FORMAT, found) == (9, "f3c9b199e18ee99978d4633645b783b1")


def test_hostile_text_is_text_in_the_index() -> None:
    evil = document(0, title=HOSTILE, text=HOSTILE, authors=(HOSTILE,), filters=(("tag", HOSTILE),))
    fragment = fragments_of(index_of([evil, document(1)]))["/papers/p0/"]
    assert "alert(1)" in fragment["content"]
    assert "日本語" in fragment["content"]
    assert fragment["meta"]["title"].startswith('"><script>alert(1)</script> <mark>&amp;')
    assert fragment["meta"]["title"].endswith("$x<y$")


@pytest.mark.parametrize("language", ["en", "de", "pt-BR", "ja", "tlh"])
def test_any_language_has_an_index(language: str) -> None:
    index = index_of([document(0)], language)
    engine = build_part(SearchPart("engine"), (), language)
    entry = json.loads(engine[f"pagefind/bundles/engine/{stable_index.ENTRY}"])
    for found in (entry, json.loads(index[stable_index.ENTRY])):
        (tag,) = found["languages"]
        assert tag.lower() == language.lower()
    assert f"pagefind/bundles/engine/wasm.{entry['languages'][tag]['wasm'] or 'unknown'}.pagefind" in engine
    assert len(fragments_of(index)) == 1


def test_a_site_of_no_papers_has_an_engine_and_no_bundle(make_site: MakeSite) -> None:
    site = make_site({})
    build(site)
    assert bundles_of(site.output) == []
    assert (site.output / search.PARTS_FOLDER / json.loads((site.output / BUNDLES_FILE).read_bytes())["engine"]).is_dir()


def test_a_paper_that_cannot_be_read_stops_the_indexer() -> None:
    def documents() -> Iterator[SearchDocument]:
        yield document(0)
        raise SitegenError(Problem(message="the paper went away"))

    with pytest.raises(SitegenError, match="went away"):
        build_part(SearchPart("x", ("p0", "p1")), documents(), "en")


def test_an_empty_paper_is_no_hindrance() -> None:
    documents = [document(0, text="", authors=(), filters=()), document(1)]
    assert set(fragments_of(index_of(documents))) == {"/papers/p0/", "/papers/p1/"}


def test_papers_are_numbered_from_the_newest(make_site: MakeSite) -> None:
    """By these numbers the search page sorts; so months and years without a day stand where they do on the pages."""
    files = {
        "content/papers/a.md": paper("A", listed=[on("2025-03-17", 2)]),
        "content/papers/b.md": paper("B", listed=[on("2025-03-17", 1)]),
        "content/papers/c.md": paper("C", published="2025-03"),
        "content/papers/d.md": paper("D"),
        "content/papers/e.md": paper("E", listed=[on("2025-03-01", 1), on("2025-04-02", 1)]),
    }
    (part,) = plan_search(read_site(make_site(files)), Config()).parts[1:]
    assert part.slugs == ("e", "b", "a", "c", "d")


ASK = """
import { writeFile } from 'node:fs/promises';
const [root, questions, browser] = process.argv.slice(2);
const { openSite, requests } = await import(browser);
const index = await openSite(root);
await index.count(['tag']);
const answers = [];
for (const [query, options] of JSON.parse(questions)) {
  const { results, tally } = await index.search(query, options);
  const urls = await Promise.all(results.map(async (result) => (await result.data()).url));
  answers.push([urls.map((url) => url.split('/').at(-2)), (await tally()).tag]);
}
await writeFile(`${root}/loaded`, String(requests.filter(({ address }) => address.endsWith('.pf_index')).length));
console.log(JSON.stringify(answers));
"""
"""Asks an index with the programs that a browser loads."""


def ask(output: Path, *questions: tuple[str, dict[str, object]]) -> list[Any]:
    """Return for each question the papers found and the counts of their tags."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("no node on this machine; the browser tests ask the same")
    (output / "ask.mjs").write_text(ASK)
    command = [node, str(output / "ask.mjs"), str(output), json.dumps(questions), str(REPOSITORY / "benchmarks/browser.mjs")]
    result = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert result.returncode == 0, result.stderr[-2000:]
    answers: list[Any] = json.loads(result.stdout)
    return answers


STREAM = {
    f"content/papers/{name}.md": paper(title, text, listed=[on(day, rank)], tags=[tag])
    for name, title, text, day, rank, tag in [
        ("n1", "Attention heads", "Heads of a network.", "2025-04-02", 1, "language"),
        ("n2", "A yol of songs", "It is about singing, and about yol, which is Turkish for a road.", "2025-04-02", 2, "language"),
        ("m1", "YOLOE sees", "Real-time seeing.", "2024-11-17", 1, "vision"),
        ("m2", "Networks that sing", "They sing of roads, and a choir answers.", "2024-11-17", 2, "vision"),
        ("o1", "Boxes with YOLOE", "After it, with boxes and a network.", "2023-02-05", 1, "detection"),
        ("o2", "Attention", "The first heads of a network.", "2023-02-06", 1, "language"),
        ("o3", "Choirs", "Nothing but a choir.", "2021-02-06", 1, "language"),
    ]
}


@pytest.mark.usefixtures("small_bundles")
def test_several_bundles_answer_as_one(make_site: MakeSite) -> None:
    """The index that was written answers queries, asked with the programs that a browser loads."""
    site = make_site(STREAM)
    build(site)
    assert len(bundles_of(site.output)) >= 3
    yoloe, network, newest, narrow, phrase, choir = ask(
        site.output,
        ("yoloe", {}),
        ("network", {}),
        ("network", {"sort": "date"}),
        ("", {"filters": {"tag": "Language models"}}),
        ('"heads of a network"', {}),
        ("choir", {}),
    )
    assert set(yoloe[0][:2]) == {"m1", "o1"}, "a bundle that knows only something like the word comes behind"
    assert set(network[0]) == {"n1", "m2", "o1", "o2"}
    assert network[0][0] == "m2", "the title says it"
    assert newest[0] == ["n1", "m2", "o2", "o1"]
    assert newest[1] == {"Language models": 2, "Computer vision": 1, "Object detection": 1}
    assert narrow[0] == ["n1", "n2", "o2", "o3"]
    assert phrase[0] == ["n1", "o2"]
    assert choir[0][0] == "o3"


def test_filters_alone_do_not_load_every_word(make_site: MakeSite, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pagefind has a query for all papers, for which it loads all words that it has."""
    monkeypatch.setattr(stable_index, "CHUNK_BYTES", 300)
    text = " ".join("".join(chr(ord("a") + int(digit)) for digit in f"{n:03}") for n in range(1_000))
    site = make_site({**PAPERS, "content/papers/long.md": paper("Long", text, tags=["detection"])})
    build(site)
    assert len(list(site.output.glob("pagefind/bundles/*/index/*"))) > 20
    ((found, counts),) = ask(site.output, ("", {"filters": {"tag": "Object detection"}}))
    assert set(found) == {"alpha", "long"}
    assert counts["Object detection"] == 2
    assert int((site.output / "loaded").read_text()) < 3


def test_one_bundle_answers_too(make_site: MakeSite) -> None:
    site = make_site(PAPERS)
    build(site)
    ((found, _),) = ask(site.output, ("speaks", {}))
    assert found == ["beta"]
