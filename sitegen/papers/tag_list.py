"""The list of tags in a paper's file, changed where it stands: a forbidden tag keeps its place, and an item its comment."""

import re
from collections.abc import Sequence

from sitegen.yamldump import FlowList, dump

_HEAD = re.compile(r"[\"']?tags[\"']?:[ \t]*(?:#.*)?")
_ITEM = re.compile(r"(?P<indent>[ \t]*)-[ \t]+(?P<quote>[\"']?)(?P<tag>-?[a-z0-9][a-z0-9-]*)(?P=quote)[ \t]*(?:#.*)?")
_NO_ITEM = re.compile(r"[ \t]*(?:#.*)?")
_ONE_LINE = re.compile(r"[\"']?tags[\"']?:\s*\[(?P<tags>[^\]#]*)\](?P<comment>[ \t]+#.*)?\s*")


def update_tag_list(block: str, wanted: Sequence[str]) -> str | None:
    """Return ``block``, the lines of a paper's ``tags``, so changed that they say ``wanted``; None when it has a form that is not known.

    In ``wanted`` a forbidden tag has its hyphen. A list with a tag on each line stays one.
    """
    match = _ONE_LINE.fullmatch(block)
    if match:
        written = [tag.strip().strip("\"'") for tag in match["tags"].split(",") if tag.strip()]
        line = dump({"tags": FlowList(_in_place(written, wanted))}).removesuffix("\n")
        return f"{line}{match['comment'] or ''}\n"
    head, *lines = block.splitlines(keepends=True)
    chunks = _chunks(lines)
    if not chunks or not _HEAD.fullmatch(head.rstrip("\n")):
        return None
    first = next(iter(chunks.values()))
    indent = first[: len(first) - len(first.lstrip(" "))].rpartition("\n")[2]
    return head + "".join(chunks.get(tag) or f"{indent}- {tag}\n" for tag in _in_place(list(chunks), wanted))


def _chunks(lines: Sequence[str]) -> dict[str, str]:
    """Return each item of a list with its line, and the comments above it; nothing when the lines are no such list."""
    chunks: dict[str, str] = {}
    above = ""
    for line in lines:
        match = _ITEM.fullmatch(line.rstrip("\n"))
        if match:
            chunks.setdefault(match["tag"], above + line)
            above = ""
        elif _NO_ITEM.fullmatch(line.rstrip("\n")):
            above += line
        else:
            return {}
    return chunks if not above else {}


def _in_place(written: Sequence[str], wanted: Sequence[str]) -> list[str]:
    """Order ``wanted`` so that forbidden tags stay between the others where they were written."""
    given = [tag for tag in wanted if not tag.startswith("-")]
    forbidden = [tag for tag in wanted if tag.startswith("-")]
    result: list[str] = []
    end = 0
    for tag in dict.fromkeys(written):
        if not tag.startswith("-") and given:
            result.append(given.pop(0))
            end = len(result)
        elif tag.startswith("-") and tag in wanted:
            result.append(forbidden.pop(0))
    return [*result[:end], *given, *result[end:], *forbidden]
