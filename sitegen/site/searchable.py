"""What the search index holds of each paper."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import chain

import msgspec

from sitegen.papers.cache import TextReference, read_referenced
from sitegen.papers.dates import PartialDate
from sitegen.papers.names import PersonName, read_name
from sitegen.papers.summary import Summary
from sitegen.site import addresses
from sitegen.site.site import Site
from sitegen.text import digest, fold

ARCHIVES = ("arxiv", "acl", "openreview")
"""Kinds of identifiers that say where a paper is from; a DOI says it of none."""

AUTHOR = "author-"
"""A name is a value of one filter for each initial of its family name: ``author-l`` has Ada Lovelace. A browser loads those it needs."""
_OTHER_INITIAL = "other"


class SearchDocument(msgspec.Struct, frozen=True, kw_only=True):
    """One paper as the index sees it. Everything is plain text."""

    url: str
    """From ``/``, without the site's path prefix."""
    title: str
    text: str
    """The abstract."""
    authors: tuple[str, ...]
    other_names: tuple[str, ...] = ()
    """Names under which the authors are known beside those that the paper has."""
    filters: tuple[tuple[str, str], ...]
    """Pairs of filter and value: ``tag``, ``day``, ``month``, ``year``, ``code``, ``source``, and those of authors: see ``AUTHOR``.

    Dates are those of its listings: ``2025-03-17``. All of them follow from the paper, and from what the authors' file says of its people:
    were they to follow from other papers, an old bundle would change with each new one.
    """


def search_fingerprint(slugs: Iterable[str], site: Site) -> str:
    """Return a digest of everything that the documents of these papers are made from, without making them."""
    papers = [site.papers[slug] for slug in slugs]
    return digest(msgspec.msgpack.encode([(p.slug, p.text_digest, _tag_names(p, site), _other_names(p, site)) for p in papers]))


class _Searchable(msgspec.Struct, frozen=True, array_like=True):
    """What the document of a paper is made from, when the site is no longer there."""

    summary: msgspec.Raw
    """A :class:`~sitegen.papers.summary.Summary` as it is written."""
    text: TextReference
    tags: tuple[str, ...]
    """The names of its tags."""
    other_names: tuple[str, ...]


def searchable(slug: str, site: Site) -> bytes:
    """Return what the document of a paper is made from as one piece of memory, which keeps nothing else of a large site in memory."""
    paper = site.papers[slug]
    written = msgspec.Raw(site.short[slug].data)
    return msgspec.msgpack.encode(_Searchable(written, site.texts[slug], _tag_names(paper, site), _other_names(paper, site)))


def search_document(packed: bytes) -> SearchDocument:
    """Return the document of a paper that :func:`searchable` packed; its text is read now."""
    item = msgspec.msgpack.decode(packed, type=_Searchable)
    paper = msgspec.msgpack.decode(item.summary, type=Summary)
    return SearchDocument(
        url=addresses.paper_url(paper.slug),
        title=paper.plain_title,
        text=read_referenced(item.text).plain_abstract,
        authors=tuple(author.name for author in paper.authors),
        other_names=item.other_names,
        filters=_filters(paper, item.tags, item.other_names),
    )


def filter_values(site: Site) -> Mapping[str, Mapping[str, int]]:
    """Return how many papers have each value of each filter, without the names of authors, which are too many to be listed."""
    papers = site.papers.values()
    # There are few kinds of papers: what the papers of one kind have in common is counted once.
    kinds = chain(
        ((_tag_filters(map(site.taxonomy.name_of, tags)), count) for tags, count in Counter([paper.tags for paper in papers]).items()),
        Counter([_other_filters(paper) for paper in papers]).items(),
    )
    counts: Counter[tuple[str, str]] = Counter()
    for pairs, count in kinds:
        for pair in {*pairs}:
            counts[pair] += count
    values: dict[str, dict[str, int]] = {name: {} for name in ("code", "day", "month", "source", "tag", "year")}
    for (name, value), count in sorted(counts.items()):
        values[name][value] = count
    return values


def _other_names(paper: Summary, site: Site) -> tuple[str, ...]:
    """Return what the authors' file tells of the names of the authors, without what stands on the paper."""
    known_as = site.people.known_as
    if not known_as:
        return ()
    printed = {author.name for author in paper.authors}
    names = (name for person in site.people.by_paper[paper.slug] for name in known_as.get(person, ()))
    return tuple(dict.fromkeys(name for name in names if name not in printed))


def _author_filters(paper: Summary, other_names: Iterable[str]) -> list[tuple[str, str]]:
    names = [(author.name, author.family, name) for author, name in zip(paper.authors, paper.author_names, strict=True)]
    names += [(name, "", read_name(name)) for name in other_names]
    return [(AUTHOR + initial, name) for name, family, read in names for initial in _initials(family, read)]


def _initials(family: str, name: PersonName) -> list[str]:
    """Return the first letters of a family name: with its particles and without, as it is written and as names are compared."""
    last = name.shown.split()[-1:]
    words = re.findall(r"[^\W_]+", fold(" ".join([family, *last, name.family])))
    return sorted({word[0] if "a" <= word[0] <= "z" else _OTHER_INITIAL for word in words})


def sources_of(paper: Summary) -> tuple[str, ...]:
    """Return the feeds that listed the paper; where none did, the kinds of its identifiers say where it is from."""
    return tuple(listing.feed for listing in paper.listed) or tuple(kind for kind, _ in paper.ids if kind in ARCHIVES)


def _filters(paper: Summary, tags: Iterable[str], other_names: Iterable[str]) -> tuple[tuple[str, str], ...]:
    return tuple(dict.fromkeys([*_tag_filters(tags), *_author_filters(paper, other_names), *_other_filters(paper)]))


def _tag_names(paper: Summary, site: Site) -> tuple[str, ...]:
    return tuple([site.taxonomy.name_of(tag) for tag in paper.tags])


def _tag_filters(tags: Iterable[str]) -> list[tuple[str, str]]:
    return [("tag", tag) for tag in tags]


def _other_filters(paper: Summary) -> tuple[tuple[str, str], ...]:
    filters = [("source", source) for source in sources_of(paper)]
    dates = [listing.day for listing in paper.listed] or ([paper.published] if paper.published else [])
    for date in dates:
        filters += _date_filters(date)
    if "code" in [link.kind for link in paper.links]:
        filters.append(("code", "yes"))
    return tuple(filters)


@lru_cache(maxsize=4096)
def _date_filters(date: PartialDate) -> tuple[tuple[str, str], ...]:
    filters = [("year", f"{date.year:04}")]
    filters += [("month", date.month_part.iso)] if date.month else []
    filters += [("day", date.iso)] if date.day else []
    return tuple(filters)
