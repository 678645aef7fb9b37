"""Scores of planted forecasts: the perfect one, the coin, climatology; and how little N may say."""

from __future__ import annotations

import numpy as np
import pytest

from simulation.analysis.forecasts import Answer, scorecard
from simulation.analysis.forecasts.keeping import forecast_of, keep_forecast
from simulation.analysis.forecasts.opening import Capsule
from simulation.errors import InputError
from simulation.outcomes.kept import Kept

from .conftest import planted, question

ALMOST = 1.0 - 1e-9


def distribution(*values: float) -> dict[str, list[float]]:
    found, counts = np.unique(values, return_counts=True)
    return {"values": found.tolist(), "counts": counts.tolist()}


@pytest.fixture
def capsule() -> Capsule:
    """The perfect answer to each kind of question, with a coin and a climatology as baselines."""
    low = {"low": 1.0, "middle": 0.0, "high": 0.0}
    ordered = {"low": 1e-9, "middle": 1.0 - 2e-9, "high": 1e-9}
    return planted(
        [
            question("yes_or_no", "binary", ALMOST, baselines={"uniform": 0.5, "base rate": 0.25}),
            question(
                "kinds", "categorical", ordered,
                baselines={"uniform": dict.fromkeys(ordered, 1 / 3), "persistence": low},
            ),
            question(
                "order", "ordered", ordered,
                baselines={"uniform": dict.fromkeys(ordered, 1 / 3), "persistence": low},
            ),
            question(
                "number", "number", distribution(7.0, 7.0),
                baselines={"persistence": distribution(3.0, 3.0), "base rate": distribution(6.0, 8.0)},
            ),
            question("later", "binary", 0.5),
        ]
    )  # fmt: skip


def answer(number: float | None) -> Answer:
    return Answer(number, "void" if number is None else str(number))


TRUE = {"yes_or_no": answer(1.0), "kinds": answer(1.0), "order": answer(1.0), "number": answer(7.0)}


def test_the_perfect_forecast_scores_nothing(capsule: Capsule) -> None:
    card = scorecard(capsule, TRUE)
    assert [each.score for each in card.scored] == pytest.approx([0.0] * 4, abs=1e-6)
    assert [each.id for each in card.open] == ["later"]


def test_baselines_have_the_scores_of_the_textbook(capsule: Capsule) -> None:
    against = {each.question.id: each.against for each in scorecard(capsule, TRUE).scored}
    assert against["yes_or_no"] == pytest.approx({"persistence": None, "base rate": 0.5625, "uniform": 0.25})
    assert against["kinds"]["uniform"] == pytest.approx(2 / 3)
    assert against["kinds"]["persistence"] == pytest.approx(2.0)
    assert against["order"]["uniform"] == pytest.approx(2 / 9)
    assert against["order"]["persistence"] == pytest.approx(1.0)
    assert against["number"]["persistence"] == pytest.approx(4.0)
    assert against["number"]["base rate"] == pytest.approx(
        1.0 - 1.0
    )  # fair: |6 - 8| / 2 less than the mean error
    assert against["number"]["uniform"] is None


def test_the_coin_is_a_quarter_wrong_whatever_comes(capsule: Capsule) -> None:
    for came in (0.0, 1.0):
        (later,) = scorecard(capsule, {"later": answer(came)}).scored
        assert later.score == pytest.approx(0.25)


def test_skill_is_against_each_baseline(capsule: Capsule) -> None:
    first = scorecard(capsule, TRUE).scored[0]
    assert first.skill("uniform") == pytest.approx(1.0)
    assert first.skill("persistence") is None


def test_a_void_question_is_not_scored(capsule: Capsule) -> None:
    card = scorecard(capsule, {**TRUE, "later": answer(None)})
    assert [each.id for each in card.void] == ["later"]
    assert len(card.scored) == 4
    assert not card.open


def test_few_questions_give_no_skill_over_all(capsule: Capsule) -> None:
    card = scorecard(capsule, TRUE)
    assert card.effective == pytest.approx(4 / (1 + 3 * 0.3))
    assert not card.enough
    assert all(each.skill is None for each in card.pooled())


@pytest.mark.parametrize(("number", "given"), [(9, False), (10, True)])
def test_ten_independent_questions_give_one(number: int, given: bool) -> None:
    asked = [
        question(f"q{n}", "binary", 0.75, episode=f"e{n}", baselines={"uniform": 0.5}) for n in range(number)
    ]
    card = scorecard(planted(asked), {each["id"]: answer(1.0) for each in asked})
    (found,) = card.pooled()
    assert card.enough is given
    assert (found.compared, found.better) == (number, number)
    assert (found.skill is not None) is given
    if given:
        assert found.skill == pytest.approx(1.0 - 0.0625 / 0.25)


def test_climatology_has_no_skill_against_itself() -> None:
    asked = [
        question(f"q{n}", "binary", 0.3, episode=f"e{n}", baselines={"base rate": 0.3}) for n in range(20)
    ]
    came = {each["id"]: answer(float(n < 6)) for n, each in enumerate(asked)}
    (found,) = scorecard(planted(asked), came).pooled()
    assert found.skill == pytest.approx(0.0)
    assert found.better == 0


def test_a_forecast_is_kept_and_read_back_with_its_scores(capsule: Capsule) -> None:
    kept = keep_forecast(capsule, TRUE)
    assert set(kept.tables) == {"questions", "scores"}
    back, card = forecast_of(kept)
    assert back.data == capsule.data
    assert [each.score for each in card.scored] == [each.score for each in scorecard(capsule, TRUE).scored]
    scores = kept.tables["scores"].set_index("id")
    assert scores.loc["yes_or_no", "uniform"] == pytest.approx(0.25)


def test_a_kept_capsule_that_was_changed_is_refused(capsule: Capsule) -> None:
    kept = keep_forecast(capsule)
    changed = Kept(kept.name, {**kept.settings, "capsule": {**capsule.data, "title": "Another"}}, kept.tables)
    with pytest.raises(InputError, match="was changed"):
        forecast_of(changed)


def test_ten_thousand_members_are_scored_as_their_few_values_are() -> None:
    """In time and memory that grow with the members and not with their pairs."""
    values, counts = [0.0, 10.0, 30.0], [5000, 3000, 2000]
    asked = planted([question("many", "number", {"values": values, "counts": counts})])
    (found,) = scorecard(asked, {"many": answer(10.0)}).scored
    shares = np.array(counts) / 10_000
    apart = np.abs(np.subtract.outer(values, values)) @ shares @ shares
    assert found.score == pytest.approx(np.abs(np.array(values) - 10.0) @ shares - apart / 2, rel=1e-3)
