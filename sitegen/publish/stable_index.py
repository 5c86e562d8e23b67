"""The same papers, the same bytes, and few of them: Pagefind's files in a fixed order, under names of our own.

Pagefind (1.5) writes the values of a filter, and the filters of an index, in the order of a hash table, which differs from run to run. Each
file is gzip around a magic word and CBOR; here the lists are sorted.

Names: the folder of an index is named by a digest of what it is made from, so the files in it need no digest. Papers are numbered in the
order in which they were indexed, and a paper is known by the name of its index and its number, ``3f2a…-5k``: a browser that searches
several indexes knows from that where a result comes from and which of two is newer. Numbers also compress much better than digests.

The words of an index are dealt out to smaller files than Pagefind's own, since a query loads one of them for each word and each index.
"""

import gzip
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import cbor2
import msgspec

ENTRY = "pagefind-entry.json"
"""The file that names the language of an index and its other files."""
CHUNK_BYTES = 10_000
"""A file of words is closed when it has grown to about so many bytes, before compression to a third, and a family of words ends."""
_FAMILY = 4
"""Words that begin with the same letters, as many as this, stay together: who asks for *german* finds *Germany*, loaded with it."""
_LARGEST_CHUNK = 4
"""A family is cut when a file has so many times ``CHUNK_BYTES``."""
_LEVEL = 6
"""Of the compression: 9 takes four times as long, and saves 2 % of the bytes."""
_MAGIC = b"pagefind_dcd"
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_META = "meta"


def stable_index(files: Mapping[str, bytes], name: str) -> dict[str, bytes]:
    """Return the files of the index ``name``, path → content, without the programs that Pagefind puts beside them."""
    entry = json.loads(files[ENTRY])
    result: dict[str, bytes] = {}
    for language in entry["languages"].values():
        result |= _of_language(files, name, language["hash"])
        language["hash"] = _META
    result[ENTRY] = _entry_file(entry)
    return dict(sorted(result.items()))


def _of_language(files: Mapping[str, bytes], name: str, old: str) -> dict[str, bytes]:
    version, pages, chunks, filters, sorts, fields = _unpack(files[f"pagefind.{old}.pf_meta"])
    result: dict[str, bytes] = {}
    new_pages = []
    for number, (fragment, words) in enumerate(pages):
        new_pages.append([f"{name}-{number_name(number)}", words])
        result[f"fragment/{new_pages[-1][0]}.pf_fragment"] = files[f"fragment/{fragment}.pf_fragment"]
    new_chunks = []
    for number, part in enumerate(_deal(word for chunk in chunks for word in _unpack(files[f"index/{chunk[2]}.pf_index"])[0])):
        new_chunks.append([part[0][0], part[-1][0], number_name(number)])
        result[f"index/{number_name(number)}.pf_index"] = _pack([part])
    for filter_name, file in filters:
        result[f"filter/{filter_name}.pf_filter"] = _pack([filter_name, sorted(_unpack(files[f"filter/{file}.pf_filter"])[1])])
    new_filters = sorted([filter_name, filter_name] for filter_name, _ in filters)
    return result | _meta_file([version, new_pages, new_chunks, new_filters, sorted(sorts), fields])


def empty_index(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return an index of no papers in the language and with the version of ``files``."""
    entry = json.loads(files[ENTRY])
    result = _meta_file([entry["version"], [], [], [], [], []])
    for language in entry["languages"].values():
        language |= {"hash": _META, "page_count": 0}
    return {**result, ENTRY: _entry_file(entry)}


def _entry_file(entry: Mapping[str, Any]) -> bytes:
    """Return the entry in a fixed form."""
    return json.dumps(entry, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _meta_file(meta: Sequence[Any]) -> dict[str, bytes]:
    """Return the file that lists an index's papers, word files and filters."""
    return {f"pagefind.{_META}.pf_meta": _pack(meta)}


def number_name(number: int) -> str:
    """Return a number in base 36, as JavaScript's ``toString(36)`` does."""
    name = _DIGITS[number % 36]
    while number := number // 36:
        name = _DIGITS[number % 36] + name
    return name


def _deal(words: Iterable[Any]) -> Iterator[list[Any]]:
    part: list[Any] = []
    size = 0
    for word in words:
        is_family = part and word[0][:_FAMILY] == part[-1][0][:_FAMILY]
        if size >= CHUNK_BYTES * (_LARGEST_CHUNK if is_family else 1):
            yield part
            part, size = [], 0
        part.append(word)
        # As MessagePack it is about as long as in the form that is written, and known in a thirtieth of the time.
        size += len(msgspec.msgpack.encode(word))
    if part:
        yield part


def _unpack(content: bytes) -> Any:
    data = gzip.decompress(content)
    if not data.startswith(_MAGIC):
        raise ValueError("not a file of a Pagefind index")
    return cbor2.loads(data[len(_MAGIC) :])


def _pack(value: Any) -> bytes:
    return gzip.compress(_MAGIC + cbor2.dumps(value), _LEVEL, mtime=0)
