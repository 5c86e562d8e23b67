"""Small sites for tests: written as a dict of files, built, and compared."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path

import yaml

from sitegen.build import build
from sitegen.config import SiteFolder, load_site
from sitegen.publish.report import BuildReport
from sitegen.reading import read_site
from sitegen.site.plan import Plan, begin_plan, finish_plan, plan_authors

MakeSite = Callable[..., SiteFolder]
"""What the fixture ``make_site`` gives: files → a site on disk. The files of ``BASE`` are there unless they are given as None."""

REPOSITORY = Path(__file__).resolve().parent.parent

TAGS = """\
- {name: Computer vision, slug: vision, description: Images and video., patterns: [computer vision]}
- {name: Object detection, slug: detection, parent: vision, description: Finding things in images., patterns: [object detection]}
- {name: Segmentation, slug: segmentation, parent: vision, description: Outlines of things., patterns: [segmentation]}
- {name: Language models, slug: language, description: Models of text., patterns: [language model]}
- {name: Machine learning, slug: general, description: Everything else., fallback: true, patterns: [machine learning]}
"""

BASE = {
    "sitegen.yaml": "title: Test Papers\ndescription: Papers for a test.\nbase_url: https://example.org/\n",
    "content/tags.yaml": TAGS,
    "content/pages/about.md": "---\ntitle: About\n---\n\nWho we *are*.\n",
}


def paper(title: str, abstract: str = "", **keys: object) -> str:
    """Return the text of a paper's file; the abstract has the title in it, so that no two are the same."""
    header = yaml.safe_dump({"title": title, **keys}, allow_unicode=True, sort_keys=False)
    return f"---\n{header}---\n\n{abstract or f'The abstract of {title}.'}\n"


def on(day: str, rank: int = 0, feed: str = "daily-papers") -> dict[str, object]:
    """Return an entry of ``listed``."""
    return {"day": day, "rank": rank, "feed": feed}


PAPERS = {
    "content/papers/alpha.md": paper("Alpha detects", listed=[on("2025-03-17", 1)], tags=["detection"]),
    "content/papers/beta.md": paper("Beta speaks", listed=[on("2025-03-17", 2)], tags=["language"]),
    "content/papers/gamma.md": paper("Gamma sees", listed=[on("2025-04-02", 1)], tags=["vision", "language"]),
}
"""Three papers on two days of two months."""


def plan_of(site: SiteFolder) -> Plan:
    """Return the plan of a site; raise what a build would."""
    read = read_site(site)
    draft = plan_authors(begin_plan(read, site.config), read, site.config)
    return finish_plan(draft, read, site.config)


def write(root: Path, files: Mapping[str, str | bytes | None]) -> None:
    """Write files below ``root``; None removes one."""
    for name, content in files.items():
        path = root / name
        if content is None:
            path.unlink(missing_ok=True)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())


def write_site(root: Path, files: Mapping[str, str | bytes | None]) -> SiteFolder:
    """Write a site: ``BASE`` and ``files`` over it."""
    write(root, {**BASE, **files})
    return load_site(root)


def rebuild(site: SiteFolder) -> BuildReport:
    """Build with the settings that are on disk now."""
    return build(load_site(site.root))


def tree(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder: path → content."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def stamps(folder: Path) -> dict[str, tuple[int, int]]:
    """Return what changes when a file is written: path → inode and time."""
    stats = {path.relative_to(folder).as_posix(): path.stat() for path in sorted(folder.rglob("*")) if path.is_file()}
    return {name: (stat.st_ino, stat.st_mtime_ns) for name, stat in stats.items()}


def environment(**changes: str) -> dict[str, str]:
    """Return the environment of a subprocess that imports this checkout."""
    path = os.pathsep.join(part for part in (str(REPOSITORY), os.environ.get("PYTHONPATH", "")) if part)
    return {**os.environ, "PYTHONPATH": path, **changes}
