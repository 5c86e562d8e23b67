"""Papers → the flat records that lists show: each deferred until a page with it is made."""

import functools
import re
from collections.abc import Mapping
from urllib.parse import urlsplit

import msgspec

from sitegen.config import Config
from sitegen.papers.dates import PartialDate
from sitegen.papers.paper import Link, resolve_identifier
from sitegen.papers.summary import Summary
from sitegen.site import addresses
from sitegen.site.outputs import Deferred
from sitegen.site.site import Site
from sitegen.site.views import DateView, LinkView, PaperItem, PaperLinkView, TagView
from sitegen.text import digest

_PLAIN_HOST = re.compile(r"https?://([a-z0-9.-]+)(?:/|$)", re.ASCII)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*", re.ASCII)
LISTED_AUTHORS = 6
"""How many authors a list names."""
_LINK_LABELS = {
    "paper": "Paper",
    "pdf": "PDF",
    "code": "Code",
    "project": "Project page",
    "data": "Data",
    "model": "Model",
    "demo": "Demo",
    "video": "Video",
    "link": "Link",
}
_LANDING = ("acl", "openreview", "arxiv", "doi")
"""Identifiers whose page is that of the paper, the best first."""
_PDFS = (
    ("acl", "https://aclanthology.org/{}.pdf"),
    ("arxiv", "https://arxiv.org/pdf/{}"),
    ("openreview", "https://openreview.net/pdf?id={}"),
)
"""Where archives have the PDF of an identifier."""

Items = Mapping[str, Deferred]
"""Every paper by slug as lists show it: a :class:`PaperItem`, deferred."""


class Around(msgspec.Struct, frozen=True):
    """What all pages that show a paper link from it."""

    tags: Mapping[str, tuple[TagView, ...]]
    """The tags of every paper with their names and addresses, by the paper's slug."""
    authors: Mapping[str, str]
    """The addresses of the authors who have a page, by the author's slug."""
    by_paper: Mapping[str, tuple[str, ...]]
    """The slugs of every paper's authors."""
    listed_authors: Mapping[str, tuple[str, ...]]
    """What lists link of every paper's first :data:`LISTED_AUTHORS` authors: their pages, empty text for those who had none by then."""

    def author_pages(self, slug: str) -> tuple[str, ...]:
        """Return the addresses of the pages of a paper's authors, empty text for those who have none."""
        return tuple([self.authors.get(author, "") for author in self.by_paper[slug]])


def find_around(site: Site, config: Config) -> Around:
    """Find out what is linked from each paper."""
    views = {tag: TagView(site.taxonomy.name_of(tag), addresses.tag_url(tag)) for tag in site.tags}
    tags = {slug: tuple([views[tag] for tag in paper.tags]) for slug, paper in site.papers.items()}
    authors = {slug: addresses.author_url(slug) for slug in site.people.with_pages(config.author_threshold)}
    return Around(tags, authors, site.people.by_paper, _listed_authors(site, authors, config.author_threshold))


def _listed_authors(site: Site, pages: Mapping[str, str], threshold: int) -> dict[str, tuple[str, ...]]:
    """Return what lists link of each paper's first authors: who had ``threshold`` papers in the month of the paper.

    So the lists of months that are over stay as they are when somebody's next paper brings a page: a day of papers would change hundreds.
    """
    # By then they had so many papers: the place in time of the month of the paper that made them that many.
    month_of = {slug: month for month, slugs in enumerate(site.timeline.oldest_by_month()) for slug in slugs}
    persons = ((author, site.people.persons[author].papers) for author in pages)
    since = {author: month_of[papers[-threshold]] for author, papers in persons if papers}
    never = len(month_of)
    linked = {}
    for slug, month in month_of.items():
        authors = site.people.by_paper[slug][:LISTED_AUTHORS]
        linked[slug] = tuple([pages[author] if since.get(author, never) <= month else "" for author in authors])
    return linked


def paper_items(site: Site, around: Around) -> Items:
    """Return every paper as lists show it, by slug."""
    return {slug: _deferred_item(paper, site, around) for slug, paper in site.papers.items()}


def _deferred_item(paper: Summary, site: Site, around: Around) -> Deferred:
    tags, pages = around.tags[paper.slug], around.listed_authors[paper.slug]
    comments, upvotes = site.comments.get(paper.slug, 0), site.upvotes.get(paper.slug, 0)
    key = digest(msgspec.msgpack.encode((paper.key, comments, upvotes, tags, pages)))
    return Deferred(key, paper_item, (site.short[paper.slug], tags, comments, upvotes, pages))


def paper_item(paper: Summary, tags: tuple[TagView, ...], comments: int, upvotes: int, pages: tuple[str, ...]) -> PaperItem:
    """Return a paper as lists show it; as many authors are named as there are ``pages``, their addresses."""
    named = len(pages)
    return PaperItem(
        title=paper.title,
        url=addresses.paper_url(paper.slug),
        authors=tuple([author.name for author in paper.authors[:named]]),
        author_pages=pages,
        more_authors=max(0, paper.author_count - min(named, len(paper.authors))),
        published=date_view(paper.published) if paper.published else None,
        listed=date_view(paper.listed[0].day) if paper.listed else None,
        tags=tags,
        links=tuple([PaperLinkView(link.kind, _LINK_LABELS[link.kind], link.url, _host(link.url)) for link in _all_links(paper)]),
        excerpt=paper.excerpt,
        comments=comments,
        upvotes=upvotes,
        venue=paper.venue,
        language=paper.language if _LANGUAGE.fullmatch(paper.language) else "",
        withdrawn=paper.withdrawn,
    )


def _host(url: str) -> str:
    plain = _PLAIN_HOST.match(url)  # most are; to take a URL apart takes longer than all else of a list's entry
    return plain[1] if plain else urlsplit(url).hostname or ""


def _all_links(paper: Summary) -> tuple[Link, ...]:
    """Return the links of a paper, before them those to the paper and its PDF that its identifiers tell and no link does."""
    ids, known = dict(paper.ids), {link.kind for link in paper.links}
    landing = next((kind for kind in _LANDING if kind in ids), "")
    told = [Link("paper", resolve_identifier(landing, ids[landing])[1])] if landing and "paper" not in known else []
    pdf = next((form.format(ids[kind]) for kind, form in _PDFS if kind in ids), "")
    told += [Link("pdf", pdf)] if pdf and "pdf" not in known else []
    return (*told, *paper.links)


@functools.lru_cache(maxsize=4_096)
def date_view(date: PartialDate) -> DateView:
    """Return a date as templates show it."""
    return DateView(date.iso, date.label)


def paper_link(paper: Summary) -> LinkView:
    """Return a link to a paper; its label is the title, math included."""
    return LinkView(paper.title, addresses.paper_url(paper.slug))
