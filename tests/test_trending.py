"""Trending: the published formula, its reasons, and that nothing but the period itself decides."""

import datetime
import random
import re

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.analysis.trending import Ranked, Reason, Trend, doublings, trend
from sitegen.analysis.windows import Window, day_window, month_window, week_window
from sitegen.config import parse_config
from sitegen.config_trending import TrendingWeights
from sitegen.errors import SitegenError
from sitegen.papers.dates import parse_date
from sitegen.papers.paper import Listing, Paper
from sitegen.papers.signals import Signal
from tests.sites import REPOSITORY

WEEK = week_window(parse_date("2025-03-18"))
DOCUMENT = (REPOSITORY / "docs" / "trending.md").read_text(encoding="utf-8")


def listed(slug: str, *listings: tuple[str, int, str], published: str = "") -> Paper:
    entries = tuple(sorted(Listing(parse_date(day), feed, rank) for day, rank, feed in listings))
    return Paper(slug=slug, title=slug, abstract="", listed=entries, published=parse_date(published) if published else None)


def counted(day: str, paper: str, feed: str = "a", **counts: int) -> Signal:
    return Signal(day=day, paper=paper, feed=feed, **counts)


def order(ranking: Trend) -> list[str]:
    return [ranked.slug for ranked in ranking.top]


def only(ranking: Trend) -> Ranked:
    (ranked,) = ranking.top
    return ranked


def reason(ranked: Ranked, kind: str) -> Reason:
    return next(reason for reason in ranked.reasons if reason.kind == kind)


# Periods.


def test_a_week_goes_by_the_iso_year() -> None:
    week = week_window(parse_date("2025-12-31"))
    assert (week.iso, week.label) == ("2026-W01", "week 1 of 2026")
    assert (week.first, week.last) == (datetime.date(2025, 12, 29), datetime.date(2026, 1, 4))
    assert week_window(parse_date("2021-01-03")).iso == "2020-W53"


def test_the_last_week_of_the_calendar_has_an_end() -> None:
    assert week_window(parse_date("9999-12-31")).last == datetime.date.max


@given(st.dates())
def test_a_period_holds_its_day_and_nothing_beside_it(date: datetime.date) -> None:
    day = parse_date(f"{date.year:04}-{date.month:02}-{date.day:02}")
    for window in (day_window(day), week_window(day), month_window(day)):
        assert window.holds(day)
        assert window.first <= date <= window.last
        assert not window.holds(day.month_part)
    assert day_window(day).iso == day.iso
    assert month_window(day).iso == day.month_part.iso
    assert week_window(day).iso == "{}-W{:02}".format(
        *(f"{part:04}" if place == 0 else part for place, part in enumerate(date.isocalendar()[:2]))
    )


# The document.


def test_the_document_names_each_weight_with_its_default() -> None:
    rows = dict(re.findall(r"^\| `(\w+)` \| (\d+) \|", DOCUMENT, re.MULTILINE))
    assert rows == {name: str(value) for name, value in msgspec.structs.asdict(TrendingWeights()).items()}


def test_the_example_of_the_document_is_what_the_program_computes() -> None:
    paper = listed("x", ("2025-03-18", 3, "one"), ("2025-03-20", 0, "two"))
    signals = [
        counted("2025-03-14", "x", upvotes=6),
        counted("2025-03-18", "x", upvotes=21, comments=3),
        counted("2025-03-20", "x", stars=120),
        counted("2025-03-21", "x", upvotes=40),
    ]
    ranked = only(trend(WEEK, [paper], signals))
    table = DOCUMENT.partition("## An example")[2].partition("## Rising")[0]
    rows = re.findall(r"^\| (\+?)([a-z\d ]+) \| .+ \| (\d+) \|$", table, re.MULTILINE)
    told = [(plus, text, int(points)) for plus, text, points in rows]
    assert told == [
        ("+", f"{ranked.reasons[0].amount} upvotes", ranked.reasons[0].points),
        ("", f"rank {ranked.reasons[1].amount}", ranked.reasons[1].points),
        ("", f"{ranked.reasons[2].amount} comments", ranked.reasons[2].points),
        ("", f"{ranked.reasons[3].amount} stars", ranked.reasons[3].points),
        ("", f"listed by {ranked.reasons[4].amount} feeds", ranked.reasons[4].points),
        ("", "listed on the fourth day of seven", ranked.reasons[5].points),
    ]
    assert f"**{ranked.score}**" in table
    for number, logarithm in re.findall(r"log2\((\d+)\) = \d+ × ([\d.]+)", table):
        assert doublings(int(number)) == round(float(logarithm) * 100)


