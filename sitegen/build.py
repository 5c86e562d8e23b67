"""The conductor: every stage of a build on one screen, each timed."""

import gc
from collections.abc import Iterator, Mapping, Set
from contextlib import contextmanager

import msgspec

from sitegen.config import SiteFolder
from sitegen.errors import Problem, SitegenError
from sitegen.papers.cache import RACY, DamagedCacheError, forget_papers
from sitegen.papers.store import disk_time
from sitegen.publish.lock import sole_builder
from sitegen.publish.manifest import NO_TEMPLATE, Inputs, Manifest
from sitegen.publish.output import OutputFolder
from sitegen.publish.report import BuildReport, PageTime, Stale, Stopwatch
from sitegen.publish.search import BUNDLES_FILE, NO_SEARCH, SearchPlan, build_part, plan_search
from sitegen.publish.static import STATIC, find_static, plain_files
from sitegen.reading import program_version, read_sources, sources_digest
from sitegen.render.theme import Theme
from sitegen.render.workers import render_all
from sitegen.site.outputs import forget_values
from sitegen.site.plan import Plan, make_site_view, plan_site
from sitegen.site.searchable import search_document
from sitegen.site.site import Site
from sitegen.site.views import SiteView
from sitegen.text import digest
from sitegen.workers import Executor, ProcessExecutor, SerialExecutor


class BuildOptions(msgspec.Struct, frozen=True, kw_only=True):
    """How a site is built."""

    clean: bool = False
    """Whether nothing that an earlier build remembers is used."""
    preview: bool = False
    """Whether search and feeds are left out, as for the preview of a change."""


def build(folder: SiteFolder, options: BuildOptions | None = None, *, executor: Executor | None = None) -> BuildReport:
    """Build the site; raise :class:`SitegenError`, with the output folder untouched, when its sources have a problem.

    The same is raised when the disk refuses. Then no file is half-written, and the next build goes on from there.
    """
    options, executor = options or BuildOptions(), executor or SerialExecutor()
    with _explained_refusals(), sole_builder(folder.state), _without_collector():
        try:
            return _build(folder, options, executor)
        except DamagedCacheError:
            forget_papers(folder.state)
            return _build(folder, options, executor)


def _build(folder: SiteFolder, options: BuildOptions, executor: Executor) -> BuildReport:
    forget_values()
    watch = Stopwatch()
    with watch.stage("check"):
        target = OutputFolder(folder.output, folder.state, clean=options.clean)
        program = program_version()
        sources, newest = sources_digest(folder, program, msgspec.json.encode(options.preview))
        before = target.as_it_was(sources)
    if before is not None:
        return _nothing_to_do(before, watch)
    with watch.stage("read"):
        started_ns = disk_time(folder.state)
        site, theme = read_sources(folder, program, executor if executor.has_files else ProcessExecutor(), started_ns, clean=options.clean)
    with watch.stage("plan"):
        static = find_static(folder.root / STATIC)
        plan = plan_site(site, folder.config, static, preview=options.preview)
        site_view = make_site_view(folder.config, theme.assets, plan.navigation, preview=options.preview)
        files = plain_files(static, theme, plan, site_view)
        search = NO_SEARCH if options.preview else plan_search(site, folder.config)
    with watch.stage("compare"):
        inputs = _inputs(program, theme, site_view, target.inputs)
        stale = _compare(plan, files, inputs, target)
    with watch.stage("render"):
        times = _stage_pages(target, plan, files, {item.path for item in stale}, executor, theme, site_view)
    with watch.stage("index"):
        indexed = _stage_index(target, search, site, folder.config.language, inputs)
    with watch.stage("write"):
        vouched = sources if newest < started_ns - RACY else ""
        target.commit(inputs, sources=vouched, papers=len(site.papers), pages=len(plan.outputs))
    return BuildReport(
        papers=len(site.papers),
        pages=len(plan.outputs),
        stale=tuple(stale),
        written=tuple(target.written),
        removed=tuple(target.removed),
        indexed=indexed,
        files=target.total_files,
        size=target.total_size,
        changed_size=target.written_size,
        largest=target.largest,
        stages=tuple(watch.stages),
        times=times,
        warnings=site.warnings,
    )


