"""Round-ups: tags that rise, names that titles bring up for the first time, authors that are new; and the pages that show them."""

import random
import re
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sitegen.analysis.rising import (
    NewName,
    NewPerson,
    TagCounts,
    count_tags,
    first_days,
    first_mentions,
    new_names,
    new_people,
    rising_tags,
)
from sitegen.build import build
from sitegen.config import SiteFolder
from sitegen.papers.dates import PartialDate, parse_date
from sitegen.papers.introduced import introduced_name, name_key
from tests.sites import PAPERS, REPOSITORY, MakeSite, on, paper, rebuild, tree, write

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
    papers = [(f"p{place}", introduced_name(title, "")) for place, (_, title) in enumerate(titles)]
    first = first_mentions(titles, [name_key(name) for _, name in papers])
    fresh = [(slug, name) for slug, name in papers if name and first[name_key(name)] >= SINCE]
    assert new_names(fresh) == (NewName("YOLOEX", ("p2",)), NewName("Qwen2.5-VL", ("p3", "p4")))
    assert new_names(fresh, limit=1) == (NewName("YOLOEX", ("p2",)),)


def test_a_name_is_looked_for_word_by_word() -> None:
    first = first_mentions([(SINCE, "GPT-4o and GPT-4.5 compared."), (SINCE, "On BERT.")], ["gpt 4", "gpt 4o", "gpt 4.5", "bert", "ber"])
    assert sorted(first) == ["bert", "gpt 4.5", "gpt 4o"]


NAMES = st.text("aBQ15+.-/²βß", min_size=1, max_size=8)
TITLES = st.text(max_size=80) | st.builds("{}{} {}".format, NAMES, st.sampled_from([":", " –", " Technical Report"]), st.text(max_size=20))


@given(TITLES, st.text(max_size=80))
@example("CodeT5+: Open Code Large Language Models", "")
@example("Qwen2.5.: One dot more", "")
def test_a_name_is_found_again_in_the_title_that_introduces_it(title: str, abstract: str) -> None:
    name = introduced_name(title, abstract)
    assert name == name.strip()
    assert name in title
    assert not name or first_mentions([(SINCE, title)], [name_key(name)]) == {name_key(name): SINCE}


# Authors.


def test_new_authors_have_several_papers() -> None:
    papers = [("p", ["ann", "cy"]), ("q", ["ann"]), ("r", ["cy", "dee", "dee"])]
    assert new_people(papers) == (NewPerson("ann", ("p", "q")), NewPerson("cy", ("p", "r")))
    assert [person.person for person in new_people(papers, least=1)] == ["ann", "cy", "dee"]


def test_a_date_that_is_less_precise_comes_first() -> None:
    march = parse_date("2025-03")
    assert first_days([(SINCE, ["ann", "cy"]), (march, ["ann"])]) == {"ann": march, "cy": SINCE}


DATES = st.builds(PartialDate, st.integers(2020, 2026), st.integers(0, 12))


@given(st.lists(st.tuples(DATES, st.lists(st.sampled_from("abcd")))), st.randoms(use_true_random=False))
def test_first_days_do_not_depend_on_order(dated: list[tuple[PartialDate, list[str]]], chance: random.Random) -> None:
    first = first_days(dated)
    assert first_days(chance.sample(dated, len(dated))) == first
    assert all(any(date == day and thing in things for day, things in dated) for thing, date in first.items())


# The pages.


def signals(*lines: str) -> str:
    return "".join(f"{{{line}}}\n" for line in lines)


def page(site: SiteFolder, url: str) -> str:
    return (site.output / url.strip("/") / "index.html").read_text(encoding="utf-8")


ALPHA_COUNTED = {"content/signals/2025-03.jsonl": signals('"day":"2025-03-18","paper":"alpha","feed":"daily-papers","upvotes":3')}


