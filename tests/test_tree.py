"""Does the tree keep its own rules?"""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FILES = subprocess.run(
    ["git", "ls-files", "-co", "--exclude-standard"],
    cwd=ROOT,
    capture_output=True,
    text=True,
    check=True,
).stdout.splitlines()
PYTHON = [name for name in FILES if name.endswith(".py") and (ROOT / name).exists()]
TELLS_NOTHING = {"utils", "util", "helpers", "common", "core", "manager", "base", "misc"}
REQUIREMENT = re.compile(r"^[a-z0-9_\-]+(\[[a-z0-9,]+\])?==[\w.]+ +# \S.*$", re.IGNORECASE)


def test_no_file_is_longer_than_one_can_read() -> None:
    lengths = {name: len((ROOT / name).read_text(encoding="utf-8").split("\n")) for name in PYTHON}
    assert {name: n for name, n in lengths.items() if n > 401} == {}


def test_no_file_has_a_name_that_tells_nothing() -> None:
    assert [name for name in PYTHON if Path(name).stem in TELLS_NOTHING] == []


@pytest.mark.parametrize("name", [name for name in FILES if name.startswith("requirements")])
def test_every_dependency_is_pinned_and_explained(name: str) -> None:
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    wanted = [line for line in lines if line and not line.startswith(("#", "-r"))]
    assert [line for line in wanted if not REQUIREMENT.match(line)] == []


@pytest.mark.parametrize("name", PYTHON)
def test_every_module_says_what_it_answers(name: str) -> None:
    source = (ROOT / name).read_text(encoding="utf-8")
    assert not source or source.startswith('"""'), f"{name} has no docstring"


def test_the_map_of_the_readme_names_real_commands() -> None:
    """Every `make` word in the README is a target of the Makefile."""
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = set(re.findall(r"`make ([a-z-]+)", (ROOT / "README.md").read_text(encoding="utf-8")))
    assert named
    assert named <= targets
