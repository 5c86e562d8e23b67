"""The records that templates see: the contract between the program and its themes.

A template sees two names and nothing else: ``site`` (a :class:`SiteView`, the same for every page) and ``view`` (one of the
records below, made for that page alone). Everything is frozen and holds plain values, so the digest of a view is exactly what a
page depends on. A field that is added here is a change of the contract: raise ``CONTRACT_VERSION`` when one is renamed or removed.

Text fields hold plain text unless their docstring says Markdown. URLs that begin with ``/`` are inside the site and go through
the ``href`` filter, which puts the site's path prefix before them; all others are absolute and were checked against the
allow-list of schemes.
"""

import msgspec

CONTRACT_VERSION = 1
"""What ``theme.yaml`` must name in ``contract``."""


class LinkView(msgspec.Struct, frozen=True):
    """A link to another page of the site, or to the outside."""

    label: str
    url: str


class TagView(msgspec.Struct, frozen=True):
    """A tag as it stands on a paper: no count, so that a new paper does not change every page with that tag."""

    name: str
    url: str


class PaperLinkView(msgspec.Struct, frozen=True):
    """A typed link of a paper."""

    kind: str
    """``paper``, ``pdf``, ``code``, ``project``, ``data``, ``model``, ``demo``, ``video`` or ``link``."""
    label: str
    """What a reader sees: ``Code``, ``Project page`` …"""
    url: str
    host: str
    """The host of the URL, for a title: ``github.com``."""


class DateView(msgspec.Struct, frozen=True):
    """A date, possibly less precise than a day."""

    iso: str
    """``2025-03-17``, ``2025-03`` or ``2025``: fit for the ``datetime`` attribute."""
    label: str
    """``17 March 2025``, ``March 2025`` or ``2025``."""


class PaperItem(msgspec.Struct, frozen=True, kw_only=True):
    """A paper as an entry of a list."""

    title: str
    """Text with TeX mathematics between dollars; use the ``title`` filter, or ``plain`` where markup cannot stand."""
    url: str
    authors: tuple[str, ...] = ()
    """The first few names."""
    more_authors: int = 0
    """How many authors there are beyond those named; all of them when only their number is known."""
    published: DateView | None = None
    listed: DateView | None = None
    """The first day on which a feed listed it."""
    tags: tuple[TagView, ...] = ()
    links: tuple[PaperLinkView, ...] = ()
    excerpt: str = ""
    """The first sentences of the abstract, as plain text of at most 240 characters."""
    comments: int = 0
    """How many comments it had when it was last listed; 0 also when that is not known."""
    upvotes: int = 0
    """The same for upvotes."""
    venue: str = ""
    """The journal, proceedings or book in which it appeared."""
    withdrawn: bool = False
    """Whether it was withdrawn or retracted: to be said wherever it is shown."""
    rank: int = 0
    """On a day's page, its place in that day's list; 0 elsewhere, and when the list had no order."""


class ListedView(msgspec.Struct, frozen=True, kw_only=True):
    """A day on which a feed listed a paper."""

    day: DateView
    url: str
    rank: int
    """Its place in that day's list, from 1; 0 when the list was not ordered."""
    feed: str
    """The name of the feed, fit to show: ``Daily Papers``."""


class PageHead(msgspec.Struct, frozen=True, kw_only=True):
    """What every page says of itself in its head."""

    title: str
    """Without the site's name; unique within the site."""
    description: str
    """One or two plain sentences; unique within the site."""
    url: str
    """The page's own address, from ``/``."""
    kind: str = "website"
    """The OpenGraph type: ``website`` or ``article``."""
    noindex: bool = False
    """True for pages that search engines should leave out, such as the 404 page."""


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


class CountView(msgspec.Struct, frozen=True):
    """A label, where it leads, and how many papers are there."""

    label: str
    url: str
    count: int
    iso: str = ""
    """For periods: ``2025-03-17``, ``2025-03`` or ``2025``."""


class DayView(msgspec.Struct, frozen=True, kw_only=True):
    """One listed day: every paper in the order of its rank. Template ``day.html``."""

    head: PageHead
    date: DateView
    weekday: str
    papers: tuple[PaperItem, ...]
    previous: LinkView | None = None
    """The listed day before; ``label`` is its date."""
    next: LinkView | None = None
    month: LinkView
    year: LinkView


class PeriodView(msgspec.Struct, frozen=True, kw_only=True):
    """A month or a year. Templates ``month.html`` and ``year.html``."""

    head: PageHead
    label: str
    """``March 2025`` or ``2025``."""
    count: int
    parts: tuple["PartView", ...]
    """Its days or months, newest first."""
    papers: tuple[PaperItem, ...] = ()
    """Papers of which no more than this period is known."""
    previous: LinkView | None = None
    next: LinkView | None = None
    parent: LinkView
    """The year of a month; the archive for a year."""


