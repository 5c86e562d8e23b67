"""What the site consists of: groups, order, addresses, and what each page says of itself."""

import json
import re
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import pytest

from sitegen.build import build
from sitegen.config import SiteFolder
from sitegen.errors import SitegenError
from sitegen.papers.dates import parse_date
from sitegen.reading import read_site
from sitegen.render.theme import load_theme
from sitegen.render.workers import RenderSetup, render_all
from sitegen.site.plan import Plan, make_site_view
from sitegen.site.site import Site
from sitegen.site.views import DayView, HomeView, PageHead, PaperView, PeriodView, RedirectView, TagPageView
from sitegen.workers import SerialExecutor
from tests.sites import BASE, PAPERS, MakeSite, on, paper, plan_of

ViewType = TypeVar("ViewType")


def view_of(plan: Plan, url: str, kind: type[ViewType]) -> ViewType:
    found = next(output.view for output in plan.outputs if output.url == url)
    assert isinstance(found, kind)
    return found


def pages_of(site: SiteFolder) -> dict[str, str]:
    """Return every rendered output: URL → text."""
    plan = plan_of(site)
    theme = load_theme(site.config.theme, site.root)
    setup = RenderSetup(theme, make_site_view(site.config, theme.assets, plan.navigation))
    rendered = render_all(SerialExecutor(), plan.outputs, setup, lambda _, content: content)
    return {output.url: content.decode() for output, (content, _) in zip(plan.outputs, rendered, strict=True)}


