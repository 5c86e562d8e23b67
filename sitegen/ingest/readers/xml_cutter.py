"""Text that was meant to be XML, cut at the tags of its records without a parser, and mended where the repair is certain."""

import re
from collections import Counter
from collections.abc import Iterator
from html.entities import html5

import msgspec

from sitegen.text import clean


class XmlShape(msgspec.Struct, frozen=True):
    """Which elements of a format are read. Names are without prefix; case counts."""

    records: frozenset[str]
    """Elements that are records; none stands in another of its name."""
    context: frozenset[str] = frozenset()
    """Elements outside of records that tell something of them."""
    containers: frozenset[str] = frozenset()
    """Elements that records and context stand in."""
    prefixes: dict[str, str] = {}
    """Prefixes of namespaces that a piece of the format may use without saying so."""


class Chunk(msgspec.Struct, frozen=True):
    """A piece of text between two cuts."""

    name: str
    """The element that it is; empty for what stands between elements."""
    text: str
    line: int
    opened: tuple[str, ...] = ()
    """The opening tags of the containers that it stands in."""
    damage: str = ""
    """Why it is not whole, where that is plain."""


_SKIPPED = {"<!--": "-->", "<![CDATA[": "]]>", "<?": "?>"}
_DOCTYPE = re.compile(r"<!DOCTYPE[^\[>]{0,2000}(?:\[[^\]]{0,100000}\]\s*)?>|<\?xml[^>]{0,500}>", re.IGNORECASE)
_AMPERSAND = re.compile(r"&(?:#(?P<dec>\d{1,8});|#[xX](?P<hex>[0-9A-Fa-f]{1,7});|(?P<name>[A-Za-z][A-Za-z0-9]{1,30};))?")
_OWN_ENTITIES = frozenset(("amp;", "lt;", "gt;", "quot;", "apos;"))


def cut(text: str, shape: XmlShape, skip: int = 0) -> Iterator[Chunk]:
    """Yield the records and the context in ``text``, without the first ``skip`` of them, and what stands between them."""
    cutter = _Cutter(text, shape, skip)
    for kind, match in _tags(text, shape):
        yield from cutter.tag(kind, match)
    yield from cutter.finish()


def _tags(text: str, shape: XmlShape) -> Iterator[tuple[str, re.Match[str]]]:
    """Yield the tags that matter, as ``open``, ``close`` or ``empty``; those in comments and CDATA sections do not."""
    names = "|".join(re.escape(name) for name in sorted(shape.records | shape.context | shape.containers, key=len, reverse=True))
    token = re.compile(rf"<!--|<!\[CDATA\[|<\?|<(?P<close>/?)(?:[\w.-]{{1,40}}:)?(?P<name>{names})(?=[\s/>])[^<>]*>")
    at = 0
    never_closed: set[str] = set()
    while match := token.search(text, at):
        at = match.end()
        closing = _SKIPPED.get(match[0])
        if closing is None:
            yield ("close" if match["close"] else "empty" if match[0].endswith("/>") else "open"), match
        elif match[0] not in never_closed:
            end = text.find(closing, at)
            if end < 0:
                never_closed.add(match[0])
            else:
                at = end + len(closing)


class _Cutter:
    """Follows the tags of a text and cuts it."""

    def __init__(self, text: str, shape: XmlShape, skip: int) -> None:
        self._text = text
        self._shape = shape
        self._skip = skip
        self._stack: list[tuple[str, str]] = []
        self._inside = ""
        """The record or context that is open."""
        self._inner: Counter[str] = Counter()
        """Elements inside of it that have the name of a container."""
        self._start = 0
        self._line, self._counted = 1, 0

    def tag(self, kind: str, match: re.Match[str]) -> Iterator[Chunk]:
        """Follow one tag."""
        name = match["name"]
        if self._inside:
            yield from self._tag_inside(kind, name, match)
        elif name in self._shape.containers and name not in self._shape.records:
            yield from self._emit("", match.start())
            self._start = match.end()
            self._container(kind, name, match[0])
        elif kind == "open":
            yield from self._emit("", match.start())
            self._inside = name
        elif kind == "empty":
            yield from self._emit("", match.start())
            yield from self._emit(name, match.end())

    def finish(self) -> Iterator[Chunk]:
        """Yield what is left."""
        damage = f"the input ends inside <{self._inside}>" if self._inside else ""
        yield from self._emit(self._inside, len(self._text), damage)

    def _tag_inside(self, kind: str, name: str, match: re.Match[str]) -> Iterator[Chunk]:
        shape = self._shape
        if name == self._inside and kind == "close":
            yield from self._emit(name, match.end())
        elif kind == "open" and (name == self._inside or (name in shape.records and self._inside in shape.context)):
            yield from self._emit(self._inside, match.start(), f"<{self._inside}> is not closed")
            self._inside = name
        elif name in shape.containers and kind == "open":
            self._inner[name] += 1
        elif name in shape.containers and kind == "close":
            if self._inner[name]:
                self._inner[name] -= 1
                return
            yield from self._emit(self._inside, match.start(), f"<{self._inside}> is not closed")
            self._start = match.end()
            self._container(kind, name, match[0])

    def _container(self, kind: str, name: str, tag: str) -> None:
        if kind == "open" and len(self._stack) < 32:
            self._stack.append((name, tag))
        elif kind == "close" and any(name == opened for opened, _ in self._stack):
            while self._stack.pop()[0] != name:
                pass

    def _emit(self, name: str, end: int, damage: str = "") -> Iterator[Chunk]:
        start, self._start = self._start, end
        self._inside = ""
        self._inner.clear()
        text = self._text[start:end]
        if name and self._skip:
            self._skip -= 1
            return
        if not name:
            text = _DOCTYPE.sub("", text) if start < 100_000 else text
            if not text.strip():
                return
        # A piece begins with its text, not with the blank lines before it.
        first = start + len(self._text[start:end]) - len(self._text[start:end].lstrip())
        self._line += self._text.count("\n", self._counted, first)
        self._counted = first
        opened = tuple(tag for _, tag in self._stack) if name else ()
        yield Chunk(name, text, self._line, opened, damage)


def mend(text: str) -> str:
    """Make characters of what cannot be anything else: HTML's named entities, ampersands that begin none; remove what XML forbids."""
    text = clean(text)
    if "&" not in text:
        return text
    pieces, at = [], 0
    while (start := text.find("<![CDATA[", at)) >= 0 and (end := text.find("]]>", start)) >= 0:
        pieces += [_AMPERSAND.sub(_character, text[at:start]), text[start : end + 3]]
        at = end + 3
    return "".join((*pieces, _AMPERSAND.sub(_character, text[at:])))


def _character(match: re.Match[str]) -> str:
    name = match["name"]
    if name:
        if name in _OWN_ENTITIES:
            return match[0]
        known = html5.get(name, "")
        return known.replace("&", "&amp;").replace("<", "&lt;") if known else "&amp;" + match[0][1:]
    number = int(match["dec"]) if match["dec"] else int(match["hex"], 16) if match["hex"] else -1
    if number < 0:
        return "&amp;" + match[0][1:]
    if number in (9, 10, 13) or 0x20 <= number < 0xD800 or 0xE000 <= number < 0xFFFE or 0x10000 <= number <= 0x10FFFF:
        return match[0]
    return ""
