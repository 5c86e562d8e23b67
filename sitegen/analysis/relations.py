"""Related papers and citations of a whole site, remembered from build to build.

What is known is kept in the state folder, a file for each month, and in it of each date: what the texts of its papers name and what makes
them near to others, under a digest of the papers and their files; and their backward neighbours under a **chain**, a digest of all that
came before. So a text is read again only when its file changed, and neighbours are found anew from the first date on before which something
changed; for that, the vectors as they were at the ends of the last dates are kept as well. The files may be removed at any time.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, groupby
from pathlib import Path

import msgspec

from sitegen.analysis.citations import Mention, find_mentions
from sitegen.analysis.related import BACKWARD, Document, Neighbour, State, advance, decode_state, encode_state
from sitegen.papers.dates import PartialDate
from sitegen.papers.paper import Paper
from sitegen.papers.store import keep_files, load_state, save_state
from sitegen.text import digest
from sitegen.workers import Executor

FOLDER = "related"
"""The folder within the state folder."""
_KEPT_STATES = 3
"""At the ends of so many last dates the vectors are kept: papers come late to a day, and the newest day is added to."""
_MILESTONES = (8, 32, 128, 512)
"""They are also kept at the last date before those whose number is a multiple of one of these: what comes still later costs no more than
a few times the dates behind it."""


class _Known(msgspec.Struct, frozen=True, array_like=True):
    """What was found in the texts of a paper."""

    text_digest: str
    """Of the file that was read."""
    content: str
    """A digest of what makes it near to others: title and abstract."""
    mentions: tuple[Mention, ...]


class _Texts(msgspec.Struct, frozen=True, array_like=True):
    """What was found in the texts of the papers of a date."""

    files: str
    """A digest of the papers and the files that were read."""
    content: str
    """A digest of the papers and what makes them near to others."""
    mentions: dict[str, tuple[Mention, ...]]
    """Of those that name something, by slug."""
    papers: msgspec.Raw
    """A :class:`_Known` of each, by slug: it is looked at only when one of the files changed."""


class _Near(msgspec.Struct, frozen=True, array_like=True):
    """The neighbours of the papers of a date."""

    chain: str
    backward: dict[str, tuple[Neighbour, ...]]
    digest: str
    """Of these."""


class _Month(msgspec.Struct, frozen=True, array_like=True):
    """A file of the cache. Both are by the name of the date."""

    program: str = ""
    texts: dict[str, _Texts] = {}
    near: dict[str, _Near] = {}


class Entry(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A paper as far as it is known without its texts."""

    slug: str
    date: PartialDate | None
    text_digest: str


class _Date(msgspec.Struct, frozen=True):
    """The papers of a date, by slug."""

    name: str
    month: str
    """The name of its month."""
    entries: Sequence[Entry]


class Relations(msgspec.Struct, frozen=True):
    """What the papers of a site have to do with each other, by slug."""

    backward: Mapping[str, tuple[Neighbour, ...]]
    """The older papers that each paper chose."""
    mentions: Mapping[str, tuple[Mention, ...]]
    """What each paper names."""
    digests: Mapping[str, str]
    """A digest of the backward neighbours of each month's papers, by month (``2025-03``), or by year where no month is known, or
    ``undated``."""


NO_RELATIONS = Relations({}, {}, {})
"""Of papers that have nothing to do with each other, or of which it is not asked."""


def find_relations(
    entries: Sequence[Entry], read: Callable[[str], Paper], cache: Path | None, program: str, executor: Executor | None = None
) -> Relations:
    """Find the neighbours and mentions of all papers; ``read`` gives a paper with its texts.

    ``cache`` is the state folder, or None when nothing is remembered; ``program`` names the version of whatever finds them.
    """
    folder = cache / FOLDER if cache is not None else None
    dates = _by_date(entries)
    before = {month: _load(folder, month, program) for month in dict.fromkeys(date.month for date in dates)}
    texts = [_read_date(date, before[date.month].texts.get(date.name), read) for date in dates]
    chains = _chains(texts, program)
    found = [_found(before[date.month], date, chain) for date, chain in zip(dates, chains, strict=True)]
    first = next((number for number, item in enumerate(found) if item is None), len(found))
    near = [item for item in found[:first] if item is not None]
    near += _find_from(first, dates, chains, read, folder, executor)
    now = dict(_months(dates, texts, near, program))
    if folder is not None:
        _save(folder, before, now)
        _forget(folder, before, chains)
    return Relations(
        {slug: neighbours for item in near for slug, neighbours in item.backward.items()},
        {slug: mentions for item in texts for slug, mentions in item.mentions.items()},
        {name: digest(*(item.digest for item in month.near.values())) for name, month in now.items()},
    )


def forget_relations(state: Path) -> None:
    """Remove everything that is remembered in the state folder."""
    keep_files(state / FOLDER)


def _by_date(entries: Sequence[Entry]) -> list[_Date]:
    """Return the papers oldest first, those without a date before all others."""
    dates: dict[PartialDate | None, list[Entry]] = {}
    for entry in entries:
        dates.setdefault(entry.date, []).append(entry)
    in_order = sorted(dates, key=lambda date: date or PartialDate(0))
    return [_Date(_name(date), _month_name(date), sorted(dates[date], key=lambda entry: entry.slug)) for date in in_order]


