"""``make bench-ingest``: records a second and peak memory of ``sitegen ingest`` for 1,000, 10,000 and 50,000 records.

Three cases: everything is new, everything is known, and 50 records are new. The last two show what a daily run costs. Each figure
is given as a multiple of parsing the same file with the standard library's ``json``.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.corpus import ROOT, records, write_corpus

SIZES = (1_000, 10_000, 50_000)


def main(sizes: tuple[int, ...]) -> None:
    print(f"{'records':>8}  {'case':<12} {'seconds':>8} {'records/s':>10} {'peak MB':>8} {'times json':>10}")
    for size in sizes:
        with tempfile.TemporaryDirectory(prefix="sitegen-bench-") as name:
            _measure(Path(name), size)


def _measure(folder: Path, size: int) -> None:
    shutil.copy(ROOT / "sitegen.yaml", folder)
    (folder / "content").mkdir()
    shutil.copy(ROOT / "content" / "tags.yaml", folder / "content")
    write_corpus(folder / "papers.jsonl", size)
    start = time.perf_counter()
    with (folder / "papers.jsonl").open(encoding="utf-8") as file:
        for line in file:
            json.loads(line)
    peer = time.perf_counter() - start
    extra = list(records(size + 50))[-50:]
    (folder / "day.jsonl").write_text("".join(json.dumps(record) + "\n" for record in extra), encoding="utf-8")
    for case, file_name, count in (("new", "papers.jsonl", size), ("known", "papers.jsonl", size), ("50 more", "day.jsonl", 50)):
        seconds, peak = _run(folder, file_name)
        print(f"{size:>8,}  {case:<12} {seconds:>8.2f} {count / seconds:>10,.0f} {peak:>8.0f} {seconds / peer:>10.0f}")


def _run(folder: Path, file_name: str) -> tuple[float, float]:
    """Run the command as a process of its own; return its seconds and its peak memory in megabytes."""
    start = time.perf_counter()
    command = [sys.executable, "-m", "sitegen", "ingest", "--site", str(folder), str(folder / file_name)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, env={**os.environ, "PYTHONPATH": str(ROOT)})
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"sitegen ingest ended with {status}")
    return time.perf_counter() - start, usage.ru_maxrss / 1024


if __name__ == "__main__":
    main(tuple(int(argument) for argument in sys.argv[1:]) or SIZES)
