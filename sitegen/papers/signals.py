"""``content/signals/``: what readers did with a paper, day by day, kept apart from the paper's own file.

One JSON Lines file a month, ``2025-11.jsonl``, one line per day and paper, sorted::

    {"day":"2025-11-13","paper":"stitchable-neural-networks","feed":"daily-papers","comments":2}
"""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from sitegen.errors import Problem
from sitegen.papers.store import find_files, read_text, shown_path

SIGNALS = "signals"
"""The folder within the content folder."""
_Kind = Literal["upvotes", "comments", "stars"]
KINDS: tuple[_Kind, ...] = ("upvotes", "comments", "stars")
"""What is counted."""


class Signal(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, order=True):
    """What a feed counted for a paper on a day."""

    day: Annotated[str, msgspec.Meta(pattern=r"\A\d{4}-\d{2}-\d{2}\Z")]
    """The full date, ``2025-11-13``; it also names the file."""
    paper: str
    """The paper's slug."""
    feed: str
    comments: int | None = None
    upvotes: int | None = None
    stars: int | None = None


def load_signals(content: Path, site_root: Path) -> tuple[list[Signal], list[Problem]]:
    """Read every signal; return them in the order of their days, and the problems of lines that cannot be read."""
    signals: list[Signal] = []
    problems: list[Problem] = []
    decoder = msgspec.json.Decoder(Signal)
    for path in find_files(content / SIGNALS, ".jsonl"):
        shown = shown_path(path, site_root)
        text = read_text(path, shown, limit=200_000_000)
        if isinstance(text, Problem):
            problems.append(text)
            continue
        for number, line in enumerate(text.split("\n"), start=1):
            if not line:
                continue
            try:
                signals.append(decoder.decode(line))
            except msgspec.DecodeError as error:
                problems.append(Problem(path=shown, line=number, message=f"not a signal: {error}", hint="mend the line or remove it"))
    return sorted(signals, key=_order), problems


def newest_counts(signals: Sequence[Signal]) -> dict[str, tuple[int, int, int]]:
    """Return what was counted last of each paper; ``signals`` are in the order of their days. The counts are in the order
    of ``KINDS``; papers of which nothing was counted are left out.
    """
    counts: dict[str, list[int]] = {}
    for signal in signals:
        known = counts.setdefault(signal.paper, [0] * len(KINDS))
        for place, kind in enumerate(KINDS):
            known[place] = getattr(signal, kind) or known[place]
    return {slug: (known[0], known[1], known[2]) for slug, known in counts.items() if any(known)}


def merge_signals(known: Iterable[Signal], new: Iterable[Signal]) -> list[Signal]:
    """Put new signals to the known ones; of two for one day, paper and feed the larger count stands, whatever came first."""
    merged: dict[tuple[str, str, str], Signal] = {}
    for signal in (*known, *new):
        key = (signal.day, signal.paper, signal.feed)
        other = merged.get(key)
        merged[key] = signal if other is None else _larger(signal, other)
    return sorted(merged.values(), key=_order)


def signal_files(signals: Iterable[Signal]) -> dict[str, bytes]:
    """Return the files of the signals folder: name → content."""
    lines: dict[str, list[bytes]] = {}
    for signal in sorted(signals, key=_order):
        lines.setdefault(f"{signal.day[:7]}.jsonl", []).append(msgspec.json.encode(signal) + b"\n")
    return {name: b"".join(parts) for name, parts in lines.items()}


def _order(signal: Signal) -> tuple[str, str, str]:
    return (signal.day, signal.paper, signal.feed)


def _larger(one: Signal, other: Signal) -> Signal:
    def most(a: int | None, b: int | None) -> int | None:
        return b if a is None else a if b is None else max(a, b)

    return Signal(
        day=one.day,
        paper=one.paper,
        feed=one.feed,
        comments=most(one.comments, other.comments),
        upvotes=most(one.upvotes, other.upvotes),
        stars=most(one.stars, other.stars),
    )
