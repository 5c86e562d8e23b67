"""``sitegen tags``, and a person's say: what is chosen stays, what is forbidden is never given, changes are shown first."""

import json
import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sitegen.cli_tags
from sitegen.config import SiteFolder
from sitegen.ingest import named_papers
from sitegen.ingest.explain import explain_tags
from sitegen.ingest.held import held_papers
from sitegen.ingest.pipeline import run_ingest
from sitegen.ingest.retag import Difference, find_difference, run_retag
from sitegen.ingest.suggest import suggest_topics
from sitegen.papers.edit import update_text
from sitegen.papers.header import read_paper
from sitegen.papers.paper import Paper
from sitegen.papers.store import load_papers
from sitegen.papers.taxonomy import load_taxonomy
from tests.sites import TAGS, MakeSite, paper, tree, write, write_site
from tests.test_cli import run

MORE_TAGS = f"""{TAGS}\
- {{name: Speech, slug: speech, description: Spoken language., patterns: [speech recognition, spoken word]}}
"""
"""A taxonomy with a topic more."""

SEEN = {
    "title": "Object detection and segmentation at once",
    "abstract": "We propose object detection with segmentation. Our object detection is quick. Speech recognition and spoken words too.",
    "listed": "2025-03-17",
}
HEARD = {"title": "Speech recognition with a language model", "abstract": "We study speech recognition.", "listed": "2025-03-17"}


def ingest(site: SiteFolder, *records: Mapping[str, object]) -> None:
    write(site.root.parent, {"in.jsonl": "".join(json.dumps(record) + "\n" for record in records)})
    run_ingest(site, [str(site.root.parent / "in.jsonl")])


def read(site: SiteFolder) -> dict[str, Paper]:
    stored, problems = load_papers(site.content, site.root)
    assert not problems, problems
    return {item.paper.slug: item.paper for item in stored}


def only(site: SiteFolder) -> Paper:
    (found,) = read(site).values()
    return found


def say(site: SiteFolder, slug: str, tags: str) -> None:
    """Write the list of tags as a person would."""
    path = site.root / read(site)[slug].source
    lines = path.read_text(encoding="utf-8").split("\n")
    path.write_text("\n".join(f"tags: {tags}" if line.startswith("tags:") else line for line in lines), encoding="utf-8")


@pytest.fixture
def site(make_site: MakeSite) -> SiteFolder:
    """Return a site into which two papers were ingested."""
    folder = make_site()
    ingest(folder, SEEN, HEARD)
    return folder


SEEN_SLUG = "object-detection-and-segmentation-at-once"
HEARD_SLUG = "speech-recognition-with-a-language-model"


# A person's say in front matter


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("tags: [a, -x, b]  # mine", "tags: [c, -x, d]  # mine"),
        ("tags: [-x]", "tags: [c, d, -x]"),
        ("'tags': [ \"-x\", a ]", "tags: [-x, c, d]"),
        (
            "tags:\n- a\n# not about x\n- -x  # only a mention\n- d  # kept",
            "tags:\n- c\n# not about x\n- -x  # only a mention\n- d  # kept",
        ),
        ("tags:\n  - '-x'\n  - a", "tags:\n  - '-x'\n  - c\n  - d"),
        ("tags: [a,\n  -x]", "tags: [c, d, -x]"),
    ],
)
def test_a_forbidden_tag_stays_where_it_was_written(before: str, after: str) -> None:
    text = f"---\ntitle: T\n# above\n{before}\n# below\ndraft: true\n---\n"
    first, problems = read_paper(text, "f.md", "f")
    assert first is not None, problems
    assert first.forbidden_tags == ("x",)
    updated = update_text(text, first, msgspec.structs.replace(first, tags=("c", "d")))
    second, _ = read_paper(updated, "f.md", "f")
    assert second is not None
    assert (second.tags, second.forbidden_tags) == (("c", "d"), ("x",))
    assert updated == text.replace(before, after)


@pytest.mark.parametrize(
    ("tags", "problem"),
    [
        ("tags: [a, -a]", 'f.md:3: the tag "a" is both given and forbidden\n    remove "a" or "-a"'),
        ("tags:\n- -b\n- a\n- b", 'f.md:4: the tag "b" is both given and forbidden\n    remove "b" or "-b"'),
        ("tags: [-Object Detection]", 'f.md:3: "-Object Detection" is not a tag\n    write the tag\'s slug: -object-detection'),
        ("tags: [--x]", 'f.md:3: "--x" is not a tag\n    write the tag\'s slug: -x'),
        ("tags: [-]", 'f.md:3: "-" is not a tag\n    write the tag\'s slug: vision, or -vision to forbid it'),
        ("tags: -x", 'f.md:3: "tags": expected a list, found text'),
    ],
)
def test_a_list_that_contradicts_itself_is_told_with_its_line(tags: str, problem: str) -> None:
    assert [str(found) for found in read_paper(f"---\ntitle: T\n{tags}\n---\n", "f.md", "f")[1]] == [problem]


