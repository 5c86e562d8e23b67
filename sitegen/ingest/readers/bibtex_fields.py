"""The fields of one BibTeX or biblatex entry → the parts of a record.

The names of fields are those of BibTeX's standard styles and of biblatex (its manual, section 2.2), and what Zotero, Better BibTeX,
Mendeley, JabRef, DBLP, ACM and the ACL Anthology write beside them.
"""

import re
from collections.abc import Iterator

from sitegen.ingest.readers.bibtex_library import Fields
from sitegen.ingest.readers.language_tags import language_tag
from sitegen.ingest.readers.loose_dates import iso_date, loose_date, month_number, partial_date
from sitegen.ingest.readers.person_names import names_others, person, split_names, split_outside_braces
from sitegen.ingest.readers.record_parts import found_ids, page_range, unique
from sitegen.ingest.readers.tex_text import tex_to_plain, tex_to_text
from sitegen.ingest.record import Publication
from sitegen.papers.dates import PartialDate
from sitegen.papers.paper import Author, LinkKind

_KINDS = {
    "article": "article-journal", "inproceedings": "paper-conference", "conference": "paper-conference", "incollection": "chapter",
    "inbook": "chapter", "bookinbook": "chapter", "suppbook": "chapter", "suppcollection": "chapter", "inreference": "entry-encyclopedia",
    "book": "book", "mvbook": "book", "collection": "book", "mvcollection": "book", "proceedings": "book", "mvproceedings": "book",
    "reference": "book", "booklet": "pamphlet", "manual": "report", "techreport": "report", "report": "report", "phdthesis": "thesis",
    "mastersthesis": "thesis", "thesis": "thesis", "bachelorsthesis": "thesis", "unpublished": "manuscript", "online": "webpage",
    "electronic": "webpage", "www": "webpage", "webpage": "webpage", "dataset": "dataset", "software": "software", "patent": "patent",
    "periodical": "periodical", "preprint": "article", "presentation": "speech", "letter": "personal_communication", "misc": "document",
}  # fmt: skip
"""https://docs.citationstyles.org/en/stable/specification.html#appendix-iii-types"""
_WHOLE_VOLUMES = frozenset(("book", "mvbook", "proceedings", "mvproceedings", "collection", "mvcollection", "periodical"))
_LANGUAGES = {
    "english": "en", "american": "en-US", "usenglish": "en-US", "british": "en-GB", "ukenglish": "en-GB", "german": "de", "ngerman": "de",
    "deutsch": "de", "austrian": "de-AT", "french": "fr", "francais": "fr", "français": "fr", "spanish": "es", "español": "es",
    "italian": "it", "portuguese": "pt", "brazilian": "pt-BR", "brazil": "pt-BR", "dutch": "nl", "russian": "ru", "polish": "pl",
    "czech": "cs", "swedish": "sv", "danish": "da", "norwegian": "no", "finnish": "fi", "turkish": "tr", "greek": "el", "latin": "la",
    "chinese": "zh", "japanese": "ja", "korean": "ko", "arabic": "ar", "hebrew": "he",
    "ukrainian": "uk", "hungarian": "hu", "icelandic": "is",
}  # fmt: skip
"""Names of babel and polyglossia."""
_ARXIV_NOTE = re.compile(r"\barxiv\s*[:.]|arxiv\.org/", re.IGNORECASE)
_COMMA = re.compile(",")
_SEMICOLON = re.compile(";")
_ADDRESS = re.compile(r"https?://[^\s{}<>\"\\]+")
_YEAR_ONLY = re.compile(r"\D*(\d{4})\D*")


def title_of(fields: Fields) -> str:
    """Return the title with its subtitle; empty when there is none."""
    title = tex_to_text(fields.get("title", "")).replace("\n\n", " ")
    subtitle = tex_to_text(fields.get("subtitle", "")).replace("\n\n", " ")
    if not subtitle or subtitle in title:
        return title
    return f"{title} {subtitle}" if title.endswith((":", "?", "!", ".", "—")) else f"{title}: {subtitle}" if title else subtitle


def abstract_of(fields: Fields) -> str:
    """Return the abstract with its paragraphs."""
    return tex_to_text(fields.get("abstract", ""))


def people(names: str) -> tuple[tuple[Author, ...], bool]:
    """Return the people of a list of names, and whether it says that there are more."""
    found = (person(name, tex_to_plain, last_is_family=True) for name in split_names(names))
    return tuple(author for author in found if author.name), names_others(names)


def published(fields: Fields) -> PartialDate | None:
    """Return the date: ``date`` of biblatex, else ``year``, ``month`` and ``day``, else what ACM and Zotero write instead."""
    date = tex_to_plain(fields.get("date", ""))
    found = iso_date(date) or loose_date(date)
    if found:
        return found
    year = tex_to_plain(fields.get("year", ""))
    month = tex_to_plain(fields.get("month", ""))
    for text in (year, fields.get("issue_date", ""), fields.get("eventdate", ""), fields.get("pubstate", "")):
        found = iso_date(text) or loose_date(text)
        if found:
            break
    if found is None or found.month or not month:
        return found
    day = re.search(r"\d{1,2}", tex_to_plain(fields.get("day", "")))
    number = month_number(month)
    if number:
        return partial_date(found.year, number, int(day[0]) if day else 0)
    worded = loose_date(f"{month} {found.year}") if not _YEAR_ONLY.fullmatch(month) else loose_date(month)
    if worded and worded.month:
        return partial_date(worded.year, worded.month, worded.day or (int(day[0]) if day else 0))
    first = re.match(r"\s*(\d{1,2})\b", month)
    return partial_date(found.year, int(first[1])) if first else found


