"""Feeds: RSS 0.9x and 2.0 (https://www.rssboard.org/rss-specification), RSS 1.0 (RDF), Atom 1.0 (RFC 4287) and 0.3.

feedparser reads them, ill-formed ones and odd encodings too. arXiv's own feeds are another format, and so are exports of libraries that
happen to be RDF.
"""

import contextlib
import io
import re
import time
from collections.abc import Iterator

from lxml import etree

from sitegen.errors import Problem
from sitegen.ingest.readers.feed_entries import Entry, feed_name, feed_records, without_made_summary
from sitegen.ingest.readers.json_objects import JsonDict, as_json, object_of, objects_of, text_of, without_surrogates
from sitegen.ingest.readers.loose_dates import loose_date
from sitegen.ingest.readers.markup_text import html_to_text, plain_paragraphs
from sitegen.ingest.readers.person_names import authors_of, person
from sitegen.ingest.record import Publication, Record, Rejected
from sitegen.ingest.sample import Sample, decode_text
from sitegen.papers.dates import PartialDate
from sitegen.papers.paper import Author
from sitegen.text import clean, one_line

READER = "feed"

_EXPECTED = "an RSS, Atom or RDF feed"
_ROOT = re.compile(r"<(?:[A-Za-z][\w.-]*:)?(rss|feed|rdf)(?=[\s>/])([^>]*)", re.IGNORECASE)
_RSS_1 = ("http://purl.org/rss/1.0/", "http://my.netscape.com/rdf/simple/0.9/", "http://channel.netscape.com/rdf/simple/0.9/")
_OF_ARXIV = re.compile(
    r"http://arxiv\.org/schemas/atom|http://arxiv\.org/api/|<link>\s*https?://(?:www\.|rss\.|export\.)?arxiv\.org/?\s*</link>"
    r"|https?://(?:rss|export)\.arxiv\.org/(?:rss|atom|api)",
    re.IGNORECASE,
)
_EBCDIC = "Lo§”“"
"""``<?xml`` in EBCDIC, as Windows-1252 shows it."""
_SAX_ERROR = re.compile(r"<unknown>:(\d{1,9}):\d+: (.*)")
_BREAKS = ("no element found", "unclosed token", "unclosed CDATA section")
"""What expat says of a document that ends too early."""
_END_OF_ENTRY = re.compile(r"</(?:item|entry)\s*>", re.IGNORECASE)
_REFERENCE = re.compile(rb"&#(?:[xX]([0-9a-fA-F]+)|([0-9]+));?")
_MENDABLE = 4_000_000
"""A feed that is longer is read only when it is well-formed: the parser for others takes its time."""
_MARKUP = ("text/html", "application/xhtml+xml", "text/xml", "application/xml")
_PAGES = re.compile(r"\s*[-–—]+\s*")


def recognises(sample: Sample) -> bool:
    """Tell a feed by its first element, and leave arXiv's to the reader that knows more of them."""
    if sample.head.startswith(_EBCDIC):
        return True
    head = sample.head.replace("\x00", "")
    root = _root(head)
    if root is None:
        return False
    kind, start, attributes = root
    if kind == "rdf" and not any(name in attributes for name in _RSS_1):
        return False
    before_entries = re.split(r"<(?:item|entry)[\s>]", head[start : start + 20_000], maxsplit=1)[0]
    return _OF_ARXIV.search(before_entries) is None


