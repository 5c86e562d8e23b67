"""Identifiers of papers, found in the many ways in which sources write them.

Every function takes what a source wrote (a bare identifier, one with a prefix, an address, a DOI) and returns the identifier in the
one form that :data:`sitegen.papers.paper.IDENTIFIERS` knows, or nothing. None raises.
"""

import re
from urllib.parse import unquote

from sitegen.papers.paper import check_identifier

_LONGEST = 4_000
"""No identifier stands behind so much text; longer texts are looked at only so far."""

# https://info.arxiv.org/help/arxiv_identifier.html: YYMM.NNNN until 1412, YYMM.NNNNN since; before 0704 archive[.SUBJECT]/YYMMNNN.
_ARXIV = (
    r"(?P<new>\d{2}(?:0[1-9]|1[0-2])\.\d{4,5})(?!\d)"
    r"|(?P<archive>[a-z]{2,9}(?:-[a-z]{2,4})?)(?:\.[a-z]{2})?/(?P<old>\d{2}(?:0[1-9]|1[0-2])\d{3})(?!\d)"
)
_VERSION = r"(?:v(?P<version>\d{1,3})(?!\d))?"
_BARE_ARXIV = re.compile(
    rf"(?:(?:oai:)?arxiv(?:\.org)?\s*:\s*)?(?:{_ARXIV}){_VERSION}(?:\.pdf)?(?:\s*\[[a-z.-]+\])?", re.IGNORECASE | re.ASCII
)
_MARKED_ARXIV = re.compile(
    r"(?:"
    r"\barxiv(?:\.org)?\s*:\s*(?:abs/)?"
    r"|\b(?:arxiv\.org|alphaxiv\.org|ar5iv\.org|ar5iv\.labs\.arxiv\.org|lanl\.gov)/(?:abs|pdf|html|ps|src|format|e-print|overview)/"
    r"|\b10\.48550/arxiv\."
    r"|\b(?:huggingface\.co|hf\.co)/papers/"
    rf")(?:{_ARXIV}){_VERSION}",
    re.IGNORECASE | re.ASCII,
)

# https://www.doi.org/the-identifier/resources/handbook: a prefix 10.NNNN, a slash, and any printable characters; case does not count.
_DOI = r"10\.\d{4,9}/[^\s\x00-\x1f\x7f-\x9f\u200b\ufeff\ud800-\udfff]+"
_BARE_DOI = re.compile(rf"(?:urn:|info:)?(?:doi\s*[:/=]?\s*)?({_DOI})", re.IGNORECASE)
_DOI_ADDRESS = re.compile(rf"(?:doi\.org/|/doi/(?:[a-z]+/)?)({_DOI})", re.IGNORECASE)
_MARKED_DOI = re.compile(rf"\bdoi\s*[:=]?\s*({_DOI})", re.IGNORECASE)
_TRAILING = ".,;:!?'\"’”»"

# https://aclanthology.org/info/ids/: P19-1001 until 2019, 2020.acl-main.1 since.
_ACL = r"(?P<old>[A-Z]\d{2}-\d{4})|(?P<new>\d{4}\.[a-z0-9]+-[a-z0-9]+\.\d+)"
_BARE_ACL = re.compile(_ACL, re.IGNORECASE | re.ASCII)
_ACL_ADDRESS = re.compile(
    rf"\b(?:aclanthology\.(?:org|info)(?:/papers)?|aclweb\.org/anthology(?:-new)?(?:/papers)?)/(?:[a-z]/(?:[a-z]\d\d/)?)?(?:{_ACL})"
    r"(?:v\d+)?(?:\.pdf|\.bib|\.xml)?(?![\w.-])",
    re.IGNORECASE | re.ASCII,
)
_ACL_DOI = re.compile(rf"\b10\.(?:18653|3115)/v1/(?:{_ACL})(?![\w.-])", re.IGNORECASE | re.ASCII)

_OPENREVIEW = re.compile(r"\bopenreview\.net/(?:forum|pdf|attachment)\?(?:[^\s#]*?&)?(?:amp;)?id=([A-Za-z0-9_-]{4,40})(?![A-Za-z0-9_-])")


def arxiv_id(text: str) -> tuple[str, int] | None:
    """Return an arXiv identifier without its version, and the version or 0; None where ``text`` holds none.

    A bare identifier must be the whole text; behind ``arXiv:``, in an address (arxiv.org, huggingface.co/papers …) or in a DOI
    ``10.48550/arXiv.…`` it may stand inside a sentence. ``math.GT/0309136`` is ``math/0309136``: arXiv's own services leave the subject
    class out.
    """
    text = text[:_LONGEST].strip()
    match = _BARE_ARXIV.fullmatch(text) or _MARKED_ARXIV.search(text)
    if match is None and "%" in text:
        match = _MARKED_ARXIV.search(unquote(text))
    if match is None:
        return None
    value = match["new"] or f"{match['archive'].lower()}/{match['old']}"
    return value, int(match["version"] or 0)


def doi(text: str) -> str:
    """Return a bare DOI in lower case (DOIs do not tell cases apart), or an empty string.

    A bare DOI must be the whole text; behind ``doi:`` or in an address of doi.org or of a publisher (``/doi/10.…``) it may stand inside a
    sentence.
    """
    text = text[:_LONGEST].strip()
    match = _BARE_DOI.fullmatch(text)
    if match:
        return _trimmed_doi(match[1])
    match = _DOI_ADDRESS.search(text) or _DOI_ADDRESS.search(unquote(text))
    if match:
        return _trimmed_doi(unquote(match[1].split("?")[0].split("#")[0]))
    match = _MARKED_DOI.search(text)
    return _trimmed_doi(match[1]) if match else ""


def _trimmed_doi(value: str) -> str:
    """Take off punctuation of the sentence, and a closing bracket that was opened before the DOI."""
    while True:
        trimmed = value.rstrip(_TRAILING)
        for opening, closing in ("()", "[]", "{}", "<>"):
            if trimmed.endswith(closing) and trimmed.count(closing) > trimmed.count(opening):
                trimmed = trimmed[:-1]
        if trimmed == value:
            break
        value = trimmed
    value = value.lower()
    return "" if check_identifier("doi", value) else value


def acl_id(url_or_doi: str) -> str:
    """Return the ACL Anthology's identifier of a paper (not of a volume) from its address, its DOI, or itself; or an empty string."""
    text = url_or_doi[:_LONGEST].strip()
    match = _BARE_ACL.fullmatch(text) or _ACL_ADDRESS.search(text) or _ACL_DOI.search(text)
    if match is None:
        return ""
    return str(match["old"]).upper() if match["old"] else str(match["new"]).lower()


def openreview_id(url: str) -> str:
    """Return OpenReview's identifier of a submission from the address of its forum, its PDF or an attachment; or an empty string."""
    match = _OPENREVIEW.search(url[:_LONGEST])
    return match[1] if match else ""
