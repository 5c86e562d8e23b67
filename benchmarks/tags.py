"""``make bench-tags``: how well the tagger finds what papers are about, against sixty papers that are labelled by hand.

Half of the labelled papers are held out: nobody looks at them when rules are changed, so their figures are those to believe. What the
figures mean stands in :class:`Quality`. The result is printed and written to ``benchmarks/TAGS.md``.
"""

import time
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

import msgspec

from benchmarks.corpus import ROOT
from sitegen.ingest.tagger import Tagger
from sitegen.markdown import plain_text, plain_title
from sitegen.papers.paper import Paper
from sitegen.papers.store import load_papers
from sitegen.papers.taxonomy import Taxonomy, load_taxonomy
from sitegen.yamltext import parse

LABELS = ROOT / "tests" / "data" / "tag-labels.yaml"


class Label(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one paper is about, as somebody judged it. The head of the file says how."""

    paper: str
    """The slug of the paper."""
    held_out: bool
    core: tuple[str, ...]
    """Topics that must be found; ``a | b`` is one for which either will do."""
    fine: tuple[str, ...]
    """Topics that are right as well."""

    def wanted(self) -> list[set[str]]:
        """Return the core topics, each as the slugs that will do for it."""
        return [{slug.strip() for slug in topic.split("|")} for topic in self.core]

    def right(self, taxonomy: Taxonomy) -> set[str]:
        """Return every slug that is right: core, fine, and the topics right above those."""
        named = set(self.fine).union(*self.wanted())
        return named | {topic.parent for topic in taxonomy.topics if topic.slug in named and topic.parent}


class Quality(NamedTuple):
    """How well the tags of some papers agree with their labels."""

    papers: int
    core: int
    """Core topics in the labels."""
    found: int
    """Those that were given."""
    complete: int
    """Papers with every core topic."""
    tags: int
    """Tags given."""
    wrong: int
    """Those that are neither core nor fine: plainly wrong."""

    @property
    def recall(self) -> float:
        """The share of core topics found."""
        return self.found / self.core

    @property
    def precision(self) -> float:
        """The share of tags that are core or fine."""
        return 1 - self.wrong / self.tags

    @property
    def f1(self) -> float:
        """The harmonic mean of the two."""
        return 2 * self.precision * self.recall / (self.precision + self.recall)


def load_labels() -> tuple[Label, ...]:
    """Read the labels."""
    return msgspec.convert(parse(LABELS.read_text(encoding="utf-8"), str(LABELS)), tuple[Label, ...], strict=False)


def load_site_papers() -> dict[str, Paper]:
    """Return the example papers by slug."""
    papers, _ = load_papers(ROOT / "content", ROOT)
    return {stored.paper.slug: stored.paper for stored in papers}


def tags_of(papers: Iterable[Paper], tagger: Tagger) -> dict[str, tuple[str, ...]]:
    """Return the tags that the tagger would give each paper, by slug."""
    return {
        paper.slug: tagger.tag(plain_title(paper.title), plain_text(paper.abstract), categories=paper.categories, keywords=paper.keywords)
        for paper in papers
    }


def measure(labels: Collection[Label], tags: Mapping[str, tuple[str, ...]], taxonomy: Taxonomy) -> Quality:
    """Compare tags with labels."""
    core = found = complete = given = wrong = 0
    for label in labels:
        wanted, mine = label.wanted(), set(tags[label.paper])
        hits = sum(not topic.isdisjoint(mine) for topic in wanted)
        core, found, complete = core + len(wanted), found + hits, complete + (hits == len(wanted))
        given, wrong = given + len(mine), wrong + len(mine - label.right(taxonomy))
    return Quality(len(labels), core, found, complete, given, wrong)


def main() -> None:
    """Measure, print, and write the result beside this file."""
    taxonomy = load_taxonomy(ROOT / "content" / "tags.yaml")
    papers, labels, tagger = load_site_papers(), load_labels(), Tagger(taxonomy)
    texts = [(plain_title(paper.title), plain_text(paper.abstract)) for paper in papers.values()]
    start = time.process_time()
    for title, abstract in texts:
        tagger.tag(title, abstract)
    seconds = time.process_time() - start
    tags = tags_of(papers.values(), tagger)
    text = _report(taxonomy, labels, tags)
    print(text)
    print(f"{1000 * seconds / len(texts):.2f} ms a paper on this machine")
    Path(__file__).with_name("TAGS.md").write_text(text, encoding="utf-8")


def _report(taxonomy: Taxonomy, labels: tuple[Label, ...], tags: Mapping[str, tuple[str, ...]]) -> str:
    parts = {
        "all": labels,
        "tuned on": tuple(label for label in labels if not label.held_out),
        "held out": tuple(label for label in labels if label.held_out),
    }
    lines = [
        "# How good the tags are",
        "",
        f"{len(labels)} papers, labelled by hand (`tests/data/tag-labels.yaml`), against the rules and the",
        f"{len(taxonomy.topics)} topics of `content/tags.yaml`. Made by `make bench-tags`.",
        "Rules are changed by looking at the papers tuned on, never at those held out.",
        "",
        "| papers | core topics found | papers with every core topic | precision | plainly wrong | F1 |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for name, some in parts.items():
        quality = measure(some, tags, taxonomy)
        complete = quality.complete / quality.papers
        cells = (
            f"{name} ({quality.papers})",
            f"{quality.found} of {quality.core}, {quality.recall:.1%}",
            f"{complete:.1%}",
            f"{quality.precision:.1%}",
            f"{quality.wrong} of {quality.tags}, {1 - quality.precision:.1%}",
            f"{quality.f1:.3f}",
        )
        lines.append(f"| {' | '.join(cells)} |")
    counts = Counter(len(mine) for mine in tags.values())
    lines += ["", f"Tags a paper, over all {len(tags)} example papers:", "", "| tags | papers |", "| --- | --- |"]
    lines += [f"| {number} | {counts[number]} |" for number in sorted(counts)]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
