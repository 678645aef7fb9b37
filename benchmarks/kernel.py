"""The practical limit: the core rules of many runs as one compiled loop over runs, months and actors.

Numba compiles `play` (the extra `bench`). It reads the beliefs and attributes that the vector model has
drawn, packed run by run, and hashes its luck from the same addresses inside the loop. The equations are the
twin's and stand in the docstrings of `simulation.model.actors`; sums are taken in the same order, so that all
three agree to the last digit. What a compiler cannot do and a hand can, is done: what does not change within
a run is worked out once, a number is drawn only where it decides something, and a logit compares a uniform
with one exponential instead of taking two logarithms.

For comparison only, and no second engine: a mechanism added here would have to be written twice.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from numba import njit

from benchmarks.packing import pack
from benchmarks.twin import MONTHS, REPORTERS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from simulation.model import IraqModel


def simulate(model: IraqModel) -> NDArray[np.float64]:
    """Play on from where a vector model of the core rules begins: the twin's indicators by run and month.

    The shape is ``(runs, months, indicators)``.
    """
    out = np.empty((model.runs, MONTHS, len(REPORTERS)))
    play(*pack(model), out)
    return out


# --- luck -----------------------------------------------------------------------------------------

_M1, _M2 = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_S30, _S27, _S31, _S12 = (np.uint64(shift) for shift in (30, 27, 31, 12))


@njit
def uniform(address, deal):
    """The uniform at an address, as `Chance` has it: 52 bits of splitmix64's finaliser."""
    word = address ^ deal
    word = (word ^ (word >> _S30)) * _M1
    word = (word ^ (word >> _S27)) * _M2
    word = word ^ (word >> _S31)
    return float(word >> _S12) * 2.0**-52 + 2.0**-53


@njit
def exponential(address, deal):
    """The standard exponential number at an address."""
    return -math.log(uniform(address, deal))


@njit
def chosen(utility, address, deal):
    """Is `utility` above zero with the logistic number at an address added to it?"""
    luck = uniform(address, deal)
    return luck > math.exp(-utility) * (1.0 - luck)


# --- a month --------------------------------------------------------------------------------------


@njit
def unit(value):
    """Keep a value inside [0, 1]."""
    return min(max(value, 0.0), 1.0)


@njit
def settle(w, allies, groups, parties, publics):
    """Take up a first state."""
    w.fallen = fallen(allies)
    w.full_means, w.full_troops, w.base_restraint = (
        w.iran_means,
        w.united_states_troops,
        w.united_states_restraint_of_israel,
    )
    w.axis_strength = w.axis_at_start = standing(w, allies)
    w.ramp = w.leaving = w.strike_memory = w.sanctioned = w.recent_falls = w.request = 0.0
    w.presence = 1.0
    w.recent_attacks_us, w.recent_attacks_israel = unit(w.launch_memory_us), unit(w.launch_memory_israel)
    w.lean = w.government_accommodation_west - w.government_accommodation_iran
    total = mass = 0.0
    for public in publics:
        total += public.share * public.fatigue
        mass += public.share
    w.fatigue = total / max(mass, 1e-9) / 100.0
    for group in groups:
        group.stores, group.grievance = 1.0, 0.0
    total = mass = 0.0
    for party in parties:
        party.private = min(max(party.axis + party.axis_private_gap, -1.0), 1.0)
        party.sway = party.seats * party.in_government
        total += party.sway * party.framework
        mass += party.sway
    w.governing = max(mass, 1e-9)
    w.framework_share = total / w.governing


@njit
def standing(w, allies):
    """Iran's own means and its allies, by weight."""
    total = w.iran_weight * w.iran_means
    for ally in allies:
        total += ally.weight * ally.standing
    return total


@njit
def fallen(allies):
    """Share of the allies' weight that has fallen."""
    lost = weight = 0.0
    for ally in allies:
        lost += ally.weight * (1.0 - ally.standing)
        weight += ally.weight
    return lost / weight


