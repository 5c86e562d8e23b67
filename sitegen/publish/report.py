"""What a build is asked for, what it did, and how long each of its stages took."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

import msgspec

from sitegen.errors import Problem


class BuildOptions(msgspec.Struct, frozen=True, kw_only=True):
    """How a site is built."""

    clean: bool = False
    """Whether nothing that an earlier build remembers is used."""
    preview: bool = False
    """Whether search and feeds are left out, as for the preview of a change."""


class Stale(msgspec.Struct, frozen=True):
    """A file that was made again, and why."""

    path: str
    reason: str


class PageTime(msgspec.Struct, frozen=True):
    """How long a page took to be made."""

    path: str
    template: str
    seconds: float


class BuildReport(msgspec.Struct, frozen=True, kw_only=True):
    """What a build did."""

    papers: int
    pages: int
    """How many files the plan has."""
    stale: tuple[Stale, ...]
    """The files that were made again."""
    written: tuple[str, ...]
    """The files whose bytes changed."""
    removed: tuple[str, ...]
    indexed: tuple[int, ...]
    """The parts of the search index that were made: how many papers each has; the engine has none."""
    files: int
    size: int
    """The whole site, in bytes."""
    changed_size: int
    """The files whose bytes changed, in bytes: what a host must be sent."""
    largest: tuple[int, str]
    """The size of the largest file, and its path."""
    stages: tuple[tuple[str, float], ...]
    """Name and seconds of each stage."""
    times: tuple[PageTime, ...]
    """Of the pages that were made."""
    warnings: tuple[Problem, ...] = ()
    """What in the sources is probably a mistake; none when nothing changed, so that nothing was read."""


class Stopwatch:
    """Times the stages of a build."""

    def __init__(self) -> None:
        self.stages: list[tuple[str, float]] = []

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time what happens inside."""
        start = time.perf_counter()
        yield
        self.stages.append((name, time.perf_counter() - start))
