"""What templates print is escaped, and in most cases there is nothing to escape: to know that is quicker than to make Markup of it."""

import re

import jinja2
from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from markupsafe import Markup, escape

_find_special = re.compile("[&<>\"']").search


class _PrintingGenerator(CodeGenerator):
    """Compiles ``{{ value }}`` to a call of :meth:`PrintingEnvironment.printed` where Jinja would call ``escape``."""

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src is not None:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("environment.printed(")


class PrintingEnvironment(jinja2.Environment):
    """Jinja as it is, but for how it prints; several hundred values are printed on each page."""

    code_generator_class = _PrintingGenerator

    @staticmethod
    def printed(value: object) -> str:
        """Return the text of a value for HTML; its special characters are escaped unless it is Markup."""
        if type(value) is str:
            return value if _find_special(value) is None else escape(value)
        return value if type(value) is Markup else escape(value)
