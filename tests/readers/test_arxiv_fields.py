import time

import pytest

from sitegen.ingest.readers.arxiv_fields import (
    abstract_of,
    arxiv_authors,
    categories_of,
    dois_of,
    is_later,
    is_withdrawn,
    publication_of,
    submitted_month,
)
from sitegen.papers.dates import PartialDate
from sitegen.papers.publication import Publication


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  One\ntwo\nthree", "One two three"),
        ("One\ntwo\n  Three\nfour", "One two\n\nThree four"),
        ("One\n\nTwo", "One\n\nTwo"),
        ("\n    One\n    two\n  ", "One two"),
        ("One\n  two\n  three\n\n  Four", "One two three\n\nFour"),
        ("", ""),
    ],
)
def test_abstracts_are_folded(text: str, expected: str) -> None:
    assert abstract_of(text) == expected


@pytest.mark.parametrize(
    ("comment", "expected"),
    [
        ("Withdrawn", True),
        ("This paper has been withdrawn by the author due to an error", True),
        ("withdrawn by arXiv admin", True),
        ("This submission is temporarily withdrawn", True),
        ("We withdraw this paper because of Lemma 2", True),
        ("12 pages, 3 figures", False),
        ("Supersedes the withdrawn paper arXiv:1234.5678", False),
        ("An earlier version was withdrawn by the authors; this one is new", False),
        ("On withdrawn bank deposits", False),
    ],
)
def test_withdrawals(comment: str, expected: bool) -> None:
    assert is_withdrawn(comment) is expected


def test_an_abstract_that_is_a_notice_is_a_withdrawal_and_one_that_names_one_is_not() -> None:
    assert is_withdrawn("", "This paper has been withdrawn.")
    assert not is_withdrawn("", "We study how often a product has been withdrawn from the market.")


@pytest.mark.parametrize(
    ("text", "venue", "volume", "issue", "pages"),
    [
        ("Phys.Rev. D93 (2015) 016005", "Phys.Rev.", "D93", "", "016005"),
        ("Nature 521, 436-444 (2015)", "Nature", "521", "", "436-444"),
        ("PLoS Comput Biol 4(4): e1000028 (2008)", "PLoS Comput Biol", "4", "4", "e1000028"),
        ("JHEP 1601:123,2016", "JHEP", "1601", "", "123"),
        ("Some Trans. Things, vol. 40, no. 4, pp. 834-848, 2018", "Some Trans. Things", "40", "4", "834-848"),
        ("Eur. Phys. J. C 77, 856 (2017); Erratum-ibid. 78", "Eur. Phys. J. C", "77", "", "856"),
    ],
)
def test_simple_references_to_journals(text: str, venue: str, volume: str, issue: str, pages: str) -> None:
    assert publication_of(text) == Publication(kind="article-journal", venue=venue, volume=volume, issue=issue, pages=pages)


def test_other_references_are_the_venue() -> None:
    assert publication_of("Proceedings of XYZ 2020, pages 1-3") == Publication(
        kind="paper-conference", venue="Proceedings of XYZ 2020, pages 1-3"
    )
    assert publication_of("XYZ 2020") == Publication(venue="XYZ 2020")
    assert publication_of(" ") is None
    assert publication_of("a long story " * 40) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Jane Doe, John Roe and Ann Poe", ["Jane Doe", "John Roe", "Ann Poe"]),
        ("Jane Doe (MIT, USA), John Roe (Univ. (of) X) et al.", ["Jane Doe <MIT, USA>", "John Roe <Univ. (of) X>"]),
        ("Jane Doe (1), John Roe (1 and 2) ((1) A, B, (2) C (D))", ["Jane Doe <A, B>", "John Roe <A, B; C (D)>"]),
        ('The X Collaboration: Jane Doe, J. M{\\"u}ller', ["The X Collaboration", "Jane Doe", "J. Müller"]),
        ("X-Lab, :, Jane Doe, Jr., Li (Lee) Na", ["X-Lab", "Jane Doe, Jr.", "Li (Lee) Na"]),
        ("Jane Doe (1), John Roe (2)", ["Jane Doe", "John Roe"]),
        ("", []),
    ],
)
def test_lists_of_authors(text: str, expected: list[str]) -> None:
    found = arxiv_authors(text)
    assert [each.name + (f" <{'; '.join(each.affiliations)}>" if each.affiliations else "") for each in found] == expected


def test_a_name_may_hold_and_where_lists_have_commas_only() -> None:
    (author,) = arxiv_authors("the X and Y Collaborations", by_and=False)
    assert author.name == "the X and Y Collaborations"


def test_months_of_identifiers() -> None:
    assert submitted_month("2401.00001") == PartialDate(2024, 1)
    assert submitted_month("hep-th/9901001") == PartialDate(1999, 1)
    assert submitted_month("0704.0001") == PartialDate(2007, 4)
    assert submitted_month("x") is None
    assert not is_later(PartialDate(2024, 1, 31), "2401.00001")
    assert not is_later(PartialDate(2023, 12, 30), "2401.00001")
    assert is_later(PartialDate(2026, 8, 30), "2401.00001")
    assert not is_later(None, "2401.00001")


def test_categories_and_dois() -> None:
    assert categories_of(("cs.CL", "68T50", "I.2.7", "cond-mat.mtrl-sci", "hep-th", "cs.CL"), "hep-th") == (
        "hep-th",
        "cs.CL",
        "cond-mat.mtrl-sci",
    )
    assert dois_of("10.1000/A, 10.1000/b;doi:10.1000/c https://doi.org/10.1000/d") == ("10.1000/a", "10.1000/b", "10.1000/c", "10.1000/d")
    assert dois_of("none") == ()


@pytest.mark.parametrize(
    "text", ["(" * 50_000, "a, " * 50_000, "a (b) " * 20_000, "((1) " * 20_000, "a and " * 20_000, "x" * 100_000, "a()" * 20_000]
)
def test_hostile_lists_take_no_time(text: str) -> None:
    start = time.monotonic()
    arxiv_authors(text)
    publication_of(text)
    is_withdrawn(text, text)
    dois_of(text)
    abstract_of(text)
    assert time.monotonic() - start < 5
