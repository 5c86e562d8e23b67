"""What stands on a paper's page of other papers: those that are near, those that it names and those that name it."""

from collections.abc import Mapping
from pathlib import Path

import msgspec

from sitegen.analysis.citations import cited_by, resolve_mentions
from sitegen.analysis.relations import Entry, find_relations
from sitegen.papers.summary import Summary
from sitegen.site import addresses
from sitegen.site.site import Site
from sitegen.site.views.papers import RelatedPaperView, RelationsView
from sitegen.workers import Executor

MOST_CITING = 30
"""So many papers that name one are listed, the newest; the others are counted."""


def with_relations(site: Site, state: Path, program: str, limit: int, executor: Executor) -> Site:
    """Return the site with what its papers have to do with each other; what is known from earlier builds lies in ``state``.

    ``limit`` is how many related papers a page shows.
    """
    entries = [Entry(slug, paper.date, paper.text_digest) for slug, paper in site.papers.items()]
    relations = find_relations(entries, lambda slug: site.text_of(slug).paper, state, program, limit, executor)
    return msgspec.structs.replace(site, relations=relations)


class OtherPapers(msgspec.Struct, frozen=True, array_like=True):
    """What the page of a paper shows of others, of which each is put together once for all pages."""

    near: tuple[tuple[RelatedPaperView, tuple[str, ...]], ...] = ()
    """Each with what both have in common."""
    cites: tuple[RelatedPaperView, ...] = ()
    cited_by: tuple[RelatedPaperView, ...] = ()
    more_citing: int = 0


def other_papers(site: Site) -> Mapping[str, OtherPapers]:
    """Return what each paper's page shows of others, by slug; papers that stand alone are left out."""
    moved = sorted([(slug, paper.aliases) for slug, paper in site.papers.items() if paper.aliases], reverse=True)
    aliases = {alias: slug for slug, former in moved for alias in former}
    ids = {slug: paper.ids for slug, paper in site.papers.items()} if site.relations.mentions else {}
    cites = resolve_mentions(site.relations.mentions, ids, aliases)
    citing = cited_by(cites)
    near = site.relations.near
    views = {slug: _paper_view(paper) for slug, paper in site.papers.items()}
    others = {}
    for slug in [*near, *(cites.keys() | citing.keys()) - near.keys()]:
        newest = sorted(citing[slug], key=site.timeline.order.__getitem__) if slug in citing else ()
        others[slug] = OtherPapers(
            tuple([(views[neighbour.slug], neighbour.terms) for neighbour in near.get(slug, ())]),
            tuple([views[other] for other in cites.get(slug, ())]),
            tuple([views[other] for other in newest[:MOST_CITING]]),
            max(0, len(newest) - MOST_CITING),
        )
    return others


def relations_view(others: OtherPapers) -> RelationsView:
    """Return the same as templates show it."""
    return RelationsView(
        related=tuple([msgspec.structs.replace(view, shares=terms) for view, terms in others.near]),
        cites=others.cites,
        cited_by=others.cited_by,
        more_citing=others.more_citing,
    )


def _paper_view(paper: Summary) -> RelatedPaperView:
    year = paper.published or paper.date
    return RelatedPaperView(title=paper.title, url=addresses.paper_url(paper.slug), year=f"{year.year:04}" if year else "")
