"""Notebooks as they are stored; the site executes them (`make site`), and an error there fails the build."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

import pytest

DOCS = Path(__file__).parents[2] / "docs"
NOTEBOOKS = sorted((DOCS / "notebooks").glob("*.ipynb"))


def cells(path: Path, kind: str) -> list[dict[str, Any]]:
    return [
        cell for cell in json.loads(path.read_text(encoding="utf-8"))["cells"] if cell["cell_type"] == kind
    ]


def test_there_are_two() -> None:
    assert [path.stem for path in NOTEBOOKS] == ["the_three_paths", "your_own_mechanism"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_stored_without_outputs_and_stands_in_the_contents(path: Path) -> None:
    for cell in cells(path, "code"):
        assert cell["outputs"] == []
        assert cell["execution_count"] is None
        lines = [line for line in cell["source"] if not line.startswith("%")]
        ast.parse("".join(lines))
    assert f"notebooks/{path.stem}" in (DOCS / "index.md").read_text(encoding="utf-8")


def test_the_site_executes_them_and_fails_on_an_error() -> None:
    settings = (DOCS / "conf.py").read_text(encoding="utf-8")
    assert 'nb_execution_mode = "cache"' in settings
    assert "nb_execution_raise_on_error = True" in settings