class Page(HTMLParser):
    """The tags and the text of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        self.text += data

    def links(self) -> list[str]:
        """Return every address that the page names, where a browser would follow it."""
        return [attrs[name] for _, attrs in self.tags for name in ("href", "src", "action") if name in attrs]


DATED = {
    "content/papers/twice.md": paper("Twice", listed=[on("2025-03-17", 2), on("2025-04-02", 1)], tags=["detection"]),
    "content/papers/first.md": paper("First", listed=[on("2025-03-17", 1)], published="2024-01-01"),
    "content/papers/unranked.md": paper("A without rank", listed=[on("2025-03-17")]),
    "content/papers/day.md": paper("Published on a day", published="2025-03-20"),
    "content/papers/month.md": paper("Published in a month", published="2025-03"),
    "content/papers/year.md": paper("Published in a year", published="2023", tags=["language"]),
    "content/papers/never.md": paper("Never dated", tags=["language"]),
    "content/papers/draft.md": paper("A draft", listed=[on("2025-03-17", 3)], tags=["vision"], draft=True),
}


def test_days_are_in_the_order_of_the_rank(make_site: MakeSite) -> None:
    site = read_site(make_site(DATED))
    assert site.periods[parse_date("2025-03-17")] == ("first", "twice", "unranked")
    assert [day.iso for day in site.days] == ["2025-03-17", "2025-03-20", "2025-04-02"]


def test_a_paper_listed_twice_is_one_page_on_two_days(make_site: MakeSite) -> None:
    folder = make_site(DATED)
    plan = plan_of(folder)
    assert [output.url for output in plan.outputs].count("/papers/twice/") == 1
    for day in ("/2025/03/17/", "/2025/04/02/"):
        assert "/papers/twice/" in [item.url for item in view_of(plan, day, DayView).papers]
    listings = view_of(plan, "/papers/twice/", PaperView).listings
    assert [(listing.day.iso, listing.url, listing.rank) for listing in listings] == [
        ("2025-03-17", "/2025/03/17/", 2),
        ("2025-04-02", "/2025/04/02/", 1),
    ]
    site = read_site(folder)
    assert site.papers_of(parse_date("2025")).count("twice") == 1


def test_a_paper_in_two_feeds_of_a_day_stands_there_once(make_site: MakeSite) -> None:
    both = paper("Both", listed=[on("2025-03-17", 5, "daily-papers"), on("2025-03-17", 1, "other")])
    site = read_site(make_site({**PAPERS, "content/papers/both.md": both}))
    assert site.periods[parse_date("2025-03-17")] == ("alpha", "both", "beta")


def test_a_paper_that_was_never_listed_goes_by_its_publication(make_site: MakeSite) -> None:
    site = read_site(make_site(DATED))
    assert site.periods[parse_date("2025-03-20")] == ("day",)
    assert site.periods[parse_date("2025-03")] == ("month",)
    assert site.periods[parse_date("2023")] == ("year",)
    assert "month" in site.papers_of(parse_date("2025-03"))
    assert "month" in site.papers_of(parse_date("2025"))
    assert not [date for date, slugs in site.periods.items() if "never" in slugs or (date.iso == "2024-01-01")]
    assert "never" in site.papers


@pytest.mark.parametrize(
    ("slug", "url"),
    [
        ("day", "/2025/03/20/"),
        ("month", "/2025/03/"),
        ("year", "/2023/"),
        ("never", "/tags/language/"),
    ],
)
def test_every_paper_can_be_reached_from_its_period(slug: str, url: str, make_site: MakeSite) -> None:
    pages = pages_of(make_site(DATED))
    assert f"/papers/{slug}/" in Page(pages[url]).links()
    assert url in Page(pages["/archive/"]).links() or url.startswith("/tags/")


def test_a_draft_is_nowhere(make_site: MakeSite) -> None:
    folder = make_site(DATED)
    build(folder)
    for path in folder.output.rglob("*"):
        if path.suffix in {".html", ".xml"}:
            assert "A draft" not in path.read_text(encoding="utf-8")
    assert not (folder.output / "papers" / "draft").exists()


def test_neighbours_are_those_of_the_first_day(make_site: MakeSite) -> None:
    plan = plan_of(make_site(DATED))
    twice = view_of(plan, "/papers/twice/", PaperView)
    assert twice.previous
    assert twice.next
    assert (twice.previous.url, twice.next.url) == ("/papers/first/", "/papers/unranked/")
    assert view_of(plan, "/papers/first/", PaperView).previous is None
    assert view_of(plan, "/papers/month/", PaperView).next is None
    middle = view_of(plan, "/2025/03/20/", DayView)
    assert middle.previous
    assert middle.next
    assert (middle.previous.url, middle.next.url) == ("/2025/03/17/", "/2025/04/02/")


def test_a_broad_topic_gathers_its_narrower_ones(make_site: MakeSite) -> None:
    site = read_site(make_site(PAPERS))
    assert site.tags["vision"] == ("gamma", "alpha")
    assert site.tags["detection"] == ("alpha",)
    assert site.tags["language"] == ("gamma", "beta")
    assert "segmentation" not in site.tags


def test_an_unknown_tag_is_a_tag_all_the_same(make_site: MakeSite) -> None:
    pages = pages_of(make_site({"content/papers/x.md": paper("X", listed=[on("2025-03-17")], tags=["my-own-topic"])}))
    assert "/tags/my-own-topic/" in Page(pages["/tags/"]).links()
    assert "/papers/x/" in Page(pages["/tags/my-own-topic/"]).links()


MANY = {
    f"content/papers/{name}.md": paper(name, tags=["language"], **keys)  # type: ignore[arg-type]
    for name, keys in {
        "a": {"listed": [on("2025-04-02", 1)]},
        "b": {"listed": [on("2025-03-17", 1)]},
        "c": {"listed": [on("2025-03-17", 2)]},
        "d": {"listed": [on("2024-12-31", 1)]},
        "e": {"published": "2025"},
        "f": {},
    }.items()
}


def test_a_long_tag_is_cut_by_year_then_by_month(make_site: MakeSite) -> None:
    plan = plan_of(make_site({**MANY, "sitegen.yaml": BASE["sitegen.yaml"] + "list_limit: 2\n"}))
    urls = {output.url for output in plan.outputs if output.url.startswith("/tags/language/")}
    assert urls == {"/tags/language/", "/tags/language/2025/", "/tags/language/2024/", "/tags/language/2025/04/", "/tags/language/2025/03/"}

    def shown(url: str) -> list[str]:
        return [item.title for item in view_of(plan, url, TagPageView).papers]

    top = view_of(plan, "/tags/language/", TagPageView)
    assert top.count == 6
    assert [(period.label, period.count) for period in top.periods] == [("2025", 4), ("2024", 1)]
    assert shown("/tags/language/") == ["a", "b", "f"], "the newest, and what no page below has"
    assert shown("/tags/language/2025/") == ["a", "b", "e"]
    assert shown("/tags/language/2025/03/") == ["b", "c"]
    assert view_of(plan, "/tags/language/2025/03/", TagPageView).parent.url == "/tags/language/2025/"
    everywhere = {title for url in urls for title in shown(url)}
    assert everywhere == {"a", "b", "c", "d", "e", "f"}


def test_a_short_tag_is_one_page(make_site: MakeSite) -> None:
    plan = plan_of(make_site({**MANY, "sitegen.yaml": BASE["sitegen.yaml"] + "list_limit: 6\n"}))
    assert [output.url for output in plan.outputs if output.url.startswith("/tags/language/")] == ["/tags/language/"]


ALIKE = {
    "content/papers/one.md": paper("Same title", "Same abstract.", listed=[on("2025-03-17", 1)]),
    "content/papers/two.md": paper("Same title", "Same abstract.", listed=[on("2025-03-17", 2)]),
    "content/papers/three.md": paper("Archive", "Same abstract.", listed=[on("2025-03-17", 3)]),
    "content/papers/four.md": paper("Papers of March 2025", "", listed=[on("2025-03-17", 4)]),
    "content/papers/five.md": paper("Language models", "", listed=[on("2025-03-17", 5)], tags=["language"]),
    "content/pages/archives.md": "---\ntitle: Archive\n---\n\nSame abstract.\n",
    "content/papers/moved.md": paper("Moved", listed=[on("2025-03-17", 6)], aliases=["old-1", "old-2"]),
}


def test_no_two_pages_have_one_title_or_description(make_site: MakeSite) -> None:
    plan = plan_of(make_site({**DATED, **MANY, **ALIKE, "sitegen.yaml": BASE["sitegen.yaml"] + "list_limit: 2\n"}))
    heads: list[PageHead] = [output.view.head for output in plan.outputs if hasattr(output.view, "head")]
    shown = [head for head in heads if not head.noindex]
    assert len(shown) > 30
    for field in ("title", "description"):
        values = Counter(getattr(head, field) for head in shown)
        assert [value for value, count in values.items() if count > 1] == []
        assert all(values)


def test_a_page_keeps_its_title_when_a_paper_has_the_same(make_site: MakeSite) -> None:
    plan = plan_of(make_site({"content/papers/tags.md": paper("Tags", listed=[on("2025-03-17")])}))
    titles = {output.url: output.view.head.title for output in plan.outputs if hasattr(output.view, "head")}
    assert titles["/tags/"] == "Tags"
    assert titles["/papers/tags/"] == "Tags (papers/tags)"


def test_old_addresses_lead_to_the_paper(make_site: MakeSite) -> None:
    folder = make_site({**ALIKE, "sitegen.yaml": BASE["sitegen.yaml"].replace("example.org/", "example.org/lab/")})
    plan = plan_of(folder)
    assert view_of(plan, "/papers/old-1/", RedirectView).head.noindex
    assert plan.redirects == (("/papers/old-1/", "/papers/moved/"), ("/papers/old-2/", "/papers/moved/"))
    build(folder)
    assert (folder.output / "_redirects").read_text().splitlines() == [
        "/lab/papers/old-1/ /lab/papers/moved/ 301!",
        "/lab/papers/old-2/ /lab/papers/moved/ 301!",
    ]
    page = Page((folder.output / "papers/old-1/index.html").read_text())
    assert ("meta", {"http-equiv": "refresh", "content": "0; url=/lab/papers/moved/"}) in page.tags
    assert ("link", {"rel": "canonical", "href": "https://example.org/lab/papers/moved/"}) in page.tags
    assert "/lab/papers/moved/" in page.links()
    assert "old-1" not in (folder.output / "sitemap-pages.xml").read_text()


@pytest.mark.parametrize(
    ("files", "url", "sources"),
    [
        (
            {"content/papers/2025/alpha.md": paper("Other"), "content/papers/x.md": paper("X", slug="alpha")},
            "/papers/alpha/",
            ["content/papers/2025/alpha.md", "content/papers/alpha.md", "content/papers/x.md"],
        ),
        (
            {"content/papers/x.md": paper("X", aliases=["alpha"])},
            "/papers/alpha/",
            ["content/papers/alpha.md", "content/papers/x.md (an alias)"],
        ),
        (
            {"content/papers/x.md": paper("X", aliases=["old"]), "content/papers/y.md": paper("Y", aliases=["old"])},
            "/papers/old/",
            ["content/papers/x.md (an alias)", "content/papers/y.md (an alias)"],
        ),
        ({"content/pages/archive.md": "---\ntitle: Mine\n---\n"}, "/archive/", ["(the archive)", "content/pages/archive.md"]),
        (
            {"content/pages/other.md": "---\ntitle: O\nslug: about\n---\n"},
            "/about/",
            ["content/pages/about.md", "content/pages/other.md"],
        ),
    ],
)
def test_two_sources_for_one_address_are_all_named(files: dict[str, str], url: str, sources: list[str], make_site: MakeSite) -> None:
    with pytest.raises(SitegenError) as caught:
        plan_of(make_site({**PAPERS, **files}))
    (problem,) = caught.value.problems
    listed = "; ".join(f"{number}. {source}" for number, source in enumerate(sources, start=1))
    assert problem.message == f"{len(sources)} sources claim the address {url}: {listed}"
    assert problem.path == next(source for source in sources if source.startswith("content/")).removesuffix(" (an alias)")
    assert "rename" in problem.hint


def test_a_menu_that_leads_nowhere_is_told(make_site: MakeSite) -> None:
    menu = "navigation:\n- {label: Archives, url: /archives/}\n- {label: Team, url: /the-team-of-us/}\n- {label: Out, url: https://example.com/}\n"
    with pytest.raises(SitegenError) as caught:
        plan_of(make_site({**PAPERS, "sitegen.yaml": BASE["sitegen.yaml"] + menu}))
    first, second = caught.value.problems
    assert (first.path, first.message) == ("sitegen.yaml", 'the navigation leads to "/archives/", where there is no page')
    assert first.hint == 'did you mean "/archive/"?'
    assert "content/pages/the-team-of-us.md" in second.hint


HOSTILE = "</script><script>alert(1)</script> \"quoted\" 'single' & <img src=x onerror=alert(2)> {{ 7*7 }} ]]> --> $x<y$"


def test_hostile_text_is_text_everywhere(make_site: MakeSite) -> None:
    keys = {"listed": [on("2025-03-17", 1)], "tags": ["language"], "authors": [HOSTILE], "aliases": ["old"]}
    topic = f"- {{name: {json.dumps(HOSTILE)}, slug: language, description: {json.dumps(HOSTILE + '.')}, fallback: true, patterns: [x]}}\n"
    folder = make_site(
        {
            "content/papers/evil.md": paper(HOSTILE, HOSTILE, **keys),
            "content/papers/next.md": paper("Next", listed=[on("2025-03-17", 2)]),
            "content/pages/about.md": f"---\ntitle: {json.dumps(HOSTILE)}\n---\n\n{HOSTILE}\n",
            "content/tags.yaml": topic,
            "sitegen.yaml": f"title: {json.dumps(HOSTILE)}\ndescription: {json.dumps(HOSTILE)}\nauthor: {json.dumps(HOSTILE)}\n",
        }
    )
    harmless = paper("X", listed=[on("2025-03-17", 9)], authors=["A"], aliases=["old"])
    plain = pages_of(make_site({**PAPERS, "content/papers/x.md": harmless}, name="plain"))
    allowed = {(tag, name) for text in plain.values() for tag, attrs in Page(text).tags for name in attrs}
    allowed_tags = {tag for text in plain.values() for tag, _ in Page(text).tags} - {"img"}
    math = {"math", "mrow", "mi", "mo"}
    for url, text in pages_of(folder).items():
        if not url.endswith("/"):
            continue
        page = Page(text)
        assert {tag for tag, _ in page.tags} <= allowed_tags | math, url
        extra = {(tag, name) for tag, attrs in page.tags for name in attrs} - allowed
        assert extra <= {("mo", "stretchy"), ("article", "data-plain")}, url  # a title with a formula has both
        scripts = [attrs for tag, attrs in page.tags if tag == "script"]
        assert all(attrs.get("src", "").startswith("/assets/") or attrs.get("type") == "application/ld+json" for attrs in scripts)
        assert "49" not in page.text.replace("2049", "")
    evil = pages_of(folder)["/papers/evil/"]
    (data,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', evil, re.DOTALL)
    assert json.loads(data)["headline"].startswith('</script><script>alert(1)</script> "quoted"')
    assert "<" not in data


PREFIXED = BASE["sitegen.yaml"].replace("https://example.org/", "https://example.org/lab/papers/")


def test_every_link_has_the_path_of_the_site(make_site: MakeSite) -> None:
    links = "[tags](/tags/), [this](#x), ![image](/files/x.png), [mail](mailto:a@example.org), https://example.com/"
    abstract = f"See {links} and [^1].\n\n[^1]: Note."
    folder = make_site(
        {
            **DATED,
            **MANY,
            "content/papers/linked.md": paper("Linked", abstract, listed=[on("2025-03-17", 9)], aliases=["old"], tags=["detection"]),
            "content/pages/about.md": f"---\ntitle: About\n---\n\n{abstract}\n",
            "sitegen.yaml": PREFIXED + "list_limit: 2\n",
        }
    )
    build(folder)
    seen = 0
    for path in folder.output.rglob("*.html"):
        for link in Page(path.read_text(encoding="utf-8")).links():
            assert link.startswith(("/lab/papers/", "#", "https://example.org/lab/papers/", "https://example.com/", "mailto:")), (
                path,
                link,
            )
            seen += 1
            if link.startswith("/lab/papers/") and "/files/" not in link:
                target = folder.output / (path_of_link := re.split("[?#]", link.removeprefix("/lab/papers/"))[0])
                assert (target / "index.html" if not path_of_link or path_of_link.endswith("/") else target).is_file(), (path, link)
    assert seen > 200
    for name in ("feed.xml", "sitemap.xml", "sitemap-pages.xml", "robots.txt"):
        addresses = re.findall(r"https://example\.org/[^<\"\s]*", (folder.output / name).read_text(encoding="utf-8"))
        assert addresses
        assert all(address.startswith("https://example.org/lab/papers/") for address in addresses)


def test_an_empty_site_is_a_site(make_site: MakeSite) -> None:
    folder = make_site()
    report = build(folder)
    assert report.papers == 0
    home = view_of(plan_of(folder), "/", HomeView)
    assert (home.latest, home.papers, home.count) == (None, (), 0)
    assert "No papers yet" in (folder.output / "index.html").read_text()
    assert (folder.output / "pagefind" / "bundles.json").is_file()
    assert build(folder).written == ()


def test_home_shows_the_latest_day_and_the_days_before(make_site: MakeSite) -> None:
    settings = BASE["sitegen.yaml"] + "home_papers: 1\nhome_days: 1\nhome_tags: 1\n"
    home = view_of(plan_of(make_site({**DATED, "sitegen.yaml": settings})), "/", HomeView)
    assert home.latest
    assert home.latest.iso == "2025-04-02"
    assert [item.url for item in home.papers] == ["/papers/twice/"]
    assert [day.iso for day in home.days] == ["2025-03-20"]
    assert [tag.label for tag in home.tags] == ["Language models"]
    assert home.count == 7


def test_home_of_papers_that_no_list_had_shows_the_newest_of_them(make_site: MakeSite) -> None:
    papers = {
        "content/papers/day.md": paper("Published on a day", published="2024-03-20"),
        "content/papers/month.md": paper("Published in a month", published="2025-03"),
        "content/papers/year.md": paper("Published in a year", published="2023"),
        "content/papers/never.md": paper("Never dated"),
    }
    settings = BASE["sitegen.yaml"] + "home_papers: 3\nhome_days: 2\n"
    folder = make_site({**papers, "sitegen.yaml": settings})
    build(folder)
    home = view_of(plan_of(folder), "/", HomeView)
    assert (home.latest, home.days, home.count) == (None, (), 4)
    assert [item.url for item in home.papers] == ["/papers/month/", "/papers/day/", "/papers/year/"]
    assert [year.iso for year in home.years] == ["2025", "2024"]
    page = (folder.output / "index.html").read_text(encoding="utf-8")
    assert "Newest papers" in page
    assert "No papers yet" not in page
    assert "by the day on which they were published" in (folder.output / "archive" / "index.html").read_text(encoding="utf-8")
    assert "published on Wednesday" in (folder.output / "2024" / "03" / "20" / "index.html").read_text(encoding="utf-8")
    assert (folder.output / "feed.xml").read_text(encoding="utf-8").count("<entry>") == 3


def test_home_of_papers_without_any_date_shows_them(make_site: MakeSite) -> None:
    folder = make_site({"content/papers/never.md": paper("Never dated")})
    build(folder)
    home = view_of(plan_of(folder), "/", HomeView)
    assert [item.url for item in home.papers] == ["/papers/never/"]
    assert "No papers yet" not in (folder.output / "index.html").read_text(encoding="utf-8")


def test_periods_count_and_name_their_parts(make_site: MakeSite) -> None:
    plan = plan_of(make_site(DATED))
    month = view_of(plan, "/2025/03/", PeriodView)
    assert (month.count, [part.period.iso for part in month.parts]) == (5, ["2025-03-20", "2025-03-17"])
    assert [item.url for item in month.papers] == ["/papers/month/"]
    assert month.head.description == "5 papers of March 2025 on 2 days."
    year = view_of(plan, "/2023/", PeriodView)
    assert (year.count, year.parts, year.head.description) == (1, (), "1 paper of 2023.")


def test_comments_are_the_last_count(make_site: MakeSite) -> None:
    lines = [
        {"day": "2025-03-18", "paper": "alpha", "feed": "daily-papers", "comments": 9},
        {"day": "2025-03-17", "paper": "alpha", "feed": "daily-papers", "comments": 2},
        {"day": "2025-03-17", "paper": "unknown", "feed": "daily-papers", "comments": 1},
    ]
    text = b"".join(msgspec.json.encode(line) + b"\n" for line in lines).decode()
    site: Site = read_site(make_site({**PAPERS, "content/signals/2025-03.jsonl": text}))
    assert site.comments["alpha"] == 9


def test_what_scholars_read(make_site: MakeSite) -> None:
    keys: dict[str, Any] = {
        "authors": [{"name": "Ada Lovelace", "orcid": "0000-0002-1825-0097"}, "Alan Turing"],
        "published": "2025-03-14",
        "ids": {"arxiv": "2503.07465", "doi": "10.1000/x.1"},
        "links": [{"kind": "code", "url": "https://github.com/a/b"}],
        "listed": [on("2025-03-17", 1)],
    }
    page = Page(pages_of(make_site({"content/papers/x.md": paper("Real-Time $x^{2}$", **keys)}))["/papers/x/"])
    meta = [
        (attrs["name"], attrs["content"]) for tag, attrs in page.tags if tag == "meta" and attrs.get("name", "").startswith("citation_")
    ]
    assert meta == [
        ("citation_title", "Real-Time x²"),
        ("citation_author", "Ada Lovelace"),
        ("citation_author", "Alan Turing"),
        ("citation_publication_date", "2025/03/14"),
        ("citation_doi", "10.1000/x.1"),
        ("citation_arxiv_id", "2503.07465"),
        ("citation_pdf_url", "https://arxiv.org/pdf/2503.07465"),
        ("citation_abstract_html_url", "https://example.org/papers/x/"),
    ]


def test_no_page_is_bare(make_site: MakeSite, tmp_path: Path) -> None:
    """Every HTML page has a language, a title, a description, one heading of the first level and a canonical address."""
    for url, text in pages_of(make_site({**DATED, **ALIKE})).items():
        if not url.endswith(("/", ".html")):
            continue
        tags = Page(text).tags
        names = Counter(tag for tag, _ in tags)
        assert (names["h1"], names["title"], names["main"]) == (1, 1, 1), url
        assert tags[0] == ("html", {"lang": "en"}), url
        assert [attrs["content"] for tag, attrs in tags if tag == "meta" and attrs.get("name") == "description" and attrs["content"]], url
        canonical = [attrs for tag, attrs in tags if tag == "link" and attrs.get("rel") == "canonical"]
        assert len(canonical) == (0 if url == "/404.html" else 1), url
        ids = Counter(attrs["id"] for _, attrs in tags if "id" in attrs)
        assert not [name for name, count in ids.items() if count > 1], url


def test_what_other_sources_tell_is_shown(make_site: MakeSite) -> None:
    authors = [{"name": "Ada Lovelace"}, {"name": "Quiet Person", "hidden": True}]
    publication = {"kind": "paper-conference", "venue": "Proceedings of <Tests>", "volume": "7"}
    page = paper("Retracted", authors=authors, withdrawn=True, publication=publication, listed=[on("2025-03-17", 1)])
    site = make_site({"content/papers/retracted.md": page})
    build(site)
    for path in ("papers/retracted/index.html", "2025/03/17/index.html"):
        html = (site.output / path).read_text(encoding="utf-8")
        assert "Ada Lovelace" in html
        assert "Quiet Person" not in html
        assert "Withdrawn" in html
        assert "Proceedings of &lt;Tests&gt;" in html
    html = (site.output / "papers/retracted/index.html").read_text(encoding="utf-8")
    assert '<meta name="citation_conference_title" content="Proceedings of &lt;Tests&gt;">' in html
    assert '<meta name="citation_volume" content="7">' in html


def test_footnotes_of_abstract_and_notes_have_ids_of_their_own(make_site: MakeSite) -> None:
    text = paper("Notes", "One[^1].\n\n[^1]: First.\n\n## Mine\n\nTwo[^1].\n\n[^1]: Second.")
    site = make_site({"content/papers/notes.md": text})
    build(site)
    ids = re.findall(r'\bid="([^"]+)"', (site.output / "papers/notes/index.html").read_text(encoding="utf-8"))
    assert len(ids) == len(set(ids))


def test_a_day_shows_the_rank_that_the_feed_gave(make_site: MakeSite) -> None:
    files = {f"content/papers/p{rank}.md": paper(f"Paper {rank}", listed=[on("2025-03-17", rank)]) for rank in (3, 7)}
    site = make_site(files)
    build(site)
    html = (site.output / "2025/03/17/index.html").read_text(encoding="utf-8")
    assert re.findall(r'class="rank"[^>]*>(\d+)<', html) == ["3", "7"]
    assert len(re.findall(r"17 March 2025(?:</span>)?</time>", html)) == 1


def test_theme_options_are_read_by_name(make_site: MakeSite) -> None:
    theme = {
        "themes/mine/theme.yaml": "name: mine\nversion: 1.0.0\ncontract: 1\nextends: default\n",
        "themes/mine/templates/partials/footer.html": "<footer>{{ site.options.accent }}</footer>",
    }
    settings = f"{BASE['sitegen.yaml']}theme: mine\ntheme_options: {{accent: plum}}\n"
    site = make_site({**PAPERS, **theme, "sitegen.yaml": settings})
    build(site)
    assert "<footer>plum</footer>" in (site.output / "index.html").read_text(encoding="utf-8")
