"""Rendering by many hands: outputs in pieces, through whatever executor the build was given."""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import chain, islice
from typing import TypeVar

import msgspec

from sitegen.papers.cache import read_referenced
from sitegen.render.compiled import CompiledTemplates
from sitegen.render.render import Rendered, Renderer
from sitegen.render.theme import Theme
from sitegen.site.outputs import Deferred, Output
from sitegen.site.views import SiteView
from sitegen.workers import Executor

H = TypeVar("H")

_PIECE = 16
"""How many pages a worker takes. They are in memory together, with all that they show."""


class RenderSetup:
    """What all pages of one build share. The renderer is made where it is needed."""

    def __init__(self, theme: Theme, site: SiteView, compiled: CompiledTemplates | None = None) -> None:
        self._theme = theme
        self._site = site
        self._compiled = compiled

    def without_files(self) -> "RenderSetup":
        """Return the same for a machine that has none of our files."""
        return RenderSetup(self._theme, self._site)

    @cached_property
    def renderer(self) -> Renderer:
        """The renderer of this process."""
        return Renderer(self._theme, self._site, self._compiled)

    def __reduce__(self) -> tuple[type["RenderSetup"], tuple[Theme, SiteView, CompiledTemplates | None]]:
        return RenderSetup, (self._theme, self._site, self._compiled)


def load_libraries() -> None:
    """Load what rendering needs and nothing else of a build does: whoever renders may have time for it before."""
    import sitegen.markup  # noqa: F401


def render_all(
    executor: Executor, outputs: Iterable[Output], setup: RenderSetup, hold: Callable[[str, bytes], H]
) -> Iterator[tuple[H, float]]:
    """Return what ``hold`` makes of the path and content of each output, in the order given, each with the seconds that rendering it took.

    It is called where pages are rendered, if that is on this machine: contents need not travel then. It can be sent to other processes.
    Processes that stand by begin at once, and outputs may be found meanwhile.

    Raises :class:`~sitegen.errors.SitegenError` for a broken theme.
    """
    coming = iter(outputs)
    pieces = (_Piece(piece, is_sent=not executor.has_files) for piece in iter(lambda: list(islice(coming, _PIECE)), []))
    if executor.has_files:
        return chain.from_iterable(executor.map(_render_and_hold, (setup, hold), pieces))
    rendered = chain.from_iterable(executor.map(_render_some, setup.without_files(), pieces))
    return ((hold(page.path, page.content), seconds) for page, seconds in rendered)


class _Piece:
    """Some outputs. Those that are sent to a machine that has none of our files take the texts of their papers along."""

    def __init__(self, outputs: Sequence[Output], *, is_sent: bool = False) -> None:
        self.outputs = outputs
        self._is_sent = is_sent

    def __reduce__(self) -> tuple[type["_Piece"], tuple[Sequence[Output]]]:
        return _Piece, ([_with_texts(output) for output in self.outputs] if self._is_sent else self.outputs,)


def _with_texts(output: Output) -> Output:
    return msgspec.structs.replace(output, args=tuple(map(_read_texts, output.args)))


def _read_texts(value: object) -> object:
    """Return a value in which the texts of papers are there, and everything else that is deferred is made later."""
    if isinstance(value, Deferred):
        return value.value() if value.make is read_referenced else Deferred(value.key, value.make, tuple(map(_read_texts, value.args)))
    return tuple(map(_read_texts, value)) if isinstance(value, tuple) else value


def _render_some(setup: RenderSetup, piece: _Piece) -> list[tuple[Rendered, float]]:
    return [_timed(setup.renderer, output) for output in piece.outputs]


def _render_and_hold(shared: tuple[RenderSetup, Callable[[str, bytes], H]], piece: _Piece) -> list[tuple[H, float]]:
    setup, hold = shared
    return [(hold(page.path, page.content), seconds) for page, seconds in _render_some(setup, piece)]


def _timed(renderer: Renderer, output: Output) -> tuple[Rendered, float]:
    start = time.perf_counter()
    return renderer.render(output), time.perf_counter() - start
