"""Lost commanders, splits, men who come home, clashes that spiral, and the dead."""

from __future__ import annotations

import numpy as np


def men(model):
    total = np.zeros(model.runs)
    for group in model.militias:
        total = total + group.fighters
    return total


def test_a_lost_commander_costs_one_group_its_cadre_and_tehran_its_hold(begin, play):
    quiet = {"ablate": ["shocks"]}
    before, after = begin("2025-01"), play("2025-01", 1, events=["loss_of_a_commander"], **quiet)
    calm = play("2025-01", 1, **quiet)
    hit = [a.cadre < c.cadre for a, c in zip(after.militias, calm.militias, strict=True)]
    np.testing.assert_array_equal(np.sum(hit, axis=0), np.ones(after.runs))
    kept = [now.control / was.control for was, now in zip(before.militias, after.militias, strict=True)]
    bereft, others = (np.array(kept)[np.array(hit) == lost] for lost in (True, False))
    assert bereft.mean() < others.mean() - 0.02
    off = play("2025-01", 1, events=["loss_of_a_commander"], ablate=["lost_command"])
    assert all((group.cadre == 1.0).all() for group in off.militias)


def test_camps_come_back_within_weeks_and_cadre_within_years(begin):
    beliefs = begin().beliefs
    camps, cadre = (np.log(0.5) / np.log(1.0 - rate) for rate in (beliefs.repair, beliefs.cadre_repair))
    assert camps.max() <= 1.0
    assert cadre.min() >= 5.9
    assert cadre.max() <= 25.0


def test_splits_move_men_and_lose_none(play, counts):
    model = play("2025-01", 12, assume={"split_hazard": 0.05})
    assert counts(model, "splits").sum() > 0
    off = play("2025-01", 12, assume={"split_hazard": 0.05}, ablate=["splits"])
    assert counts(off, "splits").sum() == 0
    np.testing.assert_allclose(men(model), men(off), rtol=1e-9)


def test_the_payroll_binds_and_talks_divide(play, counts):
    def parted(**assume):
        return counts(play("2025-01", 12, 300, assume={"split_hazard": 0.03, **assume}), "splits").sum()

    assert parted(payroll_binds=1.0) < parted(payroll_binds=0.0)
    assert parted(split_discipline=0.0) > parted(split_discipline=3.0)


def test_fighters_come_home_when_their_host_falls(begin, play, counts):
    model = begin("2024-11", 2)
    away = sum(group.abroad for group in model.militias)
    before = men(model)
    shares = [group.registered.copy() for group in model.militias]
    model.actors["assad_syria"].standing = np.zeros(model.runs)
    while model.running:
        model.step()
    assert all((group.abroad == 0.0).all() for group in model.militias)
    assert (men(model) >= before + away - 1e-6).all()
    assert all((now.registered <= then).all() for now, then in zip(model.militias, shares, strict=True))
    assert counts(play("2025-01", 2), "fighters_returned").sum() == 0
    off = begin("2024-11", 1, ablate=["returning_fighters", "splits"])
    off.actors["assad_syria"].standing = np.zeros(off.runs)
    off.step()
    np.testing.assert_array_equal(men(off), before)


def test_clashes_feed_on_each_other(play, counts):
    calm = play("2025-01", 12, 400, assume={"tension_clash": 0.0, "clash_of_arms": -3.0})
    spiral = play("2025-01", 12, 400, assume={"tension_clash": 1.0, "clash_of_arms": -3.0})
    assert counts(spiral, "clashes_of_arms").sum() > 1.5 * counts(calm, "clashes_of_arms").sum()
    assert counts(spiral, "clash_deaths").sum() > 2.0 * counts(calm, "clash_deaths").sum()
    assert counts(play("2025-01", 6, ablate=["clashes"]), "clashes_of_arms").sum() == 0


def test_open_conflict_is_possible_and_rare(play):
    def share(**assume):
        from simulation.model.simulate import _fate

        return (_fate(play("2025-01", 24, 300, assume=assume)) == "open_conflict").mean()

    assert share() <= 0.05
    assert share(clash_of_arms=-1.0, tension_clash=0.5) > 0.2


def test_the_dead_of_killings_and_protests_are_counted(play, counts):
    model = play("2025-01", 3, 300, events=["protest_wave"])
    parts = sum(counts(model, act) for act in ("assassinations", "protest_deaths"))
    assert counts(model, "assassinations").sum() > 0
    assert counts(model, "protest_deaths")[0].sum() > counts(model, "protest_deaths")[1:].sum()
    assert (counts(model, "iraqi_deaths") >= parts).all()
    off = play("2025-01", 3, 300, events=["protest_wave"], ablate=["killings"])
    assert counts(off, "iraqi_deaths").sum() < counts(model, "iraqi_deaths").sum()


def test_gulf_sites_are_hit_without_any_courting_and_more_with_it(play, counts):
    def attacks(**assume):
        return counts(play("2025-01", 12, 400, assume=assume), "attacks_gulf").sum()

    assert attacks(spoil_projects=0.0, spoil_curbs=0.0) > 0
    assert attacks(spoil_projects=5.0) > attacks(spoil_projects=0.0)
    assert counts(play("2025-01", 6, ablate=["spoilers"]), "attacks_gulf").sum() == 0


def test_strikes_that_an_event_brings_fall_on_the_armed_and_doctrinal(play):
    struck, calm = play("2021-06", 1, events=["us_strikes_militias"]), play("2021-06", 1)
    more = {
        a.key: (a.grievance - b.grievance).mean() for a, b in zip(struck.militias, calm.militias, strict=True)
    }
    assert more["kataib_hizballah"] > more["badr_brigades"] > 0.0
    assert more["kataib_hizballah"] > 0.2
