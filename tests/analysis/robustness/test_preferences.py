"""Preferences: those of the seeds say what they rest on, and a wrong file is refused where it is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulation.analysis.robustness.preferences import DECIDERS, load_preferences
from simulation.errors import InputError
from simulation.outcomes.catalogue import OUTCOMES
from tests.analysis.robustness.test_robustness import TWO


def test_the_seeds_hold_every_decider_and_tehran_has_more_than_one_will() -> None:
    known = load_preferences()
    deciders = [each.decider for each in known.values()]
    assert set(deciders) == set(DECIDERS)
    assert deciders.count("tehran") > 1


def test_every_number_of_the_seeds_says_that_it_is_judgement_and_why() -> None:
    for each in load_preferences().values():
        assert each.satisfied.basis is not None
        for name, term in each.terms.items():
            assert term.basis is not None, name
            assert term.basis.kind == "judgement"
            assert term.unit or OUTCOMES[name].categories, name
            assert term.range[0] < term.range[1]


def test_iraqi_deaths_count_most_for_baghdad() -> None:
    for each in load_preferences().values():
        if each.decider == "baghdad":
            deaths = each.terms["iraqi_deaths"]
            assert deaths.weight == max(term.weight for term in each.terms.values())
            assert deaths.best == 0


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("iraqi_deaths:", "iraqi_death:", r"mine.yaml:\d+:\d+: .*did you mean 'iraqi_deaths'"),
        ("decider: baghdad", "decider: bagdad", r":3:.*did you mean 'baghdad'"),
        ("weight: 3", "weight: 9", "outside its range 1 to 5"),
        ("weight: 3", "weight: -1", "greater than or equal to 0"),
        ("range: [1, 5]", "range: [5, 1]", "lower bound comes first"),
        ("range: [1, 5]", "range: [-1, 5]", "weights below 0"),
        ("worst: 100, best: 0", "worst: 0, best: 0", "at the same number"),
        (", worst: 100, best: 0", "", "does not say what is worst"),
        ("left: 0.5}", "lefft: 0.5}", "did you mean 'left'"),
        (", left: 0.5}", "}", "leaves out left of axis_verdict"),
        ("hedging: 1,", "hedging: 2,", "less than or equal to 1"),
        ("value: 0.5", "value: high", "valid number"),
        ("terms:", "term:", "did you mean 'terms'"),
        ("preferences:", "preference:", "did you mean 'preferences'"),
    ],
)
def test_a_wrong_file_is_refused_with_its_line(tmp_path: Path, old: str, new: str, said: str) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(TWO.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InputError, match=said) as caught:
        load_preferences(path)
    assert all(problem.line or "does not hold" in problem.message for problem in caught.value.problems)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="does not exist"):
        load_preferences(tmp_path / "none.yaml")


def test_an_outcome_that_is_several_names_cannot_be_weighed(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(TWO.replace("iraqi_deaths:", "coalition:"), encoding="utf-8")
    with pytest.raises(InputError, match="several names in one"):
        load_preferences(path)
