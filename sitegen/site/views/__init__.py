"""The records that templates see: the contract between the program and its themes.

A template sees two names and nothing else: ``site`` (a :class:`SiteView`, the same for every page) and ``view`` (one of the
records of this package, made for that page alone). Everything is frozen and holds plain values. A field that is added here is a
change of the contract: raise ``CONTRACT_VERSION`` when one is renamed or removed.

Text fields hold plain text unless their docstring says Markdown. URLs that begin with ``/`` are inside the site and go through
the ``href`` filter, which puts the site's path prefix before them; all others are absolute and were checked against the
allow-list of schemes.
"""

from sitegen.site.views.authors import AuthorGroupView, AuthorIndexView, AuthorPageView
from sitegen.site.views.fixed import ErrorPageView, RedirectView, SearchView, TextPageView
from sitegen.site.views.library import ForYouView, LibraryView
from sitegen.site.views.listings import ArchiveMonthView, ArchiveView, ArchiveYearView, DayView, HomeView, PartView, PeriodView
from sitegen.site.views.machine import EntryView, FeedView, RobotsView, SitemapEntry, SitemapView
from sitegen.site.views.papers import CiteView, PaperView, RelatedPaperView, RelationsView
from sitegen.site.views.parts import CountView, DateView, LinkView, ListedView, PageHead, PaperItem, PaperLinkView, TagView
from sitegen.site.views.pictures import (
    BarView,
    CalendarMonthView,
    CourseView,
    DataView,
    MapFileView,
    MapTopicView,
    MapView,
    OverTimeView,
    ShadedView,
    TagCourseView,
    TagPairView,
    TagRowView,
    TogetherView,
)
from sitegen.site.views.tags import TagGroupView, TagIndexView, TagPageView
from sitegen.site.views.trends import (
    NewAuthorsView,
    NewNameView,
    ReasonView,
    RisingView,
    RoundUpView,
    TrendingPaperView,
    TrendingView,
    TrendView,
    WeekView,
)
from sitegen.site.views.website import SiteView

__all__ = [
    "CONTRACT_VERSION",
    "ArchiveMonthView",
    "ArchiveView",
    "ArchiveYearView",
    "AuthorGroupView",
    "AuthorIndexView",
    "AuthorPageView",
    "BarView",
    "CalendarMonthView",
    "CiteView",
    "CountView",
    "CourseView",
    "DataView",
    "DateView",
    "DayView",
    "EntryView",
    "ErrorPageView",
    "FeedView",
    "ForYouView",
    "HomeView",
    "LibraryView",
    "LinkView",
    "ListedView",
    "MapFileView",
    "MapTopicView",
    "MapView",
    "NewAuthorsView",
    "NewNameView",
    "OverTimeView",
    "PageHead",
    "PaperItem",
    "PaperLinkView",
    "PaperView",
    "PartView",
    "PeriodView",
    "ReasonView",
    "RedirectView",
    "RelatedPaperView",
    "RelationsView",
    "RisingView",
    "RobotsView",
    "RoundUpView",
    "SearchView",
    "ShadedView",
    "SiteView",
    "SitemapEntry",
    "SitemapView",
    "TagCourseView",
    "TagGroupView",
    "TagIndexView",
    "TagPageView",
    "TagPairView",
    "TagRowView",
    "TagView",
    "TextPageView",
    "TogetherView",
    "TrendView",
    "TrendingPaperView",
    "TrendingView",
    "WeekView",
]

CONTRACT_VERSION = 1
"""What ``theme.yaml`` must name in ``contract``."""
