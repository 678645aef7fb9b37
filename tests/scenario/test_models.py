"""A scenario is frozen, equal to what says the same, and the same however it was written."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from simulation.scenario import Batch, Scenario, Vocabulary
from simulation.scenario.months import is_month, later, months_between

PLAIN: dict[str, Any] = {
    "start": "2025-01",
    "months": 18,
    "lens": "malik",
    "iran": {"strategy": [{"from": "2025-01", "is": "maintain"}, {"from": "2025-09", "is": "loosen"}]},
    "united_states": {"posture": "engagement", "withdrawal": "2025-09"},
    "gulf": {"posture": "open_door"},
    "election": {
        "date": "2025-11",
        "law": "sainte_lague_2023",
        "outcome": {"seats": {"sadrists": 73, "minority_quota": 9}},
        "boycott": [],
        "alliances": [["progress", "sudani"]],
    },
    "events": [{"month": "2025-06", "event": "gulf_offer", "probability": 0.5}],
    "assume": {"us_commitment": {"fixed": 0.3}, "iran_resolve": {"triangular": [0.2, 0.3, 0.6]}},
    "actors": {"kataib_hizballah": {"doctrine": 0.6}},
    "ablate": ["leaders_cue"],
}


def scenario(vocabulary: Vocabulary, name: str = "a", **said: Any) -> Scenario:
    return Scenario.model_validate({"start": "2025-01", "name": name, **said}, context=vocabulary)


# --- months ------------------------------------------------------------------------------------


def test_months() -> None:
    assert later("2025-01", 23) == "2026-12"
    assert later("2025-01", -1) == "2024-12"
    assert months_between("2025-01", "2026-12") == 23
    assert months_between("2025-03", "2024-12") == -3
    assert is_month("2025-12")
    for text in ("2025-13", "2025-00", "2025-1", "25-01", "2025-01-01", "2025-01\n", "٢٠٢٥-٠١", 2025, None):
        assert not is_month(text)


@given(st.integers(1900 * 12, 2099 * 12), st.integers(-600, 600))
def test_later_and_between_are_inverse(at: int, by: int) -> None:
    month = f"{at // 12}-{at % 12 + 1:02}"
    assert months_between(month, later(month, by)) == by


def test_the_calendar_of_a_run(vocabulary: Vocabulary) -> None:
    calendar = scenario(vocabulary, months=24).calendar
    assert (len(calendar), calendar[0], calendar[-1]) == (24, "2025-01", "2026-12")
    assert [scenario(vocabulary).index(month) for month in ("2025-01", "2025-09", "2024-11")] == [0, 8, -2]


# --- Iran's schedule ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("strategy", "schedule"),
    [
        ("increase", ((0, "increase"),)),
        ([{"is": "increase"}], ((0, "increase"),)),
        (
            [{"from": "2025-01", "is": "maintain"}, {"from": "2025-09", "is": "loosen"}],
            ((0, "maintain"), (8, "loosen")),
        ),
        ([{"is": "maintain"}, {"from": "2025-09", "is": "loosen"}], ((0, "maintain"), (8, "loosen"))),
        ([{"from": "2024-06", "is": "loosen"}, {"from": "2024-09", "is": "increase"}], ((0, "increase"),)),
        ([{"from": "2025-01", "is": "loosen"}, {"from": "2025-03", "is": "loosen"}], ((0, "loosen"),)),
    ],
)
def test_a_strategy_is_always_a_schedule(
    strategy: object, schedule: tuple[tuple[int, str], ...], vocabulary: Vocabulary
) -> None:
    made = scenario(vocabulary, iran={"strategy": strategy})
    assert made.schedule == schedule
    same = [{"from": made.calendar[index], "is": name} for index, name in schedule]
    assert scenario(vocabulary, iran={"strategy": same}).digest() == made.digest()


# --- frozen ------------------------------------------------------------------------------------


def test_nothing_in_a_scenario_can_be_changed(vocabulary: Vocabulary) -> None:
    made = scenario(vocabulary, **PLAIN)
    with pytest.raises(ValidationError):
        made.months = 3  # type: ignore[misc]
    with pytest.raises(ValidationError):
        made.united_states.posture = "as_now"  # type: ignore[misc]
    for frozen in (
        made.assume,
        made.actors,
        made.actors["kataib_hizballah"],
        made.events,
        made.iran.strategy,
        made.election.outcome.seats,  # type: ignore[union-attr]
        made.election.alliances,
    ):
        with pytest.raises(TypeError):
            frozen["x"] = 1  # type: ignore[index]


def test_scenarios_can_be_hashed_and_copied(vocabulary: Vocabulary) -> None:
    made = scenario(vocabulary, **PLAIN)
    twin = copy.deepcopy(made)
    assert twin == made
    assert hash(twin) == hash(made)
    assert twin.digest() == made.digest()
    assert len({made, twin, scenario(vocabulary)}) == 2
    reordered = dict(reversed(PLAIN["assume"].items()))
    assert hash(scenario(vocabulary, **{**PLAIN, "assume": reordered})) == hash(made)


def test_what_a_scenario_is_made_from_does_not_stay_attached(vocabulary: Vocabulary) -> None:
    said: dict[str, Any] = copy.deepcopy(PLAIN)
    made = scenario(vocabulary, **said)
    before = made.digest()
    said["assume"]["us_commitment"]["fixed"] = 0.9
    said["actors"]["kataib_hizballah"]["doctrine"] = 0.1
    said["events"].clear()
    assert made.digest() == before


# --- what it says ------------------------------------------------------------------------------


def test_plain_says_it_all_again(vocabulary: Vocabulary) -> None:
    assert scenario(vocabulary, **PLAIN).plain() == PLAIN
    assert scenario(vocabulary).plain() == {
        "start": "2025-01",
        "months": 24,
        "lens": "pooled",
        "iran": {"strategy": [{"from": "2025-01", "is": "maintain"}]},
    }


def test_a_dump_can_be_validated_again(vocabulary: Vocabulary) -> None:
    made = scenario(vocabulary, **PLAIN)
    assert Scenario.model_validate(made.model_dump(by_alias=True), context=vocabulary) == made
    assert made.model_dump(mode="json")["assume"] == PLAIN["assume"]


def test_the_digest_depends_on_what_is_said_only(vocabulary: Vocabulary) -> None:
    made = scenario(vocabulary, **PLAIN)
    backwards = dict(reversed(PLAIN.items()))
    assert scenario(vocabulary, "b", title="T", question="Q?", **backwards).digest() == made.digest()
    assert len(made.digest()) == 64


@pytest.mark.parametrize(
    "change",
    [
        {"start": "2021-06", "united_states": {}, "events": [], "iran": {}, "election": {}},
        {"months": 17},
        {"lens": "pooled"},
        {"iran": {"strategy": "maintain"}},
        {"united_states": {"posture": "engagement", "withdrawal": "2025-10"}},
        {"gulf": {"posture": "aloof"}},
        {"israel": {"posture": "striking"}},
        {"events": []},
        {"events": [{"month": "2025-06", "event": "gulf_offer", "probability": 0.6}]},
        {"assume": {"us_commitment": 0.3}},
        {"assume": {"us_commitment": 0.3, "iran_resolve": {"triangular": [0.2, 0.4, 0.6]}}},
        {"actors": {"kataib_hizballah": {"doctrine": 0.7}}},
        {"ablate": []},
        {"election": {}},
        *({"election": {**PLAIN["election"], field: None}} for field in PLAIN["election"]),
        {"election": {**PLAIN["election"], "boycott": ["progress"], "alliances": []}},
        {"election": {**PLAIN["election"], "alliances": []}},
        {"election": {**PLAIN["election"], "outcome": "framework_wins"}},
        {"election": {**PLAIN["election"], "outcome": {"seats": {"sadrists": 74, "minority_quota": 9}}}},
    ],
)
def test_every_field_counts_for_the_digest(change: dict[str, Any], vocabulary: Vocabulary) -> None:
    assert scenario(vocabulary, **{**PLAIN, **change}).digest() != scenario(vocabulary, **PLAIN).digest()


def test_ways_of_writing_the_same_thing(vocabulary: Vocabulary) -> None:
    events = [
        {"month": "2025-06", "event": "gulf_offer", "probability": 1},
        {"month": "2025-03", "event": "isis_resurges"},
    ]
    one = scenario(
        vocabulary, assume={"us_commitment": 0.3}, events=events, actors={"sudani": {}}, election={}
    )
    two = scenario(
        vocabulary,
        assume={"us_commitment": {"fixed": 0.3}},
        events=events[::-1],
        israel={"posture": "as_now"},
    )
    assert one.digest() == two.digest()
    assert [event.month for event in one.events] == ["2025-03", "2025-06"]


SETTINGS = st.fixed_dictionaries(
    {},
    optional={
        "months": st.integers(1, 240),
        "lens": st.sampled_from(["pooled", "malik", "namdar"]),
        "iran": st.fixed_dictionaries(
            {}, optional={"strategy": st.sampled_from(["increase", "loosen", "maintain"])}
        ),
        "israel": st.fixed_dictionaries({}, optional={"posture": st.sampled_from(["as_now", "striking"])}),
        "assume": st.dictionaries(
            st.sampled_from(["us_commitment", "iran_resolve"]),
            st.floats(0, 1)
            | st.tuples(st.floats(0, 0.4), st.floats(0.5, 1)).map(lambda ab: {"uniform": list(ab)}),
        ),
        "actors": st.dictionaries(
            st.sampled_from(["sudani", "nujaba"]),
            st.dictionaries(st.sampled_from(["axis"]), st.floats(-1, 1)),
        ),
        "ablate": st.lists(st.sampled_from(["leaders_cue", "shield_motive"]), unique=True),
    },
)


@settings(max_examples=60, deadline=None)
@given(said=SETTINGS)
def test_any_scenario_survives_being_written_down(said: dict[str, Any], vocabulary: Vocabulary) -> None:
    made = scenario(vocabulary, **said)
    again = scenario(vocabulary, "again", **made.plain())
    assert again.plain() == made.plain()
    assert again.digest() == made.digest()


# --- built in code -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"iran": {"strategy": "increse"}}, "is not a strategy"),
        ({"events": [{"month": "2030-01", "event": "gulf_offer"}]}, "is outside the run"),
        ({"election": {"date": "2030-01"}}, "is outside the run"),
        ({"start": "2025-1"}, "is not a month"),
    ],
)
def test_scenarios_made_in_code_are_checked_too(
    said: dict[str, Any], message: str, vocabulary: Vocabulary
) -> None:
    with pytest.raises(ValidationError, match=message):
        scenario(vocabulary, **said)


@pytest.mark.parametrize(
    ("election", "message"),
    [
        ({"outcome": {"seats": {"sadrists": 330}}}, "gives 330 seats"),
        ({"outcome": {"seats": {"sadrists": -1}}}, "greater than or equal to 0"),
        ({"outcome": {"seats": {"sadrists": 161, "sudani": 160}}}, "gives 321 seats"),
        ({"outcome": {"seats": {"sadrists": 0, "sudani": 0, "progress": 319}}}, "names every list"),
        ({"outcome": {"seats": {"minority_quota": 8}}}, "gives 8 reserved seats"),
        ({"outcome": {"seats": {"babylon": 4}}}, "is not a list that wins seats"),
        (
            {"outcome": {"seats": {"sadrists": 73}}, "boycott": ["sadrists"]},
            "goes to sadrists, which boycotts",
        ),
        ({"outcome": "pro_tehran_route"}, "is not an outcome of an election"),
        ({"law": "sntv_2020"}, "is not an election law"),
        ({"boycott": ["minority_quota"]}, "is not a list that stands"),
        ({"alliances": [["sudani", "babylon"]]}, "is not a list that stands"),
        ({"outcome": {"seats": {}}}, "is empty"),
        ({"outcome": {"seats": {"labour": 3}}}, "is not a list that wins seats"),
        ({"outcome": {"seats": {"kataib_hizballah": 3}}}, "is not a list that wins seats"),
        ({"boycott": ["sadrists", "sadrists"]}, "more than once"),
        ({"alliances": [["sadrists"]]}, "is not an alliance"),
        ({"alliances": [["sadrists", "sudani"], ["sudani", "progress"]]}, "places sudani twice"),
        ({"alliances": [["sadrists", "sudani"]], "boycott": ["sudani"]}, "places sudani twice"),
        ({"date": "October"}, "is not a month"),
    ],
)
def test_an_election_block_is_checked(election: dict[str, Any], message: str, vocabulary: Vocabulary) -> None:
    with pytest.raises(ValidationError, match=message):
        scenario(vocabulary, election=election)


@pytest.mark.parametrize(
    "election",
    [
        {"date": "2025-01"},
        {"date": "2026-12"},
        {"date": None, "law": None, "outcome": None, "boycott": None, "alliances": None},
        {"outcome": {"seats": {"sadrists": 0, "minority_quota": 9}}, "boycott": ["sadrists"]},
        {"outcome": {"seats": {"sadrists": 100, "sudani": 100, "progress": 120}}},
        {"outcome": {"seats": {"sadrists": 320}}},
    ],
)
def test_what_an_election_may_be(election: dict[str, Any], vocabulary: Vocabulary) -> None:
    made = scenario(vocabulary, election=election)
    again = scenario(vocabulary, **made.plain())
    assert (again.election, again.digest()) == (made.election, made.digest())


def test_a_choice_left_out_is_not_a_choice_of_nobody(vocabulary: Vocabulary) -> None:
    silent = scenario(vocabulary)
    everybody = scenario(vocabulary, election={"boycott": []})
    alone = scenario(vocabulary, election={"alliances": []})
    assert (silent.election.boycott, silent.election.alliances) == (None, None)
    assert (everybody.election.boycott, everybody.election.alliances) == ((), None)
    assert (alone.election.boycott, alone.election.alliances) == (None, ())
    assert len({each.digest() for each in (silent, everybody, alone)}) == 3
    assert "election" not in silent.plain()
    assert everybody.plain()["election"] == {"boycott": []}
    assert alone.plain()["election"] == {"alliances": []}
    for made in (silent, everybody, alone):
        dumped = made.model_dump(mode="json", by_alias=True)
        assert Scenario.model_validate(dumped, context=vocabulary) == made


def test_ways_of_writing_the_same_election(vocabulary: Vocabulary) -> None:
    assumed_nothing = scenario(vocabulary, election={"outcome": "simulated"})
    assert assumed_nothing.election.outcome is None
    assert assumed_nothing.digest() == scenario(vocabulary).digest()
    one, two = (
        scenario(vocabulary, election={"boycott": away, "alliances": [pair]})
        for away, pair in ((["progress"], ["sudani", "sadrists"]), (["progress"], ["sadrists", "sudani"]))
    )
    assert one == two
    assert one.digest() == two.digest()


def test_a_batch_made_in_code(vocabulary: Vocabulary) -> None:
    batch = Batch(scenarios=(scenario(vocabulary), scenario(vocabulary, "b", lens="malik")), runs=7)
    assert (batch.names, batch.runs, batch.seed) == (("a", "b"), 7, 2025)
    with pytest.raises(ValidationError, match="names two scenarios 'a'"):
        Batch(scenarios=(scenario(vocabulary), scenario(vocabulary)))
    with pytest.raises(ValidationError):
        Batch(scenarios=())
