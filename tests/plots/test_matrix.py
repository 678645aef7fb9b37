"""The matrix of crossed scenarios: its numbers, its marks, and what it refuses."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex, to_rgb
from matplotlib.patches import Rectangle

from simulation import plots
from simulation.errors import InputError
from simulation.plots.labels import scenario_label
from simulation.plots.seeing import contrast_of, luminance
from simulation.plots.style import GREY, INK, LOOKS
from simulation.words import NO_CHANGE

CROSS = ("increase", "loosen", "maintain"), ("simulated", "framework_wins", "sudani_plurality")


def means(figure: Any) -> dict[str, str]:
    found = {str(t.get_gid()): t.get_text() for t in figure.texts if t.get_gid()}
    return {gid.removeprefix("mean-"): text for gid, text in found.items() if gid.startswith("mean-")}


def shaded(figure: Any) -> list[Any]:
    return [patch for patch in figure.axes[0].patches if isinstance(patch, Rectangle) and patch.get_fill()]


def dotted(figure: Any) -> int:
    """Cells whose sides are dotted."""
    return sum(patch.get_hatch() == "..." for patch in figure.axes[0].patches) // 2


@pytest.mark.parametrize("style", LOOKS)
def test_every_cell_has_the_mean_of_its_runs(cases: Callable[[str], Any], style: str) -> None:
    results = cases("crossed")
    expected = results.outcomes.groupby("scenario")["axis_index"].mean()
    found = means(plots.scenario_matrix(results, style=style))
    assert set(found) == {"+".join(pair) for pair in itertools.product(*CROSS)}
    for name, text in found.items():
        assert float(text.replace("−", "-")) == pytest.approx(expected[name], abs=0.0051)


def test_the_title_names_the_ends(cases: Callable[[str], Any]) -> None:
    results = cases("crossed")
    mean = results.outcomes.groupby("scenario")["axis_index"].mean()
    said = plots.words_of(plots.scenario_matrix(results))["title"]
    low, high = (scenario_label(name) for name in (mean.idxmin(), mean.idxmax()))
    assert said.index(low) < said.index(high)
    table = mean.set_axis(pd.MultiIndex.from_tuples([name.split("+") for name in mean.index])).unstack()
    rows, columns = ((table.max(axis=a) - table.min(axis=a)).max() for a in (0, 1))
    assert said.endswith(f"rows differ by up to {rows:.2f}, columns by up to {columns:.2f}")


def test_differences_that_may_be_luck_are_dotted(synthetic: Callable[..., Any]) -> None:
    same = synthetic({f"{a}+{b}": 0.2 if a == "loosen" else 0.0 for a, b in itertools.product(*CROSS)})
    figure = plots.scenario_matrix(synthetic({f"{a}+{b}": 0.0 for a, b in itertools.product(*CROSS)}))
    assert dotted(figure) == 6  # every cell but the baseline's column
    assert NO_CHANGE in plots.words_of(figure)["title"].lower()
    assert "(6 of 6)" in plots.words_of(figure)["note"]
    moved = synthetic({f"{a}+{b}": 0.3 * (b == "framework_wins") for a, b in itertools.product(*CROSS)})
    figure = plots.scenario_matrix(moved)
    assert dotted(figure) == 3
    assert "(3 of 6)" in plots.words_of(figure)["note"]
    assert len(shaded(plots.scenario_matrix(same))) == 9


def test_zero_is_the_middle_of_the_colours(synthetic: Callable[..., Any]) -> None:
    results = synthetic({"a+x": 0.0, "a+y": 0.3, "b+x": -0.3, "b+y": 0.0})
    outcomes = results.outcomes.assign(
        axis_index=results.outcomes["scenario"].map({"a+x": 0.0, "a+y": 0.4, "b+x": -0.4, "b+y": 0.0})
    )
    figure = plots.scenario_matrix(replace(results, outcomes=outcomes))
    middle, warm, cold, again = (to_rgb(cell.get_facecolor()) for cell in shaded(figure))
    assert middle == again
    assert np.ptp(middle) < 0.02  # grey
    assert warm[0] > warm[2]
    assert cold[2] > cold[0]
    assert luminance(np.array(warm)) == pytest.approx(luminance(np.array(cold)), abs=0.12)


@pytest.mark.parametrize("style", LOOKS)
def test_text_keeps_seven_to_one_in_every_cell(synthetic: Callable[..., Any], style: str) -> None:
    results = synthetic({"a+x": -0.9, "a+y": 0.9, "b+x": 0.0, "b+y": 0.1})
    for cell in shaded(plots.scenario_matrix(results, style=style)):
        shade = to_hex(cell.get_facecolor())
        assert contrast_of(shade, INK) >= 7
        assert contrast_of(shade, GREY) >= 2.5


def test_other_outcomes_run_from_zero(cases: Callable[[str], Any]) -> None:
    results = cases("crossed")
    for outcome, unit in (("iraqi_deaths", "Iraqis killed"), ("months_to_form", "Months to form")):
        figure = plots.scenario_matrix(results, outcome=outcome)
        assert plots.words_of(figure)["title"].startswith(unit)
        expected = results.outcomes.groupby("scenario")[outcome].mean()
        for name, text in means(figure).items():
            assert float(text.replace(",", "")) == pytest.approx(expected[name], abs=0.51)
    assert "no value" in plots.words_of(figure)["note"]


def test_a_cell_may_hold_the_share_of_an_ending(cases: Callable[[str], Any]) -> None:
    results = cases("crossed")
    figure = plots.scenario_matrix(results, outcome="pmf_fate=entrenched")
    for name, rows in results.outcomes.groupby("scenario"):
        share = 100 * float((rows["pmf_fate"] == "entrenched").mean())
        assert float(means(figure)[name]) == pytest.approx(share, abs=0.51)
    assert plots.words_of(figure)["title"].startswith("PMF entrenched")
    with pytest.raises(InputError, match="pmf_fate=entrenched"):
        plots.scenario_matrix(results, outcome="pmf_fate=gone")


def test_an_outcome_that_is_no_quantity_is_refused(cases: Callable[[str], Any]) -> None:
    with pytest.raises(InputError, match="did you mean 'axis_index'"):
        plots.scenario_matrix(cases("crossed"), outcome="axis_indx")
    with pytest.raises(InputError, match="pm_kind=sudani"):
        plots.scenario_matrix(cases("crossed"), outcome="pm_kind")


@pytest.mark.parametrize("case", ["paths", "one scenario", "long names"])
def test_without_a_cross_there_is_nothing_to_draw(cases: Callable[[str], Any], case: str) -> None:
    with pytest.raises(plots.NothingToDrawError, match="named a\\+b"):
        plots.scenario_matrix(cases(case))


def test_a_cell_that_was_not_run_is_left_open(cases: Callable[[str], Any]) -> None:
    full = cases("crossed")
    names = [name for name in full.scenarios if name != "loosen+framework_wins"]
    figure = plots.scenario_matrix(full, scenarios=names)
    assert len(shaded(figure)) == 8
    assert "–" in [text.get_text() for text in figure.texts]


@pytest.mark.parametrize("style", LOOKS)
def test_three_by_five_fit_a_projector(synthetic: Callable[..., Any], tmp_path: Path, style: str) -> None:
    columns = ("simulated", "pro_tehran_rout", "framework_wins", "sudani_plurality", "sadr_returns")
    results = synthetic({f"{a}+{b}": 0.0 for a, b in itertools.product(CROSS[0], columns)}, runs=40)
    before = dict(mpl.rcParams)
    figure = plots.scenario_matrix(results, style=style)
    assert dict(mpl.rcParams) == before
    assert figure.get_size_inches() == pytest.approx([12.8, 7.2])
    one, other = (
        plots.save(plots.scenario_matrix(results, style=style), tmp_path / n) for n in ("a.png", "b.png")
    )
    assert one.read_bytes() == other.read_bytes()
