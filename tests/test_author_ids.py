"""Identifiers that sources give to authors: kept in content, believed with care, shown on the site."""

import json
import random
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen.analysis.people import People, find_people
from sitegen.analysis.people_check import check_authors
from sitegen.build import build
from sitegen.cli import main
from sitegen.ingest.ledger import fingerprint
from sitegen.papers.author_ids import AUTHOR_IDENTIFIERS, check_author_id, kind_of_author_id, resolve_author_id
from sitegen.papers.authors_file import AuthorsFile
from sitegen.papers.frontmatter import write_paper
from sitegen.papers.header import read_paper
from sitegen.papers.paper import Author, Paper, check_url
from sitegen.papers.summary import Summary
from tests.sites import MakeSite, paper
from tests.test_merge import again, candidate, edited, first
from tests.test_people import ONE, TWO, papers_of, problems_of, summary, wishes

ACL = "acl:wei-li-paris"


def by(name: str = "Wei Li", source_id: str = "", orcid: str = "") -> Author:
    return Author(name, orcid, source_id=source_id)


def people_of(*authors: Author, file: AuthorsFile | None = None) -> People:
    """Find the people of papers ``a``, ``b`` …, each with one author."""
    return find_people([summary(chr(ord("a") + place), author) for place, author in enumerate(authors)], file)


@pytest.mark.parametrize(
    ("identifier", "url"),
    [
        ("s2:1741101", "https://www.semanticscholar.org/author/1741101"),
        ("openalex:A5023888391", "https://openalex.org/A5023888391"),
        (ACL, "https://aclanthology.org/people/wei-li-paris/"),
        ("openreview:~Brendan_O'Connor1", "https://openreview.net/profile?id=~Brendan_O%27Connor1"),
        ("openreview:~Raquel_Hervás2", "https://openreview.net/profile?id=~Raquel_Herv%C3%A1s2"),
        ("hf:ada_ex.2", "https://huggingface.co/ada_ex.2"),
    ],
)
def test_an_identifier_leads_to_the_page_about_the_person(identifier: str, url: str) -> None:
    assert check_author_id(identifier) == ""
    assert resolve_author_id(identifier)[1] == url


@pytest.mark.parametrize("text", ["", "s2", "s2:", "s2:12a", "S2:1", "s2:0", "acl:wei-li/unverified", "acl:../x", "hf:a/b", "hf:..", "x:1"])
def test_what_is_no_identifier_is_told(text: str) -> None:
    assert check_author_id(text)


@given(st.sampled_from(sorted(AUTHOR_IDENTIFIERS)), st.text(max_size=30).map(lambda text: f"~{text}1") | st.text(max_size=30))
def test_whatever_passes_makes_a_sound_url_and_survives_the_file(kind: str, value: str) -> None:
    identifier = f"{kind}:{value}"
    if not check_author_id(identifier):
        assert check_url(resolve_author_id(identifier)[1]) == ""
        before = Paper(slug="a", title="A", abstract="", authors=(by(source_id=identifier),), author_count=1, source="a.md")
        assert read_paper(write_paper(before), "a.md", "a") == (before, [])


def test_the_front_matter_has_it_as_id_and_tells_a_wrong_one_with_its_line() -> None:
    text = "---\ntitle: A\nauthors:\n- Ann Lee\n- {name: Wei Li, id: s2:1x}\n---\n"
    _, (problem,) = read_paper(text, "a.md", "a")
    assert (problem.line, problem.message) == (5, '"s2:1x" is not the form of an identifier of Semantic Scholar')
    assert problem.hint == "write it like s2:1741101"
    whole = Paper(slug="a", title="A", abstract="", authors=(by(source_id="s2:1"),), author_count=1)
    assert "- {name: Wei Li, id: 's2:1'}" in write_paper(whole)


def test_an_author_without_one_is_known_to_the_ledger_as_ever() -> None:
    assert fingerprint((Author("Ann Lee", ONE, "Lee", ("Lab",)), Author("Bo Ray"))) == "4a664918ec22"


