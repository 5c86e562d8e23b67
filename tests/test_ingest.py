"""``sitegen ingest`` on a site: what goes in, what stays, and what is never written."""

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen.config import SiteFolder
from sitegen.errors import SitegenError
from sitegen.ingest.pipeline import IngestOptions, run_ingest
from sitegen.ingest.report import REPORT, IngestReport
from sitegen.papers.header import read_paper
from sitegen.papers.paper import Paper
from sitegen.papers.signals import load_signals
from sitegen.papers.store import load_papers
from tests.sites import MakeSite, tree, write, write_site

HEAD = "Daily Papers\n\nbyAK and the research community\n\n{}\n\n"
MORE = "We have measured it in every respect that we could think of, and found that it is good. " * 4


def page(day: str, *papers: str, foot: str = "") -> str:
    """Return a page of papers, each given by its title, or by its title, a line feed and the beginning of its abstract."""
    text = HEAD.format(day)
    for paper in papers:
        title, _, abstract = paper.partition("\n")
        text += f"{title}\n\n{abstract or f'This is about {title}.'} {MORE}\n\n{foot}"
    return text


PAGES = {
    "2025-03-12.txt": page(
        "Mar 12", "Object Detection in Haste", "H^2SD", "A Language Model\nCode: https://github.com/a/b and https://a.org/x.", "CodeT5"
    ),
    "2025-03-13.txt": page(
        "Mar 13",
        "H$^2$SD",
        "Segmentation at Ease",
        "A Language Model\nSee https://b.org/y and https://a.org/x.",
        foot="• 3 authors\n·\nMay 31, 2022 2\n\n",
    ),
    "2025-03-17.txt": page("Mar 17", "Object detection in haste\nNow with more.", "Another Matter", foot="• 4 authors\n·\nMar 1 5\n\n"),
    "2025-03-17-2.txt": page("Mar 17", "Another Matter", "Last of All", foot="• 4 authors\n·\nMar 1 7\n\n"),
}


def put(site: SiteFolder, pages: dict[str, str]) -> list[str]:
    """Write pages beside the site; return their paths."""
    folder = site.root.parent / "in"
    write(folder, dict(pages))
    return [str(folder / name) for name in pages]


def ingest(site: SiteFolder, pages: dict[str, str], **options: bool) -> IngestReport:
    report = run_ingest(site, put(site, pages), IngestOptions(**options))  # type: ignore[arg-type]
    assert not report.failed, report.failed
    return report


def kept(site: SiteFolder) -> dict[str, bytes]:
    """Everything that ingest keeps, but for the report of the last run."""
    return {name: data for name, data in tree(site.content).items() if name != REPORT}


def papers(site: SiteFolder) -> dict[str, Paper]:
    stored, problems = load_papers(site.content, site.root)
    assert not problems, problems
    return {item.paper.slug: item.paper for item in stored}


def path_of(site: SiteFolder, slug: str) -> Path:
    return site.root / papers(site)[slug].source


def edit(site: SiteFolder, slug: str, old: str, new: str) -> None:
    """Change a paper's file as a person would."""
    path = path_of(site, slug)
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture
def site(make_site: MakeSite) -> SiteFolder:
    return make_site()


def test_events(site: SiteFolder) -> None:
    first = {"2025-03-12.txt": PAGES["2025-03-12.txt"]}
    report = ingest(site, first)
    assert (report.records, report.counts) == (4, {"new": 4})
    assert "content/papers/2025/03/12/object-detection-in-haste.md" in report.files
    assert ingest(site, first).counts == {"unchanged": 4}
    assert ingest(site, {"2025-03-14.txt": page("Mar 14", "CodeT5")}).counts == {"listed": 1}
    assert ingest(site, {"2025-03-15.txt": page("Mar 15", "CodeT5\nRevised.")}).counts == {"updated": 1}
    edit(site, "codet5", "title: CodeT5", "title: My CodeT5")
    assert ingest(site, {"2025-03-15.txt": page("Mar 15", "CodeT5\nRevised.")}).counts == {"held": 1}


