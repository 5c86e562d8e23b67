"""The pages of authors: their papers, cut by year and month when they are many, and with whom and on what they wrote."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import urlsplit

import msgspec

from sitegen.analysis.persons import Person
from sitegen.config import Config
from sitegen.papers.author_ids import resolve_author_id
from sitegen.papers.dates import PartialDate
from sitegen.site import addresses
from sitegen.site.author_index import author_index_outputs
from sitegen.site.feeds import feed_entries, feed_output
from sitegen.site.items import Around, Items
from sitegen.site.outputs import Output, Packed
from sitegen.site.scholar import profile_json_ld
from sitegen.site.site import Site
from sitegen.site.tags import cut_by_period, first_shown
from sitegen.site.views import AuthorPageView, CountView, LinkView, PageHead, PaperItem
from sitegen.site.words import papers_word

CO_AUTHORS = 20
"""How many co-authors an author's page names."""
AUTHOR_TAGS = 12
"""How many tags it names."""
PROFILES = 10
"""How many pages of sources about the author it links."""
NAMESAKES = 20
"""How many others of the same name it links."""


class _Profile(msgspec.Struct, frozen=True, kw_only=True):
    """What the first page of an author says beside the papers and what they tell."""

    person: Person
    """Without papers, which the page has by themselves."""
    namesakes: tuple[LinkView, ...]
    feed: str


class _Work(msgspec.Struct, frozen=True, array_like=True):
    """What a paper tells of its authors: on what they work, and with whom."""

    tags: tuple[tuple[str, str], ...]
    """Slugs and names."""
    people: tuple[tuple[str, str, str], ...]
    """Slug, name and address of each author; no address for those who have no page."""


class _Shared(msgspec.Struct, frozen=True):
    """What the pages of all authors are made from."""

    site: Site
    items: Items
    config: Config
    pages: Mapping[str, str]
    """The addresses of those who have a page, by their slugs."""
    works: Mapping[str, Packed]
    """The :class:`_Work` of each paper."""


def author_outputs(site: Site, items: Items, config: Config, around: Around) -> Iterator[Output]:
    """Yield the pages and feeds of those authors who have enough papers, and their index."""
    pages = around.authors
    shared = _Shared(site, items, config, pages, _works(site, pages))
    entries = feed_entries(site, config, {slug for one in pages for slug in site.people.persons[one].papers[: config.feed_limit]})
    for slug in sorted(pages):
        person = site.people.persons[slug]
        yield from _author_pages(shared, person, person.papers, None)
        if person.papers:
            yield feed_output(
                site,
                config,
                entries,
                url=addresses.author_feed_url(slug),
                page=pages[slug],
                title=f"{person.name} · {config.title}",
                subtitle=f"Papers by {person.name}.",
                slugs=person.papers,
            )
    yield from author_index_outputs(site, pages)


def _works(site: Site, pages: Mapping[str, str]) -> dict[str, Packed]:
    """Return what each paper tells of its authors: most authors have a few papers in common with others, so it is put together once."""
    tags = {tag: (tag, site.taxonomy.name_of(tag)) for tag in site.tags}
    page_of, names_on = pages.get, site.people.persons.names_on
    works = {}
    for slug, paper in site.papers.items() if pages else ():
        people = tuple([(one, name, page_of(one, "")) for one, name in names_on(slug)])
        works[slug] = Packed.of(_Work(tuple([tags[tag] for tag in paper.tags]), people))
    return works


def _author_pages(shared: _Shared, person: Person, slugs: Sequence[str], period: PartialDate | None) -> Iterator[Output]:
    """The page of an author (in a period), and when the list is too long those of the periods below."""
    limit = shared.config.list_limit
    is_cut = len(slugs) > limit and (period is None or not period.month)
    parts = cut_by_period(shared.site, slugs, period) if is_cut or period is None else {}
    shown = first_shown(slugs, parts, limit) if is_cut else slugs
    years = tuple(
        [
            CountView(part.label, addresses.author_url(person.slug, part) if is_cut else "", len(inside), part.iso)
            for part, inside in parts.items()
        ]
    )
    where = f", {period.label}" if period else ""
    url = addresses.author_url(person.slug, period)
    yield Output(
        url=url,
        template="author.html",
        source=f"(the author {person.name}{where})",
        head=PageHead(title=f"{person.name}{where}", description=_description(person, len(slugs), years, period), url=url),
        make=_author_view,
        args=(
            person.name,
            period.label if period else "",
            len(slugs),
            tuple([shared.items[slug] for slug in shown]),
            years,
            _parent(person, period),
            _profile(person, shared) if period is None else None,
            tuple([shared.works[slug] for slug in slugs]) if period is None else (),
            shared.config.base_url.rstrip("/") + url,
        ),
    )
    for part, inside in parts.items() if is_cut else ():
        yield from _author_pages(shared, person, inside, part)


