"""The pieces that views of several kinds are made of."""

import msgspec


class LinkView(msgspec.Struct, frozen=True, gc=False):
    """A link to another page of the site, or to the outside."""

    label: str
    url: str


class TagView(msgspec.Struct, frozen=True, gc=False):
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
    author_pages: tuple[str, ...] = ()
    """The addresses of their pages, in the same order; empty text for an author who has none."""
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
    language: str = ""
    """The language of its title and abstract, where it is known: a BCP 47 tag, fit for the ``lang`` attribute."""
    withdrawn: bool = False
    """Whether it was withdrawn or retracted: to be said wherever it is shown."""
    rank: int = 0
    """On a day's page, its place in that day's list; 0 elsewhere, and when the list had no order."""

    def __hash__(self) -> int:
        """Return a hash of the address: entries of lists are looked up in a cache, and seldom differ in anything else alone."""
        return hash(self.url)


class ListedView(msgspec.Struct, frozen=True, kw_only=True):
    """A day on which a feed listed a paper."""

    day: DateView
    url: str
    rank: int
    """Its place in that day's list, from 1; 0 when the list was not ordered."""
    feed: str
    """The name of the feed, fit to show: ``Daily Papers``."""


class PageHead(msgspec.Struct, frozen=True, kw_only=True, gc=False):
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


class CountView(msgspec.Struct, frozen=True, gc=False):
    """A label, where it leads, and how many papers are there."""

    label: str
    url: str
    count: int
    iso: str = ""
    """For periods: ``2025-03-17``, ``2025-03`` or ``2025``."""
