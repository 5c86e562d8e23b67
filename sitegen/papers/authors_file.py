"""What a person says about who the authors are: ``content/authors.yaml``.

A name is not a person. The file merges spellings of one person, and parts people of one name. It need not exist.
"""

import re
from pathlib import Path
from typing import Any

import msgspec

from sitegen.errors import Problem, SitegenError, did_you_mean
from sitegen.papers.author_ids import check_author_id
from sitegen.papers.frontmatter import is_slug
from sitegen.papers.list_entry import ListEntry
from sitegen.papers.names import read_name, slug_of_key
from sitegen.papers.paper import IDENTIFIERS, check_identifier, check_orcid, check_url
from sitegen.papers.store import read_text
from sitegen.text import one_line
from sitegen.yamltext import Positions, YamlProblem, parse

AUTHORS_FILE = "authors.yaml"
"""The file's name within the content folder."""

_SHAPE = "it holds a list of people, each with name and, where needed, names, slug, orcid, ids, papers, not, url, affiliation, note"
_KEYS = ("name", "slug", "names", "orcid", "ids", "papers", "not", "url", "affiliation", "note")
_BARE_ARXIV = re.compile(r"\d{4}\.\d{4,5}(?:v\d+)?")


class PersonEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One person of the file."""

    name: str
    """As the site shows it: ``Given Family``."""
    slug: str
    """The last part of the address of the person's page; made of the name when the file does not say it."""
    names: tuple[str, ...] = ()
    """Other spellings of the name."""
    orcid: str = ""
    """``0000-0002-1825-0097``, or empty."""
    ids: tuple[str, ...] = ()
    """Identifiers at sources, each of them this person's: ``s2:1741101``."""
    papers: tuple[str, ...] = ()
    """When there are any: the only papers that the name alone gives to this person, as :func:`references` has them."""
    not_papers: tuple[str, ...] = ()
    """Papers that are somebody else's, though name or ORCID iD fit; in the file ``not``."""
    url: str = ""
    affiliation: str = ""
    note: str = ""
    """One line of plain text on the person."""
    line: int = 0
    """Where the entry begins in the file, from 1."""

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of all spellings, each once; see :func:`sitegen.papers.names.read_name`."""
        return tuple(dict.fromkeys(read_name(name).key for name in (self.name, *self.names)))


class AuthorsFile(msgspec.Struct, frozen=True):
    """Everybody in the file, in its order. Made by :func:`load_authors`, which has checked that they do not contradict each other."""

    people: tuple[PersonEntry, ...] = ()
    path: str = ""
    """The file, as messages show it."""


def load_authors(path: Path, shown: str) -> AuthorsFile:
    """Read and check the file; without one there is nobody in it. Raises :class:`SitegenError` with everything that is wrong.

    ``shown`` is the file's name in messages.
    """
    if not path.exists():
        return AuthorsFile()
    text = read_text(path, shown)
    if isinstance(text, Problem):
        raise SitegenError(text)
    text = text.removeprefix("\ufeff")
    try:
        tree = parse(text, shown)
    except YamlProblem as error:
        raise SitegenError(error.problem) from None
    if tree is None:
        return AuthorsFile(path=shown)
    if not isinstance(tree, list):
        raise SitegenError(Problem(path=shown, line=1, message="expected a list of people", hint=_SHAPE))
    positions = Positions(text, shown)
    readers = [_EntryReader(index, value, positions) for index, value in enumerate(tree)]
    people = tuple(reader.person for reader in readers)
    problems = [problem for reader in readers for problem in reader.problems]
    problems += _check_unique(people, positions) + _check_names(people, positions) + _check_papers(people, positions)
    if problems:
        raise SitegenError(sorted(problems, key=lambda problem: (problem.line, problem.message)))
    return AuthorsFile(people, shown)


class _EntryReader(ListEntry):
    """One item of the list while it is checked: the person as far as it could be read, and what is wrong with the entry."""

    def __init__(self, index: int, value: Any, positions: Positions) -> None:
        super().__init__(index, value, positions, known=_KEYS, expected="expected a person with a name", hint=_SHAPE)
        self.person = self._read() if self.is_mapping else PersonEntry(name="", slug="")

    def _read(self) -> PersonEntry:
        name = self._name()
        orcid = self._line("orcid").removeprefix("https://orcid.org/").upper()
        url = self._line("url")
        self._check(check_orcid(orcid) or _check_digit(orcid), "orcid", "write it like 0000-0002-1825-0097")
        self._check(check_url(url) if url else "", "url", "write the whole address, with https:// before it")
        return PersonEntry(
            name=name,
            slug=self._slug(name),
            names=tuple(self._names()),
            orcid=orcid,
            ids=tuple(self._ids()),
            papers=tuple(self._references("papers")),
            not_papers=tuple(self._references("not")),
            url=url,
            affiliation=self._line("affiliation"),
            note=self._line("note"),
            line=self.line,
        )

    def _check(self, wrong: str, key: str, hint: str) -> None:
        if wrong:
            self.report(wrong, key, hint=hint)

    def _line(self, key: str) -> str:
        return one_line(self.text(key))

    def _name(self) -> str:
        name = self._line("name")
        if "name" not in self.fields:
            self.report('the key "name" is missing', hint="add a line: name: …")
        elif name and not read_name(name).key:
            self.report(f'the name "{name}" has no letter', "name")
        return read_name(name).shown

    def _slug(self, name: str) -> str:
        slug = self._line("slug")
        # One letter is the address of a letter of the index.
        if slug and (not is_slug(slug) or len(slug) < 2):
            self.report(f'"{slug}" is not fit for an address', "slug", hint="use a-z, 0-9 and hyphens, two characters or more")
            return ""
        key = read_name(name).key
        return slug or (slug_of_key(key) if key else "")

    def _list(self, key: str) -> list[tuple[int, str]]:
        value = self.fields.get(key, [])
        if not isinstance(value, list):
            self.report(f'"{key}" must be a list', key, hint=f"write: {key}: [{value}]" if isinstance(value, str) else "")
            return []
        entries = []
        for number, entry in enumerate(value):
            if isinstance(entry, str) and one_line(entry):
                entries.append((number, one_line(entry)))
            else:
                self.report(f'"{key}" must hold text alone', key, number)
        return entries

    def _names(self) -> list[str]:
        names = self._list("names")
        for number, name in names:
            if not read_name(name).key:
                self.report(f'the name "{name}" has no letter', "names", number)
        return [name for _, name in names if read_name(name).key]

    def _ids(self) -> list[str]:
        ids = self._list("ids")
        for number, identifier in ids:
            wrong = check_author_id(identifier)
            if wrong:
                self.report(wrong, "ids", number, hint="write it like s2:1741101")
        return [identifier for _, identifier in ids if not check_author_id(identifier)]

    def _references(self, key: str) -> list[str]:
        found = []
        for number, text in self._list(key):
            kind, colon, value = text.partition(":")
            if colon:
                wrong = check_identifier(kind, value)
                hint = did_you_mean(kind, IDENTIFIERS) if kind not in IDENTIFIERS else ""
            else:
                wrong = "" if is_slug(text) else f'"{text}" is neither the slug of a paper nor an identifier'
                hint = f"write: arxiv:{text}" if _BARE_ARXIV.fullmatch(text) else "write a slug, or an identifier like arxiv:2503.07460"
            if wrong:
                self.report(wrong, key, number, hint=hint)
            else:
                found.append(text if not colon else text.lower())
        return found


def references(slug: str, ids: tuple[tuple[str, str], ...], aliases: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Return all ways in which the file can name a paper: its slugs, and its identifiers as ``arxiv:2503.07460`` in small letters."""
    return (slug, *aliases, *(f"{kind}:{value.lower()}" for kind, value in ids))


