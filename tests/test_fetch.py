"""The client and whole fetches, against a real HTTP server on this machine that has all the faults of the world."""

import datetime
import email.utils
import gzip
import json
import threading
import zlib
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import msgspec
import pytest

from sitegen import __version__
from sitegen.config import SiteFolder
from sitegen.config_sources import SourceConfig
from sitegen.ingest.archive import INDEX, Answer, Archive, Kept
from sitegen.ingest.collect import FetchReport, fetch_source
from sitegen.ingest.fetch import Client, ClientOptions, addresses_of
from sitegen.ingest.wire import FetchFailed, Reply, Unpacker, Unusable
from tests.sites import MakeSite
from tests.test_sources import atom, oai
from tests.test_sources import daily as daily_json

NOW = datetime.datetime(2025, 3, 19, 6, 17, tzinfo=datetime.UTC)
MONDAY, FRIDAY, SATURDAY = datetime.date(2025, 3, 17), datetime.date(2025, 3, 14), datetime.date(2025, 3, 15)


class Says(msgspec.Struct, kw_only=True):
    """An answer of the server. ``claims`` is a false Content-Length; ``hangs`` never ends, ``cuts`` ends in the middle."""

    body: bytes | str = b""
    status: int = 200
    headers: dict[str, str] = {}
    claims: int | None = None
    hangs: bool = False
    cuts: bool = False
    chunks: int = 1


Answers = list[Says] | Callable[[str, Any], Says]


class Server:
    """Answers each path from a list, the last of it again and again, or with what a function returns."""

    def __init__(self) -> None:
        self.answers: dict[str, Answers] = {}
        self.asked: list[str] = []
        self.headers: list[Any] = []
        self.release = threading.Event()
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                server.respond(self)

            def log_message(self, *args: object) -> None:
                pass

        class Quiet(ThreadingHTTPServer):
            def handle_error(self, request: object, client_address: object) -> None:
                """A client that has gone away is part of the plan."""

        self._http = Quiet(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._http.server_port}"
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()

    def respond(self, handler: BaseHTTPRequestHandler) -> None:
        self.asked.append(handler.path)
        self.headers.append(handler.headers)
        answers = self.answers.get(urlsplit(handler.path).path, [Says(status=404)])
        says = answers(handler.path, handler.headers) if callable(answers) else answers.pop(0) if len(answers) > 1 else answers[0]
        body = says.body.encode() if isinstance(says.body, str) else says.body
        handler.send_response(says.status)
        for name, value in says.headers.items():
            handler.send_header(name, value)
        if says.status not in (204, 304):
            handler.send_header("Content-Length", str(len(body) * says.chunks if says.claims is None else says.claims))
        handler.end_headers()
        for _ in range(says.chunks):
            handler.wfile.write(body)
        handler.wfile.flush()
        if says.hangs:
            self.release.wait(10)
        handler.close_connection = says.cuts or says.hangs or says.claims is not None

    def close(self) -> None:
        self.release.set()
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    server = Server()
    yield server
    server.close()


class Time:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Time:
    return Time()


@pytest.fixture
def options(clock: Time) -> ClientOptions:
    return ClientOptions(timeout=5, interval=0, sleep=clock.sleep, monotonic=clock.monotonic, random=lambda: 0.0)


def text(reply: Reply) -> str:
    return reply.data.decode()


def get(options: ClientOptions, url: str, read: Callable[[Reply], str] = text, **more: Any) -> str | None:
    with Client(options, NOW) as client:
        return client.get(url, read, **more)[1]


def failure(options: ClientOptions, url: str, read: Callable[[Reply], str] = text) -> FetchFailed:
    with pytest.raises(FetchFailed) as error:
        get(options, url, read)
    return error.value


# One request


def test_a_request_says_who_asks_and_for_what(server: Server, options: ClientOptions) -> None:
    server.answers["/"] = [Says(body="good", headers={"ETag": '"e"', "Last-Modified": "Mon, 17 Mar 2025 00:00:00 GMT", "Link": "<x>"})]
    with Client(options, NOW) as client:
        reply, body = client.get(f"{server.url}/", text, accept="application/json")
    assert body == "good"
    assert (reply.etag, reply.last_modified, reply.link, reply.status) == ('"e"', "Mon, 17 Mar 2025 00:00:00 GMT", "<x>", 200)
    assert (client.requests, client.bytes) == (1, 4)
    assert server.headers[0]["User-Agent"] == f"sitegen/{__version__}"
    assert server.headers[0]["Accept"] == "application/json"
    assert server.headers[0]["If-None-Match"] is None


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_status_that_may_pass_is_tried_again(server: Server, options: ClientOptions, clock: Time, status: int) -> None:
    server.answers["/"] = [Says(status=status), Says(status=status), Says(body="good")]
    assert get(options, f"{server.url}/") == "good"
    assert clock.slept == [2, 4]


