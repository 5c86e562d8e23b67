"""Sources: what may be configured, what is asked for, and what an answer says of itself. No network."""

import datetime
import json
from urllib.parse import parse_qs, urlsplit

import pytest

from sitegen.config import parse_config
from sitegen.config_sources import SourceConfig
from sitegen.errors import SitegenError
from sitegen.ingest.sources import Envelope, default_days, first_request, is_dated, read_envelope, suffix_of
from sitegen.ingest.wire import FetchFailed, Reply, Unusable

DAY = datetime.date(2025, 3, 17)
DAILY = SourceConfig(kind="daily-papers", page_size=2)
ARXIV = SourceConfig(kind="arxiv", query="cat:cs.CL OR cat:cs.LG", page_size=2)
OAI = SourceConfig(kind="arxiv-oai", category="cs:cs:CL")
FEED = SourceConfig(kind="feed", url="https://example.org/feed.xml")


def read(source: SourceConfig, body: str | bytes, *, link: str = "", after: Envelope | None = None) -> Envelope:
    request = after.following if after and after.following else first_request(source, DAY)
    data = body if isinstance(body, bytes) else body.encode()
    return read_envelope(source, DAY, request, Reply(url=request.url, status=200, data=data, link=link))


def asked(envelope: Envelope | None = None, source: SourceConfig = DAILY) -> dict[str, str]:
    request = envelope.following if envelope else first_request(source, DAY)
    assert request is not None
    return {key: values[0] for key, values in parse_qs(urlsplit(request.url).query, strict_parsing=True).items()}


def daily(*ids: str) -> str:
    return json.dumps([{"paper": {"id": name, "title": f"Paper {name}"}, "publishedAt": "2025-03-14T20:00:00.000Z"} for name in ids])


def atom(*ids: str, total: int | None = None) -> str:
    entries = "".join(f"<entry><id>http://arxiv.org/abs/{name}</id><title>Paper {name}</title></entry>" for name in ids)
    found = "" if total is None else f'<opensearch:totalResults xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/">{total}'
    found += "</opensearch:totalResults>" if found else ""
    return f"<feed xmlns='http://www.w3.org/2005/Atom'><id>http://arxiv.org/api/abc</id>{found}{entries}</feed>\n"


def oai(*ids: str, token: str | None = None, error: str = "") -> str:
    records = "".join(f"<record><header><identifier>oai:arXiv.org:{name}</identifier></header></record>" for name in ids)
    more = "" if token is None else f"<resumptionToken cursor='0'>{token}</resumptionToken>"
    inside = f"<ListRecords>{records}{more}</ListRecords>" if not error else f"<error code='{error}'>No luck</error>"
    return f"<?xml version='1.0'?><OAI-PMH xmlns='http://www.openarchives.org/OAI/2.0/'>{inside}</OAI-PMH>"


# The configuration


def config_problems(text: str) -> list[str]:
    with pytest.raises(SitegenError) as error:
        parse_config(text, "sitegen.yaml")
    return [f"{problem.line}: {problem.message} [{problem.hint}]" for problem in sorted(error.value.problems)]


def test_sources_are_configured_by_name() -> None:
    config = parse_config("sources:\n  daily:\n    kind: daily-papers\n    floor: 5\n  cl:\n    kind: arxiv\n    category: cs.CL\n", "x")
    assert config.sources == {
        "daily": SourceConfig(kind="daily-papers", floor=5),
        "cl": SourceConfig(kind="arxiv", category="cs.CL"),
    }
    assert parse_config("", "x").sources == {}


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ("kind: daily-paper", '3: source "a": there is no kind "daily-paper" [did you mean "daily-papers"?]'),
        ("kind: feed", '2: source "a": the kind feed needs a "url" []'),
        ("kind: url", '2: source "a": the kind url needs a "url" []'),
        ("kind: arxiv", '2: source "a": the kind arxiv needs a "query" or a "category" [add a line like: category: cs.CL]'),
        ("kind: daily-papers, query: x", '2: source "a": "query" means nothing for the kind daily-papers [it is for arxiv]'),
        ("kind: feed, url: 'ftp://x.org/'", 'source "a": "ftp://x.org/" is not an http or https URL'),
        ("kind: feed, url: 'https://x.org/{date}'", 'source "a": "https://x.org/{date}" is not an http or https URL'),
        ("kind: feed, url: 'https://u:p@x.org/'", "a URL must not hold a user's name or a password"),
        ("kind: feed, url: 'http://[::1'", "is not a URL"),
        ("kind: arxiv, category: 'cs.CL&x=y'", '"cs.CL&x=y" is not a category'),
        ("kind: daily-papers, page_size: 101", '"page_size" must be from 1 to 100'),
        ("kind: daily-papers, days: 0", '"days" must be from 1 to 366'),
        ("kind: daily-papers, floor: -1", '"floor" must be 0 or more'),
        ("kind: daily-papers, floor_share: nan", '"floor_share" must be from 0 to 1'),
        ("kind: daily-papers, days: many", '2: source "a": "days" must be a whole number []'),
        ("kind: daily-papers, weekends: perhaps", 'source "a": "weekends" must be true or false'),
        ("kind: daily-papers, flor: 3", '2: source "a": unknown key "flor" [did you mean "floor"?]'),
        ("url: 'https://x.org/'", '2: source "a": the key "kind" is missing'),
    ],
)
def test_a_wrong_source_is_told_with_its_line(source: str, problem: str) -> None:
    text = f"sources:\n  a: {{{source}}}\n" if not problem.startswith("3") else f"sources:\n  a:\n    {source}\n"
    (said,) = config_problems(text)
    assert problem in said