def _check_digit(orcid: str) -> str:
    """Return that the last digit of an ORCID iD contradicts the others (ISO/IEC 7064, MOD 11-2), or an empty string."""
    if not orcid or check_orcid(orcid):
        return ""
    total = 0
    for digit in orcid.replace("-", "")[:-1]:
        total = (total + int(digit)) * 2 % 11
    expected = "0123456789X"[(12 - total) % 11]
    return "" if orcid[-1] == expected else f'"{orcid}" is not an ORCID iD: its last digit does not fit the others'


def _check_unique(people: tuple[PersonEntry, ...], positions: Positions) -> list[Problem]:
    problems = []
    owners: dict[str, int] = {}
    for index, person in enumerate(people):
        for identifier in person.ids:
            earlier = owners.setdefault(identifier, index)
            if earlier != index:
                hint = f"the other is on line {positions.line(earlier)}; one person has one entry"
                problems.append(positions.problem(f"two people have the id {identifier}", index, "ids", hint=hint))
    for key in ("slug", "orcid"):
        first: dict[str, int] = {}
        for index, person in enumerate(people):
            value: str = getattr(person, key)
            earlier = first.setdefault(value, index)
            if value and earlier != index:
                hint = f"the other is on line {positions.line(earlier)}"
                hint += "; give one of them a slug of its own" if key == "slug" else "; one person has one entry"
                problems.append(positions.problem(f"two people have the {key} {value}", index, key, hint=hint))
    return problems


def _check_names(people: tuple[PersonEntry, ...], positions: Positions) -> list[Problem]:
    """Find names that two people claim wholly: neither of them has papers or an identifier to tell them apart."""
    first: dict[str, int] = {}
    problems = []
    for index, person in enumerate(people):
        if person.papers or person.orcid or person.ids:
            continue
        for name in (person.name, *person.names):
            key = read_name(name).key
            earlier = first.setdefault(key, index)
            if key and earlier != index:
                hint = f'list the "papers" of one of them; the other is on line {positions.line(earlier)}'
                problems.append(positions.problem(f'two people claim the name "{name}"', index, hint=hint))
                break
    return problems


def _check_papers(people: tuple[PersonEntry, ...], positions: Positions) -> list[Problem]:
    """Find papers that two people of one name claim, and those that one person both claims and refuses."""
    problems = []
    first: dict[tuple[str, str], int] = {}
    for index, person in enumerate(people):
        for number, paper in enumerate(person.papers):
            if paper in person.not_papers:
                problems.append(positions.problem(f'"{paper}" stands in both "papers" and "not"', index, "papers", number))
            for key in person.keys:
                earlier = first.setdefault((paper, key), index)
                if earlier != index:
                    hint = f"the other is on line {positions.line(earlier)}"
                    problems.append(
                        positions.problem(f'two people of one name claim the paper "{paper}"', index, "papers", number, hint=hint)
                    )
                    break
    return problems
