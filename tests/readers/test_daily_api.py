import json
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.ingest.readers.daily_api import READER, read, recognises
from sitegen.ingest.record import Record, Rejected
from sitegen.ingest.sample import take_sample
from sitegen.papers.dates import PartialDate
from sitegen.papers.paper import Author, Link

DAY = PartialDate(2030, 6, 12)


def paper(**fields: object) -> dict[str, object]:
    return {
        "id": "3006.00467",
        "title": "A Title\n  on Two Lines",
        "summary": "First line\nof the abstract.",
        "authors": [{"_id": "1", "name": "Ada Ex", "hidden": False}, {"_id": "2", "name": "Bo Why", "hidden": True}],
        "publishedAt": "2030-05-30T00:00:00.000Z",
        "submittedOnDailyAt": "2030-06-12T00:00:00.000Z",
        "upvotes": 7,
        "discussionId": "x",
        **fields,
    }


def listing(**fields: object) -> dict[str, object]:
    return {"paper": paper(**fields), "publishedAt": "2030-05-29T20:00:00.000Z", "title": "A Title", "summary": "…", "numComments": 2}


def without(value: dict[str, object], *keys: str) -> dict[str, object]:
    return {key: item for key, item in value.items() if key not in keys}


def read_all(value: object) -> list[Record | Rejected]:
    return list(read(json.dumps(value).encode(), "a.json"))


def records(items: Iterable[Record | Rejected]) -> list[Record]:
    return [item for item in items if isinstance(item, Record)]


def test_a_listing_is_read() -> None:
    fields = {"githubRepo": "https://github.com/a/b", "githubStars": 5, "projectPage": "https://a.b/", "ai_keywords": ["one", "two"]}
    (record,) = records(read_all([listing(**fields)]))
    assert record.provenance.reader == READER
    assert (record.title, record.abstract) == ("A Title on Two Lines", "First line of the abstract.")
    assert record.authors == (Author("Ada Ex"), Author("Bo Why", hidden=True))
    assert (record.published, record.listed, record.feed, record.rank) == (PartialDate(2030, 5, 30), DAY, "daily-papers", 1)
    assert (record.comments, record.upvotes, record.stars) == (2, 7, 5)
    assert record.links == (Link("code", "https://github.com/a/b"), Link("project", "https://a.b/"))
    assert record.keywords == ("one", "two")
    assert record.ids == (("arxiv", "3006.00467"),)


def test_an_account_tells_who_an_author_is_where_it_was_verified() -> None:
    user = {"_id": "3", "user": "ada-ex", "fullname": "Ada", "name": "ada-ex"}
    states = ("claimed_verified", "claimed", None)
    authors = [{"_id": str(n), "name": f"Ada {n}", "user": user, "status": state} for n, state in enumerate(states)]
    record = records(read_all([listing(authors=authors)]))[0]
    assert [author.source_id for author in record.authors] == ["hf:ada-ex", "", ""]


def test_ranks_are_counted_for_each_day() -> None:
    days = ["2030-06-12T00:00:00.000Z", "2030-06-13T00:00:00.000Z", "2030-06-12T09:00:00.000Z"]
    found = records(read_all([listing(submittedOnDailyAt=day) for day in days]))
    assert [(record.listed and record.listed.day, record.rank) for record in found] == [(12, 1), (13, 1), (12, 2)]


def test_the_older_shape_tells_the_listing_beside_the_paper() -> None:
    older = {"paper": without(paper(), "submittedOnDailyAt"), "publishedAt": "2030-06-11T00:57:09.392Z"}
    (record,) = records(read_all([older]))
    assert record.listed == PartialDate(2030, 6, 11)
    assert record.published == PartialDate(2030, 5, 30)


@pytest.mark.parametrize("top", ["2030-05-29T20:00:00.000Z", "2030-05-30T00:00:00.000Z", "2030", "soon", None])
def test_a_day_that_is_not_certain_is_none(top: object) -> None:
    (record,) = records(read_all([{"paper": without(paper(), "submittedOnDailyAt"), "publishedAt": top}]))
    assert (record.listed, record.rank) == (None, 0)


def test_an_object_around_the_list_may_tell_the_day() -> None:
    around = {"date": "2030-06-10", "dailyPapers": [{"paper": without(paper(), "submittedOnDailyAt")}]}
    assert recognises(take_sample(json.dumps(around).encode()))
    (record,) = records(read_all(around))
    assert (record.listed, record.rank) == (PartialDate(2030, 6, 10), 1)


def test_a_bare_paper_has_a_day_and_no_rank() -> None:
    for value in (paper(), [paper()]):
        assert recognises(take_sample(json.dumps(value).encode()))
        (record,) = records(read_all(value))
        assert (record.listed, record.rank) == (DAY, 0)


