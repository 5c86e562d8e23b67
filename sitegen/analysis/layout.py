"""The map: a place in the plane for every paper, near to those that resemble it.

Papers come in batches, oldest first, a month at a time. The first few hundred (:data:`~sitegen.analysis.map_state.FOUNDING`) are laid
out together with their topics and decide where each topic lies; from then on a paper that has a place keeps it, and a new month only
finds places of its own among what is there. So a reader finds a paper where it was, and a month costs what the month holds.

Everything is a function of the papers and their order: the same on every machine (see :mod:`sitegen.analysis.layout_forces`).
"""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from sitegen.analysis import map_state
from sitegen.analysis.cooccurrence import order_alike, pair_counts
from sitegen.analysis.layout_forces import Floats, Springs, keep_apart, settle
from sitegen.analysis.map_state import SIDE, MapPaper, MapState, Place
from sitegen.text import digest

SPACING = 130
"""How far apart the papers of a small map stand; those of a large one stand closer."""

_FILL = 0.55
"""The part of the square that papers at their spacing would fill, if they were spread evenly."""
_MARGIN = 1_500
"""What the founding papers leave free on each side, for those to come."""
_FOUNDING_ROUNDS, _LATER_ROUNDS, _APART_ROUNDS = 300, 120, 60
_TAG_WEIGHTS = (2.0, 0.7, 0.3)
"""How strongly a paper is drawn to its first tag, its second, and each of the others, where its nearest neighbour has one."""
_TOPIC_WEIGHT = 2.0
"""How strongly a narrow topic is drawn to its broad one, for each paper that it has in the founding."""


def advance(state: MapState, batch: Sequence[MapPaper], parents: Mapping[str, str]) -> tuple[MapState, dict[str, Place]]:
    """Give the papers of one more month their places; return the new state and every place that is new or changed.

    ``parents`` gives the broad topic of each narrow one. Places change only while the map is not founded.
    """
    if not state.unit:
        return _found((*state.waiting, *batch), parents)
    places, topics = _place(state, batch, parents)
    return MapState(places={**state.places, **places}, topics={**state.topics, **topics}, unit=state.unit), places


def map_places(batches: Iterable[Sequence[MapPaper]], parents: Mapping[str, str]) -> dict[str, Place]:
    """Return the place of every paper: all months at once."""
    state = MapState()
    for batch in batches:
        state, _ = advance(state, batch, parents)
    return dict(state.places)


def spacing_of(count: int) -> float:
    """How far apart the papers of a map of ``count`` should stand."""
    side = float(np.sqrt(np.float64(_FILL * SIDE * SIDE / max(count, 1))))
    return min(float(SPACING), side)


def _found(papers: tuple[MapPaper, ...], parents: Mapping[str, str]) -> tuple[MapState, dict[str, Place]]:
    """Lay out papers and topics together, and scale them to the square."""
    if not papers:
        return MapState(), {}
    tags, sizes = _topics_of(papers, parents)
    names = [*(("paper", paper.slug) for paper in papers), *(("topic", tag) for tag in tags)]
    numbers = {name: number for number, name in enumerate(names)}
    xs, ys = _first_places(papers, tags, parents)
    pulls = list(_pulls(papers, numbers))
    pulls += [
        (numbers["topic", tag], numbers["topic", parents[tag]], _TOPIC_WEIGHT * sizes[tag]) for tag in tags if parents.get(tag, "") in sizes
    ]
    both = [*pulls, *((tail, head, weight) for head, tail, weight in pulls)]
    xs, ys = settle(xs, ys, len(names), _springs(both), _FOUNDING_ROUNDS)
    unit = _unit(xs, ys)
    xs, ys = _spread(xs), _spread(ys)
    count = len(papers)
    apart = keep_apart(xs[:count], ys[:count], count, spacing_of(count), SIDE, 2 * _APART_ROUNDS)
    places = _whole([paper.slug for paper in papers], *apart)
    topics = _whole(tags, xs[count:], ys[count:])
    if len(papers) < map_state.FOUNDING:
        return MapState(places=places, waiting=papers), places
    return MapState(places=places, topics=topics, unit=unit), places


