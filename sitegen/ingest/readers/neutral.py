"""Papers as plain JSON: the neutral record (``docs/neutral-format.md``), and whatever is near to it.

Read are JSON Lines, a list, one object, and an object around a list (``{"papers": […]}``). A record needs a title; every other key may be
missing, and common spellings of others are understood (see :mod:`sitegen.ingest.readers.neutral_fields`): with them read, among others,
arXiv's metadata at Kaggle, notes of OpenReview, the papers of Papers with Code, of Mini-Conf and of many scrapers.

A paper that was listed on several days gives a record for each of them.
"""

from collections.abc import Iterator

import msgspec

from sitegen.errors import Problem
from sitegen.ingest.readers.json_objects import JsonDict, json_objects, list_of, object_of, objects_of, text_of
from sitegen.ingest.readers.loose_dates import iso_date
from sitegen.ingest.readers.neutral_fields import neutral_paper
from sitegen.ingest.readers.neutral_keys import CSL_KINDS, KNOWN, TITLES
from sitegen.ingest.readers.neutral_values import key_of
from sitegen.ingest.readers.record_parts import publication_of, unique
from sitegen.ingest.record import Provenance, Publication, Record, Rejected
from sitegen.ingest.sample import Sample
from sitegen.papers.neutral import NeutralAuthor, NeutralListing, NeutralPaper
from sitegen.papers.paper import Author, Link

READER = "neutral"

_EXPECTED = 'papers as JSON: {"title": …, "abstract": …, "authors": […], …}, one a line or in a list'
_LISTS = ("papers", "records", "items", "entries", "results", "data", "notes", "articles", "publications", "works", "hits")
# What tells the records of other formats: each of these keys belongs to one of them alone.
_OF_OTHERS = frozenset(
    (
        *("message-type", "paperId", "itemType", "authorships", "abstract_inverted_index", "content_html", "content_text"),
        *("container-title", "citation-key"),
    )
)
_OF_DAILY_PAPERS = ("submittedOnDailyAt", "submittedOnDailyBy", "discussionId", "ai_summary", "upvotes", "githubRepo")
"""Two of these tell a record of the Daily Papers API."""
_SHARED_KEYS = frozenset(("title", "description", "id", "url", "link", "type", "date", "created", "updated", "key", "data", "language"))
"""Keys that papers have in common with web pages, products and everything else."""
_TELLING_KEYS = (KNOWN | {"summary"}) - _SHARED_KEYS
_OWN_KEYS = frozenset(key_of(field.encode_name) for field in msgspec.structs.fields(NeutralPaper)) | {"url"}


def recognises(sample: Sample) -> bool:
    """Tell an object with a title and another key of papers, and none that another format has for itself."""
    first: JsonDict | None = sample.first
    if first is None:
        return False
    if "jsonfeed.org/version/" in text_of(first.get("version")):
        return False
    if _looks_neutral(first):
        return True
    members = next((objects_of(first[key]) for key in _LISTS if isinstance(first.get(key), list)), [])
    is_of_openalex = "meta" in first and "results" in first
    is_scraped = "date" in first and "papers" in first and any("huggingface.co/papers/" in text_of(each.get("url")) for each in members[:5])
    return bool(members) and not is_of_openalex and not is_scraped and "message-type" not in first and _looks_neutral(members[0])


def read(data: bytes, source: str) -> Iterator[Record | Rejected]:
    """Read the records in their order."""
    for item in json_objects(data, source, _EXPECTED, _inside):
        if isinstance(item, Rejected):
            yield item
            continue
        found = read_values(item.value, Provenance(source, item.line, READER, item.position))
        if isinstance(found, Problem):
            yield Rejected(found, item.text)
        else:
            yield from found


def read_values(value: JsonDict, provenance: Provenance) -> Iterator[Record] | Problem:
    """Read one record, as JSON or a table holds it; return what is wrong with it where it is none."""
    paper = neutral_paper(_opened(value))
    if not isinstance(paper, str):
        return neutral_records(paper, provenance)
    message = "the list of papers is empty" if any(value.get(key) == [] for key in _LISTS) else f"record {provenance.position} {paper}"
    return Problem(path=provenance.source, line=provenance.line, message=message, hint=f"expected: {_EXPECTED}")


