"""Is everything said in both languages?"""

import re
import string
from pathlib import Path

import pytest

from analytics.metrics import METRICS
from pages import texts

PAGES = Path(texts.__file__).parents[1]


def test_both_languages_have_the_same_keys() -> None:
    assert set(texts.catalogue("zh")) == set(texts.catalogue("en"))


def test_both_languages_have_the_same_blanks() -> None:
    def blanks(lang: str) -> dict[str, set[str]]:
        found = texts.catalogue(lang).items()
        return {k: {b for _, b, _, _ in string.Formatter().parse(v) if b} for k, v in found}

    english, allowed = blanks("en"), {"more", "count"}  # "X and 2 more" is "X等3项"
    for key, names in blanks("zh").items():
        assert names ^ english[key] <= allowed, key


@pytest.mark.parametrize("metric", METRICS)
@pytest.mark.parametrize("lang", texts.LANGUAGES)
def test_every_metric_is_named_and_explained(metric: str, lang: str) -> None:
    for part in ("short", "name", "inline", "definition", "caution"):
        assert texts.say(lang, f"metric.{metric}.{part}")


def test_every_key_in_the_code_is_a_text() -> None:
    """Keys put together from parts are met by the tests that draw pages."""
    whole = re.compile(r'\b(?:t|say)\(\s*(?:lang, |self\.lang, )?"([a-z_]+\.[a-z_.0-9]+)"')
    source = "\n".join(path.read_text(encoding="utf-8") for path in PAGES.rglob("*.py"))
    known = set(texts.catalogue("en"))
    forms = {key.removesuffix(".one") for key in known}
    assert set(whole.findall(source)) <= known | forms


def test_one_and_many_differ_in_english() -> None:
    assert texts.say("en", "places.township", n=1, count="1") == "1 township"
    assert texts.say("en", "places.township", n=3, count="3") == "3 townships"


def test_an_unknown_text_is_a_mistake_of_the_programmer() -> None:
    with pytest.raises(ValueError, match=r"no text 'page\.nowhere'"):
        texts.say("en", "page.nowhere")
    with pytest.raises(ValueError, match="no texts in 'fr'"):
        texts.say("fr", "page.overview")


@pytest.mark.parametrize(
    ("locale", "lang"),
    [("zh-CN", "zh"), ("zh-Hant-TW", "zh"), ("en-US", "en"), ("de", "en"), (None, "en")],
)
def test_a_chinese_browser_reads_chinese(locale: str | None, lang: str) -> None:
    assert texts.preferred(locale) == lang


def test_a_name_draws_no_image() -> None:
    assert texts.literal("![x](http://e) $a$ *b*") == r"!\[x\](http://e) \$a\$ \*b\*"
