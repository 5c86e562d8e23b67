"""The formats that are read, and which of them an input is: told from its content, never from its name."""

import importlib
from collections.abc import Callable, Iterator

import msgspec

from sitegen.errors import Problem, UsageError, did_you_mean
from sitegen.ingest.record import Record, Rejected
from sitegen.ingest.sample import HEAD_BYTES, Sample, take_sample
from sitegen.text import one_line

Read = Callable[[bytes, str], Iterator[Record | Rejected]]

MODULES = (
    "daily_page",
    "daily_api",
    "daily_scraped",
    "arxiv_atom",
    "arxiv_listing",
    "arxiv_oai",
    "acl_xml",
    "pubmed",
    "crossref",
    "openalex",
    "semantic_scholar",
    "zotero_json",
    "json_feed",
    "csl_json",
    "feed",
    "bibtex",
    "ris",
    "neutral",
    "neutral_csv",
    "record_json",
)
"""The modules of :mod:`sitegen.ingest.readers`, in the order in which they are asked: the most particular first."""


class Format(msgspec.Struct, frozen=True):
    """A format with the functions that recognise and read it."""

    name: str
    recognises: Callable[[Sample], bool]
    read: Read


def formats() -> tuple[Format, ...]:
    """Return every format, in the order in which they are asked."""
    found = []
    for name in MODULES:
        module = importlib.import_module(f"sitegen.ingest.readers.{name}")
        found.append(Format(module.READER, module.recognises, module.read))
    return tuple(found)


def find_format(name: str) -> Format:
    """Return the format of that name; raise :class:`UsageError` when there is none."""
    known = {item.name: item for item in formats()}
    if name not in known:
        hint = did_you_mean(name, known) or f"known formats: {', '.join(sorted(known))}"
        raise UsageError(Problem(message=f'--format: there is no format "{name}"', hint=hint))
    return known[name]


def recognise(data: bytes, source: str) -> Format | Problem:
    """Tell the format of an input from its content; return what is wrong with it when no format fits."""
    if not data[:HEAD_BYTES].strip() and not data.strip():
        return Problem(path=source, message="the input is empty")
    sample = take_sample(data)
    for item in formats():
        if item.recognises(sample):
            return item
    return Problem(
        path=source, message=_what_it_is(data, sample), hint="name its format with --format; docs/ingest.md lists those that are read"
    )


def _what_it_is(data: bytes, sample: Sample) -> str:
    """Say what an unknown input looks like, so that its sender knows what to look for."""
    start = sample.head[:400].lower()
    if start.startswith(("<!doctype html", "<html")):
        return "this is a web page, not a list of papers; save the page as text, or use the site's feed or API"
    if data.startswith(b"%PDF"):
        return "this is a PDF, not a list of papers"
    if sample.first is not None:
        keys = ", ".join(one_line(key)[:40] for key in list(sample.first)[:6])
        return f"this is JSON of an unknown form; its first object has {f'the keys {keys}' if keys else 'no keys'}"
    if start.startswith(("{", "[")):
        return "this looks like JSON, but holds no object that can be read"
    if start.startswith("<"):
        return "this is XML of an unknown form"
    if b"\0" in data[:4096]:
        return "this is binary data"
    return "no known format begins like this"
