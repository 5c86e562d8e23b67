"""Pages, feeds and the index of authors; links to them from papers; and that each changes with what it shows alone."""

import json
import re
import shutil

import pytest

from sitegen.build import build
from sitegen.config import SiteFolder
from sitegen.errors import SitegenError
from sitegen.reading import read_site
from sitegen.site.author_index import INDEX_LIMIT
from sitegen.site.plan import Plan
from sitegen.site.searchable import search_document, search_fingerprint, searchable
from sitegen.site.views import AuthorIndexView, AuthorPageView, CountView, LinkView
from tests.sites import PAPERS, MakeSite, on, paper, plan_of, rebuild, tree, write

ONE, TWO = "0000-0002-1825-0097", "0000-0001-5109-3700"

FILES = {
    "content/papers/one.md": paper("One", authors=["Jörg Tiedemann", "Ann Lee"], published="2023-05-01", tags=["language"]),
    "content/papers/two.md": paper("Two", authors=["Ann Lee", "Tiedemann, Jorg"], published="2024-01-01", tags=["language", "vision"]),
    "content/papers/three.md": paper("Three", authors=["Ann Lee", "Bo Ray"], published="2024-07-01", tags=["detection"]),
}


def author_page(plan: Plan, slug: str) -> AuthorPageView:
    view = next(output.view for output in plan.outputs if output.url == f"/authors/{slug}/")
    assert isinstance(view, AuthorPageView)
    return view


def index_page(plan: Plan, url: str) -> AuthorIndexView:
    view = next(output.view for output in plan.outputs if output.url == url)
    assert isinstance(view, AuthorIndexView)
    return view


def urls(plan: Plan) -> set[str]:
    return {output.url for output in plan.outputs if output.url.startswith("/authors/")}


def page(site: SiteFolder, url: str) -> str:
    return (site.output / url.strip("/") / "index.html").read_text(encoding="utf-8")


def test_authors_with_enough_papers_have_a_page_and_a_feed(make_site: MakeSite) -> None:
    plan = plan_of(make_site(FILES))
    expected = {
        "/authors/",
        "/authors/ann-lee/",
        "/authors/ann-lee/feed.xml",
        "/authors/jorg-tiedemann/",
        "/authors/jorg-tiedemann/feed.xml",
    }
    assert urls(plan) == expected
    view = author_page(plan, "ann-lee")
    assert [item.title for item in view.papers] == ["Three", "Two", "One"]
    assert view.years == (CountView("2024", "", 2, "2024"), CountView("2023", "", 1, "2023"))
    assert view.tags[0] == CountView("Language models", "/tags/language/", 2)
    assert view.co_authors == (CountView("Jörg Tiedemann", "/authors/jorg-tiedemann/", 2), CountView("Bo Ray", "", 1))


@pytest.mark.parametrize(("threshold", "count"), [(0, 0), (1, 3), (3, 1)])
def test_the_threshold(make_site: MakeSite, threshold: int, count: int) -> None:
    plan = plan_of(make_site({**FILES, "sitegen.yaml": f"author_threshold: {threshold}\n"}))
    assert len([url for url in urls(plan) if url.endswith("/feed.xml")]) == count
    assert ("/authors/" in urls(plan)) == bool(count)


def test_a_threshold_below_nothing_is_told(make_site: MakeSite) -> None:
    with pytest.raises(SitegenError, match="author_threshold"):
        make_site({"sitegen.yaml": "author_threshold: -1\n"})


def test_pages_of_papers_and_lists_link_those_who_have_a_page(make_site: MakeSite) -> None:
    site = make_site(FILES)
    build(site)
    for html in (page(site, "/papers/three/"), page(site, "/tags/detection/")):
        assert '<a href="/authors/ann-lee/">Ann Lee</a>' in html
        assert "Bo Ray" in html
        assert "/authors/bo-ray/" not in html


def test_a_page_that_an_author_gets_later_is_linked_from_papers_and_from_lists_of_its_month(make_site: MakeSite) -> None:
    site = make_site(FILES)
    build(site)
    write(site.root, {"content/papers/four.md": paper("Four", authors=["Bo Ray"], published="2024-08-02", tags=["language"])})
    stale = {item.path for item in rebuild(site).stale}
    assert "papers/three/index.html" in stale
    assert '<a href="/authors/bo-ray/">Bo Ray</a>' in page(site, "/papers/three/")
    assert "tags/detection/index.html" not in stale
    assert "Bo Ray" in page(site, "/tags/detection/")
    assert "/authors/bo-ray/" not in page(site, "/tags/detection/")
    assert '<a href="/authors/bo-ray/">Bo Ray</a>' in page(site, "/tags/language/")
    write(site.root, {"content/papers/five.md": paper("Five", authors=["Di Orr"], listed=[on("2024-08-05", 1)])})
    write(site.root, {"content/papers/six.md": paper("Six", authors=["Di Orr"], listed=[on("2024-08-06", 1)])})
    rebuild(site)
    for day in ("05", "06"):
        assert '<a href="/authors/di-orr/">Di Orr</a>' in page(site, f"/2024/08/{day}/")


