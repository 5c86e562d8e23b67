"""What could not be read is kept whole, with its reason and place, and is taken in once it is mended."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from sitegen.config import SiteFolder
from sitegen.errors import Problem
from sitegen.ingest.pipeline import IngestOptions, run_ingest
from sitegen.ingest.quarantine import QUARANTINE, Held, load_quarantine, quarantine_files
from sitegen.ingest.record import Record, Rejected
from sitegen.ingest.report import IngestReport
from sitegen.papers.paper import Paper
from sitegen.papers.store import load_papers
from tests.sites import MakeSite, tree, write

LINES = ['{"title":"Good","abstract":"Fine.","listed":"2025-03-17","rank":1}', '{"abstract":"Of what?","keywords":["a","b"]}']


@pytest.fixture
def site(make_site: MakeSite) -> SiteFolder:
    return make_site()


def ingest(site: SiteFolder, *lines: str | dict[str, Any], name: str = "in.jsonl") -> IngestReport:
    text = "".join((line if isinstance(line, str) else json.dumps(line)) + "\n" for line in lines)
    write(site.root.parent, {name: text})
    return run_ingest(site, [str(site.root.parent / name)])


def retry(site: SiteFolder) -> IngestReport:
    return run_ingest(site, [], IngestOptions(retry=True))


def papers(site: SiteFolder) -> dict[str, Paper]:
    stored, problems = load_papers(site.content, site.root)
    assert not problems, problems
    return {item.paper.slug: item.paper for item in stored}


def quarantine(site: SiteFolder) -> list[tuple[Path, Held]]:
    """The text files in quarantine, each with what is said of it."""
    folder = site.content / QUARANTINE
    found = sorted(folder.glob("*.txt")) if folder.is_dir() else []
    assert len(found) * 2 == len(list(folder.iterdir() if folder.is_dir() else []))
    return [(path, msgspec.json.decode(path.with_suffix(".json").read_bytes(), type=Held)) for path in found]


def mend(site: SiteFolder, old: str, new: str) -> None:
    """Change the one text in quarantine as a person would."""
    ((path, _),) = quarantine(site)
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_rejected_piece_is_kept_whole_with_its_reason_and_its_place(site: SiteFolder) -> None:
    report = ingest(site, *LINES)
    assert (report.counts, len(report.rejected)) == ({"new": 1}, 1)
    ((path, held),) = quarantine(site)
    assert json.loads(path.read_text(encoding="utf-8")) == json.loads(LINES[1])
    assert (held.source, held.line, held.reader) == (str(site.root.parent / "in.jsonl"), 2, "neutral")
    assert "title" in held.reason
    assert held.reason == report.rejected[0].message


def test_the_same_again_changes_no_byte(site: SiteFolder) -> None:
    ingest(site, *LINES)
    before = tree(site.content)
    report = ingest(site, *LINES)
    assert (report.counts, len(report.rejected)) == ({"unchanged": 1}, 1)
    assert tree(site.content) == before
    assert len(retry(site).failed) == 1
    assert tree(site.content) == before


def test_what_was_mended_is_taken_in(site: SiteFolder) -> None:
    ingest(site, *LINES)
    mend(site, '"abstract"', '"title": "Mended", "abstract"')
    report = retry(site)
    assert (report.counts, report.failed, report.rejected) == ({"new": 1}, (), ())
    assert (report.events[0].source, report.files) == (str(site.root.parent / "in.jsonl"), ("content/papers/undated/mended.md",))
    assert papers(site)["mended"].keywords == ("a", "b")
    assert quarantine(site) == []
    before = tree(site.content)
    assert retry(site).records == 0
    assert tree(site.content) == before


def test_mended_by_an_editor_that_adds_a_mark_and_other_line_ends(site: SiteFolder) -> None:
    ingest(site, *LINES)
    ((path, _),) = quarantine(site)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b'"abstract"', b'\r\n"title": "Mended",\r\n"abstract"'))
    assert retry(site).counts == {"new": 1}


def test_what_still_fails_stays_with_its_message_while_the_others_go_in(site: SiteFolder) -> None:
    ingest(site, *LINES, '{"abstract":"Another."}', '{"abstract": broken')
    assert len(quarantine(site)) == 3
    for path, _ in quarantine(site):
        text = path.read_text(encoding="utf-8")
        if "Another" in text:
            path.write_text(text.replace("{", '{"title": "Mended", '), encoding="utf-8")
    report = retry(site)
    assert report.counts == {"new": 1}
    assert len(report.failed) == 2
    assert {site.root / problem.path for problem in report.failed} == {path for path, _ in quarantine(site)}
    assert all("title" in problem.message or "JSON" in problem.message for problem in report.failed)
    left = [path.read_text(encoding="utf-8") for path, _ in quarantine(site)]
    assert sorted(text.split('"')[3] if "Of what" in text else text.strip() for text in left) == ["Of what?", '{"abstract": broken']


def test_a_dry_run_of_a_retry_writes_nothing(site: SiteFolder) -> None:
    ingest(site, *LINES)
    mend(site, '"abstract"', '"title": "Mended", "abstract"')
    before = tree(site.root)
    assert run_ingest(site, [], IngestOptions(retry=True, dry_run=True)).counts == {"new": 1}
    assert tree(site.root) == before


# A record that a reader could read and that is none for the site


BAD_TITLE = {"title": "—!", "abstract": "Of <what> $x^2$?", "authors": ["Ada Byron"], "ids": {"arxiv": "2503.00001"}, "upvotes": 3}


def test_a_record_with_a_title_of_signs_comes_back_as_the_record_that_it_was(site: SiteFolder) -> None:
    ingest(site, LINES[0], BAD_TITLE | {"listed": "2025-03-18", "rank": 2})
    ((path, held),) = quarantine(site)
    assert (held.reader, held.line) == ("record", 2)
    record = msgspec.json.decode(path.read_bytes(), type=Record)
    assert (record.title, record.abstract, record.ids) == (BAD_TITLE["title"], BAD_TITLE["abstract"], (("arxiv", "2503.00001"),))
    mend(site, "—!", "Of Signs")
    report = retry(site)
    assert (report.counts, report.events[0].line) == ({"new": 1}, 2)
    found = papers(site)["of-signs"]
    assert (str(found.listed[0].day), found.listed[0].rank, found.ids) == ("2025-03-18", 2, (("arxiv", "2503.00001"),))
    assert b'"upvotes":3' in (site.content / "signals/2025-03.jsonl").read_bytes()
    assert quarantine(site) == []


def test_a_record_whose_json_was_damaged_in_mending_stays(site: SiteFolder) -> None:
    ingest(site, LINES[0], BAD_TITLE)
    mend(site, "—!", 'Of "Signs"')
    report = retry(site)
    assert [problem.message.partition(":")[0] for problem in report.failed] == ["not a record"]
    assert len(quarantine(site)) == 1


TWINS = [
    {"title": "On Things", "authors": ["Ada Byron"], "ids": {"arxiv": "2503.00001"}},
    {"title": "On Things", "authors": ["Grace Hopper"], "ids": {"arxiv": "2503.00002"}},
]


def test_a_record_that_fits_two_papers_waits_until_it_is_decided(site: SiteFolder) -> None:
    ingest(site, *TWINS)
    report = ingest(site, {"title": "On Things", "abstract": "Whose?"}, name="later.jsonl")
    assert (report.records, report.files) == (0, ())
    assert [problem.message.partition(" may")[0] for problem in report.rejected] == ['"On Things"']
    before = tree(site.content)
    again = ingest(site, {"title": "On Things", "abstract": "Whose?"}, name="later.jsonl")
    assert len(again.rejected) == 1
    assert tree(site.content) == before
    assert len(retry(site).rejected) == 1, "tried again it is as undecided as before"
    assert tree(site.content) == before
    mend(site, '"title":', '"ids":[["arxiv","2503.00002"]],"title":')
    assert retry(site).counts == {"updated": 1}
    assert quarantine(site) == []
    assert {found.abstract for found in papers(site).values() if ("arxiv", "2503.00002") in found.ids} == {"Whose?"}


def test_a_record_that_fits_two_papers_is_decided_by_a_change_of_one_of_them(site: SiteFolder) -> None:
    ingest(site, {"title": "On Things", "authors": ["Ada Byron"]}, {"title": "On Things", "authors": ["Grace Hopper"]})
    ingest(site, {"title": "On Things", "abstract": "Whose?", "ids": {"doi": "10.1000/a"}})
    assert len(quarantine(site)) == 1
    owner = next(found for found in papers(site).values() if found.authors[0].name == "Grace Hopper")
    ingest(site, {"title": "On Things", "authors": ["Grace Hopper"], "ids": {"doi": "10.1000/a"}})
    assert retry(site).counts == {"updated": 1}
    assert quarantine(site) == []
    assert papers(site)[owner.slug].abstract == "Whose?"


def test_the_same_record_from_another_place_is_kept_once(site: SiteFolder) -> None:
    ingest(site, LINES[0], BAD_TITLE)
    ingest(site, LINES[0], LINES[0].replace("Good", "Better"), BAD_TITLE, name="grown.jsonl")
    assert len(quarantine(site)) == 1


# A saved page

LONG = "We have measured it in every respect that we could think of, and found that it is good. " * 5
PAGE = f"Daily Papers\n\nbyAK and the research community\n\nMar 17\n\nFirst Paper\n\nIt is first. {LONG}\n\nIt has no title. {LONG}\n\n"


def test_a_piece_of_a_page_knows_the_day_of_the_page_and_no_rank(site: SiteFolder) -> None:
    write(site.root.parent, {"2025-03-17.txt": PAGE})
    report = run_ingest(site, [str(site.root.parent / "2025-03-17.txt")])
    assert (report.counts, len(report.rejected)) == ({"new": 1}, 1)
    ((path, held),) = quarantine(site)
    assert (held.reader, held.listed) == ("daily-page", "2025-03-17")
    path.write_text(f"Second Paper\n\n{path.read_text(encoding='utf-8')}\n", encoding="utf-8")
    assert retry(site).counts == {"new": 1}
    assert [(str(found.listed[0].day), found.listed[0].rank) for found in papers(site).values()] == [("2025-03-17", 1), ("2025-03-17", 0)]


# What people and programs do to the files


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({".json": b"{"}, "cannot be tried again"),
        ({".json": b"\xff"}, "cannot be tried again"),
        ({".json": b'{"source": "a", "reason": "b", "reader": "no-such"}'}, 'there is no format "no-such"'),
        ({".txt": b"\xff\xfe\x00"}, "cannot be tried again"),
        ({".txt": None}, "cannot be tried again"),
        ({".txt": b""}, ""),
    ],
)
def test_files_that_were_damaged_are_told_and_stay(site: SiteFolder, change: dict[str, bytes | None], message: str) -> None:
    ingest(site, *LINES, '{"abstract":"Another."}')
    (path, _), (other, _) = quarantine(site)
    other.write_text('{"title":"Mended"}', encoding="utf-8")
    write(path.parent, {f"{path.stem}{suffix}": data for suffix, data in change.items()})
    report = retry(site)
    assert report.counts == {"new": 1}
    (problem,) = report.failed
    assert message in problem.message
    assert path.stem in problem.path or not message
    assert path.with_suffix(".json").exists()


def test_texts_that_utf_8_cannot_hold_are_kept_as_far_as_they_can(tmp_path: Path) -> None:
    files = quarantine_files([(Rejected(Problem(path="a", message="m"), "x\ud800\r\ny"), "neutral", "")])
    write(tmp_path, files)
    (piece,), problems = load_quarantine(tmp_path, tmp_path)
    assert not problems
    assert (piece.text, piece.path.startswith(QUARANTINE)) == ("x\\ud800\r\ny", True)
