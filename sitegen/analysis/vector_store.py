"""What is remembered of the vectors of papers, to go on with newer papers."""

import msgspec

from sitegen.analysis.terms import Term


class Vector(msgspec.Struct, frozen=True):
    """The vector of one new paper."""

    terms: dict[int, Term]
    """By checksum: all that the paper has."""
    weights: dict[int, int]
    """By checksum: those that are in the vector."""


class Vectors(msgspec.Struct, frozen=True, array_like=True):
    """The vectors of papers so far and the document frequencies, as bytes of little-endian numbers that load without work."""

    papers: int = 0
    month: tuple[int, int] = (0, 0)
    """That of the last paper."""
    counted: int = 0
    """How many papers are in ``counts``."""
    counts: bytes = b""
    """Document frequencies by place, with the table of common terms in them; empty stands for that table alone."""
    waiting: bytes = b""
    """The places of the terms of the papers that are not counted yet."""
    lengths: bytes = b""
    """How many terms each vector has."""
    terms: bytes = b""
    """The checksums of all vectors one after another."""
    weights: bytes = b""
