import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.ingest.readers.identifiers import acl_id, arxiv_id, doi, openreview_id


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2401.01234", ("2401.01234", 0)),
        ("2401.01234v3", ("2401.01234", 3)),
        ("0704.0001", ("0704.0001", 0)),
        ("arXiv:2401.01234v2", ("2401.01234", 2)),
        ("arXiv: 2401.01234 [cs.CL]", ("2401.01234", 0)),
        ("oai:arXiv.org:hep-th/9901001", ("hep-th/9901001", 0)),
        ("math.GT/0309136", ("math/0309136", 0)),
        ("https://arxiv.org/abs/2401.01234v1", ("2401.01234", 1)),
        ("http://export.arxiv.org/pdf/hep-th/9901001v3.pdf", ("hep-th/9901001", 3)),
        ("https://huggingface.co/papers/2401.01234", ("2401.01234", 0)),
        ("https://doi.org/10.48550/ARXIV.2401.01234", ("2401.01234", 0)),
        ("https%3A%2F%2Farxiv.org%2Fabs%2F2401.01234", ("2401.01234", 0)),
        ("arXiv preprint arXiv:1706.03762, 2017", ("1706.03762", 0)),
        ("2413.01234", None),
        ("2401.012345", None),
        ("10.1000/2401.01234", None),
        ("https://arxiv.org/list/cs.CL/2401", None),
        ("see 2401.01234", None),
        ("", None),
    ],
)
def test_arxiv_ids_lose_their_version(text: str, expected: tuple[str, int] | None) -> None:
    assert arxiv_id(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("10.1145/3292500.ABC", "10.1145/3292500.abc"),
        ("doi:10.1000/xyz.", "10.1000/xyz"),
        ("DOI 10.1000/xyz", "10.1000/xyz"),
        ("https://doi.org/10.1000/xyz?format=x#top", "10.1000/xyz"),
        ("(https://doi.org/10.1000/abc(d)).", "10.1000/abc(d)"),
        ("https://dx.doi.org/10.1002/(SICI)1097(199806)49:8%3C693::AID%3E3.0.CO;2-O", "10.1002/(sici)1097(199806)49:8<693::aid>3.0.co;2-o"),
        ("https://dl.acm.org/doi/abs/10.1145/1.2", "10.1145/1.2"),
        ("10.1/x", ""),
        ("no doi here", ""),
    ],
)
def test_dois_are_bare_and_in_lower_case(text: str, expected: str) -> None:
    assert doi(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://aclanthology.org/P19-1001/", "P19-1001"),
        ("https://www.aclweb.org/anthology/P19-1001.pdf", "P19-1001"),
        ("http://aclweb.org/anthology/P/P19/P19-1001", "P19-1001"),
        ("https://aclanthology.org/2020.acl-main.1.pdf", "2020.acl-main.1"),
        ("https://doi.org/10.18653/v1/p19-1001", "P19-1001"),
        ("10.18653/v1/2020.acl-main.12", "2020.acl-main.12"),
        ("https://aclanthology.org/volumes/2020.acl-main/", ""),
        ("https://aclanthology.org/people/a/ada/", ""),
        ("10.1000/p19-1001", ""),
    ],
)
def test_acl_ids_are_those_of_papers(text: str, expected: str) -> None:
    assert acl_id(text) == expected


def test_openreview_ids_come_from_forum_and_pdf() -> None:
    assert openreview_id("https://openreview.net/forum?noteId=x1&id=Ab-C_d") == "Ab-C_d"
    assert openreview_id("https://openreview.net/pdf?id=AbCd1234") == "AbCd1234"
    assert openreview_id("https://openreview.net/group?id=ICLR.cc") == ""


@given(st.text())
def test_any_text_is_survived(text: str) -> None:
    for find in (arxiv_id, doi, acl_id, openreview_id):
        find(text)
        find(f"https://doi.org/{text}")
