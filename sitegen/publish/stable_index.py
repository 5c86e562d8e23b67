"""The same papers, the same bytes: Pagefind's files in a fixed order.

Pagefind (1.5) writes the values of a filter, and the filters of an index, in the order of a hash table, which differs from run to
run; the names of those files, of the index's own and the entry file differ with them. Each file is gzip around a magic word and CBOR;
here the lists are sorted, and the files named by a digest of what they now hold.
"""

import gzip
import json
from typing import Any

import cbor2

from sitegen.text import digest

_MAGIC = b"pagefind_dcd"


def stable_index(files: dict[str, bytes]) -> dict[str, bytes]:
    """Return the files of an index, path → content, with filters in a fixed order."""
    result = {name: content for name, content in files.items() if not _is_renamed(name)}
    renamed: dict[str, str] = {}
    for name, content in sorted(files.items()):
        if name.startswith("filter/"):
            filter_name, values = _unpack(content)
            data = cbor2.dumps([filter_name, sorted(values)])
            old = name.removeprefix("filter/").removesuffix(".pf_filter")
            renamed[old] = _name(old, data)
            result[f"filter/{renamed[old]}.pf_filter"] = _pack(data)
    entry = json.loads(files["pagefind-entry.json"])
    for language in entry["languages"].values():
        old = language["hash"]
        meta = _unpack(files[f"pagefind.{old}.pf_meta"])
        meta[3] = sorted([name, renamed[file]] for name, file in meta[3])
        meta[4] = sorted(meta[4])
        data = cbor2.dumps(meta)
        language["hash"] = _name(old, data)
        result[f"pagefind.{language['hash']}.pf_meta"] = _pack(data)
    result["pagefind-entry.json"] = json.dumps(entry, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    return dict(sorted(result.items()))


def _is_renamed(name: str) -> bool:
    return name.startswith("filter/") or name.endswith(".pf_meta") or name == "pagefind-entry.json"


def _unpack(content: bytes) -> Any:
    data = gzip.decompress(content)
    if not data.startswith(_MAGIC):
        raise ValueError("not a file of a Pagefind index")
    return cbor2.loads(data[len(_MAGIC) :])


def _pack(data: bytes) -> bytes:
    return gzip.compress(_MAGIC + data, mtime=0)


def _name(old: str, content: bytes) -> str:
    """Keep the language that begins a name, and put a digest of the content behind it."""
    return f"{old.partition('_')[0]}_{digest(content)[:10]}"
