"""Who wrote the papers: people, as far as names, ORCID iDs and the authors' file tell them apart.

- One ORCID iD is one person, however the name is written; two iDs are two people, whatever their names are.
- So are the identifiers of a source (``s2:1741101``), where no ORCID iD says otherwise: one is one person, two of one source are two.
  Those of different sources do not contradict each other, and a name joins them.
- Without an identifier a name is a person. Where one person with one has that name, it is theirs; where several have it, the papers
  without an identifier form an entry of their own, which says that it may be several people.
- The file ``content/authors.yaml`` wins over both.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from functools import cached_property

import msgspec

from sitegen.analysis.people_claims import Attribution, Identity, attribute
from sitegen.analysis.people_mentions import Mention
from sitegen.analysis.people_slugs import Slugs, give_slugs
from sitegen.analysis.persons import Person, Persons, most_used
from sitegen.analysis.plain_names import Names, PlainPapers, plain_papers, sort_names
from sitegen.papers.authors_file import AuthorsFile, PersonEntry
from sitegen.papers.names import read_name
from sitegen.papers.summary import Summary, newest_first


class People(msgspec.Struct, frozen=True, dict=True):
    """Everybody, and who is behind the names on each paper. Made by :func:`find_people`."""

    persons: Persons
    """By slug, in the order of slugs."""
    by_paper: Mapping[str, tuple[str, ...]]
    """The slugs of a paper's people in the order of its authors; empty text for a name that has no letter."""

    @cached_property
    def known_as(self) -> Mapping[str, tuple[str, ...]]:
        """The spellings that the authors' file tells, of each whom it tells of, by slug."""
        return {slug: person.known_as for slug, person in self.persons.known.items() if person.known_as}

    @cached_property
    def with_several_papers(self) -> frozenset[str]:
        """The slugs of those who have several papers."""
        return frozenset(self.persons.with_papers(2))

    def with_pages(self, threshold: int) -> frozenset[str]:
        """Return the slugs of those who have ``threshold`` papers, none for 0; and of names that only lead to such namesakes."""
        if threshold < 1:
            return frozenset()
        if threshold not in self._found_with_pages:
            found = self.persons.with_papers(threshold)
            known = self.persons.known.items()
            signposts = {slug for slug, person in known if not person.papers and not found.isdisjoint(person.namesakes)}
            self._found_with_pages[threshold] = frozenset(found | signposts)
        return self._found_with_pages[threshold]

    @cached_property
    def _found_with_pages(self) -> dict[int, frozenset[str]]:
        return {}


NO_PEOPLE = People(Persons({}, PlainPapers({}, {}), {}, {}), {})
"""Of papers of which it is not asked."""


def find_people(papers: Iterable[Summary], wishes: AuthorsFile | None = None, newest: Sequence[str] = ()) -> People:
    """Tell who wrote the papers. Their order does not matter; ``newest`` are their slugs, newest first, where that is known already."""
    summaries = {paper.slug: paper for paper in papers}
    wishes = wishes or AuthorsFile()
    newest = newest or newest_first(summaries.values())
    order = {slug: place for place, slug in enumerate(newest)}
    names = sort_names(summaries.values(), wishes)
    attribution = attribute(_with_names(summaries.values(), names.told_of), wishes, names.told_of)
    groups: dict[Identity, list[Mention]] = defaultdict(list)
    for mention, identity in attribution.mentions:
        groups[identity].append(mention)
    contested = _contested(attribution, groups)
    slugs = give_slugs(groups, contested, attribution.bearers, names.plain, order)
    by_paper = _by_paper(summaries, names, groups, slugs)
    known = _known_people(attribution, groups, contested, slugs.known, wishes, order)
    return People(Persons(known, plain_papers(by_paper, newest, known), by_paper, summaries), by_paper)


def _with_names(papers: Iterable[Summary], keys: Set[str]) -> list[Summary]:
    """Return the papers on which any of the names stands."""
    return [paper for paper in papers if any(name.key in keys for name in paper.author_names)] if keys else []


def _by_paper(
    papers: Mapping[str, Summary], names: Names, groups: Mapping[Identity, Iterable[Mention]], slugs: Slugs
) -> dict[str, tuple[str, ...]]:
    """Return the slugs of each paper's people, in the order of its authors."""
    slug_of = slugs.plain.get
    by_paper = {paper: tuple([slug_of(name.key, "") for name in papers[paper].author_names]) for paper in sorted(papers)}
    others: dict[str, dict[int, str]] = defaultdict(dict)
    for paper, places in names.hidden.items():
        others[paper] = dict.fromkeys(places, "")
    for identity, mentions in groups.items():
        for mention in mentions:
            others[mention.paper][mention.position] = slugs.known[identity]
    for paper, owners in others.items():
        by_paper[paper] = tuple(owners.get(place, slug) for place, slug in enumerate(by_paper[paper]))
    return by_paper


def _known_people(
    attribution: Attribution,
    groups: Mapping[Identity, Sequence[Mention]],
    contested: Mapping[str, Identity],
    slugs: Mapping[Identity, str],
    wishes: AuthorsFile,
    order: Mapping[str, int],
) -> dict[str, Person]:
    """Return those of whose names more is told than the names themselves, by slug."""
    entries = {entry.slug: entry for entry in wishes.people}
    doubtful = frozenset(contested.values())
    bearers = _slugs_of_names(groups, contested, slugs)
    spelt = _spellings(attribution, contested)
    known = {}
    for identity, slug in slugs.items():
        mentions = groups.get(identity, [])
        shown = mentions or spelt[identity[1]]
        namesakes = {other for key in {mention.name.key for mention in shown} for other in bearers.get(key, ())} - {slug}
        person = _person(slug, identity, shown, entries[slug] if identity[0] == "entry" else None)
        papers = {mention.paper for mention in mentions}
        known[slug] = msgspec.structs.replace(
            person,
            papers=tuple(sorted(papers, key=order.__getitem__)),
            # Whom one paper names twice are two.
            ambiguous=identity in doubtful or (identity[0] != "orcid" and len(papers) < len(mentions)),
            namesakes=tuple(sorted(namesakes)),
        )
    return known


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


def _person(slug: str, identity: Identity, mentions: Sequence[Mention], entry: PersonEntry | None) -> Person:
    """Return a person without papers: names, and what the file says."""
    names = [mention.name for mention in mentions]
    name = read_name(entry.name) if entry else most_used(names)
    others = {one.shown for one in (*names, *(map(read_name, entry.names) if entry else ()))} - {name.shown}
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
