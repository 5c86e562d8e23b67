"""The command line: what a user sees, and with which exit code."""

import re
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from sitegen import __version__
from sitegen.cli import main
from tests.sites import BASE, PAPERS, MakeSite, environment, on, paper, stamps, tree, write

PAGE = """\
Daily Papers

by AK and the research community

Mar 17

A Paper about Object Detection

We detect objects in images with a new object detector. Code is at https://github.com/example/detector.

Published on Mar 14, 2025
"""


def run(*arguments: str | Path) -> Result:
    """Run a command; an exception that is not for the user fails the test."""
    result = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert "Traceback" not in result.output
    return result


@pytest.mark.parametrize("name", [(), *((name,) for name in main.commands)])
def test_every_command_has_help(name: tuple[str, ...]) -> None:
    for flag in ("--help", "-h"):
        result = run(*name, flag)
        assert result.exit_code == 0
        assert result.output.startswith("Usage: ")
    command = main.commands[name[0]] if name else main
    assert command.help
    for parameter in command.params:
        if isinstance(parameter, click.Option) and parameter.name != "version":
            assert parameter.help, f"{name}: {parameter.name} has no help"


def test_version() -> None:
    result = run("--version")
    assert (result.exit_code, result.output) == (0, f"sitegen, version {__version__}\n")


