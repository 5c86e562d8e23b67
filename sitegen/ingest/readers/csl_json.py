"""CSL-JSON: items as citeproc, Zotero, Mendeley, pandoc and Manubot keep them.

The schema is that of CSL 1.0.2 (https://github.com/citation-style-language/schema, *csl-data.json*), with what programs write beside it:
dates as text, years as text, HTML in titles, one item instead of a list, and fields in ``note`` (``DOI: 10.…`` on a line of its own).
"""

import re
from collections.abc import Iterator

from sitegen.errors import Problem
from sitegen.ingest.readers.json_objects import JsonDict, JsonObject, json_objects, list_of, object_of, objects_of, text_of, texts_of
from sitegen.ingest.readers.language_tags import language_tag
from sitegen.ingest.readers.loose_dates import iso_date, loose_date, partial_date
from sitegen.ingest.readers.person_names import authors_of, full_name, is_others
from sitegen.ingest.readers.record_parts import (
    any_date,
    date_in_parts,
    found_ids,
    page_range,
    plain_abstract,
    plain_line,
    publication_of,
    unique,
    web_links,
)
from sitegen.ingest.record import Provenance, Publication, Record, Rejected
from sitegen.ingest.sample import Sample
from sitegen.papers.dates import PartialDate
from sitegen.papers.paper import Author, LinkKind

READER = "csl-json"

_EXPECTED = 'CSL-JSON: a list of items such as {"id": …, "type": "article-journal", "title": …, "author": [{"family": …, "given": …}]}'
_TYPES = frozenset(
    (
        *("article", "article-journal", "article-magazine", "article-newspaper", "bill", "book", "broadcast", "chapter", "classic"),
        *("collection", "dataset", "document", "entry", "entry-dictionary", "entry-encyclopedia", "event", "figure", "graphic", "hearing"),
        *("interview", "legal_case", "legislation", "manuscript", "map", "motion_picture", "musical_score", "pamphlet"),
        *("paper-conference", "patent", "performance", "periodical", "personal_communication", "post", "post-weblog", "regulation"),
        *("report", "review", "review-book", "software", "song", "speech", "standard", "thesis", "treaty", "webpage"),
    )
)
_OF_CROSSREF = {
    "journal-article": "article-journal",
    "proceedings-article": "paper-conference",
    "posted-content": "article",
    "book-chapter": "chapter",
    "monograph": "book",
    "edited-book": "book",
    "dissertation": "thesis",
}
"""What Crossref and DataCite write as a type when they are asked for CSL-JSON."""
_NAMES = ("author", "editor", "container-author", "collection-editor", "director", "translator", "composer", "illustrator")
_AUTHORS = ("author", "director", "composer", "performer", "interviewer", "script-writer", "inventor")
"""The role that made the work is the first of these that is told."""
_OF_CSL = frozenset(
    (
        *("container-title", "container-title-short", "collection-title", "publisher-place", "citation-key", "citation-label", "issued"),
        *("accessed", "event-place", "event-title", "event-date", "number-of-pages", "title-short", "original-date", "page-first", "page"),
        *("DOI", "URL", "ISSN", "ISBN", "PMID", "PMCID"),
    )
)
_OF_OTHERS = frozenset(("itemType", "message-type", "paperId", "authorships", "indexed", "reference-count", "_links", "resource"))
_CHEATED = re.compile(r"^\s*\{?:?(DOI|arXiv|URL|PMID|issued)\s*:\s*(\S.*?)\}?\s*$", re.IGNORECASE | re.MULTILINE)
_SEPARATOR = re.compile(r"\s*;\s*")
_COMMA = re.compile(r"\s*,\s*")


def recognises(sample: Sample) -> bool:
    """Tell an item by a type of CSL beside names as objects, or beside a field that only CSL has; or by two such fields."""
    first: JsonDict | None = sample.first
    if first is None:
        return False
    members = _inside(first)
    item = object_of(members[0]) if members else first
    if ("title" not in item and "id" not in item) or not _OF_OTHERS.isdisjoint(item) or "message" in first:
        return False
    own = len(_OF_CSL.intersection(item)) + any(
        isinstance(object_of(item.get(name)).get("date-parts"), list) for name in ("issued", "accessed")
    )
    names = [object_of(name) for role in _NAMES for name in list_of(item.get(role))[:1]]
    has_names = any(not {"family", "literal", "given"}.isdisjoint(name) for name in names)
    kind = text_of(item.get("type"))
    return bool((kind in _TYPES or kind in _OF_CROSSREF) and (own or has_names)) or (own + has_names >= 2 and "type" not in item)


def read(data: bytes, source: str) -> Iterator[Record | Rejected]:
    """Read the items in their order."""
    for item in json_objects(data, source, _EXPECTED, _inside):
        yield item if isinstance(item, Rejected) else _record(item, source)


def _inside(value: JsonDict) -> list[object] | None:
    """Return the items of ``{"references": […]}`` (pandoc) and ``{"items": […]}``."""
    if "title" in value or "type" in value:
        return None
    return next((members for key in ("references", "items") if isinstance(members := value.get(key), list)), None)


