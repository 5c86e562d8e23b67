"""What machines read: the Atom feed, the sitemap in parts, robots.txt."""

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from sitegen.build import build
from tests.sites import BASE, MakeSite, on, paper, rebuild, write

ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
RFC_3339 = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})")

FILES = {
    "content/papers/alpha.md": paper(
        "Alpha & <i>co</i> $x^2$",
        "See [tags](/tags/) & *more*.",
        listed=[on("2025-03-17", 1), on("2025-04-02", 2)],
        authors=["Ada Lovelace", "Alan <Turing>"],
        tags=["detection"],
    ),
    "content/papers/beta.md": paper("Beta", listed=[on("2025-04-02", 1)], published="2024-12-01"),
    "content/papers/gamma.md": paper("Gamma", published="2025"),
    "content/papers/delta.md": paper("Delta"),
}


def entries_of(path: Path) -> list[ElementTree.Element]:
    return ElementTree.parse(path).getroot().findall(f"{ATOM}entry")


def text_of(element: ElementTree.Element, name: str) -> str:
    return element.findtext(f"{ATOM}{name}") or ""


def test_feed_has_what_rfc_4287_requires(make_site: MakeSite) -> None:
    site = make_site(FILES)
    build(site)
    feed = ElementTree.parse(site.output / "feed.xml").getroot()
    assert feed.tag == f"{ATOM}feed"
    assert text_of(feed, "id") == "https://example.org/feed.xml"
    assert text_of(feed, "title") == "Test Papers"
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert links == {"self": "https://example.org/feed.xml", "alternate": "https://example.org/"}
    entries = feed.findall(f"{ATOM}entry")
    for element in (feed, *entries):
        assert text_of(element, "id").startswith("https://")
        assert text_of(element, "title")
        assert RFC_3339.fullmatch(text_of(element, "updated"))
    # An entry whose authors are not known has those of the feed (RFC 4287, 4.2.1), never somebody else.
    assert [name.text for name in feed.findall(f"{ATOM}author/{ATOM}name")]
    assert len({text_of(entry, "id") for entry in entries}) == len(entries)
    assert text_of(feed, "updated") == max(text_of(entry, "updated") for entry in entries)


def test_entries_are_the_newest_papers_with_all_they_have(make_site: MakeSite) -> None:
    site = make_site(FILES)
    build(site)
    entries = entries_of(site.output / "feed.xml")
    assert [text_of(entry, "title") for entry in entries] == ["Beta", "Alpha & <i>co</i> x²", "Gamma"]
    alpha = entries[1]
    assert text_of(alpha, "published") == "2025-03-17T00:00:00Z"
    assert text_of(alpha, "updated") == "2025-04-02T00:00:00Z"
    assert [name.text for name in alpha.findall(f"{ATOM}author/{ATOM}name")] == ["Ada Lovelace", "Alan <Turing>"]
    assert [category.get("term") for category in alpha.findall(f"{ATOM}category")] == ["Object detection"]
    content = alpha.find(f"{ATOM}content")
    assert content is not None
    assert content.get("type") == "html"
    assert content.text == '<p>See <a href="/tags/">tags</a> &amp; <em>more</em>.</p>\n'
    assert text_of(entries[2], "published") == "2025-01-01T00:00:00Z"


def test_feed_is_no_longer_than_the_settings_say(make_site: MakeSite) -> None:
    site = make_site({**FILES, "sitegen.yaml": BASE["sitegen.yaml"] + "feed_limit: 1\n"})
    build(site)
    assert [text_of(entry, "title") for entry in entries_of(site.output / "feed.xml")] == ["Beta"]


def test_feed_of_an_empty_site_is_a_feed(make_site: MakeSite) -> None:
    site = make_site()
    build(site)
    feed = ElementTree.parse(site.output / "feed.xml").getroot()
    assert RFC_3339.fullmatch(text_of(feed, "updated"))
    assert not feed.findall(f"{ATOM}entry")


@pytest.mark.parametrize("code", ["\\x01", "\\x0b", "\\x1f", "\\uFFFE", "\\x7f", "\\u2028", "\\x85"])
def test_control_characters_cannot_break_it(code: str, make_site: MakeSite) -> None:
    """YAML can name characters that XML cannot hold."""
    text = f'"a{code}b ]]> <x> & "'
    page = f"---\ntitle: {text}\nauthors: [{text}]\nlisted: [{{day: 2025-03-17}}]\ntags: [general]\n---\n\nAn \x01 abstract ]]>.\n"
    topic = f'- {{name: {text}, slug: general, description: {text[:-1]}.", fallback: true, patterns: [x]}}\n'
    site = make_site(
        {
            "content/papers/x.md": page,
            "content/tags.yaml": topic,
            "sitegen.yaml": f"title: {text}\ndescription: {text}\nauthor: {text}\nfeed_names: {{daily-papers: {text}}}\n",
        }
    )
    build(site)
    for path in site.output.rglob("*.xml"):
        ElementTree.parse(path)
    title = text_of(entries_of(site.output / "feed.xml")[0], "title")
    assert re.fullmatch(r"a ?b \]\]> <x> &", title)


def test_sitemap_names_every_page_once(make_site: MakeSite) -> None:
    site = make_site({**FILES, "content/papers/beta.md": paper("Beta", listed=[on("2025-04-02", 1)], aliases=["old"])})
    build(site)
    index = ElementTree.parse(site.output / "sitemap.xml").getroot()
    parts = [loc.text or "" for loc in index.iter(f"{MAP}loc")]
    assert parts == [f"https://example.org/sitemap-{name}.xml" for name in ("2025", "2025-03", "2025-04", "pages", "undated")]
    urls: list[str] = []
    for part in parts:
        root = ElementTree.parse(site.output / part.rpartition("/")[2]).getroot()
        assert root.tag == f"{MAP}urlset"
        urls += [loc.text or "" for loc in root.iter(f"{MAP}loc")]
        assert all(re.fullmatch(r"\d{4}-\d{2}-\d{2}", element.text or "") for element in root.iter(f"{MAP}lastmod"))
    assert len(urls) == len(set(urls))
    pages = {f"https://example.org/{path.parent.relative_to(site.output).as_posix()}/" for path in site.output.rglob("index.html")}
    pages = {page.replace("/./", "/") for page in pages}
    # An old address, and pages that hold nothing before a reader fills them, are no pages for search engines.
    assert set(urls) == pages - {f"https://example.org/{path}/" for path in ("papers/old", "library", "for-you")}


def test_a_new_paper_changes_the_part_of_its_month_alone(make_site: MakeSite) -> None:
    site = make_site(FILES)
    build(site)
    write(site.root, {"content/papers/new.md": paper("New", listed=[on("2025-04-02", 9)])})
    written = rebuild(site).written
    assert [path for path in written if path.startswith("sitemap")] == ["sitemap-2025-04.xml"]


def test_robots_names_the_sitemap(make_site: MakeSite) -> None:
    site = make_site({**FILES, "sitegen.yaml": "base_url: https://example.org/lab\n"})
    build(site)
    assert (site.output / "robots.txt").read_text() == "User-agent: *\nAllow: /\n\nSitemap: https://example.org/lab/sitemap.xml\n"
