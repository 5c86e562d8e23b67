"""Who renders: one interface, so that more hands can be put behind it without a change elsewhere."""

from collections.abc import Iterable, Iterator
from typing import Protocol

from sitegen.render.render import Rendered, Renderer
from sitegen.render.theme import Theme
from sitegen.site.outputs import Output
from sitegen.site.views import SiteView


class Executor(Protocol):
    """Renders outputs, in any way that gives the same bytes in the same order."""

    def render(self, outputs: Iterable[Output], theme: Theme, site: SiteView) -> Iterator[Rendered]:
        """Yield the rendered outputs in the order given; raise :class:`~sitegen.errors.SitegenError` for a broken theme."""
        ...


class SerialExecutor:
    """Renders one output after the other in this process."""

    def render(self, outputs: Iterable[Output], theme: Theme, site: SiteView) -> Iterator[Rendered]:
        """Yield the rendered outputs in the order given."""
        renderer = Renderer(theme, site)
        for output in outputs:
            yield renderer.render(output)