def test_waits_grow_with_jitter_and_end(server: Server, options: ClientOptions, clock: Time) -> None:
    server.answers["/"] = [Says(status=500, body='{"error": "broken\\nhere"}')]
    patient = msgspec.structs.replace(options, attempts=8, random=lambda: 0.5)
    error = failure(patient, f"{server.url}/")
    assert clock.slept == [1.5, 3, 6, 12, 24, 48, 96]
    assert error.reason == '500 Internal Server Error: {"error": "broken\\nhere"}, 8 times'
    assert not error.refused


def test_retry_after_in_seconds_is_waited_for(server: Server, options: ClientOptions, clock: Time) -> None:
    server.answers["/"] = [
        Says(status=429, headers={"Retry-After": "17"}),
        Says(status=503, headers={"Retry-After": "0"}),
        Says(body="good"),
    ]
    assert get(options, f"{server.url}/") == "good"
    assert clock.slept == [17, 4]


def test_retry_after_as_a_date_is_held_against_the_time_that_has_passed(server: Server, options: ClientOptions, clock: Time) -> None:
    at = email.utils.format_datetime(NOW + datetime.timedelta(seconds=30), usegmt=True)
    server.answers["/"] = [Says(status=503), Says(status=429, headers={"Retry-After": at}), Says(body="good")]
    assert get(options, f"{server.url}/") == "good"
    assert clock.slept == [2, 28]


@pytest.mark.parametrize("value", ["soon", "-5", "1.5", "", "Mon, 99 Foo 2025 00:00:00 GMT", "Mon, 01 Jan 2001 00:00:00 +9999999999"])
def test_a_retry_after_that_says_nothing_is_as_none(server: Server, options: ClientOptions, clock: Time, value: str) -> None:
    server.answers["/"] = [Says(status=503, headers={"Retry-After": value}), Says(body="good")]
    assert get(options, f"{server.url}/") == "good"
    assert clock.slept == [2]


def test_a_pause_that_is_too_long_is_not_sat_out(server: Server, options: ClientOptions, clock: Time) -> None:
    server.answers["/"] = [Says(status=429, headers={"Retry-After": "3600"})]
    error = failure(options, f"{server.url}/")
    assert (error.reason, error.refused) == ("429 Too Many Requests; it asks for a pause of 3,600 s", True)
    assert clock.slept == []


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 418, 451, 501, 206])
def test_other_statuses_are_final(server: Server, options: ClientOptions, status: int) -> None:
    server.answers["/"] = [Says(status=status, body="<html>")]
    assert failure(options, f"{server.url}/").reason.startswith(str(status))
    assert len(server.asked) == 1


def test_a_406_is_told_apart(server: Server, options: ClientOptions) -> None:
    server.answers["/"] = [Says(status=406)]
    error = failure(options, f"{server.url}/")
    assert error.refused
    assert error.reason == "406 Not Acceptable: the source turns this machine away, as arXiv does when it is asked too often"
    assert len(server.asked) == 1


def test_no_answer_in_time_is_tried_again(server: Server, options: ClientOptions) -> None:
    server.answers["/"] = [Says(body="go", claims=4, hangs=True), Says(body="good")]
    assert get(msgspec.structs.replace(options, timeout=0.1), f"{server.url}/") == "good"
    server.answers["/"] = [Says(claims=4, hangs=True)]
    error = failure(msgspec.structs.replace(options, timeout=0.05, attempts=2), f"{server.url}/")
    assert error.reason == "no answer within 0.05 s, 2 times"


def test_an_answer_that_trickles_in_is_given_up(server: Server, options: ClientOptions, clock: Time) -> None:
    server.answers["/"] = [Says(body=b"x" * 1000, chunks=1000)]

    def monotonic() -> float:
        clock.now += 100
        return clock.now

    reason = failure(msgspec.structs.replace(options, attempts=1, monotonic=monotonic), f"{server.url}/").reason
    assert reason == "the answer was not complete after 300 s"


