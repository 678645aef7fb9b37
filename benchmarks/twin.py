"""The textbook twin: Crossroads' core rules as a plain Mesa model, one object per actor and per run.

For comparison only, and frozen: it shows what the vector model saves, and checks it. It is written the way
Mesa's tutorial teaches: attributes are floats, luck comes from the model's own generator, batches from
`mesa.batch_run`. The core rules are the vector model's with the mechanisms of `benchmarks.core.CORE_ABLATED`
switched off: Iran's levers along a path, means, scarcity and the domino of allies; American troops,
prestige, pressure, sanctions and gatekeeping; Israel's threat; armed groups that launch or hold; strikes in
answer; deaths; the prime minister's hedge; the drift of parties. Their equations stand in the docstrings of
`simulation.model.actors`. For a test, `luck` and `start` are dealt by hand (see `benchmarks.table`).
"""

# ruff: noqa: D102  (settle, decide and act are explained once, in Actor)

from __future__ import annotations

import math
from collections.abc import Iterable

import mesa

from benchmarks.beginning import Luck, Start, draw_start, roster

MONTHS = 24


def unit(value: float) -> float:
    """Keep a value inside [0, 1]."""
    return min(max(value, 0.0), 1.0)


def weighted_mean(pairs: Iterable[tuple[float, float]]) -> float:
    """Mean of (weight, value) pairs."""
    total = mass = 0.0
    for weight, value in pairs:
        total += weight * value
        mass += weight
    return total / max(mass, 1e-9)


def best_of_square(own: float, cross: float, west: float, iran: float) -> tuple[float, float]:
    """Where west x + iran y - own (x^2 + y^2)/2 - cross x y is largest, x and y in [0, 1]."""
    determinant = own * own - cross * cross
    if determinant > 0.0:
        x, y = (own * west - cross * iran) / determinant, (own * iran - cross * west) / determinant
        if 0.0 <= x <= 1.0 and 0.0 <= y <= 1.0:
            return x, y
    best, found = -math.inf, (0.0, 0.0)
    for edge in (0.0, 1.0):
        on_west, on_iran = (
            (edge, unit((iran - cross * edge) / own)),
            (unit((west - cross * edge) / own), edge),
        )
        for x, y in (on_west, on_iran):
            worth = west * x + iran * y - cross * x * y - 0.5 * own * (x * x + y * y)
            if worth > best:
                best, found = worth, (x, y)
    return found


class Actor(mesa.Agent):
    """Somebody who decides on what stood at the start of a phase, and then acts."""

    model: TwinModel

    def __init__(self, model: TwinModel, key: str, attributes: dict[str, float]):
        super().__init__(model)
        self.key = key
        for name, value in attributes.items():
            setattr(self, name, value)

    def settle(self) -> None:
        """Take up a first state, once everybody is there."""

    def decide(self) -> None:
        """Choose."""

    def act(self) -> None:
        """Do what was chosen."""


class Power(Actor):
    """Somebody outside the Iraqi state who moves in the first phase of a month."""


