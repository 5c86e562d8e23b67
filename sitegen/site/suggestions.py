"""What the box in the header of every page offers while a reader types: tags, the most frequent authors, and the newest papers.

It is one small file, which a browser asks for when a reader goes to the box. Who wants more presses Enter, and is on the search page.
"""

from heapq import nsmallest
from itertools import chain, islice

import msgspec

from sitegen.config import Config
from sitegen.site import addresses
from sitegen.site.outputs import Output
from sitegen.site.site import Site
from sitegen.site.views import DataView

AUTHORS = 250
"""How many authors are offered."""
NEWEST = 80
"""How many papers are offered."""


class _Suggestions(msgspec.Struct, frozen=True):
    """Each entry is what is shown, the name in its address, and the number of papers."""

    tags: tuple[tuple[str, str, int], ...]
    authors: tuple[tuple[str, str, int], ...]
    papers: tuple[tuple[str, str], ...]


def suggestion_output(site: Site, config: Config) -> Output:
    """Return the file."""
    suggestions = _Suggestions(_tags(site), _authors(site, config), _papers(site))
    return Output(
        url=addresses.SUGGESTIONS,
        template="data.json",
        source="(what the search box offers)",
        make=_data_view,
        args=(msgspec.json.encode(suggestions).decode(),),
        mapped=False,
    )


def _tags(site: Site) -> tuple[tuple[str, str, int], ...]:
    tags = [(site.taxonomy.name_of(tag), tag, len(slugs)) for tag, slugs in site.tags.items()]
    return tuple(sorted(tags, key=lambda tag: (-tag[2], tag[1])))


def _authors(site: Site, config: Config) -> tuple[tuple[str, str, int], ...]:
    pages = (site.people.persons[slug] for slug in site.people.with_pages(config.author_threshold))
    most = nsmallest(AUTHORS, pages, key=lambda person: (-len(person.papers), person.slug))
    return tuple((person.name, person.slug, len(person.papers)) for person in most)


def _papers(site: Site) -> tuple[tuple[str, str], ...]:
    slugs = dict.fromkeys(chain.from_iterable(site.periods[date] for date in reversed(tuple(site.periods))))
    return tuple((site.papers[slug].plain_title, slug) for slug in islice(slugs, NEWEST))


def _data_view(json: str) -> DataView:
    return DataView(json=json)
