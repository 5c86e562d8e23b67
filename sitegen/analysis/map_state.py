"""The map as values: what it is made from, and what is known of it after each month. Nothing heavy is imported for them."""

from collections.abc import Mapping

import msgspec

SIDE = 10_000
"""Places are whole numbers from 0 to this, in both directions."""
FOUNDING = 300
"""How many papers there must be before places are for good; a smaller map is laid out anew whenever it grows."""


class MapPaper(msgspec.Struct, frozen=True):
    """A paper as the map knows it."""

    slug: str
    tags: tuple[str, ...] = ()
    """Slugs of topics, most important first."""
    neighbours: tuple[tuple[str, int], ...] = ()
    """The older papers that resemble it most, each with a score above zero; nearest first."""


class Place(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Where something lies: two whole numbers from 0 to :data:`SIDE`; ``y`` grows downwards."""

    x: int
    y: int


class MapState(msgspec.Struct, frozen=True, kw_only=True):
    """All that the next month has to know of those before it."""

    places: Mapping[str, Place] = {}
    """The places of all papers so far."""
    topics: Mapping[str, Place] = {}
    """Where each topic lies, once the map is founded."""
    unit: int = 0
    """The distance of close neighbours in the founding, in places; 0 while the map is not founded."""
    waiting: tuple[MapPaper, ...] = ()
    """The papers so far while the map is not founded."""