def test_one_record_a_line_is_read_past_a_broken_line() -> None:
    data = (json.dumps(listing()) + "\n{broken\n" + json.dumps(listing(id="3006.00468"))).encode()
    assert recognises(take_sample(data))
    first, broken, second = read(data, "a.jsonl")
    assert isinstance(first, Record)
    assert isinstance(second, Record)
    assert (first.rank, second.rank, second.provenance.line) == (1, 2, 3)
    assert isinstance(broken, Rejected)
    assert (broken.problem.line, broken.text.strip()) == (2, "{broken")


def test_a_file_that_breaks_off_gives_what_stands_before() -> None:
    whole = json.dumps([listing(), listing(id="3006.00468")])
    first, broken = read(whole[:-40].encode(), "a.json")
    assert isinstance(first, Record)
    assert isinstance(broken, Rejected)
    assert "3006.00468" in broken.text
    assert "not JSON" in broken.problem.message


def test_wrong_types_cost_their_field_only() -> None:
    wrong = listing(summary=[1], authors="nobody", upvotes="many", githubRepo=5, projectPage={"a": 1}, publishedAt=3, ai_keywords={"a": 1})
    (record,) = records(read_all([wrong]))
    assert (record.title, record.authors, record.upvotes, record.links) == ("A Title on Two Lines", (), None, ())


def test_a_record_without_title_is_rejected_whole() -> None:
    bare, number, good = read_all([{"paper": without(paper(), "title")}, 5, listing()])
    assert isinstance(bare, Rejected)
    assert json.loads(bare.text)["paper"]["id"] == "3006.00467"
    assert isinstance(number, Rejected)
    assert isinstance(good, Record)


def test_an_identifier_that_is_not_of_arxiv_becomes_a_link() -> None:
    (record,) = records(read_all([listing(id="some-paper")]))
    assert (record.ids, record.links) == ((), (Link("paper", "https://huggingface.co/papers/some-paper"),))


def test_links_are_checked_and_completed() -> None:
    record, hostile = records(
        read_all([listing(githubRepo="a/b", projectPage="lab.example/x"), listing(githubRepo="", projectPage="javascript://x")])
    )
    assert record.links == (Link("code", "https://github.com/a/b"), Link("project", "https://lab.example/x"))
    assert hostile.links == ()


@pytest.mark.parametrize(
    "data", [b"", b"[]", b"{}", b'{"papers": []}', b"null", b"\0\0\0", b"\xff\xfe", b"not json", b"[" * 100_000, b'{"a":' * 100_000]
)
def test_an_input_without_a_record_is_rejected_with_a_reason(data: bytes) -> None:
    found = list(read(data, "a.json"))
    assert found
    assert all(isinstance(item, Rejected) and item.problem.message for item in found)


def test_huge_numbers_and_half_characters_are_survived() -> None:
    data = b'[{"paper": {"id": "3006.1\\ud800", "title": "t\\udfff", "upvotes": ' + b"9" * 10_000 + b', "githubStars": NaN}}]'
    (record,) = records(read(data, "a.json"))
    assert (record.title, record.upvotes, record.stars) == ("t", None, None)


@pytest.mark.parametrize(
    "other",
    [
        {"id": "x", "title": "t", "type": "book"},
        {"paperId": "x", "title": "t", "authors": []},
        {"version": "https://jsonfeed.org/version/1", "items": [{"id": "1", "title": "t"}]},
        {"date": "2030-01-01", "papers": [{"title": "t", "url": "https://huggingface.co/papers/3001.00001", "upvotes": 1}]},
        {"message": {"items": [{"DOI": "10.1000/x", "title": ["t"]}]}},
    ],
)
def test_other_json_is_not_claimed(other: object) -> None:
    assert not recognises(take_sample(json.dumps(other).encode()))
    assert not recognises(take_sample(json.dumps([other]).encode()))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(), lambda inner: st.lists(inner, max_size=3), max_leaves=5
)


@given(st.dictionaries(st.sampled_from([*sorted(paper()), "githubRepo", "projectPage", "ai_keywords", "githubStars"]), JSON), JSON)
def test_any_value_in_any_field_is_survived(fields: dict[str, object], top: object) -> None:
    found = read_all([{**listing(**fields), "publishedAt": top, "numComments": top}, {"paper": fields}, fields])
    assert len(found) == 3


@given(st.binary(), st.integers(0, 600), st.integers(0, 600))
def test_damaged_bytes_are_survived(noise: bytes, start: int, end: int) -> None:
    whole = json.dumps([listing(), listing()]).encode()
    for data in (noise, whole[:start] + noise + whole[end:]):
        recognises(take_sample(data))
        assert list(read(data, "a.json"))