def test_the_page_links_its_feed_and_describes_the_person(make_site: MakeSite) -> None:
    text = f"""\
- name: Ann Lee
  orcid: {ONE}
  names: [Anna Lee]
  affiliation: A </script> & B
  url: https://lee.example.org/
  note: Hello.
"""
    site = make_site({**FILES, "content/authors.yaml": text})
    build(site)
    html = page(site, "/authors/ann-lee/")
    assert '<link rel="alternate" type="application/atom+xml" title="Papers by Ann Lee" href="/authors/ann-lee/feed.xml">' in html
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', html)
    assert found
    about = json.loads(found[1])
    assert about["@type"] == "ProfilePage"
    assert about["mainEntity"]["sameAs"] == [f"https://orcid.org/{ONE}"]
    assert about["mainEntity"]["affiliation"]["name"] == "A </script> & B"
    assert about["mainEntity"]["alternateName"] == ["Anna Lee"]
    for shown in (f'href="https://orcid.org/{ONE}"', 'href="https://lee.example.org/"', "Hello.", "Anna Lee"):
        assert shown in html


def test_namesakes_link_each_other_and_what_is_undecided_says_so(make_site: MakeSite) -> None:
    authors = [{"name": "Wei Li", "orcid": ONE}, {"name": "Wei Li", "orcid": TWO}, "Wei Li"]
    files = {f"content/papers/p{i}.md": paper(f"P{i}", authors=[author], published="2024") for i, author in enumerate(authors * 2)}
    site = make_site(files)
    plan = plan_of(site)
    view = author_page(plan, "wei-li")
    assert view.ambiguous
    assert view.namesakes == (LinkView(f"Wei Li ({ONE})", "/authors/wei-li-0097/"), LinkView(f"Wei Li ({TWO})", "/authors/wei-li-3700/"))
    assert not view.json_ld
    assert not author_page(plan, "wei-li-0097").ambiguous
    build(site)
    assert "Several people may share this name" in page(site, "/authors/wei-li/")


def test_an_address_without_papers_leads_to_the_namesakes(make_site: MakeSite) -> None:
    authors = [{"name": "Wei Li", "orcid": ONE}, {"name": "Wei Li", "orcid": TWO}]
    files = {f"content/papers/p{i}.md": paper(f"P{i}", authors=[author], published="2024") for i, author in enumerate(authors * 2)}
    site = make_site(files)
    build(site)
    assert "Several people share this name." in page(site, "/authors/wei-li/")
    assert not (site.output / "authors/wei-li/feed.xml").exists()


def test_a_long_list_is_cut_by_year(make_site: MakeSite) -> None:
    files = {f"content/papers/p{i}.md": paper(f"P{i}", authors=["Ann Lee"], published=f"{2020 + i % 2}") for i in range(6)}
    plan = plan_of(make_site({**files, "sitegen.yaml": "list_limit: 4\n"}))
    view = author_page(plan, "ann-lee")
    assert (view.count, len(view.papers)) == (6, 4)
    assert view.years == (CountView("2021", "/authors/ann-lee/2021/", 3, "2021"), CountView("2020", "/authors/ann-lee/2020/", 3, "2020"))
    year = author_page(plan, "ann-lee/2020")
    assert (year.count, year.co_authors, year.parent) == (3, (), LinkView("Ann Lee", "/authors/ann-lee/"))


def test_a_short_index_has_its_letters_on_one_page(make_site: MakeSite) -> None:
    view = index_page(plan_of(make_site(FILES)), "/authors/")
    assert [(group.label, [author.label for author in group.authors]) for group in view.groups] == [
        ("L", ["Ann Lee"]),
        ("T", ["Jörg Tiedemann"]),
    ]
    assert not view.parts


def test_a_long_index_is_cut_until_no_page_is_long(make_site: MakeSite) -> None:
    letters = "abcdefghijklmnopqrstuvwxyz"
    names = [f"{one.upper()}{two}o Wang" for one in letters for two in letters] + ["张伟", "4Paradigm", "X"]
    plan = plan_of(make_site({"content/papers/many.md": paper("Many", authors=names), "sitegen.yaml": "author_threshold: 1\n"}))
    top = index_page(plan, "/authors/")
    assert top.count == len(names)
    assert [(part.label, part.url) for part in top.parts] == [
        ("0–9", "/authors/0/"),
        ("W", "/authors/w/"),
        ("X", "/authors/x/"),
        ("Z", "/authors/z/"),
    ]
    views = [output.view for output in plan.outputs if output.template == "authors.html"]
    indices = [view for view in views if isinstance(view, AuthorIndexView)]
    assert "/authors/w/wang-a/" in {view.head.url for view in indices}
    listed = [author.url for view in indices for group in view.groups for author in group.authors]
    assert len(listed) == len(set(listed)) == len(names)
    assert max(sum(len(group.authors) for group in view.groups) for view in indices) <= INDEX_LIMIT
    assert {part.url for view in indices for part in view.parts} == {view.head.url for view in indices} - {"/authors/"}


