"""Records of arXiv over OAI-PMH 2.0 (https://info.arxiv.org/help/oa/index.html), in the formats arXiv, arXivRaw, arXivOld and oai_dc.

Read are whole answers (ListRecords, GetRecord), records saved one after the other, and the metadata without their record. The format
``arXiv`` tells two dates, ``created`` and ``updated``; since 2025 arXiv's server puts the date of the latest version into ``created``. So
a date that is later than the month in the paper's identifier is taken as that of the latest version, and the month as the first.
"""

from collections.abc import Iterator

import msgspec
from lxml import etree

from sitegen.ingest.readers.arxiv_fields import (
    abstract_of,
    arxiv_authors,
    arxiv_links,
    author_name,
    categories_of,
    dois_of,
    is_later,
    is_withdrawn,
    parted_name,
    publication_of,
    submitted_month,
)
from sitegen.ingest.readers.identifiers import arxiv_id, doi
from sitegen.ingest.readers.language_tags import language_tag
from sitegen.ingest.readers.loose_dates import iso_date, loose_date
from sitegen.ingest.readers.xml_cutter import XmlShape
from sitegen.ingest.readers.xml_fields import child, children, field, fields, line_text, raw_text
from sitegen.ingest.readers.xml_records import Broken, Piece, first_tag, iter_pieces, name_of, reject_all, reject_broken, reject_piece
from sitegen.ingest.record import Provenance, Record, Rejected
from sitegen.ingest.sample import Sample
from sitegen.papers.dates import PartialDate
from sitegen.papers.paper import Author

READER = "arxiv-oai"

_METADATA = ("arXiv", "arXivRaw", "arXivOld", "dc")
_SHAPE = XmlShape(
    records=frozenset(("record", *_METADATA)),
    context=frozenset(("error", "resumptionToken")),
    containers=frozenset(("OAI-PMH", "ListRecords", "GetRecord")),
    prefixes={
        "oai": "http://www.openarchives.org/OAI/2.0/",
        "oai_dc": "http://www.openarchives.org/OAI/2.0/oai_dc/",
        "dc": "http://purl.org/dc/elements/1.1/",
        "xsi": "http://www.w3.org/2001/XMLSchema-instance",
    },
)
_OWN_ROOTS = ("arXiv", "arXivRaw", "arXivOld")


class _Dates(msgspec.Struct, frozen=True):
    published: PartialDate | None = None
    updated: PartialDate | None = None
    version: int = 0


def recognises(sample: Sample) -> bool:
    """Tell whether the input is an answer of arXiv's OAI-PMH, or a part of one."""
    head, root = sample.head, first_tag(sample.head)
    if root in _OWN_ROOTS:
        return "<id>" in head
    is_of_arxiv = "oai:arXiv.org:" in head or "arxiv.org/OAI/" in head or "//arxiv.org/abs/" in head or "arxiv.org/oai" in head
    if root == "dc":
        return is_of_arxiv and "purl.org/dc/elements" in head
    return is_of_arxiv and (root in ("OAI-PMH", "ListRecords", "GetRecord") or (root == "record" and "<header" in head))


def read(data: bytes, source: str) -> Iterator[Record | Rejected]:
    """Yield the records of an answer in its order; deleted records, errors and the token for the rest of the answer are rejected."""
    position, is_empty = 0, True
    for piece in iter_pieces(data, _SHAPE):
        if isinstance(piece, Broken):
            is_empty = False
            position += piece.is_record
            yield reject_broken(piece, source, "an answer of arXiv's OAI-PMH")
        elif name_of(piece.element) == "error":
            is_empty = False
            code, text = piece.element.get("code") or "", line_text(piece.element)
            yield reject_piece(
                piece, source, f"arXiv's OAI-PMH answered {code or 'an error'}: {text[:200]}", is_warning=code == "noRecordsMatch"
            )
        elif name_of(piece.element) == "resumptionToken":
            token = line_text(piece.element)
            if token:
                yield reject_piece(
                    piece, source, "the answer goes on behind this part", f"ask for resumptionToken={token[:200]}", is_warning=True
                )
        else:
            is_empty = False
            position += 1
            yield _record(piece, position, source)
    if is_empty:
        yield reject_all(data, source, "this answer of OAI-PMH holds no record", "ask with verb=ListRecords and metadataPrefix=arXivRaw")