def test_what_a_paper_looks_like(site: SiteFolder) -> None:
    ingest(
        site,
        {
            "2025-03-13.txt": page(
                "Mar 13", "Segmentation: at *Ease*\nCode: https://github.com/a/b.", foot="• 3 authors\n·\nMay 31, 2022 2\n\n"
            )
        },
    )
    text = (site.content / "papers/2025/03/13/segmentation-at-ease.md").read_text(encoding="utf-8")
    header, _, body = text.removeprefix("---\n").partition("---\n")
    assert header == (
        "title: 'Segmentation: at *Ease*'\nauthor_count: 3\npublished: 2022-05-31\nlisted:\n- {day: 2025-03-13, rank: 1}\n"
        "tags: [segmentation, vision]\nlinks:\n- {kind: code, url: 'https://github.com/a/b'}\n"
    )
    assert body.startswith("\nCode: https://github.com/a/b.\nWe have measured it")


def test_ingesting_again_changes_no_byte(site: SiteFolder) -> None:
    ingest(site, PAGES)
    before = tree(site.content)
    report = ingest(site, PAGES)
    assert report.files == ()
    assert tree(site.content) == before


def test_a_paper_listed_on_several_days_is_one(site: SiteFolder) -> None:
    ingest(site, PAGES)
    found = papers(site)
    assert len(found) == 7
    assert [str(listing.day) for listing in found["object-detection-in-haste"].listed] == ["2025-03-12", "2025-03-17"]
    assert found["h-2sd"].title == "H$^2$SD"
    assert found["a-language-model"].author_count == 3
    assert {link.url for link in found["a-language-model"].links} == {"https://github.com/a/b", "https://a.org/x", "https://b.org/y"}


@settings(max_examples=25, deadline=None)
@given(st.permutations(sorted(PAGES)), st.sets(st.integers(1, len(PAGES) - 1)))
def test_any_order_and_any_runs_give_the_same_bytes(order: Sequence[str], cuts: set[int]) -> None:
    with TemporaryDirectory() as folder:
        whole, parts = write_site(Path(folder, "whole", "site"), {}), write_site(Path(folder, "parts", "site"), {})
        ingest(whole, PAGES)
        bounds = [0, *sorted(cuts), len(order)]
        for start, end in pairwise(bounds):
            ingest(parts, {name: PAGES[name] for name in order[start:end]})
        assert kept(parts) == kept(whole)


EDITS = [
    ("title: Segmentation at Ease", "title: 'Segmentation: Mine'"),
    ("This is about Segmentation at Ease.", "My own words."),
    ("tags: [segmentation, vision]", "tags: [language]"),
    ("tags: [segmentation, vision]\n", ""),
    ("author_count: 3", "author_count: 30"),
    ("published: 2022-05-31", "published: 2021"),
    ("- {day: 2025-03-13, rank: 2}\n", "- {day: 2025-03-13, rank: 2}\n- {day: 2025-03-20, feed: my-feed}\n"),
    ("listed:\n- {day: 2025-03-13, rank: 2}\n", "# not listed\n"),
    ("title:", "# a comment\ntitle:"),
    ("\ntags:", "\naliases: [old-name]\ndraft: true\ntags:"),
    ("good.\n", "good.\n\n## Notes\n\nI   like it.  \n\n---\n\nReally.\n"),
]


@pytest.mark.parametrize(("old", "new"), EDITS)
def test_an_edit_survives_every_later_ingest(site: SiteFolder, old: str, new: str) -> None:
    ingest(site, PAGES)
    edit(site, "segmentation-at-ease", old, new)
    edited = path_of(site, "segmentation-at-ease").read_text(encoding="utf-8")
    ingest(site, PAGES)
    assert path_of(site, "segmentation-at-ease").read_text(encoding="utf-8") == edited
    ingest(site, {"2025-04-01.txt": page("Apr 1", "Segmentation at ease\nRevised.", foot="• 5 authors\n·\nMar 1\n\n")})
    assert new.strip("\n") in path_of(site, "segmentation-at-ease").read_text(encoding="utf-8")


def test_removed_links_stay_removed(site: SiteFolder) -> None:
    ingest(site, PAGES)
    edit(site, "a-language-model", "- {kind: code, url: 'https://github.com/a/b'}\n", "")
    ingest(site, PAGES)
    ingest(site, {"2025-04-01.txt": page("Apr 1", "A Language Model\nCode: https://github.com/a/b/.")})
    assert "https://github.com/a/b" not in {link.url.rstrip("/") for link in papers(site)["a-language-model"].links}


