"""IraqModel: an ordinary Mesa model in which every actor lives in all runs at once."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

import mesa
import numpy as np

from simulation.codebook import (
    COMPONENTS,
    Ledger,
    Rules,
    axis_index,
    axis_presence,
    component_weights,
    leverage,
    one_stock,
    us_ties,
)
from simulation.evidence import load_evidence
from simulation.model import consequences, rivals, shocks
from simulation.model.actors import (
    Actor,
    ArabState,
    AxisAlly,
    Clergy,
    Commission,
    Electorate,
    ForeignPower,
    Government,
    Insurgent,
    Iran,
    Israel,
    Militia,
    Party,
    Refuge,
    Syria,
    Turkey,
    UnitedStates,
)
from simulation.model.actors.base import unit
from simulation.model.actors.course import Course
from simulation.model.actors.militia import HANDED_OVER
from simulation.model.armed_groups import fronts
from simulation.model.armed_groups.custody import Custody
from simulation.model.beliefs import Beliefs, draw_beliefs, draw_levers
from simulation.model.chance import Chance, Stream
from simulation.model.chronicle import Chronicle, Terms
from simulation.model.diplomacy import COLLAPSED, Refuges, Talks
from simulation.model.indicators import reporters
from simulation.model.institutions.economy import Economy
from simulation.model.institutions.politics import Politics
from simulation.model.population import all_of, first_of, history, populate
from simulation.model.questions import QUESTION_KEYS
from simulation.model.scene import Scene
from simulation.model.voices import Voices
from simulation.scenario import Scenario, find_scenario

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from simulation.evidence import Evidence
    from simulation.model.actors.base import Flags, Floats

__all__ = ["IraqModel"]


def _seed(rng: Any) -> int:
    """The seed behind whatever Mesa takes for `rng`: a number, a SeedSequence, a Generator, or nothing."""
    if rng is None:
        return int(np.random.SeedSequence().generate_state(1, np.uint64)[0])
    if isinstance(rng, np.random.SeedSequence):
        return int(rng.generate_state(1, np.uint64)[0])
    if isinstance(rng, np.random.Generator):
        return int(rng.integers(2**63))
    return int(rng)


class IraqModel(mesa.Model):
    """Iraq's political alignment, month by month, in `runs` histories at once.

    Parameters
    ----------
    setup: a Scenario, or the name of a built-in one ("increase", "iran_paths#increase").
    runs: how many runs, or which run numbers (``[537]``). With one run, reporters give floats.
    rng: the seed of the addressed luck (a number, SeedSequence or Generator); None takes a fresh one.
    evidence: the evidence to start from; by default the packaged seeds.
    chance: the luck itself, for tests that deal it by hand.
    chronicle: where to write who did what and why; None keeps only the ledger's counts.

    A run is one belief and one luck: parameters are drawn per run from their priors, shocks and noise
    from the addressed streams (see `simulation.model.chance`).
    """

    militias: list[Militia]
    parties: list[Party]
    electorates: list[Electorate]
    axis_allies: list[AxisAlly]
    arab_states: list[ArabState]
    clergy: list[Clergy]
    iran: Iran
    united_states: UnitedStates
    israel: Israel
    syria: Syria
    turkey: Turkey
    refuges: list[Refuge]
    course: Course
    talks: Talks
    refuge: Refuges
    isis: Insurgent
    government: Government
    commission: Commission
    custody: Custody
    scene: Scene
    economy: Economy
    voices: Voices
    coded: dict[str, Floats]
    energy_share: Floats
    runs: int

    def __init__(
        self,
        setup: Scenario | str = "maintain",
        runs: int | Sequence[int] | NDArray[np.int64] = 1,
        rng: Any = None,
        *,
        evidence: Evidence | None = None,
        chance: Chance | None = None,
        chronicle: Chronicle | None = None,
    ):
        self.seed_of_luck = _seed(rng)
        super().__init__(rng=self.seed_of_luck)
        self.setup = find_scenario(setup) if isinstance(setup, str) else setup
        self.evidence = load_evidence() if evidence is None else evidence
        self.start = self.evidence.starts[self.setup.start]
        self.run_numbers = (
            np.arange(runs, dtype=np.int64) if isinstance(runs, int) else np.asarray(runs, dtype=np.int64)
        )
        self.runs = len(self.run_numbers)
        self.chance = Chance(self.seed_of_luck, self.run_numbers) if chance is None else chance
        self.chronicle = chronicle
        self.month = -1
        self._off = frozenset(self.setup.ablate)
        self._deals: dict[tuple[str, Stream, type[Actor]], Floats] = {}
        self.rules = Rules({name: value.value for name, value in self.evidence.codebook.items()})
        self.beliefs: Beliefs = draw_beliefs(self.evidence, self.setup, self.chance)
        self.ledger = Ledger(self.setup.months, self.runs, history(self.start))
        self.scene = Scene(self)
        self._people()
        self._settle()
        self._code()
        self.politics = Politics(self)
        self.datacollector = mesa.DataCollector(model_reporters=reporters(self))

    def __repr__(self) -> str:
        runs = f"{self.runs:,} {'run' if self.runs == 1 else 'runs'}"
        played = (
            f"{min(self.month + 1, self.setup.months)} of {self.setup.months} months from {self.setup.start}"
        )
        return f"<IraqModel {self.setup.name}: {runs}, {played}, seed {self.seed_of_luck}>"

    # --- the people -------------------------------------------------------------------------------

    def _people(self) -> None:
        """Create the actors; keep each class in the order of the seeds for sums of a fixed order."""
        self.actors = populate(self)
        actors = self.actors
        self.militias = all_of(actors, Militia)
        self.parties = all_of(actors, Party)
        self.electorates = all_of(actors, Electorate)
        self.axis_allies = all_of(actors, AxisAlly)
        self.arab_states = all_of(actors, ArabState)
        self.clergy = all_of(actors, Clergy)
        self.iran = first_of(actors, Iran)
        self.united_states = first_of(actors, UnitedStates)
        self.israel = first_of(actors, Israel)
        self.syria = first_of(actors, Syria)
        self.turkey = first_of(actors, Turkey)
        self.refuges = all_of(actors, Refuge)
        self.refuge = Refuges(self)
        self.isis = first_of(actors, Insurgent)
        self.government = first_of(actors, Government)
        self.commission = first_of(actors, Commission)
        self.energy_share = self.start_level("iran_energy_share")
        self.withdrawal_due = self.start_level("us_withdrawal_due")
        self._foreign = [
            actor for actor in self.actors.values() if isinstance(actor, (ForeignPower, AxisAlly, Insurgent))
        ]
        self._names = {
            kind: tuple(actor.key for actor in self.actors.values() if type(actor) is kind)
            for kind in {type(actor) for actor in self.actors.values()}
        }

    def _settle(self) -> None:
        """Give everybody a first state, in the order in which they look at each other."""
        self.course = Course(self)
        self.talks = Talks(self)
        self.hazards = {
            name: kind.hazard.prior.ppf(self.chance.uniform(Stream.LEVER, (f"hazard.{name}",))[0])
            for name, kind in self.evidence.events.items()
            if kind.hazard is not None
        }
        self.scene.remember_the_start()
        self.economy, self.voices = Economy(self), Voices(self)
        self.united_states.settle(self._posture("united_states", self.setup.united_states.posture))
        self.iran.settle({lever: self.start_level(f"lever_{lever}") for lever in self.course.lever_names})
        self.israel.settle(self._posture("israel", self.setup.israel.posture))
        for state in self.arab_states:
            state.settle(self._posture("gulf", self.setup.gulf.posture if state.role == "gulf" else "as_now"))
        self.syria.settle(self._posture("syria", self.setup.syria.posture))
        self.turkey.settle(self._posture("turkey", self.setup.turkey.posture))
        for refuge in self.refuges:
            refuge.settle(self._posture("russia", self.setup.russia.posture))
        self.isis.settle()
        for ally in self.axis_allies:
            ally.settle()
        for actor in (*self.militias, *self.parties, *self.electorates, *self.clergy, self.government):
            actor.settle()
        self.commission.settle()
        self.custody = Custody(self)
        self.scene.look()
        self.scene.look_at_the_groups()
        for party in self.parties:
            party.know_itself()

    def _posture(self, power: str, posture: str) -> dict[str, Floats]:
        return draw_levers(self.chance, power, self.evidence.postures[power][posture].levers)

    # --- what actors ask of the model ---------------------------------------------------------------

    def on(self, mechanism: str) -> bool:
        """Is a mechanism at work, or switched off by the scenario's `ablate`?"""
        return mechanism not in self._off

    def tell(
        self, actor: str, act: str, done: Flags | Floats, *, target: str = "", terms: Terms | None = None
    ) -> None:
        """Write an act of this month into the chronicle, if there is one.

        `done` says in which runs (flags or counts, shape (runs,)); `terms` gives, when called, what each
        named consideration added to the choice. Costs nothing where nobody keeps a chronicle.
        """
        if self.chronicle is not None:
            self.chronicle.tell(self.month, actor, act, target, done, terms)

    def deal(self, kind: str, stream: Stream, actors: type[Actor]) -> Floats:
        """This month's luck of a stream for all actors of a class, shape (actors, runs), dealt once."""
        place = (kind, stream, actors)
        if place not in self._deals:
            self._deals[place] = getattr(self.chance, kind)(stream, self._names[actors], self.month)
        return self._deals[place]

    def targets(self, name: str) -> list[Actor]:
        """The actors that an event's effect names: one by id, or all of a kind."""
        if name.startswith("kind:"):
            kind = name.removeprefix("kind:")
            return [self.actors[key] for key, record in self.evidence.actors.items() if record.kind == kind]
        return [self.actors[name]]

    def party(self, name: str) -> Party:
        """The party or list of a name. Raises LookupError for a name that is none."""
        for party in self.parties:
            if party.key == name:
                return party
        raise LookupError(f"no party is called {name!r}")

    def start_level(self, name: str) -> Floats:
        """A level of the starting point's world, drawn per run, shape (runs,)."""
        return self.start.world[name].ppf(self.chance.uniform(Stream.ATTRIBUTE, (f"world.{name}",))[0])

    @property
    def month_of_year(self) -> int:
        """The month of the calendar, 1 to 12."""
        return int(self.setup.calendar[max(self.month, 0)][-2:])

    def agreed_presence(self) -> Floats:
        """Share of the American force that policy would have in Iraq this month, shape (runs,)."""
        withdrawal = self.setup.united_states.withdrawal
        everybody = self.united_states.levers["presence"]
        if withdrawal is not None and self.month >= self.setup.index(withdrawal):
            return np.zeros(self.runs)
        due = self.month >= self.withdrawal_due
        return np.where(due, everybody * self.beliefs.presence_after * self.beliefs.us_commitment, everybody)

    def consolidation(self) -> Floats:
        """Step of the ramp by which a path that waits for its moment consolidates (row 1, maintain).

        Enough of four declared conditions open it: American troops below a line, ISIS activity above one,
        a premier from the Framework's core newly in office, talks with Washington broken off.
        """
        beliefs = self.beliefs
        met = (self.united_states.troops < beliefs.trigger_troops) * 1.0
        met = met + (self.isis.activity >= beliefs.trigger_isis)
        met = met + (self.ledger.since_start("framework_premier") > 0.0)
        if self.on("us_iran_talks"):
            met = met + (self.talks.state == COLLAPSED)
        waits = self.course.lever("consolidates")
        return np.where(met >= beliefs.trigger_needs, waits, 0.0) / beliefs.trigger_months

    # --- the month ----------------------------------------------------------------------------------

    def step(self) -> None:
        """Play one month in the order of the design: shocks, powers, groups, government, and so on."""
        self.month += 1
        if self.month >= self.setup.months:
            self.running = False
            return
        self._deals.clear()
        self.ledger.open_month()
        shocks.happen(self)
        fronts.move(self)
        self.talks.step()
        self.course.step()
        self._phase(*self._foreign)
        self.iran.reach()
        self.scene.look()
        if self.on("cue"):
            self.voices.hear()
        self._phase(*self.militias)
        self._launches()
        self.scene.look_at_the_groups()
        self._phase(self.government, *self.clergy)
        self._voices()
        if self.on("conduct"):
            self.government.conduct()
            self.government.travel()
        rivals.manoeuvre(self)
        self.economy.play()
        self._consequences()
        self._phase(*self.parties)
        self._phase(*self.electorates)
        self.politics.play()
        self._code()
        self.datacollector.collect(self)
        self.running = self.month + 1 < self.setup.months

    def _phase(self, *actors: Actor) -> None:
        """Everybody decides on what stood at the start of the phase; then everybody acts."""
        for actor in actors:
            actor.decide()
        for actor in actors:
            actor.act()

    def _launches(self) -> None:
        """Record who was fired at, and how much of it is laid at somebody's door (row 7)."""
        for target in ("us", "israel", *(["gulf"] if self.on("spoilers") else [])):
            launches, attributed = np.zeros(self.runs), np.zeros(self.runs)
            for group in self.militias:
                fired = getattr(group, f"attacks_{target}")
                launches += fired
                attributed += group.laid_at_its_door(fired)
            self.ledger.add(f"attacks_{target}", launches)
            self.ledger.add(f"attributed_{target}", attributed)

    def _voices(self) -> None:
        """What the sources of emulation said this month, weighed by how far each is followed."""
        for source in self.clergy:
            self.ledger.add("najaf_line", source.general_line * source.authority)
            self.ledger.add("najaf_ruling", source.ruling * source.authority)

    def _consequences(self) -> None:
        consequences.strikes(self)
        consequences.sanctions(self)
        consequences.of_the_groups(self)
        consequences.deaths(self)
        falls = np.zeros(self.runs)
        for ally in self.axis_allies:
            falls = falls + ally.fell
        self.scene.remember(falls)

    # --- measurement --------------------------------------------------------------------------------

    def _code(self) -> None:
        """Code the month's outcomes from the record of acts, by the codebook."""
        self.coded = self._index()
        self.scene.axis_index = self.coded["axis_index"]
        self.coded["us_ties"] = us_ties(self.ledger, self.rules)
        groups = [
            (group.fighters, kept, group.idle, group.heavy * (group.status < HANDED_OVER))
            for group, kept in zip(self.militias, self.scene.keeps_command(), strict=True)
        ]
        self.coded["axis_presence"] = axis_presence(groups, self.rules)
        if not self.on("two_channels"):
            self.coded["axis_index"] = one_stock(self.coded["axis_index"], self.coded["axis_presence"])
        self.coded["iran_leverage"] = leverage(self.ledger, QUESTION_KEYS, self._exposure(), self.rules)
        if self.month >= 0:
            self.ledger.add("coded.axis_index", self.coded["axis_index"])
            self.ledger.add("coded.axis_presence", self.coded["axis_presence"])
            self.ledger.add("coded.compromise_mean", self.scene.compromise_mean)
        else:
            self.index_at_start = self._index_before()

    @cached_property
    def index_weights(self) -> Floats:
        """How much each component of the axis index counts in a run, shape (components, runs)."""
        luck = self.chance.uniform(Stream.BELIEF, tuple(f"weight of {name}" for name in COMPONENTS))
        return component_weights(luck, self.rules)

    def _index(self) -> dict[str, Floats]:
        """The axis index and its components, with or without the rule of consent."""
        return axis_index(self.ledger, self.rules, self.index_weights, consent=self.on("consent"))

    def _exposure(self) -> Floats:
        """What Tehran could still call on: the Framework's hold, armed capacity under orders, energy."""
        energy = unit(self.energy_share / self.rules["leverage.energy_ceiling"])
        return (self.scene.framework_hold + self.scene.threat_from_factions + energy) / 3.0

    def _index_before(self) -> Floats:
        """Mean axis index of the three months before the start, from the dated record."""
        total = np.zeros(self.runs)
        for back in range(3):
            self.ledger.row -= back
            total = total + self._index()["axis_index"]
            self.ledger.row += back
        mean = total / 3.0
        return mean if self.on("two_channels") else one_stock(mean, self.coded["axis_presence"])
