"""``content/pages/*.md``: pages that a person wrote, such as *About*."""

from pathlib import Path

import msgspec

from sitegen.errors import Problem
from sitegen.papers.frontmatter import is_slug, split
from sitegen.papers.store import find_files, read_text, shown_path
from sitegen.text import clean, one_line
from sitegen.yamltext import Positions, YamlProblem, decode, parse

PAGES = "pages"
"""The folder within the content folder."""


class _Header(msgspec.Struct, forbid_unknown_fields=True):
    title: str
    description: str = ""
    slug: str = ""


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """A page of the site that is not about a paper."""

    slug: str
    """Its address is ``/slug/``."""
    title: str
    description: str
    """One or two sentences for search engines; the beginning of the body when empty."""
    body: str
    """Markdown."""
    source: str


def load_pages(content: Path, site_root: Path) -> tuple[list[Page], list[Problem]]:
    """Read every page; return those that are right, and every problem of the others."""
    pages: list[Page] = []
    problems: list[Problem] = []
    for path in find_files(content / PAGES):
        shown = shown_path(path, site_root)
        text = read_text(path, shown)
        result = text if isinstance(text, Problem) else _read_page(text, shown, path.stem)
        if isinstance(result, Page):
            pages.append(result)
        else:
            problems += [result] if isinstance(result, Problem) else result
    return pages, problems


def _read_page(text: str, path: str, stem: str) -> Page | list[Problem]:
    document = split(text, path)
    if isinstance(document, Problem):
        return [document]
    try:
        tree = parse(document.header, path, first_line=2)
    except YamlProblem as error:
        return [error.problem]
    header, problems = decode(tree, _Header, document.header, path, first_line=2)
    if header is None:
        return problems
    slug = header.slug or stem
    if not is_slug(slug):
        positions = Positions(document.header, path, first_line=2)
        return [positions.problem(f'"{slug}" is not fit for an address', "slug", hint="use a-z, 0-9 and hyphens")]
    title = one_line(header.title)
    return Page(slug=slug, title=title, description=one_line(header.description), body=clean(document.body).strip(), source=path)
