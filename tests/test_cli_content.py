"""The commands that fill ``content/``, as a user or a nightly job types them, with a real server where one is asked."""

import datetime
import gzip
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from sitegen.config import SiteFolder
from sitegen.ingest.archive import Archive
from sitegen.ingest.report import REPORT
from sitegen.papers.paper import Paper
from sitegen.papers.store import load_papers
from tests.sites import BASE, MakeSite, tree, write
from tests.test_cli import run
from tests.test_fetch import Says, Server
from tests.test_fetch import server as server  # the fixture
from tests.test_sources import daily

LINE = '{"title":"One","abstract":"First.","listed":"2025-03-17"}\n'


@pytest.fixture
def site(make_site: MakeSite) -> SiteFolder:
    return make_site()


def papers(site: SiteFolder) -> dict[str, Paper]:
    stored, problems = load_papers(site.content, site.root)
    assert not problems, problems
    return {item.paper.slug: item.paper for item in stored}


def put(site: SiteFolder, name: str, data: str | bytes) -> Path:
    write(site.root.parent, {name: data})
    return site.root.parent / name


# Sources


@pytest.fixture
def sourced(make_site: MakeSite, server: Server) -> SiteFolder:
    """Return a site with two sources: ``daily``, which has papers, and ``dead``, which has none."""
    server.answers["/daily"] = [Says(body=daily("2503.00001", "2503.00002"))]
    server.answers["/dead"] = [Says(status=404)]
    lines = [f"  {name}: {{kind: daily-papers, url: '{server.url}/{name}', days: 1, weekends: true}}\n" for name in ("daily", "dead")]
    return make_site({"sitegen.yaml": f"{BASE['sitegen.yaml']}sources:\n{''.join(lines)}"})


def test_a_source_is_fetched_and_what_was_kept_is_read(sourced: SiteFolder, server: Server) -> None:
    result = run("ingest", "daily", "--site", sourced.root)
    assert result.exit_code == 0
    assert "daily: 1 request" in result.stdout
    assert "2 records read: 2 new" in result.stdout
    assert {dict(found.ids)["arxiv"] for found in papers(sourced).values()} == {"2503.00001", "2503.00002"}
    before = tree(sourced.content)
    assert "2 unchanged" in run("ingest", "daily", "--site", sourced.root).stdout
    assert tree(sourced.content) == before


def test_sources_and_files_are_read_together_and_a_source_is_fetched_once(sourced: SiteFolder, server: Server) -> None:
    result = run("ingest", "daily", put(sourced, "in.jsonl", LINE), "daily", "--site", sourced.root)
    assert "3 records read: 3 new" in result.stdout
    assert len(server.asked) == 1


def test_the_report_of_a_source_as_json_is_only_json(sourced: SiteFolder) -> None:
    result = run("ingest", "daily", "--json", "--site", sourced.root)
    assert json.loads(result.stdout)["counts"]["new"] == 2
    assert "daily: 1 request" in result.stderr


@pytest.mark.parametrize(("strict", "code"), [((), 0), (("--strict",), 1)])
def test_a_dead_source_leaves_everything_as_it_was(sourced: SiteFolder, server: Server, strict: tuple[str, ...], code: int) -> None:
    run("ingest", "daily", "--site", sourced.root)
    server.answers["/daily"] = [Says(status=404)]
    before = tree(sourced.content)
    for names in (["dead"], ["daily"], ["dead", "daily"]):
        result = run("ingest", *names, *strict, "--site", sourced.root)
        assert result.exit_code == code
        assert f"{names[0]}: " in result.stderr
        assert "failed" in result.stderr
        assert tree(sourced.content) == before


def test_a_dead_source_does_not_keep_the_others_out(sourced: SiteFolder) -> None:
    result = run("ingest", "dead", "daily", put(sourced, "in.jsonl", LINE), "--strict", "--site", sourced.root)
    assert (result.exit_code, len(papers(sourced))) == (1, 3)


def test_what_was_fetched_and_not_read_is_read_by_the_next_command(sourced: SiteFolder) -> None:
    """As when a command was killed between the two: the source then says that nothing has changed."""
    run("fetch", "daily", "--site", sourced.root)
    assert papers(sourced) == {}
    assert "2 new" in run("ingest", "daily", "--site", sourced.root).stdout


def test_a_dry_run_asks_nobody(sourced: SiteFolder, server: Server) -> None:
    before = tree(sourced.root)
    result = run("ingest", "daily", "--dry-run", "--site", sourced.root)
    assert (result.exit_code, server.asked) == (0, [])
    assert tree(sourced.root) == before
    run("fetch", "daily", "--site", sourced.root)
    before = tree(sourced.root)
    assert "2 new; 2 files would be written" in run("ingest", "daily", "--dry-run", "--site", sourced.root).stdout
    assert tree(sourced.root) == before


