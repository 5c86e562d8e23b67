"""The JSON of the Crossref REST API (https://api.crossref.org/swagger-ui/index.html): works, alone or in lists.

Read are the answers of ``/works``, ``/works/{doi}`` and of ``/journals/{issn}/works`` and its kin, with or without their wrapper
(``{"status": "ok", "message-type": "work-list", "message": {…}}``), lists of them, one a line, and files of the public data dump
(``{"items": […]}``). Other answers (a journal's own record, a member, ``Resource not found.``) hold no work and are rejected with that
reason; so are records of what is no text of its own: journals and their issues, series, grants, components (a figure, a table).
"""

import re
from collections.abc import Iterator

from sitegen.errors import Problem
from sitegen.ingest.readers.identifiers import arxiv_id
from sitegen.ingest.readers.json_objects import JsonDict, JsonObject, json_objects, object_of, objects_of, text_of, texts_of
from sitegen.ingest.readers.language_tags import language_tag
from sitegen.ingest.readers.markup_text import html_to_text
from sitegen.ingest.readers.person_names import full_name
from sitegen.ingest.readers.record_parts import (
    date_in_parts,
    found_ids,
    orcid_of,
    page_range,
    plain_line,
    publication_of,
    unique,
    web_links,
)
from sitegen.ingest.record import Provenance, Publication, Record, Rejected
from sitegen.ingest.sample import Sample, decode_text
from sitegen.papers.dates import PartialDate
from sitegen.papers.paper import Author, LinkKind
from sitegen.text import title_key

READER = "crossref"

_EXPECTED = "works of the Crossref REST API: api.crossref.org/works/{doi} or api.crossref.org/works?query=…"
_NOT_FOUND = "Resource not found."
_MESSAGES = frozenset(("work", "work-list"))
# https://api.crossref.org/types → https://docs.citationstyles.org/en/stable/specification.html#appendix-iii-types
_KINDS = {
    "journal-article": "article-journal",
    "proceedings-article": "paper-conference",
    "posted-content": "article",
    "book-chapter": "chapter",
    "book-section": "chapter",
    "book-part": "chapter",
    "book-track": "chapter",
    "reference-entry": "entry",
    "book": "book",
    "monograph": "book",
    "edited-book": "book",
    "reference-book": "book",
    "proceedings": "book",
    "report": "report",
    "report-component": "report",
    "standard": "standard",
    "dissertation": "thesis",
    "dataset": "dataset",
    "peer-review": "review",
    "other": "document",
}
_SERIES = (
    "journal",
    "journal-volume",
    "journal-issue",
    "book-series",
    "book-set",
    "proceedings-series",
    "report-series",
    "standard-series",
)
_NO_WORKS = frozenset((*_SERIES, "component", "grant", "database"))
_IN_A_BOOK = frozenset(("chapter", "paper-conference", "entry"))
_DATES = ("published", "issued", "published-online", "published-print", "published-other", "posted")
_RETRACTED = re.compile(
    r"(?:RETRACTED|WITHDRAWN|REMOVED)(?: (?:ARTICLE|PAPER|CHAPTER|PREPRINT))?\s*[:\]|–—-]|(?:Retracted|Withdrawn)(?: [Aa]rticle)?:"
)
_WITHDRAWING = frozenset(("retraction", "withdrawal", "removal"))
_SAME_WORK = ("has-preprint", "is-preprint-of", "has-version", "is-version-of", "is-identical-to", "is-same-as")


def recognises(sample: Sample) -> bool:
    """Tell an answer by its wrapper, a bare work by a DOI beside fields that only Crossref has."""
    first: JsonDict | None = sample.first
    if first is None:
        return sample.head.strip() == _NOT_FOUND
    if "message-type" in first and "message" in first:
        return True
    members = objects_of(first.get("items")) if "DOI" not in first and "version" not in first else []
    return _is_work(first) or (bool(members) and _is_work(members[0]))


def read(data: bytes, source: str) -> Iterator[Record | Rejected]:
    """Read the works in their order."""
    if len(data) < 100 and decode_text(data).strip() == _NOT_FOUND:
        message = "Crossref answered “Resource not found.”: it knows nothing under the address that was asked"
        yield Rejected(
            Problem(path=source, line=1, message=message, hint="DOIs of arXiv and Zenodo are registered with DataCite"), _NOT_FOUND
        )
        return
    for item in json_objects(data, source, _EXPECTED, _inside):
        if isinstance(item, Rejected):
            yield item
        elif "message-type" in item.value or ("items" in item.value and "DOI" not in item.value):
            yield _rejected(item, source, _other_answer(item.value), f"expected: {_EXPECTED}")
        else:
            yield _record(item, source)


def _is_work(value: JsonDict) -> bool:
    is_title_listed = isinstance(value.get("title"), list)
    return isinstance(value.get("DOI"), str) and (is_title_listed or ("prefix" in value and "member" in value and "title" not in value))


def _inside(value: JsonDict) -> list[object] | None:
    """Return the works in an answer; None for a bare work, and for an answer that holds none."""
    if "message-type" not in value:
        items = value.get("items")
        return items or None if isinstance(items, list) and "DOI" not in value else None
    if value["message-type"] not in _MESSAGES:
        return None
    message = object_of(value.get("message"))
    items = message.get("items")
    if isinstance(items, list):
        return items or None
    return [message] if "DOI" in message else None


