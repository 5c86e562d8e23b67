"""A reference as RIS, by the edition of 2011, with the tags that Zotero and EndNote write."""

from collections.abc import Iterator

from sitegen.papers.dates import PartialDate
from sitegen.papers.paper import resolve_identifier
from sitegen.site.cite.reference import Name, Reference
from sitegen.text import one_line

_TYPES = {
    "article": "PREP",
    "article-journal": "JOUR",
    "article-magazine": "MGZN",
    "article-newspaper": "NEWS",
    "paper-conference": "CONF",
    "chapter": "CHAP",
    "entry-dictionary": "DICT",
    "entry-encyclopedia": "ENCYC",
    "book": "BOOK",
    "pamphlet": "PAMP",
    "thesis": "THES",
    "report": "RPRT",
    "standard": "STAND",
    "manuscript": "UNPB",
    "speech": "SLIDE",
    "webpage": "ELEC",
    "post-weblog": "BLOG",
    "dataset": "DATA",
    "software": "COMP",
    "patent": "PAT",
}
"""Reference types by the types of CSL; everything else is generic."""
_GENERIC = "GEN"


def as_ris(reference: Reference) -> str:
    """Return one record; its lines end with ``\\n``, but for the last."""
    lines = [f"{tag}  - {text}" for tag, value in _tags(reference) if (text := one_line(value))]
    return "\n".join((*lines, "ER  - "))


def _tags(reference: Reference) -> Iterator[tuple[str, str]]:
    publication, issued = reference.publication, reference.issued
    first, hyphen, last = publication.pages.partition("-")
    yield "TY", _TYPES.get(reference.kind, _GENERIC)
    yield "TI", reference.title
    yield from (("AU", _name(name)) for name in reference.authors)
    if reference.others and reference.authors:
        yield "AU", "et al."
    yield from (("ED", _name(name)) for name in reference.editors)
    yield "T2", publication.venue
    yield "VL", publication.volume
    yield "IS", publication.issue
    yield "SP", first if hyphen and "-" not in last else publication.pages
    yield "EP", last if hyphen and "-" not in last else ""
    yield "PY", str(issued.year) if issued else ""
    yield "DA", _date(issued) if issued and issued.month else ""
    yield "PB", publication.publisher
    yield "CY", publication.place
    yield "DO", reference.doi
    yield "UR", reference.url
    arxiv = resolve_identifier("arxiv", reference.arxiv)[1] if reference.arxiv else ""
    yield "UR", arxiv if arxiv != reference.url else ""
    yield "LA", reference.language
    yield "N1", "Withdrawn" if reference.withdrawn else ""
    yield "ID", reference.key


def _name(name: Name) -> str:
    """Return ``Family, Given, Jr.``; a comma behind a group's name says that it is one, to EndNote and others."""
    if name.literal:
        return f"{name.literal}," if " " in name.literal else name.literal
    return ", ".join(part for part in (name.family, name.given, name.suffix) if part)


def _date(date: PartialDate) -> str:
    """Return ``2025/03/17/``: year, month, day, and a word that is not used."""
    return f"{date.year:04}/{date.month:02}/{f'{date.day:02}' if date.day else ''}/"