def test_every_problem_of_every_source_is_told_at_once() -> None:
    text = "sources:\n  Daily Papers: {kind: daily-papers}\n  b:\n    kind: feed\n    query: x\n  c: {kind: url, url: 'https://x.org/{date}.json'}\n"
    assert [problem.split(" [")[0] for problem in config_problems(text)] == [
        '2: source "Daily Papers": a name is made of a-z, 0-9 and single hyphens',
        '3: source "b": the kind feed needs a "url"',
        '5: source "b": "query" means nothing for the kind feed',
    ]
    text = "titel: x\nsources:\n  a: {kind: feed, urll: x}\n  b: {floor: none}\n  c: text\n"
    assert [problem.split(" [")[0] for problem in config_problems(text)] == [
        '1: unknown key "titel"',
        '3: source "a": unknown key "urll"',
        '4: source "b": "floor" must be a whole number',
        '4: source "b": the key "kind" is missing',
        '5: source "c": expected a mapping of keys to values',
    ]


# Requests


def test_each_kind_asks_its_own_address_in_its_own_way() -> None:
    assert first_request(DAILY, DAY).url == "https://huggingface.co/api/daily_papers?date=2025-03-17&limit=2"
    arxiv = first_request(ARXIV, DAY)
    assert arxiv.url.startswith("https://export.arxiv.org/api/query?search_query=")
    assert asked(source=ARXIV) == {
        "search_query": "(cat:cs.CL OR cat:cs.LG) AND submittedDate:[202503170000 TO 202503172359]",
        "start": "0",
        "max_results": "2",
        "sortBy": "submittedDate",
        "sortOrder": "ascending",
    }
    assert first_request(OAI, DAY).url == (
        "https://oaipmh.arxiv.org/oai?verb=ListRecords&metadataPrefix=arXiv&from=2025-03-17&until=2025-03-17&set=cs%3Acs%3ACL"
    )
    assert first_request(FEED, DAY).url == "https://example.org/feed.xml"
    dated = SourceConfig(kind="url", url="https://example.org/{date}.json?x=1")
    assert first_request(dated, DAY).url == "https://example.org/2025-03-17.json?x=1"
    assert [is_dated(source) for source in (DAILY, ARXIV, OAI, FEED, dated)] == [True, True, True, False, True]
    assert arxiv.interval == first_request(OAI, DAY).interval == 3.0


def test_an_address_of_ones_own_keeps_its_query() -> None:
    source = SourceConfig(kind="daily-papers", url="http://localhost:1/api?key=x")
    assert first_request(source, DAY).url == "http://localhost:1/api?key=x&date=2025-03-17&limit=100"


def test_a_query_and_a_category_are_both_asked_for() -> None:
    source = SourceConfig(kind="arxiv", query=" ti:a OR ti:b ", category="cs.CL")
    assert asked(source=source)["search_query"] == "(ti:a OR ti:b) AND cat:cs.CL AND submittedDate:[202503170000 TO 202503172359]"


def test_the_days_that_are_asked_for_end_today() -> None:
    days = default_days(SourceConfig(kind="daily-papers", days=3), datetime.date(2025, 3, 1))
    assert [day.isoformat() for day in days] == ["2025-02-27", "2025-02-28", "2025-03-01"]


# Daily Papers


def test_daily_papers_go_on_while_a_page_is_full() -> None:
    first = read(DAILY, daily("2503.1", "2503.2"))
    assert first.ids == ("2503.1", "2503.2")
    assert asked(first) == {"date": "2025-03-17", "limit": "2", "p": "1"}
    second = read(DAILY, daily("2503.3", "2503.4"), after=first)
    assert asked(second)["p"] == "2"
    assert read(DAILY, daily("2503.5"), after=second).following is None
    assert read(DAILY, "[]", after=second) == Envelope()


def test_daily_papers_go_by_the_link_header_where_there_is_one() -> None:
    following = '<https://huggingface.co/api/daily_papers?date=2025-03-17&p=1>; rel="next"'
    assert asked(read(DAILY, daily("2503.1"), link=following))["p"] == "1"
    assert read(DAILY, daily("2503.1", "2503.2"), link='<https://x.org/>; rel="prev"').following is None


def test_odd_records_of_daily_papers_count() -> None:
    assert read(DAILY, '[{"paper": {"id": 5}}, null]').ids == ("at 1", "at 2")


@pytest.mark.parametrize("body", ["", '[{"paper": {"id": "25', "null", "<p>down</p>", "[" * 100_000, b"\xff\xfe[]"])
def test_what_is_no_list_of_daily_papers_is_asked_for_again(body: str | bytes) -> None:
    with pytest.raises(Unusable):
        read(DAILY, body)