def read(data: bytes, source: str) -> Iterator[Record | Rejected]:
    """Read the entries in their order."""
    import feedparser  # late: it takes longer to load than most feeds to read

    text = decode_text(data)
    wrong = _wrong_at_once(data, text)
    if wrong:
        yield Rejected(Problem(path=source, message=wrong, hint=f"expected: {_EXPECTED}"), text)
        return
    if b"\0" not in data[:4]:
        data = _REFERENCE.sub(_possible_reference, data)
    # Leading white space is not well-formed, and makes the parser slow; a stream, because a string might be taken as an address.
    stream = io.BytesIO(data.lstrip(b" \t\r\n") if b"\0" not in data[:4] else data)
    try:
        parsed = _plain(feedparser.parse(stream, sanitize_html=False, resolve_relative_uris=False))
    except (ValueError, LookupError, ArithmeticError, AttributeError, TypeError, AssertionError, RecursionError) as error:
        yield Rejected(Problem(path=source, message=f"the feed cannot be read: {error}", hint=f"expected: {_EXPECTED}"), text)
        return
    feed = object_of(parsed.get("feed"))
    entries = [_entry(entry, feed) for entry in objects_of(parsed.get("entries"))]
    wrong, line = _ill_formed(parsed)
    if not entries:
        yield Rejected(Problem(path=source, line=line, message=_why_empty(parsed, wrong), hint=f"expected: {_EXPECTED} with entries"), text)
        return
    broken = (
        entries.pop() if wrong in _BREAKS and not _END_OF_ENTRY.search(text, max(text.rfind("<item"), text.rfind("<entry"), 0)) else None
    )
    addresses = [text_of(link.get("href")) for link in objects_of(feed.get("links"))]
    yield from feed_records(entries, feed_name(html_to_text(text_of(feed.get("title"))), addresses, entries), READER, source)
    if broken is not None:
        yield Rejected(
            Problem(path=source, line=line, message="the feed breaks off in this entry", hint="fetch the feed again"), broken.raw
        )


def _root(head: str) -> tuple[str, int, str] | None:
    """Return the name, the place and the attributes of the first element, if it is one that feeds begin with."""
    at = 0
    while at < len(head):
        at += len(head[at:]) - len(head[at:].lstrip("\ufeff \t\r\n"))
        if head.startswith("<!--", at):
            at = _behind(head, "-->", at)
        elif head.startswith("<?", at):
            at = _behind(head, "?>", at)
        elif head[at : at + 9].upper() == "<!DOCTYPE":
            opening, closing = head.find("[", at), head.find(">", at)
            at = _behind(head, "]", at) if 0 <= opening < closing else at
            at = _behind(head, ">", at)
        else:
            root = _ROOT.match(head, at)
            return (root[1].lower(), at, root[2]) if root else None
    return None


def _behind(text: str, mark: str, at: int) -> int:
    found = text.find(mark, at)
    return found + len(mark) if found >= 0 else len(text)


def _wrong_at_once(data: bytes, text: str) -> str:
    """Return why an input is not worth parsing, or an empty string: it is no feed, or made to keep a parser busy."""
    if not data.strip():
        return "the input is empty"
    head = text[:200_000].replace("\x00", "").lstrip()
    if (
        not head.startswith(_EBCDIC)
        and re.search(r"<(?:[a-z][\w.-]*:)?(?:rss|feed|rdf|channel|item|entry)[\s>/]", head, re.IGNORECASE) is None
    ):
        return "this is not a feed: it has none of the elements of RSS, Atom or RDF"
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    with contextlib.suppress(etree.XMLSyntaxError, LookupError, ValueError):  # feedparser may know better
        etree.fromstring(data, parser)
    too_much = any("depth" in error.message or "amplification" in error.message for error in parser.error_log)
    if too_much:
        return "the feed is made to exhaust its reader: its elements or entities are nested too deep"
    fatal = next((error for error in parser.error_log if error.level_name == "FATAL"), None)
    if fatal is not None and len(data) > _MENDABLE:
        return f"the feed is not well-formed, and too long to be mended: {one_line(fatal.message)} in line {fatal.line}"
    return ""


def _possible_reference(match: re.Match[bytes]) -> bytes:
    """Return a reference to a character as it is, or nothing where there is no such character: no parser survives that."""
    digits, base = (match[1].lstrip(b"0"), 16) if match[1] else (match[2].lstrip(b"0"), 10)
    code = int(digits, base) if 0 < len(digits) < 12 else 0
    return match[0] if 0 < code < 0xD800 or 0xDFFF < code < 0x110000 else b""


def _ill_formed(parsed: JsonDict) -> tuple[str, int]:
    """Return what is wrong with the feed's XML, and on which line; an empty string where nothing is, or where it is not known."""
    wrong = one_line(text_of(parsed.get("bozo_exception"))) if parsed.get("bozo") else ""
    match = _SAX_ERROR.fullmatch(wrong)
    return (match[2], int(match[1])) if match else (wrong, 0)


def _why_empty(parsed: JsonDict, wrong: str) -> str:
    if wrong and not text_of(parsed.get("version")):
        return f"the feed cannot be read: {wrong}"
    return "the feed has no entries" + (f", and is not well-formed: {wrong}" if wrong else "")


