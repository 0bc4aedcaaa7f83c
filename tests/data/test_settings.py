"""Are the operator's choices read, bounded and documented?"""

from pathlib import Path

import pytest

from data import settings
from data.errors import DataError

ROOT = Path(__file__).parents[2]


def test_a_number_out_of_bounds_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DASHBOARD_KEEP", "none")
    with pytest.raises(DataError) as told:
        settings.number("DASHBOARD_KEEP", 1, 100)
    assert str(told.value) == "DASHBOARD_KEEP is none; allowed is a number from 1 to 100"


@pytest.mark.parametrize("setting", settings.SETTINGS, ids=lambda s: s.name)
def test_every_setting_is_documented(setting: settings.Setting) -> None:
    assert f"`{setting.name}`" in (ROOT / "README.md").read_text(encoding="utf-8")
    assert setting.help.endswith(".")
