"""JSON Feed 1.0 and 1.1 (https://www.jsonfeed.org/version/1.1/)."""

import re
from collections.abc import Iterator

from sitegen.errors import Problem
from sitegen.ingest.readers.feed_entries import Entry, feed_name, feed_records, without_made_summary
from sitegen.ingest.readers.json_objects import JsonDict, JsonObject, json_objects, object_of, objects_of, text_of, texts_of
from sitegen.ingest.readers.loose_dates import loose_date
from sitegen.ingest.readers.markup_text import html_to_text, plain_paragraphs
from sitegen.ingest.readers.utc_days import utc_day
from sitegen.ingest.record import Record, Rejected
from sitegen.ingest.sample import Sample
from sitegen.papers.paper import Author
from sitegen.text import one_line

READER = "json-feed"

_EXPECTED = 'a JSON Feed: an object with "version": "https://jsonfeed.org/version/1.1" and a list "items"'
_ORCID = re.compile(r"https?://orcid\.org/(\d{4}-\d{4}-\d{4}-\d{3}[\dX])/?", re.ASCII)


def recognises(sample: Sample) -> bool:
    """Tell a feed by its version, which the specification asks for."""
    first: JsonDict | None = sample.first
    return first is not None and "jsonfeed.org/version/" in text_of(first.get("version")) and not sample.is_list


def read(data: bytes, source: str) -> Iterator[Record | Rejected]:
    """Read the items in their order."""
    feed: JsonDict = {}
    entries: list[Entry] = []
    for item in json_objects(data, source, _EXPECTED, _inside):
        if isinstance(item, Rejected):
            yield item
        elif not item.around:
            problem = Problem(
                path=source, line=item.line, message="this is no JSON Feed: it has no list of items", hint=f"expected: {_EXPECTED}"
            )
            yield Rejected(problem, item.text)
        else:
            if entries and item.around is not feed:
                yield from _records(feed, entries, source)
                entries = []
            feed = item.around
            entries.append(_entry(item))
    if entries:
        yield from _records(feed, entries, source)


def _inside(value: JsonDict) -> list[object] | None:
    items = value.get("items")
    return items if isinstance(items, list) else None


def _records(feed: JsonDict, entries: list[Entry], source: str) -> Iterator[Record | Rejected]:
    addresses = (text_of(feed.get("home_page_url")), text_of(feed.get("feed_url")))
    yield from feed_records(entries, feed_name(text_of(feed.get("title")), addresses, entries), READER, source)


def _entry(item: JsonObject) -> Entry:
    entry, feed = item.value, item.around
    addresses = [text_of(entry.get("url")), text_of(entry.get("external_url"))]
    addresses += [
        text_of(file.get("url")) for file in objects_of(entry.get("attachments")) if text_of(file.get("mime_type")) == "application/pdf"
    ]
    identifier = text_of(entry.get("id")).strip()
    if not addresses[0] and "://" in identifier:
        addresses[0] = identifier
    html = text_of(entry.get("content_html"))
    text = without_made_summary(html or text_of(entry.get("content_text")) or text_of(entry.get("summary")), addresses)
    published = text_of(entry.get("date_published"))
    return Entry(
        title=text_of(entry.get("title")),
        text=html_to_text(text) if html else plain_paragraphs(text),
        addresses=tuple(dict.fromkeys(url for address in addresses if (url := address.strip()))),
        names=(identifier,),
        authors=_authors(entry) or _authors(feed),
        published=loose_date(published),
        updated=loose_date(text_of(entry.get("date_modified"))),
        day=utc_day(published),
        categories=tuple(dict.fromkeys(map(one_line, texts_of(entry.get("tags"))))),
        language=text_of(entry.get("language", feed.get("language"))).strip(),
        raw=item.text,
    )


def _authors(value: JsonDict) -> tuple[Author, ...]:
    """Return the ``authors`` of 1.1, else the ``author`` of 1.0."""
    found = []
    for author in objects_of(value.get("authors")) or [object_of(value.get("author"))]:
        orcid = _ORCID.fullmatch(text_of(author.get("url")).strip())
        if name := one_line(text_of(author.get("name"))):
            found.append(Author(name, orcid=orcid[1] if orcid else ""))
    return tuple(found)
