"""Related papers and citations of a whole site, remembered from build to build.

What is known is kept in the state folder, a file for each month, and in it of each date: what the texts of its papers name and what makes
them near to others, under a digest of the papers and their files; and their backward neighbours under a **chain**, a digest of all that
came before. So a text is read again only when its file changed, and neighbours are found anew from the first date on before which
something changed; for that, the vectors as they were at the ends of the last dates are kept as well. What is shown of all papers has a file
of its own, under the last chain. The files may be removed at any time.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, groupby
from pathlib import Path

import msgspec

from sitegen.analysis.citations import Mention, find_mentions
from sitegen.analysis.related import BACKWARD, Document, Neighbour, State, advance, decode_state, encode_state, shown, shown_with
from sitegen.analysis.relations_files import (
    Known,
    Month,
    Near,
    Shown,
    Texts,
    decode_kept,
    load_month,
    month_file,
    save_months,
    unpack_neighbours,
)
from sitegen.papers.dates import PartialDate
from sitegen.papers.paper import Paper
from sitegen.papers.store import keep_files, load_state, save_state
from sitegen.text import digest
from sitegen.workers import Executor

FOLDER = "related"
"""The folder within the state folder."""
_SHOWN = "shown"
"""The file of what is shown of all papers."""
_KEPT_STATES = 3
"""At the ends of so many last dates the vectors are kept: papers come late to a day, and the newest day is added to."""
_MILESTONES = (8, 32, 128, 512)
"""They are also kept at the last date before those whose number is a multiple of one of these: what comes still later costs no more than
a few times the dates behind it."""


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

    near: Mapping[str, tuple[Neighbour, ...]]
    """The related papers that the page of each shows, nearest first."""
    mentions: Mapping[str, tuple[Mention, ...]]
    """What each paper names."""
    months: Mapping[str, "MonthNeighbours"]
    """By month (``2025-03``), or by year where no month is known, or ``undated``."""


class MonthNeighbours(msgspec.Struct, frozen=True):
    """The older papers that the papers of a month chose."""

    digest: str = ""
    """Of all of this."""
    packed: Sequence[msgspec.Raw] = ()
    """Those of each date, in MessagePack: few builds look at more than the newest month."""

    @property
    def backward(self) -> dict[str, tuple[Neighbour, ...]]:
        """They by the slug of the paper that chose them, nearest first."""
        return _unpacked(self.packed)


NO_RELATIONS = Relations({}, {}, {})
"""Of papers that have nothing to do with each other, or of which it is not asked."""


def find_relations(
    entries: Sequence[Entry], read: Callable[[str], Paper], cache: Path | None, program: str, limit: int, executor: Executor | None = None
) -> Relations:
    """Find the neighbours and mentions of all papers; ``read`` gives a paper with its texts, and ``limit`` of its neighbours are shown.

    ``cache`` is the state folder, or None when nothing is remembered; ``program`` names the version of whatever finds them.
    """
    folder = cache / FOLDER if cache is not None else None
    dates = _by_date(entries)
    before = {month: load_month(folder, month, program) for month in dict.fromkeys(date.month for date in dates)}
    texts = [_read_date(date, before[date.month].texts.get(date.name), read) for date in dates]
    chains = _chains(texts, program)
    found = [_found(before[date.month], date, chain) for date, chain in zip(dates, chains, strict=True)]
    first = next((number for number, item in enumerate(found) if item is None), len(found))
    near = [item for item in found[:first] if item is not None]
    near += _find_from(first, dates, chains, read, folder, executor)
    now = dict(_months(dates, texts, near, program))
    if folder is not None:
        save_months(folder, before, now)
        _forget(folder, before, chains)
    months = {name: _neighbours(month) for name, month in now.items()}
    mentions = {slug: said for item in texts for slug, said in item.mentions.items()}
    return Relations(_show(dates, near, chains, limit, folder) if limit else {}, mentions, months)


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


def _read_date(date: _Date, before: Texts | None, read: Callable[[str], Paper]) -> Texts:
    files = digest(msgspec.msgpack.encode(date.entries))
    if before is not None and before.files == files:
        return before
    known = msgspec.msgpack.decode(before.papers, type=dict[str, Known]) if before is not None else {}
    now = {entry.slug: _know(entry, known.get(entry.slug), read) for entry in date.entries}
    return Texts(
        files=files,
        content=digest(date.name, *(part for slug, item in now.items() for part in (slug, item.content))),
        mentions={slug: item.mentions for slug, item in now.items() if item.mentions},
        papers=msgspec.Raw(msgspec.msgpack.encode(now)),
    )


def _know(entry: Entry, known: Known | None, read: Callable[[str], Paper]) -> Known:
    if known is not None and known.text_digest == entry.text_digest:
        return known
    paper = read(entry.slug)
    return Known(entry.text_digest, digest(paper.title, paper.abstract), find_mentions(paper))


def _chains(texts: Iterable[Texts], program: str) -> list[str]:
    beginning = digest(program, str(BACKWARD))
    return list(accumulate((item.content for item in texts), digest, initial=beginning))[1:]


def _found(month: Month, date: _Date, chain: str) -> Near | None:
    item = month.near.get(date.name)
    return item if item is not None and item.chain == chain else None


def _find_from(
    first: int, dates: Sequence[_Date], chains: Sequence[str], read: Callable[[str], Paper], folder: Path | None, executor: Executor | None
) -> Iterator[Near]:
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
            backward = msgspec.msgpack.encode({entry.slug: neighbours[entry.slug] for entry in dates[number].entries})
            yield Near(chains[number], digest(backward), msgspec.Raw(backward))
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


def _months(dates: Sequence[_Date], texts: Sequence[Texts], near: Sequence[Near], program: str) -> Iterator[tuple[str, Month]]:
    for month, group in groupby(zip(dates, texts, near, strict=True), key=lambda item: item[0].month):
        items = list(group)
        yield month, Month(program, {date.name: said for date, said, _ in items}, {date.name: chosen for date, _, chosen in items})


def _neighbours(month: Month) -> MonthNeighbours:
    return MonthNeighbours(digest(*(date.digest for date in month.near.values())), tuple(date.backward for date in month.near.values()))


def _show(
    dates: Sequence[_Date], near: Sequence[Near], chains: Sequence[str], limit: int, folder: Path | None
) -> Mapping[str, tuple[Neighbour, ...]]:
    """Return what is shown of each paper. Where dates were added behind all that were known, what was shown of these is added to."""
    if not dates:
        return {}
    keys = [digest(chain, str(limit)) for chain in chains[-_KEPT_STATES:]]
    file = folder / _SHOWN if folder is not None else None
    kept = (decode_kept(load_state(file), Shown) if file is not None else None) or Shown()
    if kept.key == keys[-1]:
        return kept.near
    if kept.key in keys:
        added = _unpacked(date.backward for date in near[keys.index(kept.key) - len(keys) + 1 :])
        place = {entry.slug: number for number, entry in enumerate(entry for date in dates for entry in date.entries)}
        now = shown_with(kept.near, added, place, limit)
    else:
        now = shown(_unpacked(date.backward for date in near), limit)
    if file is not None:
        save_state(file, msgspec.msgpack.encode(Shown(keys[-1], dict(now))))
    return now


def _unpacked(dates: Iterable[msgspec.Raw]) -> dict[str, tuple[Neighbour, ...]]:
    return {slug: chosen for date in dates for slug, chosen in unpack_neighbours(date).items()}


def _forget(folder: Path, months: Mapping[str, Month], chains: Sequence[str]) -> None:
    """Remove the files of months that are no more, and of states that no later build can go on from."""
    states = {_state_path(folder, chains[end - 1]).name for end in _kept_ends(len(chains))}
    keep_files(folder, {_SHOWN, *(month_file(month) for month in months), *states})


def _state_path(folder: Path, chain: str) -> Path:
    return folder / f"{chain}.state"


def _name(date: PartialDate | None) -> str:
    return date.iso if date is not None else "undated"


def _month_name(date: PartialDate | None) -> str:
    return _name(date.month_or_year if date is not None else None)
