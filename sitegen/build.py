"""The conductor: every stage of a build on one screen, each timed."""

from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path, PurePosixPath

import msgspec

from sitegen import __version__
from sitegen.config import SiteFolder
from sitegen.errors import Problem, SitegenError
from sitegen.markdown import DIALECT_VERSION
from sitegen.papers.pages import load_pages
from sitegen.papers.signals import load_signals
from sitegen.papers.store import load_papers
from sitegen.papers.taxonomy import load_taxonomy
from sitegen.papers.transaction import settle
from sitegen.publish.host import headers_file, redirects_file
from sitegen.publish.output import MARKER, Inputs, OutputFolder, remove_output
from sitegen.publish.report import BuildReport, Stale, Stopwatch
from sitegen.publish.search import SEARCH_ENTRY, SEARCH_FOLDER, build_index, index_digest
from sitegen.render.theme import Theme, load_theme
from sitegen.render.workers import Executor, SerialExecutor
from sitegen.site.outputs import Output
from sitegen.site.plan import Plan, make_site_view, plan_site
from sitegen.site.searchable import search_digest, search_documents
from sitegen.site.site import Site, build_site
from sitegen.site.views import SiteView
from sitegen.text import digest

STATIC = "static"
"""A folder of the site whose files are published as they are: ``static/favicon.ico`` as ``/favicon.ico``."""
_HOST_FILES = ("_headers", "_redirects")
"""Files that a site may write itself, because its host wants others."""
_PAGE_ROOMS = ("papers", "analysis", "site", "render")
"""The folders of the package whose modules decide how a page looks."""
_RENDERING = ("jinja2", "latex2mathml", "linkify-it-py", "markdown-it-py", "markupsafe", "mdit-py-plugins", "unicodeit")
"""The libraries whose version decides how a page looks."""


def build(folder: SiteFolder, *, clean: bool = False, executor: Executor | None = None) -> BuildReport:
    """Build the site; raise :class:`SitegenError`, with the output folder untouched, when its sources have a problem."""
    watch = Stopwatch()
    with watch.stage("read"):
        site, theme = _read_sources(folder)
    with watch.stage("plan"):
        site_view = make_site_view(folder.config, theme.assets)
        static = _static_files(folder.root / STATIC)
        plan = plan_site(site, folder.config, static)
        files = _plain_files(static, theme, plan, site_view)
        target = OutputFolder(folder.output, folder.state, clean=clean)
    with watch.stage("compare"):
        stale, fresh = _compare(plan, theme, site_view, target)
        search = index_digest(search_digest(site), folder.config.language)
        needs_index = search != target.search or not target.is_whole(f"{SEARCH_FOLDER}/")
    with watch.stage("render"):
        outputs = [output for output, _, _ in stale]
        rendered = list((executor or SerialExecutor()).render(outputs, theme, site_view))
    with watch.stage("index"):
        index = build_index(search_documents(site), folder.config.language) if needs_index else {}
    with watch.stage("write"):
        if clean:
            remove_output(folder.output, folder.state)
            target = OutputFolder(folder.output, folder.state)
        stale_files = {path: reason for path, content in files.items() if (reason := _why_file(target, path, content))}
        if stale or stale_files or needs_index:
            target.begin([*stale_files, *(item.path for item in rendered), *index])
        # What a page needs is there before the page, and what an index names before the index's entry.
        for path, content in files.items():
            if path in stale_files:
                target.put(path, content, _inputs_of_file(content))
            else:
                target.keep(path)
        for item, (_, inputs, _) in zip(rendered, stale, strict=True):
            target.put(item.path, item.content, inputs)
        for path in fresh:
            target.keep(path)
        _put_index(target, index, needs_index)
        target.finish(search)
    reasons = [Stale(output.path, reason) for output, _, reason in stale] + [Stale(path, reason) for path, reason in stale_files.items()]
    return BuildReport(
        papers=len(site.papers),
        pages=len(plan.outputs),
        stale=tuple(reasons),
        written=tuple(target.written),
        removed=tuple(target.removed),
        indexed=needs_index,
        files=target.total_files,
        size=target.total_size,
        stages=tuple(watch.stages),
    )


def _read_sources(folder: SiteFolder) -> tuple[Site, Theme]:
    """Read content and theme; raise :class:`SitegenError` with the problems of both."""
    problems: list[Problem] = []
    site = theme = None
    try:
        site = read_site(folder)
    except SitegenError as error:
        problems += error.problems
    try:
        theme = load_theme(folder.config.theme, folder.root)
    except SitegenError as error:
        problems += error.problems
    if site is None or theme is None:
        raise SitegenError(problems)
    return site, theme