def test_a_tag_that_is_forbidden_goes_and_the_others_stay_those_of_ingest(site: SiteFolder) -> None:
    say(site, SEEN_SLUG, "[detection, -segmentation]")
    assert held_papers(site) == []
    ingest(site, {**SEEN, "abstract": f"{SEEN['abstract']} A language model, a language model. Language models.", "listed": "2025-03-18"})
    found = read(site)[SEEN_SLUG]
    assert "segmentation" not in found.tags
    assert found.tags[0] == "detection"
    assert found.forbidden_tags == ("segmentation",)


def test_a_file_that_only_forbids_gets_tags_of_ingest(site: SiteFolder) -> None:
    say(site, SEEN_SLUG, "[-detection]")
    ingest(site, SEEN)
    assert "segmentation" in read(site)[SEEN_SLUG].tags
    assert "detection" not in read(site)[SEEN_SLUG].tags
    write(site.root, {"content/papers/mine.md": paper("Object detection", tags=["-vision"])})
    assert "1 file written" in run("tags", "retag", "--yes", "--site", site.root).stdout
    assert read(site)["mine"].tags == ("detection",)


def test_a_list_that_a_person_wrote_is_held(site: SiteFolder) -> None:
    for tags in ("[segmentation, detection]", "[detection, segmentation, mine]", "[detection]", "[mine, -detection]", "[]"):
        say(site, SEEN_SLUG, tags)
        chosen = read(site)[SEEN_SLUG].tags
        assert [fields for _, fields in held_papers(site)] == [("tags",)], tags
        ingest(site, {**SEEN, "abstract": "Language models, language models. A language model.", "listed": "2025-03-19"})
        run("tags", "retag", "--yes", "--site", site.root)
        assert read(site)[SEEN_SLUG].tags == chosen
        path = site.root / read(site)[SEEN_SLUG].source
        assert f"tags: {tags}" in path.read_text(encoding="utf-8")


def test_what_a_record_forbids_holds_unless_a_person_chose_it(site: SiteFolder) -> None:
    ingest(site, {**SEEN, "listed": "2025-03-18", "forbidden_tags": ["segmentation", "No Slug"]})
    found = read(site)[SEEN_SLUG]
    assert (found.forbidden_tags, found.tags[0], "segmentation" in found.tags) == (("segmentation",), "detection", False)
    say(site, HEARD_SLUG, "[language, mine]")
    ingest(site, {**HEARD, "listed": "2025-03-18", "forbidden_tags": ["language", "vision"]})
    assert (read(site)[HEARD_SLUG].tags, read(site)[HEARD_SLUG].forbidden_tags) == (("language", "mine"), ("vision",))


# sitegen tags explain


def test_each_tag_is_explained_by_what_stands_in_the_paper(site: SiteFolder) -> None:
    result = run("tags", "explain", SEEN_SLUG, "--site", site.root)
    assert result.exit_code == 0
    assert "Ingest gave its tags." in result.stdout
    assert "title: object detection" in result.stdout
    assert "abstract, sentence 2: object detection" in result.stdout
    value = json.loads(run("tags", "explain", SEEN_SLUG, "--json", "--site", site.root).stdout)
    assert [tag["slug"] for tag in value["tags"]] == list(read(site)[SEEN_SLUG].tags)
    assert all(tag["evidence"]["matches"] and tag["evidence"]["score"] > 0 for tag in value["tags"])


def test_runners_up_say_why_they_are_none(site: SiteFolder) -> None:
    write(site.root, {"content/tags.yaml": MORE_TAGS})
    say(site, SEEN_SLUG, "[detection, -segmentation]")
    stdout = run("tags", "explain", SEEN_SLUG, "--site", site.root).stdout
    assert "Its file forbids: segmentation." in stdout
    assert "segmentation  its file forbids it" in stdout
    assert "speech  " in stdout.partition("Not its tags:")[2]


