"""``sitegen tags retag``: the tags that ingest gave, found anew after the taxonomy changed, and shown before they are written."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence

import msgspec

from sitegen.config import SiteFolder
from sitegen.errors import Problem, SitegenError, did_you_mean
from sitegen.ingest.intake import Progress
from sitegen.ingest.ledger import LEDGER
from sitegen.ingest.library import Library
from sitegen.ingest.pipeline import TAXONOMY, holds, open_library
from sitegen.papers.header import read_paper
from sitegen.papers.paper import Paper
from sitegen.papers.store import find_files, read_text
from sitegen.papers.taxonomy import Taxonomy, load_taxonomy
from sitegen.papers.transaction import finish_transaction, settle, sole_writer, write_together

_EVERY = 100
"""After how many papers progress is told."""


class TagChange(msgspec.Struct, frozen=True):
    """A paper that gets other tags than it has."""

    paper: str
    """Its slug."""
    path: str
    """Its file, from the site's folder."""
    before: tuple[str, ...]
    after: tuple[str, ...]
    forbidden: tuple[str, ...] = ()
    """The tags that its file forbids."""

    @property
    def added(self) -> tuple[str, ...]:
        """The tags that it gets."""
        return tuple(tag for tag in self.after if tag not in self.before)

    @property
    def removed(self) -> tuple[str, ...]:
        """The tags that it loses."""
        return tuple(tag for tag in self.before if tag not in self.after)


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """What a retag would change, and what it leaves."""

    papers: int
    """How many papers were looked at."""
    changes: tuple[TagChange, ...]
    """By slug."""
    chosen: int
    """How many papers have tags that a person chose, or none because a person wants none."""
    warnings: tuple[Problem, ...] = ()
    """Forbidden tags that no topic has."""

    @property
    def by_tag(self) -> tuple[tuple[str, int, int], ...]:
        """Each tag that changes, with how many papers get it and how many lose it; the most changed first."""
        added = Counter(tag for change in self.changes for tag in change.added)
        removed = Counter(tag for change in self.changes for tag in change.removed)
        order = sorted({*added, *removed}, key=lambda tag: (-added[tag] - removed[tag], tag))
        return tuple((tag, added[tag], removed[tag]) for tag in order)


def find_difference(site: SiteFolder, names: tuple[str, ...] = (), progress: Progress | None = None) -> Difference:
    """Return what :func:`run_retag` would change, and write nothing."""
    settle(site.content)
    return _retag(site, names, progress)[1]


def run_retag(
    site: SiteFolder, names: tuple[str, ...], agree: Callable[[Difference], bool], progress: Progress | None = None
) -> tuple[Difference, bool]:
    """Tag anew the named papers, or all, whose tags are ingest's; return the difference and whether it was written.

    ``agree`` is shown the difference, unless there is none, and decides. No ingest goes on meanwhile. Files and ledger are written as one
    change. Raises :class:`SitegenError`, with nothing changed, when a paper's tags were edited in the meantime.
    """
    with sole_writer(site.content):
        finish_transaction(site.content)
        library, difference = _retag(site, names, progress)
        if not difference.changes or not agree(difference):
            return difference, False
        ledger = {f"{LEDGER}/{name}": data for name, data in library.ledger().items()}
        present = [path.relative_to(site.content).as_posix() for path in find_files(site.content / LEDGER, ".jsonl")]

        def files() -> Iterator[tuple[str, bytes]]:
            _check_untouched(site, difference.changes)
            yield from ((change.path, change.text.encode()) for change in library.changes())
            yield from ((path, data) for path, data in ledger.items() if not holds(site.content / path, data))

        write_together(site.content, files(), [path for path in present if path not in ledger])
        return difference, True


def unknown_forbidden(paper: Paper, taxonomy: Taxonomy) -> list[Problem]:
    """Return a warning for each tag that a paper forbids and no topic has: it is kept, since a topic may come, and may be a slip."""
    slugs = [topic.slug for topic in taxonomy.topics]
    return [
        Problem(path=paper.source, message=f'"-{slug}" forbids a tag that no topic has', hint=did_you_mean(slug, slugs), severity="warning")
        for slug in paper.forbidden_tags
        if slug not in taxonomy
    ]


def _retag(site: SiteFolder, names: tuple[str, ...], progress: Progress | None) -> tuple[Library, Difference]:
    library, _ = open_library(site)
    taxonomy = load_taxonomy(site.content / TAXONOMY)
    slugs = library.names.find(names, site.root) if names else library.names.all
    changes: list[TagChange] = []
    warnings: list[Problem] = []
    chosen = 0
    for number, slug in enumerate(sorted(slugs), start=1):
        before, after = library.retag(slug)
        warnings += unknown_forbidden(before, taxonomy)
        if after is None:
            chosen += 1
        elif after != before:
            changes.append(TagChange(slug, before.source, before.tags, after.tags, before.forbidden_tags))
        if progress is not None and number % _EVERY == 0:
            progress(number)
    return library, Difference(papers=len(slugs), changes=tuple(changes), chosen=chosen, warnings=tuple(warnings))


def _check_untouched(site: SiteFolder, changes: Sequence[TagChange]) -> None:
    """Raise for papers whose tags are no longer those that the difference began from: somebody edits them at this moment."""
    problems = []
    for change in changes:
        text = read_text(site.root / change.path, change.path)
        paper = None if isinstance(text, Problem) else read_paper(text, change.path, change.paper)[0]
        if paper is None or (paper.tags, paper.forbidden_tags) != (change.before, change.forbidden):
            hint = "nothing was written; look at the difference once more"
            problems.append(Problem(path=change.path, message="the file was changed in the meantime", hint=hint))
    if problems:
        raise SitegenError(problems)