def _read_date(date: _Date, before: _Texts | None, read: Callable[[str], Paper]) -> _Texts:
    files = digest(msgspec.msgpack.encode(date.entries))
    if before is not None and before.files == files:
        return before
    known = msgspec.msgpack.decode(before.papers, type=dict[str, _Known]) if before is not None else {}
    now = {entry.slug: _know(entry, known.get(entry.slug), read) for entry in date.entries}
    return _Texts(
        files=files,
        content=digest(date.name, *(part for slug, item in now.items() for part in (slug, item.content))),
        mentions={slug: item.mentions for slug, item in now.items() if item.mentions},
        papers=msgspec.Raw(msgspec.msgpack.encode(now)),
    )


def _know(entry: Entry, known: _Known | None, read: Callable[[str], Paper]) -> _Known:
    if known is not None and known.text_digest == entry.text_digest:
        return known
    paper = read(entry.slug)
    return _Known(entry.text_digest, digest(paper.title, paper.abstract), find_mentions(paper))


def _chains(texts: Iterable[_Texts], program: str) -> list[str]:
    beginning = digest(program, str(BACKWARD))
    return list(accumulate((item.content for item in texts), digest, initial=beginning))[1:]


def _found(month: _Month, date: _Date, chain: str) -> _Near | None:
    item = month.near.get(date.name)
    return item if item is not None and item.chain == chain else None


def _find_from(
    first: int, dates: Sequence[_Date], chains: Sequence[str], read: Callable[[str], Paper], folder: Path | None, executor: Executor | None
) -> Iterator[_Near]:
    """Yield the neighbours of the papers of each date from number ``first`` on."""
    if first == len(dates):
        return
    begin, state = _last_state(folder, chains[:first]) if folder is not None else (0, State())
    kept = _kept_ends(len(dates))
    cuts = sorted({end for end in (first, *kept) if end > begin})
    for end in cuts:
        batch = [_document(entry, read) for date in dates[begin:end] for entry in date.entries]
        state, neighbours = advance(state, batch, executor)
        for number in range(max(begin, first), end):
            backward = {entry.slug: neighbours[entry.slug] for entry in dates[number].entries}
            yield _Near(chains[number], backward, digest(msgspec.msgpack.encode(backward)))
        if folder is not None and end in kept:
            save_state(_state_path(folder, chains[end - 1]), encode_state(state))
        begin = end


def _document(entry: Entry, read: Callable[[str], Paper]) -> Document:
    paper = read(entry.slug)
    # Markdown is as good as plain text here: its marks are no words.
    return Document(entry.slug, paper.title, paper.abstract, entry.date)


def _kept_ends(count: int) -> frozenset[int]:
    """Return after how many of ``count`` dates the vectors are kept. As dates are added, what is kept was kept before."""
    last = range(max(1, count - _KEPT_STATES + 1), count + 1)
    return frozenset({*last, *(last.start // step * step for step in _MILESTONES)} - {0})


def _last_state(folder: Path, chains: Sequence[str]) -> tuple[int, State]:
    """Return the newest state that is kept, and how many dates are in it."""
    there = {path.name for path in folder.iterdir()} if folder.is_dir() else set()
    for number in range(len(chains), 0, -1):
        path = _state_path(folder, chains[number - 1])
        data = load_state(path) if path.name in there else None
        try:
            if data is not None:
                return number, decode_state(data)
        except msgspec.MsgspecError:
            continue  # a cache that cannot be read is none
    return 0, State()


def _load(folder: Path | None, month: str, program: str) -> _Month:
    if folder is None:
        return _Month(program)
    data = load_state(folder / f"{month}.lists")
    try:
        kept = msgspec.msgpack.decode(data, type=_Month) if data is not None else _Month(program)
    except msgspec.MsgspecError:
        return _Month(program)
    return kept if kept.program == program else _Month(program)


def _months(dates: Sequence[_Date], texts: Sequence[_Texts], near: Sequence[_Near], program: str) -> Iterator[tuple[str, _Month]]:
    for month, group in groupby(zip(dates, texts, near, strict=True), key=lambda item: item[0].month):
        items = list(group)
        yield month, _Month(program, {date.name: said for date, said, _ in items}, {date.name: chosen for date, _, chosen in items})


def _save(folder: Path, before: Mapping[str, _Month], now: Mapping[str, _Month]) -> None:
    for name, month in now.items():
        if month != before[name]:
            save_state(folder / f"{name}.lists", msgspec.msgpack.encode(month))


def _forget(folder: Path, months: Mapping[str, _Month], chains: Sequence[str]) -> None:
    """Remove the files of months that are no more, and of states that no later build can go on from."""
    wanted = {f"{month}.lists" for month in months} | {_state_path(folder, chains[end - 1]).name for end in _kept_ends(len(chains))}
    keep_files(folder, wanted)


def _state_path(folder: Path, chain: str) -> Path:
    return folder / f"{chain}.state"


def _name(date: PartialDate | None) -> str:
    return date.iso if date is not None else "undated"


def _month_name(date: PartialDate | None) -> str:
    return _name(date.month_part if date is not None and date.month else date)