def test_it_is_said_who_chose(site: SiteFolder) -> None:
    say(site, SEEN_SLUG, "[mine, -slip]")
    result = run("tags", "explain", SEEN_SLUG, "--site", site.root)
    assert "A person chose its tags" in result.stdout
    assert "mine  nothing in the paper speaks for it" in result.stdout
    assert "detection  ingest would give it now" in result.stdout
    assert '"-slip" forbids a tag that no topic has' in result.stderr
    write(site.root, {"content/papers/own.md": paper("Object detection")})
    assert "It has no tags" in run("tags", "explain", "own", "--site", site.root).stdout


def test_a_paper_whose_tags_are_old_says_so(site: SiteFolder) -> None:
    write(site.root, {"content/tags.yaml": MORE_TAGS})
    stdout = run("tags", "explain", HEARD_SLUG, "--site", site.root).stdout
    assert f"Write that with: sitegen tags retag {HEARD_SLUG}" in stdout
    run("tags", "retag", "--yes", "--site", site.root)
    assert "By today's taxonomy" not in run("tags", "explain", HEARD_SLUG, "--site", site.root).stdout


def test_a_paper_is_found_by_slug_file_and_address(site: SiteFolder) -> None:
    source = read(site)[SEEN_SLUG].source
    path = site.root / source
    path.write_text(path.read_text(encoding="utf-8").replace("title:", "aliases: [an-old-name]\ntitle:", 1), encoding="utf-8")
    names = (
        *(SEEN_SLUG, source, str(path), os.path.relpath(path), "an-old-name"),
        *(f"/papers/{SEEN_SLUG}/", f"https://example.org/base/papers/{SEEN_SLUG}/", f"papers/{SEEN_SLUG}/index.html"),
    )
    for name in names:
        assert explain_tags(site, name).paper == SEEN_SLUG, name


def test_a_paper_that_is_not_there_is_a_wrong_command(site: SiteFolder) -> None:
    for command in ("explain", "retag"):
        result = run("tags", command, SEEN_SLUG[:-2], "--site", site.root)
        assert result.exit_code == 2
        assert f'there is no paper "{SEEN_SLUG[:-2]}"\n    did you mean "{SEEN_SLUG}"?' in result.stderr
    assert run("tags", "explain", "../../etc/passwd\x00.md", "--site", site.root).exit_code == 2


def test_the_beginning_of_a_slug_is_enough_for_a_proposal(site: SiteFolder) -> None:
    write(
        site.root, {f"content/papers/zebra-{name}.md": paper(f"Zebra {name}") for name in ("crossings-are-counted", "finches-sing-at-dawn")}
    )
    assert 'did you mean "zebra-crossings-are-counted"?' in run("tags", "explain", "zebra-crossings", "--site", site.root).stderr
    stderr = run("tags", "explain", "zebra", "--site", site.root).stderr
    assert "2 papers begin so, such as zebra-crossings-are-counted, zebra-finches-sing-at-dawn" in stderr


def test_a_typing_error_is_found_among_many_papers(monkeypatch: pytest.MonkeyPatch, site: SiteFolder) -> None:
    monkeypatch.setattr(named_papers, "_MANY", 1)
    assert f'did you mean "{SEEN_SLUG}"?' in run("tags", "explain", f"{SEEN_SLUG}x", "--site", site.root).stderr


# sitegen tags retag


def test_the_difference_is_shown_before_it_is_written(site: SiteFolder) -> None:
    write(site.root, {"content/tags.yaml": MORE_TAGS})
    before = tree(site.content)
    result = run("tags", "retag", "--dry-run", "--site", site.root)
    assert result.exit_code == 0
    assert "+1  speech" in result.stdout
    assert f"{HEARD_SLUG}: +speech" in result.stdout
    result = run("tags", "retag", "--site", site.root)
    assert result.exit_code == 1
    assert "Nothing was written: there is no terminal to ask. Use --yes" in result.stdout
    assert tree(site.content) == before
    result = run("tags", "retag", "--yes", "--site", site.root)
    assert (result.exit_code, "1 file written." in result.stdout) == (0, True)
    assert "1 of 2 papers gets other tags." in result.stdout
    after = tree(site.content)
    changed = {name for name in after if after[name] != before.get(name)}
    assert changed == {read(site)[HEARD_SLUG].source.removeprefix("content/"), ".ingest/ledger/2025-03.jsonl"}
    assert "speech" in read(site)[HEARD_SLUG].tags
    assert held_papers(site) == []
    assert "No differences: 2 papers looked at." in run("tags", "retag", "--yes", "--site", site.root).stdout
    assert tree(site.content) == after


