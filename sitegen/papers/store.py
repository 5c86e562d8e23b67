"""``content/`` on disk: find papers and pages, read them, write them atomically."""

import contextlib
import errno
import hashlib
import itertools
import os
from collections.abc import Callable, Container, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, TypeVar

import msgspec

from sitegen.errors import Problem
from sitegen.papers.frontmatter import MAX_FILE_BYTES, is_slug
from sitegen.papers.header import read_paper
from sitegen.papers.paper import Paper
from sitegen.text import slugify

T = TypeVar("T")

PAPERS = "papers"
"""The folder of the papers within the content folder."""


class StoredPaper(msgspec.Struct, frozen=True):
    """A paper and the exact text of its file."""

    paper: Paper
    text: str


def read_text(path: Path, shown: str, limit: int = MAX_FILE_BYTES) -> str | Problem:
    """Read a UTF-8 text file; return its text, or the problem that stands in the way."""
    try:
        if path.stat().st_size > limit:
            return Problem(path=shown, message=f"the file is larger than {limit:,} bytes")
        return path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        return Problem(path=shown, line=line, message="the file is not UTF-8 text", hint="save it as UTF-8")
    except OSError as error:
        return Problem(path=shown, message=f"cannot be read: {error.strerror}")


def find_files(folder: Path, suffix: str = ".md") -> list[Path]:
    """Return the files below ``folder`` with that suffix, sorted; names that begin with a dot are passed over."""
    found: list[Path] = []
    for root, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        found += [Path(root, name) for name in files if name.endswith(suffix) and not name.startswith(".")]
    return sorted(found)


def load_papers(content: Path, site_root: Path) -> tuple[list[StoredPaper], list[Problem]]:
    """Read every paper below ``content/papers/``; return those that are right, and every problem of the others."""
    papers: list[StoredPaper] = []
    problems: list[Problem] = []
    for item in read_papers(content, site_root):
        if isinstance(item, StoredPaper):
            papers.append(item)
        else:
            problems.append(item)
    return papers, problems


def read_papers(content: Path, site_root: Path) -> Iterator[StoredPaper | Problem]:
    """Yield every paper below ``content/papers/``, or the problems that stand in its way."""
    for path in find_files(content / PAPERS):
        yield from read_stored(path, site_root)


def read_stored(path: Path, site_root: Path) -> Iterator[StoredPaper | Problem]:
    """Yield the paper of one file, or the problems that stand in its way."""
    shown = shown_path(path, site_root)
    text = read_text(path, shown)
    if isinstance(text, Problem):
        yield text
        return
    paper, wrong = read_paper(text, shown, slug_of_file(path))
    yield from wrong
    if paper is not None:
        yield StoredPaper(paper, text)


def slug_of_file(path: Path) -> str:
    """Return the slug that a content file gives its paper by its name."""
    return path.stem if is_slug(path.stem) else slugify(path.stem)


def shown_path(path: Path, site_root: Path) -> str:
    """Return ``path`` as messages and views show it: from the site's folder, with slashes."""
    return path.relative_to(site_root).as_posix() if path.is_relative_to(site_root) else path.as_posix()


def write_atomically(path: Path | str, data: bytes) -> None:
    """Write a file so that a reader, or a kill at any moment, meets either its old content or its new one.

    An :class:`OSError` names the file, or a folder above it that cannot be made.
    """
    # A Path takes as long to make as a small file to write, and a first build writes tens of thousands.
    folder, name = os.path.split(path)
    temporary = os.path.join(folder, f".{name[:40]}.{os.getpid():x}-{next(_count):x}.tmp")  # noqa: PTH118
    is_placed = False
    try:
        with make_folder_when_missing(folder, lambda: _create(temporary)) as file:
            file.write(data)
        os.replace(temporary, path)  # noqa: PTH105
        is_placed = True
    except OSError as error:
        if error.filename in (None, temporary):  # a full disk does not say where
            error.filename = str(path)
        raise
    finally:
        if not is_placed:
            with contextlib.suppress(OSError):
                os.unlink(temporary)  # noqa: PTH108


def make_folder_when_missing(folder: str, work: Callable[[], T]) -> T:
    """Do some work on a file of a folder; when it is not found, make the folder and try once more. Most folders are there."""
    try:
        return work()
    except FileNotFoundError:
        os.makedirs(folder, exist_ok=True)  # noqa: PTH103
        return work()


def _create(path: str) -> BinaryIO:
    """Open a file for writing that is not there, or was left by a process of the same number that was killed."""
    try:
        return open(path, "xb")  # noqa: PTH123
    except FileExistsError:
        return open(path, "wb")  # noqa: PTH123


def move_atomically(source: str, target: str) -> None:
    """Move a file into its place so that a reader meets either the old content or the new one; also from another disk."""
    try:
        make_folder_when_missing(os.path.dirname(target), lambda: os.replace(source, target))  # noqa: PTH105, PTH120
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        write_atomically(target, Path(source).read_bytes())


class DamagedCacheError(Exception):
    """A text in the cache is not what was written.

    Who meets it removes the cache (:func:`~sitegen.papers.cache.forget_papers`) and begins again.
    """


def save_state(path: Path, data: bytes) -> None:
    """Write what a later build remembers, behind a digest of it, so that any damage shows."""
    write_atomically(path, _seal(data) + data)


def load_state(path: Path) -> memoryview | None:
    """Return what :func:`save_state` wrote; None when it is not there, cannot be read or is damaged."""
    try:
        sealed = memoryview(path.read_bytes())
    except OSError:
        return None
    data = sealed[_SEAL_LENGTH:]
    return data if sealed[:_SEAL_LENGTH] == _seal(data) else None


def _seal(data: bytes | memoryview) -> bytes:
    return hashlib.blake2b(data, digest_size=_SEAL_LENGTH).digest()


_SEAL_LENGTH = 16


def disk_time(folder: Path) -> int:
    """Return the time in nanoseconds by the clock that stamps files in ``folder``, which may be another machine's."""
    path = folder / "started"
    write_atomically(path, b"")
    return path.stat().st_mtime_ns


_count = itertools.count()
"""Tells the temporary files of this process apart."""


def keep_files(folder: Path, names: Container[str] = ()) -> None:
    """Remove every file right in a folder but those of these names; all when there are none, and nothing where there is no folder."""
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.name not in names:
            path.unlink(missing_ok=True)


def remove_empty_folders(folders: Iterable[Path], stop: Path) -> None:
    """Remove those of ``folders`` that are empty, and their parents up to but not including ``stop``."""
    for folder in folders:
        while folder != stop and folder.is_relative_to(stop):
            try:
                folder.rmdir()
            except OSError:
                break
            folder = folder.parent
