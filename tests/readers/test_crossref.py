from sitegen.ingest.readers.crossref import read, recognises
from sitegen.ingest.record import Publication, Record, Rejected
from sitegen.papers.dates import PartialDate
from sitegen.papers.paper import Author, Link
from tests.readers.json_trials import check_damage, check_hostile, check_sound, check_wrong_types, found, one, recognised, why

WORK: dict[str, object] = {
    "DOI": "10.5555/ABC.1",
    "type": "journal-article",
    "prefix": "10.5555",
    "member": "7",
    "title": ["On <i>Widgets</i> &amp; Gears"],
    "subtitle": ["A study"],
    "abstract": "<jats:title>Abstract</jats:title><jats:p>First.</jats:p><jats:p>Second with <jats:italic>n</jats:italic> &lt; 3.</jats:p>",
    "author": [
        {
            "given": "Ada",
            "family": "van Dijk",
            "suffix": "Jr.",
            "ORCID": "http://orcid.org/0000-0002-1825-0097",
            "affiliation": [{"name": "Example University"}],
        },
        {"name": "The Widget Consortium", "affiliation": []},
        {"family": "Mononym"},
    ],
    "editor": [{"given": "Ed", "family": "Itor"}],
    "container-title": ["Journal of Widgets"],
    "publisher": "Example Press",
    "volume": "12",
    "issue": "3",
    "page": "193\u2013202",
    "language": "en",
    "issued": {"date-parts": [[2021]]},
    "published-print": {"date-parts": [[2021, 6]]},
    "published-online": {"date-parts": [[2021, 5, 20]]},
    "created": {"date-parts": [[2021, 4, 1]]},
    "subject": ["Mechanics"],
    "link": [
        {"URL": "https://press.example/abc.pdf", "content-type": "application/pdf", "intended-application": "text-mining"},
        {"URL": "https://press.example/check.pdf", "content-type": "application/pdf", "intended-application": "similarity-checking"},
        {"URL": "https://api.press.example/abc", "content-type": "application/pdf", "intended-application": "text-mining"},
    ],
    "relation": {"has-preprint": [{"id-type": "doi", "id": "10.48550/arXiv.2101.00001", "asserted-by": "subject"}]},
}


def answer(*works: object) -> dict[str, object]:
    return {
        "status": "ok",
        "message-type": "work-list",
        "message-version": "1.0.0",
        "message": {"facets": {}, "total-results": 9, "items": list(works), "items-per-page": 20},
    }


def changed(**fields: object) -> Record:
    return one(read, {**WORK, **{name.replace("_", "-"): value for name, value in fields.items()}})


def test_a_work_is_read() -> None:
    record = one(read, {"status": "ok", "message-type": "work", "message-version": "1.0.0", "message": WORK})
    check_sound(record)
    assert record.title == "On Widgets & Gears: A study"
    assert record.abstract == "First.\n\nSecond with n < 3."
    assert record.authors == (
        Author("Ada van Dijk, Jr.", "0000-0002-1825-0097", "van Dijk", ("Example University",)),
        Author("The Widget Consortium"),
        Author("Mononym"),
    )
    assert record.editors == (Author("Ed Itor", family="Itor"),)
    assert record.published == PartialDate(2021, 5, 20)
    assert record.publication == Publication(
        kind="article-journal", venue="Journal of Widgets", volume="12", issue="3", pages="193-202", publisher="Example Press"
    )
    assert record.ids == (("arxiv", "2101.00001"), ("doi", "10.5555/abc.1"))
    assert record.links == (Link("pdf", "https://press.example/abc.pdf"),)
    assert (record.language, record.categories, record.withdrawn) == ("en", ("Mechanics",), False)


def test_lists_lines_dumps_and_bare_works_are_read() -> None:
    inputs = (answer(WORK, WORK), [WORK, WORK], {"items": [WORK, WORK]}, [answer(WORK), answer(WORK)])
    for value in inputs:
        assert recognised(recognises, value)
        records = found(read, value)
        assert [record.provenance.position for record in records if isinstance(record, Record)] == [1, 2]
    assert recognised(recognises, WORK)


