"""``python -m benchmarks.search``: what the search index costs, to publish and to ask.

For sites of 468, 10,000 and 50,000 papers, and for several settings of :mod:`sitegen.publish.bundles`:

- publish: papers indexed, processor seconds, seconds and peak memory of the indexer, when all is new and when a day of 50 papers is added;
- ask (with node): requests and bytes to open the index and for a first query, without the two scripts of Pagefind (27 kB compressed), and
  how the answers of several bundles agree with those of one.
"""

import json
import multiprocessing
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from benchmarks.corpus import ROOT, records
from sitegen.papers.dates import PartialDate, parse_date
from sitegen.publish import bundles
from sitegen.publish.search import BUNDLES_FILE, SearchPart, build_part
from sitegen.site.searchable import SearchDocument
from sitegen.text import digest

SIZES = (468, 10_000, 50_000)
DAY = 50
ONE = {"WHOLE": 10**9}
"""Settings with which all papers are one bundle."""
TRIED = ({"SMALL": 1_000, "LARGE": 2_500}, {"SMALL": 1_000, "LARGE": 8_000}, {"SMALL": 2_500, "LARGE": 20_000})
QUERIES = ("YOLOE", "diffusion", "open vocabulary object detection benchmark", "language model")


class Corpus:
    """Papers with their documents, newest first."""

    def __init__(self, count: int) -> None:
        self.documents: dict[str, SearchDocument] = {}
        self.dates: dict[str, PartialDate] = {}
        for number, record in enumerate(records(count)):
            slug, date = f"p{count - number:05}", parse_date(str(record["listed"]))
            filters = (("tag", f"Topic {number % 61}"), ("year", f"{date.year}"), ("month", date.month_part.iso), ("day", date.iso))
            authors = record["authors"]
            self.dates[slug] = date
            self.documents[slug] = SearchDocument(
                url=f"/papers/{slug}/",
                title=str(record["title"]),
                text=str(record["abstract"]),
                authors=tuple(authors) if isinstance(authors, list) else (),
                filters=filters,
            )

    def parts(self, slugs: Sequence[str]) -> list[SearchPart]:
        """Return the engine and the bundles of some of the papers."""
        cut = bundles.cut(bundles.Dated(slug, self.dates[slug]) for slug in slugs)
        order = {slug: place for place, slug in enumerate(self.documents)}
        made = [tuple(sorted(part, key=order.__getitem__)) for part in reversed(cut)]
        return [SearchPart("engine"), *(SearchPart(digest(*part)[:12], part) for part in made)]


def main(sizes: Sequence[int]) -> None:
    """Print a table for each size."""
    for size in sizes:
        corpus = Corpus(size)
        print(f"\n{size:,} papers")
        reference: list[list[str]] | None = None
        for settings in (*([ONE] if size <= 10_000 else []), *TRIED):
            with tempfile.TemporaryDirectory(prefix="sitegen-bench-") as name, bundle_settings(settings):
                line, answers = _measure(Path(name), corpus)
            reference = reference or answers
            agree = _agreement(reference, answers) if size <= 10_000 else ""
            print(f"  small {settings['SMALL']:>13,} large {settings['LARGE']:>13,}: {line} {agree}", flush=True)


@contextmanager
def bundle_settings(settings: dict[str, int]) -> Iterator[None]:
    """Cut bundles by other numbers for a while."""
    before = {name: getattr(bundles, name) for name in settings}
    for name, value in settings.items():
        setattr(bundles, name, value)
    yield
    for name, value in before.items():
        setattr(bundles, name, value)


