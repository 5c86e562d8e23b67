import time

import pytest

from sitegen.ingest.readers.xml_cutter import XmlShape, mend
from sitegen.ingest.readers.xml_records import Broken, Piece, first_tag, iter_pieces, name_of

SHAPE = XmlShape(
    records=frozenset(("entry",)), context=frozenset(("title",)), containers=frozenset(("feed",)), prefixes={"x": "http://example.org/x"}
)


def pieces(text: str | bytes) -> list[tuple[str, int, str]]:
    found = []
    for piece in iter_pieces(text.encode() if isinstance(text, str) else text, SHAPE):
        if isinstance(piece, Piece):
            found.append((name_of(piece.element), piece.line, "".join(str(part) for part in piece.element.itertext())))
        else:
            found.append(("!", piece.line, piece.text))
    return found


def test_a_well_formed_document_gives_records_and_context_and_not_what_is_inside_of_them() -> None:
    text = "<feed><title>T</title>\n<entry><title>a</title></entry>\n<entry>b</entry><other/></feed>"
    assert pieces(text) == [("title", 1, "T"), ("entry", 2, "a"), ("entry", 3, "b")]


def test_records_without_anything_around_them_are_read() -> None:
    assert pieces("<entry>a</entry>\n<entry>b <x:c>c</x:c></entry>\n") == [("entry", 1, "a"), ("entry", 2, "b c")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "<feed><entry>a</entry><entry><b></entry><entry>c</entry></feed>",
            [("entry", 1, "a"), ("!", 1, "<entry><b></entry>"), ("entry", 1, "c")],
        ),
        ("<feed><entry>a<entry>b</entry></feed>", [("!", 1, "<entry>a"), ("entry", 1, "b")]),
        ("<feed>\n<entry>a</entry>\n<entry>b</feed>", [("entry", 2, "a"), ("!", 3, "<entry>b")]),
        ("<feed><entry>a</entry><entry>b</ent", [("entry", 1, "a"), ("!", 1, "<entry>b</ent")]),
        ("<entry>a</entry> loose words <entry>b</entry>", [("entry", 1, "a"), ("!", 1, " loose words "), ("entry", 1, "b")]),
        ("<entry>a</entry><entri>lost</entry><entry>b</entry>", [("entry", 1, "a"), ("!", 1, "<entri>lost</entry>"), ("entry", 1, "b")]),
        ("<feed><entry/><title>t</feed>", [("entry", 1, ""), ("!", 1, "<title>t")]),
    ],
)
def test_damage_costs_one_record_and_is_kept_whole(text: str, expected: list[tuple[str, int, str]]) -> None:
    assert pieces(text) == expected


def test_tags_in_comments_and_cdata_cut_nothing() -> None:
    text = "<feed><!-- <entry> --><entry>a <![CDATA[</entry> & <entry>]]> b</entry><entry>&eacute;</entry></feed>"
    assert pieces(text) == [("entry", 1, "a </entry> & <entry> b"), ("entry", 1, "é")]


def test_containers_inside_a_record_do_not_end_it() -> None:
    assert pieces("<feed><entry><feed>x</feed> &nbsp;</entry></feed>") == [("entry", 1, "x \xa0")]


def test_a_record_keeps_what_it_stands_in_when_the_rest_is_damaged() -> None:
    text = '<feed kind="k"><entry><b></entry><entry>a</entry></feed>'
    found = [piece for piece in iter_pieces(text.encode(), SHAPE) if isinstance(piece, Piece)]
    parent = found[0].element.getparent()
    assert parent is not None
    assert parent.get("kind") == "k"


def test_entities_of_html_are_characters_and_others_stay_as_written() -> None:
    declared = '<!DOCTYPE feed SYSTEM "http://dtd.invalid/"><feed><entry>caf&eacute; &own; z</entry></feed>'
    assert pieces(declared) == [("entry", 1, "café &own; z")]
    assert mend("R&D &amp; &eacute;&#0;&#xD800; <![CDATA[a & b]]> &lt;") == "R&amp;D &amp; é <![CDATA[a & b]]> &lt;"


def test_own_entities_are_not_expanded() -> None:
    text = '<!DOCTYPE feed [<!ENTITY x SYSTEM "file:///etc/passwd"><!ENTITY y "bomb">]><feed><entry>&x;&y;</entry></feed>'
    assert pieces(text) == [("entry", 1, "&x;&y;")]


def test_encodings() -> None:
    assert pieces("<feed><entry>é</entry></feed>".encode("utf-16")) == [("entry", 1, "é")]
    assert pieces('<?xml version="1.0" encoding="iso-8859-1"?><feed><entry>é</entry></feed>'.encode("latin-1")) == [("entry", 1, "é")]
    assert pieces("<feed><entry>naïve</entry></feed>".encode("cp1252")) == [("entry", 1, "naïve")]
    assert pieces("\ufeff<feed><entry>é</entry></feed>") == [("entry", 1, "é")]


def test_what_is_no_xml_is_one_reason() -> None:
    for text in ("", "hello", "<html><p>x</html>"):
        (broken,) = iter_pieces(text.encode(), SHAPE)
        assert isinstance(broken, Broken)
        assert broken.is_all
        assert broken.text == text


@pytest.mark.parametrize(
    ("head", "name"),
    [
        ("<a/>", "a"),
        ("<x:a b='c'>", "a"),
        ("\ufeff<?xml version='1.0'?>\n<!-- <b> -->\n<!DOCTYPE a [<!ENTITY c 'd'>]>\n<a>", "a"),
        ("<!DOCTYPE html>\n<html>", "html"),
        ("", ""),
        ("text <a>", ""),
        ("<!-- never closed", ""),
        ("< a>", ""),
        ("<?xml", ""),
    ],
)
def test_first_tag(head: str, name: str) -> None:
    assert first_tag(head) == name


@pytest.mark.parametrize(
    "text", ["<entry>", "<entry ", "<feed>", "<![CDATA[", "<!--", "</entry>", "<title>", "<entry>&", "<entry><![CDATA["]
)
def test_time_grows_with_the_input_only(text: str) -> None:
    start = time.monotonic()
    for _ in iter_pieces(text.encode() * 50_000, SHAPE):
        pass
    assert time.monotonic() - start < 10
