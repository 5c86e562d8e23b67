import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen.ingest.readers.pubmed import read, recognises
from sitegen.ingest.sample import take_sample
from sitegen.papers.dates import PartialDate
from sitegen.papers.paper import Author, Link
from sitegen.papers.publication import Publication
from tests.readers.xml_trials import check_any, check_hostile, check_loses_nothing, damaged, records_of, rejected_of

HEAD = """<?xml version="1.0" ?>
<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle, 1st January 2025//EN" "https://dtd.invalid/pubmed_250101.dtd">
<PubmedArticleSet>
"""
FULL = """<PubmedArticle><MedlineCitation Status="MEDLINE" Owner="NLM"><PMID Version="1">12345678</PMID>
<Article PubModel="Print-Electronic"><Journal><ISSN IssnType="Print">0000-0000</ISSN><JournalIssue CitedMedium="Print"><Volume>12</Volume>
<Issue>3</Issue><PubDate><Year>2023</Year><Month>Mar</Month><Day>5</Day></PubDate></JournalIssue><Title>Journal of cells</Title>
<ISOAbbreviation>J Cell</ISOAbbreviation></Journal><ArticleTitle>Effects of H<sub>2</sub>O on <i>E. coli</i>.</ArticleTitle>
<Pagination><MedlinePgn>1215-29</MedlinePgn></Pagination><ELocationID EIdType="doi" ValidYN="N">10.1000/wrong</ELocationID>
<ELocationID EIdType="doi" ValidYN="Y">10.1000/Right</ELocationID>
<Abstract><AbstractText Label="BACKGROUND" NlmCategory="BACKGROUND">Cells are <b>wet</b>.</AbstractText>
<AbstractText Label="UNLABELLED">We wet them.</AbstractText><AbstractText>They grew (p&lt;0.05).</AbstractText>
<CopyrightInformation>(c) Nobody</CopyrightInformation></Abstract>
<AuthorList CompleteYN="Y"><Author ValidYN="Y"><LastName>van der Doe</LastName><ForeName>Jane Q</ForeName><Initials>JQ</Initials>
<Suffix>Jr</Suffix>
<Identifier Source="ORCID">https://orcid.org/0000-0002-1825-0097</Identifier>
<AffiliationInfo><Affiliation>Dept. of Cells, Univ. X. jane@example.org.</Affiliation></AffiliationInfo>
<AffiliationInfo><Affiliation>Lab Y. Electronic address: doe@example.com.</Affiliation></AffiliationInfo></Author>
<Author ValidYN="N"><LastName>Deo</LastName><ForeName>Jane</ForeName></Author><Author><LastName>Roe</LastName><Initials>J</Initials>
</Author>
<Author><CollectiveName>Cell Study Group</CollectiveName></Author></AuthorList>
<Language>eng</Language><PublicationTypeList><PublicationType UI="D016428">Journal Article</PublicationType>
<PublicationType UI="D016441">Retracted Publication</PublicationType></PublicationTypeList>
<ArticleDate DateType="Electronic"><Year>2022</Year><Month>12</Month><Day>07</Day></ArticleDate></Article>
<MeshHeadingList><MeshHeading><DescriptorName UI="D1" MajorTopicYN="N">Escherichia coli</DescriptorName>
<QualifierName>growth</QualifierName></MeshHeading>
</MeshHeadingList><KeywordList Owner="NOTNLM"><Keyword MajorTopicYN="N">water</Keyword><Keyword>Escherichia coli</Keyword></KeywordList>
</MedlineCitation>
<PubmedData><ArticleIdList><ArticleId IdType="pubmed">12345678</ArticleId><ArticleId IdType="pmc">PMC7654321</ArticleId></ArticleIdList>
<ReferenceList><Reference><ArticleIdList><ArticleId IdType="doi">10.1000/reference</ArticleId></ArticleIdList></Reference></ReferenceList>
</PubmedData>
</PubmedArticle>"""
SMALL = """<PubmedArticle><MedlineCitation><PMID>2</PMID><Article><Journal><JournalIssue><PubDate>{date}</PubDate></JournalIssue>
<Title>J</Title></Journal>
<ArticleTitle>{title}</ArticleTitle><VernacularTitle>{vernacular}</VernacularTitle>
<Language>{language}</Language>{more}</Article>{rest}</MedlineCitation></PubmedArticle>"""
BOOK = """<PubmedBookArticle><BookDocument><PMID Version="1">3</PMID><ArticleIdList><ArticleId IdType="bookaccession">NBK1</ArticleId>
</ArticleIdList>
<Book><Publisher><PublisherName>Press</PublisherName><PublisherLocation>Town (XX)</PublisherLocation></Publisher>
<BookTitle book="b">The Book of Genes</BookTitle>
<PubDate><Year>1993</Year></PubDate><AuthorList Type="editors"><Author><LastName>Itor</LastName><ForeName>Ed</ForeName></Author>
</AuthorList></Book>
<ArticleTitle book="b" part="p">One Gene</ArticleTitle><Language>eng</Language><AuthorList Type="authors"><Author><LastName>Doe</LastName>
<ForeName>Jane</ForeName></Author>
</AuthorList><Abstract><AbstractText>A gene.</AbstractText></Abstract><ContributionDate><Year>2001</Year><Month>2</Month><Day>3</Day>
</ContributionDate></BookDocument>
<PubmedBookData/></PubmedBookArticle>"""


