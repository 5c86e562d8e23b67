"""Items of Zotero as JSON: of its web API (https://www.zotero.org/support/dev/web_api/v3/basics) and as its programs write them.

The API wraps an item (``{"key": …, "version": …, "library": …, "data": {"itemType": …}}``); translators, the translation server and Better
BibTeX write the item itself, alone, in a list or in ``items``. Every regular item is a record, whatever its type: what somebody put into a
library of papers is meant to be one.

Attachments, notes and annotations are parts of items. They are counted, and one warning for the whole input tells of them; what is in the
library's trash is left out in the same way.
"""

import re
from collections import Counter
from collections.abc import Iterator

from sitegen.errors import Problem
from sitegen.ingest.readers.json_objects import JsonDict, JsonObject, json_objects, object_of, objects_of, text_of
from sitegen.ingest.readers.language_tags import language_tag
from sitegen.ingest.readers.loose_dates import loose_date
from sitegen.ingest.readers.person_names import full_name
from sitegen.ingest.readers.record_parts import found_ids, page_range, plain_abstract, plain_line, publication_of, unique, web_links
from sitegen.ingest.record import Provenance, Publication, Record, Rejected
from sitegen.ingest.sample import Sample
from sitegen.papers.dates import PartialDate
from sitegen.papers.paper import Author, LinkKind

READER = "zotero"

_EXPECTED = 'items of Zotero: api.zotero.org/users/…/items?format=json, or a list of objects with "itemType"'
_PARTS = ("attachment", "note", "annotation")
# https://api.zotero.org/schema, "csl": {"types": …}
_KINDS = {
    "artwork": "graphic",
    "audioRecording": "song",
    "bill": "bill",
    "blogPost": "post-weblog",
    "book": "book",
    "bookSection": "chapter",
    "case": "legal_case",
    "computerProgram": "software",
    "conferencePaper": "paper-conference",
    "dataset": "dataset",
    "dictionaryEntry": "entry-dictionary",
    "document": "document",
    "email": "personal_communication",
    "encyclopediaArticle": "entry-encyclopedia",
    "film": "motion_picture",
    "forumPost": "post",
    "hearing": "hearing",
    "interview": "interview",
    "journalArticle": "article-journal",
    "letter": "personal_communication",
    "magazineArticle": "article-magazine",
    "manuscript": "manuscript",
    "map": "map",
    "newspaperArticle": "article-newspaper",
    "patent": "patent",
    "podcast": "song",
    "preprint": "article",
    "presentation": "speech",
    "radioBroadcast": "broadcast",
    "report": "report",
    "standard": "standard",
    "statute": "legislation",
    "thesis": "thesis",
    "tvBroadcast": "broadcast",
    "videoRecording": "motion_picture",
    "webpage": "webpage",
}
_VENUES = (
    "publicationTitle",
    "proceedingsTitle",
    "bookTitle",
    "encyclopediaTitle",
    "dictionaryTitle",
    "conferenceName",
    "meetingName",
    "websiteTitle",
    "blogTitle",
    "forumTitle",
    "programTitle",
    "repository",
)
_PUBLISHERS = ("publisher", "university", "institution", "distributor", "company", "studio", "label", "organization")
_FILM_ROLES = ("castMember", "scriptwriter", "producer", "guest", "commenter", "wordsBy")
_LAW_ROLES = ("attorneyAgent", "counsel", "cosponsor")
_BOOK_ROLES = ("editor", "seriesEditor", "bookAuthor", "translator", "contributor", "reviewedAuthor", "recipient")
_NOT_AUTHORS = frozenset((*_BOOK_ROLES, *_FILM_ROLES, *_LAW_ROLES))
_EXTRA = re.compile(r"^\s*(DOI|arXiv|URL|PMID|ACL ?ID|OpenReview)\s*:\s*(\S.*?)\s*$", re.IGNORECASE | re.MULTILINE)


def recognises(sample: Sample) -> bool:
    """Tell an item by its ``itemType``, within the API's wrapper or without."""
    first: JsonDict | None = sample.first
    if first is None:
        return False
    members = _inside(first)
    return _is_item(first) or any(_is_item(member) for member in objects_of(members)[:1])


def read(data: bytes, source: str) -> Iterator[Record | Rejected]:
    """Read the items in their order; what is no item of its own is told of at the end."""
    parts: Counter[str] = Counter()
    kept: list[str] = []
    for item in json_objects(data, source, _EXPECTED, _inside):
        if isinstance(item, Rejected):
            yield item
            continue
        part = _part(_item(item.value))
        if part:
            parts[part] += 1
            kept.append(item.text)
            continue
        yield _record(item, source)
    if parts:
        counted = ", ".join(f"{count} {part}{'s' * (count > 1)}" for part, count in sorted(parts.items()))
        hint = "nothing to mend; the API's /items/top leaves attachments and notes out"
        problem = Problem(path=source, message=f"left out, as they are no papers of their own: {counted}", hint=hint, severity="warning")
        yield Rejected(problem, f"[{', '.join(kept)}]")