def test_a_file_of_the_name_of_a_source_is_the_file(sourced: SiteFolder, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    put(sourced, "daily", LINE)
    monkeypatch.chdir(sourced.root.parent)
    assert "1 record read: 1 new" in run("ingest", "daily", "--site", sourced.root).stdout
    assert server.asked == []


def test_a_feed_is_read_again_from_its_last_state(make_site: MakeSite, server: Server) -> None:
    item = "<item><title>From a feed</title><link>https://arxiv.org/abs/2503.00009</link><description>Of feeds.</description></item>"
    server.answers["/feed"] = [Says(body=f"<rss version='2.0'><channel><title>F</title>{item}</channel></rss>")]
    site = make_site({"sitegen.yaml": f"{BASE['sitegen.yaml']}sources: {{feed: {{kind: feed, url: '{server.url}/feed'}}}}\n"})
    run("fetch", "feed", "--site", site.root)
    archive = Archive(site.content, "feed")
    (day,) = archive.days()
    folder = archive.folder_of(day)
    earlier = archive.folder_of(day - datetime.timedelta(days=40))
    earlier.parent.mkdir(parents=True, exist_ok=True)
    folder.rename(earlier)
    result = run("ingest", "feed", "--site", site.root)
    assert "1 new" in result.stdout, "the source says that nothing has changed since that day"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["fetch", "dayly"], ['there is no source "dayly"', 'did you mean "daily"?']),
        (["fetch", "x", "dayly"], ['there is no source "x"', "known sources: daily, dead", 'did you mean "daily"?']),
        (["ingest", "dayly"], ['there is no source and no file "dayly"', 'did you mean "daily"?']),
        (["fetch", "daily", "--day", "nonsense"], ["--day: ", "nonsense"]),
        (["fetch", "daily", "--day", "2025-03"], ["--day: ", "2025-03"]),
        (["fetch", "daily", "--day", "2025-02-30"], ["--day: ", "2025-02-30"]),
        (["ingest", "daily", "--listed", "2025-13-01"], ["--listed: "]),
        (["ingest", "daily", "--listed", "2025-03"], ["--listed: ", "is a month"]),
        (["ingest", "daily", "--format", "bibtx"], ['there is no format "bibtx"']),
        (["ingest", "daily", "--retry"], ["--retry reads the quarantine, and no other input"]),
        (["ingest"], ["name what to read"]),
    ],
)
def test_a_wrong_command_asks_nobody_and_writes_nothing(
    sourced: SiteFolder, server: Server, arguments: list[str], message: list[str]
) -> None:
    before = tree(sourced.root)
    result = run(*arguments, "--site", sourced.root)
    assert (result.exit_code, server.asked) == (2, [])
    for part in message:
        assert part in result.stderr
    assert tree(sourced.root) == before


def test_a_site_without_sources_says_so(site: SiteFolder) -> None:
    result = run("fetch", "--site", site.root)
    assert result.exit_code == 2
    assert "no source is configured" in result.stderr


def test_a_path_is_never_taken_for_a_source(sourced: SiteFolder) -> None:
    result = run("ingest", "daily.json", "./dayly", "--site", sourced.root)
    assert result.exit_code == 1
    assert result.stderr.count("there is no such file") == 2


# Formats


def test_a_format_that_is_named_is_used(site: SiteFolder) -> None:
    path = put(site, "in.csv", "title,abstract\nOne,First.\n")
    assert run("ingest", path, "--format", "neutral", "--site", site.root).exit_code == 1
    assert run("ingest", path, "--format", "neutral-csv", "--site", site.root).exit_code == 0
    result = run("ingest", path, "--format", "neutral-csw", "--site", site.root)
    assert 'did you mean "neutral-csv"?' in result.stderr
    result = run("ingest", path, "--format", "x", "--site", site.root)
    assert "known formats: " in result.stderr


