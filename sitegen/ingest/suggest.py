"""``sitegen tags suggest``: topics that the taxonomy may lack, from frequent phrases that none of its patterns covers.

What is a topic shows in how a phrase is used. It stands in titles, while "extensive experiments" stands in abstracts alone. Its words
belong together more than chance puts them. It stands by itself: "large-scale" is always followed by what it belongs to.
``docs/tags.md`` says what counts for how much.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable

from sitegen.config import SiteFolder
from sitegen.errors import Problem, SitegenError
from sitegen.ingest.acronyms import defined_acronyms
from sitegen.ingest.intake import Progress
from sitegen.ingest.phrase_counts import CodedPaper, Count, Counts, Phrase, count_phrases, phrases_in
from sitegen.ingest.phrase_words import PhraseReader
from sitegen.ingest.pipeline import TAXONOMY
from sitegen.ingest.suggest_entries import Mentioned, Suggestion, describe
from sitegen.markdown import plain_text, plain_title
from sitegen.papers.paper import Paper
from sitegen.papers.store import read_papers
from sitegen.papers.taxonomy import Taxonomy, load_taxonomy
from sitegen.papers.transaction import settle

LEAST_PAPERS = 3
"""The fewest papers in which a phrase must stand, in a small collection."""
PAPERS_PER_MENTION = 1_000
"""In a larger collection it must stand in one of so many papers."""
LEAST_TITLES = 2
"""In so many titles it must stand."""
LEAST_TITLE_SHARE = 0.1
"""The share of its papers that must have it in their title."""
LEAST_OPEN_LEFT, LEAST_OPEN_RIGHT = 0.25, 0.35
"""The share of its mentions that must begin and end by themselves."""
LEAST_COHESION = 0.12
"""How much its words must belong together: 0 is chance, 1 is always."""
ACRONYM_COHESION = 0.55
MOST_NUMBERED = 0.2
"""The share of mentions beside a number from which an acronym is an event or a version: ``WMT 2020``."""
SHARE_OF_LONGER = 0.6
"""A phrase is only part of a longer one that stands in this share of its papers."""
CANDIDATES = 400
"""How many of the best phrases are looked at closely."""

_WEAK_ENDS = frozenset(
    re.findall(
        r"\S+",
        """
        ability accuracy agreement aim annotator application approach aspect baseline benefit campaign capability challenge
        count data dataset direction domain effort evaluation example experiment feature framework function gain goal
        improvement information instance issue label length level matter mechanism method metric number object objective off
        outcome output paradigm parameter participant performance perspective phase pipeline point problem procedure process
        property quality rate ratio research resource result sample scale scenario score set setting setup shot size solution
        source space stage strategy student study submission task team technique term test time track type value variant version
        way word workshop year
        """,
    )
)
"""A phrase that ends so names no subject of research."""
_WEAK_BEGINNINGS = frozenset(
    re.findall(
        r"\S+",
        """
        common downstream experimental external final fine future good high higher key large long low main multiple natural open
        overall possible potential promising real same short simple single small standard state strong tuned unified way widely
        """,
    )
)
"""A phrase of two words that begins so names none either."""


def suggest_topics(site: SiteFolder, *, least: int = 0, limit: int = 20, progress: Progress | None = None) -> tuple[Suggestion, ...]:
    """Return what may be added to the taxonomy of ``site``, the best first.

    ``least`` is the fewest papers in which a phrase must stand; 0 lets it follow from how many papers there are.
    Raises :class:`SitegenError` when the taxonomy or a paper cannot be read.
    """
    settle(site.content)
    taxonomy = load_taxonomy(site.content / TAXONOMY)
    problems: list[Problem] = []

    def papers() -> Iterable[Paper]:
        for item in read_papers(site.content, site.root):
            if isinstance(item, Problem):
                problems.append(item)
            else:
                yield item.paper

    found = suggest(papers(), taxonomy, least=least, limit=limit, progress=progress)
    if problems:
        raise SitegenError(problems)
    return found


def suggest(
    papers: Iterable[Paper], taxonomy: Taxonomy, *, least: int = 0, limit: int = 20, progress: Progress | None = None
) -> tuple[Suggestion, ...]:
    """Return what the titles and abstracts of ``papers`` suggest for ``taxonomy``. The papers are read once, one after the other."""
    reader = PhraseReader(taxonomy)
    coded: list[CodedPaper] = []
    known: list[Mentioned] = []
    meanings: dict[str, Counter[str]] = {}
    for number, paper in enumerate(papers, start=1):
        title, abstract = plain_title(paper.title), plain_text(paper.abstract)
        coded.append(CodedPaper(reader.read(title, is_title=True), reader.read(abstract)))
        for acronym, meaning in dict.fromkeys(defined_acronyms(abstract)):
            meanings.setdefault(acronym, Counter())[meaning] += 1
        date = paper.published or paper.date
        known.append(Mentioned(paper.slug, title, paper.tags, date.iso if date else ""))
        if progress is not None and number % 100 == 0:
            progress(number)
    least = least or max(LEAST_PAPERS, len(coded) // PAPERS_PER_MENTION)
    counts = count_phrases(coded, reader, least)
    ranked = _rank(counts, reader, len(coded))[:CANDIDATES]
    wanted = {phrase for _, phrase in ranked}
    written: dict[Phrase, Counter[str]] = {phrase: Counter() for phrase in wanted}
    places: dict[Phrase, dict[int, bool]] = {phrase: {} for phrase in wanted}
    beginnings = {phrase[0] for phrase in wanted}
    for place, texts in enumerate(coded):
        for is_title, text in ((True, texts.title), (False, texts.abstract)):
            for phrase, words in phrases_in(text, reader, wanted, beginnings):
                # Titles write words with capitals that they do not have.
                written[phrase][words] += 1 if is_title else 10
                places[phrase].setdefault(place, is_title)
    scored = [(score, written[phrase], places[phrase]) for score, phrase in ranked]
    return describe(scored, known, meanings, taxonomy)[:limit]


def _rank(counts: Counts, reader: PhraseReader, papers: int) -> list[tuple[int, Phrase]]:
    """Return the phrases that may be topics with their scores in thousandths, the best first."""
    weak_ends = {reader.number_of(word) for word in _WEAK_ENDS}
    weak_beginnings = {reader.number_of(word) for word in _WEAK_BEGINNINGS}
    cohesions: dict[Phrase, float] = {}
    for phrase, count in counts.of.items():
        is_weak = phrase[-1] in weak_ends or (len(phrase) == 2 and phrase[0] in weak_beginnings)
        if not is_weak and _stands_like_topic(count, is_acronym=reader.acronyms.issuperset(phrase)):
            cohesions[phrase] = _cohesion(phrase, counts.seen_in, papers)
    likely = [phrase for phrase, cohesion in cohesions.items() if cohesion >= LEAST_COHESION]
    longer = _in_longer(likely, counts)
    ranked = []
    for phrase in likely:
        count, in_longer = counts.of[phrase], longer.get(phrase, 0)
        if in_longer < SHARE_OF_LONGER * count.papers:
            ranked.append((round(1000 * _score(phrase, count, cohesions[phrase], in_longer)), phrase))
    return sorted(ranked, key=lambda item: (-item[0], [reader.name(word) for word in item[1]]))


def _in_longer(phrases: Iterable[Phrase], counts: Counts) -> dict[Phrase, int]:
    """Return for the parts of phrases in how many papers the most frequent of those stands that hold the part."""
    longer: dict[Phrase, int] = {}
    for phrase in phrases:
        for length in range(1, len(phrase)):
            for start in range(len(phrase) - length + 1):
                part = phrase[start : start + length]
                longer[part] = max(longer.get(part, 0), counts.of[phrase].papers)
    return longer


def _stands_like_topic(count: Count, *, is_acronym: bool) -> bool:
    if is_acronym and count.numbered >= MOST_NUMBERED * count.mentions:
        return False
    return (
        count.titles >= LEAST_TITLES
        and count.titles >= LEAST_TITLE_SHARE * count.papers
        and count.open_left >= LEAST_OPEN_LEFT * count.mentions
        and count.open_right >= LEAST_OPEN_RIGHT * count.mentions
    )


def _cohesion(phrase: Phrase, seen_in: Counter[Phrase], papers: int) -> float:
    """Return the normalised pointwise mutual information of the two parts that hold together least."""
    if len(phrase) == 1:
        return ACRONYM_COHESION
    together = seen_in[phrase]
    if together >= papers:
        return 0.0
    apart = max(seen_in[phrase[:cut]] * seen_in[phrase[cut:]] for cut in range(1, len(phrase)))
    return math.log(together * papers / apart) / math.log(papers / together)


def _score(phrase: Phrase, count: Count, cohesion: float, in_longer: int) -> float:
    """Return how much a phrase would help as a topic: papers, in titles above all, where it stands for itself and not in a longer one."""
    weight = 3 * count.titles + count.papers - in_longer / 2
    in_titles = math.sqrt(min(count.titles / count.papers, 0.4))
    by_itself = math.sqrt(count.open_left * count.open_right) / count.mentions
    narrower = 1 - 0.6 * count.narrowing / count.mentions
    return weight * in_titles * by_itself * narrower * cohesion * math.log2(len(phrase) + 1)
