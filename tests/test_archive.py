"""The archive of fetched answers: repeatable bytes, and never half a day."""

import datetime
import gzip
import shutil
from pathlib import Path

import msgspec
import pytest

from sitegen.ingest.archive import INDEX, Answer, Archive, Kept, answer_name, timestamp
from sitegen.papers.store import write_atomically

DAY = datetime.date(2025, 3, 17)


def kept(*names: str, records: int = 2) -> Kept:
    answers = tuple(
        Answer(file=name, url=f"https://example.org/{name}", status=200, fetched="2025-03-18T06:17:00Z", records=1, digest="0" * 32)
        for name in names
    )
    return Kept(records=records, answers=answers)


def snapshot(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path, "daily")


def test_an_answer_is_kept_as_it_came_by_source_and_day(archive: Archive, tmp_path: Path) -> None:
    paths = archive.keep(DAY, kept("001.json.gz", "002.json.gz"), [b"[1]", b"\xff\x00raw"])
    assert [path.relative_to(tmp_path).as_posix() for path in paths] == [
        ".ingest/raw/daily/2025/03/17/001.json.gz",
        ".ingest/raw/daily/2025/03/17/002.json.gz",
    ]
    assert [gzip.decompress(path.read_bytes()) for path in paths] == [b"[1]", b"\xff\x00raw"]
    assert archive.load(DAY) == kept("001.json.gz", "002.json.gz")


def test_the_compressed_file_has_no_time_and_no_name(archive: Archive) -> None:
    (path,) = archive.keep(DAY, kept("001.json.gz"), [b"[]"])
    header = path.read_bytes()[:10]
    assert header[3] == 0
    assert header[4:8] == bytes(4)


def test_the_same_answers_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "other"):
        Archive(tmp_path / name, "daily").keep(DAY, kept("001.json.gz"), [b"[1, 2]"])
    assert snapshot(tmp_path / "one") == snapshot(tmp_path / "other")


def test_the_index_is_json_that_a_person_can_read(archive: Archive) -> None:
    archive.keep(DAY, kept("001.json.gz"), [b"[]"])
    text = (archive.folder_of(DAY) / INDEX).read_text(encoding="utf-8")
    assert '\n   "url": "https://example.org/001.json.gz",\n' in text
    assert text.endswith("}\n")


def test_a_new_fetch_takes_the_place_of_the_whole_day(archive: Archive) -> None:
    archive.keep(DAY, kept("001.json.gz", "002.json.gz"), [b"1", b"2"])
    archive.keep(DAY, kept("001.json.gz"), [b"3"])
    assert sorted(path.name for path in archive.folder_of(DAY).iterdir()) == [INDEX, "001.json.gz"]
    assert [path.name for path in archive.folder_of(DAY).parent.iterdir()] == ["17"]


def test_an_answer_may_be_added_beside_the_others(archive: Archive) -> None:
    archive.keep(DAY, kept("001.xml.gz"), [b"morning"])
    archive.add(DAY, kept("001.xml.gz", "002.xml.gz"), b"evening")
    loaded = archive.load(DAY)
    assert loaded is not None
    texts = [gzip.decompress((archive.folder_of(DAY) / answer.file).read_bytes()) for answer in loaded.answers]
    assert texts == [b"morning", b"evening"]


class Killed(BaseException):
    pass


@pytest.mark.parametrize("survived", range(6))
def test_killed_at_any_write_or_move_the_day_has_its_old_answers_or_its_new_ones(
    archive: Archive, monkeypatch: pytest.MonkeyPatch, survived: int
) -> None:
    old, new = kept("001.json.gz", "002.json.gz", records=2), kept("001.json.gz", records=5)
    archive.keep(DAY, old, [b"old 1", b"old 2"])
    steps = 0
    real_write, real_rename, real_rmtree = write_atomically, Path.rename, shutil.rmtree

    def count() -> None:
        nonlocal steps
        steps += 1
        if steps > survived:
            raise Killed

    def write(path: Path, data: bytes) -> None:
        count()
        real_write(path, data)

    def rename(self: Path, target: Path) -> Path:
        count()
        return real_rename(self, target)

    def rmtree(path: Path, ignore_errors: bool = False) -> None:
        count()
        real_rmtree(path, ignore_errors=ignore_errors)

    with monkeypatch.context() as patch:
        patch.setattr("sitegen.ingest.archive.write_atomically", write)
        patch.setattr(Path, "rename", rename)
        patch.setattr(shutil, "rmtree", rmtree)
        with pytest.raises(Killed):
            archive.keep(DAY, new, [b"new"])
    loaded = archive.load(DAY)
    assert loaded in (old, new)
    assert loaded is not None
    texts = [gzip.decompress((archive.folder_of(DAY) / answer.file).read_bytes()) for answer in loaded.answers]
    assert texts == ([b"old 1", b"old 2"] if loaded == old else [b"new"])
    archive.keep(DAY, new, [b"new"])
    assert [path.name for path in archive.folder_of(DAY).parent.iterdir()] == ["17"]


def test_a_day_whose_file_or_index_is_gone_or_broken_counts_as_not_kept(archive: Archive) -> None:
    assert archive.load(DAY) is None
    (path,) = archive.keep(DAY, kept("001.json.gz"), [b"[]"])
    path.unlink()
    assert archive.load(DAY) is None
    archive.keep(DAY, kept("001.json.gz"), [b"[]"])
    for broken in (b"", b"<<<<<<< HEAD", b"[]", b'{"records": "many"}', b"\xff"):
        (archive.folder_of(DAY) / INDEX).write_bytes(broken)
        assert archive.load(DAY) is None


def test_an_index_cannot_name_a_file_elsewhere(archive: Archive, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("x", encoding="utf-8")
    archive.keep(DAY, kept("001.json.gz"), [b"[]"])
    bad = kept("../../../../../../secret")
    (archive.folder_of(DAY) / INDEX).write_bytes(msgspec.json.encode(bad))
    assert archive.load(DAY) is None


def test_days_come_the_latest_first_and_what_is_no_day_is_passed_over(archive: Archive, tmp_path: Path) -> None:
    assert list(archive.days()) == []
    wanted = [datetime.date(2025, 3, 17), datetime.date(2025, 3, 7), datetime.date(2024, 12, 31)]
    for day in wanted:
        archive.keep(day, kept("001.json.gz"), [b"[]"])
    for name in ("2025/02/31", "2025/03/.17.old", "2025/notes", ".git/01/01"):
        (archive.folder / name).mkdir(parents=True)
    (archive.folder / "2023").write_text("a file", encoding="utf-8")
    assert list(archive.days()) == wanted


def test_names_and_times() -> None:
    assert answer_name(1, "json") == "001.json.gz"
    assert answer_name(1000, "xml") == "1000.xml.gz"
    east = datetime.timezone(datetime.timedelta(hours=2))
    assert timestamp(datetime.datetime(2025, 3, 18, 8, 17, 0, 999, tzinfo=east)) == "2025-03-18T06:17:00Z"
