"""The page of what is trending, and the ranking of any period for other pages: deferred until one that shows it is made."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

import msgspec

from sitegen.analysis.trending import Ranked, Reason, Trend, trend
from sitegen.analysis.windows import Window, WindowKind, day_window, month_window, week_window
from sitegen.config import Config
from sitegen.config_trending import TrendingWeights
from sitegen.papers.dates import PartialDate, parse_day
from sitegen.papers.signals import Signal
from sitegen.papers.summary import Summary
from sitegen.site import addresses
from sitegen.site.items import date_view, paper_link
from sitegen.site.outputs import Deferred, Output
from sitegen.site.site import Site
from sitegen.site.views import PageHead, ReasonView, TrendingPaperView, TrendingView, TrendView
from sitegen.site.views.parts import LinkView
from sitegen.text import digest


@dataclass(frozen=True, slots=True)
class Activity:
    """Which papers were listed or counted in each period, and everything that was counted. Made by :func:`find_activity`."""

    site: Site
    weights: TrendingWeights
    listed: Mapping[Window, tuple[str, ...]]
    """The papers of each day, week and month that has some, in the order of the days and of the lists; the oldest period first.

    A month has those that are known by their month alone as well, before the others.
    """
    slugs: Mapping[Window, tuple[str, ...]]
    """The same with those that were only counted in the period, sorted."""
    signals: Mapping[str, Sequence[Signal]]
    """What was counted of each paper, in the order of the days."""
    weeks: Mapping[PartialDate, Window]
    """The week of each listed day, oldest first."""

    def windows(self, kind: WindowKind) -> tuple[Window, ...]:
        """Return the periods of a kind that have papers, oldest first."""
        return tuple(window for window in self.listed if window.kind == kind)

    def trend(self, window: Window) -> Deferred:
        """Return the ranking of a period, a :class:`TrendView` to be made when it is shown.

        It is made of the papers of the period and of what was counted of them until its end, and of nothing else.
        """
        slugs = self.slugs.get(window, ())
        papers = tuple([self.site.short[slug] for slug in slugs])
        last = window.last.isoformat()
        signals = tuple(signal for slug in slugs for signal in self.signals.get(slug, ()) if signal.day <= last)
        key = digest("trend", window.iso, msgspec.msgpack.encode((self.weights, signals)), "".join(paper.key for paper in papers))
        return Deferred(key, _trend_view, (window, papers, signals, self.weights))


def find_activity(site: Site, config: Config) -> Activity:
    """Sort out what happened in which period."""
    listed: dict[Window, dict[str, None]] = defaultdict(dict)
    for period in sorted(site.periods):
        for window in _windows(period) if period.day else (month_window(period),) if period.month else ():
            listed[window].update(dict.fromkeys(site.periods[period]))
    slugs = {window: set(group) for window, group in listed.items()}
    signals: dict[str, list[Signal]] = defaultdict(list)
    for day_text, group in groupby(site.signals, key=lambda signal: signal.day):
        windows = _windows_of_text(day_text)
        counted = [signal for signal in group if signal.paper in site.papers] if windows else []
        for signal in counted:
            signals[signal.paper].append(signal)
        for window in windows:
            if window in slugs:
                slugs[window].update(signal.paper for signal in counted)
    return Activity(
        site=site,
        weights=config.weights,
        listed={window: tuple(group) for window, group in listed.items()},
        slugs={window: tuple(sorted(group)) for window, group in slugs.items()},
        signals=signals,
        weeks={day: week_window(day) for day in site.days},
    )


def _windows(day: PartialDate) -> tuple[Window, ...]:
    return (day_window(day), week_window(day), month_window(day))


def _windows_of_text(day: str) -> tuple[Window, ...]:
    try:
        return _windows(parse_day(day))
    except ValueError:
        # 30 February: the form of a date, and no day.
        return ()


def trending_outputs(activity: Activity) -> Iterator[Output]:
    """Yield the page of what is trending, for a site that has listed days."""
    site = activity.site
    if site.days:
        day = site.days[-1]
        yield Output(
            url=addresses.TRENDING,
            template="trending.html",
            source="(what is trending)",
            head=PageHead(
                title="Trending",
                description=f"The papers that stand out on {day.label}, in its week and in its month, each with what put it there.",
                url=addresses.TRENDING,
            ),
            make=_trending_view,
            args=(_formula(activity.weights), _later_month(site, day), *(activity.trend(window) for window in _windows(day))),
        )


def trending_links(activity: Activity) -> tuple[LinkView, ...]:
    """Return a link to the page of :func:`trending_outputs` when it is there."""
    return (LinkView("Trending", addresses.TRENDING),) if activity.site.days else ()


def trend_of_home(activity: Activity) -> Deferred | None:
    """Return the ranking of the newest week, when more is known of it than the order of one day's list; else None."""
    if not activity.site.days:
        return None
    week = week_window(activity.site.days[-1])
    days = sum(week.holds(day) for day in activity.site.days[-week.length :])
    first, last = week.first.isoformat(), week.last.isoformat()
    counted = any(first <= signal.day <= last for slug in activity.slugs[week] for signal in activity.signals.get(slug, ()))
    return activity.trend(week) if counted or days > 1 else None