# What counts.


def test_a_logarithm_is_exact_where_a_float_may_not_be() -> None:
    assert [doublings(2**power) for power in (0, 1, 10, 49)] == [0, 100, 1000, 4900]
    assert doublings(2**49 - 1) == 4899


def test_growth_counts_and_not_size() -> None:
    papers = [listed("old", ("2025-03-10", 1, "a")), listed("new", ("2025-03-17", 0, "a"))]
    signals = [
        counted("2025-03-10", "old", upvotes=900),
        counted("2025-03-19", "old", upvotes=903),
        counted("2025-03-19", "new", upvotes=40),
    ]
    ranking = trend(WEEK, papers, signals)
    assert order(ranking) == ["new", "old"]
    assert (reason(ranking.top[1], "upvotes").amount, reason(ranking.top[1], "upvotes").before) == (3, 900)
    assert (reason(ranking.top[0], "upvotes").amount, reason(ranking.top[0], "upvotes").before) == (40, None)


def test_a_count_that_falls_takes_nothing_away_and_is_no_reason() -> None:
    paper = listed("x", ("2025-03-17", 1, "a"))
    falling = [counted("2025-03-10", "x", upvotes=9), counted("2025-03-18", "x", upvotes=4)]
    assert trend(WEEK, [paper], falling) == trend(WEEK, [paper], [])
    assert trend(WEEK, [listed("x", ("2025-03-10", 1, "a"))], falling).papers == 0


def test_votes_of_feeds_add_up_and_stars_do_not() -> None:
    paper = listed("x", ("2025-03-17", 0, "a"), ("2025-03-17", 0, "b"))
    ranked = only(trend(WEEK, [paper], [counted("2025-03-17", "x", feed, upvotes=5, stars=100) for feed in ("a", "b")]))
    assert (reason(ranked, "upvotes").amount, reason(ranked, "stars").amount, reason(ranked, "feeds").amount) == (10, 100, 2)


def test_without_signals_rank_and_recency_decide_and_it_is_said() -> None:
    papers = [listed("third", ("2025-03-17", 3, "a")), listed("first", ("2025-03-17", 1, "a")), listed("later", ("2025-03-19", 3, "a"))]
    ranking = trend(WEEK, papers, [])
    assert (ranking.basis, ranking.counted, ranking.papers) == ("rank", 0, 3)
    assert order(ranking) == ["first", "later", "third"]
    assert reason(ranking.top[0], "rank").day == parse_date("2025-03-17")


def test_it_says_how_many_papers_were_counted_and_how_new_the_data_are() -> None:
    papers = [listed("x", ("2025-03-17", 1, "a")), listed("y", ("2025-03-17", 2, "a"))]
    ranking = trend(WEEK, papers, [counted("2025-03-20", "y", comments=1), counted("2025-03-25", "y", comments=9)])
    assert (ranking.basis, ranking.counted, ranking.newest) == ("signals", 1, "2025-03-20")


def test_a_paper_that_no_feed_listed_goes_by_the_day_on_which_it_appeared() -> None:
    paper = listed("x", published="2025-03-19")
    assert reason(only(trend(WEEK, [paper], [])), "recency").listed is False
    assert trend(WEEK, [listed("x", published="2025-03")], []).top == ()


@pytest.mark.parametrize("rank", [0, 64, 500, 10**30])
def test_every_paper_has_a_reason(rank: int) -> None:
    day = day_window(parse_date("2025-03-17"))
    ranked = only(trend(day, [listed("x", ("2025-03-17", rank, "a"))], []))
    assert [(reason.kind, reason.points) for reason in ranked.reasons] == [("recency", 0)]


def test_equals_go_by_rank_then_by_day_then_by_slug() -> None:
    weights = TrendingWeights(rank=0, recency=0)
    papers = [
        listed("c", ("2025-03-18", 2, "a")),
        listed("b", ("2025-03-17", 2, "a")),
        listed("a", ("2025-03-17", 2, "a")),
        listed("z", ("2025-03-17", 1, "a")),
        listed("0", ("2025-03-17", 0, "a")),
    ]
    assert order(trend(WEEK, papers, [], weights)) == ["z", "c", "a", "b", "0"]


def test_a_weight_of_nothing_leaves_its_term_out() -> None:
    papers = [listed("x", ("2025-03-17", 1, "a")), listed("y", ("2025-03-17", 2, "a"))]
    ranking = trend(WEEK, papers, [counted("2025-03-17", "y", stars=10_000)], TrendingWeights(stars=0))
    assert (order(ranking), ranking.basis) == (["x", "y"], "rank")


