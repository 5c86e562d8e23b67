"""Dates as sources write them, read as far as they are certain.

What cannot be told costs precision and never the date: ``2023-02-30`` is February 2023, ``03/04/2023`` is 2023. Of a range the first
date counts. Times of day and zones are passed by: the date is the one that the source wrote.
"""

import calendar
import re

from sitegen.papers.dates import MONTHS, PartialDate

_ISO = re.compile(r"\s*(\d{4})(?:-(\d{1,2})(?:-(\d{1,2})(?!\d))?(?!\d)|(?=[?~%]*\s*(?:\Z|-|/(?:\d{4}|\.\.|\s*\Z))))")
_COMPACT = re.compile(r"(?<!\d)((?:1[5-9]|20)\d\d)(0[1-9]|1[0-2])([0-3]\d)(?!\d)")
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})\s*[-/.年]\s*(\d{1,2})(?!\d)(?:\s*[-/.月]\s*(\d{1,2})(?!\d))?")
_YEAR_LAST = re.compile(r"(?<!\d)(\d{1,2})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{4})(?!\d)")
_MONTH_YEAR = re.compile(r"(?<![\d/.-])(\d{1,2})\s*[-/.]\s*(\d{4})(?!\d)")
_YEAR = re.compile(r"(?<!\d)(1[0-9]\d\d|20\d\d|21\d\d)(?!\d)")
_WORD = re.compile(r"[^\W\d_]+")
_DAY = r"(\d{1,2})(?:st|nd|rd|th)?"
_DAY_BEFORE = re.compile(rf"(?<!\d){_DAY}\.?(?:\s*[-–/]+\s*\d{{1,2}}(?:st|nd|rd|th)?\.?)?(?:\s+(?:of|de|d'))?[\s/.,-]*$", re.IGNORECASE)
_DAY_AFTER = re.compile(rf"^\.?[\s/,-]*{_DAY}(?!\d|:)", re.IGNORECASE)
_LONGEST = 1_000
"""No date is longer; more is not looked at."""

_MONTH_PREFIXES = {name[:3].lower(): index for index, name in enumerate(MONTHS, start=1)}
_OTHER_MONTHS = {
    word: month
    for month, words in enumerate(
        (
            "januar jänner janvier janv enero ene gennaio genn janeiro januari",
            "februar février fevrier févr fevr febrero febbraio febbr fevereiro februari",
            "märz maerz mär mrz mars marzo março marco maart",
            "avril avr abril abr aprile",
            "mai mayo maggio magg maio mei",
            "juni juin junio giugno junho",
            "juli juillet juil julio luglio julho",
            "août aout agosto ago augustus",
            "septembre septiembre settembre setembro",
            "oktober okt octobre octubre ottobre outubro",
            "novembre noviembre novembro",
            "dezember dez décembre decembre déc diciembre dic dicembre dezembro",
        ),
        start=1,
    )
    for word in words.split()
}


def partial_date(year: int, month: int = 0, day: int = 0) -> PartialDate | None:
    """Make a date of numbers; a month or day that does not exist is left out, a year that does not gives None."""
    if not 1 <= year <= 9999:
        return None
    if not 1 <= month <= 12:
        return PartialDate(year)
    if not 1 <= day <= calendar.monthrange(year, month)[1]:
        return PartialDate(year, month)
    return PartialDate(year, month, day)


def month_number(word: str) -> int:
    """Return 1 to 12 for the name of a month, or its abbreviation of three letters or more, or its number; 0 for anything else.

    English names may be cut anywhere; those of German, French, Spanish, Italian, Portuguese and Dutch are known in full.
    """
    word = word.strip().strip(".").lower()
    if word.isascii() and word.isdigit() and len(word) <= 2:
        return int(word) if 1 <= int(word) <= 12 else 0
    month = _MONTH_PREFIXES.get(word[:3], 0)
    if month and (MONTHS[month - 1].lower().startswith(word) or word == "sept"):
        return month
    return _OTHER_MONTHS.get(word, 0)


def iso_date(text: str) -> PartialDate | None:
    """Read a date of ISO 8601 at the beginning of ``text`` (``2023-03``, ``2023-03-05T12:00:00Z``), else None.

    A year must be all of it, or the first of an interval (``2020/2021``): ``2023 Mar 5`` is none of ISO 8601.
    """
    match = _ISO.match(text[:_LONGEST])
    return partial_date(*(int(part or 0) for part in match.groups())) if match else None


def loose_date(text: str) -> PartialDate | None:
    """Read a date as people and programs write it; None when there is no year in it.

    Known are ISO 8601 and EDTF (``2020-03/2020-05``, ``2020?``), RIS (``2008/05/12/``), MEDLINE (``2023 Mar 5``), RFC 5322
    (``Sun, 05 Mar 2023 10:00:00 GMT``), and words in any order (``March-April 2020``, ``5th of March, 2023``, ``Spring 2020``).
    """
    text = text[:_LONGEST].strip()
    if re.search(r"[^\W\d_]{3}", text):
        worded = _worded_date(text)
        if worded:
            return worded
    match = _COMPACT.search(text) or _YEAR_FIRST.search(text)
    if match:
        return partial_date(*(int(part or 0) for part in match.groups()))
    match = _YEAR_LAST.search(text)
    if match:
        first, second, year = (int(part) for part in match.groups())
        return _day_and_month(first, second, year, dotted="." in match[0])
    match = _MONTH_YEAR.search(text)
    if match:
        return partial_date(int(match[2]), int(match[1]))
    match = _YEAR.search(text)
    return partial_date(int(match[1])) if match else None


def _day_and_month(first: int, second: int, year: int, dotted: bool) -> PartialDate | None:
    """Read two numbers before a year: in dates with dots the day comes first, with others it must be told by its size."""
    if dotted or first > 12:
        return partial_date(year, second, first)
    if second > 12 or first == second:
        return partial_date(year, first, second)
    return partial_date(year)


def _worded_date(text: str) -> PartialDate | None:
    """Read a date whose month is a word."""
    for word in _WORD.finditer(text):
        month = month_number(word[0])
        if not month:
            continue
        year = _YEAR.search(text)
        if not year:
            return None
        before, after = text[: word.start()], text[word.end() :]
        if year.end() <= word.start():
            before = before[year.end() :]
        day = _DAY_BEFORE.search(before) or _DAY_AFTER.search(after)
        return partial_date(int(year[1]), month, int(day[1]) if day else 0)
    return None
