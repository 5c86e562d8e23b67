"""What a citation says of a paper, whatever the format: names taken apart, a date, one address, a key."""

import functools
import re

import msgspec
from anyascii import anyascii

from sitegen.papers.dates import PartialDate
from sitegen.papers.names import may_be_person, read_name
from sitegen.papers.paper import Author, Paper, resolve_identifier
from sitegen.papers.publication import Publication
from sitegen.text import one_line, slugify

MOST_NAMES = 100
"""More authors than these are "others": a paper of three thousand authors is cited by its first."""
_LANDING = ("acl", "openreview")
"""Identifiers whose own page is what a citation leads to, before any other address."""
_ARXIV_NEW = re.compile(r"(\d\d)(\d\d)\.\d+")
_ARXIV_OLD = re.compile(r"[a-z-]+(?:\.[A-Z]{2})?/(\d\d)(\d\d)\d{3}")
_ARXIV_CATEGORY = re.compile(r"[a-z-]{2,10}(?:\.[A-Za-z-]{2,10})?")
_MEETING = re.compile(r"\b(?:proceedings|conference|workshop|symposium|meeting)\b", re.IGNORECASE)
_FIRST_YEAR_OF_ARXIV = 91
_NOT_IN_KEY = re.compile(r"[^a-z0-9]+")
_SMALL_WORDS = frozenset(("a", "an", "the", "on", "of", "in", "to", "for", "and", "is", "are", "with", "from", "by", "at"))


class Name(msgspec.Struct, frozen=True):
    """A name in parts. A group, or a name that cannot be taken apart, has a ``literal`` and nothing else."""

    family: str = ""
    """With its particles: ``van der Berg``."""
    given: str = ""
    suffix: str = ""
    """``Jr.``"""
    literal: str = ""

    @property
    def shown(self) -> str:
        """As it is printed: ``Given Family, Jr.``"""
        return self.literal or f"{self.given} {self.family}" + (f", {self.suffix}" if self.suffix else "")


class Reference(msgspec.Struct, frozen=True, kw_only=True):
    """A paper as it is cited; every field may be empty but ``key``, ``kind`` and ``title``. All text is on one line."""

    key: str
    """``wang-2025-yoloe``: ``a-z``, ``0-9`` and hyphens."""
    kind: str
    """A type of CSL 1.0.2."""
    title: str
    """TeX mathematics stands between dollars."""
    authors: tuple[Name, ...]
    others: bool
    """Whether there are more authors than ``authors``."""
    editors: tuple[Name, ...]
    issued: PartialDate | None
    publication: Publication
    language: str
    doi: str
    arxiv: str
    category: str
    """The first subject of a paper of arXiv: ``cs.CV``."""
    url: str
    withdrawn: bool


def reference_of(paper: Paper) -> Reference:
    """Return what is cited of a paper."""
    ids = dict(paper.ids)
    publication = _on_one_line(paper.publication or Publication())
    authors = tuple(name_in_parts(author) for author in paper.shown_authors[:MOST_NAMES])
    issued = paper.published or _month_of_arxiv(ids.get("arxiv", ""))
    return Reference(
        key=_key(authors, issued, paper.title),
        kind=_kind(publication, ids),
        title=one_line(paper.title),
        authors=authors,
        others=len(authors) < max(paper.author_count, len(paper.authors)),
        editors=tuple(name_in_parts(editor) for editor in paper.editors[:MOST_NAMES] if not editor.hidden),
        issued=issued,
        publication=publication,
        language=paper.language,
        doi=ids.get("doi", ""),
        arxiv=ids.get("arxiv", ""),
        category=next((category for category in paper.categories[:1] if "arxiv" in ids and _ARXIV_CATEGORY.fullmatch(category)), ""),
        url=_url(paper, ids),
        withdrawn=paper.withdrawn,
    )


@functools.lru_cache(maxsize=10_000)
def name_in_parts(author: Author) -> Name:
    """Take a name apart: by the family name that its source tells, else as BibTeX does, the last word with the particles before it."""
    printed = one_line(author.name)
    full, _, suffix = printed.partition(", ")
    if author.family:
        given = full.removesuffix(author.family)
        if given != full and given.endswith(" ") and given.strip():
            return Name(author.family, given.strip(), suffix)
        return Name(literal=printed)
    family = read_name(printed).family
    words = printed.split(" ")
    if "," in printed or len(words) < 2 or not family or not may_be_person(printed):
        return Name(literal=printed)
    start = next((at for at in range(len(words) - 1, 0, -1) if read_name(" ".join(words[at:])).key.replace(" ", "") == family), 0)
    return Name(" ".join(words[start:]), " ".join(words[:start])) if start else Name(literal=printed)


def _key(authors: tuple[Name, ...], issued: PartialDate | None, title: str) -> str:
    """Return ``surname-2025-firstword``, without what is not known; a word that says nothing is passed over."""
    first = (authors[0].family or read_name(authors[0].literal).family or authors[0].literal) if authors else ""
    surname = _NOT_IN_KEY.sub("", anyascii(first).lower())[:40]
    words = slugify(title).split("-")
    word = next((word for word in words if word not in _SMALL_WORDS), words[0])
    return "-".join(part for part in (surname, str(issued.year) if issued else "", word) if part)


def _kind(publication: Publication, ids: dict[str, str]) -> str:
    if publication.kind:
        return publication.kind
    if publication.venue:
        return "paper-conference" if _MEETING.search(publication.venue) else "article-journal"
    return "article" if "arxiv" in ids else "document"


def _url(paper: Paper, ids: dict[str, str]) -> str:
    landing = next((resolve_identifier(kind, ids[kind])[1] for kind in _LANDING if kind in ids), "")
    linked = next((link.url for link in paper.links if link.kind == "paper"), "")
    return landing or linked or next((resolve_identifier(kind, ids[kind])[1] for kind in ("arxiv", "doi") if kind in ids), "")


def _month_of_arxiv(identifier: str) -> PartialDate | None:
    """Return when a paper came to arXiv, as its identifier says."""
    new, old = _ARXIV_NEW.fullmatch(identifier), _ARXIV_OLD.fullmatch(identifier)
    match = new or old
    if match is None or not 1 <= int(match[2]) <= 12:
        return None
    short = int(match[1])
    return PartialDate((1900 if old and short >= _FIRST_YEAR_OF_ARXIV else 2000) + short, int(match[2]))


def _on_one_line(publication: Publication) -> Publication:
    fields: dict[str, str] = msgspec.structs.asdict(publication)
    return Publication(**{name: one_line(text) for name, text in fields.items()})
