"""The stages of a build that has something to do, on one screen, each timed."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass

import msgspec

from sitegen.config import SiteFolder
from sitegen.errors import Problem
from sitegen.papers.cache import RACY
from sitegen.papers.store import disk_time
from sitegen.publish.manifest import Inputs
from sitegen.publish.output import OutputFolder
from sitegen.publish.report import BuildOptions, BuildReport, PageTime, Stale, Stopwatch
from sitegen.publish.search import BUNDLES_FILE, NO_SEARCH, SearchPart, SearchPlan, build_part, plan_search
from sitegen.publish.staging import Staging
from sitegen.publish.static import find_static, plain_files
from sitegen.reading import read_sources
from sitegen.render.compiled import CompiledTemplates
from sitegen.render.theme import Theme
from sitegen.render.workers import RenderSetup, load_libraries
from sitegen.site.outputs import forget_values
from sitegen.site.plan import begin_plan, finish_plan, make_site_view, plan_authors
from sitegen.site.searchable import search_document, searchable
from sitegen.site.site import Site
from sitegen.site.views import SiteView
from sitegen.sources import Sources
from sitegen.stale import StalePages, stage_files
from sitegen.standing import Executors, give_memory_back, standing, start
from sitegen.text import digest
from sitegen.workers import Executor, ProcessExecutor

_SMALL = 1_000
"""So many papers are indexed while pages are rendered."""


def make_site(
    folder: SiteFolder, options: BuildOptions, executor: Executor, sources: Sources, target: OutputFolder, watch: Stopwatch
) -> BuildReport:
    """Make what is stale of the site, and write it; raise :class:`~sitegen.errors.SitegenError` with every problem of its sources."""
    forget_values()
    # When the pages are made, the plan of a large site goes, and so do those who rendered it: the indexer needs the memory.
    with standing(executor, load_libraries) as renderers:
        executors = Executors(executor if executor.has_files else ProcessExecutor(), renderers)
        pages = _make_pages(folder, options, executors, sources, target, watch)
    with watch.stage("index"):
        forget_values()
        if pages.index.is_large:
            give_memory_back()
        indexed = pages.index.stage(pages.inputs)
    with watch.stage("write"):
        vouched = sources.digest if sources.newest_ns < pages.started_ns - RACY else ""
        target.commit(pages.inputs, sources=vouched, papers=pages.papers, pages=pages.planned)
    return BuildReport(
        papers=pages.papers,
        pages=pages.planned,
        stale=pages.stale,
        written=tuple(target.written),
        removed=tuple(target.removed),
        indexed=indexed,
        files=target.total_files,
        size=target.total_size,
        changed_size=target.written_size,
        largest=target.largest,
        stages=tuple(watch.stages),
        times=pages.times,
        warnings=pages.warnings,
    )


@dataclass(frozen=True, slots=True)
class _Made:
    """What is left to be known when all pages are made and wait to be written."""

    started_ns: int
    """When the reading began, by the disk's clock."""
    inputs: Inputs
    stale: tuple[Stale, ...]
    times: tuple[PageTime, ...]
    index: "_Index"
    papers: int
    planned: int
    warnings: tuple[Problem, ...]


