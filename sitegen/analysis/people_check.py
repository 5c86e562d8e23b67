"""What the authors' file says that fits no paper: to be told, never in the way of a build, since papers may be deleted."""

from collections.abc import Iterable

from sitegen.errors import Problem, did_you_mean
from sitegen.papers.authors_file import AuthorsFile, references
from sitegen.papers.summary import Summary


def check_authors(papers: Iterable[Summary], wishes: AuthorsFile) -> list[Problem]:
    """Return warnings of papers and identifiers that are not there, and of people whom no paper names, in the order of the file."""
    if not wishes.people:
        return []
    known: set[str] = set()
    slugs: list[str] = []
    names: dict[str, str] = {}
    identifiers: set[str] = set()
    for paper in papers:
        known.update(references(paper.slug, paper.ids, paper.aliases))
        slugs.append(paper.slug)
        for author, name in zip(paper.authors, paper.author_names, strict=True):
            names[name.key] = min(names.get(name.key, name.shown), name.shown)
            identifiers.update((author.orcid, author.source_id))
    problems = []
    for person in wishes.people:
        strangers = (reference for reference in (*person.papers, *person.not_papers) if reference not in known)
        problems += [
            _warning(wishes, person.line, f'no paper is "{reference}", of {person.name}', did_you_mean(reference, sorted(slugs)))
            for reference in strangers
        ]
        own = {person.orcid, *person.ids} - {""}
        if not set(person.keys) & names.keys() and not own & identifiers:
            hint = did_you_mean(person.name, sorted(names.values()))
            problems.append(_warning(wishes, person.line, f"no paper names {person.name}", hint))
            continue
        missing = [identifier for identifier in person.ids if identifier not in identifiers]
        problems += [_warning(wishes, person.line, f'no paper has the id "{identifier}", of {person.name}', "") for identifier in missing]
    return problems


def _warning(wishes: AuthorsFile, line: int, message: str, hint: str) -> Problem:
    return Problem(path=wishes.path, line=line, message=message, hint=hint, severity="warning")
