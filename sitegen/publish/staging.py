"""Files that are made wait in a folder until all are made; then each is moved to its place."""

import os
from pathlib import Path

import msgspec

from sitegen.papers.store import make_folder_when_missing, move_atomically
from sitegen.text import digest


class Staged(msgspec.Struct, frozen=True):
    """A file that waits."""

    path: str
    """Where it belongs, below the output folder."""
    content: str
    """The digest of its content."""


class Staging(msgspec.Struct, frozen=True):
    """Where files wait. Whoever makes one hands it in: this process, or another of this machine."""

    folder: str
    output: str
    """The output folder."""

    def hold(self, path: str, content: bytes) -> Staged:
        """Take a file that was made. What is there of a build that was killed is written over.

        An :class:`OSError` of this and of :meth:`place` names the file in the output folder, or what stands in the
        way of waiting.
        """
        name = self._name(path)
        try:
            make_folder_when_missing(self.folder, lambda: _write(name, content))
        except NotADirectoryError as error:
            error.filename = self.folder
            raise
        except OSError as error:
            error.filename = error.filename or self._target(path)  # a full disk does not say where
            raise
        return Staged(path, digest(content))

    def content(self, path: str) -> bytes:
        """Return what was taken."""
        return Path(self._name(path)).read_bytes()

    def place(self, path: str) -> None:
        """Move a file to its place; a reader meets either what was there before or all of it."""
        target = self._target(path)
        try:
            move_atomically(self._name(path), target)
        except OSError as error:
            error.filename = error.filename and target
            raise

    def _target(self, path: str) -> str:
        return os.path.join(self.output, path)  # noqa: PTH118

    def _name(self, path: str) -> str:
        return os.path.join(self.folder, digest(path))  # noqa: PTH118


def _write(path: str, content: bytes) -> None:
    with open(path, "wb") as file:  # noqa: PTH123  a Path takes as long to make as a page to write
        file.write(content)
