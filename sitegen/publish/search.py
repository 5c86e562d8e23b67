"""The Pagefind index: made by Pagefind's own service, then put into a form that is the same for the same papers.

The service reads requests as base64 JSON, separated by commas, and answers in the same way. All are written without waiting for an
answer, which is thirty times as fast as one by one. It ends when its input ends, so the input stays open until the last answer. The files
are asked for and not written by it: it answers before what it writes is on the disk.
"""

import base64
import contextlib
import subprocess
import threading
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from importlib.metadata import version
from typing import IO, Any

import msgspec
from pagefind_bin import get_executable

from sitegen.errors import Problem, SitegenError
from sitegen.publish.stable_index import stable_index
from sitegen.site.searchable import SearchDocument
from sitegen.text import digest

SEARCH_FOLDER = "pagefind"
"""The folder of the index below the output folder."""
SEARCH_ENTRY = f"{SEARCH_FOLDER}/pagefind-entry.json"
"""The file that names the parts of the index; it is written last."""
INDEX_FORMAT = 3
"""Raised when the same documents give another index than before."""
_KEPT = ("pagefind.js", "pagefind-worker.js", "pagefind-entry.json")
"""Of the files that Pagefind writes beside the index, those that the search page loads; its ready-made interfaces are left out."""
_FILES = 1_000_000_000
"""The message id of the last request."""


def index_digest(documents: str, language: str) -> str:
    """Return a digest of everything that the index is made from; ``documents`` is a digest of the documents."""
    return digest(str(INDEX_FORMAT), version("pagefind-bin"), language, documents)


def build_index(documents: Sequence[SearchDocument], language: str) -> dict[str, bytes]:
    """Index the documents; return the files of the index: path below the output folder → content.

    Raises :class:`SitegenError` when the indexer cannot be started or refuses a document.
    """
    answer = _run_service(_requests(documents, language), len(documents) + 2)
    files = {file["path"]: base64.b64decode(file["content"]) for file in answer["files"]}
    kept = {name: content for name, content in files.items() if "/" in name or name in _KEPT or not name.startswith("pagefind-")}
    return {f"{SEARCH_FOLDER}/{name}": content for name, content in stable_index(kept).items()}


def _requests(documents: Sequence[SearchDocument], language: str) -> Iterator[bytes]:
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


def _message(number: int, payload: dict[str, Any]) -> bytes:
    return base64.b64encode(msgspec.json.encode({"message_id": number, "payload": payload})) + b","


def _html(document: SearchDocument, language: str) -> str:
    """Return a page for the indexer alone: what is searched does not depend on the theme. A heading's words weigh more than others."""
    head = [_meta("filter", name, value) for name, value in document.filters]
    head += [_meta("meta", "date", document.date)] if document.date else []
    head += [_meta("meta", "authors", ", ".join(document.authors))] if document.authors else []
    head.append(_meta("sort", "date", document.sort))
    authors = f"<p>{escape(', '.join(document.authors))}</p>" if document.authors else ""
    body = f"<h1>{escape(document.title)}</h1><p>{escape(document.text)}</p>{authors}"
    return f'<!doctype html><html lang="{escape(language)}"><head>{"".join(head)}</head><body data-pagefind-body>{body}</body></html>'


def _meta(kind: str, name: str, value: str) -> str:
    return f'<meta data-pagefind-{kind}="{name}[content]" content="{escape(value)}">'


def _run_service(requests: Iterable[bytes], expected: int) -> dict[str, Any]:
    """Send the requests; return the payload of the answer that holds the files."""
    files: dict[str, Any] = {}
    try:
        process = subprocess.Popen(
            [str(get_executable()), "--service"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
    except OSError as error:
        raise SitegenError(Problem(message=f"the search indexer cannot be started: {error}", hint="install pagefind-bin again")) from None
    with process:
        if process.stdin is None or process.stdout is None:
            raise RuntimeError("the indexer was started without pipes")
        writer = threading.Thread(target=_write_all, args=(process.stdin, requests), daemon=True)
        writer.start()
        answers = 0
        try:
            for answer in _answers(process.stdout):
                answers += 1
                if answer["payload"]["type"] == "Error":
                    message = answer["payload"].get("message", "no reason given")
                    raise SitegenError(Problem(message=f"the search indexer refused a document: {message}"))
                if answer["message_id"] == _FILES:
                    files = answer["payload"]
                if answers == expected:
                    break
        finally:
            if answers != expected:
                process.kill()
            writer.join()
            with contextlib.suppress(BrokenPipeError):
                process.stdin.close()
    if answers != expected:
        raise SitegenError(
            Problem(message=f"the search indexer stopped after {answers} of {expected} answers", hint="is there enough memory?")
        )
    return files


def _write_all(stream: IO[bytes], requests: Iterable[bytes]) -> None:
    try:
        for request in requests:
            stream.write(request)
        stream.flush()
    except BrokenPipeError:
        return  # the indexer died; the reader of its answers says so


def _answers(stream: IO[bytes]) -> Iterator[dict[str, Any]]:
    parts: list[bytes] = []
    while chunk := stream.read1(65_536):  # type: ignore[attr-defined]
        first, *others = chunk.split(b",")
        parts.append(first)
        for other in others:
            if answer := b"".join(parts):
                yield msgspec.json.decode(base64.b64decode(answer))
            parts = [other]
