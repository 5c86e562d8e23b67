"""Related papers: near, explained, the same on every machine, and little changed by what is added."""

import random
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen.analysis.reasons import name_reasons
from sitegen.analysis.related import (
    BACKWARD,
    Document,
    Neighbour,
    State,
    advance,
    decode_state,
    encode_state,
    in_order,
    related_papers,
    shown,
    shown_with,
)
from sitegen.analysis.relations import FOLDER, Entry, Relations, find_relations
from sitegen.analysis.terms import Term, extract_terms
from sitegen.papers.dates import PartialDate
from sitegen.papers.paper import Paper
from sitegen.text import digest
from tests.sites import REPOSITORY, MakeSite, paper, rebuild, stamps

SUBJECTS = (
    ("panoptic segmentation", "mask transformer", "thing and stuff classes", "COCO"),
    ("protein folding", "amino acid chains", "residue contacts", "AlphaFold"),
    ("speech recognition", "acoustic frames", "phoneme lattices", "LibriSpeech"),
    ("graph matching", "node correspondences", "assignment relaxations", "spectral clustering"),
)


def library(count: int, seed: int = 1) -> list[Document]:
    """Make papers on four subjects, one on each day."""
    source = random.Random(seed)
    result = []
    for number in range(count):
        subject = SUBJECTS[number % len(SUBJECTS)]
        words = [*source.sample(subject, 3), *source.sample(SUBJECTS[source.randrange(len(SUBJECTS))], 1), f"trick{number}"]
        source.shuffle(words)
        text = " ".join(f"We study {word} in detail." for word in words)
        date = PartialDate(2025, 1 + number // 28, 1 + number % 28)
        result.append(Document(f"p{number:03}", f"Trick{number} for {subject[0]}", text, date))
    return result


def subject_of(slug: str) -> int:
    return int(slug[1:]) % len(SUBJECTS)


def test_papers_on_one_subject_are_related_and_say_why() -> None:
    found = related_papers(library(40))
    for slug, neighbours in found.items():
        assert neighbours
        assert {subject_of(neighbour.slug) for neighbour in neighbours[:3]} == {subject_of(slug)}
        for neighbour in neighbours:
            assert 1 <= len(neighbour.terms) <= 4
    assert "panoptic segmentation" in found["p036"][0].terms


def test_a_paper_without_abstract_goes_by_its_title() -> None:
    papers = [*library(12), Document("bare", "Faster panoptic segmentation", "", PartialDate(2025, 12, 1))]
    assert {subject_of(neighbour.slug) for neighbour in related_papers(papers)["bare"]} == {0}


def test_nothing_is_related_to_what_shares_nothing() -> None:
    papers = [*library(12), Document("lone", "Beekeeping in alpine valleys", "Hives and honey.", PartialDate(2025, 12, 1))]
    found = related_papers(papers)
    assert found["lone"] == ()
    assert not [slug for slug, neighbours in found.items() if "lone" in {neighbour.slug for neighbour in neighbours}]


def test_words_that_every_abstract_has_are_no_reason_on_a_new_site() -> None:
    words = "We propose a novel method. Extensive experiments on benchmarks show state-of-the-art performance of our language model."
    papers = [Document(slug, title, words, None) for slug, title in (("a", "Beekeeping"), ("b", "Volcanoes"))]
    assert related_papers(papers) == {"a": (), "b": ()}


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 1_000), data=st.data())
def test_one_batch_or_many_give_the_same_and_so_does_any_order_of_input(seed: int, data: st.DataObject) -> None:
    papers = library(30, seed)
    state, whole = advance(State(), papers)
    cut = data.draw(st.integers(0, len(papers)))
    first, older = advance(State(), papers[:cut])
    second, newer = advance(decode_state(encode_state(first)), papers[cut:])
    assert {**older, **newer} == whole
    assert second == state
    shuffled = data.draw(st.permutations(papers))
    assert in_order(shuffled) == papers
    assert related_papers(shuffled) == related_papers(papers)


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 1_000), limit=st.integers(1, 9))
def test_a_newest_paper_changes_the_lists_of_its_own_neighbours_alone(seed: int, limit: int) -> None:
    papers = library(41, seed)
    before, after = related_papers(papers[:-1], limit), related_papers(papers, limit)
    _, backward = advance(State(), papers)
    chosen = {neighbour.slug for neighbour in backward[papers[-1].slug]}
    changed = {slug for slug, neighbours in before.items() if after[slug] != neighbours}
    assert changed <= chosen
    assert len(chosen) <= BACKWARD
    assert all(len(neighbours) <= limit for neighbours in after.values())


