"""The settings of a site."""

from pathlib import Path

import pytest

from sitegen.config import Config, load_site, parse_config
from sitegen.errors import SitegenError


def problems(text: str) -> list[str]:
    with pytest.raises(SitegenError) as caught:
        parse_config(text, "sitegen.yaml")
    return [str(problem) for problem in caught.value.problems]


def test_an_empty_file_is_a_site() -> None:
    assert parse_config("", "sitegen.yaml") == Config()


def test_every_bad_key_is_told_at_once() -> None:
    told = problems("title: [a]\nbase_ulr: https://x.org\nhome_papers: many\nnavigation:\n- {label: A, url: /a/}\n- {label: B}\n")
    assert told == [
        'sitegen.yaml:1: "title": expected text, found a list',
        'sitegen.yaml:2: unknown key "base_ulr"\n    did you mean "base_url"?',
        'sitegen.yaml:3: "home_papers": expected a whole number, found text',
        'sitegen.yaml:6: "navigation": the entry lacks the key "url"',
    ]


def test_every_senseless_value_is_told_at_once() -> None:
    told = problems(
        "base_url: example.org\nlanguage: english please\nhome_days: 0\ncontent: ../papers\noutput: /srv/www\ntheme: ..\n"
        "navigation:\n- {label: A, url: /a/}\n- {label: B, url: 'javascript:alert(1)'}\n"
    )
    assert [line.split(": ")[0] for line in told] == [f"sitegen.yaml:{number}" for number in (1, 2, 3, 4, 5, 6, 9)]
    assert "write it like https://example.org/" in told[0]


@pytest.mark.parametrize(
    "url", ["https://example.org/", "https://example.org", "http://localhost:8000/", "https://example.org/papers/", "https://a.b.c/x/y"]
)
def test_good_base_urls(url: str) -> None:
    assert parse_config(f"base_url: {url}", "sitegen.yaml").base_url == url


@pytest.mark.parametrize(
    "url",
    [
        "example.org",
        "//example.org/",
        "ftp://example.org/",
        "javascript:alert(1)",
        "https://",
        "https:///x",
        "https://example.org/?a=1",
        "https://example.org/#x",
        "https://example.org/?",
        "https://user:secret@example.org/",
        "https://exa mple.org/",
        "https://example.org/<script>",
        "https://example.org/a'b",
        "https://example.org:99999/",
        "https://[::1/",
        "https://example.org\\\\x",
    ],
)
def test_bad_base_urls(url: str) -> None:
    quoted = url.replace("'", "''")
    assert len(problems(f"base_url: '{quoted}'")) == 1


@pytest.mark.parametrize("key", ["content", "output", "theme"])
@pytest.mark.parametrize("folder", ["..", "../x", "a/../../b", "/etc", "."])
def test_folders_stay_below_the_site(key: str, folder: str) -> None:
    assert any(f'"{key}" must be a folder' in line for line in problems(f"{key}: {folder}"))


@pytest.mark.parametrize(
    "text",
    [
        "output: content",
        "output: content/",
        "output: content/public",
        "content: public/content",
        "output: .sitegen",
        "output: .git",
        "output: themes",
        "output: ./content",
    ],
)
def test_the_output_is_a_folder_of_its_own(text: str) -> None:
    assert any('"output" must be a folder of its own' in line for line in problems(text))


@pytest.mark.parametrize("url", ["//evil.org", "/\\evil.org", "javascript:x", "tags", ""])
def test_navigation_leads_to_pages_and_urls(url: str) -> None:
    assert problems(f"navigation: [{{label: A, url: '{url}'}}]")


def test_broken_yaml_is_told_with_its_line() -> None:
    assert problems("title: a\ndescription: Papers: all of them\n")[0].startswith("sitegen.yaml:2: broken YAML")


def test_load(tmp_path: Path) -> None:
    (tmp_path / "sitegen.yaml").write_bytes(b"\xef\xbb\xbftitle: A\r\nbase_url: https://a.org/x\r\ncontent: stuff/\r\n")
    site = load_site(tmp_path)
    assert (site.config.title, site.config.base_url) == ("A", "https://a.org/x/")
    assert site.content == tmp_path / "stuff"
    assert load_site(tmp_path, base_url="https://b.org").config.base_url == "https://b.org/"
    with pytest.raises(SitegenError, match="--base-url"):
        load_site(tmp_path, base_url="b.org")


def test_load_says_what_is_missing_or_no_text(tmp_path: Path) -> None:
    with pytest.raises(SitegenError, match="there is no such file"):
        load_site(tmp_path)
    (tmp_path / "sitegen.yaml").write_bytes(b"title: a\ndescription: caf\xe9\n")
    with pytest.raises(SitegenError, match=r"sitegen.yaml:2: the file is not UTF-8 text"):
        load_site(tmp_path)
    (tmp_path / "sitegen.yaml").unlink()
    (tmp_path / "sitegen.yaml").mkdir()
    with pytest.raises(SitegenError, match="cannot be read"):
        load_site(tmp_path)
