"""The neutral record: a paper as plain JSON, for whoever has papers and none of the formats that are read, and for the export.

``docs/neutral-format.md`` explains it with examples, ``docs/paper.schema.json`` is its JSON Schema, made from the types below.
"""

import json
from collections.abc import Iterable
from typing import Annotated

import msgspec
from markdown_it.token import Token
from msgspec import Meta

from sitegen.dialect import parser
from sitegen.papers.author_ids import AUTHOR_IDENTIFIERS, MAX_AUTHOR_ID
from sitegen.papers.paper import Author, LinkKind, Listing, Paper
from sitegen.papers.publication import Publication
from sitegen.papers.signals import Signal
from sitegen.text import one_line, split_math

Date = Annotated[str, Meta(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$", examples=["2025-03-17", "2025-03", "2025"])]
Day = Annotated[str, Meta(pattern=r"^\d{4}-\d{2}-\d{2}$", examples=["2025-03-17"])]
Feed = Annotated[
    str, Meta(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", description="The feed that listed it: lower-case letters, digits, hyphens.")
]
Count = Annotated[int, Meta(ge=0)]
OptionalCount = Annotated[int | None, Meta(description="How many the feed counted on the listed day; for stars, of the code repository.")]


class NeutralAuthor(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A person, or a group, named on a paper."""

    name: Annotated[str, Meta(min_length=1, description="As it is printed.", examples=["Ada van Dijk"])]
    family: Annotated[str, Meta(description="The family name with its particles, where it is known.", examples=["van Dijk"])] = ""
    orcid: Annotated[str, Meta(pattern=r"^(\d{4}-\d{4}-\d{4}-\d{3}[\dX])?$", examples=["0000-0002-1825-0097"])] = ""
    id: Annotated[
        str,
        Meta(
            pattern=f"^({'|'.join(f'{kind}:{form}' for kind, (_, form, _) in AUTHOR_IDENTIFIERS.items())})?$",
            max_length=MAX_AUTHOR_ID,
            description="Who it is at a source: its kind and the source's identifier of the person.",
            examples=["s2:1741101", "openalex:A5023888391"],
        ),
    ] = ""
    affiliations: tuple[str, ...] = ()
    hidden: Annotated[bool, Meta(description="True when the source hides this author.")] = False


class NeutralLink(msgspec.Struct, frozen=True, kw_only=True):
    """A link that belongs to the paper."""

    url: Annotated[str, Meta(pattern="^https?://", max_length=2_000)]
    kind: LinkKind = "link"


class NeutralIds(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Identifiers, without prefixes and versions. Two records with a common one are the same paper."""

    arxiv: Annotated[str, Meta(examples=["2503.07465", "hep-th/9901001"])] = ""
    doi: Annotated[str, Meta(examples=["10.18653/v1/2024.acl-long.1"])] = ""
    acl: Annotated[str, Meta(examples=["2024.acl-long.1", "P19-1001"])] = ""
    openreview: Annotated[str, Meta(examples=["B1xSperKvH"])] = ""


class NeutralListing(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A further day on which a feed listed the paper."""

    day: Day
    feed: Feed = "daily-papers"
    rank: Count = 0
    comments: OptionalCount = None
    upvotes: OptionalCount = None
    stars: OptionalCount = None


class NeutralPaper(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One paper. Only the title is required; unknown keys are passed by."""

    title: Annotated[str, Meta(min_length=1, description="On one line; mathematics is TeX between dollars.")]
    abstract: Annotated[str, Meta(description="Plain text; an empty line between paragraphs; mathematics is TeX between dollars.")] = ""
    authors: Annotated[
        tuple[str | NeutralAuthor, ...], Meta(description='In their order; a text is a name as printed, or "Family, Given".')
    ] = ()
    author_count: Annotated[int, Meta(ge=0, description="How many authors there are, when not all are named.")] = 0
    editors: tuple[str | NeutralAuthor, ...] = ()
    published: Annotated[Date | None, Meta(description="When the paper first appeared, as far as it is known.")] = None
    updated: Annotated[Date | None, Meta(description="When the version that the record speaks of appeared.")] = None
    version: Annotated[int, Meta(ge=0, description="The version: 2 for arXiv's v2; 0 when there is none.")] = 0
    withdrawn: Annotated[bool, Meta(description="True when the paper was withdrawn or retracted.")] = False
    listed: Annotated[Day | None, Meta(description="The full day on which a feed listed it.")] = None
    feed: Feed = "daily-papers"
    rank: Annotated[int, Meta(ge=0, description="Its place in that day's list, from 1; 0 when the list has no order.")] = 0
    comments: OptionalCount = None
    upvotes: OptionalCount = None
    stars: OptionalCount = None
    also_listed: Annotated[tuple[NeutralListing, ...], Meta(description="Further days on which feeds listed it.")] = ()
    ids: NeutralIds = NeutralIds()
    links: tuple[NeutralLink, ...] = ()
    tags: Annotated[tuple[str, ...], Meta(description="Topics of the site that it comes from; read as keywords.")] = ()
    forbidden_tags: Annotated[
        tuple[str, ...], Meta(description="Slugs of topics that a person says it must not get.", examples=[["object-detection"]])
    ] = ()
    keywords: Annotated[tuple[str, ...], Meta(description="Free words that authors or sources give.")] = ()
    categories: Annotated[tuple[str, ...], Meta(description="The subjects under which it is filed.", examples=[["cs.CL"]])] = ()
    kind: Annotated[str, Meta(description="A type of CSL 1.0.2.", examples=["article-journal", "paper-conference", "article"])] = ""
    venue: Annotated[str, Meta(description="The journal, the proceedings, or the book that holds it.")] = ""
    volume: str = ""
    issue: str = ""
    pages: Annotated[str, Meta(description="With a plain hyphen.", examples=["4171-4186"])] = ""
    publisher: str = ""
    place: str = ""
    language: Annotated[str, Meta(description="A BCP 47 tag.", examples=["en", "pt-BR"])] = ""


def neutral_record(paper: Paper, signals: Iterable[Signal] = ()) -> NeutralPaper:
    """Return a paper of the site as a neutral record; ``signals`` are what readers did with it, of which those of its listings stay.

    What only this site needs (slug, aliases, notes, draft) is left out; so is Markdown: the abstract is plain text. Read again, the
    record gives what it was made of.
    """
    counts = {(signal.day, signal.feed): signal for signal in signals if signal.paper == paper.slug}
    listings = [_listing(listing, counts.get((listing.day.iso, listing.feed))) for listing in paper.listed]
    first = listings[0] if listings else None
    where = paper.publication or Publication()
    return NeutralPaper(
        title=paper.title,
        abstract=_plain_paragraphs(paper.abstract),
        authors=tuple(map(neutral_author, paper.authors)),
        author_count=paper.author_count if paper.author_count > len(paper.authors) else 0,
        editors=tuple(map(neutral_author, paper.editors)),
        published=paper.published.iso if paper.published else None,
        updated=paper.updated.iso if paper.updated else None,
        version=paper.version,
        withdrawn=paper.withdrawn,
        listed=first.day if first else None,
        feed=first.feed if first else "daily-papers",
        rank=first.rank if first else 0,
        comments=first.comments if first else None,
        upvotes=first.upvotes if first else None,
        stars=first.stars if first else None,
        also_listed=tuple(listings[1:]),
        ids=msgspec.convert(dict(paper.ids), NeutralIds),
        links=tuple(NeutralLink(url=link.url, kind=link.kind) for link in paper.links),
        tags=paper.tags,
        forbidden_tags=paper.forbidden_tags,
        keywords=paper.keywords,
        categories=paper.categories,
        kind=where.kind,
        venue=where.venue,
        volume=where.volume,
        issue=where.issue,
        pages=where.pages,
        publisher=where.publisher,
        place=where.place,
        language=paper.language,
    )


def neutral_lines(papers: Iterable[NeutralPaper]) -> Iterable[bytes]:
    """Yield neutral records as lines of JSON Lines."""
    encoder = msgspec.json.Encoder()
    for paper in papers:
        yield encoder.encode(paper) + b"\n"


def json_schema() -> str:
    """Return the JSON Schema (draft 2020-12) of a neutral record, as ``docs/paper.schema.json`` publishes it."""
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "A paper, as a neutral record"}
    return json.dumps(schema | msgspec.json.schema(NeutralPaper), indent=2, ensure_ascii=False) + "\n"


def _listing(listing: Listing, signal: Signal | None) -> NeutralListing:
    return NeutralListing(
        day=listing.day.iso,
        feed=listing.feed,
        rank=listing.rank,
        comments=signal.comments if signal else None,
        upvotes=signal.upvotes if signal else None,
        stars=signal.stars if signal else None,
    )


def neutral_author(author: Author) -> str | NeutralAuthor:
    """Return the name alone where there is nothing else, and where it cannot be taken for "Family, Given"."""
    if "," not in author.name and author == Author(author.name):
        return author.name
    return NeutralAuthor(
        name=author.name,
        family=author.family,
        orcid=author.orcid,
        id=author.source_id,
        affiliations=author.affiliations,
        hidden=author.hidden,
    )


def _plain_paragraphs(markdown: str) -> str:
    """Return Markdown as plain text: paragraphs are kept, mathematics stays TeX between dollars."""
    blocks: list[str] = []
    in_item = False
    for token in parser().parse(markdown):
        if token.type == "list_item_open":
            in_item = True
        elif token.type == "inline":
            blocks.append(("- " if in_item else "") + _plain_inline(token.children or []))
            in_item = False
        elif token.type.startswith("math_block"):
            blocks.append(f"${one_line(token.content)}$")
        elif token.type in ("fence", "code_block"):
            blocks.append(token.content.strip())
    return "\n\n".join(block for block in blocks if block)


def _plain_inline(tokens: list[Token]) -> str:
    """Return the text of a paragraph; a dollar that is no mathematics gets a backslash where it would be taken for it."""
    pieces: list[tuple[bool, str]] = []
    for token in tokens:
        if token.type.startswith("math_inline"):
            pieces.append((True, token.content))
        elif token.type in ("softbreak", "hardbreak"):
            pieces.append((False, " "))
        elif token.type == "image":
            pieces.append((False, _plain_inline(token.children or [])))
        else:
            pieces.append((False, token.content))
    text = "".join(f"${piece}$" if is_math else piece for is_math, piece in pieces)
    if [piece for is_math, piece in split_math(text) if is_math] == [piece for is_math, piece in pieces if is_math]:
        return text
    return "".join(f"${piece}$" if is_math else piece.replace("$", "\\$") for is_math, piece in pieces)