class Iran(Power):
    """Tehran moves its levers along its path, within its means."""

    def settle(self) -> None:
        self.levers = {lever: self.model.world[f"lever_{lever}"] for lever in self.model.path}
        self.full_means = self.means
        self.axis_strength = self.axis_at_start = self.standing()
        self.ramp = 0.0
        self.reach()

    def standing(self) -> float:
        """Iran's own means and its allies, by weight."""
        total = self.weight * self.means
        for ally in self.model.allies:
            total += ally.weight * ally.standing
        return total

    def fallen(self) -> float:
        """Share of the allies' weight that has fallen."""
        fallen = weight = 0.0
        for ally in self.model.allies:
            fallen += ally.weight * (1.0 - ally.standing)
            weight += ally.weight
        return fallen / weight

    def reach(self) -> None:
        """Turn levers into what reaches Iraq."""
        beliefs = self.model.beliefs
        worth = 1.0 + beliefs.scarcity_worth * self.fallen()
        room = 1.0 + beliefs.vacuum_room * (1.0 - self.model.united_states.presence)
        swell = 1.0 + self.ramp * (beliefs.trigger_scale - 1.0)
        self.weapons = self.levers["weapons"] * self.means * swell
        self.orders = self.levers["orders"] * worth * (0.5 + 0.5 * self.means) * room * swell
        self.brokerage = self.levers["brokerage"] * worth * swell
        self.prestige = beliefs.iran_resolve * self.axis_strength

    def decline(self) -> float:
        """How much perceived strength the axis has lost since the start, as a share."""
        return 1.0 - self.axis_strength / self.axis_at_start

    def decide(self) -> None:
        beliefs, path = self.model.beliefs, self.model.path
        self.next_levers = {
            lever: level + beliefs.iran_ramp * (path[lever] - level) for lever, level in self.levers.items()
        }
        means = self.full_means * (1.0 - self.model.united_states.squeeze)
        means *= 1.0 - beliefs.scarcity_means * self.fallen()
        self.next_means = self.means + beliefs.iran_means_speed * (means - self.means)
        gap = self.standing() - self.axis_strength
        speed = beliefs.axis_fall_speed if gap < 0.0 else beliefs.axis_rise_speed
        self.next_strength = self.axis_strength + speed * gap
        self.next_ramp = unit(self.ramp + self.consolidation())

    def consolidation(self) -> float:
        """A path that waits for its moment consolidates once enough of its conditions hold."""
        model, beliefs = self.model, self.model.beliefs
        few_troops = model.united_states.troops < beliefs.trigger_troops
        met = few_troops + (model.isis.activity >= beliefs.trigger_isis)
        return model.path["consolidates"] / beliefs.trigger_months if met >= beliefs.trigger_needs else 0.0

    def act(self) -> None:
        self.levers, self.means = self.next_levers, self.next_means
        self.axis_strength, self.ramp = self.next_strength, self.next_ramp


class AxisAlly(Power):
    """An ally of Iran elsewhere stands or falls; one fall makes the next likelier."""

    def decide(self) -> None:
        model, beliefs = self.model, self.model.beliefs
        hazard = beliefs.ally_fall_hazard * (1.0 + beliefs.domino_contagion * model.recent_falls)
        stands = self.standing > beliefs.ally_fallen_standing
        self.fell = stands and model.luck.uniform("ally", self.key, model.month) < hazard

    def act(self) -> None:
        if self.fell:
            self.standing = self.model.beliefs.ally_fallen_standing


class UnitedStates(Power):
    """Washington's troops, prestige, pressure, and the gate that holds Israel back."""

    def settle(self) -> None:
        self.levers = self.model.start.united_states
        self.squeeze = self.levers["squeeze"]
        self.full_troops = self.troops
        self.base_restraint = self.restraint_of_israel
        self.presence = 1.0
        self.leaving = self.strike_memory = self.sanctioned = 0.0
        self.weigh()

    def weigh(self) -> None:
        """Work out prestige, pressure and the threat of strikes."""
        beliefs, levers = self.model.beliefs, self.levers
        stature = beliefs.us_prestige_floor + (1.0 - beliefs.us_prestige_floor) * self.presence
        prestige = beliefs.us_commitment * stature * levers["credibility"]
        self.prestige = max(prestige - beliefs.withdrawal_reads_weak * self.leaving, 0.0)
        self.pressure = levers["pressure"] * beliefs.us_commitment
        self.bite = self.pressure + beliefs.sanction_bite * self.sanctioned
        self.strike_threat = unit(self.pressure * beliefs.us_threat_gain + self.strike_memory)

    def decide(self) -> None:
        model, beliefs = self.model, self.model.beliefs
        agreed = self.levers["presence"]
        if model.month >= model.world["us_withdrawal_due"]:
            agreed = agreed * beliefs.presence_after * beliefs.us_commitment
        self.next_troops = self.troops + beliefs.troop_speed * (self.full_troops * agreed - self.troops)
        anger = 1.0 - beliefs.gate_anger * model.recent_attacks_us
        self.next_gate = unit(self.base_restraint * self.levers["gatekeeping"] * anger)

    def act(self) -> None:
        beliefs = self.model.beliefs
        presence = self.next_troops / self.full_troops
        lost = max(self.presence - presence, 0.0)
        self.leaving = unit(self.leaving * beliefs.withdrawal_memory + lost)
        self.troops, self.presence = self.next_troops, presence
        self.restraint_of_israel = self.next_gate
        self.strike_memory *= beliefs.strike_memory
        self.sanctioned *= beliefs.sanction_memory
        self.weigh()