def test_what_the_api_says_is_passed_on() -> None:
    with pytest.raises(Unusable, match="not a list of papers: Too busy"):
        read(DAILY, '{"error": "Too\\u0007 busy"}')


# The arXiv API


def test_arxiv_goes_on_to_the_total_that_it_tells() -> None:
    first = read(ARXIV, atom("2503.1v1", "2503.2v3", total=3))
    assert first.ids == ("http://arxiv.org/abs/2503.1", "http://arxiv.org/abs/2503.2")
    assert asked(first)["start"] == "2"
    assert read(ARXIV, atom("2503.3v1", total=3), after=first).following is None


def test_a_page_of_arxiv_that_is_shorter_than_was_asked_for_leaves_no_gap() -> None:
    assert asked(read(ARXIV, atom("2503.1v1", total=3)))["start"] == "1"


def test_arxiv_without_a_total_goes_on_while_a_page_is_full() -> None:
    assert asked(read(ARXIV, atom("a", "b")))["start"] == "2"
    assert read(ARXIV, atom("a")).following is None


def test_an_empty_page_of_arxiv_before_the_end_is_asked_for_again() -> None:
    with pytest.raises(Unusable, match="an empty page, and says that there are 300 papers"):
        read(ARXIV, atom(total=300))
    assert read(ARXIV, atom(total=0)) == Envelope()


def test_an_error_of_arxiv_is_no_paper() -> None:
    body = """<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>http://arxiv.org/api/errors#incorrect_id_format</id>
        <title>Error</title><summary>incorrect id format for &lt;b&gt;</summary></entry></feed>"""
    with pytest.raises(FetchFailed, match="arXiv refuses the query: incorrect id format for <b>"):
        read(ARXIV, body)


def test_a_feed_that_is_cut_short_or_none_is_asked_for_again() -> None:
    for body, reason in [
        (atom("a")[:-30], "cut short"),
        ("Rate exceeded.", "Rate exceeded"),
        ("<!DOCTYPE html><html></html>", "web page"),
        ("", "no feed"),
    ]:
        with pytest.raises(Unusable, match=reason):
            read(ARXIV, body)


def test_a_broken_character_in_one_paper_does_not_hide_the_rest() -> None:
    assert len(read(ARXIV, atom("a", "b", total=2).encode().replace(b"Paper a", b"Paper \x0b\xff &nonsense;")).ids) == 2


# OAI-PMH


def test_oai_goes_on_with_its_token_alone() -> None:
    first = read(OAI, oai("2503.1", token="6511|1001&amp;x"))
    assert first.ids == ("oai:arXiv.org:2503.1",)
    assert asked(first) == {"verb": "ListRecords", "resumptionToken": "6511|1001&x"}
    assert read(OAI, oai("2503.2", token=""), after=first).following is None
    assert read(OAI, oai("2503.2").replace("</ListRecords>", "<resumptionToken/></ListRecords>"), after=first).following is None


def test_what_oai_says_instead_of_records() -> None:
    assert read(OAI, oai(error="noRecordsMatch")) == Envelope()
    with pytest.raises(FetchFailed, match="badResumptionToken: No luck"):
        read(OAI, oai(error="badResumptionToken"))
    with pytest.raises(Unusable, match="lists no records"):
        read(OAI, oai(token="endless"))
    with pytest.raises(Unusable, match="cut short"):
        read(OAI, oai("2503.1", token="x")[:-12])


# Feeds and files


@pytest.mark.parametrize(
    ("body", "reason"),
    [(" \n", "empty"), ("<?xml version='1.0'?><!DOCTYPE HTML><html>", "web page"), ("<rss><channel><item>", "cut short")],
)
def test_what_is_no_whole_feed_is_asked_for_again(body: str, reason: str) -> None:
    with pytest.raises(Unusable, match=reason):
        read(FEED, body)


@pytest.mark.parametrize("body", ["<rss></rss>\n<!-- made at noon -->", "<feed/></feed>", '{"items": []}', "<rdf:RDF></rdf:RDF>"])
def test_a_feed_may_be_of_any_kind(body: str) -> None:
    assert read(FEED, body) == read(FEED, body.encode("utf-16")) == Envelope()


def test_the_ending_of_a_file_follows_the_source_the_address_and_the_content() -> None:
    def suffix(source: SourceConfig, url: str, data: bytes = b"") -> str:
        return suffix_of(source, Reply(url=url, status=200, data=data))

    assert suffix(DAILY, "https://x.org/") == "json"
    assert suffix(ARXIV, "https://x.org/feed.bib") == "xml"
    assert suffix(FEED, "https://x.org/a/papers.RSS?x=.json") == "rss"
    assert suffix(FEED, "https://x.org/../../etc/passwd", b"\xef\xbb\xbf <rss>") == "xml"
    assert suffix(FEED, "https://x.org/", "[1]".encode("utf-16")) == "json"
    assert suffix(FEED, "https://x.org/", b"TY  - JOUR") == "txt"
