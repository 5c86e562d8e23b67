"""What several tests share."""

import socket
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from sitegen.config import SiteFolder
from tests.sites import REPOSITORY, MakeSite, write_site


@pytest.fixture
def make_site(tmp_path: Path) -> MakeSite:
    """Return a function that writes a small site (see :mod:`tests.sites`); ``name`` is its folder."""

    def make(files: Mapping[str, str | bytes | None] | None = None, *, name: str = "site") -> SiteFolder:
        return write_site(tmp_path / name, files or {})

    return make


@pytest.fixture
def taken_port() -> Iterator[int]:
    """Return a port of this machine on which something else listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


@pytest.fixture(scope="session")
def demo_page() -> Path:
    """Return one of the saved pages that come with the project."""
    return sorted((REPOSITORY / "examples" / "daily-pages").glob("*.txt"))[0]
