"""A reference as an item of CSL-JSON 1.0.2, in a list, as citation processors, Zotero and pandoc read it."""

import msgspec

from sitegen.papers.dates import PartialDate
from sitegen.site.cite.reference import Name, Reference

_OTHERS = {"literal": "others"}
"""What citation processors take for "et al."."""


def as_csl(reference: Reference) -> str:
    """Return a list of one item as JSON, indented by two spaces."""
    publication = reference.publication
    item: dict[str, object] = {
        "id": reference.key,
        "type": reference.kind,
        "title": reference.title,
        "author": [*map(_name, reference.authors), *([_OTHERS] if reference.others and reference.authors else [])],
        "editor": [_name(name) for name in reference.editors],
        "issued": {"date-parts": [_parts(reference.issued)]} if reference.issued else None,
        "container-title": publication.venue,
        "volume": publication.volume,
        "issue" if reference.kind.startswith("article-") else "number": publication.issue,
        "page": publication.pages,
        "publisher": publication.publisher,
        "publisher-place": publication.place,
        "DOI": reference.doi,
        "archive": "arXiv" if reference.arxiv else "",
        "archive_location": f"arXiv:{reference.arxiv}" if reference.arxiv else "",
        "URL": reference.url,
        "language": reference.language,
        "note": "Withdrawn" if reference.withdrawn else "",
    }
    said = {name: value for name, value in item.items() if value}
    return msgspec.json.format(msgspec.json.encode([said]), indent=2).decode()


def _name(name: Name) -> dict[str, str]:
    if name.literal:
        return {"literal": name.literal}
    parts = {"family": name.family, "given": name.given, "suffix": name.suffix}
    return {part: text for part, text in parts.items() if text}


def _parts(date: PartialDate) -> list[int]:
    return [part for part in (date.year, date.month, date.day) if part]
