"""A reference as a line to paste into a mail: names, year, title, where it appeared, where it is."""

from sitegen.markdown import plain_title
from sitegen.papers.paper import resolve_identifier
from sitegen.site.cite.reference import Reference
from sitegen.text import one_line

_MOST_NAMES = 10
"""A line that names more authors is not read; then the first of them and "et al." do."""


def as_plain(reference: Reference) -> str:
    """Return one line; mathematics is Unicode as far as that goes."""
    publication = reference.publication
    number = publication.volume + (f"({publication.issue})" if publication.issue else "")
    pages = publication.pages.replace("-", "–") if publication.pages.count("-") == 1 else publication.pages
    place = ", ".join(part for part in (publication.venue, f"{number}:{pages}" if number and pages else number or pages) if part)
    published = place or publication.publisher or (f"arXiv:{reference.arxiv}" if reference.arxiv else "")
    address = resolve_identifier("doi", reference.doi)[1] if reference.doi else reference.url
    sentences = (
        _names(reference),
        str(reference.issued.year) if reference.issued else "",
        plain_title(reference.title),
        published,
        "Withdrawn" if reference.withdrawn else "",
    )
    return one_line(" ".join((*(_sentence(text) for text in sentences if text), address)))


def _names(reference: Reference) -> str:
    names = [name.shown for name in reference.authors]
    if not names:
        return ""
    if reference.others or len(names) > _MOST_NAMES:
        return f"{', '.join(names[:_MOST_NAMES])}, et al."
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])}{',' if len(names) > 2 else ''} and {names[-1]}"


def _sentence(text: str) -> str:
    return text if text.endswith((".", "?", "!", "。", "？", "！")) else f"{text}."
