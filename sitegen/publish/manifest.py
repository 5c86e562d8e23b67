"""``.sitegen/manifest.json``: what the last build wrote, and from what. Staleness is a pure function of it."""

import os
from collections.abc import Mapping
from pathlib import Path

import msgspec

from sitegen.papers.store import write_atomically

MANIFEST_FORMAT = 1
"""Raised when the manifest's own form changes; an older one is treated as lost, and every page as new."""


class Entry(msgspec.Struct, frozen=True, array_like=True):
    """A file of the output folder."""

    inputs: tuple[tuple[str, str], ...]
    """What it was made from: name and digest, in the order in which a reason is looked for."""
    content: str
    """The digest of its bytes."""
    size: int
    mtime_ns: int
    """Its size and time on disk when it was written: a cheap sign that nobody else changed it."""


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """Every file that the last build owns."""

    format: int = MANIFEST_FORMAT
    output: str = ""
    """The output folder that it speaks of, from the site's folder, so that a site may be moved or named in another way."""
    entries: dict[str, Entry] = {}
    """By path below the output folder, with slashes."""
    unfinished: tuple[str, ...] = ()
    """Paths that a build was about to write; not empty only when it was killed."""
    search: str = ""
    """The digest of the documents that the search index holds."""


def load_manifest(path: Path, output: Path) -> Manifest:
    """Read the manifest of an output folder; an unreadable, foreign or older one counts as none."""
    name = Path(os.path.relpath(output, path.parent.parent)).as_posix()
    try:
        manifest = msgspec.json.decode(path.read_bytes(), type=Manifest)
    except (OSError, msgspec.DecodeError):
        return Manifest(output=name)
    if manifest.format != MANIFEST_FORMAT or manifest.output != name:
        return Manifest(output=name)
    return manifest


def save_manifest(path: Path, manifest: Manifest) -> None:
    """Write the manifest, atomically."""
    write_atomically(path, msgspec.json.encode(manifest))


def why_stale(entry: Entry | None, *, inputs: tuple[tuple[str, str], ...], on_disk: os.stat_result | None) -> str:
    """Return why a file has to be made again, in words for the user; empty when it need not be."""
    if entry is None:
        return "it is new"
    if on_disk is None:
        return "it was missing"
    before: Mapping[str, str] = dict(entry.inputs)
    for name, value in inputs:
        if before.get(name) != value:
            return f"{name} changed"
    if (on_disk.st_size, on_disk.st_mtime_ns) != (entry.size, entry.mtime_ns):
        return "it was touched by something else"
    return ""
