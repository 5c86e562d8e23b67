"""The commands: parse, call one function, print. The only place that reads the clock of the day."""

import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import ParamSpec, TypeVar

import click

from sitegen import __version__
from sitegen.config import SiteFolder, load_site
from sitegen.errors import Problem, SitegenError, UsageError

P = ParamSpec("P")
R = TypeVar("R")


def report_problems(command: Callable[P, R]) -> Callable[P, R]:
    """Show a :class:`SitegenError`, or a file that cannot be read or written, as what it is, and leave with its exit code.

    Every other exception is a bug and stays one.
    """

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except SitegenError as error:
            _show_problems(error.problems)
            sys.exit(error.exit_code)
        except OSError as error:
            if error.filename is None:
                raise
            _show_problems((Problem(path=str(error.filename), message=f"cannot be read or written: {error.strerror}"),))
            sys.exit(SitegenError.exit_code)

    return run


site_option = click.option(
    "--site",
    "site_root",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(),
    help="The folder of the site (default: this one).",
)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="sitegen")
def main() -> None:
    """Turn a stream of research papers into a fast, searchable static site."""


@main.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--title", default="Papers", show_default=True, help="The name of the site.")
@report_problems
def init(folder: Path, title: str) -> None:
    """Start a new site in FOLDER: its settings, a taxonomy of topics, an About page."""
    from sitegen.scaffold import start_site

    for name in start_site(folder, title):
        click.echo(f"  {folder / name}")
    click.echo(f"A new site. Next: cd {folder}; sitegen ingest PAGES...; sitegen serve")


@main.command()
@click.argument("pages", nargs=-1, required=True)
@click.option("--listed", metavar="DATE", default="", help="The day that the pages list (YYYY-MM-DD), or its year (YYYY).")
@click.option("--dry-run", is_flag=True, help="Say what would be done, and write nothing.")
@site_option
@report_problems
def ingest(pages: tuple[str, ...], listed: str, dry_run: bool, site_root: Path) -> None:
    """Read saved Daily Papers PAGES (files or folders) into content/.

    A page's head names a day without its year. The year is taken from --listed, from a day in the file's name that agrees with the head
    (2025-03-17.txt), or from the dates of the page's own papers; it is never guessed.
    """
    from sitegen.ingest.pipeline import run_ingest
    from sitegen.papers.dates import parse_date

    if listed:
        try:
            parse_date(listed)
        except ValueError as error:
            raise UsageError(Problem(message=f"--listed: {error}")) from None
    report = run_ingest(load_site(site_root), pages, listed=listed, dry_run=dry_run)
    for note in report.notes:
        click.echo(f"note: {note}", err=True)
    _show_problems(report.rejected, "left out")
    verb = "would be written" if dry_run else "written"
    events = ", ".join(f"{count} {_EVENT_WORDS[kind]}" for kind, count in sorted(report.events.items()))
    click.echo(f"{report.records} records read{': ' + events if events else ''}; {_plural(len(report.files), 'file')} {verb}.")
    if report.failed:
        _show_problems(report.failed)
        sys.exit(1)


_EVENT_WORDS = {
    "new": "new",
    "updated": "updated",
    "listed": "listed again",
    "unchanged": "unchanged",
    "held": "held back by your own edits",
}


@main.command()
@click.option("--clean", is_flag=True, help="Remove the output first and make everything again.")
@click.option("-v", "--verbose", is_flag=True, help="Say of each file that is made why it was stale, and how long each stage took.")
@click.option("--base-url", default="", metavar="URL", help="Where the site will be published, instead of what sitegen.yaml says.")
@site_option
@report_problems
def build(clean: bool, verbose: bool, base_url: str, site_root: Path) -> None:
    """Make the site: content/ and a theme into public/, search index included."""
    _build(load_site(site_root, base_url=base_url), clean=clean, verbose=verbose)


@main.command()
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="The port to listen on.")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--watch/--no-watch", default=True, show_default=True, help="Build again, and reload the page, when a source changes.")
@site_option
@report_problems
def serve(port: int, host: str, watch: bool, site_root: Path) -> None:
    """Build the site and show it in a browser, with the headers that a host would send."""
    from sitegen.serve import run_server

    run_server(site_root, host=host, port=port, reload=watch, say=click.echo)


def _build(folder: SiteFolder, *, clean: bool, verbose: bool) -> None:
    from sitegen.build import build as run_build

    report = run_build(folder, clean=clean)
    if verbose:
        for stale in report.stale:
            click.echo(f"  {stale.path}: {stale.reason}")
        for path in report.removed:
            click.echo(f"  {path}: removed")
        if report.indexed:
            click.echo("  the search index: what it holds changed")
        for name, seconds in report.stages:
            click.echo(f"  {name:8} {seconds:6.2f} s")
    seconds = sum(seconds for _, seconds in report.stages)
    output = folder.config.output
    if not report.written and not report.removed:
        click.echo(f"Nothing to do: {output}/ is up to date ({_plural(report.papers, 'paper')}, {report.files:,} files, {seconds:.2f} s).")
        return
    changed = f"{len(report.written):,} of {report.files:,} files written" + (
        f", {len(report.removed):,} removed" if report.removed else ""
    )
    size = report.size / 1_000_000
    click.echo(f"Built {output}/: {_plural(report.papers, 'paper')}, {report.pages:,} pages; {changed}; {size:.1f} MB in {seconds:.2f} s.")


def _show_problems(problems: tuple[Problem, ...], word: str = "error") -> None:
    for problem in problems:
        click.echo(f"{click.style(word, fg='red' if word == 'error' else 'yellow')}: {problem}", err=True)
    if len(problems) > 1 and word == "error":
        click.echo(f"{len(problems)} problems; nothing was written for them.", err=True)


def _plural(count: int, word: str) -> str:
    return f"{count:,} {word}" if count == 1 else f"{count:,} {word}s"
