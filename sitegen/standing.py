"""Processes beside this one, and memory: who is started when there is little of it, and takes along what it took.

A forked process shares the memory of its parent only until one of the two touches it, and counting references touches everything: one that
was forked late, and saw all of a large site, would own a copy of all.

Processes are forked here while a thread of this one waits for those that stand by. It waits in the system and holds nothing that the new
process could miss.
"""

import contextlib
import gc
import multiprocessing
import pickle
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import partial
from itertools import chain, islice
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any, TypeVar

from sitegen.errors import SitegenError
from sitegen.workers import (
    Executor,
    ProcessExecutor,
    SerialExecutor,
    leave_with_parent,
    nothing,
    process_context,
    run_sent,
    worker_killed,
)

S = TypeVar("S")
T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Executors:
    """Who works for a build."""

    readers: Executor
    """For long work on this machine's files: processes are started for it, which have what this one has in memory, and end with it."""
    renderers: Executor
    """Those who stand by all the time."""


class StandingExecutor:
    """Works in processes that are started at once, before there is much in memory: what they work on is sent to them."""

    has_files = True

    def __init__(self, jobs: int, ready: Callable[[], None] = nothing) -> None:
        """Start the processes; each calls ``ready`` before anything else."""
        self.jobs = jobs
        self._pool = ProcessPoolExecutor(jobs, mp_context=process_context(), initializer=partial(_stand_by, ready))
        self._pool.submit(nothing)  # the first task starts them

    def map(self, function: Callable[[S, T], R], shared: S, items: Iterable[T]) -> Iterator[R]:
        """Begin with all items at once, as they are found; return the results in their order.

        Results wait until they are asked for: they should be small. Both raise :class:`SitegenError` when a process was killed.
        """
        coming = iter(items)
        first = list(islice(coming, 2))
        if len(first) < 2:
            return SerialExecutor().map(function, shared, first)
        task = pickle.dumps((function, shared))
        with _explained_kills():
            return _results([self._pool.submit(run_sent, task, item) for item in chain(first, coming)])

    def start(self, function: Callable[[S], R], value: S) -> Callable[[], R]:
        """Begin ``function(value)``, and return what waits for its result; that raises what :meth:`map` does."""
        with _explained_kills():
            future = self._pool.submit(function, value)

        def wait() -> R:
            with _explained_kills():
                return future.result()

        return wait

    def close(self) -> None:
        """End the processes."""
        self._pool.shutdown(cancel_futures=True)


def _results(futures: "Iterable[Future[Any]]") -> Iterator[Any]:
    with _explained_kills():
        for future in futures:
            yield future.result()


def _stand_by(ready: Callable[[], None]) -> None:
    leave_with_parent()
    ready()


@contextlib.contextmanager
def _explained_kills() -> Iterator[None]:
    """Tell that a process was killed, which shows when work is handed in as well as when its result is taken."""
    try:
        yield
    except BrokenProcessPool:
        raise worker_killed() from None


@contextlib.contextmanager
def standing(executor: Executor, ready: Callable[[], None] = nothing) -> Iterator[Executor]:
    """Yield who works on what is sent to it: for processes of this machine, ones that are started now and end with the context.

    These call ``ready`` first, to load what they will need while there is time.
    """
    if not isinstance(executor, ProcessExecutor) or executor.jobs == 1:
        yield executor
        return
    workers = StandingExecutor(executor.jobs, ready)
    try:
        yield workers
    finally:
        workers.close()


def start(executor: Executor, function: Callable[[S], R], value: S) -> Callable[[], R]:
    """Begin some work in a process that stands by, and return what waits for its result; where none stands by, the work is done then."""
    return executor.start(function, value) if isinstance(executor, StandingExecutor) else lambda: function(value)


@contextlib.contextmanager
def beside(executor: Executor, work: Callable[[], object]) -> Iterator[Callable[[], None]]:
    """Let another process do some work meanwhile whose results are what it leaves on the disk; for an executor of several processes.

    Yields what waits for them. Whoever needs them does the same work afterwards: what is there then takes no time. So nothing is lost where
    the system cannot fork, and what goes wrong in the other process is told by this one. The memory that the work takes goes with the other
    process.
    """
    if not _may_fork(executor):
        yield nothing
        return
    with _other_process(_work_beside, work) as process:
        yield process.join


@contextlib.contextmanager
def answered_beside(executor: Executor, work: Callable[[], bytes]) -> Iterator[Callable[[], bytes | None]]:
    """Let another process find something out meanwhile; for an executor of several processes.

    Yields what waits for the answer. There is none where the system cannot fork, and when anything went wrong in the other process: then
    whoever asked does the work, and meets what went wrong.
    """
    if not _may_fork(executor):
        yield nothing
        return
    receiver, sender = multiprocessing.Pipe(duplex=False)
    with receiver, _other_process(_answer, work, sender):
        sender.close()  # so that the pipe ends with the other process

        def wait() -> bytes | None:
            with contextlib.suppress(EOFError, OSError):
                return receiver.recv_bytes()
            return None

        yield wait


def _may_fork(executor: Executor) -> bool:
    return isinstance(executor, ProcessExecutor) and executor.jobs > 1 and process_context().get_start_method() == "fork"


@contextlib.contextmanager
def _other_process(target: Callable[..., None], *args: object) -> Iterator[BaseProcess]:
    """Start a process that ends with the context: after a problem nobody needs what it finds."""
    process = multiprocessing.get_context("fork").Process(target=target, args=args)
    process.start()
    try:
        yield process
    finally:
        process.terminate()
        process.join()


def _work_beside(work: Callable[[], object]) -> None:
    leave_with_parent()
    with contextlib.suppress(SitegenError, OSError):
        work()


def _answer(work: Callable[[], bytes], sender: Connection) -> None:
    leave_with_parent()
    with contextlib.suppress(SitegenError, OSError, UnicodeError):
        sender.send_bytes(work())


def give_memory_back() -> None:
    """Give memory that is free again back to the system, before another program needs it; it takes a second for a gigabyte.

    Lists of small objects that Python keeps for later hold on to large pieces of memory, and so does the C library's heap.
    """
    import ctypes  # seldom needed

    gc.collect()
    with contextlib.suppress(OSError, AttributeError):  # a system without glibc has no such function
        ctypes.CDLL("libc.so.6").malloc_trim(0)
