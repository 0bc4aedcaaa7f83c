"""Is the manual of profiles complete, and does its example work?"""

import re
from pathlib import Path

import pytest

from data.sources import grammar
from data.sources.profile import FOLDER, load_profile

README = (FOLDER.parent / "README.md").read_text("utf-8")
KEYS = {
    key
    for keys in (grammar.PROFILE, grammar.READ, grammar.OUTPUT, grammar.COLUMN, grammar.PROVIDE)
    for key in (*keys, *grammar.DERIVATIONS)
}


def block(language: str) -> str:
    found = re.search(rf"```{language}\n(.*?)```", README, re.DOTALL)
    assert found
    return re.sub(r"^   ", "", found[1], flags=re.MULTILINE)


@pytest.mark.parametrize("key", sorted(KEYS))
def test_every_key_is_explained(key: str) -> None:
    assert f"`{key}`" in README


@pytest.mark.parametrize("name", sorted(path.stem for path in FOLDER.glob("*.toml")))
def test_every_profile_is_listed(name: str) -> None:
    assert f"`{name}`" in README


def test_the_example_of_five_minutes(selected, tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(block("toml"), "utf-8")
    (tmp_path / "orders.csv").write_text(block("csv"), "utf-8")
    profile = load_profile(tmp_path / "mine.toml")
    first, second = selected(tmp_path / "orders.csv", profile)["requests"]
    assert (first["channel"], str(first["closed_at"])) == ("hotline", "2024-03-06 01:00:00")
    assert (second["is_closed"], second["village"]) == (False, "East (place not recorded)")
    headers = block("csv").splitlines()[0].split(",")
    fit = profile.fit(headers)
    assert (fit.unused, fit.personal) == ((), (("caller phone", "a phone number"),))
