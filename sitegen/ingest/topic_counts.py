"""``sitegen tags list``: the taxonomy with the papers of each topic, and what does not fit between the two."""

from collections import Counter

import msgspec

from sitegen.config import SiteFolder
from sitegen.errors import Problem, SitegenError, did_you_mean
from sitegen.ingest.pipeline import TAXONOMY
from sitegen.ingest.retag import unknown_forbidden
from sitegen.papers.store import read_papers
from sitegen.papers.taxonomy import load_taxonomy
from sitegen.papers.transaction import settle


class TopicCount(msgspec.Struct, frozen=True, kw_only=True):
    """A topic with its papers."""

    slug: str
    name: str
    """What a reader sees."""
    papers: int
    """How many papers have the tag."""
    papers_below: int
    """How many have it or one of the topics below it."""
    below: "tuple[TopicCount, ...]" = ()


class Stray(msgspec.Struct, frozen=True, kw_only=True):
    """A tag that papers have and no topic."""

    slug: str
    papers: int
    example: str
    """The file of one of them, from the site's folder."""
    hint: str
    """What was probably meant; may be empty."""


class TopicCounts(msgspec.Struct, frozen=True, kw_only=True):
    """What ``sitegen tags list`` tells."""

    papers: int
    without_tags: int
    """How many papers have no tag."""
    topics: tuple[TopicCount, ...]
    """Those of the upper level, in the order of the file."""
    strays: tuple[Stray, ...]
    """The most used first."""
    warnings: tuple[Problem, ...]
    """Tags that papers forbid and no topic has."""

    @property
    def empty(self) -> tuple[str, ...]:
        """The slugs of the topics that no paper has, themselves or by one below them, in the order of the file."""
        return tuple(topic.slug for upper in self.topics for topic in (upper, *upper.below) if not topic.papers_below)


def count_topics(site: SiteFolder) -> TopicCounts:
    """Count the papers of each topic. Raises :class:`SitegenError` when the taxonomy or a paper cannot be read."""
    settle(site.content)
    taxonomy = load_taxonomy(site.content / TAXONOMY)
    parents = {topic.slug: topic.parent or topic.slug for topic in taxonomy.topics}
    problems: list[Problem] = []
    warnings: list[Problem] = []
    tags: Counter[str] = Counter()
    uppers: Counter[str] = Counter()
    first: dict[str, str] = {}
    papers = untagged = 0
    for item in read_papers(site.content, site.root):
        if isinstance(item, Problem):
            problems.append(item)
            continue
        papers += 1
        untagged += not item.paper.tags
        warnings += unknown_forbidden(item.paper, taxonomy)
        tags.update(item.paper.tags)
        uppers.update({parents[tag] for tag in item.paper.tags if tag in parents})
        for tag in item.paper.tags:
            first.setdefault(tag, item.paper.source)
    if problems:
        raise SitegenError(problems)

    def counted(parent: str) -> tuple[TopicCount, ...]:
        return tuple(
            TopicCount(
                slug=topic.slug,
                name=topic.name,
                papers=tags[topic.slug],
                papers_below=tags[topic.slug] if parent else uppers[topic.slug],
                below=() if parent else counted(topic.slug),
            )
            for topic in taxonomy.children_of(parent)
        )

    strays = sorted((-count, tag) for tag, count in tags.items() if tag not in taxonomy)
    return TopicCounts(
        papers=papers,
        without_tags=untagged,
        topics=counted(""),
        strays=tuple(Stray(slug=tag, papers=-count, example=first[tag], hint=did_you_mean(tag, parents)) for count, tag in strays),
        warnings=tuple(warnings),
    )
