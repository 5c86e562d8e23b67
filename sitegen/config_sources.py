"""The sources of ``sitegen.yaml``: where ``sitegen fetch`` gets papers from, and what may be wrong with what is said of them."""

import re
from typing import get_type_hints
from urllib.parse import urlsplit

import msgspec

from sitegen.errors import Problem, did_you_mean
from sitegen.text import slugify
from sitegen.yamltext import Positions, Tree

NOT_IN_URL = re.compile(r"[\s\x00-\x1f\x7f\"<>'`\\^{|}]")
"""What no URL may hold."""


class SourceConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A source of papers that ``sitegen fetch`` asks. Its name is its key in ``sources``, a slug: it names a folder."""

    kind: str
    """How it is asked: one of :data:`SOURCE_KINDS`.

    ``daily-papers`` is the Daily Papers API, ``arxiv`` the arXiv API's search, ``arxiv-oai`` arXiv's OAI-PMH 2.0, ``feed`` an RSS, Atom or
    JSON feed, ``url`` one file in any format that ingest reads.
    """
    url: str = ""
    """Where it is asked, http or https: required for ``feed`` and ``url``, else in place of the kind's own address.

    For ``url``, ``{date}`` stands for the day that is asked for, as ``2025-03-17``.
    """
    query: str = ""
    """``arxiv``: a ``search_query`` as arXiv's API manual defines it (``cat:cs.CL AND ti:retrieval``); the day is added to it."""
    category: str = ""
    """``arxiv``: a category (``cs.CL``) that the papers must be in. ``arxiv-oai``: the set that is read (``cs``, ``cs:cs:CL``)."""
    days: int = 3
    """How many days, today (UTC) and those before it, are asked for when no day is named. A feed is asked once, whatever it says."""
    page_size: int = 100
    """How many records are asked for at a time, where the source sends pages."""
    max_records: int = 5000
    """After how many records of one day no further page is asked for; that is said when it happens."""
    floor: int = 0
    """The fewest records expected of a day on which the source lists papers; fewer are not kept."""
    floor_share: float = 0.2
    """The same as a share (0 to 1) of the median of the last fetches, and of an earlier fetch of that day; 0 switches it off."""
    weekends: bool = False
    """Whether the source lists papers on Saturdays and Sundays too. When not, an empty weekend is no failure."""


SOURCE_KINDS = ("daily-papers", "arxiv", "arxiv-oai", "feed", "url")
"""The kinds of a source."""
_SOURCE_KEYS = {"url": SOURCE_KINDS, "query": ("arxiv",), "category": ("arxiv", "arxiv-oai")}
"""The kinds for which an optional key means something."""
_SOURCE_LIMITS = {"days": 366, "page_size": 2000, "max_records": 1_000_000}
"""The largest value of the keys that must be 1 or more; pages of more than 2,000 are refused by arXiv."""
_SOURCE_CATEGORY = re.compile(r"[A-Za-z]+(?:[.:-][A-Za-z]+)*")


def wrong_source(name: str, source: SourceConfig) -> list[tuple[str, tuple[str, ...], str]]:
    """Return what is wrong with a source: a sentence, the key, empty for the name itself, and a hint."""
    wrong: list[tuple[str, tuple[str, ...], str]] = []
    slug = slugify(name)
    if slug != name:
        wrong.append(("a name is made of a-z, 0-9 and single hyphens", (), f"write it like {slug}"))
    if source.kind not in SOURCE_KINDS:
        hint = did_you_mean(source.kind, SOURCE_KINDS) or f"known kinds: {', '.join(SOURCE_KINDS)}"
        return [*wrong, (f'there is no kind "{source.kind}"', ("kind",), hint)]
    for key, kinds in _SOURCE_KEYS.items():
        if getattr(source, key) and source.kind not in kinds:
            wrong.append((f'"{key}" means nothing for the kind {source.kind}', (key,), f"it is for {' and '.join(kinds)}"))
    if source.kind in ("feed", "url") and not source.url:
        wrong.append((f'the kind {source.kind} needs a "url"', (), ""))
    if source.kind == "arxiv" and not (source.query.strip() or source.category):
        wrong.append(('the kind arxiv needs a "query" or a "category"', (), "add a line like: category: cs.CL"))
    if source.url:
        message = _check_source_url(source.url.replace("{date}", "2025-03-17") if source.kind == "url" else source.url)
        wrong += [(message, ("url",), "write it like https://example.org/feed.xml")] if message else []
    if source.category and not _SOURCE_CATEGORY.fullmatch(source.category):
        wrong.append((f'"{source.category}" is not a category', ("category",), "write it like cs.CL; for arxiv-oai like cs:cs:CL"))
    for key, most in {**_SOURCE_LIMITS, **({"page_size": 100} if source.kind == "daily-papers" else {})}.items():
        if not 1 <= getattr(source, key) <= most:
            wrong.append((f'"{key}" must be from 1 to {most:,}', (key,), ""))
    if source.floor < 0:
        wrong.append(('"floor" must be 0 or more', ("floor",), ""))
    if not 0 <= source.floor_share <= 1:
        wrong.append(('"floor_share" must be from 0 to 1', ("floor_share",), "0.2 is a fifth of what is usual"))
    return wrong


def _check_source_url(url: str) -> str:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError as error:
        return f'"{url}" is not a URL: {error}'
    if parts.scheme not in ("http", "https") or not parts.hostname or NOT_IN_URL.search(url):
        return f'"{url}" is not an http or https URL'
    # The address is kept beside what was fetched, which a repository makes public.
    return "a URL must not hold a user's name or a password" if parts.username is not None else ""


def explain_sources(tree: Tree | None, positions: Positions) -> list[Problem]:
    """Say of every source, key by key, what cannot be converted."""
    sources = tree.get("sources") if isinstance(tree, dict) else None
    problems = []
    types = get_type_hints(SourceConfig)
    for name, entry in sources.items() if isinstance(sources, dict) else ():
        where = f'source "{name}"'
        if not isinstance(entry, dict):
            problems.append(positions.problem(f"{where}: expected a mapping of keys to values", "sources", name))
            continue
        if "kind" not in entry:
            hint = f"add a line: kind: … ({', '.join(SOURCE_KINDS)})"
            problems.append(positions.problem(f'{where}: the key "kind" is missing', "sources", name, hint=hint))
        for key, value in entry.items():
            if key not in types:
                hint = did_you_mean(key, types) or f"known keys: {', '.join(types)}"
                problems.append(positions.problem(f'{where}: unknown key "{key}"', "sources", name, key, hint=hint))
                continue
            try:
                msgspec.convert(value, types[key], strict=False)
            except msgspec.ValidationError:
                problems.append(positions.problem(f'{where}: "{key}" must be {_TYPE_NAMES[types[key]]}', "sources", name, key))
    return problems


_TYPE_NAMES = {str: "text", int: "a whole number", float: "a number", bool: "true or false"}
