"""How a person names a paper on the command line: by its slug, by its file, or by its address."""

from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from sitegen.config import SiteFolder
from sitegen.errors import Problem, SitegenError, UsageError, did_you_mean
from sitegen.papers.paper import Paper
from sitegen.papers.store import PAPERS, StoredPaper, find_files, read_papers, read_stored, shown_path

_MANY = 5_000
"""Among more papers than this, not all are compared with a name that no paper has."""
_LONGEST = 200
"""So many characters of such a name are compared."""
_SHOWN = 3
"""So many papers are named that begin like it."""


class PaperNames:
    """The papers of a site, found by whatever they are called."""

    def __init__(self, sources: Mapping[str, str], slug_of_alias: Mapping[str, str]) -> None:
        """Take the file of each paper by its slug, and the slug of each alias."""
        self._sources = sources
        self._slug_of_alias = slug_of_alias
        self._slug_of_source = {source: slug for slug, source in sources.items()}

    @property
    def all(self) -> tuple[str, ...]:
        """The slugs of all papers, sorted."""
        return tuple(sorted(self._sources))

    def find(self, names: tuple[str, ...], site_root: Path) -> tuple[str, ...]:
        """Return the slugs of the named papers, each once. Raises :class:`UsageError` with all names that no paper has."""
        found, problems = [], []
        for name in names:
            slug = self._find(name, site_root)
            if slug:
                found.append(slug)
            else:
                hint = self._nearest(short_name(name)) or "name its slug, its file or its address"
                problems.append(Problem(message=f'there is no paper "{name}"', hint=hint))
        if problems:
            raise UsageError(problems)
        return tuple(dict.fromkeys(found))

    def knows(self, name: str, site_root: Path) -> bool:
        """Tell whether a paper is called so."""
        return bool(self._find(name, site_root))

    def _nearest(self, short: str) -> str:
        """Propose a paper whose slug begins so, else one whose slug is like it; among many papers, those with the same first letter."""
        slugs = sorted({*self._sources, *self._slug_of_alias})
        begun = [slug for slug in slugs if short and slug.startswith(f"{short}-")]
        if begun:
            return (
                f'did you mean "{begun[0]}"?' if len(begun) == 1 else f"{len(begun):,} papers begin so, such as {', '.join(begun[:_SHOWN])}"
            )
        return did_you_mean(short[:_LONGEST], slugs if len(slugs) <= _MANY else [slug for slug in slugs if slug[:1] == short[:1]])

    def _find(self, name: str, site_root: Path) -> str:
        if name in self._sources:
            return name
        for shown in paths_of(name, site_root):
            if shown in self._slug_of_source:
                return self._slug_of_source[shown]
        short = short_name(name)
        return short if short in self._sources else self._slug_of_alias.get(short, "")


def find_paper(site: SiteFolder, name: str) -> Paper:
    """Read the one paper that is called so; all others are read only when no file has that name.

    Raises :class:`UsageError` when there is none, and :class:`SitegenError` when its file cannot be read.
    """
    short = short_name(name)
    for path in find_files(site.content / PAPERS):
        if path.stem == short:
            paper = _read(path, site)
            if _names_of([paper]).knows(name, site.root):
                return paper
    papers = [item.paper for item in read_papers(site.content, site.root) if isinstance(item, StoredPaper)]
    (slug,) = _names_of(papers).find((name,), site.root)
    return next(paper for paper in papers if paper.slug == slug)


def _read(path: Path, site: SiteFolder) -> Paper:
    items = list(read_stored(path, site.root))
    problems = [item for item in items if isinstance(item, Problem)]
    papers = [item.paper for item in items if isinstance(item, StoredPaper)]
    if problems or not papers:
        raise SitegenError(problems)
    return papers[0]


def _names_of(papers: Iterable[Paper]) -> PaperNames:
    papers = list(papers)
    aliases = {alias: paper.slug for paper in papers for alias in paper.aliases}
    return PaperNames({paper.slug: paper.source for paper in papers}, aliases)


def short_name(name: str) -> str:
    """Return the slug that a name most likely has in it: the last part of an address or of a path, without its ending."""
    path = unquote(urlsplit(name).path) if "://" in name else name
    parts = [part for part in path.replace("\\", "/").split("/") if part and part != "index.html"]
    return parts[-1].removesuffix(".md") if parts else ""


def paths_of(name: str, site_root: Path) -> tuple[str, ...]:
    """Return the files that a name may mean, as papers have them: from the site's folder, and from where the command runs."""
    if not name.endswith(".md") or "\0" in name:
        return ()
    return PurePosixPath(name).as_posix(), shown_path(Path(name).absolute(), site_root.absolute())