def test_dates_may_be_null() -> None:
    nothing = {"date-parts": [[None]]}
    assert changed(issued=nothing, published_print=nothing, published_online=nothing).published is None
    assert changed(published_online={"date-parts": [[2021, None, None]]}, issued=nothing).published == PartialDate(2021, 6)
    posted = changed(type="posted-content", posted={"date-parts": [[2020, 2, 30]]}, issued=nothing)
    assert posted.published == PartialDate(2020, 2)
    assert posted.publication is not None
    assert posted.publication.kind == "article"


def test_a_subtitle_that_the_title_holds_is_not_repeated() -> None:
    assert changed(title=["Widgets: a study"], subtitle=["A Study"]).title == "Widgets: a study"
    assert changed(title=["Why widgets?"], subtitle=["Because"]).title == "Why widgets? Because"


def test_the_book_of_a_chapter_stands_behind_its_series() -> None:
    chapter = changed(type="book-chapter", container_title=["Lecture Notes in Widgets", "Widgets 2021"])
    assert chapter.publication is not None
    assert (chapter.publication.kind, chapter.publication.venue) == ("chapter", "Widgets 2021")


def test_a_thesis_is_published_by_its_university() -> None:
    thesis = changed(type="dissertation", institution=[{"name": "Example University"}], container_title=[]).publication
    assert thesis is not None
    assert (thesis.kind, thesis.publisher, thesis.venue) == ("thesis", "Example University", "")


def test_a_retracted_work_is_withdrawn_and_its_notice_is_not() -> None:
    assert changed(updated_by=[{"type": "retraction", "DOI": "10.5555/notice"}]).withdrawn
    assert not changed(updated_by=[{"type": "correction", "DOI": "10.5555/notice"}]).withdrawn
    assert changed(title=["RETRACTED: On Widgets"]).withdrawn
    assert not changed(title=["Retracted papers in physics"]).withdrawn
    notice = changed(title=["Retraction notice"], update_to=[{"type": "retraction", "DOI": "10.5555/abc.0"}], relation={})
    assert not notice.withdrawn
    assert Link("link", "https://doi.org/10.5555/abc.0") in notice.links


def test_what_is_no_paper_is_rejected_with_the_reason() -> None:
    assert "is a journal issue, not a paper" in why(read, {**WORK, "type": "journal-issue"})
    assert "is a component, not a paper" in why(read, {**WORK, "type": "component", "title": []})
    assert "has no title" in why(read, {**WORK, "title": []})
    assert "the list of works is empty" in why(read, answer())
    assert "the list of works is empty" in why(read, {"items": []})
    journal = {"status": "ok", "message-type": "journal", "message": {"title": "Journal of Widgets", "ISSN": ["1234-5678"]}}
    assert "an answer about a journal" in why(read, journal)
    assert "an answer about a member list" in why(read, {"status": "ok", "message-type": "member-list", "message": {"items": [{}]}})
    failed = {"status": "failed", "message-type": "validation-failure", "message": [{"type": "x", "message": "no such filter"}]}
    assert "no such filter" in why(read, failed)
    assert "Resource not found" in why(read, b"Resource not found.\n")
    assert recognised(recognises, journal)
    assert recognised(recognises, b"Resource not found.")


def test_one_bad_work_does_not_stop_the_others() -> None:
    pieces = found(read, answer(WORK, 7, {"DOI": "10.5555/x"}, WORK))
    assert [isinstance(piece, Record) for piece in pieces] == [True, False, False, True]
    assert isinstance(pieces[2], Rejected)
    assert '"10.5555/x"' in pieces[2].text


def test_other_formats_are_not_claimed() -> None:
    csl = {"id": "x", "type": "article-journal", "title": "T", "DOI": "10.5555/x", "issued": {"date-parts": [[2020]]}, "member": "7"}
    feed = {"items": [{"id": "1"}], "version": "https://jsonfeed.org/version/1"}
    others: tuple[object, ...] = (csl, [csl], {"title": ["T"]}, feed, {"results": []})
    for value in others:
        assert not recognised(recognises, value), value


def test_hostile_input_is_survived() -> None:
    check_hostile(read, recognises)
    check_wrong_types(read, WORK, "title")
    check_damage(read, recognises, str(answer(WORK, WORK)).replace("'", '"').encode())
