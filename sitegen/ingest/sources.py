"""A configured source and a day → requests; an answer → which papers it holds, and the next request. No network, no clock, no disk.

Only the envelope of an answer is read here: what is needed to page to the end and to know that the end was reached. The papers
themselves are read later, by the readers of ingest, from what was kept.

- Daily Papers: ``GET /api/daily_papers?date=&limit=&p=`` (https://huggingface.co/docs/hub/api): a JSON list; pages count from 0, and a
  ``Link`` header with ``rel="next"`` says that there are more.
- arXiv: https://info.arxiv.org/help/api/user-manual.html. Errors are feeds with status 200; a page may be shorter than was asked for, or
  empty though the feed's own total says otherwise, in which case the same is asked again.
- arXiv's OAI-PMH: https://www.openarchives.org/OAI/openarchivesprotocol.html. A day there is the day of a record's last change.
"""

import datetime
import html
import re
from typing import Any
from urllib.parse import urlencode, urlsplit

import msgspec

from sitegen.config_sources import SourceConfig
from sitegen.ingest.wire import FetchFailed, Reply, Unusable
from sitegen.text import excerpt, one_line

DEFAULT_URLS = {
    "daily-papers": "https://huggingface.co/api/daily_papers",
    "arxiv": "https://export.arxiv.org/api/query",
    "arxiv-oai": "https://oaipmh.arxiv.org/oai",
}
"""Where each kind is asked that has an address of its own."""
_ARXIV_INTERVAL = 3.0
_ACCEPT = {
    "daily-papers": "application/json",
    # Without */* arXiv's edge sometimes answers 406.
    "arxiv": "application/atom+xml, application/xml;q=0.9, */*;q=0.1",
    "arxiv-oai": "text/xml, application/xml;q=0.9, */*;q=0.1",
    "feed": "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5",
    "url": "*/*",
}
_SUFFIXES = {"daily-papers": "json", "arxiv": "xml", "arxiv-oai": "xml"}
_URL_SUFFIX = re.compile(r"\.(json|jsonl|xml|atom|rss|bib|ris|csv|txt|html)(?:\.gz)?$", re.IGNORECASE)

# The envelopes are read with patterns and not with a parser: one paper with a character that XML forbids must not hide the rest.
_ENTRY_ID = re.compile(rb"<(?:\w+:)?entry\b.*?<(?:\w+:)?id[^>]*>\s*(.*?)\s*</", re.DOTALL)
_TOTAL = re.compile(rb"<(?:\w+:)?totalResults\b[^>]*>\s*(\d{1,12})\s*</")
_ARXIV_ERROR = re.compile(rb"<id>\s*https?://(?:export\.)?arxiv\.org/api/errors.*?<summary[^>]*>(.*?)</summary>", re.DOTALL)
_OAI_ID = re.compile(rb"<(?:\w+:)?header\b[^>]*>\s*<(?:\w+:)?identifier>\s*(.*?)\s*</", re.DOTALL)
_OAI_TOKEN = re.compile(rb"<(?:\w+:)?resumptionToken\b[^>]*>\s*([^<\s][^<]*?)\s*</")
_OAI_ERROR = re.compile(rb"<(?:\w+:)?error\b[^>]*\bcode=[\"'](\w+)[\"'][^>]*>(.*?)</", re.DOTALL)
_VERSION = re.compile(r"v\d+$")
_NEXT_LINK = re.compile(r"<[^>]*>[^,]*;\s*rel=\"?next\b", re.IGNORECASE)
_WEB_PAGE = re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)?<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL)
_FEED_START = re.compile(rb"<(?:rss|feed|rdf:rdf)\b", re.IGNORECASE)
_FEED_END = re.compile(rb"</(?:rss|feed|rdf:rdf)\s*>", re.IGNORECASE)