def test_a_connection_that_closes_in_the_middle_is_tried_again(server: Server, options: ClientOptions) -> None:
    server.answers["/"] = [Says(body="go", claims=100, cuts=True), Says(body="good")]
    assert get(options, f"{server.url}/") == "good"
    server.answers["/"] = [Says(body="go", claims=100, cuts=True)]
    assert failure(options, f"{server.url}/").reason.startswith("the connection failed: peer closed connection")


def test_a_content_length_that_is_too_small_gives_a_text_that_its_reader_refuses(server: Server, options: ClientOptions) -> None:
    def whole(reply: Reply) -> str:
        if not reply.data.endswith(b"]"):
            raise Unusable("cut short")
        return text(reply)

    server.answers["/"] = [Says(body="[1, 2]", claims=3), Says(body="[1, 2]")]
    assert get(options, f"{server.url}/", whole) == "[1, 2]"
    server.answers["/"] = [Says(body="[1, 2]", claims=3)]
    assert failure(options, f"{server.url}/", whole).reason == "cut short, 4 times"


def test_a_server_that_is_not_there(server: Server, options: ClientOptions) -> None:
    server.close()
    assert failure(options, f"{server.url}/").reason.startswith("the connection failed: ")
    assert failure(options, "http://nobody.invalid/").reason.startswith("the connection failed: ")
    assert failure(options, "http://exa mple.org:port/").reason.startswith("an address is not a URL")


def test_redirects_are_followed_to_their_end(server: Server, options: ClientOptions) -> None:
    server.answers["/"] = [Says(status=301, headers={"Location": "/b?x=1"})]
    server.answers["/b"] = [Says(status=307, headers={"Location": f"{server.url}/c"})]
    server.answers["/c"] = [Says(body="good")]
    with Client(options, NOW) as client:
        reply, _ = client.get(f"{server.url}/", text)
    assert (reply.url, client.requests) == (f"{server.url}/c", 3)


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("/", "more than 5 redirects"),
        ("file:///etc/passwd", "it redirects to file:///etc/passwd, which is no http or https address"),
        ("data:text/plain,hello", "no http or https address"),
        ("http://127.0.0.2/", "it redirects to 127.0.0.2, an address of a private network"),
        ("http://10.0.0.1/", "it redirects to 10.0.0.1, an address of a private network"),
        ("http://169.254.169.254/latest/meta-data/", "an address of a private network"),
        ("http://[::1]/", "it redirects to ::1, an address of a private network"),
        ("http://[::ffff:127.0.0.1]/", "an address of a private network"),
        ("http://localhost/", "it redirects to localhost, an address of a private network"),
        ("http://user:secret@127.0.0.1/", "with a user's name"),
        ("http://[::1", "an address is not a URL"),
        ("http://exa mple.org\x7f/", "an address is not a URL"),
    ],
)
def test_redirects_that_are_not_followed(server: Server, options: ClientOptions, target: str, reason: str) -> None:
    server.answers["/"] = [Says(status=302, headers={"Location": target})]
    assert reason in failure(options, f"{server.url}/").reason


def test_a_public_host_may_not_lead_to_a_private_one(server: Server, options: ClientOptions) -> None:
    addresses = {"localhost": ["93.184.216.34"], "inside.example": ["93.184.216.34", "192.168.0.7"]}
    public = msgspec.structs.replace(options, resolve=lambda host: addresses.get(host, []))
    port = urlsplit(server.url).port
    for target in (server.url, "http://inside.example/"):
        server.answers["/"] = [Says(status=302, headers={"Location": target})]
        assert "a private network" in failure(public, f"http://localhost:{port}/").reason
    assert addresses_of("127.0.0.1") == ["127.0.0.1"]
    assert addresses_of("nobody.invalid") == addresses_of("." * 300) == []