def test_a_paper_whose_title_was_changed_is_still_known(site: SiteFolder) -> None:
    ingest(site, PAGES)
    edit(site, "last-of-all", "title: Last of All", "title: Quite Another Name")
    ingest(site, PAGES)
    ingest(site, {"2025-04-01.txt": page("Apr 1", "Last of All")})
    assert len(papers(site)) == 7
    assert len(papers(site)["last-of-all"].listed) == 2


@pytest.mark.parametrize("retitled", [False, True])
def test_a_renamed_file_is_still_the_paper(site: SiteFolder, retitled: bool) -> None:
    ingest(site, PAGES)
    path = path_of(site, "last-of-all")
    text = path.read_text(encoding="utf-8").replace("\ntags:", "\naliases: [last-of-all]\ntags:").replace("This is about", "I say of")
    path.with_name("the-end.md").write_text(text.replace("title: Last of All", "title: The End") if retitled else text, encoding="utf-8")
    path.unlink()
    ingest(site, PAGES)
    assert set(papers(site)) >= {"the-end"}
    assert "last-of-all" not in papers(site)
    assert "I say of Last of All" in papers(site)["the-end"].abstract


def test_a_moved_file_stays_where_it_was_put(site: SiteFolder) -> None:
    ingest(site, PAGES)
    path = path_of(site, "last-of-all")
    (site.content / "papers" / "mine").mkdir()
    path.rename(site.content / "papers" / "mine" / path.name)
    ingest(site, {"2024-04-01.txt": page("Apr 1", "Last of All")})
    assert papers(site)["last-of-all"].source == "content/papers/mine/last-of-all.md"


def test_an_earlier_listing_moves_the_file(site: SiteFolder) -> None:
    ingest(site, PAGES)
    ingest(site, {"2024-04-01.txt": page("Apr 1", "Last of All")})
    assert papers(site)["last-of-all"].source == "content/papers/2024/04/01/last-of-all.md"
    assert len(papers(site)) == 7


def test_a_deleted_paper_comes_back_only_with_its_record(site: SiteFolder) -> None:
    ingest(site, PAGES)
    path_of(site, "segmentation-at-ease").unlink()
    ingest(site, {"2025-04-01.txt": page("Apr 1", "Something Else")})
    assert "segmentation-at-ease" not in papers(site)
    ingest(site, PAGES)
    assert "segmentation-at-ease" in papers(site)


def test_two_papers_whose_titles_have_one_slug_stay_two(site: SiteFolder) -> None:
    ingest(site, {"2025-03-12.txt": page("Mar 12", "CodeT5", "CodeT5+", "注意力", "大模型")})
    found = papers(site)
    assert sorted(paper.title for paper in found.values()) == ["CodeT5", "CodeT5+", "大模型", "注意力"]
    ingest(site, {"2025-03-13.txt": page("Mar 13", "CodeT5+", "CodeT5")})
    assert {len(paper.listed) for paper in papers(site).values() if paper.title.startswith("Code")} == {2}


def test_a_file_of_that_name_with_another_slug_is_not_overwritten(site: SiteFolder) -> None:
    mine = "---\ntitle: Mine\nslug: other\nlisted: [{day: 2025-03-12}]\n---\n\nMy text.\n"
    write(site.root, {"content/papers/2025/03/12/codet5.md": mine})
    ingest(site, {"2025-03-12.txt": page("Mar 12", "CodeT5")})
    assert (site.content / "papers/2025/03/12/codet5.md").read_text(encoding="utf-8") == mine
    assert len(papers(site)) == 2


def test_one_paper_in_two_spellings(site: SiteFolder) -> None:
    ingest(site, {"2025-03-12.txt": page("Mar 12", "H^2SD"), "2025-03-13.txt": page("Mar 13", "H$^2$SD")})
    assert list(papers(site)) == ["h-2sd"]


