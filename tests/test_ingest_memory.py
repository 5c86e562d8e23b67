"""An ingest of thousands of papers in little memory, measured in a process of its own."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.sites import environment, write_site

COUNT = 5_000
WORDS = ["attention", "language model", "object detection", "measure", "we", "of", "benchmark", "state", "learning", "the", "in", "a"]
MEASURE = r"""
import re, sys
from pathlib import Path
from sitegen.config import load_site
from sitegen.ingest import formats, pipeline

def peak():
    # In megabytes; getrusage would tell of the process that started this one.
    return int(re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())[1]) // 1024


formats.formats()
site = load_site(Path(sys.argv[1]))
before = peak()
report = pipeline.run_ingest(site, [sys.argv[2]])
print(len(report.files), report.records, peak() - before)
"""


def line(number: int) -> str:
    """Return a record with an abstract of the usual length."""
    words = [WORDS[(number * 7 + place * place) % len(WORDS)] for place in range(200)]
    return json.dumps(
        {
            "title": f"Paper number {number} of many",
            "abstract": " ".join(words),
            "authors": [f"Author{(number + place) % 3_000} Family{place}" for place in range(5)],
            "ids": {"arxiv": f"25{number // 100_000 + 1:02}.{number:05}"},
            "listed": f"2025-{number % 12 + 1:02}-{number % 28 + 1:02}",
            "upvotes": number % 50,
        }
    )


@pytest.mark.skipif(sys.platform != "linux", reason="asks Linux for the memory of a process")
def test_five_thousand_papers_take_little_memory(tmp_path: Path) -> None:
    site = write_site(tmp_path / "site", {})
    source = tmp_path / "in.jsonl"
    source.write_text("".join(f"{line(number)}\n" for number in range(COUNT)), encoding="utf-8")
    command = [sys.executable, "-c", MEASURE, str(site.root), str(source)]
    done = subprocess.run(command, env=environment(), capture_output=True, text=True, check=True, timeout=120)
    files, records, megabytes = map(int, done.stdout.split())
    assert (files, records) == (COUNT, COUNT)
    assert megabytes < 150
