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
from sitegen.show import reading_progress, show_build, show_ingest, show_problems

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
            show_problems(error.problems)
            if len(error.problems) > 1:
                click.echo(f"{len(error.problems)} problems; nothing was written.", err=True)
            sys.exit(error.exit_code)
        except OSError as error:
            if error.filename is None:
                raise
            show_problems((Problem(path=str(error.filename), message=f"cannot be read or written: {error.strerror}"),))
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
    click.echo(f"A new site. Next: cd {folder}; sitegen ingest INPUTS...; sitegen serve")


@main.command()
@click.argument("inputs", nargs=-1)
@click.option("--listed", metavar="DATE", default="", help="The day that saved pages list (YYYY-MM-DD), or its year (YYYY).")
@click.option("--format", "format_name", metavar="NAME", default="", help="The format of the inputs, when it is not to be recognised.")
@click.option("--retry", is_flag=True, help="Read what is in quarantine once more.")
@click.option("--dry-run", is_flag=True, help="Say what would be done, and write nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@site_option
@report_problems
def ingest(inputs: tuple[str, ...], listed: str, format_name: str, retry: bool, dry_run: bool, as_json: bool, site_root: Path) -> None:
    """Read papers from INPUTS (files, folders, archives, or - for standard input) into content/.

    The format of each input is recognised from its content: saved Daily Papers pages, the Daily Papers API, RSS and Atom, arXiv, the ACL
    Anthology, BibTeX, RIS, CSL-JSON, Crossref, OpenAlex, Semantic Scholar, PubMed, Zotero, JSON Lines, JSON and CSV.

    A saved page's head names a day without its year. The year is taken from --listed, from a day in the file's name that agrees with the
    head (2025-03-17.txt), or from the dates of the page's own papers; it is never guessed.
    """
    from sitegen.ingest.pipeline import IngestOptions, run_ingest
    from sitegen.ingest.report import report_json

    if bool(inputs) == retry:
        message = (
            "--retry reads the quarantine, and no other input" if retry else "name what to read: files, folders, or - for standard input"
        )
        raise UsageError(Problem(message=message))
    options = IngestOptions(listed=_checked_day(listed), format_name=format_name, dry_run=dry_run, retry=retry)
    with reading_progress() as progress:
        report = run_ingest(load_site(site_root), inputs, options, progress)
    if as_json:
        click.echo(report_json(report))
    else:
        show_ingest(report)
    if report.failed:
        sys.exit(1)


def _checked_day(listed: str) -> str:
    from sitegen.papers.dates import parse_date

    if not listed:
        return ""
    try:
        date = parse_date(listed)
    except ValueError as error:
        raise UsageError(Problem(message=f"--listed: {error}")) from None
    if date.month and not date.day:
        raise UsageError(Problem(message=f'--listed: "{listed}" is a month; name the day (YYYY-MM-DD) or the year alone (YYYY)'))
    return listed


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

    show_build(run_build(folder, clean=clean), folder.config.output, verbose=verbose)
