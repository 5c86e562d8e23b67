"""Related papers: seconds and peak memory for corpora of any size, one more day, and the table of common terms.

python -m benchmarks.related 1000 10000 50000
python -m benchmarks.related common-terms > sitegen/analysis/common_terms.txt
"""

import argparse
import resource
import sys
import time
from collections import Counter

from benchmarks.corpus import PER_DAY, ROOT, records
from sitegen.analysis.related import Document, State, advance, decode_state, encode_state, in_order, shown
from sitegen.analysis.terms import extract_terms
from sitegen.analysis.vectors import PRIOR_PAPERS
from sitegen.markdown import plain_text
from sitegen.papers.dates import parse_date
from sitegen.papers.store import load_papers

SIZES = (1_000, 10_000, 50_000)
_RAREST = 3
"""A common term is in so many of 256 abstracts."""


def main(sizes: tuple[int, ...]) -> None:
    """Measure corpora of these sizes, and print a line for each."""
    print(f"{'papers':>8} {'all s':>8} {'CPU s':>8} {'load s':>8} {'day s':>8} {'state MB':>9} {'peak MB':>8}")
    for size in sizes:
        documents = in_order(_document(number, record) for number, record in enumerate(records(size)))
        start, cpu = time.perf_counter(), time.process_time()
        state, older = advance(State(), documents[:-PER_DAY])
        shown(older)
        everything, cpu = time.perf_counter() - start, time.process_time() - cpu
        kept = encode_state(state)
        start = time.perf_counter()
        state = decode_state(kept)
        loaded = time.perf_counter() - start
        start = time.perf_counter()
        advance(state, documents[-PER_DAY:])
        day = time.perf_counter() - start
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"{size:>8,} {everything:>8.1f} {cpu:>8.1f} {loaded:>8.2f} {day:>8.2f} {len(kept) / 1e6:>9.1f} {peak:>8.0f}")


def _document(number: int, record: dict[str, object]) -> Document:
    return Document(f"paper-{number:06}", str(record["title"]), str(record["abstract"]), parse_date(str(record["listed"])))


def print_common_terms() -> None:
    """Count the terms of the example content; print those that are common, with their number among 256 papers."""
    papers, _ = load_papers(ROOT / "content", ROOT)
    counts: Counter[str] = Counter()
    for stored in papers:
        counts.update(term.key for term in extract_terms(stored.paper.title, plain_text(stored.paper.abstract)))
    for key, count in sorted(counts.items()):
        share = (count * PRIOR_PAPERS + len(papers) // 2) // len(papers)
        if share >= _RAREST:
            print(f"{key}\t{share}")


def run(arguments: list[str]) -> None:
    """Do what the command line asks for."""
    summary, _, usage = (__doc__ or "").partition("\n\n")
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.related", description=summary, epilog=usage, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("sizes", nargs="*", metavar="PAPERS", help=f"sizes of corpora ({' '.join(map(str, SIZES))}), or common-terms alone")
    sizes: list[str] = parser.parse_args(arguments).sizes
    if sizes == ["common-terms"]:
        print_common_terms()
        return
    wrong = [size for size in sizes if not (size.isascii() and size.isdigit() and int(size) > PER_DAY)]
    if wrong:
        parser.error(f'"{wrong[0]}" is no number of papers above {PER_DAY}')
    main(tuple(map(int, sizes)) or SIZES)


if __name__ == "__main__":
    run(sys.argv[1:])
