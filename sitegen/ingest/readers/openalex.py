"""The JSON of OpenAlex (https://docs.openalex.org/api-entities/works/work-object): works, alone or in lists.

Read are one work, answers with ``results``, lists, and the snapshot's files with one work a line. Answers about authors, sources and other
entities hold no work and are rejected with that reason, and so is paratext (a cover, a table of contents).

OpenAlex has a day for every work, and writes 1 January where it knows the year alone. So that date is read as the year.
"""

import re
from collections.abc import Iterator

from sitegen.errors import Problem
from sitegen.ingest.readers.json_objects import JsonDict, JsonObject, count_of, json_objects, list_of, object_of, objects_of, text_of
from sitegen.ingest.readers.language_tags import language_tag
from sitegen.ingest.readers.loose_dates import iso_date
from sitegen.ingest.readers.markup_text import html_to_text
from sitegen.ingest.readers.person_names import person
from sitegen.ingest.readers.record_parts import (
    found_ids,
    orcid_of,
    page_range,
    plain_line,
    publication_of,
    unique,
    web_links,
)
from sitegen.ingest.record import Provenance, Publication, Record, Rejected
from sitegen.ingest.sample import Sample
from sitegen.papers.author_ids import author_id
from sitegen.papers.dates import PartialDate
from sitegen.papers.paper import Author, LinkKind

READER = "openalex"

_EXPECTED = "works of OpenAlex: api.openalex.org/works/W… or api.openalex.org/works?filter=…"
_PAGE = "https://openalex.org/"
_ENTITY = re.compile(r"(?:https?://(?:api\.)?openalex\.org/(?:[a-z-]+/)?)?([A-Z])\d{3,}", re.ASCII)
_ENTITIES = {
    "A": "an author",
    "S": "a source",
    "I": "an institution",
    "T": "a topic",
    "P": "a publisher",
    "F": "a funder",
    "C": "a concept",
    "G": "an award",
}
# https://docs.openalex.org/api-entities/works/work-object#type and Crossref's types in ``type_crossref`` → CSL 1.0.2.
_KINDS = {
    "journal-article": "article-journal",
    "proceedings-article": "paper-conference",
    "proceedings": "book",
    "posted-content": "article",
    "preprint": "article",
    "review": "article-journal",
    "letter": "article-journal",
    "editorial": "article-journal",
    "erratum": "article-journal",
    "retraction": "article-journal",
    "book-chapter": "chapter",
    "book-section": "chapter",
    "book-part": "chapter",
    "book": "book",
    "monograph": "book",
    "edited-book": "book",
    "reference-book": "book",
    "reference-entry": "entry",
    "dissertation": "thesis",
    "report": "report",
    "standard": "standard",
    "dataset": "dataset",
    "software": "software",
    "peer-review": "review",
    "other": "document",
}
_KINDS_BY_SOURCE = {"conference": "paper-conference", "journal": "article-journal", "repository": "article", "book series": "chapter"}
_LONGEST_ABSTRACT = 20_000
"""In words; an index with more is none of an abstract."""


def recognises(sample: Sample) -> bool:
    """Tell an entity by its identifier, and an answer by ``meta`` beside ``results``."""
    first: JsonDict | None = sample.first
    if first is None:
        return False
    if isinstance(first.get("results"), list) and isinstance(first.get("meta"), dict):
        results = objects_of(first["results"])
        return "count" in object_of(first["meta"]) and (not results or _is_entity(results[0]))
    return _is_entity(first)


def read(data: bytes, source: str) -> Iterator[Record | Rejected]:
    """Read the works in their order."""
    for item in json_objects(data, source, _EXPECTED, _inside):
        yield item if isinstance(item, Rejected) else _record(item, source)


def _is_entity(value: JsonDict) -> bool:
    name = text_of(value.get("id"))
    is_address = "openalex.org/" in name and _ENTITY.fullmatch(name) is not None
    return is_address or ("abstract_inverted_index" in value and "authorships" in value)


def _inside(value: JsonDict) -> list[object] | None:
    results = value.get("results")
    return results or None if isinstance(results, list) else None


