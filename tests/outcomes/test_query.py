"""Conditions on outcomes: what they mean, and what they cannot do."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from simulation.errors import InputError
from simulation.outcomes.query import matching

FRAME = pd.DataFrame(
    {
        "scenario": ["a", "a", "b", "b"],
        "axis_index": [-0.5, 0.1, 0.4, 0.9],
        "attacks_us": [3, 0, 7, 1],
        "pm_kind": ["sudani", None, "caretaker", "sudani"],
        "belief.resolve": [0.1, 0.2, 0.3, np.nan],
    }
)


def held(condition: str) -> list[int]:
    return np.flatnonzero(matching(condition, list(FRAME.columns), FRAME.__getitem__)).tolist()


@pytest.mark.parametrize(
    ("condition", "rows"),
    [
        ("axis_index > 0", [1, 2, 3]),
        ("pm_kind == 'sudani'", [0, 3]),
        ("pm_kind != 'sudani'", [1, 2]),
        ("pm_kind in ['sudani', 'caretaker']", [0, 2, 3]),
        ("pm_kind not in ('sudani',)", [1, 2]),
        ("axis_index > 0 and attacks_us < 2", [1, 3]),
        ("axis_index < 0 or attacks_us > 5", [0, 2]),
        ("not axis_index > 0", [0]),
        ("not pm_kind == 'sudani'", [1, 2]),
        ("not pm_kind != 'sudani'", [0, 3]),
        ("not (axis_index > 0 and attacks_us < 2)", [0, 2]),
        ("not (axis_index > 0.5 or attacks_us > 5)", [0, 1]),
        ("not 0 < axis_index <= 0.4", [0, 3]),
        ("belief.resolve > 0.25", [2]),
        ("not belief.resolve > 0.25", [0, 1, 3]),
        ("attacks_us / 2 > 1.4", [0, 2]),
        ("-axis_index > -0.2", [0, 1]),
        ("0 < axis_index <= 0.4", [1, 2]),
        ("attacks_us + 1 > 2 * axis_index + 3", [0, 2]),
        ("axis_index >= -0.1 - 0.4", [0, 1, 2, 3]),
        ("belief.resolve < 0.25", [0, 1]),
        ("`belief.resolve` < 0.25 and scenario == 'a'", [0, 1]),
    ],
)
def test_conditions(condition: str, rows: list[int]) -> None:
    assert held(condition) == rows


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ("axis_indx > 0", "did you mean 'axis_index'"),
        ("axis_index >", "cannot read the condition"),
        ("", "cannot read the condition"),
        ("axis_index", "'axis_index' is not a comparison"),
        ("axis_index > 0 and attacks_us", "not a comparison"),
        ("1 == 1", "not something that holds"),
        ("axis_index > 0 & attacks_us < 2", "not allowed"),
        ("axis_index is 0", "use =="),
        ("axis_index == 'x' * 9999999999", "not a number"),
        ("axis_index > 9 ** 9 ** 9", "not allowed"),
        ("pm_kind > 3", "cannot read the condition"),
        ("'a' in pm_kind", "cannot read the condition"),
        ("__import__('os').system('true')", "not allowed"),
        ("axis_index.__class__ == 1", "no outcome 'axis_index.__class__'"),
        ("[x for x in (1,)] == axis_index", "not allowed"),
        ("(lambda: 1)() == axis_index", "not allowed"),
        ("axis_index > 0; import os", "cannot read the condition"),
        ("(" * 500 + "axis_index > 0" + ")" * 500, "cannot read the condition"),
        ("axis_index > 0" + " and axis_index > 0" * 500, "cannot read the condition"),
        ("axis_index > 0\x00", "cannot read the condition"),
    ],
)
def test_conditions_that_are_wrong(condition: str, said: str) -> None:
    with pytest.raises(InputError, match="(?s)" + said.replace("(", r"\(")):
        held(condition)
