"""Values as people write them into JSON and spreadsheets: lists in one cell, names in any order, words for nothing."""

import json
import re
from functools import lru_cache

import msgspec

from sitegen.ingest.readers.json_objects import JsonDict, list_of, object_of, text_of
from sitegen.ingest.readers.person_names import authors_of, full_name, is_others, person
from sitegen.ingest.readers.record_parts import orcid_of, unique
from sitegen.papers.author_ids import author_id, check_author_id
from sitegen.papers.neutral import NeutralAuthor, neutral_author
from sitegen.papers.paper import Author
from sitegen.text import one_line

_NOTHING = frozenset(("", "nan", "none", "null", "n/a", "na", "-", "[]"))
"""How spreadsheets and programs write that there is no value."""
_TRUE = frozenset(("true", "yes", "y", "1", "withdrawn", "retracted"))
# A list as Python prints it, which is what pandas writes into a cell.
_PRINTED_ITEM = re.compile(r"'((?:[^'\\]|\\.)*)'|\"((?:[^\"\\]|\\.)*)\"")
_LONGEST_CELL = 1_000_000


def is_blank(value: object) -> bool:
    """Tell a value that says nothing: null, an empty text or list, a word for nothing."""
    if isinstance(value, str):
        return len(value) < 10 and value.strip().lower() in _NOTHING
    return value is None or value == [] or value == {}


def is_true(value: object) -> bool:
    """Tell whether a value says yes."""
    return value is True or value == 1 or (isinstance(value, str) and value.strip().lower() in _TRUE)


@lru_cache(maxsize=4096)
def key_of(name: str) -> str:
    """Return what spellings of one key have in common: its letters and digits, without case."""
    return "".join(char for char in name.lower() if char.isalnum())


def texts_in(value: object, by_commas: bool = True) -> tuple[str, ...]:
    """Return the texts of a list, or of a list in one text: as JSON or Python write it, or with ``|``, ``;``, line breaks or commas."""
    if not isinstance(value, str):
        items = value if isinstance(value, list) else [value]
        return unique(
            text_of(object_of(item).get("name", object_of(item).get("term"))) if isinstance(item, dict) else text_of(item) for item in items
        )
    text = text_of(value)[:_LONGEST_CELL].strip()
    if printed := _printed_list(text):
        return unique(printed)
    separator = next((mark for mark in ("|", ";", "\n") if mark in text), "," if by_commas else "")
    return unique(text.split(separator) if separator else (text,))


def addresses_in(value: object) -> tuple[str, ...]:
    """Return the addresses of a list, of objects with a ``url``, or of one text in which spaces or ``|`` set them apart."""
    if isinstance(value, str):
        return tuple(re.split(r"[\s|]+", text_of(value)[:_LONGEST_CELL].strip()))
    items = value if isinstance(value, list) else [value]
    return tuple(
        text_of(object_of(item).get("url", object_of(item).get("href"))) if isinstance(item, dict) else text_of(item) for item in items
    )


def author_list(value: object) -> tuple[str | NeutralAuthor, ...]:
    """Return the people of a list of names, of objects, of parts of names (``["Family", "Given", "Jr."]``), or of one text."""
    if isinstance(value, str):
        return tuple(neutral_author(author) for author in _authors_in(text_of(value)[:_LONGEST_CELL]) if author.name)
    if isinstance(value, dict):
        value = [value]
    authors = []
    for item in list_of(value):
        if isinstance(item, dict):
            author = _author(item)
        elif isinstance(item, list):
            parts = [one_line(text_of(part)) for part in item[:3]]
            family, given, suffix = (*parts, "", "", "")[:3]
            author = neutral_author(full_name(given, family, suffix))
        else:
            author = neutral_author(_person(text_of(item)))
        if (author if isinstance(author, str) else author.name) and not (isinstance(author, str) and is_others(author)):
            authors.append(author)
    return tuple(authors)


def with_profiles(authors: tuple[str | NeutralAuthor, ...], profiles: object) -> tuple[str | NeutralAuthor, ...]:
    """Put profiles at OpenReview, a list of their own (``authorids``), to the authors; mail addresses among them are passed over."""
    known = [author_id("openreview", text_of(profile)) for profile in list_of(profiles)]
    if not any(known) or len(known) != len(authors):
        return authors
    people = (NeutralAuthor(name=author) if isinstance(author, str) else author for author in authors)
    return tuple(
        msgspec.structs.replace(author, id=author.id or profile) if profile else told
        for told, author, profile in zip(authors, people, known, strict=True)
    )


def _printed_list(text: str) -> list[str]:
    if not text.startswith("["):
        return []
    try:
        items = json.loads(text)
    except (ValueError, RecursionError):
        return [(single or double).replace("\\'", "'") for single, double in _PRINTED_ITEM.findall(text)]
    return [text_of(item) for item in items] if isinstance(items, list) else []


def _authors_in(text: str) -> tuple[Author, ...]:
    printed = _printed_list(text.strip())
    if printed or "|" in text or "\n" in text.strip():
        return tuple(_person(name) for name in (printed or re.split(r"[|\n]", text)) if not is_others(name.strip()))
    return authors_of(text)


def _person(text: str) -> Author:
    """Read a name as it is printed, which does not tell the family name apart, or ``Family, Given``."""
    name = one_line(text)
    return person(name) if "," in name else Author(name)


def _author(told: JsonDict) -> str | NeutralAuthor:
    """Read an object that tells of a person."""

    def line(*names: str) -> str:
        return next((found for name in names if (found := one_line(text_of(told.get(name))))), "")

    given = line("given", "first", "firstName", "first_name", "firstname", "given_name")
    family = line("family", "last", "lastName", "last_name", "lastname", "surname", "family_name")
    printed = line("name", "fullname", "full_name", "fullName", "display_name", "author", "literal")
    parted = full_name(given, family, line("suffix"))
    places = next((told[key] for key in ("affiliations", "affiliation", "institutions", "institution", "org") if told.get(key)), None)
    author = Author(printed, family=family) if printed else Author(parted.name, family=parted.family)
    affiliations = (places,) if isinstance(places, str) else texts_in(places)
    known = line("id", "source_id")
    return neutral_author(
        Author(
            author.name,
            orcid_of(line("orcid", "ORCID")),
            author.family,
            unique(affiliations),
            hidden=told.get("hidden") is True,
            source_id="" if check_author_id(known) else known,
        )
    )
