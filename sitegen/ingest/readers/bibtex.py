"""BibTeX and biblatex: the files of Zotero, Better BibTeX, JabRef, Mendeley, DBLP, the ACL Anthology, ACM and Google Scholar.

Every entry is a record, of whatever type, also one whose key another has; ``@string``, ``@preamble``, ``@comment`` and ``@xdata`` serve
the others. See :mod:`~sitegen.ingest.readers.bibtex_scan` for how damaged files are read,
:mod:`~sitegen.ingest.readers.bibtex_library` for macros and cross-references, :mod:`~sitegen.ingest.readers.tex_text` for LaTeX.
"""

import re
from collections.abc import Iterator

from sitegen.errors import Problem
from sitegen.ingest.readers import bibtex_fields
from sitegen.ingest.readers.bibtex_library import Fields, Library
from sitegen.ingest.readers.bibtex_scan import Entry, scan
from sitegen.ingest.readers.record_parts import publication_of, web_links
from sitegen.ingest.record import Provenance, Record, Rejected
from sitegen.ingest.sample import Sample, decode_text

READER = "bibtex"

_TYPES = (
    "article|book|booklet|collection|comment|conference|dataset|electronic|inbook|incollection|inproceedings|inreference|manual|mastersthesis|"
    "misc|mvbook|mvcollection|online|patent|periodical|phdthesis|preamble|preprint|proceedings|reference|report|set|software|string|techreport|"
    "thesis|unpublished|webpage|www|xdata"
)
_KNOWN_ENTRY = re.compile(rf"^[ \t]*@\s*(?:{_TYPES})\s*[{{(]", re.IGNORECASE | re.MULTILINE)
_ANY_ENTRY = re.compile(r"^[ \t]*@\s*[A-Za-z]+\s*[{(]\s*[^\s{}(),=]*\s*,\s*[A-Za-z][\w:.-]*\s*=\s*[{\"\w]", re.MULTILINE)
_OTHER_FORMATS = re.compile(r"<|\{|\[|TY {1,2}-|%PDF|PMID-|FN |---\s")


def recognises(sample: Sample) -> bool:
    """Tell BibTeX by an entry of a known type, or of any type with a key and a field, that begins a line."""
    if sample.first is not None or _OTHER_FORMATS.match(sample.head):
        return False
    return _KNOWN_ENTRY.search(sample.head) is not None or _ANY_ENTRY.search(sample.head) is not None


def read(data: bytes, source: str) -> Iterator[Record | Rejected]:
    """Read the entries in their order. The whole file is looked through first: an entry may inherit from one behind it."""
    text = decode_text(data).replace("\r\n", "\n").replace("\r", "\n")
    library = Library(scan(text))
    is_empty = True
    for entry in library.entries:
        if entry.kind == "xdata" and not entry.complaint:
            continue
        is_empty = False
        yield _record(entry, library.fields(entry), source)
    if is_empty:
        message = "there is no entry in this BibTeX file" if "@" in text else "this is not BibTeX: there is no @ in it"
        problem = Problem(
            path=source, message=message, hint="an entry is written like this: @article{key, title = {…}, author = {…}, year = 2024}"
        )
        yield Rejected(problem, text)


def _record(entry: Entry, fields: Fields, source: str) -> Record | Rejected:
    name = f"the entry {entry.key}" if entry.key else f"this entry of type {entry.kind}"
    title = bibtex_fields.title_of(fields) if not entry.complaint else ""
    if not title:
        message = entry.complaint or (f"{name} has no title" if entry.fields else f"{name} has no fields")
        hint = "" if entry.complaint else "give it one: title = {…}"
        if entry.kind == "set":
            message, hint = f"{name} is a set of other entries and no paper of its own", "nothing to mend: its members are read"
        return Rejected(Problem(path=source, line=entry.line, message=message, hint=hint), entry.raw)
    authors, has_others = bibtex_fields.people(fields.get("author", ""))
    editors, _ = bibtex_fields.people(fields.get("editor", ""))
    ids, version = bibtex_fields.identifiers(fields)
    return Record(
        provenance=Provenance(source, entry.line, READER),
        title=title,
        abstract=bibtex_fields.abstract_of(fields),
        authors=authors,
        author_count=len(authors) + 1 if has_others else len(authors),
        editors=editors,
        published=bibtex_fields.published(fields),
        version=version,
        publication=publication_of(bibtex_fields.publication(entry.kind, fields)),
        language=bibtex_fields.language(fields),
        categories=bibtex_fields.categories(fields),
        keywords=bibtex_fields.keywords(fields),
        links=web_links(bibtex_fields.addresses(fields)),
        ids=ids,
    )
