"""Armed groups: doctrine against interest, orders and fear, brigades and deniable cells (rows 7, 8, 12)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulation.codebook import HISTORY
from simulation.model.actors.base import Actor, Flags, Floats, added, unit
from simulation.model.chance import Stream
from simulation.model.derived import Derived

__all__ = [
    "DUAL",
    "EXILED",
    "HANDED_OVER",
    "IN_FACT",
    "IN_NAME",
    "OBEYS",
    "OWN_WAY",
    "RETIRED",
    "SEPARATE",
    "SHIRKS",
    "STANCES",
    "Militia",
]

SEPARATE, DUAL, IN_NAME, HANDED_OVER, IN_FACT, EXILED, RETIRED = -1.0, 0.0, 1.0, 2.0, 3.0, 4.0, 5.0
"""Status: off the payroll; registered and its own at once (the law of 2016); absorbed in name; heavy
weapons given up; absorbed in fact; command gone abroad; retired."""

OBEYS, SHIRKS, OWN_WAY = 0.0, 1.0, 2.0
STANCES = {OBEYS: "obeys", SHIRKS: "shirks", OWN_WAY: "goes its own way"}
"""Stance toward Tehran's standing order: follows it, does less than it, does more than it."""

PAUSED_FOR = ("request", "ceasefire", "fear", "order")

Terms = Mapping[str, Floats]
EVERY = slice(None)


class Nature(NamedTuple):
    """What weighs on a group's launches by its doctrine, notability and brigades: seldom anything new."""

    creed: Floats
    blunted: Floats
    interest: Floats
    bound: Floats
    cause_us: Floats
    cause_israel: Floats


