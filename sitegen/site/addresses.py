"""Where things are on the site: every URL is made here, and every output path from a URL."""

from sitegen.papers.dates import PartialDate

HOME = "/"
ARCHIVE = "/archive/"
TAGS = "/tags/"
SEARCH = "/search/"
FEED = "/feed.xml"
SITEMAP = "/sitemap.xml"
ROBOTS = "/robots.txt"
NOT_FOUND = "/404.html"


def paper_url(slug: str) -> str:
    """The page of a paper."""
    return f"/papers/{slug}/"


def period_url(date: PartialDate) -> str:
    """The page of a day, a month or a year."""
    return f"/{date.iso.replace('-', '/')}/"


def tag_url(tag: str, period: PartialDate | None = None) -> str:
    """The page of a tag, or of one year or month of it."""
    return f"/tags/{tag}/" + (f"{period.iso.replace('-', '/')}/" if period else "")


def page_url(slug: str) -> str:
    """A page that a person wrote."""
    return f"/{slug}/"


def sitemap_url(part: str) -> str:
    """A part of the sitemap. It lies at the top, since a sitemap speaks only of what is below its own folder."""
    return f"/sitemap-{part}.xml"


def path_of(url: str) -> str:
    """Return the file, below the output folder, that answers ``url``."""
    return url.removeprefix("/") + ("index.html" if url.endswith("/") else "")