def test_absurd_counts_are_bounded() -> None:
    signals = [counted("2025-03-17", "x", upvotes=10**4000), counted("2025-03-17", "y", upvotes=-5)]
    ranking = trend(WEEK, [listed("x", ("2025-03-17", 0, "a")), listed("y", ("2025-03-17", 0, "a"))], signals)
    assert [ranked.score for ranked in ranking.top] == [30 * doublings(1_000_000_001) // 100, 0]


# The promises.

DAYS = st.integers(1, 28).map(lambda day: f"2025-03-{day:02}")
SLUGS = st.sampled_from(["p", "q", "r", "s"])
LISTINGS = st.lists(st.tuples(DAYS, st.integers(0, 70), st.sampled_from(["a", "b"])), max_size=3, unique_by=lambda item: (item[0], item[2]))
COUNTS = st.none() | st.integers(0, 500)
SIGNALS = st.lists(
    st.builds(Signal, day=DAYS, paper=SLUGS, feed=st.sampled_from(["a", "b"]), upvotes=COUNTS, comments=COUNTS, stars=COUNTS),
    max_size=12,
    unique_by=lambda signal: (signal.day, signal.paper, signal.feed),
)
PAPERS = st.dictionaries(SLUGS, LISTINGS).map(lambda papers: [listed(slug, *listings) for slug, listings in papers.items()])
WINDOWS = st.tuples(DAYS, st.sampled_from([day_window, week_window, month_window])).map(lambda pair: pair[1](parse_date(pair[0])))


@given(WINDOWS, PAPERS, SIGNALS, st.randoms(use_true_random=False))
def test_the_reasons_add_up_and_the_order_of_the_input_does_not_matter(
    window: Window, papers: list[Paper], signals: list[Signal], chance: random.Random
) -> None:
    ranking = trend(window, papers, signals)
    for ranked in ranking.top:
        assert ranked.reasons
        assert ranked.score == sum(reason.points for reason in ranked.reasons)
        assert all(reason.points >= 0 for reason in ranked.reasons)
    assert (ranking.basis == "signals") == (ranking.counted > 0)
    chance.shuffle(papers)
    chance.shuffle(signals)
    assert trend(window, papers, signals) == ranking


@given(WINDOWS, PAPERS, SIGNALS)
def test_a_later_day_changes_nothing(window: Window, papers: list[Paper], signals: list[Signal]) -> None:
    last = window.last.isoformat()
    then = [msgspec.structs.replace(paper, listed=tuple(item for item in paper.listed if item.day.iso <= last)) for paper in papers]
    assert trend(window, then, [signal for signal in signals if signal.day <= last]) == trend(window, papers, signals)


@given(WINDOWS, PAPERS, SIGNALS, st.sampled_from(["upvotes", "comments", "stars"]), st.integers(1, 300), st.data())
def test_a_higher_count_never_costs_a_place(
    window: Window, papers: list[Paper], signals: list[Signal], kind: str, more: int, data: st.DataObject
) -> None:
    inside = [place for place, signal in enumerate(signals) if window.first.isoformat() <= signal.day <= window.last.isoformat()]
    if not inside:
        return
    place = data.draw(st.sampled_from(inside))
    higher = msgspec.structs.replace(signals[place], **{kind: (getattr(signals[place], kind) or 0) + more})
    if getattr(signals[place], kind) is None:
        # A count where there was none is another fact, and may say that the number fell.
        return
    slug = higher.paper
    before = order(trend(window, papers, signals))
    after = order(trend(window, papers, [*signals[:place], higher, *signals[place + 1 :]]))
    if slug in before:
        assert after.index(slug) <= before.index(slug)
        assert [other for other in after if other != slug] == [other for other in before if other != slug]


# The setting.


def test_weights_of_the_configuration_take_the_place_of_the_defaults() -> None:
    config = parse_config("trending_weights: {upvotes: 1, stars: 0}\n", "sitegen.yaml")
    assert config.weights == TrendingWeights(upvotes=1, stars=0)
    assert parse_config("", "sitegen.yaml").weights == TrendingWeights()


def test_wrong_weights_are_told_all_at_once_with_their_lines() -> None:
    with pytest.raises(SitegenError) as caught:
        parse_config("trending_weights:\n  upvots: 3\n  stars: -1\n  rank: 5000\n", "sitegen.yaml")
    problems = caught.value.problems
    assert [problem.line for problem in problems] == [2, 3, 4]
    assert problems[0].hint == 'did you mean "upvotes"?'
    with pytest.raises(SitegenError):
        parse_config("trending_weights: {upvotes: many}\n", "sitegen.yaml")
