"""The same papers, the same bytes, and few of them: Pagefind's files in a fixed order, under names of our own.

Pagefind (1.5) writes the values of a filter, and the filters of an index, in the order of a hash table, which differs from run to run. Each
file is gzip around a magic word and CBOR; here the lists are sorted.

Names: the folder of an index is named by a digest of what it is made from, so the files in it need no digest. Papers are numbered in the order
in which they were indexed, and a paper is known by the name of its index and its number, ``3f2a…-5k``: a browser that searches several indexes
knows from that where a result comes from and which of two is newer. Numbers also compress much better than digests.

The words of an index are dealt out to smaller files than Pagefind's own, since a query loads one of them for each word and index.
"""

import gzip
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import cbor2

ENTRY = "pagefind-entry.json"
"""The file that names the language of an index and its other files."""
CHUNK_BYTES = 24_000
"""A file of words is closed when it has grown to so many bytes, before compression to about a third."""
_MAGIC = b"pagefind_dcd"
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_META = "meta"


def stable_index(files: Mapping[str, bytes], name: str) -> dict[str, bytes]:
    """Return the files of the index ``name``, path → content, without the programs that Pagefind puts beside them."""
    entry = json.loads(files[ENTRY])
    result: dict[str, bytes] = {}
    for language in entry["languages"].values():
        version, pages, chunks, filters, sorts, fields = _unpack(files[f"pagefind.{language['hash']}.pf_meta"])
        result |= {f"fragment/{name}-{number_name(n)}.pf_fragment": files[f"fragment/{page[0]}.pf_fragment"] for n, page in enumerate(pages)}
        words = _deal(word for chunk in chunks for word in _unpack(files[f"index/{chunk[2]}.pf_index"])[0])
        parts = []
        for number, part in enumerate(words):
            result[f"index/{number_name(number)}.pf_index"] = _pack([part])
            parts.append([part[0][0], part[-1][0], number_name(number)])
        for filter_name, file in filters:
            result[f"filter/{filter_name}.pf_filter"] = _pack([filter_name, sorted(_unpack(files[f"filter/{file}.pf_filter"])[1])])
        pages = [[f"{name}-{number_name(n)}", page[1]] for n, page in enumerate(pages)]
        result |= meta_file([version, pages, parts, sorted([filter_name, filter_name] for filter_name, _ in filters), sorted(sorts), fields])
        language["hash"] = _META
    result[ENTRY] = entry_file(entry)
    return dict(sorted(result.items()))


def empty_index(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return an index of no papers in the language and with the version of ``files``."""
    entry = json.loads(files[ENTRY])
    result = meta_file([entry["version"], [], [], [], [], []])
    for language in entry["languages"].values():
        language |= {"hash": _META, "page_count": 0}
    return {**result, ENTRY: entry_file(entry)}


def entry_file(entry: Mapping[str, Any]) -> bytes:
    """Return the entry in a fixed form."""
    return json.dumps(entry, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def meta_file(meta: Sequence[Any]) -> dict[str, bytes]:
    """Return the file that lists an index's papers, word files and filters."""
    return {f"pagefind.{_META}.pf_meta": _pack(meta)}


def number_name(number: int) -> str:
    """Return a number in base 36, as JavaScript's ``toString(36)`` does."""
    name = _DIGITS[number % 36]
    while number := number // 36:
        name = _DIGITS[number % 36] + name
    return name


def _deal(words: Iterator[Any]) -> Iterator[list[Any]]:
    part: list[Any] = []
    size = 0
    for word in words:
        part.append(word)
        size += len(cbor2.dumps(word))
        if size >= CHUNK_BYTES:
            yield part
            part, size = [], 0
    if part:
        yield part


def _unpack(content: bytes) -> Any:
    data = gzip.decompress(content)
    if not data.startswith(_MAGIC):
        raise ValueError("not a file of a Pagefind index")
    return cbor2.loads(data[len(_MAGIC) :])


def _pack(value: Any) -> bytes:
    return gzip.compress(_MAGIC + cbor2.dumps(value), mtime=0)