def _plain(value: object, depth: int = 0) -> JsonDict:
    """Return what feedparser found as plain values: its own dictionaries answer for keys that they do not hold."""
    return {key: _plain_value(item, depth) for key, item in dict.items(value)} if isinstance(value, dict) and depth < 10 else {}


def _plain_value(value: object, depth: int) -> object:
    if isinstance(value, dict):
        return _plain(value, depth + 1)
    if isinstance(value, list):
        return [_plain_value(item, depth + 1) for item in value]
    if isinstance(value, time.struct_time):
        return f"{value.tm_year:04}-{value.tm_mon:02}-{value.tm_mday:02}"
    return value if isinstance(value, int | float | None) else without_surrogates(str(value))


def _entry(entry: JsonDict, feed: JsonDict) -> Entry:
    addresses = _addresses(entry)
    published, updated = _date(entry, "published"), _date(entry, "updated")
    published = published or _date(entry, "created") or loose_date(text_of(entry.get("prism_publicationdate"))) or updated
    text = ""
    for part in (object_of(entry.get("summary_detail")), *objects_of(entry.get("content"))):
        read_text = _text(part, addresses)
        text = max(text, read_text, key=len)
    title = object_of(entry.get("title_detail"))
    return Entry(
        title=_text(title, ()) if title else text_of(entry.get("title")),
        text=text,
        addresses=addresses,
        names=tuple(text_of(entry.get(key)) for key in ("id", "prism_doi", "dc_identifier")),
        authors=_authors(entry),
        published=published,
        updated=updated,
        day=loose_date(text_of(entry.get("published_parsed"))),
        categories=tuple(dict.fromkeys(term for tag in objects_of(entry.get("tags")) if (term := one_line(text_of(tag.get("term")))))),
        publication=_publication(entry),
        language=text_of(title.get("language")) or text_of(entry.get("language")) or text_of(feed.get("language")),
        raw=as_json(entry),
    )


def _text(part: JsonDict, addresses: tuple[str, ...]) -> str:
    value = clean(without_made_summary(text_of(part.get("value")), addresses))
    return html_to_text(value) if text_of(part.get("type")) in _MARKUP else plain_paragraphs(value)


def _date(entry: JsonDict, name: str) -> PartialDate | None:
    """Return a date as it is written, else as feedparser understands it."""
    written = loose_date(text_of(entry.get(name)))
    return written if written is not None and written.day else loose_date(text_of(entry.get(f"{name}_parsed"))) or written


def _addresses(entry: JsonDict) -> tuple[str, ...]:
    """Return the entry's own address, and those of its PDF and of what it is related to; not those of replies or sounds."""
    found = [text_of(entry.get("link"))]
    for link in objects_of(entry.get("links")):
        rel, kind = text_of(link.get("rel")), text_of(link.get("type"))
        if rel in ("alternate", "related", "via") or kind == "application/pdf":
            found.append(text_of(link.get("href")))
    identifier = text_of(entry.get("id"))
    if not found[0] and identifier.startswith(("http://", "https://")):
        found[0] = identifier
    return tuple(dict.fromkeys(url for address in found if (url := address.strip())))


def _authors(entry: JsonDict) -> tuple[Author, ...]:
    """Return the authors: each element is one, unless there is only one; then it may be a list."""
    names = [name for item in objects_of(entry.get("authors")) if (name := one_line(text_of(item.get("name"))))]
    names = names or [one_line(text_of(entry.get("author")))]
    if len(names) == 1:
        return authors_of(names[0])
    return tuple(author for name in dict.fromkeys(names) if (author := person(name)).name)


def _publication(entry: JsonDict) -> Publication | None:
    """Return what journals say in PRISM's elements (http://prismstandard.org)."""
    venue = one_line(text_of(entry.get("prism_publicationname")))
    if not venue:
        return None
    first, last = (one_line(text_of(entry.get(key))) for key in ("prism_startingpage", "prism_endingpage"))
    return Publication(
        venue=venue,
        volume=one_line(text_of(entry.get("prism_volume"))),
        issue=one_line(text_of(entry.get("prism_number"))),
        pages=_PAGES.sub("-", f"{first}-{last}" if first and last else first),
    )
