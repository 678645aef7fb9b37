"""`crossroads explain` and `list`: every name in the program is told, and what it moves is measured."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable

import numpy as np
import pytest

from simulation.cli import defining, main, measuring
from simulation.cli.catalogue import entries, entries_of, explanation, hazard_words
from simulation.cli.reading_code import places_of_parameter, places_of_threshold
from simulation.cli.telling import Kind
from simulation.errors import InputError
from simulation.evidence import Fixed, Triangular, Uniform, load_evidence
from simulation.telling import effects

Said = Callable[..., tuple[int, str, str]]


@pytest.fixture
def crossroads(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Said:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setattr(effects, "RUNS", 60)
    monkeypatch.setattr(effects.simulated, "__defaults__", (60, None))

    def command(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main(arguments)
        return (ended.value.code or 0, *capsys.readouterr())  # type: ignore[return-value]

    return command


@pytest.mark.parametrize("kind", list(Kind))
def test_everything_that_is_listed_can_be_explained(kind: Kind) -> None:
    rows = entries(kind.value)
    assert rows
    for name, words in rows[:: max(1, len(rows) // 6)]:
        assert words
        assert explanation(name)


@pytest.mark.parametrize("kind", list(Kind))
def test_lists_fit_eighty_columns(crossroads: Said, kind: Kind) -> None:
    code, out, err = crossroads("list", kind.value)
    assert (code, err) == (0, "")
    assert max(map(len, out.splitlines())) <= 80
    starts = [line for line in out.splitlines() if line[2:3].strip()]
    assert len(starts) >= len(entries(kind.value))


def test_the_overview_names_every_kind(crossroads: Said) -> None:
    code, out, _ = crossroads("list")
    assert code == 0
    assert all(f"  {kind.value} " in out for kind in Kind)
    assert f"{len(load_evidence().parameters)}: " in out


def test_lists_as_data(crossroads: Said) -> None:
    rows = list(csv.DictReader(io.StringIO(crossroads("list", "events", "--format", "csv")[1])))
    data = json.loads(crossroads("list", "events", "--format", "json")[1])
    assert rows == data
    assert [row["name"] for row in rows] == list(load_evidence().events)


def test_events_say_whether_they_come_unasked() -> None:
    events = load_evidence().events
    hazard = events["isis_resurges"].hazard
    assert hazard is not None
    low, high = 100 * hazard.prior.ppf([0.05, 0.95])
    assert hazard_words(events["isis_resurges"]).startswith(
        f"unasked in {low:.2g} to {high:.2g} of 100 months"
    )
    assert hazard_words(events["gulf_offer"]) == "only where a scenario orders it"


def test_a_prior_is_drawn_within_its_range() -> None:
    line, numbers = defining.sketch(Uniform(0.0, 1.0), 0.0, 1.0)
    bar = line.split()[1]
    assert len(bar) == defining.WIDTH
    assert bar[0] == bar[-1] == "."
    assert bar.count("o") == 1
    assert abs(bar.index("o") - defining.WIDTH / 2) <= 1
    assert numbers.split() == ["5%", "0.05,", "50%", "0.5,", "95%", "0.95"]
    narrow = next(iter(defining.sketch(Triangular(0.8, 0.9, 1.0), 0.0, 2.0))).split()[1]
    assert narrow[: defining.WIDTH // 3].count(".") == defining.WIDTH // 3
    assert next(iter(defining.sketch(Fixed(2.0), 0.0, 2.0))).split()[1][-1] == "o"


def test_a_parameter_is_told_with_all_that_is_known() -> None:
    said = explanation("conduct_iran")
    for words in ("a parameter", "value:", "range:", "5% ", "touches: ", "read by: Government.", "basis: "):
        assert words in said, words
    assert "Malik disagrees: " in said
    commitment = explanation("us_commitment")
    assert "caution: " in commitment
    assert "in Israel Hayom, 2024-12; confidence" in " ".join(commitment.split())


def test_where_numbers_are_read() -> None:
    assert "Scene._weigh_on_the_groups" in places_of_parameter("militia_fear")
    assert places_of_parameter("no_such_parameter") == ()
    assert places_of_threshold("verdict.leaving_level") == ("axis_verdict",)
    assert "component" in places_of_threshold("transit.window")
    assert places_of_parameter("ask_transit") == ("QUESTIONS",)
    for name in load_evidence().parameters:
        assert places_of_parameter(name), name


def test_a_fact_and_a_source_say_what_rests_on_them() -> None:
    said = " ".join(explanation("A22-leaders-cue").split())
    assert "events that rest on it: " in said
    assert "leader_speaks_against_damascus" in said
    paper = " ".join(explanation("kuik-2021").split())
    assert "mechanisms that rest on it: hedging" in paper
    assert "A22-leaders-cue: " in explanation("atlantic-2025")


def test_an_act_says_what_is_coded_from_it() -> None:
    said = explanation("transit_seizure")
    assert "told as: Baghdad has arms or fighters stopped" in said
    assert "coded in: axis_index, transit; axis_verdict, costly acts" in said
    assert "coded in: no outcome" in explanation("najaf_line")


def test_indicators_and_actors_say_more_than_their_names() -> None:
    bare = {name for name, meaning in defining.indicators().items() if meaning == name.replace("_", " ")}
    assert not bare & {"lean", "insurance", "framework_hold", "us_troops", "attacks_us", "fatigue_shia"}
    assert "changed by events: " in explanation("israel")
    assert "isis_resurges" in explanation("actor:isis")


def test_names_of_several_things_are_all_told_and_can_be_told_apart(crossroads: Said) -> None:
    kinds = {entry.kind for entry in entries_of("increase")}
    assert kinds == {"strategy", "scenario"}
    assert [entry.kind for entry in entries_of("strategy:increase")] == ["strategy"]
    code, out, err = crossroads("explain", "increase")
    assert (code, err) == (0, "")
    assert "to measure one, ask for strategy:increase or scenario:" in out


@pytest.mark.parametrize("name", ["us_comitment", "strategy:increse", "axis_verdikt"])
def test_an_unknown_name_is_wrong_input(name: str) -> None:
    with pytest.raises(InputError, match="did you mean"):
        explanation(name)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("us_commitment", "the fifth that drew the lowest values"),
        ("mechanism:hedging", "switched off in 60 pairs of runs of maintain"),
        ("gulf_offer", "ordered in 2025-04"),
        ("strategy:loosen", "with Tehran on this path"),
        ("gulf.open_door", "with this posture"),
        ("malik", "through this lens"),
        ("scenario:iran_paths#increase", "and iran_paths#increase"),
        ("verdict.in_level", "pairs of runs"),
        ("axis_index", "moves most with these parameters"),
        ("pmf_fate", "moves most with these parameters"),
        ("lean", "first month"),
        ("theories", "cannot be switched off"),
    ],
)
def test_everything_that_can_move_outcomes_is_measured(crossroads: Said, name: str, said: str) -> None:
    code, out, err = crossroads("explain", name)
    assert code == 0
    assert "Measuring on runs of maintain" in err
    assert said in " ".join(out.split())
    without = crossroads("explain", name, "--no-measure")
    assert without[2] == ""
    assert said not in " ".join(without[1].split()) or name == "theories"


def test_what_has_nothing_to_measure_is_not_measured(crossroads: Said) -> None:
    for name in ("A22-leaders-cue", "kataib_hizballah", "transit_seizure"):
        code, _, err = crossroads("explain", name)
        assert (code, err) == (0, "")


def test_the_scenario_to_measure_from_can_be_named(crossroads: Said) -> None:
    code, out, _ = crossroads("explain", "us_commitment", "--scenario", "iran_paths#loosen")
    assert code == 0
    assert "runs of loosen" in " ".join(out.split())
    assert crossroads("explain", "us_commitment", "--scenario", "lossen")[0] == 2


def test_rows_say_what_chance_can_do() -> None:
    from simulation.outcomes.intervals import Estimate
    from simulation.telling.effects import Moved

    clear = Moved("axis index", False, 0.1, 0.3, Estimate(0.2, 0.15, 0.25), 0.05)
    unclear = Moved("leaving or left", True, 0.1, 0.12, Estimate(0.02, -0.01, 0.05), 0.03)
    same = Moved("Iraqis killed", False, 19.0, 19.0, Estimate(0.0, 0.0, 0.0), 0.0, same=True)
    rows = list(measuring._rows([clear, unclear, same]))
    assert rows[0].split("->")[1].split()[:2] == ["0.300", "+0.200"]
    assert "chance: 0.050" in rows[0]
    assert "cannot be told from chance (chance: 3.0pp)" in rows[1]
    assert rows[2].endswith("the same in every run")
    assert "these are 3 comparisons" in rows[3]
    assert len(list(measuring._rows([same]))) == 1
    assert np.isfinite(clear.noise)
