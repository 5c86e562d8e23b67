"""Who does the work: one interface for this process, several processes, and a cluster, so that nothing else knows the difference.

Work is a function of a module, a value that all of its calls share, and items. Results come back in the order of the items, whoever does
the work, so that serial and parallel builds give the same bytes.
"""

import multiprocessing
import os
import pickle
import re
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import CancelledError, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import lru_cache, partial
from itertools import islice
from typing import Any, Protocol, TypeVar

from sitegen.errors import Problem, SitegenError, UsageError

S = TypeVar("S")
T = TypeVar("T")
R = TypeVar("R")

_AHEAD = 8
"""How many items per worker are handed out before their results are taken: a slow writer bounds what waits in memory."""
_DASK = "dask://"
_ADDRESS = re.compile(r"[^\s/]+:[0-9]{1,5}")
_PATIENCE = 10
"""How many seconds a cluster has to answer."""


def nothing() -> None:
    """Do nothing."""


class Executor(Protocol):
    """Calls a function for each of many items."""

    jobs: int
    """How many items are worked on at a time."""
    has_files: bool
    """Whether the work is done where this machine's files are."""

    def map(self, function: Callable[[S, T], R], shared: S, items: Iterable[T]) -> Iterator[R]:
        """Yield ``function(shared, item)`` for each item, in their order; what the function raises is raised here.

        Items may be found while the first are worked on.
        """
        ...

    def close(self) -> None:
        """Let go of whatever is held."""
        ...


class SerialExecutor:
    """Does one thing after the other, in this process."""

    jobs = 1
    has_files = True

    def map(self, function: Callable[[S, T], R], shared: S, items: Iterable[T]) -> Iterator[R]:
        """Yield the results in the order of the items."""
        for item in items:
            yield function(shared, item)

    def close(self) -> None:
        """Nothing is held."""


class ProcessExecutor:
    """Works in several processes. Where the system can fork, they inherit what they need and only results are copied."""

    has_files = True

    def __init__(self, jobs: int = 0) -> None:
        self.jobs = jobs or _cores()

    def map(self, function: Callable[[S, T], R], shared: S, items: Iterable[T]) -> Iterator[R]:
        """Yield the results in the order of the items; raise :class:`SitegenError` when a process was killed."""
        items = tuple(items)
        if self.jobs == 1 or len(items) < 2:
            yield from SerialExecutor().map(function, shared, items)
            return
        jobs = min(self.jobs, len(items))
        pool = ProcessPoolExecutor(jobs, mp_context=process_context(), initializer=partial(_begin, function, shared, items))
        try:
            yield from _in_order(lambda index: pool.submit(_run, index), range(len(items)), jobs)
        except BrokenProcessPool:
            raise worker_killed() from None
        finally:
            pool.shutdown(cancel_futures=True)

    def close(self) -> None:
        """Nothing is held: the processes end with the work that they were started for."""


def _cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class DaskExecutor:
    """Works on a Dask cluster. The workers need this version of sitegen and the libraries that it renders with, and no files."""

    has_files = False

    def __init__(self, address: str) -> None:
        try:
            from distributed import Client, KilledWorker
        except ImportError:
            hint = "install it with: pip install 'sitegen[dask]'"
            raise UsageError(Problem(message="--executor dask://… needs Dask, which is not installed", hint=hint)) from None
        try:
            self._client = Client(f"tcp://{address}", timeout=_PATIENCE, set_as_default=False)
        except OSError as error:
            raise SitegenError(Problem(message=f"no Dask scheduler answers at {address}: {error}")) from None
        try:
            self._client.wait_for_workers(1, timeout=_PATIENCE)
        except TimeoutError:
            self._client.close()
            hint = f"start one: dask worker {address}"
            raise SitegenError(Problem(message=f"the Dask cluster at {address} has no workers", hint=hint)) from None
        self._address = address
        self._lost = (KilledWorker, CancelledError, OSError)
        self.jobs = max(1, sum(self._client.nthreads().values()))

    def map(self, function: Callable[[S, T], R], shared: S, items: Iterable[T]) -> Iterator[R]:
        """Yield the results in the order of the items; raise :class:`SitegenError` when the cluster goes away."""
        try:
            yield from self._map(function, shared, items)
        except self._lost as error:
            hint = "look at what its scheduler and workers say; is there enough memory?"
            raise SitegenError(Problem(message=f"the Dask cluster at {self._address} gave up: {error}", hint=hint)) from None

    def _map(self, function: Callable[[S, T], R], shared: S, items: Iterable[T]) -> Iterator[R]:
        task = pickle.dumps((function, shared))
        sent = self._client.scatter(task, broadcast=True, hash=False)
        yield from _in_order(partial(self._client.submit, run_sent, sent, pure=False), items, self.jobs)

    def close(self) -> None:
        """Leave the cluster; it goes on without us."""
        self._client.close()


