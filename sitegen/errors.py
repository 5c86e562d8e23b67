"""What can go wrong for a user, as values: problems, and the error that carries them.

A :class:`Problem` is something a person can mend: it says what is wrong, where, and what would mend it.
:class:`SitegenError` is raised once a stage has gathered all of its problems; every other exception is a bug and
keeps its traceback.
"""

import difflib
from collections.abc import Iterable
from typing import Literal

import msgspec

Severity = Literal["error", "warning"]


class Problem(msgspec.Struct, frozen=True, kw_only=True, order=True):
    """One thing that a user can mend."""

    path: str = ""
    """The file it is in, as the user would type it; empty when it is not about a file."""
    line: int = 0
    """The line in that file, counted from 1; 0 when it is about the whole file."""
    message: str
    """What is wrong, as one sentence without a full stop at its end."""
    hint: str = ""
    """What was probably meant, or what would mend it; may be empty."""
    severity: Severity = "error"
    """An error stops the stage; a warning is shown and the stage goes on."""

    def __str__(self) -> str:
        """The problem as the command line shows it: ``file:line: message`` and the hint on a line of its own."""
        where = f"{self.path}:{self.line}" if self.path and self.line else self.path
        head = f"{where}: {self.message}" if where else self.message
        return f"{head}\n    {self.hint}" if self.hint else head


class SitegenError(Exception):
    """A stage cannot go on, for reasons that the user can mend.

    It survives pickling (its only argument is the tuple of problems), so that worker processes can raise it.
    """

    exit_code = 1

    def __init__(self, problems: Iterable[Problem] | Problem | str) -> None:
        if isinstance(problems, str):
            problems = (Problem(message=problems),)
        elif isinstance(problems, Problem):
            problems = (problems,)
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)


class UsageError(SitegenError):
    """The command itself was wrong: an option that does not fit, a folder that is not a site."""

    exit_code = 2


def did_you_mean(word: str, candidates: Iterable[str]) -> str:
    """Return ``did you mean "x"?`` for the candidate nearest to ``word``, or an empty string when none is near."""
    near = difflib.get_close_matches(word, list(candidates), n=1, cutoff=0.6)
    return f'did you mean "{near[0]}"?' if near else ""