def test_no_name_stands_in_the_way_of_another_page(make_site: MakeSite) -> None:
    names = ["A", "S", "Other", "Feed Xml", "../../etc", "<script>alert(1)</script>", "2024", "Ivan Petrov", "Иван Петров", "x" * 300]
    files = {f"content/papers/p{i}.md": paper(f"P{i}", authors=names, published="2024") for i in range(2)}
    site = make_site({**files, "sitegen.yaml": "list_limit: 1\n"})
    build(site)
    assert len(urls(plan_of(site))) == len(names) * 3 + 1
    assert not [path for path, content in tree(site.output).items() if path.endswith(".html") and b"<script>alert" in content]


def test_the_menu_has_authors_when_there_are_pages_of_them(make_site: MakeSite) -> None:
    assert LinkView("Authors", "/authors/") in plan_of(make_site(FILES)).navigation
    assert [link.label for link in plan_of(make_site({**dict.fromkeys(FILES), **PAPERS})).navigation] == [
        *("Archive", "Trending", "Tags", "Map", "About")
    ]


def test_a_menu_of_ones_own_is_left_alone(make_site: MakeSite) -> None:
    menu = "navigation: [{label: Who, url: /authors/}]\n"
    assert plan_of(make_site({**FILES, "sitegen.yaml": menu})).navigation == (LinkView("Who", "/authors/"),)
    with pytest.raises(SitegenError, match='the navigation leads to "/authors/"'):
        plan_of(make_site({**dict.fromkeys(FILES), **PAPERS, "sitegen.yaml": menu}))


def test_search_finds_papers_by_the_spellings_of_the_file(make_site: MakeSite) -> None:
    site = make_site(FILES)
    before = read_site(site)
    write(site.root, {"content/authors.yaml": "- {name: Ann Lee, names: [Annabel Lee-Poe]}\n"})
    after = read_site(site)
    assert search_fingerprint(["three"], after) != search_fingerprint(["three"], before)
    document = search_document(searchable("three", after))
    assert (document.authors, document.other_names) == (("Ann Lee", "Bo Ray"), ("Annabel Lee-Poe",))


def test_problems_of_the_file_stop_the_build_with_those_of_papers(make_site: MakeSite) -> None:
    site = make_site({**FILES, "content/authors.yaml": "- nam: Ann\n", "content/papers/bad.md": "---\ntitel: Bad\n---\n"})
    with pytest.raises(SitegenError) as caught:
        read_site(site)
    assert {problem.path for problem in caught.value.problems} == {"content/authors.yaml", "content/papers/bad.md"}


def test_a_paper_changes_the_pages_of_its_authors_and_no_others(make_site: MakeSite) -> None:
    site = make_site(FILES)
    build(site)
    write(site.root, {"content/papers/four.md": paper("Four", authors=["Bo Ray", "Cy Fox"], published="2021")})
    stale = {item.path for item in rebuild(site).stale if "authors/" in item.path}
    # Bo Ray has a page from now on, and so is a link on the pages of who wrote with them.
    assert stale == {
        "authors/index.html",
        "authors/bo-ray/index.html",
        "authors/bo-ray/feed.xml",
        "authors/ann-lee/index.html",
    }
    write(site.root, {"content/papers/five.md": paper("Five", authors=["Cy Fax"], published="2021")})
    assert not [item.path for item in rebuild(site).stale if "authors/" in item.path]


def test_an_incremental_build_ends_as_a_clean_one(make_site: MakeSite) -> None:
    site = make_site(FILES)
    build(site)
    for files in (
        {"content/authors.yaml": "- {name: Ann Lee, names: [Bo Ray]}\n"},
        {"content/papers/four.md": paper("Four", authors=["Jorg Tiedemann"], published="2024-08-01")},
        {"content/papers/one.md": None},
        {"content/authors.yaml": None},
    ):
        write(site.root, files)
        rebuild(site)
        built = tree(site.output)
        shutil.rmtree(site.output)
        shutil.rmtree(site.state)
        build(site)
        assert tree(site.output) == built


def test_a_deleted_paper_of_the_file_stops_nothing(make_site: MakeSite) -> None:
    site = make_site({**FILES, "content/authors.yaml": "- {name: Ann Lee, papers: [one, two, gone]}\n"})
    assert {item.title for item in author_page(plan_of(site), "ann-lee").papers} == {"One", "Two"}
