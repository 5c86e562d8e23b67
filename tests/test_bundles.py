"""Which papers share a bundle of the search index: a pure function of the papers that follows what is added."""

import datetime
from collections.abc import Iterable
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen.papers.dates import PartialDate
from sitegen.publish import bundles
from sitegen.publish.bundles import Dated, cut

SIZES = {"WHOLE": 30, "SMALL": 20, "LARGE": 160, "RECENT": 4}
"""The same proportions as in earnest, so that small examples have several bundles."""

DATES = st.one_of(
    st.none(),
    st.dates(datetime.date(1950, 1, 1), datetime.date(2030, 12, 31)).map(lambda day: PartialDate(day.year, day.month, day.day)),
    st.integers(1990, 2026).map(PartialDate),
    st.builds(PartialDate, st.integers(2024, 2026), st.integers(1, 12)),
)


@pytest.fixture(autouse=True, scope="module")
def small_bundles() -> Iterable[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name, size in SIZES.items():
            patch.setattr(bundles, name, size)
        yield


def papers_of(day: datetime.date, count: int, kind: str = "p") -> list[Dated]:
    return [Dated(f"{kind}-{day:%Y%m%d}-{number}", PartialDate(day.year, day.month, day.day)) for number in range(count)]


def stream(days: int, per_day: int, first: datetime.date = datetime.date(2023, 1, 2)) -> list[list[Dated]]:
    return [papers_of(first + datetime.timedelta(days=number), per_day) for number in range(days)]


def sizes(papers: Iterable[Dated]) -> list[int]:
    return [len(bundle) for bundle in cut(papers)]


def test_no_papers_have_no_bundle() -> None:
    assert cut([]) == ()


def test_the_papers_of_a_small_site_are_one_bundle_and_those_of_a_larger_one_are_not() -> None:
    papers = [paper for day in stream(SIZES["WHOLE"] + 1, 1) for paper in day]
    assert sizes(papers[:-1]) == [SIZES["WHOLE"]]
    assert max(sizes(papers)) <= SIZES["SMALL"]


def test_few_papers_are_one_bundle_however_far_apart() -> None:
    assert len(cut([Dated("a", None), Dated("b", PartialDate(1950)), Dated("c", PartialDate(2025, 3, 17))])) == 1


@settings(max_examples=30, deadline=None)
@given(st.lists(DATES, max_size=600), st.randoms(use_true_random=False))
def test_every_paper_has_one_bundle_whatever_the_order(dates: list[PartialDate | None], random: object) -> None:
    papers = [Dated(f"p{number}", date) for number, date in enumerate(dates)]
    cuts = cut(papers)
    assert sorted(slug for bundle in cuts for slug in bundle) == sorted(paper.slug for paper in papers)
    assert all(1 <= len(bundle) <= SIZES["LARGE"] for bundle in cuts)
    random.shuffle(papers)  # type: ignore[attr-defined]
    assert cut(papers) == cuts


@settings(max_examples=20, deadline=None)
@given(st.lists(DATES, min_size=1, max_size=600))
def test_bundles_are_stretches_of_time(dates: list[PartialDate | None]) -> None:
    """So the newest papers of two bundles need no comparing: all of one are before all of the other."""
    when = {f"p{number}": date or PartialDate(0) for number, date in enumerate(dates)}
    times = [sorted(when[slug] for slug in bundle) for bundle in cut(Dated(*item) for item in when.items())]
    assert all(earlier[-1] <= later[0] for earlier, later in pairwise(times))


def test_a_day_of_more_papers_than_a_bundle_holds_is_cut() -> None:
    assert len(sizes(papers_of(datetime.date(2025, 3, 17), 1_000))) >= 7
    assert max(sizes(papers_of(datetime.date(2025, 3, 17), 1_000))) <= SIZES["LARGE"]


def test_a_date_far_ahead_by_mistake_does_not_make_each_publish_large() -> None:
    papers = [paper for day in stream(100, 3) for paper in day] + [Dated("typo", PartialDate(2099, 1, 1))]
    before = set(cut(papers))
    changed = [bundle for bundle in cut([*papers, *papers_of(datetime.date(2023, 4, 12), 3)]) if bundle not in before]
    assert sum(map(len, changed)) <= 2 * SIZES["SMALL"]


@pytest.mark.parametrize("per_day", [3, 10, 50])
def test_publishing_day_by_day_costs_what_a_day_brings_and_not_what_is_there(per_day: int) -> None:
    """The mean cost of a publish does not grow with the site, and neither is the number of bundles out of proportion."""
    papers: list[Dated] = []
    before: set[tuple[str, ...]] = set()
    costs: list[int] = []
    for day in stream(1_800 // per_day, per_day):
        papers += day
        now = set(cut(papers))
        costs.append(sum(len(bundle) for bundle in now - before))
        assert len(now) <= 4 + 4 * len(papers) // SIZES["LARGE"]
        before = now
    half = len(costs) // 2
    assert sum(costs[half:]) / half <= SIZES["SMALL"] + 8 * per_day
    assert sorted(costs)[half] <= SIZES["SMALL"] + 3 * per_day
    assert max(costs) <= SIZES["LARGE"] + SIZES["SMALL"] + per_day


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 999), st.integers(1, 5))
def test_papers_added_in_the_past_change_the_bundles_of_their_time_alone(day: int, count: int) -> None:
    papers = [paper for day in stream(1_000, 3) for paper in day]
    before = set(cut(papers))
    added = papers_of(datetime.date(2023, 1, 2) + datetime.timedelta(days=day), count, "late")
    changed = [bundle for bundle in cut([*papers, *added]) if bundle not in before]
    assert sum(map(len, changed)) <= SIZES["LARGE"] + SIZES["SMALL"] + count


def test_a_removed_paper_leaves_other_bundles_alone() -> None:
    papers = [paper for day in stream(1_000, 3) for paper in day]
    before = set(cut(papers))
    assert len([bundle for bundle in cut(papers[:500] + papers[501:]) if bundle not in before]) == 1