def test_tags_of_a_person_are_counted_and_left(site: SiteFolder) -> None:
    write(site.root, {"content/tags.yaml": MORE_TAGS, "content/papers/own.md": paper("Speech recognition", tags=["language"])})
    say(site, HEARD_SLUG, "[mine]")
    result = run("tags", "retag", "--yes", "--site", site.root)
    assert "No differences: 3 papers looked at. 2 papers with tags of your own stay as they are." in result.stdout
    assert (read(site)[HEARD_SLUG].tags, read(site)["own"].tags) == (("mine",), ("language",))


def test_only_named_papers_are_tagged_anew(site: SiteFolder) -> None:
    write(site.root, {"content/tags.yaml": MORE_TAGS})
    assert "No differences: 1 paper" in run("tags", "retag", SEEN_SLUG, "--yes", "--site", site.root).stdout
    assert "1 file written." in run("tags", "retag", f"/papers/{HEARD_SLUG}/", "--yes", "--site", site.root).stdout


def test_many_papers_are_counted_unless_all_are_asked_for(make_site: MakeSite) -> None:
    site = make_site()
    ingest(site, *({**HEARD, "title": f"Speech recognition, part {number}"} for number in range(23)))
    write(site.root, {"content/tags.yaml": MORE_TAGS})
    assert "… and 3 more papers; --all names them." in run("tags", "retag", "--dry-run", "--site", site.root).stdout
    assert run("tags", "retag", "--dry-run", "--all", "--site", site.root).stdout.count("part-") == 23


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[bool]]:
    """Return the answers that the person at the terminal will give."""
    given: list[bool] = []
    monkeypatch.setattr(sitegen.cli_tags, "is_interactive", lambda: True)
    monkeypatch.setattr("click.confirm", lambda _question: given.pop(0))
    yield given
    assert not given


def test_who_is_asked_may_say_no(site: SiteFolder, answers: list[bool]) -> None:
    write(site.root, {"content/tags.yaml": MORE_TAGS})
    before = tree(site.content)
    answers.append(False)
    result = run("tags", "retag", "--site", site.root)
    assert (result.exit_code, "Nothing was written." in result.stdout, tree(site.content) == before) == (1, True, True)
    answers.append(True)
    assert "1 file written." in run("tags", "retag", "--site", site.root).stdout


def test_a_file_that_is_edited_while_somebody_is_asked_is_not_overwritten(site: SiteFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    write(site.root, {"content/tags.yaml": MORE_TAGS})

    def edit_and_agree(_question: str) -> bool:
        say(site, HEARD_SLUG, "[language, -speech]")
        return True

    monkeypatch.setattr(sitegen.cli_tags, "is_interactive", lambda: True)
    monkeypatch.setattr("click.confirm", edit_and_agree)
    result = run("tags", "retag", "--site", site.root)
    assert result.exit_code == 1
    assert "the file was changed in the meantime" in result.stderr
    assert read(site)[HEARD_SLUG].forbidden_tags == ("speech",)
    assert "No differences" in run("tags", "retag", "--yes", "--site", site.root).stdout


@pytest.mark.skipif(sys.platform == "win32", reason="folders have no locks there")
def test_no_ingest_goes_on_between_the_difference_and_the_writing(site: SiteFolder) -> None:
    import fcntl

    write(site.root, {"content/tags.yaml": MORE_TAGS})

    def is_locked(_difference: Difference) -> bool:
        handle = os.open(site.content, os.O_RDONLY)
        try:
            with pytest.raises(BlockingIOError):
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        finally:
            os.close(handle)
        return True

    assert run_retag(site, (), is_locked)[1] is True


def test_a_file_that_was_renamed_keeps_what_ingest_knows_of_it(site: SiteFolder) -> None:
    path = site.root / read(site)[HEARD_SLUG].source
    path.rename(path.with_name("renamed.md"))
    write(site.root, {"content/tags.yaml": MORE_TAGS})
    assert "renamed: +speech" in run("tags", "retag", "--yes", "--site", site.root).stdout
    assert held_papers(site) == []


def test_a_wrong_taxonomy_changes_nothing(site: SiteFolder) -> None:
    write(site.root, {"content/tags.yaml": "- {name: A}\n"})
    before = tree(site.content)
    result = run("tags", "retag", "--yes", "--site", site.root)
    assert (result.exit_code, tree(site.content) == before) == (1, True)
    assert "content/tags.yaml:1" in result.stderr


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("ingest"), st.sampled_from(["", "Language models, language models.", "Speech recognition. Speech recognition."])),
        st.tuples(st.just("choose"), st.sampled_from(["[mine]", "[mine, vision]", "[detection, mine]"])),
        st.tuples(st.just("forbid"), st.sampled_from(["detection", "segmentation", "language", "vision", "speech", "general"])),
        st.tuples(st.just("taxonomy"), st.sampled_from([TAGS, MORE_TAGS])),
        st.tuples(st.just("retag"), st.just("")),
    ),
    max_size=8,
)