def test_a_reader_can_wander_both_ways() -> None:
    found = related_papers(library(80))
    links = [(slug, neighbour.slug) for slug, neighbours in found.items() for neighbour in neighbours]
    back = sum((there, here) in set(links) for here, there in links)
    assert back * 2 > len(links)
    assert len({there for _, there in links}) * 10 >= 8 * len(found)


def test_older_and_newer_neighbours_each_have_their_part_of_the_list() -> None:
    def near(*slugs: str) -> tuple[Neighbour, ...]:
        return tuple(Neighbour(slug, ("x",), 1_000 * (10 - number)) for number, slug in enumerate(slugs))

    backward = dict[str, tuple[Neighbour, ...]].fromkeys("abcdef", ()) | {
        "m": near(*"abcdef"),
        "y": (Neighbour("m", ("x",), 1),),
        "z": (Neighbour("m", ("x",), 2),),
    }
    assert [neighbour.slug for neighbour in shown(backward, 6)["m"]] == ["a", "b", "c", "d", "z", "y"]


@settings(max_examples=300, deadline=None)
@given(st.data(), st.integers(1, 9), st.integers(0, 14), st.integers(0, 8))
def test_what_is_shown_can_be_added_to(data: st.DataObject, limit: int, before: int, added: int) -> None:
    """The lists of all papers follow from those that were shown before, whatever was left out of them."""
    slugs = data.draw(st.permutations([f"p{number:02}" for number in range(before + added)]))
    backward: dict[str, tuple[Neighbour, ...]] = {}
    for number, slug in enumerate(slugs):
        chosen = data.draw(st.lists(st.sampled_from(slugs[:number]), unique=True, max_size=BACKWARD)) if number else []
        scored = [(-data.draw(st.integers(1, 4)), other) for other in chosen]
        backward[slug] = tuple(Neighbour(other, (f"{slug} {other}",), -score) for score, other in sorted(scored))
    old = {slug: backward[slug] for slug in slugs[:before]}
    new = {slug: backward[slug] for slug in slugs[before:]}
    place = {slug: number for number, slug in enumerate(slugs)}
    assert shown_with(shown(old, limit), new, place, limit) == shown(backward, limit)


def test_reasons_are_whole_names_and_overlapping_phrases_become_one() -> None:
    def term(key: str, form: str = "") -> Term:
        return Term(key, form or key, 0, 1)

    shared = [
        (term("vision"), 5),
        (term("vision language", "vision-language"), 9),
        (term("language"), 5),
        (term("language model", "language models"), 7),
    ]
    assert name_reasons(shared) == ("vision-language models",)
    assert name_reasons([(term("mask"), 50), (term("noise"), 4)]) == ("mask",)
    assert name_reasons([]) == ()


def test_shared_characters_are_shown_as_words_and_not_as_pairs() -> None:
    fillers = ["蜜蜂飞过高山", "火山喷发猛烈", "河流奔向大海", "森林覆盖大地"]
    papers = [Document(f"f{number}", text, text, PartialDate(2025, 1, 1 + number)) for number, text in enumerate(fillers)]
    one = Document("one", "图表示学习的新方法", "我们研究图表示学习的问题。", PartialDate(2025, 2, 1))
    two = Document("two", "面向分子的图表示学习", "使用BERT的图表示学习。", PartialDate(2025, 2, 2))
    near = related_papers([*papers, one, two])["two"]
    assert [(neighbour.slug, neighbour.terms) for neighbour in near] == [("one", ("图表示学习",))]


def test_two_shared_characters_are_no_reason() -> None:
    assert name_reasons([(Term("示学", "表示学习", 0, 1), 9), (Term("mask", "mask", 0, 1), 5)]) == ("mask",)
    assert name_reasons([(Term("示学", "表示学习", 0, 1), 9)]) == ()


