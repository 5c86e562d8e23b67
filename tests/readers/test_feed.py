import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen.ingest.readers.feed import read, recognises
from sitegen.ingest.record import Publication, Record, Rejected
from sitegen.ingest.sample import take_sample
from sitegen.papers.dates import PartialDate
from sitegen.papers.paper import Author, Link

RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
<title>Lab News</title><link>https://lab.example/</link><description>What we write</description><language>en</language>
<item><title>A &amp; B</title><link>https://lab.example/1</link><guid>https://arxiv.org/abs/3001.00001v2</guid>
<description>&lt;p&gt;One &lt;b&gt;bold&lt;/b&gt;.&lt;/p&gt;&lt;p&gt;Two.&lt;/p&gt;</description>
<dc:creator>Ada Ex, Bo van Why</dc:creator><category>cs.CL</category><category>nlp</category>
<pubDate>Mon, 17 Mar 2030 23:30:00 -0500</pubDate></item>
<item><title>Second</title><link>https://doi.org/10.1000/ABC</link></item>
</channel></rss>"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>研究</title><id>urn:x</id><updated>2030-01-03T00:00:00Z</updated>
<entry><id>tag:a,2030:1</id><title type="html">On &lt;i&gt;x&lt;/i&gt;&lt;sup&gt;2&lt;/sup&gt;</title>
<link rel="alternate" href="https://openreview.net/forum?id=AbCd1234"/><link rel="enclosure" type="application/pdf" href="https://a.b/c.pdf"/>
<author><name>Ada Ex</name></author><author><name>Bo Why</name></author>
<published>2030-01-02T10:00:00Z</published><updated>2030-01-05T10:00:00Z</updated>
<summary>Short.</summary>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Long and</p><p>wide.</p></div></content></entry></feed>"""

RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:prism="http://prismstandard.org/namespaces/basic/2.0/"><channel rdf:about="https://j.example/"><title>Journal</title></channel>
<item rdf:about="https://j.example/1"><title>Paper</title><link>https://j.example/1</link><description>Text.</description>
<dc:creator>Ada Ex</dc:creator><dc:date>2030-02-03</dc:date><prism:publicationName>Journal of X</prism:publicationName>
<prism:volume>7</prism:volume><prism:startingPage>10</prism:startingPage><prism:endingPage>19</prism:endingPage><prism:doi>10.1000/j.1</prism:doi>
</item></rdf:RDF>"""


def only(data: str | bytes) -> Record:
    (record,) = read(data.encode() if isinstance(data, str) else data, "feed.xml")
    assert isinstance(record, Record)
    return record


def rejection(data: str | bytes) -> Rejected:
    (found,) = read(data.encode() if isinstance(data, str) else data, "feed.xml")
    assert isinstance(found, Rejected)
    return found


def rss(items: str, channel: str = "<title>Lab</title>") -> str:
    return f'<rss version="2.0"><channel>{channel}{items}</channel></rss>'


def test_rss_is_read() -> None:
    assert recognises(take_sample(RSS.encode()))
    first, second = read(RSS.encode(), "feed.xml")
    assert isinstance(first, Record)
    assert isinstance(second, Record)
    assert (first.title, first.abstract, first.feed, first.language) == ("A & B", "One bold.\n\nTwo.", "lab-news", "en")
    assert [author.name for author in first.authors] == ["Ada Ex", "Bo van Why"]
    assert (first.published, first.listed, first.rank) == (PartialDate(2030, 3, 17), None, 0)
    assert (first.ids, first.version, first.categories) == ((("arxiv", "3001.00001"),), 2, ("cs.CL", "nlp"))
    assert first.links == (Link("paper", "https://lab.example/1"),)
    assert (second.ids, second.links, second.published) == ((("doi", "10.1000/abc"),), (), None)
    assert (first.provenance.position, second.provenance.position) == (1, 2)


def test_atom_is_read() -> None:
    assert recognises(take_sample(ATOM.encode()))
    record = only(ATOM)
    assert (record.title, record.abstract) == ("On x²", "Long and\n\nwide.")
    assert record.feed.startswith("feed-")
    assert record.authors == (Author("Ada Ex"), Author("Bo Why"))
    assert (record.published, record.updated) == (PartialDate(2030, 1, 2), PartialDate(2030, 1, 5))
    assert (record.ids, record.links) == ((("openreview", "AbCd1234"),), (Link("pdf", "https://a.b/c.pdf"),))


def test_rss_1_with_prism_is_read() -> None:
    assert recognises(take_sample(RDF.encode()))
    record = only(RDF)
    assert record.publication == Publication(venue="Journal of X", volume="7", pages="10-19")
    assert (record.published, record.ids) == (PartialDate(2030, 2, 3), (("doi", "10.1000/j.1"),))


def test_a_daily_papers_feed_is_known_by_its_address_and_its_labels_are_read() -> None:
    labels = {"Authors": "Ada Ex, Bo Why", "Upvotes": "3", "Summary": "We do."}
    text = "".join(f"&lt;p&gt;&lt;b&gt;{label}:&lt;/b&gt; {value}&lt;/p&gt;" for label, value in labels.items())
    item = f"<item><title>T</title><link>https://arxiv.org/abs/3001.00001</link><description>{text}</description></item>"
    record = only(rss(item, "<title>HF</title><link>https://huggingface.co/papers</link>"))
    assert (record.feed, record.upvotes, record.abstract) == ("daily-papers", 3, "We do.")
    assert [author.name for author in record.authors] == ["Ada Ex", "Bo Why"]
    assert (record.ids, record.links) == ((("arxiv", "3001.00001"),), ())


