"""A candidate and what is there → the paper as it is now, and what happened to it.

What a person wrote wins: a field that no longer holds what ingest wrote there is held. Between two records the younger one is believed, and
of two of one day the longer text, so that the order in which inputs are read does not change the result.
"""

from typing import Any

import msgspec

from sitegen.ingest.author_evidence import remember, with_identifiers, without_identifiers
from sitegen.ingest.automatic_tags import find_tags, has_automatic_tags
from sitegen.ingest.candidate import Candidate
from sitegen.ingest.ledger import Entry, Written, fingerprint
from sitegen.ingest.report import EventKind
from sitegen.ingest.tagger import TagsPapers
from sitegen.papers.paper import LINK_KINDS, Link, Listing, Paper

_FIELDS = (
    "title", "abstract", "authors", "author_count", "editors", "published", "updated", "version", "withdrawn", "publication", "language",
    "categories", "keywords", "forbidden_tags",
)  # fmt: skip
_TELLING = ("title", "abstract", "categories", "keywords", "forbidden_tags")
"""The fields from which tags follow."""


class Merged(msgspec.Struct, frozen=True, kw_only=True):
    """The result of one merge."""

    paper: Paper
    entry: Entry
    changed: tuple[str, ...]
    """The fields of the paper that the candidate changed."""
    held: tuple[str, ...]
    """The fields that the candidate would have changed, had a person not."""

    @property
    def kind(self) -> EventKind:
        """What happened, in one word."""
        if not self.changed:
            return "held" if self.held else "unchanged"
        return "listed" if self.changed == ("listed",) else "updated"


def new_paper(candidate: Candidate, slug: str, tagger: TagsPapers) -> Merged:
    """Make the paper of a candidate that is not there yet."""
    blank = Paper(slug=slug, title="", abstract="")
    return merge(blank, Entry(paper=slug, keys=()), candidate, tagger)


def merge(paper: Paper, entry: Entry | None, candidate: Candidate, tagger: TagsPapers) -> Merged:
    """Put ``candidate`` into ``paper``. ``entry`` is what ingest wrote before; None for a paper that a person made."""
    known = entry or _entry_of_stranger(paper)
    if candidate.forbidden_tags and not has_automatic_tags(paper, known.fields.get("tags")):
        # What a person chose wins over what a record forbids.
        allowed = tuple(slug for slug in candidate.forbidden_tags if slug not in paper.tags)
        candidate = msgspec.structs.replace(candidate, forbidden_tags=allowed)
    values: dict[str, Any] = {}
    fields = dict(known.fields)
    held: list[str] = []
    for name in _FIELDS:
        _merge_field(name, paper, candidate, values, fields, held)
    author_ids = _merge_author_ids(paper, known, candidate, values, fields, held)
    values["listed"], listed = _merge_listings(paper, known, candidate.listing)
    values["links"], links = _merge_links(paper, known, candidate)
    values["ids"], ids = _merge_ids(paper, known, candidate)
    merged = msgspec.structs.replace(paper, **values)
    if len(merged.authors) > merged.author_count:
        merged = msgspec.structs.replace(merged, author_count=len(merged.authors))
        if "author_count" in fields and "author_count" not in held:
            fields["author_count"] = Written(fingerprint(merged.author_count), fields["author_count"].as_of)
    merged = _retag(paper, merged, fields, tagger)
    changed = tuple(name for name in (*_FIELDS, "listed", "links", "ids", "tags") if getattr(merged, name) != getattr(paper, name))
    keys = tuple(sorted({*known.keys, *candidate.keys}))
    after = Entry(
        paper=paper.slug, keys=keys, fields=dict(sorted(fields.items())), listed=listed, links=links, ids=ids, author_ids=author_ids
    )
    return Merged(paper=merged, entry=after, changed=changed, held=tuple(held))


def held_fields(paper: Paper, entry: Entry) -> tuple[str, ...]:
    """Return the fields of ``paper`` that a person changed since ingest wrote them."""
    return tuple(name for name, written in entry.fields.items() if name in (*_FIELDS, "tags") and _is_held(paper, name, written))


def _is_held(paper: Paper, name: str, written: Written) -> bool:
    return not has_automatic_tags(paper, written) if name == "tags" else fingerprint(getattr(paper, name)) != written.digest


def _entry_of_stranger(paper: Paper) -> Entry:
    """Every field that a person filled in is held; the empty ones are open."""
    filled = {name: Written("", "") for name in (*_FIELDS, "tags") if getattr(paper, name)}
    return Entry(paper=paper.slug, keys=(), fields=filled)


