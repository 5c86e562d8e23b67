"""Dates as sources write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.ingest.readers.loose_dates import iso_date, loose_date, month_number, partial_date
from sitegen.papers.dates import parse_date


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2023", "2023"),
        ("2023-03", "2023-03"),
        ("2023-03-05T12:00:00Z", "2023-03-05"),
        ("2023-02-30", "2023-02"),
        ("2023-13", "2023"),
        ("2023 Mar 5", "2023-03-05"),
        ("2023 Mar-Apr", "2023-03"),
        ("2023 Dec 30-2024 Jan 5", "2023-12-30"),
        ("March-April 2020", "2020-03"),
        ("5 March 2023", "2023-03-05"),
        ("5th of March, 2023", "2023-03-05"),
        ("March 5, 2023", "2023-03-05"),
        ("Sept. 2019", "2019-09"),
        ("12 mars 2019", "2019-03-12"),
        ("Spring 2020", "2020"),
        ("Sun, 05 Mar 2023 10:00:00 GMT", "2023-03-05"),
        ("Dec 2019 12:30", "2019-12"),
        ("2008/05/12/", "2008-05-12"),
        ("2008///", "2008"),
        ("2020-03/2020-05", "2020-03"),
        ("2020?", "2020"),
        ("c1920", "1920"),
        ("20230305", "2023-03-05"),
        ("05.03.2020", "2020-03-05"),
        ("25/3/2023", "2023-03-25"),
        ("5/3/2023", "2023"),
        ("03/2020", "2020-03"),
        ("2020年3月5日", "2020-03-05"),
        ("n.d.", ""),
        ("July 1st", ""),
        ("99999999999999", ""),
        ("", ""),
    ],
)
def test_a_date(text: str, iso: str) -> None:
    date = loose_date(text)
    assert (date.iso if date else "") == iso


def test_iso_dates_begin_the_text() -> None:
    assert iso_date("2023-03-05 10:00") == partial_date(2023, 3, 5)
    assert iso_date("on 2023-03-05") is None
    assert iso_date("20230305") is None
    assert iso_date("2023 Mar 5") is None
    assert iso_date("2008/05/12") is None
    assert iso_date("2020/2021") == iso_date("2020?") == partial_date(2020)


def test_months() -> None:
    assert [month_number(word) for word in ("jan", "Sept.", "März", "12", "13", "ma", "Mayor", "")] == [1, 9, 3, 12, 0, 0, 0, 0]


def test_numbers() -> None:
    assert partial_date(0) is None
    assert str(partial_date(2023, 2, 29)) == "2023-02"
    assert str(partial_date(2023, 0, 5)) == "2023"


@given(st.text() | st.from_regex(r"[0-9A-Z a-z/.-]{0,20}"))
def test_every_date_is_one(text: str) -> None:
    for date in (loose_date(text), iso_date(text)):
        if date is not None:
            assert parse_date(date.iso) == date
