"""Whose a paper's tags are, ingest's or a person's, and what ingest gives where they are its own.

A person who forbids a tag does not choose the others: the list stays ingest's. Whoever puts a tag there, takes one away without forbidding
it, or gives them another order has chosen.
"""

from collections.abc import Collection, Iterator, Sequence
from itertools import combinations, islice

from sitegen.ingest.ledger import Written, fingerprint
from sitegen.ingest.tagger import TagsPapers
from sitegen.markdown import plain_text, plain_title
from sitegen.papers.paper import Paper

_MOST_TRIED = 10_000
"""How many lists are held against the ledger; six tags, of which three are forbidden, make 120."""


def has_automatic_tags(paper: Paper, written: Written | None) -> bool:
    """Tell whether the tags of ``paper`` are those that ingest wrote, without the ones that are forbidden.

    ``written`` is what the ledger has of its tags. A file that only forbids tags leaves the others to ingest, and so does one without tags
    that ingest never tagged.
    """
    if not paper.tags and (paper.forbidden_tags or written is None):
        return True
    if written is None or not written.digest:
        return False
    return fingerprint(paper.tags) == written.digest or _lacks_forbidden_only(paper, written.digest)


def find_tags(paper: Paper, tagger: TagsPapers) -> tuple[str, ...]:
    """Return the tags that ``paper`` gets from ingest."""
    tags = tagger.tag(
        plain_title(paper.title),
        plain_text(paper.abstract),
        categories=paper.categories,
        keywords=paper.keywords,
        forbidden=paper.forbidden_tags,
    )
    return tuple(tag for tag in tags if tag not in paper.forbidden_tags)


def _lacks_forbidden_only(paper: Paper, written: str) -> bool:
    """Tell whether ingest wrote the tags with forbidden ones among them: the ledger has a digest alone, so their places are tried."""
    tried = (tags for number in range(1, len(paper.forbidden_tags) + 1) for tags in _with_forbidden(paper, number))
    return any(fingerprint(tags) == written for tags in islice(tried, _MOST_TRIED))


def _with_forbidden(paper: Paper, number: int) -> Iterator[Sequence[str]]:
    """Yield the tags with ``number`` of the forbidden ones put in, in every way that leaves the order of the others."""
    for chosen in combinations(paper.forbidden_tags, number):
        yield from _inserted(paper.tags, chosen)


def _inserted(tags: Sequence[str], more: Collection[str]) -> Iterator[Sequence[str]]:
    if not more:
        yield tags
        return
    first, *rest = more
    for place in range(len(tags) + 1):
        yield from _inserted((*tags[:place], first, *tags[place:]), rest)
