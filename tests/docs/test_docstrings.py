"""Examples in docstrings work, and those of commands name options that exist."""

from __future__ import annotations

import doctest
import importlib
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import typer.main

import simulation
from simulation.cli import app

ROOT = Path(simulation.__file__).parent
WITH_EXAMPLES = [
    ".".join(path.relative_to(ROOT.parent).with_suffix("").parts).removesuffix(".__init__")
    for path in sorted(ROOT.rglob("*.py"))
    if ">>> " in path.read_text(encoding="utf-8")
]
COMMANDS: dict[str, Any] = dict(typer.main.get_command(app).commands)  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", WITH_EXAMPLES)
def test_examples_of_a_module_work(name: str) -> None:
    done = doctest.testmod(importlib.import_module(name))
    assert done.attempted > 0
    assert done.failed == 0


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_the_example_of_a_command_could_be_typed(name: str) -> None:
    found = re.search(r"Example: crossroads (.*)", COMMANDS[name].help)
    assert found, f"crossroads {name} has no example"
    command, *arguments = shlex.split(found[1].split(" > ")[0])
    assert command == name
    COMMANDS[name].make_context(name, arguments, resilient_parsing=False)


def test_there_are_examples() -> None:
    assert len(WITH_EXAMPLES) > 1
