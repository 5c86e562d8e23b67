"""The pages of tags."""

import msgspec

from sitegen.site.views.parts import CountView, LinkView, PageHead, PaperItem
from sitegen.site.views.pictures import CourseView


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
    course: CourseView | None = None
    """How its papers spread over time; on the tag's first page, when they are of several periods."""


class TagGroupView(msgspec.Struct, frozen=True, kw_only=True):
    """A broad topic with its narrower ones."""

    tag: CountView
    description: str = ""
    children: tuple[CountView, ...] = ()


class TagIndexView(msgspec.Struct, frozen=True, kw_only=True):
    """All tags that have papers. Template ``tags.html``."""

    head: PageHead
    groups: tuple[TagGroupView, ...]
    pictures: tuple[LinkView, ...] = ()
    """Pages that show all tags as a picture."""
