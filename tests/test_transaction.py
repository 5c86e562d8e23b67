"""All or nothing: an ingest that is killed at any moment leaves, after the next command, what was there or what was to be there."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sitegen.config import SiteFolder, load_site
from sitegen.errors import SitegenError
from sitegen.ingest.held import held_papers
from sitegen.ingest.pipeline import IngestOptions, run_ingest
from sitegen.ingest.report import REPORT
from sitegen.papers.transaction import TRANSACTION, finish_transaction, settle, sole_writer, write_together
from sitegen.reading import read_site
from tests.sites import BASE, MakeSite, environment, paper, tree, write, write_site

needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="kills a copy of this process")


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """Return a folder with three files, one of which :data:`CHANGE` changes, one of which it moves."""
    folder = tmp_path / "content"
    write(folder, {"papers/a.md": "A", "papers/2025/b.md": "B", "signals/x.jsonl": "x"})
    return folder


CHANGE = {"papers/a.md": b"A2", "papers/2024/b.md": b"B2", "new/deep/c.md": b"C"}
GONE = ["papers/2025/b.md"]
BEFORE = {"papers/a.md": b"A", "papers/2025/b.md": b"B", "signals/x.jsonl": b"x"}
AFTER = {**CHANGE, "signals/x.jsonl": b"x"}


def decide(content: Path, moves: dict[str, bytes], removes: list[str], *, moved: int = 0) -> None:
    """Lay a transaction as a kill leaves it: decided, with the first ``moved`` files in their places."""
    staged = [(f"{number:06}", path, data) for number, (path, data) in enumerate(moves.items())]
    commit = {"moves": [(name, path) for name, path, _ in staged], "removes": removes}
    write(content, {f"{TRANSACTION}/{name}": data for name, _, data in staged[moved:]})
    write(content, {path: data for _, path, data in staged[:moved]})
    write(content, {f"{TRANSACTION}/commit.json": json.dumps(commit)})


def test_files_are_written_moved_and_removed(content: Path) -> None:
    write_together(content, CHANGE.items(), GONE)
    assert tree(content) == AFTER
    assert not (content / "papers/2025").exists()
    assert not (content / TRANSACTION).exists()


def test_nothing_to_write_leaves_no_trace(content: Path) -> None:
    write_together(content, (), ())
    assert not (content / ".ingest").exists()
    write_together(content, [("papers/a.md", b"A")], ["papers/a.md", "papers/never.md"])
    assert tree(content) == BEFORE, "what is written is not removed, and what is not there need not be"


def test_files_that_are_made_one_by_one_are_all_or_nothing(content: Path) -> None:
    def files() -> Iterator[tuple[str, bytes]]:
        yield "papers/a.md", b"A2"
        assert tree(content).items() >= BEFORE.items(), "nothing is moved before everything is there"
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_together(content, files())
    settle(content)
    finish_transaction(content)
    assert tree(content) == BEFORE


@pytest.mark.parametrize(
    "leftover", [{}, {"000000": "half"}, {"000000": "half", ".commit.json.x1.tmp": '{"moves":[["000000","papers/a.md"]]'}]
)
def test_what_was_not_decided_is_forgotten(content: Path, leftover: dict[str, str]) -> None:
    (content / TRANSACTION).mkdir(parents=True)
    write(content / TRANSACTION, dict(leftover))
    assert finish_transaction(content)
    assert not finish_transaction(content)
    assert tree(content) == BEFORE


@pytest.mark.parametrize("moved", [0, 1, 3])
@pytest.mark.parametrize("finish", [finish_transaction, settle, lambda content: write_together(content, ())])
def test_what_was_decided_is_finished(content: Path, moved: int, finish: Callable[[Path], object]) -> None:
    for _ in range(2):  # the second time, the kill came when all was done but the last file
        decide(content, CHANGE, GONE, moved=moved)
        finish(content)
        assert tree(content) == AFTER
        finish(content)
        assert tree(content) == AFTER
        moved = 3


OUTSIDE = ["../evil.md", "papers/../../evil.md", "/tmp/evil.md", "", ".", "papers/.."]


@pytest.mark.parametrize("path", OUTSIDE)
def test_a_path_outside_is_refused_before_anything_is_written(content: Path, path: str) -> None:
    for files, removes in (([("papers/a.md", b"A2"), (path, b"x")], []), ([("papers/a.md", b"A2")], [path])):
        with pytest.raises(SitegenError, match="is not below"):
            write_together(content, files, removes)
        settle(content)
        finish_transaction(content)
        assert tree(content.parent) == {f"content/{name}": data for name, data in BEFORE.items()}


@pytest.mark.parametrize("path", OUTSIDE)
@pytest.mark.parametrize("part", ["from", "to", "remove"])
def test_a_transaction_that_names_a_path_outside_is_refused(content: Path, path: str, part: str) -> None:
    write(content.parent, {"evil.md": "E"})
    moves = [[path, "papers/stolen.md"]] if part == "from" else [["000000", path]] if part == "to" else []
    write(content, {f"{TRANSACTION}/000000": "x"})
    write(content, {f"{TRANSACTION}/commit.json": json.dumps({"moves": moves, "removes": [path] if part == "remove" else []})})
    with pytest.raises(SitegenError, match="is not below"):
        finish_transaction(content)
    assert (content.parent / "evil.md").read_bytes() == b"E"
    assert tree(content).items() >= BEFORE.items()


@pytest.mark.parametrize("text", ["", "{", '{"moves": 1}', b"\xff\xfe", '{"moves": [["a"]], "removes": []}'])
def test_a_transaction_that_cannot_be_read_stops_everything(content: Path, text: str | bytes) -> None:
    write(content, {f"{TRANSACTION}/000000": "x", f"{TRANSACTION}/commit.json": text})
    before = tree(content)
    for finish in (finish_transaction, settle):
        with pytest.raises(SitegenError, match="cannot be read"):
            finish(content)
    assert tree(content) == before


def test_a_folder_that_cannot_be_written_gives_a_message(content: Path) -> None:
    write(content, {TRANSACTION: "a file where the folder should be"})
    with pytest.raises(SitegenError, match=r"cannot be written(.|\n)*nothing was changed"):
        write_together(content, CHANGE.items(), GONE)
    assert tree(content).items() >= BEFORE.items()


def test_what_stands_in_the_way_of_a_decided_change_is_named_and_the_next_command_goes_on(content: Path) -> None:
    write(content, {"papers/2024/b.md/x": "a folder where the file should be"})
    with pytest.raises(SitegenError, match=r"b\.md: cannot be written(.|\n)*the next command goes on"):
        write_together(content, CHANGE.items(), GONE)
    shutil.rmtree(content / "papers/2024/b.md")
    assert finish_transaction(content)
    assert tree(content) == AFTER


# On a site


def records(count: int, abstract: str, day: str) -> str:
    lines = (
        {"title": f"Paper number {number}", "abstract": f"{abstract} {number}", "listed": day, "upvotes": number, "published": "2025-03-01"}
        for number in range(count)
    )
    return "".join(json.dumps(line) + "\n" for line in lines) + '{"no": "title"}\n'


def without_report(content: Path) -> dict[str, bytes]:
    return {name: data for name, data in tree(content).items() if name != REPORT}


@needs_fork
def test_an_ingest_that_is_killed_at_any_moment_is_done_or_not_begun(tmp_path: Path) -> None:
    """The second ingest changes, adds and moves papers, and puts something in quarantine."""
    source = tmp_path / "in.jsonl"
    site = write_site(tmp_path / "site", {})
    source.write_text(records(8, "First.", "2025-03-17"), encoding="utf-8")
    run_ingest(site, [str(source)])
    shutil.copytree(site.content, tmp_path / "before")
    source.write_text(records(14, "Second.", "2025-03-12"), encoding="utf-8")
    duration = do_in_copy(lambda: run_ingest(site, [str(source)]))
    before, after = without_report(tmp_path / "before"), without_report(site.content)
    assert before.keys() - after.keys(), "some files are moved"
    numbers = random.Random(7)
    met = {"before": 0, "after": 0}
    for trial in range(60):
        shutil.rmtree(site.content)
        shutil.copytree(tmp_path / "before", site.content)
        do_in_copy(lambda: run_ingest(site, [str(source)]), numbers.uniform(0, 1.3 * duration))
        if trial % 2:
            read_site(site)
        run_ingest(site, [])
        found = without_report(site.content)
        assert found in (before, after)
        met["before" if found == before else "after"] += 1
    assert met["before"], "some kills came in time"
    run_ingest(site, [str(source)])
    assert without_report(site.content) == after


@needs_fork
def test_a_kill_while_files_are_laid_out_or_moved(content: Path, tmp_path: Path) -> None:
    """With many small files most of the time is spent in the two phases themselves."""
    files = {f"papers/{number % 7}/{number}.md": b"new" for number in range(80)}
    removes = [f"old/{number % 3}/{number}.md" for number in range(20)]
    write(content, {**dict.fromkeys(list(files)[:40], "old"), **dict.fromkeys(removes, "old")})
    shutil.copytree(content, tmp_path / "before")
    before = tree(content)
    duration = do_in_copy(lambda: write_together(content, files.items(), removes))
    after = tree(content)
    numbers = random.Random(11)
    decided = 0
    for _ in range(40):
        shutil.rmtree(content)
        shutil.copytree(tmp_path / "before", content)
        do_in_copy(lambda: write_together(content, files.items(), removes), numbers.uniform(0, 1.3 * duration))
        decided += (content / TRANSACTION / "commit.json").exists()
        finish_transaction(content)
        assert tree(content) in (before, after)
    assert decided, "some kills came in the middle of the moves"


def do_in_copy(work: Callable[[], object], kill_after: float | None = None) -> float:
    """Do ``work`` in a copy of this process, and kill that after some seconds; return how long it took when it was not killed."""
    start = time.perf_counter()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            work()
            code = 0
        finally:
            os._exit(code)
    if kill_after is not None:
        time.sleep(kill_after)
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    assert status == 0 or (kill_after is not None and os.WTERMSIG(status) == signal.SIGKILL), status
    return time.perf_counter() - start


def test_whoever_reads_the_site_finishes_what_was_decided(make_site: MakeSite) -> None:
    readers: list[Callable[[SiteFolder], object]] = [
        read_site,
        held_papers,
        lambda site: run_ingest(site, [], IngestOptions(dry_run=True)),
    ]
    for number, read in enumerate(readers):
        site = make_site({"content/papers/old.md": paper("Moved here")}, name=f"site{number}")
        decide(
            site.content, {"papers/new.md": paper("Moved here").encode(), "papers/b.md": paper("B").encode()}, ["papers/old.md"], moved=1
        )
        read(site)
        assert {name for name in tree(site.content) if name.startswith(("papers", ".ingest"))} == {"papers/new.md", "papers/b.md"}


def test_a_build_leaves_an_ingest_alone_that_is_still_laying_out_its_files(make_site: MakeSite) -> None:
    site = make_site({f"content/{TRANSACTION}/000000": paper("Half")})
    assert not read_site(site).papers
    assert (site.content / TRANSACTION / "000000").exists()


@needs_fork
def test_nobody_finishes_what_another_process_is_about_to_do(content: Path) -> None:
    ready, tell = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            with sole_writer(content):
                os.write(tell, b"x")
                time.sleep(60)
        finally:
            os._exit(0)
    os.read(ready, 1)
    decide(content, CHANGE, GONE, moved=1)
    reader = threading.Thread(target=settle, args=(content,))
    reader.start()
    reader.join(0.2)
    waits = reader.is_alive()
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    reader.join(10)
    os.close(ready)
    os.close(tell)
    assert waits
    assert tree(content) == AFTER


def test_a_site_without_a_content_folder_has_nothing_to_lock(tmp_path: Path) -> None:
    with sole_writer(tmp_path / "nowhere"):
        settle(tmp_path / "nowhere")
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="limits the size of files")
def test_a_full_disk_gives_a_message_and_changes_nothing(tmp_path: Path) -> None:
    """A limit on the size of files stands for the full disk: a write fails in its middle, and the error does not name the file."""
    write(tmp_path / "site", BASE)
    site: SiteFolder = load_site(tmp_path / "site")
    (tmp_path / "in.jsonl").write_text(records(3, "long " * 1_000, "2025-03-17"), encoding="utf-8")
    before = tree(tmp_path)
    limit = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (2_000, 2_000)); from sitegen.cli import main; main()"
    command = [sys.executable, "-c", limit, "ingest", str(tmp_path / "in.jsonl"), "--site", str(site.root)]
    done = subprocess.run(command, env=environment(PYTHONDONTWRITEBYTECODE="1"), capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 1
    assert "cannot be written: File too large" in done.stderr
    assert "nothing was changed" in done.stderr
    assert "Traceback" not in done.stderr
    assert tree(tmp_path) == before
