"""The map of a whole site, remembered from build to build.

What is known is kept in the state folder, a file for each month: the places of its papers under a **chain**, a digest of everything
that they were found from. So a build finds places for the months from the first one on in which something changed, and reads the others.
The files may be removed at any time.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from sitegen.analysis import map_state
from sitegen.analysis.map_state import MapPaper, MapState, Place
from sitegen.papers.store import keep_files, load_state, save_state
from sitegen.text import digest

FOLDER = "map"
"""The folder within the state folder."""

Batches = Mapping[str, Sequence[MapPaper]]
"""The papers of each month by its name, oldest first; a name is fit for a file."""


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
    state, files = MapState(), set()
    for name, batch in _with_founding_in_one(batches):
        chain = digest(chain, msgspec.json.encode(batch))
        file = folder / f"{name}.places" if folder is not None else None
        kept = _load(file, chain) if file is not None else None
        if kept is None:
            from sitegen.analysis.layout import advance  # it needs numpy, which takes long to import

            earlier = state.topics
            state, places = advance(state, batch, parents)
            topics = {tag: place for tag, place in state.topics.items() if tag not in earlier}
            kept = _Month(chain, state.unit, places, topics)
            if file is not None and state.unit:
                save_state(file, msgspec.msgpack.encode(kept))
        else:
            state = MapState(places={**state.places, **kept.places}, topics={**state.topics, **kept.topics}, unit=kept.unit)
        files.add(f"{name}.places")
    if folder is not None:
        keep_files(folder, files)
    return dict(state.places)


def forget_places(state: Path) -> None:
    """Remove what earlier builds remembered in the state folder."""
    keep_files(state / FOLDER)


def _with_founding_in_one(batches: Batches) -> Iterator[tuple[str, Sequence[MapPaper]]]:
    """Yield the months, those that found the map as one: it is laid out anew with each of them, and only the last counts."""
    waiting: list[MapPaper] = []
    founded = False
    for number, (name, batch) in enumerate(batches.items(), start=1):
        if founded:
            yield name, batch
            continue
        waiting += batch
        founded = len(waiting) >= map_state.FOUNDING
        if founded or number == len(batches):
            yield name, tuple(waiting)


def _load(file: Path, chain: str) -> _Month | None:
    data = load_state(file)
    try:
        kept = msgspec.msgpack.decode(data, type=_Month) if data is not None else None
    except msgspec.MsgspecError:
        return None  # a cache that cannot be read is none
    return kept if kept is not None and kept.chain == chain and kept.unit else None