NO_PAPERS = {
    "a.pdf": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n", "this is a PDF, not a list of papers"),
    "b.html": ("<!DOCTYPE html>\n<html><head><title>Papers</title></head></html>", "this is a web page, not a list of papers"),
    "c.html": ("\ufeff\n<HTML lang=en>", "this is a web page, not a list of papers"),
    "d.bin": (bytes(range(256)) * 20, "this is binary data"),
    "e.json": ('{"colour": "red", "size": 3}', "its first object has the keys colour, size"),
    "f.json": ('[{"' + "x" * 100_000 + '": 1, "\\u001b[31mred": 2}]', "this is JSON of an unknown form"),
    "g.json": ("[[[", "this looks like JSON, but holds no object that can be read"),
    "h.json": ("[1, 2, 3]", "this looks like JSON, but holds no object that can be read"),
    "i.json": ("{}", "its first object has no keys"),
    "j.xml": ("<catalog><book/></catalog>", "this is XML of an unknown form"),
    "k.txt": ("Dear Ada,\n\nhow are you?\n", "no known format begins like this"),
    "l.txt": ("", "the input is empty"),
    "m.json": ("[" * 100_000, "this looks like JSON, but holds no object that can be read"),
}


@pytest.mark.parametrize(("name", "data", "message"), [(name, *rest) for name, rest in NO_PAPERS.items()], ids=list(NO_PAPERS))
def test_what_holds_no_papers_is_named_while_the_others_go_in(site: SiteFolder, name: str, data: str | bytes, message: str) -> None:
    result = run("ingest", put(site, name, data), put(site, "in.jsonl", LINE), "--site", site.root)
    assert result.exit_code == 1
    assert f"{name}: {message}" in result.stderr.replace("this is JSON of an unknown form; ", "") or f"{name}: {message}" in result.stderr
    assert len(result.stderr) < 1_500
    assert "\x1b[31mred" not in result.stderr
    assert set(papers(site)) == {"one"}


# held


def test_held_lists_what_a_person_changed(site: SiteFolder) -> None:
    run("ingest", put(site, "in.jsonl", LINE + LINE.replace("One", "Two")), "--site", site.root)
    assert run("held", "--site", site.root).stdout == "0 papers with fields of your own.\n"
    path = site.root / papers(site)["one"].source
    path.write_text(path.read_text(encoding="utf-8").replace("title: One", "title: Mine").replace("First.", "Ours."), encoding="utf-8")
    write(site.root, {"content/papers/new.md": "---\ntitle: All mine\n---\n\nText.\n"})
    assert run("held", "--site", site.root).stdout == (
        "content/papers/2025/03/17/one.md: abstract, title\n1 paper with fields of your own.\n"
    )
    write(site.root, {"content/papers/broken.md": "no header"})
    assert run("held", "--site", site.root).exit_code == 1


@pytest.mark.parametrize("field", ["no_such_field", "__class__", "slug"])
def test_a_ledger_of_another_version_is_no_traceback(site: SiteFolder, field: str) -> None:
    run("ingest", put(site, "in.jsonl", LINE), "--site", site.root)
    ledger = site.content / ".ingest/ledger/2025-03.jsonl"
    ledger.write_text(ledger.read_text(encoding="utf-8").replace('"fields":{', f'"fields":{{"{field}":["0",""],'), encoding="utf-8")
    assert run("held", "--site", site.root).exit_code == 0
    assert run("ingest", put(site, "in.jsonl", LINE), "--site", site.root).exit_code == 0


# export

MANY: list[dict[str, Any]] = [
    {
        "title": "Of $H^2$ and <b>bold</b> \\& 5\\% *stars*",
        "abstract": "We pay $5 and $6.\n\nWith $x_1 < y$ we show a*b*c, [a](b) & <i>i</i>.\n\n- one\n- two\n\n# no heading\n\n1. no list",
        "authors": [
            "Ada Byron",
            {"name": "Jan van der Berg", "family": "van der Berg", "orcid": "0000-0002-1825-0097", "affiliations": ["A", "B"]},
        ],
        "author_count": 7,
        "editors": ["Grace Hopper"],
        "published": "2025-03",
        "updated": "2025-04-02",
        "version": 3,
        "listed": "2025-03-17",
        "rank": 2,
        "upvotes": 5,
        "comments": 0,
        "also_listed": [{"day": "2025-03-18", "feed": "my-feed", "rank": 1, "stars": 9}],
        "ids": {"arxiv": "2503.00001", "doi": "10.1000/A(b)c", "acl": "2024.acl-long.1", "openreview": "B1xSperKvH"},
        "links": [{"url": "https://github.com/a/b", "kind": "code"}, {"url": "https://a.org/x?y=1&z=2", "kind": "project"}],
        "keywords": ["speech; text", "a, b"],
        "categories": ["cs.CL", "math.GT"],
        "kind": "paper-conference",
        "venue": "Proceedings of Things",
        "volume": "3",
        "issue": "1",
        "pages": "1-9",
        "publisher": "P",
        "place": "Q",
        "language": "pt-BR",
    },
    {"title": "注意力机制", "abstract": "大模型", "withdrawn": True, "published": "2024"},
    {"title": "No abstract", "authors": ["Byron, Ada", {"name": "Hidden One", "hidden": True}]},
    {"title": "title: yes --- # no", "abstract": "---\n\n```code```\n\n    indented\n\n> quoted\n\n![image](x.png)"},
    {"title": "No abstract", "authors": ["Grace Hopper"], "ids": {"arxiv": "2503.00007"}},
]


