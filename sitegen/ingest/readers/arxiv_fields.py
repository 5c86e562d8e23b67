"""What arXiv's formats have in common: identifiers, lists of authors, abstracts, references to journals, notices of withdrawal.

The rules are those of https://info.arxiv.org/help/prep.html and https://info.arxiv.org/help/arxiv_identifier.html.
"""

import datetime
import re

from sitegen.ingest.latex import repair
from sitegen.ingest.links import find_links
from sitegen.ingest.readers.identifiers import doi
from sitegen.ingest.readers.person_names import full_name, is_others, person, strip_braces
from sitegen.ingest.readers.record_parts import web_links
from sitegen.papers.dates import PartialDate
from sitegen.papers.paper import Author, Link, LinkKind
from sitegen.papers.publication import Publication
from sitegen.text import clean, one_line

_CATEGORY = re.compile(r"[a-z]{2,}(?:-[a-z]{2,4})?(?:\.[A-Za-z]{2}(?:[a-z-]{0,20})?)?")
_PARAGRAPH = re.compile(r"\n[^\S\n]*\n\s*|\n(?=[ \t]{2,}\S)")
_WITHDRAWN = re.compile(
    r"^\W*withdrawn\b"
    r"|\b(?:has|have) been (?:\w+ )?withdrawn\b|\b(?:is|was) (?:being )?(?:\w+ )?withdrawn\b"
    r"|\bwithdrawn (?:by (?:the )?(?:\w+ )?(?:authors?|arxiv)|due|because|pending)\b"
    r"|\bwe (?:have )?(?:withdraw|withdrawn) (?:this|the) (?:paper|submission|article|manuscript)\b",
    re.IGNORECASE,
)
_OTHER_PAPER = re.compile(
    r"\b(?:previous|earlier|other|first|old)(?: \w+)? (?:paper|version|submission|preprint)|\bnot withdrawn\b"
    r"|\bwithdrawn (?:paper|version|submission|preprint|article|arxiv:)",
    re.IGNORECASE,
)
_NOTICE_LENGTH = 400
"""An abstract that is only a notice of withdrawal is not longer."""

_YEAR_IN_BRACKETS = re.compile(r"[\s,]*\((?:\w{3,9}\.? )?((?:1[89]|20)\d\d)\)")
_TRAILING_YEAR = re.compile(r"[\s,.]+((?:1[89]|20)\d\d)\.?$")
_JOURNAL = re.compile(
    r"(?P<venue>[^\W\d][^\d,;:()]*?)[\s,]*(?i:\bvol(?:ume)?\.?\s*)?"
    r"(?P<volume>(?:(?<=[\s.,])[A-Z])?\d{1,4})(?![\d.])(?P<rest>.*)"
)
_ISSUE = re.compile(r"^[\s,:]*(?:\(\s*(?:no\.?\s*)?([\d/–-]{1,7})\s*\)|(?:no\.?|issue|iss\.?|number)\s*([\d/–-]{1,7}))", re.IGNORECASE)
_PAGES = re.compile(r"[\s,:.]*(?:(?:pp?|pages?)\.?\s*)?([A-Za-z]{0,3}\d{1,9}(?:\s*[-–—]+\s*[A-Za-z]{0,3}\d{1,9})?)?[\s,.]*", re.IGNORECASE)
_MEETING = re.compile(r"\bproc(?:eedings|s)?\b|\bconference\b|\bworkshop\b|\bsymposium\b|\bconf\.", re.IGNORECASE)
_LONGEST_VENUE = 200

_SUFFIX = re.compile(r"(?:Jr|Sr)\.?|I{2,3}|IV")
_SPLIT = re.compile(r"[(){}]|\s*[,;]\s*(?:and |& )?|(?<=ollaboration)\s*:\s*|(?<=ollaborations)\s*:\s*|\s:\s")
_AND = re.compile(r"\s(?:and|&)\s")
_LABEL = re.compile(r"\(\s*(\d{1,3}|[a-z*†‡])\s*\)")
_GROUP = re.compile(r"(?:collaborations?|consortium|team|group)\W*", re.IGNORECASE)
_OTHERS = re.compile(r"[\s,]+(?:and )?(?:et\.? al\b\.?|others\b)(?=\s*(?:\(|$))", re.IGNORECASE)
_LONGEST_LIST = 2_000_000


