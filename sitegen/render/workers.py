"""Rendering by many hands: outputs in pieces, through whatever executor the build was given."""

import time
from collections.abc import Iterator, Sequence
from functools import cached_property

from sitegen.render.render import Rendered, Renderer
from sitegen.render.theme import Theme
from sitegen.site.outputs import Output
from sitegen.site.views import SiteView
from sitegen.workers import Executor, chunks

_PIECE = 60
"""How many pages a worker takes at least: fewer are rendered sooner than another process has started."""


class RenderSetup:
    """What all pages of one build share. The renderer is made where it is needed."""

    def __init__(self, theme: Theme, site: SiteView) -> None:
        self._theme = theme
        self._site = site

    @cached_property
    def renderer(self) -> Renderer:
        """The renderer of this process."""
        return Renderer(self._theme, self._site)

    def __reduce__(self) -> tuple[type["RenderSetup"], tuple[Theme, SiteView]]:
        return RenderSetup, (self._theme, self._site)


def render_all(executor: Executor, outputs: Sequence[Output], theme: Theme, site: SiteView) -> Iterator[tuple[Rendered, float]]:
    """Yield the rendered outputs in the order given, each with the seconds that it took.

    Raises :class:`~sitegen.errors.SitegenError` for a broken theme.
    """
    pieces = chunks(outputs, executor.jobs, least=_PIECE)
    setup = RenderSetup(theme, site)
    if len(pieces) > 1:
        # Processes that are forked inherit compiled templates.
        setup.renderer.compile({output.template for output in outputs})
    for rendered in executor.map(_render_some, setup, pieces):
        yield from rendered


def _render_some(setup: RenderSetup, outputs: Sequence[Output]) -> list[tuple[Rendered, float]]:
    return [_timed(setup.renderer, output) for output in outputs]


def _timed(renderer: Renderer, output: Output) -> tuple[Rendered, float]:
    start = time.perf_counter()
    return renderer.render(output), time.perf_counter() - start
