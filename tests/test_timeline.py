"""Papers in the order of time are cut by year and month without being looked at one by one."""

from collections import Counter
from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from sitegen.papers.dates import PartialDate
from sitegen.papers.summary import Summary, newest_first
from sitegen.site.timeline import Timeline

DATES = st.none() | st.builds(PartialDate, st.integers(2023, 2025), st.sampled_from((0, 1, 2, 12))).flatmap(
    lambda date: st.builds(PartialDate, st.just(date.year), st.just(date.month), st.sampled_from((0, 1, 28) if date.month else (0,)))
)


def timeline_of(dates: Mapping[str, PartialDate | None]) -> Timeline:
    papers = [Summary(slug=slug, title=slug, plain_title=slug, published=date) for slug, date in dates.items()]
    return Timeline(newest_first(papers), dates)


@given(st.lists(st.tuples(DATES, st.booleans()), max_size=40))
def test_a_cut_is_what_looking_at_each_paper_gives(papers: list[tuple[PartialDate | None, bool]]) -> None:
    dates = {f"p{number}": date for number, (date, _) in enumerate(papers)}
    timeline = timeline_of(dates)
    some = tuple(slug for slug in timeline.newest if papers[int(slug[1:])][1])
    for slugs in (timeline.newest, some):
        known = [(slug, date) for slug in slugs if (date := dates[slug]) is not None]
        years: dict[PartialDate, list[str]] = {}
        months: dict[PartialDate, list[str]] = {}
        for slug, date in known:
            years.setdefault(date.year_part, []).append(slug)
            if date.month:
                months.setdefault(date.month_part, []).append(slug)
        assert {year: list(inside) for year, inside in timeline.years(slugs).items()} == years
        assert list(timeline.years(slugs)) == sorted(years, reverse=True)
        assert {month: list(inside) for month, inside in timeline.months(slugs).items()} == months
        assert timeline.counts(slugs) == Counter(date.month_part if date.month else date for _, date in known)


def test_one_year_is_cut_by_month_and_the_undated_are_in_none() -> None:
    dates = {"a": PartialDate(2025, 2, 3), "b": PartialDate(2025, 2), "c": PartialDate(2025, 1, 9), "d": PartialDate(2025), "e": None}
    timeline = timeline_of(dates)
    assert timeline.newest == ("a", "b", "c", "d", "e")
    assert timeline.years(("b", "d", "e")) == {PartialDate(2025): ("b", "d")}
    assert timeline.months(("a", "b", "c", "d")) == {PartialDate(2025, 2): ("a", "b"), PartialDate(2025, 1): ("c",)}
    assert timeline.counts(("a", "b", "d", "e")) == {PartialDate(2025, 2): 2, PartialDate(2025): 1}
    assert timeline.order["c"] == 2
    assert list(timeline.oldest_by_month()) == [("e",), ("d",), ("c",), ("b", "a")]
