"""Fields of XML records, by the names of their elements, whatever their namespaces and prefixes."""

from collections.abc import Iterator

from lxml import etree

from sitegen.ingest.readers.xml_records import name_of
from sitegen.text import clean, one_line


def children(element: etree._Element | None, *names: str) -> Iterator[etree._Element]:
    """Yield the children that have one of ``names``, in their order."""
    if element is not None:
        for child in element:
            if name_of(child) in names:
                yield child


def child(element: etree._Element | None, *path: str) -> etree._Element | None:
    """Return the first element at a path of names below ``element``, or None."""
    for name in path:
        element = next(children(element, name), None)
        if element is None:
            return None
    return element


def raw_text(element: etree._Element | None) -> str:
    """Return all text inside an element with its lines, cleaned of what has no place in text; empty for None."""
    return clean("".join(str(piece) for piece in element.itertext())) if element is not None else ""


def line_text(element: etree._Element | None) -> str:
    """Return all text inside an element on one line; empty for None."""
    return one_line(raw_text(element))


def field(element: etree._Element | None, *path: str) -> str:
    """Return the text at a path of names, on one line; empty where there is none."""
    return line_text(child(element, *path))


def fields(element: etree._Element | None, name: str) -> tuple[str, ...]:
    """Return the texts of all children of a name, each on one line, without empty ones."""
    return tuple(text for text in (line_text(each) for each in children(element, name)) if text)
