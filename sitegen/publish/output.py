"""The output folder. This is the only module that writes or removes anything in it."""

import os
import shutil
from pathlib import Path

from sitegen.errors import Problem, SitegenError
from sitegen.papers.store import remove_empty_folders, write_atomically
from sitegen.publish.manifest import Entry, Manifest, load_manifest, save_manifest, why_stale
from sitegen.text import digest

MARKER = ".sitegen-output"
"""A file that says that the folder is ours; without it and without a manifest, a folder that holds something is not touched."""
_MARKER_TEXT = b"sitegen writes this folder and removes from it what it did not write.\n"
_TEMPORARY = ".tmp"

Inputs = tuple[tuple[str, str], ...]


class OutputFolder:
    """The folder as the build finds it, and what the build has done to it so far."""

    def __init__(self, folder: Path, state: Path, *, clean: bool = False) -> None:
        """Open the folder; raise :class:`SitegenError`, before anything is written, when it is not ours."""
        self._folder = folder
        self._manifest_path = state / "manifest.json"
        self._manifest = Manifest(output=str(folder)) if clean else load_manifest(self._manifest_path, folder)
        self._files = _scan(folder)
        if self._files and MARKER not in self._files and not self._manifest.entries:
            hint = "remove the folder, or name another one as output in sitegen.yaml"
            raise SitegenError(Problem(path=str(folder), message="the folder holds files that sitegen did not write", hint=hint))
        self._entries: dict[str, Entry] = {}
        self.written: list[str] = []
        """Paths that were written."""
        self.removed: list[str] = []
        """Paths that were removed."""

    @property
    def search(self) -> str:
        """The digest of the documents that the search index in the folder holds; empty when there is none."""
        return self._manifest.search

    def why_stale(self, path: str, inputs: Inputs) -> str:
        """Return why a file has to be made again; empty when it need not be."""
        return why_stale(self._manifest.entries.get(path), inputs=inputs, on_disk=self._files.get(path))

    def begin(self, paths: list[str]) -> None:
        """Remember which paths are about to be written, so that a build after a kill knows what is half done."""
        if MARKER not in self._files:
            write_atomically(self._folder / MARKER, _MARKER_TEXT)
        unfinished = tuple(sorted({*self._manifest.unfinished, *paths}))
        entries = {path: entry for path, entry in self._manifest.entries.items() if path not in set(unfinished)}
        before = Manifest(output=self._manifest.output, entries=entries, unfinished=unfinished, search=self._manifest.search)
        save_manifest(self._manifest_path, before)

    def keep(self, path: str) -> None:
        """Leave a file as it is."""
        self._entries[path] = self._manifest.entries[path]

    def put(self, path: str, content: bytes, inputs: Inputs) -> bool:
        """Make the file hold ``content``; return whether its bytes on disk had to change."""
        target = self._folder / path
        wanted = digest(content)
        changed = not (path in self._files and _same(target, content))
        if changed:
            self._write(target, content)
            self.written.append(path)
        stat = target.stat()
        self._entries[path] = Entry(inputs, wanted, stat.st_size, stat.st_mtime_ns)
        return changed

    def owned(self, prefix: str) -> list[str]:
        """Return the paths below ``prefix`` that the last build wrote and that are there."""
        return [path for path in self._manifest.entries if path.startswith(prefix) and path in self._files]

    def finish(self, search: str) -> bool:
        """Remove what is no longer part of the site, and save the manifest; return whether anything changed at all."""
        for path in sorted(self._files):
            if path not in self._entries and path != MARKER:
                (self._folder / path).unlink(missing_ok=True)
                self.removed.append(path)
        remove_empty_folders({(self._folder / path).parent for path in self.removed}, self._folder)
        manifest = Manifest(output=str(self._folder), entries=dict(sorted(self._entries.items())), search=search)
        if manifest != self._manifest:
            save_manifest(self._manifest_path, manifest)
        return bool(self.written or self.removed)

    def _write(self, target: Path, content: bytes) -> None:
        for parent in reversed(target.parents):
            # A page's folder may stand where an earlier site had a file, and the other way round.
            if parent.is_relative_to(self._folder) and parent != self._folder and parent.is_file():
                parent.unlink()
        if target.is_dir():
            shutil.rmtree(target)
        write_atomically(target, content)

    @property
    def total_size(self) -> int:
        """How many bytes the site has."""
        return sum(entry.size for entry in self._entries.values())

    @property
    def total_files(self) -> int:
        """How many files the site has."""
        return len(self._entries)


def remove_output(folder: Path, state: Path) -> None:
    """Remove the folder and what is remembered of it; raise :class:`SitegenError` when it is not ours."""
    OutputFolder(folder, state)
    if folder.is_symlink() or not folder.is_dir():
        return
    shutil.rmtree(folder)
    (state / "manifest.json").unlink(missing_ok=True)


def _scan(folder: Path) -> dict[str, os.stat_result]:
    """Return every file below ``folder`` with its size and time; temporary files of a killed build are removed."""
    files: dict[str, os.stat_result] = {}
    waiting = [("", folder)]
    while waiting:
        prefix, current = waiting.pop()
        try:
            entries = list(os.scandir(current))
        except FileNotFoundError:
            continue
        except NotADirectoryError:
            raise SitegenError(Problem(path=str(folder), message="the output is a file, not a folder", hint="remove it")) from None
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                waiting.append((f"{prefix}{entry.name}/", Path(entry.path)))
            elif entry.name.startswith(".") and entry.name.endswith(_TEMPORARY):
                Path(entry.path).unlink(missing_ok=True)
            else:
                files[prefix + entry.name] = entry.stat(follow_symlinks=False)
    return files


def _same(path: Path, content: bytes) -> bool:
    try:
        return not path.is_symlink() and path.read_bytes() == content
    except OSError:
        return False
