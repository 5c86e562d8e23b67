"""Records of everybody's own making → neutral records: keys under many names, values of many types.

A key counts without its case, spaces and punctuation: ``Paper Title``, ``paper_title`` and ``paperTitle`` are one. Of several names of
a field the first in the tables below counts that has a value. Keys in no table are passed by.
"""

import re
from functools import lru_cache

import msgspec

from sitegen.ingest.readers.arxiv_fields import is_withdrawn, publication_of
from sitegen.ingest.readers.identifiers import acl_id, arxiv_id, doi, openreview_id
from sitegen.ingest.readers.json_objects import JsonDict, count_of, list_of, object_of, objects_of, text_of
from sitegen.ingest.readers.language_tags import language_tag
from sitegen.ingest.readers.loose_dates import iso_date, month_number, partial_date
from sitegen.ingest.readers.markup_text import plain_paragraphs
from sitegen.ingest.readers.neutral_keys import (
    ABSTRACTS,
    ADDRESSES,
    AUTHORS,
    CSL_KINDS,
    IDENTIFIERS,
    IDS,
    KINDS,
    KINDS_KEYS,
    LANGUAGES,
    LISTED,
    MORE_VENUES,
    OWN_IDS,
    PUBLISHED,
    SUBMITTED,
    TITLES,
    UPDATED,
    VENUES,
    YEARS,
)
from sitegen.ingest.readers.neutral_values import addresses_in, author_list, is_blank, is_true, key_of, texts_in, with_profiles
from sitegen.ingest.readers.record_parts import any_date, found_ids, page_range, unique, web_links
from sitegen.papers.dates import PartialDate
from sitegen.papers.neutral import NeutralIds, NeutralLink, NeutralListing, NeutralPaper
from sitegen.papers.paper import LINK_KINDS, Link, check_identifier
from sitegen.text import one_line, slugify

_ARXIV_SUBJECTS = re.compile(r"(?:[a-z]+(?:-[a-z]+)?(?:\.[A-Za-z-]+)?)(?: [a-z]+(?:-[a-z]+)?(?:\.[A-Za-z-]+)?)*")
_FEED = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


class Fields:
    """The values of one record by the names of fields, in one spelling."""

    def __init__(self, value: JsonDict) -> None:
        self._values: dict[str, object] = {}
        for name, item in value.items():
            if not is_blank(item):
                self._values.setdefault(key_of(name), item)

    def any(self, *names: str) -> object:
        """Return the first of these that has a value, or None."""
        return next((self._values[name] for name in names if name in self._values), None)

    def all(self, *names: str) -> list[object]:
        """Return all of these that have a value."""
        return [self._values[name] for name in names if name in self._values]

    def line(self, *names: str) -> str:
        """Return the first of these that is a text, on one line; of an object its name, of a list its first."""
        for name in names:
            if name not in self._values:
                continue
            value = self._values[name]
            value = value[0] if isinstance(value, list) and value else value
            if isinstance(value, dict):
                value = value.get("name", value.get("title"))
            if text := one_line(text_of(value)):
                return text
        return ""

    def words(self, *names: str) -> tuple[str, ...]:
        """Return the words of all of these lists."""
        return unique(text for name in names if name in self._values for text in texts_in(self._values[name]))