def categories_of(terms: tuple[str, ...], primary: str = "") -> tuple[str, ...]:
    """Return arXiv's own subjects among ``terms``, each once, the primary one first; classes of the ACM and the MSC are left out."""
    return tuple(dict.fromkeys(term for term in (primary, *terms) if _CATEGORY.fullmatch(term)))


def abstract_of(text: str) -> str:
    """Return an abstract without arXiv's line breaks; two spaces at the beginning of a line, or a blank line, begin a paragraph."""
    text = clean(text).strip("\n")
    lines = [line for line in text.split("\n") if line.strip()]
    if len(lines) > 1 and all(line.startswith("  ") for line in lines[1:]):
        text = "\n".join(line.strip() for line in text.split("\n"))  # indented as a whole, by a program
    return "\n\n".join(paragraph for paragraph in (one_line(part) for part in _PARAGRAPH.split(text)) if paragraph)


def is_withdrawn(comment: str, abstract: str = "") -> bool:
    """Tell whether the comment, or an abstract that holds nothing else, says that the paper was withdrawn."""
    if _WITHDRAWN.search(comment) and not _OTHER_PAPER.search(comment):
        return True
    return (
        len(abstract) <= _NOTICE_LENGTH
        and bool(re.match(r"(?:this|the) \w+", abstract, re.IGNORECASE))
        and bool(_WITHDRAWN.search(abstract))
    )


def submitted_month(arxiv: str) -> PartialDate | None:
    """Return the month in which an identifier was given, which is that of the first version: ``2401.00001`` is of January 2024."""
    match = re.search(r"(?:^|/)(\d\d)(\d\d)", arxiv)
    if not match or not 1 <= int(match[2]) <= 12:
        return None
    year = int(match[1])
    return PartialDate(year + (1900 if year >= 91 else 2000), int(match[2]))


def is_later(date: PartialDate | None, arxiv: str) -> bool:
    """Tell whether ``date`` is too late for the first version of the paper with this identifier."""
    month = submitted_month(arxiv)
    if date is None or month is None:
        return False
    return datetime.date(date.year, date.month or 1, date.day or 1) > month.last_day + datetime.timedelta(days=3)


def arxiv_links(arxiv: str, comment: str = "", dois: tuple[str, ...] = ()) -> tuple[Link, ...]:
    """Return the pages of a paper, without a version (so that a new version is no new link), further DOIs, and links in the comment."""
    own: list[tuple[LinkKind, str]] = [("paper", f"https://arxiv.org/abs/{arxiv}"), ("pdf", f"https://arxiv.org/pdf/{arxiv}")]
    others: list[tuple[LinkKind, str]] = [("paper", f"https://doi.org/{each}") for each in dois]
    ids = [*([("arxiv", arxiv)] if arxiv else ()), *(("doi", each) for each in dois)]
    return tuple(dict.fromkeys((*web_links([*(own if arxiv else ()), *others], certain=True), *find_links(comment, ids))))


def dois_of(text: str) -> tuple[str, ...]:
    """Return the DOIs in a field that may hold several, set apart by spaces, commas or semicolons."""
    pieces = [text, *re.split(r"[\s;]+|,\s*(?=10\.|doi|http)", text, flags=re.IGNORECASE)] if re.search(r"[\s;,]", text.strip()) else [text]
    found = (doi(piece) for piece in (pieces[1:] or pieces))
    return tuple(dict.fromkeys(each for each in found if each))


def publication_of(journal_ref: str) -> Publication | None:
    """Read arXiv's ``journal_ref``: as journal, volume, issue and pages where it is simple, else as the venue; of several the first."""
    text = one_line(journal_ref).split(";")[0].strip(" .,")
    if not text or len(text) > _LONGEST_VENUE:
        return None
    plain = _TRAILING_YEAR.sub("", _YEAR_IN_BRACKETS.sub(" ", text, count=1)).strip(" ,.")
    match = _JOURNAL.fullmatch(plain)
    if match and not _MEETING.search(plain):
        rest = match["rest"]
        issue = _ISSUE.match(rest)
        pages = _PAGES.fullmatch(rest[issue.end() :] if issue else rest)
        if pages:
            return Publication(
                kind="article-journal",
                venue=match["venue"].strip(" ,"),
                volume=match["volume"],
                issue=re.sub("[–—]", "-", (issue[1] or issue[2]) if issue else ""),
                pages=re.sub(r"\s*[-–—]+\s*", "-", pages[1] or ""),
            )
    return Publication(kind="paper-conference" if _MEETING.search(text) else "", venue=text)


