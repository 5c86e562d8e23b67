"""Who wrote the papers: spellings that meet, people who stay apart, and what the authors' file says about both."""

import random
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sitegen.analysis.people import People, find_people
from sitegen.analysis.people_check import check_authors
from sitegen.analysis.persons import Person
from sitegen.errors import Problem, SitegenError
from sitegen.papers.authors_file import AuthorsFile, load_authors
from sitegen.papers.dates import PartialDate
from sitegen.papers.frontmatter import is_slug
from sitegen.papers.names import read_name, slug_of_key
from sitegen.papers.paper import Author
from sitegen.papers.summary import Summary

ONE = "0000-0002-1825-0097"
TWO = "0000-0001-5109-3700"


def summary(slug: str, *authors: str | Author, year: int = 2025, ids: tuple[tuple[str, str], ...] = ()) -> Summary:
    named = tuple(Author(author) if isinstance(author, str) else author for author in authors)
    names = tuple(read_name(author.name) for author in named)
    return Summary(slug=slug, title=slug, plain_title=slug, authors=named, author_names=names, published=PartialDate(year), ids=ids)


def wishes(tmp_path: Path, text: str) -> AuthorsFile:
    path = tmp_path / "authors.yaml"
    path.write_text(text, encoding="utf-8")
    return load_authors(path, "content/authors.yaml")


def problems_of(tmp_path: Path, text: str) -> tuple[Problem, ...]:
    with pytest.raises(SitegenError) as caught:
        wishes(tmp_path, text)
    return caught.value.problems


def papers_of(people: People) -> dict[str, set[str]]:
    return {slug: set(person.papers) for slug, person in people.persons.items()}


@pytest.mark.parametrize(
    "spellings",
    [
        ("Jörg Tiedemann", "Jorg Tiedemann", "JÖRG TIEDEMANN", "Tiedemann, Jörg", "Jo\u0308rg Tiedemann"),
        ("Jean-Pierre Dupont", "Jean Pierre Dupont", "Jean\u2010Pierre Dupont", "Dupont, Jean-Pierre", "Jeanpierre Dupont"),
        ("Jan van der Berg", "van der Berg, Jan", "Berg, Jan van der", "Jan Van Der Berg", "Jan vander Berg"),
        ("Mahmoud El-Haj", "Mahmoud El Haj", "Mahmoud ElHaj"),
        ("Pat O'Brien", "Pat O’Brien", "Pat OBrien"),
        ("J. K. Smith", "J.K. Smith", "J K Smith", "JK Smith", "Smith, J. K."),
        ("John Smith Jr.", "John Smith, Jr.", "Smith, John, Jr.", "Smith, Jr., John"),
        ("Søren Łukasz Weiß", "Soren Lukasz Weiss"),
        ("Ahmet Yıldırım", "Ahmet Yildirim", "AHMET YILDIRIM"),
        ("王伟", "王 伟", "王，伟"),
        ("김민수", "김 민수"),
        ("Иван Петров", "Петров, Иван", "ИВАН ПЕТРОВ"),
    ],
)
def test_spellings_of_one_name_meet(spellings: tuple[str, ...]) -> None:
    assert len({read_name(spelling).key for spelling in spellings}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("J. Smith", "John Smith"),
        ("J. K. Smith", "J. Smith"),
        ("J. K. Smith", "John K. Smith"),
        ("John A. Smith", "John Smith"),
        ("John Smith", "John Smith Jr."),
        ("Xian Li", "Xi Anli"),
        ("张伟", "章薇"),
        ("がくと", "かくと"),
        ("Wei Li", "Li Wei"),
    ],
)
def test_names_that_may_be_of_two_people_stay_apart(one: str, other: str) -> None:
    assert read_name(one).key != read_name(other).key


@pytest.mark.parametrize("name", ["The BigScience Team, Paris", "Google, Inc.", "Department of Linguistics, University of X", "A, B, C, D"])
def test_what_is_no_family_name_with_a_comma_is_not_turned_round(name: str) -> None:
    assert read_name(name).shown == name


