"""Words: for every outcome that there is, and in numbers that read well."""

from __future__ import annotations

import pytest

from simulation.outcomes import OUTCOMES
from simulation.plots.labels import CATEGORICAL, QUANTITIES, VIOLENCE, month_label, runs_label, scenario_label
from simulation.words import number, signed


@pytest.mark.parametrize("outcome", CATEGORICAL)
def test_every_category_of_the_codebook_has_words_in_the_same_order(outcome: str) -> None:
    assert tuple(CATEGORICAL[outcome].categories) == OUTCOMES[outcome].categories


def test_every_quantity_is_an_outcome() -> None:
    assert set(QUANTITIES) <= set(OUTCOMES)
    assert VIOLENCE[0] == "iraqi_deaths"
    assert {name for name, q in QUANTITIES.items() if q.family != "standing"} == set(VIOLENCE)


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("increase", "increase"),
        ("increase+framework_wins", "increase + Framework wins"),
        ("loosen+simulated", "loosen + vote as simulated"),
        ("us_withdrawal", "US withdrawal"),
        ("loosen+sadr_returns", "loosen + Sadr returns"),
        ("loosen@assume.us_commitment=0.1", "loosen, US commitment 0.1"),
    ],
)
def test_scenario_names_are_read_as_words(name: str, label: str) -> None:
    assert scenario_label(name) == label


def test_long_names_are_cut_in_the_middle() -> None:
    assert scenario_label("troops_leave_and_nobody_comes", 24) == "troops leave … comes"
    assert scenario_label("a" * 30 + "b" * 30, 9) == "aaaa…bbbb"
    names = [f"a_rather_long_name_of_a_scenario@assume.us_commitment=0.{n}" for n in (1, 5, 9)]
    assert len({scenario_label(name, 30) for name in names}) == 3


@pytest.mark.parametrize(
    ("value", "decimals", "plain", "with_sign"),
    [
        (1234.4, 0, "1,234", "+1,234"),
        (-0.126, 2, "−0.13", "−0.13"),
        (-0.001, 2, "0.00", "0.00"),
        (0.0, 1, "0.0", "0.0"),
    ],
)
def test_numbers(value: float, decimals: int, plain: str, with_sign: str) -> None:
    assert number(value, decimals) == plain
    assert signed(value, decimals) == with_sign


def test_months_and_runs() -> None:
    assert month_label("2026-12") == "Dec 2026"
    assert month_label("month 3") == "month 3"
    assert runs_label(1) == "1 simulated run"
    assert runs_label(1000, "paired") == "1,000 paired runs"
