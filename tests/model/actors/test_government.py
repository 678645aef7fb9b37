"""The prime minister: the pitchfork of the hedge, words before policy, mediation, the army at home."""

from __future__ import annotations

import numpy as np
import pytest

from simulation.evidence import Fixed
from simulation.model import IraqModel
from simulation.model.actors.government import hedge
from simulation.model.chronicle import Chronicle
from tests.model.worlds import play, scenario, series


def one(value: float) -> np.ndarray:
    return np.array([value])


def slide(punishment: float, west: float, iran: float, months: int = 600) -> tuple[float, float]:
    """Where a premier with equal pushes ends, from a start off the middle; q = 1, L = 0.5, K = 10."""
    x_west, x_iran = one(west), one(iran)
    calm = [one(value) for value in (1.0, punishment, 0.5, 10.0)]
    for _ in range(months):
        x_west, x_iran = hedge(one(0.9), one(0.9), one(0.0), x_west, x_iran, *calm)
    return float(x_west[0]), float(x_iran[0])


def test_below_the_threshold_the_middle_draws_back_and_above_it_slides_to_a_corner() -> None:
    edge = 1.0 + 2 * 0.5  # q + 2 L
    west, iran = slide(edge - 0.3, 0.5, 0.4)
    assert west == pytest.approx(iran, abs=0.02)
    west, iran = slide(edge + 0.6, 0.5, 0.4)
    assert west - iran > 0.5, "the side that was ahead wins"
    west, iran = slide(edge + 0.6, 0.4, 0.5)
    assert iran - west > 0.5


def test_the_slide_is_faster_with_less_inertia() -> None:
    def after(inertia: float) -> float:
        x_west, x_iran = one(0.5), one(0.4)
        for _ in range(6):
            x_west, x_iran = hedge(
                one(0.9), one(0.9), one(0.0), x_west, x_iran, one(1.0), one(2.6), one(0.5), one(inertia)
            )
        return float((x_west - x_iran)[0])

    assert after(5.0) > after(40.0) > 0.1


@pytest.mark.parametrize("push", [(3.0, -2.0), (-2.0, 3.0), (4.0, 4.0), (-3.0, -3.0), (1.5, 0.2)])
def test_the_choice_is_the_best_point_of_the_square(push: tuple[float, float]) -> None:
    q, p, bond, inertia = 1.0, 1.4, 0.3, 5.0
    best = hedge(one(push[0]), one(push[1]), one(0.1), one(0.5), one(0.5), *map(one, (q, p, bond, inertia)))
    grid = np.linspace(0.0, 1.0, 201)
    west, iran = np.meshgrid(grid, grid)
    worth = push[0] * west + push[1] * iran - q / 2 * (west**2 + iran**2) - p * west * iran
    worth -= bond / 2 * (west - iran - 0.1) ** 2 + inertia / 2 * ((west - 0.5) ** 2 + (iran - 0.5) ** 2)
    place = np.unravel_index(worth.argmax(), worth.shape)
    assert best[0][0] == pytest.approx(west[place], abs=0.006)
    assert best[1][0] == pytest.approx(iran[place], abs=0.006)


def test_runs_beyond_the_threshold_are_counted() -> None:
    forced = {"hedge_punishment": Fixed(6.0), "hedge_caution": Fixed(0.1), "coalition_bond": Fixed(0.0)}
    assert (series(play(months=2, assume=forced), "forced_choice") == 1.0).all()
    never = {"hedge_punishment": Fixed(0.0)}
    assert not series(play(months=2, assume=never), "forced_choice").any()


def test_words_turn_before_policy_does() -> None:
    model = play(months=6)
    rhetoric, lean = series(model, "rhetoric"), series(model, "lean")
    first = rhetoric[0] - lean[0]
    assert np.abs(rhetoric[2] - rhetoric[0]).mean() > 2.0 * np.abs(lean[2] - lean[0]).mean()
    assert first.std() > 0.0
    quiet = play(months=6, ablate=["rhetoric"])
    assert (series(quiet, "rhetoric") == series(quiet, "rhetoric")[0]).all()


def test_mediation_needs_ties_with_both() -> None:
    def rounds(accommodation: float) -> float:
        model = IraqModel(scenario(months=4), 800, 3)
        model.government.accommodation_west = np.full(800, accommodation)
        model.government.accommodation_iran = np.full(800, accommodation)
        for _ in range(4):
            model.step()
        return float(model.ledger.since_start("mediation").mean())

    assert rounds(0.9) > 1.5 * rounds(0.05)
    assert not series(play(ablate=["mediation"]), "mediation").any()


def test_the_army_is_asked_for_and_mostly_stays_home() -> None:
    model, sent = play(months=24, runs=800), play(months=24, runs=800, ablate=["army_stays_home"])
    went = (model.ledger.since_start("state_joins_war") > 0).mean()
    assert model.ledger.since_start("army_refused").sum() > 0
    assert went < 0.6 * (sent.ledger.since_start("state_joins_war") > 0).mean()


def test_every_answer_of_the_cabinet_is_told_with_terms_that_decided_it() -> None:
    chronicle = Chronicle()
    model = IraqModel(scenario(), 60, 3, chronicle=chronicle)
    for _ in range(6):
        model.step()
    answers = [act for act in chronicle.acts if act.actor == "government" and act.act == "vote_with_arab"]
    assert answers
    for act in answers:
        balance = np.zeros(len(act.rows))
        for values in act.terms.values():
            balance = balance + values
        assert (balance > -1e-4).all()  # the bar is among the terms
