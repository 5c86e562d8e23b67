"""What stands on a paper's page of other papers: those that are near, those that it names and those that name it."""

from collections.abc import Mapping
from pathlib import Path

import msgspec

from sitegen.analysis.citations import cited_by, resolve_mentions
from sitegen.analysis.related import shown
from sitegen.analysis.relations import Entry, find_relations
from sitegen.config import Config
from sitegen.papers.summary import Summary, newest_first
from sitegen.site import addresses
from sitegen.site.outputs import Packed
from sitegen.site.site import Site
from sitegen.site.views.papers import RelatedPaperView, RelationsView
from sitegen.workers import Executor

MOST_CITING = 30
"""So many papers that name one are listed, the newest; the others are counted."""


def with_relations(site: Site, state: Path, program: str, executor: Executor) -> Site:
    """Return the site with what its papers have to do with each other; what is known from earlier builds lies in ``state``."""
    entries = [Entry(slug, paper.date, paper.text_digest) for slug, paper in site.papers.items()]
    return msgspec.structs.replace(site, relations=find_relations(entries, lambda slug: site.text_of(slug).paper, state, program, executor))


def relations_views(site: Site, config: Config) -> Mapping[str, Packed]:
    """Return what each paper's page shows of others, a :class:`RelationsView`, by slug; papers that stand alone are left out."""
    aliases = {alias: slug for slug, paper in sorted(site.papers.items(), reverse=True) for alias in paper.aliases}
    ids = {slug: paper.ids for slug, paper in site.papers.items()} if site.relations.mentions else {}
    cites = resolve_mentions(site.relations.mentions, ids, aliases)
    citing = cited_by(cites)
    near = shown(site.relations.backward, config.related_papers) if config.related_papers else {}
    slugs = sorted({*(slug for slug, neighbours in near.items() if neighbours), *cites, *citing})
    others = {slug: _paper_view(paper) for slug, paper in site.papers.items()}
    views = {}
    for slug in slugs:
        related = tuple(_sharing(others[neighbour.slug], neighbour.terms) for neighbour in near.get(slug, ()))
        newest = newest_first(site.papers[other] for other in citing.get(slug, ()))
        view = RelationsView(
            related=related,
            cites=tuple(others[other] for other in cites.get(slug, ())),
            cited_by=tuple(others[other] for other in newest[:MOST_CITING]),
            more_citing=max(0, len(newest) - MOST_CITING),
        )
        views[slug] = Packed.of(view)
    return views


def _paper_view(paper: Summary) -> RelatedPaperView:
    year = paper.published or paper.date
    return RelatedPaperView(title=paper.title, url=addresses.paper_url(paper.slug), year=f"{year.year:04}" if year else "")


def _sharing(view: RelatedPaperView, terms: tuple[str, ...]) -> RelatedPaperView:
    return RelatedPaperView(title=view.title, url=view.url, year=view.year, shares=terms)