def _measure(folder: Path, corpus: Corpus) -> tuple[str, list[list[str]]]:
    slugs = list(corpus.documents)
    before, now = corpus.parts(slugs[DAY:]), corpus.parts(slugs)
    fresh = [part for part in now if part not in before]
    made = _alone(folder, now, corpus)
    added = _alone(folder, fresh, corpus)
    listing = [{"name": part.name, "papers": len(part.slugs)} for part in now[1:]]
    (folder / BUNDLES_FILE).write_text(json.dumps({"engine": "engine", "bundles": listing, "filters": {}, "sources": {}, "weights": {}}))
    answers, opened, asked = _ask(folder, _questions(corpus))
    return f"{len(listing):>2} bundles; new {made}; a day {added}; {opened}; {asked}", answers


def _alone(folder: Path, parts: Sequence[SearchPart], corpus: Corpus) -> str:
    """Publish in a process of its own, whose peak memory is that of nothing else."""
    context = multiprocessing.get_context("fork")
    here, there = context.Pipe()
    process = context.Process(target=lambda: there.send(_publish(folder, parts, corpus)))
    process.start()
    line = str(here.recv())
    process.join()
    return line


def _publish(folder: Path, parts: Sequence[SearchPart], corpus: Corpus) -> str:
    start, cpu = time.perf_counter(), _cpu()
    for part in parts:
        for path, content in build_part(part, (corpus.documents[slug] for slug in part.slugs), "en").items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(content)
    seconds, busy = time.perf_counter() - start, _cpu() - cpu
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    return f"{sum(len(part.slugs) for part in parts):,} papers {busy:.1f} cpu s, {seconds:.1f} s, {peak} MB"


def _cpu() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in used)


def _questions(corpus: Corpus) -> list[str]:
    """Return titles' words, a title's first word with a typing error, and words of abstracts, beside ``QUERIES``."""
    documents = list(corpus.documents.values())[:: max(1, len(corpus.documents) // 30)]
    titles = [" ".join(document.title.split()[:4]) for document in documents]
    typing_errors = [document.title.split()[0][:2] + document.title.split()[0][3:] for document in documents]
    abstracts = [" ".join(word for word in document.text.split()[8:20] if len(word) > 5) for document in documents]
    return [*QUERIES, *titles, *typing_errors, *abstracts]


_ASK = """
const [root, questions, browser] = process.argv.slice(2);
const { openSite, requests } = await import(browser);
const tally = () => `${requests.length} requests ${Math.round(requests.reduce((sum, { size }) => sum + size, 0) / 1000)} kB`;
const index = await openSite(root);
const opened = tally();
const answers = [];
const asked = [];
for (const query of JSON.parse(questions)) {
  requests.length = 0;
  const { results } = await index.search(query);
  answers.push(await Promise.all(results.slice(0, 10).map(async (result) => (await result.data()).url.split('/').at(-2))));
  if (asked.length < 4) asked.push(`${query}: ${tally()}`);
}
console.log(JSON.stringify([answers, `opened with ${opened}`, asked.join(', ')]));
"""


def _ask(folder: Path, questions: list[str]) -> tuple[list[list[str]], str, str]:
    node = shutil.which("node")
    if node is None:
        return [], "no node, so nothing is asked", ""
    (folder / "ask.mjs").write_text(_ASK)
    command = [node, str(folder / "ask.mjs"), str(folder), json.dumps(questions), str(ROOT / "benchmarks/browser.mjs")]
    answers, opened, asked = json.loads(subprocess.run(command, capture_output=True, check=True, env=os.environ).stdout)
    return answers, opened, asked


def _agreement(reference: list[list[str]], answers: list[list[str]]) -> str:
    pairs = [(one, several) for one, several in zip(reference, answers, strict=True) if one]
    if not pairs:
        return ""
    shared = sum(len(set(one) & set(several)) / len(one) for one, several in pairs) / len(pairs)
    first = sum(one[0] == several[0] for one, several in pairs if several) / len(pairs)
    return f"; first ten as with one bundle {shared:.0%}, the first {first:.0%}"


if __name__ == "__main__":
    main(tuple(int(argument) for argument in sys.argv[1:]) or SIZES)
