"""The map keeps its places, is the same everywhere, and puts together what belongs together; so do the other pictures."""

import subprocess
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen.analysis import layout
from sitegen.analysis.atlas import Batch, find_places, forget_places
from sitegen.analysis.cooccurrence import LEVELS, course, order_alike, pair_counts, tag_table
from sitegen.analysis.day_grid import SHADES, month_grids, shade_bounds
from sitegen.analysis.layout import advance, map_places, spacing_of
from sitegen.analysis.map_state import FOUNDING, SIDE, MapPaper, MapState, Place
from sitegen.papers.dates import PartialDate
from tests.sites import REPOSITORY, environment

PARENTS = {"detection": "vision", "segmentation": "vision", "translation": "language", "parsing": "language", "speech": "audio"}
TAGS = tuple(PARENTS)


def papers(count: int, first: int = 0, month: str = "a") -> list[MapPaper]:
    """Papers of five topics in turn, each near to those of its topic before it."""
    made = []
    for number in range(first, first + count):
        near = tuple((f"p{number - 5 * step}", 900 - 100 * step) for step in (1, 2, 3) if number >= 5 * step)
        made.append(MapPaper(f"p{number}", (TAGS[number % 5],), near))
    return made


def distance(one: Place, other: Place) -> float:
    return float(((one.x - other.x) ** 2 + (one.y - other.y) ** 2) ** 0.5)


def grow(batches: Sequence[Sequence[MapPaper]]) -> list[dict[str, Place]]:
    """Return the whole map after each batch."""
    state, maps = MapState(), []
    for batch in batches:
        state, _ = advance(state, batch, PARENTS)
        maps.append(dict(state.places))
    return maps


def test_a_new_month_moves_nothing_that_has_a_place() -> None:
    first, second, third = grow([papers(FOUNDING), papers(80, FOUNDING), papers(40, FOUNDING + 80)])
    assert {slug: second[slug] for slug in first} == first
    assert {slug: third[slug] for slug in second} == second
    assert len(third) == FOUNDING + 120


def test_an_advance_tells_the_places_that_are_new_or_changed() -> None:
    state, told = advance(MapState(), papers(40), PARENTS)
    assert told == state.places
    state, told = advance(state, papers(FOUNDING, 40), PARENTS)
    assert told == state.places, "the map was founded, so all was laid out anew"
    state, told = advance(state, papers(10, FOUNDING + 40), PARENTS)
    assert sorted(told) == sorted(f"p{number}" for number in range(FOUNDING + 40, FOUNDING + 50))


def test_a_small_map_does_not_depend_on_how_its_papers_were_split() -> None:
    batch = papers(90)
    assert map_places([batch], PARENTS) == map_places([batch[:7], batch[7:50], batch[50:]], PARENTS)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(0, 60), min_size=1, max_size=6), st.data())
def test_every_paper_has_a_place_in_the_square_whatever_its_neighbours(sizes: list[int], data: st.DataObject) -> None:
    batches, number = [], 0
    for size in sizes:
        batch = []
        for _ in range(size):
            near = data.draw(st.lists(st.tuples(st.sampled_from(["p0", "p3", "nobody"]), st.integers(1, 9)), max_size=2))
            tags = data.draw(st.lists(st.sampled_from([*TAGS, "vision", "unknown"]), max_size=3, unique=True))
            batch.append(MapPaper(f"p{number}", tuple(tags), tuple(near)))
            number += 1
        batches.append(batch)
    places = map_places(batches, PARENTS)
    assert len(places) == number
    assert all(0 <= place.x <= SIDE and 0 <= place.y <= SIDE for place in places.values())


