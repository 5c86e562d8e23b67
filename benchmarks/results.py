"""Figures → a report in Markdown: tables, ratios, and the goals that they are held against."""

import os
import platform
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from benchmarks.measure import Measurement, middle

CASES = ("cold", "same", "day")
SITEGEN, HUGO, HUGO_RELATED = "sitegen", "Hugo", "Hugo, related"
_CASE_NAMES = {"cold": "nothing there yet", "same": "nothing changed", "day": "a day added"}

Figures = dict[tuple[str, str, bool], list[Measurement]]
"""Case, program, whether search is included → each run."""


@dataclass(frozen=True, slots=True)
class Size:
    """What was measured with one corpus."""

    papers: int
    figures: Figures
    pages: dict[str, int]
    """How many HTML pages each program made in the end."""


@dataclass(frozen=True, slots=True)
class Goal:
    """A ratio that is not to be exceeded."""

    name: str
    case: str
    """Empty for the peak of all cases."""
    search: bool
    small: float
    """For up to 10,000 papers."""
    large: float
    """For more."""


GOALS = (
    Goal("wall, nothing there yet, without search", "cold", False, 0.6, 0.6),
    Goal("wall, nothing there yet, search included", "cold", True, 0.8, 0.8),
    Goal("wall, a day added, search included", "day", True, 0.05, 0.03),
    Goal("wall, nothing changed, search included", "same", True, 0.02, 0.02),
    Goal("peak memory, indexer included", "", True, 0.5, 0.3),
)
QUIET = 0.1
"""Other programs may take so much of the used processor time."""
MOST_MEMORY = 1.5e9
"""Bytes that a build may need at 50,000 papers."""


def report(sizes: Sequence[Size], *, machine: str, per_day: int, others: float) -> str:
    """Return the whole report; ``others`` is the share of the used processor time that other programs took meanwhile."""
    quiet = "" if others < QUIET else " The machine was not quiet: the ratios of wall time are worth little, those of CPU time more."
    lines = [
        "# Builds beside Hugo and Pagefind",
        "",
        "Written by `make bench`; [README.md](README.md) says how to read it.",
        "",
        f"{machine}. {_versions()}. A day is {per_day} papers. Other programs took {others:.0%} of the processor time meanwhile.{quiet}",
    ]
    for size in sizes:
        lines += ["", f"## {size.papers:,} papers", "", *_figures(size), "", *_goals(size), "", _pages(size)]
    return "\n".join(lines) + "\n"


def _figures(size: Size) -> Iterator[str]:
    yield "| case | program | wall s | CPU s | peak MB | files written | MB written | runs |"
    yield "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |"
    for case in CASES:
        for search in (False, True):
            for program in (SITEGEN, HUGO, HUGO_RELATED):
                runs = size.figures.get((case, program, search))
                if runs:
                    item = middle(runs)
                    name = f"{_CASE_NAMES[case]}, {'search included' if search else 'without search'}"
                    label = f"{program} + Pagefind" if search and program != SITEGEN else program
                    figures = f"{item.wall:.2f} | {item.cpu:.2f} | {item.peak / 1e6:,.0f} | {item.files:,} | {item.size / 1e6:,.1f}"
                    yield f"| {name} | {label} | {figures} | {len(runs)} |"


def _goals(size: Size) -> Iterator[str]:
    yield "| sitegen as a ratio of | goal | Hugo | met | CPU: Hugo | Hugo with related content | met | CPU: the same |"
    yield "| --- | ---: | ---: | --- | ---: | ---: | --- | ---: |"
    for goal in GOALS:
        limit = goal.small if size.papers <= 10_000 else goal.large
        cells = [cell for program in (HUGO, HUGO_RELATED) for cell in _against(size.figures, goal, program, limit)]
        if any(cells):
            yield f"| {goal.name} | {limit} | {' | '.join(cells)} |"
    peak = _peak(size.figures, SITEGEN, True)
    if size.papers > 10_000 and peak:
        yield f"| peak memory in MB | {MOST_MEMORY / 1e6:,.0f} | {peak / 1e6:,.0f} | {'yes' if peak < MOST_MEMORY else 'no'} | | | | |"


def _against(figures: Figures, goal: Goal, program: str, limit: float) -> tuple[str, str, str]:
    """Return three cells: the ratio, whether the goal is met, and the ratio of CPU time; empty where there is nothing to say."""
    wall = ratio(figures, goal, program)
    cpu = ratio(figures, goal, program, cpu=True) if goal.case else None
    return (
        "" if wall is None else f"{wall:.3f}",
        "" if wall is None else "yes" if wall <= limit else "no",
        "" if cpu is None else f"{cpu:.3f}",
    )


def ratio(figures: Figures, goal: Goal, program: str, *, cpu: bool = False) -> float | None:
    """Return what sitegen takes as a share of what ``program`` takes, in time or ``cpu`` time; None when one was not measured."""
    ours, theirs = (_amount(figures, goal, name, cpu=cpu) for name in (SITEGEN, program))
    return ours / theirs if ours and theirs else None


def _amount(figures: Figures, goal: Goal, program: str, *, cpu: bool) -> float:
    if not goal.case:
        return _peak(figures, program, goal.search)
    runs = figures.get((goal.case, program, goal.search))
    if not runs:
        return 0.0
    return middle(runs).cpu if cpu else middle(runs).wall


def _peak(figures: Figures, program: str, search: bool) -> int:
    peaks = [run.peak for (_, name, searched), runs in figures.items() if name == program and searched == search for run in runs]
    return max(peaks, default=0)


def _pages(size: Size) -> str:
    return "HTML pages in the end: " + ", ".join(f"{program} {count:,}" for program, count in size.pages.items()) + "."


def machine(cores: int, folder: Path | None) -> str:
    """Return what kind of machine this is, without its name; ``folder`` is where the sites were made."""
    model = next((line.partition(": ")[2] for line in _lines("/proc/cpuinfo") if line.startswith("model name")), platform.machine())
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30 if hasattr(os, "sysconf") else 0
    place = "tmpfs" if folder == Path("/dev/shm") else "an ordinary disk"
    return f"{cores} cores of {model.strip()}, {memory:.0f} GiB of memory, {platform.system()}, all files on {place}"


def _lines(path: str) -> list[str]:
    try:
        return Path(path).read_text(encoding="utf-8").splitlines()
    except OSError:
        return []


def _versions() -> str:
    python = f"Python {platform.python_version()}"
    return ", ".join([python, *(f"{name} {_version(name)}" for name in ("sitegen", "hugo", "pagefind-bin"))])


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        from sitegen import __version__

        return __version__ if name == "sitegen" else "?"