def neutral_records(paper: NeutralPaper, provenance: Provenance) -> Iterator[Record]:
    """Return a neutral record as a record for each day on which it was listed, or one alone."""
    own = NeutralListing(day=paper.listed, feed=paper.feed, rank=paper.rank) if paper.listed else None
    counts = (paper.comments, paper.upvotes, paper.stars)
    yield _record(paper, provenance, own, counts)
    for listing in paper.also_listed:
        yield _record(paper, provenance, listing, (listing.comments, listing.upvotes, listing.stars))


def _looks_neutral(value: JsonDict) -> bool:
    value = _opened(value)
    keys = {key_of(key) for key in value}
    has_title = any(isinstance(item, str) and item.strip() for key, item in value.items() if key_of(key) in TITLES)
    if not has_title or _OF_OTHERS & value.keys() or isinstance(value.get("paper"), dict) or "openalex.org/" in text_of(value.get("id")):
        return False
    if sum(key in value for key in _OF_DAILY_PAPERS) >= 2 or _looks_like_csl(value, keys):
        return False
    return bool(keys & _TELLING_KEYS) or keys <= _OWN_KEYS


def _looks_like_csl(value: JsonDict, keys: set[str]) -> bool:
    """Tell an item of CSL-JSON: by parts of names and dates, or by its type where no other key is of a neutral record."""
    if isinstance(value.get("issued"), dict) or any(
        "family" in person or "literal" in person for person in objects_of(value.get("author"))
    ):
        return True
    return value.get("type") in CSL_KINDS and not isinstance(value.get("author"), str) and not keys & {"authors", "kind", "links", "ids"}


def _inside(value: JsonDict) -> list[object] | None:
    """Return the list that an object without a title is wrapped around."""
    if any(key_of(key) in TITLES for key in value) or "title" in object_of(value.get("content")):
        return None
    return next((list_of(value[key]) for key in _LISTS if isinstance(value.get(key), list) and value[key]), None)


def _opened(value: JsonDict) -> JsonDict:
    """Put the fields of ``content`` (OpenReview, Mini-Conf) beside the others, and take values out of ``{"value": …}``."""
    content = object_of(value.get("content"))
    if "title" not in content or "title" in value:
        return value
    opened = {name: item["value"] if isinstance(item, dict) and "value" in item else item for name, item in content.items()}
    return {**value, **opened}


def _record(
    paper: NeutralPaper, provenance: Provenance, listing: NeutralListing | None, counts: tuple[int | None, int | None, int | None]
) -> Record:
    publication = Publication(
        kind=paper.kind,
        venue=paper.venue,
        volume=paper.volume,
        issue=paper.issue,
        pages=paper.pages,
        publisher=paper.publisher,
        place=paper.place,
    )
    ids = paper.ids
    return Record(
        provenance=provenance,
        title=paper.title,
        abstract=paper.abstract,
        authors=tuple(map(_author, paper.authors)),
        author_count=paper.author_count,
        editors=tuple(map(_author, paper.editors)),
        published=iso_date(paper.published or ""),
        updated=iso_date(paper.updated or ""),
        version=paper.version,
        withdrawn=paper.withdrawn,
        listed=iso_date(listing.day) if listing else None,
        feed=listing.feed if listing else "daily-papers",
        rank=listing.rank if listing else 0,
        publication=publication_of(publication),
        language=paper.language,
        categories=paper.categories,
        keywords=unique((*paper.keywords, *paper.tags)),
        forbidden_tags=paper.forbidden_tags,
        comments=counts[0],
        upvotes=counts[1],
        stars=counts[2],
        links=tuple(Link(link.kind, link.url) for link in paper.links),
        ids=tuple((kind, value) for kind, value in _pairs(ids.acl, ids.arxiv, ids.doi, ids.openreview) if value),
    )


def _pairs(acl: str, arxiv: str, doi: str, openreview: str) -> tuple[tuple[str, str], ...]:
    return (("acl", acl), ("arxiv", arxiv), ("doi", doi), ("openreview", openreview))


def _author(author: str | NeutralAuthor) -> Author:
    if isinstance(author, str):
        return Author(author)
    return Author(author.name, author.orcid, author.family, author.affiliations, author.hidden, author.id)