def small(
    title: str = "T.", *, vernacular: str = "", date: str = "<Year>2020</Year>", language: str = "eng", more: str = "", rest: str = ""
) -> str:
    return SMALL.format(title=title, vernacular=vernacular, date=date, language=language, more=more, rest=rest)


SET = f"{HEAD}{FULL}\n{small('Another one.')}\n{BOOK}\n</PubmedArticleSet>"


def test_an_article_with_everything() -> None:
    record = records_of(read, SET)[0]
    assert record.title == "Effects of H₂O on E. coli"
    assert record.abstract == "BACKGROUND: Cells are wet.\n\nWe wet them.\n\nThey grew (p<0.05)."
    assert record.authors == (
        Author(
            "Jane Q van der Doe, Jr", orcid="0000-0002-1825-0097", family="van der Doe", affiliations=("Dept. of Cells, Univ. X", "Lab Y")
        ),
        Author("J Roe", family="Roe"),
        Author("Cell Study Group"),
    )
    assert record.published == PartialDate(2022, 12, 7)
    assert record.withdrawn
    assert record.publication == Publication(kind="article-journal", venue="Journal of cells", volume="12", issue="3", pages="1215-1229")
    assert record.language == "en"
    assert record.keywords == ("water", "Escherichia coli")
    assert record.ids == (("doi", "10.1000/right"),)
    assert record.links == (
        Link("paper", "https://pubmed.ncbi.nlm.nih.gov/12345678/"),
        Link("paper", "https://pmc.ncbi.nlm.nih.gov/articles/PMC7654321/"),
    )


@pytest.mark.parametrize(
    ("title", "vernacular", "expected"),
    [
        ("[The cell.]", "Die Zelle.", "The cell"),
        ("[The cell (author's transl)].", "", "The cell"),
        ("[Not Available].", "Die Zelle.", "Die Zelle"),
        ("[18F]FDG and [11C]methionine.", "", "[18F]FDG and [11C]methionine"),
        ("Is it so?", "", "Is it so?"),
        ("And so on...", "", "And so on..."),
        ("", "Die Zelle", "Die Zelle"),
    ],
)
def test_titles(title: str, vernacular: str, expected: str) -> None:
    (record,) = records_of(read, small(title, vernacular=vernacular, language="ger"))
    assert (record.title, record.language) == (expected, "de")


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("<Year>2020</Year><Month>03</Month><Day>05</Day>", PartialDate(2020, 3, 5)),
        ("<Year>2020</Year><Month>Mar</Month>", PartialDate(2020, 3)),
        ("<Year>1994</Year><Season>Sep-Dec</Season>", PartialDate(1994, 9)),
        ("<Year>2020</Year><Season>Spring</Season>", PartialDate(2020)),
        ("<MedlineDate>1998 Dec-1999 Jan</MedlineDate>", PartialDate(1998, 12)),
        ("<MedlineDate>2000-2001</MedlineDate>", PartialDate(2000)),
        ("<MedlineDate>unknown</MedlineDate>", None),
        ("<Year>2020</Year><Month>13</Month><Day>99</Day>", PartialDate(2020)),
        ("", None),
    ],
)
def test_dates(date: str, expected: PartialDate | None) -> None:
    (record,) = records_of(read, small(date=date))
    assert record.published == expected


def test_the_earlier_of_two_dates_counts() -> None:
    online = '<ArticleDate DateType="Electronic"><Year>2021</Year><Month>02</Month><Day>01</Day></ArticleDate>'
    (record,) = records_of(read, small(date="<Year>2020</Year><Month>Nov</Month>", more=online))
    assert record.published == PartialDate(2020, 11)
    (record,) = records_of(read, small(date="<Year>2021</Year>", more=online))
    assert record.published == PartialDate(2021, 2, 1)


