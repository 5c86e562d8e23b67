"""Measures a command with everything that it starts: time, processor time, peak memory, files written. Linux alone tells the memory."""

import os
import resource
import signal
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

_INTERVAL = 0.05
"""Seconds between two looks at the memory."""
_SHARE = 0.05
"""How much of a processor looking may take: large processes take long to look at."""

Files = dict[str, tuple[int, int, int]]
"""Every file of a folder by its path: time of change in nanoseconds, inode, size."""


@dataclass(frozen=True, slots=True)
class Measurement:
    """What one command, or several one after the other, took."""

    wall: float
    """Seconds from start to end."""
    cpu: float
    """Seconds of processor time, user and system, of all processes together."""
    peak: int
    """Bytes: the largest sum of the proportional set sizes (PSS) of all processes at one moment, or what the system says of the largest
    process if that is more. A page of memory that two processes share counts once."""
    files: int = 0
    """How many files were written: those that are new, or have another time of change or inode."""
    size: int = 0
    """The bytes of those files."""

    def then(self, other: "Measurement") -> "Measurement":
        """Return the measurement of both, one after the other."""
        files, size = self.files + other.files, self.size + other.size
        return Measurement(self.wall + other.wall, self.cpu + other.cpu, max(self.peak, other.peak), files, size)


def middle(measurements: Sequence[Measurement]) -> Measurement:
    """Return the median of each figure; memory is the largest."""
    return Measurement(
        wall=median(item.wall for item in measurements),
        cpu=median(item.cpu for item in measurements),
        peak=max(item.peak for item in measurements),
        files=round(median(item.files for item in measurements)),
        size=round(median(item.size for item in measurements)),
    )


def measure(command: Sequence[str], output: Path, environment: Mapping[str, str] | None = None) -> Measurement:
    """Run a command to its end and measure it; ``output`` is the folder that it writes. Raises SystemExit when the command fails."""
    before = files_of(output)
    start = time.perf_counter()
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, env=environment, start_new_session=True)
    watch = _MemoryWatch(process.pid)
    watch.start()
    has_ended = False
    try:
        _, status, usage = os.wait4(process.pid, 0)
        has_ended = True
    finally:
        if not has_ended:
            # Interrupted: nothing that the command started may go on.
            os.killpg(process.pid, signal.SIGKILL)
    wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    watch.end()
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")
    written = [now for path, now in files_of(output).items() if before.get(path) != now]
    return Measurement(
        wall=wall,
        cpu=usage.ru_utime + usage.ru_stime,
        peak=max(watch.peak, usage.ru_maxrss * 1024),
        files=len(written),
        size=sum(size for _, _, size in written),
    )


@dataclass(frozen=True, slots=True)
class Moment:
    """How much processor time was used up to a moment, in seconds."""

    all: float
    """By everything that runs on the machine; 0 where the system does not tell."""
    own: float
    """By this process and those children that have ended."""

    @classmethod
    def now(cls) -> "Moment":
        """Return this moment."""
        usages = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
        ticks = [int(tick) for tick in _read("/proc/stat").split("\n")[0].split()[1:9]]
        idle = sum(ticks[3:5])  # idle, and waiting for a disk
        return cls((sum(ticks) - idle) / os.sysconf("SC_CLK_TCK"), sum(usage.ru_utime + usage.ru_stime for usage in usages))


def taken_by_others(since: Moment) -> float:
    """Return the share of the processor time used since then that other programs took: 0.0 on a quiet machine."""
    now = Moment.now()
    everything = now.all - since.all
    return max(0.0, 1 - (now.own - since.own) / everything) if everything > 0 else 0.0


def files_of(folder: Path) -> Files:
    """Return every file below a folder; none when it is not there."""
    files: Files = {}
    waiting = [str(folder)] if folder.is_dir() else []
    while waiting:
        for entry in os.scandir(waiting.pop()):
            if entry.is_dir(follow_symlinks=False):
                waiting.append(entry.path)
            else:
                stat = entry.stat(follow_symlinks=False)
                files[entry.path] = (stat.st_mtime_ns, stat.st_ino, stat.st_size)
    return files


def tree_memory(pid: int) -> int:
    """Return the bytes that a process and all of its descendants hold now: the sum of their PSS."""
    return sum(map(_memory_of, _tree(pid)))


def _tree(pid: int) -> list[int]:
    found = [pid]
    for parent in found:
        for thread in _names(f"/proc/{parent}/task"):
            found += map(int, _read(f"/proc/{parent}/task/{thread}/children").split())
    return found


def _memory_of(pid: int) -> int:
    lines = _read(f"/proc/{pid}/smaps_rollup").split("\n")
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:")), 0)


def _names(folder: str) -> list[str]:
    """Return what is in a folder of a process, which may end at any moment."""
    try:
        return [path.name for path in Path(folder).iterdir()]
    except OSError:
        return []


def _read(path: str) -> str:
    """Read a file of a process, which may end at any moment."""
    try:
        return Path(path).read_text(encoding="utf-8")
    except OSError:
        return ""


class _MemoryWatch(threading.Thread):
    """Looks at the memory of a process and its descendants again and again."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.peak = 0
        self._pid = pid
        self._ended = threading.Event()

    def run(self) -> None:
        pause = 0.0
        while not self._ended.wait(pause):
            start = time.thread_time()
            self.peak = max(self.peak, tree_memory(self._pid))
            pause = max(_INTERVAL, (time.thread_time() - start) / _SHARE)

    def end(self) -> None:
        """Stop looking."""
        self._ended.set()
        self.join()