def test_a_daily_papers_feed_is_known_by_where_its_entries_lead() -> None:
    day = "<pubDate>Wed, 20 Feb 2030 06:00:00 GMT</pubDate>"
    items = "".join(
        f"<item><title>T{number}</title><link>https://huggingface.co/papers/3002.{number:05}</link>{day}</item>"
        for number in (4_000, 9_000, 5_000, 9_500)
    )
    found = [item for item in read(rss(items).encode(), "feed.xml") if isinstance(item, Record)]
    assert {(item.feed, item.listed, item.published) for item in found} == {("daily-papers", PartialDate(2030, 2, 20), None)}
    assert [item.rank for item in found] == [1, 2, 3, 4]


def test_an_entry_without_title_is_rejected_whole() -> None:
    first, second = read(rss("<item><description>Only words.</description></item><item><title>T</title></item>").encode(), "feed.xml")
    assert isinstance(first, Rejected)
    assert "Only words." in first.text
    assert isinstance(second, Record)


@pytest.mark.parametrize(
    "data",
    [
        rss("<item><title>Caf\u00e9</title></item>").encode("utf-16"),
        rss("<item><title>Caf\u00e9</title></item>").encode("utf-8-sig"),
        ('<?xml version="1.0" encoding="iso-8859-1"?>' + rss("<item><title>Caf\u00e9</title></item>")).encode("latin-1"),
        ('<?xml version="1.0" encoding="utf-8"?>' + rss("<item><title>Caf\u00e9</title></item>")).encode("latin-1"),
        ('<?xml version="1.0" encoding="utf-32"?>' + rss("<item><title>Caf\u00e9</title></item>")).encode("utf-32"),
        ("\n\n<!-- c -->" + rss("<item><title>Caf&eacute;</title></item>")).encode(),
        rss("<item><title>Caf&#xE9;&#xD800;</title></item>").encode(),
        rss("<item><title>Caf\u00e9</title><b></item>").encode(),
    ],
)
def test_odd_encodings_and_entities_are_read(data: bytes) -> None:
    assert recognises(take_sample(data))
    assert only(data).title == "Café"


def test_a_feed_that_breaks_off_loses_its_last_entry_only() -> None:
    first, broken = read(RSS[: RSS.index("ABC")].encode(), "feed.xml")
    assert isinstance(first, Record)
    assert isinstance(broken, Rejected)
    assert "breaks off" in broken.problem.message
    assert "Second" in broken.text


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"no feed at all", "not a feed"),
        (b"<html><body>Hi</body></html>", "not a feed"),
        (b'<rss version="2.0"><channel><title>x</title></channel></rss>', "no entries"),
        (b'<feed xmlns="http://www.w3.org/2005/Atom"></feed>', "no entries"),
        (b"<rss><channel>" + b"<b>" * 5_000, "too deep"),
        (b"<rss><channel>" + b"<" * 5_000_000, "too long to be mended"),
    ],
)
def test_what_is_no_feed_is_refused_with_a_reason(data: bytes, words: str) -> None:
    assert words in rejection(data).problem.message


def test_entities_neither_explode_nor_read_files() -> None:
    start = time.perf_counter()
    names = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10))
    bomb = f'<!DOCTYPE r [<!ENTITY l0 "lol">{names}]>{rss("<item><title>&l9;</title></item>")}'
    assert "exhaust" in rejection(bomb).problem.message
    external = f'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/hostname">]>{rss("<item><title>a&x;b</title></item>")}'
    assert only(external).title in ("ab", "a&x;b")
    assert time.perf_counter() - start < 10


@pytest.mark.parametrize(
    "other",
    [
        '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:arxiv="http://arxiv.org/schemas/atom"><entry/></feed>',
        '<feed xmlns="http://www.w3.org/2005/Atom"><id>http://arxiv.org/api/abc</id></feed>',
        '<rss version="2.0"><channel><title>cs.CL</title><link>http://rss.arxiv.org/rss/cs.CL</link><item/></channel></rss>',
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:z="http://www.zotero.org/namespaces/export#"></rdf:RDF>',
        "<html><body>rss</body></html>",
        "<OAI-PMH/>",
        "<collection><rss/></collection>",
        "@article{rss, title={<rss>}}",
    ],
)
def test_other_formats_are_not_claimed(other: str) -> None:
    assert not recognises(take_sample(other.encode()))


@settings(deadline=None, max_examples=60)
@given(st.binary(max_size=60), st.integers(0, 900), st.integers(0, 900), st.sampled_from([RSS, ATOM, RDF]))
def test_damaged_bytes_are_survived(noise: bytes, start: int, end: int, whole: str) -> None:
    data = whole.encode()
    for damaged in (noise, data[:start] + noise + data[end:]):
        recognises(take_sample(damaged))
        assert list(read(damaged, "feed.xml"))