@settings(deadline=None)
@given(st.text(max_size=120))
@example("Ꝑ")
@example("0𝘼")
def test_every_name_has_a_key_that_is_stable_and_a_slug_fit_for_an_address(name: str) -> None:
    read = read_name(name)
    if read.key:
        slug = slug_of_key(read.key)
        assert is_slug(slug)
        assert len(slug) > 1
        assert read_name(read.shown).key == read.key
        assert read.family in read.key


def test_slugs_of_other_scripts_are_readable_and_apart() -> None:
    one, other = slug_of_key(read_name("张伟").key), slug_of_key(read_name("章薇").key)
    assert one.startswith("zhangwei-")
    assert one != other
    assert slug_of_key(read_name("Christopher D. Manning").key) == "christopher-d-manning"


def test_the_most_frequent_spelling_is_shown_and_does_not_change_the_address() -> None:
    people = find_people([summary("a", "Jorg Tiedemann"), summary("b", "Jörg Tiedemann"), summary("c", "Tiedemann, Jörg")])
    person = people.persons["jorg-tiedemann"]
    name = read_name("Jörg Tiedemann")
    papers = ("a", "b", "c")
    assert person == Person(slug="jorg-tiedemann", name=name.shown, read_name=name, papers=papers, spellings=("Jorg Tiedemann",))
    assert person.sort_key == "tiedemann jorg"


def test_papers_are_newest_first() -> None:
    papers = [summary("old", "Ann Lee", "Bo Ray", year=2020), summary("new", "Bo Ray", "Ann Lee", "Cy Fox", year=2024)]
    people = find_people(papers)
    assert people.persons["ann-lee"].papers == ("new", "old")
    assert people.by_paper == {"new": ("bo-ray", "ann-lee", "cy-fox"), "old": ("ann-lee", "bo-ray")}


def test_hidden_authors_and_names_without_a_letter_are_nobody() -> None:
    people = find_people([summary("a", "???", Author("Ann Lee", hidden=True), "Bo Ray")])
    assert set(people.persons) == {"bo-ray"}
    assert people.by_paper["a"] == ("", "", "bo-ray")


def test_one_orcid_is_one_person_whatever_the_spelling() -> None:
    people = find_people([summary("a", Author("J. Smith", ONE)), summary("b", Author("John Adam Smith", ONE)), summary("c", "J. Smith")])
    assert papers_of(people) == {"johnadam-smith": {"a", "b"}, "j-smith": {"c"}}
    assert people.persons["johnadam-smith"].name == "John Adam Smith"
    assert people.persons["j-smith"].initials
    assert people.persons["j-smith"].namesakes == ("johnadam-smith",)


def test_a_name_that_one_orcid_bears_is_that_person() -> None:
    people = find_people([summary("a", Author("Wei Li", ONE)), summary("b", "Wei Li")])
    assert papers_of(people) == {"wei-li": {"a", "b"}}
    assert people.persons["wei-li"].orcid == ONE


def test_namesakes_stay_apart_and_what_has_no_orcid_says_so() -> None:
    people = find_people([summary("a", Author("Wei Li", ONE)), summary("b", Author("Wei Li", TWO)), summary("c", "Wei Li")])
    assert papers_of(people) == {"wei-li": {"c"}, "wei-li-0097": {"a"}, "wei-li-3700": {"b"}}
    assert [people.persons[slug].ambiguous for slug in people.persons] == [True, False, False]
    assert people.persons["wei-li"].namesakes == ("wei-li-0097", "wei-li-3700")


def test_an_address_that_was_one_persons_leads_to_the_namesakes_when_a_second_comes() -> None:
    people = find_people([summary("a", Author("Wei Li", ONE)), summary("b", Author("Wei Li", TWO))])
    assert people.persons["wei-li"].papers == ()
    assert people.persons["wei-li"].ambiguous


def test_an_orcid_that_a_source_gave_to_everybody_on_a_paper_is_not_believed() -> None:
    people = find_people([summary("a", Author("Ann Lee", ONE), Author("Bo Ray", ONE)), summary("b", "Bo Ray")])
    assert papers_of(people) == {"ann-lee": {"a"}, "bo-ray": {"a", "b"}}