def test_a_word_beside_characters_of_another_script_is_a_word() -> None:
    assert "bert" in keys("使用BERT的模型")


def keys(title: str, text: str = "") -> dict[str, str]:
    return {term.key: term.shown for term in extract_terms(title, text)}


def test_terms_are_words_and_phrases_without_what_says_nothing() -> None:
    found = keys(
        "", "We propose a novel method for panoptic segmentation with mask transformers, see https://example.org/x and $\\alpha^2$ in 2025."
    )
    assert found == {
        "panoptic": "panoptic",
        "segmentation": "segmentation",
        "panoptic segmentation": "panoptic segmentation",
        "mask": "mask",
        "transformer": "transformers",
        "mask transformer": "mask transformers",
    }


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Graph Neural Networks", "graph neural network"),
        ("zero-shot retrieval", "zero shot retrieval"),
        ("multi-modal retrieval", "multimodal retrieval"),
        ("pre-training", "pretraining"),
        ("LLMs", "LLM"),
        ("CLIP-based", "CLIP"),
    ],
)
def test_spellings_of_one_term_fall_together(one: str, other: str) -> None:
    assert set(keys("", one)) == set(keys("", other))


def test_names_stay_whole_and_are_shown_as_written() -> None:
    assert keys("", "GPT-4 and Qwen2-VL beat the U-Net")["gpt-4"] == "GPT-4"
    assert "qwen2-vl" in keys("", "Qwen2-VL")
    assert keys("Mask Transformers Are All You Want", "")["mask transformer"] == "mask transformers"
    assert keys("Mask Transformers Are All You Want", "The MaskFormer")["maskformer"] == "MaskFormer"


@given(st.text(max_size=400), st.text(max_size=400))
def test_any_text_has_terms_without_accident(title: str, text: str) -> None:
    terms = extract_terms(title, text)
    assert len({term.key for term in terms}) == len(terms)
    assert all(term.key and term.shown.strip() and term.title + term.text > 0 for term in terms)


