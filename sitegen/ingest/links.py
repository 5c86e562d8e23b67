"""The links that an abstract names, as typed links of the paper."""

import re

from sitegen.papers.paper import Link, check_url, kind_of_url

_BARE_HOSTS = r"(?:www\.)?(?:github|gitlab)\.com|huggingface\.co|[a-z0-9-]+\.github\.io"
_URL = re.compile(rf"https?://[^\s<>\"{{}}\\^`|\[\]]+|(?<![\w./@-])(?:{_BARE_HOSTS})/[^\s<>\"{{}}\\^`|\[\]]+", re.IGNORECASE)
_TRAILING = ".,;:!?'’”\"*_~。，、；：！？）」』】"
_CONTEXT = 90
"""How many characters before a URL tell what it leads to."""
_MASK = re.compile(r"https?://\S+")


def find_links(text: str) -> tuple[Link, ...]:
    """Return the links named in a plain text, each once, in their order; their kind comes from host and words before."""
    found: dict[str, Link] = {}
    for match in _URL.finditer(text):
        url = _trim(match[0])
        if "://" not in url:
            url = f"https://{url}"
        if check_url(url):
            continue
        context = _MASK.sub("", text[max(0, match.start() - _CONTEXT) : match.start()])
        sentence = re.split(r"[.!?]\s", context)[-1]
        found.setdefault(url.rstrip("/"), Link(kind_of_url(url, sentence), url))
    return tuple(found.values())


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
