"""``python -m benchmarks.latency [FOLDER...]``: how soon the search page shows results, in a real Chromium.

The sites are built before. Each query is typed into a page that has opened the index and none of its words: at once, and letter by letter,
one every 100 ms. What counts is the time from the key to the frame in which the results of the query are shown. Every page is a new one,
with an empty cache, and each query is measured several times; the median is printed.
"""

import functools
import http.server
import multiprocessing
import statistics
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path

import msgspec
from playwright.sync_api import Browser, sync_playwright

from benchmarks.corpus import ROOT

ROUNDS = 3
GAP = 100
"""Milliseconds between two keys."""
QUERIES = (
    *("diffu", "diffusion", "reward", "visual", "agents", "benchmark", "transformer", "speech", "segmentation", "model"),
    *("reward model", "visual reasoning", "language model", "diffusion m"),
    *("large language models", "speech recognition systems", "visual question answering"),
    *('"language model"', '"chain of thought" reasoning', "language -model", "segmentaton"),
)
FILTERED = "language model"
"""The query that is asked among the papers of a year, too."""
_TYPE = """
async ([query, gap]) => {
  const box = document.querySelector('#q');
  const list = document.querySelector('#search-results');
  box.focus();
  const steps = gap ? Array.from(query, (_, i) => query.slice(0, i + 1)) : [query];
  let typed = 0;
  const seen = new Promise((resolve) => {
    const watch = new MutationObserver(() => {
      if (!typed || !list.querySelector('h2')) return;
      requestAnimationFrame(() => resolve(performance.now() - typed));
    });
    watch.observe(list, { childList: true });
  });
  for (const text of steps) {
    if (text === query) typed = performance.now();
    box.value = text;
    box.dispatchEvent(new InputEvent('input', { bubbles: true }));
    if (text !== query) await new Promise((resolve) => setTimeout(resolve, gap));
  }
  return Promise.race([seen, new Promise((resolve) => setTimeout(resolve, 5000, -1))]);
}
"""


class Row(msgspec.Struct, frozen=True):
    """What was measured of a query, in milliseconds."""

    query: str
    at_once: float
    again: float
    """When its words were loaded before."""
    by_letters: float
    work: float
    """What the page's own thread did."""


class _Handler(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:
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


def measure(browser: Browser, address: str, query: str, filters: str = "") -> Row:
    """Type a query into new pages."""
    found = [_once(browser, f"{address}/search/{filters}", query) for _ in range(ROUNDS)]
    name = f"{query} {filters}".strip()
    return Row(name, *(statistics.median(times) for times in zip(*found, strict=True)))


def _once(browser: Browser, address: str, query: str) -> tuple[float, float, float, float]:
    times = []
    work = 0.0
    for gap in (0, GAP):
        context = browser.new_context()
        page = context.new_page()
        with page.expect_response(lambda response: response.url.endswith(".pagefind")):
            page.goto(address)
        page.wait_for_load_state("networkidle")
        tools = context.new_cdp_session(page)
        tools.send("Performance.enable")
        before = _task_seconds(tools.send("Performance.getMetrics"))
        times.append(page.evaluate(_TYPE, [query, gap]))
        if not gap:
            work = 1000 * (_task_seconds(tools.send("Performance.getMetrics")) - before)
            page.locator("#q").fill("")
            page.wait_for_timeout(200)
            times.append(page.evaluate(_TYPE, [query, 0]))
        context.close()
    return times[0], times[1], times[2], work


def _task_seconds(answer: dict[str, list[dict[str, float]]]) -> float:
    return next(metric["value"] for metric in answer["metrics"] if str(metric["name"]) == "TaskDuration")


def main(folders: Sequence[str]) -> None:
    """Print a table for each site."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        for folder in folders or [str(ROOT)]:
            with _served(Path(folder) / "public") as address:
                print("| query | at once | again | letter by letter | work of the page |\n| --- | --- | --- | --- | --- |")
                for query in QUERIES:
                    _print(measure(browser, address, query))
        browser.close()


def _print(row: Row) -> None:
    print(f"| {row.query} | {row.at_once:.0f} | {row.again:.0f} | {row.by_letters:.0f} | {row.work:.0f} |", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
