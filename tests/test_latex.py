"""What is repaired in the text of feeds, and what is left alone: the cases stand in ``fixtures/latex.txt``."""

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.ingest.latex import EMPHASIS_RULES, MATH_RULES, RULES, URL_RULES, repair
from sitegen.markdown import escape, plain_text
from sitegen.text import split_math

CASES = Path(__file__).parent / "fixtures" / "latex.txt"
LEFT_ALONE = "left alone"
EMPHASISED = {name for name, _, _ in EMPHASIS_RULES}


def read_cases() -> list[tuple[str, str, str]]:
    """Return the cases as (rule, before, after)."""
    cases, rule = [], ""
    for line in CASES.read_text(encoding="utf-8").split("\n"):
        if line.startswith("## "):
            rule = line[3:]
        elif line and not line.startswith("# "):
            before, arrow, after = line.partition(" ⇒ ")
            assert bool(arrow) != (rule == LEFT_ALONE), line
            cases.append((rule, before, after if arrow else before))
    return cases


@pytest.mark.parametrize(("rule", "before", "after"), read_cases())
def test_case(rule: str, before: str, after: str) -> None:
    if rule in EMPHASISED:
        assert escape(repair(before, emphasis=True)) == after
        assert plain_text(after) == repair(before)
    else:
        assert repair(before) == after


def test_every_rule_has_a_case() -> None:
    names = {name for name, _, _ in (*RULES, *URL_RULES, *MATH_RULES, *EMPHASIS_RULES)}
    assert names <= {rule for rule, before, after in read_cases() if before != after}


@pytest.mark.parametrize(("rule", "before", "after"), read_cases())
def test_what_was_repaired_stays_as_it_is(rule: str, before: str, after: str) -> None:
    assert repair(after) == after


def test_invisible_characters_go_and_hard_spaces_become_spaces() -> None:
    assert repair("pre\u00adtrain\u200bing\u00a0works\u202ffine\ufeff") == "pretraining works fine"


def test_a_lone_dollar_is_never_taken_for_math() -> None:
    assert split_math(repair("from $5 to $10")) == [(False, "from $5 to $10")]
    assert repair(repair("from $5 to $10")) == repair("from $5 to $10")


@given(st.text(alphabet="ab1 \n$\\{}~`'\"-&;#x2014.:/%_^", max_size=60))
def test_math_survives_and_nothing_crashes(text: str) -> None:
    math = [piece for is_math, piece in split_math(text) if is_math and "&" not in piece and "http" not in piece]
    assert [piece for is_math, piece in split_math(repair(text)) if is_math and "&" not in piece][: len(math)] == math or "&" in text


@pytest.mark.parametrize("unit", ["\\textbf{", "``", "http://a{", "1~", "&amp;", "`a", "$a", "http://", "{\\em ", '\\"', "--"])
def test_long_hostile_text_takes_no_longer_than_its_length_asks(unit: str) -> None:
    start = time.perf_counter()
    repair(unit * (60_000 // len(unit)))
    assert time.perf_counter() - start < 2
