"""A candidate and what is there: who wins, and what happened."""

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen.ingest.candidate import Candidate, make_candidate
from sitegen.ingest.ledger import Entry
from sitegen.ingest.merge import Merged, held_fields, merge, new_paper
from sitegen.ingest.record import Provenance, Record, Rejected
from sitegen.papers.dates import PartialDate
from sitegen.papers.paper import Author, Link, Listing, Paper


class Tagger:
    """Gives the longest word of the title as the tag."""

    def tag(self, title: str, abstract: str, **_: object) -> tuple[str, ...]:
        return (max(title.lower().split(), key=len),)


TAGGER = Tagger()


def candidate(title: str = "A Title", abstract: str = "An abstract.", day: str = "2025-03-12", **fields: object) -> Candidate:
    year, month, date = (int(part) for part in day.split("-"))
    values = {"rank": 1, "listed": PartialDate(year, month, date), **fields}
    made = make_candidate(
        msgspec.convert({"provenance": Provenance("p.txt", 1, "daily-page"), "title": title, "abstract": abstract, **values}, Record)
    )
    assert isinstance(made, Candidate)
    return made


def first(given: Candidate) -> Merged:
    return new_paper(given, "a-title", TAGGER)


def again(before: Merged | tuple[Paper, Entry | None], given: Candidate) -> Merged:
    paper, entry = (before.paper, before.entry) if isinstance(before, Merged) else before
    return merge(paper, entry, given, TAGGER)


def edited(before: Merged, **fields: object) -> tuple[Paper, Entry]:
    return msgspec.structs.replace(before.paper, **fields), before.entry


def test_a_new_paper_has_all_that_the_record_says() -> None:
    paper = first(candidate(author_count=3, published=PartialDate(2024, 5), abstract="Code: https://github.com/a/b.")).paper
    assert (paper.title, paper.author_count, paper.published, paper.tags) == ("A Title", 3, PartialDate(2024, 5), ("title",))
    assert paper.links == (Link("code", "https://github.com/a/b"),)
    assert paper.listed == (Listing(PartialDate(2025, 3, 12), rank=1),)


def test_the_same_again_is_unchanged() -> None:
    merged = again(first(candidate()), candidate())
    assert (merged.kind, merged.changed, merged.held) == ("unchanged", (), ())


def test_another_day_is_listed_again() -> None:
    merged = again(first(candidate()), candidate(day="2025-03-17", rank=9))
    assert merged.kind == "listed"
    assert [listing.rank for listing in merged.paper.listed] == [1, 9]


def test_a_younger_record_is_believed_and_an_older_is_not() -> None:
    young = candidate("A  TITLE", "Another abstract.", day="2025-03-17")
    for merged in (again(first(candidate()), young), again(first(young), candidate())):
        assert (merged.paper.title, merged.paper.abstract) == ("A TITLE", "Another abstract.")
    assert again(first(candidate()), young).kind == "updated"
    assert again(first(young), candidate()).kind == "listed"


def test_nothing_is_emptied_by_a_record_that_says_less() -> None:
    full = first(candidate(author_count=3, published=PartialDate(2024)))
    merged = again(full, candidate(abstract="", day="2025-03-17"))
    assert (merged.paper.abstract, merged.paper.author_count, merged.paper.published) == ("An abstract.", 3, PartialDate(2024))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", "Mine"),
        ("abstract", "Mine."),
        ("abstract", ""),
        ("author_count", 9),
        ("published", PartialDate(2020)),
        ("published", None),
    ],
)
def test_what_a_person_changed_is_held(field: str, value: object) -> None:
    paper, entry = edited(first(candidate(author_count=3, published=PartialDate(2024))), **{field: value})
    merged = merge(
        paper, entry, candidate(author_count=4, published=PartialDate(2025), abstract="New.", title="A titlE", day="2025-03-12"), TAGGER
    )
    assert getattr(merged.paper, field) == value
    assert merged.held == (field,)
    assert held_fields(paper, entry) == (field,)
    assert getattr(again(merged, candidate(day="2026-01-01", author_count=5)).paper, field) == value


def test_a_held_paper_that_changes_in_nothing_else_is_held() -> None:
    assert again(edited(first(candidate()), title="Mine"), candidate()).kind == "held"


def test_what_a_person_put_back_is_no_longer_held() -> None:
    before = first(candidate())
    assert again(edited(before, title="A Title"), candidate("A TITLE", day="2025-03-17")).paper.title == "A TITLE"


def test_chosen_tags_stay_and_others_follow_the_text() -> None:
    before = first(candidate())
    young = candidate("A Tit-le", day="2025-03-17")
    assert again(before, young).paper.tags == ("tit-le",)
    assert again(edited(before, tags=("mine",)), young).paper.tags == ("mine",)
    assert again(edited(before, tags=()), young).paper.tags == ()