class PartView(msgspec.Struct, frozen=True, kw_only=True):
    """A day of a month or a month of a year, with the papers at its top."""

    period: CountView
    top: tuple[LinkView, ...] = ()
    """The first few papers; ``label`` is a title, to go through the ``title`` filter."""


class TagPageView(msgspec.Struct, frozen=True, kw_only=True):
    """The papers of a tag, or of one year or month of it. Template ``tag.html``."""

    head: PageHead
    name: str
    description: str
    """Of the tag itself; may be empty."""
    period: str = ""
    """``2025`` or ``March 2025`` when the page holds only that; empty on the tag's first page."""
    count: int
    """All papers of this page's tag and period; more than ``papers`` when the list was cut."""
    papers: tuple[PaperItem, ...]
    """Newest first."""
    periods: tuple[CountView, ...] = ()
    """The years (or months) into which a long list is cut; empty when everything is on the page."""
    parent: LinkView
    """The tag's first page for a period, the broader tag, or the index of tags."""
    related: tuple[LinkView, ...] = ()
    """Narrower tags, or tags beside it."""


class TagGroupView(msgspec.Struct, frozen=True, kw_only=True):
    """A broad topic with its narrower ones."""

    tag: CountView
    description: str = ""
    children: tuple[CountView, ...] = ()


class TagIndexView(msgspec.Struct, frozen=True, kw_only=True):
    """All tags that have papers. Template ``tags.html``."""

    head: PageHead
    groups: tuple[TagGroupView, ...]


class ArchiveYearView(msgspec.Struct, frozen=True, kw_only=True):
    """A year of the archive."""

    year: CountView
    months: tuple["ArchiveMonthView", ...]


class ArchiveMonthView(msgspec.Struct, frozen=True, kw_only=True):
    """A month of the archive with its listed days; a day's label is its number."""

    month: CountView
    days: tuple[CountView, ...]


class ArchiveView(msgspec.Struct, frozen=True, kw_only=True):
    """Every period. Template ``archive.html``."""

    head: PageHead
    count: int
    years: tuple[ArchiveYearView, ...]


class HomeView(msgspec.Struct, frozen=True, kw_only=True):
    """The home page. Template ``home.html``."""

    head: PageHead
    latest: CountView | None = None
    """The newest listed day: its label is the full date, its count all papers of that day; None for a site without papers."""
    papers: tuple[PaperItem, ...] = ()
    """The first papers of that day."""
    days: tuple[CountView, ...] = ()
    """The listed days before it, newest first."""
    tags: tuple[CountView, ...] = ()
    """The tags with most papers."""
    count: int = 0
    """All papers of the site."""


class SearchView(msgspec.Struct, frozen=True, kw_only=True):
    """The search page. Template ``search.html``."""

    head: PageHead


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


class EntryView(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of a feed. Dates are RFC 3339 in UTC."""

    id: str
    """A permanent, unique URI."""
    title: str
    url: str
    updated: str
    published: str
    authors: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    summary: str = ""
    """Plain text."""
    abstract: str = ""
    """Markdown; goes into the content of the entry through ``markdown``."""


class FeedView(msgspec.Struct, frozen=True, kw_only=True):
    """An Atom feed (RFC 4287). Template ``feed.xml``."""

    title: str
    subtitle: str
    url: str
    """The feed's own address, from ``/``."""
    page: str
    """The page that it follows, from ``/``."""
    updated: str
    entries: tuple[EntryView, ...]


class SitemapEntry(msgspec.Struct, frozen=True):
    """A URL for search engines, from ``/``, and the day of its last change (ISO, or empty)."""

    url: str
    lastmod: str = ""


class SitemapView(msgspec.Struct, frozen=True, kw_only=True):
    """A part of the sitemap (template ``sitemap.xml``) or the index of the parts (``sitemap-index.xml``)."""

    entries: tuple[SitemapEntry, ...]


class RobotsView(msgspec.Struct, frozen=True, kw_only=True):
    """``robots.txt``: where the sitemap is."""

    sitemap: str


class SiteView(msgspec.Struct, frozen=True, kw_only=True):
    """What every page sees of the site. It must not hold anything that changes with a new paper."""

    title: str
    description: str
    language: str
    """A BCP 47 tag: ``en``."""
    base_url: str
    """Where the site is published, with a slash at its end: ``https://example.org/papers/``."""
    root: str
    """The path of ``base_url``: ``/`` or ``/papers/``."""
    author: str
    navigation: tuple[LinkView, ...]
    feed: str
    """The address of the feed, from ``/``."""
    assets: tuple[tuple[str, str], ...]
    """Each asset of the theme by its name, and its published address, whose name holds a hash of its content."""
    generator: str
    """``sitegen 1.2.3``."""
    options: dict[str, str] = {}
    """What ``sitegen.yaml`` says under ``theme_options``, by name."""
