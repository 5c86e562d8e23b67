"""Makes corpora of any size: the texts of the example content, cut into sentences and recombined. The same size gives the same corpus."""

import datetime
import json
import random
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PER_DAY = 50
"""How many papers stand on one day, as on a busy feed."""


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
