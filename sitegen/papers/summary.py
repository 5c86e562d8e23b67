"""What the site knows of every paper without its texts: enough to group it, to link it and to show it in a list."""

from collections.abc import Iterable

import msgspec

from sitegen.markdown import KnownMarkdown, is_plain, plain_text, plain_title
from sitegen.papers.dates import PartialDate
from sitegen.papers.introduced import introduced_name
from sitegen.papers.names import PersonName, read_name
from sitegen.papers.paper import Author, Link, Listing, Paper
from sitegen.text import digest, excerpt, title_key

LIST_EXCERPT = 240
"""The longest excerpt of an abstract in a list, in characters."""
HEAD_EXCERPT = 160
"""The longest excerpt of an abstract in the head of a page, in characters."""


class WholePaper(msgspec.Struct, frozen=True, array_like=True):
    """A paper with its texts, and what is made of these once and used several times."""

    paper: Paper
    plain: str = ""
    """The abstract as plain text; empty where that is the abstract without its line breaks, as it mostly is."""
    html: str = ""
    """The abstract as HTML; empty where it takes no parser, or follows from the site's address."""

    @property
    def abstract(self) -> KnownMarkdown:
        """The abstract as it is shown, Markdown."""
        return KnownMarkdown(self.paper.abstract, self.html)

    @property
    def plain_abstract(self) -> str:
        """The abstract as plain text on one line, mathematics in Unicode."""
        return self.plain or _on_one_line(self.paper.abstract)


class Summary(msgspec.Struct, frozen=True, kw_only=True, array_like=True, gc=False):
    """A paper without abstract and notes; its fields are those of :class:`~sitegen.papers.paper.Paper` unless they say more."""

    slug: str
    title: str
    plain_title: str
    """The title as plain text, mathematics in Unicode."""
    excerpt: str = ""
    """The first sentences of the abstract, as plain text of at most ``LIST_EXCERPT`` characters."""
    description: str = ""
    """The same, of at most ``HEAD_EXCERPT`` characters."""
    authors: tuple[Author, ...] = ()
    """Those whom the site names."""
    author_names: tuple[PersonName, ...] = ()
    """The names of ``authors`` as they are compared."""
    author_count: int = 0
    published: PartialDate | None = None
    listed: tuple[Listing, ...] = ()
    tags: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    ids: tuple[tuple[str, str], ...] = ()
    aliases: tuple[str, ...] = ()
    venue: str = ""
    language: str = ""
    withdrawn: bool = False
    draft: bool = False
    title_key: str = ""
    """What its title has in common with other spellings of it; it orders papers of one rank."""
    introduces: str = ""
    """The name of the method, model or data set that its title introduces, or empty."""
    source: str = ""
    text_digest: str = ""
    """A digest of the paper's file: whoever shows its texts depends on it."""
    key: str = ""
    """A digest of everything above but the one of the file: whoever shows no more than the summary depends on it."""

    @property
    def date(self) -> PartialDate | None:
        """The date that places it in the site: the first listing, else when it was published."""
        return self.listed[0].day if self.listed else self.published

    @property
    def newest_date(self) -> PartialDate | None:
        """The last day on which it was listed, else when it was published."""
        return self.listed[-1].day if self.listed else self.published

    @property
    def newest_rank(self) -> int:
        """Its rank on the last day on which it was listed, or 0."""
        return self.listed[-1].rank if self.listed else 0


def make_whole(paper: Paper) -> WholePaper:
    """Return a paper with what is made of its texts."""
    plain = plain_text(paper.abstract)
    return WholePaper(
        paper, plain="" if plain == _on_one_line(paper.abstract) else plain, html="" if is_plain(paper.abstract) else _html(paper.abstract)
    )


def _html(abstract: str) -> str:
    from sitegen.markup import lasting_html  # its libraries take a while to be loaded

    return lasting_html(abstract)


def _on_one_line(text: str) -> str:
    return " ".join(text.split())


def summarise(whole: WholePaper, text: str) -> Summary:
    """Return the summary of a paper; ``text`` is the text of its file."""
    paper, abstract = whole.paper, whole.plain_abstract
    title = plain_title(paper.title)
    summary = Summary(
        slug=paper.slug,
        title=paper.title,
        plain_title=title,
        excerpt=excerpt(abstract, LIST_EXCERPT),
        description=excerpt(abstract, HEAD_EXCERPT),
        authors=paper.shown_authors,
        author_names=tuple(read_name(author.name) for author in paper.shown_authors),
        author_count=paper.author_count,
        published=paper.published,
        listed=paper.listed,
        tags=paper.tags,
        links=paper.links,
        ids=paper.ids,
        aliases=paper.aliases,
        venue=paper.publication.venue if paper.publication else "",
        language=paper.language,
        withdrawn=paper.withdrawn,
        draft=paper.draft,
        title_key=title_key(paper.title),
        introduces=introduced_name(title, abstract),
        source=paper.source,
    )
    return msgspec.structs.replace(summary, text_digest=text_digest(text, paper.source), key=digest(msgspec.json.encode(summary)))


def text_digest(text: str, source: str) -> str:
    """Return the digest by which a paper's file is known; ``source`` is its path as messages show it."""
    return digest(text, source)


def newest_first(summaries: Iterable[Summary]) -> tuple[str, ...]:
    """Order papers by date, newest first, and within a day by rank; return their slugs."""
    return tuple(summary.slug for summary in sorted(summaries, key=_newest_first))


def _newest_first(summary: Summary) -> tuple[int, int, int, bool, int, str]:
    date, rank = summary.newest_date, summary.newest_rank
    year, month, day = (date.year, date.month, date.day) if date else (0, 0, 0)
    return (-year, -month, -day, rank == 0, rank, summary.slug)
