"""The tagger: a paper gets what it is about, and not what it mentions."""

import itertools
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sitegen.ingest.tagger import MAX_TAGS, Tagger, TagsPapers
from sitegen.papers.taxonomy import load_taxonomy

REAL = Path(__file__).parent.parent / "content" / "tags.yaml"

TOPICS = """\
- {name: Computer vision, slug: vision, description: Images., categories: [cs.CV], patterns: [computer vision], title_patterns: [image]}
- {name: Object detection, slug: detection, parent: vision, description: Objects., patterns: [object detection, object detector]}
- {name: Segmentation, slug: segmentation, parent: vision, description: Pixels., patterns: [semantic segmentation, SAM]}
- {name: Language models, slug: language-models, description: Text., patterns: [language model, LLM, BERT, GPT-4, KV cache]}
- {name: Retrieval, slug: retrieval, description: Finding., categories: [cs.IR, physics], patterns: [dense retrieval, RAG]}
- {name: Vision-language models, slug: vision-language, description: Both., patterns: [vision-language model, pre-training]}
- {name: Games, slug: games, description: Play., patterns: [chess]}
- {name: Ontologies, slug: ontologies, description: Things., patterns: [ontology]}
- {name: Efficiency, slug: efficiency, description: Less., synonyms: [green AI], patterns: [energy use], title_patterns: [efficient]}
- {name: Rewards, slug: rewards, description: Pay., patterns: [reward + policy], exceptions: [insurance policy]}
- {name: Surveys, slug: surveys, description: Overviews., patterns: [this survey], title_patterns: [survey, a survey]}
- {name: Music, slug: music, description: Sounds., patterns: [music, chess, vocalization], exceptions: [face the music]}
- {name: Machine learning, slug: general, description: Else., fallback: true, categories: [cs.LG], patterns: [neural network]}
"""
FILLER = "Nothing is said here. " * 8


@pytest.fixture(scope="module")
def tagger(tmp_path_factory: pytest.TempPathFactory) -> Tagger:
    path = tmp_path_factory.mktemp("topics") / "tags.yaml"
    path.write_text(TOPICS, encoding="utf-8")
    return Tagger(load_taxonomy(path))


@pytest.fixture(scope="module")
def real() -> Tagger:
    return Tagger(load_taxonomy(REAL))


def test_a_title_is_enough(tagger: Tagger) -> None:
    assert tagger.tag("Object Detection Made Simple", "")[0] == "detection"


def test_the_broad_topic_is_the_second_where_nothing_else_is_found(tagger: Tagger) -> None:
    assert tagger.tag("Object Detection Made Simple", "") == ("detection", "vision")
    assert tagger.tag("Dense retrieval", "") == ("retrieval",)
    vision = tagger.explain("Object Detection Made Simple", "")[1]
    assert (vision.slug, vision.given, vision.score) == ("vision", True, 0.0)
    assert [match.pattern for match in vision.matches] == ["object detection"]


def test_two_mentions_are_enough_for_a_second_topic_and_one_is_not(tagger: Tagger) -> None:
    two = "Music is old. Music is loved. " + FILLER
    assert tagger.tag("Object detection", two) == ("detection", "music")
    assert tagger.tag("Object detection", "Music is old. " + FILLER) == ("detection", "vision")


def test_a_late_bare_mention_gives_no_tag(tagger: Tagger) -> None:
    abstract = FILLER + "It also helps in dense retrieval."
    assert tagger.tag("Object detection made simple", abstract) == ("detection", "vision")


def test_one_mention_early_in_the_abstract_gives_no_tag_beside_another(tagger: Tagger) -> None:
    assert tagger.tag("Object detection made simple", "Dense retrieval is useful. " + FILLER) == ("detection", "vision")


