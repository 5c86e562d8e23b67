"""What the site consists of: papers, and the groups made from them. Groups hold slugs, never papers."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property

import msgspec

from sitegen.analysis.map_state import Place
from sitegen.analysis.people import NO_PEOPLE, People, find_people
from sitegen.analysis.people_check import check_authors
from sitegen.analysis.relations import NO_RELATIONS, Relations
from sitegen.errors import Problem, SitegenError
from sitegen.papers.authors_file import AuthorsFile
from sitegen.papers.cache import LoadedPapers, TextReference, read_referenced
from sitegen.papers.dates import PartialDate
from sitegen.papers.pages import Page
from sitegen.papers.signals import Signal
from sitegen.papers.summary import Summary, WholePaper, newest_first
from sitegen.papers.taxonomy import Taxonomy
from sitegen.site.addresses import address_taken, paper_url
from sitegen.site.outputs import Deferred, Packed
from sitegen.site.timeline import Timeline


class Site(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """Papers by slug, and everything that lists them. Made by :func:`build_site`."""

    papers: Mapping[str, Summary]
    """Every paper that is no draft, by slug."""
    timeline: Timeline
    """The same slugs in the order of time."""
    short: Mapping[str, Packed]
    """The same as pages take them along."""
    texts: Mapping[str, TextReference]
    """Where the same papers are with abstracts and notes; pages ask for them with :meth:`full`."""
    periods: Mapping[PartialDate, tuple[str, ...]]
    """The papers of each listed day in the order of their rank; and of each month and year those of which no more is known."""
    days: tuple[PartialDate, ...]
    """The days with papers, oldest first."""
    months: tuple[PartialDate, ...]
    years: tuple[PartialDate, ...]
    tags: Mapping[str, tuple[str, ...]]
    """The papers of each tag, newest first; a broad topic holds those of its narrower ones."""
    signals: tuple[Signal, ...]
    """What readers did, in the order of the days."""
    comments: Mapping[str, int]
    """The number of comments of each paper when it was last counted."""
    upvotes: Mapping[str, int]
    """The same for upvotes."""
    taxonomy: Taxonomy
    pages: tuple[Page, ...]
    people: People = NO_PEOPLE
    """Who wrote the papers."""
    relations: Relations = NO_RELATIONS
    """What the papers have to do with each other."""
    places: Mapping[str, Place] = {}
    """Where each paper is on the map."""
    has_lists: bool = True
    """Whether any paper was ever on a list. Where none was, as in a bibliography, papers stand where they were published."""
    warnings: tuple[Problem, ...] = ()
    """What in the sources is probably a mistake."""

    def papers_of(self, period: PartialDate) -> tuple[str, ...]:
        """Return the papers of a year, a month or a day, without those that stand on several days of it twice."""
        if period.day:
            return self.periods.get(period, ())
        return self._papers_of_longer.get(period, ())

    @cached_property
    def _papers_of_longer(self) -> Mapping[PartialDate, tuple[str, ...]]:
        groups: dict[PartialDate, dict[str, None]] = defaultdict(dict)
        for date, slugs in sorted(self.periods.items()):
            group = dict.fromkeys(slugs)
            groups[date.year_part] |= group
            if date.month:
                groups[date.month_part] |= group
        return {period: tuple(group) for period, group in groups.items()}

    def full(self, slug: str) -> Deferred:
        """Return the :class:`~sitegen.papers.summary.WholePaper`, to be used when a page is made."""
        return Deferred(self.papers[slug].text_digest, read_referenced, (self.texts[slug],))

    def text_of(self, slug: str) -> WholePaper:
        """Read a paper with its texts now."""
        return read_referenced(self.texts[slug])


def build_site(papers: LoadedPapers, pages: Iterable[Page], signals: Iterable[Signal], taxonomy: Taxonomy) -> Site:
    """Group the papers, without who wrote them; raise :class:`SitegenError` when two have one slug.

    ``signals`` are in the order of their days.
    """
    summaries = {paper.slug: paper for paper in _each_slug_once(paper for paper in papers.summaries if not paper.draft)}
    periods = _periods(summaries.values())
    newest = newest_first(summaries.values())
    signals = tuple(signals)
    return Site(
        papers=summaries,
        timeline=Timeline(newest, {slug: paper.newest_date for slug, paper in summaries.items()}),
        short={slug: Packed(paper.key, papers.packed[paper.source], Summary) for slug, paper in summaries.items()},
        texts={slug: papers.texts[paper.source] for slug, paper in summaries.items()},
        periods=periods,
        days=tuple(sorted(date for date in periods if date.day)),
        months=tuple(sorted({date.month_part for date in periods if date.month})),
        years=tuple(sorted({date.year_part for date in periods})),
        tags=_tags(summaries, newest, taxonomy),
        signals=signals,
        comments={signal.paper: signal.comments for signal in signals if signal.comments},
        upvotes={signal.paper: signal.upvotes for signal in signals if signal.upvotes},
        taxonomy=taxonomy,
        pages=tuple(pages),
        has_lists=any(paper.listed for paper in summaries.values()),
    )


def with_people(site: Site, papers: LoadedPapers, authors: AuthorsFile) -> Site:
    """Return the site with who wrote its papers; ``papers`` are those that it was built from, drafts included."""
    warnings = tuple(check_authors(papers.summaries, authors))
    return msgspec.structs.replace(site, people=find_people(site.papers.values(), authors, site.timeline.newest), warnings=warnings)


def _each_slug_once(papers: Iterable[Summary]) -> list[Summary]:
    groups: dict[str, list[Summary]] = defaultdict(list)
    for paper in sorted(papers, key=lambda paper: (paper.slug, paper.source)):
        groups[paper.slug].append(paper)
    problems = [address_taken(paper_url(slug), [paper.source for paper in group]) for slug, group in groups.items() if len(group) > 1]
    if problems:
        raise SitegenError(problems)
    return [group[0] for group in groups.values()]


def _periods(papers: Iterable[Summary]) -> dict[PartialDate, tuple[str, ...]]:
    groups: dict[PartialDate, list[tuple[tuple[bool, int, str, str, str], str]]] = defaultdict(list)
    for paper in papers:
        if paper.listed:
            for listing in paper.listed:
                order = (listing.rank == 0, listing.rank, listing.feed, paper.title_key, paper.slug)
                groups[listing.day].append((order, paper.slug))
        elif paper.published:
            groups[paper.published].append(((True, 0, "", paper.title_key, paper.slug), paper.slug))
    return {date: tuple(dict.fromkeys(slug for _, slug in sorted(group))) for date, group in sorted(groups.items())}


def _tags(papers: Mapping[str, Summary], newest: Iterable[str], taxonomy: Taxonomy) -> dict[str, tuple[str, ...]]:
    groups: dict[str, dict[str, None]] = defaultdict(dict)
    parents = {topic.slug: topic.parent for topic in taxonomy.topics if topic.parent}
    for slug in newest:
        for tag in papers[slug].tags:
            groups[tag][slug] = None
            if tag in parents:
                groups[parents[tag]][slug] = None
    return {tag: tuple(group) for tag, group in sorted(groups.items())}
