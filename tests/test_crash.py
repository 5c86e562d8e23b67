"""Whatever stops a build, the next one ends with the site that a clean build makes, and no reader ever meets half a file."""

import builtins
import errno
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import partial
from pathlib import Path
from typing import IO, Any

import pytest

from sitegen import build as build_module
from sitegen import stages
from sitegen.analysis import map_state
from sitegen.build import BuildOptions, build
from sitegen.config import SiteFolder, load_site
from sitegen.errors import SitegenError
from sitegen.papers import cache
from sitegen.publish import lock
from sitegen.publish.lock import sole_builder
from sitegen.publish.output import MARKER
from sitegen.standing import beside, standing
from sitegen.workers import Executor, ProcessExecutor
from tests.sites import MakeSite, environment, on, paper, tree, write
from tests.tiny import LOOK, TINY

PREVIEW = BuildOptions(preview=True)
Files = dict[str, str | bytes | None]

ONE: Files = {
    **TINY,
    **{f"content/papers/p{number}.md": paper(f"Paper {number}", listed=[on(f"2025-0{number % 3 + 1}-11", number)]) for number in range(7)},
    "static/data": "a file",
}
OTHER: Files = {
    **{name: content for name, content in ONE.items() if name not in ("content/papers/p1.md", "static/data")},
    "sitegen.yaml": str(TINY["sitegen.yaml"]).replace("Test Papers", "Other"),
    "content/papers/p2.md": paper("Paper 2", "Another text.", listed=[on("2025-03-12", 1)], tags=["vision"]),
    "content/papers/q.md": paper("Paper of another name", listed=[on("2025-01-11", 9)], tags=["language"]),
    LOOK: "<p>Other</p>\n",
    "static/data/x.txt": "a file in a folder",
}


