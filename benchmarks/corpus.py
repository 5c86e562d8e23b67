"""Makes corpora of any size: the texts of the example content, cut into sentences and recombined. The same size gives the same corpus.

    python -m benchmarks.corpus 1000 papers.jsonl      records of the neutral schema, to be ingested

:func:`papers` gives whole papers for sites that are built without an ingest; :mod:`benchmarks.sites` writes them.
"""

import datetime
import functools
import json
import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent
PER_DAY = 50
"""How many papers stand on one day, as on a busy feed."""
LAST_DAY = datetime.date(2026, 6, 16)
"""The newest day of a corpus: in the middle of a month and of a week, so that the day after it is an ordinary one."""
_GIVEN = ("Ada", "Chen", "Elif", "Ines", "Jun", "Kofi", "Lena", "María", "Noor", "Olu", "Priya", "Rosa", "Søren", "Yuki", "Zoë")
_FAMILY = (
    "Abe",
    "Bauer",
    "Castillo",
    "Diallo",
    "Eriksen",
    "Fernández",
    "Gupta",
    "Hoang",
    "Ito",
    "Jansen",
    "Kim",
    "Li",
    "Müller",
    "Okafor",
    "Wang",
)
_INITIALS = "ABCDEFGHIJKLMNOPRSTVWZ"
_FAMILY_PARTS = (
    ("Al", "Ber", "Car", "Dor", "El", "Fen", "Gal", "Hol", "Iv", "Kar"),
    ("an", "el", "ing", "or", "us"),
    ("sen", "ová", "ski", "ez", ""),
)
_FORMULAS = (
    "We prove a rate of $O(n^{{{a}}} \\log d_{{{b}}})$ in the number of samples.",
    "The bound $\\|x_{{t+1}} - x^*\\| \\le \\frac{{{a}}}{{{b} \\sqrt{{t}}}}$ is tight up to constants.",
    "It minimises $\\sum_{{i=1}}^{{{a}}} \\ell(f_\\theta(x_i), y_i) + \\lambda_{{{b}}} \\|\\theta\\|_2^2$ by gradient descent.",
    "With $k={a}$ neighbours and $\\epsilon = 10^{{-{b}}}$ the error falls by half.",
    "For $\\alpha \\in (0, {a})$ the map $\\phi_{{{b}}}: \\mathbb{{R}}^d \\to \\mathbb{{R}}^k$ keeps distances.",
)
"""Sentences with TeX; two numbers are put in, so that few formulas occur twice."""


@dataclass(frozen=True, slots=True)
class Example:
    """A paper of the example content, cut up."""

    name: str
    """Of its title, what stands before the colon, or the first four words."""
    subject: str
    """The rest of its title."""
    tags: tuple[str, ...]
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CorpusPaper:
    """A paper of a corpus. Text is Markdown with TeX between dollars; days are of one feed."""

    slug: str
    title: str
    authors: tuple[str, ...]
    published: datetime.date
    listed: datetime.date
    rank: int
    """Its place on the day that lists it, from 1."""
    tags: tuple[str, ...]
    """Slugs of the taxonomy, most important first."""
    arxiv: str
    code: str
    """The address of its code; empty for most."""
    upvotes: int
    comments: int
    sentences: tuple[str, ...]
    """Its abstract."""


def papers(count: int, seed: int = 1) -> Iterator[CorpusPaper]:
    """Yield ``count`` papers, newest day first, 40 to 60 on each weekday up to :data:`LAST_DAY`."""
    day, number = LAST_DAY, 0
    while number < count:
        if day.weekday() < 5:
            size = min(random.Random(f"{seed} size {day}").randint(40, 60), count - number)
            yield from _papers_of(day, size, seed)
            number += size
        day -= datetime.timedelta(days=1)


def following_days(count: int, size: int = PER_DAY, seed: int = 1) -> list[list[CorpusPaper]]:
    """Return the papers of the ``count`` weekdays after :data:`LAST_DAY`."""
    days = (LAST_DAY + datetime.timedelta(days=ahead) for ahead in range(1, 3 * count + 5))
    return [list(_papers_of(day, size, seed)) for day in [day for day in days if day.weekday() < 5][:count]]


def _papers_of(day: datetime.date, size: int, seed: int) -> Iterator[CorpusPaper]:
    source = random.Random(f"{seed} papers {day}")
    for rank in range(1, size + 1):
        yield _paper(source, day, rank)