def test_the_same_record_with_identifiers_adds_them_unless_a_person_changed_the_authors() -> None:
    before = first(candidate(authors=[{"name": "Wei Li"}]))
    after = again(before, candidate(authors=[{"name": "Wei Li", "source_id": "s2:1"}]))
    assert after.changed == ("authors",)
    assert after.paper.authors == (by(source_id="s2:1"),)
    assert again(after, candidate(authors=[{"name": "Wei Li", "source_id": "s2:1"}])).kind == "unchanged"
    held = again(edited(before, authors=(by("Wei Li Sr"),)), candidate(authors=[{"name": "Wei Li", "source_id": "s2:1"}]))
    assert (held.changed, held.held) == ((), ("authors",))
    assert first(candidate(authors=[{"name": "Wei Li", "source_id": "s2:../x"}])).paper.authors == (by(),)


def test_one_identifier_is_one_person_whatever_the_spelling() -> None:
    people = people_of(by("J. Smith", "s2:1"), by("John Adam Smith", "s2:1"), by("J. Smith", "s2:2"))
    assert papers_of(people) == {"johnadam-smith": {"a", "b"}, "j-smith-2": {"c"}, "j-smith": set()}
    assert people.persons["johnadam-smith"].ids == ("s2:1",)


def test_two_identifiers_of_one_source_part_namesakes_at_stable_addresses() -> None:
    people = people_of(by(source_id="s2:1741101"), by(source_id="s2:52"), by(source_id="s2:52"), by())
    assert papers_of(people) == {"wei-li": {"d"}, "wei-li-1101": {"a"}, "wei-li-52": {"b", "c"}}
    assert people.persons["wei-li"].ambiguous
    assert people.persons["wei-li"].namesakes == ("wei-li-1101", "wei-li-52")
    assert set(papers_of(people_of(by(source_id=ACL), by(source_id="acl:wei-li")))) == {"wei-li", "wei-li-paris", people_slug("acl:wei-li")}


def people_slug(identifier: str) -> str:
    return next(
        person.slug for person in people_of(by(source_id=ACL), by(source_id=identifier)).persons.values() if identifier in person.ids
    )


def test_a_name_without_identifier_is_of_the_one_person_who_has_one() -> None:
    people = people_of(by(source_id="s2:1"), by())
    assert papers_of(people) == {"wei-li": {"a", "b"}}
    assert people.persons["wei-li"].ids == ("s2:1",)


def test_identifiers_of_different_sources_do_not_contradict() -> None:
    people = people_of(by(source_id="s2:1"), by(source_id="openalex:A5023888391"), by(orcid=ONE), by())
    assert papers_of(people) == {"wei-li": {"a", "b", "c", "d"}}
    person = people.persons["wei-li"]
    assert (person.orcid, person.ids) == (ONE, ("openalex:A5023888391", "s2:1"))


def test_what_one_source_parts_another_does_not_join() -> None:
    people = people_of(by(source_id="s2:1"), by(source_id="s2:2"), by(source_id="openalex:A5023888391"))
    assert sorted(map(len, papers_of(people).values())) == [0, 1, 1, 1]


def test_a_chain_of_names_that_comes_to_two_people_joins_nobody() -> None:
    chain = (by("Wei Li", "s2:1"), by("Wei Li", orcid=ONE), by("Wei A. Li", orcid=ONE), by("Wei A. Li", "s2:2"))
    assert sorted(map(sorted, papers_of(people_of(*chain)).values())) == [[], [], ["a"], ["b", "c"], ["d"]]


def test_an_orcid_joins_what_a_source_parted_and_goes_along_with_its_identifiers() -> None:
    people = people_of(by(source_id="s2:1", orcid=ONE), by(source_id="s2:2", orcid=ONE), by("W. Li", "s2:2"), by(orcid=TWO))
    assert papers_of(people) == {"wei-li": set(), "wei-li-0097": {"a", "b", "c"}, "wei-li-3700": {"d"}}
    assert people.persons["wei-li-0097"].ids == ("s2:1", "s2:2")


def test_an_identifier_with_two_orcids_is_not_believed() -> None:
    people = people_of(by(source_id="s2:1", orcid=ONE), by(source_id="s2:1", orcid=TWO), by(source_id="s2:1"))
    assert papers_of(people) == {"wei-li": {"c"}, "wei-li-0097": {"a"}, "wei-li-3700": {"b"}}
    assert not any(person.ids for person in people.persons.values())


