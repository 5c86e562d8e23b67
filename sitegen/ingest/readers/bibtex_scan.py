"""The lexical side of BibTeX: a text → its entries with their fields, damaged ones too.

The grammar is that of BibTeX 0.99d (its source, *bibtex.web*) and of biblatex, read more tolerantly, because files are written by hand: a
missing comma, quotation mark or brace costs at most the field that it belongs to, and reading goes on at the next entry that begins a
line. Nothing here recurses, and the work is bounded (:data:`_BUDGET`).
"""

import re
from collections.abc import Iterator

import msgspec

Part = tuple[bool, str]
"""A piece of a value: whether it stands bare (a number or the name of a macro), and its text."""


class Entry(msgspec.Struct, frozen=True):
    """One ``@type{key, name = value, …}``; also ``@string``, without a key."""

    line: int
    kind: str
    """Its type in lower case."""
    key: str
    fields: tuple[tuple[str, tuple[Part, ...]], ...]
    """Names in lower case, in their order; a name may come twice."""
    raw: str
    complaint: str = ""
    """Why it cannot be believed; empty when it can."""


_BUDGET = 12
"""How often, on average, a character may be looked at in search of a closing brace before the rest is given up."""
_FAR = 5_000
"""How far a second reading of a value goes in search of an end that fits better."""

_GAP = r"(?:\s|%[^\n]{0,80}(?:\n|\Z))*"
_START = re.compile(rf"@{_GAP}([A-Za-z][\w.+-]*){_GAP}([{{(])")
_LINE_START = r"\n[ \t]*@[ \t]*[A-Za-z]+\s*[{(]\s*[^,{}()=\"\n]{0,200}[,=]"
_NEXT_ENTRY = re.compile(_LINE_START)
_SKIP = re.compile(r"(?:[\s,]|%[^\n]*(?:\n|\Z))*")
_KEY = re.compile(r"[^,=\n{}\"]*")
_NAME = re.compile(r"[^\s=,{}()\"#@%]+")
_EQUALS = re.compile(r"\s*=\s*|\s*(?=[{\"])")
_BARE = re.compile(r"[^,#{}\"\n%]+")
_BARE_IN_PARENTHESES = re.compile(r"[^,#{}\"\n%()]+")
_MARKS = re.compile(rf"[{{}}\"\\]|{_LINE_START}")
_FIELD_LINE = re.compile(r"\n[ \t]*[A-Za-z][\w:.-]{0,60}[ \t]*=[ \t]*[\"{\w]")
_FITS_BEHIND = re.compile(rf"{_GAP}(?:[,#}})]|[A-Za-z][\w:.-]{{0,60}}\s*=)")
_GOES_ON = re.compile(r"[})]\s*,\s*[A-Za-z][\w:.-]{0,60}\s*=\s*[\"{\w]")


def scan(text: str) -> Iterator[Entry]:
    """Find the entries of ``text``, whose lines end with ``\\n``. What stands between entries is a comment, as BibTeX has it."""
    scanner = _Scanner(text)
    position = line = 0
    counted = 0
    while True:
        at = text.find("@", position)
        if at < 0:
            return
        start = _START.match(text, at)
        if start is None or _is_comment(text, at):
            position = at + 1
            continue
        line += text.count("\n", counted, at)
        counted = at
        kind = start[1].lower()
        if kind == "comment":
            position = scanner.behind_comment(start.end())
            continue
        entry = scanner.entry(kind, start, line + 1)
        position = max(scanner.position, start.end())
        if kind != "preamble":
            yield entry
        if scanner.exhausted:
            rest = text[position:]
            if "@" in rest:
                yield Entry(line + 1, "", "", (), rest, "so many braces are missing before this place that the rest cannot be read")
            return


def _is_comment(text: str, at: int) -> bool:
    """Tell whether the ``@`` belongs to a word (an e-mail address) or stands in a line that begins with ``%``."""
    before = text[max(0, at - 200) : at]
    return before[-1:].isalnum() or before.rpartition("\n")[2].lstrip().startswith("%")


