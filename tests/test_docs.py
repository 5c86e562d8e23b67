"""The documentation keeps up with the program: every setting, command, option, format and key of a paper is described."""

import re
from pathlib import Path

import click
import msgspec
import pytest

from sitegen.cli import main
from sitegen.config import Config
from sitegen.config_sources import SourceConfig
from sitegen.ingest.formats import formats
from sitegen.papers.frontmatter import KEY_ORDER
from sitegen.render.theme import FILTERS
from sitegen.scaffold import start_site
from tests.sites import REPOSITORY

DOCS = REPOSITORY / "docs"


def read(name: str) -> str:
    return (REPOSITORY / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("field", [field.encode_name for field in msgspec.structs.fields(Config)])
def test_every_setting_is_described(field: str) -> None:
    assert f"| `{field}` |" in read("docs/configuration.md")


@pytest.mark.parametrize("field", [field.encode_name for field in msgspec.structs.fields(SourceConfig)])
def test_every_setting_of_a_source_is_described(field: str) -> None:
    assert f"`{field}`" in read("docs/configuration.md")


@pytest.mark.parametrize("key", KEY_ORDER)
def test_every_key_of_a_paper_is_described(key: str) -> None:
    assert f"| `{key}` |" in read("docs/content.md")


@pytest.mark.parametrize("name", [item.name for item in formats() if item.name != "record"])
def test_every_format_is_described(name: str) -> None:
    assert f"`{name}`" in read("docs/ingest.md")


@pytest.mark.parametrize("name", FILTERS)
def test_every_filter_of_templates_is_described(name: str) -> None:
    assert f"`{name}`" in read("docs/themes.md")


@pytest.mark.parametrize("name", re.findall(r' name="(\w+)"', read("themes/default/templates/search.html")))
def test_every_filter_and_order_of_the_search_page_is_described(name: str) -> None:
    assert name == "q" or re.search(rf"^\|[^|]*`{name}`", read("docs/search.md"), re.MULTILINE)


@pytest.mark.parametrize("command", sorted(main.commands))
def test_every_command_is_described(command: str) -> None:
    pages = [read("README.md"), *(path.read_text(encoding="utf-8") for path in sorted(DOCS.glob("*.md")))]
    assert any(f"sitegen {command}" in page for page in pages)


@pytest.mark.parametrize("command", sorted(main.commands))
def test_every_option_says_what_it_does(command: str) -> None:
    for option in main.commands[command].params:
        if isinstance(option, click.Option):
            assert option.help, option.name


def links_of(path: Path) -> list[str]:
    return [
        link for link in re.findall(r"\]\(([^)\s]+)\)", path.read_text(encoding="utf-8")) if "://" not in link and not link.startswith("#")
    ]


@pytest.mark.parametrize("path", [*REPOSITORY.glob("*.md"), *DOCS.glob("*.md")], ids=lambda path: path.name)
def test_no_link_of_the_documentation_is_dead(path: Path) -> None:
    for link in links_of(path):
        assert (path.parent / link.partition("#")[0]).exists(), link


def test_the_readme_names_commands_that_make_has() -> None:
    targets = set(re.findall(r"^([a-z-]+):", read("Makefile"), re.MULTILINE))
    assert set(re.findall(r"\bmake ([a-z-]+)", read("README.md") + read("CONTRIBUTING.md"))) <= targets


def test_a_new_site_has_what_it_needs(tmp_path: Path) -> None:
    from sitegen.build import build
    from sitegen.config import load_site

    start_site(tmp_path / "site", "It's: mine")
    report = build(load_site(tmp_path / "site"))
    assert report.papers == 0
    assert "It&#39;s: mine" in (tmp_path / "site" / "public" / "index.html").read_text(encoding="utf-8")
