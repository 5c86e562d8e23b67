"""``content/.ingest/quarantine/``: what could not be read, whole, with its reason and position.

Each rejected piece is two files named by a digest of its text: ``0f3a….txt`` is the piece as it was, ``0f3a….json`` says where it
came from and what was wrong.

A person may mend the text; ``sitegen ingest --retry`` reads every piece again and takes those out that are now papers.
"""

from collections.abc import Iterable
from pathlib import Path

import msgspec

from sitegen.errors import Problem
from sitegen.ingest.record import Rejected
from sitegen.papers.store import find_files, shown_path
from sitegen.text import digest

QUARANTINE = ".ingest/quarantine"
"""The folder within the content folder."""


class Held(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Where a rejected piece came from, and why it was rejected."""

    source: str
    line: int = 0
    reason: str
    hint: str = ""
    reader: str
    """The format that it was read as."""
    listed: str = ""
    """The day that the user or the page gave, where the piece alone does not tell it."""


class Quarantined(msgspec.Struct, frozen=True):
    """A piece in quarantine."""

    name: str
    """The name of its two files, without their endings."""
    held: Held
    text: str
    path: str
    """Its text file, as messages show it."""


def quarantine_files(rejected: Iterable[tuple[Rejected, str, str]]) -> dict[str, bytes]:
    """Return the files for rejected pieces, path below the content folder → content; each comes with its reader and listed day."""
    files: dict[str, bytes] = {}
    for piece, reader, listed in rejected:
        problem = piece.problem
        held = Held(source=problem.path, line=problem.line, reason=problem.message, hint=problem.hint, reader=reader, listed=listed)
        name = f"{QUARANTINE}/{digest(piece.text)[:16]}"
        files[f"{name}.txt"] = piece.text.encode("utf-8", "backslashreplace")
        files[f"{name}.json"] = msgspec.json.format(msgspec.json.encode(held), indent=2) + b"\n"
    return files


def load_quarantine(content: Path, site_root: Path) -> tuple[list[Quarantined], list[Problem]]:
    """Read every piece in quarantine; return those that can be tried again, and what is wrong with the others' files."""
    pieces: list[Quarantined] = []
    problems: list[Problem] = []
    for path in find_files(content / QUARANTINE, ".json"):
        try:
            held = msgspec.json.decode(path.read_bytes(), type=Held)
            text = path.with_suffix(".txt").read_bytes().decode("utf-8-sig")
        except (OSError, UnicodeDecodeError, msgspec.DecodeError) as error:
            message = f"cannot be tried again: {error.strerror if isinstance(error, OSError) else error}"
            problems.append(Problem(path=shown_path(path, site_root), message=message, hint="mend both files of that name, or remove them"))
            continue
        pieces.append(Quarantined(path.stem, held, text, shown_path(path.with_suffix(".txt"), site_root)))
    return pieces, problems


def paths_of(piece: Quarantined) -> tuple[str, str]:
    """Return the two files of a piece, below the content folder."""
    return f"{QUARANTINE}/{piece.name}.txt", f"{QUARANTINE}/{piece.name}.json"
