"""Names of which nothing but the name is known: told in one pass, as if each were looked at like all the others."""

from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen.analysis import people as module
from sitegen.analysis.people import NO_PEOPLE, People, find_people
from sitegen.analysis.plain_names import Names, sort_names
from sitegen.papers.authors_file import AuthorsFile, load_authors
from sitegen.papers.paper import Author
from sitegen.papers.summary import Summary
from tests.test_people import ONE, TWO, summary

SPELLINGS = ("Ann Lee", "Ánn Lee", "ANN LEE", "Lee, Ann", "Ann", "Ann Others", "W. Li", "Wei Li", "张伟", "?")
NAMES = st.sampled_from(SPELLINGS)
PLAIN = st.builds(Author, NAMES, hidden=st.sampled_from([False, False, True]))
KNOWN = st.builds(
    Author, NAMES, st.sampled_from(["", ONE, TWO]), source_id=st.sampled_from(["", "s2:1", "openalex:A2"]), hidden=st.booleans()
)
PAPERS = st.lists(st.tuples(st.lists(st.one_of(PLAIN, PLAIN, PLAIN, KNOWN), max_size=4), st.integers(2000, 2003)), max_size=7)
FILE = """\
- {name: Jo, slug: ann, orcid: 0000-0001-5109-3700, not: [p1]}
- {name: Wei Li, papers: [p1, p2]}
"""


def without_short_cut(papers: Iterable[Summary], wishes: AuthorsFile) -> Names:
    """Part names as if of each of them more were told."""
    names = sort_names(papers, wishes)
    return Names(frozenset(), names.plain | names.told_of, names.hidden)


def everything(people: People, papers: Iterable[Summary]) -> tuple[object, ...]:
    """Return what can be asked of people, persons in their order."""
    thresholds = [people.with_pages(threshold) for threshold in range(4)]
    written = {paper.slug: people.persons.names_on(paper.slug) for paper in papers}
    return list(people.persons.items()), list(people.by_paper.items()), thresholds, people.with_several_papers, people.known_as, written


@given(PAPERS, st.booleans())
@settings(max_examples=300, deadline=None)
def test_the_short_cut_for_plain_names_changes_nothing(
    tmp_path_factory: pytest.TempPathFactory, drawn: list[tuple[list[Author], int]], with_file: bool
) -> None:
    papers = [summary(f"p{place}", *authors, year=year) for place, (authors, year) in enumerate(drawn)]
    path = tmp_path_factory.mktemp("site") / "authors.yaml"
    path.write_text(FILE if with_file else "", encoding="utf-8")
    wishes = load_authors(path, "content/authors.yaml")
    people = find_people(papers, wishes)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "sort_names", without_short_cut)
        slow = find_people(papers, wishes)
    assert everything(people, papers) == everything(slow, papers)
    assert len(people.persons) == len(list(people.persons))
    assert people.with_several_papers == {slug for slug, person in people.persons.items() if len(person.papers) > 1}
    for slug, person in people.persons.items():
        assert slug in people.persons
        assert all((slug, person.name) in people.persons.names_on(paper) for paper in person.papers)


def test_nobody_is_not_there() -> None:
    assert "ann-lee" not in NO_PEOPLE.persons
    people = find_people([summary("a", "Ann Lee", Author("Bo Ray", hidden=True))])
    assert "bo-ray" not in people.persons
    with pytest.raises(KeyError):
        people.persons["bo-ray"]


def test_a_name_whose_address_an_entry_of_the_file_took_gets_another(tmp_path: Path) -> None:
    path = tmp_path / "authors.yaml"
    path.write_text("- {name: Jo, slug: ann}\n", encoding="utf-8")
    wishes = load_authors(path, "content/authors.yaml")
    assert find_people([summary("a", "Ann", "Jo")], wishes).by_paper["a"] == ("ann-others", "ann")
    own, other = find_people([summary("a", "Ann", "Ann Others")], wishes).by_paper["a"]
    assert own != other
    assert {slug[:-8] for slug in (own, other)} == {"ann-others-"}, "neither is the first"
