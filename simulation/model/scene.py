"""What everybody can see at the start of a phase: memories, moods and balances, summed in a fixed order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from simulation.model.actors.base import Flags, Floats, unit
from simulation.model.actors.militia import IN_FACT
from simulation.model.armed_groups.fronts import open_fronts
from simulation.model.derived import Derived, Weights
from simulation.model.theories import COUNCIL, compromise_mean

if TYPE_CHECKING:
    from simulation.model.actors import Party
    from simulation.model.iraq import IraqModel

__all__ = ["Scene"]


def _mean(weights: Sequence[Floats], values: Sequence[Floats]) -> Floats:
    """Weighted mean over actors, shape (runs,)."""
    return Weights(weights).mean(values)


def _products(pairs: Sequence[Floats]) -> list[Floats]:
    """The first half of the arrays times the second."""
    half = len(pairs) // 2
    return [one * other for one, other in zip(pairs[:half], pairs[half:], strict=True)]


class Scene:
    """The public view of a month, seen anew at the start of each phase; arrays of shape (runs,)."""

    standing_order: Floats
    state_request: Floats
    fronts_open: Floats
    launch_rate: Floats
    surge: Floats
    no_war: Floats
    lull: Floats
    fear_us: Floats
    fear_israel: Floats
    request_weighs: Floats
    disapproval_weighs: Floats
    halt_costs: Floats
    arab_door: Floats
    rivalry: Floats
    threat_from_factions: Floats
    axis_decline: Floats
    losing_side: Floats
    brokerage_excess: Floats
    coalition_ideal: Floats
    framework_mean: Floats
    framework_hold: Floats
    framework_cohesion: Floats
    fatigue: Floats
    disapproval: Floats
    disapproval_risen: Floats
    state_monopoly: Floats
    gulf_projects: Floats
    najaf_voice: Floats
    axis_index: Floats
    compromise_mean: Floats
    rivals: Floats
    outward_voices: dict[str | None, Floats]
    arms_voices: dict[str | None, Floats]
    vacant_authority: Floats

    def __init__(self, model: IraqModel):
        self._model = model
        self._in_government = Derived(lambda *pairs: Weights(_products(pairs)))
        self._in_council = Derived(lambda *pairs: Weights([each / COUNCIL for each in _products(pairs)]))
        self._fighters = Derived(lambda *fighters: Weights(fighters))
        self._share_of_framework = Derived(lambda governing, *members: governing.mean(members))
        zero = np.zeros(model.runs)
        self.recent_falls = zero
        self.recent_attacks_us = zero
        self.recent_attacks_israel = zero
        self.recent_curbs = zero
        self.najaf_voice = zero
        self.axis_index = zero
        self.gulf_projects = zero
        self.tension = self.excuse = zero
        self.front_memory = zero
        self.recent_mediation = zero
        self.recent_quarrels = zero
        self.rivals = zero
        self.seen: dict[str, Floats] = dict.fromkeys(
            ("strikes", "strikes_us", "asks_iran", "attributed", "sieges", "deaths"), zero
        )

    def remember_the_start(self) -> None:
        """Take the memories of the starting point: launches that were lately loud, projects under way."""
        model = self._model
        self.recent_attacks_israel = unit(model.start_level("launch_memory_israel"))
        self.recent_attacks_us = unit(model.start_level("launch_memory_us"))
        self.gulf_projects = unit(model.start_level("gulf_projects"))

    def look(self) -> None:
        """See the balances as they stand once the powers have moved."""
        model, beliefs = self._model, self._model.beliefs
        self.standing_order = model.iran.levers["attack_call"]
        self.state_request = model.government.request
        self.fronts_open = open_fronts(model)
        self.front_memory = np.maximum(self.front_memory * beliefs.launch_memory, self.fronts_open)
        self.launch_rate = beliefs.launch_rate * (0.5 + 0.5 * model.iran.weapons)
        self.surge = self.launch_rate * (1.0 + beliefs.front_surge * self.fronts_open)
        self.no_war = -beliefs.front_closed * (1.0 - self.fronts_open)
        self.lull = np.maximum(self.front_memory - self.fronts_open, 0.0)
        self.arab_door = _mean([s.weight for s in model.arab_states], [s.door for s in model.arab_states])
        self.rivalry = unit(beliefs.rivalry_base + beliefs.rivalry_pressure * model.united_states.pressure)
        if model.on("mediation"):
            self.rivalry = self.rivalry * (1.0 - beliefs.mediation_calm * unit(self.recent_mediation))
        self.axis_decline = 1.0 - model.iran.axis_strength / model.iran.axis_at_start
        self.losing_side = beliefs.party_losing_side * self.axis_decline
        self.brokerage_excess = model.iran.brokerage - 1.0
        self.coalition_ideal = self.ideal()
        self._framework()
        self._said_in_public()
        self.compromise_mean = compromise_mean(model)
        self.vacant_authority = np.zeros(model.runs)
        for office in model.clergy:
            self.vacant_authority = self.vacant_authority + office.reach * office.vacant
        national = [(e.share, e.fatigue) for e in model.electorates]
        self.fatigue = _mean([s for s, _ in national], [f for _, f in national]) / 100.0
        self._disapprove()
        self._weigh_on_the_groups()

    def _weigh_on_the_groups(self) -> None:
        """What weighs alike on every armed group this month (see `Militia`)."""
        model, beliefs = self._model, self._model.beliefs
        states, israel = model.united_states, model.israel
        threat = israel.threat if model.on("israeli_threat") else np.zeros(model.runs)
        self.fear_us = -beliefs.militia_fear * states.strike_threat * states.aims_at_leaders
        self.fear_israel = -beliefs.militia_fear * threat * israel.aims_at_leaders
        self.request_weighs = -beliefs.militia_state * self.state_request
        self.disapproval_weighs = -beliefs.militia_disapproval * self.disapproval
        self.halt_costs = -beliefs.quiet_cost

    def _disapprove(self) -> None:
        """How far politicians, public and clergy disapprove of what factions do (O10), in [0, 1].

        Politicians: the governing parties' public position on arms; public: weariness; clergy: its voice.
        """
        model, beliefs = self._model, self._model.beliefs
        parties = model.parties
        if model.on("dissolution"):
            for_monopoly = [(p.arms >= beliefs.monopoly_line).astype(np.float64) for p in parties]
            self.state_monopoly = _mean([p.seats for p in parties], for_monopoly)
        if not model.on("brigades_and_factions"):
            self.disapproval, self.disapproval_risen = self.fatigue, np.zeros_like(self.fatigue)
            return
        said = self._governing.mean([p.arms for p in parties])
        clergy, politics = beliefs.disapproval_clergy, beliefs.disapproval_politics
        lay = politics * said + (1.0 - politics) * self.fatigue
        self.disapproval = lay + clergy * unit(self.najaf_voice) * (1.0 - lay)
        if model.month < 0:
            self._usual_disapproval = self.disapproval
        self.disapproval_risen = self.disapproval - self._usual_disapproval

    def look_at_the_groups(self) -> None:
        """See what armed groups that answer to Tehran could do to a prime minister, in [0, 1]."""
        groups = self._model.militias
        could = [g.control * g.capability * g.doctrine for g in groups]
        self.threat_from_factions = self._fighters(*(g.fighters for g in groups)).mean(could)

    def ideal(self) -> Floats:
        """Seat-weighted public position of the parties in government: the pull of the coalition."""
        return self._governing.mean([p.axis for p in self._model.parties])

    @property
    def council(self) -> Weights:
        """What every party weighs in a compromise: seats x salience, in shares of the Council."""
        parties = self._model.parties
        return self._in_council(*(p.seats for p in parties), *(p.salience for p in parties))

    @property
    def _governing(self) -> Weights:
        """Seats of every party in government."""
        parties = self._model.parties
        return self._in_government(*(p.seats for p in parties), *(p.in_government for p in parties))

    def _framework(self) -> None:
        """The Framework's mean position and its hold on the cabinet (row 4).

        hold = share of the government's seats held by members x cohesion, cohesion = 1 - k x spread;
        a weaker axis weakens those in it who would replace the prime minister (O18).
        """
        model = self._model
        parties: Sequence[Party] = model.parties
        share = self._share_of_framework(self._governing, *(p.framework for p in parties))
        self.framework_cohesion, self.framework_hold = np.ones_like(share), share
        if not (model.on("framework") or model.on("rivals")):
            return
        weights = Weights([p.seats * p.framework for p in parties])
        self.framework_mean = weights.mean([p.axis for p in parties])
        if not model.on("framework"):
            return
        spread = weights.mean([np.abs(p.axis - self.framework_mean) for p in parties])
        cohesion = unit(1.0 - model.beliefs.framework_spread * spread)
        if model.on("rivals"):
            cohesion = cohesion * (1.0 - model.beliefs.rival_rift * unit(self.recent_quarrels))
        if model.on("budget"):
            cohesion = cohesion * unit(1.0 - model.beliefs.loyalty_arrears * model.economy.arrears)
        weakened = unit(1.0 - model.beliefs.framework_weak_axis * self.axis_decline)
        self.framework_cohesion = cohesion * weakened
        self.framework_hold = share * cohesion * weakened

    def _said_in_public(self) -> None:
        """What each camp hears said: that Iraq should stand outside the axis, that arms belong to the state.

        Shares of the camp's own voices, with a small weight on what the others say (Kuran 1995; iraq.md 5.5).
        """
        if self._model.on("cascade"):
            self.outward_voices = self._heard(lambda party: party.axis > 0.0)
        if self._model.on("taboo"):
            line = self._model.beliefs.taboo_line
            self.arms_voices = self._heard(lambda party: party.arms >= line)

    def _heard(self, says: Callable[[Party], Flags]) -> dict[str | None, Floats]:
        """By community: share of its voices who say a thing, others counting with a weight of their own."""
        model, others = self._model, self._model.beliefs.other_camps
        said: dict[str | None, Floats] = {}
        whole: dict[str | None, Floats] = {}
        for party in model.parties:
            camp, voice = party.community, party.voice
            said[camp] = said.get(camp, 0.0) + voice * says(party)
            whole[camp] = whole.get(camp, 0.0) + voice
        share = {camp: said[camp] / np.maximum(whole[camp], 1.0) for camp in said}
        elsewhere = {
            camp: (sum(said.values()) - said[camp]) / np.maximum(sum(whole.values()) - whole[camp], 1.0)
            for camp in said
        }
        return {camp: (share[camp] + others * elsewhere[camp]) / (1.0 + others) for camp in said}

    def share_who_say(self, community: str, says: Callable[[Party], Flags]) -> Floats:
        """Share of a camp's own voices who say a thing, (runs,)."""
        camp = [party for party in self._model.parties if party.community == community]
        return _mean([party.voice for party in camp], [says(party).astype(np.float64) for party in camp])

    def mood(self, name: str) -> Floats:
        """A mood of the nation, from 0 to 1."""
        publics = self._model.electorates
        return _mean([e.share for e in publics], [getattr(e, name) for e in publics]) / 100.0

    def shift_of(self, mood: str, community: str | None = None) -> Floats:
        """A mood above its rest, per hundred points: a community's, or the nation's where it has none."""
        publics = self._model.electorates
        for public in publics:
            if public.community == community:
                shift: Floats = (getattr(public, mood) - public.rest[mood]) / 100.0
                return shift
        return _mean([e.share for e in publics], [getattr(e, mood) - e.rest[mood] for e in publics]) / 100.0

    def unwelcome(self) -> Floats:
        """Weight of an ask by how unwelcome it is: one at rest, more as resentment grows, at least 0.1."""
        return np.maximum(1.0 + self.shift_of("resent_iran") * self._model.beliefs.unwelcome_gain, 0.1)

    def remember(self, falls: Floats) -> None:
        """Fold this month's events into the memories that the next month will see."""
        beliefs, now = self._model.beliefs, self._model.ledger.now
        self.recent_falls = self.recent_falls * beliefs.fall_memory + falls
        self.recent_attacks_us = self._echo(self.recent_attacks_us, beliefs.launch_weight * now("attacks_us"))
        fired = now("attacks_us") + now("attacks_israel")
        hidden = fired - now("attributed_us") - now("attributed_israel")
        self.excuse = self._echo(self.excuse, beliefs.launch_weight * hidden)
        heard = beliefs.launch_weight * now("attacks_israel")
        self.recent_attacks_israel = self._echo(self.recent_attacks_israel, heard)
        curbs = now("pmf_limit_announced") + 2.0 * now("pmf_limited") + now("commander_arrested")
        self.recent_curbs = self._echo(self.recent_curbs, 0.5 * curbs)
        line, ruling = now("najaf_line"), now("najaf_ruling")
        spoken = beliefs.clergy_weight * line + beliefs.clergy_ruling_weight * ruling
        self.najaf_voice = np.maximum(self.najaf_voice * beliefs.clergy_memory, spoken)
        built = beliefs.project_step * now("project_arab") - beliefs.project_loss * now("attacks_gulf")
        self.gulf_projects = unit(self.gulf_projects + built)
        self.recent_mediation = self.recent_mediation * beliefs.mediation_memory + now("mediation")
        self.recent_quarrels = self.recent_quarrels * beliefs.quarrel_memory + now("move_against_premier")
        self.seen = self._news()

    def _echo(self, memory: Floats, news: Floats) -> Floats:
        return unit(memory * self._model.beliefs.launch_memory + news)

    def _news(self) -> dict[str, Floats]:
        """What the public saw this month; of launches, the part that is laid at somebody's door."""
        model, now = self._model, self._model.ledger.now
        named = now("attributed_us") + now("attributed_israel") + now("attributed_gulf")
        return {
            "strikes": now("strikes_in_iraq"),
            "strikes_us": now("strikes_us"),
            "asks_iran": now("asks_iran") * model.iran.cue,
            "attributed": np.sqrt(named),
            "sieges": now("sieges"),
            "deaths": np.sqrt(now("iraqi_deaths")),
        }

    def keeps_command(self) -> list[Floats]:
        """Per armed group, whether it keeps a command of its own."""
        return [(g.status < IN_FACT).astype(np.float64) for g in self._model.militias]
