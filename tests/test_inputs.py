"""What can be named on the command line: files, folders, archives, standard input; whole, damaged, or made to do harm."""

import gzip
import io
import os
import random
import threading
import time
import tracemalloc
import zipfile
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen.errors import Problem
from sitegen.ingest import inputs
from sitegen.ingest.inputs import Input, open_inputs
from sitegen.ingest.pipeline import run_ingest
from tests.sites import MakeSite, write

ONE = b'{"title":"One","abstract":"First."}\n'
TWO = b'[{"title":"Two","abstract":"Second."}]'


def packed(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def names(*found: Input | Problem, folder: Path) -> list[str]:
    """Each input as its name and its bytes, each problem as it is shown, from ``folder`` on."""
    shown = [
        f"{item.name}: {item.data.decode('utf-8', 'replace')}" if isinstance(item, Input) else f"{item.path}! {item.message}"
        for item in found
    ]
    return [text.replace(f"{folder.as_posix()}/", "") for text in shown]


def opened(folder: Path, *paths: str) -> list[str]:
    return names(*open_inputs([f"{folder}/{path}" if path != "-" else path for path in paths]), folder=folder)


# Compressed


def test_gzip_loses_its_ending(tmp_path: Path) -> None:
    write(tmp_path, {"a.json.gz": gzip.compress(b"A"), "no-ending": gzip.compress(b"B"), "empty.gz": gzip.compress(b"")})
    assert opened(tmp_path, "a.json.gz", "no-ending", "empty.gz") == ["a.json: A", "no-ending: B", "empty: "]


def test_gzip_that_was_concatenated_is_read_to_its_end(tmp_path: Path) -> None:
    parts = b"".join(gzip.compress(part) for part in (b"A", b"", b"B" * 3, b"C"))
    write(tmp_path, {"a.gz": parts, "padded.gz": parts + b"\0" * 100})
    assert opened(tmp_path, "a.gz", "padded.gz") == ["a: ABBBC", "padded: ABBBC"]


@pytest.mark.parametrize("cut", [3, 9, 10, 15, -9, -8, -1])
def test_gzip_that_is_cut_is_refused_whole(tmp_path: Path, cut: int) -> None:
    write(tmp_path, {"a.gz": gzip.compress(bytes(range(256)))[:cut]})
    assert opened(tmp_path, "a.gz") == ["a.gz! the gzip data is cut off"]


@pytest.mark.parametrize(
    "data", [gzip.compress(b"A", mtime=0) + b"garbage", gzip.compress(b"A", mtime=0)[:-8] + b"\0" * 8, b"\x1f\x8b\x09" + b"\0" * 20]
)
def test_gzip_that_is_damaged_is_refused(tmp_path: Path, data: bytes) -> None:
    write(tmp_path, {"a.gz": data})
    assert opened(tmp_path, "a.gz")[0].startswith("a.gz! damaged gzip data: ")


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_zip_gives_its_files_in_the_order_of_their_names(tmp_path: Path, method: int) -> None:
    files = {
        "b.json": b"B",
        "sub/a.bib": b"A",
        "sub/c.jsonl.gz": gzip.compress(b"C"),
        "README.md": b"no",
        "logo.png": b"no",
        "folder/": b"",
    }
    files |= {".hidden.json": b"no", ".git/x.json": b"no", "__MACOSX/._b.json": b"no"}
    write(tmp_path, {"a.zip": packed(files, method)})
    assert opened(tmp_path, "a.zip") == ["a.zip!b.json: B", "a.zip!sub/a.bib: A", "a.zip!sub/c.jsonl: C"]


def test_a_zip_of_several_formats_in_a_folder_goes_in(make_site: MakeSite, tmp_path: Path) -> None:
    csv = b"title,abstract,year\nFour,Fourth.,2023\n"
    write(tmp_path / "in", {"deep/all.zip": packed({"a.jsonl": ONE, "b.json.gz": gzip.compress(TWO), "c.csv": csv}), "d.jsonl": ONE})
    site = make_site()
    report = run_ingest(site, [str(tmp_path / "in")])
    assert (report.failed, report.rejected) == ((), ())
    assert {event.paper for event in report.events} == {"one", "two", "four"}
    assert {event.source.rpartition("/")[2] for event in report.events} == {"all.zip!a.jsonl", "all.zip!b.json", "all.zip!c.csv", "d.jsonl"}


def test_a_zip_in_a_zip_is_not_opened(tmp_path: Path) -> None:
    write(tmp_path, {"a.zip": packed({"inner.zip": packed({"b.json": b"B"}), "c.json": b"C"})})
    first, second = open_inputs([str(tmp_path / "a.zip")])
    assert isinstance(first, Input)
    assert isinstance(second, Input)
    assert (first.data, second.data[:2]) == (b"C", b"PK")


def test_a_zip_without_a_file_that_could_be_read_is_told(tmp_path: Path) -> None:
    write(tmp_path, {"a.zip": packed({"README.md": b"no"})})
    assert opened(tmp_path, "a.zip") == ["a.zip! the archive holds no file that could be read"]


def encrypted(files: dict[str, bytes]) -> bytes:
    """Set the bits that say that files are encrypted; the library that writes archives cannot encrypt."""
    data = bytearray(packed(files, zipfile.ZIP_STORED))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(mark, at + 1)
    return bytes(data)


def test_an_encrypted_zip_is_told_for_each_file(tmp_path: Path) -> None:
    write(tmp_path, {"a.zip": encrypted({"a.json": b"A" * 20, "b.json": b"B" * 20}), "c.json": b"C"})
    found = opened(tmp_path, "a.zip", "c.json")
    assert [text.partition(":")[0] for text in found] == ["a.zip!a.json! cannot be unpacked", "a.zip!b.json! cannot be unpacked", "c.json"]
    assert "password" in found[0]


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_damaged_member_does_not_hide_the_others(tmp_path: Path, method: int) -> None:
    data = bytearray(packed({"a.json": random.Random(1).randbytes(500), "b.json": b"B"}, method))
    data[50:70] = b"\xff" * 20
    write(tmp_path, {"a.zip": bytes(data)})
    first, second = opened(tmp_path, "a.zip")
    assert first.startswith("a.zip!a.json! cannot be unpacked: ")
    assert second == "a.zip!b.json: B"


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_LZMA]),
    st.lists(st.tuples(st.integers(4, 10_000), st.integers(0, 255)), min_size=1, max_size=6),
    st.integers(0, 400),
)
def test_no_damage_to_an_archive_is_a_traceback(method: int, changes: list[tuple[int, int]], cut: int) -> None:
    for data in (bytearray(packed({"é.json": b"text " * 50, "b.bib": b"B"}, method)), bytearray(gzip.compress(b"text " * 50))):
        for place, byte in changes:
            data[4 + place % (len(data) - 4)] = byte
        for item in inputs._unpack("x", bytes(data[: len(data) - cut]) if cut < len(data) - 4 else bytes(data)):
            assert item.name if isinstance(item, Input) else str(item).encode()