def test_one_name_twice_on_a_paper_is_two_people() -> None:
    assert find_people([summary("a", "Wei Li", "Wei Li")]).persons["wei-li"].ambiguous


def test_the_file_merges_spellings(tmp_path: Path) -> None:
    file = wishes(tmp_path, "- name: Maria Rossi\n  names: [M. Rossi, 'Bianchi, Maria']\n  note: Changed her name.\n")
    people = find_people([summary("a", "Maria Rossi"), summary("b", "Maria Bianchi"), summary("c", "M. Rossi")], file)
    assert papers_of(people) == {"maria-rossi": {"a", "b", "c"}}
    assert people.persons["maria-rossi"].spellings == ("M. Rossi", "Maria Bianchi")
    assert people.persons["maria-rossi"].note == "Changed her name."


def test_the_file_splits_namesakes_by_papers(tmp_path: Path) -> None:
    text = "- {name: Wei Li, slug: wei-li-paris, papers: [a, 'arXiv:2503.00001']}\n".replace("arXiv", "arxiv") + "- {name: Wei Li}\n"
    papers = [summary("a", "Wei Li"), summary("b", "Wei Li", ids=(("arxiv", "2503.00001"),)), summary("c", "Wei Li")]
    assert papers_of(find_people(papers, wishes(tmp_path, text))) == {"wei-li-paris": {"a", "b"}, "wei-li": {"c"}}


def test_who_lists_papers_gets_no_other_by_name(tmp_path: Path) -> None:
    people = find_people([summary("a", "Wei Li"), summary("b", "Wei Li")], wishes(tmp_path, "- {name: Wei Li, papers: [a]}\n"))
    assert papers_of(people) == {"wei-li": {"a"}, "wei-li-others": {"b"}}


def test_a_paper_that_is_not_theirs(tmp_path: Path) -> None:
    file = wishes(tmp_path, f"- {{name: Wei Li, orcid: {ONE}, not: [b, c]}}\n")
    people = find_people([summary("a", Author("Wei Li", ONE)), summary("b", "Wei Li"), summary("c", Author("Wei Li", ONE))], file)
    assert papers_of(people)["wei-li"] == {"a"}
    assert not papers_of(people)["wei-li"] & {"b", "c"}


def test_a_person_of_the_file_has_one_orcid_at_most(tmp_path: Path) -> None:
    file = wishes(tmp_path, "- name: Wei Li\n")
    one = [summary("a", Author("Wei Li", ONE)), summary("b", "Wei Li")]
    assert papers_of(find_people(one, file)) == {"wei-li": {"a", "b"}}
    two = [*one, summary("c", Author("Wei Li", TWO))]
    assert papers_of(find_people(two, file)) == {"wei-li": {"b"}, "wei-li-0097": {"a"}, "wei-li-3700": {"c"}}


NAMES = st.sampled_from(["Wei Li", "Li, Wei", "W. Li", "Ann Lee", "Ánn Lee", "John A. Smith", "John Smith", "J. Smith", "张伟", "?"])
AUTHORS = st.lists(st.builds(Author, NAMES, st.sampled_from(["", "", ONE, TWO])), max_size=4)


@st.composite
def collections(draw: st.DrawFn) -> list[Summary]:
    many = draw(st.lists(st.tuples(AUTHORS, st.integers(2000, 2004)), max_size=7))
    return [summary(f"p{number}", *authors, year=year) for number, (authors, year) in enumerate(many)]


FILE = """\
- {name: Wei Li, papers: [p1], slug: wei-li-1}
- {name: Ann Lee, names: [W. Li], not: [p2]}
- {name: Jo, orcid: 0000-0001-5109-3700}
"""


