"""One output → its bytes. No clock, no disk, no globals: the same output, theme and site view give the same bytes."""

import re
import traceback

import jinja2
import msgspec

from sitegen.errors import Problem, SitegenError, did_you_mean
from sitegen.render.compiled import CompiledTemplates
from sitegen.render.theme import Theme
from sitegen.site.outputs import Output
from sitegen.site.views import SiteView

_NOT_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
"""What neither XML nor HTML may hold. Content is clean; a setting or a template might not be."""
_CONTROLS = bytes(code for code in range(0x80) if _NOT_TEXT.match(chr(code)))


class Rendered(msgspec.Struct, frozen=True):
    """A file that was made, and has yet to be written."""

    path: str
    content: bytes


class Renderer:
    """Renders the outputs of one site with one theme."""

    def __init__(self, theme: Theme, site: SiteView, compiled: CompiledTemplates | None = None) -> None:
        self._theme = theme
        self._environment = theme.environment(site, compiled)

    def render(self, output: Output) -> Rendered:
        """Render one output; raise :class:`SitegenError` naming template and line when the theme is at fault."""
        try:
            text = self._environment.get_template(output.template).render(view=output.view)
        except jinja2.TemplateError as error:
            raise SitegenError(self._explain(error, output)) from None
        except (TypeError, ValueError, LookupError, ArithmeticError, AttributeError) as error:
            if not _in_template(traceback.extract_tb(error.__traceback__)[-1].filename):
                raise
            raise SitegenError(self._explain(error, output)) from None
        return Rendered(output.path, _encode(text))

    def _explain(self, error: Exception, output: Output) -> Problem:
        # Jinja rewrites the frames of compiled templates to the files and lines that they came from.
        trace = traceback.extract_tb(error.__traceback__)
        path, line = next(((frame.filename, frame.lineno or 0) for frame in reversed(trace) if _in_template(frame.filename)), ("", 0))
        message, hint = str(error), "docs/themes.md lists what each template sees"
        if isinstance(error, jinja2.TemplateNotFound):
            message = f'there is no template "{error.name}"'
            hint = did_you_mean(str(error.name), self._theme.template_names) or hint
        elif isinstance(error, jinja2.TemplateSyntaxError):
            message, path, line = str(error.message), error.filename or "", error.lineno
        path = path or self._theme.path_of(output.template)
        return Problem(path=path, line=line, message=f"{message} (while making {output.url} from {output.source})", hint=hint)


def _encode(text: str) -> bytes:
    """Return text as UTF-8, without what may not be in it; to look for that in the bytes takes a tenth of the time."""
    try:
        data = text.encode()
    except UnicodeEncodeError:
        return _NOT_TEXT.sub("", text).encode()
    is_clean = b"\xef\xbf\xbe" not in data and b"\xef\xbf\xbf" not in data and len(data.translate(None, _CONTROLS)) == len(data)
    return data if is_clean else _NOT_TEXT.sub("", text).encode()


def _in_template(filename: str) -> bool:
    return "/templates/" in filename.replace("\\", "/") and not filename.endswith(".py")