def _is_item(value: JsonDict) -> bool:
    if isinstance(value.get("itemType"), str):
        return True
    return "key" in value and isinstance(object_of(value.get("data")).get("itemType"), str)


def _item(value: JsonDict) -> JsonDict:
    data = object_of(value.get("data"))
    return data if "itemType" in data else value


def _inside(value: JsonDict) -> list[object] | None:
    items = value.get("items")
    return items or None if isinstance(items, list) and "itemType" not in value else None


def _part(item: JsonDict) -> str:
    """Return of which kind of part an item is; empty for a regular item."""
    if item.get("deleted") in (1, True):
        return "trashed item"
    return next((part for part in _PARTS if part == item.get("itemType")), "")


def _record(entry: JsonObject, source: str) -> Record | Rejected:
    item = _item(entry.value)
    if "itemType" not in item:
        is_empty = "items" in item and isinstance(item["items"], list)
        message = "the list of items is empty" if is_empty else f"record {entry.position} is no item of Zotero"
        return Rejected(Problem(path=source, line=entry.line, message=message, hint=f"expected: {_EXPECTED}"), entry.text)
    title = next((line for key in ("title", "subject", "caseName", "nameOfAct") if (line := plain_line(text_of(item.get(key))))), "")
    if not title:
        name = text_of(item.get("key")) or str(entry.position)
        problem = Problem(path=source, line=entry.line, message=f"the item {name} has no title", hint="give it one in Zotero")
        return Rejected(problem, entry.text)
    extra = _extra(item)
    told = [text_of(item.get(key)) for key in ("DOI", "archiveID", "url")]
    ids, version = found_ids((*told, extra.get("doi", ""), extra.get("arxiv", ""), extra.get("aclid", ""), extra.get("url", "")))
    authors, editors = _creators(item)
    return Record(
        provenance=Provenance(source, entry.line, READER, entry.position),
        title=title,
        abstract=plain_abstract(text_of(item.get("abstractNote"))),
        authors=authors,
        editors=editors,
        published=_published(item, object_of(entry.value.get("meta"))),
        version=version,
        publication=publication_of(_publication(item)),
        language=language_tag(text_of(item.get("language"))),
        keywords=unique(_tags(item)),
        links=web_links(_addresses(item, ids, extra)),
        ids=ids,
    )


def _extra(item: JsonDict) -> dict[str, str]:
    """Return the fields that Zotero's users keep in ``extra``, one a line (https://www.zotero.org/support/kb/item_types_and_fields)."""
    return {match[1].lower().replace(" ", ""): match[2] for match in _EXTRA.finditer(text_of(item.get("extra"))[:20_000])}


def _creators(item: JsonDict) -> tuple[tuple[Author, ...], tuple[Author, ...]]:
    """Return the authors (or directors, presenters …: the first role of the item's type) and the editors."""
    authors, editors = [], []
    for creator in objects_of(item.get("creators")):
        given, family, name = (plain_line(text_of(creator.get(part))) for part in ("firstName", "lastName", "name"))
        author = full_name(given, family) if given or family else Author(name)
        role = text_of(creator.get("creatorType"))
        if author.name and role == "editor":
            editors.append(author)
        elif author.name and role not in _NOT_AUTHORS:
            authors.append(author)
    return tuple(authors), tuple(editors)


def _published(item: JsonDict, meta: JsonDict) -> PartialDate | None:
    keys = ("date", "issueDate", "dateDecided", "dateEnacted")
    dates = (loose_date(text) for key in keys if (text := text_of(item.get(key))))
    return next((date for date in dates if date), None) or loose_date(text_of(meta.get("parsedDate")).replace("-00", ""))


def _publication(item: JsonDict) -> Publication:
    def line(*keys: str) -> str:
        return next((found for key in keys if (found := plain_line(text_of(item.get(key))))), "")

    return Publication(
        kind=_KINDS.get(text_of(item.get("itemType")), ""),
        venue=line(*_VENUES),
        volume=line("volume", "seriesNumber", "reportNumber"),
        issue=line("issue"),
        pages=page_range(line("pages")),
        publisher=line(*_PUBLISHERS),
        place=line("place"),
    )


def _tags(item: JsonDict) -> Iterator[str]:
    tags = item.get("tags")
    for tag in tags if isinstance(tags, list) else []:
        yield text_of(tag.get("tag") if isinstance(tag, dict) else tag)


def _addresses(item: JsonDict, ids: tuple[tuple[str, str], ...], extra: dict[str, str]) -> Iterator[tuple[LinkKind, str]]:
    """Yield the item's page unless an identifier leads there, and what its attachments lead to."""
    own = {value.lower() for _, value in ids}
    for address in (text_of(item.get("url")), extra.get("url", "")):
        is_known = any(address.lower().rstrip("/").endswith(value) for value in own)
        yield "paper", "" if is_known else address
    if extra.get("pmid", "").isdecimal():
        yield "paper", f"https://pubmed.ncbi.nlm.nih.gov/{extra['pmid']}/"
    for attachment in objects_of(item.get("attachments")):
        if attachment.get("mimeType") == "application/pdf":
            yield "pdf", text_of(attachment.get("url"))