def window_link(window: Window) -> LinkView:
    """Return a link to the page of a period."""
    if window.kind == "week":
        return LinkView(window.label.capitalize(), addresses.week_url(window.iso))
    day = window.first.day if window.kind == "day" else 0
    period = PartialDate(window.first.year, window.first.month, day)
    return LinkView(period.label, addresses.period_url(period))


def _trending_view(head: PageHead, formula: tuple[str, ...], later: LinkView | None, *trends: TrendView) -> TrendingView:
    return TrendingView(head=head, formula=formula, later=later, trends=trends)


def _later_month(site: Site, day: PartialDate) -> LinkView | None:
    """Return the newest month, when it lies after the newest day: its papers are known by the month alone, and nothing ranks them."""
    month = site.months[-1]
    return window_link(month_window(month)) if month > day.month_part else None


def _formula(weights: TrendingWeights) -> tuple[str, ...]:
    """Say each term that has a weight, as ``docs/trending.md`` does."""
    terms = (
        (weights.upvotes, "log2(1 + upvotes added in the period)"),
        (weights.comments, "log2(1 + comments added)"),
        (weights.stars, "log2(1 + stars added to its repository)"),
        (weights.feeds, "log2(number of feeds that listed it)"),
        (weights.rank, "(6 − log2(its best rank)), up to rank 64"),
        (weights.recency, "the part of the period that had passed when it was last listed"),
    )
    return tuple(f"{weight} × {term}" for weight, term in terms if weight)


def _trend_view(window: Window, papers: tuple[Summary, ...], signals: tuple[Signal, ...], weights: TrendingWeights) -> TrendView:
    ranking = trend(window, papers, signals, weights)
    by_slug = {paper.slug: paper for paper in papers}
    return TrendView(
        kind=window.kind,
        period=window_link(window),
        basis=ranking.basis,
        note=_note(ranking),
        newest=date_view(parse_day(ranking.newest)) if ranking.newest else None,
        papers=ranking.papers,
        top=tuple(_paper_view(ranked, by_slug[ranked.slug], window) for ranked in ranking.top),
    )


def _paper_view(ranked: Ranked, paper: Summary, window: Window) -> TrendingPaperView:
    return TrendingPaperView(
        paper=paper_link(paper),
        score=ranked.score,
        reasons=tuple(ReasonView(reason_text(reason, window), reason.points) for reason in ranked.reasons),
        withdrawn=paper.withdrawn,
    )


def _note(ranking: Trend) -> str:
    """Say what the ranking rests on."""
    if ranking.basis == "rank":
        return "No votes, comments or stars were counted in this period, so rank, feeds and recency decide."
    if ranking.counted == ranking.papers:
        return "Votes, comments or stars were counted for every paper of this period."
    some = f"{ranking.counted:,} of {ranking.papers:,} papers"
    return f"Votes, comments or stars were counted for {some} of this period; rank, feeds and recency count for all."


def reason_text(reason: Reason, window: Window) -> str:
    """Say a reason in a few words: ``+34 upvotes``, ``listed by 2 feeds``, ``rank 1 on 17 March 2025``."""
    on = f" on {reason.day.label}" if reason.day and window.kind != "day" else ""
    if reason.kind == "feeds":
        return f"listed by {reason.amount} feeds"
    if reason.kind == "rank":
        return f"rank {reason.amount}{on}"
    if reason.kind == "recency":
        return f"{'listed' if reason.listed else 'appeared'} on {reason.day.label}" if reason.day else ""
    noun = reason.kind if reason.amount != 1 else reason.kind.removesuffix("s")
    return f"{'+' if reason.before is not None else ''}{reason.amount:,} {noun}"