def _paper(source: random.Random, day: datetime.date, rank: int) -> CorpusPaper:
    """Mix two papers of the example content, with a sentence or two of others."""
    texts = examples()
    first, second = source.sample(texts, 2)
    pool = [*first.sentences, *second.sentences]
    sentences = source.sample(pool, min(len(pool), source.randint(5, 8)))
    sentences += [source.choice(source.choice(texts).sentences) for _ in range(source.randint(1, 2))]
    if source.random() < 0.15:
        formula = source.choice(_FORMULAS).format(a=source.randint(2, 40), b=source.randint(1, 40))
        sentences.insert(source.randrange(len(sentences)), formula)
    # Day and rank make the name unique, so that no two papers claim one address.
    name = f"{first.name}-{(day - datetime.date(2000, 1, 1)).days % 10_000}{rank:02}"
    arxiv = f"{day:%y%m}.{day.day:02}{rank:03}"
    return CorpusPaper(
        slug=f"paper-{arxiv.replace('.', '-')}",
        title=f"{name}: {second.subject}",
        authors=tuple(dict.fromkeys(_author(source) for _ in range(min(40, 1 + int(source.expovariate(1 / 4)))))),
        published=day - datetime.timedelta(days=source.randint(0, 4)),
        listed=day,
        rank=rank,
        tags=tuple(dict.fromkeys([*first.tags, *second.tags]))[: source.randint(1, 4)],
        arxiv=arxiv,
        code=f"https://github.com/lab-{source.randint(1, 400)}/{arxiv}" if source.random() < 0.3 else "",
        upvotes=int(source.expovariate(1 / 12)),
        comments=int(source.expovariate(1 / 2)),
        sentences=tuple(sentences),
    )


def _author(source: random.Random) -> str:
    """A made-up name: a third of the places go to some 5,000 people, few of whom write much; the others to people who hardly return."""
    given, family, initial = source.choice(_GIVEN), source.choice(_FAMILY), source.choice(_INITIALS)
    if source.random() < 0.35:
        number = int(len(_GIVEN) * len(_FAMILY) * len(_INITIALS) * source.random() ** 2)
        number, place = divmod(number, len(_GIVEN))
        given = _GIVEN[place]
        number, place = divmod(number, len(_INITIALS))
        return f"{given} {_INITIALS[place]}. {_FAMILY[number]}"
    head, middle, tail = (source.choice(parts) for parts in _FAMILY_PARTS)
    return f"{given} {initial}. {head}{middle}{tail}-{family}"


@functools.cache
def examples() -> tuple[Example, ...]:
    """Read the example content."""
    return tuple(example for path in sorted((ROOT / "content" / "papers").rglob("*.md")) if (example := _example(path)).sentences)


def _example(path: Path) -> Example:
    _, header, body = path.read_text(encoding="utf-8").split("---\n", 2)
    fields = yaml.load(header, Loader=yaml.CBaseLoader)
    name, _, subject = str(fields["title"]).partition(": ")
    words = name.split()
    name, subject = (name, subject) if subject else (" ".join(words[:4]), " ".join(words[4:]) or name)
    abstract = body.partition("\n## ")[0]
    return Example(name, subject, tuple(fields.get("tags", ())), tuple(line for line in abstract.split("\n") if 60 < len(line) < 400))


def records(count: int, seed: int = 1) -> Iterator[dict[str, object]]:
    """Yield papers as records of the neutral schema."""
    random_source = random.Random(seed)
    titles, sentences = _texts()
    first = datetime.date(2026, 6, 30)
    for number in range(count):
        day = first - datetime.timedelta(days=number // PER_DAY)
        head = random_source.choice(titles).split(": ")[0].split()[:4]
        tail = random_source.choice(titles).split()[-5:]
        authors = [f"{random_source.choice(_GIVEN)} {random_source.choice(_FAMILY)}" for _ in range(random_source.randint(1, 8))]
        yield {
            "title": f"{' '.join(head)} {number}: {' '.join(tail)}",
            "abstract": " ".join(random_source.sample(sentences, 7)),
            "authors": authors,
            "published": (day - datetime.timedelta(days=random_source.randint(0, 4))).isoformat(),
            "listed": day.isoformat(),
            "rank": number % PER_DAY + 1,
            "ids": {"arxiv": f"{day:%y%m}.{number % 100_000:05}"},
            "upvotes": random_source.randint(0, 90),
        }


def _texts() -> tuple[list[str], list[str]]:
    titles: list[str] = []
    sentences: list[str] = []
    for path in sorted((ROOT / "content" / "papers").rglob("*.md")):
        _, header, body = path.read_text(encoding="utf-8").split("---\n", 2)
        titles.append(header.split("\n")[0].removeprefix("title: ").strip("'\""))
        sentences += [line for line in body.split("\n") if 60 < len(line) < 400]
    return titles, sentences


def write_corpus(path: Path, count: int) -> None:
    """Write ``count`` records as JSON Lines."""
    with path.open("w", encoding="utf-8") as file:
        for record in records(count):
            file.write(json.dumps(record, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    write_corpus(Path(sys.argv[2]), int(sys.argv[1]))
