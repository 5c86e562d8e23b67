import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen.ingest.readers.arxiv_oai import read, recognises
from sitegen.ingest.record import Record
from sitegen.ingest.sample import take_sample
from sitegen.papers.dates import PartialDate
from sitegen.papers.paper import Author
from sitegen.papers.publication import Publication
from tests.readers.xml_trials import check_any, check_hostile, check_loses_nothing, damaged, records_of, rejected_of

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<responseDate>2024-02-01T00:00:00Z</responseDate>
<request verb="ListRecords" metadataPrefix="arXiv" set="cs">http://export.arxiv.org/oai2</request>
"""
ARXIV = """<record>
<header><identifier>oai:arXiv.org:2401.00001</identifier><datestamp>2024-02-01</datestamp><setSpec>cs</setSpec></header>
<metadata>
<arXiv xmlns="http://arxiv.org/OAI/arXiv/">
 <id>2401.00001</id><created>2024-01-01</created><updated>2024-01-30</updated>
 <authors>
  <author><keyname>van der Doe</keyname><forenames>Jane</forenames><suffix>Jr.</suffix><affiliation>X</affiliation>
<affiliation>Y</affiliation></author>
  <author><keyname>Collaboration</keyname><forenames>John Roe for the Z</forenames></author>
  <author><keyname>Q Collaboration</keyname></author>
  <author><keyname> </keyname></author>
 </authors>
 <title>On Things
  and Stuff</title>
 <categories>cs.XY math.CO</categories><comments>Withdrawn by the authors</comments>
 <msc-class>05C05</msc-class><journal-ref>J. Things 7 (2024) 8</journal-ref><doi>10.1000/T</doi>
 <abstract>  We study things.
  And stuff,
for long.
</abstract></arXiv>
</metadata>
</record>"""
RAW = """<record>
<header><identifier>oai:arXiv.org:hep-th/9901001</identifier><datestamp>2005-01-01</datestamp></header>
<metadata>
<arXivRaw xmlns="http://arxiv.org/OAI/arXivRaw/">
 <id>hep-th/9901001</id><submitter>J. Roe</submitter>
 <version version="v1"><date>Fri, 1 Jan 1999 12:00:00 GMT</date><size>10kb</size></version>
 <version version="v3"><date>Mon, 1 Mar 1999 12:00:00 GMT</date><size>12kb</size></version>
 <version version="v2"><date>Mon, 1 Feb 1999 12:00:00 GMT</date><size>11kb</size></version>
 <title>Raw</title><authors>J. Roe (1), C. M\\"uller and K. Poe ((1) CERN)</authors>
 <categories>hep-th</categories><abstract>  Raw abstract.</abstract>
</arXivRaw>
</metadata>
</record>"""
DC = """<record>
<header><identifier>oai:arXiv.org:0705.0001</identifier><datestamp>2007-05-23</datestamp></header>
<metadata>
<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" xmlns:dc="http://purl.org/dc/elements/1.1/">
 <dc:title>Dublin</dc:title><dc:creator>Doe, Jane S</dc:creator><dc:creator>Q Collaboration</dc:creator>
 <dc:subject>Computer Science - Things</dc:subject>
 <dc:description>Comment: 9 pages, see https://github.com/example/dc</dc:description>
 <dc:description>  The abstract
goes on.</dc:description>
 <dc:date>2007-05-11</dc:date><dc:date>2007-05-16</dc:date><dc:type>text</dc:type><dc:language>eng</dc:language>
 <dc:identifier>http://arxiv.org/abs/0705.0001</dc:identifier><dc:identifier>Things 4(4): e100 (2008)</dc:identifier>
 <dc:identifier>doi:10.1000/DC.1</dc:identifier>
