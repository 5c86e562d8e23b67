"""Which papers of the site name another one of it: by arXiv id, DOI, ACL id, the address of its page elsewhere or on this site."""

import re
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import unquote

import msgspec

from sitegen.papers.paper import Paper

_OLD_ARXIV = r"[a-z-]{2,12}(?:\.[A-Z]{2})?/\d{7}"
_ARXIV = re.compile(
    rf"(?:\barxiv\s*[:.\s]\s*|arxiv\.org/(?:abs|pdf|html|format)/|huggingface\.co/papers/|alphaxiv\.org/abs/)(\d{{4}}\.\d{{4,5}}|{_OLD_ARXIV})(?!\d)"
    rf"|(?<![\w./-])(\d{{4}}\.\d{{4,5}}v\d{{1,3}}|{_OLD_ARXIV})(?!\d)",
    re.IGNORECASE,
)
_DOI = re.compile(r"(?<![\w.])(10\.\d{4,9}/[^\s<>\"'`{}|\\^]{1,200})", re.IGNORECASE)
_ACL = re.compile(
    r"aclanthology\.org/([A-Za-z0-9][A-Za-z0-9.-]{1,60})|\bACL(?: Anthology)?(?: id)?:\s?([A-Za-z0-9][A-Za-z0-9.-]{1,60})", re.IGNORECASE
)
_OPENREVIEW = re.compile(r"openreview\.net/(?:forum|pdf)\?id=([A-Za-z0-9_-]{4,40})")
_PAGE = re.compile(r"(?<![\w-])papers/([a-z0-9][a-z0-9-]{0,100})(?:/|(?=[\s)#\"'>]|$))")
_ARXIV_DOI = re.compile(r"10\.48550/arxiv\.(.+)", re.IGNORECASE)
_KINDS = (
    ("arxiv", _ARXIV, ("arxiv", "huggingface.co/papers/")),
    ("doi", _DOI, ("10.",)),
    ("acl", _ACL, ("acl",)),
    ("openreview", _OPENREVIEW, ("openreview.net/",)),
    ("page", _PAGE, ("papers/",)),
)
"""Kinds of mentions, their forms, and what each form has in small letters: a text without it need not be searched."""
_NUMBERED = re.compile(r"\d(?:\d{6}|\d{3}\.\d)")
"""What an arXiv id that stands alone has."""
_VERSION = re.compile(r"v\d{1,3}$")


class Mention(msgspec.Struct, frozen=True):
    """A paper that a text names, wherever it is."""

    kind: str
    """A kind of identifier (``arxiv``, ``doi``, ``acl``, ``openreview``), or ``page`` for an address of this site."""
    value: str
    """In lower case, except of OpenReview; an arXiv id has no version. For ``page`` it is a slug or an alias."""


def find_mentions(paper: Paper) -> tuple[Mention, ...]:
    """Return what abstract, notes and links of a paper name, in this order, each once, without its own identifiers.

    A DOI comes in each form that it may have.
    """
    texts = (paper.abstract, paper.notes, *(link.url for link in paper.links))
    own = {Mention(kind, _folded(kind, value)) for kind, value in paper.ids}
    return tuple(dict.fromkeys(mention for text in texts for mention in _mentions(text) if mention not in own))


def resolve_mentions(
    mentions: Mapping[str, tuple[Mention, ...]], ids: Mapping[str, Iterable[tuple[str, str]]], aliases: Mapping[str, str]
) -> Mapping[str, tuple[str, ...]]:
    """Return, for each paper that names others of the site, their slugs in the order of its text; it never names itself.

    ``mentions`` and ``ids`` (kind and value) are by slug; ``aliases`` lead from a slug of before to the one of now.
    """
    wanted = {(mention.kind, mention.value) for named in mentions.values() for mention in named}
    owners = ((kind, _folded(kind, value), slug) for slug in sorted(ids, reverse=True) for kind, value in ids[slug])
    known = {Mention(kind, value): slug for kind, value, slug in owners if (kind, value) in wanted}
    known |= {Mention("page", alias): slug for alias, slug in aliases.items()}
    known |= {Mention("page", value): value for kind, value in wanted if kind == "page" and value in ids}
    found = {}
    for slug, named in sorted(mentions.items()):
        cited = dict.fromkeys(known[mention] for mention in named if mention in known)
        cited.pop(slug, None)
        if cited:
            found[slug] = tuple(cited)
    return found


def find_citations(papers: Iterable[Paper]) -> Mapping[str, tuple[str, ...]]:
    """Return, for each paper that names others of the site, their slugs in the order of its text; papers that name none are left out."""
    by_slug = {paper.slug: paper for paper in papers}
    aliases = {alias: slug for slug in sorted(by_slug, reverse=True) for alias in by_slug[slug].aliases}
    mentions = {slug: find_mentions(paper) for slug, paper in by_slug.items()}
    return resolve_mentions(mentions, {slug: paper.ids for slug, paper in by_slug.items()}, aliases)


def cited_by(citations: Mapping[str, tuple[str, ...]]) -> Mapping[str, tuple[str, ...]]:
    """Return, for each paper that is named, the slugs of those that name it, sorted."""
    inverse: dict[str, list[str]] = {}
    for slug in sorted(citations):
        for cited in citations[slug]:
            inverse.setdefault(cited, []).append(slug)
    return {slug: tuple(citing) for slug, citing in sorted(inverse.items())}


def _mentions(text: str) -> Iterator[Mention]:
    small = text.lower()
    found = [
        (match.start(), kind, next(filter(None, match.groups())))
        for kind, form, signs in _KINDS
        if any(sign in small for sign in signs) or (kind == "arxiv" and _NUMBERED.search(text))
        for match in form.finditer(text)
    ]
    for _, kind, value in sorted(found):
        if kind == "doi":
            yield from _forms_of_doi(value)
        elif kind == "acl":
            yield Mention("acl", _folded("acl", value.removesuffix(".pdf").rstrip(".-")))
        else:
            yield Mention(kind, _folded(kind, value))


def _forms_of_doi(value: str) -> Iterator[Mention]:
    """A DOI may end in what is a sentence's or a link's own punctuation; so it may be meant with and without it."""
    value = unquote(value)
    ends = [value]
    while ends[-1][-1:] and ends[-1][-1] in ".,;:!?*_)]/":
        ends.append(ends[-1][:-1])
    for form in ends:
        yield Mention("doi", _folded("doi", form))
        arxiv = _ARXIV_DOI.fullmatch(form)
        if arxiv:
            yield Mention("arxiv", _folded("arxiv", arxiv[1]))


def _folded(kind: str, value: str) -> str:
    if kind in ("openreview", "page"):
        return value
    return _VERSION.sub("", value.lower()) if kind == "arxiv" else value.lower()