def author_name(text: str, affiliations: tuple[str, ...] = ()) -> Author | None:
    """Read ``Given Family``, with TeX's accents; None where no letter is in it (arXiv has authors called ``:``)."""
    author = person(_plain(text))
    if not any(char.isalpha() for char in author.name) or is_others(author.name):
        return None
    return Author(author.name, family=author.family, affiliations=tuple(map(_plain, affiliations)))


def parted_name(given: str, family: str, suffix: str = "", affiliations: tuple[str, ...] = ()) -> Author | None:
    """Make an author of the parts of a name; a group whose words were put into two fields has no family name."""
    author = full_name(_plain(given), _plain(family), _plain(suffix))
    if not any(char.isalpha() for char in author.name):
        return None
    return Author(
        author.name, family="" if _GROUP.fullmatch(author.family) else author.family, affiliations=tuple(map(_plain, affiliations))
    )


def arxiv_authors(text: str, *, by_and: bool = True) -> tuple[Author, ...]:
    """Read a list of names in one string, by arXiv's rules for its field Authors.

    ``Jane Doe, John Roe (2) and Ann Poe (MIT) ((2) CERN)``: affiliations stand in brackets behind a name, or are numbered and named at
    the end.
    """
    text = _OTHERS.sub("", one_line(text[:_LONGEST_LIST]))
    numbered: dict[str, str] = {}
    start = text.find("((")
    if start >= 0:
        labels = _LABEL.split(text[start + 1 :].removesuffix(")"))
        numbered = {label: name.strip(" ,;") for label, name in zip(labels[1::2], labels[2::2], strict=False)}
        text = text[:start] if numbered else text
    found = (_with_affiliation(piece, numbered) for piece in _pieces(text, by_and=by_and))
    return tuple(author for author in found if author)


def _plain(text: str) -> str:
    return one_line(strip_braces(repair(text)) if re.search(r"[\\{}~`$&]", text) else text)


def _pieces(text: str, *, by_and: bool) -> list[str]:
    """Split a list at commas, and at ``and``, outside of brackets."""
    pieces, depth, start = list[str](), 0, 0
    for match in _SPLIT.finditer(text):
        if match[0] in "({":
            depth += 1
        elif match[0] in ")}":
            depth = max(0, depth - 1)
        elif depth == 0:
            pieces.append(text[start : match.start()])
            start = match.end()
    pieces.append(text[start:])
    whole: list[str] = []
    for piece in pieces:
        if whole and _SUFFIX.fullmatch(piece.strip()):
            whole[-1] += f", {piece.strip()}"
        else:
            whole += _AND.split(piece) if by_and and "(" not in piece else _split_and(piece) if by_and else [piece]
    return [piece.strip() for piece in whole if piece.strip()]


def _split_and(piece: str) -> list[str]:
    """Split at ``and`` outside of brackets."""
    pieces, start = list[str](), 0
    for match in _AND.finditer(piece):
        if piece.count("(", 0, match.start()) <= piece.count(")", 0, match.start()):
            pieces.append(piece[start : match.start()])
            start = match.end()
    return [*pieces, piece[start:]]


def _with_affiliation(piece: str, numbered: dict[str, str]) -> Author | None:
    affiliations: list[str] = []
    name = piece
    while name.endswith(")") and (start := _matching_bracket(name)) > 0:
        note, name = name[start + 1 : -1].strip(), name[:start].rstrip()
        labels = re.findall(r"\w+|[*†‡]", note)
        if numbered and all(label in numbered for label in labels if label != "and"):
            affiliations[:0] = [numbered[label] for label in labels if label != "and"]
        elif not re.fullmatch(r"[\d\s,;and]*", note):
            affiliations.insert(0, note)
    return author_name(name, tuple(affiliations))


def _matching_bracket(text: str) -> int:
    """Return where the bracket opens that the last character closes, or -1."""
    depth = 0
    for index in range(len(text) - 1, -1, -1):
        depth += (text[index] == ")") - (text[index] == "(")
        if not depth:
            return index
    return -1