def test_papers_of_one_topic_stand_together() -> None:
    places = map_places([papers(FOUNDING), papers(100, FOUNDING)], PARENTS)
    middles = {}
    for number, tag in enumerate(TAGS):
        members = [place for slug, place in places.items() if int(slug[1:]) % 5 == number]
        middles[tag] = Place(sum(place.x for place in members) // len(members), sum(place.y for place in members) // len(members))
    at_home = sum(
        1 for slug, place in places.items() if min(TAGS, key=lambda tag: distance(place, middles[tag])) == TAGS[int(slug[1:]) % 5]
    )
    assert at_home > 0.9 * len(places)


def test_papers_do_not_lie_on_each_other() -> None:
    places = list(map_places([papers(FOUNDING), papers(200, FOUNDING)], PARENTS).values())
    nearest = [min(distance(place, other) for other in places if other is not place) for place in places]
    assert sum(1 for gap in nearest if gap < 0.6 * spacing_of(len(places))) < len(places) // 50


def test_a_topic_that_is_new_gets_a_region_of_its_own() -> None:
    robots = [MapPaper(f"r{number}", ("robots",), ((f"r{number - 1}", 5),) if number else ()) for number in range(40)]
    places = map_places([papers(FOUNDING), robots], PARENTS)
    members = [places[paper.slug] for paper in robots]
    middle = Place(sum(place.x for place in members) // 40, sum(place.y for place in members) // 40)
    assert sum(1 for place in members if distance(place, middle) < SIDE / 8) > 36


@pytest.mark.parametrize("seed", ["0", "1"])
def test_other_processes_find_the_same_places(seed: str) -> None:
    program = (
        "from tests.test_layout import *\nplaces = map_places([papers(FOUNDING), papers(30, FOUNDING)], PARENTS)\n"
        "print(sum(i * (place.x * 7 + place.y) for i, place in enumerate(places.values())))"
    )
    answer = subprocess.run(
        [sys.executable, "-c", program], env=environment(PYTHONHASHSEED=seed), cwd=REPOSITORY, capture_output=True, text=True, check=True
    )
    places = map_places([papers(FOUNDING), papers(30, FOUNDING)], PARENTS)
    assert int(answer.stdout) == sum(number * (place.x * 7 + place.y) for number, place in enumerate(places.values()))


def test_a_map_without_papers_is_empty() -> None:
    assert map_places([], PARENTS) == {}
    assert map_places([[], []], PARENTS) == {}


def months(count: int) -> dict[str, list[MapPaper]]:
    """A map of four months, founded in the second."""
    sizes = (FOUNDING - 100, 150, 40, 30)
    return {f"2025-0{number + 1}": papers(size, sum(sizes[:number])) for number, size in enumerate(sizes[:count])}


def batches(months: Mapping[str, Sequence[MapPaper]]) -> dict[str, Batch]:
    return {name: Batch(repr(month), len(month), partial(tuple, month)) for name, month in months.items()}


def test_a_remembered_map_is_the_one_found_anew(tmp_path: Path) -> None:
    for count in (1, 2, 3, 4, 2):
        fresh = map_places(months(count).values(), PARENTS)
        assert find_places(batches(months(count)), PARENTS, tmp_path, "1") == fresh
        assert find_places(batches(months(count)), PARENTS, None, "1") == fresh
    assert sorted(path.name for path in (tmp_path / "map").iterdir()) == ["2025-02.places"], "no small map, no month that went"


def test_only_months_from_the_changed_one_on_are_found_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    find_places(batches(months(4)), PARENTS, tmp_path, "1")
    asked: list[int] = []

    def counted(state: MapState, batch: Sequence[MapPaper], parents: Mapping[str, str]) -> tuple[MapState, dict[str, Place]]:
        asked.append(len(batch))
        return advance(state, batch, parents)

    monkeypatch.setattr(layout, "advance", counted)
    find_places(batches(months(4)), PARENTS, tmp_path, "1")
    assert asked == []
    changed = months(4)
    changed["2025-04"] = changed["2025-04"][:-1]
    find_places(batches(changed), PARENTS, tmp_path, "1")
    assert asked == [29]
    (tmp_path / "map" / "2025-03.places").write_bytes(b"broken")
    find_places(batches(changed), PARENTS, tmp_path, "1")
    assert asked == [29, 40], "the last month stands on the same papers as before"
    find_places(batches(changed), PARENTS, tmp_path, "2")
    assert asked[2:] == [FOUNDING + 50, 40, 29]
    forget_places(tmp_path)
    assert not list((tmp_path / "map").iterdir())


def test_tags_that_share_papers_stand_together() -> None:
    listed = [("a", "x")] * 5 + [("b", "y")] * 5 + [("a", "b")] + [("x",), ("y",), ("z",)]
    table = tag_table(listed, 5)
    assert abs(table.tags.index("a") - table.tags.index("x")) == 1
    assert abs(table.tags.index("b") - table.tags.index("y")) == 1
    shared = table.pair("x", "a")
    assert shared is not None
    assert (shared.count, shared.lift, shared.level) == (5, 5 * 14 * 100 // (6 * 6), LEVELS)
    assert table.pair("a", "y") is None


def test_only_the_largest_tags_are_compared() -> None:
    table = tag_table([("a", "b"), ("a", "b"), ("a", "c")], 2)
    assert sorted(table.tags) == ["a", "b"]
    assert list(table.pairs) == [("a", "b")]


@given(st.lists(st.lists(st.sampled_from("abcdef"), max_size=4), max_size=20), st.randoms())
def test_the_order_of_papers_does_not_matter_to_the_table(listed: list[list[str]], random: object) -> None:
    table = tag_table(listed, 4)
    assert tag_table(listed[::-1], 4) == table
    assert sorted(table.tags) == sorted(table.sizes)
    assert all(
        1 <= pair.level <= 4 and pair.count <= min(table.sizes[pair.first], table.sizes[pair.second]) for pair in table.pairs.values()
    )


def test_ordering_nothing_and_one() -> None:
    assert order_alike([], {}) == ()
    assert order_alike(["a"], pair_counts([["a", "b"]])) == ("a",)


def test_a_course_counts_the_months_between_and_turns_to_years_when_long() -> None:
    months = course(Counter([PartialDate(2025, 11, 2), PartialDate(2026, 1), PartialDate(2026, 1, 9)]), {PartialDate(2026, 1): 8})
    assert [(item.period.iso, item.count, item.share) for item in months] == [("2025-11", 1, 0), ("2025-12", 0, 0), ("2026-01", 2, 250)]
    years = course(Counter([PartialDate(2019, 3), PartialDate(2026, 1)]))
    assert [(item.period.iso, item.count) for item in years][:2] == [("2019", 1), ("2020", 0)]
    assert [item.period.iso for item in course(Counter([PartialDate(2025), PartialDate(2025, 3)]))] == ["2025"]
    assert course({}) == ()


def test_a_calendar_month_begins_on_monday_and_ends_with_its_last_day() -> None:
    (march,) = month_grids({PartialDate(2025, 3, 17): 109, PartialDate(2025, 3, 12): 4})
    assert all(len(week) == 7 for week in march.weeks)
    assert [cell.day is None for cell in march.weeks[0]] == [True] * 5 + [False] * 2, "1 March 2025 was a Saturday"
    cells = {cell.day.day: cell for week in march.weeks for cell in week if cell.day}
    assert len(cells) == 31
    assert (cells[17].count, cells[17].shade) == (109, SHADES)
    assert cells[12].shade == SHADES - 1
    assert (cells[18].count, cells[18].shade) == (0, 0)


@given(st.lists(st.integers(0, 50), max_size=60))
def test_a_busier_day_is_never_paler(counts: list[int]) -> None:
    days = {PartialDate(2024, 1 + number // 28, 1 + number % 28): count for number, count in enumerate(counts)}
    shaded = sorted((cell.count, cell.shade) for grid in month_grids(days) for week in grid.weeks for cell in week if cell.count)
    assert [shade for _, shade in shaded] == sorted(shade for _, shade in shaded)
    assert all(1 <= shade <= SHADES for _, shade in shaded)
    assert len(shade_bounds(counts)) <= SHADES
