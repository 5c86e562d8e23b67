"""Inputs → candidates: the format of each is found, its records are read and made ready, what is none is kept aside."""

from collections.abc import Callable, Iterable, Iterator

import msgspec

from sitegen.errors import Problem, UsageError
from sitegen.ingest.candidate import Candidate, make_candidate
from sitegen.ingest.formats import Format, find_format, recognise
from sitegen.ingest.inputs import Input, open_inputs
from sitegen.ingest.packed import Pile
from sitegen.ingest.quarantine import Held, Quarantined
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

    candidates: Pile = msgspec.field(default_factory=Pile)
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
        try:
            chosen = find_format(piece.held.reader)
        except UsageError:
            hint = "mend its reader in the .json file beside it"
            problem = Problem(path=piece.path, message=f'there is no format "{piece.held.reader}"', hint=hint)
            intake.failed.append(problem)
            continue
        _read(Input(piece.held.source, piece.text.encode()), chosen, piece.held.listed, one, None)
        intake.notes += one.notes
        intake.passed_over += one.passed_over
        if (one.candidates or one.passed_over) and not one.rejected and not one.failed:
            is_part_of_page = chosen.name == daily_page.READER and len(one.candidates) == 1
            for candidate in one.candidates.take_all():
                placed = _in_its_place(candidate, piece.held)
                intake.candidates.add(_without_rank(placed) if is_part_of_page else placed)
            intake.retried.append(piece)
        else:
            # Lines count from the beginning of the piece, and it is the piece that can be mended.
            wrong = (*one.failed, *(aside.piece.problem for aside in one.rejected))
            intake.failed += [msgspec.structs.replace(problem, path=piece.path) for problem in wrong]
    return intake


def _in_its_place(candidate: Candidate, held: Held) -> Candidate:
    """Say where the piece stood before it came into quarantine."""
    where = msgspec.structs.replace(candidate.record.provenance, source=held.source, line=held.line)
    return msgspec.structs.replace(candidate, record=msgspec.structs.replace(candidate.record, provenance=where))


def _without_rank(candidate: Candidate) -> Candidate:
    """Forget the rank: a piece that was cut out of a page is the first of nothing."""
    listing = msgspec.structs.replace(candidate.listing, rank=0) if candidate.listing else None
    return msgspec.structs.replace(candidate, listing=listing, record=msgspec.structs.replace(candidate.record, rank=0))


def _read(item: Input, chosen: Format, listed: str, intake: Intake, progress: Progress | None) -> None:
    bad: list[Aside] = []
    found, passed_over = 0, len(intake.passed_over)
    days: set[str] = set()
    for piece in _pieces(item, chosen, listed, intake):
        result = make_candidate(piece) if isinstance(piece, Record) else piece
        if isinstance(result, Candidate):
            intake.candidates.add(result)
            days.update([result.listing.day.iso] if result.listing else [])
            found += 1
            if progress is not None and len(intake.candidates) % _EVERY == 0:
                progress(len(intake.candidates))
        elif result.problem.severity == "warning":
            intake.passed_over.append(result.problem)
        else:
            bad.append(Aside(result, RECORD if isinstance(piece, Record) else chosen.name, listed))
    if not found and len(bad) <= 1 and len(intake.passed_over) == passed_over:
        intake.failed += [aside.piece.problem for aside in bad]
        return
    if chosen.name == daily_page.READER and len(days) == 1:
        # A piece of a page does not say which day the page lists.
        bad = [msgspec.structs.replace(aside, listed=min(days)) for aside in bad]
    intake.rejected += bad


def _pieces(item: Input, chosen: Format, listed: str, intake: Intake) -> Iterator[Record | Rejected]:
    if chosen.name != daily_page.READER:
        yield from chosen.read(item.data, item.name)
        return
    page = daily_page.read_daily_page(item.data, item.name, listed)
    intake.notes += page.notes
    yield from page.records
    yield from page.rejected
