"""The tags agree with the labels that say by hand what papers are about: bounds well below what ``make bench-tags`` measures."""

import pytest

from benchmarks.tags import Label, Quality, load_labels, load_site_papers, measure, tags_of
from sitegen.ingest.tagger import Tagger
from sitegen.papers.taxonomy import Taxonomy, load_taxonomy
from tests.test_tagger import REAL


@pytest.fixture(scope="module")
def taxonomy() -> Taxonomy:
    return load_taxonomy(REAL)


@pytest.fixture(scope="module")
def labels() -> tuple[Label, ...]:
    return load_labels()


@pytest.fixture(scope="module")
def tags(labels: tuple[Label, ...], taxonomy: Taxonomy) -> dict[str, tuple[str, ...]]:
    papers = load_site_papers()
    return tags_of((papers[label.paper] for label in labels), Tagger(taxonomy))


def test_the_labels_name_topics_that_there_are(labels: tuple[Label, ...], taxonomy: Taxonomy) -> None:
    assert len(labels) == len({label.paper for label in labels}) == 60
    assert sum(label.held_out for label in labels) == 30
    assert all(slug in taxonomy for label in labels for slug in label.right(taxonomy))


@pytest.mark.parametrize("held_out", [False, True])
def test_most_core_topics_are_found_and_few_tags_are_wrong(
    held_out: bool, labels: tuple[Label, ...], tags: dict[str, tuple[str, ...]], taxonomy: Taxonomy
) -> None:
    quality: Quality = measure([label for label in labels if label.held_out is held_out], tags, taxonomy)
    assert quality.recall >= 0.88
    assert quality.complete / quality.papers >= 0.8
    assert quality.precision >= 0.85


def test_papers_get_two_to_six_tags(tags: dict[str, tuple[str, ...]]) -> None:
    assert all(2 <= len(mine) <= 6 for mine in tags.values())


def test_a_tag_is_wrong_when_it_is_neither_core_nor_fine_nor_right_above(taxonomy: Taxonomy) -> None:
    label = Label("a", held_out=False, core=("object-detection | segmentation", "surveys"), fine=("datasets",))
    given = {"a": ("segmentation", "computer-vision", "law")}
    assert measure([label], given, taxonomy) == Quality(papers=1, core=2, found=1, complete=0, tags=3, wrong=1)