def _place(state: MapState, batch: Sequence[MapPaper], parents: Mapping[str, str]) -> tuple[dict[str, Place], dict[str, Place]]:
    """Find places for new papers and for topics that are new with them; what has a place already does not move."""
    topics = [tag for tag in _topics_of(batch, parents)[0] if tag not in state.topics]
    names = [*(("paper", paper.slug) for paper in batch), *(("topic", tag) for tag in topics)]
    count, movable = len(batch), len(names)
    names += [*(("paper", slug) for slug in state.places), *(("topic", tag) for tag in state.topics)]
    numbers = {name: number for number, name in enumerate(names)}
    starts = _starts(state, batch, topics, parents)
    fixed = [*state.places.values(), *state.topics.values()]
    xs = np.array([*(x for x, _ in starts), *(place.x for place in fixed)], dtype=np.float64)
    ys = np.array([*(y for _, y in starts), *(place.y for place in fixed)], dtype=np.float64)
    pulls = list(_pulls(batch, numbers))
    pulls += [(tail, head, weight) for head, tail, weight in pulls if tail < movable]
    unit = float(state.unit)
    xs, ys = settle(xs / unit, ys / unit, movable, _springs(pulls), _LATER_ROUNDS)
    xs, ys = np.clip(xs * unit, 0, SIDE), np.clip(ys * unit, 0, SIDE)
    papers = np.array([number for number, (kind, _) in enumerate(names) if kind == "paper"], dtype=np.int64)
    apart = keep_apart(xs[papers], ys[papers], count, spacing_of(len(papers)), SIDE, _APART_ROUNDS)
    places = _whole([paper.slug for paper in batch], apart[0][:count], apart[1][:count])
    return places, _whole(topics, xs[count:movable], ys[count:movable])


def _pulls(papers: Sequence[MapPaper], numbers: Mapping[tuple[str, str], int]) -> Iterable[tuple[int, int, float]]:
    """What draws each paper: its neighbours by their score against the best, and its topics."""
    for paper in papers:
        head = numbers["paper", paper.slug]
        best = max((score for _, score in paper.neighbours), default=1)
        for slug, score in paper.neighbours:
            tail = numbers.get(("paper", slug))
            if tail is not None:
                yield head, tail, score / best
        for rank, tag in enumerate(paper.tags):
            tail = numbers.get(("topic", tag))
            if tail is not None:
                yield head, tail, _weight_of_tag(rank)


def _springs(pulls: Sequence[tuple[int, int, float]]) -> Springs:
    return Springs(
        heads=np.array([head for head, _, _ in pulls], dtype=np.int64),
        tails=np.array([tail for _, tail, _ in pulls], dtype=np.int64),
        weights=np.array([weight for _, _, weight in pulls], dtype=np.float64),
    )


def _topics_of(papers: Sequence[MapPaper], parents: Mapping[str, str]) -> tuple[list[str], dict[str, int]]:
    """Return the topics of some papers, broad ones and those below them so that what shares papers stands together; and their sizes."""
    sizes: dict[str, int] = {}
    for paper in papers:
        for tag in paper.tags:
            sizes[tag] = sizes.get(tag, 0) + 1
    broad_of = {tag: parents.get(tag) or tag for tag in sizes}
    for broad in broad_of.values():
        sizes.setdefault(broad, 0)
    broads = order_alike(sorted(set(broad_of.values())), pair_counts([broad_of[tag] for tag in paper.tags] for paper in papers))
    pairs = pair_counts(paper.tags for paper in papers)
    tags = []
    for broad in broads:
        narrow = sorted(tag for tag in sizes if tag != broad and broad_of.get(tag) == broad)
        tags += [broad, *order_alike(narrow, pairs)]
    return tags, sizes


def _first_places(papers: Sequence[MapPaper], tags: Sequence[str], parents: Mapping[str, str]) -> tuple[Floats, Floats]:
    """Put the broad topics on a circle, the narrow ones around them, and each paper among its topics."""
    broads = [tag for tag in tags if not parents.get(tag)]
    places: dict[str, tuple[float, float]] = {}
    for number, broad in enumerate(broads):
        x, y = _on_circle(number, len(broads))
        places[broad] = 8 * x, 8 * y
        narrow = [tag for tag in tags if parents.get(tag) == broad]
        for index, tag in enumerate(narrow):
            dx, dy = _on_circle(index, len(narrow))
            places[tag] = 8 * x + 2 * dx, 8 * y + 2 * dy
    starts = []
    for paper in papers:
        known = [(places[tag], 1.0 / (rank + 1)) for rank, tag in enumerate(paper.tags) if tag in places]
        starts.append(_start(paper.slug, known, (0.0, 0.0), 1.0))
    points = [*starts, *(places[tag] for tag in tags)]
    return np.array([x for x, _ in points], dtype=np.float64), np.array([y for _, y in points], dtype=np.float64)


