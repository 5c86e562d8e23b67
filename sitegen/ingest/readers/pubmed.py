"""PubMed's XML, as efetch and the yearly files give it (https://dtd.nlm.nih.gov/ncbi/pubmed/ and https://www.nlm.nih.gov/bsd/licensee/
elements_descriptions.html): articles, and books and their chapters.

A title in brackets is a translation of the article's own title; the brackets go, and the full stop that PubMed puts behind every title.
"""

import re
from collections.abc import Iterator

from lxml import etree

from sitegen.ingest.readers.identifiers import arxiv_id, doi
from sitegen.ingest.readers.language_tags import language_tag
from sitegen.ingest.readers.loose_dates import loose_date
from sitegen.ingest.readers.markup_text import element_to_text
from sitegen.ingest.readers.person_names import full_name
from sitegen.ingest.readers.record_parts import orcid_of, page_range, unique, web_links
from sitegen.ingest.readers.xml_cutter import XmlShape
from sitegen.ingest.readers.xml_fields import child, children, field, fields, line_text
from sitegen.ingest.readers.xml_records import Broken, Piece, first_tag, iter_pieces, name_of, reject_all, reject_broken, reject_piece
from sitegen.ingest.record import Provenance, Record, Rejected
from sitegen.ingest.sample import Sample
from sitegen.papers.dates import PartialDate
from sitegen.papers.paper import Author, LinkKind
from sitegen.papers.publication import Publication
from sitegen.text import one_line

READER = "pubmed"

_SHAPE = XmlShape(
    records=frozenset(("PubmedArticle", "PubmedBookArticle", "MedlineCitation", "BookDocument")),
    context=frozenset(("ERROR", "DeleteCitation", "DeleteDocument")),
    containers=frozenset(("PubmedArticleSet", "PubmedBookArticleSet", "MedlineCitationSet", "eFetchResult")),
    prefixes={"mml": "http://www.w3.org/1998/Math/MathML", "xlink": "http://www.w3.org/1999/xlink"},
)
_ROOTS = _SHAPE.records | _SHAPE.containers
_RETRACTED = frozenset(("retracted publication", "retracted article"))
_RETRACTED_TITLE = re.compile(r"\W*(?:retracted|withdrawn)(?: article)?\s*:", re.IGNORECASE)
_TRANSLATED = re.compile(r"\[(?P<title>.+)\]\.?", re.DOTALL)
_TRANSLATOR = re.compile(r"\s*\((?:author's|authors') transl\)", re.IGNORECASE)
_NOT_AVAILABLE = re.compile(r"\[?\s*not available\s*\]?\.?", re.IGNORECASE)
_SHORT_RANGE = re.compile(r"([A-Za-z]*)(\d{1,12})-(\d{1,12})", re.ASCII)
_MAIL = re.compile(r"(?:\b(?:electronic address|e-?mail)\s*:?)?\s*[^\s@;,:]{1,64}@[^\s@;,]{1,255}", re.IGNORECASE)
"""Addresses of people; they stand behind an affiliation, and are nobody's business on a site."""
_PMID = re.compile(r"\d{1,9}", re.ASCII)
_PMC = re.compile(r"PMC\d{1,9}", re.ASCII)


def recognises(sample: Sample) -> bool:
    """Tell whether the input is PubMed's XML."""
    return first_tag(sample.head) in _ROOTS


def read(data: bytes, source: str) -> Iterator[Record | Rejected]:
    """Yield the articles in their order; what PubMed says it deleted is rejected with a warning."""
    position, is_empty = 0, True
    for piece in iter_pieces(data, _SHAPE):
        if isinstance(piece, Broken):
            is_empty = False
            position += piece.is_record
            yield reject_broken(piece, source, "PubMed's XML")
        elif name_of(piece.element) == "ERROR":
            is_empty = False
            yield reject_piece(piece, source, f"PubMed answered with an error: {line_text(piece.element)[:200]}", "ask again")
        elif name_of(piece.element) in _SHAPE.context:
            is_empty = False
            deleted = len(list(children(piece.element, "PMID")))
            yield reject_piece(piece, source, f"PubMed deleted {deleted} record{'s' if deleted != 1 else ''}", is_warning=True)
        else:
            is_empty = False
            position += 1
            yield _record(piece, Provenance(source, piece.line, READER, position))
    if is_empty:
        yield reject_all(data, source, "this XML of PubMed holds no article", "the query found nothing, or ask efetch with retmode=xml")