def test_a_removed_listing_link_or_identifier_is_not_added_again() -> None:
    record = candidate(abstract="See https://github.com/a/b and https://a.org/x/.", ids=[["arxiv", "2503.07460"]])
    merged = again(edited(first(record), listed=(), links=(), ids=()), record)
    assert (merged.paper.listed, merged.paper.links, merged.paper.ids) == ((), (), ())
    without_slash = candidate(abstract="See https://a.org/x.", day="2025-03-17")
    assert again(merged, without_slash).paper.links == ()


def test_a_link_of_another_kind_stays_as_the_person_wants_it() -> None:
    before = first(candidate(abstract="See https://a.org/x."))
    wanted = (Link("demo", "https://a.org/x"),)
    assert again(edited(before, links=wanted), candidate(abstract="Code: https://a.org/x/", day="2025-03-17")).paper.links == wanted


def test_two_links_that_a_person_wrote_stay_two() -> None:
    both = (Link("code", "https://a.org/x"), Link("demo", "https://a.org/x/"))
    assert again(edited(first(candidate()), links=both), candidate(abstract="https://a.org/x", day="2025-03-17")).paper.links == both


def test_links_do_not_depend_on_who_came_first_but_on_the_person() -> None:
    one, two = candidate(abstract="https://b.org/x https://github.com/a/b"), candidate(abstract="https://a.org/x", day="2025-03-17")
    assert again(first(one), two).paper.links == again(first(two), one).paper.links
    reordered = tuple(reversed(first(one).paper.links))
    assert again(edited(first(one), links=reordered), two).paper.links[:2] == reordered


def test_of_two_ranks_on_a_day_the_better_stands() -> None:
    for ranks in ((3, 1, 2), (1, 2, 3), (0, 1, 5)):
        merged = first(candidate(rank=ranks[0]))
        for rank in ranks[1:]:
            merged = again(merged, candidate(rank=rank))
        assert [listing.rank for listing in merged.paper.listed] == [1]


def test_a_paper_that_a_person_made_is_only_completed() -> None:
    paper = Paper(slug="x", title="A Title!", abstract="", tags=("mine",))
    merged = again((paper, None), candidate(author_count=3))
    assert (merged.paper.title, merged.paper.abstract, merged.paper.author_count, merged.paper.tags) == (
        "A Title!",
        "An abstract.",
        3,
        ("mine",),
    )
    assert merged.held == ("title",)


def test_authors_are_counted() -> None:
    many = candidate(authors=[{"name": f"Author {number}"} for number in range(5)])
    few = candidate(author_count=3, day="2025-03-17")
    for merged in (again(first(many), few), again(first(few), many)):
        assert (len(merged.paper.authors), merged.paper.author_count) == (5, 5)
        assert held_fields(merged.paper, merged.entry) == ()
    assert again(first(many), few).entry == again(first(few), many).entry
    assert again(again(first(many), few), candidate(author_count=7, day="2025-04-01")).paper.author_count == 7


ANN, BOB = "0000-0002-1825-0097", "0000-0001-5109-3700"


def authors_of(*candidates: Candidate) -> dict[str, tuple[str, str]]:
    merged = first(candidates[0])
    for one in candidates[1:]:
        merged = again(merged, one)
    assert held_fields(merged.paper, merged.entry) == ()
    return {author.name: (author.orcid, author.source_id) for author in merged.paper.authors}


def test_authors_keep_their_identifiers_when_a_younger_list_knows_none() -> None:
    old = candidate(
        authors=[{"name": "Ann Böhm", "orcid": ANN}, {"name": "Bob Lee", "source_id": "s2:7"}, {"name": "Cy Ray", "orcid": BOB}]
    )
    young = candidate(authors=[{"name": "Boehm, Ann"}, {"name": "Ann Bohm"}, {"name": "Bob Lee"}], day="2025-03-17")
    expected = {"Boehm, Ann": ("", ""), "Ann Bohm": (ANN, ""), "Bob Lee": ("", "s2:7")}
    assert authors_of(old, young) == authors_of(young, old) == expected


def test_identifiers_of_several_records_come_together_unless_they_contradict() -> None:
    one = candidate(authors=[{"name": "Ann B", "orcid": ANN, "source_id": "s2:7"}])
    two = candidate(authors=[{"name": "Ann B", "source_id": "openalex:A170"}], day="2025-03-17")
    three = candidate(authors=[{"name": "Ann B", "source_id": "openalex:A180"}], day="2025-03-18")
    assert authors_of(one, two) == authors_of(two, one) == {"Ann B": (ANN, "openalex:A170")}
    assert authors_of(two, three, one) == authors_of(one, three, two) == {"Ann B": (ANN, "openalex:A180")}
    other = candidate(authors=[{"name": "Ann B", "orcid": BOB, "source_id": "s2:8"}], day="2025-03-19")
    assert authors_of(other, one) == authors_of(one, other) == {"Ann B": (BOB, "s2:8")}
    assert authors_of(one, other, candidate(authors=[{"name": "Ann B"}], day="2025-04-01")) == {"Ann B": (BOB, "s2:8")}