@given(collections(), st.randoms(use_true_random=False), st.booleans())
@settings(max_examples=200, deadline=None)
def test_the_order_of_papers_changes_nothing_and_every_name_has_an_owner(
    tmp_path_factory: pytest.TempPathFactory, papers: list[Summary], chance: random.Random, with_file: bool
) -> None:
    file = wishes(tmp_path_factory.mktemp("site"), FILE) if with_file else None
    people = find_people(papers, file)
    chance.shuffle(papers)
    assert find_people(papers, file) == people
    for paper in papers:
        owners = people.by_paper[paper.slug]
        assert len(owners) == len(paper.authors)
        assert all((owner == "") == (author.name == "?") for owner, author in zip(owners, paper.authors, strict=True))
        assert all(paper.slug in people.persons[owner].papers for owner in owners if owner)
    claimed = {(paper, slug) for slug, person in people.persons.items() for paper in person.papers}
    assert claimed == {(paper, owner) for paper, owners in people.by_paper.items() for owner in owners if owner}


@settings(deadline=None)
@given(collections(), st.data())
def test_papers_of_other_names_change_nobody(papers: list[Summary], data: st.DataObject) -> None:
    people = find_people(papers)
    more = find_people([*papers, summary("z", "Unrelated Person", data.draw(st.sampled_from(["Zoe Zed", "李娜"])))])
    assert all(more.persons[slug] == person for slug, person in people.persons.items())


def test_no_file_and_an_empty_one_say_nothing(tmp_path: Path) -> None:
    assert load_authors(tmp_path / "authors.yaml", "x") == AuthorsFile()
    assert wishes(tmp_path, "# nobody yet\n").people == ()


def test_every_problem_of_the_file_is_told_with_its_line(tmp_path: Path) -> None:
    text = """\
- nam: Ann Lee
- name: "???"
- name: Bo Ray
  slug: Bo Ray
  orcid: 0000-0002-1825-0098
  url: javascript:alert(1)
- name: Cy Fox
  papers: [2503.07460, "arxi:2503.07460"]
- words
- name: Di Elk
  names: Di E.
"""
    assert [(problem.line, problem.message.partition(" is ")[0]) for problem in problems_of(tmp_path, text)] == [
        (1, 'the key "name"'),
        (1, 'unknown key "nam"'),
        (2, 'the name "???" has no letter'),
        (4, '"Bo Ray"'),
        (5, '"0000-0002-1825-0098"'),
        (6, '"javascript:alert(1)"'),
        (8, '"2503.07460"'),
        (8, '"arxi"'),
        (9, "expected a person with a name"),
        (11, '"names" must be a list'),
    ]
    hints = " ".join(problem.hint for problem in problems_of(tmp_path, text))
    assert 'did you mean "name"?' in hints
    assert "write: arxiv:2503.07460" in hints


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("- {name: Wei Li}\n- {name: Wei Lí, slug: other}\n", 'two people claim the name "Wei Lí"'),
        ("- {name: Wei Li, papers: [a]}\n- {name: Wei Li, papers: [a], slug: x2}\n", 'two people of one name claim the paper "a"'),
        ("- {name: Wei Li, papers: [a]}\n- {name: Wei Li, papers: [b]}\n", "two people have the slug wei-li"),
        (f"- {{name: Ann Lee, orcid: {ONE}}}\n- {{name: Bo Ray, orcid: {ONE}}}\n", f"two people have the orcid {ONE}"),
        ("- {name: Wei Li, papers: [a], not: [a]}\n", '"a" stands in both "papers" and "not"'),
        ("name: Wei Li\n", "expected a list of people"),
    ],
)
def test_contradictions_are_told(tmp_path: Path, text: str, message: str) -> None:
    assert message in [problem.message for problem in problems_of(tmp_path, text)]


def test_what_fits_no_paper_is_a_warning_and_stops_nothing(tmp_path: Path) -> None:
    file = wishes(tmp_path, "- {name: Wei Li, papers: [alpha-2, alpha-papre]}\n- {name: Anne Lee}\n")
    papers = [summary("alpha-2", "Wei Li"), summary("alpha-paper", "Ann Lee")]
    told = check_authors(papers, file)
    assert [(problem.line, problem.severity, problem.message, problem.hint) for problem in told] == [
        (1, "warning", 'no paper is "alpha-papre", of Wei Li', 'did you mean "alpha-paper"?'),
        (2, "warning", "no paper names Anne Lee", 'did you mean "Ann Lee"?'),
    ]
    assert papers_of(find_people(papers, file))["wei-li"] == {"alpha-2"}
