import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen.ingest.readers.arxiv_listing import read, recognises
from sitegen.ingest.record import Record
from sitegen.ingest.sample import take_sample
from sitegen.papers.dates import PartialDate
from sitegen.papers.publication import Publication
from tests.readers.xml_trials import check_any, check_hostile, check_loses_nothing, damaged, records_of, rejected_of

HEAD = """<?xml version='1.0' encoding='UTF-8'?>
<rss xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns:dc="http://purl.org/dc/elements/1.1/" version="2.0">
  <channel>
    <title>{title}</title>
    <link>http://rss.arxiv.org/rss/cs.XY</link>
    <description>{description}</description>
    <lastBuildDate>Tue, 05 Mar 2024 05:00:02 +0000</lastBuildDate>
    <pubDate>Tue, 05 Mar 2024 00:00:00 -0500</pubDate>
    <skipDays><day>Saturday</day></skipDays>
"""
RSS = (
    HEAD.format(title="cs.XY updates on arXiv.org", description="cs.XY updates on the arXiv.org e-print archive.")
    + """    <item>
      <title>Trees of $n$ Leaves</title>
      <link>https://arxiv.org/abs/2403.00001</link>
      <description>arXiv:2403.00001v1 Announce Type: new\x20
Abstract: We count trees with $n &lt; 9$ leaves.</description>
      <guid isPermaLink="false">oai:arXiv.org:2403.00001v1</guid>
      <category>cs.XY</category>
      <category>math.CO</category>
      <pubDate>Tue, 05 Mar 2024 00:00:00 -0500</pubDate>
      <arxiv:announce_type>new</arxiv:announce_type>
      <dc:creator>Jane Doe (Univ. X, Y), John Roe,  Mononym</dc:creator>
    </item>
    <item>
      <title>Old Trees</title>
      <link>https://arxiv.org/abs/2301.12345</link>
      <description>arXiv:2301.12345v4 Announce Type: replace-cross\x20
Abstract: Trees again.</description>
      <guid isPermaLink="false">oai:arXiv.org:2301.12345v4</guid>
      <category>math.CO</category>
      <arxiv:announce_type>replace-cross</arxiv:announce_type>
      <arxiv:DOI>10.1000/XYZ</arxiv:DOI>
      <arxiv:journal_reference>J. Trees 5 (2023) 1-9</arxiv:journal_reference>
      <dc:creator>A. Poe</dc:creator>
    </item>
    <item>
      <title>Crossed Trees</title>
      <link>https://arxiv.org/abs/2403.00003</link>
      <description>arXiv:2403.00003v1 Announce Type: cross\x20
Abstract: Crossing.</description>
      <arxiv:announce_type>cross</arxiv:announce_type>
    </item>
  </channel>
</rss>"""
)
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns:dc="http://purl.org/dc/elements/1.1/">
  <id>http://rss.arxiv.org/atom/cs.XY+q-bio.NC</id>
  <title>cs.XY, q-bio.NC updates on arXiv.org</title>
  <updated>2024-03-05T05:00:02.123456+00:00</updated>
  <link href="http://rss.arxiv.org/atom/cs.XY+q-bio.NC" rel="self"/>
  <entry>
    <id>oai:arXiv.org:2403.00001v2</id>
    <title>Trees</title>
    <updated>2024-03-05T05:00:02+00:00</updated>
    <link href="https://arxiv.org/abs/2403.00001" rel="alternate" type="text/html"/>
    <summary>arXiv:2403.00001v2 Announce Type: replace\x20
Abstract: We count.</summary>
    <category term="cs.XY"/>
    <published>2024-03-05T00:00:00-05:00</published>
    <arxiv:announce_type>replace</arxiv:announce_type>
    <dc:creator>Jane Doe</dc:creator>
  </entry>
