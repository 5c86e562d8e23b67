import json

from hypothesis import given
from hypothesis import strategies as st

from sitegen.ingest.readers.daily_scraped import read, recognises
from sitegen.ingest.record import Record, Rejected
from sitegen.ingest.sample import take_sample
from sitegen.papers.dates import PartialDate
from sitegen.papers.paper import Author


def page(**fields: object) -> dict[str, object]:
    first = {
        "title": "A Title",
        "url": "https://huggingface.co/papers/3001.00368",
        "authors": ["Ada Ex"],
        "pdf_url": "https://arxiv.org/pdf/3001.00368.pdf",
        "abstract": "First line\nof the abstract.",
        "upvotes": 79,
        **fields,
    }
    return {"date": "2030-01-02", "papers": [first, {"title": "Second", "url": "https://huggingface.co/papers/3001.00369", "authors": []}]}


def test_a_scraped_page_is_read() -> None:
    data = json.dumps(page()).encode()
    assert recognises(take_sample(data))
    first, second = read(data, "a.json")
    assert isinstance(first, Record)
    assert isinstance(second, Record)
    assert (first.title, first.abstract, first.authors) == ("A Title", "First line of the abstract.", (Author("Ada Ex"),))
    assert (first.listed, first.rank, first.upvotes, first.feed) == (PartialDate(2030, 1, 2), 1, 79, "daily-papers")
    assert (first.ids, first.links, first.published) == ((("arxiv", "3001.00368"),), (), None)
    assert (second.rank, second.upvotes) == (2, None)


def test_several_days_are_ranked_apart() -> None:
    found = list(read(json.dumps([page(), {**page(), "date": "2030-01-03"}]).encode(), "a.json"))
    assert [(item.listed and item.listed.day, item.rank) for item in found if isinstance(item, Record)] == [(2, 1), (2, 2), (3, 1), (3, 2)]


def test_a_day_that_is_none_leaves_the_paper_unlisted() -> None:
    first, _ = read(json.dumps({**page(), "date": "some day"}).encode(), "a.json")
    assert isinstance(first, Record)
    assert (first.listed, first.rank) == (None, 0)


def test_a_paper_without_title_is_rejected_alone() -> None:
    first, second = read(json.dumps(page(title=None)).encode(), "a.json")
    assert isinstance(first, Rejected)
    assert "3001.00368" in first.text
    assert isinstance(second, Record)


def test_a_day_without_papers_is_said() -> None:
    (found,) = read(b'{"date": "2030-01-02", "papers": []}', "a.json")
    assert isinstance(found, Rejected)


@given(st.binary(), st.integers(0, 500), st.integers(0, 500))
def test_damaged_bytes_are_survived(noise: bytes, start: int, end: int) -> None:
    whole = json.dumps(page()).encode()
    for data in (noise, whole[:start] + noise + whole[end:]):
        recognises(take_sample(data))
        assert list(read(data, "a.json"))
