"""Papers that were read before: an unchanged file is neither opened nor parsed again.

The cache lies in the state folder, one shard for each month's folder of ``content/papers/``. A shard is two files: its **index** holds the
stamp of each content file and the paper's :class:`~sitegen.papers.summary.Summary`; its **texts** hold the papers themselves, each to be
read alone when a page with its text is made. The cache may be removed at any time.

A stamp is what changes when a file is written (size, times, inode). As in git, a file that was written just before it was read is read
again and compared the next time, since a second write at that moment might have left no trace in its stamp.
"""

import contextlib
import os
import re
import zlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import chain, islice
from pathlib import Path

import msgspec

from sitegen.errors import Problem
from sitegen.papers.header import read_paper
from sitegen.papers.store import (
    PAPERS,
    DamagedCacheError,
    keep_files,
    load_state,
    read_text,
    save_state,
    shown_path,
    slug_of_file,
    write_atomically,
)
from sitegen.papers.summary import Summary, WholePaper, make_whole, summarise, text_digest
from sitegen.standing import Executors, start
from sitegen.text import digest
from sitegen.workers import chunks

CACHE = "papers"
"""The folder within the state folder."""
RACY = 2_000_000_000
"""Nanoseconds: a file written so shortly before it was read is not known by its stamp. Some disks count in steps of two seconds."""
_PIECE = 100
"""How many files a worker takes at least: fewer are read sooner than another process has started."""
_PLAIN_NAME = re.compile(r"[a-z0-9-]{1,60}")

Stamp = tuple[int, int, int, int]
"""Size, time of change, time of status change (both in nanoseconds), inode."""