class SourceRequest(msgspec.Struct, frozen=True, kw_only=True):
    """One GET."""

    url: str
    accept: str
    """The value of its ``Accept`` header."""
    interval: float = 0.0
    """The fewest seconds since the last request to the same host."""
    number: int = 0
    """Which page it asks for, from 0."""
    start: int = 0
    """How many records stand before it."""


class Envelope(msgspec.Struct, frozen=True):
    """What an answer says of itself."""

    ids: tuple[str, ...] = ()
    """What names each of its papers, in their order, without a version; empty when the form of the answer is not known here."""
    following: SourceRequest | None = None
    """What to ask for next; None on the last page."""


def is_dated(source: SourceConfig) -> bool:
    """Tell whether the source can be asked for a day; one that cannot shows what it has now."""
    return source.kind in DEFAULT_URLS or "{date}" in source.url


def default_days(source: SourceConfig, today: datetime.date) -> tuple[datetime.date, ...]:
    """Return the days to ask for when the user named none: ``today`` and those before it, as many as the source says."""
    return tuple(today - datetime.timedelta(days=back) for back in reversed(range(source.days)))


def first_request(source: SourceConfig, day: datetime.date) -> SourceRequest:
    """Return the first request for the papers of a day."""
    return _request(source, day, 0, 0)


def read_envelope(source: SourceConfig, day: datetime.date, request: SourceRequest, reply: Reply) -> Envelope:
    """Read what an answer says of itself.

    Raises :class:`Unusable` when it is not, or not wholly, what was asked for, and :class:`FetchFailed` when it says that it never will be.
    """
    data = reply.data
    if source.kind != "url" and _WEB_PAGE.match(data):
        raise Unusable("the answer is a web page")
    if source.kind == "daily-papers":
        return _read_daily(source, day, request, reply)
    if source.kind == "arxiv":
        return _read_arxiv(source, day, request, data)
    if source.kind == "arxiv-oai":
        return _read_oai(source, day, request, data)
    if not data.strip():
        raise Unusable("the answer is empty")
    # In UTF-16, every other byte is a zero.
    if _FEED_START.search(data[:4096].replace(b"\0", b"")) and not _FEED_END.search(data[-4096:].replace(b"\0", b"")):
        raise Unusable("the feed is cut short")
    return Envelope()


def suffix_of(source: SourceConfig, reply: Reply) -> str:
    """Return the ending that the file of an answer gets, without a dot; it is a help for people, the readers look at the content."""
    if source.kind in _SUFFIXES:
        return _SUFFIXES[source.kind]
    match = _URL_SUFFIX.search(urlsplit(reply.url).path)
    if match:
        return match[1].lower()
    start = reply.data[:64].lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n")[:1]
    return {b"<": "xml", b"[": "json", b"{": "json", b"@": "bib"}.get(start, "txt")


def _request(source: SourceConfig, day: datetime.date, number: int, start: int, token: str = "") -> SourceRequest:
    base = source.url or DEFAULT_URLS[source.kind]
    query: dict[str, object] = {}
    if source.kind == "daily-papers":
        query = {"date": day.isoformat(), "limit": source.page_size} | ({"p": number} if number else {})
    elif source.kind == "arxiv":
        query = {
            "search_query": _search_query(source, day),
            "start": start,
            "max_results": _page_size(source, start),
            "sortBy": "submittedDate",
            # From the oldest: a paper that arrives meanwhile moves none from one page to another.
            "sortOrder": "ascending",
        }
    elif source.kind == "arxiv-oai" and token:
        query = {"verb": "ListRecords", "resumptionToken": token}
    elif source.kind == "arxiv-oai":
        span = {"from": day.isoformat(), "until": day.isoformat()}
        query = {"verb": "ListRecords", "metadataPrefix": "arXiv", **span, **({"set": source.category} if source.category else {})}
    else:
        base = base.replace("{date}", day.isoformat()) if source.kind == "url" else base
    url = base + ("&" if "?" in base else "?") + urlencode(query) if query else base
    interval = _ARXIV_INTERVAL if source.kind.startswith("arxiv") else 0.0
    return SourceRequest(url=url, accept=_ACCEPT[source.kind], interval=interval, number=number, start=start)


