"""What hosts take at most, so that a build can warn before a deploy fails."""

import msgspec


class HostLimit(msgspec.Struct, frozen=True):
    """What a host takes at most; 0 where it sets no limit."""

    host: str
    files: int = 0
    size: int = 0
    """Of the whole site, in bytes."""
    file_size: int = 0
    """Of one file, in bytes."""


HOST_LIMITS = (
    HostLimit("Cloudflare Pages (free)", files=20_000, file_size=25 * 1024 * 1024),
    HostLimit("GitHub Pages", size=1_000_000_000),
    HostLimit("GitLab Pages", files=200_000, size=1_000_000_000),
)
"""As the hosts' documentation has them."""
NEAR = 0.9
"""The part of a limit from which a build warns."""


def near_limits(files: int, size: int, largest: int) -> list[str]:
    """Return a sentence for each limit of a host that the site is near to, or beyond."""
    found = []
    for limit in HOST_LIMITS:
        for value, most, what in (
            (files, limit.files, "files"),
            (size, limit.size, "bytes"),
            (largest, limit.file_size, "bytes in one file"),
        ):
            if most and value > most * NEAR:
                found.append(f"{limit.host} takes {most:,} {what}; this site has {value:,}")
    return found
