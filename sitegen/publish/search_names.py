"""Which papers a bundle holds, as short as can be: a browser finds the papers in it that a reader saved.

The list has four bytes for each paper, newest first: a digest of its slug (FNV-1a of 32 bits, big-endian). Of 10,000 papers two have the
same one in every hundredth site or so; the page that shows a paper knows its address, and so which one was meant.
"""

from collections.abc import Iterable

NAMES_FILE = "names.bin"
"""The name of the list in the folder of its bundle."""
_BASIS = 0x811C9DC5
_PRIME = 0x01000193


def names_file(slugs: Iterable[str]) -> bytes:
    """Return the list of some papers, in their order."""
    return b"".join(short_name(slug).to_bytes(4, "big") for slug in slugs)


def short_name(slug: str) -> int:
    """Return the digest of a slug."""
    value = _BASIS
    for byte in slug.encode():
        value = (value ^ byte) * _PRIME & 0xFFFFFFFF
    return value
