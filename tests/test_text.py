"""Slugs, title keys, excerpts and digests."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.papers.frontmatter import is_slug
from sitegen.text import SLUG_LENGTH, clean, digest, excerpt, one_line, slugify, split_math, title_key


@given(st.text())
def test_every_text_has_a_slug(text: str) -> None:
    slug = slugify(text)
    assert is_slug(slug)
    assert len(slug) <= SLUG_LENGTH


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Attention Is All You Need", "attention-is-all-you-need"),
        ("Gödel's Łódź: Straße & Øre", "godels-lodz-strasse-ore"),
        ("PanGu-$α$: Large-scale", "pangu-alpha-large-scale"),
        ("$\\alpha$-nets", "alpha-nets"),
        ("H$^{2}$SD", slugify("H^2SD")),
        ("2$\\times$ faster", "2-times-faster"),
        ("../../etc/passwd", "etc-passwd"),
        ("<script>alert(1)</script>", "script-alert-1-script"),
        ("CON", "con"),
        ("---", slugify("---")),
    ],
)
def test_slugs(title: str, slug: str) -> None:
    assert slugify(title) == slug


def test_titles_without_latin_letters_have_slugs_of_their_own() -> None:
    slugs = {slugify("注意力机制"), slugify("大语言模型"), slugify("Внимание"), slugify("!!!")}
    assert len(slugs) == 4
    assert all(re.fullmatch(r"paper-[0-9a-f]{8}", slug) for slug in slugs)


def test_a_long_slug_is_cut_at_a_word() -> None:
    slug = slugify("word " * 100)
    assert slug == "-".join(["word"] * 16)
    assert slugify("x" * 10_000) == "x" * SLUG_LENGTH


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("H^2SD", "H$^2$SD"),
        ("POINT$^{2}$: A Database", "POINT2 - a database"),
        ("PanGu-$\\alpha$", "Pangu-α"),
        ("Pre-training", "Pretraining"),
        ("ﬁne tuning", "Fine  Tuning"),
        ("Cafe\u0301", "café"),
    ],
)
def test_spellings_of_one_title_have_one_key(one: str, other: str) -> None:
    assert title_key(one) == title_key(other)


@pytest.mark.parametrize(("one", "other"), [("CodeT5", "CodeT5+"), ("C", "C#"), ("模型", "型模"), ("GPT-3", "GPT-4")])
def test_other_titles_have_other_keys(one: str, other: str) -> None:
    assert title_key(one) != title_key(other)


@given(st.text())
def test_clean_text_stays_clean(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff]", once)
    once.encode()


@given(st.text())
def test_one_line_is_one_line(text: str) -> None:
    line = one_line(text)
    assert line == " ".join(line.split())
    assert one_line(line) == line


def test_new_lines_of_every_kind() -> None:
    assert clean("a\r\nb\rc\u2028d\u2029e") == "a\nb\nc\nd\n\ne"


def test_bidirectional_overrides_are_removed_and_other_scripts_stay() -> None:
    assert clean("\u202egnp.exe") == "gnp.exe"
    assert clean("שלום \u200fعالم") == "שלום \u200fعالم"


@given(st.text(), st.integers(min_value=2, max_value=300))
def test_an_excerpt_is_never_longer_than_asked(text: str, limit: int) -> None:
    assert len(excerpt(text, limit)) <= limit


def test_an_excerpt_ends_with_a_word() -> None:
    assert excerpt("one two, three four", 12) == "one two…"
    assert excerpt("short", 12) == "short"


def test_digests_tell_parts_apart() -> None:
    assert digest("ab", "c") != digest("a", "bc")
    assert digest("a") == digest(b"a")
    assert re.fullmatch("[0-9a-f]{32}", digest("\ud800"))


@pytest.mark.parametrize(
    ("title", "pieces"),
    [
        ("H$^2$SD", [(False, "H"), (True, "^2"), (False, "SD")]),
        ("2$\\times$ faster", [(False, "2"), (True, "\\times"), (False, " faster")]),
        ("from $5 to $10", [(False, "from $5 to $10")]),
        ("$5,$6", [(False, "$5,$6")]),
        ("a \\$5$ b", [(False, "a $5$ b")]),
        ("$\\$x$", [(True, "\\$x")]),
        ("$ x $", [(False, "$ x $")]),
        ("", []),
    ],
)
def test_math_in_titles(title: str, pieces: list[tuple[bool, str]]) -> None:
    assert split_math(title) == pieces


@given(st.text(alphabet="a$\\ 1"))
def test_no_character_of_a_title_is_lost(title: str) -> None:
    joined = "".join(f"${piece}$" if is_math else piece for is_math, piece in split_math(title))
    assert joined.replace("\\", "") == title.replace("\\", "")
