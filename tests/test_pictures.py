"""Calendars, courses, tags together and the map, as readers get them: links, numbers and data that fit the papers."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from sitegen.analysis import map_state
from sitegen.build import build
from sitegen.config import SiteFolder
from sitegen.site import map as site_map
from tests.sites import BASE, PAPERS, MakeSite, on, paper, rebuild, tree, write


class Text(HTMLParser):
    """The words of a page as they are heard, and where its links lead."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.links: dict[str, str] = {}
        self._url = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self._url = dict(attrs).get("href") or ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self._url = ""

    def handle_data(self, data: str) -> None:
        self.words.append(data)
        if self._url:
            self.links[self._url] = self.links.get(self._url, "") + data


def page(site: SiteFolder, name: str) -> str:
    return (site.output / name / "index.html").read_text(encoding="utf-8")


def heard(site: SiteFolder, name: str) -> Text:
    text = Text()
    text.feed(page(site, name).partition("<main")[2])
    return text


def data(site: SiteFolder, name: str) -> dict[str, list[object]]:
    found: dict[str, list[object]] = json.loads((site.output / "map" / name).read_bytes())
    return found


@pytest.fixture
def site(make_site: MakeSite) -> SiteFolder:
    folder = make_site(PAPERS)
    build(folder)
    return folder


def test_a_calendar_names_each_day_with_its_papers(site: SiteFolder) -> None:
    for name in ("archive", "2025"):
        links = heard(site, name).links
        assert links["/2025/03/17/"] == "17 March 2025: 2 papers"
        assert links["/2025/04/02/"] == "2 April 2025: 1 paper"
    assert heard(site, "archive").links["/2025/04/"].startswith("Apr 2025: 1 paper")
    month = heard(site, "2025/03").links
    assert month["/2025/03/17/"].startswith("17 March 2025: 2 papers")
    assert "/2025/04/02/" not in month
    assert month["/2025/week-12/"] == "Week 12 of 2025"
    assert heard(site, "2025").links["/2025/week-14/"] == "Week 14 of 2025"


def test_the_archive_shows_the_days_of_the_newest_years_and_the_months_of_all(make_site: MakeSite) -> None:
    files = {f"content/papers/p{year}.md": paper(f"Of {year}", listed=[on(f"{year}-05-06")]) for year in range(2019, 2026)}
    site = make_site(files)
    build(site)
    archive = heard(site, "archive").links
    assert {url for url in archive if re.fullmatch(r"/\d{4}/05/06/", url)} == {"/2025/05/06/", "/2024/05/06/"}
    assert all(f"/{year}/05/" in archive and f"/{year}/" in archive for year in range(2019, 2026))
    assert "/2019/05/06/" in heard(site, "2019").links


def test_a_month_counts_a_paper_of_two_days_once(make_site: MakeSite) -> None:
    site = make_site({"content/papers/twice.md": paper("Twice", listed=[on("2025-03-17"), on("2025-03-18")])})
    build(site)
    assert "March 2025 1 paper" in re.sub(r"\s+", " ", "".join(heard(site, "2025").words))


def test_a_tag_has_a_course_with_a_table_behind(site: SiteFolder) -> None:
    text = page(site, "tags/vision")
    assert 'role="img" aria-label="Computer vision. By month, March 2025 to April 2025; most in March 2025, with 1 paper."' in text
    assert heard(site, "tags/vision").links["/2025/03/"] == "March 2025"
    assert "course-bars" not in page(site, "tags/detection"), "all of its papers are of one month"


def test_a_paper_without_the_tag_changes_nothing_of_its_page(site: SiteFolder) -> None:
    before = page(site, "tags/vision"), page(site, "tags/segmentation") if (site.output / "tags/segmentation").exists() else ""
    write(site.root, {"content/papers/delta.md": paper("Delta talks", listed=[on("2025-04-02", 2)], tags=["language"])})
    report = rebuild(site)
    assert page(site, "tags/vision") == before[0]
    assert "tags/vision/index.html" not in {item.path for item in report.stale}


def test_tags_that_stand_together_are_told_in_words_and_in_a_table(make_site: MakeSite) -> None:
    files = {
        f"content/papers/p{number}.md": paper(f"Paper {number}", listed=[on("2025-03-17")], tags=["detection", "segmentation"])
        for number in range(3)
    }
    site = make_site({**PAPERS, **files})
    build(site)
    words = re.sub(r"\s+", " ", "".join(heard(site, "tags/together").words))
    assert "Object detection and Segmentation 3 papers, 1.5 times as many as by chance" in words
    assert re.search(r'<td class="shade-4">3</td>', page(site, "tags/together"))
    assert {"/map/", "/tags/together/", "/tags/over-time/"} <= heard(site, "tags").links.keys()


