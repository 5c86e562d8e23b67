"""A site served as the development server serves it, for as long as a test looks at it."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from sitegen.config import SiteFolder
from sitegen.serve import Builds, make_app


@contextmanager
def served(site: SiteFolder, builds: Builds | None = None) -> Iterator[str]:
    """Serve what was built of ``site`` on a free port; give its address, without a slash at its end. With ``builds``, its pages reload."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(make_app(site, builds), log_level="error", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(timeout=10)
        listener.close()
