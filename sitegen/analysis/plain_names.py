"""Names on papers of which nothing but the name is known, as of most: no identifier stands with them, and the authors' file is silent.

Each is a person of its own, whatever stands on other papers, so all of them are told in one pass.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set

import msgspec

from sitegen.papers.authors_file import AuthorsFile
from sitegen.papers.summary import Summary


class Names(msgspec.Struct, frozen=True):
    """The names on papers, by their keys."""

    plain: Set[str]
    """Those of which nothing but the name is known."""
    told_of: Set[str]
    """Those of which an identifier on a paper, or the authors' file, tells more."""
    hidden: Mapping[str, Sequence[int]]
    """The places of hidden authors, by the slug of the paper; their names are not among those above."""


class PlainPapers(msgspec.Struct, frozen=True):
    """The papers of those who are nothing but a name, by their slugs."""

    once: Mapping[str, str]
    """Of those who are named in one place alone, as most are."""
    often: Mapping[str, tuple[str, ...]]
    """Of the others, newest first."""


def sort_names(papers: Iterable[Summary], wishes: AuthorsFile) -> Names:
    """Part plain names from those of which more is told."""
    papers = list(papers)
    marked = {paper.slug for paper in papers for author in paper.authors if author.orcid or author.source_id or author.hidden}
    plain = {name.key for paper in papers if paper.slug not in marked for name in paper.author_names}
    told_of = {key for entry in wishes.people for key in entry.keys}
    hidden: dict[str, list[int]] = defaultdict(list)
    for paper in papers if marked else ():
        for place, author in enumerate(paper.authors if paper.slug in marked else ()):
            if author.hidden:
                hidden[paper.slug].append(place)
            else:
                (told_of if author.orcid or author.source_id else plain).add(paper.author_names[place].key)
    no_letter = {""}
    return Names(plain - told_of - no_letter, told_of - no_letter, hidden)


def plain_papers(by_paper: Mapping[str, Iterable[str]], newest: Iterable[str], known: Iterable[str]) -> PlainPapers:
    """Return the papers of all but the ``known``; ``newest`` are the papers, newest first."""
    once: dict[str, str] = {}
    others: dict[str, list[str]] = defaultdict(list)
    for paper in newest:
        for slug in by_paper[paper]:
            if slug in once:
                others[slug].append(paper)
            else:
                once[slug] = paper
    for slug in ("", *known):
        once.pop(slug, None)
        others.pop(slug, None)
    return PlainPapers(once, {slug: tuple(dict.fromkeys((once.pop(slug), *papers))) for slug, papers in others.items()})
