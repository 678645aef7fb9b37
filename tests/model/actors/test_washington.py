"""Washington's ladder and gate: threat of sanctions, credibility, claims, its word, services returned."""

from __future__ import annotations

import numpy as np

from simulation.model import IraqModel
from simulation.model.chronicle import Chronicle

THREATEN = {"month": "2025-02", "event": "washington_threatens_sanctions"}
LIMITS = ("pmf_limited", "group_in_fact", "heavy_handed_over")
NO_OTHER_THREAT = {"threat_base": -9.0, "threat_pressure": 0.0, "threat_attacks": 0.0}


def test_a_threat_stands_until_met_carried_out_or_lapsed(play) -> None:
    model = play(runs=300, events=[THREATEN], assume=NO_OTHER_THREAT | {"threat_months": 4})
    ledger = model.ledger
    ended = [ledger.since_start(act) for act in ("threat_lifted", "threat_lapsed")]
    issued = ledger.since_start("threat_issued")
    assert (issued >= 1.0).all()
    open_still = model.united_states.threatening
    assert (ended[0] + ended[1] <= issued).all()
    assert ended[0].sum() > 0
    assert ended[1].sum() > 0
    assert not open_still[ended[0] + ended[1] == issued].any()


def test_a_threat_is_lifted_exactly_where_its_condition_is_met(play) -> None:
    model = play(months=1, runs=200, assume=NO_OTHER_THREAT, events=[THREATEN])
    for _ in range(4):
        before = model.united_states.threatening
        met = np.zeros(200)
        for act in LIMITS:
            met = met + model.ledger.now(act)
        model.step()
        lifted = model.ledger.now("threat_lifted") > 0.0
        assert (lifted <= before).all()
        assert lifted[before & (met > 0.0)].all()


def test_an_open_threat_is_felt_as_pressure(play) -> None:
    calm = play(months=3, runs=100, assume=NO_OTHER_THREAT)
    pressed = play(months=3, runs=100, assume=NO_OTHER_THREAT, events=[THREATEN])
    stands = pressed.united_states.threatening
    assert stands.mean() > 0.5
    assert (pressed.united_states.bite > calm.united_states.bite)[stands].all()
    off = play(months=3, runs=100, ablate=["sanctions_threat"], events=[THREATEN])
    assert not off.united_states.threatening.any()


def test_a_resolute_washington_carries_out_what_a_doubtful_one_lets_lapse(play) -> None:
    def lapsed(commitment: float) -> float:
        held = NO_OTHER_THREAT | {"threat_months": 3, "us_commitment": commitment}
        return float(
            play(runs=200, events=[THREATEN], assume=held).ledger.since_start("threat_lapsed").mean()
        )

    assert lapsed(0.8) < lapsed(0.1) - 0.2


def test_a_lapsed_threat_costs_credibility(play) -> None:
    held = NO_OTHER_THREAT | {"threat_months": 2, "us_commitment": 0.0, "threat_bluff": 0.3}
    model = play(months=5, runs=100, events=[THREATEN], assume=held, ablate=["shocks"])
    lapsed = model.ledger.since_start("threat_lapsed") > 0.0
    assert lapsed.any()
    assert (model.united_states.credibility[lapsed] < 0.95).all()


def test_a_withdrawal_elsewhere_lowers_prestige_in_baghdad(play) -> None:
    leaves = [{"month": "2025-02", "event": "us_withdraws_elsewhere"}]
    calm, shaken = play(months=3, runs=100), play(months=3, runs=100, events=leaves)
    assert (shaken.united_states.prestige < calm.united_states.prestige).all()
    off = play(months=3, runs=100, events=leaves, ablate=["credibility_elsewhere"])
    base = play(months=3, runs=100, ablate=["credibility_elsewhere"])
    np.testing.assert_array_equal(off.united_states.prestige, base.united_states.prestige)