def _nothing_to_do(before: Manifest, watch: Stopwatch) -> BuildReport:
    return BuildReport(
        papers=before.papers,
        pages=before.pages,
        stale=(),
        written=(),
        removed=(),
        indexed=(),
        files=len(before.entries),
        size=sum(entry.size for entry in before.entries.values()),
        changed_size=0,
        largest=max(((entry.size, path) for path, entry in before.entries.items()), default=(0, "")),
        stages=tuple(watch.stages),
        times=(),
    )


def _inputs(program: str, theme: Theme, site_view: SiteView, before: Inputs) -> Inputs:
    is_known = before.program == program and before.theme == theme.sources_digest
    templates = before.templates if is_known else dict(theme.digests)
    return Inputs(program=program, site=digest(msgspec.json.encode(site_view)), theme=theme.sources_digest, templates=templates)


def _compare(plan: Plan, files: Mapping[str, bytes], inputs: Inputs, target: OutputFolder) -> list[Stale]:
    """Return what has to be made again, and why."""
    pages = ((output.path, target.why_stale(output.path, output.fingerprint, output.template, inputs)) for output in plan.outputs)
    plain = ((path, target.why_stale(path, digest(content), NO_TEMPLATE, inputs)) for path, content in files.items())
    return [Stale(path, reason) for path, reason in (*pages, *plain) if reason]


def _stage_pages(
    target: OutputFolder,
    plan: Plan,
    files: Mapping[str, bytes],
    stale: Set[str],
    executor: Executor,
    theme: Theme,
    site_view: SiteView,
) -> tuple[PageTime, ...]:
    """Make what is stale, plain files first: what a page needs is written before the page. Return how long each page took."""
    for path, content in files.items():
        if path in stale:
            target.stage(path, content, digest(content))
        else:
            target.keep(path)
    outputs = [output for output in plan.outputs if output.path in stale]
    times = []
    for output, (rendered, seconds) in zip(outputs, render_all(executor, outputs, theme, site_view), strict=True):
        target.stage(rendered.path, rendered.content, output.fingerprint, output.template)
        times.append(PageTime(output.path, output.template, seconds))
    for output in plan.outputs:
        if output.path not in stale:
            target.keep(output.path)
    return tuple(times)


def _stage_index(target: OutputFolder, search: SearchPlan, site: Site, language: str, inputs: Inputs) -> tuple[int, ...]:
    """Stage the parts of the index that are not there, one after the other, and the file that names them last.

    Returns the number of papers of each bundle that was made.
    """
    made = []
    for part in search.parts:
        if target.is_whole(part.prefix):
            for path in target.owned(part.prefix):
                target.keep(path)
            continue
        for path, content in build_part(part, (search_document(slug, site) for slug in part.slugs), language).items():
            target.stage(path, content, part.name)
        made.append(len(part.slugs))
    if not search.parts:
        return ()
    for path, content in {**search.signals, BUNDLES_FILE: search.listing}.items():
        fingerprint = digest(content)
        if target.why_stale(path, fingerprint, NO_TEMPLATE, inputs):
            target.stage(path, content, fingerprint)
        else:
            target.keep(path)
    return tuple(made)


@contextmanager
def _explained_refusals() -> Iterator[None]:
    """Tell what the disk refuses as a problem that a person can mend; an error that names no file is a bug and stays one."""
    try:
        yield
    except OSError as error:
        if error.filename is None:
            raise
        hint = "no file is half-written; make room, or mend the permissions, and build again"
        raise SitegenError(Problem(path=str(error.filename), message=f"cannot be read or written: {error.strerror}", hint=hint)) from None


@contextmanager
def _without_collector() -> Iterator[None]:
    """Keep the garbage collector from walking over millions of values that all live until the build ends."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
