"""Where things are on the site: every URL is made here, and every output path from a URL."""

from collections.abc import Sequence

from sitegen.errors import Problem
from sitegen.papers.dates import PartialDate

HOME = "/"
ARCHIVE = "/archive/"
TAGS = "/tags/"
TAGS_TOGETHER = "/tags/together/"
TAGS_OVER_TIME = "/tags/over-time/"
MAP = "/map/"
AUTHORS = "/authors/"
SEARCH = "/search/"
SUGGESTIONS = "/search/suggestions.json"
LIBRARY = "/library/"
FOR_YOU = "/for-you/"
FEED = "/feed.xml"
TRENDING = "/trending/"
SITEMAP = "/sitemap.xml"
ROBOTS = "/robots.txt"
NOT_FOUND = "/404.html"


def paper_url(slug: str) -> str:
    """The page of a paper."""
    return f"/papers/{slug}/"


def period_url(date: PartialDate) -> str:
    """The page of a day, a month or a year."""
    return f"/{date.iso.replace('-', '/')}/"


def week_url(week: str) -> str:
    """The page of an ISO week, ``2025-W12``: below its ISO year, and never that of a month."""
    year, _, number = week.partition("-W")
    return f"/{year}/week-{number}/"


def tag_url(tag: str, period: PartialDate | None = None) -> str:
    """The page of a tag, or of one year or month of it."""
    return f"/tags/{tag}/" + (f"{period.iso.replace('-', '/')}/" if period else "")


def map_data(part: str, kind: str) -> str:
    """A file of the map's data: ``places`` or ``papers`` of a year or month."""
    return f"/map/{part}-{kind}.json"


def author_url(author: str, period: PartialDate | None = None) -> str:
    """The page of an author, or of one year or month of it."""
    return f"/authors/{author}/" + (f"{period.iso.replace('-', '/')}/" if period else "")


def author_feed_url(author: str) -> str:
    """The feed of an author."""
    return f"/authors/{author}/feed.xml"


def author_index_url(beginning: str) -> str:
    """The page of the authors whose sort keys begin so. Below a single letter, which is no author's slug."""
    if len(beginning) < 2:
        return f"{AUTHORS}{beginning}/" if beginning else AUTHORS
    return f"{AUTHORS}{beginning[0]}/{beginning.replace(' ', '-')}/"


def page_url(slug: str) -> str:
    """A page that a person wrote."""
    return f"/{slug}/"


def sitemap_url(part: str) -> str:
    """A part of the sitemap. It lies at the top, since a sitemap speaks only of what is below its own folder."""
    return f"/sitemap-{part}.xml"


def path_of(url: str) -> str:
    """Return the file, below the output folder, that answers ``url``."""
    return url.removeprefix("/") + ("index.html" if url.endswith("/") else "")


def address_taken(url: str, sources: Sequence[str]) -> Problem:
    """Return the problem that several sources claim one address: all of them, numbered, with the remedy.

    A source is a content file, ``content/papers/x.md (an alias)``, or in brackets what the site makes by itself.
    """
    listed = "; ".join(f"{number}. {source}" for number, source in enumerate(sources, start=1))
    files = [source.partition(" (")[0] for source in sources if not source.startswith("(")]
    message = f"{len(sources)} sources claim the address {url}: {listed}"
    return Problem(path=files[0] if files else "", message=message, hint="rename a file, or give it a slug of its own")