def test_credit_comes_back_in_time(play) -> None:
    model = play(months=3, runs=50, events=[{"month": "2025-02", "event": "us_withdraws_elsewhere"}])
    low = model.united_states.credibility.copy()
    for _ in range(15):
        model.step()
    assert (model.united_states.credibility > low).mean() > 0.7


def test_a_withdrawal_is_claimed_once_and_raises_irans_prestige(play) -> None:
    leaves = {"united_states": {"withdrawal": "2025-03"}}
    claimed = play(months=8, runs=100, **leaves)
    told = claimed.ledger.since_start("withdrawal_claimed")
    assert ((told >= 1.0) & (told <= 2.0)).all()
    modest = play(months=8, runs=100, **leaves, ablate=["credit_claiming"])
    assert (claimed.iran.prestige > modest.iran.prestige).all()
    assert modest.ledger.since_start("withdrawal_claimed").sum() == 0.0


def loud(play, **changes: object) -> IraqModel:
    """From the eve of Assad's fall, when launches at Israel are at their height."""
    eve = {"start": "2024-11", "iran": {"strategy": "maintain"}}
    return play(months=4, runs=400, **(eve | changes))


def test_washington_warns_where_launches_are_loud_and_its_hold_is_weak(play) -> None:
    def warned(hold: float) -> float:
        model = loud(play, actors={"united_states": {"restraint_of_israel": hold}})
        return float(model.ledger.since_start("washington_warns").mean())

    assert warned(0.05) > warned(0.95)
    assert warned(0.05) > 0.1
    early = {"start": "2021-06", "iran": {"strategy": "maintain"}, "ablate": ["shocks"]}
    quiet = play(**early, months=6, runs=100)
    assert quiet.ledger.since_start("washington_warns").mean() < 0.05


def test_a_warning_hangs_over_the_groups_and_gives_up_restraint(play) -> None:
    order = [{"month": "2025-02", "event": "washington_warns_of_israeli_strikes"}]
    mute = {"word_base": -8.0}
    calm, warned = (play(months=2, runs=100, assume=mute, events=e) for e in ([], order))
    assert ((warned.israel.threat > calm.israel.threat) | (calm.israel.threat == 1.0)).all()
    assert warned.israel.threat.mean() > calm.israel.threat.mean() + 0.2
    assert (warned.united_states.restraint_of_israel < calm.united_states.restraint_of_israel).all()
    certain = {"word_base": 2.0, "word_loud": 0.0, "word_restraint": 0.0}
    said = loud(play, assume=certain)
    unsaid = loud(play, ablate=["gatekeeper_word"])
    assert said.israel.threat.mean() > unsaid.israel.threat.mean()


def test_what_was_asked_for_and_done_is_paid_for(play) -> None:
    model = play(runs=300)
    earned = np.zeros(300)
    for act in ("attackers_restrained", "transit_seizure", "border_closed", "dollar_rules"):
        earned = earned + model.ledger.last(act, 4)
    favour = model.united_states.favour
    assert favour[earned >= 3].mean() > favour[earned == 0].mean() + 0.1
    without = play(runs=300, ablate=["quid_pro_quo"])
    assert (without.united_states.favour == 0.0).all()
    assert model.united_states.pressure.mean() < without.united_states.pressure.mean()
    assert model.united_states.restraint_of_israel.mean() > without.united_states.restraint_of_israel.mean()


def test_the_ladder_is_told_with_its_terms(setup) -> None:
    chronicle = Chronicle()
    scenario = setup(united_states={"posture": "maximum_pressure", "withdrawal": "2025-06"})
    model = IraqModel(scenario, runs=100, rng=3, chronicle=chronicle)
    for _ in range(24):
        model.step()
    told = {act.act: act for act in chronicle.acts if act.actor == "united_states"}
    assert {"threat_issued", "withdraws_troops", "returns_a_favour"} <= set(told)
    terms = told["threat_issued"].terms
    assert (sum(terms[name] for name in terms) > -1e-5).all()
