"""``.sitegen/manifest``: what the last build wrote, and from what. Staleness is a pure function of it."""

import os
from pathlib import Path

import msgspec

from sitegen.papers.store import load_state, save_state

MANIFEST_FORMAT = 4
"""Raised when the manifest's own form changes; an older one is treated as lost, and every page as new."""
NO_TEMPLATE = ""
"""The template of a file that is published as it is."""


class Entry(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A file of the output folder."""

    fingerprint: str
    """Of what it shows."""
    template: str
    content: str
    """The digest of its bytes."""
    size: int
    mtime_ns: int
    """Its size and time on disk when it was written: a cheap sign that nobody else changed it."""


class OnDisk(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What the disk says of a file. There are several for each paper, so they are small."""

    size: int
    mtime_ns: int
    is_file: bool = True
    """Whether it is a regular file, and no link or device."""


class Inputs(msgspec.Struct, frozen=True, kw_only=True):
    """What all pages are made from, beside what each of them shows."""

    program: str = ""
    """The versions of sitegen and of the libraries that it renders with."""
    site: str = ""
    """A digest of the settings and assets that every page sees."""
    theme: str = ""
    """A digest of the texts of all templates."""
    templates: dict[str, str] = {}
    """A digest of each template with all that it includes."""


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """Every file that the last build owns."""

    format: int = MANIFEST_FORMAT
    output: str = ""
    """The output folder that it speaks of, from the site's folder, so that a site may be moved or named in another way."""
    inputs: Inputs = Inputs()
    """What the files of all entries were made from."""
    entries: dict[str, Entry] = {}
    """By path below the output folder, with slashes."""
    unfinished: tuple[str, ...] = ()
    """Paths that a build was about to write; not empty only when it was killed."""
    sources: str = ""
    """A digest of the stamps of everything that the build read; with the same stamps there is nothing to do."""
    papers: int = 0
    """How many papers the site has."""
    pages: int = 0
    """How many outputs its plan has."""


def load_manifest(path: Path, output: Path) -> Manifest:
    """Read the manifest of an output folder; an unreadable, foreign or older one counts as none."""
    name = Path(os.path.relpath(output, path.parent.parent)).as_posix()
    data = load_state(path)
    try:
        manifest = msgspec.msgpack.decode(data, type=Manifest) if data is not None else Manifest(output=name)
    except msgspec.DecodeError:
        return Manifest(output=name)
    if manifest.format != MANIFEST_FORMAT or manifest.output != name:
        return Manifest(output=name)
    return manifest


def save_manifest(path: Path, manifest: Manifest) -> None:
    """Write the manifest, atomically."""
    save_state(path, msgspec.msgpack.encode(manifest))


def why_stale(entry: Entry | None, *, fingerprint: str, template: str, before: Inputs, now: Inputs, on_disk: OnDisk | None) -> str:
    """Return why a file has to be made again, in words for the user; empty when it need not be."""
    if entry is None:
        return "it is new"
    if on_disk is None:
        return "it was missing"
    if entry.fingerprint != fingerprint:
        return "what it shows changed" if template else "its content changed"
    if template:
        if entry.template != template or before.templates.get(template) != now.templates.get(template):
            return f"the template {template} changed"
        if before.site != now.site:
            return "the site's settings or assets changed"
        if before.program != now.program:
            return "the version of sitegen or of a library changed"
    return why_touched(entry, on_disk)


def why_touched(entry: Entry, on_disk: OnDisk | None) -> str:
    """Return why a file on disk is not the one that was written; empty when it is."""
    if on_disk is None:
        return "it was missing"
    is_same = on_disk.size == entry.size and on_disk.mtime_ns == entry.mtime_ns
    return "" if is_same else "it was touched by something else"