def test_without_arguments_it_says_what_there_is() -> None:
    result = run()
    assert result.exit_code == 2
    assert "build" in result.output
    assert "ingest" in result.output


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["bild"], "No such command 'bild'"),
        (["build", "--celan"], "--clean"),
        (["ingest"], "name what to read"),
        (["serve", "--port", "99999"], "99999"),
        (["build", "--site", "no/such/folder"], "no/such/folder/sitegen.yaml: there is no such file"),
        (["build", "--site", __file__], "is a file"),
    ],
)
def test_a_wrong_command_is_a_usage_error(arguments: list[str], message: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert message in result.output


def test_a_folder_that_is_no_site_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for command in (["build"], ["serve"], ["ingest", __file__]):
        result = run(*command)
        assert result.exit_code == 2
        assert "error: sitegen.yaml: there is no such file" in result.stderr
        assert "run the command in the folder of a site, or name it with --site" in result.stderr


def test_all_mistakes_in_the_settings_are_shown_at_once(make_site: MakeSite) -> None:
    site = make_site(PAPERS)
    write(site.root, {"sitegen.yaml": "title: X\nbase_ulr: https://example.org/\nlist_limit: many\ncolour: red\n"})
    result = run("build", "--site", site.root)
    assert result.exit_code == 1
    assert 'sitegen.yaml:2: unknown key "base_ulr"\n    did you mean "base_url"?' in result.stderr
    assert 'sitegen.yaml:3: "list_limit"' in result.stderr
    assert 'sitegen.yaml:4: unknown key "colour"' in result.stderr
    assert "3 problems" in result.stderr


@pytest.mark.parametrize("url", ["ftp://example.org/", "example.org", "https://", "https://example.org/?q", "javascript:alert(1)"])
def test_a_wrong_base_url_is_told(url: str, make_site: MakeSite) -> None:
    site = make_site(PAPERS)
    result = run("build", "--site", site.root, "--base-url", url)
    assert result.exit_code == 2
    assert "error: --base-url: " in result.stderr
    assert not site.output.exists()


def test_broken_content_is_shown_at_once_and_the_site_stays(make_site: MakeSite) -> None:
    site = make_site(PAPERS)
    assert run("build", "--site", site.root).exit_code == 0
    before = stamps(site.output)
    broken = {
        "content/papers/one.md": "---\ntitle: One\ntags: [a, b\n---\n",
        "content/papers/two.md": "---\ntitle: Two: a second paper\n---\n",
    }
    write(site.root, broken)
    result = run("build", "--site", site.root)
    assert result.exit_code == 1
    assert re.search(r"error: content/papers/one\.md:\d: broken YAML", result.stderr)
    assert "error: content/papers/two.md:2: broken YAML" in result.stderr
    assert "title: 'Two: a second paper'" in result.stderr
    assert result.stdout == ""
    assert stamps(site.output) == before


def test_build_tells_what_it_did(make_site: MakeSite) -> None:
    site = make_site(PAPERS)
    first = run("build", "--site", site.root)
    assert re.fullmatch(
        r"Built public/: 3 papers, \d+ pages; \d+ files of \d\.\d MB, \d+ changed \(\d\.\d MB to upload\); \d+\.\d\d s\.\n", first.output
    )
    second = run("build", "--site", site.root)
    assert re.fullmatch(r"Nothing to do: public/ is up to date \(3 papers, \d+ files, \d+\.\d\d s\)\.\n", second.output)
    clean = run("build", "--site", site.root, "--clean")
    assert clean.output.startswith("Built public/: 3 papers")


def test_verbose_gives_the_reason_of_each_file(make_site: MakeSite) -> None:
    site = make_site(PAPERS)
    assert "  index.html: it is new\n" in run("build", "--site", site.root, "-v").output
    write(site.root, {"content/papers/beta.md": None, "content/pages/about.md": BASE["content/pages/about.md"] + "More.\n"})
    (site.output / "_headers").unlink()
    output = run("build", "--site", site.root, "-v").output
    assert "  about/index.html: what it shows changed\n" in output
    assert "  _headers: it was missing\n" in output
    assert "  papers/beta/index.html: removed\n" in output
    assert "  the search index: a bundle of 2 papers was made\n" in output
    assert re.search(r"^  render +\d+\.\d\d s$", output, re.MULTILINE)
    assert "  papers/gamma/index.html" not in output


def test_base_url_of_the_command_wins(make_site: MakeSite) -> None:
    site = make_site(PAPERS)
    assert run("build", "--site", site.root, "--base-url", "https://other.example/sub").exit_code == 0
    assert 'href="https://other.example/sub/papers/alpha/"' in (site.output / "papers/alpha/index.html").read_text()
    assert run("build", "--site", site.root, "--base-url", "").exit_code == 0
    assert 'href="https://example.org/papers/alpha/"' in (site.output / "papers/alpha/index.html").read_text()


def test_a_file_in_the_way_is_told(make_site: MakeSite) -> None:
    site = make_site({**PAPERS, ".sitegen": "a file"})
    result = run("build", "--site", site.root)
    assert result.exit_code == 1
    assert re.search(r"error: .*\.sitegen.*: cannot be read or written: ", result.stderr)


def test_a_taken_port_is_told(make_site: MakeSite, taken_port: int) -> None:
    site = make_site(PAPERS)
    result = run("serve", "--site", site.root, "--port", str(taken_port))
    assert result.exit_code == 1
    assert f"cannot listen on port {taken_port}" in result.stderr
    assert "--port" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["no/such/page.txt"], 1, "no/such/page.txt"),
        (["page.txt", "--listed", "nonsense"], 2, '--listed: "nonsense" is not a date'),
        (["page.txt", "--listed", "2025-02-30"], 2, '--listed: "2025-02-30" is not a date'),
        (["empty.txt"], 1, "empty.txt"),
        (["prose.txt"], 1, "prose.txt"),
    ],
)
def test_ingest_tells_what_it_cannot_use(arguments: list[str], code: int, message: str, make_site: MakeSite) -> None:
    site = make_site()
    write(site.root, {"page.txt": PAGE, "empty.txt": "", "prose.txt": "Dear reader,\n\nthis is no page of papers.\n"})
    before = tree(site.root)
    result = run("ingest", "--site", site.root, site.root / arguments[0], *arguments[1:])
    assert result.exit_code == code, result.output
    assert message in result.stderr
    assert "error: " in result.stderr
    assert {name: content for name, content in tree(site.root).items() if not name.startswith("content/.ingest")} == before


