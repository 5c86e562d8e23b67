"""``python -m benchmarks.ranking [FOLDER...]``: how often the wanted paper is first, with the code of the search page itself.

The queries are those of :mod:`benchmarks.search_cases`, over the example site and any other sites that are named. Each site is indexed
twice, as one bundle and as several, and asked in node. Writes ``benchmarks/RANKING.md``.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import msgspec

from benchmarks.corpus import ROOT
from benchmarks.search import ONE, bundle_settings
from benchmarks.search_cases import KINDS, Case, find_cases
from sitegen.config import SiteFolder, load_site
from sitegen.publish.search import BUNDLES_FILE, build_part, plan_search
from sitegen.reading import read_site
from sitegen.site.searchable import search_document, searchable
from sitegen.site.site import Site

REPORT = ROOT / "benchmarks" / "RANKING.md"
CASES = 400
"""How many queries of each kind a site is asked, and a large one."""
LARGE, CASES_OF_LARGE = 2_000, 200
SEVERAL = {"WHOLE": 60, "SMALL": 60, "LARGE": 150, "RECENT": 20}
"""Settings with which a small site has several bundles."""
WORDS = {
    "title": "four words of the title",
    "name": "name of a method",
    "typo": "three words of the title, one with a typing error",
    "abstract": "five words of the abstract",
    "topic": "name of a tag: a paper that has it",
}


class Outcome(msgspec.Struct, frozen=True):
    """The papers found for each case, first ten."""

    bundles: int
    plain: list[list[str]]
    """In the order of the index."""
    page: list[list[str]]
    """As the page shows them."""


def main(folders: Sequence[str]) -> None:
    """Measure, and write the report."""
    lines = [
        "# How the search page ranks, measured",
        "",
        "`make bench-search` writes the first table; `python -m benchmarks.ranking FOLDER` adds one for another site.",
        "Each cell: of 100 queries, how many had the wanted paper first, and how many among the first ten.",
        "“Plain” is the order of the index alone, in one bundle. The queries are made by `search_cases.py`; no weight was tuned with them.",
    ]
    for folder in [load_site(ROOT), *(load_site(Path(name)) for name in folders)]:
        lines += ["", *_table(folder)]
    REPORT.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print("\n".join(lines))


def _table(folder: SiteFolder) -> list[str]:
    site = read_site(folder)
    is_large = len(site.papers) > LARGE
    cases = find_cases(site, CASES_OF_LARGE if is_large else CASES)
    one = _ask(folder, site, cases, ONE)
    several = _ask(folder, site, cases, {} if is_large else SEVERAL)
    table = [
        f"## {folder.config.title}: {len(site.papers):,} papers",
        "",
        f"| query (how many) | plain | one bundle | {several.bundles} bundles |",
        "| --- | --- | --- | --- |",
    ]
    for kind in KINDS:
        places = [place for place, case in enumerate(cases) if case.kind == kind]
        cells = [_cell(cases, found, places) for found in (one.plain, one.page, several.page)]
        table.append(f"| {WORDS[kind]} ({len(places)}) | {' | '.join(cells)} |")
    return table


def _cell(cases: Sequence[Case], found: Sequence[Sequence[str]], places: Sequence[int]) -> str:
    if not places:
        return "–"
    first = sum(bool(found[place]) and found[place][0] in cases[place].wanted for place in places)
    ten = sum(not cases[place].wanted.isdisjoint(found[place]) for place in places)
    return f"{100 * first / len(places):.1f}, {100 * ten / len(places):.1f}"


def _ask(folder: SiteFolder, site: Site, cases: Sequence[Case], settings: dict[str, int]) -> Outcome:
    with tempfile.TemporaryDirectory(prefix="sitegen-bench-") as name, bundle_settings(settings):
        root = Path(name)
        plan = plan_search(site, folder.config)
        for part in plan.parts:
            documents = (search_document(searchable(slug, site)) for slug in part.slugs)
            for path, content in build_part(part, documents, folder.config.language).items():
                (root / path).parent.mkdir(parents=True, exist_ok=True)
                (root / path).write_bytes(content)
        (root / BUNDLES_FILE).write_bytes(plan.listing)
        (root / "queries.json").write_text(json.dumps([case.query for case in cases]), encoding="utf-8")
        command = [shutil.which("node") or "node", str(ROOT / "benchmarks/rank.mjs"), str(root), str(root / "queries.json")]
        answers = json.loads(subprocess.run(command, capture_output=True, check=True, env=os.environ).stdout)
    return Outcome(len(plan.parts) - 1, [plain for plain, _ in answers], [page for _, page in answers])


if __name__ == "__main__":
    main(sys.argv[1:])
