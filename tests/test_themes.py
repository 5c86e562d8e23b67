"""Themes: one builds on another, and a mistake in one is told with file, line and a hint."""

from pathlib import Path

import pytest

from sitegen.build import BuildOptions, build
from sitegen.config import load_site
from sitegen.errors import Problem, SitegenError
from sitegen.render.compiled import FOLDER
from sitegen.render.theme import load_theme
from tests.sites import BASE, PAPERS, MakeSite, tree, write
from tests.tiny import LOOK, TINY

HEADER = "name: mine\nversion: '1'\ncontract: 1\nextends: default\n"
MINE = {
    "sitegen.yaml": BASE["sitegen.yaml"] + "theme: mine\ntheme_options: {motto: Read <more>}\n",
    "themes/mine/theme.yaml": HEADER,
    "themes/mine/templates/404.html": (
        '{% extends "default/404.html" %}{% block main %}<h1>Gone</h1><p>{{ dict(site.options).motto }}</p>'
        '<img alt="" src="{{ \'img/logo.v2.svg\'|asset }}">{% endblock %}'
    ),
    "themes/mine/static/style.css": "body { color: navy }",
    "themes/mine/static/img/logo.v2.svg": "<svg/>",
}


def problem_of(make_site: MakeSite, files: dict[str, str | bytes | None]) -> Problem:
    """Build, and return the one problem that this has."""
    site = make_site({**PAPERS, **MINE, **files})
    with pytest.raises(SitegenError) as caught:
        build(site)
    (problem,) = caught.value.problems
    return problem


def test_a_theme_overrides_what_it_has_and_takes_the_rest(make_site: MakeSite) -> None:
    site = make_site({**PAPERS, **MINE})
    build(site)
    files = tree(site.output)
    styles = [content for path, content in files.items() if path.startswith("assets/style.")]
    assert styles == [b"body { color: navy }"]
    page = files["404.html"].decode()
    assert "<h1>Gone</h1><p>Read &lt;more&gt;</p>" in page
    (logo,) = (path for path in files if path.startswith("assets/img/logo.v2."))
    assert f'src="/{logo}"' in page
    assert "Skip to content" in page
    plain = make_site(PAPERS, name="plain")
    build(plain)
    default = tree(plain.output)["papers/alpha/index.html"].decode()
    mine = files["papers/alpha/index.html"].decode()
    assert mine.splitlines()[-20:] == default.splitlines()[-20:]
    assert [path for path in files if path.startswith("assets/search.")]


def test_files_that_editors_and_systems_leave_are_no_part_of_a_theme(make_site: MakeSite) -> None:
    left: dict[str, str | bytes | None] = {
        "themes/mine/templates/.DS_Store": b"\xff\xfe",
        "themes/mine/templates/.404.html.swp": b"\xff",
        "themes/mine/templates/404.html~": "{% broken",
        "themes/mine/static/.DS_Store": b"\xff",
    }
    site = make_site({**PAPERS, **MINE})
    build(site)
    before = tree(site.output)
    write(site.root, left)
    assert build(site).written == ()
    assert tree(site.output) == before


def test_a_theme_that_does_not_exist_is_told(make_site: MakeSite) -> None:
    problem = problem_of(make_site, {"sitegen.yaml": BASE["sitegen.yaml"] + "theme: defualt\n"})
    assert problem.message == 'there is no theme "defualt": no file themes/defualt/theme.yaml'
    assert problem.hint == 'did you mean "default"?'


@pytest.mark.parametrize(
    ("header", "line", "message", "hint"),
    [
        (HEADER.replace("contract: 1", "contract: 99"), 0, "the theme was made for version 99 of the views", "docs/themes.md"),
        (HEADER.replace("contract: 1\n", ""), 0, 'the key "contract" is missing', ""),
        (HEADER + "extend: x\n", 5, 'unknown key "extend"', 'did you mean "extends"?'),
        (HEADER.replace("contract: 1", "contract: one"), 3, '"contract": expected a whole number', ""),
        (HEADER.replace("name: mine", "name: a: b"), 1, "broken YAML", "quote it"),
        (HEADER.replace("extends: default", "extends: mine"), 0, "leads back to itself", ""),
        (HEADER.replace("extends: default", "extends: nowhere"), 0, 'there is no theme "nowhere"', "known themes: default, mine"),
    ],
)
def test_a_wrong_header_is_told(header: str, line: int, message: str, hint: str, make_site: MakeSite) -> None:
    problem = problem_of(make_site, {"themes/mine/theme.yaml": header})
    assert message in problem.message
    assert hint in problem.hint
    if "nowhere" not in message:
        assert problem.path.endswith("themes/mine/theme.yaml")
    if line:
        assert problem.line == line


@pytest.mark.parametrize(
    ("template", "line", "message", "hint"),
    [
        (
            '{% extends "base.html" %}\n\n{% include "partials/heder.html" %}',
            0,
            '"partials/heder.html", which is no template',
            '"partials/header.html"',
        ),
        ('{% extends "base.html" %}\n{% block main %}\n{% if %}\n{% endblock %}', 3, "broken template: Expected an expression", ""),
        ('{% extends "base.html" %}\n{% block main %}', 2, "broken template: Unexpected end of template", ""),
        ("\n\n{{ view.titel }}", 3, "has no attribute 'titel'", "docs/themes.md"),
        ("\n{{ titel }}", 2, "'titel' is undefined", "docs/themes.md"),
        ('\n\n\n{{ "stile.css"|asset }}', 4, 'there is no file "stile.css" in static/; did you mean "style.css"?', ""),
        ("\n{{ view.head.title|upcase }}", 2, "No filter named 'upcase'", ""),
        ("\n{{ view.head.title + 1 }}", 2, "can only concatenate str", ""),
        ("\n{{ 1 / 0 }}", 2, "division by zero", ""),
        ("{% set name = 'x.html' %}\n{% include name %}", 0, "included by a variable name", "name it with a string"),
    ],
)
def test_a_mistake_in_a_template_is_told(template: str, line: int, message: str, hint: str, make_site: MakeSite) -> None:
    problem = problem_of(make_site, {"themes/mine/templates/404.html": template})
    assert message in problem.message
    assert hint in problem.hint
    assert problem.line == line
    assert problem.path.endswith("themes/mine/templates/404.html")
    assert Path(problem.path).is_file()


