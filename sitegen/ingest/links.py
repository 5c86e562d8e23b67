"""The links that an abstract names, as typed links of the paper."""

import re
from collections.abc import Iterable

from sitegen.ingest.readers.identifiers import acl_id, arxiv_id, doi, openreview_id
from sitegen.papers.paper import Link, LinkKind, check_url, kind_of_url

_BARE_HOSTS = r"(?:www\.)?(?:github|gitlab)\.com|huggingface\.co|[a-z0-9-]+\.github\.io"
_URL = re.compile(rf"https?://[^\s<>\"{{}}\\^`|\[\]]+|(?<![\w./@-])(?:{_BARE_HOSTS})/[^\s<>\"{{}}\\^`|\[\]]+", re.IGNORECASE)
_TRAILING = ".,;:!?'’”\"*_~。，、；：！？）」』】"
_CONTEXT = 90
"""How many characters before a URL tell what it leads to."""
_MASK = re.compile(r"https?://\S+")


def find_links(text: str, ids: Iterable[tuple[str, str]] | None = None) -> tuple[Link, ...]:
    """Return the links named in a plain text, each once, in their order; their kind comes from host and words before.

    ``ids`` are the identifiers of the paper whose text it is: the address of another paper that it names is not its own. Without them
    every address of a paper is taken for its own.
    """
    own = None if ids is None else {(kind, value.lower()) for kind, value in ids}
    found: dict[str, Link] = {}
    for match in _URL.finditer(text):
        url = _trim(match[0])
        if "://" not in url:
            url = f"https://{url}"
        if check_url(url):
            continue
        context = _MASK.sub("", text[max(0, match.start() - _CONTEXT) : match.start()])
        sentence = re.split(r"[.!?]\s", context)[-1]
        kind: LinkKind | None = kind_of_url(url, sentence)
        if own is not None and kind in ("paper", "pdf"):
            kind = _kind_for(own, kind, url, sentence)
        if kind:
            found.setdefault(url.rstrip("/"), Link(kind, url))
    return tuple(found.values())


def _kind_for(own: set[tuple[str, str]], kind: LinkKind, url: str, sentence: str) -> LinkKind | None:
    """Return the kind of the address of a paper for the paper that has the identifiers ``own``; None when it is another one's.

    Whose it is cannot be known when the paper has no identifier of that sort; then nothing is said of it. Data and code have DOIs too.
    """
    named = _named_ids(url)
    if not named or own & named:
        return kind
    sorts = {sort for sort, _ in named}
    told = kind_of_url("", sentence) if sorts == {"doi"} else "link"
    return None if told == "link" and sorts & {sort for sort, _ in own} else told


def _named_ids(url: str) -> set[tuple[str, str]]:
    """Return the identifiers that an address has in it; one of a DOI may have one of arXiv or of the ACL Anthology too."""
    arxiv = arxiv_id(url)
    values = (("arxiv", arxiv[0] if arxiv else ""), ("doi", doi(url)), ("acl", acl_id(url)), ("openreview", openreview_id(url)))
    return {(sort, value.lower()) for sort, value in values if value}


def _trim(url: str) -> str:
    """Take off punctuation that belongs to the sentence, and a closing bracket that was opened before the URL."""
    while True:
        trimmed = url.rstrip(_TRAILING)
        for opening, closing in ("()", "[]"):
            if trimmed.endswith(closing) and trimmed.count(closing) > trimmed.count(opening):
                trimmed = trimmed[:-1]
        if trimmed == url:
            return url
        url = trimmed
