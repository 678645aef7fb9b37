"""Every figure, in both styles, on every kind of results: drawn, legible, and nothing left behind."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from simulation import plots
from simulation.errors import InputError
from simulation.plots.style import GREY, INK, LOOKS

# Words that cheer, blame or forecast; a month may be called May.
TAKES_SIDES = re.compile(
    r"\b(prove|will|impossible|certain|accurate|might|could|may(?! \d)|regime|proxy|proxies)\b", re.I
)
CASES = (
    "paths",
    "one scenario",
    "one run",
    "two months",
    "fifteen",
    "lenses",
    "long names",
)
OPTIONS: dict[str, dict[str, Any]] = {
    "conditional": {"given": "axis_index > -0.9"},
    "discovery": {"outcome": "axis_verdict=hedging"},
}
# What each kind of results holds nothing of.
ABSENT = {
    "paths": {"scenario_matrix", "lens_comparison", "forecast"},
    "one scenario": {"scenario_matrix", "lens_comparison", "flip_table", "twin_histories", "forecast"},
    "one run": {
        "scenario_matrix",
        "lens_comparison",
        "drivers",
        "conditional",
        "discovery",
        "signposts",
        "forecast",
    },
    "two months": {
        "scenario_matrix",
        "lens_comparison",
        "in_government",
        "discovery",
        "signposts",
        "forecast",
    },
    "fifteen": {"lens_comparison", "drivers", "discovery", "forecast"},
    "lenses": {"discovery", "forecast"},
    "long names": {"scenario_matrix", "lens_comparison", "forecast"},
}
# Drawn from what an analysis kept, and tested each in its own file.
ASKED = {"requirements", "robustness", "sensitivity", "matching"}
EVERY = [
    (case, name, style)
    for case, name, style in itertools.product(CASES, plots.FIGURES, LOOKS)
    if name not in ASKED | ABSENT.get(case, set())
]
# Those that any results with a vote have data for.
PLAIN = [name for name in plots.FIGURES if name not in ASKED | ABSENT["paths"]]
OF_ELECTIONS = ["seats", "parliament", "in_government", "premiers", "months_to_form", "governorate_map"]
NEEDY = [*OF_ELECTIONS, "blocking", "violence_calendar", "drivers", "discovery", "signposts"]
Draw = Callable[[str, str, str], Figure]


@pytest.fixture(scope="module")
def draw(cases: Callable[[str], Any]) -> Draw:
    """Any figure; those of the three paths, which many tests look at, drawn once."""
    made: dict[tuple[str, str], Figure] = {}

    def figure(case: str, name: str, style: str) -> Figure:
        if case == "paths" and (name, style) in made:
            return made[name, style]
        found = plots.FIGURES[name](cases(case), style=style, **OPTIONS.get(name, {}))
        if case == "paths":
            made[name, style] = found
        return found

    return figure


@pytest.mark.parametrize(("case", "name", "style"), EVERY)
def test_a_figure_can_be_read(draw: Draw, case: str, name: str, style: str) -> None:
    figure = draw(case, name, style)
    assert isinstance(figure, Figure)
    assert plots.check(figure) == []
    assert plots.words_of(figure)["title"]
    for text in figure.texts:
        assert to_hex(text.get_color()).upper() in (INK, GREY), text.get_text()
        assert not TAKES_SIDES.search(text.get_text()), text.get_text()


@pytest.mark.parametrize(("case", "name"), [(case, name) for case in ABSENT for name in sorted(ABSENT[case])])
def test_what_results_hold_nothing_of_is_not_drawn(cases: Callable[[str], Any], case: str, name: str) -> None:
    with pytest.raises((plots.NothingToDrawError, InputError)):
        plots.FIGURES[name](cases(case), **OPTIONS.get(name, {}))


@pytest.mark.parametrize("name", PLAIN)
def test_three_scenarios_fill_a_projector(draw: Draw, name: str) -> None:
    assert draw("paths", name, "audience").get_size_inches() == pytest.approx([12.8, 7.2])
    letters = LOOKS["audience"].text / 72 / 7.2
    assert letters >= 0.034  # of the picture's height


@pytest.mark.parametrize("style", LOOKS)
@pytest.mark.parametrize("name", PLAIN)
def test_the_stamp_says_what_a_figure_rests_on(draw: Draw, name: str, style: str) -> None:
    stamp = plots.words_of(draw("paths", name, style))["stamp"]
    for part in ("Iran's three paths", "300 runs", "seed 2025", "0.1.0", "untested"):
        assert part in stamp
    assert "maintain" in stamp or "of 3 scenarios" in stamp


def test_the_stamp_takes_the_status_of_the_calibration(cases: Callable[[str], Any]) -> None:
    results = cases("paths")
    tested = replace(results, manifest={**results.manifest, "calibration": "back-tested"})
    assert "calibration: back-tested" in plots.words_of(plots.violence(tested))["stamp"]


@pytest.mark.parametrize("style", LOOKS)
@pytest.mark.parametrize("name", PLAIN)
def test_without_runs_a_figure_says_so(cases: Callable[[str], Any], name: str, style: str) -> None:
    full = cases("paths")
    empty = replace(full, outcomes=full.outcomes.iloc[:0], months=full.months.iloc[:0], seats=None)
    figure = plots.FIGURES[name](empty, style=style)
    assert plots.words_of(figure)["title"] == "No runs to show"
    assert "no runs" in plots.words_of(figure)["stamp"]


@pytest.mark.parametrize("name", [name for name in PLAIN if name not in NEEDY])
def test_columns_that_are_not_there_yet_are_left_out(cases: Callable[[str], Any], name: str) -> None:
    full = cases("paths")
    bare = replace(
        full, outcomes=full.outcomes[["scenario", "run"]], months=full.months.drop(columns="axis_index")
    )
    assert plots.words_of(plots.FIGURES[name](bare))["title"] == "No runs to show"


@pytest.mark.parametrize("name", NEEDY)
def test_a_figure_without_its_data_says_what_is_missing(cases: Callable[[str], Any], name: str) -> None:
    full = cases("paths")
    months = full.months[["scenario", "run", "month", "axis_index"]]
    bare = replace(full, outcomes=full.outcomes[["scenario", "run"]], months=months, seats=None)
    with pytest.raises(
        plots.NothingToDrawError, match=r"no election was held|do not say|do not count|hold no axis index"
    ):
        plots.FIGURES[name](bare)


@pytest.mark.parametrize("name", PLAIN)
def test_names_that_are_none_are_refused(cases: Callable[[str], Any], name: str) -> None:
    draw, results = plots.FIGURES[name], cases("paths")
    with pytest.raises(InputError, match="did you mean 'expert'"):
        draw(results, style="experts")
    with pytest.raises(InputError, match="did you mean 'loosen'"):
        draw(results, scenarios=["loosn"])
    with pytest.raises(InputError, match="no scenario 'decrease'"):
        draw(results, baseline="decrease")


def test_an_outcome_without_categories_is_refused(cases: Callable[[str], Any]) -> None:
    with pytest.raises(InputError, match="did you mean 'pmf_fate'"):
        plots.outcome_shares(cases("paths"), outcome="pmf_fates")


def test_pmf_fates_is_outcome_shares_of_the_fate(cases: Callable[[str], Any], tmp_path: Path) -> None:
    one = plots.save(plots.pmf_fates(cases("paths")), tmp_path / "one.png")
    other = plots.save(plots.outcome_shares(cases("paths"), outcome="pmf_fate"), tmp_path / "other.png")
    assert one.read_bytes() == other.read_bytes()


@pytest.mark.parametrize("style", LOOKS)
def test_shares_show_the_counts_of_the_data(draw: Draw, cases: Callable[[str], Any], style: str) -> None:
    outcomes = cases("paths").outcomes
    figure = draw("paths", "outcome_shares", style)
    for name in ("increase", "loosen", "maintain"):
        share = 100 * float((outcomes.loc[outcomes["scenario"] == name, "axis_verdict"] == "hedging").mean())
        (text,) = [t.get_text() for t in figure.texts if t.get_gid() == f"count-{name}-hedging"]
        if style == "expert":
            assert text.startswith(f"{share:.1f}  [")
        else:
            assert abs(float(text.split()[0]) - share) <= 5  # 300 runs: to the nearest 5, and adding up


def test_dots_are_as_many_as_the_number_says(draw: Draw) -> None:
    figure = draw("paths", "outcome_shares", "audience")
    drawn = sum(len(c.get_offsets()) for ax in figure.axes for c in ax.collections)
    assert drawn == 300  # 100 for each of three scenarios


@pytest.mark.parametrize("name", ["outcome_shares", "pmf_fates"])
@pytest.mark.parametrize("case", ["paths", "crossed", "one scenario"])
def test_blocks_of_dots_stand_apart_in_their_columns(draw: Draw, case: str, name: str) -> None:
    figure = draw(case, name, "audience")
    (ax,) = figure.axes
    blocks = [c.get_offsets() for c in ax.collections if len(c.get_offsets())]
    starts = sorted({round(float(block[:, 0].min()), 6) for block in blocks})
    for block in blocks:
        later = [start for start in starts if start > block[:, 0].min() + 1e-6]
        assert block[:, 0].max() < min(later, default=ax.get_xlim()[1])
        assert ax.get_ylim()[0] <= block[:, 1].min() <= block[:, 1].max() <= ax.get_ylim()[1]


def test_trajectories_draw_runs_that_happened(draw: Draw, cases: Callable[[str], Any]) -> None:
    figure = draw("paths", "trajectories", "audience")
    months = cases("paths").months
    for ax, name in zip(figure.axes, ("maintain", "increase", "loosen"), strict=True):
        held = months[months["scenario"] == name].pivot(index="run", columns="month", values="axis_index")
        lines = [
            line.get_ydata()
            for line in ax.lines
            if line.get_linestyle() == "-" and len(line.get_ydata()) == 24
        ]
        runs = [line for line in lines if (np.abs(held.to_numpy() - line) < 1e-12).all(1).any()]
        assert 7 <= len(runs) <= 9
        assert ax.get_ylim() == (-1, 1)


def test_scenarios_of_other_months_stand_at_their_own(cases: Callable[[str], Any]) -> None:
    full = cases("paths")
    late = (full.months["scenario"] != "loosen") | (full.months["month"] >= "2025-07")
    figure = plots.trajectories(replace(full, months=full.months[late]))
    starts = {float(np.min(line.get_xdata())) for line in figure.axes[2].lines if line.get_linestyle() == "-"}
    assert starts == {6.0}


def test_one_run_has_no_bands_and_says_so(draw: Draw) -> None:
    figure = draw("one run", "trajectories", "expert")
    assert all(not ax.collections for ax in figure.axes)
    assert "Too few runs for bands" in plots.words_of(figure)["note"]
    bands = draw("paths", "trajectories", "expert")
    assert all(len(ax.collections) == 3 for ax in bands.axes)


def test_an_audience_sees_runs_and_no_bands(draw: Draw) -> None:
    assert all(not ax.collections for ax in draw("paths", "trajectories", "audience").axes)


def test_the_baseline_is_hollow_and_first(draw: Draw) -> None:
    figure = draw("paths", "outcome_shares", "audience")
    first, last = figure.axes[0].collections[0], figure.axes[0].collections[-1]
    assert to_hex(first.get_facecolor()[0]) == "#ffffff"
    assert to_hex(first.get_edgecolor()[0]) == GREY.lower()
    assert to_hex(last.get_facecolor()[0]) != "#ffffff"


def test_differences_that_may_be_luck_are_hollow(draw: Draw) -> None:
    same = draw("same", "paired_differences", "expert")
    marks = [line for ax in same.axes for line in ax.lines if line.get_marker() == "o"]
    assert marks
    assert {to_hex(line.get_markerfacecolor()) for line in marks} == {"#ffffff"}
    moved = draw("paths", "paired_differences", "expert")
    marks = [line for ax in moved.axes for line in ax.lines if line.get_marker() in ("o", "s")]
    assert any(to_hex(line.get_markerfacecolor()) != "#ffffff" for line in marks)


def test_deaths_come_first_and_are_as_large_as_the_rest(draw: Draw) -> None:
    figure = draw("paths", "violence", "audience")
    panels = [t.get_text() for t in figure.texts if t.get_fontweight() == "bold" and t.get_gid() is None]
    assert panels[0] == "Iraqis killed"
    assert len({tuple(np.round(ax.get_position().size, 6)) for ax in figure.axes}) == 1


def test_limits_fix_an_axis(cases: Callable[[str], Any]) -> None:
    figure = plots.violence(cases("paths"), limits={"iraqi_deaths": 5000})
    assert figure.axes[0].get_xlim()[1] == pytest.approx(5150)


@pytest.mark.parametrize("kind", ["png", "svg", "pdf"])
def test_a_file_is_the_same_every_time(cases: Callable[[str], Any], tmp_path: Path, kind: str) -> None:
    first, second = (
        plots.save(plots.index_distribution(cases("paths")), tmp_path / f"{n}.{kind}").read_bytes()
        for n in (1, 2)
    )
    assert first == second


def test_an_svg_carries_its_words(cases: Callable[[str], Any], tmp_path: Path) -> None:
    figure = plots.violence(cases("paths"))
    text = plots.save(figure, tmp_path / "violence.svg").read_text(encoding="utf-8")
    assert plots.words_of(figure)["title"].split(":")[0] in text
    assert "seed 2025" in text


@pytest.mark.parametrize("name", PLAIN)
def test_settings_reach_no_figure_and_are_left_alone(
    draw: Draw, cases: Callable[[str], Any], tmp_path: Path, name: str
) -> None:
    plain = plots.save(draw("paths", name, "expert"), tmp_path / "plain.png")
    with mpl.rc_context({"font.size": 30, "axes.grid": True, "lines.linewidth": 9, "figure.dpi": 50}):
        before = dict(mpl.rcParams)
        again = plots.FIGURES[name](cases("paths"), style="expert", **OPTIONS.get(name, {}))
        assert dict(mpl.rcParams) == before
        odd = plots.save(again, tmp_path / "odd.png")
    assert plain.read_bytes() == odd.read_bytes()
    assert plt.get_fignums() == []