def _author_view(
    head: PageHead,
    name: str,
    period: str,
    count: int,
    papers: tuple[PaperItem, ...],
    years: tuple[CountView, ...],
    parent: LinkView,
    profile: _Profile | None,
    works: tuple[_Work, ...],
    page: str,
) -> AuthorPageView:
    view = AuthorPageView(head=head, name=name, period=period, count=count, papers=papers, years=years, parent=parent)
    if profile is None:
        return view
    person = profile.person
    return msgspec.structs.replace(
        view,
        tags=_tags(works),
        co_authors=_co_authors(works, person.slug),
        namesakes=profile.namesakes,
        spellings=person.spellings,
        ambiguous=person.ambiguous,
        initials=person.initials,
        orcid=LinkView(person.orcid, f"https://orcid.org/{person.orcid}") if person.orcid else None,
        profiles=_profiles(person),
        website=LinkView(urlsplit(person.url).hostname or person.url, person.url) if person.url else None,
        affiliation=person.affiliation,
        note=person.note,
        feed=profile.feed,
        json_ld="" if person.ambiguous else profile_json_ld(person, page),
    )


def _profile(person: Person, shared: _Shared) -> _Profile:
    others = [shared.site.people.persons[slug] for slug in person.namesakes if slug in shared.pages]
    return _Profile(
        person=msgspec.structs.replace(person, papers=(), namesakes=()),
        namesakes=tuple([LinkView(_told_apart(other), addresses.author_url(other.slug)) for other in others[:NAMESAKES]]),
        feed=addresses.author_feed_url(person.slug) if person.papers else "",
    )


def _tags(works: Sequence[_Work]) -> tuple[CountView, ...]:
    """Return the most frequent tags of an author's papers."""
    counts = Counter(tag for paper in works for tag in paper.tags)
    most = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:AUTHOR_TAGS]
    return tuple(CountView(name, addresses.tag_url(tag), count) for (tag, name), count in most)


def _co_authors(works: Sequence[_Work], slug: str) -> tuple[CountView, ...]:
    """Return with whom an author wrote most papers; who stands twice on one is counted once."""
    counts = Counter(one for paper in works for one in {*paper.people} if one[0] != slug)
    most = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:CO_AUTHORS]
    return tuple(CountView(name, url, count) for (_, name, url), count in most)


def _profiles(person: Person) -> tuple[LinkView, ...]:
    pages = [(identifier, *resolve_author_id(identifier)) for identifier in person.ids[:PROFILES]]
    counts = Counter(source for _, source, _ in pages)
    return tuple(
        LinkView(source if counts[source] == 1 else f"{source} {identifier.partition(':')[2]}", url) for identifier, source, url in pages
    )


def _told_apart(person: Person) -> str:
    if person.orcid or not person.ids:
        return f"{person.name} ({person.orcid})" if person.orcid else person.name
    return f"{person.name} ({resolve_author_id(person.ids[0])[0]} {person.ids[0].partition(':')[2]})"


def _parent(person: Person, period: PartialDate | None) -> LinkView:
    if period is None:
        return LinkView("Authors", addresses.AUTHORS)
    above = period.year_part if period.month else None
    return LinkView(f"{person.name}{', ' + above.label if above else ''}", addresses.author_url(person.slug, above))


def _description(person: Person, count: int, years: Sequence[CountView], period: PartialDate | None) -> str:
    if not count:
        return f"Several authors are called {person.name}."
    if period is not None:
        return f"{papers_word(count)} by {person.name} in {period.label}."
    first, last = (years[-1].label, years[0].label) if years else ("", "")
    when = f", {first}" + (f" to {last}" if last != first else "") if years else ""
    return f"{papers_word(count)} by {person.name}{when}: topics, co-authors and years."
