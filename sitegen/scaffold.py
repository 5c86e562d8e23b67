"""``sitegen init``: the files that a new site begins with."""

from pathlib import Path

from sitegen.errors import Problem, SitegenError
from sitegen.papers.store import write_atomically
from sitegen.yamldump import dump

_ABOUT = """---
title: About
description: What this site is and where its papers come from.
---

This site keeps papers that we read, one page a paper, grouped by the day on which they were listed and by topic.
It is made with sitegen.
"""
_GITIGNORE = "/public/\n/.sitegen/\n/content/.ingest/report.json\n/content/.ingest/transaction/\n"


def start_site(folder: Path, title: str) -> tuple[str, ...]:
    """Write the files of a new site into ``folder``; return their names.

    Raises :class:`SitegenError`, with nothing written, when one of them is there already.
    """
    files = {
        "sitegen.yaml": "# Every key is described in the documentation of sitegen, configuration.md.\n"
        + dump({"title": title, "description": "A stream of research papers.", "base_url": "https://example.org/"}),
        "content/tags.yaml": _default_taxonomy(),
        "content/pages/about.md": _ABOUT,
        ".gitignore": _GITIGNORE,
    }
    there = [name for name in files if (folder / name).exists()]
    if there:
        hint = "choose an empty folder"
        raise SitegenError(Problem(path=str(folder / name), message="there is such a file already", hint=hint) for name in there)
    for name, text in files.items():
        write_atomically(folder / name, text.encode())
    return tuple(files)


def _default_taxonomy() -> str:
    """The taxonomy that comes with sitegen: inside the installed package, or beside it in a checkout."""
    package = Path(__file__).resolve().parent
    for path in (package / "default_content" / "tags.yaml", package.parent / "content" / "tags.yaml"):
        if path.is_file():
            return path.read_text(encoding="utf-8")
    raise FileNotFoundError("the package was installed without its taxonomy")
