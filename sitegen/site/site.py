"""What the site consists of: papers, and the groups made from them. Groups hold slugs, never papers."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

import msgspec

from sitegen.errors import SitegenError
from sitegen.markdown import plain_text
from sitegen.papers.dates import PartialDate
from sitegen.papers.pages import Page
from sitegen.papers.paper import Paper
from sitegen.papers.signals import Signal
from sitegen.papers.taxonomy import Taxonomy
from sitegen.site.addresses import address_taken, paper_url
from sitegen.text import title_key


class Site(msgspec.Struct, frozen=True, kw_only=True):
    """Papers by slug, and everything that lists them. Made by :func:`build_site`."""

    papers: Mapping[str, Paper]
    """Every paper that is no draft, by slug."""
    plain_abstracts: Mapping[str, str]
    """The abstract of each paper as plain text, by slug."""
    periods: Mapping[PartialDate, tuple[str, ...]]
    """The papers of each listed day in the order of their rank; and of each month and year those of which no more is known."""
    days: tuple[PartialDate, ...]
    """The days with papers, oldest first."""
    months: tuple[PartialDate, ...]
    years: tuple[PartialDate, ...]
    tags: Mapping[str, tuple[str, ...]]
    """The papers of each tag, newest first; a broad topic holds those of its narrower ones."""
    comments: Mapping[str, int]
    """The number of comments of each paper when it was last counted."""
    upvotes: Mapping[str, int]
    """The same for upvotes."""
    taxonomy: Taxonomy
    pages: tuple[Page, ...]

    def papers_of(self, period: PartialDate) -> tuple[str, ...]:
        """Return the papers of a year, a month or a day, without those that stand on several days of it twice."""
        if period.day:
            return self.periods.get(period, ())
        inside = [date for date in self.periods if date.year == period.year and period.month in (0, date.month)]
        return tuple(dict.fromkeys(slug for date in sorted(inside) for slug in self.periods[date]))


def build_site(papers: Iterable[Paper], pages: Iterable[Page], signals: Iterable[Signal], taxonomy: Taxonomy) -> Site:
    """Group the papers; raise :class:`SitegenError` when two have one slug. ``signals`` are in the order of their days."""
    published = _by_slug(paper for paper in papers if not paper.draft)
    periods = _periods(published.values())
    days = tuple(sorted(date for date in periods if date.day))
    months = tuple(sorted({date.month_part for date in periods if date.month}))
    years = tuple(sorted({date.year_part for date in periods}))
    signals = tuple(signals)
    comments = {signal.paper: signal.comments for signal in signals if signal.comments}
    return Site(
        papers=published,
        plain_abstracts={slug: plain_text(paper.abstract) for slug, paper in published.items()},
        periods=periods,
        days=days,
        months=months,
        years=years,
        tags=_tags(published, taxonomy),
        comments=comments,
        upvotes={signal.paper: signal.upvotes for signal in signals if signal.upvotes},
        taxonomy=taxonomy,
        pages=tuple(pages),
    )


def newest_first(papers: Iterable[Paper]) -> tuple[str, ...]:
    """Order papers by date, newest first, and within a day by rank."""
    return tuple(paper.slug for paper in sorted(papers, key=_newest_first))


def _by_slug(papers: Iterable[Paper]) -> dict[str, Paper]:
    groups: dict[str, list[Paper]] = defaultdict(list)
    for paper in sorted(papers, key=lambda paper: (paper.slug, paper.source)):
        groups[paper.slug].append(paper)
    problems = [address_taken(paper_url(slug), [paper.source for paper in group]) for slug, group in groups.items() if len(group) > 1]
    if problems:
        raise SitegenError(problems)
    return {slug: group[0] for slug, group in groups.items()}


def _periods(papers: Iterable[Paper]) -> dict[PartialDate, tuple[str, ...]]:
    groups: dict[PartialDate, list[tuple[tuple[bool, int, str, str, str], str]]] = defaultdict(list)
    for paper in papers:
        if paper.listed:
            for listing in paper.listed:
                order = (listing.rank == 0, listing.rank, listing.feed, title_key(paper.title), paper.slug)
                groups[listing.day].append((order, paper.slug))
        elif paper.published:
            groups[paper.published].append(((True, 0, "", title_key(paper.title), paper.slug), paper.slug))
    return {date: tuple(dict.fromkeys(slug for _, slug in sorted(group))) for date, group in sorted(groups.items())}


def _tags(papers: Mapping[str, Paper], taxonomy: Taxonomy) -> dict[str, tuple[str, ...]]:
    groups: dict[str, dict[str, Paper]] = defaultdict(dict)
    for paper in papers.values():
        for tag in paper.tags:
            groups[tag][paper.slug] = paper
            topic = taxonomy.find(tag)
            if topic is not None and topic.parent:
                groups[topic.parent][paper.slug] = paper
    return {tag: newest_first(group.values()) for tag, group in sorted(groups.items())}


def _newest_first(paper: Paper) -> tuple[int, int, int, bool, int, str]:
    date = paper.listed[-1].day if paper.listed else paper.published
    rank = paper.listed[-1].rank if paper.listed else 0
    year, month, day = (date.year, date.month, date.day) if date else (0, 0, 0)
    return (-year, -month, -day, rank == 0, rank, paper.slug)
