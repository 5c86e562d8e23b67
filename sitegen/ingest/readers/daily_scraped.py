"""Daily Papers as page scrapers keep them: one object a day, ``{"date": "2024-01-02", "papers": [{"title", "url", "abstract", …}]}``.

``date`` is the listing day. (Scrapers that run every day repeat Friday's list under the dates of the weekend; one file alone does not
tell that, so it is taken at its word.) The rank is the place in the list.
"""

from collections.abc import Iterator

from sitegen.errors import Problem
from sitegen.ingest.readers.identifiers import arxiv_id
from sitegen.ingest.readers.json_objects import JsonDict, JsonObject, count_of, json_objects, list_of, object_of, text_of, texts_of
from sitegen.ingest.readers.loose_dates import iso_date
from sitegen.ingest.readers.markup_text import plain_paragraphs
from sitegen.ingest.record import Provenance, Record, Rejected
from sitegen.ingest.sample import Sample
from sitegen.papers.paper import Author, Link, check_url, kind_of_url
from sitegen.text import one_line

READER = "daily-scraped"

_EXPECTED = 'an object with "date" and a list "papers" whose members have "title" and "url"'
_PAGES = ("huggingface.co/papers/", "hf.co/papers/")


def recognises(sample: Sample) -> bool:
    """Tell an object with a date around papers that lead to their pages in Daily Papers."""
    first: JsonDict | None = sample.first
    members = list_of(first.get("papers")) if first is not None and "date" in first else []
    return any("title" in paper and _is_page(text_of(paper.get("url"))) for paper in map(object_of, members[:5]))


def read(data: bytes, source: str) -> Iterator[Record | Rejected]:
    """Read the papers in their order."""
    rank, around = 0, None
    for item in json_objects(data, source, _EXPECTED, _inside):
        if isinstance(item, Rejected):
            yield item
            continue
        rank = rank + 1 if item.around is around else 1
        around = item.around
        yield _record(item, source, rank)


def _is_page(url: str) -> bool:
    return any(page in url for page in _PAGES)


def _inside(value: JsonDict) -> list[object] | None:
    return list_of(value.get("papers")) if "papers" in value else None


def _record(item: JsonObject, source: str, rank: int) -> Record | Rejected:
    paper = item.value
    title = one_line(text_of(paper.get("title")))
    if not title:
        problem = Problem(path=source, line=item.line, message=f"paper {item.position} has no title", hint=f"expected: {_EXPECTED}")
        return Rejected(problem, item.text)
    day = iso_date(text_of(item.around.get("date", paper.get("date"))).strip())
    listed = day if day is not None and day.day else None
    addresses = [text_of(paper.get(key)).strip() for key in ("url", "pdf_url", "arxiv_url")]
    found = next((known for address in addresses if (known := arxiv_id(address))), None)
    return Record(
        provenance=Provenance(source, item.line, READER, item.position),
        title=title,
        abstract=plain_paragraphs(text_of(paper.get("abstract")) or text_of(paper.get("summary"))),
        authors=tuple(Author(name) for text in texts_of(paper.get("authors")) if (name := one_line(text))),
        version=found[1] if found else 0,
        listed=listed,
        rank=rank if item.around and listed else 0,
        comments=count_of(paper.get("comments")),
        upvotes=count_of(paper.get("upvotes")),
        links=() if found else tuple(Link(kind_of_url(url), url) for url in dict.fromkeys(addresses) if url and not check_url(url)),
        ids=(("arxiv", found[0]),) if found else (),
    )
