"""What indexers of scholarship read in a paper's page: Highwire ``citation_*`` names and schema.org JSON-LD.

Google Scholar's inclusion guidelines rule the first, https://schema.org/ScholarlyArticle the second. Nothing is said that is not known.
"""

from typing import Any

import msgspec

from sitegen.analysis.persons import Person
from sitegen.markdown import plain_title
from sitegen.papers.author_ids import same_as
from sitegen.papers.paper import Author, Paper, resolve_identifier
from sitegen.text import excerpt


def citation_meta(paper: Paper, page: str) -> tuple[tuple[str, str], ...]:
    """Return names and contents of ``<meta>``; ``page`` is the full URL of the paper's page."""
    ids = dict(paper.ids)
    meta = [("citation_title", plain_title(paper.title))]
    meta += [("citation_author", author.name) for author in paper.shown_authors]
    if paper.published:
        meta.append(("citation_publication_date", paper.published.iso.replace("-", "/")))
    elif paper.listed:
        meta.append(("citation_online_date", paper.listed[0].day.iso.replace("-", "/")))
    if "doi" in ids:
        meta.append(("citation_doi", ids["doi"]))
    if "arxiv" in ids:
        meta.append(("citation_arxiv_id", ids["arxiv"]))
    venue = paper.publication.venue if paper.publication else ""
    if venue and paper.publication:
        conference = paper.publication.kind == "paper-conference"
        meta.append(("citation_conference_title" if conference else "citation_journal_title", venue))
        parts = (("volume", paper.publication.volume), ("issue", paper.publication.issue))
        meta += [(f"citation_{name}", value) for name, value in parts if value]
    pdf = pdf_url(paper)
    if pdf:
        meta.append(("citation_pdf_url", pdf))
    meta.append(("citation_abstract_html_url", page))
    return tuple(meta)


def pdf_url(paper: Paper) -> str:
    """Return where the paper's PDF is, as far as its links and identifiers tell."""
    ids = dict(paper.ids)
    linked = next((link.url for link in paper.links if link.kind == "pdf"), "")
    return linked or (f"https://arxiv.org/pdf/{ids['arxiv']}" if "arxiv" in ids else "")


def json_ld(paper: Paper, page: str, abstract: str) -> str:
    """Return the paper as JSON-LD that can stand in a ``<script>``: no ``<`` in it. ``abstract`` is plain text."""
    ids = [resolve_identifier(kind, value) for kind, value in paper.ids]
    code = [link.url for link in paper.links if link.kind == "code"]
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "ScholarlyArticle",
        "headline": plain_title(paper.title),
        "url": page,
        "author": [_person(author) for author in paper.shown_authors],
        "datePublished": paper.published.iso if paper.published else "",
        "abstract": excerpt(abstract, 5_000),
        "identifier": [name for name, _ in ids],
        "sameAs": [url for _, url in ids],
        "keywords": [tag.replace("-", " ") for tag in paper.tags],
        "workExample": [{"@type": "SoftwareSourceCode", "codeRepository": url} for url in code],
    }
    return _embedded(data)


def profile_json_ld(person: Person, page: str) -> str:
    """Return a page about a person as JSON-LD, fit for a ``<script>`` like that of a paper."""
    about = {
        "@type": "Person",
        "name": person.name,
        "alternateName": person.spellings,
        "url": person.url or page,
        "identifier": f"https://orcid.org/{person.orcid}" if person.orcid else "",
        "sameAs": same_as(person.orcid, person.ids),
        "affiliation": {"@type": "Organization", "name": person.affiliation} if person.affiliation else None,
    }
    about = {key: value for key, value in about.items() if value}
    return _embedded({"@context": "https://schema.org", "@type": "ProfilePage", "url": page, "mainEntity": about})


def _embedded(data: dict[str, Any]) -> str:
    text = msgspec.json.encode({key: value for key, value in data.items() if value}).decode()
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _person(author: Author) -> dict[str, Any]:
    pages = same_as(author.orcid, [author.source_id] if author.source_id else [])
    person = {"@type": "Person", "name": author.name}
    return {**person, "sameAs": pages[0] if len(pages) == 1 else pages} if pages else person
