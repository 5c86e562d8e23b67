"""One build at a time: a lock that the system takes back when the process that holds it dies."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sitegen.errors import Problem, SitegenError

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

LOCK = "lock"
"""The file within the state folder."""
_TRIES = 20
_PAUSE = 0.05
"""Seconds between two tries: the worker processes of a build that was killed leave it a moment later, and hold its lock until then."""


@contextmanager
def sole_builder(state: Path) -> Iterator[None]:
    """Keep other builds of the site out; raise :class:`SitegenError` when there is one already."""
    state.mkdir(parents=True, exist_ok=True)
    handle = os.open(state / LOCK, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        if not _take_soon(handle):
            hint = "wait until it has ended; nothing was written"
            raise SitegenError(Problem(path=str(state / LOCK), message="another build of this site is running", hint=hint))
        yield
    finally:
        os.close(handle)


def _take_soon(handle: int) -> bool:
    for _ in range(_TRIES):
        if _take(handle):
            return True
        time.sleep(_PAUSE)
    return False


def _take(handle: int) -> bool:
    """Take the lock; return whether it was free. Where the disk has no locks, it counts as free."""
    try:
        if sys.platform == "win32":
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except PermissionError:
        return sys.platform != "win32"
    except OSError:
        return True
    return True
