"""Identifiers that sources give to people: ``s2:1741101``, a kind and a value. They tell namesakes apart where no ORCID iD does."""

import re
from collections.abc import Iterable
from urllib.parse import quote

MAX_AUTHOR_ID = 100
"""The longest identifier, in characters."""

AUTHOR_IDENTIFIERS: dict[str, tuple[str, str, str]] = {
    "acl": ("ACL Anthology", "[a-z0-9]+(?:-[a-z0-9]+)*", "https://aclanthology.org/people/{}/"),
    "hf": ("Hugging Face", "[A-Za-z0-9][A-Za-z0-9._-]*", "https://huggingface.co/{}"),
    "openalex": ("OpenAlex", "A[1-9][0-9]{2,14}", "https://openalex.org/{}"),
    "openreview": ("OpenReview", r'~[^\s~/?#&%<>"\\{}\[\]:,]+[0-9]+', "https://openreview.net/profile?id={}"),
    "s2": ("Semantic Scholar", "[1-9][0-9]{0,14}", "https://www.semanticscholar.org/author/{}"),
}
"""Kinds of identifiers of people: the name shown, the form of the value (a regular expression), and the page about the person."""


def check_author_id(text: str) -> str:
    """Return what is wrong with the identifier of a person, or an empty string."""
    kind, _, value = text.partition(":")
    if kind not in AUTHOR_IDENTIFIERS or not value:
        return f'"{text[:MAX_AUTHOR_ID]}" is no identifier of a person; known kinds are {", ".join(AUTHOR_IDENTIFIERS)}'
    name, form, _ = AUTHOR_IDENTIFIERS[kind]
    is_sound = len(text) <= MAX_AUTHOR_ID and text.isprintable() and re.fullmatch(form, value)
    return "" if is_sound else f'"{text[:MAX_AUTHOR_ID]}" is not the form of an identifier of {name}'


def author_id(kind: str, value: str) -> str:
    """Return the identifier of a person, or an empty string where ``value`` is none of its kind."""
    identifier = f"{kind}:{value.strip()}"
    return "" if check_author_id(identifier) else identifier


def kind_of_author_id(identifier: str) -> str:
    """Return the kind of an identifier: ``s2``."""
    return identifier.partition(":")[0]


def resolve_author_id(identifier: str) -> tuple[str, str]:
    """Return the name of the source of a sound identifier, and the URL of its page about the person."""
    kind, _, value = identifier.partition(":")
    name, _, page = AUTHOR_IDENTIFIERS[kind]
    return name, page.format(quote(value, safe="~"))


def same_as(orcid: str, identifiers: Iterable[str]) -> list[str]:
    """Return the URLs of the pages about a person: that of the ORCID iD first, where there is one."""
    return [*([f"https://orcid.org/{orcid}"] if orcid else []), *(resolve_author_id(identifier)[1] for identifier in identifiers)]