class Israel(Power):
    """Israel threatens strikes, as far as Washington lets it."""

    def settle(self) -> None:
        self.levers = self.model.start.israel
        self.decide()
        self.threat = self.next_threat

    def decide(self) -> None:
        model, floor = self.model, self.model.beliefs.israel_alert_floor
        open_gate = 1.0 - model.united_states.restraint_of_israel
        alert = floor + (1.0 - floor) * model.recent_attacks_israel
        self.next_threat = unit(self.appetite * self.levers["appetite"] * open_gate * alert + self.warning)

    def act(self) -> None:
        self.threat = self.next_threat
        self.warning *= self.model.beliefs.warning_memory


class Insurgent(Power):
    """The Islamic State's activity reverts to one."""

    def decide(self) -> None:
        self.next_activity = self.activity + self.model.beliefs.isis_reversion * (1.0 - self.activity)

    def act(self) -> None:
        self.activity = self.next_activity


class Militia(Actor):
    """An armed group launches or holds on each front: orders, doctrine and interest against fear."""

    def settle(self) -> None:
        self.stores = 1.0
        self.grievance = 0.0
        self.attacks_us = self.attacks_israel = 0.0

    @property
    def capability(self) -> float:
        """What the group can do: here its stores alone."""
        return self.stores

    def leaning(self, base: float) -> float:
        """The bare rate of a front, and the part of the utility that both fronts share."""
        model, beliefs, order = self.model, self.model.beliefs, self.model.iran.levers["attack_call"]
        compliance = self.control * model.iran.orders
        bound = 0.5 * (self.notability + self.registered)
        leaning = base + beliefs.militia_order * compliance * order
        leaning -= beliefs.militia_interest * self.notability
        leaning += beliefs.militia_grievance * self.grievance * self.doctrine
        leaning -= beliefs.militia_state * model.government.request * bound
        return leaning - beliefs.militia_disapproval * model.fatigue

    def fear(self, threat: float, aims_at_leaders: float) -> float:
        """Fear of strikes that seek leaders, which doctrine blunts."""
        beliefs = self.model.beliefs
        blunted = 1.0 - beliefs.doctrine_fearless * self.doctrine
        return beliefs.militia_fear * threat * aims_at_leaders * blunted

    def decide(self) -> None:
        model, beliefs, luck = self.model, self.model.beliefs, self.model.luck
        states, israel, war = model.united_states, model.israel, model.fronts_open
        self.launch_us = (
            self.leaning(beliefs.launch_us) + beliefs.militia_doctrine * self.doctrine * states.presence
            - self.fear(states.strike_threat, states.aims_at_leaders) - beliefs.quiet_cost * self.quiet_us
            + luck.logistic("front_us", self.key, model.month) > 0.0
        )  # fmt: skip
        self.launch_israel = (
            self.leaning(beliefs.launch_israel) + beliefs.militia_fronts * self.doctrine * war
            - beliefs.front_closed * (1.0 - war) - self.fear(israel.threat, israel.aims_at_leaders)
            - beliefs.quiet_cost * self.quiet_israel
            + luck.logistic("front_israel", self.key, model.month) > 0.0
        )  # fmt: skip

    def count(self, launches: bool, stream: str) -> float:
        """Number of launches this month."""
        if not launches:
            return 0.0
        model = self.model
        supplied = model.beliefs.launch_rate * (0.5 + 0.5 * model.iran.weapons)
        supplied *= 1.0 + model.beliefs.front_surge * model.fronts_open
        luck = model.luck.exponential(stream, self.key, model.month)
        return 1.0 + math.floor(supplied * self.capability * self.reach * luck)

    def act(self) -> None:
        beliefs = self.model.beliefs
        self.attacks_us = self.count(self.launch_us, "count_us")
        self.attacks_israel = self.count(self.launch_israel, "count_israel")
        self.quiet_us += beliefs.quiet_speed * ((not self.launch_us) - self.quiet_us)
        self.quiet_israel += beliefs.quiet_speed * ((not self.launch_israel) - self.quiet_israel)
        self.grievance *= beliefs.grievance_memory
        self.stores += beliefs.repair * (1.0 - self.stores)

    def suffer(self, strikes: float) -> None:
        """Strikes destroy what can be rebuilt, and are remembered."""
        beliefs = self.model.beliefs
        self.stores *= 1.0 - unit(beliefs.strike_loss * strikes)
        self.grievance = unit(self.grievance + beliefs.grievance_per_strike * strikes)