@njit
def powers(b, w, allies, month, luck, deal):
    """Everybody outside Iraq decides on what stood before, and acts; gives the number of allies that fell."""
    step = 0.0
    met = (w.united_states_troops < b.trigger_troops) + (w.insurgent_activity >= b.trigger_isis)
    if met >= b.trigger_needs:
        step = w.path_consolidates / b.trigger_months
    means = w.full_means * (1.0 - w.united_states_lever_squeeze)
    means *= 1.0 - b.scarcity_means * w.fallen
    gap = standing(w, allies) - w.axis_strength
    w.axis_strength += (b.axis_fall_speed if gap < 0.0 else b.axis_rise_speed) * gap
    w.iran_means += b.iran_means_speed * (means - w.iran_means)
    w.ramp = unit(w.ramp + step)
    w.lever_weapons += b.iran_ramp * (w.path_weapons - w.lever_weapons)
    w.lever_orders += b.iran_ramp * (w.path_orders - w.lever_orders)
    w.lever_brokerage += b.iran_ramp * (w.path_brokerage - w.lever_brokerage)
    w.lever_attack_call += b.iran_ramp * (w.path_attack_call - w.lever_attack_call)
    w.lever_energy_terms += b.iran_ramp * (w.path_energy_terms - w.lever_energy_terms)
    alert = b.israel_alert_floor + (1.0 - b.israel_alert_floor) * w.recent_attacks_israel
    open_gate = 1.0 - w.united_states_restraint_of_israel
    w.threat = unit(w.israel_appetite * w.israel_lever_appetite * open_gate * alert + w.israel_warning)
    w.israel_warning *= b.warning_memory
    washington(b, w, month)
    w.insurgent_activity += b.isis_reversion * (1.0 - w.insurgent_activity)
    hazard = b.ally_fall_hazard * (1.0 + b.domino_contagion * w.recent_falls)
    falls = 0.0
    for each in range(len(allies)):
        ally = allies[each]
        if ally.standing > b.ally_fallen_standing and uniform(luck.ally[each], deal) < hazard:
            ally.standing = b.ally_fallen_standing
            falls += 1.0
    if falls > 0.0:
        w.fallen = fallen(allies)
    return falls


@njit
def washington(b, w, month):
    """Troops, the gate that holds Israel back, prestige and pressure."""
    agreed = w.united_states_lever_presence
    if month >= w.us_withdrawal_due:
        agreed = agreed * b.presence_after * b.us_commitment
    anger = 1.0 - b.gate_anger * w.recent_attacks_us
    w.united_states_restraint_of_israel = unit(w.base_restraint * w.united_states_lever_gatekeeping * anger)
    w.united_states_troops += b.troop_speed * (w.full_troops * agreed - w.united_states_troops)
    presence = w.united_states_troops / w.full_troops
    w.leaving = unit(w.leaving * b.withdrawal_memory + max(w.presence - presence, 0.0))
    w.presence = presence
    w.strike_memory *= b.strike_memory
    w.sanctioned *= b.sanction_memory
    stature = b.us_prestige_floor + (1.0 - b.us_prestige_floor) * presence
    prestige = b.us_commitment * stature * w.united_states_lever_credibility
    w.us_prestige = max(prestige - b.withdrawal_reads_weak * w.leaving, 0.0)
    w.pressure = w.united_states_lever_pressure * b.us_commitment
    w.bite = w.pressure + b.sanction_bite * w.sanctioned
    w.strike_threat = unit(w.pressure * b.us_threat_gain + w.strike_memory)


@njit
def look(b, w, allies, parties):
    """What of Tehran's levers reaches Iraq, and how things stand once the powers have moved."""
    worth = 1.0 + b.scarcity_worth * w.fallen
    room = 1.0 + b.vacuum_room * (1.0 - w.presence)
    swell = 1.0 + w.ramp * (b.trigger_scale - 1.0)
    w.weapons = w.lever_weapons * w.iran_means * swell
    w.orders = w.lever_orders * worth * (0.5 + 0.5 * w.iran_means) * room * swell
    w.brokerage = w.lever_brokerage * worth * swell
    w.iran_prestige = b.iran_resolve * w.axis_strength
    shut = 1.0
    for ally in allies:
        stands = ally.standing > b.ally_fallen_standing
        shut *= 1.0 - ally.front_pull * ally.war * stands
    w.fronts_open = 1.0 - shut
    total = 0.0
    for party in parties:
        total += party.sway * party.axis
    w.coalition_ideal = total / w.governing


