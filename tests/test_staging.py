"""Files wait until all are made: nothing that a killed build left, or that stands in the way, reaches a reader."""

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from sitegen.build import BuildOptions, build
from sitegen.errors import SitegenError
from sitegen.publish.staging import Staging
from tests.sites import PAPERS, MakeSite, tree, write
from tests.tiny import TINY

PREVIEW = BuildOptions(preview=True)


def _staging(folder: Path) -> Staging:
    return Staging(str(folder / "state" / "staging"), str(folder / "public"))


def test_a_file_waits_and_is_then_at_its_place(tmp_path: Path) -> None:
    staging = _staging(tmp_path)
    staged = staging.hold("papers/a/index.html", b"a page")
    assert tree(tmp_path / "public") == {}
    assert staged == _staging(tmp_path / "elsewhere").hold("papers/a/index.html", b"a page")
    staging.place(staged.path)
    assert tree(tmp_path / "public") == {"papers/a/index.html": b"a page"}
    assert tree(tmp_path / "state") == {}


def test_what_a_killed_build_left_is_written_over(tmp_path: Path) -> None:
    _staging(tmp_path).hold("index.html", b"longer than the page that comes, and half of")
    staging = _staging(tmp_path)
    staging.place(staging.hold("index.html", b"the page").path)
    assert tree(tmp_path / "public") == {"index.html": b"the page"}


def test_files_wait_on_another_disk_than_the_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.replace

    def between(source: str, target: str) -> None:
        if os.path.dirname(source) != os.path.dirname(target):  # noqa: PTH120
            raise OSError(errno.EXDEV, os.strerror(errno.EXDEV), source, None, target)
        real(source, target)

    monkeypatch.setattr(os, "replace", between)
    staging = _staging(tmp_path)
    write(tmp_path / "public", {"index.html": "an earlier page"})
    for path, content in {"index.html": b"a page", "papers/a/index.html": b"a paper"}.items():
        staging.place(staging.hold(path, content).path)
    assert tree(tmp_path / "public") == {"index.html": b"a page", "papers/a/index.html": b"a paper"}


def _file(path: Path) -> None:
    path.write_text("in the way")


def _link_to_nowhere(path: Path) -> None:
    path.symlink_to(path.parent / "nowhere" / "at all")


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("staging", _file),
        ("staging", _link_to_nowhere),
        ("manifest", Path.mkdir),
        ("papers", _file),
        ("papers", _link_to_nowhere),
        ("started", Path.mkdir),
    ],
)
def test_what_stands_in_the_way_is_named(name: str, make: Callable[[Path], None], make_site: MakeSite) -> None:
    site = make_site({**TINY, **PAPERS})
    site.state.mkdir()
    make(site.state / name)
    with pytest.raises(SitegenError, match="cannot be read or written") as caught:
        build(site, PREVIEW)
    assert caught.value.problems[0].path.startswith(str(site.state / name))
    assert ".tmp" not in caught.value.problems[0].path