class Twofold:
    """A site that goes back and forth between two states, of which it is known what a clean build makes."""

    def __init__(self, make_site: MakeSite, options: BuildOptions) -> None:
        self.options = options
        self.states = (ONE, OTHER)
        self.trees = tuple(self._clean(make_site(state, name=f"clean{number}")) for number, state in enumerate(self.states))
        self.site = make_site(ONE)
        self.number = 0
        self.build()

    def _clean(self, site: SiteFolder) -> dict[str, bytes]:
        build(site, self.options)
        return tree(site.output)

    def turn(self) -> None:
        """Bring the sources into the other state."""
        self.number = 1 - self.number
        state = self.states[self.number]
        write(self.site.root, {name: None for name in self.states[1 - self.number] if name not in state})
        if "static/data" in state:
            shutil.rmtree(self.site.root / "static")
        write(self.site.root, {name: content for name, content in state.items() if content != self.states[1 - self.number].get(name)})

    def build(self) -> None:
        build(load_site(self.site.root), self.options)

    def assert_no_half_file(self) -> None:
        """Every file that has the name of a page is one of the two that it may be."""
        for path, content in tree(self.site.output).items():
            if not path.endswith(".tmp"):
                assert content in [known[path] for known in self.trees if path in known], path

    def assert_clean(self) -> None:
        """The next build ends with what a clean one makes, and the one after it has nothing to do."""
        self.build()
        assert tree(self.site.output) == self.trees[self.number]
        assert build(load_site(self.site.root), self.options).stale == ()


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let what is remembered be used a moment after it was written, and be remembered of a small site too."""
    monkeypatch.setattr(build_module, "program_version", lambda: "1")
    for module in (cache, stages):
        monkeypatch.setattr(module, "RACY", 20_000_000)
    monkeypatch.setattr(map_state, "FOUNDING", 4)


def fork(work: Callable[[], object]) -> int:
    """Do something in a process of its own; return its number."""
    process = os.fork()
    if process:
        return process
    code = 5
    try:
        work()
        code = 0
    except SitegenError as error:
        code = 3 if "another build" in str(error) else 4
    finally:
        os._exit(code)


def ended(process: int) -> int:
    """Wait for a process; return its exit code, or the negative number of the signal that ended it."""
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


WRITES = {"open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.scandir", "os.truncate", "shutil.rmtree", "subprocess.Popen"}


def killed_before(event: int, work: Callable[[], object]) -> Callable[[], object]:
    """Return work that is killed just before it touches the disk for the ``event``-th time."""

    def doomed() -> None:
        left = [event]

        def count(name: str, _: object) -> None:
            if name in WRITES:
                left[0] -= 1
                if not left[0]:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(count)
        work()

    return doomed


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize(("options", "kills"), [(PREVIEW, 70), (BuildOptions(), 12)], ids=["preview", "with search"])
def test_a_kill_before_any_step_is_repaired(options: BuildOptions, kills: int, make_site: MakeSite) -> None:
    """Kills stand close together in the whole build: reading, what is remembered, rendering, writing, removing. Some follow upon others."""
    chance = random.Random(kills)
    twofold = Twofold(make_site, options)
    event, died = 1, 0
    while died < kills:
        twofold.turn()
        code = ended(fork(killed_before(event, twofold.build)))
        assert code in (0, -signal.SIGKILL)
        died += code != 0
        twofold.assert_no_half_file()
        if code == 0 or chance.random() < 0.3:
            twofold.assert_clean()
        # A build that went to its end tells how many steps there are: from then on they are drawn anew.
        event = event + chance.randint(2, 9) if code else chance.randint(1, 40)
    twofold.assert_clean()


@pytest.mark.usefixtures("quick")
def test_a_kill_at_any_time_is_repaired(make_site: MakeSite) -> None:
    """The same by the clock: within a write as well as between two."""
    chance = random.Random(7)
    twofold = Twofold(make_site, PREVIEW)
    start = time.perf_counter()
    twofold.turn()
    twofold.build()
    usual = time.perf_counter() - start
    for _ in range(30):
        twofold.turn()
        process = fork(twofold.build)
        time.sleep(chance.random() * usual)
        os.kill(process, signal.SIGKILL)
        assert ended(process) in (0, -signal.SIGKILL)
        twofold.assert_no_half_file()
        if chance.random() < 0.3:
            twofold.assert_clean()
    twofold.assert_clean()


class _FullDisk:
    """A file on a disk that has room for half of what is written."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def __enter__(self) -> "_FullDisk":
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def write(self, data: bytes) -> None:
        self._file.write(data[: len(data) // 2])
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@contextmanager
def full_disk(at: int) -> Iterator[None]:
    """The disk is full from the ``at``-th file on that is written."""
    real, count = open, [0]

    def opened(path: Any, mode: str = "r", *args: Any, **keys: Any) -> Any:
        file = real(path, mode, *args, **keys)
        if mode in {"xb", "wb"}:
            count[0] += 1
            return _FullDisk(file) if count[0] >= at else file
        return file

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(builtins, "open", opened)
        yield


@pytest.mark.usefixtures("quick")
def test_a_disk_that_fills_up_at_any_file_is_told_and_repaired(make_site: MakeSite) -> None:
    twofold = Twofold(make_site, PREVIEW)
    at, fails = 1, 0
    while True:
        twofold.turn()
        with full_disk(at):
            try:
                twofold.build()
            except SitegenError as error:
                fails += 1
                problem = error.problems[0]
                assert problem.message == "cannot be read or written: No space left on device"
                assert str(twofold.site.root) in problem.path
                assert "no file is half-written" in problem.hint
                assert ".tmp" not in problem.path
            else:
                break
        twofold.assert_no_half_file()
        assert not list(twofold.site.root.rglob("*.tmp"))
        twofold.build()
        assert tree(twofold.site.output) == twofold.trees[twofold.number]
        at += 1
    assert fails == at - 1 > 20
    assert tree(twofold.site.output) == twofold.trees[twofold.number]


def test_the_command_tells_a_disk_that_takes_no_more(make_site: MakeSite) -> None:
    site = make_site({**TINY, "static/large.bin": bytes(200_000)})
    result = subprocess.run(
        [sys.executable, "-m", "sitegen", "build", "--jobs", "1", "--profile", "preview"],
        cwd=site.root,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (150_000, 150_000)),
    )
    assert result.returncode == 1
    assert "public/large.bin: cannot be read or written: File too large" in result.stderr
    assert "Traceback" not in result.stderr
    assert not list(site.root.rglob("*.tmp"))
    assert not (site.output / "large.bin").exists()


def test_a_file_that_cannot_be_replaced_is_named(make_site: MakeSite, monkeypatch: pytest.MonkeyPatch) -> None:
    site = make_site(TINY)
    build(site, PREVIEW)
    write(site.root, {LOOK: "<p>Other</p>"})
    real = os.replace

    def refused(path: str, target: str | Path) -> None:
        if str(target).endswith("404.html"):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), path, None, str(target))
        real(path, target)

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", refused)
        with pytest.raises(SitegenError, match=r"404\.html.*cannot be read or written: Permission denied"):
            build(site, PREVIEW)
    build(site, PREVIEW)
    assert b"Other" in (site.output / "404.html").read_bytes()


