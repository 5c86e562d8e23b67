"""What an ingest tells: in its report, as JSON, on the terminal, and in the file that it keeps."""

import json
from typing import Any

import pytest

from sitegen.config import SiteFolder
from sitegen.errors import Problem
from sitegen.ingest.pipeline import IngestOptions, run_ingest
from sitegen.ingest.report import EVENT_WORDS, REPORT, Event, IngestReport, report_json
from sitegen.show import show_ingest
from tests.sites import MakeSite, tree, write
from tests.test_cli import run

KEYS = ["counts", "records", "events", "files", "notes", "rejected", "failed", "passed_over", "dry_run"]
PROBLEM_KEYS = ["path", "line", "message", "hint", "severity"]


@pytest.fixture
def site(make_site: MakeSite) -> SiteFolder:
    return make_site()


def ingest(site: SiteFolder, *records: dict[str, Any] | str, **options: bool) -> IngestReport:
    text = "".join((record if isinstance(record, str) else json.dumps(record)) + "\n" for record in records)
    write(site.root.parent, {"in.jsonl": text})
    return run_ingest(site, [str(site.root.parent / "in.jsonl")], IngestOptions(**options))  # type: ignore[arg-type]


def saved(site: SiteFolder) -> dict[str, Any]:
    value: dict[str, Any] = json.loads((site.content / REPORT).read_bytes())
    return value


ONE = {"title": "One", "abstract": "First.", "listed": "2025-03-17", "ids": {"arxiv": "2503.00001"}}
OWNER = {"title": "Owner", "ids": {"arxiv": "2503.00002", "doi": "10.1000/a"}}
THIEF = {"title": "Thief", "ids": {"arxiv": "2503.00003", "doi": "10.1000/a"}}


def test_each_kind_of_event_is_counted_in_one_order(site: SiteFolder) -> None:
    ingest(site, ONE, OWNER, {"title": "Two", "abstract": "Second."}, {"title": "Three", "abstract": "Third."})
    path = next(site.content.rglob("three.md"))
    path.write_text(path.read_text(encoding="utf-8").replace("Third.", "Mine."), encoding="utf-8")
    report = ingest(
        site,
        THIEF,
        OWNER,
        {"title": "New"},
        {"title": "Two", "abstract": "Second, revised.", "published": "2025-04-01"},
        {"title": "Three", "abstract": "Third, revised."},
        ONE | {"listed": "2025-03-18"},
        {"abstract": "Nameless."},
    )
    assert list(report.counts.items()) == [("new", 1), ("updated", 1), ("listed", 1), ("unchanged", 1), ("held", 1), ("conflicting", 1)]
    assert list(report.counts) == list(EVENT_WORDS)
    assert (report.records, len(report.rejected), report.failed) == (6, 1, ())
    assert report.files == (
        "content/papers/2025/03/17/one.md",
        "content/papers/2025/04/01/two.md",
        "content/papers/undated/new.md",
        "content/papers/undated/thief.md",
    )
    events = {event.paper: event for event in report.events}
    assert (events["two"].fields, events["three"].held) == (("abstract", "published"), ("abstract",))
    assert (events["one"].source, events["one"].line) == (str(site.root.parent / "in.jsonl"), 6)


def test_the_json_has_the_same_keys_whatever_happened(site: SiteFolder) -> None:
    for report in (
        ingest(site, ONE, OWNER, {"abstract": "Nameless."}),
        ingest(site, ONE),
        run_ingest(site, ["nowhere"]),
        run_ingest(site, []),
    ):
        value = json.loads(report_json(report))
        assert list(value) == KEYS
        assert report_json(report).endswith(b"}\n")
        assert value["counts"] == dict(report.counts.items()) | {"rejected": len(report.rejected), "failed": len(report.failed)}
        for problem in (*value["rejected"], *value["failed"], *value["passed_over"]):
            assert list(problem) == PROBLEM_KEYS
        for event in value["events"]:
            assert {"kind", "paper", "source"} <= set(event)
            assert event["kind"] != "unchanged", "what changed nothing is counted and not named"


def test_a_report_is_kept_only_when_something_changed(site: SiteFolder) -> None:
    ingest(site, ONE, {"abstract": "Nameless."})
    first = (site.content / REPORT).read_bytes()
    assert saved(site)["counts"] == {"new": 1, "rejected": 1, "failed": 0}
    assert saved(site)["files"] == ["content/papers/2025/03/17/one.md"]
    stamp = (site.content / REPORT).stat().st_mtime_ns
    ingest(site, ONE, {"abstract": "Nameless."})
    run_ingest(site, ["nowhere"])
    run_ingest(site, [])
    ingest(site, ONE | {"listed": "2025-03-20"}, dry_run=True)
    assert (site.content / REPORT).stat().st_mtime_ns == stamp
    assert (site.content / REPORT).read_bytes() == first
    report = ingest(site, ONE | {"listed": "2025-03-20"})
    assert (site.content / REPORT).read_bytes() == report_json(report)
    assert saved(site)["counts"] == {"listed": 1, "rejected": 0, "failed": 0}


