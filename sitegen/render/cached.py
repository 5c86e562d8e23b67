"""``{% cached item, level %}…{% endcached %}``: a piece of a page that is made once for the same values, wherever it stands."""

from collections.abc import Callable, Hashable

from jinja2 import Environment, nodes
from jinja2.ext import Extension
from jinja2.parser import Parser
from markupsafe import Markup

_MOST = 5_000
"""How many pieces are kept, those that were used last: some 15 MB of cards."""


class CachedExtension(Extension):
    """The tag. What stands within must depend on nothing but the values that it names, and on the site."""

    tags = {"cached"}  # noqa: RUF012  Jinja declares it so

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        self._pieces: dict[tuple[str, Hashable], Markup] = {}

    def parse(self, parser: Parser) -> nodes.Node:
        """Read the tag and its body."""
        line = next(parser.stream).lineno
        values = parser.parse_tuple()
        body = parser.parse_statements(("name:endcached",), drop_needle=True)
        place = nodes.Const(f"{parser.name}:{line}")
        return nodes.CallBlock(self.call_method("_piece", [place, values]), [], [], body).set_lineno(line)

    def _piece(self, place: str, values: Hashable, caller: Callable[[], Markup]) -> Markup:
        key = (place, values)
        piece = self._pieces.pop(key, None)
        if piece is None:
            piece = caller()
            if len(self._pieces) >= _MOST:
                del self._pieces[next(iter(self._pieces))]
        self._pieces[key] = piece
        return piece
