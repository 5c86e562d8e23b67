"""What the user named on the command line → bytes with a name: files, folders, ``-``, gzip, zip archives."""

import difflib
import gzip
import io
import lzma
import os
import stat
import sys
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import Protocol

import msgspec

from sitegen.errors import Problem

MAX_INPUT_BYTES = 1_000_000_000
"""The largest input that is read, unpacked."""
MAX_MEMBERS = 20_000
"""The most files of one archive that are read."""
SUFFIXES = frozenset(
    [".txt", ".json", ".jsonl", ".ndjson", ".xml", ".rss", ".atom", ".bib", ".bibtex", ".ris", ".nbib", ".csv", ".tsv", ".gz", ".zip"]
)
"""In a folder, the files that are read: those with these endings. A file that is named itself is always read."""

_GZIP = b"\x1f\x8b"
_ZIP = b"PK\x03\x04"
_CHUNK = 1_000_000
_UNPRINTABLE = frozenset(("Cc", "Cf", "Cs", "Cn", "Zl", "Zp"))
# All that the standard library raises for archives that are damaged, or packed in ways that it does not know.
_GZIP_ERRORS = (OSError, EOFError, zlib.error)
_ZIP_ERRORS = (zipfile.BadZipFile, lzma.LZMAError, RuntimeError, ValueError, IndexError, *_GZIP_ERRORS)


class Input(msgspec.Struct, frozen=True):
    """One piece of input."""

    name: str
    """As the user named it; for a file in a folder with the folder before it, for a member of an archive ``a.zip!member``."""
    data: bytes


class _Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


def open_inputs(paths: Iterable[str]) -> Iterator[Input | Problem]:
    """Yield the inputs in the order of their names; what cannot be opened is a problem, and the others go on."""
    for path in paths:
        if path == "-":
            data = _read_at_most(sys.stdin.buffer, MAX_INPUT_BYTES)
            yield from [_too_large("-")] if data is None else _unpack("-", data)
            continue
        given = Path(path)
        if not os.path.isdir(path):  # noqa: PTH112  Path.is_dir raises for a name that is too long
            yield from _open(given)
            continue
        files = sorted(
            file
            for file in given.rglob("*")
            if file.is_file() and file.suffix.lower() in SUFFIXES and not _is_hidden(file.relative_to(given))
        )
        if not files:
            yield _nothing_inside(_shown(path), "folder")
        for file in files:
            yield from _open(file)


def _is_hidden(name: Path | PurePosixPath) -> bool:
    return any((part.startswith(".") and part != "..") or part == "__MACOSX" for part in name.parts)


def _open(path: Path) -> Iterator[Input | Problem]:
    shown = _shown(path.as_posix())
    try:
        facts = path.stat()
        is_file = stat.S_ISREG(facts.st_mode)
        if is_file and facts.st_size > MAX_INPUT_BYTES:
            yield _too_large(shown)
            return
        with path.open("rb") as file:
            # A pipe has no size.
            data = file.read() if is_file else _read_at_most(file, MAX_INPUT_BYTES)
    except FileNotFoundError:
        near = _near_name(path)
        yield Problem(path=shown, message="there is no such file", hint=f'did you mean "{near}"?' if near else "")
        return
    except (OSError, ValueError) as error:
        yield Problem(path=shown, message=f"cannot be read: {getattr(error, 'strerror', None) or error}")
        return
    yield from [_too_large(shown)] if data is None else _unpack(shown, data)


def _read_at_most(file: _Readable, limit: int) -> bytes | None:
    """Read a file to its end; return None when it holds more than ``limit`` bytes, of which no more are ever in memory."""
    parts: list[bytes] = []
    size = 0
    while part := file.read(_CHUNK):
        size += len(part)
        if size > limit:
            return None
        parts.append(part)
    return b"".join(parts)


def _unpack(name: str, data: bytes) -> Iterator[Input | Problem]:
    """Take compressed data apart; a member of an archive may be compressed once more, and no deeper."""
    if data.startswith(_ZIP):
        yield from _members(name, data)
    else:
        yield _gunzip(name, data, MAX_INPUT_BYTES) if data.startswith(_GZIP) else Input(name, data)


def _gunzip(name: str, data: bytes, limit: int) -> Input | Problem:
    hint = "fetch or pack the file again"
    try:
        plain = _read_at_most(gzip.GzipFile(fileobj=io.BytesIO(data)), limit)
    except EOFError:
        return Problem(path=name, message="the gzip data is cut off", hint=hint)
    except _GZIP_ERRORS as error:
        return Problem(path=name, message=f"damaged gzip data: {error}", hint=hint)
    return _too_large(name) if plain is None else Input(name.removesuffix(".gz"), plain)


def _members(name: str, data: bytes) -> Iterator[Input | Problem]:
    """Yield what an archive holds; unpacked, its members together are no larger than one input may be."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        members = sorted((info for info in archive.infolist() if _is_wanted(info)), key=lambda info: info.filename)
    except _ZIP_ERRORS as error:
        yield Problem(path=name, message=f"damaged zip archive: {_shown(str(error))}", hint="fetch or pack the file again")
        return
    if len(members) > MAX_MEMBERS:
        yield Problem(path=name, message=f"the archive holds more than {MAX_MEMBERS:,} files", hint="split it")
        return
    if not members:
        yield _nothing_inside(name, "archive")
    left = MAX_INPUT_BYTES
    for info in members:
        shown = _shown(f"{name}!{info.filename}")
        try:
            with archive.open(info) as member:
                content = _read_at_most(member, left)
        except _ZIP_ERRORS as error:
            yield Problem(path=shown, message=f"cannot be unpacked: {_shown(str(error))}", hint="pack it again, without a password")
            continue
        found = _too_large(name) if content is None else Input(shown, content)
        if isinstance(found, Input) and found.data.startswith(_GZIP):
            found = _gunzip(shown, found.data, left)
        yield found
        if content is None or found == _too_large(shown):
            return
        left -= len(found.data) if isinstance(found, Input) else len(content)


def _is_wanted(info: zipfile.ZipInfo) -> bool:
    path = PurePosixPath(info.filename)
    return bool(info.filename) and not info.is_dir() and path.suffix.lower() in SUFFIXES and not _is_hidden(path)


def _too_large(name: str) -> Problem:
    return Problem(path=name, message=f"larger than {MAX_INPUT_BYTES:,} bytes", hint="split it")


def _nothing_inside(name: str, word: str) -> Problem:
    return Problem(path=name, message=f"the {word} holds no file that could be read", hint=f"it may hold {' '.join(sorted(SUFFIXES))}")


def _shown(name: str) -> str:
    """Return a name as it may be printed: what a terminal would obey, and what is no text, is replaced."""
    return "".join("\ufffd" if unicodedata.category(char) in _UNPRINTABLE else char for char in name)


def _near_name(path: Path) -> str:
    try:
        names = [entry.name for entry in path.parent.iterdir()]
    except OSError:
        return ""
    near = difflib.get_close_matches(path.name, names, n=1)
    return _shown((path.parent / near[0]).as_posix()) if near else ""
