"""``content/.ingest/raw/``: what was fetched, as it came, so that a parse can be repeated without the network.

A source has a folder, a day of it a folder within, ``raw/<source>/2025/03/17/``. It holds the answers in the order in which they
came, ``001.json.gz``, ``002.json.gz`` …, compressed (gzip, RFC 1952, without a time or a name, so that the same answer is the same
file), and ``.fetch.json``, which says where each came from. That file begins with a dot, so that a reader of the folder passes it over. A
file that it does not name is the rest of a fetch that was killed, and is not part of the archive.
"""

import datetime
import gzip
import re
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from sitegen.papers.store import write_atomically

RAW = ".ingest/raw"
"""The folder within the content folder."""
INDEX = ".fetch.json"
"""What tells of the files of a day."""

_NUMBER = re.compile(r"\d+")


class Answer(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One answer of a source, as the index of its day tells of it."""

    file: str
    """Its name within the day's folder: ``001.json.gz``."""
    url: str
    """The address that was asked."""
    redirected: str = ""
    """The address that answered, where it is another."""
    status: int
    """The HTTP status: 200, in nearly every case."""
    fetched: str
    """When the fetch began, as the caller of it said: ``2025-03-18T06:17:00Z``."""
    records: int
    """How many papers it holds."""
    digest: str
    """What tells it from other answers: see :func:`sitegen.text.digest`."""
    content_type: str = ""
    etag: str = ""
    """The ``ETag`` header, for asking again only for what has changed (RFC 9110, section 13)."""
    last_modified: str = ""
    """The ``Last-Modified`` header, for the same."""


class Kept(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is kept of one day of a source: the content of its index."""

    records: int
    """How many papers the last complete fetch of the day gave."""
    papers: str = ""
    """A digest of which papers these are, whatever else is said of them; empty when the answer does not tell."""
    answers: tuple[Answer, ...] = ()


class Archive:
    """The answers of one source."""

    def __init__(self, content: Path, source: str) -> None:
        """Speak of the archive of ``source``, a slug, below the content folder; nothing is read or written yet."""
        self.folder = content / RAW / source

    def folder_of(self, day: datetime.date) -> Path:
        """Return the folder of a day, whether it is there or not."""
        return self.folder / f"{day.year:04}" / f"{day.month:02}" / f"{day.day:02}"

    def load(self, day: datetime.date) -> Kept | None:
        """Return what is kept of a day; None when nothing is, or when a file that the index names is missing."""
        folder = self.folder_of(day)
        self._recover(folder)
        try:
            kept = msgspec.json.decode((folder / INDEX).read_bytes(), type=Kept)
        except (FileNotFoundError, NotADirectoryError, msgspec.DecodeError, UnicodeDecodeError):
            # A broken index is a day that has to be fetched again; the answers are only replaced by good ones.
            return None
        names = [answer.file for answer in kept.answers]
        return kept if names and all(Path(name).name == name and (folder / name).is_file() for name in names) else None

    def days(self) -> Iterator[datetime.date]:
        """Yield the days that have a folder, the latest first."""
        for year in _numbered(self.folder):
            for month in _numbered(year):
                for day in _numbered(month):
                    try:
                        yield datetime.date(int(year.name), int(month.name), int(day.name))
                    except ValueError:
                        continue

    def keep(self, day: datetime.date, kept: Kept, data: Sequence[bytes]) -> list[Path]:
        """Put ``data``, the answers of ``kept``, in the place of what was kept of the day; return their paths.

        They are written beside it and moved into its place whole: killed at any moment, the day has either its old answers or its
        new ones.
        """
        folder = self.folder_of(day)
        self._recover(folder)
        fresh, old = _beside(folder, "new"), _beside(folder, "old")
        shutil.rmtree(fresh, ignore_errors=True)
        for answer, content in zip(kept.answers, data, strict=True):
            write_atomically(fresh / answer.file, _compress(content))
        write_atomically(fresh / INDEX, _index(kept))
        if folder.exists():
            folder.rename(old)
        fresh.rename(folder)
        shutil.rmtree(old, ignore_errors=True)
        return [folder / answer.file for answer in kept.answers]

    def add(self, day: datetime.date, kept: Kept, content: bytes) -> Path:
        """Put ``content``, the last answer of ``kept``, beside the answers that the day has; return its path."""
        folder = self.folder_of(day)
        path = folder / kept.answers[-1].file
        write_atomically(path, _compress(content))
        write_atomically(folder / INDEX, _index(kept))
        return path

    def _recover(self, folder: Path) -> None:
        """Undo or complete a replacement that was killed between its two moves."""
        old = _beside(folder, "old")
        if not old.exists():
            return
        if folder.exists():
            shutil.rmtree(old, ignore_errors=True)
        else:
            old.rename(folder)


def answer_name(number: int, suffix: str) -> str:
    """Return the name of the ``number``-th answer of a day, from 1: ``001.json.gz``."""
    return f"{number:03}.{suffix}.gz"


def timestamp(now: datetime.datetime) -> str:
    """Return an aware time as the index has it: in UTC, to the second, ``2025-03-18T06:17:00Z``."""
    return now.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _beside(folder: Path, word: str) -> Path:
    return folder.with_name(f".{folder.name}.{word}")


def _numbered(folder: Path) -> list[Path]:
    try:
        found = [path for path in folder.iterdir() if _NUMBER.fullmatch(path.name)]
    except (FileNotFoundError, NotADirectoryError):
        return []
    return sorted(found, key=lambda path: path.name, reverse=True)


def _compress(data: bytes) -> bytes:
    return gzip.compress(data, mtime=0)


def _index(kept: Kept) -> bytes:
    return msgspec.json.format(msgspec.json.encode(kept), indent=1) + b"\n"
