"""The figure of a sensitivity analysis: what was kept, with the noise line, or what to ask."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from simulation import plots
from simulation.errors import InputError
from simulation.outcomes.kept import Kept
from simulation.plots.style import LOOKS
from tests.plots.kept_analyses import kept_sensitivity


@pytest.fixture
def results(cases: Callable[[str], Any]) -> Any:
    return cases("analysed")


def without(kept: Kept, *tables: str) -> Kept:
    return replace(kept, tables={name: table for name, table in kept.tables.items() if name not in tables})


def texts(figure: Any) -> list[str]:
    return [" ".join(text.get_text().split()) for text in figure.texts]


@pytest.mark.parametrize("style", LOOKS)
@pytest.mark.parametrize("outcome", ["axis_index", "axis_verdict=leaving"])
def test_it_can_be_read(results: Any, style: str, outcome: str) -> None:
    figure = plots.sensitivity(results, outcome=outcome, style=style)
    assert plots.check(figure) == []
    words = plots.words_of(figure)
    assert "of 535 parameters" in words["title"]
    assert "(41% ± 14)" in words["title"]
    assert "on judgement rests 80%" in words["subtitle"]
    assert "maintain" in words["stamp"]
    assert "128 pairs of points x 200 runs" in words["stamp"]


def test_an_expert_sees_names_groups_and_the_floor(results: Any) -> None:
    figure = plots.sensitivity(results)
    shown = texts(figure)
    for text in ("us_commitment", "Screening", "By basis of evidence", "judgement", "luck dealt anew"):
        assert text in shown
    assert len(figure.axes) == 4
    assert figure.get_size_inches()[0] == 12.8


def test_where_nothing_is_told_from_luck_the_title_says_so(results: Any) -> None:
    kept = kept_sensitivity()
    tables = {name: table.assign(told=False) for name, table in kept.tables.items()}
    found = replace(results, analyses={"sensitivity": replace(kept, tables=tables)})
    assert "none moves it more than luck" in plots.words_of(plots.sensitivity(found))["title"]


@pytest.mark.parametrize("style", LOOKS)
def test_what_was_not_asked_after_is_said(results: Any, style: str) -> None:
    found = replace(results, analyses={"sensitivity": without(kept_sensitivity(), "groups", "indices")})
    figure = plots.sensitivity(found, style=style)
    assert plots.check(figure) == []
    if style == "expert":
        assert "By mechanism: not asked after" in texts(figure)


def test_without_an_analysis_it_says_which_command(cases: Callable[[str], Any]) -> None:
    with pytest.raises(plots.NothingToDrawError, match="crossroads sensitivity FILE --out RESULTS"):
        plots.sensitivity(cases("paths"))


def test_what_is_none_is_refused(results: Any) -> None:
    with pytest.raises(InputError, match="did you mean 'axis_index'"):
        plots.sensitivity(results, outcome="axis_indx")
    with pytest.raises(plots.NothingToDrawError, match="is of maintain"):
        plots.sensitivity(results, scenarios=["loosen"])
    with pytest.raises(InputError):
        plots.sensitivity(results, scenarios=["nobody"])
