"""Titles in every script, with long words, formulas and emoji: whole, in their direction, and within a narrow screen."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from sitegen.build import build
from tests.browser.conftest import watched
from tests.serving import served
from tests.sites import BASE, TAGS, on, paper, write_site

pytestmark = pytest.mark.browser

LONG_FORMULA = (
    r"$\sum_{i=1}^{n}\frac{\alpha_i x_i^{2}+\beta_i y_i^{2}}{\sqrt{1+x_i^2+y_i^2}}+\int_0^\infty e^{-x^2}dx+\prod_{j=1}^{m}\lambda_j^{k_j}$"
)
TITLES = {
    "arabic": ("نموذج لغوي كبير للغة العربية: تقييم شامل", "ar", "rtl"),
    "hebrew": ("מודל שפה BERT ללמידה עמוקה", "he", "rtl"),
    "chinese": ("面向大规模语言模型的高效推理框架：在长上下文场景下的注意力机制优化与内存管理方法研究" * 2, "zh", "ltr"),
    "japanese": ("大規模言語モデルのための効率的な推論フレームワークに関する研究とその評価について", "ja", "ltr"),
    "korean": ("대규모 언어 모델을 위한 효율적인 추론 프레임워크", "ko", "ltr"),
    "hindi": ("हिन्दी भाषा के लिए एक बड़ा भाषा मॉडल", "hi", "ltr"),
    "thai": ("แบบจำลองภาษาขนาดใหญ่สำหรับภาษาไทยและการประเมินประสิทธิภาพโดยละเอียด", "th", "ltr"),
    "long-word": ("Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft_" + "x" * 120, "de", "ltr"),
    "formula": (f"On {LONG_FORMULA} bounds", "", "ltr"),
    "emoji": ("🤗 Transformers 👨‍👩‍👧‍👦 🇩🇪 and Z̷̢̛a̴̡͝l̸̨͘g̵̢̛o: é ọ̈", "", "ltr"),
}
TAG = "معالجة اللغة (NLP)"
FEED = "قائمة يومية"
VENUE = "مؤتمر اللغة 2025"
PAPERS = {
    f"content/papers/{slug}.md": paper(
        title,
        f"{title}. See https://example.org/{'a' * 150} and {LONG_FORMULA}.",
        authors=[{"name": "محمد علي"}, {"name": "王伟"}, {"name": "X" * 90}],
        listed=[on("2025-03-17", rank)],
        tags=["arabic"],
        publication={"kind": "paper-conference", "venue": VENUE},
        links=[{"kind": "code", "url": f"https://{'sub' * 18}.example.org/"}],
        **({"language": language} if language else {}),
    )
    for rank, (slug, (title, language, _)) in enumerate(TITLES.items(), start=1)
}
FILES: dict[str, str | bytes | None] = {
    **PAPERS,
    "sitegen.yaml": f"{BASE['sitegen.yaml']}feed_names:\n  daily-papers: {FEED}\n",
    "content/tags.yaml": f"{TAGS}- {{name: {TAG}, slug: arabic, description: معالجة GPT-4., patterns: [arabic language]}}\n",
}


@pytest.fixture(scope="module")
def where(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    site = write_site(tmp_path_factory.mktemp("scripts"), FILES)
    build(site)
    with served(site) as address:
        yield address


@pytest.fixture
def narrow(browser: Browser, where: str) -> Iterator[Page]:
    with watched(browser, where, width=320, height=640) as page:
        yield page


@pytest.mark.parametrize("slug", TITLES)
def test_a_title_is_set_right_on_its_page(slug: str, narrow: Page) -> None:
    title, language, direction = TITLES[slug]
    narrow.goto(f"/papers/{slug}/")
    heading = narrow.get_by_role("heading", level=1)
    if slug != "formula":
        expect(heading).to_have_text(title)
    assert heading.evaluate("(heading) => getComputedStyle(heading).direction") == direction
    assert (heading.get_attribute("lang") or "") == language
    assert (narrow.locator(".abstract").get_attribute("lang") or "") == language
    narrow.get_by_text("Cite this paper").click()
    assert narrow.evaluate("document.documentElement.scrollWidth") == 320
    assert heading.evaluate("(heading) => heading.getBoundingClientRect().right") <= 320


@pytest.mark.parametrize("url", ["/", "/2025/03/17/", "/2025/03/", "/2025/", "/trending/", "/archive/", "/map/"])
@pytest.mark.parametrize("density", ["", "compact"])
def test_no_list_is_wider_than_the_screen(url: str, density: str, narrow: Page) -> None:
    narrow.goto("/about/")
    narrow.evaluate("(density) => localStorage.setItem('density', density)", density)
    narrow.goto(url)
    assert narrow.evaluate("document.documentElement.scrollWidth") == 320


def test_titles_of_a_list_have_their_language_and_direction(narrow: Page) -> None:
    narrow.goto("/2025/03/17/")
    found = narrow.locator(".card-title").evaluate_all(
        "(titles) => titles.map((title) => [title.getAttribute('lang') ?? '', getComputedStyle(title).direction])"
    )
    assert found == [[language, direction] for _, language, direction in TITLES.values()]


def test_names_of_tags_feeds_and_venues_have_their_own_direction(narrow: Page) -> None:
    directions = "(nodes) => nodes.map((node) => getComputedStyle(node).direction)"
    for url, names in {
        "/papers/arabic/": {"a.tag": TAG, ".eyebrow bdi": FEED, ".ledger bdi": FEED, ".venue cite": VENUE},
        "/2025/03/17/": {".card:first-of-type a.tag": TAG, ".card:first-of-type .venue cite": VENUE},
        "/tags/": {".group h2 a": TAG},
        "/tags/arabic/": {"h1 bdi": TAG},
    }.items():
        narrow.goto(url)
        for place, name in names.items():
            found = narrow.locator(place).filter(has_text=name)
            assert set(found.evaluate_all(directions)) == {"rtl"}, (url, place)


@pytest.mark.parametrize("slug", ["long-word", "emoji"])
def test_nothing_in_a_link_has_to_be_scrolled(slug: str, narrow: Page) -> None:
    narrow.goto(f"/papers/{slug}/")
    wide = "(nodes) => nodes.filter((node) => node.scrollWidth > node.clientWidth).map((node) => getComputedStyle(node).overflowX)"
    assert "auto" not in narrow.locator("nav.steps a *").evaluate_all(wide)


@pytest.mark.parametrize(("url", "text"), [("/papers/arabic/", ".abstract"), ("/2025/03/17/", ".card:has(:dir(rtl)) .excerpt")])
@pytest.mark.parametrize("width", [768, 1_440])
def test_a_text_from_right_to_left_begins_below_its_title(url: str, text: str, width: int, narrow: Page) -> None:
    narrow.set_viewport_size({"width": width, "height": 900})
    narrow.goto(url)
    title = "h1" if url.startswith("/papers/") else ".card-title:dir(rtl)"
    right = "(node) => Math.round(node.getBoundingClientRect().right)"
    assert narrow.locator(title).first.evaluate(right) == narrow.locator(text).first.evaluate(right)
