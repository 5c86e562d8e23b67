"""A *Daily Papers* page that a browser saved as text.

The page is a head (``Daily Papers``, ``byAK and the research community``, a day without a year such as ``Mar 17``) and then, in the
order of their rank, papers: a title, an abstract, and in one of the two layouts a foot::

      • 6 authors
    ·
    May 31, 2022 2

where the number behind the date counts comments, and a date without a year is of the listing's year. Blocks are set apart by blank
lines. Damaged pages are read as far as they go: what cannot be a paper is rejected with its line.
"""

import re
from collections.abc import Iterator
from itertools import zip_longest

import msgspec

from sitegen.errors import Problem
from sitegen.ingest.readers.page_day import PageDate, find_day
from sitegen.ingest.record import Provenance, ReadResult, Record, Rejected
from sitegen.ingest.sample import Sample
from sitegen.papers.dates import PartialDate

READER = "daily-page"
TITLE_LENGTH = 300
"""No title is longer than this, and hardly any abstract is shorter."""

FEWEST_WORDS = 4
"""A text of fewer words, with no foot behind it, is no abstract but a link of the page that was saved with it."""

_HEAD_LINES = frozenset(
    (
        "new",
        "get trending papers in your email inbox!",
        "subscribe",
        "daily papers",
        "byak and the research community",
        "by ak and the research community",
    )
)
_MONTHS = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
_DATE = rf"(?P<month>{_MONTHS})[a-z]*\.? (?P<day>\d{{1,2}})(?:, (?P<year>\d{{4}}))?"
_PAGE_DATE = re.compile(rf"(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? )?{_DATE}")
_FOOT_DATE = re.compile(rf"{_DATE}(?:\s+(?P<comments>\d+))?")
_FOOT = re.compile(r"^\s*[•·*-]?\s*(?P<authors>\d+) authors?\s*(?:$|\n|·)")
_LARGEST_COUNT = 1_000_000
_MONTH_NUMBER = {name: index for index, name in enumerate(_MONTHS.split("|"), start=1)}


class _Block(msgspec.Struct, frozen=True):
    line: int
    text: str


class _Foot(msgspec.Struct, frozen=True):
    authors: int = 0
    date: PageDate | None = None
    comments: int | None = None


class _Entry(msgspec.Struct, frozen=True):
    line: int
    title: str
    abstract: str
    foot: _Foot | None


class _Page(msgspec.Struct, frozen=True):
    """One page of the input (two may be glued together)."""

    line: int
    date: PageDate | None
    entries: tuple[_Entry, ...]
    rejected: tuple[Rejected, ...]


def read_daily_page(data: bytes, source: str, listed: str = "") -> ReadResult:
    """Read a saved page.

    ``source`` is how the user named the input; a day in it is evidence for the page's year. ``listed`` is what the user said of it: a
    full date, a year, or nothing. Raises nothing: a page without a paper, or without a certain day, is a rejected input.
    """
    decoded = _decode(data, source)
    if isinstance(decoded, Problem):
        return ReadResult(rejected=(Rejected(decoded, ""),))
    text, notes = decoded
    pages = [_parse_page(blocks, source) for blocks in _split_pages(list(_blocks(text)))]
    records: list[Record] = []
    rejected: list[Rejected] = []
    for page in pages:
        rejected += page.rejected
        if not page.entries:
            continue
        day = find_day(page.date, [entry.foot.date for entry in page.entries if entry.foot and entry.foot.date], source, page.line, listed)
        if isinstance(day, Problem):
            rejected.append(Rejected(day, text if len(pages) == 1 else "\n\n".join(entry.title for entry in page.entries)))
            continue
        notes += day.notes
        records += [_record(entry, rank, day.date, source) for rank, entry in enumerate(page.entries, start=1)]
    if not records and not rejected:
        hint = "a saved Daily Papers page holds titles and abstracts with blank lines between them"
        rejected.append(Rejected(Problem(path=source, message="there is no paper in this page", hint=hint), text))
    return ReadResult(tuple(records), tuple(rejected), tuple(notes))


def read(data: bytes, source: str) -> Iterator[Record | Rejected]:
    """Read a saved page of which the user said nothing more; see :func:`read_daily_page`."""
    result = read_daily_page(data, source)
    yield from result.records
    yield from result.rejected


def recognises(sample: Sample) -> bool:
    """Tell whether a text begins like a saved page: with lines of its head."""
    head = [line.strip().lower() for line in sample.head[:2000].splitlines() if line.strip()][:12]
    return sum(line in _HEAD_LINES for line in head) >= 2


def _decode(data: bytes, source: str) -> tuple[str, list[str]] | Problem:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace"), [f"{source}: read as UTF-16"]
    if b"\0" in data:
        return Problem(path=source, message="this is not a text file", hint="save the page as text, in UTF-8")
    try:
        return data.decode("utf-8-sig"), []
    except UnicodeDecodeError as error:
        if error.start >= len(data) - 3 and error.reason == "unexpected end of data":
            return data[: error.start].decode("utf-8-sig"), [f"{source}: the file ends in the middle of a character"]
        text = data.decode("utf-8-sig", "replace")
        damaged = text.count("\ufffd")
        if damaged < sum(character > "\x7f" for character in text) - damaged:
            return text, [f"{source}: {damaged} characters are damaged and not UTF-8; they are shown as \ufffd"]
        return data.decode("cp1252", "replace"), [f"{source}: not UTF-8; read as Windows-1252"]


