"""The pages that list papers by date, the archive and the home page."""

import msgspec

from sitegen.site.views.parts import CountView, DateView, LinkView, PageHead, PaperItem
from sitegen.site.views.pictures import CalendarMonthView, ShadedView
from sitegen.site.views.trends import RoundUpView, TrendView


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
    week: LinkView
    """The page of its ISO week."""


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
    calendar: tuple[CalendarMonthView, ...] = ()
    """The days of a month, or of the months of a year; empty without listed days."""
    round_up: RoundUpView | None = None
    """What stands out in a month that has listed days; None for a year."""


class PartView(msgspec.Struct, frozen=True, kw_only=True):
    """A day of a month or a month of a year, with the papers at its top."""

    period: CountView
    top: tuple[LinkView, ...] = ()
    """The first few papers; ``label`` is a title, to go through the ``title`` filter."""


class ArchiveYearView(msgspec.Struct, frozen=True, kw_only=True):
    """A year of the archive."""

    year: CountView
    months: tuple["ArchiveMonthView", ...]
    row: tuple[ShadedView | None, ...] = ()
    """Its twelve months, None for one without papers."""
    calendar: tuple[CalendarMonthView, ...] = ()
    """The days of one of the newest years; empty for older ones, whose own pages have them."""


class ArchiveMonthView(msgspec.Struct, frozen=True, kw_only=True):
    """A month of the archive with its listed days; a day's label is its number."""

    month: CountView
    days: tuple[CountView, ...]


class ArchiveView(msgspec.Struct, frozen=True, kw_only=True):
    """Every period. Template ``archive.html``."""

    head: PageHead
    count: int
    years: tuple[ArchiveYearView, ...]
    pictures: tuple[LinkView, ...] = ()
    """The map, the pictures of tags and the page of what is trending, as far as they are there."""
    recent: tuple[CountView, ...] = ()
    """The newest listed days, newest first: enough to tell a reader what is new since the last visit."""
    has_lists: bool = True
    """Whether any paper was ever on a list; else papers stand where they were published."""


class HomeView(msgspec.Struct, frozen=True, kw_only=True):
    """The home page. Template ``home.html``."""

    head: PageHead
    latest: CountView | None = None
    """The newest listed day: its label is the full date, its count all papers of that day; None for a site whose papers were
    never on a list, or that has none."""
    papers: tuple[PaperItem, ...] = ()
    """The first papers of that day; without one the newest papers of the site."""
    days: tuple[CountView, ...] = ()
    """The listed days before it, newest first."""
    years: tuple[CountView, ...] = ()
    """The newest years of a site whose papers were never on a list, newest first."""
    tags: tuple[CountView, ...] = ()
    """The tags with most papers."""
    count: int = 0
    """All papers of the site."""
    trend: TrendView | None = None
    """The ranking of the newest week; None when it would only repeat the order of the newest day."""
    pictures: tuple[LinkView, ...] = ()
    """As in the archive."""
