"""Who wrote the papers: people, as far as names, ORCID iDs and the authors' file tell them apart.

- One ORCID iD is one person, however the name is written; two iDs are two people, whatever their names are.
- So are the identifiers of a source (``s2:1741101``), where no ORCID iD says otherwise: one is one person, two of one source are two.
  Those of different sources do not contradict each other, and a name joins them.
- Without an identifier a name is a person. Where one person with one has that name, it is theirs; where several have it, the papers
  without an identifier form an entry of their own, which says that it may be several people.
- The file ``content/authors.yaml`` wins over both.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

import msgspec

from sitegen.analysis.people_claims import Attribution, Identity, attribute
from sitegen.analysis.people_mentions import Mention
from sitegen.papers.authors_file import AuthorsFile, PersonEntry
from sitegen.papers.names import PersonName, index_key, read_name, slug_of_key
from sitegen.papers.summary import Summary, newest_first
from sitegen.text import digest

_LAST_GROUP = 4
"""How many digits of an identifier tell namesakes apart in an address."""
_DIGITS = re.compile(f"[0-9]{{1,{_LAST_GROUP}}}$")


class Person(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """Somebody who wrote papers."""

    slug: str
    """The last part of the address; the same as long as the oldest paper and the identifiers of namesakes are."""
    name: str
    """The most frequent spelling, ``Given Family``."""
    read_name: PersonName
    """The same as it is compared."""
    papers: tuple[str, ...]
    """Slugs, newest first."""
    orcid: str = ""
    ids: tuple[str, ...] = ()
    """The identifiers at sources, sorted: ``s2:1741101``."""
    spellings: tuple[str, ...] = ()
    """The other spellings of the name, sorted."""
    known_as: tuple[str, ...] = ()
    """Every spelling that the authors' file tells, the shown one first; empty for who is not in it."""
    ambiguous: bool = False
    """Whether the papers may be those of several people of this name."""
    initials: bool = False
    """Whether the name is known by initials alone."""
    namesakes: tuple[str, ...] = ()
    """Slugs of others who write the same name, sorted."""
    url: str = ""
    affiliation: str = ""
    note: str = ""

    @cached_property
    def sort_key(self) -> str:
        """What it is sorted by in an index: family name first, in ``a-z``, ``0-9`` and single spaces."""
        return index_key(self.read_name)


class People(msgspec.Struct, frozen=True, dict=True):
    """Everybody, and who is behind the names on each paper. Made by :func:`find_people`."""

    persons: Mapping[str, Person]
    """By slug, in the order of slugs."""
    by_paper: Mapping[str, tuple[str, ...]]
    """The slugs of a paper's people in the order of its authors; empty text for a name that has no letter."""

    def co_authors(self, slug: str) -> tuple[tuple[str, int], ...]:
        """Return with whom a person wrote and how many papers each, the most frequent first."""
        counts: dict[str, int] = {}
        for paper in self.persons[slug].papers:
            for other in set(self.by_paper[paper]):
                counts[other] = counts.get(other, 0) + 1
        most = sorted([(-count, other) for other, count in counts.items() if other and other != slug])
        return tuple([(other, -count) for count, other in most])

    @cached_property
    def any_known_as(self) -> bool:
        """Whether the authors' file tells a spelling of anybody."""
        return any(person.known_as for person in self.persons.values())

    def with_pages(self, threshold: int) -> frozenset[str]:
        """Return the slugs of those who have ``threshold`` papers, none for 0; and of names that only lead to such namesakes."""
        if threshold < 1:
            return frozenset()
        if threshold not in self._found_with_pages:
            found = {slug for slug, person in self.persons.items() if len(person.papers) >= threshold}
            signposts = {slug for slug, person in self.persons.items() if not person.papers and not found.isdisjoint(person.namesakes)}
            self._found_with_pages[threshold] = frozenset(found | signposts)
        return self._found_with_pages[threshold]

    @cached_property
    def _found_with_pages(self) -> dict[int, frozenset[str]]:
        return {}


NO_PEOPLE = People({}, {})
"""Of papers of which it is not asked."""


