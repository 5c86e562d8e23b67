"""Many files written as one: after a kill at any moment the next command brings ``content/`` to what it was, or to what it was to be.

The new files are first laid beside the old ones, in ``content/.ingest/transaction/``; then one small file, ``commit.json``, says which of
them goes where: from the moment it stands, the change is decided. Only then are they moved into their places, each by one rename. A
transaction that is found with its ``commit.json`` is carried out to its end; one without is forgotten.

Who writes holds a lock that the system takes back when the process dies, so that nobody finishes what another is still about to do.
"""

import os
import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath

import msgspec

from sitegen.errors import Problem, SitegenError
from sitegen.papers.store import remove_empty_folders, write_atomically

if sys.platform != "win32":
    import fcntl

TRANSACTION = ".ingest/transaction"
"""The folder within the content folder."""
_COMMIT = "commit.json"


class _Commit(msgspec.Struct, frozen=True):
    moves: tuple[tuple[str, str], ...]
    """Names in the transaction's folder, and where they go below the content folder."""
    removes: tuple[str, ...]


@contextmanager
def sole_writer(content: Path) -> Iterator[None]:
    """Wait until no other process writes below ``content``, and keep others waiting; without effect where folders cannot be locked."""
    if sys.platform == "win32":
        yield
        return
    try:
        handle = os.open(content, os.O_RDONLY)
    except OSError:  # there is no folder yet, or it cannot be read: whoever reads it says so
        yield
        return
    try:
        with suppress(OSError):  # some network file systems have no locks
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def write_together(content: Path, files: Iterable[tuple[str, bytes]], removes: Sequence[str] = ()) -> None:
    """Write ``files`` (pairs of a path below ``content`` and bytes) and remove ``removes``, as one change; for a :func:`sole_writer`.

    The files are taken one by one, so they need not be in memory together; ``removes`` is looked at when all are there.

    Raises :class:`SitegenError`, with nothing changed, for a path that is not below ``content`` and for a disk that is full.
    """
    finish_transaction(content)
    folder = content / TRANSACTION
    try:
        moves = tuple(_stage(content, folder, files))
        gone = tuple(sorted(set(removes) - {path for _, path in moves}))
        for path in gone:
            _inside(content, path)
        if moves or gone:
            write_atomically(folder / _COMMIT, msgspec.json.encode(_Commit(moves, gone)))
    except OSError as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise SitegenError(_unwritable(folder, error, "nothing was changed; make room or mend the folder, and try again")) from None
    finish_transaction(content)


def _stage(content: Path, folder: Path, files: Iterable[tuple[str, bytes]]) -> Iterator[tuple[str, str]]:
    """Lay each file into the transaction's folder; yield its name there and its place below ``content``."""
    for number, (path, data) in enumerate(files):
        _inside(content, path)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{number:06}").write_bytes(data)
        yield f"{number:06}", path


def settle(content: Path) -> None:
    """Before ``content`` is read: carry out what an ingest that was killed had decided."""
    if (content / TRANSACTION / _COMMIT).is_file():
        with sole_writer(content):
            if (content / TRANSACTION / _COMMIT).is_file():
                finish_transaction(content)


def finish_transaction(content: Path) -> bool:
    """Carry out a transaction that was decided and not finished, forget one that was not decided; return whether there was one.

    Raises :class:`SitegenError` when its own file cannot be read, since then nobody can know what was meant, and when the disk refuses.
    """
    folder = content / TRANSACTION
    if not folder.is_dir():
        return False
    commit_file = folder / _COMMIT
    try:
        if commit_file.is_file():
            _carry_out(content, folder, _read(commit_file))
            commit_file.unlink()
        shutil.rmtree(folder)
    except OSError as error:
        where = Path(os.fsdecode(error.filename2 or error.filename or folder))
        raise SitegenError(_unwritable(where, error, "the ingest is not finished; the next command goes on with it")) from None
    return True


def _carry_out(content: Path, folder: Path, commit: _Commit) -> None:
    for staged, path in commit.moves:
        source, target = _inside(folder, staged), _inside(content, path)
        if source.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            source.replace(target)
    for path in commit.removes:
        target = _inside(content, path)
        target.unlink(missing_ok=True)
        remove_empty_folders([target.parent], content)


def _read(path: Path) -> _Commit:
    try:
        return msgspec.json.decode(path.read_bytes(), type=_Commit)
    except (OSError, msgspec.DecodeError) as error:
        hint = "an ingest was interrupted; restore content/ from version control, then remove that folder"
        raise SitegenError(Problem(path=str(path), message=f"cannot be read: {error}", hint=hint)) from None


def _inside(folder: Path, path: str) -> Path:
    parts = PurePosixPath(path).parts
    if not parts or ".." in parts or path.startswith("/"):
        raise SitegenError(Problem(path=str(folder), message=f'"{path}" is not below that folder'))
    return folder.joinpath(*parts)


def _unwritable(path: Path, error: OSError, hint: str) -> Problem:
    return Problem(path=str(path), message=f"cannot be written: {error.strerror}", hint=hint)
