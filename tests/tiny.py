"""A theme that costs next to nothing, and shows every value of every view: what a page is made from is what it says."""

from tests.sites import BASE, REPOSITORY

_TEMPLATES = REPOSITORY / "themes" / "default" / "templates"

LOOK = "themes/tiny/templates/partials/look.html"
"""A partial of all pages."""
STYLE = "themes/tiny/static/style.css"
HOME = "themes/tiny/templates/home.html"


def _names() -> list[str]:
    """The templates that a theme has to have: those of the default one that stand for pages and files."""
    return sorted(path.name for path in _TEMPLATES.iterdir() if path.is_file() and path.name != "base.html")


TINY: dict[str, str | bytes | None] = {
    **BASE,
    "sitegen.yaml": BASE["sitegen.yaml"] + "theme: tiny\n",
    "themes/tiny/theme.yaml": "name: tiny\nversion: '1'\ncontract: 1\n",
    "themes/tiny/templates/base.html": (
        '{{ site }}{{ "style.css" | asset }}{% block main %}{% endblock %}{% include "partials/look.html" %}\n'
    ),
    LOOK: "<p>Look</p>\n",
    STYLE: "p { color: navy }\n",
    **{
        f"themes/tiny/templates/{name}": (
            '{% extends "base.html" %}{% block main %}{{ view }}{% endblock %}\n' if name.endswith(".html") else "{{ view }}\n"
        )
        for name in _names()
    },
}
"""The files of a site with that theme."""
