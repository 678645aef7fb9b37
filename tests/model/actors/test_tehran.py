"""Tehran beyond its levers: several wills, the Leader's line, succession and crisis, what it minds."""

from __future__ import annotations

import numpy as np

from simulation.model import IraqModel
from simulation.model.chronicle import Chronicle
from simulation.model.questions import QUESTIONS


def event(name: str, month: str = "2025-02") -> dict[str, str]:
    return {"month": month, "event": name}


# --- several wills ----------------------------------------------------------------------------------


def test_one_will_has_no_discord_and_no_objection(play) -> None:
    model = play("loosen", runs=30, ablate=["several_wills"])
    assert (model.iran.discord == 0.0).all()
    assert (model.iran.objection == 0.0).all()
    np.testing.assert_array_equal(model.iran.consents_to_integration, model.iran.levers["tolerance"])
    assert model.ledger.since_start("guard_breach").sum() == 0.0


def test_objection_holds_up_consent_and_grows_with_the_hardliners(play) -> None:
    few = play("loosen", months=6, assume={"hardliner_share": 0.2})
    many = play("loosen", months=6, assume={"hardliner_share": 0.6})
    assert many.iran.objection.mean() > few.iran.objection.mean()
    assert many.iran.consents_to_integration.mean() < few.iran.consents_to_integration.mean()


def test_discord_falls_with_cohesion(play) -> None:
    apart = play(months=3, actors={"iran": {"cohesion": 0.2}})
    at_one = play(months=3, actors={"iran": {"cohesion": 0.95}})
    assert (apart.iran.discord > at_one.iran.discord).all()


def test_the_guard_goes_its_own_way_only_where_the_course_loosens(play) -> None:
    sure = {"breach_hazard": 1.0}
    loose = play("loosen", assume=sure).ledger.since_start("guard_breach")
    hard = play("increase", assume=sure).ledger.since_start("guard_breach")
    assert loose.mean() > 5 * hard.mean()
    assert loose.mean() > 0.5


def test_a_breach_lets_arms_and_orders_through(play) -> None:
    quiet = play("loosen", months=12, assume={"breach_hazard": 0.0})
    leaky = play("loosen", months=12, assume={"breach_hazard": 1.0, "breach_memory": 0.9})
    for lever in ("weapons", "attack_call"):
        assert (leaky.iran.levers[lever] >= quiet.iran.levers[lever] - 1e-12).mean() > 0.9
        assert leaky.iran.levers[lever].mean() > quiet.iran.levers[lever].mean() + 0.02


# --- the Leader's line ------------------------------------------------------------------------------


def lines(model: IraqModel) -> tuple[float, float]:
    ledger = model.ledger
    hostile, mild = (ledger.since_start(f"leader_line_{tone}") for tone in ("hostile", "mild"))
    return float(hostile.mean()), float(mild.mean())


def test_switched_off_the_leader_is_silent_even_when_told_to_speak(play) -> None:
    model = play(runs=40, events=[event("leader_speaks_against")], ablate=["leaders_cue"])
    assert lines(model) == (0.0, 0.0)


def test_an_ordered_line_is_heard_that_month_and_no_longer(play) -> None:
    held = {"leader_hostile": 0.0, "leader_mild": 0.0}
    model = play(months=2, runs=20, events=[event("leader_speaks_against")], assume=held)
    assert (model.iran.statement == -1.0).all()
    model.step()
    assert (model.iran.statement == 0.0).all()
    mild = play(months=2, runs=20, events=[event("leader_speaks_mildly")], assume=held)
    assert (mild.iran.statement == 1.0).all()


def test_the_tone_follows_the_course(play) -> None:
    hostile_hard, mild_hard = lines(play("increase"))
    hostile_soft, mild_soft = lines(play("loosen"))
    assert hostile_hard > hostile_soft
    assert mild_soft > mild_hard


def test_a_fall_of_an_ally_brings_hostile_lines(play) -> None:
    eve = {"months": 6, "start": "2024-11", "iran": {"strategy": "maintain"}, "assume": {"leader_falls": 3.0}}
    calm, shaken = play(**eve), play(**eve, events=[event("assad_falls", "2024-12")])
    assert lines(shaken)[0] > lines(calm)[0] + 0.1


def test_a_hostile_line_chills_damascus(play) -> None:
    held = {"leader_hostile": 0.0}
    calm = play(months=4, runs=50, assume=held)
    heard = play(months=4, runs=50, assume=held, events=[event("leader_speaks_against")])
    assert (heard.syria.friendliness < calm.syria.friendliness).all()