def _record(entry: JsonObject, source: str) -> Record | Rejected:
    item = entry.value
    title = _line(item, "title", "title-short", "shortTitle")
    if not title:
        name = f"the item {_line(item, 'id', 'citation-key')}" if _line(item, "id", "citation-key") else f"item {entry.position}"
        problem = Problem(path=source, line=entry.line, message=f"{name} has no title", hint=f"expected: {_EXPECTED}")
        return Rejected(problem, entry.text)
    note = {match[1].lower(): match[2] for match in _CHEATED.finditer(text_of(item.get("note"))[:20_000])}
    told = [_line(item, name) for name in ("DOI", "URL", "id", "number", "archive_location", "archive", "container-title", "publisher")]
    ids, version = found_ids((*told, note.get("doi", ""), f"arXiv:{note['arxiv']}" if "arxiv" in note else "", note.get("url", "")))
    authors, has_others = next((found for role in _AUTHORS if (found := _people(item.get(role)))[0]), ((), False))
    return Record(
        provenance=Provenance(source, entry.line, READER, entry.position),
        title=title,
        abstract=plain_abstract(text_of(item.get("abstract"))),
        authors=authors,
        author_count=len(authors) + 1 if has_others else len(authors),
        editors=_people(item.get("editor"))[0],
        published=_published(item, note),
        version=version,
        publication=publication_of(_publication(item)),
        language=language_tag(_line(item, "language")),
        keywords=_keywords(item),
        links=web_links(_addresses(item, note)),
        ids=ids,
    )


def _line(item: JsonDict, *names: str) -> str:
    """Return the first of these fields that holds a text, on one line; of a list its first text."""
    return next((line for name in names for text in texts_of(item.get(name))[:1] if (line := plain_line(text))), "")


def _people(value: object) -> tuple[tuple[Author, ...], bool]:
    """Return the people of a role, and whether there are more than are named."""
    if isinstance(value, str):
        return authors_of(value), False
    people = [_person(name) for name in (value if isinstance(value, list) else [value])]
    named = tuple(author for author in people if author.name and not is_others(author.name))
    return named, any(is_others(author.name) for author in people)


def _person(value: object) -> Author:
    """Read a name: in parts, or as one text. A particle belongs to the family name (the specification, *Name Particles*)."""
    if isinstance(value, str):
        return next(iter(authors_of(value)), Author(""))
    name = object_of(value)
    given, family, literal, suffix = (_line(name, part) for part in ("given", "family", "literal", "suffix"))
    if not family and not given:
        return Author(literal or _line(name, "name"))
    particles = " ".join(part for part in (_line(name, "dropping-particle"), _line(name, "non-dropping-particle")) if part)
    # A particle that ends with an apostrophe is not set apart: d'Artagnan.
    family = f"{particles}{family}" if particles.endswith(("'", "’", "-")) else f"{particles} {family}".strip()
    author = full_name(given, family, suffix)
    orcid = re.search(r"\d{4}-\d{4}-\d{4}-\d{3}[\dX]", _line(name, "ORCID"))
    return Author(author.name, orcid=orcid[0] if orcid else "", family=author.family)


def _published(item: JsonDict, note: dict[str, str]) -> PartialDate | None:
    """Return when it was issued, else when it was submitted or presented. A season makes no month."""
    for name in ("issued", "published", "published-online", "published-print", "available-date", "submitted", "event-date", "created"):
        date = _date(item.get(name))
        if date:
            return date
    return loose_date(note.get("issued", "")) or any_date(item.get("year"))


def _date(value: object) -> PartialDate | None:
    """Read a date: in parts, ``raw`` or ``literal``, or a text (EDTF)."""
    found = any_date(value)
    if found:
        return found
    if isinstance(value, list):
        return _date(value[0]) if value and isinstance(value[0], dict) else None
    date = object_of(value)
    parts = list_of(date.get("date-parts"))
    if parts and not isinstance(parts[0], list):
        return date_in_parts({"date-parts": [parts]})
    if parts and list_of(parts[0]):
        numbers = [int(part) if (part := text_of(number).strip()).isdecimal() and len(part) < 5 else 0 for number in list_of(parts[0])[:3]]
        found = partial_date(*numbers)
    texts = (text_of(date.get(name)) for name in ("raw", "literal", "date", "date-time", "edtf"))
    return found or next((read for text in texts if (read := iso_date(text) or loose_date(text))), None)


def _publication(item: JsonDict) -> Publication:
    kind = _line(item, "type").lower()
    return Publication(
        kind=_OF_CROSSREF.get(kind, kind if kind in _TYPES else ""),
        venue=_line(item, "container-title", "event-title", "event", "journalAbbreviation", "container-title-short"),
        volume=_line(item, "volume"),
        issue=_line(item, "issue", "number"),
        pages=page_range(_line(item, "page", "page-first")),
        publisher=_line(item, "publisher"),
        place=_line(item, "publisher-place"),
    )


def _keywords(item: JsonDict) -> tuple[str, ...]:
    value = item.get("keyword", item.get("keywords"))
    if isinstance(value, str):
        value = (_SEPARATOR if ";" in value else _COMMA).split(value)
    return unique(plain_line(text) for text in texts_of(value))


def _addresses(item: JsonDict, note: dict[str, str]) -> Iterator[tuple[LinkKind, str]]:
    for name in ("URL", "url"):
        yield "link", _line(item, name)
    yield "link", note.get("url", "")
    for link in objects_of(item.get("link")):
        yield ("pdf" if "pdf" in text_of(link.get("content-type")) else "link"), text_of(link.get("URL"))
    pmid = _line(item, "PMID") or note.get("pmid", "")
    if pmid.isascii() and pmid.isdecimal():
        yield "paper", f"https://pubmed.ncbi.nlm.nih.gov/{pmid}/"
