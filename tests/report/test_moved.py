"""What moved and what did not, after all the comparisons it was picked from."""

from __future__ import annotations

import pytest

from simulation.outcomes import Results
from simulation.report import moved
from simulation.report.design import design_of
from simulation.report.moved import DOUBTFUL, SAME, Change
from tests.report.conftest import outcomes_of, results_of


def found(results: Results) -> list[Change]:
    return moved.changes(results, design_of(results.manifest))


def test_changes_are_those_of_compare(path_results: Results) -> None:
    table = path_results.compare("loosen", "maintain").set_index(["outcome", "statistic"])
    ours = [change for change in found(path_results) if change.scenario == "loosen"]
    assert len(ours) == len(table)
    for change in ours:
        row = table.loc[(change.outcome, change.statistic)]
        assert change.found.value == row["difference"]
        if change.held:
            assert row["verdict"] == "moved"


def test_the_same_scenarios_moved_nothing(same_results: Results) -> None:
    changes = found(same_results)
    assert not any(change.held for change in changes)
    design = design_of(same_results.manifest)
    section = moved.section(same_results, design, changes)
    assert section.tables == ()
    assert any(
        s.startswith("No change that we can tell from chance, under any scenario") for s in section.sentences
    )


def test_placebos_are_seldom_said_to_move() -> None:
    claimed = 0
    for seed in range(40):
        table = outcomes_of(dict.fromkeys(("a", "b", "c"), 0.0), 200, seed, luck=True)
        claimed += any(change.held for change in found(results_of(table)))
    assert claimed <= 6  # two expected


def test_a_scenario_that_moves_nothing_is_named(path_results: Results) -> None:
    results = results_of(outcomes_of({"maintain": 0.0, "placebo": 0.0, "loosen": 0.4}))
    section = moved.section(results, design_of(results.manifest), found(results))
    assert "Nothing moves under placebo." in section.sentences
    (table,) = section.tables
    assert table.head == ("Outcome", "Placebo", "Loosen")
    assert {row[1] for row in table.rows} == {SAME}
    first = next(row for row in table.rows if row[0] == "Axis index")
    assert first[2].startswith("+0.3")


def test_many_scenarios_are_told_by_outcome() -> None:
    effects = {"maintain": 0.0, **{f"s{k}": 0.1 * k for k in range(1, 8)}}
    results = results_of(outcomes_of(effects))
    section = moved.section(results, design_of(results.manifest), found(results))
    (table,) = section.tables
    row = next(row for row in table.rows if row[0] == "Axis index")
    assert row[1] == "7 of 7"
    assert row[3] == "s7"


@pytest.mark.parametrize(
    ("low", "held", "cell"),
    [
        (0.01, True, "+3 in 100 (+1 to +5)"),
        (0.01, False, f"+3 in 100 (+1 to +5){DOUBTFUL}"),
        (-0.01, False, SAME),
    ],
)
def test_a_cell_says_how_sure_it_is(low: float, held: bool, cell: str) -> None:
    from simulation.outcomes.intervals import Estimate

    change = Change("pmf_fate", "share: entrenched", "a", Estimate(0.03, low, 0.05), 0.1, 400, held)
    assert change.cell() == cell
    assert change.label == "PMF entrenched"
