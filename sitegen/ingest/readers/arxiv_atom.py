"""The answers of the arXiv API: Atom with arXiv's own elements (https://info.arxiv.org/help/api/user-manual.html).

Also read are answers without the head of the feed, whose entries follow each other with nothing around them.
"""

import re
from collections.abc import Iterator

from lxml import etree

from sitegen.ingest.readers.arxiv_fields import (
    abstract_of,
    arxiv_links,
    author_name,
    categories_of,
    dois_of,
    is_withdrawn,
    publication_of,
)
from sitegen.ingest.readers.identifiers import arxiv_id, doi
from sitegen.ingest.readers.loose_dates import iso_date
from sitegen.ingest.readers.xml_cutter import XmlShape
from sitegen.ingest.readers.xml_fields import child, children, field, fields, raw_text
from sitegen.ingest.readers.xml_records import Broken, Piece, first_tag, iter_pieces, name_of, reject_all, reject_broken, reject_piece
from sitegen.ingest.record import Provenance, Record, Rejected
from sitegen.ingest.sample import Sample
from sitegen.papers.paper import Author

READER = "arxiv-atom"

_SHAPE = XmlShape(
    records=frozenset(("entry",)),
    context=frozenset(("totalResults",)),
    containers=frozenset(("feed",)),
    prefixes={"arxiv": "http://arxiv.org/schemas/atom", "opensearch": "http://a9.com/-/spec/opensearch/1.1/"},
)
_ENTRY = re.compile(r"<(?:\w+:)?id>\s*https?://(?:www\.|export\.)?arxiv\.org/(?:abs/|api/errors)")
_FEED = re.compile(r"https?://(?:export\.)?arxiv\.org/api/")
_ANNOUNCED = ("announce_type", "Announce Type:", "updates on arXiv.org")
_ERROR = "arxiv.org/api/errors"


def recognises(sample: Sample) -> bool:
    """Tell whether the input is an answer of the arXiv API, whole or only its entries."""
    if first_tag(sample.head) not in ("feed", "entry") or any(mark in sample.head for mark in _ANNOUNCED):
        return False
    return bool(_ENTRY.search(sample.head)) or ("<entry" not in sample.head and bool(_FEED.search(sample.head)))


def read(data: bytes, source: str) -> Iterator[Record | Rejected]:
    """Yield the papers of an answer in its order."""
    position, total, is_empty = 0, "", True
    for piece in iter_pieces(data, _SHAPE):
        if isinstance(piece, Broken):
            is_empty = False
            position += piece.is_record
            yield reject_broken(piece, source, "an answer of the arXiv API (Atom)")
        elif name_of(piece.element) == "totalResults":
            total = "".join(str(text) for text in piece.element.itertext()).strip()
        else:
            is_empty = False
            position += 1
            yield _record(piece, position, source)
    if is_empty and total not in ("", "0"):
        message = f"arXiv found {total[:20]} papers and sent none of them"
        yield reject_all(data, source, message, "the API does so when it is busy, or when start is beyond the last paper; ask again")
    elif is_empty:
        yield reject_all(data, source, "this answer of the arXiv API holds no paper", "the query found nothing", is_warning=True)


def _record(piece: Piece, position: int, source: str) -> Record | Rejected:
    entry = piece.element
    identifier = field(entry, "id")
    if _ERROR in identifier:
        return reject_piece(piece, source, f"arXiv answered with an error: {field(entry, 'summary')[:200]}", "mend the query and ask again")
    title = field(entry, "title")
    if not title:
        return reject_piece(piece, source, "the entry has no title")
    arxiv, version = arxiv_id(identifier) or next((found for found in map(arxiv_id, _hrefs(entry)) if found), ("", 0))
    dois = dois_of(field(entry, "doi")) or tuple(
        found for link in children(entry, "link") if link.get("title") == "doi" and (found := doi(link.get("href") or ""))
    )
    comment, abstract = field(entry, "comment"), abstract_of(raw_text(child(entry, "summary")))
    primary = child(entry, "primary_category")
    return Record(
        provenance=Provenance(source, piece.line, READER, position),
        title=title,
        abstract=abstract,
        authors=tuple(_authors(entry)),
        published=iso_date(field(entry, "published")),
        updated=iso_date(field(entry, "updated")),
        version=version,
        withdrawn=is_withdrawn(comment, abstract),
        publication=publication_of(field(entry, "journal_ref")),
        categories=categories_of(
            tuple(each.get("term") or "" for each in children(entry, "category")),
            (primary.get("term") or "") if primary is not None else "",
        ),
        links=arxiv_links(arxiv, comment, dois[1:]),
        ids=(*((("arxiv", arxiv),) if arxiv else ()), *(("doi", each) for each in dois[:1])),
    )


def _hrefs(entry: etree._Element) -> list[str]:
    return [link.get("href") or "" for link in children(entry, "link")]


def _authors(entry: etree._Element) -> Iterator[Author]:
    for author in children(entry, "author"):
        named = author_name(field(author, "name"), fields(author, "affiliation"))
        if named:
            yield named
