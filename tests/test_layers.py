"""Data flows one way: a module imports only from packages to its left."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import simulation

ROOT = Path(simulation.__file__).parent
# Packages of one line stand side by side and do not know each other.
ORDER = (
    ("errors",),
    ("documents",),
    ("evidence",),
    ("scenario",),
    ("codebook",),
    ("model",),
    ("batch",),
    ("outcomes",),
    ("telling", "words"),
    ("analysis",),
    ("plots",),
    ("report",),
    ("workshop",),
    ("cli",),
)
PLACE = {name: place for place, names in enumerate(ORDER) for name in names}


def imported(source: str) -> Iterator[str]:
    """The packages of `simulation` that a module's text imports, at its head or inside functions."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            named = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module == "simulation":
            named = [f"simulation.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            named = [node.module or ""]
        else:
            continue
        yield from (name.split(".")[1] for name in named if name.startswith("simulation."))


def wrong(package: str, source: str) -> list[str]:
    """The imports that point to the right or to a neighbour."""
    return [
        name
        for name in imported(source)
        if name in PLACE and name != package and PLACE[name] >= PLACE[package]
    ]


def packages() -> list[str]:
    found = [path.stem for path in ROOT.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()]
    return sorted(name for name in found if not name.startswith("_"))


def test_every_package_has_its_place() -> None:
    assert set(packages()) <= PLACE.keys()


@pytest.mark.parametrize("package", packages())
def test_a_module_imports_only_from_its_left(package: str) -> None:
    single = ROOT / f"{package}.py"
    for path in [single] if single.exists() else sorted((ROOT / package).rglob("*.py")):
        assert wrong(package, path.read_text(encoding="utf-8")) == [], path


def test_an_import_to_the_right_is_seen() -> None:
    assert wrong("model", "def f():\n    from simulation.plots import page") == ["plots"]
    assert wrong("analysis", "import simulation.plots.page") == ["plots"]
    assert wrong("telling", "import simulation.words") == ["words"]
    assert wrong("words", "from simulation import plots, errors") == ["plots"]
