"""Which mention of a name on a paper belongs to whom: the rules that merge and part people.

An identity is a pair of kind and value: ``("entry", slug)`` for a person of the authors' file, ``("orcid", iD)``, ``("id", identifier)``
for who is known by the identifier of a source alone, or ``("name", key)``.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Set

import msgspec

from sitegen.analysis.people_mentions import Mention, read_mentions
from sitegen.papers.author_ids import kind_of_author_id
from sitegen.papers.authors_file import AuthorsFile
from sitegen.papers.summary import Summary

Identity = tuple[str, str]
"""Kind and value; see above."""

_RANKS = {"entry": 0, "orcid": 1, "id": 2}
"""Of identities that are one person, the first stands for all."""


class Attribution(msgspec.Struct, frozen=True):
    """Every mention with whom it belongs to, and who is known to bear each name."""

    mentions: tuple[tuple[Mention, Identity], ...]
    """In the order of papers and authors. Names without a letter belong to nobody, and are left out."""
    bearers: Mapping[str, frozenset[Identity]]
    """By the key of a name, those who have it and are known by more than it: by an identifier, or an entry of the file."""


def attribute(papers: Iterable[Summary], wishes: AuthorsFile, names: Set[str]) -> Attribution:
    """Say of every name on the papers whose it is, but only of names whose keys are in ``names``; no other may have an identifier."""
    mentions = read_mentions(papers, wishes, names)
    homes = {**_homes_of_ids(mentions, wishes), **_homes_of_orcids(mentions, wishes)}
    known = [(mention, None) if mention.is_bare else _known(mention, homes) for mention in mentions]
    bearers = _bearers(known, wishes)
    # Who lists the papers that are theirs gets no other by name alone.
    closed: set[Identity] = {("entry", entry.slug) for entry in wishes.people if entry.papers}
    initials = {mention.name.key for mention in mentions if mention.name.initials} - {key for entry in wishes.people for key in entry.keys}
    joined = _joined([those for key, those in bearers.items() if key not in initials and not those & closed], _kinds(known, wishes))
    borne = {
        key: frozenset(those) if joined.keys().isdisjoint(those) else frozenset(joined.get(identity, identity) for identity in those)
        for key, those in bearers.items()
    }
    found = []
    for mention, identity in known:
        if mention.is_bare and mention.name.key not in borne:
            found.append((mention, ("name", mention.name.key)))
            continue
        if identity is None:
            settled = _identity_by_name(mention, borne.get(mention.name.key, frozenset()), closed)
        else:
            settled = joined.get(identity, identity)
            settled = identity if _is_refused(mention, settled) else settled
        found.append((mention, ("name", mention.name.key) if _is_refused(mention, settled) else settled))
    return Attribution(tuple(found), borne)


def _known(mention: Mention, homes: Mapping[str, Identity]) -> tuple[Mention, Identity | None]:
    mention = _with_own_id(mention, homes)
    return mention, _known_identity(mention, homes)


def _with_own_id(mention: Mention, homes: Mapping[str, Identity]) -> Mention:
    """Take the identifier from a mention that the file gives to somebody else than those who have the identifier."""
    if not mention.source_id or mention.orcid:
        return mention
    home = homes.get(mention.source_id)
    is_own = home is not None and (not mention.is_certain or home == ("entry", mention.entry))
    return mention if is_own else msgspec.structs.replace(mention, source_id="")


def _known_identity(mention: Mention, homes: Mapping[str, Identity]) -> Identity | None:
    """Return whose a mention is by the file or an identifier; None where the name alone is left."""
    if mention.is_certain:
        return ("entry", mention.entry)
    if mention.orcid or mention.source_id:
        return homes[mention.orcid or mention.source_id]
    return ("entry", mention.entry) if mention.entry else None


def _identity_by_name(mention: Mention, bearers: Set[Identity], closed: Set[Identity]) -> Identity:
    # Initials are no name: they join nobody.
    if len(bearers) == 1 and not bearers & closed and not mention.name.initials:
        return next(iter(bearers))
    return ("name", mention.name.key)


def _is_refused(mention: Mention, identity: Identity) -> bool:
    return identity[0] == "entry" and identity[1] in mention.refused


def _bearers(known: Iterable[tuple[Mention, Identity | None]], wishes: AuthorsFile) -> dict[str, set[Identity]]:
    bearers: dict[str, set[Identity]] = defaultdict(set)
    for entry in wishes.people:
        for key in entry.keys:
            bearers[key].add(("entry", entry.slug))
    for mention, identity in known:
        if identity is not None and (mention.orcid or mention.source_id):
            bearers[mention.name.key].add(identity)
    return bearers


def _kinds(known: Iterable[tuple[Mention, Identity | None]], wishes: AuthorsFile) -> dict[Identity, set[str]]:
    """Return by what each identity is known: two that are known by one kind of identifier are two people; so are two of the file."""
    kinds: dict[Identity, set[str]] = defaultdict(set)
    for entry in wishes.people:
        own = {"entry", *map(kind_of_author_id, entry.ids)}
        kinds["entry", entry.slug] |= own | {"orcid"} if entry.orcid else own
    for mention, identity in known:
        if identity is not None and mention.orcid:
            kinds[identity].add("orcid")
        if identity is not None and mention.source_id:
            kinds[identity].add(kind_of_author_id(mention.source_id))
    return kinds


def _joined(names: Iterable[Set[Identity]], kinds: Mapping[Identity, set[str]]) -> dict[Identity, Identity]:
    """Return for identities that one name joins the one that stands for all of them; ``names`` has the bearers of each name.

    A name joins its bearers when nothing tells them apart: no two of them are known by the same kind of identifier. A chain of names that
    comes to two such joins nobody.
    """
    neighbours: dict[Identity, set[Identity]] = defaultdict(set)
    for bearers in names:
        if len(bearers) > 1 and _are_one(bearers, kinds):
            for identity in bearers:
                neighbours[identity] |= bearers
    joined: dict[Identity, Identity] = {}
    seen: set[Identity] = set()
    for start in neighbours:
        group, waiting = {start}, [] if start in seen else [start]
        while waiting:
            new = neighbours[waiting.pop()] - group
            group |= new
            waiting += new
        seen |= group
        if len(group) > 1 and _are_one(group, kinds):
            first = min(group, key=lambda identity: (_RANKS[identity[0]], identity))
            joined.update((identity, first) for identity in group)
    return joined


def _are_one(group: Set[Identity], kinds: Mapping[Identity, set[str]]) -> bool:
    return sum(len(kinds[identity]) for identity in group) == len({kind for identity in group for kind in kinds[identity]})


def _homes_of_orcids(mentions: Iterable[Mention], wishes: AuthorsFile) -> dict[str, Identity]:
    """Return whose each ORCID iD is: the entry that has it, or that alone claims it; else a person of its own."""
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


def _homes_of_ids(mentions: Iterable[Mention], wishes: AuthorsFile) -> dict[str, Identity]:
    """Return whose each other identifier is, where no ORCID iD tells: the entry that lists it, or that alone claims it; else its own.

    One that several entries claim is nobody's: the file parts whom the source took for one.
    """
    homes: dict[str, Identity] = {identifier: ("entry", entry.slug) for entry in wishes.people for identifier in entry.ids}
    listed = {(entry.slug, kind_of_author_id(identifier)) for entry in wishes.people for identifier in entry.ids}
    claimed: dict[str, set[str]] = defaultdict(set)
    for mention in mentions:
        if mention.source_id and not mention.orcid and mention.source_id not in homes:
            kind = kind_of_author_id(mention.source_id)
            slugs = claimed[mention.source_id]
            if mention.entry and (mention.entry, kind) not in listed:
                slugs.add(mention.entry)
    for identifier, slugs in claimed.items():
        if len(slugs) < 2:
            homes[identifier] = ("entry", next(iter(slugs))) if slugs else ("id", identifier)
    return homes
