"""No two pages with one title or one description: search engines and bookmarks show nothing else of a page."""

from collections.abc import Callable, Iterable, Sequence

import msgspec

from sitegen.site.views import PageHead, PaperView


def unique_heads(views: Sequence[msgspec.Struct]) -> list[msgspec.Struct]:
    """Return the views, in their order, with the titles and descriptions of their ``head`` told apart where two were the same.

    Where a paper has the title of another page, that page keeps it. Pages that search engines leave out are left as they are.
    """
    heads: dict[int, PageHead] = {index: view.head for index, view in enumerate(views) if _is_shown(view)}  # type: ignore[attr-defined]
    papers = {index for index in heads if isinstance(views[index], PaperView)}
    for index in _shared(heads, papers, lambda head: head.title.casefold()):
        heads[index] = msgspec.structs.replace(heads[index], title=f"{heads[index].title} ({heads[index].url.strip('/')})")
    for index in _shared(heads, set(), lambda head: head.description):
        heads[index] = msgspec.structs.replace(heads[index], description=f"{heads[index].title}. {heads[index].description}")
    return [_with_head(view, heads.get(index)) for index, view in enumerate(views)]


def _is_shown(view: msgspec.Struct) -> bool:
    head = getattr(view, "head", None)
    return isinstance(head, PageHead) and not head.noindex


def _shared(heads: dict[int, PageHead], yielding: Iterable[int], key: Callable[[PageHead], str]) -> list[int]:
    """Return the pages whose key another one has too, without the one that keeps it because all others yield."""
    groups: dict[str, list[int]] = {}
    for index, head in heads.items():
        groups.setdefault(key(head), []).append(index)
    shared: list[int] = []
    for group in groups.values():
        staying = [index for index in group if index not in set(yielding)]
        if len(group) > 1:
            shared += [index for index in group if [index] != staying]
    return shared


def _with_head(view: msgspec.Struct, head: PageHead | None) -> msgspec.Struct:
    return view if head is None or head == view.head else msgspec.structs.replace(view, head=head)  # type: ignore[attr-defined]
