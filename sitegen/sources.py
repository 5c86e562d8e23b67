"""By which stamps it is known that nothing that a build reads has changed. Asked before every build, so it imports little."""

import os
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import msgspec

from sitegen import __version__
from sitegen.config import SiteFolder, theme_folders
from sitegen.papers.transaction import settle
from sitegen.text import digest

_RENDERING = ("jinja2", "latex2mathml", "linkify-it-py", "markdown-it-py", "markupsafe", "mdit-py-plugins", "unicodeit")
"""The libraries whose version decides how a page looks."""
_OTHERS = ("anyascii", "cbor2", "msgspec", "numpy", "pagefind-bin", "pyyaml")
"""The libraries that decide the rest: what is read, addresses, related papers, places on the map, the search index."""
_LINKED_DEPTH = 2
"""How deep links to folders are followed: ``content/papers`` and a theme's ``templates`` may be links, what lies below them may not."""


def program_version() -> str:
    """Return the version of everything that decides what a page holds: sitegen, its modules, and the libraries that it renders with."""
    package = Path(__file__).parent
    modules = sorted(path for path in package.rglob("*.py"))
    code = digest(*(path.read_bytes() for path in modules))[:16]
    return " ".join((__version__, code, *(version(name) for name in _RENDERING)))


class Sources(msgspec.Struct, frozen=True):
    """Everything that a build reads, as far as it is known without reading it."""

    program: str
    """The version of the program, see :func:`program_version`."""
    digest: str
    """Of the program, the settings and the stamp of every file."""
    newest_ns: int
    """The newest time in the stamps."""


def find_sources(folder: SiteFolder, program: str, options: bytes) -> Sources:
    """Look at the settings, and at the stamps of every file that a build reads.

    ``options`` tell apart builds of other kinds.
    What an ingest that was killed had decided is carried out first: it is a source as well.
    The stamps vouch for files that were not written just before they are read (:data:`~sitegen.papers.cache.RACY`): a second write at that
    moment might leave no trace.
    """
    settle(folder.content)
    stamps, newest = _stamps(folder)
    libraries = " ".join(version(name) for name in _OTHERS)
    return Sources(program, digest(program, libraries, options, msgspec.json.encode(folder.config), stamps), newest)


def _stamps(folder: SiteFolder) -> tuple[str, int]:
    """Return a digest of the stamps of every source, and the newest time in them."""
    newest = 0
    lines = []
    themes = [path for path in theme_folders(folder.root) if path.is_dir()]
    static = folder.static
    for top in (folder.content, static, *themes):
        for path, stat in _walk(str(top), dotted=top == static):
            newest = max(newest, stat.st_mtime_ns, stat.st_ctime_ns)
            lines.append(f"{path}\0{stat.st_size}\0{stat.st_mtime_ns}\0{stat.st_ctime_ns}\0{stat.st_ino}")
    return digest("\n".join(sorted(lines))), newest


def _walk(folder: str, *, dotted: bool) -> Iterator[tuple[str, os.stat_result]]:
    """Yield the files below a folder; those in folders whose name begins with a dot only where these are read as well."""
    waiting = [(folder, 0)]
    while waiting:
        current, depth = waiting.pop()
        try:
            entries = list(os.scandir(current))
        except (FileNotFoundError, NotADirectoryError):
            continue
        for entry in entries:
            if _is_folder(entry, follow=depth < _LINKED_DEPTH):
                if dotted or not entry.name.startswith("."):
                    waiting.append((entry.path, depth + 1))
            else:
                try:
                    yield entry.path, entry.stat()
                except OSError:
                    yield entry.path, entry.stat(follow_symlinks=False)


def _is_folder(entry: os.DirEntry[str], *, follow: bool) -> bool:
    try:
        return entry.is_dir(follow_symlinks=follow)
    except OSError:
        return False  # a link that leads back to itself
