"""Pages that are there whatever the papers are: search, the page for unknown addresses, and those that a person wrote."""

from collections.abc import Iterator

from sitegen.markdown import plain_text, plain_title
from sitegen.papers.pages import Page
from sitegen.papers.signals import newest_counts
from sitegen.site import addresses
from sitegen.site.outputs import Output
from sitegen.site.searchable import sources_of
from sitegen.site.site import Site
from sitegen.site.views import ErrorPageView, PageHead, SearchView, TextPageView
from sitegen.text import excerpt


def fixed_outputs(site: Site) -> Iterator[Output]:
    """Yield the search page, the page for unknown addresses, and every page below ``content/pages/``."""
    search = PageHead(title="Search", description="Search all papers by words of their titles and abstracts.", url=addresses.SEARCH)
    yield Output(
        url=search.url, template="search.html", source="(the search page)", head=search, make=_search_view, args=_search_args(site)
    )
    missing = PageHead(title="Page not found", description="There is no page at this address.", url=addresses.NOT_FOUND, noindex=True)
    yield Output(
        url=missing.url, template="404.html", source="(the page for unknown addresses)", head=missing, mapped=False, make=_error_view
    )
    for page in site.pages:
        yield _text_output(page)


def _text_output(page: Page) -> Output:
    description = page.description or excerpt(plain_text(page.body), 160) or page.title
    head = PageHead(title=plain_title(page.title), description=description, url=addresses.page_url(page.slug))
    return Output(url=head.url, template="page.html", source=page.source, head=head, make=_text_view, args=(page.title, page.body))


def _search_args(site: Site) -> tuple[bool, bool, bool]:
    """Tell whether there are authors, sources and signals."""
    papers = site.papers.values()
    has_sources = any(sources_of(paper) for paper in papers)
    return any(paper.authors for paper in papers), has_sources, bool(newest_counts(site.signals))


def _search_view(head: PageHead, has_authors: bool, has_sources: bool, has_signals: bool) -> SearchView:
    return SearchView(head=head, has_authors=has_authors, has_sources=has_sources, has_signals=has_signals)


def _error_view(head: PageHead) -> ErrorPageView:
    return ErrorPageView(head=head)


def _text_view(head: PageHead, title: str, body: str) -> TextPageView:
    return TextPageView(head=head, title=title, body=body)
