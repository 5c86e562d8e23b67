"""Which mention of a name on a paper belongs to whom: the rules that merge and part people.

An identity is a pair of kind and value: ``("entry", slug)`` for a person of the authors' file, ``("orcid", iD)``, or ``("name", key)``.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

import msgspec

from sitegen.papers.authors_file import AuthorsFile, PersonEntry, references
from sitegen.papers.names import PersonName
from sitegen.papers.summary import Summary

Identity = tuple[str, str]
"""Kind and value; see above."""


class Mention(msgspec.Struct, frozen=True):
    """A name on a paper."""

    paper: str
    """The paper's slug."""
    position: int
    """The place among the authors, from 0."""
    name: PersonName
    orcid: str
    """Empty when there is none, and when one paper has it twice for different names: then it is believed of neither."""
    entry: str = ""
    """The slug of the entry to which the name, the ORCID iD or the listing of the paper gives it."""
    is_certain: bool = False
    """Whether the entry lists the paper, or has the ORCID iD."""
    refused: frozenset[str] = frozenset()
    """The slugs of the entries that say that the paper is not theirs."""


class Attribution(msgspec.Struct, frozen=True):
    """Every mention with whom it belongs to, and who is known to bear each name."""

    mentions: tuple[tuple[Mention, Identity], ...]
    """In the order of papers and authors. Names without a letter belong to nobody, and are left out."""
    bearers: Mapping[str, frozenset[Identity]]
    """By the key of a name, those who have it and are known by more than it: by an ORCID iD, or an entry of the file."""


def attribute(papers: Iterable[Summary], wishes: AuthorsFile) -> Attribution:
    """Say of every name on the papers whose it is."""
    mentions = _mentions(papers, _Claims(wishes))
    homes = _homes_of_orcids(mentions, wishes)
    bearers: dict[str, set[Identity]] = defaultdict(set)
    for entry in wishes.people:
        for key in entry.keys:
            bearers[key].add(("entry", entry.slug))
    for mention in mentions:
        if mention.orcid:
            bearers[mention.name.key].add(("entry", mention.entry) if mention.is_certain else homes[mention.orcid])
    # Who lists the papers that are theirs gets no other by name alone.
    closed: set[Identity] = {("entry", entry.slug) for entry in wishes.people if entry.papers}
    found = []
    for mention in mentions:
        identity = _identity(mention, homes, bearers.get(mention.name.key, set()), closed)
        is_refused = identity[0] == "entry" and identity[1] in mention.refused
        found.append((mention, ("name", mention.name.key) if is_refused else identity))
    return Attribution(tuple(found), {key: frozenset(identities) for key, identities in bearers.items()})


def _identity(mention: Mention, homes: Mapping[str, Identity], bearers: set[Identity], closed: set[Identity]) -> Identity:
    if mention.is_certain:
        return ("entry", mention.entry)
    if mention.orcid:
        return homes[mention.orcid]
    if mention.entry:
        return ("entry", mention.entry)
    # Initials are no name: they join nobody.
    if len(bearers) == 1 and not bearers & closed and not mention.name.initials:
        return next(iter(bearers))
    return ("name", mention.name.key)


def _homes_of_orcids(mentions: Iterable[Mention], wishes: AuthorsFile) -> dict[str, Identity]:
    """Return whose each ORCID iD is: the entry that has it, or that alone claims it by paper or name; else a person of its own."""
    known = {entry.orcid: entry.slug for entry in wishes.people if entry.orcid}
    has_orcid = {entry.slug for entry in wishes.people if entry.orcid}
    claimed: dict[str, set[str]] = defaultdict(set)
    held: dict[str, set[str]] = defaultdict(set)
    for mention in mentions:
        if mention.orcid and mention.orcid not in known:
            claimed[mention.orcid].update([mention.entry] if mention.entry and mention.entry not in has_orcid else [])
            held[mention.entry].add(mention.orcid)
    homes: dict[str, Identity] = {orcid: ("entry", slug) for orcid, slug in known.items()}
    for orcid, slugs in claimed.items():
        (slug,) = slugs if len(slugs) == 1 else ("",)
        # Different iDs are different people, whatever their names are; so an entry takes in one at most.
        homes[orcid] = ("entry", slug) if slug and len(held[slug]) == 1 else ("orcid", orcid)
    return homes


def _mentions(papers: Iterable[Summary], claims: "_Claims") -> list[Mention]:
    mentions: list[Mention] = []
    for paper in sorted(papers, key=lambda paper: paper.slug):
        read = []
        for position, (author, name) in enumerate(zip(paper.authors, paper.author_names, strict=True)):
            if name.key and not author.hidden:
                read.append((position, name, author.orcid))
        bearers = Counter(orcid for orcid, _ in {(orcid, name.key) for _, name, orcid in read})
        for position, name, orcid in read:
            orcid = orcid if bearers[orcid] == 1 else ""
            refused = claims.refused(paper)
            entry, is_certain = claims.find(paper, name.key, orcid, refused)
            mentions.append(Mention(paper.slug, position, name, orcid, entry, is_certain, refused))
    return mentions


class _Claims:
    """What the entries of the file claim, ready to be looked up."""

    def __init__(self, wishes: AuthorsFile) -> None:
        self._by_orcid = {entry.orcid: entry for entry in wishes.people if entry.orcid}
        self._by_paper = {(paper, key): entry for entry in wishes.people for paper in entry.papers for key in entry.keys}
        self._refused: dict[str, set[str]] = defaultdict(set)
        for entry in wishes.people:
            for paper in entry.not_papers:
                self._refused[paper].add(entry.slug)
        self._by_name = _owners(wishes)

    def refused(self, paper: Summary) -> frozenset[str]:
        """Return the slugs of those who say that the paper is not theirs."""
        ways = references(paper.slug, paper.ids, paper.aliases) if self._refused else ()
        return frozenset(slug for way in ways for slug in self._refused.get(way, ()))

    def find(self, paper: Summary, key: str, orcid: str, refused: frozenset[str]) -> tuple[str, bool]:
        """Return the slug of the entry to which a mention goes, or nothing; and whether more than the name says so."""
        for way in references(paper.slug, paper.ids, paper.aliases) if self._by_paper else ():
            if (way, key) in self._by_paper:
                return self._by_paper[way, key].slug, True
        known = self._by_orcid.get(orcid) if orcid else None
        if known is not None and known.slug not in refused:
            return known.slug, True
        entry = self._by_name.get(key)
        if entry is None or entry.slug in refused or (orcid and entry.orcid):
            return "", False
        return entry.slug, False


def _owners(wishes: AuthorsFile) -> dict[str, PersonEntry]:
    """Return to whom a name alone gives a paper: to the one entry that claims it without listing papers.

    Of several such, to the one that has no ORCID iD to be known by; where all have one, to nobody.
    """
    claims: dict[str, list[PersonEntry]] = defaultdict(list)
    for entry in wishes.people:
        for key in entry.keys if not entry.papers else ():
            claims[key].append(entry)
    owners = {}
    for key, entries in claims.items():
        nameless = [entry for entry in entries if not entry.orcid]
        candidates = entries if len(entries) == 1 else nameless
        if len(candidates) == 1:
            owners[key] = candidates[0]
    return owners