def _record(item: JsonObject, source: str) -> Record | Rejected:
    work = item.value
    message = _why_none(work, item.position)
    if message:
        return Rejected(Problem(path=source, line=item.line, message=message, hint=f"expected: {_EXPECTED}"), item.text)
    place = object_of(work.get("primary_location"))
    places = [place, object_of(work.get("best_oa_location")), *objects_of(work.get("locations"))]
    own_ids = object_of(work.get("ids"))
    addresses = [text_of(found.get(key)) for found in places for key in ("landing_page_url", "pdf_url")]
    ids, _ = found_ids((text_of(work.get("doi")), text_of(own_ids.get("doi")), *addresses))
    topics = (work.get("primary_topic"), *objects_of(work.get("topics")))
    authors = _authors(work)
    return Record(
        provenance=Provenance(source, item.line, READER, item.position),
        title=plain_line(_title(work)),
        abstract=html_to_text(_abstract(object_of(work.get("abstract_inverted_index")))),
        authors=authors,
        author_count=max(count_of(work.get("authors_count")) or 0, len(authors)),
        published=_published(work),
        withdrawn=work.get("is_retracted") is True,
        publication=publication_of(_publication(work, place)),
        language=language_tag(text_of(work.get("language"))),
        categories=unique(text_of(object_of(topic).get("display_name")) for topic in topics),
        keywords=unique(text_of(word.get("display_name", word.get("keyword"))) for word in objects_of(work.get("keywords"))),
        links=web_links(_addresses(work, places, own_ids), certain=True),
        ids=ids,
    )


def _why_none(work: JsonDict, position: int) -> str:
    """Return why a value is no paper, or an empty string."""
    if "results" in work and "meta" in work:
        return "the list of works is empty: OpenAlex found none"
    name = text_of(work.get("id"))
    entity = _ENTITY.fullmatch(name)
    if entity and entity[1] != "W":
        return f"record {position} is {_ENTITIES.get(entity[1], 'an entity')} ({name}), not a work"
    if work.get("is_paratext") is True or work.get("type") == "paratext":
        return f"work {position} ({name}) is paratext (a cover, a table of contents …), not a paper"
    return "" if plain_line(_title(work)) else f"work {position} ({name or 'without an identifier'}) has no title"


def _title(work: JsonDict) -> str:
    return text_of(work.get("title")) or text_of(work.get("display_name"))


def _abstract(index: JsonDict) -> str:
    """Put the words of an inverted index at their places."""
    words = [(place, word) for word, places in index.items() for place in map(count_of, list_of(places)) if place is not None]
    return " ".join(word for _, word in sorted(words)[:_LONGEST_ABSTRACT])


def _authors(work: JsonDict) -> tuple[Author, ...]:
    authors = []
    for authorship in objects_of(work.get("authorships")):
        told = object_of(authorship.get("author"))
        name = plain_line(text_of(told.get("display_name"))) or person(plain_line(text_of(authorship.get("raw_author_name")))).name
        affiliations = unique(text_of(place.get("display_name")) for place in objects_of(authorship.get("institutions")))
        if not affiliations:
            affiliations = unique(map(text_of, list_of(authorship.get("raw_affiliation_strings"))))
        if name:
            known = author_id("openalex", text_of(told.get("id")).removeprefix(_PAGE))
            authors.append(Author(name, orcid_of(text_of(told.get("orcid"))), affiliations=affiliations, source_id=known))
    return tuple(authors)


def _published(work: JsonDict) -> PartialDate | None:
    date = iso_date(text_of(work.get("publication_date"))) or iso_date(text_of(work.get("publication_year")))
    return date.year_part if date is not None and (date.month, date.day) == (1, 1) else date


def _publication(work: JsonDict, place: JsonDict) -> Publication:
    origin, biblio = object_of(place.get("source")), object_of(work.get("biblio"))
    by_source = _KINDS_BY_SOURCE.get(text_of(origin.get("type")), "")
    kind = _KINDS.get(text_of(work.get("type_crossref")), "") or _KINDS.get(text_of(work.get("type")), "")
    if by_source == "paper-conference" and kind in ("", "article", "article-journal"):
        kind = by_source
    publisher = text_of(origin.get("host_organization_name"))
    if kind == "thesis" and not publisher:
        publisher = next((name for author in _authors(work) for name in author.affiliations), "")
    return Publication(
        kind=kind or (by_source or "article" if work.get("type") == "article" else ""),
        venue=plain_line(text_of(origin.get("display_name")) or text_of(place.get("raw_source_name"))),
        volume=plain_line(text_of(biblio.get("volume"))),
        issue=plain_line(text_of(biblio.get("issue"))),
        pages=page_range(text_of(biblio.get("first_page")), text_of(biblio.get("last_page"))),
        publisher=plain_line(publisher),
    )


def _addresses(work: JsonDict, places: list[JsonDict], own_ids: JsonDict) -> Iterator[tuple[LinkKind, str]]:
    """Yield the page where it was published (where no DOI leads there), one PDF, and its records at PubMed and OpenAlex."""
    page = text_of(places[0].get("landing_page_url"))
    if "doi.org/" not in page:
        yield "pdf" if page.lower().endswith(".pdf") else "paper", page
    yield "pdf", next((pdf for place in places if (pdf := text_of(place.get("pdf_url")))), "")
    pubmed = text_of(own_ids.get("pmid"))
    yield "paper", pubmed if "://" in pubmed or not pubmed else f"https://pubmed.ncbi.nlm.nih.gov/{pubmed}"
    name = text_of(work.get("id"))
    yield "link", name if name.startswith(_PAGE) else ""
