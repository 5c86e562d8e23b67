"""What hosts want beside the pages: ``_headers`` and ``_redirects``, in the form that Netlify and Cloudflare Pages read."""

from collections.abc import Iterable

from sitegen.render.theme import ASSETS

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self' 'wasm-unsafe-eval'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "worker-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
"""Nothing inline, nothing from elsewhere; the search runs WebAssembly, which needs a word of its own."""

SECURITY_HEADERS: tuple[tuple[str, str], ...] = (
    ("Content-Security-Policy", CONTENT_SECURITY_POLICY),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "strict-origin-when-cross-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=()"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Strict-Transport-Security", "max-age=31536000; includeSubDomains"),
)
"""Sent with every file."""


NEVER = "public, max-age=0, must-revalidate"
FOREVER = "public, max-age=31536000, immutable"

CACHE_RULES: tuple[tuple[str, str], ...] = (
    (f"/{ASSETS}/*", FOREVER),
    ("/pagefind/bundles/*", FOREVER),
    ("/pagefind/signals/*", FOREVER),
)
"""Files whose names hold a hash of their content may be kept for ever; everything else is asked for again."""


def headers_file() -> bytes:
    """Return ``_headers``. Rules do not overlap in a header, since hosts join the values of those that do."""
    lines = ["/*", *(f"  {name}: {value}" for name, value in SECURITY_HEADERS)]
    for pattern, value in CACHE_RULES:
        lines += [pattern, f"  Cache-Control: {value}"]
    return ("\n".join(lines) + "\n").encode()


def redirects_file(redirects: Iterable[tuple[str, str]], root: str) -> bytes:
    """Return ``_redirects``: permanent redirects from old addresses to new ones; ``root`` is the site's path prefix."""
    return "".join(f"{root}{old[1:]} {root}{new[1:]} 301!\n" for old, new in sorted(redirects)).encode()


def headers_for(path: str) -> tuple[tuple[str, str], ...]:
    """Return the headers that a host would send with ``path``, for the development server."""
    cache = next((value for pattern, value in CACHE_RULES if path.startswith(pattern.removesuffix("*"))), NEVER)
    return (*SECURITY_HEADERS, ("Cache-Control", cache))
