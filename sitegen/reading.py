"""Everything that a build reads."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import partial

from sitegen.analysis.atlas import forget_places
from sitegen.analysis.relations import forget_relations
from sitegen.config import SiteFolder
from sitegen.errors import Problem, SitegenError
from sitegen.papers.authors_file import AUTHORS_FILE, AuthorsFile, load_authors
from sitegen.papers.cache import LoadedPapers, forget_papers, load_summaries
from sitegen.papers.pages import load_pages
from sitegen.papers.signals import load_signals
from sitegen.papers.store import DamagedCacheError, disk_time, shown_path
from sitegen.papers.taxonomy_state import forget_taxonomy, recall_taxonomy
from sitegen.papers.transaction import settle
from sitegen.render.theme import Theme, load_theme
from sitegen.site.map import with_places
from sitegen.site.related import with_relations
from sitegen.site.site import Site, build_site, with_people
from sitegen.sources import program_version
from sitegen.standing import Executors, beside
from sitegen.workers import Executor, SerialExecutor

Relate = Callable[[Site], Site]
"""Returns the site with what its papers have to do with each other, and their places on the map."""

_FEW = 15_000
"""So many new papers are related to the others while the site is planned; more would take too much memory beside the plan."""


@contextmanager
def read_sources(
    folder: SiteFolder, program: str, executors: Executors, started_ns: int, *, clean: bool = False
) -> Iterator[tuple[Site, Theme, Relate]]:
    """Read content and theme; raise :class:`SitegenError` with the problems of both.

    ``started_ns`` is when the build began, by the disk's clock. With ``clean``, nothing comes from a cache. What the papers have to do with
    each other may still be on its way: the third value puts it into the site, within the context.
    """
    problems: list[Problem] = []
    theme = None
    try:
        theme = load_theme(folder.config.theme, folder.root)
    except SitegenError as error:
        problems += error.problems
    with ExitStack() as stack:
        try:
            site, relate = stack.enter_context(_begin_site(folder, program, executors, started_ns, clean=clean))
        except SitegenError as error:
            raise SitegenError([*error.problems, *problems]) from None
        if theme is None:
            raise SitegenError(problems)
        yield site, theme, relate


def read_site(folder: SiteFolder, program: str = "", executor: Executor | None = None, started_ns: int = 0, *, clean: bool = False) -> Site:
    """Read papers, pages, signals, taxonomy and what is said of authors; raise :class:`SitegenError` with the problems of all of them.

    An ingest that was killed while it moved its files into ``content/`` is finished first.
    """
    program, executor = program or program_version(), executor or SerialExecutor()
    executors = Executors(executor, executor)
    with _begin_site(folder, program, executors, started_ns or disk_time(folder.state), clean=clean) as (site, relate):
        return relate(site)


@contextmanager
def _begin_site(folder: SiteFolder, program: str, executors: Executors, started_ns: int, *, clean: bool) -> Iterator[tuple[Site, Relate]]:
    """Yield the site, and what puts into it what the papers have to do with each other: another process finds that out meanwhile.

    When most papers are new, that takes long and much memory, and it is waited for.
    """
    papers, authors, site = _read_content(folder, program, executors, started_ns, clean=clean)
    executor = executors.readers

    def relate(site: Site) -> Site:
        wait()
        return _relate(site, folder, program, executor)

    with beside(executor, partial(_relate_beside, site, folder, program, executor)) as wait:
        peopled = with_people(site, papers, authors)
        if papers.read > _FEW:
            related = relate(peopled)
            yield related, lambda site: site
        else:
            yield peopled, relate


def _read_content(
    folder: SiteFolder, program: str, executors: Executors, started_ns: int, *, clean: bool
) -> tuple[LoadedPapers, AuthorsFile, Site]:
    settle(folder.content)
    if clean:
        forget_papers(folder.state)
        forget_taxonomy(folder.state)
        forget_relations(folder.state)
        forget_places(folder.state)
    papers = load_summaries(folder.content, folder.root, folder.state, program=program, executors=executors, started_ns=started_ns)
    problems = list(papers.problems)
    pages, wrong = load_pages(folder.content, folder.root)
    problems += wrong
    signals, wrong = load_signals(folder.content, folder.root)
    problems += wrong
    topics_file = folder.content / "tags.yaml"
    try:
        taxonomy = recall_taxonomy(topics_file, shown_path(topics_file, folder.root), folder.state, program)
    except SitegenError as error:
        problems += error.problems
    authors_file = folder.content / AUTHORS_FILE
    try:
        authors = load_authors(authors_file, shown_path(authors_file, folder.root))
    except SitegenError as error:
        problems += error.problems
    if problems:
        raise SitegenError(sorted(problems))
    return papers, authors, build_site(papers, pages, signals, taxonomy)


def _relate(site: Site, folder: SiteFolder, program: str, executor: Executor) -> Site:
    """Find what the papers have to do with each other, and their places on the map: both are remembered."""
    related = with_relations(site, folder.state, program, folder.config.related_papers, executor)
    return with_places(related, folder.state, program)


def _relate_beside(site: Site, folder: SiteFolder, program: str, executor: Executor) -> None:
    """Do the same for another process, which meets a damaged cache as well and knows what to do."""
    with suppress(DamagedCacheError):
        _relate(site, folder, program, executor)
