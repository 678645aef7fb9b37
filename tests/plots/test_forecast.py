"""The figure of a forecast: what it says is what the capsule holds."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from matplotlib.colors import to_hex

from simulation import plots
from simulation.analysis.forecasts import forecast_of, keep_forecast
from simulation.errors import InputError
from simulation.plots.style import GREY, INK, LOOKS

TAKES_SIDES = re.compile(r"\b(prove|will|impossible|certain|accurate|might|could|regime|proxy)\b", re.I)


@pytest.fixture(scope="module")
def results(cases: Callable[[str], Any]) -> Any:
    return cases("forecast")


@pytest.fixture(scope="module")
def drawn(results: Any) -> dict[str, Any]:
    """The figure in both styles, and the capsule's own without any answer."""
    capsule, _ = forecast_of(results.analysis("forecast"))
    return {style: plots.forecast(results, style=style) for style in LOOKS} | {
        "plain": plots.capsule_figure(capsule)
    }


def numbers(figure: Any) -> dict[str, str]:
    """What stands at the right of each row, by question."""
    return {
        str(text.get_gid()).removeprefix("forecast-"): text.get_text()
        for text in figure.texts
        if str(text.get_gid()).startswith("forecast-")
    }


@pytest.mark.parametrize("style", LOOKS)
def test_it_can_be_read(drawn: dict[str, Any], style: str) -> None:
    figure = drawn[style]
    assert plots.check(figure) == []
    for text in figure.texts:
        assert to_hex(text.get_color()).upper() in (INK, GREY)
        assert not TAKES_SIDES.search(text.get_text())
    stamp = plots.words_of(figure)["stamp"]
    for part in ("maintain", "1,000 runs", "seed 2025", "0.1.0", "untested", "hash"):
        assert part in stamp


def test_an_expert_sees_every_question_with_its_number(drawn: dict[str, Any]) -> None:
    said = numbers(drawn["expert"])
    assert len(said) == 12
    assert said["q0"] == "8"  # 1 of 13
    assert said["q1"] == "60"  # the likeliest category
    assert said["q2"] == "28 (10 to 46); came 30"
    assert said["q5"] == "28 (10 to 46)"


def test_an_audience_sees_a_question_of_each_topic(drawn: dict[str, Any]) -> None:
    figure = drawn["audience"]
    assert list(numbers(figure)) == ["q0", "q3", "q6", "q9"]
    assert figure.get_size_inches() == pytest.approx([12.8, 7.2])


def test_the_title_is_what_was_found(results: Any, drawn: dict[str, Any]) -> None:
    _, card = forecast_of(results.analysis("forecast"))
    title = plots.words_of(drawn["expert"])["title"]
    better = sum(each.score < each.against["persistence"] for each in card.scored)
    assert f"on {better} of 4 answered questions" in title
    plain = plots.words_of(drawn["plain"])["title"]
    # q6 and q9 of the four binary ones are above a half, and all four ordered ones leave the last time.
    assert plain == "In this model, 6 of 8 questions are likelier to end otherwise than the last time"


def test_what_came_true_is_marked_only_where_it_is_known(drawn: dict[str, Any]) -> None:
    def crosses(figure: Any) -> int:
        return sum(line.get_marker() == "x" for ax in figure.axes for line in ax.lines)

    assert crosses(drawn["expert"]) == 4
    assert crosses(drawn["plain"]) == 0
    assert "Cross" not in plots.words_of(drawn["plain"])["note"]


def test_without_a_kept_forecast_it_says_which_command(cases: Callable[[str], Any]) -> None:
    with pytest.raises(plots.NothingToDrawError, match="crossroads forecast FILE"):
        plots.forecast(cases("paths"))


def test_another_scenario_has_none(results: Any) -> None:
    with pytest.raises(plots.NothingToDrawError, match="is of maintain"):
        plots.forecast(results, scenarios=["loosen"])
    with pytest.raises(InputError, match="no scenario"):
        plots.forecast(results, scenarios=["maintian"])
    with pytest.raises(InputError, match="no figure style"):
        plots.forecast(results, style="loud")


def test_a_changed_capsule_is_not_drawn(results: Any) -> None:
    kept = results.analysis("forecast")
    changed = {**kept.settings["capsule"], "title": "Another"}
    wrong = replace(kept, settings={**kept.settings, "capsule": changed})
    with pytest.raises(InputError, match="was changed"):
        plots.forecast(replace(results, analyses={"forecast": wrong}))


def test_without_runs_it_says_so(results: Any) -> None:
    empty = replace(results, outcomes=results.outcomes.iloc[:0])
    assert plots.words_of(plots.forecast(empty))["title"] == "No runs to show"


def test_a_capsule_of_numbers_alone_is_for_experts(results: Any) -> None:
    capsule, _ = forecast_of(results.analysis("forecast"))
    only = replace(capsule, questions=tuple(each for each in capsule.questions if each.kind == "number"))
    assert plots.check(plots.capsule_figure(only)) == []
    with pytest.raises(plots.NothingToDrawError, match="only questions for a number"):
        plots.capsule_figure(only, style="audience")
    assert keep_forecast(capsule).tables["questions"]["value"].notna().all()
