"""``sitegen.yaml`` → a frozen :class:`Config`; all bad and unknown keys are told at once."""

import re
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from sitegen.config_sources import NOT_IN_URL, SourceConfig, explain_sources, wrong_source
from sitegen.config_trending import TrendingWeights, wrong_weights
from sitegen.errors import Problem, SitegenError, UsageError
from sitegen.yamltext import Positions, YamlProblem, decode, decode_sound_part, parse

CONFIG_FILE = "sitegen.yaml"
STATIC = "static"
"""A folder of the site whose files are published as they are: ``static/favicon.ico`` as ``/favicon.ico``."""
MOST_RELATED = 9
"""The most related papers that a page shows."""
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


class NavigationItem(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A link in the header of every page."""

    label: str
    url: str
    """From ``/`` for a page of the site, or an absolute URL."""


DEFAULT_NAVIGATION = (
    NavigationItem("Archive", "/archive/"),
    NavigationItem("Trending", "/trending/"),
    NavigationItem("Tags", "/tags/"),
    NavigationItem("Authors", "/authors/"),
    NavigationItem("Map", "/map/"),
    NavigationItem("About", "/about/"),
)
"""The links in the header of a site that does not say others."""


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
    related_papers: int = 6
    """How many related papers stand on a paper's page; 0 for none."""
    trending_weights: dict[str, int] = {}
    """Constants of the trending formula that differ from those of :class:`~sitegen.config_trending.TrendingWeights`, by name."""
    feed_names: dict[str, str] = msgspec.field(default_factory=lambda: {"daily-papers": "Daily Papers"})
    """What a feed that lists papers is called on the site, by its name in the content."""
    author_threshold: int = 2
    """With how many papers an author gets a page and a feed; 0 for no such pages."""
    navigation: tuple[NavigationItem, ...] | None = None
    """The links in the header. None: those of ``DEFAULT_NAVIGATION`` whose pages there are."""
    sources: dict[str, SourceConfig] = {}
    """Where ``sitegen fetch`` gets papers from, by a name of your own."""

    @property
    def weights(self) -> TrendingWeights:
        """All constants of the trending formula."""
        return TrendingWeights(**self.trending_weights)

    @property
    def root_path(self) -> str:
        """The path of ``base_url``: ``/``, or ``/papers/`` for a site that lies below one."""
        return "/" + self.base_url.split("://", 1)[1].partition("/")[2]


class SiteFolder(msgspec.Struct, frozen=True):
    """Where a site is on disk, and what its configuration says."""

    root: Path
    config: Config
    output_override: Path | None = None
    """Where the site is written to, when it is not where the configuration says."""
    state_override: Path | None = None

    @property
    def content(self) -> Path:
        """The folder of papers, pages and taxonomy."""
        return self.root / self.config.content

    @property
    def output(self) -> Path:
        """The folder that the site is written to."""
        return self.output_override or self.root / self.config.output

    @property
    def static(self) -> Path:
        """The folder of files that are published as they are; it need not exist."""
        return self.root / STATIC

    @property
    def state(self) -> Path:
        """The folder that remembers earlier builds; it may be removed at any time."""
        return self.state_override or self.root / ".sitegen"


def theme_folders(site_root: Path) -> tuple[Path, ...]:
    """Where themes are looked for: the site's own folder, then those that come with sitegen."""
    package = Path(__file__).resolve().parent
    return (site_root / "themes", package / "themes", package.parent / "themes")


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
        in_sources = explain_sources(tree, positions)
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
    if not 0 <= config.related_papers <= MOST_RELATED:
        wrong.append((f'"related_papers" must be from 0 to {MOST_RELATED}', ("related_papers",), "0 is for none"))
    if config.author_threshold < 0:
        wrong.append(('"author_threshold" must be 0 or more', ("author_threshold",), "0 is for no pages of authors"))
    for key in ("content", "output", "theme"):
        folder = Path(getattr(config, key))
        if folder.is_absolute() or ".." in folder.parts or not folder.parts:
            wrong.append((f'"{key}" must be a folder below the site, without ".."', (key,), ""))
    content, output = Path(config.content), Path(config.output)
    if _overlap(content, output) or (output.parts and (output.parts[0] == "themes" or output.parts[0].startswith("."))):
        wrong.append(('"output" must be a folder of its own', ("output",), "public is what most hosts expect"))
    for index, item in enumerate(config.navigation or ()):
        if not item.url.startswith(("/", "https://", "http://")) or item.url.startswith(("//", "/\\")):
            wrong.append((f'"{item.url}" is not a link', ("navigation", index), "write /tags/ for a page of the site, or an https URL"))
    wrong += [
        (f'"trending_weights": {message}', ("trending_weights", name), hint)
        for message, name, hint in wrong_weights(config.trending_weights)
    ]
    for name, source in config.sources.items():
        wrong += [(f'source "{name}": {message}', ("sources", name, *key), hint) for message, key, hint in wrong_source(name, source)]
    return wrong


def _overlap(one: Path, other: Path) -> bool:
    """Tell whether one folder is the other, or holds it: then removing old output might remove content."""
    return one.is_relative_to(other) or other.is_relative_to(one)


def _check_base_url(url: str) -> str:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError as error:
        return f'"{url}" is not a URL: {error}'
    if parts.scheme not in ("http", "https") or not parts.hostname or NOT_IN_URL.search(url):
        return f'"{url}" is not an http or https URL'
    if "?" in url or "#" in url or parts.username is not None:
        return f'"{url}" is more than a host and a path'
    return ""
