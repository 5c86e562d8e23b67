"""The JSON of the Daily Papers API: ``https://huggingface.co/api/daily_papers`` and ``https://huggingface.co/api/papers/<id>``.

A record of the list holds the paper as ``paper`` beside fields of the listing; a record of the second address is the bare paper. Files
may be a list of either, one of them, an object around a list, or one a line.

Dates, which changed their meaning in 2025:

- ``paper.submittedOnDailyAt`` is the day on which the paper was listed. Where it stands, nothing else is asked.
- ``paper.publishedAt`` is when the paper appeared.
- ``publishedAt`` beside ``paper`` was once the time at which the paper was listed; later it repeats the paper's own date, some hours
  off. So without ``submittedOnDailyAt`` it is the listing where it is later than ``paper.publishedAt``, and nothing otherwise.
- Where neither tells the day, the object around the list may (``date``). The clock never does.

The rank is the place among the records of the same day in a list of listings (records with ``paper``); a bare paper has none.
"""

import re
from collections import Counter
from collections.abc import Iterator

from sitegen.errors import Problem
from sitegen.ingest.readers.identifiers import arxiv_id
from sitegen.ingest.readers.json_objects import (
    JsonDict,
    JsonObject,
    count_of,
    json_objects,
    list_of,
    object_of,
    text_of,
    texts_of,
)
from sitegen.ingest.readers.loose_dates import iso_date
from sitegen.ingest.readers.markup_text import plain_paragraphs
from sitegen.ingest.record import Provenance, Record, Rejected
from sitegen.ingest.sample import Sample
from sitegen.papers.author_ids import author_id
from sitegen.papers.dates import PartialDate
from sitegen.papers.paper import Author, Link, LinkKind, check_url
from sitegen.text import one_line

READER = "daily-api"

_EXPECTED = "the records of huggingface.co/api/daily_papers"
_PAGE = "https://huggingface.co/papers/{}"
_MARKS = ("submittedOnDailyAt", "submittedOnDailyBy", "discussionId", "ai_summary", "upvotes", "githubRepo")
"""Fields of a bare paper that no other format has; two of them are enough."""
_VERIFIED = ("claimed_verified", "admin_assigned", "extracted_confirmed")
"""The states of an author of whom it is known that the account is theirs."""
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?Z?", re.ASCII)
_REPOSITORY = re.compile(r"[\w.-]+/[\w.-]+", re.ASCII)
_BARE_ADDRESS = re.compile(r"[\w-]+(?:\.[\w-]+)+(?:[/?#]|$)", re.ASCII)
_PAPER_ID = re.compile(r"[\w.-]{1,100}", re.ASCII)


def recognises(sample: Sample) -> bool:
    """Tell a record of the API, an object around a list of them, or the first of a list or of lines."""
    first: JsonDict | None = sample.first
    if first is None:
        return False
    if _is_record(first):
        return True
    members = _inside(first)
    return members is not None and any(isinstance(member, dict) and _is_record(member) for member in members[:3])


def read(data: bytes, source: str) -> Iterator[Record | Rejected]:
    """Read the records in their order."""
    ranks: Counter[PartialDate] = Counter()
    for item in json_objects(data, source, _EXPECTED, _inside):
        yield item if isinstance(item, Rejected) else _record(item, source, ranks)


def _is_record(value: JsonDict) -> bool:
    paper = object_of(value.get("paper"))
    if paper:
        return "id" in paper and "title" in paper
    is_paper = isinstance(value.get("id"), str) and "title" in value and isinstance(value.get("authors", []), list)
    return is_paper and sum(mark in value for mark in _MARKS) >= 2


def _inside(value: JsonDict) -> list[object] | None:
    """Return the list in an object that is no record: of its lists with objects, the longest."""
    if "paper" in value or "title" in value:
        return None
    lists = [items for items in map(list_of, value.values()) if items and any(isinstance(item, dict) for item in items[:3])]
    if not lists and any(isinstance(items, list) for items in value.values()):
        return []
    return max(lists, key=len, default=None)


