"""The tags of one RIS record → the parts of a record, by its type."""

import re
from collections.abc import Iterator

import msgspec

from sitegen.ingest.readers.language_tags import language_tag
from sitegen.ingest.readers.loose_dates import iso_date, loose_date
from sitegen.ingest.readers.person_names import authors_of, is_others, names_others, person
from sitegen.ingest.readers.record_parts import found_ids, page_range, plain_line, unique
from sitegen.ingest.record import Publication
from sitegen.papers.dates import PartialDate
from sitegen.papers.paper import Author, LinkKind

_KINDS = {
    "ABST": "article-journal", "ADVS": "motion_picture", "ART": "graphic", "BILL": "bill", "BLOG": "post-weblog", "BOOK": "book",
    "CASE": "legal_case", "CHAP": "chapter", "CHART": "graphic", "CLSWK": "classic", "COMP": "software", "CONF": "paper-conference",
    "CPAPER": "paper-conference", "CTLG": "article-magazine", "DATA": "dataset", "DBASE": "dataset", "DICT": "entry-dictionary",
    "EBOOK": "book", "ECHAP": "chapter", "EDBOOK": "book", "EJOUR": "article-journal", "ELEC": "webpage", "ENCYC": "entry-encyclopedia",
    "FIGURE": "graphic", "GOVDOC": "report", "GRANT": "document", "HEAR": "hearing", "ICOMM": "personal_communication",
    "INPR": "manuscript",
    "JFULL": "article-journal", "JOUR": "article-journal", "LEGAL": "legislation", "MANSCPT": "manuscript", "MAP": "map",
    "MGZN": "article-magazine", "MPCT": "motion_picture", "MULTI": "motion_picture", "MUSIC": "musical_score", "NEWS": "article-newspaper",
    "PAMP": "pamphlet", "PAT": "patent", "PCOMM": "personal_communication", "PREP": "article", "RPRT": "report", "SER": "book",
    "SLIDE": "speech", "SOUND": "song", "STAND": "standard", "STAT": "legislation", "THES": "thesis", "UNBILL": "bill",
    "UNPB": "manuscript",
    "VIDEO": "motion_picture", "WEB": "webpage",
}  # fmt: skip
"""https://docs.citationstyles.org/en/stable/specification.html#appendix-iii-types"""
_BOOKS = frozenset(("BOOK", "EBOOK", "EDBOOK", "CLSWK", "SER", "PAMP"))
_WHOLE_WORKS = _BOOKS | {
    "THES",
    "COMP",
    "MAP",
    "DATA",
    "DBASE",
    "MPCT",
    "MUSIC",
    "SOUND",
    "VIDEO",
    "ADVS",
    "ART",
    "CHART",
    "FIGURE",
    "MULTI",
}
"""Types whose second title is a series and whose ``SP`` tells their extent."""
_PARTS = frozenset(("CHAP", "ECHAP", "DICT", "ENCYC"))
_MEETINGS = frozenset(("CONF", "CPAPER"))
_NO_VENUE = frozenset(
    ("BILL", "UNBILL", "CASE", "STAT", "LEGAL", "HEAR", "PAT", "PCOMM", "ICOMM", "RPRT", "GOVDOC", "STAND", "MANSCPT", "GRANT", "EQUA")
)
_UNNUMBERED = _NO_VENUE | {
    "BLOG",
    "ELEC",
    "WEB",
    "COMP",
    "MAP",
    "DATA",
    "DBASE",
    "THES",
    "ART",
    "CHART",
    "FIGURE",
    "MPCT",
    "VIDEO",
    "ADVS",
    "INPR",
}
"""Types of which ``VL`` is no volume: a degree, a size, a year of access."""
_NO_EDITORS = frozenset(
    (
        *("THES", "PAT", "CASE", "BILL", "UNBILL", "STAT", "LEGAL", "HEAR", "ART", "CHART", "FIGURE", "COMP", "MAP", "MPCT", "MUSIC"),
        *("SOUND", "VIDEO", "ADVS", "PCOMM", "ICOMM", "GRANT", "CTLG", "DATA", "DBASE", "RPRT", "GOVDOC"),
    )
)
"""Types of which ``A2`` is somebody else: an adviser, an assignee, a performer, a recipient."""
_PUBMED = re.compile(r"(?:PMID:?\s*)?(\d{5,9})")
_SPLIT_KEYWORDS = re.compile(r"\s*[;\n]\s*")
_SPLIT_ADDRESSES = re.compile(r"[;,]?\s+(?=https?://)|;(?=https?://)")


class Fields(msgspec.Struct, frozen=True):
    """One record: its type, and its tags in their order."""

    kind: str
    tags: tuple[tuple[str, str], ...]

    def all(self, *names: str) -> list[str]:
        """Return the values of these tags that are not blank, in their order in the file."""
        return [value for tag, value in self.tags if tag in names and value]

    def first(self, *names: str) -> str:
        """Return the first value that is not blank, of the first of these tags that has one."""
        return next((values[0] for name in names if (values := self.all(name))), "")


def title_of(fields: Fields) -> str:
    """Return the title."""
    names = ["TI", "T1", "CT"]
    if fields.kind in _BOOKS or fields.kind == "UNPB":
        names.append("BT")
    return plain_line(fields.first(*names, "ST"))


def authors(fields: Fields) -> tuple[tuple[Author, ...], bool]:
    """Return the authors, and whether there are more. ``AU`` and ``A1`` mean the same, and their order in the file counts."""
    return _people([] if fields.kind == "EDBOOK" else fields.all("AU", "A1"))