def test_a_mistake_in_an_included_template_names_that_one(make_site: MakeSite) -> None:
    files: dict[str, str | bytes | None] = {"themes/mine/templates/partials/footer.html": "<footer>\n{{ site.titel }}\n</footer>"}
    problem = problem_of(make_site, files)
    assert problem.path.endswith("themes/mine/templates/partials/footer.html")
    assert problem.line == 2
    assert "while making" in problem.message


def test_a_template_that_is_not_text_is_told(make_site: MakeSite) -> None:
    problem = problem_of(make_site, {"themes/mine/templates/404.html": b"\xff\xfe"})
    assert (problem.message, problem.hint) == ("the template is not UTF-8 text", "save it as UTF-8")
    assert problem.path.endswith("404.html")


def test_a_theme_without_a_template_is_told(make_site: MakeSite) -> None:
    files: dict[str, str | bytes | None] = {"themes/mine/theme.yaml": HEADER.replace("extends: default\n", "")}
    for name in ("404.html",):
        files[f"themes/mine/templates/{name}"] = "Lost"
    problem = problem_of(make_site, files)
    assert problem.message.startswith('there is no template "')


def test_digest_of_a_template_covers_all_that_it_includes(make_site: MakeSite) -> None:
    site = make_site({**PAPERS, **MINE})
    before = load_theme("mine", site.root).digests
    write(site.root, {"themes/mine/templates/partials/paper-card.html": "{% macro paper_card(item, level, rank, by) %}x{% endmacro %}"})
    after = load_theme("mine", site.root).digests
    changed = {name for name in before if not name.startswith("default/") and before[name] != after[name]}
    assert {"home.html", "day.html", "tag.html", "partials/paper-list.html", "partials/paper-card.html"} <= changed
    assert not {"paper.html", "404.html", "feed.xml", "archive.html"} & changed


def test_the_theme_of_the_command_s_folder_is_found_from_anywhere(make_site: MakeSite, monkeypatch: pytest.MonkeyPatch) -> None:
    site = make_site({**PAPERS, **MINE})
    monkeypatch.chdir(site.root)
    build(load_site(Path()))
    monkeypatch.chdir(site.root.parent)
    assert build(load_site(Path("site"))).written == ()


def test_templates_are_compiled_once_until_they_change(make_site: MakeSite) -> None:
    site = make_site(TINY)

    def kept() -> dict[str, bytes]:
        return {name: content for name, content in tree(site.state).items() if name.startswith(f"{FOLDER}/")}

    build(site)
    compiled = kept()
    assert compiled
    write(site.root, {"content/pages/new.md": "---\ntitle: New\n---\nIt is new.\n"})
    build(site)
    assert kept().items() >= compiled.items()
    write(site.root, {"themes/tiny/templates/page.html": "{{ view.head.title }} has changed"})
    build(site)
    assert (site.output / "new" / "index.html").read_text() == "New has changed"
    assert kept().keys() == compiled.keys()
    assert kept() != compiled


@pytest.mark.parametrize("damage", [b"", b"damaged", None])
def test_a_compiled_template_that_is_damaged_is_compiled_again(damage: bytes | None, make_site: MakeSite) -> None:
    site = make_site(TINY)
    build(site)
    expected = tree(site.output)
    for path in (site.state / FOLDER).iterdir():
        # The last kind is code of another program, whole and sealed.
        content = path.read_bytes() if damage is None else damage
        path.with_name(path.name.replace(path.name.split("-")[0], "0" * 16) if damage is None else path.name).write_bytes(content)
    write(site.root, {"sitegen.yaml": (site.root / "sitegen.yaml").read_text() + "author: Somebody\n"})
    build(site)
    names = {path.name.split("-")[0] for path in (site.state / FOLDER).iterdir()}
    assert len(names) == 1
    assert names != {"0" * 16}
    assert tree(site.output).keys() == expected.keys()


@pytest.mark.parametrize("signs", ["\\x00\\x07\\x0b\\x1b\\x7f", "\\ud800\\udfff", "\\ufffe\\uffff", "\\x07\\ud83d\\ufffe"])
def test_what_no_page_may_hold_is_left_out_of_it(signs: str, make_site: MakeSite) -> None:
    odd = f'{{{{ "a{signs}b" }}}} \t é \u2028 \U0001f600 \ufffd {{{{ site.title }}}}\n'
    title = 'title: "Pa\\x07per\\x7fs of \\ufffeall"\n'
    site = make_site({**TINY, LOOK: odd, "sitegen.yaml": str(TINY["sitegen.yaml"]).replace("title: Test Papers\n", title)})
    build(site, BuildOptions(preview=True))
    page = tree(site.output)["404.html"].decode()
    assert page.endswith("ab \t é \u2028 \U0001f600 \ufffd Papers of all\n")
    assert not [sign for sign in page if sign in "\x00\x07\x0b\x1b\x7f\ufffe\uffff"]
