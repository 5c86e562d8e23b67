"""Writes a corpus as the site folder that ``sitegen build`` reads.

python -m benchmarks.sites 1000 FOLDER
"""

import json
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path

from benchmarks.corpus import ROOT, CorpusPaper, papers

TITLE = "Benchmark Papers"
DESCRIPTION = "Made-up papers, as many as are asked for."
BASE_URL = "https://papers.example.org/"


def write_site(folder: Path, corpus: Iterable[CorpusPaper]) -> None:
    """Write settings, taxonomy, a page and the papers."""
    (folder / "content" / "pages").mkdir(parents=True)
    settings = f"title: {TITLE}\ndescription: {DESCRIPTION}\nbase_url: {BASE_URL}\n"
    (folder / "sitegen.yaml").write_text(settings, encoding="utf-8")
    shutil.copy(ROOT / "content" / "tags.yaml", folder / "content")
    shutil.copy(ROOT / "content" / "pages" / "about.md", folder / "content" / "pages")
    add_papers(folder, corpus)


def add_papers(folder: Path, corpus: Iterable[CorpusPaper]) -> None:
    """Write a file for each paper, and what readers did with it."""
    signals: dict[str, list[str]] = {}
    for paper in corpus:
        path = folder / "content" / "papers" / f"{paper.listed:%Y/%m/%d}" / f"{paper.slug}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content_file(paper), encoding="utf-8")
        signals.setdefault(f"{paper.listed:%Y-%m}", []).append(_signal(paper))
    (folder / "content" / "signals").mkdir(exist_ok=True)
    for month, lines in signals.items():
        path = folder / "content" / "signals" / f"{month}.jsonl"
        known = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        # As ingest keeps them: the days in order, and within one the papers.
        path.write_text("\n".join(sorted([*known, *lines])) + "\n", encoding="utf-8")


def content_file(paper: CorpusPaper) -> str:
    """Return the paper as ingest writes it into ``content/``."""
    links = [f"- {{kind: paper, url: 'https://arxiv.org/abs/{paper.arxiv}'}}"]
    links += [f"- {{kind: code, url: '{paper.code}'}}"] if paper.code else []
    lines = [
        "---",
        f"title: {json.dumps(paper.title, ensure_ascii=False)}",
        "authors:",
        *(f"- {name}" for name in paper.authors),
        f"published: {paper.published}",
        "listed:",
        f"- {{day: {paper.listed}, rank: {paper.rank}}}",
        f"tags: [{', '.join(paper.tags)}]",
        "links:",
        *links,
        f"ids: {{arxiv: '{paper.arxiv}'}}",
        "---",
        "",
        *paper.sentences,
    ]
    return "\n".join(lines) + "\n"


def _signal(paper: CorpusPaper) -> str:
    counts = {"upvotes": paper.upvotes, "comments": paper.comments}
    return json.dumps({"day": f"{paper.listed}", "paper": paper.slug, "feed": "daily-papers", **counts}, separators=(",", ":"))


if __name__ == "__main__":
    write_site(Path(sys.argv[2]), papers(int(sys.argv[1])))