</oai_dc:dc>
</metadata>
</record>"""
DELETED = '<record><header status="deleted"><identifier>oai:arXiv.org:2401.00009</identifier></header></record>'
LIST = f"{HEAD}<ListRecords>\n{ARXIV}\n{RAW}\n{DC}\n</ListRecords>\n</OAI-PMH>"


def test_the_format_arxiv() -> None:
    record = records_of(read, LIST)[0]
    assert record.title == "On Things and Stuff"
    assert record.abstract == "We study things.\n\nAnd stuff, for long."
    assert record.authors == (
        Author("Jane van der Doe, Jr.", family="van der Doe", affiliations=("X", "Y")),
        Author("John Roe for the Z Collaboration"),
        Author("Q Collaboration"),
    )
    assert (record.published, record.updated, record.version) == (PartialDate(2024, 1, 1), PartialDate(2024, 1, 30), 0)
    assert record.categories == ("cs.XY", "math.CO")
    assert record.withdrawn
    assert record.publication == Publication(kind="article-journal", venue="J. Things", volume="7", pages="8")
    assert record.ids == (("arxiv", "2401.00001"), ("doi", "10.1000/t"))
    assert [link.url for link in record.links] == ["https://arxiv.org/abs/2401.00001", "https://arxiv.org/pdf/2401.00001"]
    assert record.provenance.line == 6


def test_a_created_that_is_too_late_is_the_date_of_the_latest_version() -> None:
    text = LIST.replace("<created>2024-01-01</created><updated>2024-01-30</updated>", "<created>2026-08-30</created>")
    record = records_of(read, text)[0]
    assert (record.published, record.updated) == (PartialDate(2024, 1), PartialDate(2026, 8, 30))


def test_the_format_arxivraw() -> None:
    record = records_of(read, LIST)[1]
    assert (record.published, record.updated, record.version) == (PartialDate(1999, 1, 1), PartialDate(1999, 3, 1), 3)
    assert record.authors == (Author("J. Roe", affiliations=("CERN",)), Author("C. Müller"), Author("K. Poe"))
    assert record.ids == (("arxiv", "hep-th/9901001"),)


def test_the_format_oai_dc() -> None:
    record = records_of(read, LIST)[2]
    assert (record.title, record.abstract) == ("Dublin", "The abstract goes on.")
    assert record.authors == (Author("Jane S Doe", family="Doe"), Author("Q Collaboration"))
    assert (record.published, record.updated) == (PartialDate(2007, 5, 11), PartialDate(2007, 5, 16))
    assert record.ids == (("arxiv", "0705.0001"), ("doi", "10.1000/dc.1"))
    assert record.publication == Publication(kind="article-journal", venue="Things", volume="4", issue="4", pages="e100")
    assert record.categories == ("Computer Science - Things",)
    assert record.language == "en"
    assert "https://github.com/example/dc" in [link.url for link in record.links]


def test_deleted_records_and_tokens_are_told() -> None:
    token = '<resumptionToken cursor="0" completeListSize="9">1234|1001</resumptionToken>'
    found = list(read(f"{HEAD}<ListRecords>{DELETED}{ARXIV}{token}</ListRecords></OAI-PMH>".encode(), "x"))
    assert [isinstance(each, Record) for each in found] == [False, True, False]
    first, last = found[0], found[2]
    assert not isinstance(first, Record)
    assert not isinstance(last, Record)
    assert first.problem.message == "arXiv deleted the record oai:arXiv.org:2401.00009"
    assert last.problem.hint == "ask for resumptionToken=1234|1001"
    assert {first.problem.severity, last.problem.severity} == {"warning"}
    assert rejected_of(read, f"{HEAD}<ListRecords>{ARXIV}<resumptionToken/></ListRecords></OAI-PMH>") == []


def test_errors_and_empty_answers_are_told() -> None:
    (none,) = rejected_of(read, f'{HEAD}<error code="noRecordsMatch">No records</error></OAI-PMH>')
    assert none.problem.message == "arXiv's OAI-PMH answered noRecordsMatch: No records"
    assert none.problem.severity == "warning"
    (bad,) = rejected_of(read, f'{HEAD}<error code="badArgument">no such set</error></OAI-PMH>')
    assert bad.problem.severity == "error"
    header = "<header><identifier>oai:arXiv.org:2401.00001</identifier></header>"
    (empty,) = rejected_of(read, f"{HEAD}<ListIdentifiers>{header}</ListIdentifiers></OAI-PMH>")
    assert "holds no record" in empty.problem.message


def test_parts_of_an_answer() -> None:
    whole = [each.title for each in records_of(read, LIST)]
    assert [each.title for each in records_of(read, f"{ARXIV}\n{RAW}\n{DC}")] == whole
    for record in (ARXIV, RAW, DC):
        metadata = record[record.index("<metadata>") + 10 : record.index("</metadata>")]
        (found,) = records_of(read, metadata)
        assert found.ids
        assert recognises(take_sample(metadata.encode()))
        assert recognises(take_sample(record.encode()))


@pytest.mark.parametrize(
    "change",
    [
        ("<title>On Things\n  and Stuff</title>", ""),
        ('<arXiv xmlns="http://arxiv.org/OAI/arXiv/">', "<strange>"),
    ],
)
def test_a_record_that_cannot_be_used_is_rejected_whole(change: tuple[str, str]) -> None:
    text = LIST.replace(*change).replace("</arXiv>", "</strange>" if "<strange>" in change else "</arXiv>")
    (bad,) = rejected_of(read, text)
    assert "2401.00001" in bad.text
    assert "10.1000/T" in bad.text


def test_wrong_values_cost_themselves() -> None:
    text = (
        LIST.replace("2024-01-01</created>", "once</created>")
        .replace('version="v3"', f'version="v{"9" * 5000}"')
        .replace("10.1000/T", "none")
    )
    first, second, _ = records_of(read, text)
    assert (first.published, first.ids) == (None, (("arxiv", "2401.00001"),))
    assert second.version == 2


def test_recognises() -> None:
    assert recognises(take_sample(LIST.encode()))
    assert recognises(take_sample(f"{HEAD}<error code='badVerb'/></OAI-PMH>".encode()))
    assert not recognises(take_sample(b"<OAI-PMH><request>https://zenodo.org/oai2d</request></OAI-PMH>"))
    assert not recognises(take_sample(b"<record><leader>00000</leader></record>"))


def test_damage_and_hostile_input() -> None:
    check_loses_nothing(read, LIST, "record")
    check_hostile(read, recognises)


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes(data: bytes) -> None:
    check_any(read, recognises, data)


@settings(deadline=None)
@given(damaged(LIST))
def test_any_damage(data: bytes) -> None:
    check_any(read, recognises, data)
