import json

from hypothesis import given
from hypothesis import strategies as st

from sitegen.ingest.readers.json_feed import read, recognises
from sitegen.ingest.record import Record, Rejected
from sitegen.ingest.sample import take_sample
from sitegen.papers.dates import PartialDate
from sitegen.papers.paper import Author, Link


def feed(*items: object, **fields: object) -> bytes:
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "Lab News", "items": items, **fields}).encode()


ITEM = {
    "id": "https://lab.example/1",
    "url": "https://lab.example/1",
    "title": "A Title",
    "content_html": "<p>One.</p><p>Two.</p>",
    "date_published": "2030-03-17T23:30:00-05:00",
    "date_modified": "2030-03-19T00:00:00Z",
    "authors": [{"name": "Ada Ex", "url": "https://orcid.org/0000-0002-1825-0097"}, {"url": "x"}],
    "tags": ["nlp", "nlp", "vision"],
    "attachments": [
        {"url": "https://lab.example/1.pdf", "mime_type": "application/pdf"},
        {"url": "https://a.b/c.mp3", "mime_type": "audio/mpeg"},
    ],
}


def daily(number: int, day: str) -> dict[str, object]:
    address = f"https://huggingface.co/papers/3002.{number:05}"
    return {"id": address, "url": address, "title": f"Paper {number}", "content_text": "Text.", "date_published": f"{day}T06:00:00Z"}


def test_an_item_is_read() -> None:
    data = feed(ITEM, language="en")
    assert recognises(take_sample(data))
    (record,) = read(data, "a.json")
    assert isinstance(record, Record)
    assert (record.title, record.abstract, record.feed) == ("A Title", "One.\n\nTwo.", "lab-news")
    assert record.authors == (Author("Ada Ex", orcid="0000-0002-1825-0097"),)
    assert (record.published, record.updated, record.listed) == (PartialDate(2030, 3, 17), PartialDate(2030, 3, 19), None)
    assert (record.categories, record.language) == (("nlp", "vision"), "en")
    assert record.links == (Link("paper", "https://lab.example/1"), Link("pdf", "https://lab.example/1.pdf"))


def test_version_1_has_one_author_and_texts_without_markup() -> None:
    item = {"id": "1", "title": "T", "content_text": "a < b\n\nc", "author": {"name": "Ada"}, "url": "https://arxiv.org/abs/3001.00001v2"}
    (record,) = read(feed(item, version="https://jsonfeed.org/version/1"), "a.json")
    assert isinstance(record, Record)
    assert (record.abstract, record.authors, record.ids, record.version) == ("a < b\n\nc", (Author("Ada"),), (("arxiv", "3001.00001"),), 2)
    assert record.links == ()


def test_dates_of_a_daily_feed_are_listings_where_arxiv_cannot_have_got_the_papers_on_one_day() -> None:
    found = list(read(feed(*(daily(number, "2030-02-20") for number in (4_000, 9_000, 5_000, 9_500))), "a.json"))
    assert [(item.listed, item.rank, item.published, item.feed) for item in found if isinstance(item, Record)] == [
        (PartialDate(2030, 2, 20), rank, None, "daily-papers") for rank in (1, 2, 3, 4)
    ]


def test_dates_of_a_daily_feed_are_the_papers_own_where_nothing_says_otherwise() -> None:
    found = list(
        read(feed(daily(4_000, "2030-02-20"), daily(4_100, "2030-02-20"), daily(9_100, "2030-02-21"), daily(90, "2030-02-21")), "a.json")
    )
    assert [(item.listed, item.rank) for item in found if isinstance(item, Record)] == [(None, 0)] * 4
    assert isinstance(found[0], Record)
    assert found[0].published == PartialDate(2030, 2, 20)


def test_a_summary_that_a_model_made_is_no_abstract() -> None:
    item = daily(1, "2030-02-20") | {
        "content_text": "Made up.  \t\t\t\t\tAI-generated summary \t\t\t\t The abstract on AI-generated summary."
    }
    (record,) = read(feed(item), "a.json")
    assert isinstance(record, Record)
    assert record.abstract == "The abstract on AI-generated summary."


def test_an_item_without_title_is_rejected_whole() -> None:
    first, second = read(feed({"id": "1", "content_text": "Only words."}, ITEM), "a.json")
    assert isinstance(first, Rejected)
    assert "Only words." in first.text
    assert isinstance(second, Record)


def test_an_empty_feed_and_another_object_are_said() -> None:
    for data in (feed(), b'{"version": "https://jsonfeed.org/version/1"}', b"", b"[1]"):
        found = list(read(data, "a.json"))
        assert found
        assert all(isinstance(item, Rejected) for item in found)


@given(st.binary(), st.integers(0, 700), st.integers(0, 700))
def test_damaged_bytes_are_survived(noise: bytes, start: int, end: int) -> None:
    whole = feed(ITEM, ITEM)
    for data in (noise, whole[:start] + noise + whole[end:]):
        recognises(take_sample(data))
        assert list(read(data, "a.json"))


@given(st.dictionaries(st.sampled_from(sorted(ITEM)), st.none() | st.integers() | st.text() | st.lists(st.text())))
def test_any_value_in_any_field_is_survived(fields: dict[str, object]) -> None:
    assert len(list(read(feed({**ITEM, **fields}), "a.json"))) == 1
