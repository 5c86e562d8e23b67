import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen.ingest.readers.acl_xml import read, recognises
from sitegen.ingest.record import Record
from sitegen.ingest.sample import take_sample
from sitegen.papers.dates import PartialDate
from sitegen.papers.paper import Author, Link
from sitegen.papers.publication import Publication
from tests.readers.xml_trials import check_any, check_hostile, check_loses_nothing, damaged, records_of, rejected_of

COLLECTION = """<?xml version='1.0' encoding='UTF-8'?>
<collection id="2024.xyz">
  <volume id="1" ingest-date="2024-06-01" type="proceedings">
    <meta>
      <booktitle>Proceedings of the First Workshop on <fixed-case>XYZ</fixed-case></booktitle>
      <editor><first>Edna</first><last>Itor</last></editor>
      <publisher>Some Press</publisher>
      <address>Somewhere, Earth</address>
      <month>June</month>
      <year>2024</year>
      <url hash="00000000">2024.xyz-1</url>
      <venue>xyz</venue>
    </meta>
    <frontmatter>
      <url hash="00000000">2024.xyz-1.0</url>
      <bibkey>xyz-2024-first</bibkey>
    </frontmatter>
    <paper id="1">
      <title><fixed-case>XYZ</fixed-case> in <tex-math>O(n^2)</tex-math>: A <i>Very</i> Short <b>Study</b></title>
      <author id="jane-doe" orcid="0000-0002-1825-0097"><first>Jane</first><last>van der Doe</last><affiliation>Univ. X</affiliation>
<variant script="hani"><first>珍</first><last>窦</last></variant></author>
      <author><first/><last>Mononym</last></author>
      <pages>1–8</pages>
      <abstract>We study <tex-math>\\alpha</tex-math> &lt; 1. See <url>https://github.com/example/xyz</url>.</abstract>
      <url hash="00000000">2024.xyz-1.1</url>
      <doi>10.18653/v1/2024.XYZ-1.1</doi>
      <language>por</language>
      <attachment type="software" hash="00000000">2024.xyz-1.1.software.zip</attachment>
      <revision id="1" href="2024.xyz-1.1v1" hash="00000000"/>
      <revision id="2" href="2024.xyz-1.1v2" hash="00000000" date="2024-07-02">Fixed a table.</revision>
      <erratum id="1" hash="00000000">2024.xyz-1.1e1</erratum>
      <video href="2024.xyz-1.1.mp4"/>
      <video href="https://vimeo.com/1" permission="false"/>
      <award>Best paper</award>
      <pwccode url="https://github.com/example/xyz" additional="false">example/xyz</pwccode>
      <pwcdataset>None</pwcdataset>
      <bibkey>doe-mononym-2024-xyz</bibkey>
    </paper>
    <paper id="2">
      <title>A Bad Idea</title>
      <author><first>Bob</first><last>Bad</last></author>
      <editor><first>Own</first><last>Editor</last></editor>
      <url>https://example.org/bad.pdf</url>
      <retracted date="2024-08-01">Wrong.</retracted>
    </paper>
  </volume>
  <event id="xyz-2024"><colocated><volume-id>2024.xyz-1</volume-id></colocated></event>
</collection>
"""
JOURNAL = """<collection id="J89"><volume id="1" type="journal"><meta>
<booktitle>Journal of Things, Volume 15, Number 1, March 1989</booktitle><year>1989</year><journal-volume>15</journal-volume>
<journal-issue>1</journal-issue></meta><paper id="1"><title>Short</title><pages>3</pages></paper></volume>
<volume id="2" type="journal"><meta><booktitle>X</booktitle><journal-title>Named Journal</journal-title><month>July-August</month>
<year>1989</year></meta><paper id="12"><title>Long</title></paper></volume></collection>"""


def test_a_paper_with_everything() -> None:
    found = list(read(COLLECTION.encode(), "2024.xyz.xml"))
    record = records_of(read, COLLECTION.replace("frontmatter", "other"))[0]
    assert len(found) == 3
    assert record.title == "XYZ in $O(n^2)$: A Very Short Study"
    assert record.abstract == "We study $\\alpha$ < 1. See https://github.com/example/xyz."
    assert record.authors == (
        Author("Jane van der Doe", orcid="0000-0002-1825-0097", family="van der Doe", affiliations=("Univ. X",), source_id="acl:jane-doe"),
        Author("Mononym"),
    )
    assert record.editors == (Author("Edna Itor", family="Itor"),)
    assert record.publication == Publication(
        kind="paper-conference",
        venue="Proceedings of the First Workshop on XYZ",
        pages="1-8",
        publisher="Some Press",
        place="Somewhere, Earth",
    )
    assert (record.published, record.updated, record.version) == (PartialDate(2024, 6), PartialDate(2024, 7, 2), 2)
    assert record.language == "pt"
    assert record.ids == (("acl", "2024.xyz-1.1"), ("doi", "10.18653/v1/2024.xyz-1.1"))
    assert record.links == (
        Link("paper", "https://aclanthology.org/2024.xyz-1.1/"),
        Link("pdf", "https://aclanthology.org/2024.xyz-1.1.pdf"),
        Link("video", "https://aclanthology.org/2024.xyz-1.1.mp4"),
        Link("code", "https://aclanthology.org/attachments/2024.xyz-1.1.software.zip"),
        Link("code", "https://github.com/example/xyz"),
        Link("link", "https://aclanthology.org/2024.xyz-1.1e1.pdf"),
    )
    assert not record.withdrawn
    assert record.provenance.line == 18


