"""Papers → the flat records that lists and paper pages show."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from sitegen.config import Config
from sitegen.markdown import plain_title
from sitegen.papers.dates import PartialDate
from sitegen.papers.paper import Paper, resolve_identifier
from sitegen.site import addresses
from sitegen.site.scholar import citation_meta, json_ld
from sitegen.site.site import Site
from sitegen.site.views import DateView, LinkView, ListedView, PageHead, PaperItem, PaperLinkView, PaperView, TagView
from sitegen.text import excerpt

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


def paper_items(site: Site) -> dict[str, PaperItem]:
    """Return every paper as lists show it, by slug."""
    return {slug: _item(paper, site, LISTED_AUTHORS) for slug, paper in site.papers.items()}


def paper_views(site: Site, config: Config) -> Iterator[tuple[Paper, PaperView]]:
    """Return every paper with its page."""
    for paper in site.papers.values():
        yield paper, _paper_view(paper, site, config)


def _paper_view(paper: Paper, site: Site, config: Config) -> PaperView:
    url = addresses.paper_url(paper.slug)
    page = config.base_url.rstrip("/") + url
    previous, following = _neighbours(paper, site)
    item = _item(paper, site, len(paper.authors))
    return PaperView(
        head=PageHead(title=plain_title(paper.title), description=_description(paper, site), url=url, kind="article"),
        item=item,
        abstract=paper.abstract,
        notes=paper.notes,
        listings=tuple(
            ListedView(
                day=date_view(listing.day),
                url=addresses.period_url(listing.day),
                rank=listing.rank,
                feed=config.feed_names.get(listing.feed, listing.feed),
            )
            for listing in paper.listed
        ),
        previous=previous,
        next=following,
        ids=tuple(LinkView(*resolve_identifier(kind, value)) for kind, value in paper.ids),
        citation=citation_meta(paper, page),
        json_ld=json_ld(paper, page, site.plain_abstracts[paper.slug]),
        source=paper.source,
    )


def date_view(date: PartialDate) -> DateView:
    """Return a date as templates show it."""
    return DateView(date.iso, date.label)


def paper_link(paper: Paper) -> LinkView:
    """Return a link to a paper; its label is the title, math included."""
    return LinkView(paper.title, addresses.paper_url(paper.slug))


def _item(paper: Paper, site: Site, named: int) -> PaperItem:
    authors = paper.shown_authors
    return PaperItem(
        title=paper.title,
        url=addresses.paper_url(paper.slug),
        authors=tuple(author.name for author in authors[:named]),
        more_authors=max(0, paper.author_count - min(named, len(authors))),
        published=date_view(paper.published) if paper.published else None,
        listed=date_view(paper.listed[0].day) if paper.listed else None,
        tags=tuple(TagView(site.taxonomy.name_of(tag), addresses.tag_url(tag)) for tag in paper.tags),
        links=tuple(PaperLinkView(link.kind, _LINK_LABELS[link.kind], link.url, urlsplit(link.url).hostname or "") for link in paper.links),
        excerpt=excerpt(site.plain_abstracts[paper.slug]),
        comments=site.comments.get(paper.slug, 0),
        upvotes=site.upvotes.get(paper.slug, 0),
        venue=paper.publication.venue if paper.publication else "",
        withdrawn=paper.withdrawn,
    )


def _description(paper: Paper, site: Site) -> str:
    return excerpt(site.plain_abstracts[paper.slug], 160) or f"{plain_title(paper.title)}: where it was listed, its links and its tags."


def _neighbours(paper: Paper, site: Site) -> tuple[LinkView | None, LinkView | None]:
    """Return the papers before and after it on the first day that lists it."""
    day = site.periods.get(paper.date, ()) if paper.date and paper.date.day else ()
    if paper.slug not in day:
        return None, None
    place = day.index(paper.slug)
    previous = paper_link(site.papers[day[place - 1]]) if place else None
    following = paper_link(site.papers[day[place + 1]]) if place + 1 < len(day) else None
    return previous, following