@settings(max_examples=40, deadline=None)
@given(STEPS)
def test_a_persons_say_survives_whatever_comes(tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, str]]) -> None:
    site = write_site(tmp_path_factory.mktemp("site"), {})
    ingest(site, SEEN)
    chosen: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()
    for day, (step, value) in enumerate(steps, start=1):
        if step == "ingest":
            ingest(site, {**SEEN, "abstract": f"{SEEN['abstract']} {value}", "listed": f"2025-04-{day:02}"})
        elif step == "choose":
            chosen = tuple(tag for tag in value.strip("[]").split(", ") if tag not in forbidden)
            say_to(site, chosen, forbidden)
        elif step == "forbid":
            forbidden = (*(tag for tag in forbidden if tag != value), value)
            chosen = tuple(tag for tag in chosen if tag != value)
            say_to(site, tuple(tag for tag in only(site).tags if tag != value), forbidden)
        elif step == "taxonomy":
            write(site.root, {"content/tags.yaml": value})
        else:
            run_retag(site, (), lambda _: True)
        found = only(site)
        assert found.forbidden_tags == forbidden
        assert not set(found.tags) & set(forbidden)
        assert not chosen or found.tags == chosen
    run_retag(site, (), lambda _: True)
    after = tree(site.content)
    assert not find_difference(site).changes
    assert run_retag(site, (), lambda _: True)[1] is False
    assert tree(site.content) == after
    assert [fields for _, fields in held_papers(site)] == ([("tags",)] if chosen else [])


def say_to(site: SiteFolder, tags: tuple[str, ...], forbidden: tuple[str, ...]) -> None:
    found = only(site)
    after = msgspec.structs.replace(found, tags=tags, forbidden_tags=forbidden)
    path = site.root / found.source
    path.write_text(update_text(path.read_text(encoding="utf-8"), found, after), encoding="utf-8")


# sitegen tags list


def test_the_tree_has_numbers_and_what_does_not_fit_is_told(site: SiteFolder) -> None:
    write(site.root, {"content/papers/own.md": paper("Own", tags=["detektion", "-visoin"]), "content/papers/none.md": paper("None")})
    result = run("tags", "list", "--site", site.root)
    assert result.exit_code == 0
    assert "1    detection" in result.stdout
    assert "vision  (1 with those below)" in result.stdout
    assert "5 topics, 4 papers; 1 paper without a tag." in result.stdout
    assert 'detektion  content/papers/own.md  did you mean "detection"?' in result.stdout
    assert "Without papers: general." in result.stdout
    assert '"-visoin" forbids a tag that no topic has\n    did you mean "vision"?' in result.stderr
    assert json.loads(run("tags", "list", "--json", "--site", site.root).stdout)["strays"][0]["slug"] == "detektion"


def test_without_a_command_it_says_what_there_is() -> None:
    result = run("tags")
    assert all(name in result.output for name in ("list", "explain", "retag", "suggest"))


# sitegen tags suggest


def about(phrase: str, number: int, *, year: int = 2024, text: str = "") -> dict[str, str | bytes | None]:
    """Return ``number`` papers with a phrase in their titles, no two alike."""
    words = [
        "rivers",
        "cities",
        "forests",
        "markets",
        "kitchens",
        "islands",
        "bridges",
        "gardens",
        "deserts",
        "harbours",
        "valleys",
        "roofs",
    ]
    return {
        f"content/papers/{phrase[:8].replace(' ', '-').lower()}-{year}-{at}.md": paper(
            f"{words[at % 12].capitalize()} and {phrase} for {words[(at + 5) % 12]}",
            f"We met {words[(at + 3) % 12]}. {text or f'There is {phrase}.'} Extensive experiments convince us of {words[(at + 7) % 12]}.",
            published=f"{year}-0{1 + at % 9}-01",
            tags=["vision"] if at % 2 else ["detection"],
        )
        for at in range(number)
    }