def find_people(papers: Iterable[Summary], wishes: AuthorsFile | None = None) -> People:
    """Tell who wrote the papers. The order of ``papers`` does not matter."""
    summaries = {paper.slug: paper for paper in papers}
    wishes = wishes or AuthorsFile()
    entries = {entry.slug: entry for entry in wishes.people}
    attribution = attribute(summaries.values(), wishes)
    groups: dict[Identity, list[Mention]] = defaultdict(list)
    for mention, identity in attribution.mentions:
        groups[identity].append(mention)
    contested = _contested(attribution, groups)
    doubtful = frozenset(contested.values())
    order = {slug: place for place, slug in enumerate(newest_first(summaries.values()))}
    slugs = _slugs(groups, contested, attribution.bearers, order)
    bearers = _slugs_of_names(groups, contested, slugs)
    spelt = _spellings(attribution, contested)
    persons = []
    for identity, slug in slugs.items():
        mentions = groups.get(identity, [])
        if identity[0] == "name" and identity[1] not in bearers and _are_spelt_alike(mentions):
            # So are most: a name that nothing but itself tells of, always spelt alike.
            persons.append(_plain_person(slug, mentions, order))
            continue
        shown = mentions or spelt[identity[1]]
        namesakes = {other for key in {mention.name.key for mention in shown} for other in bearers.get(key, ())} - {slug}
        person = _person(slug, identity, shown, entries[slug] if identity[0] == "entry" else None)
        person = msgspec.structs.replace(
            person,
            papers=_in_order(mentions, order),
            ambiguous=identity in doubtful or (identity[0] != "orcid" and _stands_twice(mentions)),
            namesakes=tuple(sorted(namesakes)),
        )
        persons.append(person)
    by_paper = {paper.slug: [""] * len(paper.authors) for paper in summaries.values()}
    for identity, mentions in groups.items():
        slug = slugs[identity]
        for mention in mentions:
            by_paper[mention.paper][mention.position] = slug
    return People(
        {person.slug: person for person in sorted(persons, key=lambda person: person.slug)},
        {paper: tuple(people) for paper, people in sorted(by_paper.items())},
    )


def _contested(attribution: Attribution, groups: Mapping[Identity, Sequence[Mention]]) -> dict[str, Identity]:
    """Return the identities of names that several known people bear, by key.

    Each is there even when no paper is left to it: its address, once the only one of that name, then leads to the others.
    """
    shared = {key: bearers for key, bearers in sorted(attribution.bearers.items()) if len(bearers) > 1}
    writing: dict[str, set[Identity]] = {key: set() for key in shared}
    for mention, identity in attribution.mentions if shared else ():
        if mention.name.key in shared:
            writing[mention.name.key].add(identity)
    return {key: ("name", key) for key, bearers in shared.items() if ("name", key) in groups or len(bearers & writing[key]) > 1}


def _slugs_of_names(
    groups: Mapping[Identity, Sequence[Mention]], contested: Mapping[str, Identity], slugs: Mapping[Identity, str]
) -> dict[str, set[str]]:
    """Return who writes a name, by its key, without names that are nothing but a person of their own, as most are."""
    writing: dict[str, set[str]] = defaultdict(set)
    for identity, mentions in groups.items():
        if identity[0] != "name":
            for key in {mention.name.key for mention in mentions}:
                writing[key].add(slugs[identity])
    for key in {*writing, *contested}:
        writing[key].update([slugs["name", key]] if ("name", key) in slugs else [])
    return writing


def _spellings(attribution: Attribution, contested: Mapping[str, Identity]) -> dict[str, list[Mention]]:
    spelt: dict[str, list[Mention]] = {key: [] for key in contested}
    for mention, _ in attribution.mentions if contested else ():
        if mention.name.key in spelt:
            spelt[mention.name.key].append(mention)
    return spelt


def _slugs(
    groups: Mapping[Identity, Sequence[Mention]],
    contested: Mapping[str, Identity],
    bearers: Mapping[str, frozenset[Identity]],
    order: Mapping[str, int],
) -> dict[Identity, str]:
    """Give everybody a slug: entries their own, others one of their name, with a part of the identifier where that does not do."""
    taken = {value for kind, value in {*groups, *(one for known in bearers.values() for one in known)} if kind == "entry"}
    wanted: dict[Identity, str] = {}
    for identity, mentions in groups.items():
        kind, value = identity
        if kind == "entry":
            wanted[identity] = value
        elif kind != "name":
            wanted[identity] = _slug_of_known(identity, _oldest_name(mentions, order), contested, taken)
    for identity in {*contested.values(), *(one for one in groups if one[0] == "name")}:
        slug = slug_of_key(identity[1])
        if slug not in taken:
            wanted[identity] = slug
        elif identity in groups:
            wanted[identity] = f"{slug}-others"
    counts = Counter(wanted.values())
    # Two that want the same are parted by what they are, not by who came first.
    return {
        identity: slug if counts[slug] == 1 or identity[0] == "entry" else f"{slug}-{digest(*identity)[:8]}"
        for identity, slug in wanted.items()
    }


