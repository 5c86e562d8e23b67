"""The papers of ``content/`` while an ingest goes on: found by identity, merged, and turned into changes of files."""

from collections.abc import Iterator
from itertools import chain
from pathlib import Path, PurePosixPath

import msgspec

from sitegen.errors import Problem, SitegenError
from sitegen.ingest.automatic_tags import find_tags, has_automatic_tags
from sitegen.ingest.candidate import Candidate
from sitegen.ingest.identity import Identities, traits_of
from sitegen.ingest.ledger import Entry, Written, fingerprint, ledger_files
from sitegen.ingest.merge import Merged, merge, new_paper
from sitegen.ingest.named_papers import PaperNames
from sitegen.ingest.packed import PackedDict
from sitegen.ingest.report import EventKind
from sitegen.ingest.tagger import TagsPapers
from sitegen.papers.edit import update_text
from sitegen.papers.frontmatter import write_paper
from sitegen.papers.paper import Paper
from sitegen.papers.store import PAPERS, read_text
from sitegen.text import digest, slugify, title_key


class FileChange(msgspec.Struct, frozen=True):
    """A content file to be written, and the one to be removed when it moved."""

    path: str
    """Relative to the content folder, with slashes."""
    text: str
    old_path: str = ""


class Library:
    """Papers by slug and by identity. Only this class decides which file a paper stands in."""

    def __init__(self, site_root: Path, content_prefix: str, tagger: TagsPapers) -> None:
        self._root = site_root
        self._prefix = content_prefix
        self._tagger = tagger
        self._before = PackedDict(Paper)
        self._after = PackedDict(Paper)
        """Papers that are new or changed."""
        self._months: dict[str, str] = {}
        self._slug_of_alias: dict[str, str] = {}
        self._taken: set[str] = set()
        """Slugs, aliases, and names of files: none of them may be given to another paper."""
        self._sources: dict[str, str] = {}
        self._ledger = PackedDict(Entry)
        self._identities = Identities()

    def know(self, paper: Paper) -> None:
        """Make a paper known that is there."""
        self._before[paper.slug] = paper
        self._months[paper.slug] = _month_of(paper)
        self._sources[paper.slug] = paper.source
        self._slug_of_alias.update(dict.fromkeys(paper.aliases, paper.slug))
        self._taken.update((paper.slug, *paper.aliases, PurePosixPath(paper.source).stem))
        self._identities.add(paper.slug, traits_of(paper.ids, [title_key(paper.title)], paper.authors))

    def remember(self, ledger: PackedDict[Entry]) -> None:
        """Take in what ingest wrote before, once every paper is known."""
        self._ledger = ledger
        self._follow_renames()
        for slug, entry in ledger.items():
            if slug in self._months:
                self._identities.add(slug, traits_of((), _earlier_titles(entry), ()))

    def add(self, candidate: Candidate) -> tuple[Merged, EventKind] | tuple[str, ...]:
        """Merge one candidate; return what happened, or the papers between which it does not decide."""
        match = self._identities.find(candidate.traits)
        if match.undecided:
            return match.undecided
        if match.others:
            # An identifier belongs to one paper: what another has is not given to this one.
            owned = self._identities.owned(match.others)
            own = tuple((kind, value) for kind, value in candidate.ids if (kind, value.lower()) not in owned)
            candidate = msgspec.structs.replace(candidate, ids=own)
        if match.slug:
            merged = merge(self._paper(match.slug), self._ledger.get(match.slug), candidate, self._tagger)
        else:
            merged = new_paper(candidate, self._new_slug(candidate), self._tagger)
        paper = merged.paper
        if merged.changed or not match.slug:
            self._after[paper.slug] = paper
            self._months[paper.slug] = _month_of(paper)
        self._ledger[paper.slug] = merged.entry
        self._taken.add(paper.slug)
        self._identities.add(paper.slug, traits_of(paper.ids, [title_key(paper.title), *_earlier_titles(merged.entry)], paper.authors))
        if match.others and merged.changed:
            return merged, "conflicting"
        return merged, merged.kind if match.slug else "new"

    @property
    def names(self) -> PaperNames:
        """What each paper may be called by."""
        return PaperNames(self._sources, self._slug_of_alias)

    def retag(self, slug: str) -> tuple[Paper, Paper | None]:
        """Give a paper the tags that follow from it now; return it as it was, and as it is, or None where its tags are not ingest's."""
        paper, entry = self._before[slug], self._ledger.get(slug) or Entry(paper=slug, keys=())
        written = entry.fields.get("tags")
        if not has_automatic_tags(paper, written) or (written is None and not paper.forbidden_tags):
            return paper, None
        after = msgspec.structs.replace(paper, tags=find_tags(paper, self._tagger))
        if after != paper:
            self._after[slug] = after
            fields = {**entry.fields, "tags": Written(fingerprint(after.tags), "")}
            self._ledger[slug] = msgspec.structs.replace(entry, fields=dict(sorted(fields.items())))
        return paper, after

    def changes(self) -> Iterator[FileChange]:
        """Yield the files that differ from what is on disk, each made when it is asked for."""
        occupied = {source.removeprefix(self._prefix) for source in self._sources.values()}
        for slug in sorted(self._after):
            paper = self._after[slug]
            if slug not in self._before:
                yield FileChange(home_of(paper), write_paper(paper))
                continue
            before = self._before[slug]
            if before != paper:
                old_path = before.source.removeprefix(self._prefix)
                path = home_of(paper) if old_path == home_of(before) and home_of(paper) not in occupied else old_path
                text = read_text(self._root / before.source, before.source)
                if isinstance(text, Problem):
                    raise SitegenError(text)
                text = update_text(text, before, paper)
                yield FileChange(path, text, old_path if path != old_path else "")

    def ledger(self) -> dict[str, bytes]:
        """Return the files of the ledger as they should be."""
        return ledger_files(self._ledger, self._months)

    def _paper(self, slug: str) -> Paper:
        return self._after[slug] if slug in self._after else self._before[slug]

    def _follow_renames(self) -> None:
        """Give the entry of a file that a person renamed to the paper that it is now; forget entries of removed papers."""
        orphans = sorted(slug for slug in self._ledger if slug not in self._before)
        signs: dict[str, str] = {}
        if orphans:
            for slug in sorted(self._before, reverse=True):
                if slug not in self._ledger:
                    signs.update(dict.fromkeys(_signs_of(self._before[slug]), slug))
        for slug in orphans:
            entry = self._ledger.pop(slug)
            abstract = entry.fields.get("abstract")
            wanted = (f"file:{slug}", *entry.keys, f"abstract:{abstract.digest}" if abstract else "")
            by_sign = next((signs[sign] for sign in wanted if sign in signs), None)
            renamed = self._slug_of_alias.get(slug, by_sign)
            if renamed is not None and renamed not in self._ledger:
                self._ledger[renamed] = msgspec.structs.replace(entry, paper=renamed)

    def _new_slug(self, candidate: Candidate) -> str:
        slug = slugify(candidate.title)
        endings = (f"-{digest(candidate.keys[0])[:length]}" for length in range(6, 33))
        return next(name for name in chain((slug,), (slug + ending for ending in endings)) if name not in self._taken)


def _signs_of(paper: Paper) -> tuple[str, ...]:
    """By what a paper is known again that a person gave another slug: its file's name, its identity, its abstract."""
    abstract = (f"abstract:{fingerprint(paper.abstract)}",) if paper.abstract else ()
    return (*abstract, *paper.keys, f"file:{PurePosixPath(paper.source).stem}")


def _earlier_titles(entry: Entry) -> list[str]:
    """Keys of the titles under which a paper came, also before a person changed it."""
    return [key.removeprefix("title:") for key in entry.keys if key.startswith("title:")]


def _month_of(paper: Paper) -> str:
    return paper.date.iso[:7] if paper.date else "undated"


def home_of(paper: Paper) -> str:
    """Return where a paper's file belongs: ``papers/2025/03/17/slug.md``, with as much of the date as is known."""
    date = paper.date
    folder = date.iso.replace("-", "/") if date else "undated"
    return str(PurePosixPath(PAPERS, folder, f"{paper.slug}.md"))