class Shelf:
    """Papers that know how often they were read."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self.papers = {document.slug: Paper(slug=document.slug, title=document.title, abstract=document.text) for document in documents}
        self.dates = {document.slug: document.date for document in documents}
        self.reads = 0

    def read(self, slug: str) -> Paper:
        self.reads += 1
        return self.papers[slug]

    def relations(self, state: Path | None, limit: int = 6) -> Relations:
        entries = [Entry(slug, self.dates[slug], digest(msgspec.json.encode(paper))) for slug, paper in sorted(self.papers.items())]
        return find_relations(entries, self.read, state, "1", limit)


def assert_as_new(shelf: Shelf, state: Path) -> None:
    assert shelf.relations(state) == shelf.relations(None)


def test_what_is_remembered_is_what_would_be_found_anew(tmp_path: Path) -> None:
    papers = library(60)
    shelf = Shelf(papers[:50])
    assert_as_new(shelf, tmp_path)
    shelf.reads = 0
    shelf.relations(tmp_path)
    assert shelf.reads == 0
    for document in papers[50:]:
        shelf.papers[document.slug] = Shelf([document]).papers[document.slug]
        shelf.dates[document.slug] = document.date
        shelf.reads = 0
        shelf.relations(tmp_path)
        assert shelf.reads <= 2
    assert_as_new(shelf, tmp_path)


@pytest.mark.parametrize("slug", ["p000", "p030", "p048", "p049"])
def test_a_change_anywhere_is_as_a_new_beginning(tmp_path: Path, slug: str) -> None:
    shelf = Shelf(library(50))
    shelf.relations(tmp_path)
    shelf.papers[slug] = msgspec.structs.replace(
        shelf.papers[slug], abstract="On mask transformer and amino acid chains, after arXiv:2501.00001."
    )
    assert_as_new(shelf, tmp_path)
    del shelf.papers[slug]
    assert_as_new(shelf, tmp_path)


def test_a_change_that_makes_nothing_nearer_is_one_reading(tmp_path: Path) -> None:
    shelf = Shelf(library(50))
    shelf.relations(tmp_path)
    shelf.papers["p010"] = msgspec.structs.replace(shelf.papers["p010"], tags=("x",))
    shelf.reads = 0
    shelf.relations(tmp_path)
    assert shelf.reads == 1


def test_the_digest_of_a_month_tells_whether_its_papers_have_other_neighbours(tmp_path: Path) -> None:
    shelf = Shelf(library(50))
    before = shelf.relations(tmp_path).months
    assert set(before) == {"2025-01", "2025-02"}
    shelf.papers["p010"] = msgspec.structs.replace(shelf.papers["p010"], tags=("x",))
    assert shelf.relations(tmp_path).months == before
    shelf.papers["p049"] = msgspec.structs.replace(shelf.papers["p049"], abstract="Hives and bees.")
    after = shelf.relations(tmp_path).months
    assert after["2025-01"] == before["2025-01"]
    assert after["2025-02"].digest != before["2025-02"].digest
    assert after["2025-02"].backward["p049"] != before["2025-02"].backward["p049"]


def test_as_many_are_shown_as_are_asked_for(tmp_path: Path) -> None:
    shelf = Shelf(library(50))
    for limit in (6, 3, 0, 6):
        near = shelf.relations(tmp_path, limit).near
        assert near == shelf.relations(None, limit).near
        assert max((len(neighbours) for neighbours in near.values()), default=0) == limit


def test_a_damaged_memory_is_none(tmp_path: Path) -> None:
    shelf = Shelf(library(40))
    shelf.relations(tmp_path)
    for number, file in enumerate(sorted((tmp_path / FOLDER).iterdir())):
        file.write_bytes(b"\xc1" if number % 2 else file.read_bytes()[:40])
    assert_as_new(shelf, tmp_path)
    for file in (tmp_path / FOLDER).glob("*.state"):
        file.unlink()
    assert_as_new(shelf, tmp_path)


def site_of(documents: Sequence[Document]) -> dict[str, str]:
    return {
        f"content/papers/{document.slug}.md": paper(document.title, document.text, published=str(document.date)) for document in documents
    }


def page_of(root: Path, slug: str) -> str:
    return (root / "public" / "papers" / slug / "index.html").read_text(encoding="utf-8")


def test_the_page_shows_related_papers_with_reason_and_year(make_site: MakeSite) -> None:
    site = make_site(site_of(library(8)))
    rebuild(site)
    page = page_of(site.root, "p004")
    assert "Related papers" in page
    assert "panoptic segmentation" in page.partition("Related papers")[2]
    assert '<a href="/papers/p000/"' in page
    assert "2025" in page.partition("Related papers")[2]
    assert "Cited by" not in page


def test_the_page_shows_what_it_cites_and_what_cites_it(make_site: MakeSite) -> None:
    files = {
        "content/papers/new.md": paper("The new one", "It extends arXiv:2503.07465v2."),
        "content/papers/old.md": paper("The old one", "Hives.", ids={"arxiv": "2503.07465"}),
    }
    site = make_site(files)
    rebuild(site)
    assert '<a href="/papers/old/"' in page_of(site.root, "new").partition("Cites")[2]
    assert '<a href="/papers/new/"' in page_of(site.root, "old").partition("Cited by")[2]


def test_related_papers_can_be_switched_off(make_site: MakeSite) -> None:
    site = make_site({**site_of(library(8)), "sitegen.yaml": "base_url: https://example.org/\nrelated_papers: 0\n"})
    rebuild(site)
    assert "Related papers" not in page_of(site.root, "p004")


def test_an_added_paper_renews_the_pages_of_its_neighbours_alone(make_site: MakeSite) -> None:
    papers = library(41)
    site = make_site(site_of(papers[:-1]))
    rebuild(site)
    before: Mapping[str, object] = stamps(site.root / "public" / "papers")
    name, text = next(iter(site_of(papers[-1:]).items()))
    (site.root / name).write_text(text, encoding="utf-8")
    rebuild(site)
    after = stamps(site.root / "public" / "papers")
    changed = {path for path in before if before[path] != after[path]}
    assert len(changed) <= BACKWARD


def test_the_packaged_tables_are_sound() -> None:
    folder = REPOSITORY / "sitegen" / "analysis"
    lines = (folder / "common_terms.txt").read_text(encoding="utf-8").splitlines()
    assert len(lines) > 500
    for line in lines:
        key, count = line.split("\t")
        assert 0 < int(count) <= 256
        assert key == key.casefold()
