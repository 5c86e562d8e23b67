"""Another process looks at the output folder, and what it tells is what is there."""

import os
from pathlib import Path

import pytest

from sitegen.build import build
from sitegen.publish import output
from sitegen.publish.manifest import OnDisk, load_manifest
from sitegen.publish.scan import apply_differences, find_differences, scan
from sitegen.workers import ProcessExecutor
from tests.sites import PAPERS, MakeSite, tree


def disturb(folder: Path) -> None:
    """Do to a built site whatever may be done to it behind the back of the build."""
    (folder / "index.html").unlink()
    (folder / "404.html").write_text("gone", encoding="utf-8")
    (folder / "archive" / "left.txt").write_text("left", encoding="utf-8")
    page = folder / "papers" / "alpha" / "index.html"
    page.unlink()
    page.symlink_to(folder / "404.html")
    feed = folder / "feed.xml"
    content = feed.read_bytes()
    os.utime(feed, ns=(1, 1))
    feed.write_bytes(content)
    (folder / ".git").mkdir()
    (folder / ".git" / "HEAD").write_text("ref", encoding="utf-8")


def test_differences_tell_what_is_there(make_site: MakeSite) -> None:
    site = make_site(PAPERS)
    build(site)
    entries = load_manifest(site.state / "manifest", site.output).entries
    for change in (lambda _: None, disturb):
        change(site.output)
        assert apply_differences(find_differences(site.output, entries), entries) == scan(site.output)
    assert apply_differences(find_differences(site.output, {}), {}) == scan(site.output)


def test_a_build_beside_which_the_folder_is_looked_at_mends_it(make_site: MakeSite, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(output, "_MANY", 0)
    scanned: list[Path] = []

    def noted(folder: Path) -> dict[str, OnDisk]:
        scanned.append(folder)
        return scan(folder)

    monkeypatch.setattr(output, "scan", noted)
    site = make_site(PAPERS)
    executor = ProcessExecutor(2)
    build(site, executor=executor)
    built, scanned[:] = tree(site.output), []
    assert build(site, executor=executor).written == ()
    disturb(site.output)
    report = build(site, executor=executor)
    assert {"index.html", "404.html", "papers/alpha/index.html"} <= {*report.written}
    assert report.removed == ("archive/left.txt",)
    assert {path: content for path, content in tree(site.output).items() if not path.startswith(".git/")} == built
    assert not scanned