def test_a_huge_answer_is_not_taken(server: Server, options: ClientOptions) -> None:
    small = msgspec.structs.replace(options, max_bytes=100_000)
    server.answers["/"] = [Says(body=b"x" * 10_000, chunks=1000)]
    with Client(small, NOW) as client:
        with pytest.raises(FetchFailed, match="larger than 100,000 bytes"):
            client.get(f"{server.url}/", text)
        assert client.bytes < 1_000_000
    server.answers["/"] = [Says(body=gzip.compress(bytes(50_000_000)), headers={"Content-Encoding": "gzip"})]
    assert failure(small, f"{server.url}/").reason == "the answer is larger than 100,000 bytes"
    unpacker = Unpacker(1000)
    assert len(unpacker.feed(gzip.compress(bytes(50_000_000)))) == 1001
    assert unpacker.feed(b"more") == b""


@pytest.mark.parametrize(
    ("coding", "body"),
    [
        ("gzip", gzip.compress(b"good", mtime=0)),
        ("x-gzip", gzip.compress(b"go", mtime=0) + gzip.compress(b"od", mtime=0)),
        ("GZIP", gzip.compress(b"good", mtime=0) + bytes(8)),
        ("deflate", zlib.compress(b"good")),
        ("identity", b"good"),
    ],
    ids=["one member", "two members", "padding", "zlib", "plain"],
)
def test_a_packed_answer_is_unpacked(server: Server, options: ClientOptions, coding: str, body: bytes) -> None:
    server.answers["/"] = [Says(body=body, headers={"Content-Encoding": coding})]
    assert get(options, f"{server.url}/") == "good"


def test_packing_that_is_broken_or_unknown(server: Server, options: ClientOptions) -> None:
    for coding, body, reason in [
        ("gzip", gzip.compress(b"good", mtime=0)[:-6], "the answer is cut short, 4 times"),
        ("gzip", b"good", "cannot be unpacked, 4 times"),
        ("br", b"good", 'packed as "br"'),
    ]:
        server.answers["/"] = [Says(body=body, headers={"Content-Encoding": coding})]
        assert reason in failure(options, f"{server.url}/").reason


def test_a_304_is_only_for_those_who_asked_for_it(server: Server, options: ClientOptions) -> None:
    server.answers["/"] = [Says(status=304)]
    assert get(options, f"{server.url}/", unless=('"e"', "")) is None
    assert server.headers[0]["If-None-Match"] == '"e"'
    assert failure(options, f"{server.url}/").reason == "304 Not Modified"


def test_a_host_is_left_time_between_two_requests(server: Server, options: ClientOptions, clock: Time) -> None:
    server.answers["/"] = [Says(body="good")]
    polite = msgspec.structs.replace(options, interval=1.0, asked={})
    with Client(polite, NOW) as client:
        client.get(f"{server.url}/", text)
        client.get(f"{server.url}/", text)
        clock.now += 0.75
        client.get(f"{server.url}/", text, interval=3.0)
        clock.now += 60
        client.get(f"{server.url}/", text)
    get(polite, f"{server.url}/")
    assert clock.slept == [1, 2.25, 1]


def test_the_hosts_of_arxiv_share_their_three_seconds(options: ClientOptions, clock: Time) -> None:
    with Client(options, NOW) as client:
        for host in ("export.arxiv.org", "oaipmh.arxiv.org", "huggingface.co", "notarxiv.org", "arxiv.org"):
            client._pace(host, 0.0)
    assert clock.slept == [3, 3]


# Whole fetches


def count(data: bytes, name: str) -> int:
    """Count papers as simply as the readers of these tests need."""
    try:
        return len(json.loads(data))
    except ValueError:
        return max(data.count(mark) for mark in (b"<entry>", b"<record>", b"<item>"))


class Fetcher:
    """A site with a source, and what is on its disk."""

    def __init__(self, site: SiteFolder, server: Server, options: ClientOptions) -> None:
        self.site, self.server, self.options = site, server, options

    def __call__(self, kind: str = "daily-papers", *days: datetime.date, now: datetime.datetime = NOW, **settings: Any) -> FetchReport:
        counted = settings.pop("count", count)
        source = SourceConfig(**{"kind": kind, "url": f"{self.server.url}/api", **settings})
        return fetch_source("papers", source, days=days or (MONDAY,), site=self.site, client_options=self.options, now=now, count=counted)

    def one(self, *args: Any, **settings: Any) -> str:
        (outcome,) = self(*args, **settings).days
        return f"{outcome}{'!' if outcome.is_failure else ''}"

    def says(self, *answers: Says | str) -> None:
        self.server.answers["/api"] = [Says(body=answer) if isinstance(answer, str) else answer for answer in answers]

    def disk(self) -> dict[str, bytes]:
        folder = self.site.content / ".ingest"
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}

    def texts(self) -> list[str]:
        return [gzip.decompress(data).decode() for name, data in self.disk().items() if name.endswith(".gz")]


