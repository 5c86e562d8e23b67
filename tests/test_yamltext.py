"""YAML as people write it."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.errors import Problem
from sitegen.text import clean
from sitegen.yamldump import FlowDict, FlowList, dump
from sitegen.yamltext import YamlProblem, decode, key_lines, parse


class Item(msgspec.Struct, forbid_unknown_fields=True):
    name: str
    size: int = 0


class Schema(msgspec.Struct, forbid_unknown_fields=True):
    title: str
    count: int = 0
    draft: bool = False
    tags: tuple[str, ...] = ()
    items: tuple[Item, ...] = ()
    names: tuple[Item | str, ...] = ()


def refused(text: str, first_line: int = 1) -> Problem:
    with pytest.raises(YamlProblem) as caught:
        parse(text, "f.yaml", first_line)
    return caught.value.problem


def wrong(text: str) -> list[str]:
    _, problems = decode(parse(text, "f.yaml"), Schema, text, "f.yaml")
    return [str(problem) for problem in problems]


@pytest.mark.parametrize(
    "value", ["No", "yes", "2503.07460", "1e3", "0x10", "012", "null", "~", "2025-03-17", "1_000", "12:30:45", ".inf", "true", "<<", "="]
)
def test_scalars_stay_text(value: str) -> None:
    assert parse(f"a: {value}\nb: [{value}]", "f.yaml") == {"a": value, "b": [value]}


def test_a_colon_is_explained_with_the_line_that_would_be_right() -> None:
    problem = refused("tags: [a]\ntitle: BERT: it's good\n", first_line=2)
    assert (problem.path, problem.line) == ("f.yaml", 3)
    assert problem.hint == "the value contains a colon; quote it: title: 'BERT: it''s good'"
    assert parse(problem.hint.split("quote it: ")[1], "f.yaml") == {"title": "BERT: it's good"}


@pytest.mark.parametrize("value", ["@home", "%x", "`code`", "*star*", "&and"])
def test_a_character_that_must_be_quoted_is_explained(value: str) -> None:
    problem = refused(f"a: b\ntitle: {value}\n")
    assert problem.line == 2
    assert f"title: '{value}'" in problem.hint


def test_a_tab_is_explained() -> None:
    problem = refused("a:\n\tb: c\n")
    assert (problem.line, problem.hint) == (2, "indent with spaces; YAML does not allow tabs there")


def test_a_key_that_stands_twice_is_refused() -> None:
    problem = refused("a: 1\nb: {c: 1}\na: 2\n")
    assert (problem.line, problem.message) == (3, 'broken YAML: the key "a" stands twice')
    assert '"c" stands twice' in refused("a: 1\nb: {c: 1, c: 1}\n").message


def test_a_key_that_is_no_text_is_refused() -> None:
    assert "a key must be plain text" in refused("? [a]\n: b").message


def test_aliases_are_refused_before_they_are_expanded() -> None:
    laughs = "a0: &a0 [ha]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 10))
    assert "are not read here" in refused(laughs).message
    assert refused("a: 1\nb: *x").message == "broken YAML: aliases (*x) are not read here"


def test_anchors_and_tags_would_swallow_text_so_they_are_refused() -> None:
    assert refused("title: &and\n").hint == "a value that begins with & must be quoted: title: '&and'"
    assert refused("a: b\ntitle: !important news\n").line == 2
    assert "tags (!) are not read here" in refused("a: !").message
    assert "tags" in refused("a: !!python/object/apply:os.system [ls]").message


def test_the_line_before_is_not_blamed_when_it_is_right() -> None:
    assert refused("b: [x]\nc\n").hint == ""


@pytest.mark.parametrize("text", ["a: 3 * 4 & 5", "a: '*x'", "a: R&D *or* not", "a: -*x", "a: wow! no!", "a: b !important"])
def test_stars_and_ampersands_in_text_are_text(text: str) -> None:
    assert isinstance(parse(text, "f.yaml"), dict)


@pytest.mark.parametrize(
    "text",
    [
        "[" * 200_000,
        "a: " + "[" * 40 + "]" * 40,
        "- " * 100_000,
        "{a: " * 50_000,
        "? " * 50_000,
        "\n".join(" " * n + "a:" for n in range(60)),
    ],
)
def test_deep_nesting_is_refused(text: str) -> None:
    assert "nested deeper than 32 levels" in refused(text).message


def test_wide_is_not_deep() -> None:
    assert parse("\n".join(f"- [{n}, {{a: [b]}}]" for n in range(100)) + "\n# " + "-" * 80, "f.yaml") is not None


def test_characters_that_yaml_forbids_are_found() -> None:
    assert refused("a: b\nc: d\x00\n").line == 2
    assert refused("a: b\nc: \x1b[0m\n", first_line=2).line == 3


def test_a_text_that_is_too_long_is_refused() -> None:
    assert "characters of YAML" in refused("a" * 4_000_001).message


@pytest.mark.parametrize("text", ["", "\n# only a comment\n", "''"])
def test_nothing_is_nothing(text: str) -> None:
    assert parse(text, "f.yaml") is None


def test_every_wrong_field_is_told_with_its_line() -> None:
    items = "items:\n- {name: a}\n- {size: 1}\n- {name: a, sise: 1}\n- {name: a, size: x}\n"
    text = f"titel: x\ncount: many\ndraft: maybe\ntags: a\n{items}names: [[a]]\n"
    assert wrong(text) == [
        'f.yaml:1: unknown key "titel"\n    did you mean "title"?',
        'f.yaml:2: "count": expected a whole number, found text',
        'f.yaml:3: "draft": expected true or false, found text',
        'f.yaml:4: "tags": expected a list, found text',
        'f.yaml:7: "items": the entry lacks the key "name"',
        'f.yaml:10: "names": expected text or a mapping, found a list',
        'f.yaml:1: the key "title" is missing\n    add a line: title: …',
    ]
    assert wrong("title: x\nzzz: 1") == ['f.yaml:2: unknown key "zzz"\n    known keys: title, count, draft, tags, items, names']
    assert wrong("title: x\nitems:\n- {name: a}\n- {name: a, sise: 1}") == ['f.yaml:4: "items": the entry has the unknown key "sise"']
    assert wrong("- a") == ["f.yaml:1: expected a mapping of keys to values, found a list"]
    assert wrong("just text") == ["f.yaml:1: expected a mapping of keys to values, found text"]


def test_an_empty_value_is_an_absent_one() -> None:
    text = "title: x\ntags:\ncount:\n"
    value, problems = decode(parse(text, "f.yaml"), Schema, text, "f.yaml")
    assert (value, problems) == (Schema(title="x"), [])


def test_numbers_and_flags_are_converted() -> None:
    text = "title: 12\ncount: 7\ndraft: True\n"
    value, _ = decode(parse(text, "f.yaml"), Schema, text, "f.yaml")
    assert value == Schema(title="12", count=7, draft=True)


texts = st.text().map(clean)


@given(st.dictionaries(texts.filter(bool), st.one_of(texts, st.lists(texts), st.lists(texts).map(FlowList)), min_size=1, max_size=5))
def test_what_is_dumped_is_read_back(tree: dict[str, object]) -> None:
    assert parse(dump(tree), "f.yaml") == tree


def test_dump_style() -> None:
    tree = {"title": "a: b", "tags": FlowList(["x", "y"]), "links": [FlowDict(kind="code", n=1)]}
    assert dump(tree) == "title: 'a: b'\ntags: [x, y]\nlinks:\n- {kind: code, n: 1}\n"
    shared = ["x"]
    assert "&" not in dump({"a": shared, "b": shared})
    assert dump({"t": "é漢🙂 " + "long " * 100}).count("\n") == 1


def test_lines_of_keys() -> None:
    assert key_lines("# c\na: 1\n'b':\n- x: 1\n\nc: |\n  d: e\n") == {"a": 1, "b": 2, "c": 5}
    assert key_lines("{a: 1, b: 2}") is None
    assert key_lines("") == {}
