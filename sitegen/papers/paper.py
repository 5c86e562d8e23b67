"""What a paper is: frozen, typed, validated once."""

import re
from collections.abc import Callable
from typing import Literal, get_args
from urllib.parse import quote, urlsplit

import msgspec

from sitegen.papers.dates import PartialDate
from sitegen.papers.publication import Publication
from sitegen.text import title_key

LinkKind = Literal["paper", "pdf", "code", "project", "data", "model", "demo", "video", "link"]
LINK_KINDS: tuple[LinkKind, ...] = get_args(LinkKind)

_ORCID = re.compile(r"\d{4}-\d{4}-\d{4}-\d{3}[\dX]", re.ASCII)

IDENTIFIERS: dict[str, tuple[str, str, str]] = {
    "arxiv": ("arXiv", r"\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7}", "https://arxiv.org/abs/{}"),
    "doi": ("doi", r"10\.\d{4,9}/\S+", "https://doi.org/{}"),
    "acl": ("ACL", r"[A-Za-z0-9.-]+", "https://aclanthology.org/{}/"),
    "openreview": ("OpenReview", r"[A-Za-z0-9_-]+", "https://openreview.net/forum?id={}"),
}
"""Kinds of identifiers: the name shown, the form (a regular expression), and the resolver."""

_PATH_SIGNS = "/:;@!$&'()*+,=~"
"""What may stand in the path of a URL as it is. A DOI may hold anything else too: ``#``, ``?``, ``<``."""
MAX_URL = 2_000
_URL_REST = re.compile(r"[^\s<>\"'`\\^{|}\[\]\x00-\x20\x7f-\x9f\ud800-\udfff]+")
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9.])?", re.ASCII)


class Author(msgspec.Struct, frozen=True, gc=False):
    """A person named on a paper. A name is not a person: two authors with one name may be two people."""

    name: str
    """As it is printed: ``Given Family``."""
    orcid: str = ""
    """``0000-0002-1825-0097``, or empty."""
    family: str = ""
    """The family name with its particles (``van der Berg``), where the source tells it apart; empty when it does not."""
    affiliations: tuple[str, ...] = ()
    hidden: bool = False
    """True when the source hides this author: kept, and not shown."""
    source_id: str = ""
    """Who it is at the source, as :mod:`sitegen.papers.author_ids` has it: ``s2:1741101``; empty where the source does not say."""


class Link(msgspec.Struct, frozen=True, order=True, gc=False):
    """A link that belongs to a paper."""

    kind: LinkKind
    url: str
    """An absolute ``http`` or ``https`` URL."""


class Listing(msgspec.Struct, frozen=True, order=True, gc=False):
    """A day on which a feed listed the paper."""

    day: PartialDate
    """A full date."""
    feed: str = "daily-papers"
    """The feed's name: lower-case letters, digits and hyphens."""
    rank: int = 0
    """Its place in that day's list, from 1; 0 when the list has no order."""


class Paper(msgspec.Struct, frozen=True, kw_only=True):
    """One paper, as its file in ``content/papers/`` says."""

    slug: str
    """The file's name without ``.md``, and the last part of the address."""
    title: str
    """On one line; TeX mathematics stands between dollars."""
    abstract: str
    """Markdown."""
    notes: str = ""
    """What the curator wrote below the abstract, as Markdown, from its first heading on."""
    authors: tuple[Author, ...] = ()
    author_count: int = 0
    """How many authors there are; 0 when that is not known. At least the number of those named."""
    editors: tuple[Author, ...] = ()
    published: PartialDate | None = None
    """When the paper appeared."""
    updated: PartialDate | None = None
    """When its newest version appeared."""
    version: int = 0
    """The newest version (arXiv's ``v2`` is 2); 0 when its source has none."""
    withdrawn: bool = False
    """Whether it was withdrawn or retracted."""
    publication: Publication | None = None
    """Where it was published, as far as that is known."""
    language: str = ""
    """A BCP 47 tag; empty when it is not known."""
    categories: tuple[str, ...] = ()
    """The subjects under which its sources file it: ``cs.CL``."""
    keywords: tuple[str, ...] = ()
    """What its authors or sources call it: free words."""
    listed: tuple[Listing, ...] = ()
    """Every day on which a feed listed it, oldest first."""
    tags: tuple[str, ...] = ()
    """Slugs of the taxonomy, most important first."""
    forbidden_tags: tuple[str, ...] = ()
    """Slugs that a person forbids: neither an ingest nor a new taxonomy gives them to it. None of them is in ``tags``."""
    links: tuple[Link, ...] = ()
    ids: tuple[tuple[str, str], ...] = ()
    """Kind (see ``IDENTIFIERS``) and value, sorted."""
    aliases: tuple[str, ...] = ()
    """Slugs that it had before; their addresses lead here."""
    draft: bool = False
    """A draft is kept in ``content/`` and left out of the site."""
    source: str = ""
    """The content file, from the site's folder, with slashes."""

    @property
    def date(self) -> PartialDate | None:
        """The date that places it in the site: the first listing, else when it was published."""
        return self.listed[0].day if self.listed else self.published

    @property
    def shown_authors(self) -> tuple[Author, ...]:
        """The authors whom the site names: all but those that their source hides."""
        return tuple(author for author in self.authors if not author.hidden)

    @property
    def keys(self) -> tuple[str, ...]:
        """What makes it the same paper as another: its identifiers, and its title."""
        return (*(f"{kind}:{value.lower()}" for kind, value in self.ids), f"title:{title_key(self.title)}")


