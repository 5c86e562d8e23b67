"""The people who wrote papers, by their slugs."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

import msgspec

from sitegen.analysis.plain_names import PlainPapers
from sitegen.papers.names import PersonName, index_key
from sitegen.papers.summary import Summary


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


class Persons(Mapping[str, Person]):
    """Everybody by slug, in the order of slugs.

    Most people are a name on a paper or two and are never looked at: who is nothing but a name is put together when asked for.
    """

    def __init__(
        self, known: Mapping[str, Person], plain: PlainPapers, by_paper: Mapping[str, tuple[str, ...]], papers: Mapping[str, Summary]
    ) -> None:
        self.known = known
        """Those of whose names more is told than the names themselves, by slug."""
        self._plain = plain
        self._by_paper = by_paper
        self._papers = papers
        self._made: dict[str, Person] = {}

    def __getitem__(self, slug: str) -> Person:
        person = self.known.get(slug) or self._made.get(slug)
        if person is None:
            papers = (self._plain.once[slug],) if slug in self._plain.once else self._plain.often[slug]
            person = self._made[slug] = _plain_person(slug, self._names_of(slug, papers), papers)
        return person

    def __contains__(self, slug: object) -> bool:
        return slug in self._plain.once or slug in self._plain.often or slug in self.known

    def __iter__(self) -> Iterator[str]:
        return iter(sorted([*self.known, *self._plain.once, *self._plain.often]))

    def __len__(self) -> int:
        return len(self.known) + len(self._plain.once) + len(self._plain.often)

    def with_papers(self, least: int) -> set[str]:
        """Return the slugs of those who have so many papers, one or more."""
        found = {slug for slug, person in self.known.items() if len(person.papers) >= least}
        found.update(slug for slug, papers in self._plain.often.items() if len(papers) >= least)
        return found if least > 1 else found.union(self._plain.once)

    def names_on(self, paper: str) -> list[tuple[str, str]]:
        """Return slug and name of each person on a paper, in the order of its authors."""
        name_of = self._names.get
        people = zip(self._by_paper[paper], self._papers[paper].author_names, strict=True)
        return [(slug, name_of(slug, name.shown)) for slug, name in people if slug]

    @cached_property
    def _names(self) -> dict[str, str]:
        """The names of those who are not called what their one place says."""
        return {slug: self[slug].name for slug in (*self.known, *self._plain.often)}

    def _names_of(self, slug: str, papers: Iterable[str]) -> list[PersonName]:
        found: list[PersonName] = []
        for paper in papers:
            people, names = self._by_paper[paper], self._papers[paper].author_names
            if people.count(slug) == 1:
                found.append(names[people.index(slug)])
            else:
                found += [name for owner, name in zip(people, names, strict=True) if owner == slug]
        return found


def most_used(names: Sequence[PersonName]) -> PersonName:
    """Return the spelling that stands for all of them: one with a given name before initials alone, then the most frequent."""
    spellings = {name.shown: name for name in names}
    if len(spellings) == 1:
        return names[0]
    uses = Counter(name.shown for name in names)
    return spellings[min(uses, key=lambda spelling: (spellings[spelling].initials, *_by_use(spelling, uses)))]


def _by_use(spelling: str, uses: Mapping[str, int]) -> tuple[int, bool, int, str]:
    """Order spellings: the most frequent, not in capitals, with most accents, alphabetically."""
    return (-uses[spelling], spelling.isupper(), -sum(not char.isascii() for char in spelling), spelling)


def _plain_person(slug: str, names: Sequence[PersonName], papers: tuple[str, ...]) -> Person:
    """Return who is nothing but a name; ``names`` are all places where it stands."""
    name = most_used(names)
    others = {other.shown for other in names} - {name.shown}
    return Person(
        slug=slug,
        name=name.shown,
        read_name=name,
        papers=papers,
        spellings=tuple(sorted(others)),
        ambiguous=len(papers) < len(names),
        initials=name.initials,
    )
