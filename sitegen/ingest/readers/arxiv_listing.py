"""The daily listings of arXiv: RSS 2.0 and Atom of rss.arxiv.org (https://info.arxiv.org/help/rss_specifications.html), and the RSS 1.0
(RDF) that arXiv sent until January 2024.

The listed day is the day of the announcement in UTC, which is the day that arXiv's own pages give the listing: in winter the RDF says
``20:30-05:00`` of the evening before. ``absonly`` (only the abstract was changed) and ``replace-cross`` count as ``replace``.
"""

import datetime
import email.utils
import re
from collections.abc import Iterator

import msgspec
from lxml import etree

from sitegen.ingest.readers.arxiv_fields import (
    abstract_of,
    arxiv_authors,
    arxiv_links,
    categories_of,
    dois_of,
    is_withdrawn,
    publication_of,
)
from sitegen.ingest.readers.identifiers import arxiv_id
from sitegen.ingest.readers.markup_text import html_to_text
from sitegen.ingest.readers.utc_days import utc_day
from sitegen.ingest.readers.xml_cutter import XmlShape
from sitegen.ingest.readers.xml_fields import child, children, field, fields, line_text, raw_text
from sitegen.ingest.readers.xml_records import Broken, Piece, first_tag, iter_pieces, name_of, reject_all, reject_broken, reject_piece
from sitegen.ingest.record import Announcement, Provenance, Record, Rejected
from sitegen.ingest.sample import Sample
from sitegen.papers.dates import PartialDate
from sitegen.text import one_line, slugify

READER = "arxiv-listing"

