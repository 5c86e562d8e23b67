"""``make bench``: this project beside Hugo and Pagefind, in one run.

    python -m benchmarks.build --sizes 1000 10000 --cases cold same day

Three cases: nothing is there yet, nothing changed, a day of 50 papers was added. Results go to ``benchmarks/RESULTS.md``.
"""

import argparse
import itertools
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Collection, Sequence
from pathlib import Path

from benchmarks import peers
from benchmarks.corpus import PER_DAY, ROOT, following_days, papers
from benchmarks.measure import Measurement, Moment, files_of, measure, taken_by_others
from benchmarks.results import CASES, HUGO, HUGO_RELATED, SITEGEN, Figures, Size, machine, report
from benchmarks.sites import add_papers, write_site

REPEATS = 3
"""A program is measured so often in a case, and the median counts, if it takes less than :data:`CHEAP` seconds for it."""
CHEAP = 20.0
RELATED_UP_TO = 10_000
"""The largest corpus for which Hugo finds related papers, unless told: its time grows faster than the number of papers."""
RESULTS = ROOT / "benchmarks" / "RESULTS.md"


class Bench:
    """One corpus as a site of both programs, and what was measured with it."""

    def __init__(self, folder: Path, size: int, *, search: bool, related: Collection[str]) -> None:
        self.size = size
        self._search, self._related = search, related
        self._sitegen, self._hugo = folder / "sitegen", folder / "hugo"
        days = following_days(REPEATS)
        self._days = iter(days)
        self._people = peers.people_with_pages(itertools.chain(papers(size), *days))
        self._can_leave_search_out = "preview" in _output_of([*sitegen_command(), "build", "--help"])
        self.figures: Figures = {}
        self.pages: dict[str, int] = {}
        write_site(self._sitegen, papers(size))
        peers.write_hugo_site(self._hugo, papers(size), self._people)

    def run(self, case: str) -> None:
        """Measure one case; what takes a few seconds several times, since these say little of a machine that others share."""
        programs = [SITEGEN, HUGO, *([HUGO_RELATED] if case in self._related else [])]
        for _ in range(REPEATS):
            programs = self._round(case, programs)
        self.pages = {SITEGEN: _count_pages(self._sitegen), HUGO: _count_pages(self._hugo)}

    def _round(self, case: str, programs: Sequence[str]) -> list[str]:
        """Measure programs one after the other; return those that did not take long."""
        if case == "day" and programs:
            day = next(self._days)
            add_papers(self._sitegen, day)
            peers.add_papers(self._hugo, day, self._people)
        return [program for program in programs if self._build(case, program) < CHEAP]

    def _build(self, case: str, program: str) -> float:
        """Measure a program; return the seconds that it took."""
        if program != SITEGEN:
            return self._hugo_build(case, program)
        spent = 0.0
        if self._can_leave_search_out and (case == "cold" or not self._search):
            spent += self._sitegen_build(case, search=False)
        if self._search:
            spent += self._sitegen_build(case, search=True)
        return spent

    def _sitegen_build(self, case: str, *, search: bool) -> float:
        if case == "cold":
            _empty(self._sitegen, "public", ".sitegen")
        command = [*sitegen_command(), "build", "--site", str(self._sitegen), *([] if search else ["--profile", "preview"])]
        measured = measure(command, self._sitegen / "public", _environment())
        self._keep(case, SITEGEN, search, measured)
        return measured.wall

    def _hugo_build(self, case: str, program: str) -> float:
        if case == "cold":
            _empty(self._hugo, "public", "resources", "cache")
        related = program == HUGO_RELATED
        pages = measure(peers.hugo_command(self._hugo), self._hugo / "public", peers.hugo_environment(self._hugo, related=related))
        self._keep(case, program, False, pages)
        if not self._search:
            return pages.wall
        index = measure(peers.pagefind_command(self._hugo), self._hugo / "public")
        self._keep(case, program, True, pages.then(index))
        return pages.wall + index.wall

    def _keep(self, case: str, program: str, search: bool, measured: Measurement) -> None:
        self.figures.setdefault((case, program, search), []).append(measured)
        with_search = "with search" if search else "without search"
        line = f"{self.size:>7,}  {case:<5} {program:<14} {with_search:<15} {measured.wall:8.2f} s wall {measured.cpu:8.2f} s CPU"
        print(f"{line} {measured.peak / 1e6:8,.0f} MB {measured.files:>8,} files", flush=True)


def sitegen_command() -> list[str]:
    """Return the installed command, or the module of this checkout where none is installed beside this Python."""
    installed = Path(sys.executable).parent / "sitegen"
    return [str(installed)] if installed.exists() else [sys.executable, "-m", "sitegen"]


def main(arguments: list[str]) -> None:
    """Measure, print, and write the results."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.build", description="Measure builds beside Hugo and Pagefind.")
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000], help="how many papers the corpora have")
    parser.add_argument("--cases", nargs="+", default=list(CASES), choices=CASES)
    parser.add_argument("--no-search", action="store_true", help="leave the search indexes out")
    parser.add_argument("--related-up-to", type=int, default=RELATED_UP_TO, help="the largest corpus for Hugo with its related content")
    parser.add_argument("--related-cases", nargs="+", default=list(CASES), choices=CASES, help="the cases for which it does")
    parser.add_argument("--cores", type=int, default=2, help="on how many cores everything runs")
    parser.add_argument("--folder", type=Path, help="where the sites are made (default: on tmpfs if there is one)")
    parser.add_argument("--results", type=Path, default=RESULTS, help="the file to write")
    options = parser.parse_args(arguments)
    peers.hugo_program()
    # Told to end, it cleans up: the sites are large, and in memory.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))
    cores = use_cores(options.cores)
    parent = options.folder or (Path("/dev/shm") if Path("/dev/shm").is_dir() else None)
    sizes, begin = [], Moment.now()
    for size in options.sizes:
        with tempfile.TemporaryDirectory(prefix="sitegen-bench-", dir=parent) as name:
            related = options.related_cases if size <= options.related_up_to else ()
            bench = Bench(Path(name), size, search=not options.no_search, related=related)
            # A site must be there before nothing changes in it, or a day is added.
            for case in dict.fromkeys(["cold", *options.cases]):
                bench.run(case)
            sizes.append(Size(size, bench.figures, bench.pages))
    text = report(sizes, machine=machine(cores, parent), per_day=PER_DAY, others=taken_by_others(begin))
    print(text)
    options.results.write_text(text, encoding="utf-8")


def use_cores(count: int) -> int:
    """Keep this process and all that it starts to so many cores, where the system can; return how many they are."""
    if not hasattr(os, "sched_setaffinity"):
        return os.cpu_count() or 1
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:count])
    return len(os.sched_getaffinity(0))


def _environment() -> dict[str, str]:
    """Return the environment of an installed program: its modules are found here, and stay compiled as after ``pip install``."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPATH": os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))}


def _output_of(command: list[str]) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True, env=_environment()).stdout


def _empty(folder: Path, *names: str) -> None:
    for name in names:
        shutil.rmtree(folder / name, ignore_errors=True)


def _count_pages(site: Path) -> int:
    public = site / "public"
    return sum(path.endswith(".html") and not path.startswith(f"{public}/pagefind/") for path in files_of(public))


if __name__ == "__main__":
    main(sys.argv[1:])