@njit
def launch(b, w, groups, luck, deal):
    """Armed groups launch or hold on both fronts."""
    supplied = b.launch_rate * (0.5 + 0.5 * w.weapons)
    supplied *= 1.0 + b.front_surge * w.fronts_open
    fear_us = b.militia_fear * w.strike_threat * w.united_states_aims_at_leaders
    fear_israel = b.militia_fear * w.threat * w.israel_aims_at_leaders
    w.attacks_us = w.attacks_israel = 0.0
    for each in range(len(groups)):
        group = groups[each]
        reasons = b.militia_order * (group.control * w.orders) * w.lever_attack_call
        reasons -= b.militia_interest * group.notability
        reasons += b.militia_grievance * group.grievance * group.doctrine
        reasons -= b.militia_state * w.request * (0.5 * (group.notability + group.registered))
        reasons -= b.militia_disapproval * w.fatigue
        fearful = 1.0 - b.doctrine_fearless * group.doctrine
        us = b.launch_us + reasons + b.militia_doctrine * group.doctrine * w.presence - fear_us * fearful
        israel = b.launch_israel + reasons + b.militia_fronts * group.doctrine * w.fronts_open
        israel -= b.front_closed * (1.0 - w.fronts_open) + fear_israel * fearful
        group.attacks_us = group.attacks_israel = 0.0
        strength = supplied * group.stores * group.reach
        if chosen(us - b.quiet_cost * group.quiet_us, luck.front_us[each], deal):
            group.attacks_us = 1.0 + math.floor(strength * exponential(luck.count_us[each], deal))
        if chosen(israel - b.quiet_cost * group.quiet_israel, luck.front_israel[each], deal):
            group.attacks_israel = 1.0 + math.floor(strength * exponential(luck.count_israel[each], deal))
        group.quiet_us += b.quiet_speed * ((0.0 if group.attacks_us > 0.0 else 1.0) - group.quiet_us)
        held = 0.0 if group.attacks_israel > 0.0 else 1.0
        group.quiet_israel += b.quiet_speed * (held - group.quiet_israel)
        group.grievance *= b.grievance_memory
        group.stores += b.repair * (1.0 - group.stores)
        w.attacks_us += group.attacks_us
        w.attacks_israel += group.attacks_israel


@njit
def best_of_square(own, cross, west, iran):
    """Where west x + iran y - own (x^2 + y^2)/2 - cross x y is largest, x and y in [0, 1]."""
    determinant = own * own - cross * cross
    if determinant > 0.0:
        x, y = (own * west - cross * iran) / determinant, (own * iran - cross * west) / determinant
        if 0.0 <= x <= 1.0 and 0.0 <= y <= 1.0:
            return x, y
    best, best_x, best_y = -math.inf, 0.0, 0.0
    for corner in range(4):
        edge = float(corner >> 1)
        x, y = edge, unit((iran - cross * edge) / own)
        if corner & 1:
            x, y = unit((west - cross * edge) / own), edge
        worth = west * x + iran * y - cross * x * y - 0.5 * own * (x * x + y * y)
        if worth > best:
            best, best_x, best_y = worth, x, y
    return best_x, best_y


@njit
def govern(b, w, groups):
    """The prime minister hedges between two patrons and asks armed groups for restraint."""
    total = mass = 0.0
    for group in groups:
        total += group.fighters * (group.control * group.stores * group.doctrine)
        mass += group.fighters
    menace = total / max(mass, 1e-9) + b.energy_menace * w.lever_energy_terms * w.iran_energy_share
    prestige = b.hedge_prestige * (w.us_prestige - w.iran_prestige)
    menace_iran = b.hedge_threat * menace * (2.0 * w.us_prestige - 1.0)
    menace_west = b.hedge_threat * w.bite * (2.0 * w.iran_prestige - 1.0)
    carried = b.benefit_framework * w.framework_share * (1.0 - w.government_affair) * w.brokerage
    push_west = b.benefit_west + prestige + menace_iran
    push_iran = b.benefit_iran + carried - prestige + menace_west
    west, iran, bond, inertia = (
        w.government_accommodation_west,
        w.government_accommodation_iran,
        b.coalition_bond,
        b.hedge_inertia,
    )
    own = b.hedge_caution + bond + inertia
    cross = b.hedge_punishment * unit(b.rivalry_base + b.rivalry_pressure * w.pressure) - bond
    right_west = push_west + bond * w.coalition_ideal + inertia * west
    right_iran = push_iran - bond * w.coalition_ideal + inertia * iran
    w.request = unit(b.request_base + b.request_threat * w.threat + b.request_lean * w.lean)
    west, iran = best_of_square(own, cross, right_west, right_iran)
    w.government_accommodation_west, w.government_accommodation_iran = west, iran
    w.lean = w.government_accommodation_west - w.government_accommodation_iran
    w.government_affair *= b.affair_memory