def test_a_retraction_and_own_editors() -> None:
    record = records_of(read, COLLECTION.replace("frontmatter", "other"))[1]
    assert record.withdrawn
    assert record.editors == (Author("Own Editor", family="Editor"),)
    assert Link("pdf", "https://example.org/bad.pdf") in record.links


def test_front_matter_is_no_paper() -> None:
    (front,) = rejected_of(read, COLLECTION)
    assert front.problem.message == "2024.xyz-1.0 is the front matter of a volume, not a paper"
    assert front.problem.severity == "warning"


def test_journals() -> None:
    first, second = records_of(read, JOURNAL)
    assert first.ids == (("acl", "J89-1001"),)
    assert first.publication == Publication(kind="article-journal", venue="Journal of Things", volume="15", issue="1", pages="3")
    assert first.published == PartialDate(1989, 3)
    assert second.ids == (("acl", "J89-2012"),)
    assert second.publication == Publication(kind="article-journal", venue="Named Journal")
    assert second.published == PartialDate(1989, 7)


@pytest.mark.parametrize(
    ("collection", "volume", "paper", "expected"),
    [
        ("P19", "1", "7", "P19-1007"),
        ("W18", "63", "10", "W18-6310"),
        ("W09", "1", "2", "W09-0102"),
        ("C69", "1", "3", "C69-0103"),
        ("D19", "1", "123", "D19-1123"),
        ("D19", "57", "2", "D19-5702"),
        ("D18", "5", "2", "D18-5002"),
        ("2020.acl", "main", "42", "2020.acl-main.42"),
        ("P19", "x", "7", ""),
        ("P19", "1", "99999", ""),
        ("p19", "1", "7", ""),
        ("2020.acl", "../x", "1", ""),
        ("", "1", "1", ""),
    ],
)
def test_identifiers_are_built_by_the_rules_of_the_anthology(collection: str, volume: str, paper: str, expected: str) -> None:
    text = f'<collection id="{collection}"><volume id="{volume}"><paper id="{paper}"><title>T</title></paper></volume></collection>'
    (record,) = records_of(read, text)
    assert record.ids == ((("acl", expected),) if expected else ())


def test_files_of_before_2019_and_papers_alone() -> None:
    old = """<volume id="P05"><paper id="1003"><title>Old</title><author><first>A</first><last>B</last></author>
<booktitle>Proceedings of Old</booktitle>
      <month>June</month><year>2005</year><pages>17-24</pages><volume>3</volume><publisher>P</publisher></paper></volume>"""
    (record,) = records_of(read, old)
    assert record.ids == (("acl", "P05-1003"),)
    assert record.published == PartialDate(2005, 6)
    assert record.publication == Publication(kind="paper-conference", venue="Proceedings of Old", volume="3", pages="17-24", publisher="P")
    assert recognises(take_sample(old.encode()))
    alone = '<paper id="3"><title>T</title><author><first>A</first><last>B</last></author><url hash="0">P19-1003</url></paper>'
    (record,) = records_of(read, alone)
    assert record.ids == (("acl", "P19-1003"),)
    assert recognises(take_sample(alone.encode()))


def test_a_volume_without_papers_and_a_paper_without_a_title_are_told() -> None:
    (empty,) = rejected_of(read, '<collection id="2024.x"><volume id="1"><meta><booktitle>B</booktitle></meta></volume></collection>')
    assert "holds no paper" in empty.problem.message
    (bad,) = rejected_of(read, JOURNAL.replace("<title>Long</title>", ""))
    assert bad.problem.message == "the paper J89-2012 has no title"


def test_what_a_volume_says_survives_damage_to_a_paper() -> None:
    text = COLLECTION.replace("<title><fixed-case>XYZ", "<title><fixed-cas>XYZ")
    (record,) = [each for each in read(text.encode(), "x") if isinstance(each, Record)]
    assert record.ids == (("acl", "2024.xyz-1.2"),)
    assert record.publication is not None
    assert record.publication.venue == "Proceedings of the First Workshop on XYZ"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (COLLECTION, True),
        (JOURNAL, True),
        ("<modsCollection><mods/></modsCollection>", False),
        ("<collection><record/></collection>", False),
        ("<volume>12</volume>", False),
    ],
)
def test_recognises(text: str, expected: bool) -> None:
    assert recognises(take_sample(text.encode())) is expected


def test_damage_and_hostile_input() -> None:
    check_loses_nothing(read, COLLECTION.replace("frontmatter", "other"), "paper")
    check_hostile(read, recognises)


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes(data: bytes) -> None:
    check_any(read, recognises, data)


@settings(deadline=None)
@given(damaged(COLLECTION))
def test_any_damage(data: bytes) -> None:
    check_any(read, recognises, data)
