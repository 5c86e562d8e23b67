"""What a build says of itself is true: ``--verify``, the reasons of ``-v``, ``--profile``, and that work follows change."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sitegen.analysis import map_state
from sitegen.build import BuildOptions, build
from sitegen.cli import main
from sitegen.config import SiteFolder, load_site
from sitegen.publish import bundles
from sitegen.publish.output import MARKER
from sitegen.publish.search import PARTS_FOLDER
from sitegen.verify import WORK, verify
from sitegen.workers import SerialExecutor
from tests.sites import BASE, PAPERS, REPOSITORY, MakeSite, on, paper, stamps, tree, write
from tests.tiny import HOME, TINY

TINY_SITE: dict[str, str | bytes | None] = {**TINY, **PAPERS}
PREVIEW = BuildOptions(preview=True)


def run(site: SiteFolder, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["build", "--site", str(site.root), "--jobs", "1", *arguments])


@pytest.mark.parametrize("option", [name for option in main.commands["build"].params for name in option.opts])
def test_every_option_is_described(option: str) -> None:
    assert f"`{option}" in (REPOSITORY / "docs" / "building.md").read_text(encoding="utf-8")


def test_verify_says_that_all_is_as_a_clean_build_makes_it(make_site: MakeSite) -> None:
    site = make_site(TINY_SITE)
    build(site)
    write(site.root, {"content/papers/beta.md": None})
    result = run(site, "--verify")
    assert result.exit_code == 0, result.output
    assert f"Verified: all {len(tree(site.output)) - 1} files are what a clean build makes, byte for byte" in result.output
    assert not (site.state / WORK).exists()
    before = stamps(site.output)
    assert run(site, "--verify").exit_code == 0
    assert stamps(site.output) == before


def _forge(site: SiteFolder, path: str, content: bytes | None) -> None:
    """Change a file of the output so that a build does not notice: what no build can know of is what ``--verify`` is for."""
    from sitegen.papers.store import load_state
    from sitegen.publish.manifest import Entry, load_manifest, save_manifest

    assert load_state(site.state / "manifest") is not None
    write(site.output, {path: content})
    manifest = load_manifest(site.state / "manifest", site.output)
    if content is None:
        manifest.entries.pop(path)
    else:
        stat = (site.output / path).stat()
        entry = manifest.entries.get(path, Entry("", "", "", 0, 0))
        manifest.entries[path] = Entry(entry.fingerprint, entry.template, entry.content, stat.st_size, stat.st_mtime_ns)
    save_manifest(site.state / "manifest", manifest)


def test_verify_names_the_first_file_that_differs_and_why(make_site: MakeSite) -> None:
    site = make_site(TINY_SITE)
    build(site)
    home = (site.output / "index.html").read_bytes()
    _forge(site, "index.html", home.replace(b"Look", b"Took"))
    _forge(site, "robots.txt", b"mine")
    result = run(site, "--verify")
    assert result.exit_code == 1
    assert "public/index.html: line 1 has" in result.stderr
    assert "Took" in result.stderr
    assert "where a clean build has" in result.stderr
    assert "(and 1 file more)" in result.stderr
    assert "a build with --clean mends it" in result.stderr
    assert run(site, "--clean", "--verify").exit_code == 0


def test_verify_leaves_nothing_behind_when_the_clean_build_fails(make_site: MakeSite, monkeypatch: pytest.MonkeyPatch) -> None:
    site = make_site(TINY_SITE)
    write(site.state, {f"{WORK}/public/left.html": "by a verification that was killed"})
    assert verify(site, PREVIEW, SerialExecutor()).difference is None
    assert not (site.state / WORK).exists()


def test_a_work_tree_of_git_is_no_difference(make_site: MakeSite) -> None:
    site = make_site(TINY_SITE)
    write(site.output, {".git/HEAD": "ref: refs/heads/pages"})
    assert verify(site, PREVIEW, SerialExecutor()).difference is None


def test_each_stale_page_has_its_reason(make_site: MakeSite, monkeypatch: pytest.MonkeyPatch) -> None:
    site = make_site(TINY_SITE)
    assert "  papers/alpha/index.html: it is new\n" in run(site, "-v").output
    write(site.root, {HOME: "{{ view.head }}", "static/x.txt": "x", "content/pages/about.md": "---\ntitle: About\n---\n\nOthers.\n"})
    (site.output / "404.html").unlink()
    write(site.output, {"robots.txt": "mine"})
    (site.root / "content/papers/gamma.md").unlink()
    lines = run(site, "-v").output.splitlines()
    assert "  index.html: what it shows changed" in lines  # gamma stood there
    assert "  404.html: it was missing" in lines
    assert "  robots.txt: it was touched by something else" in lines
    assert "  about/index.html: what it shows changed" in lines
    assert "  x.txt: it is new" in lines
    assert "  papers/gamma/index.html: removed" in lines
    write(site.root, {HOME: "{{ view }}", "static/x.txt": "y"})
    lines = run(site, "-v").output.splitlines()
    assert "  index.html: the template home.html changed" in lines
    assert "  x.txt: its content changed" in lines
    monkeypatch.setattr("sitegen.build.program_version", lambda: "another")
    assert "  404.html: the version of sitegen or of a library changed" in run(site, "-v").output
    assert "Nothing to do" in run(site, "-v").output


def test_the_profile_tells_stages_templates_and_slowest_pages(make_site: MakeSite) -> None:
    result = run(make_site(TINY_SITE), "--profile")
    assert result.exit_code == 0
    stages = re.findall(r"^  (\w+) +\d+\.\d{3} s +\d+%$", result.output, re.MULTILINE)
    assert stages == ["check", "read", "plan", "render", "index", "write"]
    assert re.search(r"^  paper\.html +\d+\.\d{3} s +3 pages, \d+\.\d ms each$", result.output, re.MULTILINE)
    slowest = result.output.partition("Slowest pages:\n")[2].splitlines()
    assert 5 < len(slowest) <= 10
    assert all(re.fullmatch(r"  \S+ +\d+\.\d ms", line) for line in slowest)


TOPICS = ("vision", "language", "detection")
SUBJECTS = ("graphs of proteins fold", "speech turns into text", "images show small objects", "robots walk on stairs")


def day(date: str, number: int) -> dict[str, str | bytes | None]:
    """Two papers of one day; subjects, topics and authors come again after some days."""
    files: dict[str, str | bytes | None] = {}
    for rank in (1, 2):
        subject = SUBJECTS[(number + rank) % 4]
        files[f"content/papers/{date.replace('-', '/')}/n{date}-{rank}.md"] = paper(
            f"{subject.capitalize()} {number}{rank}",
            f"We study how {subject}, number {number}{rank}.",
            listed=[on(date, rank)],
            tags=[TOPICS[(number + rank) % 3]],
            authors=[f"Author {chr(65 + (number + rank) % 6)}"],
        )
    return files


MONTHS: dict[str, str | bytes | None] = {"sitegen.yaml": BASE["sitegen.yaml"] + "list_limit: 6\n"}
for _number, _date in enumerate(f"2025-{month:02}-{date:02}" for month in (1, 2, 3) for date in (4, 5, 12, 19)):
    MONTHS.update(day(_date, _number))

THE_DAY = {
    # the papers, and the one that was the newest before, which now leads on to them
    "papers/n2025-03-20-1/index.html",
    "papers/n2025-03-20-2/index.html",
    "papers/n2025-03-19-2/index.html",
    # older papers to which the new ones are related
    *(f"papers/n2025-{paper}/index.html" for paper in ("01-04-1", "01-19-2", "02-04-1", "02-19-2", "03-04-1")),
    # the day, the one before, which leads on to it, and what the day is part of
    *(f"2025/{period}index.html" for period in ("03/20/", "03/19/", "week-12/", "03/", "")),
    "archive/index.html",
    "index.html",
    "feed.xml",
    "trending/index.html",
    "sitemap-2025-03.xml",
    "sitemap-pages.xml",
    # their topics (detection is part of vision): the newest papers, the year and the month
    "tags/index.html",
    *(f"tags/{topic}/{period}index.html" for topic in TOPICS for period in ("", "2025/", "2025/03/")),
    # their authors
    "authors/index.html",
    *(f"authors/author-{letter}/{file}" for letter in "bc" for file in ("index.html", "feed.xml")),
    # the map of the year
    "map/index.html",
    "map/2025-places.json",
    "map/2025-papers.json",
    "pagefind/bundles.json",
    "search/suggestions.json",
}
"""What is written when 2025-03-20 is added to the site of three months. Thirty pages of papers and all earlier lists are not."""


@pytest.mark.parametrize("preview", [False, True])
def test_a_day_writes_what_shows_its_papers_and_nothing_else(preview: bool, make_site: MakeSite, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("WHOLE", 4), ("SMALL", 4), ("LARGE", 8), ("RECENT", 4)):
        monkeypatch.setattr(bundles, name, value)
    monkeypatch.setattr(map_state, "FOUNDING", 4)
    options = BuildOptions(preview=preview)
    site = make_site(MONTHS)
    first = build(site, options)
    write(site.root, day("2025-03-20", 12))
    report = build(site, options)
    written = {path for path in report.written if not path.startswith(f"{PARTS_FOLDER}/")}
    left_out = {path for path in THE_DAY if path.endswith("feed.xml") or path == "pagefind/bundles.json"} if preview else set()
    assert written == THE_DAY - left_out
    assert len(first.indexed) == (0 if preview else 5)
    # The bundles of January and February stay; the newest is cut anew.
    assert report.indexed == (() if preview else (4, 6))
    assert all(path.startswith(f"{PARTS_FOLDER}/") for path in report.removed)
    assert verify(site, options, SerialExecutor()).difference is None


def dead_links(folder: Path) -> set[str]:
    """Return the addresses in the pages of a site, and in what else it tells browsers, at which there is nothing."""
    have = set(tree(folder))
    dead = set()
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".html", ".xml", ".json", ".txt"):
            text = path.read_text(encoding="utf-8")
            for url in re.findall(r'(?:href|src|action)="(/[^"#?]*)', text) + re.findall(r"https://example\.org(/[^\"<#?\s]*)", text):
                target = url[1:] + ("index.html" if url.endswith("/") else "")
                if target not in have:
                    dead.add(f"{path.relative_to(folder).as_posix()} → {url}")
    return dead


@pytest.mark.parametrize("preview", [False, True])
def test_no_link_is_dead(preview: bool, make_site: MakeSite) -> None:
    files = {**MONTHS, **PAPERS, "content/papers/alias.md": paper("An alias", listed=[on("2025-03-19", 9)], aliases=["old"])}
    site = make_site(files)
    build(site, BuildOptions(preview=preview))
    assert dead_links(site.output) == set()
    names = set(tree(site.output))
    assert preview != any(name.endswith("feed.xml") for name in names)
    assert preview != any(name.startswith("pagefind/") for name in names)
    assert preview != ("search/index.html" in names and "pagefind/bundles.json" in names)


def test_a_preview_becomes_the_site_and_the_site_a_preview(make_site: MakeSite) -> None:
    site = make_site(TINY_SITE)
    for preview in (True, False, True, False):
        options = BuildOptions(preview=preview)
        build(site, options)
        assert verify(load_site(site.root), options, SerialExecutor()).difference is None
        assert build(site, options).written == ()
        assert MARKER in tree(site.output)
