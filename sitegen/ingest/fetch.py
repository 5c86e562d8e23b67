"""One GET and all that can happen to it. This is the only module of ingest that uses the network.

What is asked again: no connection, an answer that is cut short, no answer in time, 429, 500, 502, 503 and 504, and an answer that its
reader finds to be no whole list. What is not: every other 4xx. A 406 is told apart: arXiv sends it, whatever was asked for, to those
who ask too often. Waiting follows ``Retry-After`` (RFC 9110, section 10.2.3), else grows exponentially with jitter.

Nothing here reads the clock of the day; durations come from ``ClientOptions.monotonic``.
"""

import datetime
import functools
import random
import re
import socket
import time
from collections.abc import Callable
from http import HTTPStatus
from types import TracebackType
from typing import TYPE_CHECKING, TypeVar

import msgspec

from sitegen import __version__
from sitegen.ingest.wire import BadPackingError, FetchFailed, Reply, Unpacker, Unusable, any_private, is_address, parse_pause
from sitegen.text import excerpt, one_line

if TYPE_CHECKING:
    import ssl

    import httpx

T = TypeVar("T")

RETRIED = frozenset((429, 500, 502, 503, 504))
"""The statuses after which the same is asked again."""
_GOOD = frozenset((200, 203, 204))
_REDIRECTS = frozenset((301, 302, 303, 307, 308))
_SCHEME = re.compile(r"\s*([A-Za-z][A-Za-z0-9+.-]*):")
_SHARED_PACE = "arxiv.org"
"""arXiv counts the requests to its API, OAI-PMH and feeds, which are hosts of their own, as one."""
_ARXIV_INTERVAL = 3.0
"""Seconds: https://info.arxiv.org/help/api/tou.html allows one request in three seconds."""


def addresses_of(host: str) -> list[str]:
    """Return the IP addresses of a host name, none when it has none that this machine knows."""
    try:
        return [str(item[4][0]) for item in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)]
    except (OSError, UnicodeError):
        return []


@functools.cache
def _tls() -> "ssl.SSLContext":
    """Return what TLS connections are checked with; reading the certificates takes as long as a request."""
    import httpx

    return httpx.create_ssl_context()


class ClientOptions(msgspec.Struct, frozen=True, kw_only=True):
    """How patient and how polite a client is. One value may serve several sources, which then share the pace of each host."""

    timeout: float = 30.0
    """Seconds to wait for a connection, and for each next piece of an answer."""
    total_timeout: float = 300.0
    """Seconds after which an answer that still trickles in is given up."""
    attempts: int = 4
    """How often the same is asked for before it is given up."""
    backoff: float = 2.0
    """Seconds to wait before the second attempt; twice as long before each further one, and at random up to half less."""
    longest_wait: float = 120.0
    """Seconds; a source that asks for a longer pause is given up for this time."""
    max_bytes: int = 50_000_000
    """The largest answer that is taken, both as it comes and unpacked."""
    max_redirects: int = 5
    interval: float = 1.0
    """The fewest seconds between two requests to one host; arXiv's own rule of three seconds stands above it."""
    user_agent: str = f"sitegen/{__version__}"
    sleep: Callable[[float], None] = time.sleep
    random: Callable[[], float] = random.random
    """Gives numbers from 0 up to but not including 1."""
    monotonic: Callable[[], float] = time.monotonic
    """Gives seconds since any moment; for durations."""
    resolve: Callable[[str], list[str]] = addresses_of
    """Gives the IP addresses of a host name, to tell a public host from a private one."""
    asked: dict[str, float] = msgspec.field(default_factory=dict)
    """When each host was last asked, by ``monotonic``; the client writes it."""


class _Again(Exception):
    """The same may succeed later, after ``wait`` seconds if the source says how many."""

    def __init__(self, reason: str, *, wait: float | None = None, refused: bool = False) -> None:
        self.reason = reason
        self.wait = wait
        self.refused = refused
        super().__init__(reason)


class _Redirect(Exception):
    def __init__(self, location: str) -> None:
        self.location = location
        super().__init__(location)


