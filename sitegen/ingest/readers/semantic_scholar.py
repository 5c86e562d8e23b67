"""The JSON of the Semantic Scholar Academic Graph (https://api.semanticscholar.org/api-docs/graph): papers, alone or in lists.

Read are one paper, answers of the searches (``{"total": …, "data": […]}``), of the batch (a list in which unknown papers are null), of the
recommendations, of citations and references (which wrap each paper), and the datasets with one paper a line. Every field may be null.
``tldr`` is a sentence made by a model and not the abstract: it is not taken.
"""

import re
from collections.abc import Iterator

from sitegen.errors import Problem
from sitegen.ingest.readers.json_objects import JsonDict, JsonObject, json_objects, object_of, objects_of, text_of, texts_of
from sitegen.ingest.readers.loose_dates import iso_date
from sitegen.ingest.readers.person_names import person
from sitegen.ingest.readers.record_parts import found_ids, orcid_of, page_range, plain_abstract, publication_of, unique, web_links
from sitegen.ingest.record import Provenance, Publication, Record, Rejected
from sitegen.ingest.sample import Sample
from sitegen.papers.author_ids import author_id
from sitegen.papers.dates import PartialDate
from sitegen.papers.paper import Author, LinkKind
from sitegen.text import one_line

READER = "semantic-scholar"

_EXPECTED = "papers of the Semantic Scholar API: api.semanticscholar.org/graph/v1/paper/search?query=…"
_LISTS = ("data", "recommendedPapers", "papers", "matches")
_WRAPPERS = ("citingPaper", "citedPaper", "paper")
_ANSWER = frozenset(("total", "offset", "next", "token", "data"))
_NULLS_FIRST = re.compile(r"\[\s*(?:null\s*,\s*){1,1000}\{\s*\"paperId\"\s*:")
_PAGE = re.compile(r"https?://(?:www\.)?semanticscholar\.org/paper/\S+", re.ASCII)
# https://api.semanticscholar.org/api-docs/graph#tag/Paper-Data/operation/get_graph_get_paper, publicationTypes; the most telling first.
_KINDS = (
    ("Book", "book"),
    ("BookSection", "chapter"),
    ("Dataset", "dataset"),
    ("Conference", "paper-conference"),
    ("JournalArticle", "article-journal"),
)


def recognises(sample: Sample) -> bool:
    """Tell a paper by ``paperId``, and an answer by its first paper or by having only the fields of an answer."""
    first: JsonDict | None = sample.first
    if first is None:
        return _NULLS_FIRST.match(sample.head) is not None
    if _is_paper(_unwrapped(first)):
        return True
    members = next((objects_of(first[key]) for key in _LISTS if isinstance(first.get(key), list)), None)
    if members:
        return _is_paper(_unwrapped(members[0]))
    return "total" in first and _ANSWER.issuperset(first) and ("offset" in first or "token" in first)


def read(data: bytes, source: str) -> Iterator[Record | Rejected]:
    """Read the papers in their order."""
    for item in json_objects(data, source, _EXPECTED, _inside):
        yield item if isinstance(item, Rejected) else _record(item, _unwrapped(item.value), source)


def _is_paper(value: JsonDict) -> bool:
    return "paperId" in value and ("title" in value or "externalIds" in value or len(value) <= 2) and "itemType" not in value


def _unwrapped(value: JsonDict) -> JsonDict:
    return next((inner for key in _WRAPPERS if "paperId" in (inner := object_of(value.get(key)))), value)


def _inside(value: JsonDict) -> list[object] | None:
    if "paperId" in value:
        return None
    return next((items for key in _LISTS if isinstance(items := value.get(key), list) and items), None)


def _record(item: JsonObject, paper: JsonDict, source: str) -> Record | Rejected:
    title = one_line(text_of(paper.get("title")))
    if not title:
        message = _why_none(paper, item.position)
        return Rejected(Problem(path=source, line=item.line, message=message, hint=f"expected: {_EXPECTED}"), item.text)
    known = {kind.lower(): text_of(value).strip() for kind, value in object_of(paper.get("externalIds")).items()}
    pdf = text_of(object_of(paper.get("openAccessPdf")).get("url"))
    ids, version = found_ids((known.get("arxiv", ""), known.get("doi", ""), known.get("acl", ""), pdf))
    fields = (
        *texts_of(paper.get("fieldsOfStudy")),
        *(text_of(field.get("category")) for field in objects_of(paper.get("s2FieldsOfStudy"))),
    )
    return Record(
        provenance=Provenance(source, item.line, READER, item.position),
        title=title,
        abstract=plain_abstract(text_of(paper.get("abstract"))),
        authors=_authors(paper),
        published=_published(paper),
        version=version,
        publication=publication_of(_publication(paper)),
        categories=unique(fields),
        links=web_links(_addresses(paper, pdf, known.get("pubmed", "")), certain=True),
        ids=ids,
    )


def _why_none(paper: JsonDict, position: int) -> str:
    """Say why a value without a title is no paper."""
    if "paperId" in paper:
        return f"paper {position} ({text_of(paper['paperId']) or 'without an identifier'}) has no title; ask for it with fields=title,…"
    if _ANSWER.issuperset(paper):
        return "the list of papers is empty: Semantic Scholar found none"
    told = text_of(paper.get("error")) or text_of(paper.get("message"))
    return f"Semantic Scholar answered: {one_line(told)[:200]}" if told else f"record {position} is no paper of Semantic Scholar"


def _authors(paper: JsonDict) -> tuple[Author, ...]:
    authors = []
    for told in objects_of(paper.get("authors")):
        author = person(one_line(text_of(told.get("name"))))
        if author.name:
            orcid = orcid_of(text_of(object_of(told.get("externalIds")).get("ORCID")))
            known = author_id("s2", text_of(told.get("authorId")))
            authors.append(Author(author.name, orcid, author.family, unique(texts_of(told.get("affiliations"))), source_id=known))
    return tuple(authors)


def _published(paper: JsonDict) -> PartialDate | None:
    return iso_date(text_of(paper.get("publicationDate"))) or iso_date(text_of(paper.get("year")))


def _publication(paper: JsonDict) -> Publication:
    types = texts_of(paper.get("publicationTypes"))
    journal, place = object_of(paper.get("journal")), object_of(paper.get("publicationVenue"))
    kind = next((csl for told, csl in _KINDS if told in types), "")
    if place.get("type") == "conference" and kind in ("", "article-journal"):
        kind = "paper-conference"
    if place.get("type") == "journal" and not kind:
        kind = "article-journal"
    venue = one_line(text_of(place.get("name")) or text_of(paper.get("venue")) or text_of(journal.get("name")))
    if venue.lower() in ("arxiv.org", "arxiv", "biorxiv", "medrxiv", "chemrxiv"):
        kind = "article"
    return Publication(
        kind=kind,
        venue=venue,
        volume=one_line(text_of(journal.get("volume"))),
        pages=page_range(text_of(journal.get("pages"))),
    )


def _addresses(paper: JsonDict, pdf: str, pubmed: str) -> Iterator[tuple[LinkKind, str]]:
    """Yield the open PDF, and the records at PubMed and Semantic Scholar."""
    yield "pdf", pdf if "doi.org/" not in pdf else ""
    yield "paper", f"https://pubmed.ncbi.nlm.nih.gov/{pubmed}/" if pubmed.isdecimal() else ""
    page = text_of(paper.get("url")).strip()
    yield "link", page if _PAGE.fullmatch(page) else ""
