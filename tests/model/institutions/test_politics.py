"""Between the month and its institutions: when people vote, what the parliament is told, who takes office."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from simulation.errors import InputError
from simulation.evidence import Fixed
from simulation.model import IraqModel
from simulation.model.chronicle import Chronicle
from simulation.model.institutions import find_law
from simulation.model.institutions.ballots import load_electorate
from simulation.model.institutions.candidates import load_candidates
from simulation.model.institutions.formation import BACKINGS, KINDS, Outcome
from tests.model.worlds import scenario

RUNS, VOTE = 24, "2025-03"
LISTS = load_electorate().lists
NAMES = list(load_candidates())
NONE = np.zeros(RUNS, dtype=bool)


def formed(**said: Any) -> Outcome:
    """A month of bargaining that brought nothing, but for what is said."""
    plain: dict[str, Any] = {
        "invested": NONE, "coalition": np.zeros((len(LISTS), RUNS), dtype=bool), "seats": np.zeros(RUNS),
        "votes": np.zeros(RUNS), "premier": np.full(RUNS, -1), "kind": np.full(RUNS, -1),
        "backing": np.full(RUNS, -1), "speaker": np.full(RUNS, -1), "president": np.full(RUNS, -1),
        "present": np.zeros(RUNS), "dissolved": NONE, "events": {}, "deaths": np.zeros(RUNS),
    }  # fmt: skip
    return Outcome(**plain | said)


class Parliament:
    """In the formation's place: notes what it is told, and answers as it was taught."""

    def __init__(self, answers: dict[int, Outcome] | None = None):
        self.answers, self.begun, self.rounds = answers or {}, [], []
        self.candidates, self.law = load_candidates(), find_law("sainte_lague_2023")
        self.present, self.nominee = np.full(RUNS, 190.0), np.full(RUNS, -1)

    def begin(self, where: Any, month: int, seats: Any, positions: Any, **known: Any) -> None:
        self.begun.append({"where": where.copy(), "month": month, "seats": seats, **positions, **known})

    def round(self, month: int, context: Any) -> Outcome:
        self.rounds.append((month, context))
        return self.answers.get(month, formed())


def model_of(answers: dict[int, Outcome] | None = None, **said: Any) -> tuple[IraqModel, Parliament]:
    election = {"date": VOTE, "law": "sainte_lague_2023"} | said.pop("election", {})
    model = IraqModel(scenario(election=election, **said), runs=RUNS, rng=4, chronicle=Chronicle())
    spy = Parliament(answers)
    model.politics.__dict__["formation"] = spy
    return model, spy


def play(model: IraqModel, months: int) -> IraqModel:
    for _ in range(months):
        model.step()
    return model


def told(model: IraqModel, actor: str, act: str) -> list[tuple[int, str, list[int]]]:
    return [
        (each.month, each.target, each.rows.tolist())
        for each in model.chronicle.acts  # type: ignore[union-attr]
        if (each.actor, each.act) == (actor, act)
    ]


# --- the vote ---------------------------------------------------------------------------------------


def test_the_vote_is_held_in_its_month_and_the_cabinet_only_carries_on() -> None:
    model, spy = model_of()
    sitting, politics = model.start.government, model.politics
    play(model, 2)
    assert not politics.parliaments
    assert not politics.caretaker.any()
    assert not spy.rounds
    for held, known in (
        (politics.premier, sitting.prime_minister),
        (politics.kind, sitting.pm_kind),
        (politics.kind_now, sitting.pm_kind),
        (politics.backing, sitting.pm_backing),
    ):
        assert set(held.tolist()) == {known}
    play(model, 2)
    assert politics.caretaker.all()
    assert set(politics.kind_now.tolist()) == {"caretaker"}
    assert set(politics.kind.tolist()) == {sitting.pm_kind}
    assert np.isnan(politics.months_to_form).all()
    assert [(each.month, each.rows.tolist()) for each in politics.parliaments] == [(VOTE, [*range(RUNS)])]
    assert told(model, "public", "election") == [(2, "", [*range(RUNS)])]
    assert [month for month, _ in spy.rounds] == [2, 3]