@pytest.fixture
def small_limit(monkeypatch: pytest.MonkeyPatch) -> int:
    """Read no input that is larger than two megabytes."""
    monkeypatch.setattr(inputs, "MAX_INPUT_BYTES", 2_000_000)
    return 2_000_000


def bomb(size: int) -> bytes:
    """Return gzip data of that many zeros in a thousandth of the space, quickly made."""
    return gzip.compress(b"\0" * 1_000_000) * (size // 1_000_000)


def deflated(size: int) -> bytes:
    """Return one gzip member, not a row of them."""
    packer = zlib.compressobj(wbits=31)
    return b"".join((*(packer.compress(b"\0" * 1_000_000) for _ in range(size // 1_000_000)), packer.flush()))


def lying(data: bytes, size: int) -> bytes:
    """Return an archive of one file of ``data`` that claims to be smaller than it is."""
    made = packed({"a.json": data})
    real, claimed = len(data).to_bytes(4, "little"), size.to_bytes(4, "little")
    return made.replace(real, claimed)


BOMBS = {
    "one member of gzip": (lambda: deflated(100_000_000), True),
    "many members of gzip": (lambda: bomb(500_000_000), True),
    "very many members of nothing": (lambda: gzip.compress(b"") * 50_000, False),
    "a zip": (lambda: packed({"a.json": b"\0" * 100_000_000}), True),
    "a zip of many files": (lambda: packed({f"{number}.json": b"\0" * 300_000 for number in range(100)}), True),
    "a zip of gzip": (lambda: packed({f"{number}.gz": bomb(100_000_000) for number in range(100)}), True),
    "a zip that lies about its size": (lambda: lying(b"\0" * 50_000_000, 1_000), None),
}


@pytest.mark.parametrize(("make", "refused"), BOMBS.values(), ids=list(BOMBS))
def test_a_bomb_is_defused_in_little_memory_and_time(tmp_path: Path, small_limit: int, make: object, refused: bool | None) -> None:
    assert callable(make)
    path = tmp_path / "bomb"
    path.write_bytes(make())
    tracemalloc.start()
    start = time.monotonic()
    seen = [isinstance(item, Problem) and "larger than" in item.message for item in open_inputs([str(path)])]
    seconds, (_, peak) = time.monotonic() - start, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert any(seen) is bool(refused)
    assert seconds < 10
    assert peak < 4 * small_limit + 3 * path.stat().st_size + 2_000_000


def test_too_many_files_in_one_archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inputs, "MAX_MEMBERS", 3)
    write(tmp_path, {"a.zip": packed({f"{number}.json": b"x" for number in range(4)})})
    assert opened(tmp_path, "a.zip") == ["a.zip! the archive holds more than 3 files"]


def test_an_input_that_is_too_large_is_refused_before_it_is_read(tmp_path: Path, small_limit: int) -> None:
    with (tmp_path / "a.json").open("wb") as file:
        file.truncate(small_limit + 1)
    write(tmp_path, {"b.json": b"B"})
    assert opened(tmp_path, "a.json", "b.json") == ["a.json! larger than 2,000,000 bytes", "b.json: B"]


# Standard input, pipes


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"A", "-: A"),
        (b"", "-: "),
        (gzip.compress(b"A", mtime=0), "-: A"),
        (packed({"a.json": b"A"}), "-!a.json: A"),
        (b"x" * 2_000_001, "-! larger than 2,000,000 bytes"),
    ],
)
def test_standard_input(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, small_limit: int, data: bytes, expected: str) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data)))
    assert opened(tmp_path, "-") == [expected]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes")
