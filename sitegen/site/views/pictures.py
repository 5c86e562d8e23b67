"""Calendars, courses, the table of tags that stand together, and the map: numbers that a template draws."""

import msgspec

from sitegen.site.views.parts import CountView, LinkView, PageHead


class ShadedView(msgspec.Struct, frozen=True, kw_only=True):
    """A place of a table, the darker the more is in it."""

    label: str = ""
    """What stands in it: the number of the day."""
    rest: str = ""
    """What completes the label for those who hear it alone: ``March 2025``."""
    count: int = 0
    url: str = ""
    """Where it leads; empty when there is nothing."""
    shade: int = 0
    """From 1 to 4; 0 when there is nothing."""
    iso: str = ""


class CalendarMonthView(msgspec.Struct, frozen=True, kw_only=True):
    """A month as a calendar: weeks from Monday, None for the places before its first day and behind its last."""

    month: CountView
    weeks: tuple[tuple[ShadedView | None, ...], ...]
    week_links: tuple[LinkView | None, ...] = ()
    """For each of its weeks the page of that ISO week; None where the month lists nothing in it."""


class BarView(msgspec.Struct, frozen=True, kw_only=True):
    """A bar of a chart."""

    period: CountView
    """The month or year; its URL is empty where there is no page."""
    height: int
    """From 0 to 100, the highest bar of its chart."""
    share: str = ""
    """The part of all papers of that time, ``4.2%``, where the chart shows shares."""


class CourseView(msgspec.Struct, frozen=True, kw_only=True):
    """How the papers of a tag spread over time."""

    bars: tuple[BarView, ...]
    """Months, or years when they are many, oldest first, without a gap."""
    unit: str
    """``month`` or ``year``."""
    summary: str
    """The same in a sentence."""


class TagCourseView(msgspec.Struct, frozen=True, kw_only=True):
    """A tag and its course."""

    tag: CountView
    course: CourseView


class OverTimeView(msgspec.Struct, frozen=True, kw_only=True):
    """The largest tags over time, as shares of all papers. Template ``tags-over-time.html``."""

    head: PageHead
    courses: tuple[TagCourseView, ...]


class TagRowView(msgspec.Struct, frozen=True, kw_only=True):
    """A row of the table of tags: what a tag shares with each, in the order of the columns; None where it meets itself."""

    tag: CountView
    cells: tuple[ShadedView | None, ...]


class TagPairView(msgspec.Struct, frozen=True, kw_only=True):
    """Two tags that often stand on one paper."""

    first: LinkView
    second: LinkView
    count: int
    times: str
    """How many times as often as chance would have it: ``3.4``."""


class TogetherView(msgspec.Struct, frozen=True, kw_only=True):
    """Which tags stand together on papers. Template ``tags-together.html``."""

    head: PageHead
    rows: tuple[TagRowView, ...]
    """As many as columns, in the same order."""
    pairs: tuple[TagPairView, ...]
    """The strongest, strongest first."""


class MapTopicView(msgspec.Struct, frozen=True, kw_only=True):
    """A broad topic on the map."""

    slug: str
    tag: CountView
    """Its papers on the map: those whose first tag is of this topic."""
    look: int
    """Its colour and form, from 0: as long as a theme has them; -1 for papers without a topic."""
    newest: tuple[LinkView, ...]
    """A few of its newest papers; a label is a title, to go through the ``title`` filter."""


class MapFileView(msgspec.Struct, frozen=True, kw_only=True):
    """A part of the map's data: where the places are, and where the papers that stand there."""

    places: str
    papers: str


class MapView(msgspec.Struct, frozen=True, kw_only=True):
    """The map of all papers. Template ``map.html``."""

    head: PageHead
    count: int
    side: int
    """Places are from 0 to this."""
    topics: tuple[MapTopicView, ...]
    """In the order of the taxonomy."""
    files: tuple[MapFileView, ...]
    """The newest first."""


class DataView(msgspec.Struct, frozen=True, kw_only=True):
    """A file of data. Template ``data.json``."""

    json: str
    """The file."""
