"""The promises of the build: incremental equals clean, a second build does nothing, a killed one is repaired."""

import os
import random
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

from sitegen import stages
from sitegen.build import BuildOptions, build
from sitegen.config import SiteFolder, load_site
from sitegen.errors import SitegenError
from sitegen.papers.store import move_atomically
from sitegen.publish import indexer, output, staging
from sitegen.workers import R, S, T
from tests.sites import BASE, PAPERS, TAGS, MakeSite, environment, on, paper, rebuild, stamps, tree, write

LISTS = {"index.html", "archive/index.html", "tags/index.html", "feed.xml", "sitemap-pages.xml", "sitemap.xml"}
"""What shows all papers, or their number."""


def pages_of(paths: Iterable[str]) -> set[str]:
    """Return the paths without those of the search index."""
    return {path for path in paths if not path.startswith("pagefind/")}


def clean_tree(site: SiteFolder) -> dict[str, bytes]:
    """Return the output of a clean build of the same sources in another folder."""
    other = site.root.parent / "clean"
    shutil.rmtree(other, ignore_errors=True)
    shutil.copytree(site.root, other, ignore=shutil.ignore_patterns("public", ".sitegen"))
    build(load_site(other))
    return tree(load_site(other).output)


def test_second_build_writes_nothing_and_starts_no_indexer(make_site: MakeSite, monkeypatch: pytest.MonkeyPatch) -> None:
    site = make_site(PAPERS)
    first = build(site)
    assert first.indexed
    assert set(first.written) == set(tree(site.output)) - {output.MARKER}
    before = stamps(site.output)
    monkeypatch.setattr(indexer, "get_executable", lambda: site.root / "no-indexer")
    second = build(site)
    assert (second.stale, second.written, second.removed, second.indexed) == ((), (), (), ())
    assert stamps(site.output) == before
    assert (second.papers, second.pages, second.files, second.size) == (first.papers, first.pages, first.files, first.size)


def test_site_may_be_moved_or_named_in_another_way(make_site: MakeSite, monkeypatch: pytest.MonkeyPatch) -> None:
    site = make_site(PAPERS)
    build(site)
    monkeypatch.chdir(site.root)
    assert build(load_site(Path())).stale == ()
    moved = site.root.parent / "moved"
    monkeypatch.chdir(moved.parent)
    site.root.rename(moved)
    assert build(load_site(moved)).stale == ()


PICTURES = {"map/index.html", "map/2025-places.json", "map/2025-papers.json", "tags/together/index.html", "tags/over-time/index.html"}
PICTURES |= {"search/suggestions.json"}
"""What shows all papers at once, and what the boxes of headers offer."""

