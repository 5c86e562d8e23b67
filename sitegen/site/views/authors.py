"""The pages of authors, and their index."""

import msgspec

from sitegen.site.views.parts import CountView, LinkView, PageHead, PaperItem


class AuthorPageView(msgspec.Struct, frozen=True, kw_only=True):
    """The papers of an author, or of one year or month. Template ``author.html``."""

    head: PageHead
    name: str
    period: str = ""
    """``2025`` or ``March 2025`` when the page holds only that; empty on the author's first page."""
    count: int
    """All papers of the author (in the period); more than ``papers`` when the list was cut. 0 on a page that only leads to namesakes."""
    papers: tuple[PaperItem, ...]
    """Newest first."""
    years: tuple[CountView, ...] = ()
    """Every year with papers, or the months of a long year, newest first. ``url`` is empty where the papers stand on this page alone."""
    tags: tuple[CountView, ...] = ()
    """The most frequent tags, with the number of the author's papers; empty on the page of a period, as is all that follows."""
    co_authors: tuple[CountView, ...] = ()
    """Those with most papers together. ``url`` is empty for who has no page."""
    namesakes: tuple[LinkView, ...] = ()
    """Others of the same name; the label says the ORCID iD or another identifier, where one is known."""
    spellings: tuple[str, ...] = ()
    """Other spellings of the name."""
    ambiguous: bool = False
    """Whether the papers may be those of several people of this name."""
    initials: bool = False
    """Whether only initials of the given names are known."""
    orcid: LinkView | None = None
    """The ORCID iD and its page."""
    profiles: tuple[LinkView, ...] = ()
    """Pages about the person at the sources; the label is the source's name, with the identifier where there are several of one source."""
    website: LinkView | None = None
    """The person's own page; the label is its host."""
    affiliation: str = ""
    note: str = ""
    """Plain text, from ``content/authors.yaml``."""
    feed: str = ""
    """The address of the author's feed, from ``/``; empty without papers."""
    parent: LinkView
    """The author's first page for a period, else the index of authors."""
    json_ld: str = ""
    """A schema.org ProfilePage, escaped for a ``<script type="application/ld+json">``; print with ``| safe``. Empty when the papers
    may be those of several people."""


class AuthorGroupView(msgspec.Struct, frozen=True):
    """Authors under one letter."""

    label: str
    """``A``; empty where the page has one group."""
    authors: tuple[CountView, ...]
    """In the order of family names, with the number of their papers."""


class AuthorIndexView(msgspec.Struct, frozen=True, kw_only=True):
    """Authors from A to Z, or those whose names begin alike. Template ``authors.html``."""

    head: PageHead
    count: int
    """How many authors there are here and on the pages below."""
    parts: tuple[CountView, ...] = ()
    """The pages into which a long index is cut, by the beginning of the family name; ``count`` is the number of authors."""
    groups: tuple[AuthorGroupView, ...] = ()
    """The authors of this page."""
    most: tuple[CountView, ...] = ()
    """On the first page of a long index: those with most papers."""
    parent: LinkView | None = None
    """The page above; None on the first."""