def _starts(state: MapState, batch: Sequence[MapPaper], topics: Sequence[str], parents: Mapping[str, str]) -> list[tuple[float, float]]:
    """Where each new paper begins, among its neighbours and at its topics; and each new topic, among its papers."""
    found: dict[str, tuple[float, float]] = {}
    members: dict[str, list[tuple[tuple[float, float], float]]] = {tag: [] for tag in topics}
    unit, middle = float(state.unit), (SIDE / 2, SIDE / 2)
    for paper in batch:
        best = max((score for _, score in paper.neighbours), default=1)
        known: list[tuple[tuple[float, float], float]] = []
        for slug, score in paper.neighbours:
            place = state.places.get(slug)
            point = (float(place.x), float(place.y)) if place else found.get(slug)
            if point is not None:
                # The third power: the middle of many is nowhere, so a paper begins near those that count most.
                known.append((point, (score / best) * (score / best) * (score / best)))
        at = [state.topics.get(tag) or state.topics.get(parents.get(tag, "")) for tag in paper.tags]
        known += [((float(topic.x), float(topic.y)), _weight_of_tag(rank)) for rank, topic in enumerate(at) if topic]
        found[paper.slug] = _start(paper.slug, known, middle, unit)
        for tag in paper.tags:
            if tag in members:
                members[tag].append((found[paper.slug], 1.0))
    return [*found.values(), *(_start(tag, members[tag], middle, unit) for tag in topics)]


def _start(
    slug: str, known: Sequence[tuple[tuple[float, float], float]], otherwise: tuple[float, float], unit: float
) -> tuple[float, float]:
    """Return the weighted middle of what is known, moved a little, so that no two papers begin at one place."""
    total = x = y = 0.0
    for (known_x, known_y), weight in known:
        total, x, y = total + weight, x + known_x * weight, y + known_y * weight
    if not total:
        (x, y), total = otherwise, 1.0
    mark = digest(slug)
    aside_x, aside_y = (int(mark[begin : begin + 6], 16) / 0xFFFFFF - 0.5 for begin in (0, 6))
    return x / total + unit * aside_x, y / total + unit * aside_y


def _weight_of_tag(rank: int) -> float:
    return _TAG_WEIGHTS[min(rank, len(_TAG_WEIGHTS) - 1)]


def _on_circle(number: int, count: int) -> tuple[float, float]:
    """Return one of ``count`` directions, evenly along a square and drawn in to the circle: no sine, which differs between machines."""
    side, along = divmod(4 * number, count)
    part = 2 * along / count - 1
    x, y = ((part, -1.0), (1.0, part), (-part, 1.0), (-1.0, -part))[side]
    length = float(np.sqrt(np.float64(x * x + y * y)))
    return x / length, y / length


def _unit(xs: Floats, ys: Floats) -> int:
    """Return how many places make one unit of the founding."""
    extent = max(*(high - low for low, high in (_inner(xs), _inner(ys))), 1.0)
    return max(1, int((SIDE - 2 * _MARGIN) / extent))


def _inner(values: Floats) -> tuple[float, float]:
    """Return the ends of the values, the outermost fiftieth on each side left out."""
    ordered = np.sort(values)
    aside = len(ordered) // 50
    return float(ordered[aside]), float(ordered[len(ordered) - 1 - aside])


def _spread(values: Floats) -> Floats:
    """Scale to the square, halfway to equal steps: what is crowded gets room, and what is far away comes nearer."""
    low, high = _inner(values)
    linear = np.clip((values - low) / max(high - low, 1e-9), -0.1, 1.1)
    ranks = np.empty(len(values))
    ranks[np.argsort(values, kind="stable")] = np.arange(len(values), dtype=np.float64) / max(len(values) - 1, 1)
    return _MARGIN + (SIDE - 2 * _MARGIN) * (0.5 * linear + 0.5 * ranks)


def _whole(names: Sequence[str], xs: Floats, ys: Floats) -> dict[str, Place]:
    whole_x, whole_y = (np.clip(np.floor(values + 0.5), 0, SIDE).astype(np.int64).tolist() for values in (xs, ys))
    return {name: Place(x, y) for name, x, y in zip(names, whole_x, whole_y, strict=True)}
