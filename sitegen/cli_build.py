"""The command that makes the site."""

import sys
from pathlib import Path

import click

from sitegen.cli_support import report_problems, site_option
from sitegen.config import Config, SiteFolder, load_site
from sitegen.errors import Problem, SitegenError, UsageError
from sitegen.show import show_build, show_profile, show_verified

_TIMES, _PREVIEW = "times", "preview"


@click.command()
@click.option("--clean", is_flag=True, help="Remove the output first and make everything again.")
@click.option("-v", "--verbose", is_flag=True, help="Say of each file that is made why it was stale, and how long each stage took.")
@click.option("--verify", is_flag=True, help="Build again from nothing in another folder, and fail when a single byte differs.")
@click.option(
    "--profile",
    type=click.Choice([_TIMES, _PREVIEW]),
    is_flag=False,
    flag_value=_TIMES,
    multiple=True,
    metavar="[preview]",
    help="Alone: say where the time went, by stage, template and page. With the word preview: leave out search and feeds.",
)
@click.option(
    "--jobs", type=click.IntRange(0), default=0, metavar="N", help="How many processes work at a time (default: one for each core)."
)
@click.option("--executor", default="", metavar="URL", help="Let a cluster render: dask://host:port.")
@click.option("--base-url", default="", metavar="URL", help="Where the site will be published, instead of what sitegen.yaml says.")
@site_option
@report_problems
def build(
    clean: bool, verbose: bool, verify: bool, profile: tuple[str, ...], jobs: int, executor: str, base_url: str, site_root: Path
) -> None:
    """Make the site: content/ and a theme into public/, search index included."""
    from sitegen.build import BuildOptions
    from sitegen.build import build as run_build
    from sitegen.verify import verify as run_verify
    from sitegen.workers import make_executor

    try:
        folder = load_site(site_root, base_url=base_url)
    except UsageError:
        raise
    except SitegenError as error:
        # The settings are wrong; what is wrong with the content as well is told along with it.
        raise SitegenError([*error.problems, *_problems_of_content(site_root)]) from None
    options = BuildOptions(clean=clean, preview=_PREVIEW in profile)
    worker = make_executor(executor, jobs)
    try:
        verified = run_verify(folder, options, worker) if verify else None
        report = verified.report if verified else run_build(folder, options, executor=worker)
    finally:
        worker.close()
    show_build(report, folder.config.output, verbose=verbose)
    if _TIMES in profile:
        show_profile(report)
    if verified:
        show_verified(verified, folder.config.output)
        sys.exit(1 if verified.difference else 0)


def _problems_of_content(site_root: Path) -> tuple[Problem, ...]:
    from sitegen.reading import read_site

    try:
        read_site(SiteFolder(site_root, Config()))
    except SitegenError as error:
        return error.problems
    return ()
