"""The ACL Anthology's own XML (https://github.com/acl-org/acl-anthology, ``data/xml`` and its schema): one collection to a file.

Identifiers are built of collection, volume and paper (https://aclanthology.org/info/ids/). Files of before 2019, whose root is a volume
with papers numbered ``1001`` in it, are read too. The front matter of a volume is no paper, and is rejected with a warning.
"""

import re
from collections.abc import Iterator

import msgspec
from lxml import etree

from sitegen.ingest.readers.identifiers import doi
from sitegen.ingest.readers.language_tags import language_tag
from sitegen.ingest.readers.loose_dates import iso_date, loose_date
from sitegen.ingest.readers.markup_text import element_to_text
from sitegen.ingest.readers.person_names import full_name
from sitegen.ingest.readers.record_parts import orcid_of, page_range, web_links
from sitegen.ingest.readers.xml_cutter import XmlShape
from sitegen.ingest.readers.xml_fields import child, children, field, fields, line_text
from sitegen.ingest.readers.xml_records import Broken, Piece, first_tag, iter_pieces, name_of, reject_all, reject_broken, reject_piece
from sitegen.ingest.record import Provenance, Record, Rejected
from sitegen.ingest.sample import Sample
from sitegen.papers.author_ids import author_id
from sitegen.papers.dates import PartialDate
from sitegen.papers.paper import Author, LinkKind, check_identifier, kind_of_url
from sitegen.papers.publication import Publication
from sitegen.text import one_line

READER = "acl-xml"

_SHAPE = XmlShape(
    records=frozenset(("paper", "frontmatter")),
    context=frozenset(("meta",)),
    containers=frozenset(("collection", "volume")),
)
_SITE = "https://aclanthology.org"
_OPENING = re.compile(r"<(?:collection|volume)\s[^<>]{0,200}\bid\s*=\s*[\"'](?:\d{4}\.[a-z0-9]+|[A-Z]\d{2}|[a-z0-9]+)[\"']")
_ID_PART = re.compile(r"[a-z0-9]{1,20}")
_OLD_COLLECTION = re.compile(r"[A-Z]\d{2}", re.ASCII)
_NEW_COLLECTION = re.compile(r"\d{4}\.[a-z0-9]{1,20}", re.ASCII)
_OLD_PAPER = re.compile(r"\d{4}", re.ASCII)
_JOURNAL_TITLE = re.compile(r"(.{3,200}?),? (?:Volume|Vol\.|Issue|Number|No\.) ?\d", re.IGNORECASE)
_TITLE_DATE = re.compile(r"\b([^\W\d_]{3,12}(?:\s?[-–/]\s?[^\W\d_]{3,12})?) (\d{4})\W*$")
_ATTACHMENTS: dict[str, LinkKind] = {
    "software": "code", "code": "code", "source": "code", "sourcecode": "code", "dataset": "data", "data": "data", "video": "video",
}  # fmt: skip


class _Volume(msgspec.Struct, frozen=True):
    """What the papers of a volume have in common."""

    publication: Publication | None = None
    published: PartialDate | None = None
    editors: tuple[Author, ...] = ()


def recognises(sample: Sample) -> bool:
    """Tell whether the input is a file of the Anthology, or a volume or papers out of one."""
    head, root = sample.head, first_tag(sample.head)
    if root in ("collection", "volume"):
        return _OPENING.search(head) is not None and ("<paper" in head or "<meta" in head or "<frontmatter" in head)
    return root == "paper" and re.search(r"<author[^<>]{0,200}>\s*<(?:first|last)>", head) is not None


