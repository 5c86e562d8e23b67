"""What every command shares: its way to show problems, and the option that names the site."""

import errno
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

_FULL = (errno.ENOSPC, errno.EDQUOT)
"""What a system says when a disk is full; of a stream it names no file."""


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
            if error.filename is not None:
                problem = Problem(path=str(error.filename), message=f"cannot be read or written: {error.strerror}")
            elif error.errno in _FULL:
                problem = Problem(message=f"the output cannot be written: {error.strerror}", hint="make room, and try again")
            else:
                raise
            show_problems((problem,))
            sys.exit(SitegenError.exit_code)

    return run


site_option = click.option(
    "--site",
    "site_root",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(),
    help="The folder of the site (default: this one).",
)