# --- succession and crisis --------------------------------------------------------------------------


def test_a_succession_takes_attention_that_comes_back(play) -> None:
    model = play(months=2, runs=40, events=[event("succession_in_tehran")])
    assert (model.iran.attention < 0.9).all()
    for _ in range(20):
        model.step()
    assert (model.iran.attention > 0.9).mean() > 0.8


def test_succession_and_crisis_loosen_the_grip_and_off_they_do_nothing(play) -> None:
    for name in ("succession_in_tehran", "crisis_in_tehran"):
        struck = play(months=3, runs=60, events=[event(name)])
        calm = play(months=3, runs=60, assume={}, ablate=["shocks"])
        assert struck.iran.orders.mean() < calm.iran.orders.mean()
    off = play(months=3, runs=60, events=[event("crisis_in_tehran")], ablate=["tehran_fate", "several_wills"])
    base = play(months=3, runs=60, ablate=["tehran_fate", "several_wills"])
    np.testing.assert_array_equal(off.iran.orders, base.iran.orders)


def test_a_crisis_spreads_the_course_more_than_a_succession(play) -> None:
    bents = [
        play(months=2, runs=300, events=[event(name)]).iran.bent.std()
        for name in ("crisis_in_tehran", "succession_in_tehran")
    ]
    assert bents[0] > 2.0 * bents[1]


def test_a_crisis_lowers_prestige_and_means(play) -> None:
    calm = play(months=8, runs=100)
    struck = play(months=8, runs=100, events=[event("crisis_in_tehran")])
    assert (struck.iran.prestige <= calm.iran.prestige + 1e-12).mean() > 0.9
    assert struck.iran.means.mean() < calm.iran.means.mean() - 0.01


# --- what it minds ----------------------------------------------------------------------------------


def test_tehran_minds_restraint_less_where_it_orders_fire_to_be_held(play) -> None:
    model = play("loosen", months=12)
    holds = -model.iran.levers["attack_call"]
    minds = model.iran.minds("war")
    assert np.corrcoef(holds, minds)[0, 1] < -0.5
    assert (model.iran.minds("arms") == 1.0).all()
    off = play("loosen", months=12, ablate=["consent"])
    assert (off.iran.minds("war") == 1.0).all()


def test_what_it_does_not_mind_it_does_not_ask_for(play) -> None:
    war = next(question for question in QUESTIONS if question.key == "war")
    model = play("loosen", months=12, runs=2000)
    luck = np.random.default_rng(3).uniform(size=2000)
    asked = model.iran.asks_of(war, luck)
    without = play("loosen", months=12, runs=2000, ablate=["consent"]).iran.asks_of(war, luck)
    assert asked.mean() < without.mean() - 0.02


def test_without_consent_distance_counts_in_full(play) -> None:
    with_it = play("loosen").coded
    without = play("loosen", ablate=["consent"]).coded
    assert without["axis_index"].mean() > with_it["axis_index"].mean()


def test_what_tehran_does_is_told(setup) -> None:
    chronicle = Chronicle()
    events = [event("leader_speaks_against"), event("us_iran_talks_open"), event("crisis_in_tehran")]
    model = IraqModel(setup("loosen", events=events), runs=60, rng=3, chronicle=chronicle)
    for _ in range(24):
        model.step()
    told = {(act.actor, act.act) for act in chronicle.acts}
    assert ("iran", "leader_line_hostile") in told
    assert ("iran", "guard_goes_its_own_way") in told
    assert ("united_states", "us_iran_talks_opened") in told
    assert ("events", "crisis_in_tehran") in told


def test_a_close_baghdad_is_given_softer_terms_and_no_other_lever_moves(play) -> None:
    held = {"closeness_sold": 3.0}
    sold = play(months=12, runs=300, assume=held)
    plain = play(months=12, runs=300, assume=held, ablate=["reverse_leverage"])
    softer = plain.iran.levers["energy_terms"] - sold.iran.levers["energy_terms"]
    assert (softer > 0.0).mean() > 0.95
    assert np.corrcoef(softer, sold.government.accommodation_iran * (sold.iran.worth - 1.0))[0, 1] > 0.5
    unmoved = play(months=6, runs=60, ablate=["scarcity"])
    base = play(months=6, runs=60, ablate=["scarcity", "reverse_leverage"])
    np.testing.assert_array_equal(unmoved.iran.levers["energy_terms"], base.iran.levers["energy_terms"])
