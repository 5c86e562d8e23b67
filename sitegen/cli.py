"""The commands: parse, call one function, print. The only place that reads the clock of the day."""

from pathlib import Path

import click

from sitegen import __version__
from sitegen.cli_content import export, fetch, held, ingest
from sitegen.cli_support import report_problems, site_option
from sitegen.cli_tags import tags
from sitegen.config import Config, SiteFolder, load_site
from sitegen.errors import Problem, SitegenError, UsageError
from sitegen.show import show_build


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="sitegen")
def main() -> None:
    """Turn a stream of research papers into a fast, searchable static site."""


for command in (fetch, ingest, held, export, tags):
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
@click.option("--clean", is_flag=True, help="Remove the output first and make everything again.")
@click.option("-v", "--verbose", is_flag=True, help="Say of each file that is made why it was stale, and how long each stage took.")
@click.option("--base-url", default="", metavar="URL", help="Where the site will be published, instead of what sitegen.yaml says.")
@site_option
@report_problems
def build(clean: bool, verbose: bool, base_url: str, site_root: Path) -> None:
    """Make the site: content/ and a theme into public/, search index included."""
    try:
        folder = load_site(site_root, base_url=base_url)
    except UsageError:
        raise
    except SitegenError as error:
        # The settings are wrong; what is wrong with the content as well is told along with it.
        raise SitegenError([*error.problems, *_problems_of_content(site_root)]) from None
    _build(folder, clean=clean, verbose=verbose)


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


def _problems_of_content(site_root: Path) -> tuple[Problem, ...]:
    from sitegen.reading import read_site

    try:
        read_site(SiteFolder(site_root, Config()))
    except SitegenError as error:
        return error.problems
    return ()


def _build(folder: SiteFolder, *, clean: bool, verbose: bool) -> None:
    from sitegen.build import build as run_build

    show_build(run_build(folder, clean=clean), folder.config.output, verbose=verbose)
