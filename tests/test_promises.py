"""Incremental equals clean, byte for byte, after any sequence of changes; and a second build writes nothing.

A machine plays sequences of everything that a person, an ingest or an upgrade does to a site. The theme of the site shows every value that
its templates are given, so a page that is stale and was not made again shows.
"""

import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar

import msgspec
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from sitegen import build as build_module
from sitegen import stages
from sitegen.analysis import map_state
from sitegen.build import BuildOptions, build
from sitegen.config import SiteFolder, load_site
from sitegen.ingest.pipeline import IngestOptions, run_ingest
from sitegen.papers import cache
from sitegen.publish import bundles
from sitegen.verify import verify
from sitegen.workers import ProcessExecutor, SerialExecutor
from tests.sites import TAGS, on, paper, stamps, write, write_site
from tests.tiny import HOME, LOOK, STYLE, TINY

SLUGS = st.sampled_from([f"p{number}" for number in range(9)])
FOLDERS = st.sampled_from(["", "2025/03/17/", "2025/04/", "odd name/"])
DAYS = st.sampled_from(["2024-12-31", "2025-03-17", "2025-03-18", "2025-04-02"])
TITLES = st.sampled_from(["Same title", "Cost $x^2$", "Seeing objects", "Words and sums"])
ABSTRACTS = st.sampled_from(["We detect small objects in images.", "Long sums of words.", "As [1] arXiv:2503.00001 shows, objects matter."])
NAMES = ["Ada Lovelace", "A. Lovelace", "Alan Turing", "Grace Hopper"]
SETTINGS = ["list_limit: 2", "feed_limit: 2", "home_papers: 1", "related_papers: 1", "author_threshold: 1", "title: Others"]


@st.composite
def papers(draw: st.DrawFn) -> str:
    """The text of a paper's file."""
    keys: dict[str, object] = {
        "authors": draw(st.lists(st.sampled_from(NAMES), max_size=2, unique=True)),
        "tags": draw(st.lists(st.sampled_from(["vision", "detection", "language", "unknown"]), max_size=2, unique=True)),
        "listed": [on(day, draw(st.integers(0, 2))) for day in draw(st.lists(DAYS, max_size=2, unique=True))],
        "draft": draw(st.sampled_from([False, False, False, True])),
    }
    if draw(st.booleans()):
        keys["published"] = draw(st.sampled_from(["2024", "2024-11", "2024-11-05"]))
    if draw(st.booleans()):
        keys["ids"] = {"arxiv": f"2503.0000{draw(st.integers(1, 3))}"}
    return paper(draw(TITLES), draw(ABSTRACTS), **keys)


