"""Everything that a build reads, and by which stamps it is known that none of it changed."""

import os
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import msgspec

from sitegen import __version__
from sitegen.analysis.atlas import forget_places
from sitegen.analysis.relations import forget_relations
from sitegen.config import SiteFolder
from sitegen.errors import Problem, SitegenError
from sitegen.markdown import DIALECT_VERSION
from sitegen.papers.authors_file import AUTHORS_FILE, load_authors
from sitegen.papers.cache import forget_papers, load_summaries
from sitegen.papers.pages import load_pages
from sitegen.papers.signals import load_signals
from sitegen.papers.store import disk_time, shown_path
from sitegen.papers.taxonomy import load_taxonomy
from sitegen.papers.transaction import settle
from sitegen.publish.static import STATIC
from sitegen.render.theme import Theme, load_theme, theme_folders
from sitegen.site.map import with_places
from sitegen.site.related import with_relations
from sitegen.site.site import Site, build_site
from sitegen.text import digest
from sitegen.workers import Executor, SerialExecutor

_RENDERING = ("jinja2", "latex2mathml", "linkify-it-py", "markdown-it-py", "markupsafe", "mdit-py-plugins", "unicodeit")
"""The libraries whose version decides how a page looks."""
_OTHERS = ("anyascii", "cbor2", "msgspec", "numpy", "pagefind-bin", "pyyaml")
"""The libraries that decide the rest: what is read, addresses, related papers, places on the map, the search index."""
_LINKED_DEPTH = 2
"""How deep links to folders are followed: ``content/papers`` and a theme's ``templates`` may be links, what lies below them may not."""


def read_sources(folder: SiteFolder, program: str, executor: Executor, started_ns: int, *, clean: bool = False) -> tuple[Site, Theme]:
    """Read content and theme; raise :class:`SitegenError` with the problems of both.

    ``started_ns`` is when the build began, by the disk's clock. With ``clean``, nothing comes from a cache.
    """
    problems: list[Problem] = []
    site = theme = None
    try:
        site = read_site(folder, program, executor, started_ns, clean=clean)
    except SitegenError as error:
        problems += error.problems
    try:
        theme = load_theme(folder.config.theme, folder.root)
    except SitegenError as error:
        problems += error.problems
    if site is None or theme is None:
        raise SitegenError(problems)
    return site, theme


def read_site(folder: SiteFolder, program: str = "", executor: Executor | None = None, started_ns: int = 0, *, clean: bool = False) -> Site:
    """Read papers, pages, signals, taxonomy and what is said of authors; raise :class:`SitegenError` with the problems of all of them.

    An ingest that was killed while it moved its files into ``content/`` is finished first.
    """
    program = program or program_version()
    settle(folder.content)
    if clean:
        forget_papers(folder.state)
        forget_relations(folder.state)
        forget_places(folder.state)
    papers = load_summaries(
        folder.content,
        folder.root,
        folder.state,
        program=program,
        executor=executor or SerialExecutor(),
        started_ns=started_ns or disk_time(folder.state),
    )
    problems = list(papers.problems)
    pages, wrong = load_pages(folder.content, folder.root)
    problems += wrong
    signals, wrong = load_signals(folder.content, folder.root)
    problems += wrong
    try:
        taxonomy = load_taxonomy(folder.content / "tags.yaml")
    except SitegenError as error:
        problems += error.problems
    authors_file = folder.content / AUTHORS_FILE
    try:
        authors = load_authors(authors_file, shown_path(authors_file, folder.root))
    except SitegenError as error:
        problems += error.problems
    if problems:
        raise SitegenError(sorted(problems))
    site = with_relations(build_site(papers, pages, signals, taxonomy, authors), folder.state, program)
    return with_places(site, folder.state, program)


def program_version() -> str:
    """Return the version of everything that decides what a page holds: sitegen, its modules, and the libraries that it renders with."""
    package = Path(__file__).parent
    modules = sorted(path for path in package.rglob("*.py"))
    code = digest(*(path.read_bytes() for path in modules))[:16]
    return " ".join((__version__, str(DIALECT_VERSION), code, *(version(name) for name in _RENDERING)))


def sources_digest(folder: SiteFolder, program: str, options: bytes) -> tuple[str, int]:
    """Return a digest of the settings and of the stamps of every file that a build reads, and the newest time in them.

    ``options`` tell apart builds of other kinds.
    What an ingest that was killed had decided is carried out first: it is a source as well.
    The stamps vouch for files that were not written just before they are read (:data:`~sitegen.papers.cache.RACY`): a second write at that
    moment might leave no trace.
    """
    settle(folder.content)
    stamps, newest = _stamps(folder)
    libraries = " ".join(version(name) for name in _OTHERS)
    return digest(program, libraries, options, msgspec.json.encode(folder.config), stamps), newest


def _stamps(folder: SiteFolder) -> tuple[str, int]:
    """Return a digest of the stamps of every source, and the newest time in them."""
    newest = 0
    lines = []
    themes = [path for path in theme_folders(folder.root) if path.is_dir()]
    static = folder.root / STATIC
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
