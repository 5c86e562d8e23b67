"""``sitegen fetch``: the named sources of ``sitegen.yaml``, one after the other; the readers tell how many papers an answer holds."""

import datetime
from collections.abc import Sequence
from pathlib import Path

from sitegen.config import SiteFolder
from sitegen.errors import Problem, UsageError, did_you_mean
from sitegen.ingest.archive import Archive
from sitegen.ingest.collect import FetchReport, fetch_source
from sitegen.ingest.fetch import ClientOptions
from sitegen.ingest.formats import recognise
from sitegen.ingest.record import Record
from sitegen.ingest.sources import default_days, is_dated


def fetch_sources(
    site: SiteFolder,
    names: Sequence[str],
    *,
    now: datetime.datetime,
    days: Sequence[datetime.date] = (),
    options: ClientOptions | None = None,
) -> tuple[FetchReport, ...]:
    """Fetch the named sources (all when none is named) for ``days``, or for those that each source asks for by itself.

    ``now`` is the time in UTC. A source that fails is in its report; raises :class:`UsageError` for a name that is not configured.
    """
    sources = site.config.sources
    if not sources:
        hint = "describe them under sources; docs/fetching.md shows how"
        raise UsageError(Problem(path="sitegen.yaml", message="no source is configured", hint=hint))
    wanted = list(names) or list(sources)
    unknown = [
        Problem(message=f'there is no source "{name}"', hint=did_you_mean(name, sources) or f"known sources: {', '.join(sources)}")
        for name in wanted
        if name not in sources
    ]
    if unknown:
        raise UsageError(unknown)
    shared = options or ClientOptions()
    reports = []
    for name in wanted:
        asked = tuple(days) or default_days(sources[name], now.date())
        report = fetch_source(name, sources[name], days=asked, site=site, client_options=shared, now=now, count=count_papers)
        reports.append(report)
    return tuple(reports)


def kept_answers(site: SiteFolder, names: Sequence[str], *, now: datetime.datetime) -> list[Path]:
    """Return the files of what is kept of the named sources for the days that they ask for by themselves.

    These are not only the answers that came last: a command that was killed may have fetched the others and read none.
    """
    paths: list[Path] = []
    for name in names:
        source, archive = site.config.sources[name], Archive(site.content, name)
        days = default_days(source, now.date())
        if not is_dated(source):
            days = tuple(day for day in archive.days() if day <= days[-1])[:1]
        for day in days:
            kept = archive.load(day)
            paths += [archive.folder_of(day) / answer.file for answer in kept.answers] if kept else []
    return paths


def count_papers(data: bytes, source: str) -> int:
    """Return how many papers an answer holds; 0 when it is of no known format."""
    chosen = recognise(data, source)
    if isinstance(chosen, Problem):
        return 0
    return sum(isinstance(piece, Record) for piece in chosen.read(data, source))
