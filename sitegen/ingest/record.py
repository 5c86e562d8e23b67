"""What a source said: unchanged but decoded, with where it was said."""

import msgspec

from sitegen.errors import Problem
from sitegen.papers.dates import PartialDate
from sitegen.papers.paper import Author, Link


class Provenance(msgspec.Struct, frozen=True):
    """Where a record was read."""

    source: str
    """The input as the user named it: a path, a URL, or ``-``."""
    line: int
    """The line on which the record begins, from 1; 0 when the format has no lines."""
    reader: str
    """The format it was read as: ``daily-page`` …"""


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """One paper as a source tells of it; text is as the source wrote it, debris included."""

    provenance: Provenance
    title: str
    abstract: str = ""
    authors: tuple[Author, ...] = ()
    author_count: int = 0
    """How many authors the source counts; 0 when it does not say."""
    published: PartialDate | None = None
    listed: PartialDate | None = None
    """The full day on which ``feed`` listed it."""
    feed: str = "daily-papers"
    rank: int = 0
    """Its place in the list, from 1; 0 when the list has no order."""
    comments: int | None = None
    """How many comments the feed counted on the listed day."""
    links: tuple[Link, ...] = ()
    ids: tuple[tuple[str, str], ...] = ()


class Rejected(msgspec.Struct, frozen=True):
    """A piece of input that is not a record, kept whole with the reason."""

    problem: Problem
    text: str


class ReadResult(msgspec.Struct, frozen=True):
    """What a reader made of one input: nothing of the input is in neither list."""

    records: tuple[Record, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    notes: tuple[str, ...] = ()
    """Decisions that the user should know of, one sentence each."""
