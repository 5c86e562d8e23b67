"""What readers did with the papers of a bundle, for the order by votes and comments.

Counts change while papers do not. So they lie beside the bundles, a file for each that has some, named by a digest of its content: a new
count changes the file of one bundle and no index. A file is made of columns: the numbers of the papers in the bundle, each as its
distance from the one before, and what was counted last of each, with 0 for what was not. A browser adds the points of ``docs/trending.md``.
"""

from collections.abc import Mapping, Sequence
from typing import Literal

import msgspec

from sitegen.papers.signals import Signal
from sitegen.text import digest

SIGNALS_FOLDER = "pagefind/signals"
"""The folder whose files never change under their names."""
_NAME_LENGTH = 12
_Kind = Literal["upvotes", "comments", "stars"]
KINDS: tuple[_Kind, ...] = ("upvotes", "comments", "stars")
"""What is counted, in the order of the columns."""


class _Columns(msgspec.Struct, frozen=True):
    steps: tuple[int, ...]
    upvotes: tuple[int, ...]
    comments: tuple[int, ...]
    stars: tuple[int, ...]


def newest_counts(signals: Sequence[Signal]) -> dict[str, tuple[int, int, int]]:
    """Return what was counted last of each paper; ``signals`` are in the order of their days. Papers of which nothing was are left out."""
    counts: dict[str, list[int]] = {}
    for signal in signals:
        known = counts.setdefault(signal.paper, [0] * len(KINDS))
        for place, kind in enumerate(KINDS):
            known[place] = getattr(signal, kind) or known[place]
    return {slug: (known[0], known[1], known[2]) for slug, known in counts.items() if any(known)}


def signals_file(slugs: Sequence[str], counts: Mapping[str, tuple[int, int, int]]) -> tuple[str, bytes]:
    """Return the name and the content of the file of a bundle with these papers; both are empty when nothing was counted of them."""
    numbers = [number for number, slug in enumerate(slugs) if slug in counts]
    if not numbers:
        return "", b""
    steps = tuple(number - before for before, number in zip([0, *numbers], numbers, strict=False))
    upvotes, comments, stars = zip(*(counts[slugs[number]] for number in numbers), strict=True)
    content = msgspec.json.encode(_Columns(steps, upvotes, comments, stars))
    return digest(content)[:_NAME_LENGTH], content


def signals_path(name: str) -> str:
    """Return the path of a file below the output folder."""
    return f"{SIGNALS_FOLDER}/{name}.json"
