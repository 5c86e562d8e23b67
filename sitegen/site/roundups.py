"""Round-ups of weeks and months: top papers, rising tags, new names; and the pages of weeks."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import msgspec

from sitegen.analysis.people import People
from sitegen.analysis.rising import TagCounts, count_tags, first_days, first_mentions, new_names, new_people, rising_tags
from sitegen.analysis.windows import Window, WindowKind, as_partial, month_window
from sitegen.config import Config
from sitegen.papers.dates import PartialDate
from sitegen.papers.introduced import name_key
from sitegen.papers.summary import Summary
from sitegen.site import addresses
from sitegen.site.items import date_view, paper_link
from sitegen.site.outputs import Deferred, Output
from sitegen.site.site import Site
from sitegen.site.trending import Activity, window_link
from sitegen.site.views import CountView, LinkView, NewAuthorsView, NewNameView, PageHead, RisingView, RoundUpView, TrendView, WeekView
from sitegen.site.words import papers_word
from sitegen.text import digest

COMPARED: dict[WindowKind, int] = {"week": 8, "month": 6}
"""With how many periods before it a period is compared."""
NEW_TEAMS = 6
"""How many groups of new authors a round-up names, and how many of each group."""

_ALWAYS = PartialDate(0)


@dataclass(frozen=True, slots=True)
class RoundUps:
    """What it takes to sum up any week or month of a site. Made by :func:`find_round_ups`."""

    activity: Activity
    counts: Mapping[Window, TagCounts]
    """The tags of each week and month with papers; the oldest first."""
    first_tags: Mapping[str, PartialDate]
    first_names: Mapping[str, PartialDate]
    """By the name as a title writes it."""
    first_people: Mapping[str, PartialDate]
    """Of those who have several papers."""
    people: Mapping[str, tuple[str, ...]]
    """Who of them wrote each paper."""
    with_pages: Collection[str]
    """Who has a page."""

    def of(self, window: Window) -> Deferred | None:
        """Return the round-up of a week or a month, a :class:`RoundUpView`; None for one without papers."""
        if window not in self.counts:
            return None
        before = self._before(window)
        papers = self.activity.site.papers
        slugs = self.activity.listed[window]
        since = as_partial(window.first) if window.kind == "week" else as_partial(window.first).month_part
        rest = (
            self.counts[window],
            tuple(self.counts[earlier] for earlier in before),
            self._tags(window, since),
            self._new_names(window, [slug for slug in slugs if papers[slug].introduces], since),
            self._new_people(window, [slug for slug in slugs if self.people.get(slug)], since) if before else (),
            _compared(window, len(before)),
        )
        trend = self.activity.trend(window)
        return Deferred(digest(trend.key, msgspec.msgpack.encode(rest)), _round_up_view, (trend, *rest))

    def _before(self, window: Window) -> Sequence[Window]:
        windows = self.activity.windows(window.kind)
        place = windows.index(window)
        return windows[max(0, place - COMPARED[window.kind]) : place]

    def _tags(self, window: Window, since: PartialDate) -> tuple[tuple[str, str, bool], ...]:
        """Return slug and name of each tag of the period that may rise, and whether it is new."""
        taxonomy = self.activity.site.taxonomy
        apart = taxonomy.fallback.slug if taxonomy.fallback else ""
        return tuple((tag, taxonomy.name_of(tag), self.first_tags[tag] >= since) for tag in self.counts[window].tags if tag != apart)

    def _new_names(self, window: Window, slugs: Sequence[str], since: PartialDate) -> tuple[NewNameView, ...]:
        papers = self.activity.site.papers
        fresh = [slug for slug in slugs if self.first_names[papers[slug].introduces] >= since]
        found = new_names((slug, papers[slug].introduces) for slug in _best_first(papers, fresh, window))
        return tuple(NewNameView(new.name, tuple(paper_link(papers[slug]) for slug in new.papers)) for new in found)

    def _new_people(self, window: Window, slugs: Sequence[str], since: PartialDate) -> tuple[NewAuthorsView, ...]:
        """Return the new authors, those of the same papers together."""
        papers = self.activity.site.papers
        fresh = {slug: [person for person in self.people[slug] if self.first_people[person] >= since] for slug in slugs}
        ordered = _best_first(papers, [slug for slug in slugs if fresh[slug]], window)
        found = new_people((slug, fresh[slug]) for slug in ordered)
        teams: dict[tuple[str, ...], list[LinkView]] = {}
        for new in found:
            teams.setdefault(new.papers, []).append(self._author(new.person, new.papers[0]))
        return tuple(
            NewAuthorsView(tuple(names[:NEW_TEAMS]), max(0, len(names) - NEW_TEAMS), tuple(paper_link(papers[slug]) for slug in written))
            for written, names in list(teams.items())[:NEW_TEAMS]
        )

    def _author(self, person: str, paper: str) -> LinkView:
        """Return an author, spelled as on that paper, so that the spelling of later papers changes nothing here."""
        site = self.activity.site
        name = site.papers[paper].authors[site.people.by_paper[paper].index(person)].name
        return LinkView(name, addresses.author_url(person) if person in self.with_pages else "")


def find_round_ups(activity: Activity, config: Config) -> RoundUps:
    """Find out when everything was seen first, and count the tags of each period."""
    papers = activity.site.papers
    dated = [(paper.date or _ALWAYS, paper) for paper in papers.values()]
    keys = {paper.introduces: name_key(paper.introduces) for paper in papers.values() if paper.introduces}
    first_names = first_mentions(((date, paper.plain_title) for date, paper in dated), frozenset(keys.values()))
    people = _people_of_several(activity.site.people)
    return RoundUps(
        activity=activity,
        counts={
            window: count_tags(papers[slug].tags for slug in slugs) for window, slugs in activity.listed.items() if window.kind != "day"
        },
        first_tags=first_days((date, paper.tags) for date, paper in dated),
        first_names={name: first_names.get(key, _ALWAYS) for name, key in keys.items()},
        first_people=first_days((date, people.get(paper.slug, ())) for date, paper in dated),
        people=people,
        with_pages=activity.site.people.with_pages(config.author_threshold),
    )


def week_outputs(round_ups: RoundUps) -> Iterator[Output]:
    """Yield the page of each week with listed days."""
    activity = round_ups.activity
    weeks = activity.windows("week")
    days: dict[Window, list[PartialDate]] = {week: [] for week in weeks}
    for day, week in activity.weeks.items():
        days[week].append(day)
    for index, week in enumerate(weeks):
        yield _week(round_ups, week, days[week], weeks[index - 1] if index else None, weeks[index + 1] if index + 1 < len(weeks) else None)


def _week(round_ups: RoundUps, week: Window, days: Sequence[PartialDate], previous: Window | None, following: Window | None) -> Output:
    site = round_ups.activity.site
    count = len(round_ups.activity.listed[week])
    label, url = window_link(week).label, window_link(week).url
    span = f"{as_partial(week.first).label} to {as_partial(week.last).label}"
    parents = dict.fromkeys([*(day.year_part for day in days), *(day.month_part for day in days)])
    return Output(
        url=url,
        template="week.html",
        source=f"(the round-up of {week.label})",
        head=PageHead(
            title=label, description=f"{papers_word(count)} of {week.label}, {span}: what stood out, what rose, what is new.", url=url
        ),
        make=_week_view,
        args=(
            week,
            count,
            tuple(_count(site, day) for day in reversed(days)),
            round_ups.of(week),
            tuple(LinkView(period.label, addresses.period_url(period)) for period in parents),
            window_link(previous) if previous else None,
            window_link(following) if following else None,
        ),
    )


def _week_view(
    head: PageHead,
    week: Window,
    count: int,
    days: tuple[CountView, ...],
    round_up: RoundUpView,
    parents: tuple[LinkView, ...],
    previous: LinkView | None,
    following: LinkView | None,
) -> WeekView:
    return WeekView(
        head=head,
        label=window_link(week).label,
        first=date_view(as_partial(week.first)),
        last=date_view(as_partial(week.last)),
        count=count,
        days=days,
        round_up=round_up,
        parents=parents,
        previous=previous,
        next=following,
    )


def _count(site: Site, day: PartialDate) -> CountView:
    return CountView(f"{day.weekday}, {day.label}", addresses.period_url(day), len(site.periods[day]), day.iso)


def _round_up_view(
    trend: TrendView,
    now: TagCounts,
    before: tuple[TagCounts, ...],
    tags: tuple[tuple[str, str, bool], ...],
    names: tuple[NewNameView, ...],
    people: tuple[NewAuthorsView, ...],
    compared: str,
) -> RoundUpView:
    known = {tag: (name, new) for tag, name, new in tags}
    shown = TagCounts(now.papers, {tag: count for tag, count in now.tags.items() if tag in known})
    rising = tuple(
        RisingView(
            tag=LinkView(known[tag.tag][0], addresses.tag_url(tag.tag)),
            count=tag.count,
            expected=f"{tag.expected // 10}.{tag.expected % 10}",
            new=known[tag.tag][1],
        )
        for tag in rising_tags(shown, before)
    )
    return RoundUpView(trend=trend, rising=rising, compared=compared, names=names, authors=people)


def _compared(window: Window, number: int) -> str:
    if not number:
        return ""
    return f"the {window.kind} before" if number == 1 else f"the {number} {window.kind}s before"


def _best_first(papers: Mapping[str, Summary], slugs: Sequence[str], window: Window) -> list[str]:
    """Order papers of a period, given by day, by their best rank in it."""
    ranks = {slug: _best_rank(papers[slug], window) for slug in slugs}
    return sorted(slugs, key=lambda slug: (ranks[slug] == 0, ranks[slug]))


def _best_rank(paper: Summary, window: Window) -> int:
    return min([listing.rank for listing in paper.listed if listing.rank > 0 and window.holds(listing.day)], default=0)


def _people_of_several(people: People) -> dict[str, tuple[str, ...]]:
    """Return those authors of each paper who have several papers."""
    several = people.with_several_papers
    return {slug: tuple([person for person in persons if person in several]) for slug, persons in people.by_paper.items()}


def round_up_of_month(round_ups: RoundUps, month: PartialDate) -> Deferred | None:
    """Return the round-up of a month; None for one without papers."""
    return round_ups.of(month_window(month))