def _page_size(source: SourceConfig, start: int) -> int:
    return max(1, min(source.page_size, source.max_records - start))


def _search_query(source: SourceConfig, day: datetime.date) -> str:
    parts = [f"({source.query.strip()})"] if source.query.strip() else []
    parts += [f"cat:{source.category}"] if source.category else []
    date = day.strftime("%Y%m%d")
    return " AND ".join([*parts, f"submittedDate:[{date}0000 TO {date}2359]"])


def _read_daily(source: SourceConfig, day: datetime.date, request: SourceRequest, reply: Reply) -> Envelope:
    try:
        tree: Any = msgspec.json.decode(reply.data)
    except (msgspec.DecodeError, RecursionError):
        raise Unusable("the answer is not JSON, or is cut short") from None
    if not isinstance(tree, list):
        said = tree.get("error") if isinstance(tree, dict) else None
        raise Unusable(f"the answer is not a list of papers{_quoted(said) if isinstance(said, str) else ''}")
    ids = tuple(_daily_id(item, index) for index, item in enumerate(tree, request.start + 1))
    # Where the header is missing, a full page is the only sign that there may be another.
    more = bool(_NEXT_LINK.search(reply.link)) if reply.link else len(ids) >= source.page_size
    following = _request(source, day, request.number + 1, request.start + len(ids)) if ids and more else None
    return Envelope(ids, following)


def _daily_id(item: Any, position: int) -> str:
    paper = item.get("paper") if isinstance(item, dict) else None
    found = paper.get("id") if isinstance(paper, dict) else None
    return found if isinstance(found, str) and found else f"at {position}"


def _read_arxiv(source: SourceConfig, day: datetime.date, request: SourceRequest, data: bytes) -> Envelope:
    if b"</feed>" not in data[-200:]:
        raise Unusable(f"the answer is no feed, or is cut short{_quoted(data) if b'<' not in data[:200] else ''}")
    error = _ARXIV_ERROR.search(data)
    if error:
        raise FetchFailed(f"arXiv refuses the query{_quoted(error[1])}")
    ids = tuple(_VERSION.sub("", _plain(found)) for found in _ENTRY_ID.findall(data))
    total_tag = _TOTAL.search(data)
    end = request.start + len(ids)
    total = int(total_tag[1]) if total_tag else end + (len(ids) >= _page_size(source, request.start))
    if not ids and total > request.start:
        raise Unusable(f"arXiv sent an empty page, and says that there are {total:,} papers, {request.start:,} of which came before")
    return Envelope(ids, _request(source, day, request.number + 1, end) if end < total else None)


def _read_oai(source: SourceConfig, day: datetime.date, request: SourceRequest, data: bytes) -> Envelope:
    if b"OAI-PMH>" not in data[-200:]:
        raise Unusable(f"the answer is no OAI-PMH, or is cut short{_quoted(data) if b'<' not in data[:200] else ''}")
    error = _OAI_ERROR.search(data)
    if error and error[1] == b"noRecordsMatch":
        return Envelope()
    if error:
        raise FetchFailed(f"the source refuses the request, {_plain(error[1])}{_quoted(error[2])}")
    ids = tuple(_plain(found) for found in _OAI_ID.findall(data))
    token = _OAI_TOKEN.search(data)
    if not ids:
        raise Unusable("the answer lists no records, and does not say that there are none")
    if not token:
        return Envelope(ids)
    named = html.unescape(token[1].decode("utf-8", "replace"))
    return Envelope(ids, _request(source, day, request.number + 1, request.start + len(ids), named))


def _plain(data: bytes) -> str:
    return one_line(data.decode("utf-8", "replace"))


def _quoted(said: bytes | str) -> str:
    text = _plain(said[:400]) if isinstance(said, bytes) else one_line(said[:400])
    return f": {excerpt(html.unescape(text), 120)}" if text else ""
