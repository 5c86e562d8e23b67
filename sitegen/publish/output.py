"""The output folder. This is the only module that writes or removes anything in it."""

import os
import shutil
from pathlib import Path

from sitegen.errors import Problem, SitegenError
from sitegen.papers.store import remove_empty_folders, write_atomically
from sitegen.publish.manifest import Entry, Manifest, load_manifest, save_manifest, why_stale
from sitegen.text import digest

MARKER = ".sitegen-output"
"""A file that says that the folder is ours; without it, a folder that holds a file which no manifest knows is not touched."""
_MARKER_TEXT = b"sitegen writes this folder and removes from it what it did not write.\n"
_NOT_OURS = ".git"
"""A work tree of git may stand in the folder, for hosts that publish a branch; it is never looked into."""

Inputs = tuple[tuple[str, str], ...]


class OutputFolder:
    """The folder as the build finds it, and what the build has done to it so far."""

    def __init__(self, folder: Path, state: Path, *, clean: bool = False) -> None:
        """Open the folder; raise :class:`SitegenError`, before anything is written, when it is not ours.

        With ``clean``, nothing is known of the files in it, and all of them are stale.
        """
        self._folder = folder
        self._manifest_path = state / "manifest.json"
        self._manifest = load_manifest(self._manifest_path, folder)
        self._files = _scan(folder)
        known = self._manifest.entries.keys() | set(self._manifest.unfinished)
        known |= {path for path in self._files if path.startswith(f".{MARKER}.")}  # what a kill leaves of the very first write
        if MARKER not in self._files and not self._files.keys() <= known:
            hint = "remove the folder, or name another one as output in sitegen.yaml"
            raise SitegenError(Problem(path=str(folder), message="the folder holds files that sitegen did not write", hint=hint))
        if clean:
            self._manifest = Manifest(output=self._manifest.output)
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
        self._mark()
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
            self._write(path, content)
            self.written.append(path)
        stat = target.stat()
        self._entries[path] = Entry(inputs, wanted, stat.st_size, stat.st_mtime_ns)
        return changed

    def owned(self, prefix: str) -> list[str]:
        """Return the paths below ``prefix`` that the last build wrote."""
        return [path for path in self._manifest.entries if path.startswith(prefix)]

    def is_whole(self, prefix: str) -> bool:
        """Tell whether everything that was written below ``prefix`` is there, untouched, and no build was killed over it."""
        entries = self._manifest.entries
        touched = any(why_stale(entries[path], inputs=(), on_disk=self._files.get(path)) for path in self.owned(prefix))
        return bool(self.owned(prefix)) and not touched and not any(path.startswith(prefix) for path in self._manifest.unfinished)

    def finish(self, search: str) -> bool:
        """Remove what is no longer part of the site, and save the manifest; return whether anything changed at all."""
        for path in sorted(self._files):
            if path not in self._entries and path != MARKER:
                (self._folder / path).unlink(missing_ok=True)
                self.removed.append(path)
        remove_empty_folders(sorted({(self._folder / path).parent for path in self.removed}), self._folder)
        self._mark()
        manifest = Manifest(output=self._manifest.output, entries=dict(sorted(self._entries.items())), search=search)
        if manifest != self._manifest:
            save_manifest(self._manifest_path, manifest)
        return bool(self.written or self.removed)

    def _mark(self) -> None:
        if MARKER not in self._files:
            write_atomically(self._folder / MARKER, _MARKER_TEXT)
            self._files[MARKER] = (self._folder / MARKER).stat()

    def _write(self, path: str, content: bytes) -> None:
        """Write the file, whatever stands in its way: a page's folder may stand where an earlier site had a file, or the reverse.

        A symbolic link in the folder is never followed, so nothing outside is written.
        """
        parts = path.split("/")
        for count in range(1, len(parts)):
            above = "/".join(parts[:count])
            parent = self._folder / above
            if parent.is_symlink() or parent.is_file():
                parent.unlink()
                self._gone(above)
        target = self._folder / path
        if target.is_dir() and not target.is_symlink():
            shutil.rmtree(target)
            for inside in [known for known in self._files if known.startswith(f"{path}/")]:
                self._gone(inside)
        write_atomically(target, content)

    def _gone(self, path: str) -> None:
        if self._files.pop(path, None) is not None and path not in self._entries:
            self.removed.append(path)

    @property
    def total_size(self) -> int:
        """How many bytes the site has."""
        return sum(entry.size for entry in self._entries.values())

    @property
    def total_files(self) -> int:
        """How many files the site has."""
        return len(self._entries)


def remove_output(folder: Path, state: Path) -> None:
    """Remove everything in the folder and what is remembered of it; raise :class:`SitegenError` when it is not ours."""
    OutputFolder(folder, state)
    (state / "manifest.json").unlink(missing_ok=True)
    for path in _scan(folder):
        if path != MARKER:
            (folder / path).unlink()
    for current, _, _ in os.walk(folder, topdown=False):
        if Path(current).relative_to(folder).parts[:1] != (_NOT_OURS,):
            remove_empty_folders([Path(current)], folder)


def _scan(folder: Path) -> dict[str, os.stat_result]:
    """Return every file below ``folder`` with its size and time; links are not followed."""
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
            path = prefix + entry.name
            if path == _NOT_OURS:
                continue
            if entry.is_dir(follow_symlinks=False):
                waiting.append((f"{path}/", Path(entry.path)))
            else:
                files[path] = entry.stat(follow_symlinks=False)
    return files


def _same(path: Path, content: bytes) -> bool:
    try:
        return not path.is_symlink() and path.read_bytes() == content
    except OSError:
        return False
