"""The monthly indicators: what `months.parquet` and Mesa's DataCollector record."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from simulation.codebook import COMPONENTS
from simulation.model.actors.militia import HANDED_OVER, IN_FACT, IN_NAME, OBEYS, OWN_WAY, SHIRKS

if TYPE_CHECKING:
    from simulation.model.actors.base import Floats
    from simulation.model.iraq import IraqModel

__all__ = ["INDICATORS", "reporters"]

COUNTED = (
    "attacks_us",
    "attacks_israel",
    "attacks_gulf",
    "strikes_in_iraq",
    "sieges",
    "clashes_of_arms",
    "assassinations",
    "iraqi_deaths",
    "paused_for_request",
    "paused_for_ceasefire",
    "paused_for_fear",
    "paused_for_order",
    "commander_arrested",
    "commander_released",
    "commander_tried",
    "commander_handed_over",
    "absorption_refused",
    "us_objection",
    "units_broken_up",
    "commander_replaced",
    "pay_moved",
    "heavy_handed_over",
    "commander_exiled",
    "commanders_lost",
    "splits",
    "fighters_returned",
    "asks_iran",
    "sanctions_us",
    "najaf_line",
    "rebuke_us",
    "threat_issued",
    "washington_warns",
    "withdrawal_claimed",
    "guard_breach",
    "strikes_turkey",
    "project_turkey",
    "soldiers_sheltered",
    "state_joins_war",
    "clergy_asked",
    "clergy_succession",
    "mediation",
    "army_refused",
    "move_against_premier",
    "protests",
    "protest_deaths",
    "pmf_pay_stopped",
)

Reader = Callable[["IraqModel"], "Floats"]


def _coded(name: str) -> Reader:
    return lambda model: model.coded[name]


def _counted(act: str) -> Reader:
    return lambda model: model.ledger.now(act)


def _mood(key: str, mood: str) -> Reader:
    def read(model: IraqModel) -> Floats:
        level: Floats = getattr(model.actors[key], mood)
        return level

    return read


def _groups_at_least(status: float) -> Reader:
    """Armed groups whose integration has come at least this far."""

    def count(model: IraqModel) -> Floats:
        total = np.zeros(model.runs)
        for group in model.militias:
            total = total + (group.status >= status)
        return total

    return count


def _groups_of_stance(stance: float) -> Reader:
    """Armed groups with a patron whose order they obey, shirk, or go beyond this month (row 8)."""

    def count(model: IraqModel) -> Floats:
        total = np.zeros(model.runs)
        for group in model.militias:
            if "patron" in group.bonds:
                total = total + (group.stance == stance)
        return total

    return count


def _over_fighters(attribute: str) -> Reader:
    """An attribute of the armed groups, weighted by their fighters."""

    def mean(model: IraqModel) -> Floats:
        total = men = np.zeros(model.runs)
        for group in model.militias:
            total = total + group.fighters * getattr(group, attribute)
            men = men + group.fighters
        return total / np.maximum(men, 1.0)

    return mean


def _framework_seats(model: IraqModel) -> Floats:
    total = np.zeros(model.runs)
    for party in model.parties:
        total = total + party.seats * party.framework
    return total


def _men_outside(model: IraqModel) -> Floats:
    """Fighters outside the registered brigades."""
    total = np.zeros(model.runs)
    for group in model.militias:
        total = total + group.fighters * group.faction_share
    return total


def _houthi_office(model: IraqModel) -> Floats:
    """The Houthis' office in Baghdad: open (1) until the state closes it (H4)."""
    return np.where(model.ledger.since_start("houthi_office_closed") == 0.0, 1.0, 0.0)


def _on_path(name: str) -> Reader:
    return lambda model: np.where(model.course.on(name), 1.0, 0.0)


def _candid(model: IraqModel) -> Floats:
    """Seats of lists that have come out with what they think of the axis."""
    total = np.zeros(model.runs)
    for party in model.parties:
        total = total + party.seats * party.candid
    return total


def _syria_line_of_parties(model: IraqModel) -> Floats:
    """What the Framework's members say of Syria in public, by seats: -1 Tehran's line, +1 against it."""
    total, mass = np.zeros(model.runs), np.zeros(model.runs)
    for party in model.parties:
        weight = party.seats * party.framework
        total = total + weight * model.voices.on_syria(party, party.axis)
        mass = mass + weight
    return total / np.maximum(mass, 1.0)


