"""RIS: what EndNote, Zotero, Mendeley, RefWorks and the sites of publishers write as "citation export".

The format is that of Research Information Systems (*Direct Export and the RIS Format*, 2001) and of its revision of 2011: a line is a tag
of two characters, two spaces, a hyphen, a space, a value; ``TY`` begins a record and ``ER`` ends it. What a tag means depends on the type,
and the two editions differ; where they do, what Zotero makes of it is followed (:mod:`~sitegen.ingest.readers.ris_fields`). Lines without
a tag go on with the value before them.
"""

import re
from collections.abc import Iterator

import msgspec

from sitegen.errors import Problem
from sitegen.ingest.readers import ris_fields
from sitegen.ingest.readers.record_parts import plain_abstract, publication_of, web_links
from sitegen.ingest.readers.ris_fields import Fields
from sitegen.ingest.record import Provenance, Record, Rejected
from sitegen.ingest.sample import Sample, decode_text

READER = "ris"

_EXPECTED = "a record begins with a line like this: TY  - JOUR"
_LINE = re.compile(r"[ \t\ufeff]{0,8}([A-Z][A-Z0-9])(?: {0,4}|\t)-(?:[ \t](.*))?[ \t]*")
_BEGINNING = re.compile(r"^[ \t\ufeff]{0,8}TY {1,4}-[ \t]{1,4}[A-Z]{3,8}[ \t]*$", re.MULTILINE)
_SECOND_LINE = re.compile(r"^(?:T1|TI|AU|A1|JO|PY|Y1|ID|DO|SN|UR|AB|N2|T2|VL|PB) {1,4}-", re.MULTILINE)
_PARAGRAPHED = frozenset(("AB", "N2", "N1", "KW"))
"""Tags of whose value the lines are kept apart: those of others are joined."""


class _Entry(msgspec.Struct):
    line: int
    kind: str
    tags: list[tuple[str, list[str]]]
    lines: list[str]


def recognises(sample: Sample) -> bool:
    """Tell RIS by a line ``TY  - …``, with another tag somewhere behind it."""
    if sample.first is not None or sample.head.startswith(("<", "%PDF")):
        return False
    beginning = _BEGINNING.search(sample.head.replace("\r\n", "\n").replace("\r", "\n"))
    return beginning is not None and (beginning.start() < 4_000) and _SECOND_LINE.search(sample.head.replace("\r", "\n")) is not None


def read(data: bytes, source: str) -> Iterator[Record | Rejected]:
    """Read the records in their order."""
    text = decode_text(data).replace("\r\n", "\n").replace("\r", "\n")
    is_empty = True
    for entry in _entries(text):
        is_empty = False
        yield _record(entry, source)
    if is_empty:
        yield Rejected(Problem(path=source, message="this is not RIS: there is no line with a tag in it", hint=_EXPECTED), text)


def _entries(text: str) -> Iterator[_Entry]:
    """Cut the input into records. One ends at ``ER``, or where the next begins; text before the first is the exporter's own."""
    entry: _Entry | None = None
    for number, line in enumerate(text.split("\n"), start=1):
        match = _LINE.fullmatch(line)
        if match is None:
            if entry is not None:
                entry.lines.append(line)
                if entry.tags:
                    entry.tags[-1][1].append(line)
            continue
        tag, value = match[1], (match[2] or "").strip()
        if entry is not None and tag in ("TY", "ER"):
            if tag == "ER":
                entry.lines.append(line)
            yield entry
            entry = None
        if tag == "ER":
            continue
        if entry is None:
            entry = _Entry(number, "", [], [])
        entry.lines.append(line)
        if tag == "TY":
            entry.kind = value.upper()
        else:
            entry.tags.append((tag, [value]))
    if entry is not None:
        yield entry


def _record(entry: _Entry, source: str) -> Record | Rejected:
    fields = Fields(entry.kind, tuple((tag, _value(tag, lines)) for tag, lines in entry.tags))
    title = ris_fields.title_of(fields)
    if not title:
        kind = f" of type {entry.kind[:20]}" if entry.kind else ""
        problem = Problem(path=source, line=entry.line, message=f"this record{kind} has no title", hint="give it one: TI  - …")
        return Rejected(problem, "\n".join(entry.lines).rstrip())
    authors, has_others = ris_fields.authors(fields)
    ids, version = ris_fields.identifiers(fields)
    return Record(
        provenance=Provenance(source, entry.line, READER),
        title=title,
        abstract=plain_abstract(fields.first("AB", "N2")),
        authors=authors,
        author_count=len(authors) + 1 if has_others else len(authors),
        editors=ris_fields.editors(fields),
        published=ris_fields.published(fields),
        version=version,
        publication=publication_of(ris_fields.publication(fields)),
        language=ris_fields.language(fields),
        keywords=ris_fields.keywords(fields),
        links=web_links(ris_fields.addresses(fields)),
        ids=ids,
    )


def _value(tag: str, lines: list[str]) -> str:
    if tag in _PARAGRAPHED:
        return "\n".join(line.strip() for line in lines).strip()
    return " ".join(stripped for line in lines if (stripped := line.strip()))
