"""What the authors' file says that fits no paper: to be told, never in the way of a build, since papers may be deleted."""

from collections.abc import Iterable

from sitegen.errors import Problem, did_you_mean
from sitegen.papers.authors_file import AuthorsFile, references
from sitegen.papers.names import read_name
from sitegen.papers.summary import Summary


def check_authors(papers: Iterable[Summary], wishes: AuthorsFile) -> list[Problem]:
    """Return warnings of papers that are not there, and of people whom no paper names, in the order of the file."""
    known: set[str] = set()
    slugs: list[str] = []
    names: dict[str, str] = {}
    orcids: set[str] = set()
    for paper in papers:
        known.update(references(paper.slug, paper.ids, paper.aliases))
        slugs.append(paper.slug)
        names.update((author.name, "") for author in paper.authors)
        orcids.update(author.orcid for author in paper.authors)
    names = {read_name(name).key: read_name(name).shown for name in sorted(names)}
    problems = []
    for person in wishes.people:
        strangers = (reference for reference in (*person.papers, *person.not_papers) if reference not in known)
        problems += [
            _warning(wishes, person.line, f'no paper is "{reference}", of {person.name}', did_you_mean(reference, slugs))
            for reference in strangers
        ]
        if not set(person.keys) & names.keys() and not {person.orcid} & (orcids - {""}):
            hint = did_you_mean(person.name, sorted(names.values()))
            problems.append(_warning(wishes, person.line, f"no paper names {person.name}", hint))
    return problems


def _warning(wishes: AuthorsFile, line: int, message: str, hint: str) -> Problem:
    return Problem(path=wishes.path, line=line, message=message, hint=hint, severity="warning")
