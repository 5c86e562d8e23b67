"""What the user named on the command line → bytes with a name."""

import difflib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from sitegen.errors import Problem

MAX_INPUT_BYTES = 500_000_000
"""The largest input that is read."""


class Input(msgspec.Struct, frozen=True):
    """One piece of input."""

    name: str
    """As the user named it; for a file in a folder, the folder's name and the file's."""
    data: bytes


def open_inputs(paths: Iterable[str]) -> Iterator[Input | Problem]:
    """Yield the inputs in the order in which they were named; a folder gives each ``.txt`` file below it, sorted."""
    for path in paths:
        given = Path(path)
        if os.path.isdir(path):  # noqa: PTH112  Path.is_dir raises for a name that is too long
            files = sorted(file for file in given.rglob("*.txt") if file.is_file())
            if not files:
                yield Problem(path=path, message="the folder holds no .txt file", hint="name the saved pages themselves")
            for file in files:
                yield _read(file, file.as_posix())
        else:
            yield _read(given, path)


def _read(path: Path, name: str) -> Input | Problem:
    shown = os.fsencode(name).decode("utf-8", "replace").replace("\\", "/")
    try:
        with path.open("rb") as file:
            data = file.read(MAX_INPUT_BYTES + 1)
        if len(data) > MAX_INPUT_BYTES:
            return Problem(path=shown, message=f"larger than {MAX_INPUT_BYTES:,} bytes", hint="split it")
        return Input(shown, data)
    except FileNotFoundError:
        near = _near_name(path)
        return Problem(path=shown, message="there is no such file", hint=f'did you mean "{near}"?' if near else "")
    except OSError as error:
        return Problem(path=shown, message=f"cannot be read: {error.strerror}")


def _near_name(path: Path) -> str:
    try:
        names = [entry.name for entry in path.parent.iterdir()]
    except OSError:
        return ""
    near = difflib.get_close_matches(path.name, names, n=1)
    return (path.parent / near[0]).as_posix() if near else ""