def _merge_field(
    name: str, paper: Paper, candidate: Candidate, values: dict[str, Any], fields: dict[str, Written], held: list[str]
) -> None:
    """Decide about one field: put a new value in ``values`` and what was written in ``fields``, or its name in ``held``."""
    incoming, current, written = getattr(candidate, name), getattr(paper, name), fields.get(name)
    if not incoming:
        return
    if (written is None and current) or (written is not None and fingerprint(current) != written.digest):
        if incoming != current:
            held.append(name)
        return
    # The identifiers of authors that other records gave must not decide which list stands.
    compared = (without_identifiers(incoming), without_identifiers(current)) if name == "authors" else (incoming, current)
    if written is None or (candidate.as_of, *_weight(compared[0])) >= (written.as_of, *_weight(compared[1])):
        values[name] = incoming
        fields[name] = Written(fingerprint(incoming), candidate.as_of)


def _merge_author_ids(
    paper: Paper, entry: Entry, candidate: Candidate, values: dict[str, Any], fields: dict[str, Written], held: list[str]
) -> tuple[str, ...]:
    """Give the authors that stand the identifiers that any record gave them; return what is remembered of these."""
    written = entry.fields.get("authors")
    is_ours = written is not None and fingerprint(paper.authors) == written.digest
    # A ledger of the time before identifiers were remembered: those of the list that stands are all that is known.
    known = entry.author_ids or (remember((), paper.authors, written.as_of) if written is not None and is_ours else ())
    known = remember(known, candidate.authors, candidate.as_of)
    if "authors" in fields and "authors" not in held and (is_ours or "authors" in values):
        authors = with_identifiers(values.get("authors", paper.authors), known)
        values["authors"] = authors
        fields["authors"] = Written(fingerprint(authors), fields["authors"].as_of)
    return known


def _weight(value: object) -> tuple[int, bytes]:
    """Return what decides between two values of one day: the greater number, else the longer text, which tells more."""
    if isinstance(value, int):
        return value, b""
    encoded = msgspec.json.encode(value)
    return len(encoded), encoded


def _merge_listings(paper: Paper, entry: Entry, listing: Listing | None) -> tuple[tuple[Listing, ...], tuple[str, ...]]:
    """Add the day; of two ranks on one day in one feed the better one stands."""
    if listing is None:
        return paper.listed, entry.listed
    name = f"{listing.day} {listing.feed}"
    same = [other for other in paper.listed if (other.day, other.feed) == (listing.day, listing.feed)]
    if not same:
        if name in entry.listed:
            return paper.listed, entry.listed
        return tuple(sorted({*paper.listed, listing})), tuple(sorted({*entry.listed, name}))
    best = min((*same, listing), key=lambda other: (other.rank == 0, other.rank))
    others = [other for other in paper.listed if other not in same]
    return tuple(sorted({*others, best})), tuple(sorted({*entry.listed, name}))


def _merge_links(paper: Paper, entry: Entry, candidate: Candidate) -> tuple[tuple[Link, ...], tuple[str, ...]]:
    """Add links that are not there; one that a person removed, or gave another kind, stays as the person wants it.

    Of two records that disagree about a link the more telling kind stands, and the links are sorted, so that it does not matter which
    record came first, unless a person put them in another order.
    """
    links = list(paper.links)
    places = {_link_key(link.url): index for index, link in reversed(list(enumerate(links)))}
    in_order = list(paper.links) == sorted(paper.links, key=_link_order)
    written = {_link_key(line.rpartition(" ")[2]): line for line in entry.links}
    for link in sorted(candidate.links, key=_link_order):
        key = _link_key(link.url)
        current, known = links[places[key]] if key in places else None, written.get(key)
        if current is None and known is None:
            places[key] = len(links)
            links.append(link)
        elif current is not None and known == _link_line(current) and _link_order(link) < _link_order(current):
            links[places[key]] = link
        elif known is not None:
            continue
        written[key] = _link_line(link)
    return tuple(sorted(links, key=_link_order) if in_order else links), tuple(sorted(written.values()))


def _link_key(url: str) -> str:
    return url.rstrip("/")


def _link_line(link: Link) -> str:
    return f"{link.kind} {link.url}"


def _link_order(link: Link) -> tuple[int, str]:
    return (LINK_KINDS.index(link.kind), link.url)


def _merge_ids(paper: Paper, entry: Entry, candidate: Candidate) -> tuple[tuple[tuple[str, str], ...], tuple[str, ...]]:
    present = dict(paper.ids)
    added = {kind: value for kind, value in candidate.ids if kind not in present and f"{kind}:{value}" not in entry.ids}
    seen = tuple(sorted({*entry.ids, *(f"{kind}:{value}" for kind, value in candidate.ids)}))
    return tuple(sorted({**present, **added}.items())), seen


def _retag(before: Paper, paper: Paper, fields: dict[str, Written], tagger: TagsPapers) -> Paper:
    """Tag anew when something changed from which tags follow, unless a person chose the tags."""
    written = fields.get("tags")
    if not has_automatic_tags(before, written):
        return paper
    only_forbids = bool(before.forbidden_tags) and not before.tags
    if written is not None and not only_forbids and all(getattr(before, name) == getattr(paper, name) for name in _TELLING):
        return paper
    tags = find_tags(paper, tagger)
    fields["tags"] = Written(fingerprint(tags), "")
    return msgspec.structs.replace(paper, tags=tags)
