"""``sitegen tags explain``: the tags of one paper, who chose them, and what in the paper speaks for each."""

from typing import Literal

import msgspec

from sitegen.config import SiteFolder
from sitegen.errors import Problem, SitegenError
from sitegen.ingest.automatic_tags import has_automatic_tags
from sitegen.ingest.ledger import Written, load_ledger
from sitegen.ingest.named_papers import find_paper
from sitegen.ingest.pipeline import TAXONOMY
from sitegen.ingest.retag import unknown_forbidden
from sitegen.ingest.tagger import Evidence, Tagger
from sitegen.markdown import plain_text, plain_title
from sitegen.papers.paper import Paper
from sitegen.papers.taxonomy import Taxonomy, load_taxonomy
from sitegen.papers.transaction import settle

ChosenBy = Literal["ingest", "person", "nobody"]
"""Who chose the tags of a paper; nobody when it has none and ingest did not make it."""


class Explained(msgspec.Struct, frozen=True):
    """One tag, and what speaks for it."""

    slug: str
    name: str
    """What a reader sees."""
    evidence: Evidence | None
    """None when nothing in the paper speaks for it: a person chose it, or the taxonomy changed."""


class Explanation(msgspec.Struct, frozen=True, kw_only=True):
    """Why a paper has its tags."""

    paper: str
    """Its slug."""
    title: str
    """Plain text."""
    path: str
    """Its file, from the site's folder."""
    chosen_by: ChosenBy
    forbidden: tuple[str, ...]
    """The tags that its file forbids."""
    tags: tuple[Explained, ...]
    """Those that it has, in their order."""
    others: tuple[Explained, ...]
    """Topics with evidence that it has not: those that ingest would give now, then the others by score."""
    now: tuple[str, ...]
    """The tags that ingest would give it now."""
    warnings: tuple[Problem, ...] = ()
    """Forbidden tags that no topic has."""

    @property
    def is_outdated(self) -> bool:
        """Whether ingest gave the tags and would give others now."""
        return self.chosen_by == "ingest" and self.now != tuple(tag.slug for tag in self.tags)


def explain_tags(site: SiteFolder, name: str) -> Explanation:
    """Explain the tags of the paper that is called so: by its slug, its file, or its address.

    Raises :class:`SitegenError` when there is no such paper, or when its file, the taxonomy or the ledger cannot be read.
    """
    settle(site.content)
    taxonomy = load_taxonomy(site.content / TAXONOMY)
    paper = find_paper(site, name)
    ledger, problems = load_ledger(site.content, site.root)
    if problems:
        raise SitegenError(problems)
    entry = next((ledger[slug] for slug in (paper.slug, *paper.aliases) if slug in ledger), None)
    return explain(paper, taxonomy, entry.fields.get("tags") if entry else None)


def explain(paper: Paper, taxonomy: Taxonomy, written: Written | None) -> Explanation:
    """Explain the tags of ``paper``; ``written`` is what the ledger has of them."""
    found = Tagger(taxonomy).explain(
        plain_title(paper.title),
        plain_text(paper.abstract),
        categories=paper.categories,
        keywords=paper.keywords,
        forbidden=paper.forbidden_tags,
    )
    evidence = {item.slug: item for item in found}
    return Explanation(
        paper=paper.slug,
        title=plain_title(paper.title),
        path=paper.source,
        chosen_by=_chosen_by(paper, written),
        forbidden=paper.forbidden_tags,
        tags=tuple(Explained(slug, taxonomy.name_of(slug), evidence.get(slug)) for slug in paper.tags),
        others=tuple(Explained(item.slug, taxonomy.name_of(item.slug), item) for item in found if item.slug not in paper.tags),
        now=tuple(item.slug for item in found if item.given),
        warnings=tuple(unknown_forbidden(paper, taxonomy)),
    )


def _chosen_by(paper: Paper, written: Written | None) -> ChosenBy:
    if not paper.tags and not paper.forbidden_tags and written is None:
        return "nobody"
    return "ingest" if has_automatic_tags(paper, written) else "person"
