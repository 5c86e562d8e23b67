"""Names and lists of names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.ingest.readers.person_names import authors_of, names_others, person, split_names


@pytest.mark.parametrize(
    ("text", "name", "family"),
    [
        ("Smith, John", "John Smith", "Smith"),
        ("Smith,J.A.", "J.A. Smith", "Smith"),
        ("von Neumann, John", "John von Neumann", "von Neumann"),
        ("King, Jr., Martin Luther", "Martin Luther King, Jr.", "King"),
        ("King, Martin Luther, Jr.", "Martin Luther King, Jr.", "King"),
        ("Liu, Jun", "Jun Liu", "Liu"),
        ("Ludwig van Beethoven", "Ludwig van Beethoven", "van Beethoven"),
        ("Jean de la Fontaine", "Jean de la Fontaine", "de la Fontaine"),
        ("John Smith", "John Smith", ""),
        ("{Barnes, Noble and Co.}", "Barnes, Noble and Co.", ""),
        ("Plato", "Plato", ""),
        ("王伟", "王伟", ""),
        ("", "", ""),
        ("},{", "", ""),
    ],
)
def test_a_name(text: str, name: str, family: str) -> None:
    author = person(text)
    assert (author.name, author.family) == (name, family)


def test_the_last_word_is_the_family_name_where_the_format_says_so() -> None:
    assert person("Ada Lovelace", last_is_family=True).family == "Lovelace"
    assert person("ada lovelace", last_is_family=True).family == "lovelace"
    assert person("Simon {van den Berg}", last_is_family=True).family == "van den Berg"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Smith, John and Doe, Jane", ["John Smith", "Jane Doe"]),
        ("John Smith, Jane Doe and Jim Poe", ["John Smith", "Jane Doe", "Jim Poe"]),
        ("A. Smith; C. Doe", ["A. Smith", "C. Doe"]),
        ("Smith, J., Doe, K. L.", ["J. Smith", "K. L. Doe"]),
        ("Smith J, Doe K, et al.", ["Smith J", "Doe K"]),
        ("John Smith & Jane Doe", ["John Smith", "Jane Doe"]),
        ("García López, María and Doe, Jane", ["María García López", "Jane Doe"]),
        ("John Smith, Jr., Jane Doe", ["John Smith, Jr.", "Jane Doe"]),
        ("王伟、李明", ["王伟", "李明"]),
        ("John Smith and others", ["John Smith"]),
        ("", []),
    ],
)
def test_a_list(text: str, names: list[str]) -> None:
    assert [author.name for author in authors_of(text)] == names


def test_lists_of_bibtex() -> None:
    assert split_names("A, B\n and {C and D} AND E F and others") == ["A, B", "{C and D}", "E F"]
    assert split_names("{A and B") == ["{A and B"]
    assert names_others("A B and others")
    assert names_others("A B et al.")
    assert not names_others("A B and Others, C")


@given(st.text())
def test_nothing_raises(text: str) -> None:
    person(text)
    authors_of(text)
    names_others(text)


@given(st.text(alphabet="aA ,;{}\\&.and", max_size=60))
def test_no_name_is_blank(text: str) -> None:
    assert all(author.name == author.name.strip() for author in authors_of(text))
