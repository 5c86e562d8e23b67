import json

from sitegen.ingest.readers.semantic_scholar import read, recognises
from sitegen.ingest.record import Publication, Record, Rejected
from sitegen.papers.dates import PartialDate
from sitegen.papers.paper import Author, Link
from tests.readers.json_trials import check_damage, check_hostile, check_sound, check_wrong_types, found, one, recognised, why

PAGE = "https://www.semanticscholar.org/paper/" + "a" * 40
PAPER: dict[str, object] = {
    "paperId": "a" * 40,
    "externalIds": {"ArXiv": "2101.00001", "DOI": "10.18653/V1/2021.acl-long.1", "PubMed": "123", "CorpusId": 5, "DBLP": "conf/x"},
    "url": PAGE,
    "title": "Widgets at Scale",
    "abstract": "We turn widgets.",
    "tldr": {"model": "tldr@v2.0.0", "text": "A machine's sentence."},
    "year": 2021,
    "publicationDate": "2021-08-01",
    "venue": "ACL",
    "publicationVenue": {"name": "Meeting on Widgets", "type": "conference"},
    "publicationTypes": ["JournalArticle", "Conference"],
    "journal": {"name": "J", "volume": "4", "pages": "\n          10-12\n        "},
    "openAccessPdf": {"url": "https://arxiv.org/pdf/2101.00001", "status": "GREEN"},
    "fieldsOfStudy": ["Computer Science"],
    "s2FieldsOfStudy": [{"category": "Computer Science", "source": "external"}, {"category": "Linguistics", "source": "s2-fos-model"}],
    "authors": [
        {"authorId": "1", "name": "Ada Dijk", "affiliations": ["Example University"], "externalIds": {"ORCID": "0000-0002-1825-0097"}},
        {"authorId": None, "name": "B. Li", "affiliations": None},
    ],
}


def test_a_paper_is_read() -> None:
    record = one(read, PAPER)
    check_sound(record)
    assert (record.title, record.abstract) == ("Widgets at Scale", "We turn widgets.")
    ada = Author("Ada Dijk", "0000-0002-1825-0097", affiliations=("Example University",), source_id="s2:1")
    assert record.authors == (ada, Author("B. Li"))
    assert record.published == PartialDate(2021, 8, 1)
    assert record.publication == Publication(kind="paper-conference", venue="Meeting on Widgets", volume="4", pages="10-12")
    assert record.ids == (("acl", "2021.acl-long.1"), ("arxiv", "2101.00001"), ("doi", "10.18653/v1/2021.acl-long.1"))
    assert record.categories == ("Computer Science", "Linguistics")
    assert record.links == (
        Link("pdf", "https://arxiv.org/pdf/2101.00001"),
        Link("paper", "https://pubmed.ncbi.nlm.nih.gov/123/"),
        Link("link", PAGE),
    )


def test_a_sentence_of_a_model_is_no_abstract() -> None:
    assert one(read, {**PAPER, "abstract": None}).abstract == ""


def test_every_field_may_be_null() -> None:
    record = one(read, {**dict.fromkeys(PAPER), "paperId": "b", "title": "Only a Title"})
    assert record == Record(provenance=record.provenance, title="Only a Title")
    assert one(read, {**PAPER, "publicationDate": None}).published == PartialDate(2021)


def test_answers_of_every_kind_are_read() -> None:
    answers: tuple[object, ...] = (
        {"total": 2, "offset": 0, "next": 2, "data": [PAPER, PAPER]},
        {"total": 2, "token": "x", "data": [PAPER, PAPER]},
        {"recommendedPapers": [PAPER, PAPER]},
        {"offset": 0, "data": [{"contexts": [], "citingPaper": PAPER}, {"contexts": [], "citedPaper": PAPER}]},
        [PAPER, PAPER],
        (json.dumps(PAPER) + "\n" + json.dumps(PAPER)).encode(),
    )
    for answer in answers:
        assert recognised(recognises, answer), answer
        assert sum(isinstance(piece, Record) for piece in found(read, answer)) == 2


def test_a_paper_that_the_batch_does_not_know_is_told() -> None:
    for batch in ([PAPER, None, PAPER], [None, PAPER, PAPER]):
        assert recognised(recognises, batch)
        pieces = found(read, batch)
        assert sum(isinstance(piece, Rejected) for piece in pieces) == 1
        assert len(pieces) == 3


def test_what_is_no_paper_is_rejected_with_the_reason() -> None:
    assert "the list of papers is empty" in why(read, {"total": 0, "offset": 0, "data": []})
    assert recognised(recognises, {"total": 0, "offset": 0})
    assert "Paper with id x not found" in why(read, {"error": "Paper with id x not found"})
    assert "has no title" in why(read, {"paperId": "a", "title": None})


def test_other_formats_are_not_claimed() -> None:
    for value in (
        {"title": "T", "id": "1"},
        {"data": [{"title": "T"}]},
        {"total": 1, "items": []},
        {"key": "A", "data": {"itemType": "book"}},
    ):
        assert not recognised(recognises, value), value


def test_hostile_input_is_survived() -> None:
    check_hostile(read, recognises)
    check_wrong_types(read, PAPER, "title")
    check_damage(read, recognises, json.dumps({"total": 2, "offset": 0, "data": [PAPER, PAPER]}).encode())
