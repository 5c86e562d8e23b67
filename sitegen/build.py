"""The conductor: is there anything to do, and if so, all stages of a build under one lock."""

import gc
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import msgspec

from sitegen.config import SiteFolder
from sitegen.errors import Problem, SitegenError
from sitegen.papers.store import DamagedCacheError
from sitegen.publish.lock import sole_builder
from sitegen.publish.manifest import Manifest
from sitegen.publish.output import OutputFolder
from sitegen.publish.report import BuildOptions, BuildReport, Stopwatch
from sitegen.sources import find_sources, program_version
from sitegen.workers import Executor, SerialExecutor

__all__ = ["BuildOptions", "build"]


def build(folder: SiteFolder, options: BuildOptions | None = None, *, executor: Executor | None = None) -> BuildReport:
    """Build the site; raise :class:`SitegenError`, with the output folder untouched, when its sources have a problem.

    The same is raised when the disk refuses. Then no file is half-written, and the next build goes on from there.
    """
    options, executor = options or BuildOptions(), executor or SerialExecutor()
    with _explained_refusals(), sole_builder(folder.state), _without_collector():
        try:
            return _build(folder, options, executor)
        except DamagedCacheError:
            from sitegen.papers.cache import forget_papers

            forget_papers(folder.state)
            return _build(folder, options, executor)


def _build(folder: SiteFolder, options: BuildOptions, executor: Executor) -> BuildReport:
    watch = Stopwatch()
    with ExitStack() as stack:
        with watch.stage("check"):
            target = OutputFolder(folder.output, folder.state, clean=options.clean)
            stack.enter_context(target.looked_at_beside(executor))
            sources = find_sources(folder, program_version(), msgspec.json.encode(options.preview))
            before = target.as_it_was(sources.digest)
        if before is not None:
            return _nothing_to_do(before, watch)
        # A build that has nothing to do ends before the libraries that the others need are there.
        from sitegen.stages import make_site

        return make_site(folder, options, executor, sources, target, watch)


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