def test_the_parliament_is_told_seats_votes_and_who_governed() -> None:
    model, spy = model_of()
    play(model, 2)
    governing = [party.in_government.copy() for party in model.politics.lists]
    play(model, 1)
    kept, (told_,) = model.politics.parliaments[0], spy.begun
    assert told_["where"].all()
    assert told_["month"] == 2
    np.testing.assert_array_equal(told_["seats"], kept.seats.sum(axis=0))
    assert (told_["seats"].sum(axis=0) == 329).all()
    np.testing.assert_array_equal(told_["votes"], kept.votes.sum(axis=0, dtype=float))
    np.testing.assert_array_equal(told_["outgoing"], np.array(governing) > 0)
    assert told_["outgoing"].any()
    for row, name in enumerate(LISTS):
        party = model.party(name)
        np.testing.assert_array_equal(party.seats, told_["seats"][row])
    assert [party.key for party in model.politics.lists] == list(LISTS)
    premier = model.start.government.prime_minister
    row = LISTS.index(premier) if premier in LISTS else -1
    assert told_["premier"].tolist() == [row] * RUNS
    assert {"axis", "arms", "discipline"} <= set(told_)
    for name in ("axis", "arms", "discipline"):
        assert told_[name].shape == (len(LISTS), RUNS)


@pytest.mark.parametrize("ablate", [[], ["clergy"]])
def test_those_who_bargain_feel_the_month_outside(ablate: list[str]) -> None:
    model, spy = model_of(ablate=ablate)
    play(model, 2)
    model.economy.anger = np.linspace(0.0, 1.0, RUNS)
    for source in model.clergy:
        source.authority = source.authority * np.linspace(0.2, 1.0, RUNS)
    politics, beliefs = model.politics, model.beliefs
    politics._held[:] = 1
    model.month = 1
    politics.play()
    month, context = spy.rounds[-1]
    assert month == 1
    np.testing.assert_array_equal(context.brokerage, model.iran.brokerage)
    np.testing.assert_allclose(context.us_pressure, model.united_states.bite / beliefs.habit_pressure)
    np.testing.assert_array_equal(context.cohesion, model.scene.framework_cohesion)
    anger = model.scene.shift_of("fatigue") + beliefs.protest_street * np.linspace(0.0, 1.0, RUNS)
    np.testing.assert_allclose(context.anger, anger)
    reach = [each.reach for each in model.clergy]
    now = sum(each.authority * far for each, far in zip(model.clergy, reach, strict=True))
    then = sum(each.full_authority * far for each, far in zip(model.clergy, reach, strict=True))
    np.testing.assert_allclose(context.najaf, 0.0 if ablate else now / then)
    np.testing.assert_allclose(context.word, 1.0 if ablate else now / then)


def test_a_first_vote_is_cast_in_the_mood_of_its_month(monkeypatch: pytest.MonkeyPatch) -> None:
    from simulation.model.institutions.polls import Polls

    ballots, usual = [], Polls.vote
    monkeypatch.setattr(Polls, "vote", lambda polls, ballot: ballots.append(ballot) or usual(polls, ballot))
    model, _ = model_of(election={"boycott": ["sadrists"], "alliances": [["badr", "sadiqoun"]]})
    play(model, 3)
    (ballot,) = ballots
    sadrists = LISTS.index("sadrists")
    assert ballot.boycott[sadrists].all()
    assert not np.delete(ballot.boycott, sadrists, axis=0).any()
    assert ("badr", "sadiqoun") in [tuple(group) for group in ballot.alliances]
    assert (ballot.law, ballot.month, ballot.election) == ("sainte_lague_2023", 2, 0)
    assert not ballot.offsets.any()
    cabinet = model.government
    np.testing.assert_array_equal(ballot.popularity, cabinet.popularity)
    np.testing.assert_array_equal(ballot.services, cabinet.services)
    for name in ("resent_iran", "fatigue", "fear_of_war"):
        moods = [model.scene.shift_of(name, market) for market in load_electorate().markets]
        np.testing.assert_array_equal(getattr(ballot, name), moods)


def test_a_postponed_vote_is_not_held_and_the_cabinet_only_carries_on() -> None:
    model, spy = model_of(election={"outcome": "vote_postponed"})
    play(model, 6)
    assert model.politics.caretaker.all()
    assert not model.politics.parliaments
    assert not spy.begun
    assert not spy.rounds


def test_elections_can_be_switched_off() -> None:
    model, _ = model_of(ablate=["elections"])
    play(model, 5)
    assert not model.politics.parliaments
    assert not model.politics.caretaker.any()


def test_a_start_without_a_law_needs_one() -> None:
    model, _ = model_of()
    model.start = replace(model.start, election=None)
    bare = model.setup.election.model_copy(update={"law": None})
    model.setup = model.setup.model_copy(update={"election": bare})
    with pytest.raises(InputError, match=r"has no election law; set election\.law"):
        _ = model.politics.law