def test_only_months_with_ten_papers_can_be_called_the_highest(make_site: MakeSite) -> None:
    files = {f"content/papers/p{number}.md": paper(f"Paper {number}", listed=[on("2025-03-17")], tags=["detection"]) for number in range(7)}
    site = make_site({**PAPERS, **files})
    build(site)
    assert "most in" not in page(site, "tags/over-time"), "nine papers and one"
    write(site.root, {"content/papers/more.md": paper("More", listed=[on("2025-03-17")], tags=["detection", "segmentation"])})
    rebuild(site)
    over_time = page(site, "tags/over-time")
    assert "most in March 2025, with 90.0% of its papers" in over_time
    assert "most in April 2025" not in over_time


def test_pages_of_pictures_are_there_exactly_when_they_are_linked(make_site: MakeSite) -> None:
    for number, files in enumerate([{}, {"content/papers/one.md": paper("One", tags=["vision"], published="2025")}, PAPERS]):
        site = make_site(files, name=f"site{number}")
        build(site)
        for name in ("tags", "archive", *(("",) if files is PAPERS else ())):
            links = heard(site, name).links
            for url in ("/map/", "/tags/together/", "/tags/over-time/", *(("/trending/",) if name == "archive" else ())):
                assert (url in links) == (site.output / url.strip("/") / "index.html").exists(), (number, name, url)


def test_every_paper_is_on_the_map_with_title_and_tags(site: SiteFolder) -> None:
    places, papers = data(site, "2025-places.json"), data(site, "2025-papers.json")
    assert len(places["x"]) == len(places["y"]) == len(places["topic"]) == len(papers["papers"]) == 3
    assert [places["topics"][number] for number in places["topic"] if isinstance(number, int)] == ["vision", "language", "vision"]
    assert papers["papers"][2] == ["gamma", "Gamma sees", [2, 1]]
    assert papers["tags"] == ["Object detection", "Language models", "Computer vision"]


def test_the_map_is_a_list_for_those_who_do_not_see_it(site: SiteFolder) -> None:
    main = heard(site, "map")
    assert main.links["/papers/alpha/"] == "Alpha detects"
    assert main.links["/tags/vision/"] == "Computer vision"
    assert "Computer vision 2 papers" in re.sub(r"\s+", " ", "".join(main.words))


def test_the_files_of_the_map_lie_below_the_path_of_the_site(make_site: MakeSite) -> None:
    site = make_site({**PAPERS, "sitegen.yaml": BASE["sitegen.yaml"].replace("example.org/", "example.org/sub/")})
    build(site)
    assert 'data-files="/sub/map/2025-places.json /sub/map/2025-papers.json"' in page(site, "map")
    assert 'data-papers="/sub/papers/"' in page(site, "map")


def test_titles_on_the_map_are_data(make_site: MakeSite) -> None:
    title = '<script>alert(1)</script> & "quotes" $x^2$'
    site = make_site({"content/papers/evil.md": paper(title, listed=[on("2025-03-17")])})
    build(site)
    assert data(site, "2025-papers.json")["papers"] == [["evil", '<script>alert(1)</script> & "quotes" x²', []]]
    assert "<script>alert" not in page(site, "map")
    assert "No topic" in page(site, "map")


def test_papers_without_a_date_are_on_the_map(make_site: MakeSite) -> None:
    site = make_site({**PAPERS, "content/papers/undated.md": paper("Undated", tags=["vision"])})
    build(site)
    assert data(site, "undated-papers.json")["papers"] == [["undated", "Undated", [0]]]


def found_early(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let maps of three papers keep their places."""
    monkeypatch.setattr(map_state, "FOUNDING", 3)


def test_a_new_paper_changes_only_the_map_of_its_own_time(make_site: MakeSite, monkeypatch: pytest.MonkeyPatch) -> None:
    found_early(monkeypatch)
    site = make_site(PAPERS)
    build(site)
    before = (site.output / "map/2025-places.json").read_bytes()
    write(site.root, {"content/papers/delta.md": paper("Delta detects more", listed=[on("2026-01-05", 1)], tags=["detection"])})
    report = rebuild(site)
    stale = {item.path for item in report.stale if item.path.startswith("map/")}
    assert stale == {"map/index.html", "map/2026-places.json", "map/2026-papers.json"}
    assert (site.output / "map/2025-places.json").read_bytes() == before


def test_a_map_that_grew_is_the_map_of_a_clean_build(make_site: MakeSite, monkeypatch: pytest.MonkeyPatch) -> None:
    found_early(monkeypatch)
    site = make_site(PAPERS)
    build(site)
    more = {
        f"content/papers/m{number}.md": paper(f"Many detect {number}", listed=[on(f"2025-0{4 + number}-05")], tags=["detection"])
        for number in range(3)
    }
    for name, content in more.items():
        write(site.root, {name: content})
        rebuild(site)
    other = make_site({**PAPERS, **more}, name="other")
    build(other)
    assert maps(site.output) == maps(other.output)


def maps(output: Path) -> dict[str, bytes]:
    return {name: content for name, content in tree(output).items() if name.startswith("map/") and name.endswith(".json")}


def test_a_crowded_year_is_cut_by_month(make_site: MakeSite, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(site_map, "CROWDED", 2)
    site = make_site(PAPERS)
    build(site)
    assert sorted(maps(site.output)) == [f"map/2025-0{month}-{kind}.json" for month in (3, 4) for kind in ("papers", "places")]