def make_executor(name: str = "", jobs: int = 0) -> Executor:
    """Return who does the work: ``dask://host:port``, or by ``jobs`` this process (1) or several (0: one for each core).

    Raises :class:`~sitegen.errors.UsageError` for another name.
    """
    address = name.removeprefix(_DASK)
    if name and (address == name or not _ADDRESS.fullmatch(address)):
        raise UsageError(Problem(message=f'there is no executor "{name}"', hint="write it like dask://localhost:8786"))
    if name:
        return DaskExecutor(address)
    return SerialExecutor() if jobs == 1 else ProcessExecutor(jobs)


_work: Callable[[int], object] | None = None
"""In a worker process: what it was started for."""


def _in_order(submit: Callable[[T], Any], items: Iterable[T], jobs: int) -> Iterator[Any]:
    """Yield what becomes of each item, in their order; ``submit`` gives a future."""
    coming = iter(items)
    waiting = deque(map(submit, islice(coming, jobs * _AHEAD)))
    for item in coming:
        yield waiting.popleft().result()
        waiting.append(submit(item))
    while waiting:
        yield waiting.popleft().result()


def worker_killed() -> SitegenError:
    """Return what is told when a process ended before its work did."""
    return SitegenError(Problem(message="a worker process was killed", hint="is there enough memory? try --jobs 1"))


def process_context() -> multiprocessing.context.BaseContext:
    """Return how processes are started: forked where the system can."""
    return multiprocessing.get_context("fork" if "fork" in multiprocessing.get_all_start_methods() else "spawn")


def leave_with_parent() -> None:
    """End this process as soon as the one that started it is gone: a build that was killed must not leave its lock to its workers.

    Whoever stops a build from the keyboard stops this process as well, which then ends without a word of its own. A build that is not to be
    stopped in that way, as one in the background, has workers that are not either.
    """
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    threading.Thread(target=_wait_for_parent, daemon=True).start()


def _begin(function: Callable[[S, T], R], shared: S, items: Sequence[T]) -> None:
    global _work
    leave_with_parent()

    def work(index: int) -> R:
        return function(shared, items[index])

    _work = work


def _wait_for_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _run(index: int) -> object:
    if _work is None:
        raise RuntimeError("the worker was not told its work")
    return _work(index)


def run_sent(task: bytes, item: object) -> object:
    """Call a function that came with what all calls share, pickled: ``(function, shared)``."""
    function, shared = _unpack(task)
    return function(shared, item)


@lru_cache(maxsize=2)
def _unpack(task: bytes) -> tuple[Callable[[object, object], object], object]:
    # It comes from the build that started this process, or the cluster, which is the user's own.
    unpacked: tuple[Callable[[object, object], object], object] = pickle.loads(task)  # noqa: S301
    return unpacked


def chunks(items: Sequence[T], jobs: int, least: int = 16, most: int = 64) -> list[Sequence[T]]:
    """Cut items into pieces of a size that keeps ``jobs`` workers busy without much talk between them."""
    size = min(most, max(least, len(items) // (jobs * 8) or 1))
    return [items[start : start + size] for start in range(0, len(items), size)]