def _make_pages(
    folder: SiteFolder,
    options: BuildOptions,
    executors: Executors,
    sources: Sources,
    target: OutputFolder,
    watch: Stopwatch,
) -> _Made:
    """Read, plan and render."""
    started_ns = disk_time(folder.state)
    with ExitStack() as stack:
        with watch.stage("read"):
            reading = read_sources(folder, sources.program, executors, started_ns, clean=options.clean)
            site, theme, relate = stack.enter_context(reading)
        with watch.stage("plan"):
            index = _Index(NO_SEARCH if options.preview else plan_search(site, folder.config), target, site, folder.config.language)
            index.begin(executors.renderers)
            draft = begin_plan(site, folder.config, preview=options.preview)
            site_view = make_site_view(folder.config, theme.assets, draft.navigation, preview=options.preview)
            inputs = _inputs(sources.program, theme, site_view, target.inputs)
            compiled = CompiledTemplates(folder.state, inputs.program, inputs.site)
            compiled.sweep(everything=options.clean)
            pages = StalePages(target, inputs, executors.renderers, RenderSetup(theme, site_view, compiled))
            pages.add(draft.added)
            draft = plan_authors(draft, site, folder.config)
            pages.add(draft.added)
            static = find_static(folder.static)
            plan = finish_plan(draft, relate(site), folder.config, static)
            files = plain_files(static, theme, plan, site_view)
    papers, warnings, planned = len(site.papers), site.warnings, len(plan.outputs)
    # Pages take along what they need.
    del site, relate, draft
    with watch.stage("render"):
        pages.add(plan.added)
        # What a page needs is written before the page.
        plain = stage_files(files, inputs, target)
        stale, times = pages.stage()
    return _Made(started_ns, inputs, (*stale, *plain), times, index, papers, planned, warnings)


def _inputs(program: str, theme: Theme, site_view: SiteView, before: Inputs) -> Inputs:
    is_known = before.program == program and before.theme == theme.sources_digest
    templates = before.templates if is_known else dict(theme.digests)
    return Inputs(program=program, site=digest(msgspec.json.encode(site_view)), theme=theme.sources_digest, templates=templates)


class _Index:
    """The parts of the search index that are not there; they are made one after the other."""

    def __init__(self, search: SearchPlan, target: OutputFolder, site: Site, language: str) -> None:
        self._search, self._target, self._language = search, target, language
        self._missing = [part for part in search.parts if not target.is_whole(part.prefix)]
        for part in self._missing:
            # Of a large site they take a hundred megabytes, and the disk has time.
            papers = msgspec.msgpack.encode([searchable(slug, site) for slug in part.slugs])
            target.staging.hold(_papers_file(part), papers)
        self._begun: Callable[[], Mapping[str, Mapping[str, bytes]]] | None = None

    @property
    def is_large(self) -> bool:
        """Whether making them takes so much memory that nothing else should be done meanwhile."""
        return sum(len(part.slugs) for part in self._missing) > _SMALL

    def begin(self, executor: Executor) -> None:
        """Let a process that stands by make all of them while pages are planned and rendered, if they are small."""
        if self._missing and not self.is_large:
            work = [(part, self._target.staging, self._language) for part in self._missing]
            self._begun = start(executor, _make_parts, work)

    def stage(self, inputs: Inputs) -> tuple[int, ...]:
        """Stage what is not there, and the file that names all parts last. Return the number of papers of each bundle that was made."""
        target, search = self._target, self._search
        missing = {part.name for part in self._missing}
        made = self._begun() if self._begun else {}
        for part in search.parts:
            if part.name in missing:
                for path, content in (made.get(part.name) or _make_part(part, target.staging, self._language)).items():
                    target.stage(path, content, part.name)
            else:
                for path in target.owned(part.prefix):
                    target.keep(path)
        if not search.parts:
            return ()
        for path, content in {**search.signals, BUNDLES_FILE: search.listing}.items():
            target.renew(path, content, inputs)
        return tuple(len(part.slugs) for part in self._missing)


def _make_parts(work: Sequence[tuple[SearchPart, Staging, str]]) -> dict[str, dict[str, bytes]]:
    return {part.name: _make_part(part, staging, language) for part, staging, language in work}


def _make_part(part: SearchPart, staging: Staging, language: str) -> dict[str, bytes]:
    papers = msgspec.msgpack.decode(staging.content(_papers_file(part)), type=list[bytes])
    return build_part(part, map(search_document, papers), language)


def _papers_file(part: SearchPart) -> str:
    """Return where the papers of a part wait until it is made; no file of the site has this path."""
    return f"{part.prefix}papers"
