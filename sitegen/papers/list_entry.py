"""An item of a list that a person writes in YAML, such as a topic or a person, while it is checked."""

from collections.abc import Collection
from typing import Any

from sitegen.errors import Problem, did_you_mean
from sitegen.yamltext import Positions


class ListEntry:
    """One item as far as it could be read, and what is wrong with it. Readers of a kind of item build on it."""

    def __init__(self, index: int, value: Any, positions: Positions, *, known: Collection[str], expected: str, hint: str) -> None:
        """Take item number ``index``. ``known`` are the keys that it may have; ``expected`` and ``hint`` are told when it is no mapping."""
        self.problems: list[Problem] = []
        """What is wrong, in the order in which it was found."""
        self.fields: dict[str, Any] = {}
        """The keys that have a value."""
        self.is_mapping = isinstance(value, dict)
        self._index = index
        self._positions = positions
        if not isinstance(value, dict):
            self.report(expected, hint=hint)
            return
        self.fields = {key: field for key, field in value.items() if field != ""}
        for key in self.fields:
            if key not in known:
                self.report(f'unknown key "{key}"', key, hint=did_you_mean(key, known) or f"known keys: {', '.join(known)}")

    @property
    def line(self) -> int:
        """The line on which it begins."""
        return self._positions.line(self._index)

    def report(self, message: str, *keys: str | int, hint: str = "") -> None:
        """Note what is wrong with the value at ``keys`` within the item."""
        self.problems.append(self._positions.problem(message, self._index, *keys, hint=hint))

    def text(self, key: str) -> str:
        """Return a text without the spaces around it; empty where there is none, or something else."""
        value = self.fields.get(key, "")
        if isinstance(value, str):
            return value.strip()
        self.report(f'"{key}" must be text', key)
        return ""
