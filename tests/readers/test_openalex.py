import json

from sitegen.ingest.readers.openalex import read, recognises
from sitegen.ingest.record import Publication, Record
from sitegen.papers.dates import PartialDate
from sitegen.papers.paper import Author, Link
from tests.readers.json_trials import check_damage, check_hostile, check_sound, check_wrong_types, found, one, recognised, why

PLACE: dict[str, object] = {
    "landing_page_url": "https://proceedings.example/w.html",
    "pdf_url": None,
    "source": {"display_name": "Conference on Widgets", "type": "conference", "host_organization_name": "Widget Society"},
}
WORK: dict[str, object] = {
    "id": "https://openalex.org/W1234567",
    "doi": "https://doi.org/10.5555/W.1",
    "title": "Widgets, <i>Revisited</i>",
    "display_name": "Widgets, Revisited",
    "publication_year": 2018,
    "publication_date": "2018-05-02",
    "ids": {
        "openalex": "https://openalex.org/W1234567",
        "doi": "https://doi.org/10.5555/w.1",
        "pmid": "https://pubmed.ncbi.nlm.nih.gov/12",
    },
    "language": "en",
    "type": "article",
    "primary_location": PLACE,
    "best_oa_location": {"landing_page_url": None, "pdf_url": "https://repository.example/w.pdf", "source": None},
    "locations": [PLACE, {"landing_page_url": "http://arxiv.org/abs/1805.00001v2", "pdf_url": None, "source": None}],
    "authorships": [
        {
            "author": {
                "id": "https://openalex.org/A5023888391",
                "display_name": "Ada van Dijk",
                "orcid": "https://orcid.org/0000-0002-1825-0097",
            },
            "institutions": [{"display_name": "Example University"}],
            "raw_author_name": "A. van Dijk",
        },
        {
            "author": {"display_name": None, "orcid": None},
            "institutions": [],
            "raw_author_name": "Li, Bo",
            "raw_affiliation_strings": ["Lab"],
        },
    ],
    "biblio": {"volume": "31", "issue": None, "first_page": "5", "last_page": "9"},
    "is_retracted": False,
    "is_paratext": False,
    "primary_topic": {"display_name": "Mechanics"},
    "topics": [{"display_name": "Mechanics"}, {"display_name": "Gears"}],
    "keywords": [{"display_name": "Widget"}, {"keyword": "gear", "score": 0.5}],
    "abstract_inverted_index": {"widgets": [1, 4], "We": [0, 3], "turn.": [2], "oil.": [5]},
}


def test_a_work_is_read() -> None:
    record = one(read, WORK)
    check_sound(record)
    assert record.title == "Widgets, Revisited"
    assert record.abstract == "We widgets turn. We widgets oil."
    assert record.authors == (
        Author("Ada van Dijk", "0000-0002-1825-0097", affiliations=("Example University",), source_id="openalex:A5023888391"),
        Author("Bo Li", affiliations=("Lab",)),
    )
    assert record.published == PartialDate(2018, 5, 2)
    assert record.publication == Publication(
        kind="paper-conference", venue="Conference on Widgets", volume="31", pages="5-9", publisher="Widget Society"
    )
    assert record.ids == (("arxiv", "1805.00001"), ("doi", "10.5555/w.1"))
    assert record.links == (
        Link("paper", "https://proceedings.example/w.html"),
        Link("pdf", "https://repository.example/w.pdf"),
        Link("paper", "https://pubmed.ncbi.nlm.nih.gov/12"),
        Link("link", "https://openalex.org/W1234567"),
    )
    assert (record.categories, record.keywords, record.language) == (("Mechanics", "Gears"), ("Widget", "gear"), "en")


def test_lists_and_lines_are_read() -> None:
    answer = {"meta": {"count": 2, "page": 1}, "results": [WORK, WORK], "group_by": []}
    lines = (json.dumps(WORK) + "\n" + json.dumps(WORK)).encode()
    for value in (answer, [WORK, WORK], lines):
        assert recognised(recognises, value)
        assert sum(isinstance(piece, Record) for piece in found(read, value)) == 2


def test_the_first_of_january_is_the_year() -> None:
    assert one(read, {**WORK, "publication_date": "1999-01-01"}).published == PartialDate(1999)
    assert one(read, {**WORK, "publication_date": None, "publication_year": 1998}).published == PartialDate(1998)
    assert one(read, {**WORK, "publication_date": None, "publication_year": None}).published is None


def test_kinds() -> None:
    def kind(**fields: object) -> str:
        publication = one(read, {**WORK, **fields}).publication
        assert publication is not None
        return publication.kind

    journal = {**PLACE, "source": {"display_name": "J", "type": "journal"}}
    assert kind(primary_location=journal) == "article-journal"
    assert kind(primary_location={**PLACE, "source": {"display_name": "arXiv", "type": "repository"}}) == "article"
    assert kind(primary_location=None) == "article"
    assert kind(type="book-chapter", type_crossref="book-chapter") == "chapter"
    assert kind(type="dissertation") == "thesis"


def test_a_retracted_work_is_withdrawn() -> None:
    assert one(read, {**WORK, "is_retracted": True}).withdrawn


def test_what_is_no_paper_is_rejected_with_the_reason() -> None:
    author = {"id": "https://openalex.org/A5087171315", "display_name": "Ada van Dijk", "works_count": 3}
    assert "is an author" in why(read, author)
    assert recognised(recognises, author)
    assert recognised(recognises, {"meta": {"count": 0}, "results": []})
    assert "the list of works is empty" in why(read, {"meta": {"count": 0}, "results": []})
    assert "paratext" in why(read, {**WORK, "is_paratext": True})
    assert "has no title" in why(read, {**WORK, "title": None, "display_name": None})


def test_a_huge_place_in_the_index_costs_nothing() -> None:
    assert one(read, {**WORK, "abstract_inverted_index": {"end": [10**8], "begin": [0], "never": [10**40]}}).abstract == "begin end"


def test_other_formats_are_not_claimed() -> None:
    others: tuple[object, ...] = ({"id": "W1234567", "title": "T"}, {"results": [{"title": "T"}], "meta": {"count": 1}}, {"results": []})
    for value in others:
        assert not recognised(recognises, value), value


def test_hostile_input_is_survived() -> None:
    check_hostile(read, recognises)
    check_wrong_types(read, WORK, "title")
    check_damage(read, recognises, json.dumps([WORK, WORK]).encode())
