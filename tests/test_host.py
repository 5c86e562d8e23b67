"""What hosts are told: netlify.toml and the files that the build writes say the same."""

import re
import tomllib
from typing import Any

import pytest

from sitegen.build import build
from sitegen.config import load_site
from sitegen.publish import host
from sitegen.publish.search import BUNDLES_FILE
from tests.sites import PAPERS, REPOSITORY, MakeSite, tree


@pytest.fixture(scope="module")
def netlify() -> dict[str, Any]:
    return tomllib.loads((REPOSITORY / "netlify.toml").read_text(encoding="utf-8"))


def test_netlify_publishes_what_the_build_writes(netlify: dict[str, Any]) -> None:
    assert netlify["build"]["publish"] == load_site(REPOSITORY).config.output
    assert "sitegen build" in netlify["build"]["command"]
    assert re.fullmatch(r"3\.\d+", netlify["build"]["environment"]["PYTHON_VERSION"])
    required = re.search(r'requires-python = ">=([\d.]+)"', (REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
    assert required
    assert netlify["build"]["environment"]["PYTHON_VERSION"] == required[1]


def test_netlify_and_the_headers_file_agree(netlify: dict[str, Any]) -> None:
    told = {(rule["for"], name, value) for rule in netlify["headers"] for name, value in rule["values"].items()}
    meant = {("/*", name, value) for name, value in host.SECURITY_HEADERS}
    meant |= {(pattern, "Cache-Control", value) for pattern, value in host.CACHE_RULES}
    assert told == meant
    written: set[tuple[str, str, str]] = set()
    pattern = ""
    for line in host.headers_file().decode().splitlines():
        if line.startswith("  "):
            name, _, value = line.strip().partition(": ")
            written.add((pattern, name, value))
        else:
            pattern = line
    assert written == meant


def test_policy_allows_nothing_inline_and_nothing_from_elsewhere() -> None:
    policy = dict(part.partition(" ")[::2] for part in host.CONTENT_SECURITY_POLICY.split("; "))
    assert policy["default-src"] == "'none'"
    allowed = {word for words in policy.values() for word in words.split()}
    assert allowed == {"'none'", "'self'", "'wasm-unsafe-eval'", "data:"}
    assert "data:" not in policy["script-src"]


def test_pages_need_nothing_that_the_policy_forbids(make_site: MakeSite) -> None:
    site = make_site(PAPERS)
    build(site)
    for path, content in tree(site.output).items():
        if path.endswith(".html"):
            html = content.decode()
            assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", html), path
            assert all("src=" in tag or "application/ld+json" in tag for tag in re.findall(r"<script[^>]*>", html)), path


def test_only_names_with_a_hash_are_kept_for_ever(make_site: MakeSite) -> None:
    site = make_site(PAPERS)
    build(site)
    kept = [path for path in tree(site.output) if dict(host.headers_for(f"/{path}"))["Cache-Control"] == host.FOREVER]
    assert len(kept) > 5
    for path in kept:
        assert re.search(r"\.[0-9a-f]{10}\.\w+$|^pagefind/(bundles|signals)/[0-9a-f]{12}[/.]", path), path
    for path in ("/", "/index.html", f"/{BUNDLES_FILE}", "/feed.xml"):
        assert dict(host.headers_for(path))["Cache-Control"] == host.NEVER
