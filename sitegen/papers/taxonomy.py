"""The topics that papers are filed under, read from ``content/tags.yaml``.

The file is data that a person edits; this module says what it may hold and tells every mistake in it at once. How the patterns are
matched is the tagger's business: here they are only phrases of a few words.
"""

import re
from functools import cached_property
from pathlib import Path
from typing import Any

import msgspec

from sitegen.errors import Problem, SitegenError, did_you_mean
from sitegen.papers.list_entry import ListEntry
from sitegen.yamltext import Positions, YamlProblem, parse

MAX_WORDS = 5
"""The most words that a pattern may have."""
WORD = re.compile(r"[^\W_]+")
"""A word, in patterns as well as in papers: letters and digits; a hyphen parts two words as a space does."""
TOGETHER = "+"
"""Stands in a pattern between two phrases that speak for the topic only when both are there."""

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_NOTHING = ("null", "Null", "NULL", "true", "false")
"""What YAML calls nothing, yes and no: in a list of phrases, a slip."""
_PHRASES = ("synonyms", "patterns", "title_patterns", "exceptions")
_FULL_STOPS = (".", "。", "．", "।", "۔")
"""Those of Latin, Chinese and Japanese, Hindi, and Urdu."""
_SHAPE = "it holds a list of topics, each with name, slug, description, patterns and, below another topic, parent"


class Topic(msgspec.Struct, frozen=True, kw_only=True):
    """One subject that papers may be about: a tag."""

    name: str
    """What a reader sees, in sentence case: ``Object detection``."""
    slug: str
    """What stands in URLs and in the ``tags`` of papers: ``object-detection``."""
    description: str
    """One plain sentence that ends with a full stop."""
    parent: str = ""
    """The slug of the topic above it; empty for a topic of the upper level."""
    synonyms: tuple[str, ...] = ()
    """What else the topic is called. They may be shown and searched, and speak for the topic as patterns do."""
    categories: tuple[str, ...] = ()
    """The categories of sources that mean this topic, in any case: ``cs.CV``, ``eess.IV``, ``wmt``."""
    patterns: tuple[str, ...] = ()
    """The phrases that speak for this topic wherever they stand; ``reward + policy`` is two that must stand together."""
    title_patterns: tuple[str, ...] = ()
    """The phrases that speak for it in a title alone, because abstracts use them in passing: ``survey``, ``benchmark``."""
    exceptions: tuple[str, ...] = ()
    """The phrases in which its words mean something else, so that no pattern within them counts: ``dark matter feature``."""
    fallback: bool = False
    """True for the one topic that is given to a paper in which nothing else is found."""


class Taxonomy(msgspec.Struct, frozen=True, dict=True):
    """All topics in the order of the file. Made by :func:`load_taxonomy`, which has checked that they fit together."""

    topics: tuple[Topic, ...]

    def __contains__(self, slug: object) -> bool:
        """Whether there is a topic with this slug."""
        return slug in self._by_slug

    def find(self, slug: str) -> Topic | None:
        """Return the topic with this slug, or None."""
        return self._by_slug.get(slug)

    def name_of(self, slug: str) -> str:
        """Return the reader-facing name; for a slug that no topic has, the slug itself with spaces for hyphens."""
        name = self._names.get(slug)
        return slug.replace("-", " ").capitalize() if name is None else name

    def children_of(self, slug: str) -> tuple[Topic, ...]:
        """Return the topics right below this one; the upper level for an empty slug."""
        return self._children.get(slug, ())

    @property
    def fallback(self) -> Topic | None:
        """The topic for papers in which nothing is found; None only in a taxonomy made by hand."""
        return next((topic for topic in self.topics if topic.fallback), None)

    @cached_property
    def _by_slug(self) -> dict[str, Topic]:
        return {topic.slug: topic for topic in self.topics}

    @cached_property
    def _children(self) -> dict[str, tuple[Topic, ...]]:
        children: dict[str, tuple[Topic, ...]] = {}
        for topic in self.topics:
            children[topic.parent] = (*children.get(topic.parent, ()), topic)
        return children

    @cached_property
    def _names(self) -> dict[str, str]:
        return {topic.slug: topic.name for topic in self.topics}


