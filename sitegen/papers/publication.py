"""Where a paper was published, as a citation needs it."""

import msgspec


class Publication(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """Where a paper was published. Every field is plain text and may be empty."""

    kind: str = ""
    """A type of CSL 1.0.2: ``article-journal``, ``paper-conference``, ``chapter``, ``book``, ``thesis``, ``article`` (a preprint) …"""
    venue: str = ""
    """The journal, the proceedings, or the book that holds it."""
    volume: str = ""
    issue: str = ""
    pages: str = ""
    """``4171-4186``: a plain hyphen between first and last."""
    publisher: str = ""
    place: str = ""
