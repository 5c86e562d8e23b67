"""What readers did with a paper is kept by day, and apart from the paper."""

import json
from typing import Any

import pytest

from sitegen.config import SiteFolder
from sitegen.ingest.pipeline import run_ingest
from sitegen.ingest.report import IngestReport
from sitegen.papers.signals import Signal, load_signals
from tests.sites import MakeSite, stamps, write


@pytest.fixture
def site(make_site: MakeSite) -> SiteFolder:
    return make_site()


def answer(day: str, *, upvotes: int | None = None, comments: int | None = None, stars: int | None = None) -> dict[str, Any]:
    """Return a record of the Daily Papers API as it was on a day; what was not counted is left out."""
    record: dict[str, Any] = {
        "id": "2503.00001",
        "title": "On Things",
        "summary": "We speak of things.",
        "authors": [{"name": "Ada Byron"}],
    }
    record |= {"publishedAt": "2025-03-14T00:00:00.000Z", "submittedOnDailyAt": f"{day}T00:00:00.000Z"}
    counts = {"upvotes": upvotes, "githubStars": stars}
    record |= {name: count for name, count in counts.items() if count is not None}
    return {"paper": record, "title": "On Things"} | ({} if comments is None else {"numComments": comments})


def ingest(site: SiteFolder, *answers: dict[str, Any]) -> IngestReport:
    write(site.root.parent, {"daily.json": json.dumps(answers)})
    report = run_ingest(site, [str(site.root.parent / "daily.json")])
    assert (report.failed, report.rejected) == ((), ())
    return report


def signals(site: SiteFolder) -> list[Signal]:
    found, problems = load_signals(site.content, site.root)
    assert not problems
    return found


def signal(day: str, **counts: int) -> Signal:
    return Signal(day=day, paper="on-things", feed="daily-papers", **counts)


def test_counts_are_appended_by_day(site: SiteFolder) -> None:
    ingest(site, answer("2025-03-17", upvotes=3, comments=1, stars=20))
    ingest(site, answer("2025-04-02", upvotes=9, comments=0, stars=25))
    assert signals(site) == [
        signal("2025-03-17", comments=1, upvotes=3, stars=20),
        signal("2025-04-02", comments=0, upvotes=9, stars=25),
    ]
    assert sorted(path.name for path in (site.content / "signals").iterdir()) == ["2025-03.jsonl", "2025-04.jsonl"]


def test_a_new_count_touches_the_signals_and_no_paper(site: SiteFolder) -> None:
    ingest(site, answer("2025-03-17", upvotes=3, comments=1))
    before = stamps(site.content)
    report = ingest(site, answer("2025-03-17", upvotes=30, comments=2, stars=4))
    assert (report.counts, report.files) == ({"unchanged": 1}, ())
    after = stamps(site.content)
    assert {name for name in after if after[name] != before.get(name)} == {"signals/2025-03.jsonl", ".ingest/report.json"}
    assert signals(site) == [signal("2025-03-17", comments=2, upvotes=30, stars=4)]


def test_the_largest_count_of_a_day_stands_in_any_order(make_site: MakeSite) -> None:
    one, other = answer("2025-03-17", upvotes=3, comments=5), answer("2025-03-17", upvotes=7, stars=1)
    for name, order in (("one", (one, other)), ("other", (other, one))):
        site = make_site(name=name)
        for each in order:
            ingest(site, each)
        assert signals(site) == [signal("2025-03-17", comments=5, upvotes=7, stars=1)]
    before = stamps(site.content)
    ingest(site, one, other)
    assert stamps(site.content) == before


def test_zero_is_a_count_and_nothing_is_none(site: SiteFolder) -> None:
    ingest(site, answer("2025-03-17", upvotes=0))
    assert signals(site) == [signal("2025-03-17", upvotes=0)]
    ingest(site, answer("2025-03-18"))
    assert signals(site) == [signal("2025-03-17", upvotes=0)]


def test_counts_of_a_paper_go_with_the_paper_that_it_was_joined_to(site: SiteFolder) -> None:
    write(site.root.parent, {"one.jsonl": '{"title":"The Draft","ids":{"arxiv":"2503.00001"}}\n'})
    run_ingest(site, [str(site.root.parent / "one.jsonl")])
    ingest(site, answer("2025-03-17", upvotes=3))
    assert [found.paper for found in signals(site)] == ["the-draft"]


@pytest.mark.parametrize("count", [-1, "many", None, 1.5, True, [3], 10**30])
def test_counts_that_cannot_be_believed_are_none(site: SiteFolder, count: Any) -> None:
    broken = answer("2025-03-17", comments=2)
    broken["paper"]["upvotes"] = count
    ingest(site, broken)
    assert signals(site) == [signal("2025-03-17", comments=2)]


def test_a_record_without_a_day_has_no_signal(site: SiteFolder) -> None:
    bare = answer("2025-03-17", upvotes=3)["paper"]
    del bare["submittedOnDailyAt"]
    bare["githubRepo"] = "https://github.com/a/b"
    ingest(site, bare)
    assert signals(site) == []
