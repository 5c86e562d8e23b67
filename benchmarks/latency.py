"""``python -m benchmarks.latency [FOLDER...]``: how soon the search page shows results, in a real Chromium.

The sites are built before. Each query is typed into a page that has opened the index and none of its words: at once, and letter by letter,
one every 100 ms. What counts is the time from the key to the frame in which the results of the query are shown. Every page is a new one,
with an empty cache, and each query is measured several times; the median is printed.
"""

import functools
import http.server
import multiprocessing
import shutil
import statistics
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path

import msgspec
from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from benchmarks.corpus import ROOT

ROUNDS = 5
GAP = 100
"""Milliseconds between two keys."""
QUERIES = (
    *("diffu", "diffusion", "reward", "visual", "agents", "benchmark", "transformer", "speech", "segmentation", "model"),
    *("reward model", "visual reasoning", "language model", "diffusion m"),
    *("large language models", "speech recognition systems", "visual question answering"),
    *('"language model"', 'reasoning "chain of thought"', "language -model", "segmentaton"),
)
FILTERED = "language model"
"""The query that is asked with a filter, too: papers with code."""
_TYPE = """
async ([query, gap]) => {
  const [box, list, status, meant] = ['q', 'search-results', 'search-status', 'search-correction'].map((id) => document.getElementById(id));
  const isShown = () => list.querySelector('h2') && (status.textContent.endsWith(`“${query}”`) || !meant.hidden);
  let typed = 0;
  const seen = new Promise((resolve) => {
    const look = () => { if (typed && isShown()) requestAnimationFrame(() => resolve(performance.now() - typed)); };
    new MutationObserver(look).observe(document.querySelector('main'), { childList: true, subtree: true, characterData: true });
  });
  box.focus();
  for (const text of gap ? Array.from(query, (_, i) => query.slice(0, i + 1)) : [query]) {
    if (text === query) typed = performance.now();
    box.value = text;
    box.dispatchEvent(new InputEvent('input', { bubbles: true }));
    if (text !== query) await new Promise((resolve) => setTimeout(resolve, gap));
  }
  return Promise.race([seen, new Promise((resolve) => setTimeout(resolve, 5000, Infinity))]);
}
"""
"""Types a query, and says how long it took from its last key to the frame that shows what was found."""


class Row(msgspec.Struct, frozen=True):
    """What was measured of a query, in milliseconds."""

    at_once: float
    again: float
    """When its files were loaded before."""
    by_letters: float
    """From the last key."""
    work: float
    """Processor time of the page's own thread, until the counts are there too."""


class _Handler(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def _serve(folder: str, out: Connection) -> None:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Handler, directory=folder))
    out.send(server.server_port)
    server.serve_forever()


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    """Serve from a process of its own, whose work does not hold up what measures."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=_serve, args=(str(folder), there), daemon=True)
    process.start()
    yield f"http://127.0.0.1:{here.recv()}"
    process.terminate()


def measure(browser: Browser, address: str, query: str) -> Row:
    """Type a query into new pages; return medians."""
    found = [_once(browser, address, query) for _ in range(ROUNDS)]
    return Row(*(statistics.median(times) for times in zip(*found, strict=True)))


def _once(browser: Browser, address: str, query: str) -> tuple[float, float, float, float]:
    with _opened(browser, address) as page:
        tools = page.context.new_cdp_session(page)
        tools.send("Performance.enable", {"timeDomain": "threadTicks"})
        before = _busy(tools)
        at_once = float(page.evaluate(_TYPE, [query, 0]))
        page.wait_for_load_state("networkidle")
        work = _busy(tools) - before
        page.get_by_role("main").get_by_role("searchbox", name="Search papers").fill("")
        page.wait_for_timeout(GAP)
        again = float(page.evaluate(_TYPE, [query, 0]))
    with _opened(browser, address) as page:
        by_letters = float(page.evaluate(_TYPE, [query, GAP]))
    return at_once, again, by_letters, work


@contextmanager
def _opened(browser: Browser, address: str) -> Iterator[Page]:
    """Open a page with an empty cache, and wait until its index is loaded."""
    context = browser.new_context()
    page = context.new_page()
    with page.expect_response(lambda response: response.url.endswith(".pagefind")):
        page.goto(address)
    page.wait_for_load_state("networkidle")
    yield page
    context.close()


def _busy(tools: CDPSession) -> float:
    metrics = {str(metric["name"]): float(metric["value"]) for metric in tools.send("Performance.getMetrics")["metrics"]}
    return 1000 * metrics["TaskDuration"]


def main(folders: Sequence[str]) -> None:
    """Print a table for each site."""
    chromium = next((path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None)
    for folder in folders or [str(ROOT)]:
        with _served(Path(folder) / "public") as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            print(f"{folder}\n\n| ms | at once | again | letter by letter | processor time |\n| --- | --- | --- | --- | --- |")
            for query in QUERIES:
                _print(query, measure(browser, f"{address}/search/", query))
            _print(f"{FILTERED}, papers with code", measure(browser, f"{address}/search/?code=yes", FILTERED))
            browser.close()


def _print(query: str, row: Row) -> None:
    print(f"| {query} | {row.at_once:.0f} | {row.again:.0f} | {row.by_letters:.0f} | {row.work:.0f} |", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
