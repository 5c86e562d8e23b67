"""The search index: an engine and bundles, each a Pagefind index in a folder that is named by a digest of what it is made from.

    pagefind/bundles.json             which bundles there are, newest first; the one file that changes under its name
    pagefind/bundles/<engine>/        Pagefind's programs, and an index of no papers that they are started with
    pagefind/bundles/<bundle>/        the papers of a stretch of time: see :mod:`sitegen.publish.bundles`
    pagefind/signals/                 what readers did with them: see :mod:`sitegen.publish.search_signals`

So a folder that is there is right, an upload holds what is new, and a site that is half uploaded never mixes two states.
"""

from collections.abc import Iterable, Mapping
from importlib.metadata import version

import msgspec

from sitegen.config import Config
from sitegen.markdown import DIALECT_VERSION
from sitegen.papers.paper import IDENTIFIERS
from sitegen.papers.signals import KINDS, newest_counts
from sitegen.publish.bundles import Dated, cut
from sitegen.publish.indexer import run_indexer
from sitegen.publish.search_names import NAMES_FILE, names_file
from sitegen.publish.search_signals import signals_file, signals_path
from sitegen.publish.spelling import WORDS_FILE, SpellingList
from sitegen.publish.stable_index import ENTRY, empty_index, stable_index
from sitegen.site.searchable import SearchDocument, filter_values, search_fingerprint
from sitegen.site.site import Site
from sitegen.text import digest

SEARCH_FOLDER = "pagefind"
"""The folder of the index below the output folder."""
PARTS_FOLDER = f"{SEARCH_FOLDER}/bundles"
"""The folder whose files never change under their names."""
BUNDLES_FILE = f"{SEARCH_FOLDER}/bundles.json"
"""The file that names the parts; it is written after them."""
INDEX_FORMAT = 9
"""Raised when the same papers give another index than before."""
_PROGRAM = "pagefind-worker.js"
"""What runs in a browser; the page itself reads the index: see search-index.js."""
_NAME_LENGTH = 12


class SearchPart(msgspec.Struct, frozen=True):
    """A folder of the search index."""

    name: str
    """A digest of what it is made from."""
    slugs: tuple[str, ...] = ()
    """Its papers, newest first; the engine has none."""

    @property
    def prefix(self) -> str:
        """Where its files are below the output folder, with a slash at the end."""
        return f"{PARTS_FOLDER}/{self.name}/"


class SearchPlan(msgspec.Struct, frozen=True):
    """The search index to be; nothing is made yet."""

    parts: tuple[SearchPart, ...]
    """The engine, and the bundles, newest first."""
    listing: bytes
    """The content of ``BUNDLES_FILE``."""
    signals: Mapping[str, bytes] = {}
    """What was counted of the papers: path below the output folder → content."""


NO_SEARCH = SearchPlan((), b"")
"""The plan of a site that is built without search."""


class _ListedBundle(msgspec.Struct, frozen=True, omit_defaults=True):
    name: str
    papers: int
    signals: str = ""
    """The name of the file of its signals, where there is one."""


class _Listing(msgspec.Struct, frozen=True):
    """What the search page reads first."""

    engine: str
    bundles: tuple[_ListedBundle, ...]
    filters: Mapping[str, Mapping[str, int]]
    """How many papers of the site have each value, so that filters can be offered before any index is loaded."""
    sources: Mapping[str, str]
    """What the values of the filter ``source`` are called."""
    weights: Mapping[str, int]
    """How many points each doubling of what was counted gives, in the order by signals."""


def plan_search(site: Site, config: Config) -> SearchPlan:
    """Cut the papers into bundles and name everything; the same site gives the same plan, whatever was there before."""
    program = digest(str(INDEX_FORMAT), str(DIALECT_VERSION), version("pagefind-bin"), config.language)
    bundles = []
    for slugs in reversed(cut([Dated(slug, date) for slug, date in site.timeline.dates.items()])):
        ordered = tuple(sorted(slugs, key=site.timeline.order.__getitem__))
        documents = digest(program, search_fingerprint(ordered, site))
        bundles.append(SearchPart(documents[:_NAME_LENGTH], ordered))
    engine = SearchPart(digest(program, _PROGRAM)[:_NAME_LENGTH])  # what it holds may change without the bundles
    counts = newest_counts(site.signals)
    files = [signals_file(bundle.slugs, counts) for bundle in bundles]
    values = filter_values(site)
    listing = _Listing(
        engine=engine.name,
        bundles=tuple(_ListedBundle(bundle.name, len(bundle.slugs), signals) for bundle, (signals, _) in zip(bundles, files, strict=True)),
        filters=values,
        sources={source: _source_name(source, config) for source in values["source"]},
        weights={kind: getattr(config.weights, kind) for kind in KINDS},
    )
    signals = {signals_path(name): content for name, content in files if name}
    return SearchPlan((engine, *bundles), msgspec.json.encode(listing), signals)


def _source_name(source: str, config: Config) -> str:
    return config.feed_names.get(source) or (IDENTIFIERS[source][0] if source in IDENTIFIERS else source)


def build_part(part: SearchPart, documents: Iterable[SearchDocument], language: str) -> dict[str, bytes]:
    """Make the engine or a bundle; return its files: path below the output folder → content.

    ``documents`` are those of ``part.slugs``, in their order; they are taken one by one. Raises :class:`SitegenError` when the indexer
    cannot be started or refuses a document.
    """
    if part.slugs:
        spelling = SpellingList()
        files = stable_index(run_indexer(spelling.noting(documents), len(part.slugs), language), part.name)
        files[WORDS_FILE] = spelling.file()
        files[NAMES_FILE] = names_file(part.slugs)
    else:
        # Pagefind knows no language before it has seen a paper.
        sample = SearchDocument(url="/", title="Title", text="", authors=(), filters=())
        made = run_indexer((sample,), 1, language)
        files = {**{name: made[name] for name in (_PROGRAM, *_wasm_names(made))}, **empty_index(made)}
    return {f"{part.prefix}{name}": files[name] for name in sorted(files, key=lambda name: (name == ENTRY, name))}


def _wasm_names(files: Mapping[str, bytes]) -> set[str]:
    languages = msgspec.json.decode(files[ENTRY], type=_Entry).languages.values()
    return {f"wasm.{language.wasm or 'unknown'}.pagefind" for language in languages}


class _Language(msgspec.Struct):
    wasm: str | None = None


class _Entry(msgspec.Struct):
    languages: dict[str, _Language]
