"""Who the authors of a paper are, by all records of it: identifiers outlive the list of authors in which they came.

A younger record replaces the list of authors, and may know no identifiers. So the ledger remembers every identifier that a record gave to
a name of the paper, with the youngest day on which one did, and the list that stands gets them back. What it gets follows from the set of
all that is remembered, so that the order in which records come does not matter.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from sitegen.papers.names import read_name
from sitegen.papers.paper import Author
from sitegen.text import digest

_NONE = "-"


class _Known(msgspec.Struct, frozen=True, order=True):
    """What one record said of one author."""

    as_of: str
    orcid: str
    source_id: str
    person: str

    def contradicts(self, orcid: str, source_id: str) -> bool:
        """Whether it speaks of somebody else: another ORCID iD, or another identifier of the same source."""
        kind, other = self.source_id.partition(":")[0], source_id.partition(":")[0]
        same_kind = bool(self.source_id and source_id) and kind == other
        return bool(self.orcid and orcid and self.orcid != orcid) or (same_kind and self.source_id != source_id)


def remember(lines: Iterable[str], authors: Sequence[Author], as_of: str) -> tuple[str, ...]:
    """Return the lines of a ledger with what a record of the day ``as_of`` says of its authors added to them."""
    said = [
        _Known(as_of, author.orcid, author.source_id, person)
        for author, person in zip(authors, _people(authors), strict=True)
        if author.orcid or author.source_id
    ]
    youngest: dict[tuple[str, str, str], _Known] = {}
    for known in sorted([*map(_read, lines), *said]):
        youngest[known.person, known.orcid, known.source_id] = known
    return tuple(sorted(_write(known) for known in youngest.values()))


def without_identifiers(authors: Sequence[Author]) -> tuple[Author, ...]:
    """Return the authors as their names alone tell them."""
    return tuple(msgspec.structs.replace(author, orcid="", source_id="") for author in authors)


def with_identifiers(authors: Sequence[Author], lines: Iterable[str]) -> tuple[Author, ...]:
    """Return the authors with the identifiers that are remembered for them. What contradicts the younger is left out."""
    by_person: dict[str, list[_Known]] = {}
    for known in sorted(map(_read, lines), reverse=True):
        by_person.setdefault(known.person, []).append(known)
    return tuple(_identified(author, by_person.get(person, ())) for author, person in zip(authors, _people(authors), strict=True))


def _identified(author: Author, youngest_first: Iterable[_Known]) -> Author:
    orcid = source_id = ""
    for known in youngest_first:
        if not known.contradicts(orcid, source_id):
            orcid, source_id = orcid or known.orcid, source_id or known.source_id
    return msgspec.structs.replace(author, orcid=orcid, source_id=source_id)


def _people(authors: Sequence[Author]) -> Iterator[str]:
    """Yield for each author what tells him or her from the others of the paper, in all records of it.

    Namesakes on one paper are told apart by their places alone, and so only within the very same list of names.
    """
    keys = [read_name(author.name).key or author.name for author in authors]
    counts, seen = Counter(keys), Counter[str]()
    listed = digest(*keys)[:8]
    for key in keys:
        seen[key] += 1
        yield f"{key} #{seen[key]} {listed}" if counts[key] > 1 else key


def _read(line: str) -> _Known:
    as_of, orcid, source_id, person = line.split(" ", 3)
    return _Known(as_of, "" if orcid == _NONE else orcid, "" if source_id == _NONE else source_id, person)


def _write(known: _Known) -> str:
    return f"{known.as_of} {known.orcid or _NONE} {known.source_id or _NONE} {known.person}"