CHANGES: dict[str, tuple[dict[str, str | None], set[str]]] = {
    "a paper is added": (
        {"content/papers/delta.md": paper("Delta", listed=[on("2025-04-02", 2)], tags=["detection"])},
        # Gamma gets a neighbour. The tags' own pages count their papers; the beta paper has neither tag nor day in common.
        LISTS
        | {"papers/delta/index.html", "papers/gamma/index.html", "2025/04/02/index.html", "2025/04/index.html", "2025/index.html"}
        | {"tags/detection/index.html", "tags/vision/index.html", "sitemap-2025-04.xml", "2025/week-14/index.html", "trending/index.html"},
    ),
    "a title is edited": (
        {"content/papers/beta.md": paper("Beta talks", "The abstract of Beta speaks.", listed=[on("2025-03-17", 2)], tags=["language"])},
        {"papers/beta/index.html", "papers/alpha/index.html", "2025/03/17/index.html", "2025/03/index.html", "2025/index.html"}
        | {"tags/language/index.html", "feed.xml", "2025/week-12/index.html"},
    ),
    "an abstract is edited": (
        {"content/papers/beta.md": paper("Beta speaks", "Another abstract.", listed=[on("2025-03-17", 2)], tags=["language"])},
        {"papers/beta/index.html", "2025/03/17/index.html", "tags/language/index.html", "feed.xml"},
    ),
    "a paper gets another tag": (
        {"content/papers/beta.md": paper("Beta speaks", listed=[on("2025-03-17", 2)], tags=["segmentation"])},
        {"papers/beta/index.html", "2025/03/17/index.html", "feed.xml", "index.html", "tags/index.html", "sitemap-pages.xml"}
        | {"tags/language/index.html", "tags/segmentation/index.html", "tags/vision/index.html", "tags/detection/index.html"},
    ),
    "a paper is deleted": (
        {"content/papers/beta.md": None},
        {"papers/alpha/index.html", "2025/03/17/index.html", "2025/03/index.html", "2025/index.html", "sitemap-2025-03.xml"}
        | {"tags/language/index.html", "index.html", "archive/index.html", "tags/index.html", "feed.xml", "2025/week-12/index.html"},
    ),
    "a paper becomes a draft": (
        {"content/papers/beta.md": paper("Beta speaks", listed=[on("2025-03-17", 2)], tags=["language"], draft=True)},
        {"papers/alpha/index.html", "2025/03/17/index.html", "2025/03/index.html", "2025/index.html", "sitemap-2025-03.xml"}
        | {"tags/language/index.html", "index.html", "archive/index.html", "tags/index.html", "feed.xml", "2025/week-12/index.html"},
    ),
    "a file is renamed": (
        {"content/papers/beta.md": None, "content/papers/b.md": PAPERS["content/papers/beta.md"]},
        {"papers/b/index.html", "papers/alpha/index.html", "2025/03/17/index.html", "2025/03/index.html", "2025/index.html"}
        | {"tags/language/index.html", "feed.xml", "sitemap-2025-03.xml", "2025/week-12/index.html"},
    ),
    "a topic gets another name": (
        {"content/tags.yaml": TAGS.replace("name: Language models", "name: Models of language")},
        {"papers/beta/index.html", "papers/gamma/index.html", "2025/03/17/index.html", "2025/04/02/index.html", "feed.xml", "index.html"}
        | {"tags/index.html", "tags/language/index.html", "tags/vision/index.html"},
    ),
    "a page is edited": ({"content/pages/about.md": "---\ntitle: About\n---\n\nOthers.\n"}, {"about/index.html"}),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_writes_what_shows_it_and_nothing_else(name: str, make_site: MakeSite) -> None:
    site = make_site(PAPERS)
    build(site)
    before = tree(site.output)
    files, expected = CHANGES[name]
    write(site.root, files)
    report = rebuild(site)
    after = tree(site.output)
    assert after == clean_tree(site)
    changed = {path for path in after if after[path] != before.get(path)}
    assert set(report.written) == changed
    assert {stale.path for stale in report.stale} >= pages_of(changed)
    assert set(report.removed) == set(before) - set(after)
    shown = pages_of(report.written) - PICTURES
    assert shown <= expected
    # A list may show less than the test knows (the home page shows the latest day alone); what the change is about is written always.
    assert shown >= expected - LISTS - {"tags/vision/index.html", "tags/detection/index.html"}
    assert rebuild(site).written == ()


def test_settings_and_assets_change_every_page(make_site: MakeSite) -> None:
    site = make_site(PAPERS)
    build(site)
    pages = {path for path in tree(site.output) if path.endswith(".html")}
    write(site.root, {"sitegen.yaml": BASE["sitegen.yaml"].replace("Test Papers", "Other Papers")})
    report = rebuild(site)
    assert pages <= set(report.written)
    assert {stale.reason for stale in report.stale if stale.path in pages - {"index.html"}} == {"the site's settings or assets changed"}
    assert not report.indexed
    write(site.root, {"themes/mine/theme.yaml": "name: mine\nversion: '1'\ncontract: 1\nextends: default\n"})
    write(site.root, {"themes/mine/static/style.css": "body { color: navy }", "sitegen.yaml": BASE["sitegen.yaml"] + "theme: mine\n"})
    report = rebuild(site)
    assert pages <= set(report.written)
    assert [path for path in report.removed if path.startswith("assets/style.")]
    assert tree(site.output) == clean_tree(site)


MINE = {
    "sitegen.yaml": BASE["sitegen.yaml"] + "theme: mine\n",
    "themes/mine/theme.yaml": "name: mine\nversion: '1'\ncontract: 1\nextends: default\n",
    "themes/mine/templates/404.html": '{% extends "base.html" %}{% block main %}{% include "partials/lost.html" %}{% endblock %}',
    "themes/mine/templates/partials/lost.html": "<h1>Lost</h1>",
}


def test_a_changed_partial_changes_the_pages_that_use_it(make_site: MakeSite) -> None:
    site = make_site({**PAPERS, **MINE})
    build(site)
    write(site.root, {"themes/mine/templates/partials/lost.html": "<h1>Really lost</h1>"})
    report = rebuild(site)
    assert report.written == ("404.html",)
    assert [(stale.path, stale.reason) for stale in report.stale] == [("404.html", "the template 404.html changed")]
    assert tree(site.output) == clean_tree(site)


def test_edits_in_any_order_give_what_a_clean_build_gives(make_site: MakeSite) -> None:
    """A seeded walk over edits of every kind; after each, ``public/`` equals a clean build."""
    chance = random.Random(20250317)
    site = make_site({**PAPERS, **MINE})
    names = [f"content/papers/p{number}.md" for number in range(6)]

    def put_paper() -> dict[str, str | None]:
        days = chance.sample(["2025-03-17", "2025-03-18", "2025-04-02", "2024-12-31"], chance.randint(0, 2))
        keys: dict[str, object] = {
            "listed": [on(day, chance.randint(0, 3)) for day in days],
            "tags": chance.sample(["vision", "detection", "language", "unknown-tag"], chance.randint(0, 3)),
            "draft": chance.random() < 0.2,
        }
        if chance.random() < 0.5:
            keys["published"] = chance.choice(["2024", "2024-11", "2024-11-05"])
        if chance.random() < 0.4:
            keys["aliases"] = [f"old-{chance.randint(1, 1_000_000)}"]
        name = chance.choice(names)
        return {name: paper(f"{chance.choice(['Same title', 'Cost $x^2$', 'Unique'])}", chance.choice(["", "Same.", "**More**"]), **keys)}

    edits: list[Callable[[], dict[str, str | None]]] = [
        put_paper,
        put_paper,
        put_paper,
        lambda: {chance.choice(names): None},
        lambda: {"content/pages/about.md": f"---\ntitle: About\n---\n\nVersion {chance.randint(1, 3)}.\n"},
        lambda: {"content/tags.yaml": TAGS.replace("Images and video.", f"{chance.randint(1, 3)} images.")},
        lambda: {"themes/mine/templates/partials/lost.html": f"<h1>Lost {chance.randint(1, 3)}</h1>"},
        lambda: {"themes/mine/static/extra.css": f"p {{ order: {chance.randint(1, 3)} }}"},
        lambda: {"sitegen.yaml": MINE["sitegen.yaml"] + f"list_limit: {chance.randint(1, 3)}\n"},
        lambda: {"static/robots-extra.txt": chance.choice(["a", "b", None])},
    ]
    for step in range(24):
        write(site.root, chance.choice(edits)())
        rebuild(site)
        if step % 2:
            assert tree(site.output) == clean_tree(site), f"after step {step}"
            assert rebuild(site).written == ()


BUILD = "from pathlib import Path; from sitegen.build import build; from sitegen.config import load_site; build(load_site(Path('.')))"


def test_same_input_gives_same_bytes_on_any_machine(make_site: MakeSite) -> None:
    files = {**PAPERS, "content/papers/delta.md": paper("Über $\\alpha$", listed=[on("2025-04-02", 3)], tags=["language", "vision"])}
    settings = [
        {"PYTHONHASHSEED": "1", "TZ": "Pacific/Kiritimati", "LANG": "tr_TR.UTF-8", "LC_ALL": "C"},
        {"PYTHONHASHSEED": "2", "TZ": "America/Los_Angeles", "LANG": "de_DE.UTF-8", "LC_ALL": "C.UTF-8"},
    ]
    trees = []
    for number, setting in enumerate(settings):
        site = make_site(dict(reversed(files.items())) if number else files, name=f"site{number}")
        subprocess.run([sys.executable, "-c", BUILD], cwd=site.root, env=environment(**setting), check=True, timeout=60)
        trees.append(tree(site.output))
    assert trees[0] == trees[1]


def test_a_build_with_nothing_to_do_loads_none_of_the_large_libraries(make_site: MakeSite, monkeypatch: pytest.MonkeyPatch) -> None:
    site = make_site(PAPERS)
    monkeypatch.setattr(stages, "RACY", -(10**12))  # the sources are vouched for, although they were written just now
    build(site)
    here = BUILD.replace("'.'", repr(str(site.root)))
    code = f"{here}; import sys; print(*{{'jinja2', 'markdown_it', 'numpy', 'unicodeit'}} & sys.modules.keys())"
    run = subprocess.run([sys.executable, "-c", code], cwd=site.root, env=environment(), check=True, timeout=60, capture_output=True)
    assert run.stdout == b"\n"


def test_files_changed_or_deleted_by_hand_are_repaired(make_site: MakeSite) -> None:
    site = make_site(PAPERS)
    build(site)
    good = tree(site.output)
    for path in ("index.html", "papers/alpha/index.html", "pagefind/bundles.json", "_headers"):
        (site.output / path).unlink()
    style = next(path for path in good if path.startswith("assets/style"))
    fragment = next(path for path in good if "/fragment/" in path)
    write(site.output, {"feed.xml": "changed", style: "changed", fragment: "changed", "more/own.html": "own", ".x.tmp": "half"})
    report = build(site)
    assert tree(site.output) == good
    assert {stale.path: stale.reason for stale in report.stale}["index.html"] == "it was missing"
    assert {stale.path: stale.reason for stale in report.stale}["feed.xml"] == "it was touched by something else"
    assert set(report.removed) == {"more/own.html", ".x.tmp"}
    assert not (site.output / "more").exists()
    assert build(site).written == ()


def test_a_lost_index_file_is_made_again(make_site: MakeSite) -> None:
    site = make_site(PAPERS)
    build(site)
    good = tree(site.output)
    shutil.rmtree(next(site.output.glob("pagefind/bundles/*/fragment")))
    assert build(site).indexed
    assert tree(site.output) == good


def test_a_lost_marker_is_written_again(make_site: MakeSite) -> None:
    site = make_site(PAPERS)
    build(site)
    good = tree(site.output)
    (site.output / output.MARKER).unlink()
    build(site)
    assert tree(site.output) == good


@pytest.mark.parametrize("damage", ["", "{", '{"format": 1, "entries": 3}', '{"format": 999}'])
def test_a_lost_manifest_costs_time_and_nothing_else(damage: str, make_site: MakeSite) -> None:
    site = make_site(PAPERS)
    build(site)
    before = stamps(site.output)
    (site.state / "manifest").write_text(damage)
    report = build(site)
    assert report.stale
    assert report.written == report.removed == ()
    assert stamps(site.output) == before


def test_state_folder_may_be_removed(make_site: MakeSite) -> None:
    site = make_site(PAPERS)
    build(site)
    before = stamps(site.output)
    shutil.rmtree(site.state)
    build(site)
    assert stamps(site.output) == before


class StoppingExecutor:
    """Renders some outputs, then stops as a full disk or a lost machine would."""

    jobs = 1
    has_files = True

    def map(self, function: Callable[[S, T], R], shared: S, items: Iterable[T]) -> Iterator[R]:
        yield function(shared, next(iter(items)))
        raise InterruptedError("stopped")

    def close(self) -> None:
        pass


@pytest.mark.parametrize("clean", [False, True])
def test_a_failure_while_rendering_leaves_the_site_as_it_was(clean: bool, make_site: MakeSite) -> None:
    site = make_site(PAPERS)
    build(site)
    before = stamps(site.output)
    write(site.root, {"sitegen.yaml": BASE["sitegen.yaml"].replace("Test", "Other")})
    with pytest.raises(InterruptedError):
        build(load_site(site.root), BuildOptions(clean=clean), executor=StoppingExecutor())
    assert stamps(site.output) == before
    rebuild(site)
    assert tree(site.output) == clean_tree(site)


@pytest.mark.parametrize("after", [1, 2, 9, 25])
@pytest.mark.parametrize("back", [False, True], ids=["forth", "back"])
def test_a_stop_between_two_files_is_repaired(after: int, back: bool, make_site: MakeSite, monkeypatch: pytest.MonkeyPatch) -> None:
    """The build stops after some files; the next one finds the same sources, or those of before."""
    site = make_site(PAPERS)
    build(site)
    good = tree(site.output)
    edit: dict[str, str | None] = {
        "content/papers/alpha.md": None,
        "content/papers/beta.md": paper("Beta sings", listed=[on("2025-05-01", 1)], tags=["vision"]),
        "sitegen.yaml": BASE["sitegen.yaml"].replace("Test", "Other"),
    }
    write(site.root, edit)
    left = [after]

    def stopping(source: str, target: str) -> None:
        if left[0] == 0:
            raise InterruptedError("stopped")
        left[0] -= 1
        move_atomically(source, target)

    with monkeypatch.context() as patch:
        patch.setattr(staging, "move_atomically", stopping)
        with pytest.raises(InterruptedError):
            rebuild(site)
    if back:
        write(site.root, {**BASE, **PAPERS})
    rebuild(site)
    assert tree(site.output) == (good if back else clean_tree(site))
    assert rebuild(site).stale == ()


def test_a_kill_at_any_moment_is_repaired(make_site: MakeSite) -> None:
    """A process is really killed, once each when a few more files are there."""
    many = {f"content/papers/p{number}.md": paper(f"Paper {number}", listed=[on("2025-03-17", number)]) for number in range(1, 120)}
    site = make_site({**PAPERS, **many})
    expected = clean_tree(site)
    for wanted in (1, 40, 150):
        process = subprocess.Popen([sys.executable, "-c", BUILD], cwd=site.root, env=environment())
        while process.poll() is None and sum(len(files) for _, _, files in os.walk(site.output)) < wanted:
            pass
        process.send_signal(signal.SIGKILL)
        process.wait()
        for path, content in tree(site.output).items():
            if not path.endswith(".tmp") and path in expected:
                assert content == expected[path], f"{path} is half a file"
    build(site)
    assert tree(site.output) == expected
    assert build(site).stale == ()


@pytest.mark.parametrize("files", [{"thesis.md": "mine"}, {"index.html": "mine", ".cache.tmp": "mine"}, {"deep/er/.keep": ""}])
def test_a_foreign_folder_is_refused_and_not_touched(files: dict[str, str], make_site: MakeSite) -> None:
    site = make_site({**PAPERS, "content/papers/wrong.md": "No title, but nothing is read before it is clear where to write."})
    write(site.output, files)
    before = stamps(site.output)
    for clean in (False, True):
        with pytest.raises(SitegenError, match="files that sitegen did not write") as caught:
            build(site, BuildOptions(clean=clean))
        assert "output in sitegen.yaml" in caught.value.problems[0].hint
    assert stamps(site.output) == before


def test_a_folder_that_was_exchanged_is_refused(make_site: MakeSite) -> None:
    site = make_site(PAPERS)
    build(site)
    shutil.rmtree(site.output)
    write(site.output, {"thesis.md": "mine"})
    with pytest.raises(SitegenError, match="files that sitegen did not write"):
        build(site)
    assert tree(site.output) == {"thesis.md": b"mine"}


def test_output_that_is_a_file_is_refused(make_site: MakeSite) -> None:
    site = make_site({**PAPERS, "public": "mine"})
    with pytest.raises(SitegenError, match="the output is a file"):
        build(site)
    assert site.output.read_text() == "mine"


def test_a_work_tree_of_git_in_the_output_stays(make_site: MakeSite) -> None:
    site = make_site(PAPERS)
    write(site.output, {".git/HEAD": "ref: refs/heads/pages"})
    build(site)
    build(site, BuildOptions(clean=True))
    assert (site.output / ".git" / "HEAD").read_text() == "ref: refs/heads/pages"


@pytest.mark.parametrize("clean", [False, True])
@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"content/papers/beta.md": "---\ntitle: a: b\n---\n"}, "broken YAML"),
        ({"content/papers/beta.md": paper("Beta", listed=[{"day": "soon"}])}, "is not a date"),
        ({"content/papers/b/alpha.md": paper("Another alpha")}, "claim the address"),
        ({"content/tags.yaml": "- name: x\n"}, r"(?m)^content/tags\.yaml:1: .* is missing"),
        ({"content/pages/about.md": "no front matter"}, "no front matter"),
        ({"content/signals/2025-03.jsonl": "{"}, "not a signal"),
        ({**MINE, "themes/mine/templates/404.html": "{% if %}"}, "broken template"),
        ({**MINE, "themes/mine/templates/404.html": "{{ view.nothing }}"}, "nothing"),
        ({"static/tags/index.html": "mine"}, "of that name"),
        ({"static/papers": "mine"}, "of that name"),
        ({"static/feed.xml/x": "mine"}, "of that name"),
        ({"static/pagefind/x": "mine"}, "of that name"),
        ({"static/.sitegen-output": "mine"}, "of that name"),
        ({"content/pages/pagefind.md": "---\ntitle: Mine\n---\n"}, "the search index lies"),
    ],
)
def test_a_problem_in_the_sources_leaves_the_site_untouched(
    files: dict[str, str | None], message: str, clean: bool, make_site: MakeSite
) -> None:
    site = make_site(PAPERS)
    build(site)
    before = stamps(site.output)
    write(site.root, files)
    with pytest.raises(SitegenError, match=message):
        build(load_site(site.root), BuildOptions(clean=clean))
    assert stamps(site.output) == before