@pytest.fixture
def fetch(make_site: MakeSite, server: Server, options: ClientOptions) -> Fetcher:
    return Fetcher(make_site(), server, options)


def papers(count: int, prefix: str = "2503") -> str:
    return daily_json(*(f"{prefix}.{number:05}" for number in range(count)))


def test_a_day_is_kept_as_it_came(fetch: Fetcher) -> None:
    fetch.says(Says(body=papers(3), headers={"ETag": '"e"', "Content-Type": "application/json"}))
    report = fetch()
    assert report.files == ("content/.ingest/raw/papers/2025/03/17/001.json.gz",)
    assert [str(day) for day in report.days] == ["2025-03-17: fetched"]
    assert (report.requests, report.bytes, report.problems) == (1, len(papers(3)), ())
    assert fetch.texts() == [papers(3)]
    index = json.loads(fetch.disk()[f"raw/papers/2025/03/17/{INDEX}"])
    assert index["records"] == 3
    (answer,) = index["answers"]
    assert (answer["url"], answer["status"], answer["fetched"], answer["etag"]) == (
        f"{fetch.server.url}/api?date=2025-03-17&limit=100",
        200,
        "2025-03-19T06:17:00Z",
        '"e"',
    )
    assert fetch.server.headers[0]["User-Agent"] == f"sitegen/{__version__} (+https://example.org/)"


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (Says(status=500), "failed (500 Internal Server Error, 4 times)"),
        (Says(status=429), "failed (429 Too Many Requests, 4 times)"),
        (Says(status=406), "failed (406 Not Acceptable: the source turns this machine away, as arXiv does when it is asked too often)"),
        (Says(status=404, body="no such thing"), "failed (404 Not Found: no such thing)"),
        (Says(body="[]"), "empty"),
        (Says(body=papers(3)), "too few (3 of at least 4)"),
        (Says(body=papers(40), claims=200), "failed (the answer is not JSON, or is cut short, 4 times)"),
        (Says(body="<!doctype html>", headers={"Content-Type": "text/html"}), "failed (the answer is a web page, 4 times)"),
        (Says(body='{"error": "down"}'), "failed (the answer is not a list of papers: down, 4 times)"),
        (Says(status=302, headers={"Location": "/login"}), "failed (404 Not Found)"),
    ],
)
def test_whatever_a_source_does_an_earlier_good_copy_stays(fetch: Fetcher, answer: Says, reason: str) -> None:
    fetch.says(papers(20))
    fetch()
    before = fetch.disk()
    fetch.says(answer)
    report = fetch()
    assert [str(day) for day in report.days] == [f"2025-03-17: {reason}"]
    assert str(report.problems[0]).startswith(f'source "papers", 2025-03-17: {reason}\n    what was fetched')
    assert report.files == ()
    assert fetch.disk() == before


def test_a_failure_leaves_no_folder_where_there_was_none(fetch: Fetcher) -> None:
    fetch.says(Says(status=500))
    fetch()
    assert fetch.disk() == {}
    assert not (fetch.site.content / ".ingest").exists()


def test_a_good_answer_with_a_wrong_content_type_is_good(fetch: Fetcher) -> None:
    fetch.says(Says(body=papers(3), headers={"Content-Type": "text/html"}))
    assert fetch.one() == "2025-03-17: fetched"


def test_an_empty_list_is_a_failure_on_a_weekday_that_is_over(fetch: Fetcher) -> None:
    fetch.says("[]")
    assert fetch.one() == "2025-03-17: empty!"
    assert fetch.one("daily-papers", SATURDAY) == "2025-03-15: empty"
    assert fetch.one("daily-papers", SATURDAY, weekends=True) == "2025-03-15: empty!"
    assert fetch.one("daily-papers", NOW.date()) == "2025-03-19: empty"
    assert fetch.one("daily-papers", datetime.date(2025, 3, 20)) == "2025-03-20: empty (the day has not come yet)"
    assert len(fetch.server.asked) == 4
    assert fetch.disk() == {}


