"""The development server, asked over real connections."""

import socket
import threading
import time
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
import uvicorn

from sitegen.build import build
from sitegen.config import SiteFolder
from sitegen.publish import host
from sitegen.serve import RELOAD, RELOAD_SCRIPT, Builds, run_server
from tests.serving import served
from tests.sites import BASE, PAPERS, MakeSite, on, paper, write


def wait_for(condition: Callable[[], bool], what: str, seconds: float = 30) -> None:
    """Ask until the condition holds."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"waited in vain for {what}"
        threading.Event().wait(0.02)


@pytest.fixture
def site(make_site: MakeSite) -> SiteFolder:
    folder = make_site(PAPERS)
    build(folder)
    return folder


def ask(address: str, path: str) -> tuple[int, bytes, bytes]:
    """Send a path exactly as it is written; return status, head and body."""
    name, _, port = address.removeprefix("http://").partition(":")
    with socket.create_connection((name, int(port)), timeout=10) as connection:
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: {name}\r\nConnection: close\r\n\r\n".encode("latin-1"))
        answer = b"".join(iter(lambda: connection.recv(65_536), b""))
    head, _, body = answer.partition(b"\r\n\r\n")
    return int(head.split()[1]), head, body


def test_it_answers_as_a_static_host_does(site: SiteFolder) -> None:
    with served(site) as address, httpx.Client(base_url=address) as client:
        home = client.get("/")
        assert (home.status_code, home.content) == (200, (site.output / "index.html").read_bytes())
        assert home.headers["content-type"] == "text/html; charset=utf-8"
        assert client.get("/papers/alpha/").content == (site.output / "papers/alpha/index.html").read_bytes()
        assert client.get("/papers/alpha/index.html").status_code == 200
        redirect = client.get("/papers/alpha")
        assert (redirect.status_code, redirect.headers["location"]) == (301, "/papers/alpha/")
        assert client.get("/feed.xml").status_code == 200
        assert client.get("/feed.xml/").status_code == 404
        assert client.head("/").status_code == 200
        assert client.post("/").status_code == 405
        style = next((site.output / "assets").glob("style.*.css"))
        answer = client.get(f"/assets/{style.name}")
        assert answer.headers["content-type"].startswith("text/css")
        assert answer.headers["cache-control"] == host.FOREVER
        engine = next((site.output / "pagefind/bundles").glob("*/pagefind-worker.js"))
        module = client.get(f"/pagefind/bundles/{engine.parent.name}/pagefind-worker.js")
        assert module.headers["content-type"].startswith("text/javascript")


@pytest.mark.parametrize("path", ["/nothing/", "/papers/nothing", "/papers", "/nothing.css"])
def test_an_unknown_address_is_the_404_page(path: str, site: SiteFolder) -> None:
    with served(site) as address:
        answer = httpx.get(address + path, follow_redirects=True)
        assert answer.status_code == 404
        assert answer.content == (site.output / "404.html").read_bytes()


def test_headers_are_those_of_a_host(site: SiteFolder) -> None:
    with served(site) as address:
        for path in ("/", "/feed.xml", "/nothing/"):
            headers = httpx.get(address + path).headers
            for name, value in host.SECURITY_HEADERS:
                # A browser that was told once to use https for localhost would do so for a year.
                assert headers.get(name) == (None if name == "Strict-Transport-Security" else value), (path, name)
            assert headers["cache-control"] == host.NEVER


@pytest.mark.parametrize(
    "path",
    [
        "/../sitegen.yaml",
        "/%2e%2e/sitegen.yaml",
        "/..%2fsitegen.yaml",
        "/papers/../../sitegen.yaml",
        "/papers/%2e%2e%2f%2e%2e%2fsitegen.yaml",
        "/..%5csitegen.yaml",
        "//etc/passwd",
        "/%2fetc/passwd",
        "//example.com/..",
        "/outside/secret.txt",
        "/%00",
        "/a%00/b",
        "/" + "a" * 5_000,
        "/" + "a/" * 3_000,
        "/%ff%fe",
        "/%",
    ],
    ids=lambda path: path[:40],
)
def test_nothing_outside_the_output_is_served(path: str, site: SiteFolder) -> None:
    outside = site.root / "outside"
    write(outside, {"secret.txt": "title: secret"})
    (site.output / "outside").symlink_to(outside)
    with served(site) as address:
        status, head, body = ask(address, path)
    assert status in (400, 404), head
    assert b"title:" not in body
    assert b"root:" not in body
    assert b"Internal Server Error" not in body


def test_no_redirect_leads_to_another_host(site: SiteFolder) -> None:
    """``//name/`` as a location is another host to a browser."""
    path = "/" + str((site.output / "papers").resolve())
    with served(site) as address:
        status, head, _ = ask(address, path)
    assert status == 404, head