def _record(piece: Piece, position: int, source: str) -> Record | Rejected:
    header = child(piece.element, "header")
    identifier = field(header, "identifier")
    if header is not None and header.get("status") == "deleted":
        return reject_piece(piece, source, f"arXiv deleted the record {identifier[:80]}", is_warning=True)
    metadata = piece.element
    if name_of(metadata) not in _METADATA:
        metadata = next((each for holder in children(metadata, "metadata") for each in children(holder, *_METADATA)), metadata)
    if name_of(metadata) not in _METADATA:
        return reject_piece(
            piece, source, f"the record {identifier[:80]} has no metadata that can be read", f"known are {', '.join(_METADATA)}"
        )
    if not field(metadata, "title"):
        return reject_piece(piece, source, f"the record {identifier[:80]} has no title".replace("  ", " "))
    where = Provenance(source, piece.line, READER, position)
    return _dublin_core(metadata, identifier, where) if name_of(metadata) == "dc" else _arxiv(metadata, identifier, where)


def _arxiv(metadata: etree._Element, identifier: str, where: Provenance) -> Record:
    """Read the formats arXiv, arXivRaw and arXivOld."""
    arxiv, _ = arxiv_id(field(metadata, "id")) or arxiv_id(identifier) or ("", 0)
    comment, abstract = field(metadata, "comments"), abstract_of(raw_text(child(metadata, "abstract")))
    dois = dois_of(field(metadata, "doi"))
    dates = _versions(metadata) or _two_dates(iso_date(field(metadata, "created")), iso_date(field(metadata, "updated")), arxiv)
    return Record(
        provenance=where,
        title=field(metadata, "title"),
        abstract=abstract,
        authors=_authors(child(metadata, "authors")),
        published=dates.published,
        updated=dates.updated,
        version=dates.version,
        withdrawn=is_withdrawn(comment, abstract),
        publication=publication_of(field(metadata, "journal-ref")),
        categories=categories_of(tuple(field(metadata, "categories").split())),
        links=arxiv_links(arxiv, comment, dois[1:]),
        ids=_ids(arxiv, dois),
    )


def _ids(arxiv: str, dois: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    return (*((("arxiv", arxiv),) if arxiv else ()), *(("doi", each) for each in dois[:1]))


def _authors(authors: etree._Element | None) -> tuple[Author, ...]:
    """Read the authors as elements (arXiv) or as one text (arXivRaw, arXivOld)."""
    elements = list(children(authors, "author"))
    if not elements:
        return arxiv_authors(line_text(authors))
    found = (
        parted_name(
            " ".join(fields(each, "forenames")),
            " ".join(fields(each, "keyname")),
            " ".join(fields(each, "suffix")),
            fields(each, "affiliation"),
        )
        for each in elements
    )
    return tuple(author for author in found if author)


def _versions(metadata: etree._Element) -> _Dates | None:
    """Read the dates of the versions (arXivRaw); None where there are none."""
    dated = {
        int(number): loose_date(field(each, "date"))
        for each in children(metadata, "version")
        if (number := (each.get("version") or "").removeprefix("v")).isascii() and number.isdigit() and len(number) < 5
    }
    if not dated:
        return None
    first, last = min(dated), max(dated)
    return _Dates(dated[first] if first == 1 else None, dated[last], last)


def _two_dates(first: PartialDate | None, last: PartialDate | None, arxiv: str) -> _Dates:
    """Tell the date of the first version from that of the latest."""
    if is_later(first, arxiv):
        return _Dates(submitted_month(arxiv), last or first)
    return _Dates(first, last)


def _dublin_core(metadata: etree._Element, identifier: str, where: Provenance) -> Record:
    """Read oai_dc: identifiers, comment and journal stand among others in elements of one name."""
    identifiers = fields(metadata, "identifier")
    arxiv, _ = next((found for found in map(arxiv_id, (identifier, *identifiers)) if found), ("", 0))
    dois = tuple(dict.fromkeys(found for found in map(doi, identifiers) if found))
    journal = next((text for text in identifiers if not text.lower().startswith(("http", "doi:", "arxiv:")) and not doi(text)), "")
    texts = [raw_text(each) for each in children(metadata, "description")]
    comment = " ".join(line_text(each)[8:] for each in children(metadata, "description") if line_text(each).startswith("Comment:"))
    abstract = next((abstract_of(text) for text in texts if text.strip() and not text.lstrip().startswith("Comment:")), "")
    days = sorted(day for text in fields(metadata, "date") if (day := iso_date(text)))
    dates = _two_dates(days[0] if days else None, days[-1] if len(days) > 1 else None, arxiv)
    authors = (author_name(text) for text in fields(metadata, "creator"))
    return Record(
        provenance=where,
        title=field(metadata, "title"),
        abstract=abstract,
        authors=tuple(author for author in authors if author),
        published=dates.published,
        updated=dates.updated,
        withdrawn=is_withdrawn(comment, abstract),
        publication=publication_of(journal),
        language=language_tag(field(metadata, "language")),
        categories=tuple(dict.fromkeys(fields(metadata, "subject"))),
        links=arxiv_links(arxiv, comment, dois[1:]),
        ids=_ids(arxiv, dois),
    )
