"""How reports and problems are shown on a terminal."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from sitegen.errors import Problem
from sitegen.ingest.report import EVENT_WORDS, IngestReport
from sitegen.publish.limits import near_limits
from sitegen.publish.report import BuildReport

if TYPE_CHECKING:  # the network's modules are only imported by the commands that need them
    from sitegen.ingest.collect import FetchReport
    from sitegen.verify import Verified

_SHOWN_PASSED = 3
"""How many pieces that are no papers are named."""
_SHOWN = 20
"""How many rejected pieces are named; the others are counted, and all are in quarantine."""


def plural(count: int, word: str) -> str:
    """``1 file`` or ``1,200 files``."""
    return f"{count:,} {word}" if count == 1 else f"{count:,} {word}s"


def show_problems(problems: tuple[Problem, ...], word: str = "error") -> None:
    """Print problems to standard error, in the order given."""
    for problem in problems:
        click.echo(f"{click.style(word, fg='red' if word == 'error' else 'yellow')}: {problem}", err=True)


def show_ingest(report: IngestReport) -> None:
    """Print what an ingest did: what was decided, what was left out, and a table of events."""
    for note in report.notes:
        click.echo(f"note: {note}", err=True)
    show_problems(report.passed_over[:_SHOWN_PASSED], "passed over")
    if len(report.passed_over) > _SHOWN_PASSED:
        click.echo(f"… and {plural(len(report.passed_over) - _SHOWN_PASSED, 'more piece')} passed over that are no papers", err=True)
    show_problems(report.rejected[:_SHOWN], "left out")
    if len(report.rejected) > _SHOWN:
        click.echo(
            f"… and {plural(len(report.rejected) - _SHOWN, 'more piece')} left out; all are in content/.ingest/quarantine/", err=True
        )
    counts = [(EVENT_WORDS[kind], count) for kind, count in report.counts.items()]
    if report.rejected:
        counts.append(("left out, in quarantine", len(report.rejected)))
    if sys.stdout.isatty() and counts:
        _table(counts)
    verb = "would be written" if report.dry_run else "written"
    events = ", ".join(f"{count:,} {word}" for word, count in counts)
    click.echo(f"{plural(report.records, 'record')} read{': ' + events if events else ''}; {plural(len(report.files), 'file')} {verb}.")
    show_problems(report.failed)


def show_fetches(reports: "Sequence[FetchReport]", *, err: bool = False) -> None:
    """Print what became of each source and day; with ``err`` all of it to standard error."""
    for report in reports:
        for note in report.notes:
            click.echo(f"note: {note}", err=True)
        for day in report.days:
            click.echo(f"{report.source}: {day}", err=err or day.is_failure)
        click.echo(
            f"{report.source}: {plural(report.requests, 'request')}, {report.bytes:,} bytes, {plural(len(report.files), 'file')} kept.",
            err=err,
        )


def _table(counts: list[tuple[str, int]]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(justify="right")
    table.add_column()
    for word, count in counts:
        table.add_row(f"{count:,}", word)
    Console().print(table)


@contextmanager
def reading_progress(action: str = "Reading", unit: str = "records") -> Iterator[Callable[[int], None] | None]:
    """Show on a terminal how many records were read so far; yield what is to be told of it, or None where there is no terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), TextColumn(f"{{task.completed:,.0f}} {unit}"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(action, total=None)
        yield lambda count: progress.update(task, completed=count)


def show_build(report: BuildReport, output: str, *, verbose: bool) -> None:
    """Print what a build did; ``output`` is the name of the output folder."""
    if verbose:
        for stale in report.stale:
            click.echo(f"  {stale.path}: {stale.reason}")
        for path in report.removed:
            click.echo(f"  {path}: removed")
        for count in report.indexed:
            part = f"a bundle of {plural(count, 'paper')}" if count else "its engine"
            click.echo(f"  the search index: {part} was made")
        for name, seconds in report.stages:
            click.echo(f"  {name:8} {seconds:6.2f} s")
    seconds = sum(seconds for _, seconds in report.stages)
    show_problems(report.warnings, "warning")
    for sentence in near_limits(report.files, report.size, report.largest[0]):
        click.echo(f"{click.style('warning', fg='yellow')}: {sentence}", err=True)
    if not report.written and not report.removed:
        click.echo(f"Nothing to do: {output}/ is up to date ({plural(report.papers, 'paper')}, {report.files:,} files, {seconds:.2f} s).")
        return
    removed = f", {len(report.removed):,} removed" if report.removed else ""
    site = f"{plural(report.papers, 'paper')}, {report.pages:,} pages; {plural(report.files, 'file')} of {_size(report.size)}"
    changed = f"{len(report.written):,} changed ({_size(report.changed_size)} to upload){removed}"
    click.echo(f"Built {output}/: {site}, {changed}; {seconds:.2f} s.")


def show_profile(report: BuildReport) -> None:
    """Print where the time of a build went: by stage, by template, and the slowest pages."""
    total = sum(seconds for _, seconds in report.stages) or 1.0
    click.echo("By stage:")
    for name, seconds in report.stages:
        click.echo(f"  {name:30} {seconds:8.3f} s  {seconds / total:4.0%}")
    templates: dict[str, list[float]] = {}
    for page in report.times:
        templates.setdefault(page.template, []).append(page.seconds)
    if not templates:
        return
    click.echo("By template, summed over all processes:")
    for name, times in sorted(templates.items(), key=lambda item: (-sum(item[1]), item[0])):
        click.echo(f"  {name:30} {sum(times):8.3f} s  {plural(len(times), 'page')}, {sum(times) / len(times) * 1000:.1f} ms each")
    click.echo("Slowest pages:")
    for page in sorted(report.times, key=lambda page: (-page.seconds, page.path))[:10]:
        click.echo(f"  {page.path:50} {page.seconds * 1000:8.1f} ms")


def show_verified(verified: "Verified", output: str) -> None:
    """Print whether the site is what a clean build gives."""
    difference = verified.difference
    if difference is None:
        seconds = sum(seconds for _, seconds in verified.clean.stages)
        click.echo(f"Verified: all {verified.files:,} files are what a clean build makes, byte for byte ({seconds:.2f} s).")
        return
    others = f" (and {plural(difference.count - 1, 'file')} more)" if difference.count > 1 else ""
    problem = Problem(path=f"{output}/{difference.path}", message=f"{difference.why}{others}", hint="a build with --clean mends it")
    show_problems((problem,))


def _size(count: int) -> str:
    """``12.3 MB`` or ``4.5 kB``."""
    return f"{count / 1_000_000:.1f} MB" if count >= 100_000 else f"{count / 1000:.1f} kB"
