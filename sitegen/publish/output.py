"""The output folder. This is the only module that writes or removes anything in it."""

import os
import shutil
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property, partial
from itertools import islice, takewhile
from pathlib import Path

import msgspec

from sitegen.errors import Problem, SitegenError
from sitegen.papers.store import remove_empty_folders, write_atomically
from sitegen.publish.manifest import NO_TEMPLATE, Entry, Inputs, Manifest, OnDisk, load_manifest, save_manifest, why_stale, why_touched
from sitegen.publish.scan import apply_differences, find_differences, on_disk, scan
from sitegen.publish.staging import Staged, Staging
from sitegen.standing import answered_beside
from sitegen.text import digest
from sitegen.workers import Executor, nothing

MARKER = ".sitegen-output"
"""A file that says that the folder is ours; without it, a folder that holds a file which no manifest knows is not touched."""
_MANY = 5_000
"""Fewer files are looked at sooner than another process has started."""
_MARKER_TEXT = b"sitegen writes this folder and removes from it what it did not write.\n"


class _Made(msgspec.Struct, frozen=True):
    """A file that waits, and what it was made from."""

    staged: Staged
    fingerprint: str
    template: str
    is_there: bool
    """Whether the folder has the same already."""


class OutputFolder:
    """The folder as the build finds it, and what the build has done to it so far."""

    def __init__(self, folder: Path, state: Path, *, clean: bool = False) -> None:
        """Open the folder; raise :class:`SitegenError`, before anything is written, when it is not ours.

        With ``clean``, nothing is known of the files in it, and all of them are written again.
        """
        self._folder = folder
        self._clean = clean
        self._manifest_path = state / "manifest"
        self._saved = load_manifest(self._manifest_path, folder)
        self._looking: Callable[[], bytes | None] = nothing
        # A folder that is marked is not looked at yet: that takes a while.
        if not _is_marked(folder) and MARKER not in self._files and not self._files.keys() <= self._known():
            hint = "remove the folder, or name another one as output in sitegen.yaml"
            raise SitegenError(Problem(path=str(folder), message="the folder holds files that sitegen did not write", hint=hint))
        self._entries: dict[str, Entry] = {}
        self._sound: set[str] = set()
        """Folders in which files can be written as they are."""
        self.staging = Staging(str(state / "staging"), str(folder))
        """Where files wait until all are made."""
        self._made: list[_Made] = []
        self.written: list[str] = []
        """Paths that were written."""
        self.removed: list[str] = []
        """Paths that were removed."""

    @cached_property
    def _files(self) -> dict[str, OnDisk]:
        """Every file of the folder as it is before the build writes."""
        answer = self._looking()
        if answer is None:
            return scan(self._folder)
        return apply_differences(answer, self._saved.entries)

    @cached_property
    def _manifest(self) -> Manifest:
        """What is known of these files."""
        return Manifest(output=self._saved.output) if self._clean else _recognise(self._saved, self._folder, self._files)

    @contextmanager
    def looked_at_beside(self, executor: Executor) -> Iterator[None]:
        """Let another process look at the files meanwhile, if they are many; it tells how they differ from what was written."""
        if "_files" in self.__dict__ or len(self._saved.entries) < _MANY:
            yield
            return
        with answered_beside(executor, partial(find_differences, self._folder, self._saved.entries)) as self._looking:
            yield

    def why_stale(self, path: str, fingerprint: str, template: str, now: Inputs) -> str:
        """Return why a file has to be made again; empty when it need not be."""
        manifest = self._manifest
        entry = manifest.entries.get(path)
        on_disk = self._files.get(path)
        return why_stale(entry, fingerprint=fingerprint, template=template, before=manifest.inputs, now=now, on_disk=on_disk)

    def renew(self, path: str, content: bytes, now: Inputs) -> str:
        """Stage a file that no template makes where it has to be made again, keep it where not; return why, or empty text."""
        fingerprint = digest(content)
        reason = self.why_stale(path, fingerprint, NO_TEMPLATE, now)
        if reason:
            self.stage(path, content, fingerprint)
        else:
            self.keep(path)
        return reason

    @property
    def inputs(self) -> Inputs:
        """What the files of the last build were made from."""
        return self._manifest.inputs

    def _known(self) -> set[str]:
        """Return the files that may be there although the folder is not marked: our own, and what a kill leaves of the very first write."""
        left = {path for path in self._files if path.startswith(f".{MARKER}.")}
        return {*self._saved.entries, *self._saved.unfinished, *left}

    @cached_property
    def _sorted(self) -> list[str]:
        return sorted(self._manifest.entries)

    def as_it_was(self, sources: str) -> Manifest | None:
        """Return the manifest when a build from ``sources`` would change nothing: they, and every file, are what they were; else None."""
        if self._clean or not sources or self._saved.sources != sources or self._saved.unfinished:
            return None
        manifest = self._manifest
        if MARKER not in self._files or len(self._files) != len(manifest.entries) + 1:
            return None
        return None if any(why_touched(entry, self._files.get(path)) for path, entry in manifest.entries.items()) else manifest

    def keep(self, path: str) -> None:
        """Leave a file as it is."""
        self._entries[path] = self._manifest.entries[path]

    def stage(self, path: str, content: bytes, fingerprint: str, template: str = NO_TEMPLATE) -> None:
        """Take the content of a file: :meth:`take` says what becomes of it."""
        self.take(self.staging.hold(path, content), fingerprint, template)

    def take(self, staged: Staged, fingerprint: str, template: str = NO_TEMPLATE) -> None:
        """Take a file that waits; it is written with all others by :meth:`commit`, in the order in which they were taken."""
        self._made.append(_Made(staged, fingerprint, template, not self._clean and self._has(staged)))

    def _has(self, staged: Staged) -> bool:
        """Tell whether the folder has the same file already; it is read unless it is known."""
        entry, found = self._manifest.entries.get(staged.path), self._files.get(staged.path)
        if found is None:
            return False
        if entry is not None and not why_touched(entry, found):
            return entry.content == staged.content
        return found.is_file and _digest_of(self._folder / staged.path) == staged.content

    def commit(self, now: Inputs, *, sources: str = "", papers: int = 0, pages: int = 0) -> None:
        """Write what was staged, remove what is no longer part of the site, and save the manifest."""
        self._mark()
        if self._made:
            self._begin(now)
        for made in self._made:
            self._put(made)
        for path in sorted(self._files):
            if path not in self._entries and path != MARKER:
                (self._folder / path).unlink(missing_ok=True)
                self.removed.append(path)
        remove_empty_folders(sorted({(self._folder / path).parent for path in self.removed}), self._folder)
        shutil.rmtree(self.staging.folder, ignore_errors=True)
        entries = dict(sorted(self._entries.items()))
        name = self._manifest.output
        manifest = Manifest(output=name, inputs=now, entries=entries, sources=sources, papers=papers, pages=pages)
        if manifest != self._saved:
            save_manifest(self._manifest_path, manifest)

    def _begin(self, now: Inputs) -> None:
        """Remember which paths are about to be written, so that a build after a kill knows what is half done."""
        unfinished = tuple(sorted({*self._manifest.unfinished, *(made.staged.path for made in self._made)}))
        # What is neither kept nor staged is no longer part of the site: should it come back, nobody may believe that it was made from now's
        # inputs.
        entries = dict(sorted(self._entries.items()))
        save_manifest(self._manifest_path, Manifest(output=self._manifest.output, inputs=now, entries=entries, unfinished=unfinished))

    def _put(self, made: _Made) -> None:
        path, target = made.staged.path, f"{self._folder}/{made.staged.path}"
        if not made.is_there:
            self._write(path, target)
            self.written.append(path)
        stat = os.stat(target)  # noqa: PTH116  a Path takes as long to make
        self._entries[path] = Entry(made.fingerprint, made.template, made.staged.content, stat.st_size, stat.st_mtime_ns)

    def owned(self, prefix: str) -> list[str]:
        """Return the paths below ``prefix`` that the last build wrote."""
        start = bisect_left(self._sorted, prefix)
        return list(takewhile(lambda path: path.startswith(prefix), islice(self._sorted, start, None)))

    def is_whole(self, prefix: str) -> bool:
        """Tell whether everything that was written below ``prefix`` is there, untouched, and no build was killed over it."""
        owned = self.owned(prefix)
        touched = any(why_touched(self._manifest.entries[path], self._files.get(path)) for path in owned)
        return bool(owned) and not touched and not any(path.startswith(prefix) for path in self._manifest.unfinished)

    def _mark(self) -> None:
        if MARKER not in self._files:
            write_atomically(self._folder / MARKER, _MARKER_TEXT)
            self._files[MARKER] = on_disk((self._folder / MARKER).stat())

    def _write(self, path: str, target: str) -> None:
        """Move a file to its place, whatever stands there: a page's folder may stand where an earlier site had a file, or the reverse.

        A symbolic link in the folder is never followed, so nothing outside is written.
        """
        folder = path.rpartition("/")[0]
        if folder not in self._sound:
            parts = folder.split("/") if folder else []
            for count in range(1, len(parts) + 1):
                above = "/".join(parts[:count])
                if above in self._sound:
                    continue
                parent = self._folder / above
                if parent.is_symlink() or parent.is_file():
                    parent.unlink()
                    self._gone(above)
                self._sound.add(above)
        if path not in self._files and os.path.isdir(target) and not os.path.islink(target):  # noqa: PTH112, PTH114
            shutil.rmtree(target)
            for inside in [known for known in self._files if known.startswith(f"{path}/")]:
                self._gone(inside)
        self.staging.place(path)

    def _gone(self, path: str) -> None:
        if self._files.pop(path, None) is not None and path not in self._entries:
            self.removed.append(path)

    @property
    def total_size(self) -> int:
        """How many bytes the site has."""
        return sum(entry.size for entry in self._entries.values())

    @property
    def written_size(self) -> int:
        """How many bytes were written."""
        return sum(self._entries[path].size for path in self.written)

    @property
    def largest(self) -> tuple[int, str]:
        """The size and path of the largest file."""
        return max(((entry.size, path) for path, entry in self._entries.items()), default=(0, ""))

    @property
    def total_files(self) -> int:
        """How many files the site has."""
        return len(self._entries)


def _is_marked(folder: Path) -> bool:
    try:
        return (folder / MARKER).is_file()
    except PermissionError:
        return False  # who looks at the folder tells that it may not be read


def _recognise(manifest: Manifest, folder: Path, files: Mapping[str, OnDisk]) -> Manifest:
    """Return the manifest with the times that files have now whose bytes are what was written.

    What was copied, or kept by a host from build to build, has other times, and need not be made again.
    """
    entries = {}
    for path, entry in manifest.entries.items():
        found = files.get(path)
        if found is None or found.mtime_ns == entry.mtime_ns or found.size != entry.size or not found.is_file:
            continue
        if _digest_of(folder / path) == entry.content:
            entries[path] = msgspec.structs.replace(entry, mtime_ns=found.mtime_ns)
    return msgspec.structs.replace(manifest, entries={**manifest.entries, **entries}) if entries else manifest


def _digest_of(path: Path) -> str:
    """Return the digest of a file; empty text, which is none, when it cannot be read."""
    try:
        return digest(path.read_bytes())
    except OSError:
        return ""