def test_clean_makes_everything_again(make_site: MakeSite) -> None:
    site = make_site(PAPERS)
    build(site)
    good = tree(site.output)
    write(site.output, {"own.html": "own"})
    report = build(site, BuildOptions(clean=True))
    assert report.indexed
    assert tree(site.output) == good
    assert set(report.written) == set(good) - {output.MARKER}


def test_static_files_are_published_as_they_are(make_site: MakeSite) -> None:
    site = make_site({**PAPERS, "static/.well-known/security.txt": "Contact: us", "static/files/cv.pdf": b"%PDF\xff"})
    build(site)
    assert (site.output / ".well-known/security.txt").read_text() == "Contact: us"
    assert (site.output / "files/cv.pdf").read_bytes() == b"%PDF\xff"
    write(site.root, {"static/files/cv.pdf": b"%PDF 2", "static/.well-known/security.txt": None})
    report = build(site)
    assert report.written == ("files/cv.pdf",)
    assert report.removed == (".well-known/security.txt",)
    assert not (site.output / ".well-known").exists()


def test_a_site_may_write_its_hosts_files_itself(make_site: MakeSite) -> None:
    site = make_site({**PAPERS, "static/_headers": "/*\n  X-Mine: 1\n"})
    build(site)
    assert (site.output / "_headers").read_text() == "/*\n  X-Mine: 1\n"