def test_an_ingest_of_nothing_into_an_empty_site_writes_nothing(site: SiteFolder) -> None:
    before = tree(site.root)
    run_ingest(site, [])
    run_ingest(site, [], IngestOptions(retry=True))
    assert tree(site.root) == before


def test_a_changed_count_alone_is_a_change(site: SiteFolder) -> None:
    ingest(site, ONE | {"upvotes": 1})
    report = ingest(site, ONE | {"upvotes": 2})
    assert (report.counts, report.files) == ({"unchanged": 1}, ())
    assert saved(site)["counts"] == {"unchanged": 1, "rejected": 0, "failed": 0}


ANTHOLOGY = """\
<?xml version='1.0' encoding='UTF-8'?>
<collection id="2024.acl"><volume id="long"><meta><booktitle>Proceedings</booktitle><year>2024</year></meta>
<frontmatter><url>2024.acl-long.0</url></frontmatter>
<paper id="1"><title>Paper One</title><author><first>Ada</first><last>Byron</last></author><url>2024.acl-long.1</url></paper>
</volume></collection>
"""


def test_what_is_no_paper_and_was_not_meant_to_be_is_passed_over(site: SiteFolder) -> None:
    write(site.root.parent, {"acl.xml": ANTHOLOGY})
    report = run_ingest(site, [str(site.root.parent / "acl.xml")])
    assert (report.counts, report.rejected, report.failed) == ({"new": 1}, (), ())
    assert [problem.severity for problem in report.passed_over] == ["warning"]
    assert not (site.content / ".ingest/quarantine").exists()
    assert json.loads(report_json(report))["passed_over"][0]["severity"] == "warning"


def test_notes_come_from_what_was_decided(site: SiteFolder) -> None:
    text = "Daily Papers\n\nbyAK and the research community\n\nMar 17\n\nCafé Paper\n\nIt is about a café, at length.\n"
    write(site.root.parent, {"2025-03-17.txt": text.encode("utf-16")})
    report = run_ingest(site, [str(site.root.parent / "2025-03-17.txt")])
    assert any("UTF-16" in note for note in report.notes)
    assert saved(site)["notes"] == list(report.notes)


# On the terminal


def problem(number: int, severity: Any = "error") -> Problem:
    return Problem(path="in.jsonl", line=number, message=f"wrong {number}", hint="mend it", severity=severity)


def shown(capsys: pytest.CaptureFixture[str], **values: Any) -> tuple[str, str]:
    empty: dict[str, Any] = {"records": 0, "events": (), "files": (), "notes": (), "rejected": (), "failed": ()}
    show_ingest(IngestReport(**{**empty, **values}))
    captured = capsys.readouterr()
    return captured.out, captured.err


def test_the_last_line_says_it_all(capsys: pytest.CaptureFixture[str]) -> None:
    kinds = ["new"] * 1_200 + ["unchanged", "listed", "conflicting", "held"]
    events = tuple(Event(kind=kind, paper="a", source="s") for kind in kinds)  # type: ignore[arg-type]
    out, err = shown(capsys, records=1_204, events=events, files=("a",), rejected=(problem(3),))
    assert out == (
        "1,204 records read: 1,200 new, 1 listed again, 1 unchanged, 1 held back by your edits, 1 conflicting, 1 left out, in quarantine; "
        "1 file written.\n"
    )
    assert err == "left out: in.jsonl:3: wrong 3\n    mend it\n"


def test_nothing_is_said_shortly(capsys: pytest.CaptureFixture[str]) -> None:
    assert shown(capsys) == ("0 records read; 0 files written.\n", "")
    assert shown(capsys, dry_run=True, files=("a", "b"))[0] == "0 records read; 2 files would be written.\n"


def test_much_of_one_kind_is_cut_short(capsys: pytest.CaptureFixture[str]) -> None:
    _, err = shown(
        capsys,
        notes=("read as UTF-16",),
        passed_over=tuple(problem(number, "warning") for number in range(10)),
        rejected=tuple(problem(number) for number in range(30)),
        failed=(problem(99),),
    )
    assert err.startswith("note: read as UTF-16\npassed over: in.jsonl: wrong 0\n")
    assert (err.count("passed over: "), err.count("left out: "), err.count("error: ")) == (3, 20, 1)
    assert "… and 7 more pieces passed over" in err
    assert "… and 10 more pieces left out" in err


def test_the_command_prints_the_report_as_json_and_nothing_else(site: SiteFolder) -> None:
    write(site.root.parent, {"in.jsonl": json.dumps(ONE) + "\n" + '{"abstract":"Nameless."}\n'})
    result = run("ingest", site.root.parent / "in.jsonl", "--json", "--site", site.root)
    assert (result.exit_code, result.stderr) == (0, "")
    assert json.loads(result.stdout)["counts"] == {"new": 1, "rejected": 1, "failed": 0}
    assert result.stdout.encode() == (site.content / REPORT).read_bytes()
    result = run("ingest", site.root.parent / "nowhere.jsonl", "--json", "--site", site.root)
    assert result.exit_code == 1
    assert [failed["message"] for failed in json.loads(result.stdout)["failed"]] == ["there is no such file"]