def test_broken_content_stops_before_anything_is_written(site: SiteFolder) -> None:
    ingest(site, {"2025-03-12.txt": PAGES["2025-03-12.txt"]})
    write(
        site.root,
        {
            "content/papers/a.md": "no front matter",
            "content/papers/b.md": "---\ntitle: A: b\n---\n",
            "content/papers/c.md": b"---\ntitle: caf\xe9\n---\n",
            "content/papers/x/codet5.md": "---\ntitle: Same slug\n---\n",
            "content/signals/2025-01.jsonl": '{"day":"../../x","paper":"a","feed":"b"}\n',
            "content/.ingest/ledger/2025-01.jsonl": "<<<<<<< HEAD\n",
            "content/tags.yaml": "- {name: A}\n",
        },
    )
    before = tree(site.root)
    with pytest.raises(SitegenError) as caught:
        run_ingest(site, put(site, PAGES))
    told = str(caught.value)
    assert tree(site.root) == before
    for name in (
        "papers/a.md:1",
        "papers/b.md:2",
        "papers/c.md:2",
        "x/codet5.md",
        "signals/2025-01.jsonl:1",
        "ledger/2025-01.jsonl:1",
        "tags.yaml",
    ):
        assert name in told


def test_a_missing_file_is_told_while_the_others_go_in(site: SiteFolder) -> None:
    paths = put(site, PAGES)
    report = run_ingest(site, [*paths, paths[0].removesuffix("t"), str(site.root.parent / "nowhere" / "x.txt")])
    assert [problem.message for problem in report.failed] == ["there is no such file"] * 2
    assert report.failed[0].hint == f'did you mean "{paths[0]}"?'
    assert len(papers(site)) == 7


@pytest.mark.parametrize("name", ["x" * 5_000, "", "a\udcff.txt", "2025-03-12.txt/x"])
def test_odd_names_of_inputs(site: SiteFolder, name: str) -> None:
    report = run_ingest(site, [*put(site, PAGES), str(site.root.parent / "in" / name) if name else str(site.root)])
    assert len(report.failed) == 1
    assert str(report.failed[0]).encode()
    assert len(papers(site)) == 7


def test_a_folder_gives_its_text_files(site: SiteFolder) -> None:
    put(site, {**PAGES, "deeper/2025-04-01.txt": page("Apr 1", "Deep"), "note.md": "not a page"})
    report = run_ingest(site, [str(site.root.parent / "in")])
    assert (report.failed, len(papers(site))) == ((), 8)


def test_a_page_without_a_day_is_asked_about_while_the_others_go_in(site: SiteFolder) -> None:
    report = run_ingest(site, put(site, {**PAGES, "page.txt": page("Apr 1", "Unsure")}))
    assert [problem.message for problem in report.failed] == ["which year is April 1? The page does not say"]
    assert len(papers(site)) == 7
    assert run_ingest(site, put(site, {"page.txt": page("Apr 1", "Unsure")}), IngestOptions(listed="2025")).counts == {"new": 1}


def test_a_dry_run_writes_nothing(site: SiteFolder) -> None:
    before = tree(site.root)
    report = ingest(site, PAGES, dry_run=True)
    assert (report.dry_run, len(report.files)) == (True, 7)
    assert tree(site.root) == before
    assert ingest(site, PAGES).files == report.files


def test_a_failed_ingest_empties_nothing(site: SiteFolder) -> None:
    ingest(site, PAGES)
    before = tree(site.content)
    report = run_ingest(site, put(site, {"2025-03-12.txt": "", "2025-03-17.txt": HEAD.format("Mar 17")}))
    assert len(report.failed) == 2
    assert tree(site.content) == before


HOSTILE = [
    "../../etc/passwd",
    "..\\..\\windows\\system32",
    "<script>alert(1)</script>",
    "x" * 10_000,
    "word " * 2_000,
    "注意力机制",
    "\x00\x01\x1b[31mRed",
    "\u202egnp.exe",
    "CON",
    ".hidden",
    "-rf",
    "a/b\\c:d*e?f",
    "{{ config }} {% raw %}",
    "---",
    "title: yes",
    "!!python/object:os.system x",
    "$\\href{javascript:alert(1)}{x}$",
    "%2e%2e%2f",
    "🙂 smile",
]


