"""Whoever does the work, the site is the same: this process, several, or a cluster whose machines have none of the site's files."""

import multiprocessing
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sitegen.build import build
from sitegen.errors import Problem, SitegenError, UsageError
from sitegen.papers import cache
from sitegen.render import workers as rendering
from sitegen.standing import answered_beside, beside, standing, start
from sitegen.workers import Executor, ProcessExecutor, SerialExecutor, chunks, make_executor
from tests.sites import MakeSite, environment, on, paper, tree, write
from tests.tiny import TINY

MANY: dict[str, str | bytes | None] = {
    f"content/papers/p{number}.md": paper(
        f"Paper {number}", f"What $x_{number}$ is.", listed=[on(f"2025-0{number % 3 + 1}-11", number)], authors=["Ada Lovelace"]
    )
    for number in range(24)
}

EXECUTORS: tuple[Executor, ...] = (SerialExecutor(), ProcessExecutor(2), ProcessExecutor(5))


def _double(factor: int, item: int) -> int:
    return factor * item


def _refuse(_: int, item: int) -> int:
    if item == 3:
        raise SitegenError("no threes")
    return item


@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_results_come_in_the_order_of_the_items(jobs: int) -> None:
    items = list(range(50))
    assert list(make_executor("", jobs).map(_double, 2, items)) == [2 * item for item in items]
    with standing(make_executor("", jobs)) as workers:
        assert list(workers.map(_double, 2, items)) == [2 * item for item in items]


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_problem_is_raised_where_the_work_was_given(jobs: int) -> None:
    with pytest.raises(SitegenError, match="no threes"):
        list(make_executor("", jobs).map(_refuse, 0, [1, 2, 3, 4]))


def _process(_: int, item: int) -> int:
    return os.getpid()


def _sum(numbers: list[int]) -> tuple[int, int]:
    if not numbers:
        raise SitegenError(Problem(message="there is nothing to add"))
    return sum(numbers), os.getpid()


def test_work_is_begun_by_those_who_stand_by_and_else_done_when_it_is_asked_for() -> None:
    with standing(ProcessExecutor(2)) as workers:
        begun, refused = start(workers, _sum, [1, 2, 3]), start(workers, _sum, [])
        assert list(workers.map(_double, 2, range(100))) == [2 * item for item in range(100)]
        total, process = begun()
        assert (total, process != os.getpid()) == (6, True)
        with pytest.raises(SitegenError, match="nothing to add"):
            refused()
    assert start(SerialExecutor(), _sum, [1, 2, 3])() == (6, os.getpid())


def _kill_yourself(_: int) -> int:
    os.kill(os.getpid(), signal.SIGKILL)
    return 0


def test_it_is_told_when_the_process_was_killed_that_began_some_work() -> None:
    with standing(ProcessExecutor(2)) as workers:
        with pytest.raises(SitegenError, match="a worker process was killed"):
            start(workers, _kill_yourself, 0)()
        with pytest.raises(SitegenError, match="a worker process was killed"):
            start(workers, _sum, [1])  # it may be killed before it is given any work
        with pytest.raises(SitegenError, match="a worker process was killed"):
            list(workers.map(_double, 2, range(3)))


def test_another_process_leaves_on_the_disk_what_it_found_beside(tmp_path: Path) -> None:
    found = tmp_path / "found"
    with beside(ProcessExecutor(2), lambda: found.write_text(str(os.getpid()))) as wait:
        wait()
        assert found.read_text() != str(os.getpid())
    with beside(SerialExecutor(), found.unlink) as wait:
        wait()
    assert found.exists()


def _killed() -> bytes:
    os.kill(os.getpid(), signal.SIGKILL)
    return b""


def _refused() -> bytes:
    raise SitegenError("no")


def test_another_process_answers_or_whoever_asked_does_the_work() -> None:
    own = str(os.getpid()).encode()
    with answered_beside(ProcessExecutor(2), lambda: str(os.getpid()).encode()) as wait:
        assert wait() not in (None, own)
    for executor, work in ((ProcessExecutor(2), _killed), (ProcessExecutor(2), _refused), (SerialExecutor(), bytes)):
        with answered_beside(executor, work) as wait:
            assert wait() is None
    with answered_beside(ProcessExecutor(2), lambda: b"x" * 1_000_000):
        pass  # nobody asks for the answer
    assert not multiprocessing.active_children()


def test_what_others_did_in_the_output_folder_is_found_by_another_process_too(make_site: MakeSite) -> None:
    site = make_site(MANY)
    build(site, executor=ProcessExecutor(2))
    public = site.root / "public"
    expected = tree(public)
    (public / "index.html").write_bytes(b"touched")
    (public / "papers" / "p1" / "index.html").unlink()
    (public / os.fsdecode(b"foreign-\xff")).write_bytes(b"")
    (public / "foreign").mkdir()
    (public / "foreign" / "file").write_bytes(b"")
    write(site.root, {"content/papers/p24.md": paper("One more"), "content/papers/p25.md": paper("Draft", draft=True)})
    build(site, executor=ProcessExecutor(2))
    (site.root / "content" / "papers" / "p24.md").unlink()
    build(site, executor=ProcessExecutor(2))
    assert tree(public) == expected


