"""The pages of tags: an index, and for each tag its papers, cut by year and month when they are many."""

from collections.abc import Iterator, Mapping, Sequence

from sitegen.config import Config
from sitegen.papers.dates import PartialDate
from sitegen.papers.taxonomy import Topic
from sitegen.site import addresses
from sitegen.site.items import Items
from sitegen.site.outputs import Output
from sitegen.site.pictures import picture_links, tag_course
from sitegen.site.site import Site
from sitegen.site.views import CountView, CourseView, LinkView, PageHead, PaperItem, TagGroupView, TagIndexView, TagPageView
from sitegen.site.words import papers_word

RELATED_TAGS = 8
"""How many neighbouring tags a tag's page links."""


def tag_outputs(site: Site, items: Items, config: Config) -> Iterator[Output]:
    """Yield the pages of every tag that has papers, and their index."""
    for tag, slugs in site.tags.items():
        yield from _tag_pages(site, items, config.list_limit, tag, slugs, None)
    yield _index(site)


def tag_count(site: Site, tag: str) -> CountView:
    """A tag with the number of its papers."""
    return CountView(site.taxonomy.name_of(tag), addresses.tag_url(tag), len(site.tags.get(tag, ())))


def largest_tags(site: Site, limit: int) -> tuple[CountView, ...]:
    """The tags with most papers, the broad ones that only gather narrower ones left out."""
    gathering = {topic.parent for topic in site.taxonomy.topics if topic.parent in site.tags and topic.slug in site.tags}
    counts = sorted((-len(slugs), tag) for tag, slugs in site.tags.items() if tag not in gathering)
    return tuple(tag_count(site, tag) for _, tag in counts[:limit])


def _index(site: Site) -> Output:
    """All tags that have papers, in the order of the taxonomy; those that it does not know come last."""
    groups = [_group(site, topic) for topic in site.taxonomy.children_of("") if topic.slug in site.tags]
    others = [tag for tag in site.tags if tag not in site.taxonomy]
    groups += [TagGroupView(tag=tag_count(site, tag)) for tag in others]
    description = f"The {len(site.tags)} topics under which the papers are filed, from broad to narrow."
    return Output(
        url=addresses.TAGS,
        template="tags.html",
        source="(the index of tags)",
        head=PageHead(title="Tags", description=description, url=addresses.TAGS),
        make=_index_view,
        args=(tuple(groups), picture_links(site)),
    )


def _index_view(head: PageHead, groups: tuple[TagGroupView, ...], pictures: tuple[LinkView, ...]) -> TagIndexView:
    return TagIndexView(head=head, groups=groups, pictures=pictures)


def _tag_pages(site: Site, items: Items, limit: int, tag: str, slugs: Sequence[str], period: PartialDate | None) -> Iterator[Output]:
    """The page of a tag (in a period), and when its list is too long those of the periods below."""
    is_cut = len(slugs) > limit and (period is None or not period.month)
    parts = cut_by_period(site, slugs, period) if is_cut else {}
    shown = first_shown(slugs, parts, limit) if is_cut else slugs
    counts = [CountView(part.label, addresses.tag_url(tag, part), len(inside), part.iso) for part, inside in parts.items()]
    name = site.taxonomy.name_of(tag)
    topic = site.taxonomy.find(tag)
    where = f", {period.label}" if period else ""
    description = topic.description if topic and topic.description else f"Papers on {name}."
    url = addresses.tag_url(tag, period)
    yield Output(
        url=url,
        template="tag.html",
        source=f"(the tag {name}{where})",
        head=PageHead(
            title=f"{name}{where}",
            description=f"{papers_word(len(slugs))} on {name}{' in ' + period.label if period else ''}. {description}",
            url=url,
        ),
        make=_tag_view,
        args=(
            name,
            topic.description if topic else "",
            period.label if period else "",
            len(slugs),
            tuple([items[slug] for slug in shown]),
            tuple(counts),
            _parent(site, tag, topic, period),
            _related(site, tag, topic),
            tag_course(site, slugs) if period is None else None,
        ),
    )
    for part, inside in parts.items():
        yield from _tag_pages(site, items, limit, tag, inside, part)


def _tag_view(
    head: PageHead,
    name: str,
    description: str,
    period: str,
    count: int,
    papers: tuple[PaperItem, ...],
    periods: tuple[CountView, ...],
    parent: LinkView,
    related: tuple[LinkView, ...],
    spread: CourseView | None,
) -> TagPageView:
    return TagPageView(
        head=head,
        name=name,
        description=description,
        period=period,
        count=count,
        papers=papers,
        periods=periods,
        parent=parent,
        related=related,
        course=spread,
    )


def cut_by_period(site: Site, slugs: Sequence[str], period: PartialDate | None) -> dict[PartialDate, Sequence[str]]:
    """Group papers, given newest first, by year, or within a year by month. Those without such a date stand on the page above alone."""
    return site.timeline.years(slugs) if period is None else site.timeline.months(slugs)


def first_shown(slugs: Sequence[str], parts: Mapping[PartialDate, Sequence[str]], limit: int) -> Sequence[str]:
    """Return which papers of a long list, cut into ``parts``, its first page shows: the first ones, and those that are in no part."""
    if sum(map(len, parts.values())) == len(slugs):
        return slugs[:limit]
    inside_parts = {slug for part in parts.values() for slug in part}
    return [slug for place, slug in enumerate(slugs) if place < limit or slug not in inside_parts]


def _parent(site: Site, tag: str, topic: Topic | None, period: PartialDate | None) -> LinkView:
    if period is not None:
        above = period.year_part if period.month else None
        label = f"{site.taxonomy.name_of(tag)}{', ' + above.label if above else ''}"
        return LinkView(label, addresses.tag_url(tag, above))
    if topic is not None and topic.parent in site.tags:
        return LinkView(site.taxonomy.name_of(topic.parent), addresses.tag_url(topic.parent))
    return LinkView("Tags", addresses.TAGS)


def _related(site: Site, tag: str, topic: Topic | None) -> tuple[LinkView, ...]:
    """The narrower tags of a broad one; else the largest of those beside it."""
    narrower = [child.slug for child in site.taxonomy.children_of(tag) if child.slug in site.tags]
    if not narrower and topic is not None and topic.parent:
        beside = [child.slug for child in site.taxonomy.children_of(topic.parent) if child.slug in site.tags and child.slug != tag]
        narrower = sorted(beside, key=lambda slug: (-len(site.tags[slug]), slug))[:RELATED_TAGS]
    return tuple(LinkView(site.taxonomy.name_of(slug), addresses.tag_url(slug)) for slug in narrower)


def _group(site: Site, topic: Topic) -> TagGroupView:
    children = tuple(tag_count(site, child.slug) for child in site.taxonomy.children_of(topic.slug) if child.slug in site.tags)
    return TagGroupView(tag=tag_count(site, topic.slug), description=topic.description, children=children)
