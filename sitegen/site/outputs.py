"""An output: one file to be, known by what it is made from before it is made.

A page costs much to make and little to know. So an :class:`Output` names a function and its arguments, and its fingerprint is a digest of
the arguments: everything that the function can see. Its view is made only when the page is stale, in whatever process renders it.
"""

import functools
from collections.abc import Callable

import msgspec

from sitegen.site import addresses
from sitegen.site.views import PageHead
from sitegen.text import digest


class Deferred:
    """A value that is made when a page that shows it is made. It is no record, so that encoders ask for its key and pass its value over."""

    __slots__ = ("args", "key", "make")

    def __init__(self, key: str, make: Callable[..., object], args: tuple[object, ...]) -> None:
        self.key = key
        """Tells values apart: two of one key are the same value."""
        self.make = make
        """A function of a module, so that another process can call it."""
        self.args = args
        """Its arguments, which may be deferred themselves."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Deferred) and (self.key, self.make) == (other.key, other.make)

    def __hash__(self) -> int:
        return hash((self.key, self.make))

    def __reduce__(self) -> tuple[type["Deferred"], tuple[str, Callable[..., object], tuple[object, ...]]]:
        return Deferred, (self.key, self.make, self.args)

    def value(self) -> object:
        """Make the value, or return the one that was made for an earlier page; those among ``args`` that are deferred are made first."""
        return _made(self)


@functools.lru_cache(maxsize=2_000)
def _made(deferred: Deferred) -> object:
    return deferred.make(*map(resolve, deferred.args))


class Packed:
    """A record as one piece of memory: small, quickly sent and told from others. It is taken apart when a page that shows it is made."""

    __slots__ = ("data", "key", "kind")

    def __init__(self, key: str, data: bytes | msgspec.Raw, kind: type[msgspec.Struct]) -> None:
        self.key = key
        """Two of one key are the same value."""
        self.data = data
        """The record as MessagePack."""
        self.kind = kind

    @classmethod
    def of(cls, record: msgspec.Struct) -> "Packed":
        """Pack a record."""
        data = msgspec.msgpack.encode(record)
        return cls(digest(data), data, type(record))

    def __reduce__(self) -> tuple[type["Packed"], tuple[str, bytes | msgspec.Raw, type[msgspec.Struct]]]:
        return Packed, (self.key, self.data, self.kind)

    def value(self) -> msgspec.Struct:
        """Take the record apart."""
        return msgspec.msgpack.decode(self.data, type=self.kind)


def forget_values() -> None:
    """Forget what was made for earlier pages: no build, and above all none that proves another, goes by what one before it made."""
    _made.cache_clear()


class Output(msgspec.Struct, frozen=True, kw_only=True):
    """One file to be."""

    url: str
    """Its address, from ``/``."""
    template: str
    """The template that renders it."""
    source: str
    """The content file that it comes from, or in brackets what it is made of: ``(the papers of 2025-03-17)``."""
    make: Callable[..., msgspec.Struct]
    """A function of a module that makes its view: of ``head``, if it has one, and ``args``. It must not look at anything else."""
    args: tuple[object, ...] = ()
    """Frozen values: records, text, numbers, :class:`Deferred`, :class:`Packed`, and tuples of these."""
    head: PageHead | None = None
    """What the page says of itself; None for files that are no pages."""
    yields: bool = False
    """Whether, of two pages with one title, the other one keeps it: true for papers, whose titles are not ours."""
    mapped: bool = True
    """Whether search engines may be told of it."""

    @property
    def path(self) -> str:
        """The file below the output folder, with slashes."""
        return addresses.path_of(self.url)

    @property
    def fingerprint(self) -> str:
        """A digest of everything that its view is made from."""
        return digest(_encode((self.make.__module__, self.make.__qualname__, self.head, self.args)))[:16]

    @property
    def view(self) -> msgspec.Struct:
        """Make what its template sees: one of the records of :mod:`sitegen.site.views`."""
        values = map(resolve, self.args)
        return self.make(*values) if self.head is None else self.make(self.head, *values)


def resolve(value: object) -> object:
    """Return a value with everything that is deferred in it made."""
    if isinstance(value, Deferred | Packed):
        return value.value()
    return tuple(map(resolve, value)) if isinstance(value, tuple) else value


def _key(value: object) -> str:
    if isinstance(value, Deferred | Packed):
        return value.key
    raise TypeError(f"a view must not be made from {type(value).__name__}: it cannot be told from others")


_encode = msgspec.msgpack.Encoder(enc_hook=_key).encode
