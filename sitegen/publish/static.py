"""Files that are published without rendering: the theme's assets, the site's own files, and those that hosts read."""

from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from sitegen.config import STATIC
from sitegen.errors import Problem, SitegenError
from sitegen.publish.host import headers_file, redirects_file
from sitegen.publish.output import MARKER
from sitegen.publish.search import SEARCH_FOLDER
from sitegen.render.theme import Theme
from sitegen.site.plan import Plan
from sitegen.site.views import SiteView

_HOST_FILES = ("_headers", "_redirects")
"""Files that a site may write itself, because its host wants others."""


def find_static(folder: Path) -> dict[str, Path]:
    """Return the files of the site that are published as they are: path below the output folder → file."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else []
    return {path.relative_to(folder).as_posix(): path for path in paths}


def plain_files(static: Mapping[str, Path], theme: Theme, plan: Plan, site_view: SiteView) -> dict[str, bytes]:
    """Return the files that are published without rendering: path → content.

    Raises :class:`SitegenError` when one of them stands where the site has a file or folder of its own.
    """
    files = dict(theme.asset_files)
    files["_headers"] = headers_file()
    if plan.redirects:
        files["_redirects"] = redirects_file(plan.redirects, site_view.root)
    made = {output.path for output in plan.outputs} | files.keys() | {MARKER}
    folders = _folders_of(made) | {SEARCH_FOLDER}
    problems = [
        Problem(path=output.source, message=f"the search index lies at /{SEARCH_FOLDER}/", hint="rename the file, or give it a slug")
        for output in plan.outputs
        if output.path.startswith(f"{SEARCH_FOLDER}/")
    ]
    for name, path in static.items():
        above = {parent.as_posix() for parent in PurePosixPath(name).parents}
        if (name in made and name not in _HOST_FILES) or name in folders or above & (made | {SEARCH_FOLDER}):
            problems.append(Problem(path=f"{STATIC}/{name}", message="the site has a file or folder of that name", hint="rename it"))
        else:
            files[name] = path.read_bytes()
    if problems:
        raise SitegenError(problems)
    return files


def _folders_of(paths: set[str]) -> set[str]:
    folders = {path.rpartition("/")[0] for path in paths}
    return {"/".join(parts[:count]) for parts in (folder.split("/") for folder in folders) for count in range(1, len(parts) + 1)}
