"""What every command shares: its way to show problems, and the option that names the site."""

import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import ParamSpec, TypeVar

import click

from sitegen.errors import Problem, SitegenError
from sitegen.show import show_problems

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