def test_namesakes_on_one_paper_get_no_identifiers_from_another_list() -> None:
    old = candidate(authors=[{"name": "Wei Wang", "orcid": ANN}, {"name": "Wei Wang", "orcid": BOB}])
    assert [author.orcid for author in first(old).paper.authors] == [ANN, BOB]
    namesakes = [{"name": "Wei Wang", "affiliations": ["A"]}, {"name": "Wei Wang", "affiliations": ["B"]}]
    same = candidate(authors=namesakes, day="2025-03-17")
    assert [author.orcid for author in again(first(old), same).paper.authors] == [ANN, BOB]
    other = candidate(authors=[*namesakes, {"name": "Cy Ray"}], day="2025-03-17")
    assert [author.orcid for author in again(first(old), other).paper.authors] == ["", "", ""]


def test_an_identifier_that_a_person_removed_does_not_come_back() -> None:
    one = candidate(authors=[{"name": "Ann B", "orcid": ANN}])
    paper, entry = edited(first(one), authors=(Author("Ann B"),))
    merged = again((paper, entry), candidate(authors=[{"name": "Ann B", "orcid": ANN}, {"name": "Bob"}], day="2025-03-17"))
    assert (merged.paper.authors, merged.held) == ((Author("Ann B"),), ("authors",))


def test_identifiers_of_an_older_ledger_are_kept_too() -> None:
    before = first(candidate(authors=[{"name": "Ann B", "orcid": ANN}]))
    entry = msgspec.structs.replace(before.entry, author_ids=())
    merged = again((before.paper, entry), candidate(authors=[{"name": "Ann B"}, {"name": "Bob"}], day="2025-03-17"))
    assert [author.orcid for author in merged.paper.authors] == [ANN, ""]


people = st.lists(
    st.builds(
        lambda name, orcid, source: {"name": name, "orcid": orcid, "source_id": source},
        st.sampled_from(["Ann B", "B, Ann", "Bob", "?!"]),
        st.sampled_from(["", ANN, BOB]),
        st.sampled_from(["", "s2:7", "s2:8", "openalex:A170"]),
    ),
    max_size=3,
)

records = st.builds(
    candidate,
    title=st.sampled_from(["A Title", "A TITLE", "A  title!", "a-title"]),
    abstract=st.sampled_from(["", "One.", "Two: https://a.org/x.", "Code: https://github.com/a/b and https://a.org/x."]),
    day=st.sampled_from(["2025-03-12", "2025-03-13", "2024-01-01"]),
    rank=st.integers(0, 3),
    author_count=st.integers(0, 12),
    published=st.sampled_from([None, PartialDate(2024), PartialDate(2024, 5)]),
    authors=people,
)


@settings(deadline=None)
@given(
    st.lists(records, min_size=2, max_size=5).flatmap(
        lambda given_records: st.tuples(st.just(given_records), st.permutations(given_records))
    )
)
def test_any_order_gives_the_same(orders: tuple[list[Candidate], list[Candidate]]) -> None:
    def all_of(candidates: list[Candidate]) -> tuple[Paper, Entry]:
        merged = first(candidates[0])
        for one in candidates[1:]:
            merged = again(merged, one)
        return merged.paper, merged.entry

    assert all_of(orders[0]) == all_of(orders[1])


@pytest.mark.parametrize(
    ("title", "message"),
    [("", "the record has no title"), (" \u202e\x00 ", "the record has no title"), ("?!?", 'the title "?!?" holds no letter and no digit')],
)
def test_a_record_without_a_title_is_rejected_whole(title: str, message: str) -> None:
    made = make_candidate(Record(provenance=Provenance("p.txt", 7, "daily-page"), title=title, abstract="The abstract"))
    assert isinstance(made, Rejected)
    assert (made.problem.path, made.problem.line, made.problem.message) == ("p.txt", 7, message)
    assert "The abstract" in made.text


def test_a_candidate_is_clean() -> None:
    made = candidate(
        "H$^2$SD:\n \\textbf{Fast} \u202eR&amp;D",
        "See `code' at \\url{https://github.com/a/b_c}.\x00 # No *markup*",
        links=[{"kind": "code", "url": "javascript:alert(1)"}],
        ids=[["arxiv", "../x"], ["doi", "10.1000/1"]],
        authors=[{"name": " Ann  B ", "orcid": "evil"}, {"name": "\u200e\x00"}],
    )
    assert made.title == "H$^2$SD: Fast R&D"
    assert made.abstract == "See ‘code’ at https://github.com/a/b_c. # No \\*markup\\*"
    assert made.links == (Link("code", "https://github.com/a/b_c"),)
    assert made.ids == (("doi", "10.1000/1"),)
    assert made.authors[0] == Author("Ann B")