@njit
def answer(b, launches, readiness, whether, how_many, deal):
    """Number of strikes that a power answers launches with."""
    if launches == 0.0:
        return 0.0
    weight = min(launches / b.strike_saturation, 1.0)
    if not chosen(b.strike_base + b.strike_slope * weight + readiness, whether, deal):
        return 0.0
    return 1.0 + math.floor(b.strike_rate * exponential(how_many, deal))


@njit
def consequences(b, w, groups, luck, deal, falls):
    """Strikes answer launches, people die, and what happened is remembered."""
    held_back = b.strike_gate * w.united_states_restraint_of_israel
    ready = w.israel_appetite * w.israel_lever_appetite - held_back
    us = answer(
        b, w.attacks_us, w.united_states_lever_strike_response, luck.strike[0], luck.strike_count[0], deal
    )
    israel = answer(b, w.attacks_israel, ready, luck.strike[1], luck.strike_count[1], deal)
    w.strikes = us + israel
    if us > 0.0:
        w.strike_memory = 1.0
    if w.strikes > 0.0:
        for group in groups:
            suffered = (us if group.attacks_us > 0.0 else 0.0) + (
                israel if group.attacks_israel > 0.0 else 0.0
            )
            group.stores *= 1.0 - unit(b.strike_loss * suffered)
            group.grievance = unit(group.grievance + b.grievance_per_strike * suffered)
    inclined = b.sanction_base + b.sanction_pressure * w.pressure + b.sanction_attacks * w.recent_attacks_us
    if chosen(inclined, luck.sanction[0], deal):
        w.sanctioned = 1.0
    w.deaths = 0.0
    if w.strikes > 0.0:
        w.deaths += math.floor(b.deaths_per_strike * w.strikes * exponential(luck.deaths[0], deal))
    if w.attacks_us > 0.0:
        w.deaths += math.floor(b.deaths_per_launch * w.attacks_us * exponential(luck.deaths[1], deal))
    w.recent_falls = w.recent_falls * b.fall_memory + falls
    w.recent_attacks_us = unit(w.recent_attacks_us * b.launch_memory + b.launch_weight * w.attacks_us)
    w.recent_attacks_israel = unit(
        w.recent_attacks_israel * b.launch_memory + b.launch_weight * w.attacks_israel
    )


@njit
def drift(b, w, parties):
    """Parties' public positions follow their own, the losing side, and what Tehran brokers."""
    decline = b.party_losing_side * (1.0 - w.axis_strength / w.axis_at_start)
    for party in parties:
        losing = decline * (1.0 - party.dependence)
        brokered = b.party_brokerage * party.dependence * (w.brokerage - 1.0)
        moved = party.axis + b.party_speed * (party.private + losing - brokered - party.axis)
        party.axis = min(max(moved, -1.0), 1.0)


@njit
def record(w, out):
    """Write the month's indicators, in the order of the twin's reporters."""
    out[0], out[1] = w.lean, 2.0 * min(w.government_accommodation_west, w.government_accommodation_iran)
    out[2], out[3], out[4], out[5] = w.coalition_ideal, w.axis_strength, w.iran_means, w.orders
    out[6], out[7], out[8], out[9] = w.brokerage, w.iran_prestige, w.us_prestige, w.united_states_troops
    out[10], out[11] = w.threat, w.united_states_restraint_of_israel
    out[12], out[13], out[14], out[15] = w.attacks_us, w.attacks_israel, w.strikes, w.deaths


@njit
def play(beliefs, world, allies, groups, parties, publics, addresses, deal, out):
    """Play every run and write its indicators to `out`; the tables are those of `Packed`, and are used up."""
    for run in range(len(deal)):
        b, w = beliefs[run], world[run]
        settle(w, allies[run], groups[run], parties[run], publics[run])
        for month in range(len(addresses)):
            luck = addresses[month]
            falls = powers(b, w, allies[run], month, luck, deal[run])
            look(b, w, allies[run], parties[run])
            launch(b, w, groups[run], luck, deal[run])
            govern(b, w, groups[run])
            consequences(b, w, groups[run], luck, deal[run], falls)
            drift(b, w, parties[run])
            record(w, out[run, month])
