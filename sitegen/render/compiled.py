"""Compiled templates, remembered from build to build: compiling them takes longer than rendering a hundred pages.

They lie in the state folder, each under the version of the program, which Jinja's is a part of, and under the settings and assets of the
site: Jinja reckons what is constant when it compiles, ``{{ "style.css" | asset }}`` for one. That they are of this text and this version of
Python, Jinja itself looks after. The files may be removed at any time.
"""

from pathlib import Path

from jinja2.bccache import Bucket, BytecodeCache

from sitegen.papers.store import keep_files, load_state, save_state
from sitegen.text import digest

FOLDER = "templates"
"""The folder within the state folder."""


class CompiledTemplates(BytecodeCache):
    """Where Jinja keeps what it compiled."""

    def __init__(self, state: Path, program: str, site: str) -> None:
        """Open what was kept for a version of the program and ``site``, a digest of the settings and assets that every page sees."""
        self._folder = state / FOLDER
        self._prefix = digest(program, site)[:16]

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give Jinja what was kept of a template; nothing where it is damaged."""
        data = load_state(self._folder / self._name(bucket))
        if data is not None:
            bucket.bytecode_from_string(bytes(data))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        save_state(self._folder / self._name(bucket), bucket.bytecode_to_string())

    def sweep(self, *, everything: bool = False) -> None:
        """Remove what was compiled for another version of the program or another site, or everything."""
        there = {path.name for path in self._folder.iterdir()} if self._folder.is_dir() else set()
        keep_files(self._folder, {name for name in there if name.startswith(self._prefix) and not everything})

    def _name(self, bucket: Bucket) -> str:
        return f"{self._prefix}-{bucket.key}.code"