def test_a_site_below_a_path_is_served_there(make_site: MakeSite) -> None:
    folder = make_site({**PAPERS, "sitegen.yaml": BASE["sitegen.yaml"].replace("example.org/", "example.org/lab/papers/")})
    build(folder)
    with served(folder) as address, httpx.Client(base_url=address) as client:
        assert client.get("/lab/papers/papers/alpha/").status_code == 200
        assert client.get("/papers/alpha/").status_code == 404
        for path in ("/", "/lab/papers"):
            assert client.get(path).headers["location"] == "/lab/papers/"
        assert client.get("/lab/papers/papers/alpha").headers["location"] == "/lab/papers/papers/alpha/"


def test_only_a_reloading_server_adds_its_script(site: SiteFolder) -> None:
    with served(site) as address:
        assert RELOAD_SCRIPT.encode() not in httpx.get(address).content
        assert httpx.get(address + RELOAD_SCRIPT).status_code == 404
    builds = Builds()
    with served(site, builds) as address:
        assert httpx.get(address).content.count(RELOAD_SCRIPT.encode()) == 1
        assert httpx.get(address + "/nothing/").content.count(RELOAD_SCRIPT.encode()) == 1
        assert RELOAD.encode() in httpx.get(address + RELOAD_SCRIPT).content
        with httpx.stream("GET", address + RELOAD, timeout=20) as stream:
            builds.done()
            assert next(stream.iter_lines()) == "data: built"


class Running:
    """The server as the command starts it, in a thread."""

    def __init__(self, root: Path) -> None:
        self.said: list[str] = []
        self._servers: list[uvicorn.Server] = []
        self._thread = threading.Thread(target=self._run, args=(root,), daemon=True)

    def _run(self, root: Path) -> None:
        run_server(root, host="127.0.0.1", port=0, reload=True, say=self.said.append)

    def start(self, monkeypatch: pytest.MonkeyPatch) -> str:
        """Start, and return the address that it says."""
        begin = uvicorn.Server.__init__

        def remember(server: uvicorn.Server, config: uvicorn.Config) -> None:
            begin(server, config)
            self._servers.append(server)

        monkeypatch.setattr(uvicorn.Server, "__init__", remember)
        self._thread.start()
        wait_for(lambda: any("Serving it at " in line for line in self.said), "the server")
        line = next(line for line in self.said if "Serving it at " in line)
        return line.split("Serving it at ")[1].split(" ")[0]

    def stop(self) -> None:
        for server in self._servers:
            server.should_exit = True
        self._thread.join(timeout=15)
        assert not self._thread.is_alive()


def test_an_edit_is_built_and_a_mistake_is_shown(make_site: MakeSite, monkeypatch: pytest.MonkeyPatch) -> None:
    site = make_site(PAPERS)
    running = Running(site.root)
    address = running.start(monkeypatch)
    try:
        wait_for(lambda: httpx.get(f"{address}papers/alpha/").status_code == 200, "the site")
        number = iter(range(1_000))

        def edited() -> bool:
            # The watcher may begin a moment later than the server, so the edit is made until it is seen.
            title = f"Omega {next(number)}"
            write(site.root, {"content/papers/omega.md": paper(title, listed=[on("2025-04-02", 9)])})
            end = time.monotonic() + 3
            while time.monotonic() < end:
                answer = httpx.get(f"{address}papers/omega/")
                if answer.status_code == 200 and title in answer.text:
                    return True
                threading.Event().wait(0.02)
            return False

        wait_for(edited, "the new paper")
        write(site.root, {"content/papers/omega.md": "---\ntitle: a: b\n---\n"})
        wait_for(lambda: any("content/papers/omega.md:2: broken YAML" in line for line in running.said), "the message")
        assert httpx.get(f"{address}papers/omega/").status_code == 200
        write(site.root, {"content/papers/omega.md": None})
        wait_for(lambda: httpx.get(f"{address}papers/omega/").status_code == 404, "the removal")
    finally:
        running.stop()