def neutral_paper(value: JsonDict) -> NeutralPaper | str:
    """Read an object as a neutral record; return why it is none where it is not: in a sentence without its beginning ("it …")."""
    fields = Fields(value)
    title = fields.line(*TITLES)
    if not title:
        return "has no title"
    listings = _listings(fields)
    if isinstance(listings, str):
        return listings
    first = listings[0] if listings else None
    links = _links(fields)
    ids, arxiv_version = _ids(fields, links)
    published, updated, version = _dates(fields)
    where = publication_of(fields.line("journalref"))
    note, abstract = text_of(fields.any("comments", "comment")), plain_paragraphs(text_of(fields.any(*ABSTRACTS)))
    return NeutralPaper(
        title=title,
        abstract=abstract,
        authors=with_profiles(author_list(fields.any(*AUTHORS)), fields.any("authorids")),
        author_count=count_of(fields.any("authorcount", "authorscount", "numauthors", "nauthors")) or 0,
        editors=author_list(fields.any("editors", "editor")),
        published=published.iso if published else None,
        updated=updated.iso if updated else None,
        version=version or arxiv_version,
        withdrawn=is_true(fields.any("withdrawn", "iswithdrawn", "retracted", "isretracted")) or is_withdrawn(note, abstract),
        listed=first.day if first else None,
        feed=first.feed if first else "daily-papers",
        rank=first.rank if first else 0,
        comments=count_of(fields.any("comments", "numcomments", "commentcount", "ncomments")),
        upvotes=count_of(fields.any("upvotes", "numupvotes", "votes", "likes")),
        stars=count_of(fields.any("stars", "githubstars", "numstars")),
        also_listed=listings[1:],
        ids=ids,
        links=tuple(NeutralLink(url=link.url, kind=link.kind) for link in links),
        tags=tuple(tag for tag in fields.words("tags", "tag", "manualtags") if not tag.isdecimal()),
        forbidden_tags=fields.words("forbiddentags"),
        keywords=fields.words("keywords", "keyword", "authorkeywords", "indexkeywords", "tasks", "topics"),
        categories=_categories(fields),
        kind=_kind(fields) or (where.kind if where else ""),
        venue=fields.line(*VENUES, *MORE_VENUES) or (where.venue if where else ""),
        volume=fields.line("volume", "vol") or (where.volume if where else ""),
        issue=fields.line("issue", "number", "issuenumber") or (where.issue if where else ""),
        pages=_pages(fields) or (where.pages if where else ""),
        publisher=fields.line("publisher", "school"),
        place=fields.line("place", "publisherplace"),
        language=_language(fields.line("language", "lang")),
    )


def _listings(fields: Fields) -> tuple[NeutralListing, ...] | str:
    """Return the days on which it was listed, or what is wrong with one: a wrong day would put the paper on no page or a wrong one."""
    told, listings = fields.any(*LISTED), []
    shared = {key: fields.any(key) for key in ("feed", "rank")}
    days = told if isinstance(told, list) else [] if told is None else [told]
    # A day alone stands for an object that holds it, in a list as well.
    entries = objects_of([day if isinstance(day, dict) else {"day": day, **shared} for day in days])
    for entry in [*entries, *objects_of(fields.any("alsolisted"))]:
        said = text_of(entry.get("day"))
        day = iso_date(said)
        if day is None or not day.day or not said.strip().startswith(day.iso):
            return f'says that it was listed on "{said[:40]}", which is not a full day (2025-03-17)'
        listings.append(
            NeutralListing(
                day=day.iso,
                feed=_feed(text_of(entry.get("feed"))),
                rank=count_of(entry.get("rank")) or 0,
                comments=count_of(entry.get("comments")),
                upvotes=count_of(entry.get("upvotes")),
                stars=count_of(entry.get("stars")),
            )
        )
    return tuple(listings)


def _feed(name: str) -> str:
    return name if _FEED.fullmatch(name) else slugify(name) if name.strip() else "daily-papers"


def _dates(fields: Fields) -> tuple[PartialDate | None, PartialDate | None, int]:
    """Return when it appeared, when its version appeared, and the version: also of arXiv's and the ACL's lists of versions."""
    versions = objects_of(fields.any("versions", "revisions"))
    days = [any_date(version.get("created", version.get("date"))) for version in versions]
    version = count_of(fields.line("version").lower().lstrip("v")) or (len(versions) if len(versions) > 1 else 0)
    published = days[0] if days and days[0] else any_date(fields.any(*PUBLISHED)) or _year(fields) or any_date(fields.any(*SUBMITTED))
    precision = fields.line("dateprecision")
    if published and precision in ("month", "year"):
        published = partial_date(published.year, published.month if precision == "month" else 0)
    updated = days[-1] if len(days) > 1 and days[-1] else any_date(fields.any(*UPDATED))
    return published, updated, version


