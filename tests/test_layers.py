"""The architecture, read from the source: who may import whom, who writes, who uses the network."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sites import REPOSITORY

PACKAGE = REPOSITORY / "sitegen"
MODULES = sorted(PACKAGE.rglob("*.py"))

LAYERS = (
    ("errors", "text", "plain_math", "dialect", "math_letters", "markdown", "markup", "yamltext", "yamldump"),
    ("workers",),
    ("standing",),
    ("config_sources", "config_trending"),
    ("config",),
    ("papers",),
    ("sources",),
    ("analysis",),
    ("ingest", "site"),
    ("render",),
    ("publish",),
    ("reading",),
    ("stale",),
    ("stages",),
    ("build", "scaffold"),
    ("verify",),
    ("show",),
    ("show_tags",),
    ("serve",),
    ("cli_support",),
    ("cli_build", "cli_content", "cli_tags"),
    ("cli",),
    ("__main__",),
)
"""From the lowest. The modules of the lowest layer may know each other; elsewhere a room knows itself and those below it."""

WRITERS = {"publish/output.py", "publish/staging.py", "publish/lock.py", "verify.py", "papers/store.py", "papers/transaction.py"}
"""The modules that write, replace or remove files; all others call them. The rooms of ``ingest`` write content by themselves."""
WRITING = {"write_text", "write_bytes", "unlink", "rmdir", "rmtree", "mkdir", "makedirs", "touch", "symlink_to", "hardlink_to", "rename"}
WRITING |= {"mkstemp", "copyfile", "copytree", "move"}
ONLINE = {"serve.py", "ingest/fetch.py"}
"""The modules that may use the network."""
NETWORK = {"socket", "ssl", "http", "httpx", "requests", "urllib3", "aiohttp", "smtplib", "ftplib", "asyncio", "uvicorn", "starlette"}


def room(module: str) -> str:
    """``sitegen.site.plan`` → ``site``; the package itself, which holds the version alone, is no room."""
    return module.removeprefix("sitegen").removeprefix(".").partition(".")[0]


def module_name(path: Path) -> str:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(path: Path) -> Iterator[tuple[str, int]]:
    """Return every module that is imported, also inside functions, with the line."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: imports are absolute"
            yield node.module or "", node.lineno
            yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)


def layer(name: str) -> int:
    found = [index for index, rooms in enumerate(LAYERS) if name in rooms]
    assert found, f"sitegen/{name} has no layer: say in LAYERS where it belongs"
    return found[0]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_imports_go_down(path: Path) -> None:
    here = room(module_name(path))
    for name, line in imports(path):
        there = room(name) if name.startswith("sitegen") else ""
        if not there or there == "__version__" or there == here:
            continue
        assert here, f"{path}:{line}: the package itself imports nothing of itself"
        below = layer(there) < layer(here) or layer(there) == layer(here) == 0
        assert below, f"{path}:{line}: {here} may not import {there}"


def test_no_module_is_imported_in_a_circle() -> None:
    names = {module_name(path) for path in MODULES}
    graph = {module_name(path): {name for name, _ in imports(path) if name in names and name != "sitegen"} for path in MODULES}
    done: set[str] = set()

    def visit(name: str, trail: tuple[str, ...]) -> None:
        assert name not in trail, " → ".join((*trail, name))
        if name not in done:
            for other in sorted(graph[name]):
                visit(other, (*trail, name))
            done.add(name)

    for name in sorted(graph):
        visit(name, ())


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_only_the_store_and_the_output_folder_write(path: Path) -> None:
    name = path.relative_to(PACKAGE).as_posix()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        function = node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id if isinstance(node.func, ast.Name) else ""
        if name not in WRITERS and not name.startswith("ingest/"):
            assert function not in WRITING, f"{path}:{node.lineno}: {function}() belongs in {' or '.join(sorted(WRITERS))}"
            modes = [argument.value for argument in node.args if isinstance(argument, ast.Constant) and isinstance(argument.value, str)]
            assert function != "open" or not set("wax+") & set("".join(modes)), f"{path}:{node.lineno}: open() for writing"


def test_only_the_output_folder_writes_where_the_site_is() -> None:
    """``write_atomically`` is called for content, for the state folder and in the output folder; no stage above render has it but these."""
    users = {
        path.relative_to(PACKAGE).as_posix()
        for path in MODULES
        if any(name == "sitegen.papers.store.write_atomically" for name, _ in imports(path))
    }
    assert not [name for name in users if name.startswith(("site/", "render/"))]
    assert {name for name in users if name.startswith("publish/")} <= {"publish/output.py", "publish/manifest.py"}
    assert not users & {"build.py", "serve.py", "cli.py"}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_only_two_modules_use_the_network(path: Path) -> None:
    if path.relative_to(PACKAGE).as_posix() in ONLINE:
        return
    used = {name.partition(".")[0] for name, _ in imports(path)} & NETWORK
    assert not used, f"{path} imports {used}"
    assert not [line for name, line in imports(path) if name.startswith("urllib.request")]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_everything_public_says_what_it_is(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert ast.get_docstring(tree), f"{path} has no docstring"
    waiting: list[tuple[ast.AST, str]] = [(tree, "")]
    while waiting:
        node, above = waiting.pop()
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and not child.name.startswith("_"):
                assert ast.get_docstring(child), f"{path}:{child.lineno}: {above}{child.name} has no docstring"
                if isinstance(child, ast.ClassDef):
                    waiting.append((child, f"{child.name}."))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_modules_and_functions_stay_small(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= 300, f"{path} has {text.count(chr(10))} lines"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            assert length < 60, f"{path}:{node.lineno}: {node.name} has {length} lines"


def test_nothing_is_left_to_do_in_the_source() -> None:
    words = ["TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK"]
    folders = ("sitegen", "tests", "themes", "docs")
    files = [
        path
        for folder in folders
        for path in sorted((REPOSITORY / folder).rglob("*"))
        if path.suffix in {".py", ".md", ".html", ".js", ".css"}
    ]
    for path in files:
        text = path.read_text(encoding="utf-8")
        assert not [word for word in words if word in text], path
