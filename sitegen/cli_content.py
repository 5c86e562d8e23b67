"""The commands that fill ``content/`` and tell of it: fetch, ingest, held, export."""

import datetime
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sitegen.cli_support import report_problems, site_option
from sitegen.config import SiteFolder, load_site
from sitegen.errors import Problem, SitegenError, UsageError, did_you_mean
from sitegen.show import plural, reading_progress, show_fetches, show_ingest

if TYPE_CHECKING:  # the network's modules are only imported by the commands that need them
    from sitegen.ingest.collect import FetchReport


@click.command()
@click.argument("inputs", nargs=-1)
@click.option("--listed", metavar="DATE", default="", help="The day that saved pages list (YYYY-MM-DD), or its year (YYYY).")
@click.option("--format", "format_name", metavar="NAME", default="", help="The format of the inputs, when it is not to be recognised.")
@click.option("--retry", is_flag=True, help="Read what is in quarantine once more.")
@click.option("--dry-run", is_flag=True, help="Say what would be done, and write nothing.")
@click.option("--strict", is_flag=True, help="Leave with an exit code of 1 when a source failed.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@site_option
@report_problems
def ingest(
    inputs: tuple[str, ...], listed: str, format_name: str, retry: bool, dry_run: bool, strict: bool, as_json: bool, site_root: Path
) -> None:
    """Read papers from INPUTS into content/: files, folders, archives, - for standard input, or names of sources.

    A source of sitegen.yaml is fetched first, and what was kept of it is read. A source that fails leaves the site as it was.

    The format of each input is recognised from its content: saved Daily Papers pages, the Daily Papers API, RSS and Atom, arXiv, the ACL
    Anthology, BibTeX, RIS, CSL-JSON, Crossref, OpenAlex, Semantic Scholar, PubMed, Zotero, JSON Lines, JSON and CSV.

    A saved page's head names a day without its year. The year is taken from --listed, from a day in the file's name that agrees with the
    head (2025-03-17.txt), or from the dates of the page's own papers; it is never guessed.
    """
    from sitegen.ingest.formats import find_format
    from sitegen.ingest.pipeline import IngestOptions, run_ingest
    from sitegen.ingest.report import report_json

    if bool(inputs) == retry:
        message = (
            "--retry reads the quarantine, and no other input" if retry else "name what to read: files, folders, or - for standard input"
        )
        raise UsageError(Problem(message=message))
    if format_name:
        find_format(format_name)  # before anything is fetched
    options = IngestOptions(listed=_checked_day(listed), format_name=format_name, dry_run=dry_run, retry=retry)
    site = load_site(site_root)
    named, paths = _sources_among(inputs, site)
    fetched = _fetch(site, named, (), quiet=as_json) if named and not dry_run else ()
    if named and dry_run:
        click.echo("note: --dry-run fetches nothing; what was fetched before is read", err=True)
    paths += _kept(site, named) if named else []
    with reading_progress() as progress:
        report = run_ingest(site, paths, options, progress)
    if as_json:
        click.echo(report_json(report), nl=False)
    else:
        show_ingest(report)
    if report.failed or (strict and any(report.problems for report in fetched)):
        sys.exit(1)


@click.command()
@click.argument("sources", nargs=-1)
@click.option("--day", "days", multiple=True, metavar="DATE", help="A day to fetch (YYYY-MM-DD); may be given several times.")
@click.option("--strict", is_flag=True, help="Leave with an exit code of 1 when a source failed.")
@site_option
@report_problems
def fetch(sources: tuple[str, ...], days: tuple[str, ...], strict: bool, site_root: Path) -> None:
    """Ask the SOURCES of sitegen.yaml (all when none is named), and keep their answers below content/.ingest/raw/.

    A source that is down, empty, or gives far fewer papers than usual leaves everything as it was. Read what was kept with sitegen ingest.
    """
    reports = _fetch(load_site(site_root), sources, days)
    if strict and any(report.problems for report in reports):
        sys.exit(1)


@click.command()
@site_option
@report_problems
def held(site_root: Path) -> None:
    """List the fields that a person changed, which no ingest touches."""
    from sitegen.ingest.held import held_papers

    papers = held_papers(load_site(site_root))
    for path, fields in papers:
        click.echo(f"{path}: {', '.join(fields)}")
    click.echo(f"{plural(len(papers), 'paper')} with fields of your own.")


@click.command()
@click.option("--output", "-o", type=click.Path(path_type=Path, dir_okay=False), help="The file to write; standard output when left out.")
@site_option
@report_problems
def export(output: Path | None, site_root: Path) -> None:
    """Write every paper as JSON Lines, in the form of docs/neutral-format.md."""
    from sitegen.papers.neutral import neutral_lines, neutral_record
    from sitegen.papers.signals import load_signals
    from sitegen.papers.store import load_papers, write_atomically
    from sitegen.papers.transaction import settle

    site = load_site(site_root)
    settle(site.content)
    stored, problems = load_papers(site.content, site.root)
    signals, signal_problems = load_signals(site.content, site.root)
    if problems or signal_problems:
        raise SitegenError([*problems, *signal_problems])
    lines = b"".join(neutral_lines(neutral_record(item.paper, signals) for item in stored))
    if output is None:
        sys.stdout.buffer.write(lines)
    else:
        write_atomically(output, lines)


def _sources_among(inputs: Sequence[str], site: SiteFolder) -> tuple[list[str], list[str]]:
    """Part the inputs into names of sources and paths; a bare word that is neither and is like a source is a wrong command."""
    sources = site.config.sources
    paths = [name for name in inputs if name not in sources or os.path.exists(name)]  # noqa: PTH110  a name may be too long for Path
    wrong = [
        Problem(message=f'there is no source and no file "{name}"', hint=hint)
        for name in paths
        if name.replace("-", "").isalnum() and not os.path.exists(name) and (hint := did_you_mean(name, sources))  # noqa: PTH110
    ]
    if wrong:
        raise UsageError(wrong)
    return list(dict.fromkeys(name for name in inputs if name not in paths)), paths


def _kept(site: SiteFolder, names: Sequence[str]) -> list[str]:
    from sitegen.ingest.fetching import kept_answers

    return [str(path) for path in kept_answers(site, names, now=datetime.datetime.now(datetime.UTC))]


def _fetch(site: SiteFolder, names: Sequence[str], days: Sequence[str], *, quiet: bool = False) -> "tuple[FetchReport, ...]":
    """Fetch sources and tell of it, with ``quiet`` to standard error alone."""
    from sitegen.ingest.fetching import fetch_sources
    from sitegen.papers.dates import parse_day

    try:
        asked = [parse_day(day).last_day for day in days]
    except ValueError as error:
        raise UsageError(Problem(message=f"--day: {error}")) from None
    reports = fetch_sources(site, names, now=datetime.datetime.now(datetime.UTC), days=asked)
    show_fetches(reports, err=quiet)
    return reports


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