def check_url(url: str) -> str:
    """Return what is wrong with ``url`` as the address of a link, or an empty string. Only http and https are let in."""
    if len(url) > MAX_URL:
        return f"the URL is longer than {MAX_URL} characters"
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        _ = parts.port
    except ValueError as error:
        return f'"{url}" is not a URL: {error}'
    if parts.scheme not in ("http", "https"):
        return f'"{url[:80]}" is not an http or https URL'
    if parts.username is not None or not _HOST.fullmatch(host) or not _URL_REST.fullmatch(url):
        return f'"{url[:80]}" is not a well-formed URL'
    return ""


def check_orcid(orcid: str) -> str:
    """Return what is wrong with an author's ORCID iD, or an empty string."""
    return "" if not orcid or _ORCID.fullmatch(orcid) else f'"{orcid}" is not the form of an ORCID iD'


def check_identifier(kind: str, value: str) -> str:
    """Return what is wrong with an identifier, or an empty string."""
    if kind not in IDENTIFIERS:
        return f'"{kind}" is no kind of identifier; known are {", ".join(IDENTIFIERS)}'
    name, form, _ = IDENTIFIERS[kind]
    return "" if re.fullmatch(form, value) else f'"{value}" is not the form of an identifier of {name}'


def resolve_identifier(kind: str, value: str) -> tuple[str, str]:
    """Return how an identifier is shown and the URL that it leads to."""
    name, _, resolver = IDENTIFIERS[kind]
    return f"{name}:{value}", resolver.format(quote(value, safe=_PATH_SIGNS))


_HOST_KINDS: tuple[tuple[str, LinkKind], ...] = (
    (r"(?:www\.)?(?:github|gitlab|bitbucket)\.(?:com|org)/[^/]+/[^/]+.*|codeberg\.org/.+|gitee\.com/.+", "code"),
    (r"(?:www\.)?huggingface\.co/datasets/.+|zenodo\.org/.+|(?:www\.)?kaggle\.com/datasets/.+|osf\.io/.+", "data"),
    (r"(?:www\.)?huggingface\.co/spaces/.+|colab\.research\.google\.com/.+", "demo"),
    (r"(?:www\.)?huggingface\.co/(?!papers/|blog/|docs/|collections/)[^/]+/[^/]+.*", "model"),
    (r"arxiv\.org/pdf/.+|.+\.pdf", "pdf"),
    (r"(?:www\.)?arxiv\.org/abs/.+|(?:dx\.)?doi\.org/.+|aclanthology\.org/.+|openreview\.net/forum.+", "paper"),
    (r"(?:www\.)?youtube\.com/.+|youtu\.be/.+|vimeo\.com/.+", "video"),
    (r"[^/]+\.github\.io(?:/.*)?|[^/]+\.gitlab\.io(?:/.*)?|sites\.google\.com/.+", "project"),
)
_HOST_RULES: tuple[tuple[Callable[[str], object], LinkKind], ...] = tuple(
    (re.compile(form, re.IGNORECASE).fullmatch, kind) for form, kind in _HOST_KINDS
)


def kind_of_url(url: str, context: str = "") -> LinkKind:
    """Tell what a URL leads to, from its host and path, else from the words before it (``Project page: …``)."""
    address = url.split("://", 1)[-1].split("#")[0]
    for matches, kind in _HOST_RULES:
        if matches(address):
            return kind
    words = context.lower()
    for pattern, kind in _CONTEXT_KINDS:
        if re.search(pattern, words):
            return kind
    return "link"


_CONTEXT_KINDS: tuple[tuple[str, LinkKind], ...] = (
    (r"\bdemo(?:nstration)?s?(?: video)?\b[^.]{0,40}$", "demo"),
    (r"\bvideos?\b[^.]{0,30}$", "video"),
    (r"\b(?:project|home)[ -]?(?:web)?(?:page|site)?\b[^.]{0,30}$|\bweb(?:site|page)\b[^.]{0,30}$|\bhomepage\b[^.]{0,30}$", "project"),
    (r"\b(?:source )?codes?\b[^.]{0,60}$|\brepository\b[^.]{0,40}$|\bimplementation\b[^.]{0,40}$", "code"),
    (r"\bdata(?:set)?s?\b[^.]{0,50}$|\bbenchmark\b[^.]{0,40}$|\bcorpus\b[^.]{0,40}$", "data"),
    (r"\b(?:pre-?trained )?(?:models?|checkpoints?|weights)\b[^.]{0,50}$", "model"),
)