@pytest.mark.parametrize(
    "sentence",
    [
        "It serves many ends such as {}.",
        "It is useful, e.g. in {}.",
        "Unlike {}, it is fast.",
        "It outperforms {} by far.",
        "There are several tasks, including {}.",
    ],
)
def test_an_example_or_a_rival_counts_less(tagger: Tagger, sentence: str) -> None:
    about = tagger.explain("", "We study dense retrieval.")[0]
    mention = tagger.explain("", sentence.format("dense retrieval"))[0]
    assert mention.score < 0.6 * about.score


def test_an_abstract_that_keeps_to_a_subject_gives_the_tag(tagger: Tagger) -> None:
    abstract = "Dense retrieval is slow. We propose a faster way of dense retrieval. " + FILLER
    assert tagger.tag("Object detection made simple", abstract) == ("detection", "retrieval")


def test_what_a_paper_does_counts_more_than_what_it_mentions(tagger: Tagger) -> None:
    does = tagger.explain("", FILLER + "In this paper we propose a new object detector.")[0]
    mentions = tagger.explain("", FILLER + "It was tried on an object detector.")[0]
    assert does.score > mentions.score


@pytest.mark.parametrize(
    "sentence",
    [
        "We introduce a biomedical RAG system that saves time.",
        "In this paper, we present MosaicRAG, a RAG of the second kind.",
        "This paper studies the dense retrieval of songs.",
        "We then propose dense retrieval by means of trees.",
    ],
)
def test_the_thing_that_a_paper_offers_is_a_topic_when_it_is_named_once(tagger: Tagger, sentence: str) -> None:
    assert tagger.tag("Object detection made simple", f"Things are hard. {sentence} {FILLER}") == ("detection", "retrieval")


@pytest.mark.parametrize(
    "sentence",
    [
        "We introduce a method that helps dense retrieval.",
        "We present a tool using RAG.",
        "We propose a thing, with dense retrieval in mind.",
    ],
)
def test_the_means_and_ends_of_an_offer_are_no_topic_when_they_are_named_once(tagger: Tagger, sentence: str) -> None:
    assert "retrieval" not in tagger.tag("Object detection made simple", f"Things are hard. {sentence} {FILLER}")


def test_only_the_first_offer_is_the_topic(tagger: Tagger) -> None:
    abstract = "We present a way of object detection. It is new. We also introduce dense retrieval. " + FILLER
    assert "retrieval" not in tagger.tag("Object detection made simple", abstract)


@pytest.mark.parametrize("definition", ["sharp aware meetings (SAM)", "SAM (sharp aware meetings)"])
def test_an_acronym_that_the_paper_explains_otherwise_is_none_of_ours(tagger: Tagger, definition: str) -> None:
    abstract = f"We like {definition}. We propose SAM. SAM is good."
    assert tagger.tag("SAM", abstract) == ("general",)
    assert tagger.tag("SAM", "We like meetings. We propose SAM.")[0] == "segmentation"
    assert tagger.tag("SAM", "Fast semantic segmentation (SAM) works. We propose SAM.")[0] == "segmentation"


def test_a_part_of_a_name_of_two_acronyms_means_what_the_paper_says(tagger: Tagger) -> None:
    abstract = "We propose Robust Adaptive Grouping Descent (RAG-Descent). RAG-Descent is fast. RAG-Descent is good."
    assert tagger.tag("A method", abstract) == ("general",)
    assert tagger.tag("A method", abstract.replace("Robust Adaptive", "Some Other"))[0] == "retrieval"


def test_a_late_contribution_counts_less_than_an_early_one(tagger: Tagger) -> None:
    early, late = ("We add. We present dense retrieval. ", "We add. " * 12 + "We present dense retrieval.")
    assert tagger.explain("", early)[0].matches[-1].weight > 1
    first_offer = "We present a way. "
    weights = [tagger.explain("", first_offer + text)[0].matches[-1].weight for text in (early, late)]
    assert weights[0] > weights[1] >= 0.7


