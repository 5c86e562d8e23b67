"""One output → its bytes. No clock, no disk, no globals: the same output, theme and site view give the same bytes."""

import jinja2
import msgspec

from sitegen.errors import Problem, SitegenError, did_you_mean
from sitegen.render.theme import Theme
from sitegen.site.plan import Output
from sitegen.site.views import SiteView


class Rendered(msgspec.Struct, frozen=True):
    """A file that was made, and has yet to be written."""

    path: str
    content: bytes


class Renderer:
    """Renders the outputs of one site with one theme."""

    def __init__(self, theme: Theme, site: SiteView) -> None:
        self._theme = theme
        self._environment = theme.environment(site)

    def render(self, output: Output) -> Rendered:
        """Render one output; raise :class:`SitegenError` naming template and line when the theme is at fault."""
        try:
            text = self._environment.get_template(output.template).render(view=output.view)
        except jinja2.TemplateError as error:
            raise SitegenError(self._explain(error, output)) from None
        return Rendered(output.path, text.encode())

    def _explain(self, error: jinja2.TemplateError, output: Output) -> Problem:
        place, trace = (output.template, 0), error.__traceback__
        while trace is not None:
            # Jinja rewrites the frames of compiled templates to the files and lines that they came from.
            filename = trace.tb_frame.f_code.co_filename.replace("\\", "/")
            if "/templates/" in filename and not filename.endswith(".py"):
                place = (filename.split("/templates/")[-1], trace.tb_lineno)
            trace = trace.tb_next
        hint = "docs/themes.md lists what each template sees"
        if isinstance(error, jinja2.TemplateNotFound):
            hint = did_you_mean(str(error.name), self._theme.template_names) or hint
        elif isinstance(error, jinja2.TemplateSyntaxError):
            place = (error.name or output.template, error.lineno)
        message = f"{error.message} (while making {output.url} from {output.source})"
        return Problem(path=f"themes/{self._theme.name}/templates/{place[0]}", line=place[1], message=message, hint=hint)