class Changes(RuleBasedStateMachine):
    """A site without search, to which everything happens; small numbers bring it over every limit."""

    options: ClassVar = BuildOptions(preview=True)

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.root = self.folder / "site"
        self.steps = 0
        self.patch = pytest.MonkeyPatch()
        self.patch.setattr(build_module, "program_version", lambda: "1")
        # Files are trusted a moment after they were written, so that what is remembered of them is used.
        for module in (cache, stages):
            self.patch.setattr(module, "RACY", 20_000_000)
        self.patch.setattr(map_state, "FOUNDING", 4)
        for module, name, value in ((bundles, "WHOLE", 2), (bundles, "SMALL", 2), (bundles, "LARGE", 4), (bundles, "RECENT", 2)):
            self.patch.setattr(module, name, value)

    @initialize(texts=st.lists(papers(), min_size=2, max_size=6))
    def begin(self, texts: list[str]) -> None:
        write_site(self.root, {**TINY, **{f"content/papers/p{number}.md": text for number, text in enumerate(texts)}})

    @property
    def site(self) -> SiteFolder:
        return load_site(self.root)

    def paper_files(self) -> list[Path]:
        return sorted((self.root / "content" / "papers").rglob("*.md"))

    def put(self, files: Mapping[str, str | bytes | None]) -> None:
        write(self.root, files)

    @rule(slug=SLUGS, folder=FOLDERS, text=papers())
    def add(self, slug: str, folder: str, text: str) -> None:
        if slug not in {path.stem for path in self.paper_files()}:
            self.put({f"content/papers/{folder}{slug}.md": text})

    @precondition(lambda self: self.paper_files())
    @rule(data=st.data(), text=papers())
    def edit(self, data: st.DataObject, text: str) -> None:
        data.draw(st.sampled_from(self.paper_files()), "which").write_text(text)

    @precondition(lambda self: self.paper_files())
    @rule(data=st.data())
    def edit_without_a_trace(self, data: st.DataObject) -> None:
        """The same size, the same inode, and the time set back, as a tool that keeps times does."""
        path = data.draw(st.sampled_from(self.paper_files()), "which")
        before = path.stat()
        text = path.read_text()
        path.write_text(text.replace("objects", "targets") if "objects" in text else text.replace("sums", "tons"))
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))

    @precondition(lambda self: self.paper_files())
    @rule(data=st.data(), name=st.sampled_from(["r0", "r1", "p3"]), folder=FOLDERS)
    def rename(self, data: st.DataObject, name: str, folder: str) -> None:
        path = data.draw(st.sampled_from(self.paper_files()), "which")
        if name not in {other.stem for other in self.paper_files()}:
            target = self.root / "content" / "papers" / f"{folder}{name}.md"
            target.parent.mkdir(parents=True, exist_ok=True)
            path.rename(target)

    @precondition(lambda self: self.paper_files())
    @rule(data=st.data())
    def delete(self, data: st.DataObject) -> None:
        data.draw(st.sampled_from(self.paper_files()), "which").unlink()

    @rule(day=DAYS, titles=st.lists(TITLES, min_size=1, max_size=2, unique=True), abstract=ABSTRACTS)
    def ingest_a_day(self, day: str, titles: list[str], abstract: str) -> None:
        lines = [{"title": f"{title} of {day}", "abstract": abstract, "authors": NAMES[:1], "listed": [{"day": day}]} for title in titles]
        self.put({"day.jsonl": b"\n".join(map(msgspec.json.encode, lines))})
        report = run_ingest(self.site, [str(self.root / "day.jsonl")], IngestOptions())
        assert not report.failed, report.failed

    @rule(
        change=st.sampled_from(
            [
                {HOME: "{{ view.head }}\n"},
                {HOME: '{% extends "base.html" %}{% block main %}{{ view }}!{% endblock %}\n'},
                {LOOK: "<p>Other</p>\n"},
                {LOOK: "<p>Again</p>\n"},
                {STYLE: "p { color: maroon }\n"},
                {"themes/tiny/static/more.css": "a { color: navy }\n"},
                {"themes/tiny/static/more.css": None},
            ]
        )
    )
    def change_the_theme(self, change: dict[str, str | None]) -> None:
        self.put(change)

    @rule(
        change=st.sampled_from(
            [
                {"content/tags.yaml": TAGS.replace("Images and video.", "Only images.")},
                {"content/tags.yaml": TAGS.replace("parent: vision, description: Outlines", "description: Outlines")},
                {"content/tags.yaml": TAGS.replace("name: Computer vision", "name: Sight")},
                {"content/tags.yaml": TAGS.replace("name: Object detection", "name: Finding")},
                {"content/tags.yaml": TAGS},
                {"content/authors.yaml": "- {name: Ada Lovelace, names: [A. Lovelace]}\n"},
                {"content/authors.yaml": None},
            ]
        )
    )
    def change_what_is_said_of_papers(self, change: dict[str, str | None]) -> None:
        self.put(change)

    @rule(
        change=st.sampled_from(
            [
                {"static/robots-extra.txt": "one"},
                {"static/robots-extra.txt": None},
                {"static/.well-known/security.txt": "Contact: us"},
                {"static/.well-known/security.txt": "Contact: me"},
                {"content/pages/more.md": "---\ntitle: More\n---\n\nMore.\n"},
                {"content/pages/more.md": None},
                {"content/signals/2025-03.jsonl": '{"day":"2025-03-17","paper":"p1","feed":"daily-papers","comments":2}\n'},
                {"content/signals/2025-03.jsonl": None},
            ]
        )
    )
    def change_another_file(self, change: dict[str, str | None]) -> None:
        self.put(change)

    @rule(lines=st.lists(st.sampled_from(SETTINGS), max_size=2, unique=True))
    def configure(self, lines: list[str]) -> None:
        text = str(TINY["sitegen.yaml"])
        if "title: Others" in lines:
            text = text.replace("title: Test Papers\n", "")
        self.put({"sitegen.yaml": text + "".join(f"{line}\n" for line in lines)})

    @rule(version=st.sampled_from(["1", "2"]))
    def upgrade(self, version: str) -> None:
        self.patch.setattr(build_module, "program_version", lambda: version)

    @precondition(lambda self: (self.root / ".sitegen").is_dir())
    @rule(data=st.data())
    def damage_the_state(self, data: st.DataObject) -> None:
        files = sorted(path for path in (self.root / ".sitegen").rglob("*") if path.is_file())
        damage(data, data.draw(st.sampled_from(files), "which"))

    @precondition(lambda self: (self.root / "public").is_dir())
    @rule(data=st.data(), remove=st.booleans())
    def touch_the_output(self, data: st.DataObject, remove: bool) -> None:
        path = data.draw(st.sampled_from(sorted(path for path in (self.root / "public").rglob("*") if path.is_file())), "which")
        if path.name != ".sitegen-output":
            path.unlink() if remove else path.write_bytes(b"mine")

    @invariant()
    def build_often_and_prove_now_and_then(self) -> None:
        """Most changes are built at once, some together with the next; only a few builds are compared, since a wrong page stays wrong."""
        self.steps += 1
        if not self.root.exists():
            return
        if self.steps % 6 == 5:
            self.prove()
        elif self.steps % 3:
            build(self.site, self.options, executor=ProcessExecutor(2) if self.steps % 7 == 0 else SerialExecutor())

    def prove(self) -> None:
        verified = verify(self.site, self.options, SerialExecutor())
        assert verified.difference is None, verified.difference
        before = stamps(self.root / "public")
        assert build(self.site, self.options).stale == ()
        assert stamps(self.root / "public") == before

    def teardown(self) -> None:
        try:
            if self.root.exists():
                self.prove()
        finally:
            self.patch.undo()
            shutil.rmtree(self.folder)


class ChangesWithSearch(Changes):
    """The same with the search index, in bundles of a few papers."""

    options: ClassVar = BuildOptions()


def damage(data: st.DataObject, path: Path) -> None:
    """Cut a file off, change a byte of it, empty it, or remove it."""
    content = path.read_bytes()
    place = data.draw(st.integers(0, max(0, len(content) - 1)), "place")
    kind = data.draw(st.sampled_from(["cut", "flip", "remove"]), "kind")
    if kind == "remove":
        path.unlink()
    elif kind == "cut" or not content:
        path.write_bytes(content[:place])
    else:
        path.write_bytes(content[:place] + bytes([content[place] ^ 0x15]) + content[place + 1 :])


def limits(examples: int, steps: int) -> settings:
    return settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        derandomize=True,
        database=None,
        phases=(Phase.generate,),  # a sequence is short enough to be read as it is
        suppress_health_check=list(HealthCheck),
    )


Changes.TestCase.settings = limits(9, 18)
ChangesWithSearch.TestCase.settings = limits(3, 12)
TestChanges = Changes.TestCase
TestChangesWithSearch = ChangesWithSearch.TestCase
