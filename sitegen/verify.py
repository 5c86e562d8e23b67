"""``sitegen build --verify``: proves on the user's own site that an incremental build gives what a clean one gives."""

import shutil
from pathlib import Path

import msgspec

from sitegen.build import BuildOptions, build
from sitegen.config import SiteFolder
from sitegen.publish.output import MARKER
from sitegen.publish.report import BuildReport
from sitegen.workers import Executor

WORK = "verify"
"""The folder within the state folder in which the clean site is built, and removed afterwards."""
_SHOWN = 80
"""How many bytes around the first difference are shown."""


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """The first file in which the two sites differ."""

    path: str
    why: str
    """What differs, in words for the user."""
    count: int
    """How many files differ in all."""


class Verified(msgspec.Struct, frozen=True, kw_only=True):
    """What the comparison gave."""

    report: BuildReport
    """Of the incremental build that went before."""
    clean: BuildReport
    files: int
    """How many files were compared."""
    difference: Difference | None


def verify(folder: SiteFolder, options: BuildOptions, executor: Executor) -> Verified:
    """Build the site as usual, build it again from nothing in another folder, and compare the two byte by byte."""
    report = build(folder, options, executor=executor)
    work = folder.state / WORK
    shutil.rmtree(work, ignore_errors=True)
    other = msgspec.structs.replace(folder, output_override=work / "public", state_override=work / "state")
    try:
        clean = build(other, options, executor=executor)
        files = {*_files(folder.output), *_files(other.output)}
        return Verified(report=report, clean=clean, files=len(files), difference=_compare(folder.output, other.output, files))
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _compare(ours: Path, clean: Path, files: set[str]) -> Difference | None:
    different = [(path, why) for path in sorted(files) if (why := _why(ours / path, clean / path))]
    return Difference(path=different[0][0], why=different[0][1], count=len(different)) if different else None


def _why(ours: Path, clean: Path) -> str:
    if not ours.exists():
        return "a clean build makes it, and it is missing"
    if not clean.exists():
        return "a clean build does not make it"
    have, wanted = ours.read_bytes(), clean.read_bytes()
    if have == wanted:
        return ""
    place = next((index for index, (one, other) in enumerate(zip(have, wanted, strict=False)) if one != other), min(len(have), len(wanted)))
    start = max(0, place - _SHOWN // 2)
    line = wanted[:place].count(b"\n") + 1
    return f"line {line} has {_excerpt(have, start)} where a clean build has {_excerpt(wanted, start)}"


def _excerpt(content: bytes, start: int) -> str:
    return repr(content[start : start + _SHOWN].decode("utf-8", "replace"))


def _files(folder: Path) -> set[str]:
    """Return the files of a site; the mark of the folder and a work tree of git are not part of it."""
    paths = (path.relative_to(folder) for path in folder.rglob("*") if not path.is_dir())
    return {path.as_posix() for path in paths if path.parts[0] != ".git"} - {MARKER}
