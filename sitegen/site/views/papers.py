"""The page of a paper."""

import msgspec

from sitegen.site.views.parts import LinkView, ListedView, PageHead, PaperItem


class RelatedPaperView(msgspec.Struct, frozen=True, kw_only=True, array_like=True, gc=False):
    """Another paper of the site, on the page of a paper."""

    title: str
    """Text with TeX mathematics between dollars; use the ``title`` filter."""
    url: str
    year: str = ""
    """When it was published, else listed; may be empty."""
    shares: tuple[str, ...] = ()
    """For a related paper, what both have in common: plain text, strongest first."""


class RelationsView(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What a paper has to do with others of the site; each list may be empty."""

    related: tuple[RelatedPaperView, ...] = ()
    """Nearest first."""
    cites: tuple[RelatedPaperView, ...] = ()
    """The papers that abstract, notes or links of this one name, in that order."""
    cited_by: tuple[RelatedPaperView, ...] = ()
    """The papers that name this one, newest first."""
    more_citing: int = 0
    """How many more name it than are listed."""


class CiteView(msgspec.Struct, frozen=True, kw_only=True):
    """A paper in one format of citations."""

    format: str
    """``bibtex``, ``ris``, ``csl`` or ``text``: fit for an id."""
    label: str
    """What a reader sees: ``BibTeX``."""
    text: str
    """Plain text of one or several lines."""


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
    relations: RelationsView = RelationsView()
    cite: tuple[CiteView, ...] = ()
    """The paper as others cite it, in several formats."""
    citation: tuple[tuple[str, str], ...] = ()
    """``<meta>`` names and contents for scholarly indexers (``citation_title`` …), in order."""
    json_ld: str = ""
    """The paper as schema.org JSON-LD, escaped for a ``<script type="application/ld+json">``; print with ``| safe``."""
    source: str = ""
    """The content file, from the site's folder: ``content/papers/2025/03/17/x.md``."""