def test_a_venue_is_no_keyword(tmp_path: Path) -> None:
    path = tmp_path / "tags.yaml"
    path.write_text(TOPICS.replace("[cs.CV]", "[cs.CV, acl]"), encoding="utf-8")
    tagger = Tagger(load_taxonomy(path))
    assert tagger.tag("A method", "", keywords=["acl"]) == ("general",)
    assert tagger.tag("A method", "", keywords=["cs.CV"]) == ("vision",)
    assert tagger.tag("A method", "", categories=["acl"]) == ("vision",)


def test_the_broad_topic_is_a_better_second_than_a_guess(tagger: Tagger) -> None:
    abstract = "Fast music is here. We study semantic segmentation. " + FILLER
    assert tagger.tag("A method", abstract) == ("segmentation", "vision")
    assert tagger.tag("A method", "Fast music is here. We study dense retrieval. " + FILLER) == ("retrieval", "music")


def test_earlier_sentences_count_more(tagger: Tagger) -> None:
    early = tagger.explain("", "Dense retrieval is slow. " + FILLER)[0]
    late = tagger.explain("", FILLER + "Dense retrieval is slow.")[0]
    assert early.score > late.score


def test_repetition_counts_with_diminishing_returns(tagger: Tagger) -> None:
    scores = [tagger.explain("", "We study dense retrieval. " * times)[0].score for times in (1, 2, 3, 30)]
    gains = [later - earlier for earlier, later in itertools.pairwise(scores)]
    assert gains[0] > gains[1] > 0
    assert scores[-1] < 1.2 * tagger.explain("Dense retrieval", "")[0].score


def test_a_sentence_counts_once(tagger: Tagger) -> None:
    once = tagger.explain("", "The language model is large.")[0]
    with_acronym = tagger.explain("", "The language model (LLM) is large.")[0]
    assert with_acronym.score == once.score
    assert len(with_acronym.matches) == 2


@pytest.mark.parametrize(
    "title",
    [
        "Object detector",
        "Object Detectors",
        "OBJECT DETECTORS",
        "object-detectors",
        "Fast object\ndetector, here",
        "“Object detector’s” end",
    ],
)
def test_lower_case_patterns_ignore_case_hyphens_and_plurals(tagger: Tagger, title: str) -> None:
    assert tagger.tag(title, "") == ("detection", "vision")


@pytest.mark.parametrize(
    "title",
    ["Objects of detectors", "An object, detector and more", "Subobject detector", "Object. Detector", "An object detectorist"],
)
def test_only_whole_phrases_count(tagger: Tagger, title: str) -> None:
    assert tagger.tag(title, "") == ("general",)


def test_a_hyphen_is_a_space_and_not_nothing(tagger: Tagger) -> None:
    assert tagger.tag("Pre training at scale", "") == ("vision-language",)
    assert tagger.tag("Pretraining at scale", "") == ("general",)


def test_a_plural_in_ies(tagger: Tagger) -> None:
    assert tagger.tag("Ontologies of things", "") == ("ontologies",)


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("RAG at scale", "retrieval"),
        ("RAGs at scale", "retrieval"),
        ("Multi-RAG at scale", "retrieval"),
        ("A rag at scale", "general"),
        ("Rag at scale", "general"),
        ("RAGE at scale", "general"),
        ("GPT-4 at scale", "language-models"),
        ("GPT 4 at scale", "language-models"),
        ("gpt-4 at scale", "general"),
        ("Sam at scale", "general"),
        ("KV Caches at scale", "language-models"),
        ("kv cache at scale", "general"),
    ],
)
def test_a_capital_letter_makes_a_pattern_exact(tagger: Tagger, title: str, slug: str) -> None:
    assert tagger.tag(title, "") == (slug,)


def test_a_word_does_not_meet_an_acronym_unless_all_is_in_capitals(tagger: Tagger) -> None:
    assert tagger.tag("CHESS: A fast method", "") == ("general",)
    assert tagger.tag("PLAYING CHESS WELL", "") == ("games", "music")