_later = ""


def _what_came_later(_: int, item: int) -> str:
    return f"{item} {_later}"


def test_processes_that_stand_by_have_nothing_of_what_comes_to_memory_after_them(monkeypatch: pytest.MonkeyPatch) -> None:
    with standing(ProcessExecutor(2)) as workers:
        monkeypatch.setattr("tests.test_workers._later", "a large site")
        assert set(workers.map(_what_came_later, 0, [1, 2, 3])) == {"1 ", "2 ", "3 "}
        assert set(workers.map(_process, 0, range(50))) <= {child.pid for child in multiprocessing.active_children()}
    assert not multiprocessing.active_children()


def test_processes_that_stand_by_work_on_after_a_problem() -> None:
    with standing(ProcessExecutor(2)) as workers:
        with pytest.raises(SitegenError, match="no threes"):
            list(workers.map(_refuse, 0, range(100)))
        assert list(workers.map(_double, 2, range(100))) == [2 * item for item in range(100)]


@pytest.mark.parametrize("count", [0, 1, 15, 16, 17, 1_000, 10_000])
@pytest.mark.parametrize("jobs", [1, 2, 64])
def test_pieces_hold_every_item_once(count: int, jobs: int) -> None:
    pieces = chunks(range(count), jobs)
    assert [item for piece in pieces for item in piece] == list(range(count))
    assert all(pieces)


def test_serial_and_parallel_builds_give_the_same_bytes(make_site: MakeSite, monkeypatch: pytest.MonkeyPatch) -> None:
    # Pieces of a few papers and pages, so that a small site is worth several processes.
    for module in (cache, rendering):
        monkeypatch.setattr(module, "_PIECE", 2)
    trees = []
    for number, executor in enumerate(EXECUTORS):
        site = make_site(MANY, name=f"site{number}")
        build(site, executor=executor)
        trees.append(tree(site.output))
    assert trees[0] == trees[1] == trees[2]
    assert len(trees[0]) > 60


def test_a_problem_of_a_template_is_told_by_every_executor(make_site: MakeSite, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rendering, "_PIECE", 2)
    told = []
    for number, executor in enumerate(EXECUTORS[:2]):
        site = make_site({**TINY, **MANY, "themes/tiny/templates/paper.html": "{{ view.nothing }}"}, name=f"site{number}")
        with pytest.raises(SitegenError, match="nothing") as caught:
            build(site, executor=executor)
        told.append(str(caught.value).replace(f"site{number}", "site"))
        assert not site.output.exists()
    assert told[0] == told[1]


@pytest.mark.parametrize("name", ["dask:/x", "dask://", "dask://host", "dask://host:port", "ray://x", "http://localhost"])
def test_an_executor_that_is_none_is_told(name: str) -> None:
    with pytest.raises(UsageError, match="there is no executor"):
        make_executor(name)


CLUSTER = """
import sys
from distributed import LocalCluster

if __name__ == "__main__":
    with LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, protocol="tcp") as cluster:
        print(cluster.scheduler_address.removeprefix("tcp://"), flush=True)
        sys.stdin.read()
"""


@contextmanager
def local_cluster(folder: Path) -> Iterator[str]:
    """A real cluster of two processes that stand in another folder than the site; yield the address of its scheduler."""
    write(folder, {"cluster.py": CLUSTER})
    with subprocess.Popen(
        [sys.executable, "cluster.py"], cwd=folder, env=environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            yield process.stdout.readline().strip()
        finally:
            process.communicate(timeout=60)


def sitegen(site: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-W", "error", "-m", "sitegen", *arguments]
    return subprocess.run(command, cwd=site, env=environment(), capture_output=True, text=True, timeout=120, check=False)


def test_a_cluster_gives_the_same_bytes_and_needs_no_files(make_site: MakeSite, tmp_path: Path) -> None:
    pytest.importorskip("distributed")
    files = {**TINY, **MANY}
    expected = make_site(files, name="expected")
    build(expected)
    site = make_site(files)
    with local_cluster(tmp_path / "elsewhere") as address:
        built = sitegen(site.root, "build", "--executor", f"dask://{address}")
        assert (built.returncode, built.stderr) == (0, "")
        assert tree(site.output) == tree(expected.output)
        write(site.root, {"themes/tiny/templates/paper.html": "{{ view.nothing }}"})
        broken = sitegen(site.root, "build", "--executor", f"dask://{address}")
    assert broken.returncode == 1
    assert "themes/tiny/templates/paper.html:1:" in broken.stderr
    assert "Traceback" not in broken.stderr


IMPATIENT = """
import sys
from sitegen import workers
from sitegen.cli import main

workers._PATIENCE = 1
main()
"""


def test_a_cluster_that_is_not_there_is_told(make_site: MakeSite) -> None:
    pytest.importorskip("distributed")
    site = make_site(TINY)
    command = [sys.executable, "-c", IMPATIENT, "build", "--executor", "dask://localhost:1"]
    result = subprocess.run(command, cwd=site.root, env=environment(), capture_output=True, text=True, timeout=120, check=False)
    assert result.returncode == 1
    assert "no Dask scheduler answers at localhost:1" in result.stderr
    assert "Traceback" not in result.stderr
    assert not site.output.exists()