class Government(Actor):
    """The prime minister hedges between two patrons and asks armed groups for restraint."""

    def settle(self) -> None:
        self.lean = self.accommodation_west - self.accommodation_iran
        self.request = 0.0

    def decide(self) -> None:
        model, beliefs = self.model, self.model.beliefs
        push_west, push_iran = self.pushes()
        west, iran, ideal = self.accommodation_west, self.accommodation_iran, model.coalition_ideal
        rivalry = unit(beliefs.rivalry_base + beliefs.rivalry_pressure * model.united_states.pressure)
        bond, inertia = beliefs.coalition_bond, beliefs.hedge_inertia
        own = beliefs.hedge_caution + bond + inertia
        cross = beliefs.hedge_punishment * rivalry - bond
        right_west = push_west + bond * ideal + inertia * west
        right_iran = push_iran - bond * ideal + inertia * iran
        self.next_west, self.next_iran = best_of_square(own, cross, right_west, right_iran)
        wish = beliefs.request_base + beliefs.request_threat * model.israel.threat
        self.next_request = unit(wish + beliefs.request_lean * self.lean)

    def pushes(self) -> tuple[float, float]:
        """What draws the prime minister toward the West and toward Iran."""
        model, beliefs = self.model, self.model.beliefs
        iran, states = model.iran, model.united_states
        prestige = beliefs.hedge_prestige * (states.prestige - iran.prestige)
        terms = beliefs.energy_menace * iran.levers["energy_terms"] * model.world["iran_energy_share"]
        menace = model.threat_from_factions() + terms
        menace_iran = beliefs.hedge_threat * menace * (2.0 * states.prestige - 1.0)
        menace_west = beliefs.hedge_threat * states.bite * (2.0 * iran.prestige - 1.0)
        carried = beliefs.benefit_framework * model.framework_share * (1.0 - self.affair) * iran.brokerage
        west = beliefs.benefit_west + prestige + menace_iran
        return west, beliefs.benefit_iran + carried - prestige + menace_west

    def act(self) -> None:
        self.accommodation_west, self.accommodation_iran = self.next_west, self.next_iran
        self.lean = self.accommodation_west - self.accommodation_iran
        self.insurance = 2.0 * min(self.accommodation_west, self.accommodation_iran)
        self.request = self.next_request
        self.affair *= self.model.beliefs.affair_memory


