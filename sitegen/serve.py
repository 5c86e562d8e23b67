"""The development server: the site as a host would send it, built again when a source changes."""

import asyncio
import contextlib
import mimetypes
import socket
import threading
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route
from watchfiles import watch

from sitegen.build import build
from sitegen.config import CONFIG_FILE, SiteFolder, load_site, theme_folders
from sitegen.errors import Problem, SitegenError
from sitegen.publish.host import headers_for

Say = Callable[[str], None]

RELOAD = "/_sitegen/reload"
"""Where the page hears that the site was built again."""
RELOAD_SCRIPT = "/_sitegen/reload.js"
_SCRIPT = f'new EventSource("{RELOAD}").onmessage = () => location.reload();\n'

mimetypes.add_type("application/wasm", ".wasm")
mimetypes.add_type("text/javascript", ".js")


class Builds:
    """Counts builds, so that open pages learn of the next one."""

    def __init__(self) -> None:
        self._count = 0
        self._lock = threading.Lock()

    @property
    def count(self) -> int:
        """How many builds there were."""
        with self._lock:
            return self._count

    def done(self) -> None:
        """Note one more."""
        with self._lock:
            self._count += 1


def make_app(folder: SiteFolder, builds: Builds | None = None) -> Starlette:
    """Return the application that serves the output folder below the site's path; with ``builds``, pages reload after each."""
    root = folder.config.root_path
    output = folder.output.resolve()

    async def page(request: Request) -> Response:
        path = request.url.path
        if not path.startswith(root):
            return RedirectResponse(root) if path == "/" or path + "/" == root else _not_found(output, builds)
        return _respond(output, path.removeprefix(root), path, builds)

    async def reload(_: Request) -> Response:
        first = builds.count if builds else 0

        async def events() -> AsyncIterator[str]:
            seen = first
            while builds is not None:
                await asyncio.sleep(0.25)
                if builds.count != seen:
                    seen = builds.count
                    yield "data: built\n\n"

        return StreamingResponse(events(), media_type="text/event-stream", headers={"Cache-Control": "no-store"})

    async def reload_script(_: Request) -> Response:
        return Response(_SCRIPT, media_type="text/javascript")

    routes = [Route(RELOAD, reload), Route(RELOAD_SCRIPT, reload_script)] if builds is not None else []
    return Starlette(routes=[*routes, Route("/{path:path}", page)])


def run_server(root: Path, *, host: str, port: int, reload: bool, say: Say) -> None:
    """Build and serve until interrupted; raise :class:`SitegenError` when the first build fails or the port is taken."""
    folder = load_site(root)
    report = build(folder)
    listener = _listen(host, port)
    builds = Builds() if reload else None
    app = make_app(folder, builds)
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=1))
    for warning in report.warnings:
        say(f"warning: {warning}")
    say(f"Built {report.papers:,} papers into {folder.config.output}/.")
    shown = "localhost" if host == "127.0.0.1" else host
    say(f"Serving it at http://{shown}:{listener.getsockname()[1]}{folder.config.root_path} (stop with Ctrl+C)")
    stop = threading.Event()
    if builds is not None:
        threading.Thread(target=_rebuild, args=(folder, builds, stop, say), daemon=True).start()
    try:
        with contextlib.suppress(KeyboardInterrupt):
            server.run(sockets=[listener])
    finally:
        stop.set()


def _listen(host: str, port: int) -> socket.socket:
    try:
        return socket.create_server((host, port))
    except OSError as error:
        message = f"cannot listen on port {port} of {host}: {error.strerror or error}"
        raise SitegenError(Problem(message=message, hint="another server may be running there; choose another port with --port")) from None


def _rebuild(folder: SiteFolder, builds: Builds, stop: threading.Event, say: Say) -> None:
    """Build again after each change of a source; a problem is shown, and the last good site stays."""
    themes = (themes / folder.config.theme for themes in theme_folders(folder.root))
    sources = [path for path in (folder.content, folder.root / CONFIG_FILE, folder.static, *themes) if path.exists()]
    for changes in watch(*sources, stop_event=stop, raise_interrupt=False, debounce=200):
        try:
            report = build(load_site(folder.root))
        except SitegenError as error:
            say(f"error: {error}")
            continue
        for warning in report.warnings:
            say(f"warning: {warning}")
        say(f"{len(changes)} changed: {len(report.written)} files written, {len(report.removed)} removed.")
        builds.done()


def _respond(output: Path, name: str, path: str, builds: Builds | None) -> Response:
    """Answer as a static host does: a folder's index, a redirect to the slash, the 404 page."""
    try:
        target = (output / name).resolve()
        is_folder = target.is_dir()
    except (OSError, ValueError):  # too long a name, or one with a null character
        return _not_found(output, builds)
    if name.startswith("/") or not target.is_relative_to(output):
        return _not_found(output, builds)
    if is_folder:
        if not path.endswith("/"):
            return RedirectResponse(path + "/", status_code=301)
        target = target / "index.html"
    if not target.is_file() or (name.endswith("/") and not is_folder):
        return _not_found(output, builds)
    headers = _headers("/" + name)
    if target.suffix == ".html":
        return Response(_with_reload(target.read_bytes(), builds), media_type="text/html", headers=headers)
    return FileResponse(target, headers=headers)


def _not_found(output: Path, builds: Builds | None) -> Response:
    page = output / "404.html"
    content = page.read_bytes() if page.is_file() else b"<!doctype html><title>Not found</title><p>There is no page at this address."
    return Response(_with_reload(content, builds), status_code=404, media_type="text/html", headers=_headers("/404.html"))


def _headers(path: str) -> dict[str, str]:
    """What a host would send, without the order to use https from now on, which would stay with localhost for a year."""
    return {name: value for name, value in headers_for(path) if name != "Strict-Transport-Security"}


def _with_reload(content: bytes, builds: Builds | None) -> bytes:
    if builds is None:
        return content
    return content.replace(b"</head>", f'<script src="{RELOAD_SCRIPT}" defer></script></head>'.encode(), 1)
