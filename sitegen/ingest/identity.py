"""When two records are the same paper.

They are when they share an identifier; else when their titles are the same (see :func:`sitegen.text.title_key`), no identifier of one kind
differs between them, and their first authors are the same as far as both name one. So two papers of one title stay two, and a record
that has a title alone is joined to the one that has an identifier.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping

import msgspec

from sitegen.papers.paper import Author
from sitegen.text import slugify, title_key

_STRENGTH = ("arxiv", "doi", "acl", "openreview")
"""Which identifier is believed when two of them lead to different papers."""


class Traits(msgspec.Struct, frozen=True):
    """What tells a paper, or a record of one, from others."""

    ids: Mapping[str, str]
    titles: frozenset[str]
    """Keys of every title under which it came."""
    first_author: str
    """The key of the first author's family name; empty when no author is named."""


class Match(msgspec.Struct, frozen=True):
    """Which paper a record belongs to."""

    slug: str = ""
    """Empty when the record is a new paper."""
    others: tuple[str, ...] = ()
    """Papers that share something with the record and contradict it."""
    undecided: tuple[str, ...] = ()
    """Papers between which the record does not decide; then it belongs to none of them yet."""


def traits_of(ids: Iterable[tuple[str, str]], titles: Iterable[str], authors: tuple[Author, ...]) -> Traits:
    """Return the traits of a paper or record; ``titles`` are keys."""
    return Traits({kind: value.lower() for kind, value in ids}, frozenset(titles), _family_key(authors[0]) if authors else "")


class Identities:
    """Every known paper by what identifies it."""

    def __init__(self) -> None:
        self._traits: dict[str, Traits] = {}
        self._by_id: dict[tuple[str, str], list[str]] = defaultdict(list)
        self._by_title: dict[str, list[str]] = defaultdict(list)

    def add(self, slug: str, traits: Traits) -> None:
        """Make a paper known, or more of it: what is said of it last is what its file says."""
        known = self._traits.get(slug)
        if known is not None:
            first = traits.first_author or known.first_author
            traits = Traits({**traits.ids, **known.ids}, known.titles | traits.titles, first)
        self._traits[slug] = traits
        for kind, value in traits.ids.items():
            if slug not in self._by_id[kind, value]:
                self._by_id[kind, value].append(slug)
        for title in traits.titles:
            if slug not in self._by_title[title]:
                self._by_title[title].append(slug)

    def find(self, traits: Traits) -> Match:
        """Return the paper that a record with these traits belongs to.

        Of the papers that share an identifier, strongest first, it is the first that no other identifier contradicts or that has the same
        title. Sources do give one paper's identifier to another; then the record is a paper of its own, or one that has its title.
        """
        by_id = list(dict.fromkeys(slug for kind in _order(traits.ids) for slug in self._holders(kind, traits)))
        for slug in by_id:
            if _ids_agree(self._traits[slug], traits) or self._traits[slug].titles & traits.titles:
                return Match(slug, tuple(other for other in by_id if other != slug))
        same_title = dict.fromkeys(slug for title in sorted(traits.titles) for slug in self._by_title.get(title, ()))
        fitting = sorted(slug for slug in same_title if _agree(self._traits[slug], traits))
        if len(fitting) > 1:
            named = [slug for slug in fitting if traits.first_author and self._traits[slug].first_author == traits.first_author]
            return Match(named[0], tuple(by_id)) if len(named) == 1 else Match(undecided=tuple(fitting))
        return Match(fitting[0] if fitting else "", tuple(by_id))

    def owned(self, slugs: Iterable[str]) -> set[tuple[str, str]]:
        """Return the identifiers of papers, in lower case."""
        return {pair for slug in slugs for pair in self._traits[slug].ids.items()}

    def _holders(self, kind: str, traits: Traits) -> list[str]:
        """Return the papers that have the record's identifier of that kind, those of its title first; more than one only by mistake."""
        slugs = self._by_id.get((kind, traits.ids[kind]), [])
        return sorted(slugs, key=lambda slug: (not self._traits[slug].titles & traits.titles, slug))


def _order(kinds: Iterable[str]) -> list[str]:
    return sorted(kinds, key=lambda kind: (_STRENGTH.index(kind) if kind in _STRENGTH else len(_STRENGTH), kind))


def _ids_agree(one: Traits, other: Traits) -> bool:
    return not any(one.ids[kind] != value for kind, value in other.ids.items() if kind in one.ids)


def _agree(one: Traits, other: Traits) -> bool:
    if not _ids_agree(one, other):
        return False
    return not one.first_author or not other.first_author or one.first_author == other.first_author


def _family_key(author: Author) -> str:
    """Return the last word of the family name, which all sources have in common, without its accents, which not all of them write."""
    words = [word for word in (author.family or author.name.split(",")[0]).split() if title_key(word)] or author.name.split()
    return slugify(words[-1]).replace("-", "") if words and title_key(words[-1]) else ""