def test_a_menu_may_lead_to_a_static_file_and_to_a_query(make_site: MakeSite) -> None:
    menu = "navigation:\n- {label: CV, url: /files/cv.pdf}\n- {label: Code, url: '/search/?code=yes'}\n"
    site = make_site({**PAPERS, "static/files/cv.pdf": "cv", "sitegen.yaml": BASE["sitegen.yaml"] + menu})
    build(site)
    home = (site.output / "index.html").read_text()
    assert 'href="/files/cv.pdf"' in home
    assert 'href="/search/?code=yes"' in home


def test_a_file_may_become_a_folder_and_a_folder_a_file(make_site: MakeSite) -> None:
    site = make_site({**PAPERS, "static/data": "a file"})
    build(site)
    write(site.root, {"static/data": None})
    write(site.root, {"static/data/deep/x.txt": "x"})
    report = build(site)
    assert report.removed == ("data",)
    assert tree(site.output) == clean_tree(site)
    shutil.rmtree(site.root / "static" / "data")
    write(site.root, {"static/data": "a file"})
    report = build(site)
    assert report.removed == ("data/deep/x.txt",)
    assert tree(site.output) == clean_tree(site)


def test_no_link_in_the_output_lets_a_write_or_a_removal_escape(make_site: MakeSite) -> None:
    site = make_site(PAPERS)
    build(site)
    good = tree(site.output)
    outside = site.root.parent / "outside"
    write(outside, {"keep.txt": "mine", "alpha/index.html": "mine"})
    shutil.rmtree(site.output / "papers")
    (site.output / "papers").symlink_to(outside)
    (site.output / "index.html").unlink()
    (site.output / "index.html").symlink_to(outside / "keep.txt")
    (site.output / "more").symlink_to(outside)
    build(site)
    assert tree(outside) == {"keep.txt": b"mine", "alpha/index.html": b"mine"}
    assert tree(site.output) == good
    assert not [path for path in site.output.rglob("*") if path.is_symlink()]
    assert build(site).written == ()