</feed>"""
RDF = """<?xml version="1.0" encoding="UTF-8"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="http://arxiv.org/">
<title>cs.XY updates on arXiv.org</title>
<link>http://arxiv.org/</link>
<description rdf:parseType="Literal">Computer Science -- XY (cs.XY) updates on the arXiv.org e-print archive</description>
<dc:date>2018-05-27T20:30:00-05:00</dc:date>
<items><rdf:Seq><rdf:li rdf:resource="http://arxiv.org/abs/1805.00001"/></rdf:Seq></items>
</channel>
<image rdf:about="http://arxiv.org/icons/sfx.gif"><title>arXiv.org</title><link>http://arxiv.org/</link></image>
<item rdf:about="http://arxiv.org/abs/1805.00001">
<title>Is it (really) so?. (arXiv:1805.00001v1 [cs.XY])</title>
<link>http://arxiv.org/abs/1805.00001</link>
<description rdf:parseType="Literal">&lt;p&gt;We ask for $a&amp;lt;b$ and
wrap lines.
&lt;/p&gt;
&lt;p&gt;Twice.&lt;/p&gt;</description>
<dc:creator> &lt;a href=&quot;http://arxiv.org/find/cs/1/au:+Doe_J/0/1/0/all/0/1&quot;&gt;Jane Doe&lt;/a&gt; (X Lab), &lt;a
href=&quot;http://arxiv.org/find/cs/1/au:+Roe_J/0/1/0/all/0/1&quot;&gt;John Roe&lt;/a&gt;</dc:creator>
</item>
<item rdf:about="http://arxiv.org/abs/1805.00002">
<title>Second. (arXiv:1805.00002v1 [stat.ML] CROSS LISTED)</title>
<link>http://arxiv.org/abs/1805.00002</link>
<description rdf:parseType="Literal">&lt;p&gt;B&lt;/p&gt;</description>
</item>
<item rdf:about="http://arxiv.org/abs/math/0101001">
<title>Third. (arXiv:math/0101001v3 [math.AG] UPDATED)</title>
<link>http://arxiv.org/abs/math/0101001</link>
</item>
</rdf:RDF>"""


def test_rss_of_today() -> None:
    new, replaced, crossed = records_of(read, RSS)
    assert (new.title, new.abstract) == ("Trees of $n$ Leaves", "We count trees with $n < 9$ leaves.")
    assert [(each.name, each.affiliations) for each in new.authors] == [("Jane Doe", ("Univ. X, Y",)), ("John Roe", ()), ("Mononym", ())]
    assert (new.listed, new.feed, new.rank, new.announcement, new.version) == (PartialDate(2024, 3, 5), "arxiv-cs-xy", 1, "new", 1)
    assert new.categories == ("cs.XY", "math.CO")
    assert [link.url for link in new.links] == ["https://arxiv.org/abs/2403.00001", "https://arxiv.org/pdf/2403.00001"]
    assert (new.published, new.updated) == (None, None)
    assert (replaced.announcement, replaced.version, replaced.rank, replaced.listed) == ("replace", 4, 2, PartialDate(2024, 3, 5))
    assert replaced.ids == (("arxiv", "2301.12345"), ("doi", "10.1000/xyz"))
    assert replaced.publication == Publication(kind="article-journal", venue="J. Trees", volume="5", pages="1-9")
    assert (crossed.announcement, crossed.authors, crossed.ids) == ("cross", (), (("arxiv", "2403.00003"),))


def test_atom_of_today() -> None:
    (record,) = records_of(read, ATOM)
    assert (record.title, record.abstract, record.version, record.announcement) == ("Trees", "We count.", 2, "replace")
    assert (record.feed, record.listed) == ("arxiv-cs-xy-q-bio-nc", PartialDate(2024, 3, 5))
    assert record.ids == (("arxiv", "2403.00001"),)


def test_rdf_of_before_2024() -> None:
    new, crossed, updated = records_of(read, RDF)
    assert (new.title, new.abstract) == ("Is it (really) so?", "We ask for $a<b$ and wrap lines.\n\nTwice.")
    assert [(each.name, each.affiliations) for each in new.authors] == [("Jane Doe", ("X Lab",)), ("John Roe", ())]
    assert new.listed == PartialDate(2018, 5, 28)
    assert (new.feed, new.rank, new.announcement, new.categories, new.version) == ("arxiv-cs-xy", 1, "new", ("cs.XY",), 1)
    assert (crossed.announcement, crossed.categories) == ("cross", ("stat.ML",))
    assert (updated.announcement, updated.version, updated.ids, updated.abstract) == ("replace", 3, (("arxiv", "math/0101001"),), "")


def test_items_alone_have_no_day() -> None:
    item = RSS[RSS.index("<item>") : RSS.index("</item>") + 7].replace("<pubDate>Tue, 05 Mar 2024 00:00:00 -0500</pubDate>", "")
    (record,) = records_of(read, item)
    assert (record.title, record.listed, record.feed) == ("Trees of $n$ Leaves", None, "arxiv")


def test_a_day_without_papers_and_an_error_are_told() -> None:
    (empty,) = rejected_of(read, HEAD.format(title="cs.XY updates on arXiv.org", description="") + "</channel></rss>")
    assert empty.problem.message == "this listing of arXiv announces no paper on 2024-03-05"
    assert empty.problem.severity == "warning"
    head = HEAD.format(title="Feed error for query: http://rss.arxiv.org/rss/cs.QQ", description="Bad subject")
    (error,) = rejected_of(read, head + "</channel></rss>")
    assert "Bad subject" in error.problem.message


@pytest.mark.parametrize("day", ["", "soon", "Tue, 99 Mar 2024", "0001-01-01T00:00:00+23:59", "9" * 500])
def test_a_day_that_is_none_costs_the_day_only(day: str) -> None:
    text = RSS.replace("Tue, 05 Mar 2024 00:00:00 -0500", day).replace("Tue, 05 Mar 2024 05:00:02 +0000", day)
    assert [each.listed for each in records_of(read, text)] == [None] * 3


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (RSS, True),
        (ATOM, True),
        (RDF, True),
        (HEAD.format(title="cs.XY updates on arXiv.org", description=""), True),
        ("<rss version='2.0'><channel><item><link>http://arxiv.org/abs/2401.01234</link></item></channel></rss>", False),
        ("<feed><entry><id>http://arxiv.org/abs/2401.01234v1</id></entry></feed>", False),
    ],
)
def test_recognises(text: str, expected: bool) -> None:
    assert recognises(take_sample(text.encode())) is expected


def test_damage_and_hostile_input() -> None:
    check_loses_nothing(read, RSS, "item")
    check_hostile(read, recognises)


def test_rank_and_day_survive_damage() -> None:
    text = RSS.replace("<title>Trees of", "<title>Trees & <b> of")
    (bad,) = rejected_of(read, text)
    assert "Trees & <b> of" in bad.text
    kept = [each for each in read(text.encode(), "x") if isinstance(each, Record)]
    assert [(each.rank, each.listed) for each in kept] == [(2, PartialDate(2024, 3, 5)), (3, PartialDate(2024, 3, 5))]


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes(data: bytes) -> None:
    check_any(read, recognises, data)


@settings(deadline=None)
@given(damaged(RDF))
def test_any_damage_to_rdf(data: bytes) -> None:
    check_any(read, recognises, data)


@settings(deadline=None)
@given(damaged(RSS))
def test_any_damage(data: bytes) -> None:
    check_any(read, recognises, data)
