"""A BibTeX file as a whole: macros are resolved, and entries inherit from those that they refer to.

Of ``crossref`` an entry takes what it lacks of what describes the volume (biblatex's manual, appendix B, *Default Inheritance Setup*), also
over several steps; its own identity (title, DOI, address, abstract) is never another's. Of ``xdata`` it takes whatever it lacks.
"""

from collections.abc import Iterable

from sitegen.ingest.readers.bibtex_scan import Entry, Part
from sitegen.papers.dates import MONTHS

Fields = dict[str, str]
"""The fields of an entry by their names, as TeX."""

_LONGEST_MACRO = 2_000
"""A longer macro stays its name: macros made of macros could grow without end."""
_LONGEST_VALUE = 5_000_000
_MOST_STEPS = 20
_JOINED = {"author": " and ", "editor": " and ", "keywords": ", ", "keyword": ", "}
"""Fields that may come more than once, and what sets their values apart; of others the first counts."""
_OF_THE_VOLUME = (
    *("year", "month", "day", "date", "publisher", "address", "location", "editor", "volume", "series", "organization", "institution"),
    *("journal", "journaltitle", "booktitle", "eventtitle", "language", "langid", "isbn", "issn"),
)
_WITHIN_VOLUMES = frozenset(
    ("inproceedings", "conference", "incollection", "inbook", "inreference", "suppbook", "suppcollection", "bookinbook")
)
_VOLUMES = frozenset(
    ("proceedings", "mvproceedings", "collection", "mvcollection", "book", "mvbook", "reference", "mvreference", "periodical")
)


class Library:
    """The entries of one file; macros are resolved whether they stand before or behind their use."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.entries: list[Entry] = []
        self._macros = {month[:3].lower(): month for month in MONTHS}
        self._by_key: dict[str, Entry] = {}
        for entry in entries:
            if entry.kind == "string":
                self._define(entry)
            else:
                self.entries.append(entry)
                if entry.key:
                    self._by_key.setdefault(entry.key, entry)
                    self._by_key.setdefault(entry.key.lower(), entry)

    def _define(self, entry: Entry) -> None:
        for name, parts in entry.fields:
            value = self._value(parts)
            self._macros[name] = value if len(value) <= _LONGEST_MACRO else name

    def _value(self, parts: tuple[Part, ...]) -> str:
        pieces, length = [], 0
        for is_bare, text in parts:
            piece = self._macros.get(text.lower(), text) if is_bare else text
            length += len(piece)
            if length > _LONGEST_VALUE:
                break
            pieces.append(piece)
        return "".join(pieces)

    def own_fields(self, entry: Entry) -> Fields:
        """Return the fields that stand in the entry itself and are not blank."""
        found: dict[str, list[str]] = {}
        for name, parts in entry.fields:
            value = self._value(parts).strip()
            if value and (name in _JOINED or name not in found):
                found.setdefault(name, []).append(value)
        return {name: _JOINED.get(name, " ").join(values) for name, values in found.items()}

    def fields(self, entry: Entry) -> Fields:
        """Return the fields of an entry with those that it inherits. A reference to nowhere, or in a circle, gives nothing."""
        fields = self.own_fields(entry)
        seen = {id(entry)}
        child, steps = entry, 0
        # The nearest is asked first, so that it wins over what it inherits itself.
        waiting = self._named(fields)
        while waiting and steps < _MOST_STEPS:
            is_data, parent = waiting.pop(0)
            steps += 1
            if id(parent) in seen:
                continue
            seen.add(id(parent))
            given = self.own_fields(parent)
            waiting += self._named(given)
            _inherit(fields, child.kind, given, parent.kind, is_data=is_data)
        return fields

    def _named(self, fields: Fields) -> list[tuple[bool, Entry]]:
        """Return the entries that these fields name: whether as a container of data, and which."""
        keys = [(True, key.strip()) for key in fields.get("xdata", "").split(",")][:_MOST_STEPS]
        keys.append((False, fields.get("crossref", "").strip()))
        found = ((is_data, self._by_key.get(key) or self._by_key.get(key.lower())) for is_data, key in keys if key)
        return [(is_data, entry) for is_data, entry in found if entry is not None]


def _inherit(fields: Fields, kind: str, given: Fields, parent_kind: str, *, is_data: bool) -> None:
    if is_data:
        for name, value in given.items():
            fields.setdefault(name, value)
        return
    # A year and a date are two spellings of one thing: the child's own wins over either.
    has_date = "date" in fields or "year" in fields
    for name in _OF_THE_VOLUME:
        if name in given and not (has_date and name in ("year", "month", "day", "date")):
            fields.setdefault(name, given[name])
    if kind in _WITHIN_VOLUMES and parent_kind in _VOLUMES and "title" in given:
        fields.setdefault("booktitle", given["title"])
    is_of_a_book = kind in ("inbook", "bookinbook", "suppbook") or (kind in _VOLUMES and "editor" not in fields)
    if is_of_a_book and "author" in given:
        fields.setdefault("author", given["author"])
    if kind == "article":
        for name in ("number", "issue"):
            if name in given:
                fields.setdefault(name, given[name])
        if parent_kind == "periodical" and "title" in given:
            fields.setdefault("journaltitle", given["title"])