def test_the_longest_phrase_wins(tagger: Tagger) -> None:
    assert tagger.tag("Vision-language models for all", "") == ("vision-language",)
    assert set(tagger.tag("Vision-language models and language models", "")) == {"vision-language", "language-models"}


def test_a_phrase_may_speak_for_two_topics_and_the_taxonomy_settles_ties(tagger: Tagger) -> None:
    assert tagger.tag("On chess", "") == ("games", "music")
    assert tagger.tag("Music, RAG and semantic segmentation", "") == ("segmentation", "retrieval", "music")


def test_two_phrases_that_must_stand_together(tagger: Tagger) -> None:
    assert tagger.tag("A policy that learns from rewards", "") == ("rewards",)
    assert tagger.tag("A policy", "There is no reward.") == ("general",)
    assert tagger.tag("Reward alone", "The policy of this journal is old. It has a reward.") == ("general",)


def test_two_phrases_far_apart_do_not_stand_together(tagger: Tagger) -> None:
    far = "A reward for all those who have ever read the rules of a journal and its policy"
    assert tagger.tag(far, "") == ("general",)
    assert tagger.tag(far.replace("ever read the rules of ", ""), "") == ("rewards",)


def test_no_word_counts_in_a_phrase_in_which_it_means_something_else(tagger: Tagger) -> None:
    assert tagger.tag("We face the music: dense retrieval today", "") == ("retrieval",)
    assert tagger.tag("Rewards for an insurance policy", "") == ("general",)
    assert tagger.tag("We face the music of a policy with rewards", "") == ("rewards",)


def test_both_spellings_of_isation_are_one(tagger: Tagger) -> None:
    assert tagger.tag("The vocalisation of old songs", "") == tagger.tag("Vocalizations", "") == ("music",)


def test_synonyms_are_patterns(tagger: Tagger) -> None:
    assert tagger.tag("Green AI for all", "") == ("efficiency",)


def test_news_is_not_the_plural_of_new(real: Tagger) -> None:
    assert "politics-and-culture" not in real.tag("Deep insights and new directions", "New text. We study a new article.")


def test_a_vague_word_gives_no_broad_topic_beside_two_others(tagger: Tagger) -> None:
    assert tagger.tag("Dense retrieval of music from an image", "") == ("retrieval", "music")
    assert tagger.tag("Dense retrieval of an image", "") == ("retrieval", "vision")


def test_title_patterns_count_in_the_title_alone_and_less(tagger: Tagger) -> None:
    assert tagger.tag("Efficient dense retrieval", "") == ("retrieval", "efficiency")
    assert tagger.tag("Dense retrieval", "It is efficient. It is very efficient. We present an efficient way.") == ("retrieval",)


def test_repeating_a_vague_word_does_not_make_it_sure(tagger: Tagger) -> None:
    abstract = "The survey is large. The survey is old. " + FILLER
    assert "surveys" not in tagger.tag("Dense retrieval of music in survey data", abstract)
    assert "surveys" in tagger.tag("Dense retrieval of music in survey data", abstract + "We read this survey, and this survey again.")


def test_a_vague_word_said_aside_makes_it_less_sure_than_in_what_the_paper_does(tagger: Tagger) -> None:
    scores = []
    for text in ("A survey is old.", "We study a survey."):
        (evidence,) = (one for one in tagger.explain("Dense retrieval in survey data", text + FILLER) if one.slug == "surveys")
        scores.append(evidence.score)
    assert scores[0] < scores[1]


def test_a_phrase_of_a_title_is_less_vague_than_a_word(tagger: Tagger) -> None:
    assert "surveys" in tagger.tag("Dense retrieval of music: a survey", FILLER)
    assert "surveys" not in tagger.tag("Dense retrieval of survey music", FILLER)


