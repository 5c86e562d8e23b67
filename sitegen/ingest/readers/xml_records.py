"""XML taken apart into its records, safely, and one by one (https://www.w3.org/TR/xml/).

A well-formed document is read as it streams by. Where it is not well-formed (saved in pieces, cut off, glued together, with HTML's
entities in it, without the declarations of its prefixes), what is left of it is cut at the tags of its records, and each is read on its
own: a damaged record costs itself and no other. Entities are never expanded, and nothing is ever fetched.
"""

import io
from collections.abc import Iterator

import msgspec
from lxml import etree

from sitegen.errors import Problem
from sitegen.ingest.readers.xml_cutter import Chunk, XmlShape, cut, mend
from sitegen.ingest.record import Rejected
from sitegen.ingest.sample import decode_text


class Piece(msgspec.Struct, frozen=True):
    """An element that was asked for; it is emptied once the next one is."""

    element: etree._Element
    line: int
    """The line on which it begins, from 1."""


class Broken(msgspec.Struct, frozen=True):
    """A part of the input that is not well-formed, whole."""

    line: int
    reason: str
    text: str
    is_record: bool = False
    """True when it is a record, as far as its tags tell."""
    is_all: bool = False
    """True when nothing at all of the input could be read."""


def name_of(element: etree._Element) -> str:
    """Return an element's name without namespace or prefix; empty for a comment, an instruction or an entity."""
    tag = element.tag
    return tag.rpartition("}")[2].rpartition(":")[2] if isinstance(tag, str) else ""


def first_tag(head: str) -> str:
    """Return the name of the first element of a text, without its prefix; empty where the text does not begin like XML."""
    at = 0
    for _ in range(200):
        at += len(head[at : at + 1000]) - len(head[at : at + 1000].lstrip("\ufeff \t\r\n"))
        for opening, closing in (("<?", "?>"), ("<!--", "-->"), ("<!", ">")):
            if head.startswith(opening, at):
                end = head.find(closing, at)
                if opening == "<!" and 0 <= head.find("[", at, end) < end:
                    end = head.find("]>", at)
                    closing = "]>"
                if end < 0:
                    return ""
                at = end + len(closing)
                break
        else:
            break
    if not head.startswith("<", at):
        return ""
    words = head[at + 1 : at + 101].replace("/", " ").replace(">", " ").split()
    return words[0].rpartition(":")[2] if words and not head[at + 1 : at + 2].isspace() else ""


def iter_pieces(data: bytes, shape: XmlShape) -> Iterator[Piece | Broken]:
    """Yield the records and the context of a document in their order, and what cannot be read. Never raises."""
    delivered = 0
    try:
        for piece in _stream(data, shape):
            delivered += 1
            yield piece
        return
    except etree.XMLSyntaxError as error:
        reason = str(error.msg or "it is no XML").split(" (<string>")[0]
    text = decode_text(data)
    chunks = cut(text, shape, delivered)
    found = delivered > 0
    for chunk in chunks:
        if chunk.name:
            found = True
            yield _parse_chunk(chunk, shape)
        elif found and (damage := _gap_damage(chunk, shape)):
            yield damage
    if not found:
        yield Broken(1, reason, text, is_all=True)


def _stream(data: bytes, shape: XmlShape) -> Iterator[Piece]:
    """Read a well-formed document; raise XMLSyntaxError where it stops to be one."""
    wanted = shape.records | shape.context
    walker = etree.iterparse(
        io.BytesIO(data),
        events=("end",),
        tag=[f"{{*}}{name}" for name in sorted(wanted)],
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    done: etree._Element | None = None
    for _, element in walker:
        if any(name_of(ancestor) in wanted for ancestor in element.iterancestors()):
            continue
        line = element.sourceline or 0
        yield Piece(_without_entities(element, shape), line)
        element.clear(keep_tail=True)
        if done is not None and (parent := done.getparent()) is not None:
            parent.remove(done)
        done = element


def _without_entities(element: etree._Element, shape: XmlShape) -> etree._Element:
    """Resolve the names of characters that HTML knows; every other entity stays text, as it is written."""
    if next(element.iter(etree.Entity), None) is None:
        return element
    chunk = Chunk(name_of(element), etree.tostring(element, encoding="unicode", with_tail=False), 0, _opening_tags(element))
    piece = _parse_chunk(chunk, shape)
    return piece.element if isinstance(piece, Piece) else element


def _opening_tags(element: etree._Element) -> tuple[str, ...]:
    tags = []
    for ancestor in element.iterancestors():
        bare = etree.Element(name_of(ancestor) or "x")
        for key, value in ancestor.attrib.items():
            bare.set(key, value)
        tags.append(etree.tostring(bare, encoding="unicode").replace("/>", ">"))
    return tuple(reversed(tags))


def _parse_chunk(chunk: Chunk, shape: XmlShape) -> Piece | Broken:
    """Read one record on its own, between the tags of what it stands in."""
    is_record = chunk.name in shape.records
    if chunk.damage:
        return Broken(chunk.line, chunk.damage, chunk.text, is_record)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    declared = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in shape.prefixes.items())
    closing = "".join(f"</{tag[1:].split('>')[0].split()[0]}>" for tag in reversed(chunk.opened))
    wrapped = f"<x {declared}>{mend(''.join(chunk.opened))}{mend(chunk.text)}{closing}</x>"
    try:
        element = etree.fromstring(wrapped.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        return Broken(chunk.line, str(error).split(" (<string>")[0].split(", line")[0], chunk.text, is_record)
    for _ in chunk.opened:
        element = element[0]
    return Piece(element[0], chunk.line) if chunk.name and len(element) else Piece(element, chunk.line)


def _gap_damage(chunk: Chunk, shape: XmlShape) -> Broken | None:
    """Return what stands between the records where it is more than well-formed elements that nobody asked for."""
    piece = _parse_chunk(chunk, shape)
    if isinstance(piece, Broken):
        return Broken(chunk.line, "between the records stands something that is not well-formed", chunk.text)
    gap = piece.element
    loose = [gap.text or "", *(child.tail or "" for child in gap)]
    if any(text.strip() for text in loose):
        return Broken(chunk.line, "between the records stands text that belongs to none", chunk.text)
    return None


def reject_broken(broken: Broken, source: str, what: str) -> Rejected:
    """Reject a part that is not well-formed; ``what`` is what the input should have been: ``an answer of the arXiv API``."""
    if broken.is_all:
        message = f"this cannot be read as {what}: {broken.reason[:200]}" if broken.text.strip() else f"this is empty, not {what}"
        return Rejected(Problem(path=source, message=message, hint="save it again, as the source sends it"), broken.text)
    return Rejected(Problem(path=source, line=broken.line, message=f"a record cannot be read: {broken.reason[:200]}"), broken.text)


def reject_piece(piece: Piece, source: str, message: str, hint: str = "", *, is_warning: bool = False) -> Rejected:
    """Reject an element, whole."""
    problem = Problem(path=source, line=piece.line, message=message, hint=hint, severity="warning" if is_warning else "error")
    return Rejected(problem, etree.tostring(piece.element, encoding="unicode", with_tail=False))


def reject_all(data: bytes, source: str, message: str, hint: str = "", *, is_warning: bool = False) -> Rejected:
    """Reject a whole input."""
    return Rejected(Problem(path=source, message=message, hint=hint, severity="warning" if is_warning else "error"), decode_text(data))