def _record(piece: Piece, where: Provenance) -> Record | Rejected:
    book = piece.element if name_of(piece.element) == "BookDocument" else child(piece.element, "BookDocument")
    if book is not None:
        return _book(piece, book, where)
    citation = piece.element if name_of(piece.element) == "MedlineCitation" else child(piece.element, "MedlineCitation")
    article = child(citation, "Article")
    pmid = field(citation, "PMID")
    title = _title(article)
    if article is None or not title:
        return reject_piece(piece, where.source, f"the article {pmid[:20]} has no title".replace("  ", " "))
    data = child(piece.element, "PubmedData")
    types = {text.lower() for text in fields(child(article, "PublicationTypeList"), "PublicationType")}
    return Record(
        provenance=where,
        title=title,
        abstract=_abstract(article, citation),
        authors=tuple(_people(child(article, "AuthorList"))),
        published=_published(article),
        withdrawn=bool(types & _RETRACTED) or _is_retracted(citation) or _RETRACTED_TITLE.match(title) is not None,
        publication=_journal(article, is_preprint="preprint" in types),
        language=_language(article),
        keywords=_keywords(citation),
        links=web_links(_links(pmid, data), certain=True),
        ids=_ids(article, data),
    )


def _title(element: etree._Element | None, name: str = "ArticleTitle") -> str:
    """Return the title: the English one, else the one in the language of the article."""
    title = _markup(child(element, name))
    original = _markup(child(element, "VernacularTitle"))
    if not title or _NOT_AVAILABLE.fullmatch(title):
        title = original or title
    translated = _TRANSLATED.fullmatch(title)
    if translated and "[" not in translated["title"]:
        title = _TRANSLATOR.sub("", translated["title"])
    return title[:-1].rstrip() if title.endswith(".") and not title.endswith("..") else title


def _markup(element: etree._Element | None) -> str:
    return one_line(element_to_text(element)) if element is not None else ""


def _abstract(article: etree._Element, citation: etree._Element | None) -> str:
    """Return the abstract, a paragraph to a part; without one, the first other abstract in English, else the first in any language."""
    text = _parts(child(article, "Abstract"))
    if text:
        return text
    others = list(children(citation, "OtherAbstract")) + list(children(article, "OtherAbstract"))
    others.sort(key=lambda other: (other.get("Language") or "eng") != "eng")
    return next((text for other in others if (text := _parts(other))), "")


def _parts(abstract: etree._Element | None) -> str:
    """Join the parts of a structured abstract; the label of a part stands before it."""
    parts = []
    for each in children(abstract, "AbstractText"):
        text, label = element_to_text(each), one_line(each.get("Label") or "").rstrip(":")
        if text:
            parts.append(f"{label}: {text}" if label and label.upper() != "UNLABELLED" else text)
    return "\n\n".join(parts)


def _people(authors: etree._Element | None) -> Iterator[Author]:
    for each in children(authors, "Author"):
        if each.get("ValidYN") == "N":
            continue  # as printed wrongly; the name as it was corrected is there too
        orcid = next((orcid_of(line_text(other)) for other in children(each, "Identifier") if other.get("Source") == "ORCID"), "")
        affiliations = (field(holder, "Affiliation") for holder in children(each, "AffiliationInfo"))
        places = unique(_MAIL.sub("", place).strip(" .;,") for place in (*affiliations, *fields(each, "Affiliation")))
        group = field(each, "CollectiveName")
        given = field(each, "ForeName") or field(each, "FirstName") or field(each, "Initials")
        named = full_name(given, field(each, "LastName"), field(each, "Suffix"))
        if named.name or group:
            yield Author(named.name or group, orcid=orcid, family=named.family, affiliations=places)


def _published(article: etree._Element) -> PartialDate | None:
    """Return when the article first appeared: online, or in the issue where that was earlier."""
    online = min((day for each in children(article, "ArticleDate") if (day := _date(each))), default=None)
    issue = _date(child(article, "Journal", "JournalIssue", "PubDate"))
    if online is None or issue is None:
        return online or issue
    return issue if issue.last_day < online.last_day else online


def _date(element: etree._Element | None) -> PartialDate | None:
    """Read ``Year``, ``Month`` (a number or a name) and ``Day``, or a ``Season``, or ``MedlineDate`` (``1998 Dec-1999 Jan``)."""
    if element is None:
        return None
    year, month, day = field(element, "Year"), field(element, "Month"), field(element, "Day")
    if not year:
        return loose_date(field(element, "MedlineDate"))
    if month.isdigit():
        return loose_date("-".join(part for part in (year, month, day) if part))
    return loose_date(" ".join((year, month or field(element, "Season"), day)))


def _is_retracted(citation: etree._Element | None) -> bool:
    others = children(child(citation, "CommentsCorrectionsList"), "CommentsCorrections")
    return any(other.get("RefType") == "RetractionIn" for other in others)