def test_a_broad_topic_gives_way_to_a_narrow_one(tagger: Tagger) -> None:
    two = tagger.tag("Computer vision: object detection and semantic segmentation", "")
    assert two == ("detection", "segmentation")


def test_a_broad_topic_stays_beside_a_single_narrow_one(tagger: Tagger) -> None:
    assert tagger.tag("Computer vision and object detection", "") == ("vision", "detection")


def test_the_best_hit_below_the_threshold_is_better_than_none(tagger: Tagger) -> None:
    assert tagger.tag("A method", "RAG is used. " + FILLER + "BERT too.") == ("retrieval",)


def test_a_late_bare_mention_is_worth_less_than_the_fallback(tagger: Tagger) -> None:
    assert tagger.tag("A method", FILLER + "BERT too.") == ("general",)


@pytest.mark.parametrize(
    ("title", "abstract"), [("", ""), ("A method", "It works."), ("…", "$x^2$ — 数学"), ("\x00", "https://example.org/RAG/chess")]
)
def test_there_is_always_a_tag(tagger: Tagger, title: str, abstract: str) -> None:
    assert tagger.tag(title, abstract) == ("general",)
    (evidence,) = tagger.explain(title, abstract)
    assert (evidence.slug, evidence.score, evidence.given) == ("general", 0.0, True)
    assert [(match.pattern, match.where) for match in evidence.matches] == [("Machine learning", "fallback")]


def test_the_fallback_says_nothing_beside_another(tagger: Tagger) -> None:
    assert tagger.tag("Dense retrieval with neural networks", "") == ("retrieval",)
    assert tagger.tag("Neural networks", "") == ("general",)


def test_after_three_topics_a_further_one_must_carry_more_weight(tagger: Tagger) -> None:
    abstract = "We study things with an ontology. " + FILLER + "We like an ontology."
    assert "ontologies" in tagger.tag("Object detection, SAM", abstract)
    assert "ontologies" not in tagger.tag("Object detection, SAM and BERT", abstract)


def test_a_third_topic_is_named_by_the_title_or_by_what_the_paper_does(tagger: Tagger) -> None:
    aside = "An ontology helps. The ontology is old. " + FILLER
    assert "ontologies" in tagger.tag("Object detection", aside)
    assert "ontologies" not in tagger.tag("Object detection, SAM", aside)
    told = "An ontology helps. We study an ontology. " + FILLER
    assert "ontologies" in tagger.tag("Object detection, SAM", told)
    often = "An ontology helps. The ontology is old. An ontology is large. " + FILLER
    assert "ontologies" in tagger.tag("Object detection, SAM", often)


def test_explain_says_which_sentence_tells_what_the_paper_does(tagger: Tagger) -> None:
    (evidence,) = (one for one in tagger.explain("", "An ontology helps. We study an ontology.") if one.slug == "ontologies")
    assert [match.told for match in evidence.matches] == [False, True]


def test_no_more_than_six_tags(tagger: Tagger) -> None:
    title = "Object detection, SAM, BERT, RAG, vision-language models, music, chess, an ontology and energy use: this survey"
    assert len(tagger.tag(title, "")) == MAX_TAGS


def test_explain_says_what_was_found_and_where(tagger: Tagger) -> None:
    evidence = tagger.explain("Fast Object Detectors", "They are fast. We present object detection. BERT is not used.")
    assert [(item.slug, item.given, item.withheld) for item in evidence] == [
        ("detection", True, ""),
        ("vision", True, ""),
        ("language-models", False, "weak"),
    ]
    assert [(match.pattern, match.where, match.sentence) for match in evidence[0].matches] == [
        ("object detector", "title", 0),
        ("object detection", "abstract", 2),
    ]
    assert evidence[0].score == pytest.approx(3.0 + 0.6 * 1.6)


