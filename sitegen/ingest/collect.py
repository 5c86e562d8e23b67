"""``sitegen fetch`` for one source: ask, hold the answer against what is usual, keep it or leave everything as it was."""

import datetime
import math
import statistics
from collections.abc import Callable, Iterable
from functools import partial
from itertools import islice
from typing import Literal

import msgspec

from sitegen.config import SiteFolder
from sitegen.config_sources import SourceConfig
from sitegen.errors import Problem
from sitegen.ingest.archive import Answer, Archive, Kept, answer_name, timestamp
from sitegen.ingest.fetch import Client, ClientOptions
from sitegen.ingest.sources import Envelope, first_request, is_dated, read_envelope, suffix_of
from sitegen.ingest.wire import FetchFailed, Reply
from sitegen.papers.store import shown_path
from sitegen.text import digest

Count = Callable[[bytes, str], int]
"""How many papers an answer holds, given its bytes and a name for it; 0 when it cannot be read at all."""
Status = Literal["fetched", "not modified", "empty", "too few", "failed"]

_HISTORY = 20
"""How many of the last fetches tell what is usual."""
_SHORTEST_HISTORY = 3
_GIVE_UP_AFTER = 3
"""After how many days in a row that failed a source counts as down, and is left alone."""
_SATURDAY = 5