def _year(fields: Fields) -> PartialDate | None:
    """Return the date of a year, a month and a day in fields of their own."""
    year = any_date(fields.any(*YEARS))
    month = month_number(fields.line("month", "publicationmonth")) if year and not year.month else 0
    return partial_date(year.year, month, count_of(fields.any("day")) or 0) if year and month else year


def _links(fields: Fields) -> tuple[Link, ...]:
    """Return the links that are told as such, then those under keys that tell their kind. An address without a kind tells it by itself."""
    told = fields.any("links")
    found: list[Link] = []
    for item in list_of(told):
        link = object_of(item)
        named = text_of(link.get("kind", link.get("type", link.get("rel")))).lower()
        kind = next((each for each in LINK_KINDS if each == named), None)
        found += web_links(((kind or "link", address) for address in addresses_in(item)), certain=kind is not None)
    for name, addresses in object_of(told).items():
        key = key_of(name)
        found += web_links(
            (next((kind for kind, names in ADDRESSES if key in (kind, *names)), "link"), each) for each in addresses_in(addresses)
        )
    if isinstance(told, str):
        found += web_links(("link", address) for address in addresses_in(told))
    found += web_links((kind, each) for kind, names in ADDRESSES for value in fields.all(*names) for each in addresses_in(value))
    return tuple({link.url.rstrip("/"): link for link in reversed(found)}.values())[::-1]


def _ids(fields: Fields, links: tuple[Link, ...]) -> tuple[NeutralIds, int]:
    """Return the identifiers: those told as such, else those in the addresses and in the record's own name; and the version of arXiv."""
    told = Fields(object_of(fields.any(*IDS)))
    found: dict[str, str] = {}
    version = 0
    for kind, names in IDENTIFIERS.items():
        text = told.line(*names) or fields.line(*names)
        match kind:
            case "arxiv":
                value, version = arxiv_id(text) or ("", 0)
            case "doi":
                value = doi(text)
            case "acl":
                value = acl_id(text) or text
            case _:
                value = openreview_id(text) or text
        if value and not check_identifier(kind, value):
            found[kind] = value
    if fields.any(*IDS) is None:
        addresses = (link.url for link in links if link.kind in ("paper", "pdf"))
        others, other_version = found_ids((*addresses, *(text_of(value).strip() for value in fields.all(*OWN_IDS)), found.get("doi", "")))
        version = version if "arxiv" in found else other_version
        found = {**dict(others), **found}
    return msgspec.convert(found, NeutralIds), version


def _categories(fields: Fields) -> tuple[str, ...]:
    text = fields.any("categories")
    if isinstance(text, str) and "." in text and _ARXIV_SUBJECTS.fullmatch(text.strip()):
        return unique(text.split())
    return fields.words("primarycategory", "categories", "category", "subjects", "subject", "fieldsofstudy", "track", "area", "primaryarea")


def _kind(fields: Fields) -> str:
    own = fields.line("kind")
    if own in CSL_KINDS:
        return own
    for name in ("kind", *KINDS_KEYS):
        if kind := KINDS.get(key_of(fields.line(name)), ""):
            return kind
    return ""


def _pages(fields: Fields) -> str:
    first, last = fields.line("pagestart", "startpage", "firstpage"), fields.line("pageend", "endpage", "lastpage")
    return page_range(fields.line("pages", "page", "pagerange", "artno", "articlenumber")) or page_range(first, last)


@lru_cache(maxsize=256)
def _language(text: str) -> str:
    return LANGUAGES.get(text.lower(), "") or language_tag(text)
