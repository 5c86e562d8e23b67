"""Related papers and citations of a whole site, remembered from build to build.

What is known is kept in the state folder, a file for each month: of each paper what its texts name and a digest of what makes it near to
others, of each date the backward neighbours of its papers under a **chain**: a digest of all that came before. So a text is read again only
when its file changed, and neighbours are found anew from the first date on before which something changed; for that, the vectors as they
were at the ends of the last dates are kept as well. The files may be removed at any time.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
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


class Known(msgspec.Struct, frozen=True, array_like=True):
    """What was found in the texts of a paper."""

    text_digest: str
    """Of the file that was read."""
    content: str
    """A digest of what makes it near to others: title and abstract."""
    mentions: tuple[Mention, ...]


class _Date(msgspec.Struct, frozen=True, array_like=True):
    chain: str
    backward: dict[str, tuple[Neighbour, ...]]


class _Month(msgspec.Struct, frozen=True, array_like=True):
    """A file of the cache."""

    program: str = ""
    papers: dict[str, Known] = {}
    dates: dict[str, _Date] = {}


class Entry(msgspec.Struct, frozen=True):
    """A paper as far as it is known without its texts."""

    slug: str
    date: PartialDate | None
    text_digest: str


class Relations(msgspec.Struct, frozen=True):
    """What the papers of a site have to do with each other, by slug."""

    backward: Mapping[str, tuple[Neighbour, ...]]
    """The older papers that each paper chose."""
    mentions: Mapping[str, tuple[Mention, ...]]
    """What each paper names."""


NO_RELATIONS = Relations({}, {})
"""Of papers that have nothing to do with each other, or of which it is not asked."""


def find_relations(
    entries: Sequence[Entry], read: Callable[[str], Paper], cache: Path | None, program: str, executor: Executor | None = None
) -> Relations:
    """Find the neighbours and mentions of all papers; ``read`` gives a paper with its texts.

    ``cache`` is the state folder, or None when nothing is remembered; ``program`` names the version of whatever finds them.
    """
    folder = cache / FOLDER if cache is not None else None
    in_order = sorted(entries, key=lambda entry: (entry.date or PartialDate(0), entry.slug))
    before = {month: _load(folder, month, program) for month in sorted({_month_of(entry) for entry in in_order})}
    known = {entry.slug: _know(entry, before[_month_of(entry)], read) for entry in in_order}
    dates = [(date, tuple(group)) for date, group in groupby(in_order, key=lambda entry: entry.date)]
    chains = _chains(dates, known, program)
    found = [_found(before[_month_of(group[0])], date, chain) for (date, group), chain in zip(dates, chains, strict=True)]
    first = next((number for number, item in enumerate(found) if item is None), len(found))
    documents = [[(entry, read) for entry in group] for _, group in dates]
    kept = [item for item in found[:first] if item is not None]
    kept += _find_from(first, documents, chains, folder, executor)
    if folder is not None:
        _save(folder, before, in_order, known, {_name(date): item for (date, _), item in zip(dates, kept, strict=True)}, program)
        _forget(folder, before, chains)
    backward = {slug: neighbours for item in kept for slug, neighbours in item.backward.items()}
    return Relations(backward, {slug: item.mentions for slug, item in known.items() if item.mentions})


def forget_relations(state: Path) -> None:
    """Remove everything that is remembered in the state folder."""
    keep_files(state / FOLDER)


def _know(entry: Entry, month: _Month, read: Callable[[str], Paper]) -> Known:
    known = month.papers.get(entry.slug)
    if known is not None and known.text_digest == entry.text_digest:
        return known
    paper = read(entry.slug)
    return Known(entry.text_digest, digest(paper.title, paper.abstract), find_mentions(paper))


def _chains(dates: Sequence[tuple[PartialDate | None, Sequence[Entry]]], known: Mapping[str, Known], program: str) -> list[str]:
    chain = digest(program, str(BACKWARD))
    chains = []
    for date, group in dates:
        chain = digest(chain, _name(date), *(part for entry in group for part in (entry.slug, known[entry.slug].content)))
        chains.append(chain)
    return chains


def _found(month: _Month, date: PartialDate | None, chain: str) -> _Date | None:
    item = month.dates.get(_name(date))
    return item if item is not None and item.chain == chain else None


def _find_from(
    first: int,
    dates: Sequence[Sequence[tuple[Entry, Callable[[str], Paper]]]],
    chains: Sequence[str],
    folder: Path | None,
    executor: Executor | None,
) -> Iterator[_Date]:
    """Yield the neighbours of the papers of each date from number ``first`` on."""
    if first == len(dates):
        return
    begin, state = _last_state(folder, chains[:first]) if folder is not None else (0, State())
    kept = _kept_ends(len(dates))
    cuts = sorted({end for end in (first, *kept) if end > begin})
    for end in cuts:
        batch = [_document(entry, read) for date in dates[begin:end] for entry, read in date]
        state, neighbours = advance(state, batch, executor)
        for number in range(max(begin, first), end):
            yield _Date(chains[number], {entry.slug: neighbours[entry.slug] for entry, _ in dates[number]})
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


def _save(
    folder: Path,
    before: Mapping[str, _Month],
    in_order: Sequence[Entry],
    known: Mapping[str, Known],
    dates: Mapping[str, _Date],
    program: str,
) -> None:
    for month, group in groupby(in_order, key=_month_of):
        entries = list(group)
        names = dict.fromkeys(_name(entry.date) for entry in entries)
        now = _Month(program, {entry.slug: known[entry.slug] for entry in entries}, {name: dates[name] for name in names})
        if now != before[month]:
            save_state(folder / f"{month}.lists", msgspec.msgpack.encode(now))


def _forget(folder: Path, months: Mapping[str, _Month], chains: Sequence[str]) -> None:
    """Remove the files of months that are no more, and of states that no later build can go on from."""
    wanted = {f"{month}.lists" for month in months} | {_state_path(folder, chains[end - 1]).name for end in _kept_ends(len(chains))}
    keep_files(folder, wanted)


def _state_path(folder: Path, chain: str) -> Path:
    return folder / f"{chain}.state"


def _name(date: PartialDate | None) -> str:
    return date.iso if date is not None else "undated"


def _month_of(entry: Entry) -> str:
    return _name(entry.date.month_part if entry.date.month else entry.date) if entry.date is not None else "undated"