def read(data: bytes, source: str) -> Iterator[Record | Rejected]:
    """Yield the papers of a collection in its order."""
    volume, volume_id = _Volume(), ""
    position, is_empty = 0, True
    for piece in iter_pieces(data, _SHAPE):
        if isinstance(piece, Broken):
            is_empty = False
            position += piece.is_record
            yield reject_broken(piece, source, "XML of the ACL Anthology")
            continue
        here = "/".join(_ancestors(piece.element))
        if here != volume_id:
            volume, volume_id = _Volume(), here
        name = name_of(piece.element)
        if name == "meta":
            volume = _read_meta(piece.element)
            continue
        is_empty = False
        if name == "frontmatter" or piece.element.get("id") in ("0", "000"):
            yield reject_piece(
                piece, source, f"{_anthology_id(piece.element) or 'this'} is the front matter of a volume, not a paper", is_warning=True
            )
            continue
        position += 1
        yield _record(piece, volume, Provenance(source, piece.line, READER, position))
    if is_empty:
        yield reject_all(
            data, source, "this XML of the ACL Anthology holds no paper", "expected <paper> elements inside <collection> and <volume>"
        )


def _ancestors(element: etree._Element) -> tuple[str, ...]:
    """Return the identifiers of collection and volume, as far as they are there."""
    return tuple((each.get("id") or "") for each in reversed(list(element.iterancestors())) if name_of(each) in _SHAPE.containers)


def _anthology_id(paper: etree._Element) -> str:
    """Build ``2024.isa-1.3`` or ``P19-1007``; empty where a part is missing or is none.

    Before 2020 the volume has one digit and the paper three; workshops (W), C69, and D19 from volume 5 on have two and two.
    """
    parts = _ancestors(paper)
    number = "0" if name_of(paper) == "frontmatter" else paper.get("id") or ""
    built = ""
    if len(parts) == 1 and _OLD_COLLECTION.fullmatch(parts[0]) and _OLD_PAPER.fullmatch(number):
        built = f"{parts[0]}-{number}"
    elif len(parts) == 2 and _NEW_COLLECTION.fullmatch(parts[0]) and _ID_PART.fullmatch(parts[1]) and _ID_PART.fullmatch(number):
        built = f"{parts[0]}-{parts[1]}.{number}"
    elif len(parts) == 2 and _OLD_COLLECTION.fullmatch(parts[0]) and all(_is_number(part) for part in (parts[1], number)):
        volume, digits = int(parts[1]), int(number)
        is_wide = parts[0][0] == "W" or parts[0] == "C69" or (parts[0] == "D19" and volume >= 5)
        built = f"{parts[0]}-{volume:02}{digits:02}" if is_wide else f"{parts[0]}-{volume}{digits:03}"
        built = built if len(built) == 8 else ""
    return built or _own_name(paper)


def _own_name(paper: etree._Element) -> str:
    """Return the identifier that the paper's file is named by, for a paper outside of its volume."""
    name = field(paper, "url")
    return name if re.fullmatch(r"[A-Z]\d\d-\d{4}|\d{4}\.[a-z0-9]+-[a-z0-9]+\.\d+", name, re.ASCII) else ""


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 5


def _read_meta(meta: etree._Element) -> _Volume:
    """Read what stands in front of a volume's papers."""
    parent = meta.getparent()
    booktitle = _markup(child(meta, "booktitle"))
    is_journal = (parent is not None and parent.get("type") == "journal") or child(meta, "journal-volume") is not None
    publisher, place = field(meta, "publisher"), field(meta, "address")
    if is_journal:
        title = _JOURNAL_TITLE.match(booktitle)
        publication = Publication(
            kind="article-journal",
            venue=field(meta, "journal-title") or (title[1] if title else booktitle),
            volume=field(meta, "journal-volume"),
            issue=field(meta, "journal-issue"),
            publisher=publisher,
            place=place,
        )
    else:
        publication = Publication(kind="paper-conference", venue=booktitle, volume=field(meta, "volume"), publisher=publisher, place=place)
    return _Volume(publication, _published(field(meta, "year"), field(meta, "month"), booktitle), tuple(_people(meta, "editor")))


def _published(year: str, month: str, title: str) -> PartialDate | None:
    """Return the month of a volume, else the month in its title where the year is the same, else its year."""
    date = loose_date(f"{month} {year}") if month else iso_date(year)
    titled = _TITLE_DATE.search(title)
    if date and not date.month and titled and titled[2] == year:
        return loose_date(f"{titled[1]} {year}")
    return date


