"""Changes a content file in place: what a person wrote around the change stays as it was written."""

from collections.abc import Sequence

from sitegen.errors import Problem
from sitegen.papers.frontmatter import KEY_ORDER, cut_at_heading, header_values, split, write_paper
from sitegen.papers.paper import Paper
from sitegen.papers.tag_list import update_tag_list
from sitegen.yamldump import dump
from sitegen.yamltext import key_lines


def update_text(text: str, before: Paper, after: Paper) -> str:
    """Return ``text``, the file of ``before``, so changed that it says ``after``; everything else stays as it was written.

    Comments, the order of keys, quotes, indentation and line ends of a person survive: only the blocks of changed keys are replaced.
    """
    document = split(text, before.source)
    if isinstance(document, Problem):
        return write_paper(after)
    old, new = header_values(before), header_values(after)
    header = document.header
    for key in KEY_ORDER:
        if old.get(key) != new.get(key):
            starts = key_lines(header)
            block = dump({key: new[key]}) if key in new else ""
            tags = new[key] if key == "tags" and key in new else ()
            header = dump(new) if starts is None else _replace_key(header, starts, key, block, tags)
    body = document.body
    if (before.abstract, before.notes) != (after.abstract, after.notes):
        notes = cut_at_heading(body)[1].rstrip("\n") if before.notes == after.notes else after.notes
        body = "\n" + "\n\n".join(part for part in (after.abstract, notes) if part) + "\n"
    result = f"---\n{header}---\n{body}"
    return result.replace("\n", "\r\n") if "\r\n" in text else result


def _replace_key(header: str, starts: dict[str, int], key: str, block: str, tags: Sequence[str] = ()) -> str:
    """Put ``block`` in the place of the top-level ``key``, or where ``KEY_ORDER`` would have it; ``starts`` says where keys begin.

    ``tags`` are given for the list of tags: a person may have written a comment to one of them.
    """
    lines = header.splitlines(keepends=True)
    if key in starts:
        start = starts[key]
        end = min((line for line in starts.values() if line > start), default=len(lines))
        while end > start + 1 and (not lines[end - 1].strip() or lines[end - 1].startswith("#")):
            end -= 1
        if tags:
            block = update_tag_list("".join(lines[start:end]), tags) or block
    else:
        start = min((starts[name] for name in KEY_ORDER[KEY_ORDER.index(key) :] if name in starts), default=len(lines))
        while start > 0 and start < len(lines) and lines[start - 1].startswith("#"):
            start -= 1
        end = start
    return "".join((*lines[:start], block, *lines[end:]))
