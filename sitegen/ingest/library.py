"""The papers of ``content/`` while an ingest goes on: found by identity, merged, and turned into changes of files."""

from pathlib import PurePosixPath

import msgspec

from sitegen.ingest.candidate import Candidate
from sitegen.ingest.identity import Identities, traits_of
from sitegen.ingest.ledger import Entry, ledger_files
from sitegen.ingest.merge import Merged, merge, new_paper
from sitegen.ingest.report import EventKind
from sitegen.ingest.tagger import TagsPapers
from sitegen.papers.edit import update_text
from sitegen.papers.frontmatter import write_paper
from sitegen.papers.paper import Paper
from sitegen.papers.store import PAPERS, StoredPaper
from sitegen.text import digest, slugify, title_key


class FileChange(msgspec.Struct, frozen=True):
    """A content file to be written, and the one to be removed when it moved."""

    path: str
    """Relative to the content folder, with slashes."""
    text: str
    old_path: str = ""


class Library:
    """Papers by slug and by identity. Only this class decides which file a paper stands in."""

    def __init__(self, stored: list[StoredPaper], ledger: dict[str, Entry], content_prefix: str, tagger: TagsPapers) -> None:
        self._prefix = content_prefix
        self._tagger = tagger
        self._before = {item.paper.slug: item for item in stored}
        self._papers = {item.paper.slug: item.paper for item in stored}
        self._slug_of_alias = {alias: paper.slug for paper in self._papers.values() for alias in paper.aliases}
        # The name of a file may differ from the slug in it; neither may be given to another paper.
        self._taken = {*self._slug_of_alias, *self._papers, *(PurePosixPath(paper.source).stem for paper in self._papers.values())}
        self._ledger = self._follow_renames(ledger)
        self._identities = Identities()
        for paper in self._papers.values():
            entry = self._ledger.get(paper.slug)
            self._identities.add(paper.slug, traits_of(paper.ids, _titles(paper, entry), paper.authors))

    @property
    def papers(self) -> tuple[Paper, ...]:
        """Every paper as it is now."""
        return tuple(self._papers.values())

    def add(self, candidate: Candidate) -> tuple[Merged, EventKind] | tuple[str, ...]:
        """Merge one candidate; return what happened, or the papers between which it does not decide."""
        match = self._identities.find(candidate.traits)
        if match.undecided:
            return match.undecided
        if match.slug:
            merged = merge(self._papers[match.slug], self._ledger.get(match.slug), candidate, self._tagger)
        else:
            merged = new_paper(candidate, self._new_slug(candidate), self._tagger)
        paper = merged.paper
        self._papers[paper.slug] = paper
        self._ledger[paper.slug] = merged.entry
        self._taken.add(paper.slug)
        self._identities.add(paper.slug, traits_of(paper.ids, _titles(paper, merged.entry), paper.authors))
        if match.others and merged.changed:
            return merged, "conflicting"
        return merged, merged.kind if match.slug else "new"

    def changes(self) -> list[FileChange]:
        """Return the files that differ from what is on disk, sorted by path."""
        changes = []
        occupied = {item.paper.source.removeprefix(self._prefix) for item in self._before.values()}
        for slug, paper in self._papers.items():
            before = self._before.get(slug)
            if before is None:
                changes.append(FileChange(home_of(paper), write_paper(paper)))
            elif before.paper != paper:
                old_path = before.paper.source.removeprefix(self._prefix)
                path = home_of(paper) if old_path == home_of(before.paper) and home_of(paper) not in occupied else old_path
                text = update_text(before.text, before.paper, paper)
                changes.append(FileChange(path, text, old_path if path != old_path else ""))
        return sorted(changes, key=lambda change: change.path)

    def ledger(self) -> dict[str, bytes]:
        """Return the files of the ledger as they should be."""
        return ledger_files(self._ledger, self._papers.values())

    def _follow_renames(self, ledger: dict[str, Entry]) -> dict[str, Entry]:
        """Give the entry of a file that a person renamed to the paper that it is now; forget entries of removed papers."""
        slug_of_key = {key: paper.slug for paper in reversed(list(self._papers.values())) for key in paper.keys}
        followed = {slug: entry for slug, entry in ledger.items() if slug in self._papers}
        for slug, entry in sorted(ledger.items()):
            if slug in self._papers:
                continue
            by_key = next((slug_of_key[key] for key in entry.keys if key in slug_of_key), None)
            renamed = self._slug_of_alias.get(slug, by_key)
            if renamed is not None and renamed not in followed:
                followed[renamed] = msgspec.structs.replace(entry, paper=renamed)
        return followed

    def _new_slug(self, candidate: Candidate) -> str:
        slug = slugify(candidate.title)
        endings = (f"-{digest(candidate.keys[0])[:length]}" for length in range(6, 33))
        return next(name for name in (slug, *(slug + ending for ending in endings)) if name not in self._taken)


def _titles(paper: Paper, entry: Entry | None) -> list[str]:
    """Keys of the paper's title and of those under which it came before a person changed it."""
    earlier = [key.removeprefix("title:") for key in entry.keys if key.startswith("title:")] if entry else []
    return [title_key(paper.title), *earlier]


def home_of(paper: Paper) -> str:
    """Return where a paper's file belongs: ``papers/2025/03/17/slug.md``, with as much of the date as is known."""
    date = paper.date
    folder = date.iso.replace("-", "/") if date else "undated"
    return str(PurePosixPath(PAPERS, folder, f"{paper.slug}.md"))