@pytest.mark.parametrize(("size", "expected"), [(3, "pipe: xxx"), (2_000_001, "pipe! larger than 2,000,000 bytes")])
def test_a_pipe_has_no_size_and_an_end(tmp_path: Path, small_limit: int, size: int, expected: str) -> None:
    os.mkfifo(tmp_path / "pipe")

    def fill() -> None:
        try:
            (tmp_path / "pipe").write_bytes(b"x" * size)
        except BrokenPipeError:
            return

    writer = threading.Thread(target=fill)
    writer.start()
    assert opened(tmp_path, "pipe") == [expected]
    writer.join(10)


# Folders and names


def test_a_folder_gives_what_could_hold_papers_in_the_order_of_the_names(tmp_path: Path) -> None:
    write(
        tmp_path,
        {"b.json": "B", "a/z.TXT": "Z", "README.md": "no", ".hidden.json": "no", ".git/x.json": "no", "a/.b/c.json": "no", "x.pdf": "no"},
    )
    assert opened(tmp_path, "") == ["a/z.TXT: Z", "b.json: B"]
    write(tmp_path, {".hidden/in.json": "H"})
    assert opened(tmp_path, ".hidden", "README.md") == [".hidden/in.json: H", "README.md: no"]


def test_a_folder_without_such_a_file_is_told(tmp_path: Path) -> None:
    write(tmp_path, {"in/README.md": "no"})
    assert opened(tmp_path, "in") == ["in! the folder holds no file that could be read"]