INDICATORS: dict[str, Reader] = {
    **{name: _coded(name) for name in ("axis_index", "axis_presence", "us_ties", "iran_leverage")},
    "lean": lambda model: model.government.lean,
    "insurance": lambda model: model.government.insurance,
    "rhetoric": lambda model: model.government.rhetoric,
    "forced_choice": lambda model: model.government.forced.astype(np.float64),
    "compromise_mean": lambda model: model.scene.compromise_mean,
    "popularity": lambda model: model.government.popularity,
    "services": lambda model: model.government.services,
    "rivals": lambda model: model.scene.rivals,
    "taboo_open": lambda model: model.government.taboo_open,
    "candid_seats": _candid,
    "syria_line_parties": _syria_line_of_parties,
    "syria_line_government": lambda model: model.voices.shift[model.government.key],
    "najaf_vacant": lambda model: model.scene.vacant_authority,
    "energy_share": lambda model: model.energy_share,
    "power_shortage": lambda model: model.economy.shortage,
    "dollar_rationing": lambda model: model.economy.rationing,
    "arrears": lambda model: model.economy.arrears,
    "coalition_ideal": lambda model: model.scene.coalition_ideal,
    "framework_hold": lambda model: model.scene.framework_hold,
    "framework_seats": _framework_seats,
    "groups_obeying": _groups_of_stance(OBEYS),
    "groups_shirking": _groups_of_stance(SHIRKS),
    "groups_own_way": _groups_of_stance(OWN_WAY),
    "groups_in_name": _groups_at_least(IN_NAME),
    "groups_disarmed": _groups_at_least(HANDED_OVER),
    "groups_in_fact": _groups_at_least(IN_FACT),
    "fronts_open": lambda model: model.scene.fronts_open,
    "answerable": _over_fighters("answerable"),
    "capability": _over_fighters("capability"),
    "fighters_of_factions": _men_outside,
    "commanders_held": lambda model: (model.custody.held > 0.0).astype(np.float64),
    "pmf_members": lambda model: model.commission.members,
    "commission_resistance": lambda model: model.commission.resistance,
    "abolition_chance": lambda model: model.commission.abolition_chance,
    "tension": lambda model: model.scene.tension,
    "axis_strength": lambda model: model.iran.axis_strength,
    "iran_means": lambda model: model.iran.means,
    "iran_orders": lambda model: model.iran.orders,
    "iran_brokerage": lambda model: model.iran.brokerage,
    "iran_energy_terms": lambda model: model.iran.levers["energy_terms"],
    "iran_prestige": lambda model: model.iran.prestige,
    "us_prestige": lambda model: model.united_states.prestige,
    "us_troops": lambda model: model.united_states.troops,
    "israel_threat": lambda model: model.israel.threat,
    "restraint_of_israel": lambda model: model.united_states.restraint_of_israel,
    "arab_door": lambda model: model.scene.arab_door,
    "gulf_projects": lambda model: model.scene.gulf_projects,
    "us_credibility": lambda model: model.united_states.credibility,
    "us_favour": lambda model: model.united_states.favour,
    "us_sanctions_threatened": lambda model: np.where(model.united_states.threatening, 1.0, 0.0),
    "axis_falls_remembered": lambda model: model.scene.recent_falls,
    "talks_state": lambda model: model.talks.state,
    "talks_thaw": lambda model: model.talks.thaw,
    "iran_signal": lambda model: model.iran.signal,
    "iran_statement": lambda model: model.iran.statement,
    "iran_discord": lambda model: model.iran.discord,
    "iran_objection": lambda model: model.iran.objection,
    "iran_consents": lambda model: model.iran.consents_to_integration,
    "iran_minds_war": lambda model: model.iran.minds("war"),
    "iran_minds_region": lambda model: model.iran.minds("region"),
    "iran_attention": lambda model: model.iran.attention,
    "iran_crisis": lambda model: model.iran.crisis,
    "corridor": lambda model: model.syria.corridor,
    "syria_ties": lambda model: model.syria.friendliness,
    "syria_order": lambda model: model.syria.stability,
    "border_watch": lambda model: model.syria.watch,
    "captagon": lambda model: model.syria.captagon,
    "oil_to_syria": lambda model: model.syria.oil,
    "houthi_office": _houthi_office,
    "isis_activity": lambda model: model.isis.activity,
    "turkey_ties": lambda model: model.turkey.ties,
    "turkey_road": lambda model: model.turkey.road,
    "exile_open": lambda model: model.refuge.open,
    **{name: _counted(name) for name in COUNTED},
}

MOODS = ("fear_of_war", "resent_iran", "resent_us", "fatigue")


def _float_if_one(reader: Reader) -> Callable[[IraqModel], Any]:
    """Mesa users with one run expect floats; with many, a copy of the array of shape (runs,)."""

    def report(model: IraqModel) -> Any:
        values = reader(model)
        return float(values[0]) if model.runs == 1 else values

    return report


def reporters(model: IraqModel) -> dict[str, Callable[[IraqModel], Any]]:
    """Mesa model reporters for every indicator, the components of the index, and each community's mood."""
    readers = dict(INDICATORS)
    readers |= {f"iran_on_{name}": _on_path(name) for name in model.evidence.strategies}
    readers |= {f"index_{name}": _coded(name) for name in COMPONENTS}
    for public in model.electorates:
        for mood in MOODS:
            readers[f"{mood}_{public.key.removesuffix('_public')}"] = _mood(public.key, mood)
    return {name: _float_if_one(reader) for name, reader in readers.items()}