class TextReference(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Where a paper with its texts is: its file in the cache, and the place in it."""

    file: str
    start: int
    length: int
    checksum: int
    """A CRC-32 of it, so that damage shows."""


class _Cached(msgspec.Struct, frozen=True, array_like=True, gc=False):
    path: str
    stamp: Stamp
    summary: msgspec.Raw
    """A :class:`~sitegen.papers.summary.Summary` as it is written."""
    start: int
    length: int
    checksum: int


class _Index(msgspec.Struct, frozen=True, array_like=True):
    program: str
    """The version of whatever read the papers: another one reads them anew."""
    as_of: int = 0
    """When the reading began, in nanoseconds."""
    texts: str = ""
    """The name of the file of the texts."""
    papers: tuple[_Cached, ...] = ()


class _Read(msgspec.Struct, frozen=True, array_like=True):
    """What became of a file that was not known by its stamp."""

    path: str
    stamp: Stamp
    is_same: bool = False
    """Whether it says what it said before; then nothing else is told of it."""
    summary: bytes = b""
    paper: bytes = b""
    problems: tuple[Problem, ...] = ()


class _Setup(msgspec.Struct, frozen=True):
    folder: Path
    """``content/papers``."""
    shown: str
    """The same as messages show it."""


class LoadedPapers(msgspec.Struct, frozen=True, kw_only=True):
    """Every paper below ``content/papers/``, drafts included."""

    summaries: tuple[Summary, ...]
    packed: Mapping[str, msgspec.Raw]
    """The same by the paper's source, each as one piece of memory, in MessagePack."""
    texts: Mapping[str, TextReference]
    """By the paper's source."""
    problems: tuple[Problem, ...]
    read: int
    """How many files were read, since they did not come from the cache."""


def read_referenced(reference: TextReference) -> WholePaper:
    """Read a paper with its texts from the cache; raise :class:`DamagedCacheError` when it is not what was written."""
    with open(reference.file, "rb") as file:  # noqa: PTH123  a Path takes longer to make than this file to read
        file.seek(reference.start)
        text = file.read(reference.length)
    if zlib.crc32(text) != reference.checksum:
        raise DamagedCacheError(reference.file)
    return msgspec.msgpack.decode(text, type=WholePaper)


_unpack_summary = msgspec.msgpack.Decoder(Summary).decode


def load_summaries(content: Path, site_root: Path, state: Path, *, program: str, executors: Executors, started_ns: int) -> LoadedPapers:
    """Read every paper, those that did not change from the cache, and bring the cache up to date.

    ``program`` names the version of everything that decides how a file is read, ``started_ns`` is the disk's time. Files with problems are
    not cached.
    """
    setup = _Setup(content / PAPERS, shown_path(content / PAPERS, site_root))
    found: dict[str, dict[str, Stamp]] = defaultdict(dict)
    for folder, files in _find(setup.folder):
        found[_shard_of(folder)] |= files
    shards = {name: _Shard(state / CACHE, name, program, started_ns) for name in sorted(found)}
    doubtful = {name: [(path, shard.digest_of(path)) for path in sorted(shard.doubtful(found[name]))] for name, shard in shards.items()}
    results = _read_all(setup, [(path, known) for files in doubtful.values() for path, known in files], executors)
    summaries: list[Summary] = []
    packed: dict[str, msgspec.Raw] = {}
    texts: dict[str, TextReference] = {}
    problems: list[Problem] = []
    for name, shard in shards.items():
        # The texts of one shard are in memory, not those of a large site.
        read = {item.path: item for item in islice(results, len(doubtful[name]))}
        problems += [problem for item in read.values() for problem in item.problems]
        for cached, reference in shard.renew(found[name], read):
            summary = _unpack_summary(cached.summary)
            summaries.append(summary)
            packed[summary.source] = cached.summary
            texts[summary.source] = reference
    keep_files(state / CACHE, {name for shard in shards.values() for name in shard.files})
    return LoadedPapers(
        summaries=tuple(summaries), packed=packed, texts=texts, problems=tuple(problems), read=sum(map(len, doubtful.values()))
    )


def forget_papers(state: Path) -> None:
    """Remove the cache."""
    keep_files(state / CACHE)


class _Shard:
    """The cache of one folder of papers."""

    def __init__(self, folder: Path, name: str, program: str, started_ns: int) -> None:
        self._folder, self._name, self._started_ns = folder, name, started_ns
        self._path = folder / f"{name}.index"
        self._index = _Index(program)
        data = load_state(self._path)
        with contextlib.suppress(msgspec.DecodeError):  # a cache that cannot be read is none
            index = msgspec.msgpack.decode(data, type=_Index) if data is not None else self._index
            if index.program == program and (folder / index.texts).is_file():
                self._index = index
        self._known = {cached.path: cached for cached in self._index.papers}

    @property
    def files(self) -> tuple[str, str]:
        """The names of its two files."""
        return self._path.name, self._index.texts

    def digest_of(self, path: str) -> str:
        """Return the digest of a file when it was read, or an empty string."""
        return _unpack_summary(self._known[path].summary).text_digest if path in self._known else ""

    def doubtful(self, files: Mapping[str, Stamp]) -> Iterator[str]:
        """Yield the files that have to be read: those that are new, have another stamp, or one that cannot be trusted."""
        trusted = self._index.as_of - RACY
        for path, stamp in files.items():
            cached = self._known.get(path)
            if cached is None or cached.stamp != stamp or stamp[1] > trusted or stamp[2] > trusted:
                yield path

    def renew(self, files: Mapping[str, Stamp], read: Mapping[str, _Read]) -> Iterator[tuple[_Cached, TextReference]]:
        """Take in what was read, write the shard if anything is different, and yield its papers."""
        kept = {path: cached for path, cached in self._known.items() if path in files and (path not in read or read[path].is_same)}
        new = {path: read[path] for path in files if path in read and read[path].summary}
        if new or len(kept) != len(self._known) or any(path in read for path in kept):
            self._write(kept, new, read)
        file = str(self._folder / self._index.texts)
        for cached in self._index.papers:
            yield cached, TextReference(file, cached.start, cached.length, cached.checksum)

    def _write(self, kept: Mapping[str, _Cached], new: Mapping[str, _Read], read: Mapping[str, _Read]) -> None:
        old = (self._folder / self._index.texts).read_bytes() if kept else b""
        texts = bytearray()
        papers = []
        for path in sorted({*kept, *new}):
            if path in new:
                text, summary, stamp = new[path].paper, msgspec.Raw(new[path].summary), new[path].stamp
                checksum = zlib.crc32(text)
            else:
                cached = kept[path]
                text, summary = old[cached.start : cached.start + cached.length], cached.summary
                checksum = cached.checksum
                stamp = read[path].stamp if path in read else cached.stamp
            papers.append(_Cached(path, stamp, summary, len(texts), len(text), checksum))
            texts += text
        name = f"{self._name}.{digest(bytes(texts))[:16]}.texts"
        self._index = _Index(self._index.program, self._started_ns, name, tuple(papers))
        write_atomically(self._folder / name, bytes(texts))
        save_state(self._path, msgspec.msgpack.encode(self._index))


def _find(folder: Path) -> Iterator[tuple[str, dict[str, Stamp]]]:
    """Yield every folder below ``folder`` with its content files and their stamps; the same as :func:`~sitegen.papers.store.find_files`."""
    waiting = [("", str(folder))]
    while waiting:
        prefix, current = waiting.pop()
        files = {}
        try:
            entries = list(os.scandir(current))
        except FileNotFoundError:
            continue
        for entry in entries:
            name = entry.name
            if name.startswith("."):
                continue
            if entry.is_dir(follow_symlinks=False):
                waiting.append((f"{prefix}{name}/", entry.path))
            elif name.endswith(".md"):
                files[prefix + name] = _stamp(entry)
        if files:
            yield prefix, files


def _stamp(entry: os.DirEntry[str] | Path) -> Stamp:
    try:
        stat = entry.stat()
    except OSError:
        return (0, 0, 0, 0)  # a link to nowhere: reading it tells why
    return (stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino)


def _shard_of(folder: str) -> str:
    """``2025/03/17/`` → ``2025-03``; other folders by a digest, since a name may hold anything."""
    name = "-".join(folder.split("/")[:-1][:2])
    return name if _PLAIN_NAME.fullmatch(name) else digest(name)[:16]


def _read_all(setup: _Setup, files: Sequence[tuple[str, str]], executors: Executors) -> Iterator[_Read]:
    """Return what becomes of each file. A few are read by a process that stands by, from now on, while the cache is loaded."""
    if len(files) > _PIECE:
        readers = executors.readers
        return chain.from_iterable(readers.map(_read_some, setup, chunks(files, readers.jobs, least=_PIECE)))
    begun = [start(executors.renderers, partial(_read_some, setup), files)]
    return (read for wait in begun for read in wait())


def _read_some(setup: _Setup, files: Sequence[tuple[str, str]]) -> list[_Read]:
    return [_read_one(setup, path, known) for path, known in files]


def _read_one(setup: _Setup, path: str, known: str) -> _Read:
    """Read a file; ``known`` is its digest when it was read before. Its stamp is taken first: what is written later shows."""
    file, shown = setup.folder / path, f"{setup.shown}/{path}"
    stamp = _stamp(file)
    text = read_text(file, shown)
    if isinstance(text, Problem):
        return _Read(path, stamp, problems=(text,))
    if known and known == text_digest(text, shown):
        return _Read(path, stamp, is_same=True)
    paper, problems = read_paper(text, shown, slug_of_file(file))
    if paper is None:
        return _Read(path, stamp, problems=tuple(problems))
    whole = make_whole(paper)
    summary = msgspec.msgpack.encode(summarise(whole, text))
    return _Read(path, stamp, False, summary, msgspec.msgpack.encode(whole), tuple(problems))
