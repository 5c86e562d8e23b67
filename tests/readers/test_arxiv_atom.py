import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen.ingest.readers.arxiv_atom import READER, read, recognises
from sitegen.ingest.sample import take_sample
from sitegen.papers.dates import PartialDate
from sitegen.papers.paper import Author, Link
from sitegen.papers.publication import Publication
from tests.readers.xml_trials import check_any, check_hostile, check_loses_nothing, damaged, records_of, rejected_of

ENTRIES = """<entry>
    <id>http://arxiv.org/abs/2401.01234v3</id>
    <title>A Study of $\\alpha$-Stable
  Sorting</title>
    <updated>2024-03-05T10:00:00Z</updated>
    <link href="https://arxiv.org/abs/2401.01234v3" rel="alternate" type="text/html"/>
    <link href="https://arxiv.org/pdf/2401.01234v3" rel="related" type="application/pdf" title="pdf"/>
    <summary>  We sort things with a &lt; b
and do it fast.
  A second paragraph says
how fast.
</summary>
    <category term="cs.DS" scheme="http://arxiv.org/schemas/atom"/>
    <category term="math.CO" scheme="http://arxiv.org/schemas/atom"/>
    <category term="68W40, 68P10" scheme="http://arxiv.org/schemas/atom"/>
    <category term="F.2.2; E.5" scheme="http://arxiv.org/schemas/atom"/>
    <published>2024-01-02T23:59:59Z</published>
    <arxiv:comment>12 pages. Code: https://github.com/example/sorting</arxiv:comment>
    <arxiv:primary_category term="math.CO"/>
    <arxiv:journal_ref>J. Sorting 12 (2024), no. 3, 45--67</arxiv:journal_ref>
    <arxiv:doi>10.1234/JS.5 10.1234/js.6</arxiv:doi>
    <author><name>Ada Example</name><arxiv:affiliation>Univ. of Somewhere</arxiv:affiliation></author>
    <author><name>The Sorting Collaboration</name></author>
    <author><name>:</name></author>
    <author><name>Ren\\'e de la Cruz</name></author>
  </entry>
  <entry>
    <id>http://arxiv.org/abs/hep-th/9901001v1</id>
    <title>Strings &amp; Things</title>
    <updated>1999-01-02T00:00:00Z</updated>
    <published>1999-01-02T00:00:00Z</published>
    <summary>This paper has been withdrawn by the author due to an error in eq. 3.</summary>
    <link title="doi" href="https://dx.doi.org/10.1000/ABC" rel="related"/>
    <arxiv:primary_category term="hep-th"/>
    <category term="hep-th"/>
    <author><name>John Doe, Jr.</name></author>
  </entry>"""
HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/">
  <link href="http://arxiv.org/api/query?search_query=all:x" rel="self" type="application/atom+xml"/>
  <title>arXiv Query: x</title>
  <id>http://arxiv.org/api/abc</id>
  <opensearch:totalResults>{total}</opensearch:totalResults>
  """
FEED = f"{HEAD.format(total=2)}{ENTRIES}\n</feed>"


def test_an_answer_of_the_api() -> None:
    first, second = records_of(read, FEED)
    assert first.title == "A Study of $\\alpha$-Stable Sorting"
    assert first.abstract == "We sort things with a < b and do it fast.\n\nA second paragraph says how fast."
    assert first.authors == (
        Author("Ada Example", affiliations=("Univ. of Somewhere",)), Author("The Sorting Collaboration"),
        Author("René de la Cruz", family="de la Cruz"),
    )  # fmt: skip
    assert (first.published, first.updated, first.version) == (PartialDate(2024, 1, 2), PartialDate(2024, 3, 5), 3)
    assert first.categories == ("math.CO", "cs.DS")
    assert first.publication == Publication(kind="article-journal", venue="J. Sorting", volume="12", issue="3", pages="45-67")
    assert first.ids == (("arxiv", "2401.01234"), ("doi", "10.1234/js.5"))
    assert first.links == (
        Link("paper", "https://arxiv.org/abs/2401.01234"),
        Link("pdf", "https://arxiv.org/pdf/2401.01234"),
        Link("paper", "https://doi.org/10.1234/js.6"),
        Link("code", "https://github.com/example/sorting"),
    )
    assert not first.withdrawn
    assert (first.provenance.reader, first.provenance.line, first.provenance.position) == (READER, 7, 1)
    assert second.title == "Strings & Things"
    assert second.withdrawn
    assert second.ids == (("arxiv", "hep-th/9901001"), ("doi", "10.1000/abc"))
    assert second.authors[0].name == "John Doe, Jr."


def test_entries_without_the_head_of_the_feed_are_the_same_records() -> None:
    bare, whole = records_of(read, ENTRIES), records_of(read, FEED)
    assert [(each.title, each.abstract, each.ids, each.links) for each in bare] == [
        (each.title, each.abstract, each.ids, each.links) for each in whole
    ]
    assert bare[1].provenance.line == ENTRIES[: ENTRIES.index("<entry>", 5)].count("\n") + 1


def test_an_error_is_told() -> None:
    entry = "<entry><id>http://arxiv.org/api/errors#bad_id</id><title>Error</title><summary>incorrect id format for 12</summary></entry>"
    (bad,) = rejected_of(read, f"{HEAD.format(total=1)}{entry}</feed>")
    assert bad.problem.message == "arXiv answered with an error: incorrect id format for 12"
    assert "bad_id" in bad.text


def test_an_answer_without_papers_is_told_from_one_that_should_have_some() -> None:
    (empty,) = rejected_of(read, HEAD.format(total=0) + "</feed>")
    assert (empty.problem.severity, "holds no paper" in empty.problem.message) == ("warning", True)
    (busy,) = rejected_of(read, HEAD.format(total=812) + "</feed>")
    assert busy.problem.message == "arXiv found 812 papers and sent none of them"


def test_an_entry_without_a_title_is_rejected_whole() -> None:
    broken = FEED.replace("<title>Strings &amp; Things</title>", "<title> </title>")
    (bad,) = rejected_of(read, broken)
    assert bad.problem.message == "the entry has no title"
    assert "hep-th/9901001" in bad.text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (FEED, True),
        (ENTRIES, True),
        (HEAD.format(total=0) + "</feed>", True),
        ("<feed xmlns='http://www.w3.org/2005/Atom'><entry><id>https://example.org/1</id></entry></feed>", False),
        ("<rss version='2.0'><channel><item><link>http://arxiv.org/abs/2401.01234</link></item></channel></rss>", False),
        (FEED.replace("<published>", "<arxiv:announce_type>new</arxiv:announce_type><published>"), False),
    ],
)
def test_recognises(text: str, expected: bool) -> None:
    assert recognises(take_sample(text.encode())) is expected


def test_damage_and_hostile_input() -> None:
    check_loses_nothing(read, FEED, "entry")
    check_hostile(read, recognises)


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes(data: bytes) -> None:
    check_any(read, recognises, data)


@settings(deadline=None)
@given(damaged(FEED))
def test_any_damage(data: bytes) -> None:
    check_any(read, recognises, data)
