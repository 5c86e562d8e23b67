"""What a build remembers is never believed when it may be wrong: damage, edits that leave hardly a trace, links, refusals."""

import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import pytest

from sitegen import build as build_module
from sitegen import markup, stages
from sitegen.analysis import map_state
from sitegen.build import BuildOptions, build
from sitegen.config import SiteFolder, load_site
from sitegen.errors import SitegenError
from sitegen.papers import cache, transaction
from sitegen.papers.store import load_state, save_state
from sitegen.publish import indexer
from sitegen.workers import ProcessExecutor
from tests.sites import BASE, PAPERS, MakeSite, environment, on, paper, rebuild, stamps, tree, write
from tests.tiny import LOOK, TINY

PREVIEW = BuildOptions(preview=True)
SITE: dict[str, str | bytes | None] = {
    **TINY,
    **{f"content/papers/2025/0{number % 3 + 1}/p{number}.md": paper(f"Paper {number}", tags=["vision"]) for number in range(6)},
    **{f"content/papers/d{number}.md": paper(f"Dated {number}", listed=[on(f"2025-0{number + 1}-11")]) for number in range(4)},
}


@pytest.fixture
def trusting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Trust stamps at once, as of files that were written long ago: a build then reads only what they say is new."""
    for module in (cache, stages):
        monkeypatch.setattr(module, "RACY", -(10**18))
    monkeypatch.setattr(build_module, "program_version", lambda: "1")
    monkeypatch.setattr(map_state, "FOUNDING", 4)


def clean_tree(site: SiteFolder) -> dict[str, bytes]:
    """What a build of the same files from nothing makes, links and all."""
    other = site.root.parent / "clean"
    shutil.rmtree(other, ignore_errors=True)
    shutil.copytree(site.root, other, symlinks=True, ignore=shutil.ignore_patterns("public", ".sitegen"))
    build(load_site(other), PREVIEW)
    return tree(load_site(other).output)


def _cut(content: bytes, chance: random.Random) -> bytes:
    return content[: chance.randrange(len(content))]


def _flip(content: bytes, chance: random.Random) -> bytes:
    place = chance.randrange(len(content))
    return content[:place] + bytes([content[place] ^ (1 << chance.randrange(8))]) + content[place + 1 :]


def _repeat(content: bytes, chance: random.Random) -> bytes:
    return content + content[chance.randrange(len(content)) :]


DAMAGES: tuple[Callable[[bytes, random.Random], bytes], ...] = (_cut, _flip, _flip, _flip, _repeat, lambda content, _: bytes(len(content)))


@pytest.mark.usefixtures("trusting")
def test_damage_to_anything_that_is_remembered_costs_time_and_nothing_else(make_site: MakeSite) -> None:
    chance = random.Random(5)
    site = make_site(SITE)
    build(site, PREVIEW)
    # A change of every kind that makes what is remembered be used: texts for the pages, neighbours, places.
    looks = [{LOOK: f"<p>{number}</p>", "content/papers/d3.md": paper(f"Dated {number}", listed=[on("2025-04-11")])} for number in range(2)]
    trees = []
    for change in looks:
        write(site.root, change)
        trees.append(clean_tree(site))
    kinds, turn = set(), 0
    for number, path in enumerate(sorted(path for path in site.state.rglob("*") if path.is_file() and path.stat().st_size)):
        for damage in chance.sample(DAMAGES, 2):
            turn = 1 - turn
            write(site.root, looks[turn])
            if path.exists():
                path.write_bytes(damage(path.read_bytes(), chance))
            build(site, PREVIEW)
            assert tree(site.output) == trees[turn], f"{damage.__name__} of {path.name}"
        kinds.add(path.suffix or path.name)
        if number % 4 == 0:
            assert build(site, PREVIEW).stale == ()
    assert kinds == {"manifest", "topics", ".index", ".texts", ".lists", "shown", ".state", ".code", ".places"}


@pytest.mark.usefixtures("trusting")
def test_a_damaged_text_is_not_worth_a_word_whoever_meets_it(make_site: MakeSite, capfd: pytest.CaptureFixture[str]) -> None:
    site = make_site(SITE)
    build(site, PREVIEW)
    expected = tree(site.output)
    shutil.rmtree(site.state / "related")
    for path in site.state.rglob("*.texts"):
        path.write_bytes(bytes(path.stat().st_size))
    (site.output / "index.html").unlink()
    build(site, PREVIEW, executor=ProcessExecutor(2))
    assert tree(site.output) == expected
    assert capfd.readouterr() == ("", "")


@pytest.mark.usefixtures("trusting")
def test_files_of_the_state_may_change_places_and_vanish(make_site: MakeSite) -> None:
    chance = random.Random(9)
    site = make_site(SITE)
    build(site, PREVIEW)
    for number in range(7):
        files = sorted(path for path in site.state.rglob("*") if path.is_file())
        one, other = chance.sample(files, 2)
        if number % 3:
            shutil.copy(one, other)
        else:
            one.unlink()
        write(site.root, {LOOK: f"<p>{number}</p>"})
        build(site, PREVIEW)
        assert tree(site.output) == clean_tree(site)


def test_state_is_known_by_its_digest(tmp_path: Path) -> None:
    path = tmp_path / "state"
    assert load_state(path) is None
    save_state(path, b"what is remembered")
    assert bytes(load_state(path) or b"") == b"what is remembered"
    for damaged in (b"", b"x", path.read_bytes()[:-1], path.read_bytes() + b"x", path.read_bytes()[1:]):
        path.write_bytes(damaged)
        assert load_state(path) is None


def test_an_edit_of_the_same_size_and_time_is_noticed(make_site: MakeSite) -> None:
    """As when a tool sets the time back, or the clock of the disk counts in long steps."""
    site = make_site(SITE)
    path = site.root / "content/papers/d1.md"
    build(site, PREVIEW)
    for title in ("Ratad 1", "Rated 1", "Dated 1"):
        before = path.stat()
        path.write_text(path.read_text().replace("title: Dated 1", f"title: {title}").replace("title: Ratad 1", f"title: {title}"))
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
        build(site, PREVIEW)
        assert tree(site.output) == clean_tree(site)


@pytest.mark.usefixtures("trusting")
def test_an_edit_long_after_with_the_time_set_back_is_noticed(make_site: MakeSite) -> None:
    site = make_site(SITE)
    path = site.root / "content/papers/d1.md"
    build(site, PREVIEW)
    before = path.stat()
    path.write_text(path.read_text().replace("Dated 1", "Rated 1"))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert path.stat().st_size == before.st_size
    assert build(site, PREVIEW).written
    assert b"Rated 1" in (site.output / "papers/d1/index.html").read_bytes()


def test_a_file_just_written_is_not_trusted_by_its_stamp(make_site: MakeSite, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second write within one step of the disk's clock would leave the stamp as it is; so the stamp is not asked."""
    site = make_site(SITE)
    build(site, PREVIEW)
    path = site.root / "content/papers/d1.md"
    stamp = cache._stamp
    known = {entry.name: stamp(entry) for entry in os.scandir(path.parent) if entry.is_file()}
    monkeypatch.setattr(cache, "_stamp", lambda entry: known.get(entry.name) or stamp(entry))
    path.write_text(path.read_text().replace("Dated 1", "Rated 1"))
    build(site, PREVIEW)
    assert b"Rated 1" in (site.output / "papers/d1/index.html").read_bytes()


