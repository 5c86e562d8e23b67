"""A record as sitegen itself writes it into quarantine: read again by ``sitegen ingest --retry``, and recognised nowhere else."""

from collections.abc import Iterator

import msgspec

from sitegen.errors import Problem
from sitegen.ingest.record import Record, Rejected
from sitegen.ingest.sample import Sample, decode_text

READER = "record"


def recognises(sample: Sample) -> bool:
    """Never: only quarantine names this format."""
    _ = sample
    return False


def read(data: bytes, source: str) -> Iterator[Record | Rejected]:
    """Read one record; one that a person damaged is rejected."""
    try:
        yield msgspec.json.decode(data, type=Record)
    except msgspec.DecodeError as error:
        problem = Problem(path=source, message=f"not a record: {error}", hint="mend the JSON in quarantine")
        yield Rejected(problem, decode_text(data))
