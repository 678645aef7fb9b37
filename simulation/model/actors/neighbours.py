"""The neighbours: Syria and the road west, Turkey, and the places of exile (rows 9, 14, 16)."""

from __future__ import annotations

import numpy as np

from simulation.model.actors.base import Floats, unit
from simulation.model.actors.powers import ForeignPower
from simulation.model.chance import Stream

__all__ = ["Refuge", "Syria", "Turkey"]

KIND_TO_DAMASCUS = (("contact_damascus", 1.0), ("embassy_damascus", 2.0), ("cold_to_damascus", -1.0),
                    ("hostile_damascus", -2.0))  # fmt: skip
AT_THE_BORDER = (("transit_seizure", 1.0), ("border_closed", 2.0), ("transit_looked_away", -1.0),
                 ("transit_escort", -2.0))  # fmt: skip


def _held(value: Floats) -> Floats:
    """Keep a position inside [-1, 1]."""
    return np.minimum(np.maximum(value, -1.0), 1.0)


class Syria(ForeignPower):
    """Syria: who holds Damascus, how firmly, how friendly to Baghdad, and how open the road is (row 14).

    The road west (H26): corridor R = D (1 - w), D = A + (1 - A) s (1 - o) what Damascus lets pass: all of
    it under an ally of Tehran (A his standing), afterwards what smugglers manage where order o is weak; w
    the watch that Iraq keeps on its border, w' = w + v (w0 + g b - w), b the acts of the last months
    there. Friendliness f' = f + v (f0 + g d - c [hostile line of the Leader] - f), d Baghdad's acts toward
    Damascus. Order goes back to its rest level; events shake it. Drugs take the same road. When an ally
    falls in Damascus, soldiers seek refuge in Iraq and fighters come home; oil is cut while order is weak.
    """

    stability: Floats
    watch: Floats
    corridor: Floats
    captagon: Floats
    soldiers: Floats
    oil: Floats

    def settle(self, levers: dict[str, Floats]) -> None:
        """Take up the posture of the scenario; find out who holds Damascus."""
        self.levers = levers
        self.ties = self._rest_ties = _held(self.ties + levers["warmth"])
        self.stability = self._rest_order = unit(self.stability + levers["order"])
        (self._ally,) = (ally for ally in self.model.axis_allies if ally.role == self.role)
        self.watch = self.model.beliefs.watch_rest
        self.soldiers = np.zeros_like(self.ties)
        self.oil = self._oil_flows()
        self._next = (self.ties, self.stability, self.watch)
        self._held_by_ally = self._ally.standing
        self._flight = np.zeros_like(self.ties)
        self._open_the_road()
        self._captagon_at_start = self.captagon

    @property
    def friendliness(self) -> Floats:
        """How friendly Damascus is to Baghdad, from -1 hostile to +1 close."""
        return self.ties

    @property
    def captagon_excess(self) -> Floats:
        """Drugs on the road beyond those of the start."""
        return self.captagon - self._captagon_at_start

    def _oil_flows(self) -> Floats:
        beliefs = self.model.beliefs
        return np.where(self.stability >= beliefs.oil_order, 1.0, 0.0)

    def _open_the_road(self) -> None:
        beliefs = self.model.beliefs
        ally = self._held_by_ally
        smuggled = (1.0 - ally) * (1.0 - self.stability)
        self.corridor = unit((ally + beliefs.road_smuggling * smuggled) * (1.0 - self.watch))
        made = ally + beliefs.captagon_residual * smuggled
        self.captagon = unit(made * (1.0 - self.watch))

    def _acts(self, points: tuple[tuple[str, float], ...]) -> Floats:
        """Net weight of Baghdad's acts of the last three months, in [-1, 1]."""
        total = np.zeros_like(self.ties)
        for act, weight in points:
            total = total + weight * self.model.ledger.last(act, 4)
        return _held(total / 4.0)

    def decide(self) -> None:
        model, beliefs = self.model, self.model.beliefs
        self._next = (self.ties, self.stability, self.watch)
        if not model.on("syria"):
            return
        chill = beliefs.syria_cue * (model.iran.statement < 0.0)
        warm = self._rest_ties + beliefs.syria_answer * self._acts(KIND_TO_DAMASCUS) - chill
        order = self.stability + beliefs.order_recovery * (self._rest_order - self.stability)
        wary = beliefs.watch_rest + beliefs.watch_step * self._acts(AT_THE_BORDER)
        ties = self.ties + beliefs.syria_speed * (_held(warm) - self.ties)
        held, before = self._ally.standing, self._held_by_ally
        fell = (held <= 0.5 * before) & (before > beliefs.ally_fallen_standing)
        self._flight = np.where(fell, 1.0, 0.0)
        self._held_by_ally = held
        self._next = (ties, order, unit(self.watch + beliefs.watch_speed * (wary - self.watch)))

    def act(self) -> None:
        model = self.model
        self.ties, self.stability, self.watch = self._next
        if model.on("syria"):
            self._take_in()
            self._trade()
            self._open_the_road()

    def _take_in(self) -> None:
        """Soldiers who cross when an ally falls in Damascus are sent back in time; fighters come home."""
        model, beliefs = self.model, self.model.beliefs
        flight = self._flight
        self.soldiers = self.soldiers * beliefs.soldiers_stay + flight * beliefs.soldiers_flee
        model.ledger.add("soldiers_sheltered", flight)
        model.tell("government", "soldiers_sheltered", flight, target=self.key)

    def _trade(self) -> None:
        """Oil exports stop while order is weak and start again when it holds (H23)."""
        model, flows = self.model, self._oil_flows()
        halted, resumed = self.oil > flows, self.oil < flows
        self.oil = flows
        model.ledger.add("oil_halted", halted)
        model.tell("government", "oil_halted", halted, target=self.key)
        model.tell("government", "oil_resumed", resumed, target=self.key)


