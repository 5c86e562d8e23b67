"""The file of topics: what it may hold, and that every mistake in it is told with its line."""

from pathlib import Path

import pytest

from sitegen.errors import Problem, SitegenError
from sitegen.papers import taxonomy as module
from sitegen.papers.taxonomy import Taxonomy, Topic, load_taxonomy
from sitegen.papers.taxonomy_state import STATE, forget_taxonomy, recall_taxonomy

REAL = Path(__file__).parent.parent / "content" / "tags.yaml"

GOOD = """\
# Topics of a small site.
- name: Computer vision
  slug: computer-vision
  description: Images and video.
  patterns: [computer vision]
- name: Object detection
  slug: object-detection
  parent: computer-vision
  description: Finding objects.
  synonyms: [object localization]
  categories: [cs.CV, Recognition]
  patterns: [object detection, YOLO, box + image]
  title_patterns: [detector]
- name: Machine learning
  slug: machine-learning
  description: Everything else.
  fallback: true
  patterns: [machine learning]
  exceptions: [machine learning engineer]
"""


def load(tmp_path: Path, text: str) -> Taxonomy:
    path = tmp_path / "tags.yaml"
    path.write_text(text, encoding="utf-8")
    return load_taxonomy(path)


def problems_of(tmp_path: Path, text: str) -> tuple[Problem, ...]:
    with pytest.raises(SitegenError) as caught:
        load(tmp_path, text)
    assert all(problem.path == str(tmp_path / "tags.yaml") for problem in caught.value.problems)
    return caught.value.problems


def the_problem(tmp_path: Path, old: str, new: str) -> Problem:
    """The one problem of the good file in which ``old`` is replaced."""
    assert old in GOOD
    problems = problems_of(tmp_path, GOOD.replace(old, new, 1))
    assert len(problems) == 1, problems
    return problems[0]


def test_topics_keep_the_order_of_the_file_and_their_fields(tmp_path: Path) -> None:
    taxonomy = load(tmp_path, GOOD)
    assert [topic.slug for topic in taxonomy.topics] == ["computer-vision", "object-detection", "machine-learning"]
    assert taxonomy.topics[1] == Topic(
        name="Object detection",
        slug="object-detection",
        parent="computer-vision",
        description="Finding objects.",
        synonyms=("object localization",),
        categories=("cs.CV", "Recognition"),
        patterns=("object detection", "YOLO", "box + image"),
        title_patterns=("detector",),
    )
    assert taxonomy.topics[2].exceptions == ("machine learning engineer",)


def test_an_exception_is_one_phrase(tmp_path: Path) -> None:
    problem = the_problem(tmp_path, "[machine learning engineer]", "[machine + engineer]")
    assert (problem.line, problem.message) == (19, 'the exception "machine + engineer" is not one phrase')


def test_lookups(tmp_path: Path) -> None:
    taxonomy = load(tmp_path, GOOD)
    assert "object-detection" in taxonomy
    assert "nothing" not in taxonomy
    assert taxonomy.find("object-detection") is taxonomy.topics[1]
    assert taxonomy.find("nothing") is None
    assert taxonomy.name_of("object-detection") == "Object detection"
    assert taxonomy.name_of("my-own-tag") == "My own tag"
    assert [topic.slug for topic in taxonomy.children_of("computer-vision")] == ["object-detection"]
    assert [topic.slug for topic in taxonomy.children_of("")] == ["computer-vision", "machine-learning"]
    assert taxonomy.fallback is taxonomy.topics[2]


def test_a_missing_file_is_told_with_what_it_should_hold(tmp_path: Path) -> None:
    with pytest.raises(SitegenError) as caught:
        load_taxonomy(tmp_path / "tags.yaml")
    assert "missing" in str(caught.value)
    assert "list of topics" in str(caught.value)


def test_a_folder_or_bytes_that_are_no_text_are_told(tmp_path: Path) -> None:
    with pytest.raises(SitegenError, match="cannot be read"):
        load_taxonomy(tmp_path)
    (tmp_path / "tags.yaml").write_bytes(b"- name: \xff\n")
    with pytest.raises(SitegenError, match="not UTF-8"):
        load_taxonomy(tmp_path / "tags.yaml")


@pytest.mark.parametrize("text", ["", "# only a comment\n", "[]\n", "name: A mapping\n", "words\n"])
def test_a_file_without_a_list_of_topics(tmp_path: Path, text: str) -> None:
    (problem,) = problems_of(tmp_path, text)
    assert problem.message == "expected a list of topics"