def test_output_may_be_a_link_to_a_folder(make_site: MakeSite) -> None:
    site = make_site(PAPERS)
    elsewhere = site.root.parent / "www"
    elsewhere.mkdir()
    site.output.symlink_to(elsewhere)
    build(site)
    build(site, BuildOptions(clean=True))
    assert site.output.is_symlink()
    assert tree(elsewhere) == clean_tree(site)


def test_an_indexer_that_does_not_run_is_told(make_site: MakeSite, monkeypatch: pytest.MonkeyPatch) -> None:
    site = make_site(PAPERS)
    for program, message in ((Path("/bin/false"), "stopped after 0 of 3 answers"), (site.root / "none", "cannot be started")):
        monkeypatch.setattr(indexer, "get_executable", lambda program=program: program)
        with pytest.raises(SitegenError, match=message):
            build(site)
        assert not site.output.exists()


def test_a_feed_that_listed_a_paper_twice_is_named_once(make_site: MakeSite) -> None:
    twice = [on("2025-03-17", 2), on("2025-03-18", 1)]
    site = make_site({"content/papers/alpha.md": paper("Alpha", listed=twice)})
    build(site)
    page = (site.output / "papers/alpha/index.html").read_text(encoding="utf-8")
    terms = re.findall(r"<dt>(.*?)</dt>", page)
    assert len(terms) == len(set(terms))
    assert re.search(r"<dt>Daily Papers</dt>\s*<dd>.*rank 2</dd>\s*<dd>.*rank 1</dd>", page)
