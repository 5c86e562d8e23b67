"""Which day a page lists: what the user says, the file's name, the papers' dates; never the clock."""

import datetime

import pytest

from sitegen.errors import Problem
from sitegen.ingest.readers.page_day import FoundDay, PageDate, find_day
from sitegen.papers.dates import PartialDate

MARCH_12 = PageDate(0, 3, 12, 7)


def dated(*years: int, month: int = 5, day: int = 31) -> list[PageDate]:
    return [PageDate(year, month, day, 20 + index) for index, year in enumerate(years)]


def found(head: PageDate | None, papers: list[PageDate], source: str = "page.txt", listed: str = "") -> str:
    result = find_day(head, papers, source, 7, listed)
    assert isinstance(result, FoundDay), result
    return result.date.iso


def refused(head: PageDate | None, papers: list[PageDate], source: str = "page.txt", listed: str = "") -> Problem:
    result = find_day(head, papers, source, 7, listed)
    assert isinstance(result, Problem), result
    assert result.path == source
    return result


def test_the_user_says_the_day() -> None:
    assert found(MARCH_12, [], listed="2025-03-12") == "2025-03-12"
    assert found(None, [], listed="2025-03-12") == "2025-03-12"


def test_the_user_says_the_year() -> None:
    assert found(MARCH_12, [], listed="2024") == "2024-03-12"


def test_the_user_is_heard_before_the_name() -> None:
    result = find_day(MARCH_12, [], "2023-03-12.txt", 7, "2025")
    assert isinstance(result, FoundDay)
    assert result.date.iso == "2025-03-12"
    assert result.notes == ("2023-03-12.txt: taken as 2025-03-12, as --listed says, though the file's name says 2023-03-12",)


@pytest.mark.parametrize(
    ("head", "listed", "message"),
    [
        (MARCH_12, "2025-03-13", "the page says March 12, --listed says 2025-03-13"),
        (PageDate(2024, 3, 12, 7), "2025-03-12", "the page says March 12, 2024, --listed says 2025-03-12"),
        (None, "2025", "the page has no date in its head"),
        (MARCH_12, "2025-03", "--listed 2025-03 is no full date"),
        (PageDate(0, 2, 29, 7), "2025", "there is no February 29 in 2025"),
        (MARCH_12, "yesterday", '--listed: "yesterday" is not a date; write 2025-03-17, 2025-03 or 2025'),
    ],
)
def test_the_user_and_the_page_disagree(head: PageDate | None, listed: str, message: str) -> None:
    assert refused(head, [], listed=listed).message == message


@pytest.mark.parametrize(
    "name", ["2025-03-12.txt", "in/2025-03-12-2.txt", "papers_20250312.txt", "C:\\x\\2025.03.12.txt", "2024-01-01_2025-03-12.txt"]
)
def test_a_name_that_agrees_with_the_head(name: str) -> None:
    assert found(MARCH_12, [], source=name) == "2025-03-12"


def test_a_name_that_disagrees_is_told_in_the_question() -> None:
    problem = refused(MARCH_12, [], source="2025-03-17.txt")
    assert problem.message == "which year is March 12? The page does not say, and the day 2025-03-17 in the file's name is another one"
    assert problem.hint == "say it with --listed YYYY-03-12, or put that day into the file's name"


@pytest.mark.parametrize("name", ["2025-13-45.txt", "120250312.txt", "2025-03.txt", "2025-03-12/page.txt"])
def test_a_name_without_a_day(name: str) -> None:
    assert "which year" in refused(MARCH_12, [], source=name).message


def test_a_page_without_a_head_is_dated_by_its_name_alone() -> None:
    assert found(None, [], source="2025-03-12.txt") == "2025-03-12"
    assert refused(None, [], source="2025-03-12_2025-03-13.txt").message == "the page does not say which day it lists"


