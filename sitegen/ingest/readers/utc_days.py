"""The day of an instant in UTC: the day by which feeds and APIs count."""

import datetime

from sitegen.papers.dates import PartialDate


def utc_day(text: str) -> PartialDate | None:
    """Return the day, in UTC, of an instant of ISO 8601 (RFC 3339); without a zone it is taken as UTC. None for anything else."""
    try:
        instant = datetime.datetime.fromisoformat(text.strip()[:64])
        if instant.tzinfo is not None:
            instant = instant.astimezone(datetime.UTC)
    except (ValueError, OverflowError):
        return None
    return PartialDate(instant.year, instant.month, instant.day)
