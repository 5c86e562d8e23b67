"""``sitegen ingest`` on one screen: read, repair, merge, write."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import msgspec

from sitegen.config import SiteFolder
from sitegen.errors import Problem, SitegenError
from sitegen.ingest.candidate import Candidate, make_candidate
from sitegen.ingest.inputs import open_inputs
from sitegen.ingest.ledger import LEDGER, load_ledger
from sitegen.ingest.library import FileChange, Library
from sitegen.ingest.readers.daily_page import read_daily_page
from sitegen.ingest.record import Rejected
from sitegen.ingest.tagger import Tagger
from sitegen.papers.signals import SIGNALS, Signal, load_signals, merge_signals, signal_files
from sitegen.papers.store import StoredPaper, find_files, load_papers, remove_empty_folders, shown_path, write_atomically
from sitegen.papers.taxonomy import load_taxonomy

TAXONOMY = "tags.yaml"


class IngestReport(msgspec.Struct, frozen=True, kw_only=True):
    """What an ingest did, or with ``dry_run`` would do."""

    records: int
    """How many records were read."""
    events: dict[str, int]
    """How many records were new, updated, listed again, unchanged, or met a held field."""
    files: tuple[str, ...]
    """The content files that were written, from the site's folder."""
    notes: tuple[str, ...]
    rejected: tuple[Problem, ...]
    """Pieces of input that are not records, each with its place."""
    failed: tuple[Problem, ...]
    """Inputs of which nothing could be read."""
    dry_run: bool = False


def run_ingest(site: SiteFolder, paths: Sequence[str], *, listed: str = "", dry_run: bool = False) -> IngestReport:
    """Ingest the named files and folders into ``content/``.

    What cannot be read is in the report; the rest goes in. Raises :class:`SitegenError` before anything is written when ``content/``
    itself has a problem.
    """
    stored, problems = load_papers(site.content, site.root)
    ledger, ledger_problems = load_ledger(site.content, site.root)
    signals, signal_problems = load_signals(site.content, site.root)
    problems += ledger_problems + signal_problems + _check_slugs(stored)
    try:
        tagger = Tagger(load_taxonomy(site.content / TAXONOMY))
    except SitegenError as error:
        problems += error.problems
    if problems:
        raise SitegenError(problems)
    prefix = f"{shown_path(site.content, site.root)}/"
    library = Library(stored, ledger, prefix, tagger)

    candidates, rejected, failed, notes = _read_all(paths, listed)
    events: Counter[str] = Counter()
    counted: list[Signal] = []
    for candidate in sorted(candidates, key=lambda candidate: candidate.order):
        merged, is_new = library.add(candidate)
        events["new" if is_new else merged.kind] += 1
        counted += _signals(candidate, merged.paper.slug)

    changes = library.changes()
    if not dry_run:
        _write(site.content, changes, library.ledger(), signal_files(merge_signals(signals, counted)))
    return IngestReport(
        records=len(candidates),
        events=dict(events),
        files=tuple(f"{prefix}{change.path}" for change in changes),
        notes=tuple(notes),
        rejected=tuple(rejected),
        failed=tuple(failed),
        dry_run=dry_run,
    )


def _check_slugs(stored: list[StoredPaper]) -> list[Problem]:
    """Return a problem for every file whose slug another file has: a merge could not tell which of them to change."""
    first: dict[str, str] = {}
    problems = []
    for item in stored:
        slug, path = item.paper.slug, item.paper.source
        earlier = first.setdefault(slug, path)
        if earlier != path:
            hint = "rename one of them, or remove it if they are the same paper"
            problems.append(Problem(path=path, message=f'"{slug}" is also the name of {earlier}', hint=hint))
    return problems


def _read_all(paths: Sequence[str], listed: str) -> tuple[list[Candidate], list[Problem], list[Problem], list[str]]:
    candidates: list[Candidate] = []
    rejected: list[Problem] = []
    failed: list[Problem] = []
    notes: list[str] = []
    for item in open_inputs(paths):
        if isinstance(item, Problem):
            failed.append(item)
            continue
        result = read_daily_page(item.data, item.name, listed)
        notes += result.notes
        bad = [piece.problem for piece in result.rejected]
        for record in result.records:
            candidate = make_candidate(record)
            if isinstance(candidate, Rejected):
                bad.append(candidate.problem)
            else:
                candidates.append(candidate)
        if result.records:
            rejected += bad
        else:
            failed += bad
    return candidates, rejected, failed, notes


def _signals(candidate: Candidate, slug: str) -> list[Signal]:
    record = candidate.record
    if record.comments is None or record.listed is None:
        return []
    return [Signal(day=record.listed.iso, paper=slug, feed=record.feed, comments=record.comments)]


def _write(content: Path, changes: list[FileChange], ledger: dict[str, bytes], signals: dict[str, bytes]) -> None:
    """Write papers first and the ledger last: killed between, the next ingest sees papers that a person might have written."""
    for change in changes:
        path = content / change.path
        if change.old_path:
            # Moved first: at no moment are there two files of one paper.
            path.parent.mkdir(parents=True, exist_ok=True)
            (content / change.old_path).replace(path)
            remove_empty_folders([(content / change.old_path).parent], content)
        write_atomically(path, change.text.encode())
    _write_folder(content / SIGNALS, signals)
    _write_folder(content / LEDGER, ledger)


def _write_folder(folder: Path, files: dict[str, bytes]) -> None:
    """Make ``folder`` hold just ``files``, writing only those whose bytes differ."""
    for path in find_files(folder, ".jsonl"):
        if path.name not in files:
            path.unlink()
    for name, data in sorted(files.items()):
        path = folder / name
        if not path.exists() or path.read_bytes() != data:
            write_atomically(path, data)
