"""Dates that may be less precise than a day."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.papers.dates import PartialDate, parse_date, parse_day

days = st.dates().map(lambda day: PartialDate(day.year, day.month, day.day))
partial_dates = st.one_of(days, days.map(lambda day: day.month_part), days.map(lambda day: day.year_part))


@given(partial_dates)
def test_what_is_written_is_read_back(date: PartialDate) -> None:
    assert parse_date(date.iso) == date
    assert parse_date(f" {date} \n") == date


@given(days, days)
def test_days_sort_as_their_text_does(one: PartialDate, other: PartialDate) -> None:
    assert (one < other) == (one.iso < other.iso)
    assert (one < other) == (one.last_day < other.last_day)


@given(partial_dates)
def test_the_last_day_is_in_the_date_and_the_next_is_not(date: PartialDate) -> None:
    last = date.last_day
    assert last.isoformat().startswith(date.iso)
    if last < datetime.date.max:
        assert not (last + datetime.timedelta(days=1)).isoformat().startswith(date.iso)


@pytest.mark.parametrize(
    "text", ["", "17 March", "2025-3-1", "2025-13", "2025-02-30", "0000", "2025-01-01T00:00", "99999", "2025-", "-2025", "nan"]
)
def test_anything_else_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(ValueError, match="is not a date"):
        parse_date(text)


def test_a_full_day_is_asked_for() -> None:
    assert parse_day("2025-03-17") == PartialDate(2025, 3, 17)
    with pytest.raises(ValueError, match="is not a full date"):
        parse_day("2025-03")


def test_labels_are_english() -> None:
    assert [PartialDate(2025, 3, 17).label, PartialDate(2025, 3).label, PartialDate(2025).label] == ["17 March 2025", "March 2025", "2025"]
    assert (PartialDate(2025, 3, 17).weekday, PartialDate(2025, 3).weekday) == ("Monday", "")


def test_ends_of_months() -> None:
    assert PartialDate(2024, 2).last_day == datetime.date(2024, 2, 29)
    assert PartialDate(2025, 12).last_day == datetime.date(2025, 12, 31)
    assert PartialDate(9999).last_day == datetime.date.max
    assert PartialDate(9999, 1).last_day == datetime.date(9999, 1, 31)