def test_links_that_go_round_or_nowhere_end(tmp_path: Path) -> None:
    write(tmp_path, {"in/a.json": "A", "other/b.json": "B"})
    (tmp_path / "in/loop.json").symlink_to(tmp_path / "in/loop.json")
    (tmp_path / "in/up").symlink_to(tmp_path / "in", target_is_directory=True)
    (tmp_path / "in/gone.json").symlink_to(tmp_path / "nowhere")
    (tmp_path / "in/link.json").symlink_to(tmp_path / "other/b.json")
    assert opened(tmp_path, "in") == ["in/a.json: A", "in/link.json: B"]
    assert opened(tmp_path, "in/loop.json")[0].startswith("in/loop.json! cannot be read: ")
    (tmp_path / "folder").symlink_to(tmp_path / "other", target_is_directory=True)
    assert opened(tmp_path, "folder") == ["folder/b.json: B"]


def test_an_empty_file_is_told_and_the_others_go_in(make_site: MakeSite, tmp_path: Path) -> None:
    write(tmp_path / "in", {"a.json": b"", "b.json": b" \r\n\t", "c.json.gz": gzip.compress(b""), "d.jsonl": ONE})
    report = run_ingest(make_site(), [str(tmp_path / "in")])
    assert [problem.message for problem in report.failed] == ["the input is empty"] * 3
    assert report.counts == {"new": 1}


@pytest.mark.parametrize(
    "name", ["x" * 5_000, "a/" * 3_000, "nul\0.json", "\udcff.json", "new\nline\x1b[31m.json", "a.json/b", "~", "\u202ejson.exe"]
)
def test_names_that_no_file_has(tmp_path: Path, name: str) -> None:
    write(tmp_path, {"a.json": "A"})
    problem, other = open_inputs([f"{tmp_path}/{name}", f"{tmp_path}/a.json"])
    assert isinstance(problem, Problem)
    assert isinstance(other, Input)
    assert str(problem).encode()
    assert not set(str(problem)) & set("\x1b\0\u202e")


@pytest.mark.skipif(os.name == "nt", reason="names there are Unicode")
def test_names_that_are_not_utf_8_or_hold_commands_of_a_terminal(make_site: MakeSite, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for name in (b"caf\xe9.jsonl", b"red\x1b[31m\n.jsonl", "zero\u200b.jsonl".encode()):
        (Path(os.fsdecode(os.fsencode(folder) + b"/" + name))).write_bytes(ONE + b"broken\n")
    report = run_ingest(make_site(), [str(folder), os.fsdecode(os.fsencode(folder) + b"/caf\xe8.jsonl")])
    assert (report.records, len(report.rejected), len(report.failed)) == (3, 3, 1)
    said = "".join((*(event.source for event in report.events), *map(str, report.rejected), *(str(problem) for problem in report.failed)))
    assert said.encode()
    assert not set(said.replace("\n    ", "")) & set("\x1b\u200b\n")


def test_names_in_an_archive_are_only_text(tmp_path: Path) -> None:
    write(tmp_path, {"a.zip": packed({"../../up.json": b"A", "/etc/x.json": b"B", "red\x1b[31m.json": b"C", "C:\\x.json": b"D"})})
    before = sorted(tmp_path.parent.rglob("*"))
    found = opened(tmp_path, "a.zip")
    assert sorted(text[-1] for text in found) == ["A", "B", "C", "D"]
    assert not any("\x1b" in text for text in found)
    assert sorted(tmp_path.parent.rglob("*")) == before