def test_a_category_helps_and_does_not_decide(tagger: Tagger) -> None:
    assert tagger.tag("A method", "", categories=["cs.CV"]) == ("vision",)
    assert tagger.tag("A method", "", categories=["CS.cv"]) == ("vision",)
    assert tagger.tag("Object detection", "", categories=["cs.IR"]) == ("detection", "vision")
    assert tagger.tag("A method", "Dense retrieval is old. It is used.", categories=["cs.IR"])[0] == "retrieval"
    assert tagger.tag("Dense retrieval", "", categories=["cs.LG", "cs.CV"]) == ("retrieval",)


def test_a_category_that_no_topic_names_goes_with_its_archive(tagger: Tagger) -> None:
    assert tagger.tag("A method", "", categories=["physics.optics"]) == ("retrieval",)
    assert tagger.tag("A method", "", categories=["math.OC"]) == ("general",)


def test_keywords_meet_names_synonyms_and_patterns_in_any_case(tagger: Tagger) -> None:
    for keyword in ("Object Detection", "object detectors", "rag", "green ai", "Surveys"):
        (evidence, *_) = tagger.explain("A method", "", keywords=[keyword])
        assert evidence.given
        assert [(match.pattern, match.where) for match in evidence.matches] == [(keyword, "keyword")]
    assert tagger.tag("A method", "", keywords=["fast dense retrieval"]) == ("retrieval",)
    assert tagger.tag("A method", "", keywords=["cooking", ""]) == ("general",)


def test_one_of_many_keywords_says_less_than_one_of_a_few(tagger: Tagger) -> None:
    few = tagger.explain("", "", keywords=["RAG"])[0]
    many = tagger.explain("", "", keywords=["RAG", *(f"word {number}" for number in range(20))])[0]
    assert many.score < few.score


def test_a_forbidden_tag_is_not_given_and_the_others_stay(tagger: Tagger) -> None:
    title = "Dense retrieval of music with semantic segmentation"
    assert tagger.tag(title, "") == ("segmentation", "retrieval", "music")
    assert tagger.tag(title, "", forbidden={"retrieval"}) == ("segmentation", "music")
    assert tagger.tag("Object detection", "", forbidden={"vision"}) == ("detection",)
    assert tagger.tag("Object detection", "", forbidden={"detection", "general"}) == ()
    (evidence,) = [item for item in tagger.explain(title, "", forbidden={"retrieval"}) if not item.given]
    assert (evidence.slug, evidence.withheld) == ("retrieval", "forbidden")


WORDS = st.sampled_from(
    [
        "object detection",
        "RAG",
        "music",
        "chess",
        "semantic segmentation",
        "such as",
        "We propose",
        "image",
        ".",
        "efficient",
        "and",
        "reward",
    ]
)


@given(
    title=st.lists(WORDS, max_size=6).map(" ".join),
    abstract=st.lists(WORDS, max_size=30).map(" ".join),
    categories=st.lists(st.sampled_from(["cs.CV", "cs.IR", "cs.LG", "odd"]), max_size=3),
    keywords=st.lists(WORDS, max_size=8),
    forbidden=st.sets(st.sampled_from(["detection", "vision", "retrieval", "music", "general"])),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_every_given_tag_has_evidence_that_a_person_can_read(
    tagger: Tagger, title: str, abstract: str, categories: list[str], keywords: list[str], forbidden: set[str]
) -> None:
    told = tagger.explain(title, abstract, categories=categories, keywords=keywords, forbidden=forbidden)
    given_tags = tuple(item.slug for item in told if item.given)
    assert given_tags == tagger.tag(title, abstract, categories=categories, keywords=keywords, forbidden=forbidden)
    assert len(given_tags) <= MAX_TAGS
    assert not forbidden & set(given_tags)
    assert all(item.matches and all(match.pattern for match in item.matches) for item in told)
    assert all(item.given == (item.withheld == "") for item in told)


def test_explain_and_tag_agree_and_repeat(real: Tagger) -> None:
    title = "Retrieval-augmented generation for chest X-ray reports with vision-language models"
    abstract = "Radiology reports are long. We introduce a benchmark of radiology reports. Large language models hallucinate. " * 3
    tags = real.tag(title, abstract)
    assert tags == tuple(item.slug for item in real.explain(title, abstract) if item.given)
    assert all(Tagger(load_taxonomy(REAL)).tag(title, abstract) == tags for _ in range(3))


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Low-rank adaptation of large language models", {"parameter-efficient-fine-tuning", "language-models"}),
        ("A survey of graph neural networks for drug discovery", {"surveys", "graph-neural-networks", "molecules"}),
        ("Text-to-video generation with diffusion transformers", {"video-generation", "diffusion-models"}),
        ("Whole slide image classification in digital pathology", {"pathology", "image-classification"}),
        ("A benchmark for code generation by LLM agents", {"benchmarks", "code-generation", "language-model-agents"}),
        ("Speech recognition for low-resource languages", {"speech-recognition", "low-resource-languages"}),
        ("Differentially private federated learning", {"privacy", "federated-learning"}),
    ],
)
def test_the_topics_of_the_site_find_what_a_title_says(real: Tagger, title: str, expected: set[str]) -> None:
    assert expected <= set(real.tag(title, ""))


