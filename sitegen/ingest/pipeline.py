"""``sitegen ingest`` on one screen: read, repair, merge, write as one."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import msgspec

from sitegen.config import SiteFolder
from sitegen.errors import Problem, SitegenError
from sitegen.ingest.candidate import Candidate, as_text, feed_of
from sitegen.ingest.intake import Aside, Intake, Progress, take_in, try_again
from sitegen.ingest.ledger import LEDGER, load_ledger
from sitegen.ingest.library import Library
from sitegen.ingest.quarantine import load_quarantine, paths_of, quarantine_files
from sitegen.ingest.readers.record_json import READER as RECORD
from sitegen.ingest.record import Rejected
from sitegen.ingest.report import REPORT, Event, IngestReport, report_json
from sitegen.ingest.tagger import Tagger
from sitegen.papers.signals import SIGNALS, Signal, load_signals, merge_signals, signal_files
from sitegen.papers.store import find_files, read_papers, shown_path
from sitegen.papers.taxonomy import Taxonomy, load_taxonomy
from sitegen.papers.transaction import finish_transaction, settle, sole_writer, write_together

TAXONOMY = "tags.yaml"


class IngestOptions(msgspec.Struct, frozen=True, kw_only=True):
    """How to ingest."""

    listed: str = ""
    """The day (or the year) that saved pages list; empty to take it from the page."""
    format_name: str = ""
    """The format of every input; empty to recognise each."""
    dry_run: bool = False
    """Say what would be done, and write nothing."""
    retry: bool = False
    """Try the pieces in quarantine again, instead of reading inputs."""


def run_ingest(
    site: SiteFolder, paths: Sequence[str], options: IngestOptions | None = None, progress: Progress | None = None
) -> IngestReport:
    """Ingest the named inputs into ``content/``.

    What cannot be read is in the report; the rest goes in. Raises :class:`SitegenError` before anything is written when ``content/``
    itself has a problem. What it writes is written as one: after a kill, the next command finds it done or not begun.
    """
    options = options or IngestOptions()
    if options.dry_run:
        settle(site.content)
        return _ingest(site, paths, options, progress)
    with sole_writer(site.content):
        finish_transaction(site.content)
        return _ingest(site, paths, options, progress)


def _ingest(site: SiteFolder, paths: Sequence[str], options: IngestOptions, progress: Progress | None) -> IngestReport:
    library, signals = open_library(site)
    if options.retry:
        pieces, lost = load_quarantine(site.content, site.root)
        intake = try_again(pieces)
        intake.failed += lost
    else:
        intake = take_in(paths, listed=options.listed, format_name=options.format_name, progress=progress)
    events, counted = _merge_all(library, intake)
    prefix = f"{shown_path(site.content, site.root)}/"

    def report_of(paths: Sequence[str]) -> IngestReport:
        return IngestReport(
            records=len(events),
            events=tuple(events),
            files=tuple(f"{prefix}{path}" for path in sorted(paths)),
            notes=tuple(intake.notes),
            rejected=tuple(aside.piece.problem for aside in intake.rejected),
            failed=tuple(intake.failed),
            passed_over=tuple(intake.passed_over),
            dry_run=options.dry_run,
        )

    if options.dry_run:
        return report_of([change.path for change in library.changes()])
    others = _other_files(library, merge_signals(signals, counted))
    return _write(site.content, library, others, intake, report_of)


def open_library(site: SiteFolder) -> tuple[Library, list[Signal]]:
    """Read ``content/``; raise :class:`SitegenError` with the problems of all of it."""
    problems: list[Problem] = []
    try:
        tagger = Tagger(load_taxonomy(site.content / TAXONOMY))
    except SitegenError as error:
        problems += error.problems
        tagger = Tagger(Taxonomy(()))
    library = Library(site.root, f"{shown_path(site.content, site.root)}/", tagger)
    first: dict[str, str] = {}
    for item in read_papers(site.content, site.root):
        if isinstance(item, Problem):
            problems.append(item)
            continue
        slug, path = item.paper.slug, item.paper.source
        earlier = first.setdefault(slug, path)
        if earlier != path:
            # A merge could not tell which of the two files to change.
            hint = "rename one of them, or remove it if they are the same paper"
            problems.append(Problem(path=path, message=f'"{slug}" is also the name of {earlier}', hint=hint))
        library.know(item.paper)
    ledger, ledger_problems = load_ledger(site.content, site.root)
    signals, signal_problems = load_signals(site.content, site.root)
    problems += ledger_problems + signal_problems
    if problems:
        raise SitegenError(problems)
    library.remember(ledger)
    return library, signals


def _merge_all(library: Library, intake: Intake) -> tuple[list[Event], list[Signal]]:
    """Merge the candidates in an order of their own, and let go of each once it is merged."""
    events: list[Event] = []
    counted: list[Signal] = []
    for candidate in intake.candidates.take_all():
        where = candidate.record.provenance
        result = library.add(candidate)
        if isinstance(result[0], str):
            intake.rejected.append(_undecided(candidate, tuple(str(slug) for slug in result)))
            continue
        merged, kind = result
        events.append(
            Event(kind=kind, paper=merged.paper.slug, source=where.source, line=where.line, fields=merged.changed, held=merged.held)
        )
        counted += _signals(candidate, merged.paper.slug)
    return events, counted


def _undecided(candidate: Candidate, slugs: tuple[str, ...]) -> Aside:
    where = candidate.record.provenance
    message = f'"{candidate.title[:80]}" may be any of {len(slugs)} papers: {", ".join(slugs)}'
    problem = Problem(path=where.source, line=where.line, message=message, hint="add an identifier or the first author to the record")
    return Aside(Rejected(problem, as_text(candidate.record)), RECORD, "")


def _signals(candidate: Candidate, slug: str) -> list[Signal]:
    record = candidate.record
    if record.listed is None or not record.listed.day or (record.comments is None and record.upvotes is None and record.stars is None):
        return []
    return [
        Signal(
            day=record.listed.iso, paper=slug, feed=feed_of(record), comments=record.comments, upvotes=record.upvotes, stars=record.stars
        )
    ]


def _other_files(library: Library, signals: list[Signal]) -> dict[str, bytes]:
    """Return the files of the ledger and of the signals, path below the content folder → content."""
    files = {f"{SIGNALS}/{name}": data for name, data in signal_files(signals).items()}
    return files | {f"{LEDGER}/{name}": data for name, data in library.ledger().items()}


def _write(
    content: Path, library: Library, others: dict[str, bytes], intake: Intake, report_of: Callable[[Sequence[str]], IngestReport]
) -> IngestReport:
    """Write everything that differs from what is there, as one change; the texts of papers are made one after the other."""
    papers: list[str] = []
    removes = [path for path in _present(content) if path not in others]
    kept = quarantine_files((aside.piece, aside.reader, aside.listed) for aside in intake.rejected)
    # A piece that was tried again and is still undecided is the same piece: it stays.
    removes += [path for piece in intake.retried for path in paths_of(piece) if path not in kept]

    def files() -> Iterator[tuple[str, bytes]]:
        for change in library.changes():
            papers.append(change.path)
            if change.old_path:
                removes.append(change.old_path)
            yield change.path, change.text.encode()
        differing = [(path, data) for path, data in (others | kept).items() if not holds(content / path, data)]
        yield from differing
        if papers or removes or differing:
            yield REPORT, report_json(report_of(papers))

    write_together(content, files(), removes)
    return report_of(papers)


def _present(content: Path) -> Iterator[str]:
    for folder in (SIGNALS, LEDGER):
        for path in find_files(content / folder, ".jsonl"):
            yield path.relative_to(content).as_posix()


def holds(path: Path, data: bytes) -> bool:
    """Tell whether a file is there and holds exactly ``data``."""
    try:
        return path.read_bytes() == data
    except OSError:
        return False
