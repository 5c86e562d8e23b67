"""Templates print what Jinja prints, whatever the values are."""

import jinja2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from sitegen.render.printing import PrintingEnvironment

PARTS = {
    "macros.html": "{% macro link(text) %}<a title='{{ text }}'>{{ text }}{{ caller() if caller else '' }}</a>{% endmacro %}",
    "base.html": "<title>{% block title %}{{ value }}{% endblock %}</title>{% block main %}{% endblock %}",
    "part.html": "<p>{{ value }}</p>",
}
PAGE = """{% extends "base.html" %}{% from "macros.html" import link %}
{% block title %}{{ super() }} · {{ value|upper }}{% endblock %}
{% block main %}{{ link(value) }}{{ link(link(value)) }}{% call link(value) %}{{ value }}{% endcall %}
{% set whole %}<b>{{ value }}</b>{% endset %}{{ whole }}{{ whole|length }}{{ value|safe }}{{ value ~ "<" }}{{ [value, 1, none, true, 1.5] }}
{% for item in [value, 7, none, 2.5, false] %}{{ loop.index }}{{ item }}{% endfor %}{% include "part.html" %}
{% filter lower %}{{ value }}{% endfilter %}{% autoescape false %}{{ value }}{{ whole }}{% endautoescape %}
{% autoescape loud %}{{ value }}{% endautoescape %}{{ "<i>" }}{{ value.missing if value is mapping else "&" }}{% endblock %}"""
TEXT = st.text(st.sampled_from("a<&>\"'é·\n") | st.characters(codec="utf-8"), max_size=12)


class Word(str):
    """Text that is no plain text to Python."""

    __slots__ = ()


@given(TEXT | TEXT.map(Markup) | TEXT.map(Word) | st.integers() | st.none(), st.booleans())
def test_a_template_prints_what_jinja_prints(value: object, loud: bool) -> None:
    loader = jinja2.DictLoader({**PARTS, "page.html": PAGE, "page.txt": "{{ value }}"})
    for name in ("page.html", "page.txt"):
        printed, expected = (
            kind(loader=loader, autoescape=jinja2.select_autoescape(("html",))).get_template(name).render(value=value, loud=loud)
            for kind in (PrintingEnvironment, jinja2.Environment)
        )
        assert printed == expected


def test_a_value_that_is_not_there_is_still_an_error() -> None:
    environment = PrintingEnvironment(autoescape=True, undefined=jinja2.StrictUndefined)
    with pytest.raises(jinja2.UndefinedError, match="'nothing' is undefined"):
        environment.from_string("{{ nothing }}").render()
