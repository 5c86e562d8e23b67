"""What an HTTP answer is and may hold: packed bodies, pauses that are asked for, addresses. No network, no clock."""

import datetime
import email.utils
import ipaddress
import zlib
from collections.abc import Iterable

import msgspec


class Reply(msgspec.Struct, frozen=True, kw_only=True):
    """An answer that is 200, or 304 to a conditional request."""

    url: str
    """Where it came from, after redirects."""
    status: int
    data: bytes = b""
    """The body, unpacked; in the character set that its reader finds out."""
    etag: str = ""
    last_modified: str = ""
    content_type: str = ""
    link: str = ""
    """The ``Link`` header (RFC 8288)."""


class FetchFailed(Exception):
    """An answer could not be had, for a reason that is a clause without a full stop.

    ``refused`` is True when the source wants to be left alone, so that asking for other days would be rude.
    """

    def __init__(self, reason: str, *, refused: bool = False) -> None:
        self.reason = reason
        self.refused = refused
        super().__init__(reason)


class Unusable(Exception):
    """What a reader raises for an answer that came with status 200 and is not what was asked for; it is asked for again."""


class BadPackingError(Exception):
    """A body that is said to be packed cannot be unpacked."""


class Unpacker:
    """Unpacks gzip (RFC 1952), in one member or several, and zlib (RFC 1950), never to much more than ``most`` bytes.

    A small answer may unpack to any size; so no more is unpacked than shows that it is too large.
    """

    def __init__(self, most: int) -> None:
        self._room = most + 1
        self._inflate = zlib.decompressobj(zlib.MAX_WBITS | 32)

    @property
    def complete(self) -> bool:
        """Whether the end was reached."""
        return self._inflate.eof

    def feed(self, chunk: bytes) -> bytes:
        """Return what a piece adds; raise :class:`BadPackingError` when it is no packed data."""
        parts = []
        try:
            while chunk and self._room > 0:
                if self._inflate.eof:
                    if not chunk.startswith(b"\x1f"):
                        break
                    self._inflate = zlib.decompressobj(zlib.MAX_WBITS | 32)
                parts.append(self._inflate.decompress(chunk, self._room))
                self._room -= len(parts[-1])
                chunk = self._inflate.unused_data
        except zlib.error:
            raise BadPackingError from None
        return b"".join(parts)


def parse_pause(value: str, now: datetime.datetime) -> float | None:
    """Return the seconds that a ``Retry-After`` header asks for, given in seconds or as a date; None when it says nothing.

    RFC 9110, section 10.2.3. ``now`` is an aware time.
    """
    value = value.strip()
    if value.isascii() and value.isdigit():
        return float(value[:9])
    try:
        date = email.utils.parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    if date.tzinfo is None:
        date = date.replace(tzinfo=datetime.UTC)
    return max(0.0, (date - now).total_seconds())


def is_address(host: str) -> bool:
    """Tell an IP address from a host name."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def any_private(addresses: Iterable[str]) -> bool:
    """Tell whether one of the IP addresses is of a private network, this machine, or otherwise not of the public internet."""
    return any(not ipaddress.ip_address(address.partition("%")[0]).is_global for address in addresses)
