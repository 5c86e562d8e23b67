"""A paper as others cite it: BibTeX, RIS, CSL-JSON and plain text, each a pure function of what is known of the paper.

Nothing is said that is not known. The readers of ``ingest`` read the first three back to the same paper.
"""

from sitegen.papers.paper import Paper
from sitegen.site.cite.bibtex import as_bibtex
from sitegen.site.cite.csl import as_csl
from sitegen.site.cite.plain import as_plain
from sitegen.site.cite.reference import reference_of
from sitegen.site.cite.ris import as_ris
from sitegen.site.views.papers import CiteView

__all__ = ["cite_views"]


def cite_views(paper: Paper) -> tuple[CiteView, ...]:
    """Return the paper in every format, the one that is wanted most often first."""
    reference = reference_of(paper)
    return (
        CiteView(format="bibtex", label="BibTeX", text=as_bibtex(reference)),
        CiteView(format="ris", label="RIS", text=as_ris(reference)),
        CiteView(format="csl", label="CSL-JSON", text=as_csl(reference)),
        CiteView(format="text", label="Text", text=as_plain(reference)),
    )
