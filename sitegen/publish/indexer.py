"""Pagefind's indexer as a service: documents in, the files of an index out.

It reads requests as base64 JSON, separated by commas, and answers in the same way. All are
written without waiting for an answer, which is thirty times as fast as one by one. It ends when its input ends, so the input stays open
until the last answer. The files are asked for and not written by it: it answers before what it writes is on the disk.
"""

import base64
import contextlib
import re
import subprocess
import threading
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from typing import IO

import msgspec
from pagefind_bin import get_executable

from sitegen.errors import Problem, SitegenError
from sitegen.site.searchable import SearchDocument

JOINING = "‐‑‒–—―’‘“”«»…→←↔⇒"
"""Signs that Pagefind drops where they stand between letters: it makes one word of ``d’entités``, and of ``models—which``."""
SPLIT = "-"
"""A sign at which it parts words. It is put around those, and search-index.js takes it away again."""
_JOIN = re.compile(rf"(?<=\w)([{JOINING}]+)(?=\w)")
_FILES = 1_000_000_000
"""The message id of the last request."""


class _File(msgspec.Struct):
    path: str
    content: bytes


class _Payload(msgspec.Struct):
    type: str
    message: str = "no reason given"
    files: list[_File] = []


class _Answer(msgspec.Struct):
    payload: _Payload
    message_id: int | None = None


def _requests(documents: Iterable[SearchDocument], language: str) -> Iterator[bytes]:
    yield _message(0, {"type": "NewIndex", "config": {"force_language": language}})
    for number, document in enumerate(documents, start=1):
        payload = {
            "type": "AddFile",
            "index_id": 0,
            "url": document.url,
            "file_path": f"{document.url.strip('/')}/index.html",
            "file_contents": _html(document, language),
        }
        yield _message(number, payload)
    yield _message(_FILES, {"type": "GetFiles", "index_id": 0})


def _message(number: int, payload: Mapping[str, object]) -> bytes:
    return base64.b64encode(msgspec.json.encode({"message_id": number, "payload": payload})) + b","


def _html(document: SearchDocument, language: str) -> str:
    """Return a page for the indexer alone: what is searched does not depend on the theme. A heading's words weigh more than others.

    Authors are metadata only: they are found, and shown beside the title, and need not be indexed a second time as text.
    """
    head = [_meta("filter", name, value) for name, value in document.filters]
    head += [_meta("meta", "authors", _in_words(", ".join(document.authors)))] if document.authors else []
    others = f"<p>{escape(_in_words(', '.join(document.other_names)))}</p>" if document.other_names else ""
    body = f"<h1>{escape(_in_words(document.title))}</h1><p>{escape(_in_words(document.text))}</p>{others}"
    return f'<!doctype html><html lang="{escape(language)}"><head>{"".join(head)}</head><body data-pagefind-body>{body}</body></html>'


def _in_words(text: str) -> str:
    return text if text.isascii() else _JOIN.sub(rf"{SPLIT}\1{SPLIT}", text)


def _meta(kind: str, name: str, value: str) -> str:
    return f'<meta data-pagefind-{kind}="{name}[content]" content="{escape(value)}">'


def run_indexer(documents: Iterable[SearchDocument], count: int, language: str) -> dict[str, bytes]:
    """Index ``count`` documents; return all files that Pagefind makes, name → content.

    Raises :class:`SitegenError` when the indexer cannot be started, refuses a document or stops.
    """
    try:
        process = subprocess.Popen(
            [str(get_executable()), "--service"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
    except OSError as error:
        raise SitegenError(Problem(message=f"the search indexer cannot be started: {error}", hint="install pagefind-bin again")) from None
    with process:
        reader = _Reader(process, count + 2)
        reader.start()
        try:
            _write_all(process, _requests(documents, language))
            reader.join()
        finally:
            if not reader.is_done:
                process.kill()
            reader.join()
            _close(process)
    if reader.problem:
        raise SitegenError(reader.problem)
    return {file.path: file.content for file in reader.files}


def _write_all(process: "subprocess.Popen[bytes]", requests: Iterable[bytes]) -> None:
    stream = _pipe(process.stdin)
    try:
        for request in requests:
            stream.write(request)
        stream.flush()
    except BrokenPipeError:
        return  # the indexer died; the reader of its answers says so


def _close(process: "subprocess.Popen[bytes]") -> None:
    with contextlib.suppress(BrokenPipeError):
        _pipe(process.stdin).close()


def _pipe(stream: IO[bytes] | None) -> IO[bytes]:
    if stream is None:
        raise RuntimeError("the indexer was started without pipes")
    return stream


class _Reader(threading.Thread):
    """Reads the answers, while the requests are written elsewhere."""

    def __init__(self, process: "subprocess.Popen[bytes]", expected: int) -> None:
        super().__init__(daemon=True)
        self._process = process
        self._expected = expected
        self._answers = 0
        self._refusal = ""
        self.files: list[_File] = []
        """The files of the index, once it is done."""

    @property
    def is_done(self) -> bool:
        """Whether every request was answered."""
        return self._answers == self._expected and not self._refusal

    @property
    def problem(self) -> Problem | None:
        """What went wrong, or None."""
        if self._refusal:
            return Problem(message=f"the search indexer refused a document: {self._refusal}")
        if not self.is_done:
            message = f"the search indexer stopped after {self._answers} of {self._expected} answers"
            return Problem(message=message, hint="is there enough memory?")
        return None

    def run(self) -> None:
        """Read until the last answer; a refusal ends the indexer, so that nobody goes on writing to it."""
        for answer in _answers(_pipe(self._process.stdout)):
            self._answers += 1
            if answer.payload.type == "Error":
                self._refusal = answer.payload.message
                self._process.kill()
                return
            if answer.message_id == _FILES:
                self.files = answer.payload.files
            if self._answers == self._expected:
                return


def _answers(stream: IO[bytes]) -> Iterator[_Answer]:
    parts: list[bytes] = []
    while chunk := stream.read1(65_536):  # type: ignore[attr-defined]
        first, *others = chunk.split(b",")
        parts.append(first)
        for other in others:
            if answer := b"".join(parts):
                yield msgspec.json.decode(base64.b64decode(answer), type=_Answer)
            parts = [other]