class _Scanner:
    """Reads entries of one text; :attr:`position` is behind what was read last."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.position = 0
        self._left = _BUDGET * len(text) + 100_000
        self._cut = False

    @property
    def exhausted(self) -> bool:
        """Whether the text is so damaged that reading on would take too long."""
        return self._left <= 0

    def behind_comment(self, start: int) -> int:
        """Return the position behind ``@comment{…}``; where its brace is not closed, the next entry ends it."""
        end = self._closing(start, "}", escapes=False)
        return start if end is None else end + 1

    def entry(self, kind: str, start: re.Match[str], line: int) -> Entry:
        """Read the entry that begins with ``start``."""
        close = "}" if start[2] == "{" else ")"
        self._cut = False
        self.position = start.end()
        key = self._key(kind)
        fields: list[tuple[str, tuple[Part, ...]]] = []
        while self._to_field(close):
            name = _NAME.match(self.text, self.position)
            if name is None:
                self.position += 1
                continue
            self.position = name.end()
            equals = _EQUALS.match(self.text, self.position)
            if equals:
                self.position = equals.end()
                fields.append((name[0].lower(), self._value(close)))
        raw = self.text[start.start() : self.position].rstrip()
        complaint = f"the input ends inside the field {fields[-1][0]} of this entry" if self._cut and fields else ""
        return Entry(line, kind, key, tuple(fields), raw, complaint)

    def _key(self, kind: str) -> str:
        self.position = self._skipped(self.position)
        match = _KEY.match(self.text, self.position)
        key = match[0].strip() if match else ""
        behind = self._skipped(match.end()) if match else self.position
        if kind in ("string", "preamble"):
            return ""
        if self.text[behind : behind + 1] == "=":
            # The key, or the comma behind it, is missing: its last word is the name of the first field.
            key, _, name = key.rpartition(" ")
            self.position = (
                behind - len(self.text[self.position : behind].rstrip()) if not name else self.text.rfind(name, self.position, behind)
            )
            return key.strip()
        self.position = match.end() if match else self.position
        return key.rstrip(")") if "(" not in key else key

    def _skipped(self, position: int) -> int:
        match = _SKIP.match(self.text, position)
        return match.end() if match else position

    def _to_field(self, close: str) -> bool:
        """Go to the next field; False when the entry ends before it."""
        while True:
            self.position = self._skipped(self.position)
            char = self.text[self.position : self.position + 1]
            if not char or self.exhausted:
                return False
            if char == "@" and _NEXT_ENTRY.match(f"\n{self.text[self.position : self.position + 300]}"):
                return False
            if char == close and not _GOES_ON.match(self.text, self.position):
                self.position += 1
                return False
            if char not in "})":
                return True
            self.position += 1

    def _value(self, close: str) -> tuple[Part, ...]:
        """Read parts joined by ``#``."""
        parts: list[Part] = []
        while True:
            char = self.text[self.position : self.position + 1]
            if char and char in '{"':
                parts.append((False, self._delimited(char)))
            else:
                bare = (_BARE if close == "}" else _BARE_IN_PARENTHESES).match(self.text, self.position)
                if bare is None:
                    return tuple(parts)
                self.position = bare.end()
                parts.append((True, bare[0].strip()))
            behind = self._behind_gap()
            if self.text[behind : behind + 1] != "#":
                return tuple(parts)
            self.position = behind + 1
            self.position = self._behind_gap()

    def _behind_gap(self) -> int:
        position = self.position
        while self.text[position : position + 1].isspace():
            position += 1
        return position

    def _delimited(self, opening: str) -> str:
        """Read what stands between braces or quotation marks, and find the most plausible end where the marks do not agree."""
        start = self.position + 1
        close = "}" if opening == "{" else '"'
        end = self._closing(start, close, escapes=close == '"')
        if end is None:
            return self._unclosed(start)
        if not _FITS_BEHIND.match(self.text, end + 1):
            if _FIELD_LINE.search(self.text, start, end):
                # The brace that closes it was meant for the entry.
                return self._unclosed(start)
            end = self._better_end(start, end, close)
        self.position = end + 1
        return self.text[start:end]

    def _better_end(self, start: int, end: int, close: str) -> int:
        """Look for an end behind which something plausible follows: an escaped brace, or a quotation mark, was part of the text."""
        if close == "}":
            other = self._closing(start, close, escapes=True, limit=end + _FAR)
            return other if other is not None and _FITS_BEHIND.match(self.text, other + 1) else end
        entry = _NEXT_ENTRY.search(self.text, end, end + _FAR)
        limit = entry.start() if entry else end + _FAR
        other = end
        while (other := self.text.find('"', other + 1, limit)) >= 0:
            self._left -= 20
            if self.text[other - 1] != "\\" and _FITS_BEHIND.match(self.text, other + 1):
                return other
        self._left -= limit - end
        return end

    def _closing(self, start: int, close: str, *, escapes: bool, limit: int | None = None) -> int | None:
        """Return where the value that begins at ``start`` is closed; None when an entry begins, or the text ends, before that."""
        depth = 0
        escaped_at = -1
        position = start
        for mark in _MARKS.finditer(self.text, start, len(self.text) if limit is None else min(limit, len(self.text))):
            position = mark.start()
            char = mark[0]
            if char[0] == "\n":
                break
            if char == "\\":
                escaped_at = -1 if escaped_at == position - 1 else position
            elif escapes and escaped_at == position - 1 and escaped_at >= start:
                continue
            elif char == "{":
                depth += 1
            elif char == close and depth <= 0:
                self._left -= position - start
                return position
            elif char == "}":
                depth -= 1
        else:
            position = len(self.text)
        self._left -= position - start
        return None

    def _unclosed(self, start: int) -> str:
        """Read a value whose end is missing: up to the next line that begins a field, else to the next entry."""
        entry = _NEXT_ENTRY.search(self.text, start)
        end = entry.start() if entry else len(self.text)
        self._left -= end - start + 1
        field = _FIELD_LINE.search(self.text, start, end)
        self.position = field.start() if field else end
        value = self.text[start : self.position].rstrip()
        if field is None and entry is None and not value.endswith(("}", '"', ")")):
            self._cut = True
        value = value.rstrip(", \t\n")
        while value.endswith("}") and value.count("}") > value.count("{"):
            value = value[:-1].rstrip(", \t\n")
        return value.removesuffix('"') if self.text[start - 1] == '"' else value
