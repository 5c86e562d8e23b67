"""Papers in a table: CSV (https://www.rfc-editor.org/rfc/rfc4180), with commas, semicolons, tabs or bars, and a header.

The header names the fields as in :mod:`sitegen.ingest.readers.neutral`; the title is required. So are read, among others, the tables of
Zotero, Scopus, IEEE Xplore, Mini-Conf, and what a spreadsheet saves (a byte order mark, UTF-16, ``sep=;`` in the first line).

A row that is not like the header is rejected with its line. Where a quote that is not closed would take the following rows with it, only
its first line is given up.
"""

import codecs
import csv
import io
from collections.abc import Iterable, Iterator

from sitegen.errors import Problem
from sitegen.ingest.readers.neutral import read_values
from sitegen.ingest.readers.neutral_keys import KNOWN, TITLES
from sitegen.ingest.readers.neutral_values import is_blank, key_of
from sitegen.ingest.record import Provenance, Record, Rejected
from sitegen.ingest.sample import Sample

READER = "neutral-csv"

_EXPECTED = "a table whose first line names its columns: title, authors, abstract, date, url, doi …"
_DELIMITERS = (",", ";", "\t", "|")
_LONGEST_HEADER = 20_000
_NO_TABLE = ("<", "{", "[", "@", "%", "TY  -")
_CHUNK = 1 << 20
_MOST_REREAD = 10
"""How many times its own length an input may be read again behind quotes that are not closed."""


def recognises(sample: Sample) -> bool:
    """Tell a table by its header: a title and at least one other column that papers have."""
    if sample.first is not None or sample.head.startswith(_NO_TABLE):
        return False
    header = _header(sample.head[:_LONGEST_HEADER].splitlines())
    return header is not None and sum(key_of(name) in KNOWN for name in header.names) >= 2


def read(data: bytes, source: str) -> Iterator[Record | Rejected]:
    """Read the rows in their order, one at a time."""
    with io.TextIOWrapper(io.BytesIO(data), _encoding(data), "replace", newline="") as stream:
        lines = _Lines(stream, budget=_MOST_REREAD * len(data))
        header = _header(lines)
        if header is None:
            problem = Problem(
                path=source, line=1, message='this is no table of papers: no column is called "title"', hint=f"expected: {_EXPECTED}"
            )
            yield Rejected(problem, "".join((*lines.taken, *lines)))
            return
        is_empty = True
        for item in _rows(lines, header, source):
            is_empty = False
            found = item if isinstance(item, Rejected) else read_values(*item)
            if isinstance(found, Rejected):
                yield found
            elif isinstance(found, Problem):
                yield Rejected(found, "".join(lines.taken))
            else:
                yield from found
        if is_empty:
            yield Rejected(Problem(path=source, message="the table has a header and no row", hint=f"expected: {_EXPECTED}"), header.text)


class _Header:
    """The names of the columns, and how they are set apart."""

    def __init__(self, text: str, names: list[str], delimiter: str, quote: str) -> None:
        self.text = text
        self.names = names
        self.delimiter = delimiter
        self.quote = quote


class _Lines:
    """The lines of a table, of which those that were taken last can be given back."""

    def __init__(self, stream: Iterable[str], budget: int) -> None:
        self._stream = iter(stream)
        self._returned: list[str] = []
        self._budget = budget
        self.taken: list[str] = []
        self.number = 0
        """The number of the line that was taken last, from 1."""

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self._returned.pop() if self._returned else next(self._stream)
        self.taken.append(line)
        self.number += 1
        return line

    def begin(self) -> int:
        """Forget what was taken before; return the number of the line that comes next."""
        self.taken = []
        return self.number + 1

    def give_back(self) -> None:
        """Give back all that was taken but the first line, while that has not been done too often."""
        length = sum(map(len, self.taken[1:]))
        if length <= self._budget:
            self._budget -= length
            self.number -= len(self.taken) - 1
            self._returned += reversed(self.taken[1:])
            self.taken = self.taken[:1]


def _rows(lines: _Lines, header: _Header, source: str) -> Iterator[Rejected | tuple[dict[str, object], Provenance]]:
    """Hand out the rows as objects with their place, and those that are none; the lines of each are those taken last."""
    rows = csv.reader(lines, delimiter=header.delimiter, quotechar=header.quote, strict=True)
    position, width = 0, len(header.names)
    while True:
        line = lines.begin()
        try:
            cells = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            lines.give_back()
            position += 1
            yield _rejected(lines, line, source, f"the row cannot be read: {error}", "a quote within quotes is written twice")
            continue
        if not any(cell.strip() for cell in cells):
            continue
        position += 1
        if len(cells) > width and not any(cells[width:]):
            cells = cells[:width]
        if len(cells) != width:
            lines.give_back()
            message = f"the row has {len(cells)} cell{'s' * (len(cells) != 1)}, and the header names {width}"
            yield _rejected(lines, line, source, message, f"cells with a {_named(header.delimiter)} in them stand in quotes")
            continue
        value: dict[str, object] = {}
        for name, cell in zip(header.names, cells, strict=True):
            if not is_blank(cell):
                value.setdefault(name, cell)
        yield value, Provenance(source, line, READER, position)


def _rejected(lines: _Lines, line: int, source: str, message: str, hint: str) -> Rejected:
    return Rejected(Problem(path=source, line=line, message=message, hint=hint), "".join(lines.taken))


def _named(delimiter: str) -> str:
    return {",": "comma", ";": "semicolon", "\t": "tab"}.get(delimiter, "bar")


def _header(lines: Iterable[str]) -> _Header | None:
    """Return the header, which is the first line that is not blank; None where it names no title."""
    for line in lines:
        if not line.strip() or line.strip().lower().startswith("sep=") or len(line) > _LONGEST_HEADER:
            continue
        quote = "'" if line.lstrip("\ufeff ").startswith("'") else '"'
        found = [header for delimiter in _DELIMITERS if (header := _split(line, delimiter, quote))]
        return max(found, key=lambda header: sum(key_of(name) in KNOWN for name in header.names), default=None)
    return None


def _split(line: str, delimiter: str, quote: str) -> _Header | None:
    try:
        names = next(csv.reader([line], delimiter=delimiter, quotechar=quote, skipinitialspace=True), [])
    except csv.Error:
        return None
    return _Header(line, [name.strip() for name in names], delimiter, quote) if any(key_of(name) in TITLES for name in names) else None


def _encoding(data: bytes) -> str:
    """Return the encoding: by the byte order mark, else UTF-8 where all is UTF-8, else Windows-1252."""
    for mark, name in ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")):
        if data.startswith(mark):
            return name
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for at in range(0, len(data), _CHUNK):
            decoder.decode(data[at : at + _CHUNK])
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"
