"""Parts of a record that several formats tell in the same way: identifiers, links, pages, dates in parts."""

import datetime
import re
from collections.abc import Iterable

from sitegen.ingest.readers.identifiers import acl_id, arxiv_id, doi, openreview_id
from sitegen.ingest.readers.json_objects import count_of, list_of, object_of
from sitegen.ingest.readers.loose_dates import iso_date, loose_date, partial_date
from sitegen.ingest.readers.markup_text import html_to_text, plain_paragraphs
from sitegen.papers.dates import PartialDate
from sitegen.papers.paper import Link, LinkKind, check_identifier, check_orcid, check_url, kind_of_url
from sitegen.papers.publication import Publication
from sitegen.text import one_line

_DASHES = re.compile(r"\s*(?:-{1,3}|[\u2010-\u2015\u2212])\s*")
_ORCID = re.compile(r"\d{4}-?\d{4}-?\d{4}-?\d{3}[\dXx]", re.ASCII)
_MARKUP = re.compile(r"<jats:|</(?:a|b|br|div|em|i|li|p|span|strong|sub|sup|ul)>|<br ?/?>", re.IGNORECASE)
_EARLIEST_INSTANT, _LATEST_INSTANT = 315_532_800, 4_102_444_800
"""1980 and 2100 in seconds of Unix time: a number between them, or a thousand times as large, is an instant and no year."""


def found_ids(texts: Iterable[str]) -> tuple[tuple[tuple[str, str], ...], int]:
    """Return the identifiers that stand in ``texts`` (bare ones, DOIs, addresses), one of a kind, sorted, and the version of arXiv or 0."""
    ids: dict[str, str] = {}
    version = 0
    for text in texts:
        if not text:
            continue
        found = arxiv_id(text)
        if found and ids.setdefault("arxiv", found[0]) == found[0]:
            version = version or found[1]
        for kind, value in (("doi", doi(text)), ("acl", acl_id(text)), ("openreview", openreview_id(text))):
            if value and not check_identifier(kind, value):
                ids.setdefault(kind, value)
    return tuple(sorted(ids.items())), version


def web_links(addresses: Iterable[tuple[LinkKind, str]], certain: bool = False) -> tuple[Link, ...]:
    """Return the addresses that can be followed, each once, in their order.

    The kind is what the source says where ``certain``; else the address tells it, and where it does not, what the source says.
    """
    links: dict[str, Link] = {}
    for kind, text in addresses:
        url = text.strip()
        if not url or check_url(url):
            continue
        told = "link" if certain else kind_of_url(url)
        links.setdefault(url.rstrip("/"), Link(kind if told == "link" else told, url))
    return tuple(links.values())


def plain_line(text: str) -> str:
    """Return a title or a name, which may hold markup, as text on one line."""
    return one_line(html_to_text(text)) if "<" in text or "&" in text else one_line(text)


def plain_abstract(text: str) -> str:
    """Return an abstract that should be plain text and now and then holds HTML or JATS. ``<s>`` and ``a<b`` alone are text."""
    return html_to_text(text) if _MARKUP.search(text) else plain_paragraphs(text)


def unique(texts: Iterable[str]) -> tuple[str, ...]:
    """Return texts on one line each, without blank ones and repetitions, in their order."""
    return tuple(dict.fromkeys(line for text in texts if (line := one_line(text))))


def page_range(text: str, last: str = "") -> str:
    """Return pages with a plain hyphen between first and last; ``last`` is the last page where the source keeps it apart."""
    first, last = (_DASHES.sub("-", one_line(part)).strip("-") for part in (text, last))
    if not last and first.count("-") == 1:
        first, last = first.split("-")
    return f"{first}-{last}" if last and last != first and "-" not in first else first


def publication_of(publication: Publication) -> Publication | None:
    """Return it, or None where nothing is known."""
    return None if publication == Publication() else publication


def orcid_of(text: str) -> str:
    """Return an ORCID iD as ``0000-0002-1825-0097`` from itself or its address, or an empty string."""
    match = _ORCID.search(text[:100])
    if match is None:
        return ""
    digits = match[0].replace("-", "").upper()
    orcid = "-".join(digits[at : at + 4] for at in range(0, 16, 4))
    return "" if check_orcid(orcid) else orcid


def date_in_parts(value: object) -> PartialDate | None:
    """Return the date of ``{"date-parts": [[2020, 5, 3]]}`` (CSL-JSON and Crossref): of a range the first; None where parts are null."""
    parts = list_of(object_of(value).get("date-parts"))
    first = list_of(parts[0]) if parts else []
    year, month, day = (count_of(part) or 0 for part in [*first[:3], 0, 0, 0][:3])
    return partial_date(year, month, day)


def any_date(value: object) -> PartialDate | None:
    """Return the date in whatever JSON holds it: a text, a year, an instant of Unix time, parts; None where there is none."""
    if isinstance(value, str):
        return iso_date(value) or loose_date(value)
    if isinstance(value, dict):
        year, month, day = (count_of(value.get(part)) or 0 for part in ("year", "month", "day"))
        return date_in_parts(value) or partial_date(year, month, day)
    if not isinstance(value, int | float) or isinstance(value, bool) or not 1000 <= value < _LATEST_INSTANT * 1000:
        return None
    seconds = value / 1000 if value >= _LATEST_INSTANT else value
    if seconds >= _EARLIEST_INSTANT:
        instant = datetime.datetime.fromtimestamp(seconds, datetime.UTC)
        return PartialDate(instant.year, instant.month, instant.day)
    return partial_date(int(value)) if value == int(value) else None
