"""Strings in, strings out: slugs, title keys, excerpts, digests. Nothing here touches a file."""

import hashlib
import re
import unicodedata

SLUG_LENGTH = 80
"""The longest slug; longer ones are cut at a word."""

_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff\ufeff]")
_BIDI_CONTROLS = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
_NOT_IN_KEY = re.compile(r"[^\w+#]|_", re.UNICODE)
MATH = re.compile(r"(?<![\\$])\$(?![\s$])((?:[^$\\]|\\.)+?)(?<!\s)\$(?![\d$])", re.DOTALL)
"""TeX between two dollars: see :func:`split_math`."""
_GREEK = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "varepsilon": "ε", "zeta": "ζ", "eta": "η", "theta": "θ",
    "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "pi": "π", "rho": "ρ", "sigma": "σ", "tau": "τ",
    "upsilon": "υ", "phi": "φ", "varphi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω",
}  # fmt: skip
_COMMAND = re.compile(r"\\([A-Za-z]+)\s*")


def clean(text: str) -> str:
    """Remove what has no place in text: control and bidirectional-override characters, lone surrogates, a byte order mark.

    New lines become ``\\n`` and the result is in Unicode normal form C.
    """
    if text.isascii() and text.isprintable():
        return text
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n\n")
    return unicodedata.normalize("NFC", _BIDI_CONTROLS.sub("", _CONTROLS.sub("", text)))


def one_line(text: str) -> str:
    """Return ``text`` cleaned and on one line, with single spaces."""
    return " ".join(clean(text).split())


def digest(*parts: str | bytes) -> str:
    """Return a 128-bit digest of ``parts`` as 32 hexadecimal digits; it tells ``("ab", "c")`` from ``("a", "bc")``."""
    if len(parts) == 1:
        part = parts[0]
        return hashlib.blake2b(part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part, digest_size=16).hexdigest()
    data = [part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part for part in parts]
    lengths = ",".join(map(str, map(len, data)))
    return hashlib.blake2b(b"".join((lengths.encode(), b";", *data)), digest_size=16).hexdigest()


def fold(text: str) -> str:
    """Return the text in small letters without accents, as the search page folds what a reader types."""
    parts = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).lower())
    return unicodedata.normalize("NFC", "".join(char for char in parts if not unicodedata.combining(char)))


def title_key(title: str) -> str:
    """Return what two spellings of one title have in common: letters, digits, ``+`` and ``#``, without case.

    ``H^2SD`` and ``H$^2$SD`` have the same key, ``CodeT5`` and ``CodeT5+`` have not.
    """
    text: str = unicodedata.normalize("NFKC", _COMMAND.sub(_letter_of_command, title))
    return _NOT_IN_KEY.sub("", text.casefold())


def _letter_of_command(match: re.Match[str]) -> str:
    return _GREEK.get(match[1].lower(), match[1] if match[1] in _LETTERS else "")


_LETTERS = frozenset(("ss", "ae", "oe", "o", "l", "i", "j", "aa"))


def slugify(text: str, length: int = SLUG_LENGTH) -> str:
    """Return a name for ``text`` of ``a-z``, ``0-9`` and single hyphens, fit for a file and a URL.

    Letters lose their accents; a text with no Latin letter or digit gives ``paper-`` and a digest of it.
    """
    # H^2SD and H$^{2}$SD are one title, and have one slug.
    plain = re.sub(r"[${}]", "", _COMMAND.sub(lambda match: f" {match[1]} ", text))
    folded = unicodedata.normalize("NFKD", plain.replace("ß", "ss").replace("ø", "o").replace("Ø", "O").replace("ł", "l").replace("Ł", "L"))
    folded = re.sub(r"['\u2019]s\b", "s", "".join(_ASCII_OF_GREEK.get(char, char) for char in folded))
    ascii_text = folded.encode("ascii", "ignore").decode().lower()
    words: list[str] = re.findall(r"[a-z0-9]+", ascii_text)
    if not words:
        return f"paper-{digest(text)[:8]}"
    slug = words[0][:length]
    for word in words[1:]:
        if len(slug) + 1 + len(word) > length:
            break
        slug += f"-{word}"
    return slug


_ASCII_OF_GREEK = {char: f" {name} " for name, char in _GREEK.items() if not name.startswith("var")}


def excerpt(plain: str, limit: int = 240) -> str:
    """Return the beginning of a plain text, at most ``limit`` characters, cut between words with an ellipsis."""
    plain = " ".join(plain.split())
    if len(plain) <= limit:
        return plain
    cut = plain[: limit - 1]
    head, space, _ = cut.rpartition(" ")
    return (head if space and len(head) > limit // 2 else cut).rstrip(" ,;:–—-") + "…"


def split_math(text: str) -> list[tuple[bool, str]]:
    """Take a title apart into ``(is_math, piece)``; math is what stands between two dollars, as TeX, without them.

    The rules are those of Pandoc: no space behind the first dollar or before the second, no digit behind the second, and ``\\$``
    is a dollar.
    """
    if "$" not in text:
        return [(False, text)] if text else []
    pieces: list[tuple[bool, str]] = []
    end = 0
    for match in MATH.finditer(text):
        if match.start() > end:
            pieces.append((False, text[end : match.start()].replace("\\$", "$")))
        pieces.append((True, match[1]))
        end = match.end()
    if end < len(text):
        pieces.append((False, text[end:].replace("\\$", "$")))
    return pieces
