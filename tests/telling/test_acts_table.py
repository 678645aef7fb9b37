"""The acts of many runs: compact, complete, and the same alone as among others."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import simulation as sim
from simulation.telling.acts import HEAVIEST

KEY = ["run", "month", "actor", "act", "target", "count"]


def plain(table: pd.DataFrame) -> pd.DataFrame:
    terms = [f"term_{k + 1}" for k in range(HEAVIEST)]
    return table.astype(dict.fromkeys(("month", "actor", "act", "target", *terms), str)).reset_index(
        drop=True
    )


def test_a_run_has_the_same_acts_alone_and_among_others(telling: str) -> None:
    among, alone = sim.histories("increase", 20, 2025), sim.histories("increase", [13], 2025)
    assert telling in set(alone["act"])
    pd.testing.assert_frame_equal(plain(among[among["run"] == 13]), plain(alone), check_exact=True)


def test_its_counts_are_the_batchs(results: sim.Results) -> None:
    table = sim.histories(sim.load("iran_paths").scenarios[1], 12, 2025)
    stored = results.outcomes.query("scenario == 'loosen'").set_index("run")
    for name in ("attacks_us", "sanctions_us", "iraqi_deaths", "framework_exits"):
        counted = table[table["act"] == name].groupby("run")["count"].sum().reindex(range(12), fill_value=0)
        np.testing.assert_array_equal(counted, stored[name], err_msg=name)


def test_it_says_what_the_history_of_one_run_says(results: sim.Results) -> None:
    table = sim.histories("maintain", [5], 2025)
    story = sim.history(results, "maintain", 5)
    made = {(act.month, act.act) for act in story.acts if act.act not in ("seats_won", "government_formed")}
    assert made == set(zip(table["month"].astype(str), table["act"].astype(str), strict=True))


def test_reasons_stand_in_the_table(telling: str) -> None:
    table = sim.histories("maintain", 7, 2025)
    ours = table[table["act"] == telling]
    assert len(ours) == 7 * 8
    assert not ours["recorded"].any()
    last = ours[ours["run"] == 6].iloc[0]
    assert (last["term_1"], last["size_1"], last["by_luck"]) == ("luck", 4.0, True)
    assert not ours[ours["run"] == 0]["by_luck"].any()
    others = table[table["act"] != telling]
    assert others["size_1"].isna().eq(others["term_1"] == "").all()


def test_it_is_ordered_and_compact() -> None:
    table = sim.histories("maintain", 50, 2025)
    assert table["run"].is_monotonic_increasing
    assert table.groupby("run")["month"].apply(lambda months: months.cat.codes.is_monotonic_increasing).all()
    assert (table["count"] > 0).all()
    assert table.memory_usage(deep=True).sum() / 50 < 12_000  # bytes a run


@pytest.mark.parametrize("runs", [[3], [3, 900_000]])
def test_run_numbers_are_the_batchs(runs: list[int]) -> None:
    assert set(sim.histories("maintain", runs, 2025)["run"]) == set(runs)