def test_a_weekend_with_papers_is_kept_without_a_floor(fetch: Fetcher) -> None:
    fetch.says(papers(2))
    assert fetch.one("daily-papers", SATURDAY, floor=10) == "2025-03-15: fetched"
    assert fetch.one("daily-papers", FRIDAY, floor=10) == "2025-03-14: too few (2 of at least 10)!"
    fetch.says(papers(2, "today"))
    assert fetch.one("daily-papers", NOW.date(), floor=10) == "2025-03-19: too few (2 of at least 10)"


def test_far_fewer_papers_than_usual_are_not_kept(fetch: Fetcher) -> None:
    weekdays = [datetime.date(2025, 3, day) for day in (4, 5, 6, 7, 10)]
    for number, day in enumerate(weekdays):
        fetch.says(papers(40 + number, f"25{number:02}"))
        assert fetch.one("daily-papers", day) == f"{day}: fetched"
    fetch.says(papers(8))
    assert fetch.one() == "2025-03-17: too few (8 of at least 9)!"
    assert fetch.one(floor_share=0) == "2025-03-17: fetched"
    fetch.says(papers(1))
    assert fetch.one() == "2025-03-17: too few (1 of at least 9)!"


def test_years_ago_is_held_against_its_own_time(fetch: Fetcher) -> None:
    archive = Archive(fetch.site.content, "papers")
    for year, records in ((2024, 5), (2025, 60)):
        for number in range(25):
            day = datetime.date(year, 1, 1) + datetime.timedelta(days=number)
            answer = Answer(file="001.json.gz", url="x", status=200, fetched="x", records=records, digest="x")
            archive.keep(day, Kept(records=records, papers="x", answers=(answer,)), [b""])
    fetch.says(papers(5))
    assert fetch.one("daily-papers", datetime.date(2024, 1, 30), floor_share=1) == "2024-01-30: fetched"
    assert fetch.one("daily-papers", datetime.date(2025, 1, 30), floor_share=1) == "2025-01-30: too few (5 of at least 60)!"


def test_the_last_list_shown_again_is_no_list(fetch: Fetcher) -> None:
    fetch.says(papers(5))
    assert fetch.one("daily-papers", FRIDAY) == "2025-03-14: fetched"
    before = fetch.disk()
    fetch.says(papers(5).replace("Paper", "Voted paper"))
    assert fetch.one("daily-papers", SATURDAY) == "2025-03-15: empty (these are the papers of 2025-03-14)"
    assert fetch.one() == "2025-03-17: failed (these are the papers of 2025-03-14)!"
    assert fetch.disk() == before


def test_what_has_not_changed_is_not_written(fetch: Fetcher) -> None:
    fetch.says(Says(body=papers(3), headers={"ETag": '"e"', "Last-Modified": "Mon, 17 Mar 2025 00:00:00 GMT"}))
    fetch()
    before = fetch.disk()
    later = NOW + datetime.timedelta(days=1)
    assert fetch.one(now=later) == "2025-03-17: not modified"
    fetch.server.answers["/api"] = lambda path, headers: Says(status=304 if headers["If-None-Match"] == '"e"' else 500)
    assert fetch.one(now=later) == "2025-03-17: not modified"
    assert fetch.server.headers[-1]["If-Modified-Since"] == "Mon, 17 Mar 2025 00:00:00 GMT"
    assert fetch.disk() == before


def test_a_validator_is_for_its_own_address_and_for_what_is_still_there(fetch: Fetcher) -> None:
    fetch.says(Says(body=papers(3), headers={"ETag": '"e"'}))
    (name,) = fetch().files
    fetch("daily-papers", page_size=50)
    assert fetch.server.headers[-1]["If-None-Match"] is None
    (fetch.site.root / name).unlink()
    assert fetch.one() == "2025-03-17: fetched"
    assert fetch.server.headers[-1]["If-None-Match"] is None


def test_a_list_that_grew_takes_the_place_of_the_earlier_one(fetch: Fetcher) -> None:
    fetch.says(papers(3))
    fetch()
    fetch.says(papers(5))
    assert fetch.one() == "2025-03-17: fetched"
    assert fetch.texts() == [papers(5)]


# Pages


def paged(pages: dict[str, str], key: str) -> Callable[[str, Any], Says]:
    def answer(path: str, headers: Any) -> Says:
        return Says(body=pages[parse_qs(urlsplit(path).query).get(key, [""])[0]])

    return answer