class Militia(Actor):
    """A named armed group. Each month it takes a stance to its order, and launches or holds on each front.

    Stance (rows 8, 29; Salehyan 2010; Salehyan, Siroky & Wood 2014): the group complies with Tehran's
    standing order R in [-1, 1] (hold fire to attack) when

        logit K + m (O - 1) + v P (supply - 1) - x k - a B S 1[R > ideal] - u X + h c + e > 0,

    K its hold, O orders, P dependence, k = abs(R - ideal)/2 x salience with ideal = D - N and salience D for
    an order to do less than that, N for one to do more; the brigade is an alibi (O13) from orders to fight;
    S is Baghdad's request to hold fire, so principals cut compliance only where they disagree,
    X = max(min(max(R, 0), S), discord in Tehran); c = 1 or -1 is last month's choice. Who does not comply
    shirks where it holds against a call to attack, and goes its own way where it launches although its order
    asks for less than its ideal; the stance is coded from that.

    Launch on front f when  U_f + e > 0,  e standard logistic, with

        U_f = c_f + G_f + o C R - n N + l H D - r S (N + B)/2 - p F A + j J - t T_f (1 - s D) - q Q_f

    D doctrine, N notability, B share in registered brigades, C compliance (0 or 1); G_f the cause at that
    front (d D x presence of the Americans; f D W - z (1 - W) at Israel, W how open the joined fronts are),
    H memory of strikes suffered (Lyall 2015), F disapproval, A the part laid at its door, J boldness after
    a release; T_f the threat of strikes, as far as it is one to leaders; Q_f the halt of launches.
    Launches in a month: 1 + floor(rate (1 + g W) capability x reach x E), E standard exponential.
    Capability = stores (camps, rebuilt within weeks) x supply (what Tehran gives) x cadre (senior men).
    """

    axis: Floats
    arms: Floats
    fighters: Floats
    doctrine: Floats
    notability: Floats
    control: Floats
    registered: Floats
    heavy: Floats
    reach: Floats
    secrecy: Floats
    reliance: Floats
    designated: Floats
    abroad: Floats
    quiet_israel: Floats
    quiet_us: Floats
    named_six: Floats
    stance: Floats
    complies: Floats

    def settle(self) -> None:
        """Start whole, with the status that the law of 2016 gave: registered and its own at once."""
        zero, one = np.zeros_like(self.doctrine), np.ones_like(self.doctrine)
        # What stands at nothing, or is whole, stays this very array until something happens to it.
        self._none, self._whole, self._never = zero, one, np.zeros(zero.shape, dtype=bool)
        self._nature = Derived(self._natured)
        self.stores = self.sustained = self.cadre = self.capability = one
        self.grievance = self.boldness = zero
        self.facade, self.answerable = self.secrecy, one
        self.status = np.full_like(self.doctrine, DUAL)
        self.units_whole = self.own_commander = self.own_pay = one
        self.exiled = self.split = self.bereft = zero
        self.attacks_us = self.attacks_israel = self.attacks_gulf = zero
        self._fired = (self.quiet_us < 0.5, self.quiet_israel < 0.5)
        self.complies, self.stance = 0.5 * one, np.full_like(self.doctrine, OBEYS)
        self.idle = np.full_like(self.doctrine, HISTORY)

    @property
    def faction_share(self) -> Floats:
        """Share of its men outside the registered brigades (row 7)."""
        return 1.0 - self.registered

    @property
    def able(self) -> Flags:
        """Can it still launch on its own account? Not without drones and rockets, or its command."""
        return self.status < HANDED_OVER

    def laid_at_its_door(self, count: Floats) -> Floats:
        """The part of what it does that it answers for: all of it unless there are straw groups (row 7)."""
        return count if self.answerable is self._whole else count * self.answerable

    # --- orders ----------------------------------------------------------------------------------------

    def _weigh_order(self) -> None:
        """Comply with the standing order, or not."""
        model = self.model
        if not model.on("orders_and_stances"):
            self.complies = self.control * model.iran.orders
        elif "patron" not in self.bonds:
            self.complies = np.zeros_like(self.doctrine)
        else:
            self._to_order = {**self._reasons_to_comply(), "luck": self.logistic(Stream.COMPLY)}
            self.complies = (added(*self._to_order.values()) > 0.0).astype(np.float64)

    def _take_stance(self, launched: Flags) -> None:
        """Code the stance by what it did: who does not comply may do less than its order, or more."""
        model = self.model
        if not model.on("orders_and_stances"):
            return
        if "patron" not in self.bonds:
            self.stance = np.full_like(self.doctrine, OWN_WAY)
            return
        order, defies = model.scene.standing_order, self.complies == 0.0
        shirks = defies & ~launched & (order > 0.0)
        own_way = defies & launched & (order <= self.doctrine - self.notability)
        stance: Floats = np.where(shirks, SHIRKS, np.where(own_way, OWN_WAY, OBEYS))
        for code, act in ((SHIRKS, "shirked_order"), (OWN_WAY, "went_its_own_way")):
            turned = (stance == code) & (self.stance != code)
            model.tell(self.key, act, turned, target="iran", terms=lambda: self._to_order)
        self.stance = stance

    def _reasons_to_comply(self) -> dict[str, Floats]:
        model, beliefs = self.model, self.model.beliefs
        order, request = model.scene.standing_order, model.scene.state_request
        apart = np.maximum(np.minimum(np.maximum(order, 0.0), request), model.iran.discord)
        ideal = self.doctrine - self.notability
        more = order > ideal
        hold = np.minimum(np.maximum(self.control, 0.01), 0.99)
        salience = np.where(more, self.notability, self.doctrine)
        terms = {
            "Tehran's hold": np.log(hold / (1.0 - hold)),
            "orders and advisers": beliefs.comply_orders * (model.iran.orders - 1.0),
            "against its own ideal": -beliefs.comply_cost * 0.5 * np.abs(order - ideal) * salience,
            "patrons disagree": -beliefs.comply_discord * apart,
            "habit": beliefs.comply_habit * (2.0 * self.complies - 1.0),
        }
        if model.on("patron_supply"):
            terms["supply"] = beliefs.comply_supply * self.reliance * (self.sustained - 1.0)
        if model.on("brigades_and_factions"):
            alibi = beliefs.brigade_alibi * self.registered * request
            terms["the brigade as excuse"] = np.where(more, -alibi, 0.0)
        return terms

    # --- launching -------------------------------------------------------------------------------------

    def _natured(self, doctrine: Floats, notability: Floats, registered: Floats) -> Nature:
        beliefs = self.model.beliefs
        if not self.model.on("doctrine_and_interest"):
            doctrine = notability = np.full_like(doctrine, 0.5)
        return Nature(
            creed=doctrine,
            blunted=1.0 - beliefs.doctrine_fearless * doctrine,
            interest=-beliefs.militia_interest * notability,
            bound=0.5 * (notability + registered),
            cause_us=beliefs.militia_doctrine * doctrine,
            cause_israel=beliefs.militia_fronts * doctrine,
        )

    def _shared(self, nature: Nature) -> dict[str, Floats]:
        """The part of the utility that all fronts share."""
        scene, beliefs = self.model.scene, self.model.beliefs
        return {
            "order from Tehran": beliefs.militia_order * self.complies * scene.standing_order,
            "interest": nature.interest,
            "anger over strikes": beliefs.militia_grievance * self.grievance * nature.creed,
            "Baghdad's request": scene.request_weighs * nature.bound,
            "disapproval": self.laid_at_its_door(scene.disapproval_weighs),
            "bold after a release": beliefs.release_emboldens * self.boldness,
        }

    def decide(self) -> None:
        """Weigh each front (rows 7, 8).

        Doctrine blunts the fear of strikes that seek leaders (pattern 17). Strikes on camps and stores
        frighten nobody on balance: what they stir up (`grievance`) is an estimate net of what they deter
        (Lyall 2015).
        """
        model, scene, beliefs = self.model, self.model.scene, self.model.beliefs
        self._weigh_order()
        nature = self._nature(self.doctrine, self.notability, self.registered)
        shared = self._shared(nature)
        on_every_front = added(*shared.values())
        cause = nature.cause_us
        of_us = {
            "cause": cause * model.united_states.presence if model.on("presence_and_vacuum") else cause,
            "fear of strikes": scene.fear_us * nature.blunted,
            "a halt kept": scene.halt_costs * self.quiet_us,
            "luck": self.logistic(Stream.FRONT_US),
        }
        of_israel = {
            "cause": nature.cause_israel * scene.fronts_open,
            "no war at the front": scene.no_war,
            "fear of strikes": scene.fear_israel * nature.blunted,
            "a halt kept": scene.halt_costs * self.quiet_israel,
            "luck": self.logistic(Stream.FRONT_ISRAEL),
        }
        self._at_us = {"bare rate": beliefs.launch_us, **shared, **of_us}
        self._at_israel = {"bare rate": beliefs.launch_israel, **shared, **of_israel}
        able = self.able
        self._launch_us = able & (added(beliefs.launch_us, on_every_front, *of_us.values()) > 0.0)
        at_israel = added(beliefs.launch_israel, on_every_front, *of_israel.values())
        self._launch_israel = able & (at_israel > 0.0)
        self._decide_gulf(able, on_every_front)

    def _decide_gulf(self, able: Flags, on_every_front: Floats) -> None:
        """Spoiling: sites with Gulf equity draw fire when projects and curbs threaten a place (row 15)."""
        model, beliefs = self.model, self.model.beliefs
        self._launch_gulf = self._never
        if not model.on("spoilers"):
            return
        self._at_gulf = {
            "bare rate": beliefs.launch_gulf,
            "as on every front": 0.5 * on_every_front,
            "projects to spoil": beliefs.spoil_projects * model.scene.gulf_projects * self.doctrine,
            "recent curbs": beliefs.spoil_curbs * model.scene.recent_curbs * self.doctrine,
            "luck": self.logistic(Stream.FRONT_GULF),
        }
        self._launch_gulf = able & (added(*self._at_gulf.values()) > 0.0)

    def _count(self, launch: Flags, stream: Stream, rate: Floats) -> Floats:
        """Number of launches, 1 + floor(rate x capability x reach x E) where there is one."""
        if not np.count_nonzero(launch):
            return self._none
        marks = rate * self.capability
        marks *= self.reach
        marks *= self.exponential(stream)
        np.floor(marks, out=marks)
        marks += 1.0
        marks *= launch
        return marks

    def act(self) -> None:
        model, beliefs = self.model, self.model.beliefs
        us = self._count(self._launch_us, Stream.COUNT_US, model.scene.surge)
        israel = self._count(self._launch_israel, Stream.COUNT_ISRAEL, model.scene.surge)
        gulf = self._count(self._launch_gulf, Stream.COUNT_GULF, model.scene.launch_rate * 0.5)
        self._tell(us, israel, gulf)
        self._pause()
        self.attacks_us, self.attacks_israel, self.attacks_gulf = us, israel, gulf
        self.quiet_us = self.quiet_us + beliefs.quiet_speed * (~self._launch_us - self.quiet_us)
        self.quiet_israel = self.quiet_israel + beliefs.quiet_speed * (
            ~self._launch_israel - self.quiet_israel
        )
        launched = self._launch_us | self._launch_israel | self._launch_gulf
        self._take_stance(launched)
        self.idle = (self.idle + 1.0) * ~launched
        self.grievance = self.grievance * beliefs.grievance_memory
        if self.boldness is not self._none:
            self.boldness = self.boldness * beliefs.grievance_memory
        self._recover()
        self._hide()

    def _tell(self, us: Floats, israel: Floats, gulf: Floats) -> None:
        model = self.model
        model.tell(self.key, "launched", us, target="united_states", terms=lambda: self._at_us)
        model.tell(self.key, "launched", israel, target="israel", terms=lambda: self._at_israel)
        if model.on("spoilers"):
            model.tell(self.key, "launched", gulf, target="gulf", terms=lambda: self._at_gulf)

    def _pause(self) -> None:
        """A halt, and the weightiest reason for it: the request, the ceasefire, fear, or the order (H12)."""
        launched = (self._launch_us, self._launch_israel)
        fired, self._fired = self._fired, launched
        for place, (now, before) in enumerate(zip(launched, fired, strict=True)):
            reasons = partial(self._reasons_to_pause, at_israel=place == 1)
            stopped = np.flatnonzero((before > now) & self.able)
            if not stopped.size:
                continue
            weightiest = np.array([*reasons(stopped).values()]).argmax(axis=0)
            for reason, name in enumerate(PAUSED_FOR):
                paused = stopped[weightiest == reason]
                self.model.ledger.add_in(f"paused_for_{name}", paused)
                if self.model.chronicle is not None:
                    flags = np.isin(np.arange(now.size), paused)
                    self.model.tell(self.key, f"paused_for_{name}", flags, terms=reasons)

    def _reasons_to_pause(
        self, runs: NDArray[np.intp] | slice = EVERY, *, at_israel: bool
    ) -> dict[str, Floats]:
        """What each of PAUSED_FOR weighs at a front, in some runs or all."""
        terms, ceasefire = self._at_us, self._none[runs]
        if at_israel:
            terms, closed = self._at_israel, self.model.beliefs.front_closed[runs]
            nature = self._nature(self.doctrine, self.notability, self.registered)
            ceasefire = (nature.cause_israel[runs] + closed) * self.model.scene.lull[runs]
        return {
            "request": -terms["Baghdad's request"][runs],
            "ceasefire": ceasefire,
            "fear": -terms["fear of strikes"][runs],
            "order": -terms["order from Tehran"][runs],
        }

    # --- means -----------------------------------------------------------------------------------------

    def _recover(self) -> None:
        """Camps come back within weeks, senior men within years; what Tehran gives follows its supply.

        On a cut only the part that rests on Tehran decays (Testerman 2014), money a third of it at most.
        """
        model, beliefs = self.model, self.model.beliefs
        self.stores = self.stores + beliefs.repair * (1.0 - self.stores)
        if self.cadre is not self._whole:
            self.cadre = self.cadre + beliefs.cadre_repair * (1.0 - self.cadre)
        if model.on("patron_supply"):
            money = beliefs.reliance_money
            means = model.iran.means / model.iran.full_means
            supply = unit(money * means + (1.0 - money) * model.iran.weapons / model.iran.full_means)
            target = 1.0 - self.reliance * (1.0 - supply)
            self.sustained = self.sustained + beliefs.supply_decay * (target - self.sustained)
        self._refresh()

    def _refresh(self) -> None:
        capability = self.stores
        for part in (self.sustained, self.cadre):
            if part is not self._whole:
                capability = capability * part
        self.capability = capability

    def _hide(self) -> None:
        """Straw groups are cheap and reversible, and rise with disapproval (O10); who then answers for it."""
        model, beliefs = self.model, self.model.beliefs
        if not model.on("brigades_and_factions"):
            return
        wanted = unit(self.secrecy + beliefs.facade_gain * model.scene.disapproval_risen)
        self.facade = self.facade + beliefs.facade_speed * (wanted - self.facade)
        self.answerable = 1.0 - beliefs.facade_cover * self.facade

    def suffer(self, strikes: Floats) -> None:
        """Strikes destroy what can be rebuilt soon, and are remembered (Al Aqeedi in W5; Lyall 2015)."""
        beliefs = self.model.beliefs
        self.stores = self.stores * (1.0 - unit(beliefs.strike_loss * strikes))
        self.grievance = unit(self.grievance + beliefs.grievance_per_strike * strikes)
        self._refresh()
