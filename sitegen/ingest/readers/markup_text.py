"""Markup as plain text: HTML, JATS (https://jats.nlm.nih.gov), the ACL Anthology's XML, MathML.

Paragraphs are set apart by an empty line. Formulas stand between dollars as TeX: the source's own TeX where it gives some (``alttext``,
an annotation, ``tex-math``, MathJax, KaTeX), else made from the MathML. Only markup goes: a ``<`` that begins no known element is text.
"""

import re

from lxml import etree

from sitegen.ingest.readers.mathml_tex import local_name, mathml_to_tex
from sitegen.text import clean

_HTML = (
    "a abbr acronym address area article aside audio b base basefont bdi bdo big blockquote body br button canvas caption center "
    "cite code col colgroup data datalist dd del details dfn dialog dir div dl dt em embed fieldset figcaption figure font footer "
    "form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html i iframe img input ins kbd label legend li link main map "
    "mark menu meta meter nav noscript object ol optgroup option output p param picture pre progress q rp rt ruby s samp script "
    "search section select slot small source span strike strong style sub summary sup svg table tbody td template textarea tfoot "
    "th thead time title tr track tt u ul var video wbr"
)
_JATS = (
    "abstract alternatives bold break chem-struct disp-formula disp-formula-group disp-quote ext-link fixed-case fn inline-formula "
    "inline-graphic italic jats list list-item monospace named-content overline par roman sans-serif sc scp sec tex-math trans-abstract "
    "underline uri url xref"
)
_MATHML = (
    "annotation annotation-xml math menclose merror mfenced mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts mroot mrow ms "
    "mspace msqrt mstyle msub msubsup msup mtable mtd mtext mtr munder munderover none semantics"
)
_KNOWN = "|".join(sorted(f"{_HTML} {_JATS} {_MATHML}".split(), key=len, reverse=True))
_NOT_MARKUP = re.compile(rf"<(?!/?(?:(?:{_KNOWN})(?=[\s/>])|(?:jats|mml|m|html|xhtml|mjx)[:-][a-z]))", re.IGNORECASE)
_MARKUP = re.compile(r"</?[a-z]|<!|&(?:#|[a-z])", re.IGNORECASE)
_DROPPED = frozenset(
    ("script", "style", "head", "template", "svg", "iframe", "object", "button", "select", "textarea", "mjx-container", "rp")
)
_BLOCK_NAMES = (
    "abstract address article aside blockquote caption center dd details disp-quote div dl dt fieldset figcaption figure "
    "footer form h1 h2 h3 h4 h5 h6 header hr li list list-item main nav ol p par pre sec section summary table title tr trans- "
    "abstract ul abstracttext"
)
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_LIST_ITEMS = frozenset(("li", "list-item"))
# Letters are taken from these only one at a time: "x₂" and "xᵢ" are words that can be sought, "xₘₐₓ" is not.
_SUPERSCRIPTS = str.maketrans("0123456789+-−=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱ")
_SUBSCRIPTS = str.maketrans("0123456789+-−=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ")
_ORDINALS = frozenset(("st", "nd", "rd", "th", "tm", "TM", "®", "™"))
_LONGEST_SCRIPT = 40
_TEX_ENCODINGS = frozenset(("application/x-tex", "application/x-latex", "text/x-tex", "text/x-latex", "tex", "latex"))
_TEX_DOCUMENT = re.compile(r"\\begin\{document\}(.*?)\\end\{document\}", re.DOTALL)
_TAG = re.compile(r"<[^<>]*>")
_SPACE = re.compile(r"\s+")
_HEADING = re.compile(r"abstract\s*[.:]?", re.IGNORECASE)


def html_to_text(html: str) -> str:
    """Return the text of a piece of HTML or JATS. Text without any markup keeps its paragraphs; nothing raises."""
    text = clean(html)
    if not _MARKUP.search(text):
        return plain_paragraphs(text)
    text = _without_comments(text.replace("<![CDATA[", "").replace("]]>", ""))
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(f"<x-text>{_NOT_MARKUP.sub('&lt;', text)}</x-text>".encode(), parser)
    except etree.ParserError:
        return ""
    if root is None:
        return ""
    if any(error.type_name == "ERR_RESOURCE_LIMIT" or "depth" in (error.message or "") for error in parser.error_log):
        return _tidy(_SPACE.sub(" ", _TAG.sub(" ", text)))  # nested too deep to be meant: the parser stopped there
    return element_to_text(root)


def plain_paragraphs(text: str) -> str:
    """Return plain text with its wrapped lines joined.

    An empty line sets paragraphs apart, and so does, as in arXiv's abstracts, a line that is indented behind the end of a sentence.
    """
    paragraphs = re.split(r"\n[^\S\n]*\n\s*|(?<=[.!?:;])\n[^\S\n]+(?=[^\Wa-z_]|[(•*$-])", clean(text))
    return "\n\n".join(joined for paragraph in paragraphs if (joined := _SPACE.sub(" ", paragraph).strip()))


def element_to_text(root: etree._Element) -> str:
    """Return the text inside an element, without its tail: of parsed HTML, JATS or any XML that uses the same names."""
    writer = _Writer(has_blocks=any(local_name(node) in _BLOCKS or local_name(node) in ("br", "break") for node in root.iterdescendants()))
    walker = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    for event, node in walker:
        if event == "start":
            if writer.start(node):
                writer.text(node.text or "")
            else:
                walker.skip_subtree()
            continue
        if event == "end":
            writer.end(node)
        if node is not root:
            writer.text(node.tail or "")
    return _tidy("".join(writer.pieces))


