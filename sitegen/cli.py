"""The commands: parse, call one function, print. The only place that reads the clock of the day."""

import os
import sys
from pathlib import Path

import click

from sitegen import __version__
from sitegen.cli_build import build
from sitegen.cli_content import export, fetch, held, ingest
from sitegen.cli_support import report_problems, site_option
from sitegen.cli_tags import tags


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="sitegen")
def main() -> None:
    """Turn a stream of research papers into a fast, searchable static site."""


for command in (build, fetch, ingest, held, export, tags):
    main.add_command(command)


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
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="The port to listen on.")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--watch/--no-watch", default=True, show_default=True, help="Build again, and reload the page, when a source changes.")
@site_option
@report_problems
def serve(port: int, host: str, watch: bool, site_root: Path) -> None:
    """Build the site and show it in a browser, with the headers that a host would send."""
    from sitegen.serve import run_server

    run_server(site_root, host=host, port=port, reload=watch, say=click.echo)


def run() -> None:
    """Run the program and end it at once: Python would free the values of a large site one by one, for longer than some builds take."""
    try:
        main()
    except SystemExit as end:
        if end.code is not None and not isinstance(end.code, int):
            raise
        code = end.code or 0
        for stream in filter(None, (sys.stdout, sys.stderr)):
            try:
                stream.flush()
            except OSError:
                code = code or 1  # who reads is gone, or the disk is full: there is nobody to tell
        os._exit(code)
