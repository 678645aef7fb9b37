"""Figures of what would have to be true and be regretted least: legible, and true to what was kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from simulation import plots
from simulation.plots.style import LOOKS
from tests.plots.conftest import make_results, requirements_kept, robustness_kept

NAMES = ("requirements", "robustness")


def beside(**kept: Any) -> Any:
    return replace(make_results(), analyses=kept)


def title(figure: Any) -> str:
    return plots.words_of(figure)["title"]


@pytest.mark.parametrize("style", LOOKS)
@pytest.mark.parametrize("name", NAMES)
def test_it_can_be_read(cases: Callable[[str], Any], name: str, style: str) -> None:
    figure = plots.FIGURES[name](cases("asked"), style=style)
    assert plots.check(figure) == []
    if style == "audience":
        assert figure.get_size_inches() == pytest.approx([12.8, 7.2])


def test_the_title_says_what_a_fresh_run_found() -> None:
    said = title(plots.requirements(beside(requirements=requirements_kept())))
    assert said == "Iraq leaving the axis: 26 in 100 futures as things stand; with 3 changes 52"
    said = title(plots.requirements(beside(requirements=requirements_kept(reached=False, probability=0.7))))
    assert "3 changes inside the priors do not bring 70, the closest 52" in said
    kept = requirements_kept()
    kept = replace(kept, tables={"steps": kept.tables["steps"].iloc[:1]})
    assert "which is what was asked for" in title(plots.requirements(beside(requirements=kept)))


def test_every_step_is_drawn_where_the_fresh_run_has_it(cases: Callable[[str], Any]) -> None:
    figure = plots.requirements(cases("asked"))
    shares = [t.get_text() for t in figure.texts if str(t.get_gid()).startswith("share-")]
    assert shares == ["26 (25 to 27)", "40 (39 to 42)", "46 (45 to 48)", "52 (50 to 54)"]
    dots = [float(line.get_xdata()[0]) for line in figure.axes[0].lines if line.get_marker() == "o"]
    assert dots == pytest.approx([26.0, 40.1, 46.4, 52.0])
    quantiles = [float(line.get_xdata()[0]) for line in figure.axes[1].lines if line.get_marker() == "o"]
    assert quantiles == pytest.approx([0.91, 0.09])  # a lever has no prior


def test_a_lead_is_claimed_only_beyond_chance() -> None:
    said = title(plots.robustness(beside(robustness=robustness_kept())))
    assert said == (
        "Regretted least on average: increase (Tehran, for holding what it has); "
        "loosen (Tehran, for an arrangement)"
    )
    said = title(plots.robustness(beside(robustness=robustness_kept(lead=0.1))))
    assert "no option beyond chance (Tehran, for holding what it has)" in said


def test_options_are_drawn_with_the_least_regretted_first(cases: Callable[[str], Any]) -> None:
    figure = plots.robustness(cases("asked"))
    (ax,) = [ax for ax in figure.axes if len(ax.lines) > 10]
    means = [float(line.get_xdata()[0]) for line in ax.lines if line.get_marker() == "o"]
    kept = robustness_kept().tables["criteria"]
    wanted = [
        100 * value for name in ("hold", "talks") for value in sorted(kept[kept.preference == name].regret)
    ]
    assert means == pytest.approx(wanted)
    assert "loosen leads instead of increase" in plots.words_of(figure)["note"]


def test_what_was_not_asked_says_how_to_ask(cases: Callable[[str], Any]) -> None:
    with pytest.raises(plots.NothingToDrawError, match="crossroads require FILE"):
        plots.requirements(cases("paths"))
    with pytest.raises(plots.NothingToDrawError, match="nothing to regret"):
        plots.robustness(cases("one scenario"))
    with pytest.raises(plots.NothingToDrawError, match="hold no outcome"):
        plots.robustness(cases("paths"))