def test_an_identifier_of_two_names_on_one_paper_is_not_believed() -> None:
    people = find_people([summary("a", by("Ann Lee", "s2:1"), by("Bo Ray", "s2:1")), summary("b", by("Bo Ray"))])
    assert papers_of(people) == {"ann-lee": {"a"}, "bo-ray": {"a", "b"}}


def test_the_file_joins_what_a_source_parted(tmp_path: Path) -> None:
    file = wishes(tmp_path, "- {name: Wei Li, ids: ['s2:1', 's2:2']}\n")
    people = people_of(by(source_id="s2:1"), by("W. Li", "s2:2"), by(source_id="s2:3"), by(source_id="openalex:A500"), by(), file=file)
    assert papers_of(people) == {"wei-li": {"a", "b", "e"}, "wei-li-3": {"c"}, "wei-li-500": {"d"}}
    alone = people_of(by(source_id="s2:1"), by(source_id="openalex:A500"), file=file)
    assert papers_of(alone) == {"wei-li": {"a", "b"}}


def test_an_entry_without_identifiers_has_all_of_its_names(tmp_path: Path) -> None:
    file = wishes(tmp_path, "- {name: Maria Rossi, names: [Maria Bianchi]}\n")
    people = people_of(by("Maria Rossi", "s2:1"), by("Maria Bianchi", "s2:2"), by("M. Bianchi", "s2:2"), file=file)
    assert papers_of(people) == {"maria-rossi": {"a", "b", "c"}}


def test_the_file_parts_what_a_source_took_for_one(tmp_path: Path) -> None:
    file = wishes(tmp_path, "- {name: Wei Li, slug: wei-li-paris, papers: [a]}\n- {name: Wei Li}\n")
    people = people_of(by(source_id="s2:1"), by(source_id="s2:1"), by(), file=file)
    assert papers_of(people) == {"wei-li-paris": {"a"}, "wei-li": {"b", "c"}}
    refused = wishes(tmp_path, "- {name: Wei Li, ids: ['s2:1'], not: [b]}\n")
    assert papers_of(people_of(by(source_id="s2:1"), by(source_id="s2:1"), file=refused))["wei-li"] == {"a"}


def test_an_orcid_wins_over_an_identifier_in_the_file(tmp_path: Path) -> None:
    file = wishes(tmp_path, f"- {{name: Wei Li, orcid: {ONE}}}\n- {{name: Wei Li, slug: wei-li-2, ids: ['s2:1']}}\n")
    people = people_of(by(source_id="s2:1", orcid=ONE), by(source_id="s2:1"), by(source_id="s2:1", orcid=TWO), file=file)
    assert papers_of(people) == {"wei-li": {"a"}, "wei-li-2": {"b", "c"}}


def test_problems_of_ids_in_the_file(tmp_path: Path) -> None:
    text = "- name: Wei Li\n  ids: [s2-1, 's2:2']\n- {name: Bo Ray, ids: ['s2:2']}\n"
    told = [(problem.line, problem.message) for problem in problems_of(tmp_path, text)]
    assert told[0][0] == 2
    assert '"s2-1" is no identifier of a person' in told[0][1]
    assert told[1] == (3, "two people have the id s2:2")
    both = "- {name: Wei Li, ids: ['s2:1']}\n- {name: Wei Li, slug: wei-li-2, ids: ['s2:2']}\n"
    assert len(wishes(tmp_path, both).people) == 2, "their identifiers tell them apart"


def test_an_identifier_that_no_paper_has_is_a_warning(tmp_path: Path) -> None:
    file = wishes(tmp_path, "- {name: Wei Li, ids: ['s2:1', 's2:2']}\n- {name: W. Li, ids: ['s2:3']}\n")
    told = check_authors([summary("a", by(source_id="s2:1")), summary("b", by("Li Wei", "s2:3"))], file)
    assert [(problem.line, problem.message) for problem in told] == [(1, 'no paper has the id "s2:2", of Wei Li')]