def _blocks(text: str) -> Iterator[_Block]:
    start, lines = 0, list[str]()
    for number, line in enumerate([*text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), ""], start=1):
        if line.strip():
            start = start or number
            lines.append(line.strip())
        elif lines:
            if all(_is_head_line(line) for line in lines):
                yield from (_Block(start + offset, line) for offset, line in enumerate(lines))
            else:
                yield _Block(start, "\n".join(lines))
            start, lines = 0, []


def _is_head_line(line: str) -> bool:
    return line.lower() in _HEAD_LINES or _PAGE_DATE.fullmatch(line) is not None


def _split_pages(blocks: list[_Block]) -> list[list[_Block]]:
    """Cut the input where a page's head begins again."""
    pages: list[list[_Block]] = [[]]
    in_head = True
    for block, following in zip_longest(blocks, blocks[1:]):
        is_head = block.text.lower() in _HEAD_LINES
        # A head has more than one line: "New" alone may be the title of a paper.
        if is_head and not in_head and following is not None and _is_head_line(following.text):
            pages.append([])
            in_head = True
        in_head = in_head and _is_head_line(block.text)
        pages[-1].append(block)
    return pages


def _parse_page(blocks: list[_Block], source: str) -> _Page:
    """Take the head off, then read title, abstract and foot until the blocks end."""
    date: PageDate | None = None
    body = list(blocks)
    line = body[0].line if body else 1
    while body and (body[0].text.lower() in _HEAD_LINES or (date is None and _PAGE_DATE.fullmatch(body[0].text))):
        match = _PAGE_DATE.fullmatch(body[0].text)
        if match:
            date, line = _page_date(match, body[0].line), body[0].line
        body.pop(0)
    entries: list[_Entry] = []
    rejected: list[Rejected] = []
    index = 0
    while index < len(body):
        index = _read_entry(body, index, source, entries, rejected)
    return _Page(line, date, tuple(entries), tuple(rejected))


def _read_entry(body: list[_Block], index: int, source: str, entries: list[_Entry], rejected: list[Rejected]) -> int:
    """Read one paper at ``index``; return the index behind it."""
    block = body[index]
    following = body[index + 1] if index + 1 < len(body) else None
    after = body[index + 2] if index + 2 < len(body) else None
    if _is_foot(block):
        rejected.append(_reject(block, source, "a count of authors and a date belong to no paper"))
        return index + 1
    if len(block.text) > TITLE_LENGTH:
        rejected.append(_reject(block, source, "an abstract has no title"))
        return index + (2 if following and _is_foot(following) else 1)
    if following is None or _is_foot(following):
        rejected.append(_reject(block, source, "a title has no abstract"))
        return index + (2 if following else 1)
    if len(following.text) <= TITLE_LENGTH and after is not None and not _is_foot(after) and len(after.text) > TITLE_LENGTH:
        rejected.append(_reject(block, source, "a title has no abstract"))
        return index + 1
    has_foot = after is not None and _is_foot(after)
    if not has_foot and len(following.text.split()) < FEWEST_WORDS:
        # The foot of a whole page: "Previous", "Next", "Company" …
        rejected += [_reject(block, source, "a title has no abstract"), _reject(following, source, "a title has no abstract")]
        return index + 2
    entries.append(_Entry(block.line, block.text, following.text, _read_foot(after) if after is not None and has_foot else None))
    return index + (3 if has_foot else 2)


def _is_foot(block: _Block) -> bool:
    return len(block.text) < 120 and (_FOOT.match(block.text) is not None or _FOOT_DATE.fullmatch(block.text.lstrip("·\n ")) is not None)


def _read_foot(block: _Block) -> _Foot:
    authors = _FOOT.match(block.text)
    date = _FOOT_DATE.search(block.text)
    return _Foot(
        authors=_count(authors["authors"] if authors else None) or 0,
        date=_page_date(date, block.line) if date else None,
        comments=_count(date["comments"] if date else None),
    )


def _count(digits: str | None) -> int | None:
    """Return a count, or None where there is none that can be believed."""
    count = int(digits) if digits else None
    return count if count is not None and count <= _LARGEST_COUNT else None


def _page_date(match: re.Match[str], line: int) -> PageDate:
    return PageDate(int(match["year"] or 0), _MONTH_NUMBER[match["month"]], int(match["day"]), line)


def _reject(block: _Block, source: str, message: str) -> Rejected:
    shown = block.text.replace("\n", " ")
    shown = shown if len(shown) <= 60 else shown[:57] + "…"
    return Rejected(Problem(path=source, line=block.line, message=f'{message}: "{shown}"'), block.text)


def _record(entry: _Entry, rank: int, day: PartialDate, source: str) -> Record:
    foot = entry.foot or _Foot()
    published = foot.date.on_or_before(day) if foot.date else None
    return Record(
        provenance=Provenance(source, entry.line, READER),
        title=entry.title,
        abstract=entry.abstract,
        author_count=foot.authors,
        published=published,
        listed=day,
        rank=rank,
        comments=foot.comments,
    )