def test_a_week_is_linked_from_its_day_its_month_and_its_year(make_site: MakeSite) -> None:
    site = make_site(PAPERS)
    build(site)
    for url in ("/2025/03/17/", "/2025/03/", "/2025/"):
        assert 'href="/2025/week-12/"' in page(site, url)
    week = page(site, "/2025/week-12/")
    assert "2 papers" in week
    assert 'rel="next" href="/2025/week-14/"' in week
    assert 'rel="prev"' not in week
    assert 'href="/2025/03/17/"' in week
    assert 'rel="prev" href="/2025/week-12/"' in page(site, "/2025/week-14/")


def test_a_week_that_begins_in_december_lies_in_its_iso_year(make_site: MakeSite) -> None:
    site = make_site(
        {"content/papers/a.md": paper("A", listed=[on("2025-12-29", 1)]), "content/papers/b.md": paper("B", listed=[on("2026-01-02", 1)])}
    )
    build(site)
    week = page(site, "/2026/week-01/")
    assert 'href="/2025/12/"' in week
    assert 'href="/2026/01/"' in week
    assert not (site.output / "2025" / "week-01").exists()
    for url in ("/2025/12/29/", "/2026/01/02/", "/2025/", "/2026/", "/2025/12/", "/2026/01/"):
        assert 'href="/2026/week-01/"' in page(site, url)


def test_trending_says_what_put_a_paper_there(make_site: MakeSite) -> None:
    site = make_site({**PAPERS, **ALPHA_COUNTED})
    build(site)
    week = page(site, "/2025/week-12/")
    assert "3 upvotes" in week
    assert "rank 1 on 17 March 2025" in week
    assert "counted for 1 of 2 papers" in week
    trending = page(site, "/trending/")
    assert "No votes, comments or stars were counted" in trending
    assert "Newest data" in trending
    assert "Gamma sees" in trending


def test_the_formula_on_the_page_has_the_weights_of_the_site(make_site: MakeSite) -> None:
    site = make_site({**PAPERS, "sitegen.yaml": "trending_weights: {upvotes: 77, stars: 0}\n"})
    build(site)
    trending = page(site, "/trending/")
    assert "77 × log2(1 + upvotes" in trending
    assert "stars added" not in trending


def test_home_shows_what_trends_only_when_it_says_more_than_the_list_of_the_day(make_site: MakeSite) -> None:
    site = make_site(PAPERS)
    build(site)
    assert "Trending:" not in page(site, "/")
    write(site.root, {"content/papers/delta.md": paper("Delta", listed=[on("2025-04-03", 1)])})
    rebuild(site)
    assert "Trending:" in page(site, "/")
    other = make_site(
        {**PAPERS, "content/signals/2025-04.jsonl": signals('"day":"2025-04-02","paper":"gamma","feed":"f","comments":2')}, name="other"
    )
    build(other)
    assert "2 comments" in page(other, "/")


def test_a_month_shows_what_rises_and_what_is_new(make_site: MakeSite) -> None:
    names = {
        f"content/papers/n{number}.md": paper(f"NewThing{number}: a study", listed=[on("2025-04-02", number + 2)], tags=["language"])
        for number in range(6)
    }
    site = make_site(
        {**PAPERS, **names, "content/papers/alpha.md": paper("Improving NewThing3", listed=[on("2025-03-17", 1)], tags=["detection"])}
    )
    build(site)
    april = page(site, "/2025/04/")
    assert "Rising topics" in april
    assert "the month before" in april
    news = april.partition('id="names"')[2].partition("</section>")[0]
    assert "NewThing0" in news
    assert "NewThing3" not in news
    assert "Rising topics" not in page(site, "/2025/03/")


