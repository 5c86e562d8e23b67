"""A reference as BibTeX: for BibTeX 0.99d with its standard styles, and for biblatex.

Letters of all scripts stay as they are (UTF-8, as biber and today's BibTeX read them); what TeX would take for a command is escaped.
Braces keep the case of words whose capitals mean something.
"""

import re

from sitegen.papers.dates import MONTHS
from sitegen.site.cite.reference import Name, Reference
from sitegen.text import split_math

_TYPES = {
    "article-journal": "article",
    "article-magazine": "article",
    "article-newspaper": "article",
    "paper-conference": "inproceedings",
    "chapter": "incollection",
    "entry-encyclopedia": "inreference",
    "book": "book",
    "pamphlet": "booklet",
    "thesis": "phdthesis",
    "report": "techreport",
    "manuscript": "unpublished",
    "webpage": "online",
    "post-weblog": "online",
    "dataset": "dataset",
    "software": "software",
    "patent": "patent",
    "periodical": "periodical",
}
"""Entry types by the types of CSL; everything else is ``misc``."""
_HOLDERS = {"article": "journal", "inproceedings": "booktitle", "incollection": "booktitle", "inreference": "booktitle"}
_PUBLISHERS = {"phdthesis": "school", "techreport": "institution"}
_LANGUAGES = {
    "de": "german", "fr": "french", "es": "spanish", "it": "italian", "pt": "portuguese", "pt-BR": "brazilian", "nl": "dutch",
    "ru": "russian", "pl": "polish", "cs": "czech", "sv": "swedish", "da": "danish", "no": "norwegian", "fi": "finnish", "tr": "turkish",
    "el": "greek", "la": "latin", "zh": "chinese", "ja": "japanese", "ko": "korean", "ar": "arabic", "he": "hebrew", "uk": "ukrainian",
    "hu": "hungarian", "is": "icelandic",
}  # fmt: skip
"""The names of babel; English goes without saying."""
_SPECIAL = {
    "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_", "{": r"\{", "}": r"\}", "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "<": r"\textless{}", ">": r"\textgreater{}", "|": r"\textbar{}",
}  # fmt: skip
_ANY_SPECIAL = re.compile(r"[&%$#_{}\\~^<>|]")
_UNSAFE_VERBATIM = re.compile(r"[{}\\$~]")
_CAPITALS = re.compile(r"(?<![\w\\])(?=\w*\w[A-Z]|[A-Z]\w*\d|\w*\d\w*[A-Z])[\w-]+")
"""A word that would lose its meaning with its capitals: ``BERT``, ``CodeT5``, ``GPT-4``."""
_AND = re.compile(r"\band\b", re.IGNORECASE)


def as_bibtex(reference: Reference) -> str:
    """Return one entry, without a line break at its end."""
    kind = _TYPES.get(reference.kind, "misc")
    if _HOLDERS.get(kind) and not reference.publication.venue:
        kind = "misc"
    lines = [f"  {name} = {value}" for name, value in _fields(reference, kind) if value not in ("", "{}")]
    return f"@{kind}{{{reference.key},\n" + ",\n".join(lines) + "\n}"


def _fields(reference: Reference, kind: str) -> list[tuple[str, str]]:
    publication, issued = reference.publication, reference.issued
    pages = publication.pages.replace("-", "--") if publication.pages.count("-") == 1 else publication.pages
    return [
        ("title", f"{{{_title(reference.title)}}}"),
        ("author", f"{{{_people(reference.authors, reference.others)}}}"),
        ("editor", f"{{{_people(reference.editors)}}}"),
        (_HOLDERS.get(kind, "howpublished"), "" if kind in ("book", "periodical") else f"{{{escape_tex(publication.venue)}}}"),
        ("volume", f"{{{escape_tex(publication.volume)}}}"),
        ("number", f"{{{escape_tex(publication.issue)}}}"),
        ("pages", f"{{{escape_tex(pages)}}}"),
        ("year", f"{{{issued.year}}}" if issued else ""),
        ("month", MONTHS[issued.month - 1][:3].lower() if issued and issued.month else ""),
        ("day", f"{{{issued.day}}}" if issued and issued.day else ""),
        (_PUBLISHERS.get(kind, "publisher"), f"{{{escape_tex(publication.publisher)}}}"),
        ("address", f"{{{escape_tex(publication.place)}}}"),
        ("doi", f"{{{_verbatim(reference.doi)}}}"),
        ("eprint", f"{{{_verbatim(reference.arxiv)}}}"),
        ("archiveprefix", "{arXiv}" if reference.arxiv else ""),
        ("primaryclass", f"{{{reference.category}}}"),
        ("url", f"{{{_verbatim(reference.url)}}}"),
        ("langid", f"{{{_LANGUAGES.get(reference.language, '')}}}"),
        ("note", "{Withdrawn}" if reference.withdrawn else ""),
    ]


def escape_tex(text: str) -> str:
    """Return plain text as TeX. Braces that do not match would end the entry, so they go."""
    if not _balanced(text):
        text = text.replace("{", "").replace("}", "")
    return _ANY_SPECIAL.sub(lambda match: _SPECIAL[match[0]], text)


def _title(title: str) -> str:
    return "".join(_math(piece) if is_math else _words(piece) for is_math, piece in split_math(title))


def _math(tex: str) -> str:
    return f"{{${tex}$}}" if _balanced(tex) and not tex.endswith("\\") else escape_tex(tex)


def _words(text: str) -> str:
    """Escape the words of a title, and put braces around those whose capitals mean something."""
    pieces, end = [], 0
    for match in _CAPITALS.finditer(text):
        pieces += [escape_tex(text[end : match.start()]), f"{{{escape_tex(match[0])}}}"]
        end = match.end()
    return "".join((*pieces, escape_tex(text[end:])))


def _people(names: tuple[Name, ...], others: bool = False) -> str:
    if not names:
        return ""
    return " and ".join((*map(_name, names), *(["others"] if others else [])))


def _name(name: Name) -> str:
    """Return ``Family, Jr., Given``; what must not be taken apart stands in braces."""
    if name.literal:
        return f"{{{escape_tex(name.literal)}}}"
    return ", ".join(_part(part) for part in (name.family, name.suffix, name.given) if part)


def _part(text: str) -> str:
    escaped = escape_tex(text)
    return f"{{{escaped}}}" if _AND.search(text) or "," in text else escaped


def _verbatim(text: str) -> str:
    """Return an address or identifier, which styles print as it is, unless it would end the field."""
    return escape_tex(text) if _UNSAFE_VERBATIM.search(text) else text


def _balanced(text: str) -> bool:
    depth = 0
    for char in text:
        depth += (char == "{") - (char == "}")
        if depth < 0:
            return False
    return depth == 0
