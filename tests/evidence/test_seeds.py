"""The seeds themselves: what the loader cannot know about the numbers that the project ships."""

from __future__ import annotations

import re
from importlib import resources
from importlib.resources.abc import Traversable

import pytest

from simulation.codebook import COMPONENTS
from simulation.evidence import Evidence, load_evidence

SWITCHED = re.compile(r"\.on\(\"([a-z_]+)\"\)")
OUTCOMES = ("resent", "leverage", "axis_index", "verdict", "fate")


@pytest.fixture(scope="module")
def evidence() -> Evidence:
    return load_evidence()


def model_text(folder: Traversable) -> str:
    """The text of every module below `folder`."""
    parts = []
    for entry in folder.iterdir():
        if entry.is_dir():
            parts.append(model_text(entry))
        elif entry.name.endswith(".py"):
            parts.append(entry.read_text(encoding="utf-8"))
    return "\n".join(parts)


def test_a_mechanism_has_a_switch_exactly_where_the_model_asks_for_it(evidence: Evidence) -> None:
    asked = set(SWITCHED.findall(model_text(resources.files("simulation") / "model")))
    assert {name for name, mechanism in evidence.mechanisms.items() if mechanism.switch} == asked


def test_every_mechanism_with_parameters_is_one_and_only_a_few_have_none(evidence: Evidence) -> None:
    with_parameters = {parameter.mechanism for parameter in evidence.parameters.values()}
    without = set(evidence.mechanisms) - with_parameters
    assert without == {"two_channels", "shocks", "power_sharing"}


def test_the_paths_are_three_and_set_no_outcome(evidence: Evidence) -> None:
    assert list(evidence.strategies) == ["increase", "maintain", "loosen"]
    variants = [variant for path in evidence.strategies.values() for variant in path.variants.values()]
    assert len(variants) == 4
    levers = {lever for variant in variants for lever in variant.levers}
    assert not [lever for lever in levers for outcome in OUTCOMES if outcome in lever]


def test_every_path_says_that_its_source_is_unnamed_and_that_outcomes_are_not_set(evidence: Evidence) -> None:
    for path in evidence.strategies.values():
        assert "unnamed analysts" in path.meaning
        assert "never set by a path" in path.meaning


def test_the_paths_levers_stand_in_the_world_of_the_start(evidence: Evidence) -> None:
    levers = evidence.strategies["maintain"].variants["only"].levers
    for start in evidence.starts.values():
        assert {f"lever_{lever}" for lever in levers} <= set(start.world)


def test_the_first_path_brokers_more_and_the_looser_one_less_than_the_reference(evidence: Evidence) -> None:
    brokerage = {
        (name, reading): variant.levers["brokerage"].prior
        for name, path in evidence.strategies.items()
        for reading, variant in path.variants.items()
    }
    assert brokerage["increase", "only"].low > 1.0
    assert brokerage["loosen", "disciplined"].high < 1.0
    assert brokerage["loosen", "disengaged"].high < 1.0


def test_postures_of_january_stand_at_the_reference(evidence: Evidence) -> None:
    for power, lever in (("united_states", "gatekeeping"), ("israel", "appetite"), ("gulf", "openness")):
        assert evidence.postures[power]["as_now"].levers[lever].prior.mean == 1.0


@pytest.mark.parametrize("component", COMPONENTS)
def test_every_component_can_be_coded_to_both_ends(evidence: Evidence, component: str) -> None:
    prefix = f"{component}.points."
    points = [value.value for name, value in evidence.codebook.items() if name.startswith(prefix)]
    assert max(points) > 0.0 > min(points)
    assert evidence.codebook[f"{component}.half"].value < evidence.codebook[f"{component}.full"].value
    assert evidence.codebook[f"{component}.window"].value >= 1.0


def test_every_act_of_the_ties_with_washington_has_a_window(evidence: Evidence) -> None:
    named = [name.removeprefix("us_ties.points.") for name in evidence.codebook if "us_ties.points." in name]
    assert {"pact_step", "expulsion_order", "rebuke_us"} <= set(named)
    assert all(f"us_ties.window.{act}" in evidence.codebook for act in named)


def test_a_half_life_that_rests_on_a_paper_is_the_papers(evidence: Evidence) -> None:
    """Lyall (2015): attacks stay raised for 45 to 120 days, 75 as the middle."""
    prior = evidence.parameters["grievance_memory"].prior
    for level, days in ((prior.low, 45.0), (prior.high, 120.0)):
        assert level == pytest.approx(0.5 ** (30.44 / days), abs=0.006)


def test_lenses_move_a_handful_of_priors_each(evidence: Evidence) -> None:
    assert {"pooled", "malik", "namdar", "walshe"} <= set(evidence.lenses)
    for name, lens in evidence.lenses.items():
        moved = [
            key for key, prior in lens.priors.items() if prior.mean != evidence.parameters[key].prior.mean
        ]
        assert moved == list(lens.priors)
        assert name in ("pooled", "matched") or 3 <= len(moved) <= 8


def test_lenses_move_in_the_direction_that_the_analyst_names(evidence: Evidence) -> None:
    def moved(lens: str, parameter: str) -> float:
        return evidence.parameter_prior(parameter, lens).mean - evidence.parameters[parameter].prior.mean

    assert moved("malik", "coalition_bond") > 0.0 > moved("walshe", "coalition_bond")
    assert moved("namdar", "integrate_in_fact") < 0.0 < moved("walshe", "launch_gulf")


def test_most_numbers_are_said_to_be_judgement(evidence: Evidence) -> None:
    """Honesty about what the articles do not say: change this only with the evidence."""
    assert evidence.basis_shares()["judgement"] > 0.8


def test_no_event_takes_a_life_by_name(evidence: Evidence) -> None:
    for event in evidence.events.values():
        assert not re.search(r"\b(kill|assassinat|dies|death of)", f"{event.title} {event.meaning}".lower())
