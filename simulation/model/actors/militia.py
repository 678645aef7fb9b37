"""Armed groups: doctrine against interest, orders and fear, brigades and deniable cells (rows 7, 8, 12)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import numpy as np

from simulation.codebook import HISTORY
from simulation.model.actors.base import Actor, Flags, Floats, unit
from simulation.model.chance import Stream

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

Terms = Mapping[str, Floats]


def _sum(terms: Terms) -> Floats:
    """Terms of a utility added one after another, in the order in which they stand."""
    first, *rest = terms.values()
    total = first
    for term in rest:
        total = total + term
    return total


class Militia(Actor):
    """A named armed group. Each month it takes a stance to its order, and launches or holds on each front.

    Stance (rows 8, 29; Salehyan 2010; Salehyan, Siroky & Wood 2014): the group complies with Tehran's
    standing order R in [-1, 1] (hold fire to attack) when

        logit K + m (O - 1) + v P (supply - 1) - x k - a B S 1[R > ideal] - u X + h c + e > 0,

    K its hold, O orders, P dependence, k = abs(R - ideal)/2 x salience, ideal = D - N and salience D for an
    order to do less than that, N for one to do more; the brigade's alibi (O13) helps against orders to fight;
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
            self.complies = (_sum(self._to_order) > 0.0).astype(np.float64)

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

    def _shared(self) -> dict[str, Floats]:
        """The part of the utility that all fronts share."""
        model, beliefs = self.model, self.model.beliefs
        weighs = model.on("doctrine_and_interest")
        half = np.full_like(self.doctrine, 0.5)
        self._creed = self.doctrine if weighs else half
        notability = self.notability if weighs else half
        bound = 0.5 * (notability + self.registered)
        return {
            "order from Tehran": beliefs.militia_order * self.complies * model.scene.standing_order,
            "interest": -beliefs.militia_interest * notability,
            "anger over strikes": beliefs.militia_grievance * self.grievance * self._creed,
            "Baghdad's request": -beliefs.militia_state * model.scene.state_request * bound,
            "disapproval": -beliefs.militia_disapproval * model.scene.disapproval * self.answerable,
            "bold after a release": beliefs.release_emboldens * self.boldness,
        }

    def _fear(self, threat: Floats, aims_at_leaders: Floats) -> Floats:
        """Fear of strikes that seek leaders; doctrine blunts it (row 8, pattern 17).

        Strikes on camps and stores frighten nobody on balance: what they stir up (`grievance`) is an
        estimate net of what they deter (Lyall 2015).
        """
        beliefs = self.model.beliefs
        blunted = 1.0 - beliefs.doctrine_fearless * self._creed
        return -beliefs.militia_fear * threat * aims_at_leaders * blunted

    def decide(self) -> None:
        model, beliefs = self.model, self.model.beliefs
        self._weigh_order()
        shared = self._shared()
        states, israel, war = model.united_states, model.israel, model.scene.fronts_open
        pretext = states.presence if model.on("presence_and_vacuum") else np.ones_like(war)
        self._at_us = {
            "bare rate": beliefs.launch_us,
            **shared,
            "cause": beliefs.militia_doctrine * self._creed * pretext,
            "fear of strikes": self._fear(states.strike_threat, states.aims_at_leaders),
            "a halt kept": -beliefs.quiet_cost * self.quiet_us,
            "luck": self.logistic(Stream.FRONT_US),
        }
        threat = israel.threat if model.on("israeli_threat") else np.zeros_like(war)
        self._at_israel = {
            "bare rate": beliefs.launch_israel,
            **shared,
            "cause": beliefs.militia_fronts * self._creed * war,
            "no war at the front": -beliefs.front_closed * (1.0 - war),
            "fear of strikes": self._fear(threat, israel.aims_at_leaders),
            "a halt kept": -beliefs.quiet_cost * self.quiet_israel,
            "luck": self.logistic(Stream.FRONT_ISRAEL),
        }
        able = self.able
        self._launch_us = able & (_sum(self._at_us) > 0.0)
        self._launch_israel = able & (_sum(self._at_israel) > 0.0)
        self._decide_gulf(able, shared)

    def _decide_gulf(self, able: Flags, shared: Terms) -> None:
        """Spoiling: sites with Gulf equity draw fire when projects and curbs threaten a place (row 15)."""
        model, beliefs = self.model, self.model.beliefs
        self._launch_gulf = np.zeros(self.doctrine.shape, dtype=bool)
        if not model.on("spoilers"):
            return
        self._at_gulf = {
            "bare rate": beliefs.launch_gulf,
            "as on every front": 0.5 * _sum(shared),
            "projects to spoil": beliefs.spoil_projects * model.scene.gulf_projects * self.doctrine,
            "recent curbs": beliefs.spoil_curbs * model.scene.recent_curbs * self.doctrine,
            "luck": self.logistic(Stream.FRONT_GULF),
        }
        self._launch_gulf = able & (_sum(self._at_gulf) > 0.0)

    def _count(self, launch: Flags, stream: Stream, rate: Floats) -> Floats:
        """Number of launches, 1 + floor(rate x capability x reach x E) where there is one."""
        if not launch.any():
            return np.zeros_like(self.doctrine)
        marks = 1.0 + np.floor(rate * self.capability * self.reach * self.exponential(stream))
        return np.where(launch, marks, 0.0)

    def act(self) -> None:
        model, beliefs = self.model, self.model.beliefs
        supplied = beliefs.launch_rate * (0.5 + 0.5 * model.iran.weapons)
        surge = supplied * (1.0 + beliefs.front_surge * model.scene.fronts_open)
        us = self._count(self._launch_us, Stream.COUNT_US, surge)
        israel = self._count(self._launch_israel, Stream.COUNT_ISRAEL, surge)
        gulf = self._count(self._launch_gulf, Stream.COUNT_GULF, supplied * 0.5)
        self._tell(us, israel, gulf)
        self._pause(us, israel)
        self.attacks_us, self.attacks_israel, self.attacks_gulf = us, israel, gulf
        self.quiet_us = self.quiet_us + beliefs.quiet_speed * (np.where(us > 0, 0.0, 1.0) - self.quiet_us)
        self.quiet_israel = self.quiet_israel + beliefs.quiet_speed * (
            np.where(israel > 0, 0.0, 1.0) - self.quiet_israel
        )
        launched = (us + israel + gulf) > 0
        self._take_stance(launched)
        self.idle = np.where(launched, 0.0, self.idle + 1.0)
        self.grievance = self.grievance * beliefs.grievance_memory
        self.boldness = self.boldness * beliefs.grievance_memory
        self._recover()
        self._hide()

    def _tell(self, us: Floats, israel: Floats, gulf: Floats) -> None:
        model = self.model
        model.tell(self.key, "launched", us, target="united_states", terms=lambda: self._at_us)
        model.tell(self.key, "launched", israel, target="israel", terms=lambda: self._at_israel)
        if model.on("spoilers"):
            model.tell(self.key, "launched", gulf, target="gulf", terms=lambda: self._at_gulf)

    def _pause(self, us: Floats, israel: Floats) -> None:
        """A halt, and the weightiest reason for it: the request, the ceasefire, fear, or the order (H12)."""
        model, war = self.model, self.model.scene
        lull = np.maximum(war.front_memory - war.fronts_open, 0.0)
        eased = (self.model.beliefs.militia_fronts * self._creed + self.model.beliefs.front_closed) * lull
        fired, self._fired = self._fired, (us > 0.0, israel > 0.0)
        for now, before, terms, ceasefire in (
            (us, fired[0], self._at_us, np.zeros_like(lull)),
            (israel, fired[1], self._at_israel, eased),
        ):
            halts = before & (now == 0.0) & self.able
            reasons = {
                "request": -terms["Baghdad's request"],
                "ceasefire": ceasefire,
                "fear": -terms["fear of strikes"],
                "order": -terms["order from Tehran"],
            }
            most = np.maximum.reduce(list(reasons.values()))
            for reason, weight in reasons.items():
                paused = halts & (weight == most)
                halts = halts & ~paused
                model.ledger.add(f"paused_for_{reason}", paused)
                model.tell(self.key, f"paused_for_{reason}", paused, terms=partial(dict, reasons))

    # --- means -----------------------------------------------------------------------------------------

    def _recover(self) -> None:
        """Camps come back within weeks, senior men within years; what Tehran gives follows its supply.

        On a cut only the part that rests on Tehran decays (Testerman 2014), money a third of it at most.
        """
        model, beliefs = self.model, self.model.beliefs
        self.stores = self.stores + beliefs.repair * (1.0 - self.stores)
        self.cadre = self.cadre + beliefs.cadre_repair * (1.0 - self.cadre)
        if model.on("patron_supply"):
            money = beliefs.reliance_money
            means = model.iran.means / model.iran.full_means
            supply = unit(money * means + (1.0 - money) * model.iran.weapons / model.iran.full_means)
            target = 1.0 - self.reliance * (1.0 - supply)
            self.sustained = self.sustained + beliefs.supply_decay * (target - self.sustained)
        self._refresh()

    def _refresh(self) -> None:
        self.capability = self.stores * self.sustained * self.cadre

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