def _record(item: JsonObject, source: str, ranks: Counter[PartialDate]) -> Record | Rejected:
    entry = item.value
    paper = object_of(entry.get("paper")) or entry
    title = one_line(text_of(paper.get("title")) or text_of(entry.get("title")))
    if not title:
        problem = Problem(path=source, line=item.line, message=f"record {item.position} has no title", hint=f"expected: {_EXPECTED}")
        return Rejected(problem, item.text)
    day = _listing_day(entry, paper, item.around)
    is_listing = paper is not entry and item.is_listed and day is not None
    if is_listing and day is not None:
        ranks[day] += 1
    name = text_of(paper.get("id")).strip()
    found = arxiv_id(name)
    return Record(
        provenance=Provenance(source, item.line, READER, item.position),
        title=title,
        abstract=plain_paragraphs(text_of(paper.get("summary")) or text_of(entry.get("summary"))),
        authors=_authors(paper.get("authors")),
        published=_day(paper.get("publishedAt")),
        version=found[1] if found else 0,
        listed=day,
        rank=ranks[day] if is_listing and day is not None else 0,
        comments=count_of(entry.get("numComments", paper.get("numComments"))),
        upvotes=count_of(paper.get("upvotes", entry.get("upvotes"))),
        stars=count_of(paper.get("githubStars", entry.get("githubStars"))),
        keywords=tuple(dict.fromkeys(map(one_line, texts_of(paper.get("ai_keywords"))))),
        links=_links(paper, "" if found else name),
        ids=(("arxiv", found[0]),) if found else (),
    )


def _listing_day(entry: JsonDict, paper: JsonDict, around: JsonDict) -> PartialDate | None:
    said = paper.get("submittedOnDailyAt", entry.get("submittedOnDailyAt"))
    day = _day(said)
    if day is None and paper is not entry:
        top, own = text_of(entry.get("publishedAt")), text_of(paper.get("publishedAt"))
        if _INSTANT.fullmatch(top) and _INSTANT.fullmatch(own) and top > own:
            day = _day(top)
    if day is None and around:
        day = _day(around.get("date")) or _day(around.get("dateString"))
    return day


def _day(value: object) -> PartialDate | None:
    """Return the day of an instant; an instant that does not tell its day is none."""
    date = iso_date(text_of(value).strip())
    return date if date is not None and date.day else None


def _authors(value: object) -> tuple[Author, ...]:
    """Return every author, also those whom the source hides."""
    authors = []
    for item in list_of(value):
        member = object_of(item)
        name = one_line(text_of(member.get("name")) or text_of(object_of(member.get("user")).get("fullname")) if member else text_of(item))
        if name:
            authors.append(Author(name, hidden=member.get("hidden") is True, source_id=_account(member)))
    return tuple(authors)


def _account(member: JsonDict) -> str:
    """Return the account of an author, where it was verified that it is theirs. The ``_id`` of the member is of this paper alone."""
    if member.get("status") not in _VERIFIED:
        return ""
    user = object_of(member.get("user"))
    return author_id("hf", text_of(user.get("user")) or text_of(user.get("name")))


def _links(paper: JsonDict, other_id: str) -> tuple[Link, ...]:
    """Return the code, the project's page, and for a paper that is not of arXiv its page at the source."""
    repository, page = text_of(paper.get("githubRepo")).strip(), text_of(paper.get("projectPage")).strip()
    if _REPOSITORY.fullmatch(repository) and "." not in repository.split("/")[0]:
        repository = f"https://github.com/{repository}"
    found: list[tuple[LinkKind, str]] = [("code", repository), ("project", page)]
    if _PAPER_ID.fullmatch(other_id):
        found.append(("paper", _PAGE.format(other_id)))
    links: dict[str, Link] = {}
    for kind, url in found:
        address = f"https://{url}" if _BARE_ADDRESS.match(url) else url
        if address and not check_url(address):
            links.setdefault(address, Link(kind, address))
    return tuple(links.values())