def test_broken_yaml_has_its_line(tmp_path: Path) -> None:
    problem = the_problem(tmp_path, "description: Images and video.", "description: Images: and: video.")
    assert problem.line == 4
    assert problem.message.startswith("broken YAML")


def test_an_entry_that_is_no_mapping(tmp_path: Path) -> None:
    problem = the_problem(tmp_path, "- name: Machine", "- just words\n- name: Machine")
    assert (problem.line, problem.message) == (14, "expected a topic with its keys")


def test_an_unknown_key_gets_a_suggestion(tmp_path: Path) -> None:
    problem = the_problem(tmp_path, "  title_patterns:", "  title_paterns:")
    assert (problem.line, problem.message, problem.hint) == (13, 'unknown key "title_paterns"', 'did you mean "title_patterns"?')


@pytest.mark.parametrize(("key", "line"), [("name", 6), ("slug", 7), ("description", 9)])
def test_a_missing_key(tmp_path: Path, key: str, line: int) -> None:
    lines = GOOD.splitlines()
    lines[line - 1] = "- fallback: false" if key == "name" else "  fallback: false"
    (problem,) = problems_of(tmp_path, "\n".join(lines))
    assert problem.message == f'the key "{key}" is missing'
    assert problem.line == 6


@pytest.mark.parametrize("slug", ["Object-Detection", "object detection", "-object", "object--detection", "objekt_ä", "../etc"])
def test_a_bad_slug(tmp_path: Path, slug: str) -> None:
    problem = the_problem(tmp_path, "slug: object-detection", f"slug: {slug}")
    assert problem.line == 7
    assert f'the slug "{slug}"' in problem.message


def test_a_duplicate_slug_and_name_name_the_first(tmp_path: Path) -> None:
    twice = GOOD + "- {name: object Detection, slug: object-detection, description: Again., patterns: [again]}\n"
    problems = problems_of(tmp_path, twice)
    assert {problem.message for problem in problems} == {
        'the slug "object-detection" stands twice',
        'the name "object Detection" stands twice',
    }
    assert {problem.line for problem in problems} == {20}
    assert {problem.hint for problem in problems} == {"the first is on line 6", "the first is on line 7"}


def test_an_unknown_parent_gets_a_suggestion(tmp_path: Path) -> None:
    problem = the_problem(tmp_path, "parent: computer-vision", "parent: computer-vison")
    assert (problem.line, problem.hint) == (8, 'did you mean "computer-vision"?')
    assert problem.message == 'no topic has the slug "computer-vison"'


def test_a_parent_that_has_a_parent(tmp_path: Path) -> None:
    deep = GOOD + "- {name: Faces, slug: faces, parent: object-detection, description: Faces., patterns: [face]}\n"
    (problem,) = problems_of(tmp_path, deep)
    assert "only two levels" in problem.message
    assert problem.hint == "write: parent: computer-vision"


def test_cycles(tmp_path: Path) -> None:
    problem = the_problem(tmp_path, "parent: computer-vision", "parent: object-detection")
    assert problem.message == '"object-detection" is its own parent'
    ring = GOOD.replace("  description: Images", "  parent: object-detection\n  description: Images", 1)
    assert ["only two levels" in problem.message for problem in problems_of(tmp_path, ring)] == [True, True]


@pytest.mark.parametrize("value", ["[]", ""])
def test_no_patterns(tmp_path: Path, value: str) -> None:
    problem = the_problem(tmp_path, "patterns: [computer vision]", f"patterns: {value}")
    assert "has no patterns" in problem.message
    assert problem.line in (2, 5)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("a phrase", "must be a list of phrases"),
        ("[a-very-long one of six words]", "has 7 words"),
        ("['', vision]", "must hold a word"),
        ("['--', vision]", "must hold a word"),
        ("[12, vision]", '"12" is no phrase'),
        ("[vision, null]", '"null" is no phrase'),
        ("[vision, vision]", "stands twice"),
        ("[[vision], images]", "must be a phrase"),
        ("[vision +]", "is not two phrases"),
        ("[one + two + three]", "is not two phrases"),
        ("[a very + long pattern of words]", "has 6 words"),
    ],
)
def test_bad_patterns(tmp_path: Path, value: str, words: str) -> None:
    problems = problems_of(tmp_path, GOOD.replace("patterns: [computer vision]", f"patterns: {value}"))
    assert problems[0].line == 5
    assert words in problems[0].message


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("cs.CV", "must be a list of categories"),
        ("[cs.CV, '']", "a category must be text"),
        ("[cs.CV, [cs.CL]]", "a category must be text"),
        ("[cs.CV, CS.cv]", 'the category "CS.cv" stands twice'),
    ],
)
def test_bad_categories(tmp_path: Path, value: str, words: str) -> None:
    problem = the_problem(tmp_path, "categories: [cs.CV, Recognition]", f"categories: {value}")
    assert (problem.line, words in problem.message) == (11, True)


