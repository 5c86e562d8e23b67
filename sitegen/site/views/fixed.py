"""Pages that hold no papers: search, pages that a person wrote, errors, redirects."""

import msgspec

from sitegen.site.views.parts import LinkView, PageHead


class SearchView(msgspec.Struct, frozen=True, kw_only=True):
    """The search page. Template ``search.html``."""

    head: PageHead
    has_authors: bool
    """Whether papers have authors, so that they can be filtered by them."""
    has_sources: bool
    """Whether it is known where papers are from."""
    has_signals: bool
    """Whether votes, comments or stars were counted, so that papers can be ordered by them."""


class TextPageView(msgspec.Struct, frozen=True, kw_only=True):
    """A page that a person wrote under ``content/pages/``. Template ``page.html``."""

    head: PageHead
    title: str
    body: str
    """Markdown."""


class ErrorPageView(msgspec.Struct, frozen=True, kw_only=True):
    """The page for an address that does not exist. Template ``404.html``."""

    head: PageHead


class RedirectView(msgspec.Struct, frozen=True, kw_only=True):
    """An old address of a page. Template ``redirect.html``."""

    head: PageHead
    target: LinkView
