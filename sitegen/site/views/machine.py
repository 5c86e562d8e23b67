"""What machines follow: feeds, sitemaps, ``robots.txt``."""

import msgspec


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
