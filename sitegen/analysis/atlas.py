"""The map of a whole site, remembered from build to build.

What is known is kept in the state folder, a file for each month: the places of its papers under a **chain**, a digest of everything
that they were found from. So a build finds places for the months from the first one on in which something changed, and reads the others.
The files may be removed at any time.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

import msgspec

from sitegen.analysis import map_state
from sitegen.analysis.map_state import MapPaper, MapState, Place
from sitegen.papers.store import keep_files, load_state, save_state
from sitegen.text import digest

FOLDER = "map"
"""The folder within the state folder."""


class Batch(msgspec.Struct, frozen=True):
    """The papers of a month."""

    key: str
    """A digest of everything that the map knows of them."""
    size: int
    """How many they are."""
    papers: Callable[[], Sequence[MapPaper]]
    """Makes them; few builds ask for more than the newest month."""


Batches = Mapping[str, Batch]
"""The months by their names, oldest first; a name is fit for a file."""


class _Month(msgspec.Struct, frozen=True, array_like=True):
    """A file of the cache."""

    chain: str
    unit: int
    places: dict[str, Place]
    topics: dict[str, Place]
    """Those that were new in it."""


def find_places(batches: Batches, parents: Mapping[str, str], cache: Path | None, program: str) -> dict[str, Place]:
    """Return the place of every paper. ``parents`` gives the broad topic of each narrow one.

    ``cache`` is the state folder, or None when nothing is remembered; ``program`` names the version of whatever finds places.
    """
    folder = cache / FOLDER if cache is not None else None
    chain = digest(program, msgspec.json.encode(sorted(parents.items())))
    places: dict[str, Place] = {}
    topics: dict[str, Place] = {}
    unit, files = 0, set()
    for name, batch in _with_founding_in_one(batches):
        chain = digest(chain, batch.key)
        file = folder / f"{name}.places" if folder is not None else None
        month = _load(file, chain) if file is not None else None
        if month is None:
            month = _advance(MapState(places=places, topics=topics, unit=unit), batch, parents, chain)
            if file is not None and month.unit:
                save_state(file, msgspec.msgpack.encode(month))
        places |= month.places
        topics |= month.topics
        unit = month.unit
        files.add(f"{name}.places")
    if folder is not None:
        keep_files(folder, files)
    return places


def forget_places(state: Path) -> None:
    """Remove what earlier builds remembered in the state folder."""
    keep_files(state / FOLDER)


def _advance(state: MapState, batch: Batch, parents: Mapping[str, str], chain: str) -> _Month:
    from sitegen.analysis.layout import advance  # it needs numpy, which takes long to import

    after, places = advance(state, batch.papers(), parents)
    return _Month(chain, after.unit, places, {tag: place for tag, place in after.topics.items() if tag not in state.topics})


def _with_founding_in_one(batches: Batches) -> Iterator[tuple[str, Batch]]:
    """Yield the months, those that found the map as one: it is laid out anew with each of them, and only the last counts."""
    waiting: list[Batch] = []
    founded = False
    for number, (name, batch) in enumerate(batches.items(), start=1):
        if founded:
            yield name, batch
            continue
        waiting.append(batch)
        size = sum(item.size for item in waiting)
        founded = size >= map_state.FOUNDING
        if founded or number == len(batches):
            yield name, Batch(digest(*(item.key for item in waiting)), size, partial(_papers_of, tuple(waiting)))


def _papers_of(batches: Sequence[Batch]) -> Sequence[MapPaper]:
    return tuple(paper for batch in batches for paper in batch.papers())


def _load(file: Path, chain: str) -> _Month | None:
    data = load_state(file)
    try:
        kept = msgspec.msgpack.decode(data, type=_Month) if data is not None else None
    except msgspec.MsgspecError:
        return None  # a cache that cannot be read is none
    return kept if kept is not None and kept.chain == chain and kept.unit else None
