"""The same papers, the same bytes, and few of them: Pagefind's files in a fixed order, under names of our own.

Pagefind (1.5) writes the values of a filter, and the filters of an index, in the order of a hash table, which differs from run to run. Each
file is gzip around a magic word and CBOR; here the lists are sorted.

Names: the folder of an index is named by a digest of what it is made from, so the files in it need no digest. Papers are numbered in the
order in which they were indexed, and a paper is known by the name of its index and its number, ``3f2a…-5k``: a browser that searches
several indexes knows from that where a result comes from and which of two is newer. Numbers also compress much better than digests.

The words of an index are dealt out to smaller files than Pagefind's own, since a query loads one of them for each word and each index.
"""

import gzip
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import cbor2

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
_LIST = 4
"""The major type of a list in CBOR."""
_LONGEST_LENGTH = 27
"""What says that the length of a list stands in eight bytes behind; a greater value is that of a list without a length."""
_ONE = b"\x81"
"""The beginning of a list of one value."""

_Word = tuple[str, bytes]
"""A word, and what stands of it in a file of words."""


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
    for number, part in enumerate(_deal(word for chunk in chunks for word in _words(_content(files[f"index/{chunk[2]}.pf_index"])))):
        new_chunks.append([part[0][0], part[-1][0], number_name(number)])
        result[f"index/{number_name(number)}.pf_index"] = _compress(b"".join((_ONE, _list_header(len(part)), *(data for _, data in part))))
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


def _words(data: bytes) -> Iterator[_Word]:
    """Yield the words of a file, each with what is known of it as it is written: to write it anew takes three times as long as reading it.

    The file is a list of one value, the list of its words; each of them is a list that begins with the word.
    """
    place = _first_of_list(data, len(_ONE))
    file = io.BytesIO(data)
    file.seek(place)
    decoder = cbor2.CBORDecoder(file)
    while place < len(data):
        word, *_ = decoder.decode()
        end = file.tell()
        yield word, data[place:end]
        place = end


def _first_of_list(data: bytes, place: int) -> int:
    """Return where the first value begins of the list at a place, which a list of one value has before it.

    See RFC 8949, section 3: the first byte has the type, and the length, unless that is 24 or more; then it has 24 and the binary logarithm
    of the number of bytes that have it.
    """
    kind, length = data[place] >> 5, data[place] & 31
    if data[:place] != _ONE or kind != _LIST or length > _LONGEST_LENGTH:
        raise ValueError("not a file of words of a Pagefind index")
    return place + 1 + (1 << (length - 24) if length >= 24 else 0)


def _list_header(length: int) -> bytes:
    """Return how a list of so many values begins."""
    return cbor2.dumps([0] * length)[:-length]


def _deal(words: Iterable[_Word]) -> Iterator[list[_Word]]:
    part: list[_Word] = []
    size = 0
    for word, data in words:
        is_family = part and word[:_FAMILY] == part[-1][0][:_FAMILY]
        if size >= CHUNK_BYTES * (_LARGEST_CHUNK if is_family else 1):
            yield part
            part, size = [], 0
        part.append((word, data))
        size += len(data)
    if part:
        yield part


def _content(file: bytes) -> bytes:
    data = gzip.decompress(file)
    if not data.startswith(_MAGIC):
        raise ValueError("not a file of a Pagefind index")
    return data[len(_MAGIC) :]


def _unpack(file: bytes) -> Any:
    return cbor2.loads(_content(file))


def _pack(value: Any) -> bytes:
    return _compress(cbor2.dumps(value))


def _compress(data: bytes) -> bytes:
    return gzip.compress(_MAGIC + data, _LEVEL, mtime=0)