def load_taxonomy(path: Path) -> Taxonomy:
    """Read and check the file. Raises :class:`SitegenError` with everything that is wrong in it."""
    shown = str(path)
    return check_topics(read_topics(path, shown), shown)


def read_topics(path: Path, shown: str) -> str:
    """Return the text of the file, which messages call ``shown``; raise :class:`SitegenError` when it cannot be read."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise SitegenError(Problem(path=shown, message="the file of topics is missing", hint=_SHAPE)) from None
    except UnicodeDecodeError as error:
        raise SitegenError(Problem(path=shown, message=f"not UTF-8 text (byte {error.start})", hint="save it as UTF-8")) from None
    except OSError as error:
        raise SitegenError(Problem(path=shown, message=f"cannot be read: {error.strerror}")) from None


def check_topics(text: str, shown: str) -> Taxonomy:
    """Return what the text of the file says; raise :class:`SitegenError` with everything that is wrong in it."""
    try:
        tree = parse(text, shown)
    except YamlProblem as error:
        raise SitegenError(error.problem) from None
    if not isinstance(tree, list) or not tree:
        raise SitegenError(Problem(path=shown, line=1, message="expected a list of topics", hint=_SHAPE))
    positions = Positions(text, shown)
    entries = [_Entry(index, entry, positions) for index, entry in enumerate(tree)]
    topics = tuple(entry.topic for entry in entries)
    problems = [problem for entry in entries for problem in entry.problems]
    problems += _check_unique(topics, positions) + _check_parents(topics, positions) + _check_fallback(topics, positions)
    if problems:
        raise SitegenError(sorted(problems, key=lambda problem: problem.line))
    return Taxonomy(topics)


class _Entry(ListEntry):
    """One item of the list while it is checked: the topic as far as it could be read, and what is wrong with it."""

    def __init__(self, index: int, value: Any, positions: Positions) -> None:
        known = Topic.__struct_fields__
        super().__init__(index, value, positions, known=known, expected="expected a topic with its keys", hint=_SHAPE)
        self.topic = self._read() if self.is_mapping else Topic(name="", slug="", description="")

    def _read(self) -> Topic:
        slug = self._needed("slug")
        if slug and not _SLUG.fullmatch(slug):
            self.report(f'the slug "{slug}" is not like object-detection', "slug", hint="use a-z, 0-9 and single hyphens between them")
        description = self._needed("description")
        if description and not description.endswith(_FULL_STOPS):
            self.report("the description does not end with a full stop", "description", hint=f"write: {description}.")
        flag = self.text("fallback").lower()
        if flag not in ("", "true", "false"):
            self.report(f'"fallback" is true or false, not "{flag}"', "fallback")
        synonyms, patterns, title_patterns, exceptions = (self._phrases(key) for key in _PHRASES)
        wrong_kind = any(isinstance(self.fields.get(key, []), str | dict) for key in _PHRASES)
        if not any((synonyms, patterns, title_patterns)) and not wrong_kind:
            self.report("the topic has no patterns, so no paper would get it", "patterns", hint="list at least one phrase there")
        return Topic(
            name=self._needed("name"),
            slug=slug,
            description=description,
            parent=self.text("parent"),
            synonyms=synonyms,
            categories=self._categories(),
            patterns=patterns,
            title_patterns=title_patterns,
            exceptions=exceptions,
            fallback=flag not in ("", "false"),
        )

    def _needed(self, key: str) -> str:
        text = self.text(key)
        if not text and isinstance(self.fields.get(key, ""), str):
            self.report(f'the key "{key}" is missing', hint=f"add a line: {key}: …")
        return text

    def _categories(self) -> tuple[str, ...]:
        categories: dict[str, str] = {}
        for number, value in enumerate(self._list("categories", "[cs.CV, eess.IV]")):
            if not isinstance(value, str) or not value.strip():
                self.report(
                    "a category must be text, as a source writes it", "categories", number, hint="remove it, or write one like cs.CV"
                )
            elif value.strip().casefold() in categories:
                hint = "remove one of them; case makes no difference"
                self.report(f'the category "{value.strip()}" stands twice', "categories", number, hint=hint)
            else:
                categories[value.strip().casefold()] = value.strip()
        return tuple(categories.values())

    def _phrases(self, key: str) -> tuple[str, ...]:
        phrases: list[str] = []
        for number, phrase in enumerate(self._list(key, "[first phrase, second phrase]")):
            problem, hint = _check_phrase(phrase, pairs=key != "exceptions")
            if problem:
                self.report(problem, key, number, hint=hint)
            elif phrase in phrases:
                self.report(f'the pattern "{phrase}" stands twice', key, number, hint="remove one of them")
            else:
                phrases.append(phrase)
        return tuple(phrases)

    def _list(self, key: str, example: str) -> list[Any]:
        value = self.fields.get(key, [])
        if isinstance(value, list):
            return value
        what = "categories" if key == "categories" else "phrases"
        self.report(f'"{key}" must be a list of {what}', key, hint=f"write: {key}: {example}")
        return []


def _check_phrase(phrase: Any, *, pairs: bool) -> tuple[str, str]:
    """Return what is wrong with a phrase and how to mend it; two empty strings when it is well-formed. ``pairs`` allows two with "+"."""
    if not isinstance(phrase, str):
        return "a pattern must be a phrase", ""
    parts = phrase.split(TOGETHER)
    if not WORD.search(phrase):
        return "a pattern must hold a word", "remove it, or write a phrase"
    if phrase in _NOTHING or not any(character.isalpha() for character in phrase):
        return f'"{phrase}" is no phrase', "remove it, or write words"
    if len(parts) > 2 or not all(WORD.search(part) for part in parts):
        return f'the pattern "{phrase}" is not two phrases', f'write at most one "{TOGETHER}", between two phrases that must stand together'
    if len(parts) > 1 and not pairs:
        return f'the exception "{phrase}" is not one phrase', "write the words as they follow one another"
    count = len(WORD.findall(phrase))
    if count > MAX_WORDS:
        return f'the pattern "{phrase}" has {count} words', f"use at most {MAX_WORDS}; hyphens part words"
    return "", ""


def _check_unique(topics: tuple[Topic, ...], positions: Positions) -> list[Problem]:
    problems = []
    for key in ("slug", "name"):
        first: dict[str, int] = {}
        for index, topic in enumerate(topics):
            value: str = getattr(topic, key)
            # Names that differ in case alone would look like one tag to a reader.
            earlier = first.setdefault(value.casefold(), index)
            if value and earlier != index:
                line = positions.line(earlier, key)
                problems.append(positions.problem(f'the {key} "{value}" stands twice', index, key, hint=f"the first is on line {line}"))
    return problems


def _check_parents(topics: tuple[Topic, ...], positions: Positions) -> list[Problem]:
    by_slug = {topic.slug: topic for topic in topics if topic.slug}
    upper = [topic.slug for topic in topics if topic.slug and not topic.parent]
    problems = []
    for index, topic in enumerate(topics):
        if not topic.parent:
            continue
        above = by_slug.get(topic.parent)
        if above is None:
            hint = did_you_mean(topic.parent, upper) or "a parent is the slug of another topic in this file"
            problems.append(positions.problem(f'no topic has the slug "{topic.parent}"', index, "parent", hint=hint))
        elif above.slug == topic.slug:
            problems.append(positions.problem(f'"{topic.slug}" is its own parent', index, "parent", hint="remove the line"))
        elif above.parent:
            message = f'the parent "{above.slug}" itself has a parent, "{above.parent}"; there are only two levels'
            hint = f"write: parent: {above.parent}" if above.parent in upper else "remove one of the two parents"
            problems.append(positions.problem(message, index, "parent", hint=hint))
    return problems


def _check_fallback(topics: tuple[Topic, ...], positions: Positions) -> list[Problem]:
    flagged = [index for index, topic in enumerate(topics) if topic.fallback]
    if not flagged:
        hint = "add fallback: true to the topic for papers in which nothing else is found"
        return [Problem(path=positions.path, message="no topic is the fallback", hint=hint)]
    hint = f'"{topics[flagged[0]].slug}" is the fallback already'
    return [positions.problem("more than one topic is the fallback", index, "fallback", hint=hint) for index in flagged[1:]]