def publication(kind: str, fields: Fields) -> Publication:
    """Return where it was published."""

    def plain(*names: str) -> str:
        return next((text for name in names if (text := tex_to_plain(fields.get(name, "")))), "")

    is_volume = kind in _WHOLE_VOLUMES
    venue = plain("journal", "journaltitle") or ("" if is_volume else plain("booktitle", "maintitle", "eventtitle"))
    return Publication(
        kind=_kind(kind, fields, venue),
        venue=venue,
        volume=plain("volume"),
        issue=plain("number", "issue"),
        pages=page_range(plain("pages", "page", "eid", "articleno")),
        publisher=plain("publisher", "school", "institution", "organization") or _how_published(fields),
        place=plain("address", "location"),
    )


def _kind(kind: str, fields: Fields, venue: str) -> str:
    is_preprint = venue.lower() == "corr" or venue.lower().startswith(("arxiv", "biorxiv", "medrxiv", "chemrxiv"))
    has_eprint = "eprint" in fields and not venue
    if kind in ("article", "misc", "online", "unpublished") and (is_preprint or has_eprint):
        return "article"
    return _KINDS.get(kind, "document")


def _how_published(fields: Fields) -> str:
    text = fields.get("howpublished", "")
    return "" if _ADDRESS.search(text) or "\\url" in text else tex_to_plain(text)


def identifiers(fields: Fields) -> tuple[tuple[tuple[str, str], ...], int]:
    """Return the identifiers, and the version of arXiv."""
    texts = [tex_to_plain(fields.get("doi", ""))]
    archive = (fields.get("archiveprefix") or fields.get("eprinttype") or "").strip("{} ").lower()
    eprint = tex_to_plain(fields.get("eprint", ""))
    if archive in ("", "arxiv") or "arxiv" in eprint.lower():
        texts.append(eprint)
    texts += [tex_to_plain(fields.get(name, "")) for name in ("arxivid", "arxiv")]
    texts += [_address(fields.get(name, "")) for name in ("url", "ee", "howpublished", "bdsk-url-1")]
    for name in ("journal", "journaltitle", "volume", "number", "note", "howpublished", "booktitle", "pages"):
        text = fields.get(name, "")
        if _ARXIV_NOTE.search(text) or text.startswith("abs/"):
            texts.append(f"arXiv:{text}" if text.startswith("abs/") else tex_to_plain(text))
    return found_ids(text for text in texts if text)


def _address(text: str) -> str:
    """Return the first web address in a field, without TeX's escapes."""
    if "://" not in text:
        text = tex_to_plain(text)
        return f"https://{text}" if re.match(r"(?:www\.|doi\.org/|arxiv\.org/|aclanthology\.org/)", text) else ""
    match = _ADDRESS.search(
        re.sub(r"\\([#%&_~$])", r"\1", text).replace("{\\textasciitilde}", "~").replace("$\\sim$", "~").replace("{_}", "_")
    )
    return match[0].rstrip(".,;)") if match and match[0].count("(") < match[0].count(")") else match[0].rstrip(".,;") if match else ""


def addresses(fields: Fields) -> Iterator[tuple[LinkKind, str]]:
    """Yield the addresses that the entry names, with what they lead to where its address does not tell."""
    yield "link", _address(fields.get("url", ""))
    for name in ("ee", "howpublished", "note", "bdsk-url-1", "bdsk-url-2", "link", "eprint"):
        yield "link", _address(fields.get(name, ""))
    for name in ("pdf", "file"):
        address = _address(fields.get(name, ""))
        yield "pdf", address.split(":application/pdf")[0] if name == "file" else address
    yield "code", _address(fields.get("code", ""))
    yield "video", _address(fields.get("video", ""))
    pmid = tex_to_plain(fields.get("pmid", ""))
    if pmid.isdecimal() and pmid.isascii():
        yield "paper", f"https://pubmed.ncbi.nlm.nih.gov/{pmid}/"


def keywords(fields: Fields) -> tuple[str, ...]:
    """Return the keywords: set apart by semicolons where there are any, else by commas; what stands in braces is one."""
    found: list[str] = []
    for name in ("keywords", "keyword", "author_keywords", "mendeley-tags"):
        text = fields.get(name, "")
        separator = _SEMICOLON if ";" in text.replace("&amp;", "") else _COMMA
        found += [tex_to_plain(word) for word in split_outside_braces(text, separator)]
    return unique(word for word in found if word)


def categories(fields: Fields) -> tuple[str, ...]:
    """Return the subject of arXiv."""
    return unique(tex_to_plain(word) for word in (fields.get("primaryclass") or fields.get("eprintclass") or "").split(","))


def language(fields: Fields) -> str:
    """Return the language as a BCP 47 tag."""
    for name in ("language", "langid"):
        word = tex_to_plain(fields.get(name, "")).lower()
        tag = _LANGUAGES.get(word) or (language_tag(word) if len(word.split("-")[0]) <= 3 else "")
        if tag:
            return tag
    return ""