@pytest.mark.parametrize(
    ("title", "unfit"),
    [
        ("A gradient method fails on an open set of quadratics", "out-of-distribution-detection"),
        ("Memorization and generalization of overparameterized networks", "knowledge-editing"),
        ("Task-agnostic compression of prompts", "multi-task-learning"),
        ("Learning pathologies of deep networks", "pathology"),
        ("Material extraction from images", "information-extraction"),
        ("Count-min sketches in streams", "graphics-and-design"),
        ("Compressing an embedding table", "recommender-systems"),
        ("Notes on a paper in two papers", "scholarly-documents"),
        ("A sound and complete calculus", "general-audio"),
        ("Cognitive annotation of clauses", "neuroscience"),
    ],
)
def test_a_word_of_several_senses_speaks_for_no_topic_alone(real: Tagger, title: str, unfit: str) -> None:
    assert unfit not in real.tag(title, "")


def test_a_tagger_may_be_replaced() -> None:
    class Always:
        def tag(self, title: str, abstract: str, **_: object) -> tuple[str, ...]:
            return ("mine",)

    replaced: TagsPapers = Always()
    assert replaced.tag("", "") == ("mine",)


def test_a_hostile_abstract_takes_no_long_time(real: Tagger) -> None:
    started = time.perf_counter()
    real.tag("we " * 20_000, "large language model we propos " * 20_000)
    assert time.perf_counter() - started < 5


@pytest.mark.parametrize(
    ("title", "abstract", "wrong"),
    [
        ("Decoding Dark Matter: Rare Concepts in Models", "Autoencoders find dark matter features.", "physics-and-astronomy"),
        ("A Style Transfer Model for Offensive Conversations", "We transfer the style of offensive comments.", "image-editing"),
        ("Minimal Pairs in Contrastive Evaluation", "A contrastive test suite. Contrastive tests are used.", "contrastive-learning"),
        ("Scene Appearance via Light Transport", "Light transport is simulated.", "cities-and-transport"),
        ("Aspect and Sentiment Aware Review Summarization", "Reviews are summarized. Each review is short.", "surveys"),
        ("Generating 3D Gaussians from Text to Mesh", "Gaussians are drawn.", "natural-language-processing"),
        ("Facial Gaussians Translator for Relightable Rendering", "Faces are drawn.", "machine-translation"),
        ("Training-Free Scaling of Language Models", "No training is needed.", "language-model-pre-training"),
        ("A Transformer-based Approach to Offensive Language", "Offensive language hurts.", "transformers"),
    ],
)
def test_the_topics_of_the_site_are_not_taken_in_by_figurative_words(real: Tagger, title: str, abstract: str, wrong: str) -> None:
    assert wrong not in real.tag(title, abstract)