def test_three_pages_of_daily_papers(fetch: Fetcher) -> None:
    pages = {"": papers(2, "1"), "1": papers(2, "2"), "2": papers(1, "3")}
    fetch.server.answers["/api"] = paged(pages, "p")
    report = fetch("daily-papers", page_size=2)
    assert [Path(name).name for name in report.files] == ["001.json.gz", "002.json.gz", "003.json.gz"]
    assert (report.days[0].records, report.requests) == (5, 3)
    pages["2"] = papers(2, "3")
    pages["3"] = "[]"
    report = fetch("daily-papers", page_size=2)
    assert (report.days[0].records, report.requests, len(report.files)) == (6, 4, 3)


def test_a_first_page_that_is_as_it_was_does_not_speak_for_the_others(fetch: Fetcher) -> None:
    pages = {"": papers(2, "1"), "1": papers(1, "2")}

    def answer(path: str, headers: Any) -> Says:
        if headers["If-None-Match"]:
            return Says(status=304)
        return Says(body=pages[parse_qs(urlsplit(path).query).get("p", [""])[0]], headers={"ETag": '"e"'})

    fetch.server.answers["/api"] = answer
    fetch("daily-papers", page_size=2)
    pages["1"] = papers(2, "2")
    pages["2"] = "[]"
    assert fetch.one("daily-papers", page_size=2) == "2025-03-17: fetched"
    assert fetch.texts() == [papers(2, "1"), papers(2, "2")]


def test_a_page_that_fails_fails_the_day(fetch: Fetcher) -> None:
    fetch.server.answers["/api"] = lambda path, headers: Says(status=500) if "p=1" in path else Says(body=papers(2))
    assert fetch.one("daily-papers", page_size=2) == "2025-03-17: failed (500 Internal Server Error, 4 times)!"
    assert fetch.disk() == {}


def test_a_page_that_repeats_fails_the_day(fetch: Fetcher) -> None:
    fetch.says(papers(2))
    report = fetch("daily-papers", page_size=2)
    assert str(report.days[0]).endswith("failed (page 2 repeats papers of earlier pages, so that the end cannot be reached)")
    assert report.requests == 2
    assert fetch.disk() == {}


def test_a_paper_that_slipped_to_the_last_page_is_no_circle(fetch: Fetcher) -> None:
    fetch.server.answers["/api"] = paged({"": daily_json("1", "2"), "1": daily_json("2")}, "p")
    assert fetch.one("daily-papers", page_size=2) == "2025-03-17: fetched"


def test_three_pages_of_arxiv_one_of_them_short_one_empty_at_first(fetch: Fetcher, clock: Time) -> None:
    pages = {"0": [atom("a", "b", total=4)], "2": [atom("c", total=4)], "3": [atom(total=4), atom("d", total=4)]}

    def answer(path: str, headers: Any) -> Says:
        bodies = pages[parse_qs(urlsplit(path).query)["start"][0]]
        return Says(body=bodies.pop(0) if len(bodies) > 1 else bodies[0])

    fetch.server.answers["/api"] = answer
    report = fetch("arxiv", category="cs.CL", page_size=2)
    assert (report.days[0].records, report.requests, len(report.files)) == (4, 4, 3)
    assert clock.slept == [3, 3, 2, 1]


def test_an_arxiv_that_stays_empty_before_the_end_fails_the_day(fetch: Fetcher) -> None:
    fetch.says(atom(total=30))
    assert "failed (arXiv sent an empty page" in fetch.one("arxiv", category="cs.CL")
    fetch.says(atom(total=0))
    assert fetch.one("arxiv", category="cs.CL") == "2025-03-17: empty!"


def test_three_pages_of_oai(fetch: Fetcher) -> None:
    fetch.server.answers["/api"] = paged(
        {"": oai("1", token="x|1"), "x|1": oai("2", token="x|2"), "x|2": oai("3", token="")}, "resumptionToken"
    )
    assert len(fetch("arxiv-oai", category="cs").files) == 3
    fetch.says(oai(error="noRecordsMatch"))
    assert fetch.one("arxiv-oai", SATURDAY) == "2025-03-15: empty"


