"""The last parts of the addresses of people: they stay the same as long as the oldest paper and the identifiers of namesakes are."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from itertools import chain

import msgspec

from sitegen.analysis.people_claims import Identity
from sitegen.analysis.people_mentions import Mention
from sitegen.papers.names import slug_of_key
from sitegen.text import digest

_LAST_GROUP = 4
"""How many digits of an identifier tell namesakes apart in an address."""
_DIGITS = re.compile(f"[0-9]{{1,{_LAST_GROUP}}}$")


class Slugs(msgspec.Struct, frozen=True):
    """Everybody's slug."""

    known: Mapping[Identity, str]
    """Of those of whose names more is told than the names themselves."""
    plain: Mapping[str, str]
    """Of the others, by the keys of their names."""


def give_slugs(
    groups: Mapping[Identity, Sequence[Mention]],
    contested: Mapping[str, Identity],
    bearers: Mapping[str, frozenset[Identity]],
    plain: Iterable[str],
    order: Mapping[str, int],
) -> Slugs:
    """Give everybody a slug: entries their own, others one of their name, with a part of the identifier where that does not do."""
    taken = {value for kind, value in {*groups, *(one for known in bearers.values() for one in known)} if kind == "entry"}
    wanted: dict[Identity, str] = {}
    for identity, mentions in groups.items():
        kind, value = identity
        if kind == "entry":
            wanted[identity] = value
        elif kind == "name":
            wanted[identity] = _slug_of_name(value, taken)
        else:
            wanted[identity] = _slug_of_known(identity, _oldest_name(mentions, order), contested, taken)
    # Who bears a contested name may have left no paper to it.
    wanted |= {identity: slug for key, identity in contested.items() if identity not in groups and (slug := slug_of_key(key)) not in taken}
    names = {key: _slug_of_name(key, taken) for key in plain} if taken else {key: slug_of_key(key) for key in plain}
    clashes = {slug for slug, count in Counter(chain(wanted.values(), names.values())).items() if count > 1}
    # Two that want the same are parted by what they are, not by who came first.
    for identity, slug in wanted.items() if clashes else ():
        if slug in clashes and identity[0] != "entry":
            wanted[identity] = f"{slug}-{digest(*identity)[:8]}"
    for key, slug in names.items() if clashes else ():
        if slug in clashes:
            names[key] = f"{slug}-{digest('name', key)[:8]}"
    return Slugs(wanted, names)


def _slug_of_name(key: str, taken: Set[str]) -> str:
    slug = slug_of_key(key)
    return f"{slug}-others" if slug in taken else slug


def _slug_of_known(identity: Identity, mention: Mention, contested: Mapping[str, Identity], taken: Set[str]) -> str:
    """The plain name is for who alone has it; initials never are."""
    slug = slug_of_key(mention.name.key)
    if mention.name.key not in contested and not mention.name.initials and slug not in taken:
        return slug
    kind, value = identity
    if kind == "orcid":
        return f"{slug}-{value[-_LAST_GROUP:].lower()}"
    if value.startswith(f"acl:{slug}-"):  # the Anthology has told them apart in words
        return value.removeprefix("acl:")
    digits = _DIGITS.search(value)
    return f"{slug}-{digits[0] if digits else digest(value)[:_LAST_GROUP]}"


def _oldest_name(mentions: Sequence[Mention], order: Mapping[str, int]) -> Mention:
    """Return the mention of the oldest paper, one with a given name before initials alone; new papers do not change it."""
    return min(mentions, key=lambda mention: (mention.name.initials, -order[mention.paper], mention.position))
