"""The Pagefind index: made by Pagefind's own service, then put into a form that is the same for the same papers.

The service reads requests as base64 JSON, separated by commas, and answers in the same way. All are written without waiting for an
answer, which is thirty times as fast as one by one. It ends when its input ends, so the input stays open until the last answer.
"""

import base64
import subprocess
import threading
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any

import msgspec
from pagefind_bin import get_executable

from sitegen.errors import Problem, SitegenError
from sitegen.publish.stable_index import stable_index
from sitegen.site.searchable import SearchDocument
from sitegen.text import digest

SEARCH_FOLDER = "pagefind"
"""The folder of the index below the output folder."""
INDEX_FORMAT = 1
"""Raised when the same documents give another index than before."""
_KEPT = ("pagefind.js", "pagefind-worker.js", "pagefind-entry.json")
"""Of the files that Pagefind writes beside the index, those that the search page loads; its ready-made interfaces are left out."""
_WRITE = 1_000_000_000
"""The message id of the last request."""


def documents_digest(documents: Iterable[SearchDocument], language: str) -> str:
    """Return a digest of everything that the index is made from."""
    return digest(msgspec.json.encode((INDEX_FORMAT, language, tuple(documents))))


def build_index(documents: Sequence[SearchDocument], language: str) -> dict[str, bytes]:
    """Index the documents; return the files of the index: path below the output folder → content.

    Raises :class:`SitegenError` when the indexer cannot be started or refuses a document.
    """
    with TemporaryDirectory(prefix="sitegen-search-") as folder:
        _run_service(_requests(documents, language, folder), len(documents) + 2)
        files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(Path(folder).rglob("*")) if path.is_file()}
    kept = {name: content for name, content in files.items() if "/" in name or name in _KEPT or not name.startswith("pagefind-")}
    return {f"{SEARCH_FOLDER}/{name}": content for name, content in stable_index(kept).items()}


def _requests(documents: Sequence[SearchDocument], language: str, folder: str) -> Iterator[bytes]:
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
    yield _message(_WRITE, {"type": "WriteFiles", "index_id": 0, "output_path": folder})


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


def _run_service(requests: Iterable[bytes], expected: int) -> None:
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
                if answers == expected:
                    break
        finally:
            if answers != expected:
                process.kill()
            writer.join()
            process.stdin.close()
    if answers != expected:
        raise SitegenError(
            Problem(message=f"the search indexer stopped after {answers} of {expected} answers", hint="is there enough memory?")
        )


def _write_all(stream: IO[bytes], requests: Iterable[bytes]) -> None:
    try:
        for request in requests:
            stream.write(request)
        stream.flush()
    except BrokenPipeError:
        return  # the indexer died; the reader of its answers says so


def _answers(stream: IO[bytes]) -> Iterator[dict[str, Any]]:
    rest = b""
    while chunk := stream.read1(65_536):  # type: ignore[attr-defined]
        *complete, rest = (rest + chunk).split(b",")
        for part in complete:
            if part:
                yield msgspec.json.decode(base64.b64decode(part))