def _stop_at_redirect(response: "httpx.Response") -> None:
    """Raise :class:`_Redirect`, before the library itself makes a request of what may be no URL."""
    if response.status_code in _REDIRECTS and "location" in response.headers:
        raise _Redirect(str(response.headers["location"]))


class Client:
    """Asks, and counts what it does. Use it in a ``with`` statement."""

    def __init__(self, options: ClientOptions, now: datetime.datetime) -> None:
        """Start at ``now``, an aware time, against which a date in ``Retry-After`` is held."""
        import httpx

        self._options = options
        self._now = now
        self._started = options.monotonic()
        self._http = httpx.Client(
            verify=_tls(),
            timeout=options.timeout,
            # Each answer has a connection of its own: pauses outlast most servers' patience, and what one sends too much spoils no other.
            limits=httpx.Limits(max_keepalive_connections=0),
            event_hooks={"response": [_stop_at_redirect]},
            headers={"User-Agent": options.user_agent, "Accept-Encoding": "gzip"},
        )
        self.requests = 0
        """How many requests were sent, repeated and redirected ones included."""
        self.bytes = 0
        """How many bytes of bodies came in, as they were sent."""

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._http.close()

    def get(
        self, url: str, read: Callable[[Reply], T], *, accept: str = "*/*", interval: float = 0.0, unless: tuple[str, str] = ("", "")
    ) -> tuple[Reply, T | None]:
        """Ask for ``url``, and return the answer with what ``read`` makes of it; with None when it has not changed (304).

        ``interval``, in seconds, is held before each request where it is longer than the host's; ``unless`` is the ``ETag`` and the
        ``Last-Modified`` of an answer that is known. ``read`` may raise :class:`Unusable`. Raises :class:`FetchFailed`.
        """
        headers = {"Accept": accept}
        headers |= {"If-None-Match": unless[0]} if unless[0].isascii() and unless[0] else {}
        headers |= {"If-Modified-Since": unless[1]} if unless[1].isascii() and unless[1] else {}
        attempt = 0
        while True:
            attempt += 1
            try:
                reply = self._follow(url, headers, interval)
                return reply, None if reply.status == HTTPStatus.NOT_MODIFIED else read(reply)
            except Unusable as error:
                again = _Again(str(error))
            except _Again as error:
                again = error
            if attempt >= self._options.attempts:
                times = f", {attempt} times" if attempt > 1 else ""
                raise FetchFailed(f"{again.reason}{times}", refused=again.refused)
            self._wait(again, attempt)

    def _wait(self, again: _Again, attempt: int) -> None:
        options = self._options
        wait = options.backoff * 2 ** (attempt - 1) * (1 - options.random() / 2)
        if again.wait is not None:
            if again.wait > options.longest_wait:
                raise FetchFailed(f"{again.reason}; it asks for a pause of {again.wait:,.0f} s", refused=True)
            wait = max(wait, again.wait)
        options.sleep(min(wait, options.longest_wait))

    def _follow(self, url: str, headers: dict[str, str], interval: float) -> Reply:
        """Ask for ``url`` and go where it sends, as far as that is allowed."""
        import httpx

        try:
            first = target = httpx.URL(url)
            for _ in range(self._options.max_redirects + 1):
                try:
                    return self._once(target, headers, interval)
                except _Redirect as redirect:
                    scheme = _SCHEME.match(redirect.location)
                    if scheme and scheme[1].lower() not in ("http", "https"):
                        shown = excerpt(one_line(redirect.location), 100)
                        raise FetchFailed(f"it redirects to {shown}, which is no http or https address") from None
                    target = target.join(redirect.location)
                self._check_redirect(first, target)
        except httpx.TimeoutException:
            raise _Again(f"no answer within {self._options.timeout:g} s") from None
        except httpx.TransportError as error:
            raise _Again(f"the connection failed: {one_line(str(error)) or type(error).__name__}") from None
        except BadPackingError:
            raise _Again("the answer is said to be packed, and cannot be unpacked") from None
        except (httpx.InvalidURL, UnicodeError) as error:
            raise FetchFailed(f"an address is not a URL: {one_line(str(error))}") from None
        raise FetchFailed(f"more than {self._options.max_redirects} redirects")

    def _once(self, url: "httpx.URL", headers: dict[str, str], interval: float) -> Reply:
        """Send one request and return its answer; raise :class:`_Redirect` where it leads elsewhere."""
        self._pace(url.host, interval)
        self.requests += 1
        with self._http.stream("GET", url, headers=headers) as response:
            status = response.status_code
            if status == HTTPStatus.NOT_MODIFIED and headers.keys() & {"If-None-Match", "If-Modified-Since"}:
                return Reply(url=str(url), status=status)
            if status not in _GOOD:
                raise self._bad_status(response)
            data = self._body(response)
            return Reply(
                url=str(url),
                status=status,
                data=data,
                etag=response.headers.get("etag", ""),
                last_modified=response.headers.get("last-modified", ""),
                content_type=response.headers.get("content-type", ""),
                link=response.headers.get("link", ""),
            )

    def _pace(self, host: str, interval: float) -> None:
        """Wait until the host may be asked."""
        options = self._options
        is_arxiv = host == _SHARED_PACE or host.endswith(f".{_SHARED_PACE}")
        interval = max(interval, options.interval, _ARXIV_INTERVAL if is_arxiv else 0.0)
        key = _SHARED_PACE if is_arxiv else host
        if key in options.asked:
            wait = options.asked[key] + interval - options.monotonic()
            if wait > 0:
                options.sleep(wait)
        options.asked[key] = options.monotonic()

    def _body(self, response: "httpx.Response") -> bytes:
        options = self._options
        coding = response.headers.get("content-encoding", "identity").strip().lower()
        if coding not in ("identity", "", "gzip", "x-gzip", "deflate"):
            raise FetchFailed(f'the answer is packed as "{one_line(coding)}", which was not asked for')
        unpack = None if coding in ("identity", "") else Unpacker(options.max_bytes)
        started = options.monotonic()
        received, data = 0, bytearray()
        for chunk in response.iter_raw():
            received += len(chunk)
            self.bytes += len(chunk)
            data += unpack.feed(chunk) if unpack else chunk
            if max(received, len(data)) > options.max_bytes:
                raise FetchFailed(f"the answer is larger than {options.max_bytes:,} bytes")
            if options.monotonic() - started > options.total_timeout:
                raise _Again(f"the answer was not complete after {options.total_timeout:g} s")
        if unpack and not unpack.complete and received:
            raise _Again("the answer is cut short")
        return bytes(data)

    def _bad_status(self, response: "httpx.Response") -> Exception:
        """Return what a status means that is neither good nor a redirect."""
        status = response.status_code
        # Of an error's page, the beginning of a plain text or JSON is worth showing.
        start = b"" if "content-encoding" in response.headers else next(response.iter_raw(), b"")
        said = excerpt(one_line(start[:400].decode("utf-8", "replace")), 120)
        name = f"{status} {one_line(response.reason_phrase)}".rstrip()
        reason = f"{name}: {said}" if said and not said.startswith("<") else name
        if status in RETRIED:
            now = self._now + datetime.timedelta(seconds=self._options.monotonic() - self._started)
            wait = parse_pause(response.headers.get("retry-after", ""), now)
            return _Again(reason, wait=wait, refused=status == HTTPStatus.TOO_MANY_REQUESTS)
        if status == HTTPStatus.NOT_ACCEPTABLE:
            return FetchFailed(f"{name}: the source turns this machine away, as arXiv does when it is asked too often", refused=True)
        return FetchFailed(reason)

    def _check_redirect(self, first: "httpx.URL", target: "httpx.URL") -> None:
        """Raise for a redirect into a private network that the user did not name, or one with a user's name."""
        if target.userinfo:
            raise FetchFailed(f"it redirects to {target.host} with a user's name")
        if target.host == first.host:
            return
        if any_private([target.host] if is_address(target.host) else self._options.resolve(target.host)):
            raise FetchFailed(f"it redirects to {target.host}, an address of a private network")
