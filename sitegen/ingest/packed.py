"""Many values in little memory: each is kept as compressed bytes and made again when it is asked for.

A paper as an object takes several times the memory of its text; with these, an ingest into a site of 50,000 papers stays under 500 MB.
"""

import zlib
from collections.abc import Iterator, MutableMapping
from typing import Generic, TypeVar

import msgspec

from sitegen.ingest.candidate import Candidate

Value = TypeVar("Value")
_LEVEL = 1
"""The quickest compression; a higher level saves little on a page of text."""


class PackedDict(MutableMapping[str, Value], Generic[Value]):
    """A dictionary of values of one msgspec type. What it gives is a copy: to change a value, set it."""

    def __init__(self, kind: type[Value]) -> None:
        self._packed: dict[str, bytes] = {}
        self._encoder = msgspec.msgpack.Encoder()
        self._decoder = msgspec.msgpack.Decoder(kind)

    def __getitem__(self, key: str) -> Value:
        return self._decoder.decode(zlib.decompress(self._packed[key]))

    def __setitem__(self, key: str, value: Value) -> None:
        self._packed[key] = zlib.compress(self._encoder.encode(value), _LEVEL)

    def __delitem__(self, key: str) -> None:
        del self._packed[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._packed)

    def __len__(self) -> int:
        return len(self._packed)

    def __contains__(self, key: object) -> bool:
        return key in self._packed


class Pile:
    """Candidates that wait to be merged."""

    def __init__(self) -> None:
        self._waiting: list[tuple[tuple[bool, bool, str, str, int, str, str], bytes]] = []
        self._encoder = msgspec.msgpack.Encoder()
        self._decoder = msgspec.msgpack.Decoder(Candidate)

    def add(self, candidate: Candidate) -> None:
        """Put one on the pile."""
        self._waiting.append((candidate.order, zlib.compress(self._encoder.encode(candidate), _LEVEL)))

    def take_all(self) -> Iterator[Candidate]:
        """Take all from the pile in the order in which they are to be merged, letting go of each."""
        self._waiting.sort(reverse=True)
        while self._waiting:
            yield self._decoder.decode(zlib.decompress(self._waiting.pop()[1]))

    def __len__(self) -> int:
        return len(self._waiting)
