import json

from sitegen.ingest.readers.zotero_json import read, recognises
from sitegen.ingest.record import Publication, Record, Rejected
from sitegen.papers.dates import PartialDate
from sitegen.papers.paper import Author, Link
from tests.readers.json_trials import check_damage, check_hostile, check_sound, check_wrong_types, found, one, recognised, why

ITEM: dict[str, object] = {
    "key": "ABCD2345",
    "version": 1,
    "itemType": "conferencePaper",
    "title": "On <i>Widgets</i>",
    "creators": [
        {"creatorType": "author", "firstName": "Ada", "lastName": "van Dijk"},
        {"creatorType": "author", "name": "The Widget Consortium"},
        {"creatorType": "author", "firstName": "", "lastName": "Bo Li"},
        {"creatorType": "editor", "firstName": "Ed", "lastName": "Itor"},
        {"creatorType": "translator", "firstName": "Tran", "lastName": "Slator"},
    ],
    "abstractNote": "We turn <s> widgets.\n\nTwice.",
    "proceedingsTitle": "Proceedings of Widgets",
    "conferenceName": "Widgets 2021",
    "date": "May 3, 2021",
    "volume": "2",
    "pages": "10\u201312",
    "publisher": "Example Press",
    "place": "Delft",
    "language": "en-US",
    "DOI": "10.5555/W.1",
    "url": "https://doi.org/10.5555/w.1",
    "extra": "Citation Key: dijk2021\narXiv: 2101.00001 [cs.CL]\nPMID: 12",
    "tags": [{"tag": "widgets", "type": 1}, {"tag": "gears"}, "cogs"],
    "attachments": [{"title": "Full Text PDF", "mimeType": "application/pdf", "url": "https://press.example/w.pdf"}],
}
ENTRY: dict[str, object] = {
    "key": "ABCD2345",
    "version": 1,
    "library": {"type": "user"},
    "meta": {"parsedDate": "2020-05-00"},
    "data": ITEM,
}


def part(kind: str, **fields: object) -> dict[str, object]:
    return {"key": "P", "version": 1, "library": {}, "data": {"key": "P", "itemType": kind, "parentItem": "ABCD2345", **fields}}


def test_an_item_is_read() -> None:
    record = one(read, [ENTRY])
    check_sound(record)
    assert (record.title, record.abstract) == ("On Widgets", "We turn <s> widgets.\n\nTwice.")
    assert record.authors == (Author("Ada van Dijk", family="van Dijk"), Author("The Widget Consortium"), Author("Bo Li"))
    assert record.editors == (Author("Ed Itor", family="Itor"),)
    assert record.published == PartialDate(2021, 5, 3)
    assert record.publication == Publication(
        kind="paper-conference",
        venue="Proceedings of Widgets",
        volume="2",
        pages="10-12",
        publisher="Example Press",
        place="Delft",
    )
    assert record.ids == (("arxiv", "2101.00001"), ("doi", "10.5555/w.1"))
    assert record.keywords == ("widgets", "gears", "cogs")
    assert record.language == "en-US"
    assert record.links == (Link("paper", "https://pubmed.ncbi.nlm.nih.gov/12/"), Link("pdf", "https://press.example/w.pdf"))


def test_items_without_the_wrapper_are_read() -> None:
    for value in (ITEM, [ITEM], {"config": {"label": "Better BibTeX JSON"}, "items": [ITEM]}, ENTRY):
        assert recognised(recognises, value)
        assert one(read, value).title == "On Widgets"


def test_the_date_that_zotero_parsed_helps_where_its_own_does_not() -> None:
    assert one(read, {**ENTRY, "data": {**ITEM, "date": "undated"}}).published == PartialDate(2020, 5)
    assert one(read, {**ENTRY, "data": {**ITEM, "date": ""}, "meta": {}}).published is None


def test_parts_of_items_are_told_of_once() -> None:
    pieces = found(read, [part("attachment"), ENTRY, part("note", note="<p>n</p>"), part("attachment"), part("annotation")])
    assert isinstance(pieces[0], Record)
    assert isinstance(pieces[1], Rejected)
    assert len(pieces) == 2
    assert "1 annotation, 2 attachments, 1 note" in pieces[1].problem.message
    assert pieces[1].problem.severity == "warning"
    assert len(json.loads(pieces[1].text)) == 4


def test_what_lies_in_the_trash_is_left_out() -> None:
    assert "1 trashed item" in why(read, [part("book", title="T", deleted=1)])


def test_what_is_no_item_is_rejected_with_the_reason() -> None:
    assert "the list of items is empty" in why(read, {"items": []})
    assert "has no title" in why(read, {**ITEM, "title": ""})
    assert "is no item of Zotero" in why(read, [{"key": "A", "csljson": {}}])


def test_a_law_case_has_a_name_for_a_title() -> None:
    assert one(read, {"itemType": "case", "caseName": "Widget v. Gear", "dateDecided": "1999"}).published == PartialDate(1999)


def test_other_formats_are_not_claimed() -> None:
    for value in ({"title": "T"}, {"data": [{"paperId": "x"}]}, {"items": [{"title": "T"}]}, {"key": "A", "data": {"title": "T"}}):
        assert not recognised(recognises, value), value


def test_hostile_input_is_survived() -> None:
    check_hostile(read, recognises)
    check_wrong_types(read, ITEM, "title")
    check_damage(read, recognises, json.dumps([ENTRY, part("note"), ENTRY]).encode())