@pytest.mark.usefixtures("trusting")
@pytest.mark.parametrize(
    "change",
    [
        {"static/.well-known/security.txt": "Contact: me"},
        {"static/a/.b/c.txt": "c"},
        {"content/papers/2025/01/p0.md": paper("Another")},
        {"content/authors.yaml": "- {name: Ada Lovelace, names: [A. Lovelace]}\n"},
        {"content/pages/deep/er.md": "---\ntitle: Deep\n---\n\nDeep.\n"},
        {"content/signals/2025-01.jsonl": '{"day":"2025-01-11","paper":"d0","feed":"daily-papers","comments":2}\n'},
        {"themes/tiny/static/deep/x.css": "p {}"},
        {LOOK: "<p>Other</p>"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_every_source_counts_when_nothing_seems_to_do(change: dict[str, str | bytes | None], make_site: MakeSite) -> None:
    site = make_site({**SITE, "static/.well-known/security.txt": "Contact: us"})
    build(site, PREVIEW)
    assert build(site, PREVIEW).stages[-1][0] == "check", "the stamps alone tell that there is nothing to do"
    write(site.root, change)
    assert build(site, PREVIEW).stages[-1][0] == "write"
    assert tree(site.output) == clean_tree(site)


@pytest.mark.usefixtures("trusting")
@pytest.mark.parametrize(
    "linked", ["content", "content/papers", "content/pages", "static", "themes", "themes/tiny", "themes/tiny/templates"]
)
def test_what_lies_behind_a_link_is_a_source_too(linked: str, make_site: MakeSite) -> None:
    site = make_site({**SITE, "static/x.txt": "x"})
    elsewhere = site.root.parent / "elsewhere"
    (site.root / linked).rename(elsewhere)
    (site.root / linked).symlink_to(elsewhere)
    build(site, PREVIEW)
    assert tree(site.output) == clean_tree(site)
    write(
        site.root,
        {
            "content/papers/2025/01/p0.md": paper("Another"),
            "content/pages/about.md": "---\ntitle: About\n---\n\nOthers.\n",
            "static/x.txt": "y",
            LOOK: "<p>Other</p>",
        },
    )
    build(site, PREVIEW)
    assert tree(site.output) == clean_tree(site)


@pytest.mark.usefixtures("trusting")
def test_an_ingest_that_was_killed_is_finished_before_it_is_said_that_nothing_is_to_do(make_site: MakeSite) -> None:
    site = make_site(SITE)
    build(site, PREVIEW)
    folder = site.content / transaction.TRANSACTION
    write(folder, {"000000": paper("Decided"), "commit.json": '{"moves":[["000000","papers/decided.md"]],"removes":["papers/d0.md"]}'})
    report = build(site, PREVIEW)
    assert "papers/decided/index.html" in report.written
    assert "papers/d0/index.html" in report.removed


@pytest.mark.usefixtures("trusting")
def test_another_version_of_the_indexer_is_work_to_do(make_site: MakeSite, monkeypatch: pytest.MonkeyPatch) -> None:
    site = make_site(SITE)
    build(site, PREVIEW)
    monkeypatch.setattr("sitegen.sources.version", lambda name: "99" if name == "pagefind-bin" else version(name))
    assert build(site, PREVIEW).stages[-1][0] == "write"
    assert build(site, PREVIEW).stages[-1][0] == "check"


@pytest.mark.usefixtures("trusting")
def test_a_paper_may_become_a_link_and_a_folder_another_one(make_site: MakeSite) -> None:
    site = make_site(SITE)
    build(site, PREVIEW)
    outside = site.root.parent / "outside.md"
    path = site.root / "content/papers/d1.md"
    path.rename(outside)
    path.symlink_to(outside)
    build(site, PREVIEW)
    write(outside.parent, {"outside.md": paper("Behind a link")})
    build(site, PREVIEW)
    assert b"Behind a link" in (site.output / "papers/d1/index.html").read_bytes()
    (site.root / "content/papers/2025").rename(site.root / "content/papers/moved")
    build(site, PREVIEW)
    assert tree(site.output) == clean_tree(site)
    assert "content/papers/moved/01/p0.md" in (site.output / "papers/p0/index.html").read_text()


@pytest.mark.usefixtures("trusting")
@pytest.mark.parametrize(("target", "message"), [("nowhere.md", "No such file"), ("d1.md", "symbolic links"), ("..", "Is a directory")])
def test_a_link_that_leads_to_no_file_is_told(target: str, message: str, make_site: MakeSite) -> None:
    site = make_site(SITE)
    build(site, PREVIEW)
    before = stamps(site.output)
    path = site.root / "content/papers/d1.md"
    path.unlink()
    path.symlink_to(target)
    for _ in range(2):
        with pytest.raises(SitegenError, match=f"content/papers/d1.md: cannot be read: .*{message}"):
            build(site, PREVIEW)
    assert stamps(site.output) == before


def _without_power(site: SiteFolder) -> "subprocess.CompletedProcess[str]":
    """Build as somebody who may not read everything: as root, without what makes root so mighty."""
    command = [sys.executable, "-m", "sitegen", "build", "--jobs", "1", "--profile", "preview"]
    if os.geteuid() == 0:
        if shutil.which("setpriv") is None:
            pytest.skip("root may read everything, and setpriv is not there")
        command = ["setpriv", "--bounding-set", "-all", "--inh-caps", "-all", *command]
    return subprocess.run(command, cwd=site.root, env=environment(), capture_output=True, text=True, timeout=120, check=False)


@pytest.mark.parametrize(
    "name", ["content/papers/d1.md", "content/papers/2025", "content/pages", "static", "themes/tiny/templates", "public"]
)
def test_what_may_not_be_read_is_told_by_name(name: str, make_site: MakeSite) -> None:
    site = make_site({**SITE, "static/x.txt": "x"})
    build(site, PREVIEW)
    before = tree(site.output)
    write(site.root, {"content/papers/d2.md": paper("Another")})
    path = site.root / name
    mode = path.stat().st_mode
    path.chmod(0)
    try:
        result = _without_power(site)
    finally:
        path.chmod(mode)
    assert result.returncode == 1, result.stdout
    assert f"{name}: cannot be read" in result.stderr
    assert "Permission denied" in result.stderr
    assert "Traceback" not in result.stderr
    assert tree(site.output) == before


def test_a_state_that_may_not_be_read_is_none(make_site: MakeSite) -> None:
    site = make_site({**SITE, **PAPERS})
    build(site, PREVIEW)
    write(site.root, {"content/papers/d2.md": paper("Another")})
    for path in site.state.rglob("*"):
        if path.is_file() and path.name not in ("lock", "started"):
            path.chmod(0)
    result = _without_power(site)
    assert result.returncode == 0, result.stderr
    assert tree(site.output) == clean_tree(site)


def test_a_site_that_was_copied_need_not_be_made_again(make_site: MakeSite, monkeypatch: pytest.MonkeyPatch) -> None:
    """As when a host keeps both folders from build to build, and everything has another time afterwards."""
    site = make_site({**SITE, **PAPERS})
    build(site)
    copy = site.root.parent / "copy"
    shutil.copytree(site.root, copy, copy_function=shutil.copyfile)
    monkeypatch.setattr(indexer, "get_executable", lambda: copy / "no-indexer")
    report = build(load_site(copy))
    assert (report.stale, report.written, report.removed, report.indexed) == ((), (), (), ())
    write(copy, {"public/404.html": "x" * (copy / "public/404.html").stat().st_size})
    assert [(stale.path, stale.reason) for stale in build(load_site(copy)).stale] == [("404.html", "it was touched by something else")]


def test_the_markdown_of_an_unchanged_paper_is_not_parsed_again(make_site: MakeSite, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its page, and the feeds with it, are made again from what was kept."""
    abstract = "We *prove* that $x^2$ grows, see https://example.org/proof."
    site = make_site({"content/papers/one.md": paper("One", abstract, published="2025-01-02"), "content/pages/about.md": None})
    build(site)
    before = tree(site.output)
    monkeypatch.setattr(markup, "renderer", lambda: pytest.fail("parsed again"))
    write(site.root, {"sitegen.yaml": BASE["sitegen.yaml"].replace("Test Papers", "Other Papers")})
    rebuild(site)
    after = tree(site.output)
    for path in ("papers/one/index.html", "feed.xml"):
        assert after[path] != before[path]
        assert b"<math" in after[path] or b"&lt;math" in after[path]