def editors(fields: Fields) -> tuple[Author, ...]:
    """Return the editors of the volume; those of a series are not."""
    names = ["ED"]
    if fields.kind == "EDBOOK":
        names += ["AU", "A1"]
    elif fields.kind in _BOOKS:
        names.append("A3")
    elif fields.kind not in _NO_EDITORS:
        names.append("A2")
    return _people(fields.all(*names))[0]


def _people(values: list[str]) -> tuple[tuple[Author, ...], bool]:
    people: list[Author] = []
    for value in values:
        people += authors_of(value) if ";" in value else [] if is_others(value) else [_person(value)]
    return tuple(author for author in people if author.name), any(names_others(value) for value in values[-1:])


def _person(value: str) -> Author:
    """Read a name; one with a comma at its end and no other is that of a group, as EndNote has it."""
    name = plain_line(value)
    return Author(name.rstrip(" ,")) if name.endswith(",") and name.count(",") == 1 else person(name)


def published(fields: Fields) -> PartialDate | None:
    """Return the date: the year of ``PY`` or ``Y1``, and of ``DA`` what that tells more."""
    year = next((date for value in fields.all("PY", "Y1") if (date := loose_date(value))), None)
    for value in fields.all("DA"):
        date = iso_date(value) or loose_date(value) or (loose_date(f"{value} {year.year}") if year else None)
        if date and (year is None or (date.year == year.year and date.iso > year.iso and date.iso.startswith(year.iso))):
            return date
    return year


def publication(fields: Fields) -> Publication:
    """Return where it was published."""
    kind, venue = fields.kind, _venue(fields)
    volume, issue = _numbers(fields)
    pages = page_range(fields.first("SP"), fields.first("EP"))
    if (kind in _WHOLE_WORKS and not fields.first("EP") and "-" not in pages) or kind in ("BLOG", "ELEC", "WEB"):
        pages = ""
    if not pages and kind in ("JOUR", "EJOUR"):
        pages = plain_line(fields.first("C7"))
    return Publication(
        kind=_KINDS.get(kind) or ("article-journal" if venue else "document"),
        venue=venue,
        volume=plain_line(volume),
        issue=plain_line(issue),
        pages=pages,
        publisher=plain_line(fields.first("PB")),
        place=plain_line(fields.first(*(("C1", "CY", "PP") if kind in _MEETINGS else ("CY", "PP")))),
    )


def _numbers(fields: Fields) -> tuple[str, str]:
    """Return the volume, and the issue or the number of a report."""
    volume, issue = fields.first("VL"), fields.first("IS")
    if fields.kind in _BOOKS:
        # Reference Manager keeps the edition in VL, and the volume in IS.
        return issue or volume, ""
    if fields.kind in ("RPRT", "GOVDOC", "STAND"):
        return "", issue or fields.first("SN", "M1", "VL")
    if fields.kind in _UNNUMBERED:
        return "", issue if fields.kind == "PAT" else ""
    return volume, issue or (fields.first("M1", "CP") if fields.kind in ("JOUR", "EJOUR") else "")


def _venue(fields: Fields) -> str:
    if fields.kind in _WHOLE_WORKS or fields.kind in _NO_VENUE:
        return ""
    if fields.kind in _MEETINGS:
        names: tuple[str, ...] = ("C3", "BT", "T2", "JF", "JO", "J2")
    elif fields.kind in _PARTS:
        names = ("BT", "T2", "JF", "JO", "J2")
    else:
        names = ("JF", "T2", "BT", "JO", "J2", "JA")
    return plain_line(fields.first(*names))


def identifiers(fields: Fields) -> tuple[tuple[tuple[str, str], ...], int]:
    """Return the identifiers, and the version of arXiv."""
    return found_ids(fields.all("DO") + fields.all("UR", "M3", "L1", "L2", "L3", "LK", "AN", "ID", "C2", "VL", "JO", "T2"))


def addresses(fields: Fields) -> Iterator[tuple[LinkKind, str]]:
    """Yield the addresses: the page (``UR``), the PDF (``L1``), the full text (``L2``)."""
    kinds: tuple[tuple[str, LinkKind], ...] = (("UR", "link"), ("LK", "link"), ("L2", "link"), ("L1", "pdf"))
    for tag, kind in kinds:
        for value in fields.all(tag):
            for address in _SPLIT_ADDRESSES.split(value):
                yield kind, address
    pmid = _PUBMED.fullmatch(fields.first("AN")) if "pubmed" in " ".join(fields.all("DB", "DP")).lower() else None
    if pmid:
        yield "paper", f"https://pubmed.ncbi.nlm.nih.gov/{pmid[1]}/"


def keywords(fields: Fields) -> tuple[str, ...]:
    """Return the keywords: one a line or set apart by semicolons; where there is one line in all, also by commas."""
    values = fields.all("KW", "DE")
    words = [word for value in values for word in _SPLIT_KEYWORDS.split(value)]
    if len(words) == 1 and words[0].count(",") >= 2:
        words = words[0].split(",")
    return unique(plain_line(word) for word in words)


def language(fields: Fields) -> str:
    """Return the language as a BCP 47 tag."""
    word = fields.first("LA").strip().lower()
    names = {
        "english": "en",
        "german": "de",
        "french": "fr",
        "spanish": "es",
        "italian": "it",
        "portuguese": "pt",
        "russian": "ru",
        "chinese": "zh",
    }
    return names.get(word) or language_tag(word)