# --- leaders' choices -------------------------------------------------------------------------------


def test_a_list_that_is_given_seats_stands_and_a_premiers_is_his_own() -> None:
    given = {"seats": {"sadrists": 70, "sudani": 40}}
    model, _ = model_of(election={"outcome": given})
    politics = model.politics
    ballot = politics._choices(politics._polls(np.arange(RUNS)))
    assert not ballot.boycott[LISTS.index("sadrists")].any()
    assert (ballot.premier == LISTS.index("sudani")).all()
    early = politics._choices(politics._polls(np.arange(RUNS)), 1)
    usual = politics._polls(np.arange(RUNS)).usual_ballot(politics.law, 0, 1)
    np.testing.assert_array_equal(early.boycott, usual.boycott)
    np.testing.assert_array_equal(early.premier, usual.premier)


def test_a_premier_in_an_alliance_has_a_list_of_his_own() -> None:
    model, _ = model_of(election={"alliances": [["sudani", "hikma"]]})
    ballot = model.politics._choices(model.politics._polls(np.arange(RUNS)))
    assert (ballot.premier == LISTS.index("sudani")).all()
    plain, _ = model_of()
    usual = plain.politics._polls(np.arange(RUNS)).usual_ballot("sainte_lague_2023", 0, 0)
    drawn = plain.politics._choices(plain.politics._polls(np.arange(RUNS)))
    np.testing.assert_array_equal(drawn.premier, usual.premier)
    np.testing.assert_array_equal(drawn.boycott, usual.boycott)


def test_a_platform_by_the_outcome_is_taken_up_on_the_day_of_the_vote() -> None:
    model, _ = model_of()
    outcome = model.politics.outcome.model_copy(update={"reposition": {"sudani": 0.4}})
    model.politics.__dict__["outcome"] = outcome
    party = model.party("sudani")
    play(model, 2)
    before = party.framework.copy()
    assert (party.axis != 0.4).all()
    some = np.arange(RUNS) < 5
    model.politics._reposition(some)
    assert (party.axis[some] == 0.4).all()
    assert (party.private[some] == 0.4).all()
    assert not party.framework[some].any()
    assert (party.axis[~some] != 0.4).all()
    assert (party.private[~some] != 0.4).all()
    np.testing.assert_array_equal(party.framework[~some], before[~some])


# --- a government -----------------------------------------------------------------------------------


def government() -> tuple[Outcome, np.ndarray]:
    """In the first ten runs the second candidate takes office, in the next five the last."""
    new = np.arange(RUNS) < 15
    premier = np.where(np.arange(RUNS) < 10, 1, len(NAMES) - 1)
    coalition = np.zeros((len(LISTS), RUNS), dtype=bool)
    coalition[[2, 5], :15] = True
    events = {"clash": np.arange(RUNS) % 2 * 1.0, "agreement": np.ones(RUNS), "session_failed": ~new * 1.0}
    kinds = np.where(np.arange(RUNS) < 10, KINDS.index("framework_loyalist"), KINDS.index("sadr_backed"))
    return formed(
        invested=new, coalition=coalition, premier=np.where(new, premier, -1), kind=np.where(new, kinds, -1),
        backing=np.where(new, BACKINGS.index("sadr"), -1), events=events, deaths=np.arange(RUNS) * 1.0,
    ), new  # fmt: skip


