"""The codebook on records written by hand: what two coders would say."""

import numpy as np
import pytest

from simulation.codebook import (
    HISTORY,
    Ledger,
    Rules,
    axis_direction,
    axis_index,
    axis_presence,
    axis_verdict,
    us_ties,
)
from simulation.codebook.index import component, leverage, one_stock
from simulation.evidence import load_evidence


@pytest.fixture(scope="module")
def rules() -> Rules:
    return Rules({name: value.value for name, value in load_evidence().codebook.items()})


def played(*months: dict[str, float]) -> Ledger:
    """A ledger of one run with the given acts, month by month."""
    ledger = Ledger(len(months), 1)
    for acts in months:
        ledger.open_month()
        for act, count in acts.items():
            ledger.add(act, np.array([count]))
    return ledger


def test_no_acts_code_zero_everywhere(rules: Rules) -> None:
    coded = axis_index(played({}, {}, {}), rules)
    assert all(values[0] == 0.0 for values in coded.values())


def test_seizures_every_month_against_tehrans_ask_are_full_credit(rules: Rules) -> None:
    month = {"transit_seizure": 1, "contested.transit": 1}
    assert component(played(month, month, month), "transit", rules)[0] == 1.0


def test_what_tehran_did_not_mind_scores_half_at_most(rules: Rules) -> None:
    month = {"border_closed": 2}
    assert component(played(month, month, month), "transit", rules)[0] == 0.5
    assert component(played(month, month, month), "transit", rules, consent=False)[0] == 1.0


def test_what_costs_an_ally_of_tehran_needs_no_ask(rules: Rules) -> None:
    month = {"transit_seizure": 1}
    assert component(played(month, month, month), "transit", rules)[0] == 1.0


def test_one_stock_counts_the_armed_axis_as_an_eighth_component() -> None:
    index, presence = np.array([0.0, 0.4, 1.0]), np.array([1.0, 0.5, 0.0])
    assert one_stock(index, presence) == pytest.approx([-1 / 8, 0.35, 1.0])


def test_an_escort_by_the_state_is_inside_the_axis(rules: Rules) -> None:
    assert component(played({"transit_escort": 2}), "transit", rules)[0] == -1.0


def test_acts_fall_out_of_the_window_after_three_months(rules: Rules) -> None:
    ledger = played({"vote_with_iran": 2}, {}, {}, {})
    assert component(ledger, "words", rules)[0] == 0.0
    ledger.row -= 1
    assert component(ledger, "words", rules)[0] == -1.0


def test_condemning_a_strike_scores_nothing_on_the_axis(rules: Rules) -> None:
    ledger = played({"rebuke_us": 1})
    assert axis_index(ledger, rules)["axis_index"][0] == 0.0
    assert us_ties(ledger, rules)[0] < 0.0


def test_the_dated_record_before_the_start_counts_in_the_first_months(rules: Rules) -> None:
    ledger = Ledger(3, 4, {"visit_tehran": {-1: 4.0}})
    ledger.open_month()
    assert (component(ledger, "region", rules) == -1.0).all()
    assert ledger.since_start("visit_tehran").sum() == 0.0
    assert ledger.row == HISTORY


def test_presence_counts_groups_that_keep_command_and_act_or_keep_weapons(rules: Rules) -> None:
    def group(fighters: float, command: float, idle: float, heavy: float) -> tuple[np.ndarray, ...]:
        return tuple(np.array([value]) for value in (fighters, command, idle, heavy))

    active, armed = group(100, 1, 0, 0), group(100, 1, 24, 0.9)
    absorbed, asleep = group(100, 0, 0, 0.9), group(100, 1, 24, 0.0)
    assert axis_presence([active, armed, absorbed, asleep], rules)[0] == pytest.approx(0.5)


def test_leverage_follows_the_share_of_asks_met(rules: Rules) -> None:
    exposure = np.array([0.3])
    met = played({"asked.words": 4, "met.words": 4})
    refused = played({"asked.words": 4, "met.words": 0})
    assert leverage(met, ("words",), exposure, rules) > leverage(refused, ("words",), exposure, rules)


@pytest.mark.parametrize(
    ("level", "change", "presence", "costly", "verdict"),
    [
        (0.6, 0.6, 0.1, 5, "left"),
        (0.6, 0.6, 0.9, 5, "leaving"),
        (0.25, 0.0, 0.9, 2, "leaving"),
        (0.25, 0.0, 0.9, 1, "hedging"),
        (0.16, 0.26, 0.9, 2, "leaving"),
        (0.0, 0.0, 0.9, 0, "hedging"),
        (-0.25, 0.0, 0.9, 0, "in_the_axis"),
        (-0.12, -0.2, 0.9, 0, "in_the_axis"),
        (-0.12, -0.1, 0.9, 0, "hedging"),
    ],
)
def test_verdicts(
    rules: Rules, level: float, change: float, presence: float, costly: float, verdict: str
) -> None:
    one = [np.array([value]) for value in (level, change, presence, costly)]
    assert axis_verdict(*one, rules)[0] == verdict


def test_direction_has_a_dead_band(rules: Rules) -> None:
    words = axis_direction(np.array([-0.15, -0.1, 0.1, 0.15]), rules)
    assert list(words) == ["toward_iran", "none", "none", "away"]