def test_retractions() -> None:
    retracted = '<CommentsCorrectionsList><CommentsCorrections RefType="RetractionIn"/></CommentsCorrectionsList>'
    notice = "<PublicationTypeList><PublicationType UI='D016440'>Retraction of Publication</PublicationType></PublicationTypeList>"
    assert records_of(read, small(rest=retracted))[0].withdrawn
    assert records_of(read, small("RETRACTED: A thing."))[0].withdrawn
    assert not records_of(read, small("Retraction: A thing.", more=notice))[0].withdrawn


def test_other_abstracts_preprints_and_several_languages() -> None:
    others = """<OtherAbstract Type="Publisher" Language="spa"><AbstractText>Hola.</AbstractText></OtherAbstract>
      <OtherAbstract Type="plain-language-summary" Language="eng"><AbstractText>Hello.</AbstractText></OtherAbstract>"""
    preprint = """<Language>fre</Language><ELocationID EIdType="pii" ValidYN="Y">arXiv:2401.00001v2</ELocationID>
      <PublicationTypeList><PublicationType>Preprint</PublicationType></PublicationTypeList>"""
    (record,) = records_of(read, small(more=preprint, rest=others))
    assert record.abstract == "Hello."
    assert record.ids == (("arxiv", "2401.00001"),)
    assert record.publication == Publication(kind="article", venue="J")
    assert record.language == ""


@pytest.mark.parametrize(
    ("pagination", "expected"),
    [
        ("<MedlinePgn>1215-29</MedlinePgn>", "1215-1229"),
        ("<MedlinePgn>S12-5</MedlinePgn>", "S12-S15"),
        ("<MedlinePgn>e123</MedlinePgn>", "e123"),
        ("<StartPage>10</StartPage><EndPage>12</EndPage>", "10-12"),
        ("<MedlinePgn>10-2, 15</MedlinePgn>", "10-12"),
        ("<MedlinePgn/>", ""),
    ],
)
def test_pages(pagination: str, expected: str) -> None:
    (record,) = records_of(read, small(more=f"<Pagination>{pagination}</Pagination>"))
    assert record.publication is not None
    assert record.publication.pages == expected


def test_chapters_and_books() -> None:
    record = records_of(read, SET)[2]
    assert (record.title, record.abstract) == ("One Gene", "A gene.")
    assert record.publication == Publication(kind="chapter", venue="The Book of Genes", publisher="Press", place="Town (XX)")
    assert (record.authors, record.editors) == ((Author("Jane Doe", family="Doe"),), (Author("Ed Itor", family="Itor"),))
    assert record.published == PartialDate(2001, 2, 3)
    start, end = BOOK.index("<ArticleTitle"), BOOK.index("</ArticleTitle>") + 15
    (book,) = records_of(read, BOOK[:start] + BOOK[end:])
    assert book.title == "The Book of Genes"
    assert book.publication == Publication(kind="book", publisher="Press", place="Town (XX)")


def test_errors_deletions_and_empty_sets_are_told() -> None:
    (error,) = rejected_of(read, "<eFetchResult><ERROR>Empty id list</ERROR></eFetchResult>")
    assert error.problem.message == "PubMed answered with an error: Empty id list"
    (deleted,) = rejected_of(read, f"{HEAD}{FULL}<DeleteCitation><PMID>1</PMID><PMID>2</PMID></DeleteCitation></PubmedArticleSet>")
    assert (deleted.problem.message, deleted.problem.severity) == ("PubMed deleted 2 records", "warning")
    (empty,) = rejected_of(read, f"{HEAD}</PubmedArticleSet>")
    assert "holds no article" in empty.problem.message
    (bad,) = rejected_of(read, small(""))
    assert bad.problem.message == "the article 2 has no title"


def test_records_alone() -> None:
    citation = FULL[FULL.index("<MedlineCitation") : FULL.index("</MedlineCitation>") + 18]
    assert [each.title for each in records_of(read, f"{FULL}\n{citation}\n{BOOK}")] == ["Effects of H₂O on E. coli"] * 2 + ["One Gene"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (SET, True),
        (FULL, True),
        (BOOK, True),
        ("<eFetchResult><ERROR/></eFetchResult>", True),
        ("<eSearchResult/>", False),
        ("<article/>", False),
    ],
)
def test_recognises(text: str, expected: bool) -> None:
    assert recognises(take_sample(text.encode())) is expected


def test_damage_and_hostile_input() -> None:
    check_loses_nothing(read, SET, "PubmedArticle")
    check_hostile(read, recognises)


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes(data: bytes) -> None:
    check_any(read, recognises, data)


@settings(deadline=None)
@given(damaged(SET))
def test_any_damage(data: bytes) -> None:
    check_any(read, recognises, data)
