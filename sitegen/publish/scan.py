"""What is in the output folder, and how it differs from what was written."""

import os
from collections.abc import Mapping
from pathlib import Path
from stat import S_ISREG

import msgspec

from sitegen.errors import Problem, SitegenError
from sitegen.publish.manifest import Entry, OnDisk, why_touched

_NOT_OURS = ".git"
"""A work tree of git may stand in the folder, for hosts that publish a branch; it is never looked into."""


class _Differences(msgspec.Struct, frozen=True, array_like=True):
    other: dict[str, OnDisk]
    """Files that are new or were touched."""
    missing: set[str]


def scan(folder: Path) -> dict[str, OnDisk]:
    """Return every file below ``folder`` with its size and time; links are not followed.

    Raises :class:`SitegenError` when it is a file itself.
    """
    files: dict[str, OnDisk] = {}
    waiting = [("", str(folder))]
    while waiting:
        prefix, current = waiting.pop()
        try:
            entries = list(os.scandir(current))
        except FileNotFoundError:
            continue
        except NotADirectoryError:
            raise SitegenError(Problem(path=str(folder), message="the output is a file, not a folder", hint="remove it")) from None
        for entry in entries:
            path = prefix + entry.name
            if path == _NOT_OURS:
                continue
            if entry.is_dir(follow_symlinks=False):
                waiting.append((f"{path}/", entry.path))
            else:
                files[path] = on_disk(entry.stat(follow_symlinks=False))
    return files


def on_disk(stat: os.stat_result) -> OnDisk:
    """Return what is remembered of a file."""
    return OnDisk(stat.st_size, stat.st_mtime_ns, S_ISREG(stat.st_mode))


def find_differences(folder: Path, entries: Mapping[str, Entry]) -> bytes:
    """Return how the files differ from what was written, for :func:`apply_differences`: it is little to send to another process."""
    files = scan(folder)
    other = {path: found for path, found in files.items() if path not in entries or why_touched(entries[path], found) or not found.is_file}
    return msgspec.msgpack.encode(_Differences(other, entries.keys() - files.keys()))


def apply_differences(answer: bytes, entries: Mapping[str, Entry]) -> dict[str, OnDisk]:
    """Return what :func:`scan` does: every file with its size and time."""
    differences = msgspec.msgpack.decode(answer, type=_Differences)
    files = {path: OnDisk(entry.size, entry.mtime_ns) for path, entry in entries.items() if path not in differences.missing}
    return {**files, **differences.other}
