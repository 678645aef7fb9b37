"""Capsules: what they hold, the same each time, never overwritten, and refused once changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from simulation.analysis.forecasts import capsule_of, hash_of, load_questions, read_capsule, write_capsule
from simulation.analysis.forecasts.capsules import FEWEST, freeze
from simulation.errors import InputError
from simulation.scenario import Scenario

EXAMPLES = Path(__file__).parents[3] / "docs" / "examples"
Asked = Callable[..., dict[str, Any]]


def test_a_capsule_says_what_is_behind_it(frozen: dict[str, Any]) -> None:
    assert frozen["known_until"] == "2021-05-31"
    assert frozen["scenario"]["specification"]["start"] == "2021-06"
    assert frozen["runs"] == 120
    assert {"hash", "version", "engine", "seed", "calibration", "smoothing", "made"} <= frozen.keys()
    for question in frozen["questions"]:
        assert {"id", "text", "rule", "due", "kind", "forecast", "interval", "baselines"} <= question.keys()
    assert frozen["questions"][0]["id"] == "example_seats"
    assert frozen["questions"][1]["rule"].endswith("the later one counts. Six hours or longer.")


def test_no_probability_is_none_or_all(frozen: dict[str, Any]) -> None:
    said = {each["id"]: each["forecast"] for each in frozen["questions"]}
    shares = [said["example_siege"], *said["example_premier"].values(), *said["example_open"].values()]
    assert all(0.0 < share < 1.0 for share in shares)
    assert sum(said["example_premier"].values()) == pytest.approx(1.0, abs=1e-5)
    assert min(said["example_open"].values()) >= 0.5 / (120 + 1.5) - 1e-6


def test_a_number_keeps_its_distribution(frozen: dict[str, Any]) -> None:
    said = frozen["questions"][0]["forecast"]
    members = np.repeat(said["values"], said["counts"])
    assert members.size == 120
    assert said["mean"] == pytest.approx(members.mean(), abs=1e-5)
    assert said["p50"] == pytest.approx(np.quantile(members, 0.5))
    low, high = frozen["questions"][0]["interval"]["p50"]
    assert low <= said["p50"] <= high


def test_the_same_code_and_seed_make_the_same_capsule_but_for_the_day(
    asked: Asked, frozen: dict[str, Any]
) -> None:
    again = asked(made=date(2021, 7, 1))
    changed = {key for key in frozen if frozen[key] != again[key]}
    assert changed == {"made", "hash"}
    assert asked() == frozen


def test_another_seed_makes_another(asked: Asked, frozen: dict[str, Any]) -> None:
    assert asked(seed=6)["questions"] != frozen["questions"]


def test_runs_that_share_their_beliefs_say_less(asked: Asked, frozen: dict[str, Any]) -> None:
    nested = asked(luck=30)["questions"][1]
    low, high = nested["interval"]
    plain_low, plain_high = frozen["questions"][1]["interval"]
    assert high - low > plain_high - plain_low


def test_the_hash_is_of_everything_else(frozen: dict[str, Any]) -> None:
    rest = {key: frozen[key] for key in sorted(frozen) if key != "hash"}
    text = json.dumps(rest, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert frozen["hash"] == hashlib.sha256(text.encode()).hexdigest() == hash_of(frozen)


def test_a_capsule_that_is_written_reads_as_it_was(frozen: dict[str, Any], tmp_path: Path) -> None:
    path = tmp_path / "deep" / "capsule.json"
    write_capsule(path, frozen)
    read = read_capsule(path)
    assert dict(read.data) == json.loads(json.dumps(frozen))
    assert len(read.questions) == len(frozen["questions"])
    assert read.questions[2].labels == ("of the Framework", "none yet", "another")
    assert len(path.read_text().splitlines()) < 120 + len(frozen["questions"]) + 60


def test_a_capsule_is_never_overwritten(frozen: dict[str, Any], tmp_path: Path) -> None:
    path = tmp_path / "capsule.json"
    path.write_text("mine")
    with pytest.raises(InputError, match="never overwritten"):
        write_capsule(path, frozen)
    assert path.read_text() == "mine"


@pytest.mark.parametrize(
    "tamper",
    [
        lambda data: data["questions"][1].update(forecast=0.99),
        lambda data: data["questions"].pop(),
        lambda data: data.update(made="2020-01-01"),
        lambda data: data["questions"][0].update(rule="Something else."),
        lambda data: data.update(extra=1),
    ],
)
def test_a_changed_capsule_is_refused(frozen: dict[str, Any], tmp_path: Path, tamper: Any) -> None:
    data = json.loads(json.dumps(frozen))
    tamper(data)
    path = tmp_path / "capsule.json"
    path.write_text(json.dumps(data))
    with pytest.raises(InputError, match="was changed after it was frozen"):
        read_capsule(path)


def test_other_spacing_and_order_change_nothing(frozen: dict[str, Any], tmp_path: Path) -> None:
    path = tmp_path / "capsule.json"
    path.write_text(json.dumps(frozen, sort_keys=True, indent=7))
    assert read_capsule(path).data["hash"] == frozen["hash"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is no JSON"),
        ("[1]", "has no hash"),
        ('{"hash": 3}', "has no hash"),
        ('{"hash": "0"}', "was changed"),
        ("{" * 100_000, "is no JSON"),
        ('{"hash": "x", "made": NaN}', "is no capsule"),
    ],
)
def test_what_is_no_capsule_is_refused(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "capsule.json"
    path.write_text(text)
    with pytest.raises(InputError, match=said):
        read_capsule(path)
    with pytest.raises(InputError, match="cannot be read"):
        read_capsule(tmp_path / "missing.json")


@pytest.mark.parametrize(
    "change",
    [
        {"forecast": 1.0},
        {"forecast": 0},
        {"forecast": {"yes": 0.5, "no": 0.5}},
        {"kind": "ordered"},
        {"kind": "guess"},
        {"baselines": {"uniform": {"values": [1], "counts": [1]}}},
        {"baselines": {"uniform": 1.5}},
    ],
)
def test_a_forecast_that_cannot_be_is_refused(frozen: dict[str, Any], change: dict[str, Any]) -> None:
    data = json.loads(json.dumps(frozen))
    data["questions"][1].update(change)
    with pytest.raises(InputError, match="is no capsule"):
        capsule_of({**data, "hash": hash_of(data)}, "it")


def test_probabilities_have_to_sum_to_one(frozen: dict[str, Any]) -> None:
    data = json.loads(json.dumps(frozen))
    data["questions"][2]["forecast"]["another"] = 0.9
    with pytest.raises(InputError, match="do not sum to 1"):
        capsule_of({**data, "hash": hash_of(data)}, "it")


def test_too_few_runs_are_refused() -> None:
    questions = load_questions(EXAMPLES / "questions.yaml")
    with pytest.raises(InputError, match="too few"):
        freeze(Scenario(name="example", start="2021-06", months=24), questions, runs=FEWEST - 1, seed=1)


def test_a_scenario_that_cannot_answer_is_refused_by_line() -> None:
    questions = load_questions(EXAMPLES / "questions.yaml")
    with pytest.raises(InputError) as short:
        freeze(Scenario(name="short", start="2021-06", months=3), questions, runs=200, seed=1)
    said = [str(problem) for problem in short.value.problems]
    assert any("asks after a vote, and short holds none" in line for line in said)
    assert any("asks after 2022-12, which is not simulated" in line for line in said)
    assert any("is after 2021-08, where short ends" in line for line in said)
    assert all(problem.line > 0 for problem in short.value.problems)
    with pytest.raises(InputError, match="is not after 2025-01-31, which 2025-01 knows"):
        freeze(Scenario(name="late", start="2025-01", months=24), questions, runs=200, seed=1)
