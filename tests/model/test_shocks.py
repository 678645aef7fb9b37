"""Events: what raises their chance, age, the switch they belong to; and every one can be ordered."""

from __future__ import annotations

import numpy as np
import pytest

from simulation.evidence import load_evidence
from simulation.model.shocks import chance_of

HAZARDOUS = tuple(name for name, kind in load_evidence().events.items() if kind.hazard is not None)


def test_every_kind_of_event_can_be_ordered(play) -> None:
    ordered = [{"month": "2025-02", "event": name} for name in load_evidence().events]
    model = play(months=2, runs=10, events=ordered, ablate=["shocks"])
    for name in load_evidence().events:
        assert (model.ledger.since_start(f"event.{name}") == 1.0).all(), name


def test_an_event_whose_mechanism_is_off_does_not_come_unasked(play) -> None:
    events = load_evidence().events
    for name in HAZARDOUS:
        hazard = events[name].hazard
        assert hazard is not None
        model = play(months=0, runs=5)
        assert (chance_of(model, name) > 0.0).any() or hazard.raised_by is not None
        off = play(months=0, runs=5, ablate=[hazard.mechanism])
        assert (chance_of(off, name) == 0.0).all() or hazard.mechanism == "shocks"


def test_shocks_off_nothing_comes_unasked(play) -> None:
    model = play(runs=50, ablate=["shocks"])
    assert not [act for act in model.ledger.acts if act.startswith("event.")]


@pytest.mark.parametrize(
    ("name", "low", "high"), [("succession_in_tehran", 0.13, 0.24), ("succession_in_najaf", 0.28, 0.48)]
)
def test_a_succession_is_as_likely_as_life_tables_say(play, name: str, low: float, high: float) -> None:
    """From January 2025 over two years: 0.15 to 0.22 in Tehran and 0.33 to 0.44 in Najaf (iraq.md 5.6)."""
    model = play(months=0, runs=2000)
    stays = np.ones(2000)
    for month in range(24):
        model.month = month
        stays = stays * (1.0 - chance_of(model, name))
    assert low < float((1.0 - stays).mean()) < high


def test_it_is_less_likely_at_an_earlier_start(play) -> None:
    early = play(months=0, runs=50, start="2021-06", iran={"strategy": "maintain"})
    late = play(months=0, runs=50)
    assert (chance_of(early, "succession_in_najaf") < chance_of(late, "succession_in_najaf")).all()


def test_a_weak_ally_is_likelier_to_lose_a_capital_by_vote(play) -> None:
    weak, strong = (play(months=0, runs=20, actors={"hezbollah": {"standing": s}}) for s in (0.2, 0.9))
    assert (chance_of(weak, "lebanon_turns_away") > chance_of(strong, "lebanon_turns_away")).all()


def test_disorder_opens_prisons(play) -> None:
    order, disorder = (play(months=0, runs=20, actors={"syria": {"stability": s}}) for s in (0.9, 0.2))
    assert (chance_of(disorder, "prison_break_in_syria") > chance_of(order, "prison_break_in_syria")).all()


def test_a_crisis_is_likelier_while_an_office_passes_on(play) -> None:
    calm = play(months=2, runs=20)
    passing = play(months=2, runs=20, events=[{"month": "2025-02", "event": "succession_in_tehran"}])
    assert (chance_of(passing, "crisis_in_tehran") > chance_of(calm, "crisis_in_tehran")).all()
