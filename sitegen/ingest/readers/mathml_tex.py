"""Presentation MathML (https://www.w3.org/TR/mathml-core/) as TeX, for sources that give no TeX of their own.

What has no counterpart keeps its text: a formula is never lost, at worst it is plain.
"""

from lxml import etree

_DEEPEST = 60
"""Formulas nested deeper than this are machine-made or hostile; their text is enough."""
_ACCENTS = {
    "¯": "bar", "‾": "bar", "^": "hat", "ˆ": "hat", "~": "tilde", "˜": "tilde", "→": "vec", "⃗": "vec", "˙": "dot", ".": "dot", "¨": "ddot",
}  # fmt: skip
_ESCAPES = str.maketrans({char: f"\\{char}" for char in "#%&_{}$"} | {"\\": "\\backslash ", "\u2061": "", "\u2062": "", "\u2063": ""})


def local_name(element: etree._Element) -> str:
    """Return an element's name in lower case, without namespace or prefix; empty for a comment or an instruction."""
    tag = element.tag
    return tag.rpartition("}")[2].rpartition(":")[2].lower() if isinstance(tag, str) else ""


def mathml_to_tex(element: etree._Element, depth: int = 0) -> str:
    """Return the TeX of a ``math`` element or of a part of it, without dollars."""
    name = local_name(element)
    if not name or name in ("annotation", "annotation-xml", "mphantom"):
        return ""
    if depth > _DEEPEST:
        return _text(element)
    if name in ("mi", "mn", "mo", "ms", "mtext"):
        return _token(name, _text(element))
    if name == "mspace":
        return " "
    parts = [mathml_to_tex(child, depth + 1) for child in element if local_name(child)]
    if name == "semantics":
        return parts[0] if parts else ""
    return _layout(name, element, parts)


def _text(element: etree._Element) -> str:
    return " ".join("".join(str(piece) for piece in element.itertext()).split()).translate(_ESCAPES)


def _token(name: str, text: str) -> str:
    if name in ("mtext", "ms"):
        return f"\\text{{{text}}}" if text else " "
    if name == "mi" and len(text) > 1 and text.isalpha() and text.isascii():
        return f"\\mathrm{{{text}}}"
    return text


def _layout(name: str, element: etree._Element, parts: list[str]) -> str:
    """Put the parts of an element together: those that have a place of their own, else one behind the other."""
    match name, parts:
        case "msup", [base, power]:
            return f"{_group(base)}^{{{power}}}"
        case (("msub" | "munder"), [base, index]):
            return f"{_group(base)}_{{{index}}}"
        case (("msubsup" | "munderover"), [base, index, power]):
            return f"{_group(base)}_{{{index}}}^{{{power}}}"
        case "mover", [base, over]:
            return f"\\{_ACCENTS[over]}{{{base}}}" if over in _ACCENTS else f"{_group(base)}^{{{over}}}"
        case "mfrac", [above, below]:
            return f"\\frac{{{above}}}{{{below}}}"
        case "mroot", [base, index]:
            return f"\\sqrt[{index}]{{{base}}}"
        case "msqrt", _:
            return f"\\sqrt{{{''.join(parts)}}}"
        case "mfenced", _:
            comma = element.get("separators", ",")[:1]
            return element.get("open", "(").translate(_ESCAPES) + comma.join(parts) + element.get("close", ")").translate(_ESCAPES)
        case "mtable", _:
            return "\\begin{matrix}" + " \\\\ ".join(parts) + "\\end{matrix}"
        case "mtr", _:
            return " & ".join(parts)
    return "".join(parts) or (_text(element) if len(element) == 0 else "")


def _group(base: str) -> str:
    return base if len(base) == 1 or (base.startswith("\\") and base.endswith("}") and base.count("{") == 1) else f"{{{base}}}"
