"""The page of a paper."""

import msgspec

from sitegen.site.views.parts import LinkView, ListedView, PageHead, PaperItem


class PaperView(msgspec.Struct, frozen=True, kw_only=True):
    """The page of one paper. Template ``paper.html``."""

    head: PageHead
    item: PaperItem
    """The paper as lists show it; its authors are all named here."""
    abstract: str
    """Markdown; use the ``markdown`` filter."""
    notes: str = ""
    """The curator's notes, as Markdown; may be empty."""
    listings: tuple[ListedView, ...] = ()
    previous: LinkView | None = None
    """The paper before it in its first listed day."""
    next: LinkView | None = None
    ids: tuple[LinkView, ...] = ()
    """Identifiers with their resolvers: ``arXiv:2503.07465``, ``doi:10.…``."""
    citation: tuple[tuple[str, str], ...] = ()
    """``<meta>`` names and contents for scholarly indexers (``citation_title`` …), in order."""
    json_ld: str = ""
    """The paper as schema.org JSON-LD, escaped for a ``<script type="application/ld+json">``; print with ``| safe``."""
    source: str = ""
    """The content file, from the site's folder: ``content/papers/2025/03/17/x.md``."""