class _Writer:
    """Gathers the text of a tree while it is walked."""

    def __init__(self, *, has_blocks: bool) -> None:
        self.pieces: list[str] = []
        self._has_blocks = has_blocks
        self._is_label = False
        """True behind the title of a section, which the first paragraph of the section continues."""

    def text(self, text: str) -> None:
        """Write what stands between tags; white space is a space, unless blank lines are the only paragraphs that there are."""
        if not self._has_blocks:
            self.pieces.append("\n\n".join(_SPACE.sub(" ", part) for part in re.split(r"\n[^\S\n]*\n\s*", text)))
            return
        if text.strip():
            self._is_label = False
        self.pieces.append(_SPACE.sub(" ", text))

    def start(self, node: etree._Element) -> bool:
        """Write what an element begins with; return whether its content is to be written too."""
        name = local_name(node)
        written = _formula(node, name)
        if written is not None:
            self.pieces.append(written)
            return False
        if name in _DROPPED or node.get("aria-hidden") == "true":
            return False
        if name in ("sup", "sub"):
            self.pieces.append(_script(" ".join("".join(str(piece) for piece in node.itertext()).split()), name))
            return False
        if name in ("br", "break"):
            self.pieces.append("\n")
        elif name in _BLOCKS:
            if not self._is_label:
                self.pieces.append("\n\n• " if name in _LIST_ITEMS else "\n\n")
        elif name in ("td", "th"):
            self.pieces.append(" ")
        return True

    def end(self, node: etree._Element) -> None:
        """Write what an element ends with."""
        name = local_name(node)
        parent = node.getparent()
        if name == "title" and parent is not None and local_name(parent) == "sec":
            title = "".join(str(piece) for piece in node.itertext()).strip()
            self.pieces.append("" if not title else " " if title.endswith((":", ".", "?", "!")) else ": ")
            self._is_label = bool(title)
        elif name in _BLOCKS and not self._is_label:
            self.pieces.append("\n\n")


def _formula(node: etree._Element, name: str) -> str | None:
    """Return a formula between dollars where the element is one, else None."""
    if name == "math":
        return in_dollars(node.get("alttext") or _annotation(node) or mathml_to_tex(node))
    if name == "tex-math":
        return in_dollars("".join(str(piece) for piece in node.itertext()))
    if name == "alternatives":
        for wanted in ("tex-math", "math"):
            for child in node:
                if local_name(child) == wanted and (found := _formula(child, wanted)):
                    return found
        return None
    if name == "script" and (node.get("type") or "").startswith("math/tex"):
        return in_dollars(node.text or "")
    if name == "img" and re.search(r"\b(?:latex|tex|math)\b", node.get("class") or "", re.IGNORECASE):
        return in_dollars(node.get("alt") or "")
    return None


def _annotation(math: etree._Element) -> str:
    for node in math.iterdescendants():
        if local_name(node) == "annotation" and (node.get("encoding") or "").lower() in _TEX_ENCODINGS:
            return str(node.text or "")
    return ""


def in_dollars(tex: str) -> str:
    """Return TeX between single dollars, without the delimiters or the document that it came in; empty where there is none."""
    document = _TEX_DOCUMENT.search(tex)
    tex = _SPACE.sub(" ", document[1] if document else tex).strip()
    for opening, closing in (("$$", "$$"), ("$", "$"), ("\\(", "\\)"), ("\\[", "\\]"), ("{\\displaystyle", "}")):
        if tex.startswith(opening) and tex.endswith(closing) and len(tex) >= len(opening) + len(closing):
            tex = tex[len(opening) : len(tex) - len(closing)].strip()
    return f"${tex}$" if tex else ""


def _script(text: str, name: str) -> str:
    """Return a superscript or subscript: in Unicode's own letters where they exist, else as a formula."""
    if not text or text in _ORDINALS or len(text) > _LONGEST_SCRIPT or re.search(r"[\s$\\{}]", text):
        return text
    table = _SUPERSCRIPTS if name == "sup" else _SUBSCRIPTS
    if all(ord(char) in table and (len(text) == 1 or not char.isalpha()) for char in text):
        return text.translate(table)
    body = f"\\mathrm{{{text}}}" if len(text) > 1 and text.isalpha() else re.sub(r"([#%&_])", r"\\\1", text)
    return f"${'^' if name == 'sup' else '_'}{{{body}}}$"


def _without_comments(text: str) -> str:
    """Take out closed comments; an open one is text. (A pattern would look for the end of each again and again.)"""
    pieces, at = [], 0
    while (start := text.find("<!--", at)) >= 0 and (end := text.find("-->", start)) >= 0:
        pieces.append(text[at:start])
        at = end + 3
    return "".join(pieces) + text[at:]


def _tidy(text: str) -> str:
    text = re.sub(r"[^\S\n]*\n[^\S\n]*", "\n", re.sub(r"[^\S\n]+", " ", text))
    paragraphs = [paragraph.strip() for paragraph in re.split(r"\n{2,}", text)]
    paragraphs = [paragraph for paragraph in paragraphs if paragraph and paragraph != "•"]
    if len(paragraphs) > 1 and _HEADING.fullmatch(paragraphs[0]):
        del paragraphs[0]
    return "\n\n".join(paragraphs)