def test_new_authors_of_the_same_papers_stand_together(make_site: MakeSite) -> None:
    files = {
        f"content/papers/p{number}.md": paper(f"P{number}", listed=[on("2025-04-02", number)], authors=["Ann B.", "Cy D."])
        for number in (1, 2)
    }
    site = make_site({**PAPERS, **files})
    build(site)
    authors = page(site, "/2025/week-14/").partition('id="authors"')[2].partition("</section>")[0]
    assert re.search(r">Ann B\.</a></span>, <span[^>]*><a [^>]*>Cy D\.<", authors)
    assert authors.count("/authors/") == 2
    off = make_site({**PAPERS, **files, "sitegen.yaml": "author_threshold: 0\n"}, name="off")
    build(off)
    assert "Ann B." in page(off, "/2025/week-14/")
    assert "/authors/" not in page(off, "/2025/week-14/")


def test_a_later_day_leaves_earlier_round_ups_alone(make_site: MakeSite) -> None:
    site = make_site({**PAPERS, **ALPHA_COUNTED})
    build(site)
    before = tree(site.output)
    later = {"content/papers/delta.md": paper("Delta", listed=[on("2025-04-09", 1)], tags=["detection"])}
    write(
        site.root,
        {**later, "content/signals/2025-04.jsonl": signals('"day":"2025-04-09","paper":"alpha","feed":"daily-papers","upvotes":30')},
    )
    written = set(rebuild(site).written)
    assert "2025/week-15/index.html" in written
    assert not {"2025/week-12/index.html", "2025/03/index.html"} & written
    assert tree(site.output)["2025/week-12/index.html"] == before["2025/week-12/index.html"]


def test_a_site_without_listed_days_has_no_rankings(make_site: MakeSite) -> None:
    site = make_site({"content/papers/a.md": paper("A", published="2025-03")})
    build(site)
    assert not (site.output / "trending").exists()
    assert "Top papers" not in page(site, "/2025/03/")


def test_a_month_counts_papers_that_are_known_by_their_month_alone(make_site: MakeSite) -> None:
    old = {f"content/papers/o{number}.md": paper(f"O{number}", published="2025-05", tags=["detection"]) for number in range(6)}
    new = {f"content/papers/n{number}.md": paper(f"N{number}", published="2025-06", tags=["language"]) for number in range(6)}
    site = make_site({**PAPERS, **old, **new})
    build(site)
    june = page(site, "/2025/06/")
    assert "Rising topics" in june
    assert "the 3 months before" in june
    # Nothing says which of them comes first.
    assert "Top papers" not in june


def test_trending_says_that_later_papers_are_known_by_their_month_alone(make_site: MakeSite) -> None:
    site = make_site(PAPERS)
    build(site)
    assert "by their month alone" not in page(site, "/trending/")
    write(site.root, {"content/papers/later.md": paper("Later", published="2025-06")})
    rebuild(site)
    assert re.search(r'href="/2025/06/">June 2025</a>, are known by their month alone', page(site, "/trending/"))


def test_one_point_is_no_points(make_site: MakeSite) -> None:
    site = make_site({"content/papers/a.md": paper("A", published="2025-03-03"), "sitegen.yaml": "trending_weights: {recency: 15}\n"})
    build(site)
    month = page(site, "/trending/")
    assert '>1<span class="visually-hidden"> point</span>' in month


def test_what_is_odd_in_the_content_does_no_harm(make_site: MakeSite) -> None:
    lines = signals(
        '"day":"2025-02-30","paper":"alpha","feed":"f","upvotes":5',
        '"day":"2025-03-17","paper":"gone","feed":"f","upvotes":5',
        '"day":"2025-03-17","paper":"alpha","feed":"f","upvotes":-5',
    )
    evil = paper("A<b>1: <script>alert(1)</script>", listed=[on("9999-12-31", 1)], authors=["<i>X</i>"])
    site = make_site({**PAPERS, "content/papers/evil.md": evil, "content/signals/2025-03.jsonl": lines})
    build(site)
    assert "<script>alert" not in page(site, "/9999/week-52/")
    assert "No votes" in page(site, "/2025/week-12/")