def _slug_of_known(identity: Identity, mention: Mention, contested: Mapping[str, Identity], taken: set[str]) -> str:
    """The plain name is for who alone has it; initials never are."""
    slug = slug_of_key(mention.name.key)
    if mention.name.key not in contested and not mention.name.initials and slug not in taken:
        return slug
    kind, value = identity
    if kind == "orcid":
        return f"{slug}-{value[-_LAST_GROUP:].lower()}"
    if value.startswith(f"acl:{slug}-"):  # the Anthology has told them apart in words
        return value.removeprefix("acl:")
    digits = _DIGITS.search(value)
    return f"{slug}-{digits[0] if digits else digest(value)[:_LAST_GROUP]}"


def _oldest_name(mentions: Sequence[Mention], order: Mapping[str, int]) -> Mention:
    """Return the mention of the oldest paper, one with a given name before initials alone; new papers do not change it."""
    return min(mentions, key=lambda mention: (mention.name.initials, -order[mention.paper], mention.position))


def _are_spelt_alike(mentions: Sequence[Mention]) -> bool:
    return len(mentions) == 1 or len({mention.name.shown for mention in mentions}) == 1


def _in_order(mentions: Sequence[Mention], order: Mapping[str, int]) -> tuple[str, ...]:
    """Return the papers of the mentions, newest first."""
    if len(mentions) == 1:
        return (mentions[0].paper,)
    return tuple(sorted({mention.paper for mention in mentions}, key=order.__getitem__))


def _plain_person(slug: str, mentions: Sequence[Mention], order: Mapping[str, int]) -> Person:
    name, papers = mentions[0].name, _in_order(mentions, order)
    twice = len(papers) < len(mentions)
    return Person(slug=slug, name=name.shown, read_name=name, papers=papers, ambiguous=twice, initials=name.initials)


def _person(slug: str, identity: Identity, mentions: Sequence[Mention], entry: PersonEntry | None) -> Person:
    """Return a person without papers: names, and what the file says."""
    names = {mention.name.shown: mention.name for mention in mentions}
    uses = Counter(mention.name.shown for mention in mentions)
    name = read_name(entry.name) if entry else names[min(uses, key=lambda spelling: (names[spelling].initials, *_by_use(spelling, uses)))]
    others = {*uses, *(read_name(other).shown for other in (entry.names if entry else ()))} - {name.shown}
    orcids = sorted({mention.orcid for mention in mentions if mention.orcid})
    return Person(
        slug=slug,
        name=name.shown,
        read_name=name,
        papers=(),
        orcid=(entry.orcid if entry else "") or (orcids[0] if len(orcids) == 1 and identity[0] != "name" else ""),
        ids=tuple(sorted({*_ids_of(identity, mentions), *(entry.ids if entry else ())})),
        spellings=tuple(sorted(others)),
        known_as=(entry.name, *entry.names) if entry else (),
        initials=name.initials,
        url=entry.url if entry else "",
        affiliation=entry.affiliation if entry else "",
        note=entry.note if entry else "",
    )


def _ids_of(identity: Identity, mentions: Sequence[Mention]) -> Iterator[str]:
    """Yield the identifiers of who is more than a name."""
    if identity[0] != "name":
        yield from (mention.source_id for mention in mentions if mention.source_id)


def _by_use(spelling: str, uses: Mapping[str, int]) -> tuple[int, bool, int, str]:
    """Order spellings: the most frequent, not in capitals, with most accents, alphabetically."""
    return (-uses[spelling], spelling.isupper(), -sum(not char.isascii() for char in spelling), spelling)


def _stands_twice(mentions: Iterable[Mention]) -> bool:
    """Tell whether one paper names the person twice: then they are two."""
    seen: set[str] = set()
    for mention in mentions:
        if mention.paper in seen:
            return True
        seen.add(mention.paper)
    return False
