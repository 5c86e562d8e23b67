"""``content/.ingest/ledger/``: what ingest last wrote into each paper, so that a person's edits can be told from it.

A field whose value is no longer what the ledger remembers was touched by a person; it is *held* and no later ingest changes it. One JSON
Lines file a month, one line a paper, sorted, so that version control shows small differences.
"""

from collections.abc import Mapping
from pathlib import Path

import msgspec

from sitegen.errors import Problem
from sitegen.ingest.packed import PackedDict
from sitegen.papers.store import find_files, read_text, shown_path
from sitegen.text import digest

LEDGER = ".ingest/ledger"
"""The folder within the content folder."""


class Written(msgspec.Struct, frozen=True, array_like=True):
    """A value that ingest wrote."""

    digest: str
    as_of: str
    """The day that the record it came from speaks of; a younger record may replace it."""


class Entry(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What ingest wrote into one paper."""

    paper: str
    """The paper's slug."""
    keys: tuple[str, ...]
    """Every key under which records of it came: they find it again when a person changed its title."""
    fields: dict[str, Written] = {}
    """By the name of the paper's field."""
    listed: tuple[str, ...] = ()
    """The days and feeds that were added: ``2025-03-17 daily-papers``; one that a person removed is not added again."""
    links: tuple[str, ...] = ()
    """The links that were added, with their kinds: ``code https://example.org/x``."""
    ids: tuple[str, ...] = ()
    author_ids: tuple[str, ...] = ()
    """What records said of who the authors are, as :mod:`sitegen.ingest.author_evidence` writes it."""


def fingerprint(value: object) -> str:
    """Return a short digest of a field's value.

    An author without an identifier has the digest of the time before there were any. (Within a text the quotes would be escaped.)
    """
    return digest(msgspec.json.encode(value).replace(b',"source_id":""', b""))[:12]


def load_ledger(content: Path, site_root: Path) -> tuple[PackedDict[Entry], list[Problem]]:
    """Read the ledger: slug → entry, and the problems of lines that cannot be read."""
    entries = PackedDict(Entry)
    problems: list[Problem] = []
    decoder = msgspec.json.Decoder(Entry)
    for path in find_files(content / LEDGER, ".jsonl"):
        shown = shown_path(path, site_root)
        text = read_text(path, shown, limit=500_000_000)
        if isinstance(text, Problem):
            problems.append(text)
            continue
        for number, line in enumerate(text.split("\n"), start=1):
            if not line:
                continue
            try:
                entry = decoder.decode(line)
            except msgspec.DecodeError as error:
                hint = "restore the file from version control; without it, edits cannot be told from ingested text"
                problems.append(Problem(path=shown, line=number, message=f"not a line of the ledger: {error}", hint=hint))
                continue
            entries[entry.paper] = entry
    return entries, problems


def ledger_files(entries: Mapping[str, Entry], months: Mapping[str, str]) -> dict[str, bytes]:
    """Return the files of the ledger folder: name → content.

    ``months`` has for each paper, by slug, the month that places it (``2025-03``), or ``undated``. Entries of papers that are gone are left
    out.
    """
    lines: dict[str, list[bytes]] = {}
    for slug in sorted(months):
        if slug in entries:
            lines.setdefault(f"{months[slug]}.jsonl", []).append(msgspec.json.encode(entries[slug]) + b"\n")
    return {name: b"".join(parts) for name, parts in lines.items()}
