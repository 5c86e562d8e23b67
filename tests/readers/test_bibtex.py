"""BibTeX: real shapes, damage, and that nothing raises or hangs."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.ingest.readers import bibtex
from sitegen.ingest.readers.bibtex_scan import scan
from sitegen.ingest.readers.tex_text import tex_to_plain, tex_to_text
from sitegen.ingest.record import Record, Rejected
from sitegen.ingest.sample import take_sample
from sitegen.papers.dates import PartialDate


def read(text: str | bytes) -> list[Record | Rejected]:
    return list(bibtex.read(text.encode() if isinstance(text, str) else text, "x.bib"))


def records(text: str | bytes) -> list[Record]:
    return [item for item in read(text) if isinstance(item, Record)]


def one(text: str) -> Record:
    found = read(text)
    assert len(found) == 1
    assert isinstance(found[0], Record), found[0]
    return found[0]


def names(record: Record) -> list[str]:
    return [author.name for author in record.authors]


ARTICLE = r"""% Encoding: UTF-8
@inproceedings{lee-etal-2021-small,
    title = "Small {BERT} Models for {\"U}bersetzung -- {$O(n^2)$} is {\textit{enough}}",
    author = {Lee, Mar{\'\i}a and {\O}stby, K{\aa}re and van der Berg, Jr., Jan and {Open Lab, Inc.} and others},
    editor = "Ada B. Editor",
    booktitle = "Proceedings of the 3rd Workshop on Small Models",
    month = jul # "~7",
    year = "2021",
    address = "Online",
    publisher = {Society \& Sons},
    url = {https://aclanthology.org/2021.small-1.4},
    doi = {https://doi.org/10.18653/V1/2021.small-1.4},
    pages = {41--50},
    keywords = {models, {small, and cheap}, NLP},
    abstract = {First line
      goes on with 50\% of $x_1$ and 5% more.

      Second paragraph.},
    language = {english}
}
"""


def test_a_full_entry() -> None:
    record = one(ARTICLE)
    assert record.title == "Small BERT Models for Übersetzung – $O(n^2)$ is enough"
    assert names(record) == ["María Lee", "Kåre Østby", "Jan van der Berg, Jr.", "Open Lab, Inc."]
    assert [author.family for author in record.authors] == ["Lee", "Østby", "van der Berg", ""]
    assert record.author_count == 5
    assert [author.name for author in record.editors] == ["Ada B. Editor"]
    assert record.published == PartialDate(2021, 7, 7)
    assert record.publication is not None
    assert record.publication.kind == "paper-conference"
    assert record.publication.venue == "Proceedings of the 3rd Workshop on Small Models"
    assert record.publication.pages == "41-50"
    assert record.publication.publisher == "Society & Sons"
    assert record.publication.place == "Online"
    assert record.ids == (("acl", "2021.small-1.4"), ("doi", "10.18653/v1/2021.small-1.4"))
    assert record.keywords == ("models", "small, and cheap", "NLP")
    assert record.abstract == "First line goes on with 50% of $x_1$ and 5% more.\n\nSecond paragraph."
    assert record.language == "en"
    assert record.provenance.line == 2


@pytest.mark.parametrize(
    ("fields", "ids", "version"),
    [
        ("eprint = {2401.00001v2}, archivePrefix = {arXiv}", (("arxiv", "2401.00001"),), 2),
        ("eprint = {hep-th/9901001}, eprinttype = {arxiv}", (("arxiv", "hep-th/9901001"),), 0),
        ("journal = {CoRR}, volume = {abs/1801.00002}", (("arxiv", "1801.00002"),), 0),
        ("journal = {arXiv preprint arXiv:1801.00003}", (("arxiv", "1801.00003"),), 0),
        ("url = {http://arxiv.org/abs/1801.00004v1}", (("arxiv", "1801.00004"),), 1),
        ("arxivId = {1801.00005}", (("arxiv", "1801.00005"),), 0),
        ("note = {arXiv:1801.00006 [cs]}", (("arxiv", "1801.00006"),), 0),
        ("url = {https://openreview.net/forum?id=AbC123xyz}", (("openreview", "AbC123xyz"),), 0),
        ("eprint = {123456}, eprinttype = {jstor}", (), 0),
        (r"doi = {10.1000/a\_b}", (("doi", "10.1000/a_b"),), 0),
    ],
)
def test_identifiers(fields: str, ids: tuple[tuple[str, str], ...], version: int) -> None:
    record = one(f"@misc{{k, title = {{T}}, {fields}}}")
    assert (record.ids, record.version) == (ids, version)


@pytest.mark.parametrize(
    ("fields", "date"),
    [
        ("year = 2020, month = mar", "2020-03"),
        ("year = {2020}, month = {March}", "2020-03"),
        ("year = {2020}, month = 3, day = 9", "2020-03-09"),
        ('year = 2020, month = apr # "--" # may', "2020-04"),
        ('year = 2020, month = "10~" # jan', "2020-01-10"),
        ("date = {2020-03/2020-05}", "2020-03"),
        ("date = {2020?}", "2020"),
        ("date = {2020-02-30}", "2020-02"),
        ("year = {2020-03-05}", "2020-03-05"),
        (r"year = {{\noopsort{1990a}}1981}", "1981"),
        ("year = {in press}", ""),
        ("issue_date = {June 2018}", "2018-06"),
    ],
)
def test_dates(fields: str, date: str) -> None:
    published = one(f"@misc{{k, title = {{T}}, {fields}}}").published
    assert (published.iso if published else "") == date


def test_strings_concatenation_and_macros_in_any_case() -> None:
    text = '@string(pub = "Big " # "Press")\n@STRING{who = {Ann Bee}}\n'
    text += '@misc{k, title = "A" # { B}, publisher = PUB, author = who # " and " # {C Dee}}'
    record = one(text)
    assert record.title == "A B"
    assert record.publication is not None
    assert record.publication.publisher == "Big Press"
    assert names(record) == ["Ann Bee", "C Dee"]


def test_macros_do_not_grow_without_end() -> None:
    text = '@string{a0 = "xxxxxxxxxx"}\n' + "".join(f"@string{{a{n} = a{n - 1} # a{n - 1} # a{n - 1}}}\n" for n in range(1, 60))
    assert len(one(text + "@misc{k, title = a59}").title) < 10_000


def test_crossref_gives_what_describes_the_volume() -> None:
    text = """
    @inproceedings{child, crossref = {VOL}, title = {Child}, doi = {10.1000/c}}
    @proceedings{vol, title = {Proc. of P}, year = 2001, editor = {Ed Itor}, doi = {10.1000/p}, xdata = {xd, gone}, crossref = {child}}
    @xdata{xd, publisher = {XP}, location = {Paris}}
    @inproceedings{lost, crossref = {nowhere}, title = {Lost}}
    """
    child, volume, lost = records(text)
    assert child.publication is not None
    assert (child.publication.venue, child.publication.publisher, child.publication.place) == ("Proc. of P", "XP", "Paris")
    assert child.published == PartialDate(2001)
    assert child.ids == (("doi", "10.1000/c"),)
    assert [editor.name for editor in child.editors] == ["Ed Itor"]
    assert (volume.title, lost.title) == ("Proc. of P", "Lost")


def test_doubled_keys_are_two_records() -> None:
    assert [record.title for record in records("@misc{k, title={A}}\n@misc{k, title={B}}")] == ["A", "B"]


def test_an_entry_without_title_is_rejected_whole() -> None:
    found = read("@misc{a, title={A}}\n@misc{b,\n  year = 2000}\n@misc{c, title={C}}")
    assert [type(item) for item in found] == [Record, Rejected, Record]
    assert isinstance(found[1], Rejected)
    assert found[1].problem.line == 2
    assert found[1].text == "@misc{b,\n  year = 2000}"


@pytest.mark.parametrize(
    "damaged",
    [
        "@misc{a, title={A}\n year={2000},\n author={X Y}}",
        "@misc{a, title={A},\n author={X Y}, year={2000}\n",
        "@misc{a, title={{A},\n author={X Y},\n year={2000}\n}",
        "@misc{a, title={A}},\n author={X Y}, year=2000}",
        "@misc{, title={A}, author={X Y}, year=2000}",
        "@misc{title={A}, author={X Y}, year=2000}",
        "@misc(a, title={A}, author={X Y}, year=2000)",
        "@misc{a,, title={A},, author={X Y}, year=2000,}",
        "@misc{a, title {A}, author={X Y}, year=2000}",
        "@misc{a,\n% title = {Old},\n title={A},\n% } {\n author={X Y},\n year=2000}",
        '@misc{a, title="A", author={X Y}, note="He said "so" loudly", year=2000}',
        "@misc{a key with spaces, title={A}, author={X Y}, year=2000}",
        '@misc{a, title="A", author="X Y", year="2000", note={a \\} b}}',
        "@comment{ jabref: x; }\n@Comment no braces\n%@misc{off, title={Off}}\n@misc{a, title={A}, author={X Y}, year=2000}",
    ],
)
def test_damage_is_read_as_far_as_it_goes(damaged: str) -> None:
    first, second = records(f"{damaged}\n\n@article{{z, title={{Z}}}}\n")
    assert (first.title, names(first), first.published) == ("A", ["X Y"], PartialDate(2000))
    assert second.title == "Z"


def test_an_input_that_breaks_off_keeps_its_last_entry_aside() -> None:
    found = read("@misc{a, title={A}}\n@misc{b, title={B}, abstract={It ends he")
    assert isinstance(found[0], Record)
    assert isinstance(found[1], Rejected)
    assert "ends inside the field abstract" in found[1].problem.message
    assert found[1].text.endswith("It ends he")


def test_encodings() -> None:
    text = "@misc{k, title = {Café über}, year = 2001}\r\n"
    assert all(records(text.encode(name))[0].title == "Café über" for name in ("utf-8", "utf-8-sig", "latin-1", "utf-16"))


@pytest.mark.parametrize("text", ["", "no entries", "@comment{x}", "@string{a = 1}", "a@b.c", "\0\0", "@@@", "@misc", "@misc{"])
def test_inputs_without_a_record(text: str) -> None:
    found = read(text)
    assert len(found) == 1
    assert isinstance(found[0], Rejected)


@pytest.mark.parametrize(
    ("tex", "text"),
    [
        (r"{\'E}t{\'e} \'{\i} \c{c} \v{s} {\ss} \o{} {\L}{\l} \~n \H{o} Fran\c cois", "Été í ç š ß ø Łł ñ ő François"),
        (r"\textbf{a \emph{b}} {\em c} \textsc{d} \foo{e}", "a b c d e"),
        ("``q'' `s' a---b 1--2 x~y", "“q” `s' a—b 1–2 x y"),
        (r"50\% \& \_ \# \{x\} \textasciitilde{} \~{} 5% off", "50% & _ # {x} ~ ~ 5% off"),
        (r"$ \alpha $ and {$x_{1}$} and \ensuremath{\beta}", r"$\alpha$ and $x_{1}$ and $\beta$"),
        ("costs \\$5 or $6 and then $7 more", "costs $5 or $6 and then $7 more"),
        (r"$<$i$>$Homo$<$/i$>$ <sub>2</sub> &amp;", "Homo 2 &"),
        (r"\url{https://x.org/a_b\%20} \href{https://y.org}{Y}", "https://x.org/a_b%20 Y"),
        (r"\enquote{x} \textendash{} \copyright{} \dots", "“x” – © …"),
    ],
)
def test_tex(tex: str, text: str) -> None:
    assert tex_to_text(tex).replace("\\$", "$") == text


def test_plain_text_has_no_mathematics() -> None:
    assert tex_to_plain(r"$4^{\textrm{th}}$ on $\alpha_2$ for \$3") == "4th on α₂ for $3"


def test_recognition() -> None:
    def recognised(text: str) -> bool:
        return bibtex.recognises(take_sample(text.encode()))

    assert recognised(ARTICLE)
    assert recognised("notes first\n\n  @Book(key, title = 1)")
    assert recognised("@unheardof{key,\n  title = {T}}")
    assert not recognised("TY  - JOUR\nAB  - \n@article{a, title={T}}")
    assert not recognised('{"a": "@article{k,"}')
    assert not recognised("@media (max-width: 3px) { a { b: c } }")
    assert not recognised("# Title\n\nwrite to me@home.org")


@pytest.mark.parametrize(
    "text",
    [
        "{" * 500_000,
        "@a{" * 200_000,
        "@a{b,c={" * 100_000,
        '@a{b,c="x" y ' * 50_000,
        "@a{b," + 'a="x" y ' * 50_000,
        "@a{b," + "a={{x},\nb={{x},\n" * 30_000,
        "@a{b,title={" + "$" * 200_000 + "}}",
        "@a{b,title={" + "\\'" * 100_000 + "}}",
        "@a{b,title={x},author={" + "{ and , " * 50_000 + "}}",
        "@a{b,title={x},crossref={b}}\n" * 5_000,
        "".join(f"@book{{k{n},title={{x}},crossref={{k{n + 1}}}}}\n" for n in range(5_000)),
    ],
)
def test_hostile_inputs_end_soon(text: str) -> None:
    start = time.monotonic()
    assert read(text)
    assert time.monotonic() - start < 20


@given(st.binary(max_size=300))
def test_random_bytes_never_raise(data: bytes) -> None:
    assert read(data)


@given(
    st.lists(
        st.tuples(st.integers(0, len(ARTICLE)), st.sampled_from(["{", "}", '"', "@", "\\", ",", "=", "#", "$", "%", "\n", "", "and "]))
    )
)
def test_mutated_entries_never_raise(edits: list[tuple[int, str]]) -> None:
    text = ARTICLE
    for at, piece in edits:
        text = text[:at] + piece + text[at + 2 :]
    assert read(text + "\n@misc{z, title = {Z}}\n")


@given(st.text(alphabet='@a{}"#=,\n%\\( )', max_size=80))
def test_no_entry_begins_outside_its_text(text: str) -> None:
    for entry in scan(text):
        assert entry.raw in text
        assert 1 <= entry.line <= text.count("\n") + 1
