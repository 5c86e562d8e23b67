"""No two pages with one title or one description: search engines and bookmarks show nothing else of a page."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence, Set

import msgspec

from sitegen.site.outputs import Output
from sitegen.site.views import PageHead


def unique_heads(outputs: Sequence[Output], before: Iterable[Output] = ()) -> list[Output]:
    """Return the outputs, in their order, with the titles and descriptions of their heads told apart where two were the same.

    Those ``before`` keep theirs. Where a paper has the title of another page, that page keeps it. Pages that search engines leave out are
    left as they are.
    """
    kept = [output.head for output in before if output.head and not output.head.noindex]
    heads = {index: output.head for index, output in enumerate(outputs) if output.head and not output.head.noindex}
    papers = {index for index in heads if outputs[index].yields}
    changed: set[int] = set()
    for index in _shared(heads, papers, kept, lambda head: head.title.casefold()):
        heads[index] = msgspec.structs.replace(heads[index], title=f"{heads[index].title} ({heads[index].url.strip('/')})")
        changed.add(index)
    for index in _shared(heads, set(), kept, lambda head: head.description):
        heads[index] = msgspec.structs.replace(heads[index], description=f"{heads[index].title}. {heads[index].description}")
        changed.add(index)
    return [msgspec.structs.replace(output, head=heads[index]) if index in changed else output for index, output in enumerate(outputs)]


def _shared(heads: Mapping[int, PageHead], yielding: Set[int], kept: Iterable[PageHead], key: Callable[[PageHead], str]) -> list[int]:
    """Return the pages whose key another one has too, without the one that keeps it because all others yield."""
    taken = set(map(key, kept))
    keys = list(map(key, heads.values()))
    groups: dict[str, list[int]] = {value: [] for value, count in Counter(keys).items() if count > 1 or value in taken}
    for index, value in zip(heads, keys, strict=True):
        if value in groups:
            groups[value].append(index)
    shared: list[int] = []
    for value, group in groups.items():
        staying = [index for index in group if index not in yielding]
        shared += [index for index in group if value in taken or [index] != staying]
    return shared