class Turkey(ForeignPower):
    """Turkey: ties that warm, a road to build, and operations across the border (row 16).

    Ties t' = t + v (t0 + posture + g r - c n - t): r the road built so far, n operations in northern Iraq
    this month. P(a step of the road) = p max(t, 0); P(a month of operations) = q posture. Its strikes in
    the north are recorded apart from those of Washington and Israel, since nobody counts them alike.
    """

    reach: Floats
    road: Floats

    def settle(self, levers: dict[str, Floats]) -> None:
        """Take up the posture of the scenario."""
        self.levers = levers
        self.ties = _held(self.ties + levers["warmth"])
        self._rest_ties = self.ties
        self.reach = unit(self.reach * levers["operations"])
        self.road = np.zeros_like(self.ties)
        self._step, self._operates, self._next = self.road, self.road, self.ties

    def decide(self) -> None:
        model, beliefs = self.model, self.model.beliefs
        self._step = self._operates = np.zeros_like(self.ties)
        self._next = self.ties
        if not model.on("turkey"):
            return
        agreed = self.uniform(Stream.ROAD) < beliefs.road_rate * np.maximum(self.ties, 0.0)
        strikes = beliefs.operation_rate * self.levers["operations"] * self.reach
        self._step = np.where(agreed, 1.0, 0.0)
        self._operates = np.where(self.uniform(Stream.OPERATION) < strikes, 1.0, 0.0)
        aim = self._rest_ties + beliefs.road_ties * self.road - beliefs.operation_cost * self._operates
        self._next = self.ties + beliefs.turkey_speed * (_held(aim) - self.ties)

    def act(self) -> None:
        model, beliefs = self.model, self.model.beliefs
        self.ties = self._next
        self.road = unit(self.road + beliefs.road_step * self._step)
        model.ledger.add("project_turkey", self._step)
        model.ledger.add("strikes_turkey", self._operates)
        if not model.on("turkey"):
            return
        mean = beliefs.deaths_per_operation * self._operates
        model.ledger.add("iraqi_deaths", np.floor(mean * self.exponential(Stream.OPERATION_DEATHS)))
        model.tell(
            self.key, "project_turkey", self._step, target="government", terms=lambda: {"ties": self.ties}
        )
        model.tell(self.key, "strikes_turkey", self._operates)


class Refuge(ForeignPower):
    """A state that may take in commanders who leave Iraq (M2, M6).

    open = refuge x posture (1 + p K), inside [0, 1], K the memory of allies that fell: who was taken in
    before shows the way. Switched off, nobody is taken in.
    """

    refuge: Floats
    open: Floats

    def settle(self, levers: dict[str, Floats]) -> None:
        """Take up the posture of the scenario."""
        self.levers = levers
        self.act()

    def act(self) -> None:
        model = self.model
        if not model.on("refuge"):
            self.open = np.zeros_like(self.refuge)
            return
        precedent = 1.0 + model.beliefs.refuge_precedent * model.scene.recent_falls
        self.open = unit(self.refuge * self.levers["welcome"] * precedent)