def read_site(folder: SiteFolder) -> Site:
    """Read papers, pages, signals and taxonomy; raise :class:`SitegenError` with the problems of all of them.

    An ingest that was killed while it moved its files into ``content/`` is finished first.
    """
    settle(folder.content)
    problems: list[Problem] = []
    papers, wrong = load_papers(folder.content, folder.root)
    problems += wrong
    pages, wrong = load_pages(folder.content, folder.root)
    problems += wrong
    signals, wrong = load_signals(folder.content, folder.root)
    problems += wrong
    try:
        taxonomy = load_taxonomy(folder.content / "tags.yaml")
    except SitegenError as error:
        problems += error.problems
    if problems:
        raise SitegenError(sorted(problems))
    return build_site(papers, pages, signals, taxonomy)


def _compare(plan: Plan, theme: Theme, site_view: SiteView, target: OutputFolder) -> tuple[list[tuple[Output, Inputs, str]], list[str]]:
    """Part the plan into outputs that have to be made, each with its inputs and the reason, and paths that are fresh."""
    site_digest = digest(msgspec.json.encode(site_view))[:16]
    program = " ".join((__version__, str(DIALECT_VERSION), _digest_of_program(), *(version(name) for name in _RENDERING)))
    stale: list[tuple[Output, Inputs, str]] = []
    fresh: list[str] = []
    for output in plan.outputs:
        inputs = (
            ("what it shows", output.fingerprint),
            (f"the template {output.template}", theme.digests[output.template][:16] if output.template in theme.digests else ""),
            ("the site's settings or assets", site_digest),
            ("the version of sitegen or of a library", program),
        )
        reason = target.why_stale(output.path, inputs)
        if reason:
            stale.append((output, inputs, reason))
        else:
            fresh.append(output.path)
    return stale, fresh


def _digest_of_program() -> str:
    """Return a digest of the modules that pages are made with, so that a change of one of them makes the pages again."""
    package = Path(__file__).parent
    modules = sorted(path for room in _PAGE_ROOMS for path in (package / room).rglob("*.py"))
    return digest(*(path.read_bytes() for path in [*modules, package / "markdown.py", package / "text.py"]))[:16]


def _plain_files(static: Mapping[str, Path], theme: Theme, plan: Plan, site_view: SiteView) -> dict[str, bytes]:
    """Return the files that are published without rendering: path → content."""
    files = dict(theme.asset_files)
    files["_headers"] = headers_file()
    if plan.redirects:
        files["_redirects"] = redirects_file(plan.redirects, site_view.root)
    made = {output.path for output in plan.outputs} | files.keys() | {MARKER}
    folders = {parent.as_posix() for path in made for parent in PurePosixPath(path).parents} | {SEARCH_FOLDER}
    problems = [
        Problem(path=output.source, message=f"the search index lies at /{SEARCH_FOLDER}/", hint="rename the file, or give it a slug")
        for output in plan.outputs
        if output.path.startswith(f"{SEARCH_FOLDER}/")
    ]
    for name, path in static.items():
        above = {parent.as_posix() for parent in PurePosixPath(name).parents}
        if (name in made and name not in _HOST_FILES) or name in folders or above & (made | {SEARCH_FOLDER}):
            problems.append(Problem(path=f"{STATIC}/{name}", message="the site has a file or folder of that name", hint="rename it"))
        else:
            files[name] = path.read_bytes()
    if problems:
        raise SitegenError(problems)
    return files


def _static_files(folder: Path) -> dict[str, Path]:
    """Return the files of the site that are published as they are: path below the output folder → file."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else []
    return {path.relative_to(folder).as_posix(): path for path in paths}


def _inputs_of_file(content: bytes) -> Inputs:
    return (("its content", digest(content)[:16]),)


def _why_file(target: OutputFolder, path: str, content: bytes) -> str:
    return target.why_stale(path, _inputs_of_file(content))


def _put_index(target: OutputFolder, index: dict[str, bytes], rebuilt: bool) -> None:
    if rebuilt:
        for path in sorted(index, key=lambda path: (path == SEARCH_ENTRY, path)):
            target.put(path, index[path], _inputs_of_file(index[path]))
    else:
        for path in target.owned(f"{SEARCH_FOLDER}/"):
            target.keep(path)
