"""A real Chromium on the project's own site, served as the development server serves it."""

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Dialog, Page, Playwright, Request, sync_playwright
from playwright.sync_api import Error as PlaywrightError

from sitegen.build import build
from sitegen.config import SiteFolder, load_site
from sitegen.publish import bundles
from tests.serving import served
from tests.sites import REPOSITORY, write_site

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage"]


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> SiteFolder:
    """Build the site that comes with the project, in a folder of its own."""
    root = tmp_path_factory.mktemp("demo")
    shutil.copytree(REPOSITORY / "content", root / "content")
    shutil.copy(REPOSITORY / "sitegen.yaml", root)
    site = load_site(root)
    build(site)
    return site


@pytest.fixture(scope="session")
def address(demo: SiteFolder) -> Iterator[str]:
    """Serve it; return where."""
    with served(demo) as where:
        yield where


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start the system's Chromium, else Playwright's own."""
    with sync_playwright() as playwright:
        started = _launch(playwright)
        yield started
        started.close()


def _launch(playwright: Playwright) -> Browser:
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    reasons = []
    for executable in dict.fromkeys((found, None)):
        if executable is None and not Path(playwright.chromium.executable_path).exists():
            reasons.append("Playwright has no Chromium of its own (python -m playwright install chromium)")
            continue
        try:
            return playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)
        except PlaywrightError as error:
            reasons.append(f"{executable or 'the Chromium of Playwright'}: {str(error).splitlines()[0]}")
    reason = f"no Chromium can be started: {'; '.join(reasons)}"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


class Watch:
    """What a page did that no page of the site may do."""

    def __init__(self, page: Page, address: str) -> None:
        self.faults: list[str] = []
        self.requests: list[str] = []
        self._address = address
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.faults.append(f"error: {error}"))
        page.on("dialog", self._dialog)
        page.on("request", self._request)
        page.on("requestfailed", self._failed)

    def _console(self, message: ConsoleMessage) -> None:
        missing = "status of 404" in message.text and message.location["url"].endswith("/nothing/")  # a browser tells every one
        if message.type in ("error", "warning") and not missing:
            self.faults.append(f"{message.type}: {message.text}")

    def _dialog(self, dialog: Dialog) -> None:
        self.faults.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _request(self, request: Request) -> None:
        self.requests.append(request.url)
        if not request.url.startswith((f"{self._address}/", "data:", "blob:")):
            self.faults.append(f"request to another origin: {request.url}")

    def _failed(self, request: Request) -> None:
        if "ERR_ABORTED" not in str(request.failure):
            self.faults.append(f"failed: {request.url}: {request.failure}")


@contextmanager
def watched(browser: Browser, address: str, width: int = 1_200, height: int = 800) -> Iterator[Page]:
    """Open a page of a fresh profile for the site at ``address``; in the end it must have done nothing that it may not do."""
    context = browser.new_context(base_url=address, color_scheme="light", viewport={"width": width, "height": height})
    context.set_default_timeout(15_000)
    opened = context.new_page()
    watch = Watch(opened, address)
    yield opened
    context.close()
    assert watch.faults == []


@contextmanager
def served_in_bundles(folder: Path, files: Mapping[str, str | bytes | None], **sizes: int) -> Iterator[str]:
    """Build a site in a new folder with several bundles of its index, and serve it; ``sizes`` are those of ``bundles.py``."""
    with pytest.MonkeyPatch.context() as patch:
        for name, size in sizes.items():
            patch.setattr(bundles, name, size)
        site = write_site(folder, files)
        build(site)
        with served(site) as address:
            yield address


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """Open a page of a fresh profile; the test fails when the page did something that it may not do."""
    with watched(browser, address) as opened:
        yield opened