class DayOutcome(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one day."""

    day: datetime.date
    status: Status
    """``fetched``: new answers were kept. With every other, the disk is as it was."""
    reason: str = ""
    """Why it failed, or how many papers are too few: ``3 of at least 12``."""
    records: int = 0
    """How many papers the answer holds."""
    expected: bool = True
    """Whether there should have been papers: on a day that is over, and is no Saturday or Sunday unless the source lists on these."""
    files: tuple[str, ...] = ()
    """The files that were kept, from the site's folder."""

    @property
    def is_failure(self) -> bool:
        """Whether somebody should look into it."""
        return self.status == "failed" or (self.status in ("empty", "too few") and self.expected)

    def __str__(self) -> str:
        return f"{self.day}: {self.status}" + (f" ({self.reason})" if self.reason else "")


class FetchReport(msgspec.Struct, frozen=True, kw_only=True):
    """What a fetch of one source did."""

    source: str
    requests: int
    """How many were sent, repeated and redirected ones included."""
    bytes: int
    """How many bytes of answers came in, as they were sent."""
    days: tuple[DayOutcome, ...]
    notes: tuple[str, ...] = ()
    """What the user should know of and need not mend, one sentence each."""

    @property
    def files(self) -> tuple[str, ...]:
        """The files that were kept, from the site's folder: what ingest reads next."""
        return tuple(name for day in self.days for name in day.files)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """A problem for every day that is a failure."""
        hint = "what was fetched of that day before is still there"
        return tuple(Problem(message=f'source "{self.source}", {day}', hint=hint) for day in self.days if day.is_failure)


class _Page(msgspec.Struct, frozen=True):
    url: str
    reply: Reply
    envelope: Envelope
    records: int


class _Job(msgspec.Struct, frozen=True, kw_only=True):
    """What every step of a fetch needs to know."""

    name: str
    source: SourceConfig
    site: SiteFolder
    archive: Archive
    client: Client
    count: Count
    now: datetime.datetime
    notes: list[str]


def fetch_source(
    name: str,
    source: SourceConfig,
    *,
    days: Iterable[datetime.date],
    site: SiteFolder,
    client_options: ClientOptions,
    now: datetime.datetime,
    count: Count,
) -> FetchReport:
    """Fetch ``days`` of a source and keep what came, raw, below ``content/.ingest/raw/``.

    ``now`` is an aware time. A source that cannot be asked for a day is asked once, and its answer is kept under the last of ``days``.
    What the network does is in the report; what the disk does (OSError) is raised.
    """
    wanted = sorted(set(days))
    wanted = wanted if is_dated(source) else wanted[-1:]
    outcomes: list[DayOutcome] = []
    notes: list[str] = []
    stop, in_a_row = "", 0
    with Client(_introduced(client_options, site), now) as client:
        archive = Archive(site.content, name)
        job = _Job(name=name, source=source, site=site, archive=archive, client=client, count=count, now=now, notes=notes)
        for day in wanted:
            if stop:
                outcomes.append(DayOutcome(day=day, status="failed", reason=f"not asked, since {stop}"))
                continue
            try:
                outcomes.append(_fetch_day(job, day))
                in_a_row = 0
            except FetchFailed as error:
                outcomes.append(DayOutcome(day=day, status="failed", reason=error.reason))
                in_a_row += 1
                if error.refused:
                    stop = "the source wants to be left alone"
                elif in_a_row >= _GIVE_UP_AFTER:
                    stop = f"{in_a_row} days in a row failed"
    return FetchReport(source=name, requests=client.requests, bytes=client.bytes, days=tuple(outcomes), notes=tuple(notes))


def _introduced(options: ClientOptions, site: SiteFolder) -> ClientOptions:
    """Add the site's address to the name that the client gives itself, so that a source knows whom to ask; not that of a site at home."""
    url = site.config.base_url
    if not url.startswith("https://") or not url.isascii():
        return options
    return msgspec.structs.replace(options, user_agent=f"{options.user_agent} (+{url})")


def _fetch_day(job: _Job, day: datetime.date) -> DayOutcome:
    dated = is_dated(job.source)
    today = job.now.astimezone(datetime.UTC).date()
    expected = (day < today or not dated) and _is_regular(job.source, day)
    if dated and day > today:
        return DayOutcome(day=day, status="empty", reason="the day has not come yet", expected=False)
    if dated:
        before = job.archive.load(day)
    else:
        # A source without days shows what it has now: what is known of it is the last answer, whichever day it came on.
        before = next((kept for past in job.archive.days() if past <= day and (kept := job.archive.load(past))), None)
    pages = _ask(job, day, before)
    if pages is None:
        return DayOutcome(day=day, status="not modified", records=before.records if before else 0, expected=expected)
    records = sum(page.records for page in pages)
    papers = _papers(pages)
    outcome = DayOutcome(day=day, status="empty", records=records, expected=expected)
    if not records:
        return outcome
    known = [answer.digest for answer in before.answers] if before else []
    if [digest(page.reply.data) for page in pages] == (known if dated else known[-1:]):
        return msgspec.structs.replace(outcome, status="not modified")
    twin = _day_with(job.archive, papers, day) if dated and not job.source.kind.startswith("arxiv") else None
    if twin:
        return msgspec.structs.replace(outcome, status="failed" if expected else "empty", reason=f"these are the papers of {twin}")
    least = _least(job, day, before if dated else None)
    if records < least:
        return msgspec.structs.replace(outcome, status="too few", reason=f"{records:,} of at least {least:,}")
    files = _keep(job, day, pages, Kept(records=records, papers=papers), add_to=None if dated else job.archive.load(day))
    return msgspec.structs.replace(outcome, status="fetched", files=files)


def _ask(job: _Job, day: datetime.date, before: Kept | None) -> list[_Page] | None:
    """Return every page of the day; None when the source says that nothing has changed since ``before``."""
    source = job.source
    request = first_request(source, day)
    # With several pages, the first one may be as it was and another not.
    known = before.answers[-1] if before and (len(before.answers) == 1 or not is_dated(source)) else None
    known = known if known and known.url == request.url else None
    pages: list[_Page] = []
    urls, seen, total = {request.url}, set[str](), 0
    while True:
        reply, envelope = job.client.get(
            request.url,
            partial(read_envelope, source, day, request),
            accept=request.accept,
            interval=request.interval,
            unless=(known.etag, known.last_modified) if known and not pages else ("", ""),
        )
        if envelope is None:
            return None
        page = _Page(request.url, reply, envelope, job.count(reply.data, f"{job.name} {day}"))
        ids, following = set(envelope.ids), envelope.following
        if ids and not page.records:
            raise FetchFailed(f"page {request.number + 1} lists {len(ids):,} papers, none of which can be read")
        # A paper that came in meanwhile moves another to the next page; a page of known papers alone is a circle when it goes on.
        if ids and ids <= seen and (following or ids == set(pages[-1].envelope.ids)):
            raise FetchFailed(f"page {request.number + 1} repeats papers of earlier pages, so that the end cannot be reached")
        seen |= ids
        total += max(page.records, len(ids))
        # An empty page tells nothing, unless it is all that there is.
        pages += [page] if page.records or ids or not pages else []
        if following is None:
            return pages
        if total >= source.max_records:
            job.notes.append(f"{day}: stopped after {total:,} records; max_records is {source.max_records:,}")
            return pages
        if following.url in urls:
            raise FetchFailed(f"page {request.number + 1} leads back to an earlier page, so that the end cannot be reached")
        urls.add(following.url)
        request = following


def _papers(pages: list[_Page]) -> str:
    """Return a digest of which papers the pages list, whatever votes or comments they have by now."""
    ids = [name for page in pages for name in page.envelope.ids]
    return digest(*ids) if ids else digest(*(page.reply.data for page in pages))


def _day_with(archive: Archive, papers: str, day: datetime.date) -> datetime.date | None:
    """Return a day shortly before ``day`` with the very same papers: some services show the last list on a day without one."""
    for past in islice((past for past in archive.days() if past < day), _SHORTEST_HISTORY):
        kept = archive.load(past)
        if kept and kept.papers == papers:
            return past
    return None


def _is_regular(source: SourceConfig, day: datetime.date) -> bool:
    """Tell whether the source lists papers on that day of the week."""
    return source.weekends or day.weekday() < _SATURDAY


def _least(job: _Job, day: datetime.date, before: Kept | None) -> int:
    """Return the fewest papers with which an answer is believed."""
    source = job.source
    least = math.ceil(source.floor_share * before.records) if before else 0
    if not _is_regular(source, day):
        return least
    # The nearest, not the latest: a list of years ago is held against those of its time.
    others = sorted((past for past in job.archive.days() if past != day and _is_regular(source, past)), key=lambda past: abs(past - day))
    usual = [kept.records for kept in islice(filter(None, map(job.archive.load, others)), _HISTORY)]
    if len(usual) >= _SHORTEST_HISTORY:
        least = max(least, math.ceil(source.floor_share * statistics.median(usual)))
    return max(least, source.floor)


def _keep(job: _Job, day: datetime.date, pages: list[_Page], kept: Kept, add_to: Kept | None) -> tuple[str, ...]:
    """Write the answers, in the place of those of the day or, with ``add_to``, beside them; return their names from the site's folder."""
    answers = add_to.answers if add_to else ()
    answers += tuple(
        Answer(
            file=answer_name(number, suffix_of(job.source, page.reply)),
            url=page.url,
            redirected=page.reply.url if page.reply.url != page.url else "",
            status=page.reply.status,
            fetched=timestamp(job.now),
            records=page.records,
            digest=digest(page.reply.data),
            content_type=page.reply.content_type,
            etag=page.reply.etag,
            last_modified=page.reply.last_modified,
        )
        for number, page in enumerate(pages, len(answers) + 1)
    )
    kept = msgspec.structs.replace(kept, answers=answers)
    data = [page.reply.data for page in pages]
    paths = [job.archive.add(day, kept, data[0])] if add_to else job.archive.keep(day, kept, data)
    return tuple(shown_path(path, job.site.root) for path in paths)
