"""YAML as people write it: every scalar is text, every problem has its line.

Two traps of YAML 1.1 matter for papers: ``title: No`` is a boolean and ``arxiv: 2503.07460`` is a number that loses its
last digit. So scalars are never resolved here; the schema says what each field is, and msgspec converts it. Duplicate keys,
aliases (the "billion laughs") and unknown keys are problems, never silently accepted.
"""

import re
from typing import Any, TypeVar, get_type_hints

import msgspec
import yaml

from sitegen.errors import Problem, did_you_mean

MAX_BYTES = 4_000_000
"""The largest YAML text that is read."""
MAX_DEPTH = 32
"""How deeply collections may be nested."""

_BaseLoader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_MAYBE_NODE_MARK = re.compile(r"(?m)(?:^|[\s\[{,:-])(?:[*&][^\s,\[\]{}]|!)")
"""What may be an alias, an anchor or a tag."""
_CONTROL = re.compile(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LONGEST_HINT = 300
_MAYBE_DEEP = re.compile(rf"(?m)^[ ?:-]{{{MAX_DEPTH},}}")
_StructType = TypeVar("_StructType", bound=msgspec.Struct)

_PLAIN_WORDS = (
    ("`array`", "a list"),
    ("`object`", "a mapping"),
    ("`str`", "text"),
    ("`int`", "a whole number"),
    ("`float`", "a number"),
    ("`bool`", "true or false"),
    ("`str | object`", "text or a mapping"),
    ("Object missing required field", "the entry lacks the key"),
    ("Object contains unknown field", "the entry has the unknown key"),
    ("Object", "the entry"),
    ("Expected", "expected"),
    ("Invalid", "invalid"),
    ("got", "found"),
    ("`", '"'),
)
"""msgspec's words for types, and those of a person who writes YAML."""

Tree = dict[str, Any] | list[Any] | str
"""What :func:`parse` returns: mappings, sequences and text, nothing else."""


class _Loader(_BaseLoader):  # type: ignore[misc]
    """The fast loader, which also refuses a key that stands twice in one mapping."""


def _construct_mapping(loader: Any, node: yaml.MappingNode) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key_node, value_node in node.value:
        if not isinstance(key_node, yaml.ScalarNode):
            raise yaml.constructor.ConstructorError(None, None, "a key must be plain text", key_node.start_mark)
        key = key_node.value
        if key in result:
            raise yaml.constructor.ConstructorError(None, None, f'the key "{key}" stands twice', key_node.start_mark)
        result[key] = loader.construct_object(value_node, deep=True)
    return result


_Loader.add_constructor("tag:yaml.org,2002:map", _construct_mapping)


class YamlProblem(Exception):
    """The text is not acceptable YAML. ``problem`` is the one thing that is wrong."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(problem)


def parse(text: str, path: str, first_line: int = 1) -> Tree | None:
    """Parse ``text`` into mappings, lists and strings; None when it holds nothing.

    ``first_line`` is the line of ``path`` on which ``text`` begins. Raises :class:`YamlProblem`.
    """
    if len(text) > MAX_BYTES:
        raise YamlProblem(Problem(path=path, message=f"more than {MAX_BYTES:,} characters of YAML", hint="split it"))
    try:
        # The parser's own recursion has no limit that would be kept, so what may be deep is measured before it is built.
        if text.count("[") + text.count("{") > MAX_DEPTH or _MAYBE_DEEP.search(text) or _MAYBE_NODE_MARK.search(text):
            _refuse_traps(text)
        # The loader builds text, lists and dicts only: no tag of the input is ever resolved to a Python object.
        tree: Tree | None = yaml.load(text, Loader=_Loader)  # noqa: S506
    except yaml.YAMLError as error:
        raise YamlProblem(_explain(error, text, path, first_line)) from None
    return tree if tree != "" else None


def decode(
    tree: Tree | None, schema: type[_StructType], text: str, path: str, first_line: int = 1
) -> tuple[_StructType | None, list[Problem]]:
    """Convert a parsed mapping to ``schema``; return the value, or None with every problem that stands in the way.

    An empty value (``tags:`` with nothing behind it) counts as absent. ``text`` is only read again to find lines.
    """
    if tree is None:
        tree = {}
    if not isinstance(tree, dict):
        return None, [Problem(path=path, line=first_line, message=f"expected a mapping of keys to values, found {_kind(tree)}")]
    present = {key: value for key, value in tree.items() if value != ""}
    try:
        return msgspec.convert(present, schema, strict=False), []
    except msgspec.ValidationError:
        pass
    problems = _explain_fields(present, schema, Positions(text, path, first_line))
    return None, problems


def decode_sound_part(tree: Tree | None, schema: type[_StructType]) -> _StructType | None:
    """Convert the keys that can be converted, so that what is wrong with their values is told along with the others.

    Returns None when that is not enough for a value of ``schema``.
    """
    if not isinstance(tree, dict):
        return None
    sound = {}
    hints = get_type_hints(schema)
    known = dict(zip(schema.__struct_encode_fields__, schema.__struct_fields__, strict=True))
    for key, value in tree.items():
        try:
            if key in known and value != "":
                msgspec.convert(value, hints[known[key]], strict=False)
                sound[key] = value
        except msgspec.ValidationError:
            continue
    try:
        return msgspec.convert(sound, schema, strict=False)
    except msgspec.ValidationError:
        return None


class Positions:
    """Finds the line of a key in a YAML text, parsing it only when a line is asked for."""

    def __init__(self, text: str, path: str, first_line: int = 1) -> None:
        self.path = path
        self._text = text
        self._first_line = first_line
        self._root: yaml.Node | None = None

    def line(self, *keys: str | int) -> int:
        """Return the line of the value at ``keys`` (names and list indices), or of its nearest parent."""
        if self._root is None:
            self._root = yaml.compose(self._text, Loader=_Loader)
        node, line = self._root, 0
        for key in keys:
            step = _child(node, key)
            if step is None:
                break
            line, node = step
        return self._first_line + line

    def problem(self, message: str, *keys: str | int, hint: str = "") -> Problem:
        """Return a problem at the line of ``keys``."""
        return Problem(path=self.path, line=self.line(*keys), message=message, hint=hint)


def key_lines(text: str) -> dict[str, int] | None:
    """Return the line, counted from 0, on which each key of a mapping begins; None when keys share lines, as in braces."""
    root = yaml.compose(text, Loader=_Loader)
    if root is None:
        return {}
    if not isinstance(root, yaml.MappingNode) or root.flow_style:
        return None
    return {key_node.value: key_node.start_mark.line for key_node, _ in root.value}


def _child(node: yaml.Node | None, key: str | int) -> tuple[int, yaml.Node] | None:
    if isinstance(node, yaml.MappingNode):
        for key_node, value_node in node.value:
            if key_node.value == key:
                return key_node.start_mark.line, value_node
    elif isinstance(node, yaml.SequenceNode) and isinstance(key, int) and key < len(node.value):
        return node.value[key].start_mark.line, node.value[key]
    return None


def _explain_fields(tree: dict[str, Any], schema: type[msgspec.Struct], positions: Positions) -> list[Problem]:
    """Convert field by field, so that every wrong one is told and not the first alone."""
    hints = get_type_hints(schema)
    known = dict(zip(schema.__struct_encode_fields__, schema.__struct_fields__, strict=True))
    problems = []
    for key, value in tree.items():
        if key not in known:
            hint = did_you_mean(key, known) or f"known keys: {', '.join(known)}"
            problems.append(positions.problem(f'unknown key "{key}"', key, hint=hint))
            continue
        try:
            msgspec.convert(value, hints[known[key]], strict=False)
        except msgspec.ValidationError as error:
            where, message = _where(str(error))
            problems.append(positions.problem(f'"{key}": {message}', key, *where))
    required = {field.encode_name for field in msgspec.structs.fields(schema) if field.required}
    problems += [positions.problem(f'the key "{name}" is missing', hint=f"add a line: {name}: …") for name in sorted(required - set(tree))]
    return problems


def _where(message: str) -> tuple[list[str | int], str]:
    """Take msgspec's ``… - at `$[1].kind` `` apart into the message and the path of keys."""
    text, _, place = message.partition(" - at `$")
    keys: list[str | int] = []
    for index, name in re.findall(r"\[(\d+|\.\.\.)\]|\.([^.\[\]`]+)", place):
        if name:
            keys.append(name)
        elif index != "...":
            keys.append(int(index))
    for old, new in _PLAIN_WORDS:
        text = text.replace(old, new)
    return keys, text


def _refuse_traps(text: str) -> None:
    """Raise for an alias, an anchor, a tag, and for collections nested deeper than ``MAX_DEPTH``, without building anything."""
    depth = 0
    event: Any
    for event in yaml.parse(text, Loader=_Loader):
        mark = event.start_mark
        if isinstance(event, yaml.AliasEvent):
            raise yaml.constructor.ConstructorError(None, None, f"aliases (*{event.anchor}) are not read here", mark)
        if getattr(event, "anchor", None) is not None:
            raise yaml.constructor.ConstructorError(None, None, f"anchors (&{event.anchor}) are not read here", mark)
        if getattr(event, "tag", None) is not None:
            raise yaml.constructor.ConstructorError(None, None, f"tags ({event.tag}) are not read here", mark)
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                raise yaml.constructor.ConstructorError(None, None, f"nested deeper than {MAX_DEPTH} levels", mark)
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _explain(error: yaml.YAMLError, text: str, path: str, first_line: int) -> Problem:
    """Turn a parser's error into file, line, sentence and the most probable cause."""
    mark = getattr(error, "problem_mark", None)
    message = str(getattr(error, "problem", None) or error).split("\n")[0]
    odd = _CONTROL.search(text) if isinstance(error, yaml.reader.ReaderError) else None
    index = text.count("\n", 0, odd.start()) if odd else getattr(mark, "line", 0)
    lines = text.split("\n")
    hint = ""
    opened = getattr(error, "context_mark", None)
    if "quoted scalar" in str(getattr(error, "context", "")) and opened is not None:
        hint = "a quotation mark is opened here and not closed, or closed too early"
        return Problem(path=path, line=first_line + opened.line, message=f"broken YAML: {message}", hint=hint)
    ours = isinstance(error, yaml.constructor.ConstructorError)
    for candidate in (index,) if ours else (index, index - 1):
        line = lines[candidate] if 0 <= candidate < len(lines) else ""
        key, colon, value = line.partition(": ")
        value = value.strip()
        if len(value) > _LONGEST_HINT:
            continue
        if not ours and colon and ": " in value and value[:1] not in "'\"|>[{":
            quoted = value.replace("'", "''")
            index, hint = candidate, f"the value contains a colon; quote it: {key.strip()}: '{quoted}'"
            break
        if colon and value and value[0] in ("*&!" if ours else "@`%*&!|>{[") and (ours or not _is_yaml(line)):
            quoted = value.replace("'", "''")
            index, hint = candidate, f"a value that begins with {value[0]} must be quoted: {key.strip()}: '{quoted}'"
            break
        if "\t" in line[: len(line) - len(line.lstrip())]:
            index, hint = candidate, "indent with spaces; YAML does not allow tabs there"
            break
    return Problem(path=path, line=first_line + index, message=f"broken YAML: {message}", hint=hint)


def _is_yaml(line: str) -> bool:
    try:
        yaml.load(line, Loader=_Loader)  # noqa: S506  as above
    except yaml.YAMLError:
        return False
    return True


def _kind(tree: Any) -> str:
    return "a list" if isinstance(tree, list) else "text"