NAMES = st.sampled_from(["Wei Li", "Li, Wei", "W. Li", "Wei A. Li", "Ann Lee"])
IDS = st.sampled_from(["", "", "s2:1", "s2:2", "s2:3", "openalex:A500", "openalex:A501", "acl:wei-li-paris"])
AUTHORS = st.lists(st.builds(by, NAMES, IDS, st.sampled_from(["", "", "", ONE, TWO])), max_size=3)
COLLECTIONS = st.lists(AUTHORS, max_size=7).map(lambda many: [summary(f"p{place}", *authors) for place, authors in enumerate(many)])
FILE = """\
- {name: Wei Li, papers: [p1], slug: wei-li-1}
- {name: Wei Li, ids: ['s2:1', 'openalex:A501']}
- {name: Ann Lee, names: [W. Li], not: [p2]}
- {name: Jo, orcid: 0000-0001-5109-3700, ids: ['s2:3']}
"""


@given(COLLECTIONS, st.randoms(use_true_random=False), st.booleans())
@settings(max_examples=300, deadline=None)
def test_the_order_of_papers_changes_nothing_and_every_name_has_an_owner(
    tmp_path_factory: pytest.TempPathFactory, papers: list[Summary], chance: random.Random, with_file: bool
) -> None:
    file = wishes(tmp_path_factory.mktemp("site"), FILE) if with_file else None
    people = find_people(papers, file)
    chance.shuffle(papers)
    assert find_people(papers, file) == people
    for one in papers:
        assert all(people.by_paper[one.slug])
        assert all(one.slug in people.persons[owner].papers for owner in people.by_paper[one.slug])


@given(COLLECTIONS)
@settings(max_examples=300, deadline=None)
def test_nobody_has_two_identifiers_of_one_kind_unless_an_orcid_says_so(papers: list[Summary]) -> None:
    people = find_people(papers)
    for person in people.persons.values():
        kinds = [kind_of_author_id(identifier) for identifier in person.ids]
        assert len(kinds) == len(set(kinds)) or person.orcid
    holders = [identifier for person in people.persons.values() for identifier in person.ids]
    assert len(holders) == len(set(holders)), "an identifier is one person's"


@given(COLLECTIONS, st.sampled_from(["", "s2:9", "openalex:A900"]))
@settings(deadline=None)
def test_papers_of_others_change_nobody(papers: list[Summary], identifier: str) -> None:
    people = find_people(papers)
    more = find_people([*papers, summary("z", by("Unrelated Person", identifier))])
    assert all(more.persons[slug] == person for slug, person in people.persons.items())


def test_a_build_warns_of_what_fits_no_paper_once_and_goes_on(make_site: MakeSite) -> None:
    files = {"content/papers/a.md": paper("A", authors=["Ann Lee"]), "content/authors.yaml": "- name: Anne Lee\n"}
    site = make_site(files)
    result = CliRunner().invoke(main, ["build", "--jobs", "1", "--site", str(site.root)])
    assert result.exit_code == 0, result.output
    assert result.stderr.count("content/authors.yaml:1: no paper names Anne Lee") == 1
    assert 'did you mean "Ann Lee"?' in result.stderr
    draft = {**files, "content/papers/a.md": paper("A", authors=["Anne Lee"], draft=True)}
    assert build(make_site(draft)).warnings == ()


def test_the_site_links_the_pages_about_a_person(make_site: MakeSite) -> None:
    authors = [{"name": "Wei Li", "orcid": ONE, "id": "s2:1741101"}, {"name": "Wei Li", "id": "s2:7"}, "Ann Lee"]
    site = make_site({f"content/papers/p{place}.md": paper(f"P{place}", authors=[who]) for place, who in enumerate(authors * 2)})
    build(site)
    html = (site.output / "authors/wei-li-0097/index.html").read_text(encoding="utf-8")
    assert '<a href="https://www.semanticscholar.org/author/1741101">Semantic Scholar</a>' in html
    assert ">Wei Li (Semantic Scholar 7)</a>" in html
    about = embedded(html)["mainEntity"]
    assert about["sameAs"] == [f"https://orcid.org/{ONE}", "https://www.semanticscholar.org/author/1741101"]
    assert about["identifier"] == f"https://orcid.org/{ONE}"
    one, two, three = (
        embedded((site.output / f"papers/p{place}/index.html").read_text(encoding="utf-8"))["author"][0] for place in range(3)
    )
    assert one["sameAs"] == about["sameAs"]
    assert two["sameAs"] == "https://www.semanticscholar.org/author/7"
    assert "sameAs" not in three


def embedded(html: str) -> dict[str, Any]:
    """Return the JSON-LD of a page."""
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', html)
    assert found
    value: dict[str, Any] = json.loads(found[1])
    return value
