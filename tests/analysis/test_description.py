"""The ODD page, the seeds and the code name the same parameters, mechanisms and state variables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from simulation.analysis.description import refreshed
from simulation.analysis.patterns.bands import load_bands
from simulation.evidence import load_evidence
from simulation.model import IraqModel
from simulation.scenario import Scenario, find_scenario

RUNS = 3
PAGE = (Path(__file__).parents[2] / "docs" / "odd.md").read_text(encoding="utf-8")
HEAD = "| class | state variables |"
NOT_STATE = {"run_numbers"}
"""An address of the luck, not a state."""


def told() -> dict[str, set[str]]:
    """State variables by class, as the page has them."""
    table = PAGE.split(HEAD)[1].split("<!-- state variables end -->")[0]
    rows = re.findall(r"^\| `(\w+)` \| (.*) \|$", table, re.MULTILINE)
    return {kind: set(re.findall(r"`(\w+)`", text)) for kind, text in rows}


def parts(model: IraqModel) -> Iterator[Any]:
    """Everything that holds state: the actors, the parts beside them, and the model itself."""
    yield from model.actors.values()
    yield from (model.iran.wills, model.course, model.talks, model.custody, model.economy, model.voices)
    yield from (model.scene, model.politics, model.politics.formation, model)


def holds_runs(value: object) -> bool:
    """One array over runs, or a mapping of nothing else."""
    if isinstance(value, dict):
        return bool(value) and all(holds_runs(each) for each in value.values())
    return isinstance(value, np.ndarray) and value.shape == (RUNS,)


def state_of(model: IraqModel) -> dict[str, set[str]]:
    """Public state variables by class, as the code has them."""
    held: dict[str, set[str]] = {}
    for part in parts(model):
        names = {name for name, value in vars(part).items() if name[0] != "_" and holds_runs(value)}
        held.setdefault(type(part).__name__, set()).update(names - NOT_STATE)
    return held


@pytest.fixture(scope="module")
def live() -> dict[str, set[str]]:
    """State of a model after two months, from the present start and from that of 2021."""
    held: dict[str, set[str]] = {}
    for setup in (find_scenario("maintain"), Scenario(name="2021", start="2021-06")):
        model = IraqModel(setup, runs=RUNS, rng=1)
        for _ in range(2):
            model.step()
        for kind, names in state_of(model).items():
            held.setdefault(kind, set()).update(names)
    return {kind: names for kind, names in held.items() if names}


def section(title: str) -> str:
    """A table that the seeds write."""
    return PAGE.split(f"<!-- table: {title} -->")[1].split("<!-- end -->")[0]


def test_the_tables_are_those_of_the_seeds() -> None:
    assert refreshed(PAGE) == PAGE, "run `make docs`"


def test_every_state_variable_of_the_code_is_on_the_page_and_no_other(live: dict[str, set[str]]) -> None:
    assert told() == live


def test_every_agent_class_has_a_row() -> None:
    model = IraqModel("maintain", runs=RUNS, rng=1)
    assert {type(actor).__name__ for actor in model.actors.values()} <= told().keys()


def test_parameters_and_mechanisms_stand_on_the_page_and_no_others() -> None:
    evidence = load_evidence()
    listed = set(re.findall(r"^\| `(\w+)` \|", section("parameters"), re.MULTILINE))
    assert listed == set(evidence.parameters)
    rows = [line for line in section("mechanisms").splitlines() if re.match(r"\| \d", line)]
    cells = [re.split(r"(?<!\\)\|", row) for row in rows]
    named = [match[1] for each in cells if (match := re.search(r"\(`(\w+)`\) $", each[2]))]
    assert sorted(named) == sorted(evidence.mechanisms)
    within = {name for each in cells for name in re.findall(r"`(\w+)`", each[5])}
    assert within == set(evidence.parameters)


def test_what_the_page_says_of_patterns_is_so() -> None:
    figures = load_bands()
    numbers = {re.sub(r"\D.*", "", name) for name in figures}
    assert "Forty-eight figures in eighteen patterns" in PAGE
    assert (len(figures), len(numbers)) == (48, 18)