def test_text_that_is_a_list_and_a_description_without_a_full_stop(tmp_path: Path) -> None:
    assert the_problem(tmp_path, "name: Computer vision", "name: [Computer vision]").message == '"name" must be text'
    assert "full stop" in the_problem(tmp_path, "Images and video.", "Images and video").message
    assert load(tmp_path, GOOD.replace("Images and video.", "画像と動画。", 1)).topics[0].description == "画像と動画。"


def test_exactly_one_fallback(tmp_path: Path) -> None:
    assert the_problem(tmp_path, "  fallback: true\n", "").message == "no topic is the fallback"
    second = the_problem(tmp_path, "  patterns: [computer", "  fallback: true\n  patterns: [computer")
    assert (second.line, second.message) == (18, "more than one topic is the fallback")
    assert '"computer-vision" is the fallback already' in second.hint
    assert '"fallback" is true or false' in the_problem(tmp_path, "fallback: true", "fallback: maybe").message


def test_all_problems_are_told_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    text = GOOD.replace("slug: computer-vision", "slug: Computer", 1).replace("title_patterns", "titles")
    problems = problems_of(tmp_path, text.replace("Everything else.", "Else"))
    assert [problem.line for problem in problems] == [3, 8, 13, 16]


def test_the_topics_of_the_site_itself() -> None:
    taxonomy = load_taxonomy(REAL)
    topics = taxonomy.topics
    assert len(topics) >= 120
    assert all(topic.description and topic.synonyms and topic.patterns for topic in topics)
    assert {"cs.cv", "cs.cl", "cs.ro", "stat.ml"} <= {category.casefold() for topic in topics for category in topic.categories}
    assert len({topic.slug for topic in topics}) == len(topics)
    assert len({topic.name.casefold() for topic in topics}) == len(topics)
    assert 12 <= len(taxonomy.children_of("")) <= 18
    assert all(taxonomy.children_of(topic.slug) for topic in taxonomy.children_of(""))
    assert taxonomy.fallback is not None
    assert taxonomy.fallback.slug == "machine-learning"


def test_what_was_read_is_recalled_without_parsing_and_forgotten_with_any_change(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, state = tmp_path / "tags.yaml", tmp_path / "state"
    read = load(tmp_path, GOOD)
    assert recall_taxonomy(path, "tags.yaml", state, "1") == read
    with monkeypatch.context() as patch:
        patch.setattr(module, "parse", lambda *_: pytest.fail("parsed again"))
        assert recall_taxonomy(path, "tags.yaml", state, "1") == read
    path.write_text(GOOD.replace("Images and video", "Pictures"), encoding="utf-8")
    assert recall_taxonomy(path, "tags.yaml", state, "1").topics[0].description == "Pictures."
    path.write_text(GOOD, encoding="utf-8")
    assert recall_taxonomy(path, "tags.yaml", state, "2") == read
    path.write_text(GOOD.replace("slug: machine-learning", "slug: A b"), encoding="utf-8")
    with pytest.raises(SitegenError, match="slug"):
        recall_taxonomy(path, "tags.yaml", state, "2")


def test_what_is_kept_may_be_damaged_or_removed(tmp_path: Path) -> None:
    path, state = tmp_path / "tags.yaml", tmp_path / "state"
    read = load(tmp_path, GOOD)
    for harm in (b"", b"\0" * 40, None):
        assert recall_taxonomy(path, "tags.yaml", state, "1") == read
        (kept,) = (state / STATE).iterdir()
        if harm is None:
            forget_taxonomy(state)
            assert not list((state / STATE).iterdir())
        else:
            kept.write_bytes(harm)
    assert recall_taxonomy(path, "tags.yaml", state, "1") == read