def test_hostile_titles_are_only_text(site: SiteFolder) -> None:
    outside = {path: data for path, data in tree(site.root.parent).items() if not path.startswith(("site/content", "in/"))}
    report = run_ingest(site, put(site, {f"2025-03-{day:02}.txt": page(f"Mar {day}", title) for day, title in enumerate(HOSTILE, start=1)}))
    assert report.records + len(report.failed) + len(report.rejected) >= len(HOSTILE)
    assert {path: data for path, data in tree(site.root.parent).items() if not path.startswith(("site/content", "in/"))} == outside
    files = {path for path in tree(site.content) if path.endswith(".md")}
    assert all(path.startswith(("papers/2025/03/", "pages/")) for path in files)
    found = papers(site)
    assert len(found) == report.counts["new"]
    assert {"etc-passwd", "script-alert-1-script", "con", "rf", "title-yes"} <= set(found)
    assert not [paper for paper in found.values() if set(paper.title) & set("\x00\x01\x1b\u202e")]


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.text(max_size=30), st.text(max_size=60)), min_size=1, max_size=4))
def test_any_text_goes_in_or_is_reported(texts: list[tuple[str, str]]) -> None:
    with TemporaryDirectory() as folder:
        site = write_site(Path(folder, "site"), {})
        text = HEAD.format("Mar 12") + "".join(f"{title}\n\n{abstract}\n\n" for title, abstract in texts)
        source = Path(folder, "2025-03-12.txt")
        source.write_bytes(text.encode("utf-8", "replace"))
        report = run_ingest(site, [str(source)])
        assert len(report.files) <= report.records
        assert len(papers(site)) == len(report.files)
        before = tree(site.content)
        run_ingest(site, [str(source)])
        assert tree(site.content) == before


def test_signals_are_written_and_the_larger_count_stands(site: SiteFolder) -> None:
    for order in (("2025-03-17-2.txt", "2025-03-17.txt"), tuple(PAGES)):
        ingest(site, {name: PAGES[name] for name in order})
    signals, problems = load_signals(site.content, site.root)
    assert not problems
    assert [(signal.day, signal.paper, signal.comments) for signal in signals] == [
        ("2025-03-13", "a-language-model", 2),
        ("2025-03-13", "h-2sd", 2),
        ("2025-03-13", "segmentation-at-ease", 2),
        ("2025-03-17", "another-matter", 7),
        ("2025-03-17", "last-of-all", 7),
        ("2025-03-17", "object-detection-in-haste", 5),
    ]
    assert (
        (site.content / "signals" / "2025-03.jsonl")
        .read_bytes()
        .startswith(b'{"day":"2025-03-13","paper":"a-language-model","feed":"daily-papers"')
    )


@pytest.mark.parametrize("folder", ["stuff/", "./stuff", "a/b"])
def test_the_content_folder_may_have_another_name(make_site: MakeSite, folder: str) -> None:
    site = make_site(
        {
            "sitegen.yaml": f"content: {folder}\n",
            f"{folder}/tags.yaml": "- {name: A, slug: a, description: B., fallback: true, patterns: [b]}\n",
        }
    )
    ingest(site, PAGES)
    report = ingest(site, {"2024-01-01.txt": page("Jan 1", "Last of All")})
    assert report.files == (f"{site.content.relative_to(site.root).as_posix()}/papers/2024/01/01/last-of-all.md",)
    assert len(papers(site)) == 7


def test_a_file_of_windows_keeps_its_line_ends(site: SiteFolder) -> None:
    ingest(site, PAGES)
    path = path_of(site, "last-of-all")
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    ingest(site, {"2025-04-01.txt": page("Apr 1", "Last of All")})
    data = path.read_bytes()
    assert data.count(b"\r\n") == data.count(b"\n")
    paper, _ = read_paper(data.decode(), "f.md", "f")
    assert paper is not None
    assert len(paper.listed) == 2


@pytest.mark.parametrize("rename", [False, True])
def test_a_paper_with_new_title_and_new_address_is_still_known(site: SiteFolder, rename: bool) -> None:
    ingest(site, PAGES)
    before = len(papers(site))
    path = path_of(site, "another-matter")
    text = path.read_text(encoding="utf-8").replace("title: Another Matter", "title: Mine Now")
    path.unlink()
    if rename:
        path.with_name("mine-now.md").write_text(text, encoding="utf-8")
    else:
        path.write_text(text.replace("title: Mine Now", "title: Mine Now\nslug: mine-now"), encoding="utf-8")
    ingest(site, PAGES)
    assert len(papers(site)) == before
    assert papers(site)["mine-now"].title == "Mine Now"