def _other_answer(value: JsonDict) -> str:
    kind = text_of(value.get("message-type", "work-list"))
    if kind == "work-list":
        return "the list of works is empty: Crossref found none"
    if kind == "work":
        return "the answer holds no work"
    if text_of(value.get("status")) not in ("ok", ""):
        reasons = "; ".join(text_of(reason.get("message")) for reason in objects_of(value.get("message")))
        return f"Crossref refused the question: {reasons or kind}"
    return f'this is an answer about a {kind.replace("-", " ")}, not about works; ask for its "/works"'


def _rejected(item: JsonObject, source: str, message: str, hint: str = "") -> Rejected:
    return Rejected(Problem(path=source, line=item.line, message=message, hint=hint), item.text)


def _record(item: JsonObject, source: str) -> Record | Rejected:
    work = item.value
    name = f"work {item.position} ({text_of(work.get('DOI')) or 'without a DOI'})"
    told = text_of(work.get("type"))
    if told in _NO_WORKS:
        return _rejected(item, source, f"{name} is a {told.replace('-', ' ')}, not a paper")
    title = _title(work)
    if not title:
        return _rejected(item, source, f"{name} has no title", "a paper needs one")
    ids, version = found_ids((text_of(work.get("DOI")), *filter(arxiv_id, _versions(work))))
    return Record(
        provenance=Provenance(source, item.line, READER, item.position),
        title=title,
        abstract=html_to_text(text_of(work.get("abstract"))),
        authors=_people(work.get("author")),
        editors=_people(work.get("editor")),
        published=_published(work),
        version=version,
        withdrawn=_is_withdrawn(work, title),
        publication=publication_of(_publication(work, _KINDS.get(told, ""))),
        language=language_tag(text_of(work.get("language"))),
        categories=unique((*texts_of(work.get("subject")), *texts_of(work.get("group-title")))),
        links=web_links(_addresses(work), certain=True),
        ids=ids,
    )


def _title(work: JsonDict) -> str:
    """Return the first title with its subtitle, unless the title holds it already."""
    titles = [line for key in ("title", "original-title") for text in texts_of(work.get(key)) if (line := plain_line(text))]
    if not titles:
        return ""
    title = titles[0]
    subtitle = next((line for text in texts_of(work.get("subtitle")) if (line := plain_line(text))), "")
    if not subtitle or title_key(subtitle) in title_key(title):
        return title
    return f"{title} {subtitle}" if title.endswith((":", "?", "!", "–", "—")) else f"{title}: {subtitle}"


def _people(value: object) -> tuple[Author, ...]:
    people = []
    for person in objects_of(value):
        given, family, suffix = (plain_line(text_of(person.get(part))) for part in ("given", "family", "suffix"))
        author = full_name(given, family, suffix) if given or family else Author(plain_line(text_of(person.get("name"))))
        if author.name:
            affiliations = unique(plain_line(text_of(place.get("name"))) for place in objects_of(person.get("affiliation")))
            people.append(Author(author.name, orcid_of(text_of(person.get("ORCID"))), author.family, affiliations))
    return tuple(people)


def _published(work: JsonDict) -> PartialDate | None:
    """Return the date by which the work had surely appeared first: a day in May is earlier than "some time in this year"."""
    dates = [date for key in _DATES if (date := date_in_parts(work.get(key)))]
    return min(dates, key=lambda date: date.last_day, default=None)


def _is_withdrawn(work: JsonDict, title: str) -> bool:
    """Tell a work that was retracted; ``update-to`` tells of the work that a notice is about, and says nothing of the notice itself."""
    updates = {text_of(update.get("type")).lower() for update in objects_of(work.get("updated-by"))}
    return bool(updates & _WITHDRAWING) or _RETRACTED.match(title.lstrip("[")) is not None


def _publication(work: JsonDict, kind: str) -> Publication:
    venues = unique(map(plain_line, texts_of(work.get("container-title"))))
    institution = unique(plain_line(text_of(place.get("name"))) for place in objects_of(work.get("institution")))
    publisher = plain_line(text_of(work.get("publisher")))
    if kind == "thesis" and institution:
        publisher = institution[0]
    # A chapter names the series before its book.
    venue = (venues[-1] if kind in _IN_A_BOOK else venues[0]) if venues else plain_line(text_of(object_of(work.get("event")).get("name")))
    return Publication(
        kind=kind,
        venue=venue or (institution[0] if institution and kind in ("article", "report") else ""),
        volume=plain_line(text_of(work.get("volume"))),
        issue=plain_line(text_of(work.get("issue"))),
        pages=page_range(text_of(work.get("page")) or text_of(work.get("article-number"))),
        publisher=publisher,
        place=plain_line(text_of(work.get("publisher-location"))),
    )


def _versions(work: JsonDict) -> Iterator[str]:
    """Yield the DOIs of other versions of the same work: its preprint, what it is the preprint of."""
    relations = object_of(work.get("relation"))
    for kind in _SAME_WORK:
        for other in objects_of(relations.get(kind)):
            if text_of(other.get("id-type")) == "doi":
                yield text_of(other.get("id")).strip()


def _addresses(work: JsonDict) -> Iterator[tuple[LinkKind, str]]:
    """Yield the PDF, other versions of the work, and what a notice of correction or retraction is about."""
    for link in objects_of(work.get("link")):
        address = text_of(link.get("URL"))
        is_for_readers = link.get("intended-application") != "similarity-checking" and "//api." not in address
        if link.get("content-type") == "application/pdf" and is_for_readers:
            yield "pdf", address
    for name in _versions(work):
        if arxiv_id(name) is None:
            yield "paper", f"https://doi.org/{name}"
    for about in objects_of(work.get("update-to")):
        if name := text_of(about.get("DOI")).strip():
            yield "link", f"https://doi.org/{name}"
