"""Round-ups: tags that rise, names that titles bring up for the first time, authors that are new; and the pages that show them."""

import random
import re
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.analysis.rising import (
    NewName,
    NewPerson,
    TagCounts,
    Titled,
    count_tags,
    first_days,
    first_mentions,
    introduced_name,
    name_key,
    new_names,
    new_people,
    rising_tags,
)
from sitegen.papers.dates import PartialDate, parse_date
from tests.sites import REPOSITORY

SINCE = parse_date("2025-03-17")

# Rising tags.


def test_a_tag_rises_against_its_share_and_not_against_its_number() -> None:
    before = [TagCounts(50, {"steady": 10, "rising": 2})] * 2
    rising = rising_tags(TagCounts(100, {"steady": 22, "rising": 12}), before)
    assert [tag.tag for tag in rising] == ["rising"]
    assert (rising[0].count, rising[0].before) == (12, 4)


def test_a_new_tag_rises_when_it_has_enough_papers() -> None:
    before = [TagCounts(100, {})]
    assert [tag.tag for tag in rising_tags(TagCounts(50, {"few": 2, "enough": 3}), before)] == ["enough"]


def test_nothing_rises_when_there_is_nothing_to_compare_with() -> None:
    assert rising_tags(TagCounts(100, {"x": 90}), []) == ()
    assert rising_tags(TagCounts(100, {"x": 90}), [TagCounts(0, {})]) == ()


def test_the_strongest_come_first_and_only_so_many() -> None:
    now = TagCounts(100, {f"t{number:02}": number for number in range(3, 30)})
    rising = rising_tags(now, [TagCounts(100, {})], limit=5)
    assert [tag.tag for tag in rising] == ["t29", "t28", "t27", "t26", "t25"]


def test_the_example_of_the_document_is_what_the_program_computes() -> None:
    text = (REPOSITORY / "docs" / "trending.md").read_text(encoding="utf-8").partition("## Rising tags")[2].replace("\n", " ")
    match = re.search(
        r"on (\d+) of this week's (\d+) papers, and on (\d+) of the (\d+) papers.+= ([\d.]+), and the\s+score is .+ = ([\d.]+)\.", text
    )
    assert match
    count, papers, earlier, past = (int(number) for number in match.groups()[:4])
    (rising,) = rising_tags(TagCounts(papers, {"x": count}), [TagCounts(past, {"x": earlier})])
    assert (rising.expected, rising.score) == (int(Fraction(match[5]) * 10), int(Fraction(match[6]) * 1000))


@given(st.lists(st.lists(st.sampled_from("abc"))), st.randoms(use_true_random=False))
def test_counting_does_not_depend_on_order(papers: list[list[str]], chance: random.Random) -> None:
    counts = count_tags(papers)
    shuffled = [chance.sample(tags, len(tags)) for tags in chance.sample(papers, len(papers))]
    assert count_tags(shuffled) == counts
    assert all(count <= counts.papers for count in counts.tags.values())


@given(st.integers(3, 60), st.integers(0, 60), st.integers(60, 200))
def test_one_paper_more_never_makes_a_tag_rise_less(count: int, earlier: int, past: int) -> None:
    before = [TagCounts(past, {"x": earlier})]
    less, more = (rising_tags(TagCounts(100, {"x": number}), before) for number in (count, count + 1))
    assert len(less) <= len(more)
    assert [tag.score for tag in less] <= [tag.score for tag in more]


# Names.


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("YOLOE: Real-Time Seeing Anything", "YOLOE"),
        ("CodeT5+: Open Code Large Language Models", "CodeT5+"),
        ("ERNIE 3.0: Large-scale Knowledge Enhanced Pre-training", "ERNIE 3.0"),
        ("CroCo v2: Improved Cross-view Completion", "CroCo v2"),
        ("PanGu-α: Large-scale Autoregressive Models", "PanGu-α"),
        ("Qwen2.5-VL Technical Report", "Qwen2.5-VL"),
        ("M2-CLIP — a Multimodal Adaptation", "M2-CLIP"),
        ("Order Matters: Sequence to Sequence for Sets", ""),
        ("Adapting LLMs: A Survey", ""),
        ("Well-Read Students Learn Better: On the Importance", ""),
        ("Improving BERT for Everyone", ""),
        ("A study: of colons", ""),
        ("2025: a year in review", ""),
        (": nothing", ""),
        ("", ""),
    ],
)
def test_a_title_introduces_what_looks_like_a_name(title: str, name: str) -> None:
    assert introduced_name(title, "") == name


def test_one_plain_word_is_a_name_when_the_abstract_uses_it_as_one() -> None:
    assert introduced_name("Griffin: Mixing Gated Recurrences", "We propose Griffin, a hybrid model.") == "Griffin"
    assert introduced_name("Position: Stop Doing That", "This position paper argues. We call it Position papers.") == ""
    assert introduced_name("Griffin: Mixing Gated Recurrences", "") == ""


def test_a_name_is_new_when_no_earlier_title_holds_it() -> None:
    titles = [
        (parse_date("2025-03-01"), "Improving yoloe for everyone"),
        (parse_date("2025-03-17"), "YOLOE: Seeing Anything"),
        (parse_date("2025-03-17"), "YOLOEX: Seeing More"),
        (parse_date("2025-03-18"), "Qwen2.5-VL: A Model"),
        (parse_date("2025-03-19"), "Qwen2.5 VL: The Same Model"),
    ]
    papers = [Titled(f"p{place}", title, "") for place, (day, title) in enumerate(titles) if day >= SINCE]
    first = first_mentions(titles, [name_key(introduced_name(paper.title, "")) for paper in papers])
    assert new_names(papers, first, SINCE) == (NewName("YOLOEX", ("p2",)), NewName("Qwen2.5-VL", ("p3", "p4")))


def test_a_name_is_looked_for_word_by_word() -> None:
    first = first_mentions([(SINCE, "GPT-4o and GPT-4.5 compared."), (SINCE, "On BERT.")], ["gpt 4", "gpt 4o", "gpt 4.5", "bert", "ber"])
    assert sorted(first) == ["bert", "gpt 4.5", "gpt 4o"]


@given(st.text(max_size=80) | st.text("aBQ1:.+-–/ é", max_size=20), st.text(max_size=80))
def test_any_title_is_read(title: str, abstract: str) -> None:
    name = introduced_name(title, abstract)
    assert name == name.strip()
    assert name in title
    key = name_key(name)
    assert not key or first_mentions([(SINCE, title)], [key]) == {key: SINCE}


# Authors.


def test_new_authors_have_several_papers_and_none_before() -> None:
    papers = [("p", ["ann", "bob", "cy"]), ("q", ["bob", "ann"]), ("r", ["cy", "dee", "dee"])]
    first = first_days([(SINCE, ["ann", "cy", "dee"]), (parse_date("2025-03"), ["bob"])])
    assert new_people(papers, first, SINCE) == (NewPerson("ann", ("p", "q")), NewPerson("cy", ("p", "r")))
    assert [person.person for person in new_people(papers, first, SINCE, least=1, limit=2)] == ["ann", "cy"]


DATES = st.builds(PartialDate, st.integers(2020, 2026), st.integers(0, 12))


@given(st.lists(st.tuples(DATES, st.lists(st.sampled_from("abcd")))), st.randoms(use_true_random=False))
def test_first_days_do_not_depend_on_order(dated: list[tuple[PartialDate, list[str]]], chance: random.Random) -> None:
    first = first_days(dated)
    assert first_days(chance.sample(dated, len(dated))) == first
    assert all(any(date == day and thing in things for day, things in dated) for thing, date in first.items())