def test_ingest_then_build_then_nothing_to_do(make_site: MakeSite, demo_page: Path) -> None:
    site = make_site({"content/tags.yaml": (demo_page.parent.parent.parent / "content" / "tags.yaml").read_text(encoding="utf-8")})
    dry = run("ingest", "--site", site.root, demo_page, "--dry-run")
    assert dry.exit_code == 0, dry.output
    assert "would be written" in dry.output
    assert not (site.content / "papers").exists()
    assert run("ingest", "--site", site.root, demo_page).exit_code == 0
    again = run("ingest", "--site", site.root, demo_page)
    assert "0 files written" in again.output
    assert run("build", "--site", site.root).output.startswith("Built public/: ")
    assert run("build", "--site", site.root).output.startswith("Nothing to do: ")


@pytest.mark.parametrize(("arguments", "code"), [(["--version"], 0), (["build"], 0), (["build", "--listed"], 2), (["ingest", "none"], 1)])
def test_the_program_itself(arguments: list[str], code: int, make_site: MakeSite) -> None:
    """As a user starts it: in a process of its own, in the folder of the site."""
    site = make_site({**PAPERS, "content/papers/delta.md": paper("Ünïcode — $\\alpha$", listed=[on("2025-03-17", 3)])})
    command = [sys.executable, "-m", "sitegen", *arguments]
    result = subprocess.run(
        command, cwd=site.root, env=environment(LC_ALL="C"), capture_output=True, text=True, encoding="utf-8", timeout=60, check=False
    )
    assert result.returncode == code, result.stderr
    assert "Traceback" not in result.stderr
    assert "Warning" not in result.stderr


def test_the_program_says_all_before_it_ends_and_a_reader_that_leaves_is_no_bug(make_site: MakeSite) -> None:
    site = make_site({f"content/papers/p{number}.md": paper(f"A paper of number {number}") for number in range(3_000)})
    command = [sys.executable, "-m", "sitegen", "export"]
    with subprocess.Popen(
        command, cwd=site.root, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8"
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert "Traceback" not in process.stderr.read()
    whole = subprocess.run(command, cwd=site.root, env=environment(), capture_output=True, encoding="utf-8", timeout=60, check=True)
    assert len(whole.stdout.splitlines()) == 3_000


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk_behind_the_output_is_told(make_site: MakeSite) -> None:
    site = make_site(PAPERS)
    with Path("/dev/full").open("wb") as full:
        result = subprocess.run(
            [sys.executable, "-m", "sitegen", "export"], cwd=site.root, env=environment(), stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert result.returncode == 1
    assert b"error: the output cannot be written: No space left on device" in result.stderr
    assert b"Traceback" not in result.stderr


def test_help_and_version_do_not_load_the_site_s_machinery() -> None:
    code = "import sys; from sitegen.cli import main; main(['--version'], standalone_mode=False); print(*sorted(sys.modules))"
    result = subprocess.run([sys.executable, "-c", code], env=environment(), capture_output=True, text=True, timeout=60, check=True)
    assert not {"jinja2", "uvicorn", "starlette", "latex2mathml", "markdown_it", "rich"} & set(result.stdout.split())


def test_problems_of_settings_theme_and_content_are_shown_together(make_site: MakeSite) -> None:
    site = make_site(PAPERS)
    write(site.root, {"sitegen.yaml": "titel: x\n", "content/papers/bad.md": "no front matter\n"})
    result = run("build", "--site", site.root)
    assert result.exit_code == 1
    assert 'unknown key "titel"' in result.stderr
    assert "the file has no front matter" in result.stderr
    write(site.root, {"sitegen.yaml": "theme: nope\n"})
    result = run("build", "--site", site.root)
    assert 'there is no theme "nope"' in result.stderr
    assert "the file has no front matter" in result.stderr