class Party(Actor):
    """A party's public position follows its own, the losing side, and what Tehran brokers."""

    def settle(self) -> None:
        self.private = min(max(self.axis + self.axis_private_gap, -1.0), 1.0)

    def decide(self) -> None:
        iran, beliefs = self.model.iran, self.model.beliefs
        losing = beliefs.party_losing_side * iran.decline() * (1.0 - self.dependence)
        brokered = beliefs.party_brokerage * self.dependence * (iran.brokerage - 1.0)
        moved = self.axis + beliefs.party_speed * (self.private + losing - brokered - self.axis)
        self.next_axis = min(max(moved, -1.0), 1.0)

    def act(self) -> None:
        self.axis = self.next_axis


class Electorate(Actor):
    """A community's weariness with armed groups, which the core rules leave as it is."""


CLASSES: dict[str, type[Actor]] = {
    "iran": Iran, "united_states": UnitedStates, "israel": Israel, "axis_ally": AxisAlly,
    "insurgent": Insurgent, "armed_group": Militia, "government": Government, "party": Party,
    "electorate": Electorate,
}  # fmt: skip


class TwinModel(mesa.Model):
    """One run of the core rules.

    `run` seeds the model's generator, unless Mesa hands it an `rng`. `start` and `luck`, if given, take
    the place of what the generator would draw.
    """

    def __init__(
        self,
        strategy: str = "maintain",
        run: int | None = None,
        months: int = MONTHS,
        rng: int | None = None,
        start: Start | None = None,
        luck: Luck | None = None,
    ):
        super().__init__(rng=run if rng is None else rng)
        self.month, self.months = -1, months
        self.start = start or draw_start(self.random, strategy)
        self.luck = luck or Luck(self.random)
        self.beliefs, self.path, self.world = self.start.beliefs, self.start.path, self.start.world
        self.recent_falls = 0.0
        self.recent_attacks_us = unit(self.world["launch_memory_us"])
        self.recent_attacks_israel = unit(self.world["launch_memory_israel"])
        self.attacks_us = self.attacks_israel = self.strikes = self.deaths = 0.0
        self.people()
        publics = self.agents_by_type[Electorate]
        self.fatigue = weighted_mean((public.share, public.fatigue) for public in publics) / 100.0
        self.datacollector = mesa.DataCollector(model_reporters=REPORTERS)

    def people(self) -> None:
        """Create the actors and let them settle."""
        for key, role in roster().items():
            CLASSES[role](self, key, self.start.attributes[key])
        self.powers = self.agents.select(lambda agent: isinstance(agent, Power))
        self.allies = self.agents_by_type[AxisAlly]
        self.militias = self.agents_by_type[Militia]
        self.parties = self.agents_by_type[Party]
        (self.iran,) = self.agents_by_type[Iran]
        (self.united_states,) = self.agents_by_type[UnitedStates]
        (self.israel,) = self.agents_by_type[Israel]
        (self.isis,) = self.agents_by_type[Insurgent]
        (self.government,) = self.agents_by_type[Government]
        for actor in (self.united_states, self.iran, self.israel, self.government):
            actor.settle()
        self.militias.do("settle")
        self.parties.do("settle")

    def look(self) -> None:
        """See how things stand once the powers have moved, weighing allies and the parties in government."""
        shut = 1.0
        for ally in self.allies:
            stands = ally.standing > self.beliefs.ally_fallen_standing
            shut *= 1.0 - ally.front_pull * ally.war * stands
        self.fronts_open = 1.0 - shut
        self.coalition_ideal = weighted_mean((p.seats * p.in_government, p.axis) for p in self.parties)
        self.framework_share = weighted_mean((p.seats * p.in_government, p.framework) for p in self.parties)

    def threat_from_factions(self) -> float:
        """What armed groups that answer to Tehran could do to a prime minister."""
        return weighted_mean((g.fighters, g.control * g.capability * g.doctrine) for g in self.militias)

    def step(self) -> None:
        """Play one month: powers, armed groups, government, what follows, parties."""
        self.month += 1
        self.powers.do("decide")
        self.powers.do("act")
        self.iran.reach()
        self.look()
        self.militias.do("decide")
        self.militias.do("act")
        self.government.decide()
        self.government.act()
        self.consequences()
        self.parties.do("decide")
        self.parties.do("act")
        self.datacollector.collect(self)
        self.running = self.month + 1 < self.months

    def consequences(self) -> None:
        """Strikes answer launches, people die, and what happened is remembered."""
        beliefs, states = self.beliefs, self.united_states
        self.attacks_us = sum(group.attacks_us for group in self.militias)
        self.attacks_israel = sum(group.attacks_israel for group in self.militias)
        gate = beliefs.strike_gate * states.restraint_of_israel
        appetite = self.israel.appetite * self.israel.levers["appetite"]
        by_us = self.answer("united_states", self.attacks_us, states.levers["strike_response"])
        by_israel = self.answer("israel", self.attacks_israel, appetite - gate)
        self.strikes = by_us + by_israel
        if by_us > 0.0:
            states.strike_memory = 1.0
        for group in self.militias:
            from_us = by_us if group.attacks_us > 0.0 else 0.0
            from_israel = by_israel if group.attacks_israel > 0.0 else 0.0
            group.suffer(from_us + from_israel)
        self.sanction()
        self.deaths = self.dead("strikes", beliefs.deaths_per_strike * self.strikes)
        self.deaths += self.dead("launches", beliefs.deaths_per_launch * self.attacks_us)
        self.remember()

    def answer(self, power: str, launches: float, readiness: float) -> float:
        """Number of strikes that a power answers launches with."""
        beliefs = self.beliefs
        weight = min(launches / beliefs.strike_saturation, 1.0)
        utility = beliefs.strike_base + beliefs.strike_slope * weight + readiness
        if launches == 0.0 or utility + self.luck.logistic("strike", power, self.month) <= 0.0:
            return 0.0
        more = beliefs.strike_rate * self.luck.exponential("strike_count", power, self.month)
        return 1.0 + math.floor(more)

    def sanction(self) -> None:
        """Washington's step between asking and striking."""
        beliefs, states = self.beliefs, self.united_states
        utility = beliefs.sanction_base + beliefs.sanction_pressure * states.pressure
        utility += beliefs.sanction_attacks * self.recent_attacks_us
        if utility + self.luck.logistic("sanction", "united_states", self.month) > 0.0:
            states.sanctioned = 1.0

    def dead(self, cause: str, expected: float) -> float:
        """Iraqi dead of one cause this month."""
        return float(math.floor(expected * self.luck.exponential("deaths", cause, self.month)))

    def remember(self) -> None:
        """Fold the month into the memories that the next month will see."""
        beliefs = self.beliefs
        falls = sum(ally.fell for ally in self.allies)
        self.recent_falls = self.recent_falls * beliefs.fall_memory + falls
        loud, weight = beliefs.launch_memory, beliefs.launch_weight
        self.recent_attacks_us = unit(self.recent_attacks_us * loud + weight * self.attacks_us)
        self.recent_attacks_israel = unit(self.recent_attacks_israel * loud + weight * self.attacks_israel)


REPORTERS = {
    "lean": lambda model: model.government.lean,
    "insurance": lambda model: model.government.insurance,
    "coalition_ideal": "coalition_ideal",
    "axis_strength": lambda model: model.iran.axis_strength,
    "iran_means": lambda model: model.iran.means,
    "iran_orders": lambda model: model.iran.orders,
    "iran_brokerage": lambda model: model.iran.brokerage,
    "iran_prestige": lambda model: model.iran.prestige,
    "us_prestige": lambda model: model.united_states.prestige,
    "us_troops": lambda model: model.united_states.troops,
    "israel_threat": lambda model: model.israel.threat,
    "restraint_of_israel": lambda model: model.united_states.restraint_of_israel,
    "attacks_us": "attacks_us",
    "attacks_israel": "attacks_israel",
    "strikes_in_iraq": "strikes",
    "iraqi_deaths": "deaths",
}
