"""The files in which relations are remembered from build to build, one for each month and one of what is shown."""

from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

import msgspec

from sitegen.analysis.citations import Mention
from sitegen.analysis.related import Neighbour
from sitegen.papers.store import load_state, save_state

T = TypeVar("T")


class Known(msgspec.Struct, frozen=True, array_like=True):
    """What was found in the texts of a paper."""

    text_digest: str
    """Of the file that was read."""
    content: str
    """A digest of what makes it near to others: title and abstract."""
    mentions: tuple[Mention, ...]


class Texts(msgspec.Struct, frozen=True, array_like=True):
    """What was found in the texts of the papers of a date."""

    files: str
    """A digest of the papers and the files that were read."""
    content: str
    """A digest of the papers and what makes them near to others."""
    mentions: dict[str, tuple[Mention, ...]]
    """Of those that name something, by slug."""
    papers: msgspec.Raw
    """A :class:`Known` of each, by slug: it is looked at only when one of the files changed."""


class Near(msgspec.Struct, frozen=True, array_like=True):
    """The neighbours of the papers of a date."""

    chain: str
    digest: str
    """Of these neighbours."""
    backward: msgspec.Raw
    """The older papers that each paper chose, by slug: they are looked at only when a paper is added."""


class Shown(msgspec.Struct, frozen=True, array_like=True):
    """A file of the cache: what is shown of all papers."""

    key: str = ""
    """A digest of the last chain and how many are shown."""
    near: dict[str, tuple[Neighbour, ...]] = {}


class Month(msgspec.Struct, frozen=True, array_like=True):
    """A file of the cache. Both are by the name of the date."""

    program: str = ""
    texts: dict[str, Texts] = {}
    near: dict[str, Near] = {}


def load_month(folder: Path | None, month: str, program: str) -> Month:
    """Return what another build of the same program kept of a month; an empty one when there is nothing."""
    if folder is None:
        return Month(program)
    kept = decode_kept(load_state(folder / month_file(month)), Month)
    return kept if kept is not None and kept.program == program else Month(program)


def month_file(month: str) -> str:
    """Return the name of the file of a month."""
    return f"{month}.lists"


def decode_kept(data: memoryview | None, form: type[T]) -> T | None:
    """Return what was kept; None when that cannot be read, since such a cache is none."""
    try:
        return msgspec.msgpack.decode(data, type=form) if data is not None else None
    except msgspec.MsgspecError:
        return None


def save_months(folder: Path, before: Mapping[str, Month], now: Mapping[str, Month]) -> None:
    """Write the months in which anything changed."""
    for name, month in now.items():
        if month != before[name]:
            save_state(folder / month_file(name), msgspec.msgpack.encode(month))


unpack_neighbours = msgspec.msgpack.Decoder(dict[str, tuple[Neighbour, ...]]).decode
"""Takes apart the neighbours of a date."""