def _record(piece: Piece, volume: _Volume, where: Provenance) -> Record | Rejected:
    paper = piece.element
    title = _markup(child(paper, "title"))
    anthology_id = _anthology_id(paper)
    if not title:
        return reject_piece(piece, where.source, f"the paper {anthology_id} has no title".replace("  ", " "))
    revisions = sorted(
        (int(number), each.get("date") or "") for each in children(paper, "revision") if _is_number(number := each.get("id") or "")
    )
    found = doi(field(paper, "doi"))
    return Record(
        provenance=where,
        title=title,
        abstract=_paragraphs(child(paper, "abstract")),
        authors=tuple(_people(paper, "author")),
        editors=tuple(_people(paper, "editor")) or volume.editors,
        published=_published(field(paper, "year"), field(paper, "month"), "") or volume.published,
        updated=iso_date(revisions[-1][1]) if revisions else None,
        version=revisions[-1][0] if revisions else 0,
        withdrawn=next(children(paper, "retracted", "removed"), None) is not None,
        publication=_publication(paper, volume.publication),
        language=language_tag(field(paper, "language")),
        links=web_links(_links(paper, anthology_id), certain=True),
        ids=(
            *((("acl", anthology_id),) if anthology_id and not check_identifier("acl", anthology_id) else ()),
            *((("doi", found),) if found else ()),
        ),
    )


def _publication(paper: etree._Element, common: Publication | None) -> Publication | None:
    """Put what a paper says of itself (old files) over what its volume says."""
    own = {
        "venue": field(paper, "journal") or _markup(child(paper, "booktitle")),
        "volume": field(paper, "volume"),
        "issue": field(paper, "issue"),
        "pages": page_range(field(paper, "pages")),
        "publisher": field(paper, "publisher"),
        "place": field(paper, "address"),
    }
    told = {name: value for name, value in own.items() if value}
    if common is None and not told:
        return None
    return msgspec.structs.replace(common or Publication(kind="article-journal" if field(paper, "journal") else "paper-conference"), **told)


def _people(element: etree._Element, role: str) -> Iterator[Author]:
    for person in children(element, role):
        named = full_name(field(person, "first"), field(person, "last"))
        name = named.name or line_text(person)
        if name:
            yield Author(
                name,
                orcid=orcid_of(person.get("orcid") or ""),
                family=named.family,
                affiliations=fields(person, "affiliation"),
                # The Anthology marks with it who must be told apart; "…/unverified" says no more than the name, and is none.
                source_id=author_id("acl", person.get("id") or ""),
            )


def _links(paper: etree._Element, anthology_id: str) -> Iterator[tuple[LinkKind, str]]:
    """Yield a paper's page and files; a file that stands on the Anthology's server is told by its name alone."""
    if anthology_id:
        yield "paper", f"{_SITE}/{anthology_id}/"
    url = field(paper, "url")
    if url:
        yield ("pdf", f"{_SITE}/{url}.pdf") if "://" not in url else (kind_of_url(url), url)
    for video in children(paper, "video"):
        if video.get("permission") != "false":
            yield "video", _on_site(video.get("href") or "")
    for attachment in children(paper, "attachment"):
        yield _ATTACHMENTS.get((attachment.get("type") or "").lower(), "link"), _on_site(line_text(attachment), "attachments/")
    for kind, name in (("code", "pwccode"), ("data", "pwcdataset")):
        for each in children(paper, name):
            yield ("code" if kind == "code" else "data"), each.get("url") or ""
    for erratum in children(paper, "erratum"):
        yield "link", _on_site(f"{line_text(erratum)}.pdf")


def _on_site(name: str, folder: str = "") -> str:
    return name if "://" in name or not name else f"{_SITE}/{folder}{name}"


def _paragraphs(element: etree._Element | None) -> str:
    return element_to_text(element) if element is not None else ""


def _markup(element: etree._Element | None) -> str:
    return one_line(_paragraphs(element))
