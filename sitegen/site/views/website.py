"""What every page sees of the site."""

import msgspec

from sitegen.site.views.parts import LinkView


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
    """The address of the feed, from ``/``; empty for a preview, which has no feeds."""
    has_search: bool = True
    """Whether there is a search index; a preview has none."""
    assets: tuple[tuple[str, str], ...]
    """Each asset of the theme by its name, and its published address, whose name holds a hash of its content."""
    generator: str
    """``sitegen 1.2.3``."""
    options: dict[str, str] = {}
    """What ``sitegen.yaml`` says under ``theme_options``, by name."""
