"""Many files written as one: after a kill at any moment the next command brings ``content/`` to what it was, or to what it was to be.

The new files are first laid beside the old ones, in ``content/.ingest/transaction/``; then one small file, ``commit.json``, says which of
them goes where: from the moment it stands, the change is decided. Only then are they moved into their places, each by one rename. A
transaction that is found with its ``commit.json`` is carried out to its end; one without is forgotten.
"""

import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath

import msgspec

from sitegen.errors import Problem, SitegenError
from sitegen.papers.store import remove_empty_folders, write_atomically

TRANSACTION = ".ingest/transaction"
"""The folder within the content folder."""
_COMMIT = "commit.json"


class _Commit(msgspec.Struct, frozen=True):
    moves: tuple[tuple[str, str], ...]
    """Names in the transaction's folder, and where they go below the content folder."""
    removes: tuple[str, ...]


def write_together(content: Path, files: Mapping[str, bytes], removes: Iterable[str] = ()) -> None:
    """Write ``files`` (path below ``content`` → content) and remove ``removes``, as one change."""
    finish_transaction(content)
    folder = content / TRANSACTION
    moves = []
    for number, (path, data) in enumerate(sorted(files.items())):
        staged = f"{number:06}"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / staged).write_bytes(data)
        moves.append((staged, path))
    gone = tuple(sorted(set(removes) - set(files)))
    if not moves and not gone:
        return
    write_atomically(folder / _COMMIT, msgspec.json.encode(_Commit(tuple(moves), gone)))
    finish_transaction(content)


def finish_transaction(content: Path) -> bool:
    """Carry out a transaction that was decided and not finished, forget one that was not decided; return whether there was one.

    Raises :class:`SitegenError` when its own file cannot be read, since then nobody can know what was meant.
    """
    folder = content / TRANSACTION
    if not folder.is_dir():
        return False
    commit_file = folder / _COMMIT
    if commit_file.is_file():
        commit = _read(commit_file)
        for staged, path in commit.moves:
            if (folder / staged).is_file():
                target = _inside(content, path)
                target.parent.mkdir(parents=True, exist_ok=True)
                (folder / staged).replace(target)
        for path in commit.removes:
            target = _inside(content, path)
            target.unlink(missing_ok=True)
            remove_empty_folders([target.parent], content)
        commit_file.unlink()
    shutil.rmtree(folder)
    return True


def _read(path: Path) -> _Commit:
    try:
        return msgspec.json.decode(path.read_bytes(), type=_Commit)
    except (OSError, msgspec.DecodeError) as error:
        hint = "an ingest was interrupted; restore content/ from version control, then remove that folder"
        raise SitegenError(Problem(path=str(path), message=f"cannot be read: {error}", hint=hint)) from None


def _inside(content: Path, path: str) -> Path:
    parts = PurePosixPath(path).parts
    if not parts or ".." in parts or path.startswith("/"):
        raise SitegenError(Problem(path=str(content / TRANSACTION), message=f'"{path}" is not below the content folder'))
    return content.joinpath(*parts)