def exported(site: SiteFolder) -> bytes:
    path = site.root.parent / f"{site.root.name}.jsonl"
    assert run("export", "--output", path, "--site", site.root).exit_code == 0
    assert run("export", "--site", site.root).stdout_bytes == path.read_bytes()
    return path.read_bytes()


def test_an_export_read_into_an_empty_site_gives_the_same_papers(make_site: MakeSite) -> None:
    one, other = make_site(name="one"), make_site(name="other")
    assert run("ingest", put(one, "in.jsonl", "".join(json.dumps(each) + "\n" for each in MANY)), "--site", one.root).exit_code == 0
    result = run("ingest", put(other, "export.jsonl", exported(one)), "--site", other.root)
    assert (result.exit_code, result.stderr) == (0, "")
    first, second = papers(one), papers(other)
    assert len(first) == len(MANY)
    assert first.keys() == second.keys()
    for slug, paper in first.items():
        for field in paper.__struct_fields__:
            if field not in ("source", "keywords"):
                assert getattr(second[slug], field) == getattr(paper, field), (slug, field)
        assert set(second[slug].keywords) == {*paper.keywords, *paper.tags}
    assert tree(one.content / "signals") == tree(other.content / "signals")
    before = tree(other.content)
    assert run("ingest", put(other, "export.jsonl", exported(one)), "--site", other.root).exit_code == 0
    assert tree(other.content) == before
    again = [json.loads(line) for line in exported(other).splitlines()]
    for line, paper in zip(exported(one).splitlines(), again, strict=True):
        assert {**json.loads(line), "keywords": 0} == {**paper, "keywords": 0}


def test_an_export_of_a_site_read_into_itself_changes_no_text(make_site: MakeSite) -> None:
    site = make_site()
    run("ingest", put(site, "in.jsonl", "".join(json.dumps(each) + "\n" for each in MANY)), "--site", site.root)
    abstracts = {slug: (paper.title, paper.abstract, paper.listed, paper.ids) for slug, paper in papers(site).items()}
    assert run("ingest", put(site, "export.jsonl", exported(site)), "--site", site.root).exit_code == 0
    assert {slug: (paper.title, paper.abstract, paper.listed, paper.ids) for slug, paper in papers(site).items()} == abstracts


def test_an_export_of_broken_content_writes_nothing(site: SiteFolder) -> None:
    write(site.root, {"content/papers/broken.md": "no header"})
    assert run("export", "--output", site.root.parent / "x.jsonl", "--site", site.root).exit_code == 1
    assert not (site.root.parent / "x.jsonl").exists()


# retry, archives, standard input


def test_retry_from_the_command_line(site: SiteFolder) -> None:
    assert run("ingest", put(site, "in.jsonl", LINE + '{"abstract":"Nameless."}\n'), "--site", site.root).exit_code == 0
    assert run("ingest", "--retry", "--site", site.root).exit_code == 1
    (path,) = (site.content / ".ingest/quarantine").glob("*.txt")
    path.write_text('{"title":"Named"}', encoding="utf-8")
    result = run("ingest", "--retry", "--site", site.root)
    assert (result.exit_code, result.stdout) == (0, "1 record read: 1 new; 1 file written.\n")
    result = run("ingest", "--retry", "--site", site.root)
    assert (result.exit_code, result.stdout) == (0, "0 records read; 0 files written.\n")


def test_what_is_packed_is_the_same_as_what_is_not(make_site: MakeSite) -> None:
    plain, packed, folder = make_site(name="plain"), make_site(name="packed"), make_site(name="folder")
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("x/in.jsonl.gz", gzip.compress(LINE.encode()))
    for site, name, data in (
        (plain, "in.jsonl", LINE.encode()),
        (packed, "in.zip", buffer.getvalue()),
        (folder, "in/a.zip", buffer.getvalue()),
    ):
        target = put(site, name, data)
        assert run("ingest", target.parent if site is folder else target, "--site", site.root).exit_code == 0
    trees = [{name: data for name, data in tree(site.content).items() if name != REPORT} for site in (plain, packed, folder)]
    assert trees[0] == trees[1] == trees[2]
