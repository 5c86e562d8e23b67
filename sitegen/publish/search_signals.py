"""What readers did with the papers of a bundle, for the order by votes and comments.

Counts change while papers do not. So they lie beside the bundles, a file for each that has some, named by a digest of its content: a new
count changes the file of one bundle and no index. A file is made of columns: the numbers of the papers in the bundle, each as its
distance from the one before, and what was counted last of each, with 0 for what was not. A browser adds the points of ``docs/trending.md``.
"""

from collections.abc import Mapping, Sequence

import msgspec

from sitegen.text import digest

SIGNALS_FOLDER = "pagefind/signals"
"""The folder whose files never change under their names."""
_NAME_LENGTH = 12


class _Columns(msgspec.Struct, frozen=True):
    steps: tuple[int, ...]
    upvotes: tuple[int, ...]
    comments: tuple[int, ...]
    stars: tuple[int, ...]


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
