"""``sitegen.yaml`` → a frozen :class:`Config`; all bad and unknown keys are told at once."""

import re
from pathlib import Path
from typing import get_type_hints
from urllib.parse import urlsplit

import msgspec

from sitegen.errors import Problem, SitegenError, UsageError, did_you_mean
from sitegen.text import slugify
from sitegen.yamltext import Positions, Tree, YamlProblem, decode, decode_sound_part, parse

CONFIG_FILE = "sitegen.yaml"
_NOT_IN_URL = re.compile(r"[\s\x00-\x1f\x7f\"<>'`\\^{|}]")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


class NavigationItem(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A link in the header of every page."""

    label: str
    url: str
    """From ``/`` for a page of the site, or an absolute URL."""


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


class Config(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The site's settings. Every one has a default, so an empty file is a site."""

    title: str = "Papers"
    """The site's name."""
    description: str = "A stream of research papers."
    """One sentence on what the site holds; for search engines and the feed."""
    base_url: str = "http://localhost:8000/"
    """Where the site is published; may hold a path (``https://example.org/papers/``)."""
    language: str = "en"
    """A BCP 47 language tag."""
    author: str = ""
    """Who publishes the site; the feed's author. The title when empty."""
    theme: str = "default"
    """A folder of ``themes/`` beside this file, or the name of a theme that comes with sitegen."""
    theme_options: dict[str, str] = {}
    """Free settings that the theme reads."""
    content: str = "content"
    """The folder of papers, pages and taxonomy, from this file."""
    output: str = "public"
    """The folder that the site is written to, from this file."""
    home_papers: int = 20
    """How many papers of the latest day stand on the home page."""
    home_days: int = 14
    """How many earlier days the home page links."""
    home_tags: int = 24
    """How many of the largest tags the home page links."""
    list_limit: int = 60
    """The longest list of papers on a tag's page; a longer one is cut by year, then by month."""
    feed_limit: int = 50
    """How many papers a feed holds."""
    feed_names: dict[str, str] = msgspec.field(default_factory=lambda: {"daily-papers": "Daily Papers"})
    """What a feed that lists papers is called on the site, by its name in the content."""
    navigation: tuple[NavigationItem, ...] = (
        NavigationItem("Archive", "/archive/"),
        NavigationItem("Tags", "/tags/"),
        NavigationItem("About", "/about/"),
    )
    """The links in the header."""
    sources: dict[str, SourceConfig] = {}
    """Where ``sitegen fetch`` gets papers from, by a name of your own."""

    @property
    def root_path(self) -> str:
        """The path of ``base_url``: ``/``, or ``/papers/`` for a site that lies below one."""
        return "/" + self.base_url.split("://", 1)[1].partition("/")[2]


class SiteFolder(msgspec.Struct, frozen=True):
    """Where a site is on disk, and what its configuration says."""

    root: Path
    config: Config

    @property
    def content(self) -> Path:
        """The folder of papers, pages and taxonomy."""
        return self.root / self.config.content

    @property
    def output(self) -> Path:
        """The folder that the site is written to."""
        return self.root / self.config.output

    @property
    def state(self) -> Path:
        """The folder that remembers earlier builds; it may be removed at any time."""
        return self.root / ".sitegen"


def load_site(root: Path, *, base_url: str = "") -> SiteFolder:
    """Read ``sitegen.yaml`` in ``root``; raise :class:`SitegenError` with every problem of it.

    ``base_url``, where given, stands in for the one in the file.
    """
    path = root / CONFIG_FILE
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        hint = "run the command in the folder of a site, or name it with --site"
        raise UsageError(Problem(path=str(path), message="there is no such file", hint=hint)) from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise SitegenError(Problem(path=str(path), line=line, message="the file is not UTF-8 text", hint="save it as UTF-8")) from None
    except OSError as error:
        raise SitegenError(Problem(path=str(path), message=f"cannot be read: {error.strerror}")) from None
    config = parse_config(text, CONFIG_FILE)
    if base_url:
        wrong = _check_base_url(base_url)
        if wrong:
            raise UsageError(Problem(message=f"--base-url: {wrong}"))
        config = msgspec.structs.replace(config, base_url=base_url)
    return SiteFolder(root, msgspec.structs.replace(config, base_url=config.base_url.rstrip("/") + "/"))


def parse_config(text: str, path: str) -> Config:
    """Read the text of a configuration file; raise :class:`SitegenError` with every problem of it."""
    try:
        tree = parse(text, path)
    except YamlProblem as error:
        raise SitegenError(error.problem) from None
    config, problems = decode(tree, Config, text, path)
    positions = Positions(text, path)
    if config is None:
        # Converting all sources at once tells of one wrong value, and not in which source it is.
        in_sources = _explain_sources(tree, positions)
        problems = [problem for problem in problems if not (in_sources and problem.message.startswith('"sources":'))] + in_sources
    checked = config or decode_sound_part(tree, Config) or Config()
    problems += [positions.problem(message, *keys, hint=hint) for message, keys, hint in _wrong_values(checked)]
    if config is None or problems:
        raise SitegenError(sorted(problems, key=lambda problem: problem.line))
    return config


def _wrong_values(config: Config) -> list[tuple[str, tuple[str | int, ...], str]]:
    """Return a sentence, the place and a hint for every value that has the right type and makes no sense."""
    wrong: list[tuple[str, tuple[str | int, ...], str]] = []
    message = _check_base_url(config.base_url)
    if message:
        wrong.append((f'"base_url": {message}', ("base_url",), "write it like https://example.org/ or https://example.org/papers/"))
    if not _LANGUAGE.fullmatch(config.language):
        wrong.append((f'"language": "{config.language}" is not a language tag', ("language",), "write it like en or pt-BR"))
    for key in ("home_papers", "home_days", "home_tags", "list_limit", "feed_limit"):
        wrong += [(f'"{key}" must be 1 or more', (key,), "")] if getattr(config, key) < 1 else []
    for key in ("content", "output", "theme"):
        folder = Path(getattr(config, key))
        if folder.is_absolute() or ".." in folder.parts or not folder.parts:
            wrong.append((f'"{key}" must be a folder below the site, without ".."', (key,), ""))
    content, output = Path(config.content), Path(config.output)
    if _overlap(content, output) or (output.parts and (output.parts[0] == "themes" or output.parts[0].startswith("."))):
        wrong.append(('"output" must be a folder of its own', ("output",), "public is what most hosts expect"))
    for index, item in enumerate(config.navigation):
        if not item.url.startswith(("/", "https://", "http://")) or item.url.startswith(("//", "/\\")):
            wrong.append((f'"{item.url}" is not a link', ("navigation", index), "write /tags/ for a page of the site, or an https URL"))
    for name, source in config.sources.items():
        wrong += [(f'source "{name}": {message}', ("sources", name, *key), hint) for message, key, hint in _wrong_source(name, source)]
    return wrong


def _wrong_source(name: str, source: SourceConfig) -> list[tuple[str, tuple[str, ...], str]]:
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
    if parts.scheme not in ("http", "https") or not parts.hostname or _NOT_IN_URL.search(url):
        return f'"{url}" is not an http or https URL'
    # The address is kept beside what was fetched, which a repository makes public.
    return "a URL must not hold a user's name or a password" if parts.username is not None else ""


def _explain_sources(tree: Tree | None, positions: Positions) -> list[Problem]:
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


def _overlap(one: Path, other: Path) -> bool:
    """Tell whether one folder is the other, or holds it: then removing old output might remove content."""
    return one.is_relative_to(other) or other.is_relative_to(one)


def _check_base_url(url: str) -> str:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError as error:
        return f'"{url}" is not a URL: {error}'
    if parts.scheme not in ("http", "https") or not parts.hostname or _NOT_IN_URL.search(url):
        return f'"{url}" is not an http or https URL'
    if "?" in url or "#" in url or parts.username is not None:
        return f'"{url}" is more than a host and a path'
    return ""
