import pytest

from sitegen.ingest.readers.language_tags import language_tag


@pytest.mark.parametrize(
    ("code", "tag"),
    [
        ("eng", "en"),
        ("ger", "de"),
        ("deu", "de"),
        ("chi", "zh"),
        ("nv", "nv"),
        ("EN", "en"),
        ("pt-BR", "pt-BR"),
        ("pt_br", "pt-br"),
        ("grc", "grc"),
        ("mul", ""),
        ("und", ""),
        ("English", ""),
        ("", ""),
        ("e" * 100_000, ""),
    ],
)
def test_language_tags(code: str, tag: str) -> None:
    assert language_tag(code) == tag