def test_tokens_without_an_end_come_to_an_end(fetch: Fetcher) -> None:
    fetch.says(oai("1", token="same"), oai("2", token="same"))
    assert "page 2 leads back to an earlier page" in fetch.one("arxiv-oai")
    fetch.server.answers["/api"] = lambda path, headers: Says(body=oai("1", token=f"token {len(fetch.server.asked)}"))
    assert "page 2 repeats papers" in fetch.one("arxiv-oai")
    fetch.server.answers["/api"] = lambda path, headers: Says(body=oai(token=f"token {len(fetch.server.asked)}"))
    assert "lists no records" in fetch.one("arxiv-oai")
    assert fetch.disk() == {}
    fetch.server.answers["/api"] = lambda path, headers: Says(
        body=oai(*map(str, [len(fetch.server.asked)]), token=str(len(fetch.server.asked)))
    )
    report = fetch("arxiv-oai", max_records=7)
    assert (report.days[0].status, report.days[0].records) == ("fetched", 7)
    assert report.notes == ("2025-03-17: stopped after 7 records; max_records is 7",)


# Feeds and files


def rss(*titles: str) -> str:
    return f"<rss><channel>{''.join(f'<item><title>{title}</title></item>' for title in titles)}</channel></rss>"


def test_a_feed_is_asked_once_and_each_state_of_it_is_kept(fetch: Fetcher) -> None:
    fetch.says(Says(body=rss("a", "b"), headers={"ETag": '"1"'}))
    report = fetch("feed", MONDAY, NOW.date())
    assert report.files == ("content/.ingest/raw/papers/2025/03/19/001.xml.gz",)
    assert fetch.one("feed", NOW.date()) == "2025-03-19: not modified"
    fetch.says(rss("b", "c"))
    assert fetch("feed", NOW.date()).files == ("content/.ingest/raw/papers/2025/03/19/002.xml.gz",)
    assert fetch.texts() == [rss("a", "b"), rss("b", "c")]
    tomorrow = NOW + datetime.timedelta(days=1)
    assert fetch.one("feed", tomorrow.date(), now=tomorrow) == "2025-03-20: not modified"
    fetch.says(rss())
    assert fetch.one("feed", tomorrow.date(), now=tomorrow) == "2025-03-20: empty!"


def test_a_file_of_each_day(fetch: Fetcher) -> None:
    fetch.server.answers["/2025-03-17.bib"] = [Says(body='["x"]')]
    report = fetch("url", MONDAY, url=f"{fetch.server.url}/{{date}}.bib")
    assert report.files == ("content/.ingest/raw/papers/2025/03/17/001.bib.gz",)


def test_papers_that_no_reader_can_read_are_no_empty_day(fetch: Fetcher) -> None:
    fetch.says(papers(3))
    assert fetch.one(count=lambda data, name: 0) == "2025-03-17: failed (page 1 lists 3 papers, none of which can be read)!"
    assert fetch.disk() == {}


# Several days


def test_each_day_has_its_own_outcome(fetch: Fetcher) -> None:
    lists = {FRIDAY: papers(2, "1"), SATURDAY: "[]", MONDAY: papers(3, "2")}
    fetch.server.answers["/api"] = paged({day.isoformat(): body for day, body in lists.items()}, "date")
    report = fetch("daily-papers", MONDAY, SATURDAY, FRIDAY, MONDAY)
    assert [str(day) for day in report.days] == ["2025-03-14: fetched", "2025-03-15: empty", "2025-03-17: fetched"]
    assert report.problems == ()
    assert list(Archive(fetch.site.content, "papers").days()) == [MONDAY, FRIDAY]


def test_a_source_that_wants_to_be_left_alone_is(fetch: Fetcher) -> None:
    for status, requests in ((406, 1), (429, 4)):
        fetch.says(Says(status=status))
        report = fetch("daily-papers", FRIDAY, MONDAY)
        assert str(report.days[1]) == "2025-03-17: failed (not asked, since the source wants to be left alone)"
        assert report.requests == requests


def test_a_source_that_is_down_is_not_asked_for_a_whole_month(fetch: Fetcher) -> None:
    fetch.says(Says(status=400))
    report = fetch("daily-papers", *(datetime.date(2025, 2, day) for day in range(1, 29)))
    assert report.requests == 3
    assert str(report.days[-1]) == "2025-02-28: failed (not asked, since 3 days in a row failed)"
