"""The corpora that builds are measured with are right and always the same, and what measures them tells the truth. Nothing is timed."""

import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import peers, related
from benchmarks.corpus import LAST_DAY, following_days, papers
from benchmarks.measure import Measurement, Moment, files_of, measure, middle, taken_by_others, tree_memory
from benchmarks.results import GOALS, HUGO, HUGO_RELATED, SITEGEN, Figures, Size, ratio, report
from benchmarks.sites import add_papers, write_site
from sitegen.build import build
from sitegen.config import load_site
from sitegen.papers.taxonomy import load_taxonomy

PYTHON = [sys.executable, "-c"]


def content_of(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_corpus_is_the_same_each_time() -> None:
    assert list(papers(130)) == list(papers(130))
    assert following_days(2) == following_days(2)


def test_days_hold_what_a_busy_feed_lists_and_no_two_papers_have_one_address() -> None:
    corpus = list(papers(400))
    days = sorted({paper.listed for paper in corpus}, reverse=True)
    assert len(corpus) == len({paper.slug for paper in corpus}) == len({paper.title for paper in corpus}) == 400
    assert days[0] == LAST_DAY
    assert all(day.weekday() < 5 for day in days)
    assert all(40 <= sum(paper.listed == day for paper in corpus) <= 60 for day in days[:-1])


def test_the_days_that_follow_are_new() -> None:
    known = {paper.slug for paper in papers(200)}
    first, second = following_days(2)
    assert len(first) == len(second) == 50
    assert {paper.listed for paper in first} != {paper.listed for paper in second}
    assert all(paper.listed > LAST_DAY and paper.slug not in known for paper in [*first, *second])


def test_papers_look_like_papers() -> None:
    corpus = list(papers(300))
    lengths = [len("\n".join(paper.sentences)) for paper in corpus]
    taxonomy = load_taxonomy(Path("content/tags.yaml"))
    assert 900 < sum(lengths) / len(lengths) < 1_800
    assert any("$" in sentence for paper in corpus for sentence in paper.sentences)
    assert all(paper.authors and paper.tags and all(tag in taxonomy for tag in paper.tags) for paper in corpus)
    assert len({name for paper in corpus for name in paper.authors}) < sum(len(paper.authors) for paper in corpus)


def test_a_site_of_a_corpus_builds_and_so_does_the_day_after(tmp_path: Path) -> None:
    root = tmp_path / "site"
    write_site(root, papers(30))
    assert build(load_site(root)).papers == 30
    add_papers(root, following_days(1, size=5)[0])
    assert build(load_site(root)).papers == 35
    assert (root / "public" / "2026" / "06" / "17" / "index.html").is_file()


def test_hugo_gets_the_same_papers(tmp_path: Path) -> None:
    peers.write_hugo_site(tmp_path / "one", papers(60))
    peers.add_papers(tmp_path / "one", following_days(1)[0])
    peers.write_hugo_site(tmp_path / "two", [*papers(60), *following_days(1)[0]])
    assert content_of(tmp_path / "one") == content_of(tmp_path / "two")
    names = {path.stem for path in (tmp_path / "one" / "content" / "papers").rglob("paper-*.md")}
    assert names == {paper.slug for paper in [*papers(60), *following_days(1)[0]]}
    assert (tmp_path / "one" / "content" / "papers" / "2026" / "06" / "17" / "_index.md").is_file()


def test_files_that_a_command_wrote_are_counted(tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("as it is", encoding="utf-8")
    (tmp_path / "changed").write_text("before", encoding="utf-8")
    code = "import pathlib, sys; p = pathlib.Path(sys.argv[1]); (p / 'new').write_text('12345'); (p / 'changed').write_text('1234567')"
    measured = measure([*PYTHON, code, str(tmp_path)], tmp_path)
    assert (measured.files, measured.size) == (2, 12)
    assert set(files_of(tmp_path)) == {str(tmp_path / name) for name in ("kept", "changed", "new")}


def test_a_command_that_does_nothing_wrote_nothing(tmp_path: Path) -> None:
    measured = measure([*PYTHON, ""], tmp_path / "not there")
    assert measured.files == measured.size == 0
    assert measured.wall > 0


@pytest.mark.skipif(sys.platform != "linux", reason="memory is told by Linux alone")
def test_the_memory_of_all_descendants_counts() -> None:
    child = "block = bytearray(120_000_000); block[::4096] = block[::4096]; print('ready', flush=True); input()"
    parent = (
        "import subprocess, sys\n"
        f"child = [sys.executable, '-c', {child!r}]\n"
        "running = [subprocess.Popen(child, stdin=subprocess.PIPE, stdout=subprocess.PIPE) for _ in range(2)]\n"
        "for process in running: process.stdout.readline()\n"
        "print('ready', flush=True)\n"
        "input()\n"
        "for process in running: process.communicate(b'end')\n"
    )
    with subprocess.Popen([*PYTHON, parent], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        held = tree_memory(process.pid)
        process.communicate(b"end\n")
    assert 240_000_000 < held < 400_000_000
    assert tree_memory(process.pid) == 0


def test_processor_time_of_children_counts(tmp_path: Path) -> None:
    busy = "sum(range(20_000_000))"
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {busy!r}], check=True)"
    alone = measure([*PYTHON, ""], tmp_path)
    assert measure([*PYTHON, parent], tmp_path).cpu > alone.cpu
    # Before it becomes another program, the child is as large as whoever started it.
    assert 2_000_000 < alone.peak < 500_000_000


def test_a_command_that_fails_is_no_measurement(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="ended with 3"):
        measure([*PYTHON, "raise SystemExit(3)"], tmp_path)


def test_medians_and_sums() -> None:
    runs = [Measurement(3.0, 1.0, 10, 5, 50), Measurement(1.0, 2.0, 30, 5, 50), Measurement(2.0, 9.0, 20, 5, 50)]
    assert middle(runs) == Measurement(2.0, 2.0, 30, 5, 50)
    assert runs[0].then(runs[1]) == Measurement(4.0, 3.0, 30, 10, 100)


def test_the_report_holds_ratios_against_their_goals() -> None:
    figures: Figures = {
        ("cold", SITEGEN, True): [Measurement(4.0, 4.0, 400)],
        ("cold", HUGO, True): [Measurement(10.0, 16.0, 1_000)],
        ("cold", HUGO_RELATED, True): [Measurement(40.0, 70.0, 1_000)],
        ("day", SITEGEN, True): [Measurement(2.0, 2.0, 400)],
        ("day", HUGO, True): [Measurement(10.0, 16.0, 1_000)],
    }
    cold = next(goal for goal in GOALS if goal.case == "cold" and goal.search)
    assert ratio(figures, cold, HUGO) == 0.4
    assert ratio(figures, cold, HUGO, cpu=True) == 0.25
    assert ratio(figures, cold, HUGO_RELATED) == 0.1
    sizes = [Size(10_000, figures, {SITEGEN: 11, HUGO: 12})]
    text = report(sizes, machine="2 cores", per_day=50, others=0.02)
    assert "| wall, nothing there yet, search included | 0.8 | 0.400 | yes | 0.250 | 0.100 | yes | 0.057 |" in text
    assert "| wall, a day added, search included | 0.05 | 0.200 | no | 0.125 |  |  |  |" in text
    assert "| peak memory, indexer included | 0.5 | 0.400 | yes |" in text
    assert "nothing changed" not in text
    assert "not quiet" not in text
    assert "not quiet" in report(sizes, machine="2 cores", per_day=50, others=0.4)


def test_what_other_programs_took_is_a_share() -> None:
    assert 0.0 <= taken_by_others(Moment(0.0, 0.0)) <= 1.0


@pytest.mark.parametrize(("arguments", "code", "said"), [(["--help"], 0, "common-terms"), (["x"], 2, '"x" is no number of papers')])
def test_the_benchmark_of_related_papers_says_how_it_is_called(
    arguments: list[str], code: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        related.run(arguments)
    assert stopped.value.code == code
    assert said in "".join(capsys.readouterr())
