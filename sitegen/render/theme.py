"""A theme: templates with inheritance, hashed assets, and the digest of each template with all that it includes.

A theme is a folder with ``theme.yaml``, ``templates/`` and ``static/``. It may extend another: what it does not have is taken from there,
and ``{% extends "default/base.html" %}`` names a template of the other one.
"""

import functools
from collections.abc import Mapping
from pathlib import Path

import jinja2
import jinja2.meta
import msgspec
from markupsafe import Markup

from sitegen.config import theme_folders
from sitegen.errors import Problem, SitegenError, did_you_mean
from sitegen.markdown import plain_title
from sitegen.papers.store import read_text
from sitegen.render.cached import CachedExtension
from sitegen.render.printing import PrintingEnvironment
from sitegen.site.views import CONTRACT_VERSION, SiteView
from sitegen.text import digest
from sitegen.yamltext import YamlProblem, decode, parse

ASSETS = "assets"
"""The folder of the output that holds hashed files."""
FILTERS = ("title", "plain", "markdown", "href", "absolute", "asset")
"""The filters that templates have beside those of Jinja."""
_EXTENSIONS = (CachedExtension,)
_MAX_CHAIN = 5


class ThemeHeader(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What ``theme.yaml`` says."""

    name: str
    version: str
    contract: int
    """The version of the views that its templates were written for."""
    description: str = ""
    extends: str = ""
    """The theme that it builds on."""


class Theme:
    """A loaded theme. It is read once and does not change; everything it gives is a function of its files."""

    def __init__(self, name: str, folders: tuple[tuple[str, Path], ...]) -> None:
        self.name = name
        self._folders = folders
        self.assets, self.asset_files = _hash_assets(folders)
        self._loader = _loader(folders)
        self._parser = jinja2.Environment(
            loader=self._loader, autoescape=True, trim_blocks=True, lstrip_blocks=True, extensions=_EXTENSIONS
        )
        self._parser.filters.update(dict.fromkeys(FILTERS, str))
        self.template_names = frozenset(name for name in self._loader.list_templates() if _is_wanted(name))

    def __getstate__(self) -> dict[str, object]:
        """Take the templates along, and leave the assets: another machine renders with them, and has none of our files."""
        sources = {name: self._loader.get_source(self._parser, name)[:2] for name in sorted(self.template_names)}
        return {**self.__dict__, "asset_files": {}, "_loader": _KeptTemplates(sources)}

    def environment(self, site: SiteView, compiled: jinja2.BytecodeCache | None = None) -> jinja2.Environment:
        """Return the environment that renders the pages of one site: ``site`` is there in every template and every macro.

        ``compiled`` keeps compiled templates.
        """
        environment = PrintingEnvironment(
            loader=self._loader,
            autoescape=jinja2.select_autoescape(("html", "xml")),
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            auto_reload=False,
            cache_size=-1,
            extensions=_EXTENSIONS,
            bytecode_cache=compiled,
        )
        from sitegen.markup import markdown_html, title_html  # whoever renders needs its libraries, and nobody else

        assets = dict(site.assets)

        def href(url: str) -> str:
            return site.root + url[1:] if url.startswith("/") and not url.startswith("//") else url

        def absolute(url: str) -> str:
            return site.base_url + url[1:] if url.startswith("/") and not url.startswith("//") else url

        def asset(name: str) -> str:
            if name not in assets:
                hint = did_you_mean(name, assets)
                raise jinja2.TemplateRuntimeError(f'there is no file "{name}" in static/' + (f"; {hint}" if hint else ""))
            return href(assets[name])

        def markdown(source: str, part: str = "") -> Markup:
            return markdown_html(source, site.root, part)

        filters = (title_html, plain_title, markdown, href, absolute, asset)
        environment.filters.update(zip(FILTERS, filters, strict=True))
        environment.globals["site"] = site
        return environment

    @functools.cached_property
    def digests(self) -> Mapping[str, str]:
        """For each template, a digest of its text and of every template that it extends, includes or imports."""
        # Each template has two names: its own, and that behind the name of its theme.
        read: dict[str, tuple[str, ...]] = {}
        references = {}
        for name, source in self._sources.items():
            if source not in read:
                read[source] = self._references(name, source)
            references[name] = read[source]
        return {name: digest(*(self._sources[part] for part in sorted(_closure(name, references)))) for name in self._sources}

    @functools.cached_property
    def sources_digest(self) -> str:
        """A digest of all templates: when it is the same, so are :attr:`digests`, which take longer to find."""
        return digest(*(part for name, source in self._sources.items() for part in (name, source)), "")

    @functools.cached_property
    def _sources(self) -> Mapping[str, str]:
        return {name: self._source(name) for name in sorted(self.template_names)}

    def _source(self, name: str) -> str:
        try:
            return self._loader.get_source(self._parser, name)[0]
        except UnicodeDecodeError:
            problem = Problem(path=self.path_of(name), message="the template is not UTF-8 text", hint="save it as UTF-8")
            raise SitegenError(problem) from None

    def _references(self, name: str, source: str) -> tuple[str, ...]:
        try:
            tree = self._parser.parse(source, name)
        except jinja2.TemplateSyntaxError as error:
            raise SitegenError(Problem(path=self.path_of(name), line=error.lineno, message=f"broken template: {error.message}")) from None
        found = []
        for reference in jinja2.meta.find_referenced_templates(tree):
            if reference is None:
                hint = "name it with a string, so that it is known which pages change with it"
                raise SitegenError(Problem(path=self.path_of(name), message="a template is included by a variable name", hint=hint))
            if reference not in self.template_names:
                hint = did_you_mean(reference, self.template_names)
                raise SitegenError(Problem(path=self.path_of(name), message=f'it refers to "{reference}", which is no template', hint=hint))
            found.append(reference)
        return tuple(found)

    def path_of(self, name: str) -> str:
        """Return the file of a template, or where it would be in this theme."""
        owner, _, rest = name.partition("/")
        candidates = [folder / "templates" / name for _, folder in self._folders]
        candidates += [folder / "templates" / rest for theme, folder in self._folders if theme == owner]
        return str(next((path for path in candidates if path.exists()), candidates[0]))


class _KeptTemplates(jinja2.BaseLoader):
    """Templates in memory: by name, the text and the file that it came from."""

    def __init__(self, sources: Mapping[str, tuple[str, str | None]]) -> None:
        self._sources = sources

    def get_source(self, environment: jinja2.Environment, template: str) -> tuple[str, str | None, None]:  # noqa: ARG002
        """Return what Jinja asks for; nothing is ever newer."""
        if template not in self._sources:
            raise jinja2.TemplateNotFound(template)
        return (*self._sources[template], None)


def load_theme(name: str, site_root: Path) -> Theme:
    """Load a theme of the site, or one that comes with sitegen; raise :class:`SitegenError` when it does not fit."""
    folders: list[tuple[str, Path]] = []
    wanted = name
    while wanted:
        folder = _find(wanted, site_root)
        header = _read_header(folder)
        folders.append((wanted, folder))
        if header.extends in [known for known, _ in folders] or len(folders) > _MAX_CHAIN:
            raise SitegenError(Problem(path=str(folder / "theme.yaml"), message=f'"extends: {header.extends}" leads back to itself'))
        wanted = header.extends
    return Theme(name, tuple(folders))


def _find(name: str, site_root: Path) -> Path:
    for folder in theme_folders(site_root):
        if (folder / name / "theme.yaml").is_file():
            return folder / name
    known = sorted({path.parent.name for folder in theme_folders(site_root) for path in folder.glob("*/theme.yaml")})
    hint = did_you_mean(name, known) or f"known themes: {', '.join(known)}"
    raise SitegenError(Problem(message=f'there is no theme "{name}": no file themes/{name}/theme.yaml', hint=hint))


def _read_header(folder: Path) -> ThemeHeader:
    shown = str(folder / "theme.yaml")
    text = read_text(folder / "theme.yaml", shown)
    if isinstance(text, Problem):
        raise SitegenError(text)
    try:
        header, problems = decode(parse(text, shown), ThemeHeader, text, shown)
    except YamlProblem as error:
        raise SitegenError(error.problem) from None
    if header is None:
        raise SitegenError(problems)
    if header.contract != CONTRACT_VERSION:
        message = f"the theme was made for version {header.contract} of the views, this is version {CONTRACT_VERSION}"
        raise SitegenError(Problem(path=shown, message=message, hint="use a newer theme, or mend its templates after docs/themes.md"))
    return header


def _loader(folders: tuple[tuple[str, Path], ...]) -> jinja2.ChoiceLoader:
    loaders = [(name, jinja2.FileSystemLoader(folder / "templates")) for name, folder in folders]
    return jinja2.ChoiceLoader([*(loader for _, loader in loaders), jinja2.PrefixLoader(dict(loaders))])


def _hash_assets(folders: tuple[tuple[str, Path], ...]) -> tuple[tuple[tuple[str, str], ...], dict[str, bytes]]:
    """Return each asset's name with its published address, and the files to publish: path → content. The nearest theme wins."""
    found: dict[str, Path] = {}
    for _, folder in reversed(folders):
        static = folder / "static"
        present = {path.relative_to(static).as_posix(): path for path in sorted(static.rglob("*")) if path.is_file()}
        found.update({name: path for name, path in present.items() if _is_wanted(name)})
    addresses: list[tuple[str, str]] = []
    files: dict[str, bytes] = {}
    for name, path in sorted(found.items()):
        content = path.read_bytes()
        hashed = f"{name.removesuffix(path.suffix)}.{digest(content)[:10]}{path.suffix}"
        addresses.append((name, f"/{ASSETS}/{hashed}"))
        files[f"{ASSETS}/{hashed}"] = content
    return tuple(addresses), files


def _is_wanted(name: str) -> bool:
    """Tell whether a file of a theme is meant: not one that an editor or an operating system left."""
    return not name.endswith("~") and not any(part.startswith(".") for part in name.split("/"))


def _closure(name: str, references: Mapping[str, tuple[str, ...]]) -> frozenset[str]:
    seen: set[str] = set()
    waiting = [name]
    while waiting:
        current = waiting.pop()
        if current not in seen:
            seen.add(current)
            waiting.extend(references[current])
    return frozenset(seen)
