"""The figure of a calibration: prior against matched range, or what to ask."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from simulation import plots
from simulation.plots.style import LOOKS
from tests.plots.kept_analyses import kept_matching


@pytest.mark.parametrize("style", LOOKS)
def test_it_can_be_read(cases: Callable[[str], Any], style: str) -> None:
    figure = plots.matching(cases("analysed"), style=style)
    assert plots.check(figure) == []
    words = plots.words_of(figure)
    assert words["title"].startswith("62 of 100 parts of the prior space of 5 parameters are not implausible")
    assert "how seriously Washington is taken" in words["title"]
    assert "2 waves, 100 points x 100 runs, cut 3" in words["subtitle"]
    assert "claims no more" in words["note"]


def test_an_expert_sees_both_ranges_and_the_pattern(cases: Callable[[str], Any]) -> None:
    shown = [text.get_text() for text in plots.matching(cases("analysed")).texts]
    assert "−1.2…2.3 → 0.12…2.1 · 1b" in shown
    assert "launch_us" in shown


def test_a_range_that_nothing_trims_is_not_said_to_be(cases: Callable[[str], Any]) -> None:
    kept = kept_matching(left=0.999)
    table = kept.tables["ranges"].assign(trimmed=0.02)
    results = replace(
        cases("analysed"),
        analyses={"matching": replace(kept, tables={**kept.tables, "ranges": table})},
    )
    title = plots.words_of(plots.matching(results))["title"]
    assert title == (
        "over 99 of 100 parts of the prior space of 5 parameters are not implausible; "
        "no single range is trimmed"
    )


def test_without_a_calibration_it_says_which_command(cases: Callable[[str], Any]) -> None:
    with pytest.raises(plots.NothingToDrawError, match="crossroads calibrate --out RESULTS"):
        plots.matching(cases("paths"))