def test_a_head_with_its_year() -> None:
    assert found(PageDate(2024, 3, 12, 7), []) == "2024-03-12"
    assert "there is no such day" in refused(PageDate(2025, 2, 29, 7), []).message
    assert "February 30, and there is no such day" in refused(PageDate(0, 2, 30, 7), []).message


def test_the_papers_tell_the_year() -> None:
    papers = [*dated(2023, 2024, 2024, 2024, 2024), PageDate(0, 3, 1, 30)]
    result = find_day(MARCH_12, papers, "page.txt", 7, "")
    assert isinstance(result, FoundDay)
    assert result.date.iso == "2025-03-12"
    assert result.notes == (
        "page.txt: March 12 is taken as 2025-03-12, because 1 papers are dated without a year, the newest others are of 2024",
    )


@pytest.mark.parametrize(
    "papers",
    [
        [],
        dated(2024, 2024, 2024, 2024, 2024),
        [*dated(2024, 2024), PageDate(0, 3, 1, 30)],
        [*dated(2020, 2021, 2022, 2023, 2024), PageDate(0, 3, 1, 30)],
        [*dated(9999, 9999, 9999, 9999, 9999), PageDate(0, 3, 1, 30)],
    ],
)
def test_without_enough_witnesses_the_user_is_asked(papers: list[PageDate]) -> None:
    assert refused(MARCH_12, papers).message.startswith("which year is March 12? The page does not say")


def test_the_question_says_what_is_known() -> None:
    assert refused(MARCH_12, dated(2022, 2024)).message.endswith("it is 2024 or later, since a paper is dated 2024")


@pytest.mark.parametrize("listed", ["2023-03-12", "2023"])
def test_papers_younger_than_the_page_contradict(listed: str) -> None:
    problem = refused(MARCH_12, dated(2022, 2024, 2024), listed=listed)
    assert problem.message == "the page cannot list 2023-03-12: 2 of its papers are younger, this one is of 2024-05-31"
    assert problem.line == 21


def test_one_odd_paper_of_many_does_not_contradict() -> None:
    assert found(MARCH_12, dated(2022, 2022, 2024), listed="2023") == "2023-03-12"


def test_a_day_of_grace_covers_time_zones() -> None:
    assert found(MARCH_12, dated(2025, month=3, day=13), listed="2025") == "2025-03-12"
    assert refused(MARCH_12, dated(2025, month=3, day=14), listed="2025")


def test_a_date_without_a_year_is_the_last_such_day() -> None:
    page = PartialDate(2025, 3, 12)
    assert PageDate(0, 3, 1, 1).on_or_before(page) == PartialDate(2025, 3, 1)
    assert PageDate(0, 3, 12, 1).on_or_before(page) == PartialDate(2025, 3, 12)
    assert PageDate(0, 11, 13, 1).on_or_before(page) == PartialDate(2024, 11, 13)
    assert PageDate(0, 2, 29, 1).on_or_before(page) == PartialDate(2024, 2, 29)
    assert PageDate(2022, 2, 29, 1).on_or_before(page) is None
    assert PageDate(0, 2, 30, 1).on_or_before(page) is None


def test_the_first_and_the_last_year_of_the_calendar() -> None:
    assert found(MARCH_12, [PageDate(1, 1, 1, 9)], listed="0001") == "0001-03-12"
    assert found(PageDate(0, 12, 31, 9), [PageDate(9999, 12, 31, 9)], listed="9999") == "9999-12-31"
    assert PageDate(0, 12, 31, 1).on_or_before(PartialDate(1, 1, 1)) is None


def test_the_clock_is_never_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    class NoClock(datetime.date):
        @classmethod
        def today(cls) -> "NoClock":
            raise AssertionError("the clock was asked")

    monkeypatch.setattr("sitegen.ingest.readers.page_day.datetime.date", NoClock)
    assert refused(MARCH_12, [])
    assert found(MARCH_12, [], listed="1999") == "1999-03-12"
