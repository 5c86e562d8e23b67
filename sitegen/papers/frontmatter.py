"""A content file: YAML between two lines of ``---``, then Markdown. Read and written; ``edit`` changes one in place.

Never silent: whatever cannot be understood is a problem with its line.
"""

import datetime
import re
from pathlib import PurePosixPath
from typing import Any

import msgspec

from sitegen.errors import Problem
from sitegen.papers.dates import PartialDate
from sitegen.papers.paper import Author, Listing, Paper
from sitegen.text import clean
from sitegen.yamldump import FlowDict, FlowList, dump

MAX_FILE_BYTES = 2_000_000
"""A content file is text that a person edits; a larger one is a mistake."""

_FOUR_DIGITS = 1000
"""A smaller year would be written as a number without its leading zeros."""

KEY_ORDER = (
    "title", "slug", "aliases", "authors", "author_count", "editors", "published", "updated", "version", "withdrawn", "publication",
    "language", "listed", "tags", "categories", "keywords", "links", "ids", "draft",
)  # fmt: skip
"""The order in which the keys of a paper are written."""


class Document(msgspec.Struct, frozen=True):
    """A text file taken apart."""

    header: str
    """The YAML between the two lines of ``---``."""
    body: str
    """What stands behind it."""


def split(text: str, path: str) -> Document | Problem:
    """Take a content file apart into its YAML block and its body; its header begins on line 2."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    first, _, rest = text.partition("\n")
    if first.rstrip() != "---":
        return Problem(path=path, line=1, message="the file has no front matter", hint="begin it with a line of three hyphens: ---")
    lines = rest.split("\n")
    for index, line in enumerate(lines):
        if line.rstrip() in ("---", "..."):
            return Document("".join(f"{item}\n" for item in lines[:index]), "\n".join(lines[index + 1 :]))
    return Problem(path=path, line=1, message="the front matter has no end", hint="close it with a line of three hyphens: ---")


_HEADING = re.compile(r"^#{1,6}(?=[ \t]|$)", re.MULTILINE)


def is_slug(text: str) -> bool:
    """Tell whether ``text`` is fit for a file's name and a part of an address: a-z, 0-9, single hyphens between."""
    return bool(text) and len(text) <= 200 and text == text.strip("-") and "--" not in text and all(c in _SLUG_CHARACTERS for c in text)


_SLUG_CHARACTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-")


def split_body(body: str) -> tuple[str, str]:
    """Take the text behind the front matter apart: the abstract, and from the first heading on the curator's notes."""
    abstract, notes = cut_at_heading(clean(body))
    return abstract.strip(), notes.strip()


def cut_at_heading(body: str) -> tuple[str, str]:
    """Cut a Markdown text before its first heading, changing nothing."""
    match = _HEADING.search(body)
    return (body[: match.start()], body[match.start() :]) if match else (body, "")


def header_values(paper: Paper) -> dict[str, Any]:
    """Return the front matter of a paper as plain values for YAML, in ``KEY_ORDER``, without what is empty."""
    values: dict[str, Any] = {
        "title": paper.title,
        "slug": paper.slug if paper.source and PurePosixPath(paper.source).stem != paper.slug else "",
        "aliases": list(paper.aliases),
        "authors": [_author_value(author) for author in paper.authors],
        "author_count": paper.author_count if paper.author_count > len(paper.authors) else 0,
        "editors": [_author_value(editor) for editor in paper.editors],
        "published": _yaml_date(paper.published),
        "updated": _yaml_date(paper.updated),
        "version": paper.version,
        "withdrawn": paper.withdrawn,
        "publication": msgspec.to_builtins(paper.publication) if paper.publication else None,
        "language": paper.language,
        "listed": [_listing_value(listing) for listing in paper.listed],
        "tags": FlowList((*paper.tags, *(f"-{slug}" for slug in paper.forbidden_tags))),
        "categories": FlowList(paper.categories),
        "keywords": FlowList(paper.keywords),
        "links": [FlowDict(kind=link.kind, url=link.url) for link in paper.links],
        "ids": dict(paper.ids),
        "draft": paper.draft,
    }
    return {key: values[key] for key in KEY_ORDER if values.get(key)}


def write_paper(paper: Paper) -> str:
    """Return the text of a new content file for ``paper``; :func:`read_paper` gives the same paper back."""
    body = "\n\n".join(part for part in (paper.abstract, paper.notes) if part)
    return f"---\n{dump(header_values(paper))}---\n\n{body}\n" if body else f"---\n{dump(header_values(paper))}---\n"


def _author_value(author: Author) -> str | FlowDict:
    """A bare name where that says all."""
    value = FlowDict(name=author.name)
    if author.orcid:
        value["orcid"] = author.orcid
    if author.source_id:
        value["id"] = author.source_id
    if author.family:
        value["family"] = author.family
    if author.affiliations:
        value["affiliations"] = list(author.affiliations)
    if author.hidden:
        value["hidden"] = True
    return value if len(value) > 1 else author.name


def _listing_value(listing: Listing) -> FlowDict:
    value = FlowDict(day=_yaml_date(listing.day))
    if listing.rank:
        value["rank"] = listing.rank
    if listing.feed != "daily-papers":
        value["feed"] = listing.feed
    return value


def _yaml_date(date: PartialDate | None) -> Any:
    if date is None:
        return None
    if date.day:
        return datetime.date(date.year, date.month, date.day)
    return date.year if not date.month and date.year >= _FOUR_DIGITS else date.iso
