"""What an ingest did: the same facts for a terminal, for ``--json``, and for ``content/.ingest/report.json``."""

from collections import Counter
from typing import Literal

import msgspec

from sitegen.errors import Problem

EventKind = Literal["new", "updated", "listed", "unchanged", "held", "conflicting"]

EVENT_WORDS: dict[EventKind, str] = {
    "new": "new",
    "updated": "updated",
    "listed": "listed again",
    "unchanged": "unchanged",
    "held": "held back by your edits",
    "conflicting": "conflicting",
}
"""What each kind is called for a reader, in the order of a report."""

REPORT = ".ingest/report.json"
"""The file within the content folder that keeps the report of the last ingest that changed something."""


class Event(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What became of one record."""

    kind: EventKind
    paper: str
    """The slug of the paper that it went into."""
    source: str
    line: int = 0
    fields: tuple[str, ...] = ()
    """The fields that it changed."""
    held: tuple[str, ...] = ()
    """The fields that it would have changed, had a person not."""


class IngestReport(msgspec.Struct, frozen=True, kw_only=True):
    """What an ingest did, or with ``dry_run`` would do."""

    records: int
    """How many records were read."""
    events: tuple[Event, ...]
    files: tuple[str, ...]
    """The papers' files that were written, from the site's folder."""
    notes: tuple[str, ...]
    """Decisions that the user should know of."""
    rejected: tuple[Problem, ...]
    """Pieces of input that are not records, each with its place; they are in quarantine."""
    failed: tuple[Problem, ...]
    """Inputs of which nothing could be read."""
    passed_over: tuple[Problem, ...] = ()
    """Pieces of input that are no papers and were not meant to be."""
    dry_run: bool = False

    @property
    def counts(self) -> dict[EventKind, int]:
        """How many records had each kind of event, in the order of ``EVENT_WORDS``; kinds without one are left out."""
        counted = Counter(event.kind for event in self.events)
        return {kind: counted[kind] for kind in EVENT_WORDS if counted[kind]}


def report_json(report: IngestReport) -> bytes:
    """Return the report as JSON; records that changed nothing are counted and not named."""
    told = tuple(event for event in report.events if event.kind != "unchanged")
    counts: dict[str, int] = dict(report.counts.items())
    counts |= {"rejected": len(report.rejected), "failed": len(report.failed)}
    value: dict[str, object] = {"counts": counts}
    value.update(msgspec.to_builtins(msgspec.structs.replace(report, events=told)))
    return msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n"
