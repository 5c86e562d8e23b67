"""What a source said: unchanged but decoded, with where it was said."""

from typing import Literal

import msgspec

from sitegen.errors import Problem
from sitegen.papers.dates import PartialDate
from sitegen.papers.paper import Author, Link
from sitegen.papers.publication import Publication as Publication

Announcement = Literal["", "new", "cross", "replace"]
"""How a listing announces a paper: new, cross-listed from another subject, or a new version; empty when it does not say."""


class Provenance(msgspec.Struct, frozen=True):
    """Where a record was read."""

    source: str
    """The input as the user named it: a path, a URL, or ``-``; a member of an archive behind ``!``: ``a.zip!b.bib``."""
    line: int
    """The line on which the record begins, from 1; 0 when the format has no lines."""
    reader: str
    """The format it was read as: ``daily-page`` …"""
    position: int = 0
    """Which record of its input it is, from 1; 0 when lines say it better."""


class Record(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One paper as a source tells of it.

    The markup of the source's own format (XML, HTML, JSON escapes, BibTeX braces) is resolved; mathematics stands between dollars as
    TeX; debris of LaTeX that authors left in their text is still there.
    """

    provenance: Provenance
    title: str
    abstract: str = ""
    """Plain text; paragraphs are set apart by an empty line."""
    authors: tuple[Author, ...] = ()
    author_count: int = 0
    """How many authors the source counts; 0 when it does not say."""
    editors: tuple[Author, ...] = ()
    published: PartialDate | None = None
    """When the paper first appeared."""
    updated: PartialDate | None = None
    """The date of the version that the record speaks of, where the source tells it."""
    version: int = 0
    """The version (arXiv's ``v2`` is 2); 0 when the source has none."""
    withdrawn: bool = False
    """True when the source says that the paper was withdrawn or retracted."""
    listed: PartialDate | None = None
    """The full day on which ``feed`` listed it."""
    feed: str = "daily-papers"
    """The feed that listed it: lower-case letters, digits and hyphens (``daily-papers``, ``arxiv-cs-cl``)."""
    rank: int = 0
    """Its place in the list, from 1; 0 when the list has no order."""
    announcement: Announcement = ""
    publication: Publication | None = None
    language: str = ""
    """A BCP 47 tag, where the source tells it."""
    categories: tuple[str, ...] = ()
    """The subjects under which the source files it, as it writes them: ``cs.CL``."""
    keywords: tuple[str, ...] = ()
    forbidden_tags: tuple[str, ...] = ()
    """Slugs of topics that the paper must not get: the source is a site of which a person said so."""
    comments: int | None = None
    """How many comments the feed counted on the listed day."""
    upvotes: int | None = None
    stars: int | None = None
    """How many stars its code repository had."""
    links: tuple[Link, ...] = ()
    ids: tuple[tuple[str, str], ...] = ()
    """Identifiers as pairs of a kind of ``sitegen.papers.paper.IDENTIFIERS`` and its value, without prefixes or versions."""


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
