"""The pages of papers, and those of their earlier addresses."""

from collections.abc import Iterator

from sitegen.config import Config
from sitegen.papers.paper import resolve_identifier
from sitegen.papers.summary import Summary, WholePaper
from sitegen.site import addresses
from sitegen.site.cite import cite_views
from sitegen.site.items import Around, date_view, paper_item, paper_link
from sitegen.site.outputs import Output
from sitegen.site.related import OtherPapers, other_papers, relations_view
from sitegen.site.scholar import citation_meta, json_ld
from sitegen.site.site import Site
from sitegen.site.views import LinkView, ListedView, PageHead, PaperView, RedirectView, TagView

_ALONE = OtherPapers()


def paper_outputs(site: Site, config: Config, around: Around) -> Iterator[Output]:
    """Yield the page of every paper."""
    others = other_papers(site)
    links = {slug: paper_link(paper) for slug, paper in site.papers.items()}
    beside = _neighbours(site)
    base_url = config.base_url.rstrip("/")
    for slug, paper in site.papers.items():
        url = addresses.paper_url(slug)
        previous, following = beside.get(slug, ("", ""))
        yield Output(
            url=url,
            template="paper.html",
            source=paper.source,
            head=PageHead(title=paper.plain_title, description=_description(paper), url=url, kind="article"),
            yields=True,
            make=_paper_view,
            args=(
                site.full(slug),
                site.short[slug],
                around.tags[slug],
                (site.comments.get(slug, 0), site.upvotes.get(slug, 0)),
                around.author_pages(slug),
                tuple(config.feed_names.get(listing.feed, listing.feed) for listing in paper.listed),
                (links.get(previous), links.get(following)),
                others.get(slug, _ALONE),
                base_url + url,
            ),
        )


def redirect_outputs(site: Site) -> Iterator[Output]:
    """Yield a page for every earlier address of a paper: it leads to the present one."""
    for paper in site.papers.values():
        for alias in paper.aliases:
            url = addresses.paper_url(alias)
            yield Output(
                url=url,
                template="redirect.html",
                source=f"{paper.source} (an alias)",
                head=PageHead(title=f"Moved: {paper.plain_title}", description="This page has moved.", url=url, noindex=True),
                mapped=False,
                make=_redirect_view,
                args=(paper_link(paper),),
            )


def _paper_view(
    head: PageHead,
    whole: WholePaper,
    summary: Summary,
    tags: tuple[TagView, ...],
    counts: tuple[int, int],
    authors: tuple[str, ...],
    feeds: tuple[str, ...],
    neighbours: tuple[LinkView | None, LinkView | None],
    others: OtherPapers,
    page: str,
) -> PaperView:
    paper, (comments, upvotes) = whole.paper, counts
    return PaperView(
        head=head,
        item=paper_item(summary, tags, comments, upvotes, authors),
        abstract=whole.abstract,
        notes=paper.notes,
        listings=tuple(
            ListedView(day=date_view(listing.day), url=addresses.period_url(listing.day), rank=listing.rank, feed=feed)
            for listing, feed in zip(paper.listed, feeds, strict=True)
        ),
        previous=neighbours[0],
        next=neighbours[1],
        ids=tuple(LinkView(*resolve_identifier(kind, value)) for kind, value in paper.ids),
        relations=relations_view(others),
        cite=cite_views(paper),
        citation=citation_meta(paper, page),
        json_ld=json_ld(paper, page, whole.plain_abstract),
        source=paper.source,
    )


def _redirect_view(head: PageHead, target: LinkView) -> RedirectView:
    return RedirectView(head=head, target=target)


def _description(paper: Summary) -> str:
    return paper.description or f"{paper.plain_title}: where it was listed, its links and its tags."


def _neighbours(site: Site) -> dict[str, tuple[str, str]]:
    """Return the papers before and after each paper on the first day that lists it, by slug; empty text where there is none."""
    beside = {}
    for day in site.days:
        slugs = site.periods[day]
        for before, slug, behind in zip(("", *slugs), slugs, (*slugs[1:], ""), strict=False):
            if site.papers[slug].date == day:
                beside[slug] = (before, behind)
    return beside
