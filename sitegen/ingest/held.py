"""Which fields a person holds: those that no longer are what ingest wrote."""

from sitegen.config import SiteFolder
from sitegen.errors import SitegenError
from sitegen.ingest.ledger import load_ledger
from sitegen.ingest.merge import held_fields
from sitegen.papers.store import load_papers
from sitegen.papers.transaction import settle


def held_papers(site: SiteFolder) -> list[tuple[str, tuple[str, ...]]]:
    """Return the file and the held fields of every paper that has any, in the order of the files.

    Raises :class:`SitegenError` when ``content/`` cannot be read.
    """
    settle(site.content)
    stored, problems = load_papers(site.content, site.root)
    ledger, ledger_problems = load_ledger(site.content, site.root)
    if problems or ledger_problems:
        raise SitegenError([*problems, *ledger_problems])
    found = []
    for item in stored:
        entry = ledger.get(item.paper.slug)
        fields = held_fields(item.paper, entry) if entry is not None else ()
        if fields:
            found.append((item.paper.source, fields))
    return found
