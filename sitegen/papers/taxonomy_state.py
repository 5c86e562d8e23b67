"""What is remembered of the file of topics from build to build; it may be removed at any time."""

import contextlib
from pathlib import Path

import msgspec

from sitegen.papers.store import keep_files, load_state, save_state
from sitegen.papers.taxonomy import Taxonomy, check_topics, read_topics
from sitegen.text import digest

STATE = "taxonomy"
"""The folder within the state folder."""


class _Kept(msgspec.Struct, frozen=True):
    """What is remembered of the file."""

    key: str
    """A digest of its text, and of the version of what read it."""
    taxonomy: Taxonomy


def recall_taxonomy(path: Path, shown: str, state: Path, program: str) -> Taxonomy:
    """Return the taxonomy without parsing a file that did not change: what it said is kept in the state folder.

    Messages call the file ``shown``. Raises :class:`~sitegen.errors.SitegenError` with everything that is wrong in it.
    """
    file = state / STATE / "topics"
    text = read_topics(path, shown)
    key, data = digest(program, text), load_state(file)
    with contextlib.suppress(msgspec.MsgspecError):  # what cannot be read is forgotten
        kept = msgspec.msgpack.decode(data, type=_Kept) if data is not None else None
        if kept is not None and kept.key == key:
            return kept.taxonomy
    taxonomy = check_topics(text, shown)
    save_state(file, msgspec.msgpack.encode(_Kept(key, taxonomy)))
    return taxonomy


def forget_taxonomy(state: Path) -> None:
    """Remove what is kept."""
    keep_files(state / STATE)
