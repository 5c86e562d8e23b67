"""Every JSON of a known form is recognised as one format, whichever is asked first.

One exception: a bare work of Crossref is so near to CSL-JSON that both may claim it; Crossref is asked before.
"""

import importlib
import importlib.util
import json

import pytest

from sitegen.ingest.formats import MODULES
from sitegen.ingest.sample import take_sample
from tests.readers import test_crossref, test_openalex, test_semantic_scholar, test_zotero_json
from tests.readers.test_neutral import WHOLE

KNOWN: dict[str, tuple[str, object]] = {
    "a work of Crossref": ("crossref", test_crossref.WORK),
    "an answer of Crossref": ("crossref", test_crossref.answer(test_crossref.WORK)),
    "an answer of Crossref without works": ("crossref", test_crossref.answer()),
    "a dump of Crossref": ("crossref", {"items": [test_crossref.WORK]}),
    "a work of OpenAlex": ("openalex", test_openalex.WORK),
    "an answer of OpenAlex": ("openalex", {"meta": {"count": 1}, "results": [test_openalex.WORK]}),
    "an answer of OpenAlex without works": ("openalex", {"meta": {"count": 0}, "results": []}),
    "a paper of Semantic Scholar": ("semantic-scholar", test_semantic_scholar.PAPER),
    "an answer of Semantic Scholar": ("semantic-scholar", {"total": 1, "offset": 0, "data": [test_semantic_scholar.PAPER]}),
    "an answer of Semantic Scholar without papers": ("semantic-scholar", {"total": 0, "offset": 0, "data": []}),
    "an entry of Zotero": ("zotero", test_zotero_json.ENTRY),
    "an item of Zotero": ("zotero", test_zotero_json.ITEM),
    "items of Zotero": ("zotero", {"items": [test_zotero_json.ITEM]}),
    "an item of CSL": ("csl-json", {"id": "x", "type": "article-journal", "title": "T", "author": [{"family": "Ex"}], "DOI": "10.5555/x"}),
    "an item of CSL without people": ("csl-json", {"id": "x", "type": "book", "title": "T", "issued": {"date-parts": [[2030]]}}),
    "a work of Crossref as CSL": (
        "csl-json",
        {**test_crossref.WORK, "title": "On Widgets", "container-title": "Journal of Widgets", "subtitle": [], "source": "Crossref"},
    ),
    "a neutral record": ("neutral", WHOLE),
    "a title alone": ("neutral", {"title": "T"}),
    "neutral records": ("neutral", {"papers": [WHOLE]}),
    "a scraped record": ("neutral", {"title": "T", "year": 2030, "type": "article", "url": "https://a.example", "author": "A and B"}),
    "a listing of Daily Papers": ("daily-api", {"paper": {"id": "3001.00001", "title": "T"}, "title": "T", "publishedAt": "2030"}),
    "a scraped day": (
        "daily-scraped",
        {"date": "2030-01-02", "papers": [{"title": "T", "url": "https://huggingface.co/papers/3001.00001"}]},
    ),
    "a JSON Feed": ("json-feed", {"version": "https://jsonfeed.org/version/1.1", "title": "F", "items": [{"id": "1", "title": "T"}]}),
}


@pytest.mark.parametrize("name", KNOWN)
@pytest.mark.parametrize("form", ["alone", "in a list", "in lines"])
def test_one_format_claims_it(name: str, form: str) -> None:
    wanted, value = KNOWN[name]
    text = json.dumps(value)
    data = {"alone": text, "in a list": f"[{text}, {text}]", "in lines": f"{text}\n{text}\n"}[form]
    sample = take_sample(data.encode())
    found = []
    for module in MODULES:
        full = f"sitegen.ingest.readers.{module}"
        if importlib.util.find_spec(full):
            reader = importlib.import_module(full)
            found += [reader.READER] if reader.recognises(sample) else []
    if wanted == "crossref" and found[-1:] == ["csl-json"]:
        found.pop()
    assert found == [wanted] or (wanted == "json-feed" and form != "alone" and not found)