@pytest.fixture
def suggestive(make_site: MakeSite) -> SiteFolder:
    """Return a site of 40 papers: on two topics that it lacks, on one that it has, and on nothing in common."""
    return make_site(
        {
            **about("quantum annealing", 8, year=2020, text="Fast quantum annealing works. A quantum annealer (QA) is here."),
            **about("sign stitching", 5, year=2025),
            **about("object detection", 12, year=2022),
            **{
                f"content/papers/filler-{at}.md": paper(f"Filler{at}", f"Filler{at} differs.", published=f"2021-0{1 + at % 9}-02")
                for at in range(15)
            },
        }
    )


def test_frequent_phrases_that_no_topic_covers_are_suggested(suggestive: SiteFolder) -> None:
    names = [item.name for item in suggest_topics(suggestive)]
    assert set(names[:2]) == {"Quantum annealing", "Sign stitching"}
    assert not [name for name in names if "detection" in name.lower() or "experiment" in name.lower()]


def test_a_suggestion_tells_what_an_editor_wants_to_know(suggestive: SiteFolder) -> None:
    found = {item.name: item for item in suggest_topics(suggestive)}
    stitching = found["Sign stitching"]
    assert (stitching.papers, stitching.titles, stitching.rising, stitching.parent) == (5, 5, True, "vision")
    assert found["Quantum annealing"].rising is False
    assert "sign stitching" in stitching.examples[0].title
    stdout = run("tags", "suggest", "--site", suggestive.root).stdout
    assert "Sign stitching" in stdout
    assert "patterns: sign stitching" in stdout
    assert json.loads(run("tags", "suggest", "--json", "--limit", "1", "--site", suggestive.root).stdout)[0]["papers"] >= 5
    assert "Nothing to suggest" in run("tags", "suggest", "--min-papers", "30", "--site", suggestive.root).stdout


def test_part_of_a_longer_phrase_is_not_suggested_as_well(make_site: MakeSite) -> None:
    site = make_site({**about("deep river crossing", 6), **about("object detection", 14, year=2022)})
    names = [item.name for item in suggest_topics(site)]
    assert names == ["Deep river crossing"]


def test_an_acronym_and_what_it_stands_for_are_one_suggestion(make_site: MakeSite) -> None:
    text = "Conditional river fields (CRF) are used. The CRF is quick."
    site = make_site(
        {**about("CRF", 6, text=text), **about("conditional river fields", 4, year=2023), **about("object detection", 14, year=2022)}
    )
    (found,) = suggest_topics(site)
    assert (found.name, set(found.patterns)) == ("Conditional river fields", {"conditional river fields", "CRF"})


def test_an_acronym_of_a_topic_is_a_pattern_for_it(make_site: MakeSite) -> None:
    site = make_site({**about("OD", 6, text="We do object detection (OD). The OD is quick."), **about("rare words", 14, year=2022)})
    found = next(item for item in suggest_topics(site) if "OD" in item.patterns)
    assert (found.pattern_of, found.patterns) == ("detection", ("OD",))
    assert "# Patterns for detection: OD" in run("tags", "suggest", "--yaml", "--site", site.root).stdout


def test_what_is_suggested_can_be_pasted_into_the_taxonomy(suggestive: SiteFolder) -> None:
    yaml = run("tags", "suggest", "--yaml", "--site", suggestive.root).stdout
    write(suggestive.root, {"content/tags.yaml": f"{TAGS}\n{yaml}"})
    topic = load_taxonomy(suggestive.content / "tags.yaml").find("sign-stitching")
    assert topic is not None
    assert (topic.name, topic.parent, topic.patterns) == ("Sign stitching", "vision", ("sign stitching",))
    assert "sign-stitching" not in {item.slug for item in suggest_topics(suggestive)}


def test_suggestions_change_nothing_and_do_not_depend_on_chance(suggestive: SiteFolder) -> None:
    before = tree(suggestive.root)
    first = run("tags", "suggest", "--site", suggestive.root).stdout
    assert run("tags", "suggest", "--site", suggestive.root).stdout == first
    assert tree(suggestive.root) == before


def test_hostile_and_empty_texts_are_read(make_site: MakeSite, tmp_path: Path) -> None:
    site = make_site({"content/papers/a.md": paper("(((AB) - -to- of of-", "x" * 20_000 + " \u202e -- (ABC) " * 300, tags=["-x"])})
    assert suggest_topics(site) == ()
    assert suggest_topics(make_site(name="empty")) == ()
    assert "Nothing to suggest" in run("tags", "suggest", "--site", site.root).stdout
