"""Everything that a build reads."""

from sitegen.analysis.atlas import forget_places
from sitegen.analysis.relations import forget_relations
from sitegen.config import SiteFolder
from sitegen.errors import Problem, SitegenError
from sitegen.papers.authors_file import AUTHORS_FILE, load_authors
from sitegen.papers.cache import forget_papers, load_summaries
from sitegen.papers.pages import load_pages
from sitegen.papers.signals import load_signals
from sitegen.papers.store import disk_time, shown_path
from sitegen.papers.taxonomy import load_taxonomy
from sitegen.papers.transaction import settle
from sitegen.render.theme import Theme, load_theme
from sitegen.site.map import with_places
from sitegen.site.related import with_relations
from sitegen.site.site import Site, build_site, with_people
from sitegen.sources import program_version
from sitegen.standing import beside
from sitegen.workers import Executor, SerialExecutor


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
    program, executor = program or program_version(), executor or SerialExecutor()
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
        executor=executor,
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
    site = build_site(papers, pages, signals, taxonomy)
    with beside(executor, lambda: _relate(site, folder, program, executor)):
        peopled = with_people(site, papers, authors)
    return _relate(peopled, folder, program, executor)


def _relate(site: Site, folder: SiteFolder, program: str, executor: Executor) -> Site:
    """Find what the papers have to do with each other, and their places on the map: both are remembered."""
    return with_places(with_relations(site, folder.state, program, executor), folder.state, program)