def test_a_government_takes_office_where_it_was_invested() -> None:
    out, new = government()
    model, spy = model_of({4: out})
    spy.nominee = np.where(np.arange(RUNS) < 20, 1, -1)
    play(model, 4)
    before = {party.key: party.in_government.copy() for party in model.politics.lists}
    sitting = model.start.government
    play(model, 1)
    politics = model.politics
    expected = [NAMES[1]] * 10 + [NAMES[-1]] * 5 + [sitting.prime_minister] * 9
    assert politics.premier.tolist() == expected
    assert politics.kind.tolist() == ["framework_loyalist"] * 10 + ["sadr_backed"] * 5 + [sitting.pm_kind] * 9
    assert politics.kind_now.tolist()[15:] == ["caretaker"] * 9
    assert politics.kind_now.tolist()[:15] == politics.kind.tolist()[:15]
    assert politics.backing.tolist() == ["sadr"] * 15 + [sitting.pm_backing] * 9
    np.testing.assert_array_equal(politics.caretaker, ~new)
    np.testing.assert_array_equal(politics.months_to_form, np.where(new, 2.0, np.nan))
    for row, party in enumerate(politics.lists):
        inside = np.where(new, row in (2, 5), before[party.key])
        np.testing.assert_array_equal(party.in_government, inside)
    ledger = model.ledger
    np.testing.assert_array_equal(ledger.now("framework_premier"), np.arange(RUNS) < 10)
    np.testing.assert_array_equal(ledger.now("clash"), out.events["clash"])
    np.testing.assert_array_equal(ledger.now("agreement"), np.ones(RUNS))
    np.testing.assert_array_equal(ledger.now("clash_deaths"), out.deaths)
    assert told(model, "parliament", "invests") == [
        (4, NAMES[1], [*range(10)]),
        (4, NAMES[-1], [*range(10, 15)]),
    ]
    assert told(model, "parliament", "nominates")[-1] == (4, NAMES[1], [*range(20)])
    failed = [each for each in model.chronicle.acts if each.act == "session_failed"]  # type: ignore[union-attr]
    (act,) = failed
    assert act.rows.tolist() == [*range(15, RUNS)]
    terms = {name: set(values.tolist()) for name, values in act.terms.items()}
    assert terms == {"members present": {190.0}, "members needed": {-220.0}}


def test_fighting_over_a_government_counts_as_siege_and_its_dead_as_iraqis() -> None:
    out, _ = government()
    quiet, _ = model_of()
    loud, _ = model_of({4: replace(out, invested=NONE)})
    still, fought = play(quiet, 5).ledger, play(loud, 5).ledger
    np.testing.assert_array_equal(fought.now("sieges") - still.now("sieges"), out.events["clash"])
    np.testing.assert_array_equal(fought.now("iraqi_deaths") - still.now("iraqi_deaths"), out.deaths)


def test_after_a_dissolution_some_vote_again_and_leaders_choose_anew() -> None:
    gone = np.arange(RUNS) % 2 == 0
    out, _ = government()
    later = replace(out, invested=gone, premier=np.where(gone, 1, -1), kind=np.where(gone, 0, -1))
    assume = {"early_vote_delay": Fixed(2.0)}
    model, spy = model_of({4: formed(dissolved=gone), 8: later}, months=12, assume=assume)
    play(model, 9)
    politics, rows = model.politics, np.flatnonzero(gone)
    assert [each.month for each in politics.parliaments] == [VOTE, "2025-07"]
    assert politics.parliaments[1].rows.tolist() == rows.tolist()
    assert [each["month"] for each in spy.begun] == [2, 6]
    np.testing.assert_array_equal(spy.begun[1]["where"], gone)
    first, second = (each.votes.sum(axis=0, dtype=float) for each in politics.parliaments)
    latest = first.copy()
    latest[:, rows] = second
    np.testing.assert_array_equal(spy.begun[1]["votes"], latest)
    seats = politics.parliaments[0].seats.sum(axis=0)
    seats[:, rows] = politics.parliaments[1].seats.sum(axis=0)
    np.testing.assert_array_equal(np.array([party.seats for party in politics.lists]), seats)
    assert (first[:, rows] != second).any()
    assert np.isnan(politics.months_to_form).all()  # of the first formation only, which came to nothing


def test_lists_join_the_framework_once_the_vote_is_counted_if_the_start_says_so() -> None:
    for ablate in ([], ["framework"]):
        model, _ = model_of(ablate=ablate)
        known = model.start.election.model_copy(update={"joins_framework": ("hikma", "sudani")})
        model.start = replace(model.start, election=known)
        play(model, 2)
        party = model.party("hikma")
        party.framework = np.where(np.arange(RUNS) < 7, 1.0, 0.0)
        model.politics._gather(np.arange(RUNS) < 12)
        joined = np.arange(RUNS) < (7 if ablate else 12)
        np.testing.assert_array_equal(party.framework, joined)
        assert told(model, "hikma", "joins_framework") == ([] if ablate else [(1, "", [*range(7, 12)])])


def test_coalitions_are_named_by_their_lists_that_have_seats() -> None:
    model, _ = model_of()
    for row, party in enumerate(model.politics.lists):
        party.in_government = np.array([float((run >> row) & 1) if row < 5 else 0.0 for run in range(RUNS)])
        party.seats = np.full(RUNS, 0.0 if row == 1 else 3.0)
    names = model.politics.coalition_names()
    for run in range(RUNS):
        inside = [LISTS[row] for row in range(5) if run >> row & 1 and row != 1]
        assert names[run] == "+".join(inside)
