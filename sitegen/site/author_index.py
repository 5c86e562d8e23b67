"""The index of authors from A to Z, cut by the beginnings of family names until no page is too long."""

from collections.abc import Iterable, Iterator, Sequence

from sitegen.analysis.persons import Person
from sitegen.site import addresses
from sitegen.site.outputs import Output
from sitegen.site.site import Site
from sitegen.site.views import AuthorGroupView, AuthorIndexView, CountView, LinkView, PageHead

INDEX_LIMIT = 300
"""The most authors on one page of the index, unless their names are all the same."""
MOST_PAPERS = 30
"""How many of those with most papers the first page of a long index names."""


def author_index_outputs(site: Site, pages: Iterable[str]) -> Iterator[Output]:
    """Yield the index of those who have a page, when there are any."""
    people = sorted((site.people.persons[slug] for slug in pages), key=lambda person: (person.sort_key, person.slug))
    if people:
        yield from _index_pages(people, "", None)


def author_count(person: Person) -> CountView:
    """An author with the number of papers."""
    return CountView(person.name, addresses.author_url(person.slug), len(person.papers))


def _index_pages(people: Sequence[Person], prefix: str, parent: LinkView | None) -> Iterator[Output]:
    """Yield the page of the names that begin with ``prefix``, and when they are too many those of longer beginnings."""
    parts = _cut(people, prefix) if len(people) > INDEX_LIMIT else {}
    below = {person.slug for part in parts.values() for person in part}
    here = [person for person in people if person.slug not in below]
    url = addresses.author_index_url(prefix)
    label = _label(prefix)
    counts = tuple(CountView(_label(beginning), addresses.author_index_url(beginning), len(part)) for beginning, part in parts.items())
    most = sorted(people, key=lambda person: (-len(person.papers), person.sort_key, person.slug))[:MOST_PAPERS]
    yield Output(
        url=url,
        template="authors.html",
        source=f"(the index of authors{' under ' + label if prefix else ''})",
        head=PageHead(
            title=f"Authors: {label}" if prefix else "Authors",
            description=f"{len(people):,} authors{f' whose names begin with {label}' if prefix else ' of the papers, from A to Z'}.",
            url=url,
        ),
        make=_index_view,
        args=(
            len(people),
            counts,
            _groups(here, by_letter=not prefix),
            tuple(map(author_count, most)) if parts and not prefix else (),
            parent,
        ),
    )
    above = LinkView(f"Authors: {label}" if prefix else "Authors", url)
    for beginning, part in parts.items():
        yield from _index_pages(part, beginning, above)


def _index_view(
    head: PageHead,
    count: int,
    parts: tuple[CountView, ...],
    groups: tuple[AuthorGroupView, ...],
    most: tuple[CountView, ...],
    parent: LinkView | None,
) -> AuthorIndexView:
    return AuthorIndexView(head=head, count=count, parts=parts, groups=groups, most=most, parent=parent)


def _cut(people: Sequence[Person], prefix: str) -> dict[str, list[Person]]:
    """Group people by a beginning that is longer than ``prefix``; who has no longer one is in no group."""
    length = len(prefix) + 1
    parts: dict[str, list[Person]] = {}
    for person in people:
        # A space alone would be no address: it is taken with the letter behind it.
        beginning = person.sort_key[: length + (person.sort_key[length - 1 : length] == " ")]
        if len(beginning) >= length:
            parts.setdefault(beginning if prefix else _letter(person), []).append(person)
    if len(parts) == 1 and prefix:
        ((beginning, same),) = parts.items()
        return _cut(same, beginning) if len(same) == len(people) else parts
    return parts


def _letter(person: Person) -> str:
    """Return the first letter, or ``0`` for what does not begin with one."""
    first = person.sort_key[:1]
    return first if first.isalpha() else "0"


def _label(beginning: str) -> str:
    """Return ``A``, ``Wang`` or ``Wang J``, with an ellipsis where it is not one letter."""
    if beginning == "0":
        return "0–9"
    return beginning.title() + ("…" if len(beginning) > 1 else "")


def _groups(people: Sequence[Person], *, by_letter: bool) -> tuple[AuthorGroupView, ...]:
    groups: dict[str, list[CountView]] = {}
    for person in people:
        groups.setdefault(_label(_letter(person)) if by_letter else "", []).append(author_count(person))
    return tuple(AuthorGroupView(label, tuple(authors)) for label, authors in groups.items())
