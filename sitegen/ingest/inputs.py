"""What the user named on the command line → bytes with a name: files, folders, ``-``, gzip, zip archives."""

import difflib
import io
import os
import sys
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

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
_ZIP_ERRORS = (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, OSError)


class Input(msgspec.Struct, frozen=True):
    """One piece of input."""

    name: str
    """As the user named it; for a file in a folder with the folder before it, for a member of an archive ``a.zip!member``."""
    data: bytes


def open_inputs(paths: Iterable[str]) -> Iterator[Input | Problem]:
    """Yield the inputs in the order of their names; what cannot be opened is a problem, and the others go on."""
    for path in paths:
        if path == "-":
            yield from _unpack("-", sys.stdin.buffer.read(MAX_INPUT_BYTES + 1))
            continue
        given = Path(path)
        if not os.path.isdir(path):  # noqa: PTH112  Path.is_dir raises for a name that is too long
            yield from _open(given)
            continue
        files = sorted(
            file for file in given.rglob("*") if file.is_file() and file.suffix.lower() in SUFFIXES and not _is_hidden(file, given)
        )
        if not files:
            yield Problem(
                path=path, message="the folder holds no file that could be read", hint=f"it may hold {' '.join(sorted(SUFFIXES))}"
            )
        for file in files:
            yield from _open(file)


def _is_hidden(file: Path, folder: Path) -> bool:
    return any(part.startswith(".") for part in file.relative_to(folder).parts)


def _open(path: Path) -> Iterator[Input | Problem]:
    shown = os.fsencode(path.as_posix()).decode("utf-8", "replace")
    try:
        if path.stat().st_size > MAX_INPUT_BYTES:
            yield _too_large(shown)
            return
        data = path.read_bytes()
    except FileNotFoundError:
        near = _near_name(path)
        yield Problem(path=shown, message="there is no such file", hint=f'did you mean "{near}"?' if near else "")
        return
    except (OSError, ValueError) as error:
        yield Problem(path=shown, message=f"cannot be read: {getattr(error, 'strerror', None) or error}")
        return
    yield from _unpack(shown, data)


def _unpack(name: str, data: bytes) -> Iterator[Input | Problem]:
    """Take compressed data apart; a member of an archive may be compressed once more, and no deeper."""
    if data.startswith(_ZIP):
        yield from _members(name, data)
    elif data.startswith(_GZIP):
        yield _gunzip(name, data)
    elif len(data) > MAX_INPUT_BYTES:
        yield _too_large(name)
    else:
        yield Input(name, data)


def _gunzip(name: str, data: bytes) -> Input | Problem:
    inflate = zlib.decompressobj(wbits=31)
    try:
        plain = inflate.decompress(data, MAX_INPUT_BYTES + 1)
        while inflate.eof and inflate.unused_data.startswith(_GZIP) and len(plain) <= MAX_INPUT_BYTES:
            rest = inflate.unused_data
            inflate = zlib.decompressobj(wbits=31)
            plain += inflate.decompress(rest, MAX_INPUT_BYTES + 1)
    except zlib.error as error:
        return Problem(path=name, message=f"damaged gzip data: {error}", hint="fetch or pack the file again")
    if len(plain) > MAX_INPUT_BYTES:
        return _too_large(name)
    if not inflate.eof:
        return Problem(path=name, message="the gzip data is cut off", hint="fetch or pack the file again")
    return Input(name.removesuffix(".gz"), plain)


def _members(name: str, data: bytes) -> Iterator[Input | Problem]:
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except _ZIP_ERRORS as error:
        yield Problem(path=name, message=f"damaged zip archive: {error}", hint="fetch or pack the file again")
        return
    members = sorted((info for info in archive.infolist() if not info.is_dir()), key=lambda info: info.filename)
    if len(members) > MAX_MEMBERS or sum(info.file_size for info in members) > MAX_INPUT_BYTES:
        yield _too_large(name)
        return
    for info in members:
        shown = f"{name}!{info.filename}"
        if Path(info.filename).suffix.lower() not in SUFFIXES or Path(info.filename).name.startswith("."):
            continue
        try:
            with archive.open(info) as member:
                content = member.read(MAX_INPUT_BYTES + 1)
        except _ZIP_ERRORS as error:
            yield Problem(path=shown, message=f"cannot be unpacked: {error}", hint="pack it again, without a password")
            continue
        yield _gunzip(shown, content) if content.startswith(_GZIP) else Input(shown, content)


def _too_large(name: str) -> Problem:
    return Problem(path=name, message=f"larger than {MAX_INPUT_BYTES:,} bytes", hint="split it")


def _near_name(path: Path) -> str:
    try:
        names = [entry.name for entry in path.parent.iterdir()]
    except OSError:
        return ""
    near = difflib.get_close_matches(path.name, names, n=1)
    return (path.parent / near[0]).as_posix() if near else ""