_SHAPE = XmlShape(
    records=frozenset(("item", "entry")),
    context=frozenset(("title", "link", "description", "subtitle", "pubDate", "lastBuildDate", "date", "updated")),
    containers=frozenset(("rss", "channel", "feed", "RDF")),
    prefixes={
        "arxiv": "http://arxiv.org/schemas/atom",
        "dc": "http://purl.org/dc/elements/1.1/",
        "atom": "http://www.w3.org/2005/Atom",
        "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    },
)
_MARKS = re.compile(r"announce_type>|\bAnnounce Type:|\bupdates on arXiv\.org|>Feed error for query: https?://(?:rss\.)?arxiv\.org")
_FEED_TITLE = re.compile(r"(.{1,300}?) updates on arXiv\.org", re.IGNORECASE)
_FEED_ADDRESS = re.compile(r"arxiv\.org/(?:rss|atom)/([\w.+-]{2,300})")
_NEW_TEXT = re.compile(r"\s*arXiv:(?P<id>\S{1,40})\s+Announce Type:\s*(?P<type>[\w-]{1,20})\s*(?:Abstract:)?(?P<abstract>.*)", re.DOTALL)
_OLD_TITLE = re.compile(
    r"(?P<title>.*?)\.?\s*\(arXiv:(?P<id>[^\s()\[\]]{1,40})\s*(?:\[(?P<subject>[^\]]{1,40})\])?\s*(?P<note>[A-Z ,]{0,40})\)", re.DOTALL
)
_ANNOUNCEMENTS: dict[str, Announcement] = {
    "new": "new", "cross": "cross", "replace": "replace", "replace-cross": "replace", "absonly": "replace",
}  # fmt: skip

_LONGEST_HEAD = 1_000
"""What a listing says of itself is not longer; more is not looked at."""


class _Head(msgspec.Struct):
    """What the head of a listing says, as far as it was read."""

    said: dict[str, str] = {}
    """The first text of each of the elements of the head."""

    @property
    def feed(self) -> str:
        """The name of the feed: ``arxiv-cs-cl``; of several subjects, all of them."""
        named = _FEED_TITLE.search(self.said.get("title", "")) or _FEED_ADDRESS.search(self.said.get("link", ""))
        return f"arxiv-{slugify(named[1])}" if named else "arxiv"

    @property
    def day(self) -> PartialDate | None:
        """The day of the listing."""
        return next((day for name in ("pubDate", "date", "updated", "lastBuildDate") if (day := _day(self.said.get(name, "")))), None)

    @property
    def error(self) -> str:
        """What arXiv says went wrong, when it sent no listing; or an empty text."""
        title = self.said.get("title", "")
        return f"{title}: {self.said.get('description') or self.said.get('subtitle', '')}" if title.startswith("Feed error") else ""


def recognises(sample: Sample) -> bool:
    """Tell whether the input is a listing that arXiv sent as a feed."""
    return first_tag(sample.head) in ("rss", "RDF", "feed", "channel", "item", "entry") and _MARKS.search(sample.head) is not None


def read(data: bytes, source: str) -> Iterator[Record | Rejected]:
    """Yield the papers of a listing in its order, which is their rank."""
    head = _Head({})
    position, is_empty = 0, True
    for piece in iter_pieces(data, _SHAPE):
        if isinstance(piece, Broken):
            is_empty = False
            position += piece.is_record
            yield reject_broken(piece, source, "a listing of arXiv (RSS or Atom)")
        elif name_of(piece.element) in _SHAPE.records:
            is_empty = False
            position += 1
            yield _record(piece, head, position, source)
        else:
            text = line_text(piece.element) or piece.element.get("href") or ""
            head.said.setdefault(name_of(piece.element), text[:_LONGEST_HEAD])
    if is_empty and head.error:
        yield reject_all(data, source, f"arXiv sent an error, not a listing: {head.error[:300]}", "mend the address of the feed")
    elif is_empty:
        day = f" on {head.day}" if head.day else ""
        hint = "arXiv's feeds are empty on Saturdays, Sundays and holidays"
        yield reject_all(data, source, f"this listing of arXiv announces no paper{day}", hint, is_warning=True)


def _record(piece: Piece, head: _Head, position: int, source: str) -> Record | Rejected:
    item = piece.element
    old, text = _OLD_TITLE.fullmatch(field(item, "title")), _description(item)
    new = _NEW_TEXT.fullmatch(text)
    title = one_line(old["title"] if old else field(item, "title"))
    if not title:
        return reject_piece(piece, source, "the item has no title")
    abstract = abstract_of(new["abstract"]) if new else html_to_text(text)
    arxiv, version = _identifier(item, old, new)
    dois = dois_of(field(item, "DOI") or field(item, "doi"))
    terms = tuple(each.get("term") or line_text(each) for each in children(item, "category"))
    creators = ", ".join(fields(item, "creator"))
    return Record(
        provenance=Provenance(source, piece.line, READER, position),
        title=title,
        abstract=abstract,
        authors=arxiv_authors(html_to_text(creators) if "<" in creators else creators, by_and=False),
        version=version,
        withdrawn=is_withdrawn("", abstract),
        listed=_day(field(item, "pubDate") or field(item, "date")) or head.day or _day(field(item, "updated")),
        feed=head.feed,
        rank=position,
        announcement=_announcement(item, old, new),
        publication=publication_of(field(item, "journal_reference") or field(item, "journal_ref")),
        categories=categories_of(terms, (old["subject"] or "") if old else ""),
        links=arxiv_links(arxiv, dois=dois[1:]),
        ids=(*((("arxiv", arxiv),) if arxiv else ()), *(("doi", each) for each in dois[:1])),
    )


def _description(item: etree._Element) -> str:
    return raw_text(child(item, "description")) or raw_text(child(item, "summary"))


def _identifier(item: etree._Element, old: re.Match[str] | None, new: re.Match[str] | None) -> tuple[str, int]:
    """Return the identifier, and the version from wherever it is told."""
    links = [each.get("href") or line_text(each) for each in children(item, "link")]
    texts = (new["id"] if new else "", old["id"] if old else "", field(item, "guid"), field(item, "id"), *links)
    found = [identifier for text in texts if (identifier := arxiv_id(text))]
    if not found:
        return "", 0
    return found[0][0], max(version for identifier, version in found if identifier == found[0][0])


def _announcement(item: etree._Element, old: re.Match[str] | None, new: re.Match[str] | None) -> Announcement:
    told = field(item, "announce_type") or (new["type"] if new else "")
    if told:
        return _ANNOUNCEMENTS.get(told.lower(), "")
    if old is None:
        return ""
    return "replace" if "UPDATED" in old["note"] else "cross" if "CROSS" in old["note"] else "new"


def _day(text: str) -> PartialDate | None:
    """Return the day in UTC of an instant of RFC 5322 or ISO 8601."""
    try:
        instant = email.utils.parsedate_to_datetime(text[:64])
        if instant.tzinfo is not None:
            instant = instant.astimezone(datetime.UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return utc_day(text)
    return PartialDate(instant.year, instant.month, instant.day)