def _journal(article: etree._Element, *, is_preprint: bool) -> Publication:
    journal = child(article, "Journal")
    return Publication(
        kind="article" if is_preprint else "article-journal",
        venue=field(journal, "Title") or field(journal, "ISOAbbreviation"),
        volume=field(journal, "JournalIssue", "Volume"),
        issue=field(journal, "JournalIssue", "Issue"),
        pages=_pages(child(article, "Pagination")),
    )


def _pages(pagination: etree._Element | None) -> str:
    """Return ``1215-1229`` for the ``1215-29`` that MEDLINE writes; of several ranges the first."""
    text = field(pagination, "MedlinePgn") or "-".join(
        part for part in (field(pagination, "StartPage"), field(pagination, "EndPage")) if part
    )
    pages = page_range(re.split(r"[,;]", text)[0])
    match = _SHORT_RANGE.fullmatch(pages)
    if match and len(match[3]) < len(match[2]):
        return f"{match[1]}{match[2]}-{match[1]}{match[2][: -len(match[3])]}{match[3]}"
    return pages


def _language(element: etree._Element) -> str:
    """Return the language; none where the article is in several."""
    languages = fields(element, "Language")
    return language_tag(languages[0]) if len(languages) == 1 else ""


def _keywords(citation: etree._Element | None) -> tuple[str, ...]:
    """Return the authors' keywords, then the headings of MeSH without their qualifiers."""
    own = (word for each in children(citation, "KeywordList") for word in fields(each, "Keyword"))
    mesh = (field(each, "DescriptorName") for each in children(child(citation, "MeshHeadingList"), "MeshHeading"))
    return unique((*own, *mesh))


def _ids(article: etree._Element, data: etree._Element | None) -> tuple[tuple[str, str], ...]:
    """Return DOI and, for a preprint of arXiv, its identifier; those of the references stand elsewhere and are passed by."""
    locations = [each for each in children(article, "ELocationID") if each.get("ValidYN") != "N"]
    holders = (child(data, "ArticleIdList"), child(article, "ArticleIdList"))
    locations += [each for holder in holders for each in children(holder, "ArticleId")]
    found: dict[str, str] = {}
    for each in locations:
        kind, text = each.get("EIdType") or each.get("IdType") or "", line_text(each)
        if kind == "doi" and (value := doi(text)):
            found.setdefault("doi", value)
        if kind == "pii" and text.lower().startswith("arxiv:") and (arxiv := arxiv_id(text)):
            found.setdefault("arxiv", arxiv[0])
    return tuple(sorted(found.items()))


def _links(pmid: str, data: etree._Element | None) -> Iterator[tuple[LinkKind, str]]:
    """Yield the article's pages at PubMed and, with its full text, at PubMed Central."""
    if _PMID.fullmatch(pmid):
        yield "paper", f"https://pubmed.ncbi.nlm.nih.gov/{pmid}/"
    for each in children(child(data, "ArticleIdList"), "ArticleId"):
        if each.get("IdType") == "pmc" and _PMC.fullmatch(line_text(each)):
            yield "paper", f"https://pmc.ncbi.nlm.nih.gov/articles/{line_text(each)}/"


def _book(piece: Piece, document: etree._Element, where: Provenance) -> Record | Rejected:
    """Read a book, or a chapter of one."""
    book = child(document, "Book")
    chapter, whole = _title(document), _title(book, "BookTitle")
    if not (chapter or whole):
        return reject_piece(piece, where.source, "the book has no title")
    lists = [*children(document, "AuthorList"), *children(book, "AuthorList")]
    authors = [each for each in lists if each.get("Type") != "editors"]
    editors = [each for each in lists if each.get("Type") == "editors"]
    return Record(
        provenance=where,
        title=chapter or whole,
        abstract=_abstract(document, None),
        authors=tuple(person for each in authors[:1] for person in _people(each)),
        editors=tuple(person for each in editors for person in _people(each)),
        published=_date(child(document, "ContributionDate")) or _date(child(book, "PubDate")),
        publication=Publication(
            kind="chapter" if chapter else "book",
            venue=whole if chapter else field(book, "CollectionTitle"),
            volume=field(book, "Volume"),
            pages=_pages(child(document, "Pagination")),
            publisher=field(book, "Publisher", "PublisherName"),
            place=field(book, "Publisher", "PublisherLocation"),
        ),
        language=_language(document),
        keywords=_keywords(document),
        links=web_links(_links(field(document, "PMID"), None), certain=True),
        ids=_ids(document, child(piece.element, "PubmedBookData")),
    )
