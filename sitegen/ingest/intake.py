"""Inputs → candidates: the format of each is found, its records are read and made ready, what is none is kept aside."""

from collections.abc import Callable, Iterable, Iterator

import msgspec

from sitegen.errors import Problem
from sitegen.ingest.candidate import Candidate, make_candidate
from sitegen.ingest.formats import Format, find_format, recognise
from sitegen.ingest.inputs import Input, open_inputs
from sitegen.ingest.quarantine import Quarantined
from sitegen.ingest.readers import daily_page
from sitegen.ingest.readers.record_json import READER as RECORD
from sitegen.ingest.record import Record, Rejected

Progress = Callable[[int], None]
"""Is told the number of records that were read so far."""
_EVERY = 100
"""After how many records progress is told."""


class Aside(msgspec.Struct, frozen=True):
    """A piece that was rejected, with what is needed to try it again."""

    piece: Rejected
    reader: str
    listed: str


class Intake(msgspec.Struct, kw_only=True):
    """What was read so far."""

    candidates: list[Candidate] = []
    rejected: list[Aside] = []
    """Pieces that are no records, of inputs that held others."""
    failed: list[Problem] = []
    """Inputs of which nothing could be read."""
    passed_over: list[Problem] = []
    """Pieces that are no papers and were not meant to be: an attachment, the front matter of a volume."""
    notes: list[str] = []
    retried: list[Quarantined] = []
    """Pieces from quarantine that are now records."""


def take_in(paths: Iterable[str], *, listed: str = "", format_name: str = "", progress: Progress | None = None) -> Intake:
    """Read the named inputs. Raises :class:`~sitegen.errors.UsageError` for a format that does not exist, and nothing else."""
    forced = find_format(format_name) if format_name else None
    intake = Intake()
    for item in open_inputs(paths):
        if isinstance(item, Problem):
            intake.failed.append(item)
            continue
        chosen = forced or recognise(item.data, item.name)
        if isinstance(chosen, Problem):
            intake.failed.append(chosen)
        else:
            _read(item, chosen, listed, intake, progress)
    return intake


def try_again(pieces: Iterable[Quarantined]) -> Intake:
    """Read pieces from quarantine once more; those that still are no records stay there, with their reason of today."""
    intake = Intake()
    for piece in pieces:
        one = Intake()
        _read(Input(piece.held.source, piece.text.encode()), find_format(piece.held.reader), piece.held.listed, one, None)
        intake.notes += one.notes
        if one.candidates and not one.rejected and not one.failed:
            intake.candidates += one.candidates
            intake.retried.append(piece)
        else:
            intake.failed += [*one.failed, *(aside.piece.problem for aside in one.rejected)]
    return intake


def _read(item: Input, chosen: Format, listed: str, intake: Intake, progress: Progress | None) -> None:
    bad: list[Aside] = []
    found = 0
    passed_over = len(intake.passed_over)
    for piece in _pieces(item, chosen, listed, intake):
        result = make_candidate(piece) if isinstance(piece, Record) else piece
        if isinstance(result, Rejected) and result.problem.severity == "warning":
            intake.passed_over.append(result.problem)
            continue
        if isinstance(result, Rejected):
            day = piece.listed.iso if isinstance(piece, Record) and piece.listed else listed
            bad.append(Aside(result, RECORD if isinstance(piece, Record) else chosen.name, day))
            continue
        intake.candidates.append(result)
        found += 1
        if progress is not None and len(intake.candidates) % _EVERY == 0:
            progress(len(intake.candidates))
    if found or len(bad) > 1 or len(intake.passed_over) > passed_over:
        intake.rejected += bad
    else:
        intake.failed += [aside.piece.problem for aside in bad]


def _pieces(item: Input, chosen: Format, listed: str, intake: Intake) -> Iterator[Record | Rejected]:
    if chosen.name != daily_page.READER:
        yield from chosen.read(item.data, item.name)
        return
    page = daily_page.read_daily_page(item.data, item.name, listed)
    intake.notes += page.notes
    yield from page.records
    yield from page.rejected