def test_two_builds_at_once_do_not_meet(make_site: MakeSite, monkeypatch: pytest.MonkeyPatch) -> None:
    site = make_site(ONE)
    build(make_site(ONE, name="clean"), PREVIEW)
    monkeypatch.setattr(lock, "_TRIES", 1)
    codes = [ended(process) for process in [fork(lambda: build(site, PREVIEW)) for _ in range(4)]]
    assert set(codes) <= {0, 3}
    assert 0 in codes
    assert tree(site.output) == tree(site.root.parent / "clean" / "public")


def test_a_build_while_another_one_runs_says_so_and_touches_nothing(make_site: MakeSite, monkeypatch: pytest.MonkeyPatch) -> None:
    site = make_site(TINY)
    monkeypatch.setattr(lock, "_TRIES", 2)
    with sole_builder(site.state), pytest.raises(SitegenError, match="another build of this site is running") as caught:
        build(site, PREVIEW)
    assert "wait until it has ended" in caught.value.problems[0].hint
    assert not site.output.exists()
    build(site, PREVIEW)


def _workers(stands_by: bool) -> AbstractContextManager[Executor]:
    return standing(ProcessExecutor(2)) if stands_by else nullcontext(ProcessExecutor(2))


def _tell(pipe: int, item: int) -> int:
    os.write(pipe, f"{os.getpid()}\n".encode())
    time.sleep(60)
    return item


@pytest.mark.parametrize("stands_by", [False, True])
def test_the_workers_of_a_killed_build_leave_with_it(tmp_path: Path, stands_by: bool) -> None:
    """They hold its lock: if they stayed, no build could ever follow."""
    reader, writer = os.pipe()

    def work() -> None:
        with sole_builder(tmp_path), _workers(stands_by) as workers:
            list(workers.map(_tell, writer, [1, 2, 3]))

    process = fork(work)
    os.close(writer)
    with os.fdopen(reader) as told:
        workers = [int(told.readline()) for _ in range(2)]
        os.kill(process, signal.SIGKILL)
        ended(process)
        with sole_builder(tmp_path):
            pass
        assert told.read() == "", "the pipe is closed when the last of them is gone"
    assert len(set(workers)) == 2


@pytest.mark.parametrize("stands_by", [False, True])
def test_workers_say_nothing_when_the_build_is_stopped_from_the_keyboard(tmp_path: Path, stands_by: bool) -> None:
    reader, writer = os.pipe()
    said = tmp_path / "said"

    def work() -> None:
        os.setsid()
        signal.signal(signal.SIGINT, signal.default_int_handler)  # tests that run in the background are not to be stopped from the keyboard
        os.dup2(os.open(said, os.O_WRONLY | os.O_CREAT), 2)
        with _workers(stands_by) as workers, beside(workers, partial(_tell, writer, 0)):
            list(workers.map(_tell, writer, [1, 2, 3]))

    process = fork(work)
    os.close(writer)
    with os.fdopen(reader) as told:
        for _ in range(2 if stands_by else 3):
            told.readline()
        os.killpg(process, signal.SIGINT)
        ended(process)
        assert told.read() == "", "none of them is left"
    assert said.read_text() == ""


def _die(_: int, item: int) -> int:
    if item == 2:
        os.kill(os.getpid(), signal.SIGKILL)
    return item


@pytest.mark.parametrize("stands_by", [False, True])
def test_a_worker_that_is_killed_ends_the_build_with_a_reason(stands_by: bool) -> None:
    with pytest.raises(SitegenError, match="a worker process was killed") as caught, _workers(stands_by) as workers:
        list(workers.map(_die, 0, [1, 2, 3, 4]))
    assert "--jobs 1" in caught.value.problems[0].hint


def test_what_a_kill_leaves_is_swept_up(make_site: MakeSite) -> None:
    site = make_site(TINY)
    build(site, PREVIEW)
    good = tree(site.output)
    write(site.output, {".index.html.1f-0.tmp": "half", "papers/.x.2-1.tmp": "half"})
    write(site.state, {"staging/7": "left", "papers/.2025-03.index.1-2.tmp": "half", "related/.x.1-2.tmp": "half"})
    build(site, PREVIEW)
    assert tree(site.output) == good
    assert MARKER in good


def test_the_trees_of_the_two_states_differ(make_site: MakeSite) -> None:
    """The tests above mean something only if much changes between the states."""
    twofold = Twofold(make_site, PREVIEW)
    one, other = twofold.trees
    assert sum(one.get(path) != other.get(path) for path in {*one, *other}) > 20
