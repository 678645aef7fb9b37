"""One room: its session, its scenarios and their pictures. This is what a page talks to."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import simulation
from simulation.batch.engine import engine_digest, versions
from simulation.errors import InputError, nearest
from simulation.plots.labels import CATEGORICAL, month_label
from simulation.scenario.months import is_month
from simulation.workshop.drivers import Driver, drivers
from simulation.workshop.engine import LOOKS, MOST_RUNS
from simulation.workshop.overlays import Inject, Overlay
from simulation.workshop.pictures import Picture, picture
from simulation.workshop.session import Session
from simulation.workshop.suppose import Supposed, condition, suppose
from simulation.workshop.twins import Twins, twins
from simulation.workshop.why import Left, Why, chain, explain, left, outcomes_of, parts

if TYPE_CHECKING:
    from pathlib import Path

    from simulation.scenario import Scenario
    from simulation.workshop.building import Bench
    from simulation.workshop.changes import Change
    from simulation.workshop.engine import Engine
    from simulation.workshop.played import Played
    from simulation.workshop.state import Node, State

__all__ = ["Room"]

_PICTURES: Final = 200  # kept for undo and redo


class Room:
    """A session on a bench with an engine. Rooms share the engine and nothing else.

    Every move builds its scenario first: what makes none is refused with every mistake, and nothing is
    written. All methods that play runs are coroutines and never block the next move.
    """

    def __init__(self, path: Path, bench: Bench, engine: Engine, **opened: str) -> None:
        self.bench = bench
        self.engine = engine
        self.session = Session(path)
        self._pictures: OrderedDict[tuple[str, str, int, str], Picture] = OrderedDict()
        self._columns: dict[str, Mapping[str, Any]] = {}
        if not self.session.log.lines:
            self.session.do("session_open", **_opening(path.stem, bench, engine), **opened)
        elif self.state.opened.get("baseline") != bench.base.digest():
            raise InputError("this session has another baseline; start the workshop with the file it was on")

    @property
    def state(self) -> State:
        """Where the session stands."""
        return self.session.state

    @property
    def calendar(self) -> tuple[str, ...]:
        """The months of a run."""
        return self.bench.base.calendar

    # --- assume: moves that play again -----------------------------------------------------------------

    def assume(self, lever: str, position: str, **said: Any) -> State:
        """Put a lever at a position. `said`: why, asked_by, and `question` (text, outcome, category)."""
        known = self.bench.catalogue.levers
        overlay = self.state.node.overlay.with_lever(lever, position)
        self.bench.scenario(overlay)
        return self._move(overlay, f"{known[lever].title}: {known[lever].positions[position].label}", **said)

    def inject(self, event: str, month: str, **said: Any) -> State:
        """Drop an event on a month of the strip."""
        if not is_month(month):
            raise InputError(f"'{month[:20]}' is not a month; write it as 2025-01")
        title = self.bench.catalogue.titles.get(event, event)
        overlay = self.state.node.overlay.with_inject(Inject(month, event))
        return self._move(overlay, f"{title}, {month_label(month)}", **said)

    def lift(self, event: str, month: str, **said: Any) -> State:
        """Take an event off the strip again."""
        inject = Inject(month, event)
        if inject not in self.state.node.overlay.injects:
            raise InputError("there is no such event on the strip")
        title = self.bench.catalogue.titles.get(event, event)
        return self._move(self.state.node.overlay.without_inject(inject), f"Without: {title}", **said)

    def shift(self, event: str, month: str, to: str, **said: Any) -> State:
        """Drag an event of the strip to another month."""
        if not is_month(to):
            raise InputError(f"'{to[:20]}' is not a month; write it as 2025-01")
        overlay = self.state.node.overlay
        if Inject(month, event) not in overlay.injects:
            raise InputError("there is no such event on the strip")
        title = self.bench.catalogue.titles.get(event, event)
        overlay = overlay.without_inject(Inject(month, event)).with_inject(Inject(to, event))
        return self._move(overlay, f"{title}, {month_label(to)}", **said)

    def stack(self, preset: str, **said: Any) -> State:
        """Put a preset card on top of what is set."""
        known = self.bench.catalogue.presets
        if preset not in known:
            raise InputError(f"'{preset[:60]}' is not a preset; {nearest(preset, known)}")
        overlay = self.state.node.overlay.with_levers(known[preset].levers)
        return self._move(overlay, known[preset].title, **said)

    def settings(self, yaml: str, **said: Any) -> State:
        """Replace the settings by hand: fields of a scenario file, in YAML."""
        title = "Settings by hand" if yaml.strip() else "No settings by hand"
        return self._move(self.state.node.overlay.with_yaml(yaml), title, **said)

    def _move(self, overlay: Overlay, title: str, **said: Any) -> State:
        self.bench.scenario(overlay)
        if question := said.get("question"):
            _check_question(question)
        return self.session.do("move", overlay=overlay.data(), title=title[:120], **said)

    def ask(self, text: str, outcome: str, category: str) -> State:
        """Put a question on the scenario on the table; its picture is covered until the reveal."""
        question = {"text": text, "outcome": outcome, "category": category}
        _check_question(question)
        return self.session.do("question", node=self.state.current, **question)

    # --- what is shown -----------------------------------------------------------------------------------

    def scenario(self, node: int | None = None) -> Scenario:
        """The scenario of a node, by default of the one on the table."""
        return self.bench.scenario(self._node(node).overlay)

    def baseline(self) -> Scenario:
        """The scenario that everything is held against."""
        return self.scenario(self.state.locked_baseline)

    def picture(self, node: int | None = None, indicator: str = "axis_index") -> Picture | None:
        """A node's picture from what is played already; None where a first look is missing, or covered."""
        if self.state.covered(self._node(node).id):
            return None
        ours, theirs = self.engine.known(self.scenario(node)), self.engine.known(self.baseline())
        return None if ours is None or theirs is None else self._pictured(ours, theirs, indicator)

    async def pictures(
        self, node: int | None = None, indicator: str = "axis_index"
    ) -> AsyncIterator[Picture]:
        """A node's picture at each look: a provisional one, then the last. Close it to stop waiting.

        While guesses about it are not revealed it is played and nothing is yielded.
        """
        base, scenario, number = self.baseline(), self.scenario(node), self._node(node).id
        async for ours in self.engine.looks(scenario):
            theirs = self.engine.known(base)
            if theirs is None or theirs.runs < ours.runs:
                theirs = await (self.engine.first(base) if ours.runs <= LOOKS[0] else self.engine.full(base))
            if not self.state.covered(number):
                yield self._pictured(ours, theirs, indicator)

    def note_result(self, shown: Picture, seconds: float, screen: Sequence[str]) -> State:
        """Write down what the room saw: the runs, the sentence, every change with its interval."""
        changes = [
            {
                "outcome": each.outcome, "category": each.category, "before": each.before,
                "after": each.after, "low": each.paired.low, "high": each.paired.high, "held": each.held,
            }
            for each in shown.changes
        ]  # fmt: skip
        return self.session.do(
            "result", node=self.state.current, scenario=shown.digest, baseline=shown.baseline,
            runs=shown.runs, provisional=shown.provisional, seconds=round(seconds, 3),
            sentence=shown.sentence, screen=list(screen), changes=changes,
        )  # fmt: skip

    def _pictured(self, ours: Played, theirs: Played, indicator: str) -> Picture:
        if indicator not in ours.months:
            raise InputError(f"'{indicator[:60]}' is not an indicator; {nearest(indicator, ours.months)}")
        key = (ours.digest, theirs.digest, min(ours.runs, theirs.runs), indicator)
        if key not in self._pictures:
            self._pictures[key] = picture(ours, theirs, indicator)
        self._pictures.move_to_end(key)
        while len(self._pictures) > _PICTURES:
            self._pictures.popitem(last=False)
        return self._pictures[key]

    # --- suppose: filters over what is played --------------------------------------------------------------

    def suppose(self, conditions: Sequence[Mapping[str, Any]], outcome: str = "axis_verdict") -> Supposed:
        """Filter the runs of the scenario on the table by what is learnt, and write it down."""
        found = self._filtered(conditions, outcome)
        self.session.do(
            "suppose", conditions=[each.data() for each in found.conditions], kept=found.kept,
            runs=found.runs, sentence=found.sentence, node=self.state.current,
        )  # fmt: skip
        return found

    def supposed(self, outcome: str = "axis_verdict") -> Supposed | None:
        """What is supposed now, worked out again from the record; None where nothing is."""
        return self._filtered(self.state.suppose, outcome) if self.state.suppose else None

    def learn_nothing(self) -> State:
        """Drop what is supposed."""
        return self.session.do("suppose", conditions=[], node=self.state.current)

    def _filtered(self, conditions: Sequence[Mapping[str, Any]], outcome: str) -> Supposed:
        played = self.engine.known(self.scenario())
        if played is None:
            raise InputError("wait for the first picture of this scenario")
        if self.state.veiled:
            raise InputError("reveal the picture first")
        if outcome not in CATEGORICAL:
            raise InputError(f"'{outcome[:60]}' is not an outcome; {nearest(outcome, CATEGORICAL)}")
        return suppose(
            played, [condition(each, played, self.calendar) for each in conditions], self.calendar, outcome
        )

    async def more_runs(self, runs: int, node: int | None = None) -> Played:
        """Play more runs of a scenario, so that a condition leaves enough."""
        return await self.engine.full(self.scenario(node), runs=runs)

    # --- what next ---------------------------------------------------------------------------------------

    def prepare(self) -> None:
        """Play the first look of every single move from here while nothing else is to do."""
        here = self.state.node.overlay
        presets = [here.with_levers(preset.levers) for preset in self.bench.catalogue.presets.values()]
        moves = [overlay for _, _, overlay in self.bench.moves(here)]
        self.engine.prepare([found for each in [*presets, *moves] if (found := self._possible(each))])

    def preview(self, lever: str, position: str) -> None:
        """Play the first look of one move from here, if nobody waits for anything else."""
        self.engine.preview(self.bench.scenario(self.state.node.overlay.with_lever(lever, position)))

    def drivers(self, outcome: str = "axis_index", category: str | None = None) -> tuple[Driver, ...]:
        """Which lever next, from the single moves that are played already; nothing while covered."""
        if self.state.veiled:
            return ()
        here = self.engine.known(self.scenario())
        if here is None:
            return ()
        played = []
        for lever, position, overlay in self.bench.moves(self.state.node.overlay):
            scenario = self._possible(overlay)
            if scenario is not None and (known := self.engine.known(scenario)) is not None:
                played.append((lever, position, known))
        return drivers(here, played, outcome, category)

    # --- why -----------------------------------------------------------------------------------------------

    async def why(
        self, node: int | None = None, outcome: str = "", category: str | None = None
    ) -> AsyncIterator[Why]:
        """What a change of a node hangs on, filled in as parts are taken out; by default its largest change.

        Yields nothing where there is no change to tell from chance, or while the node is covered. Behind
        every first look in urgency; close it to stop.
        """
        number = self._node(node).id
        base, scenario = self.baseline(), self.scenario(node)
        ours, theirs = await self.engine.full(scenario), await self.engine.full(base)
        change = _chosen(self._pictured(ours, theirs, "axis_index").changes, outcome, category)
        if change is None or self.state.covered(number):
            return
        flipped, steps = chain(ours, theirs, change, self.calendar)
        planned = parts(self.bench, self._node(node).overlay, base)
        tried: list[Left] = []
        yield explain(change, flipped, steps, tried, len(planned))
        for part in planned:
            without = await asyncio.gather(self._column(part.scenario), self._column(part.baseline))
            whole = ours.outcomes, theirs.outcomes
            tried.append(left(part, change, whole, (without[0], without[1]), len(planned)))
            yield explain(change, flipped, steps, tried, len(planned))

    async def twins(self, run: int, node: int | None = None) -> Twins:
        """One run of a node beside its twin in the baseline, with the same luck."""
        number = self._node(node).id
        if self.state.covered(number):
            raise InputError("reveal the picture first")
        if type(run) is not int or not 0 <= run < MOST_RUNS:
            raise InputError(f"a run is a number from 0 to {MOST_RUNS - 1:,}")
        return await self.engine.do(twins, self.scenario(node), self.baseline(), run, self.engine.seed)

    async def _column(self, scenario: Scenario) -> Mapping[str, Any]:
        """The outcomes of a scenario's first look, kept for the next question."""
        known = self.engine.known(scenario)
        if known is not None:
            return known.outcomes
        digest = scenario.digest()
        if digest not in self._columns:
            found = await self.engine.do(outcomes_of, scenario, LOOKS[0], self.engine.seed)
            self._columns[digest] = found
        return self._columns[digest]

    def _possible(self, overlay: Overlay) -> Scenario | None:
        try:
            return self.bench.scenario(overlay)
        except InputError:
            return None

    def _node(self, node: int | None) -> Node:
        number = self.state.current if node is None else node
        if not 0 <= number < len(self.state.nodes):
            raise InputError("there is no such scenario in this session")
        return self.state.nodes[number]


def _chosen(changes: Sequence[Change], outcome: str, category: str | None) -> Change | None:
    """The change that is asked about, or the largest of a category, or of a quantity; None if none holds."""
    held = [each for each in changes if each.held]
    if outcome:
        return next((each for each in held if (each.outcome, each.category) == (outcome, category)), None)
    return next((each for each in held if each.category is not None), held[0] if held else None)


def _check_question(question: Mapping[str, Any]) -> None:
    """A question is about a category that there is."""
    outcome, category = str(question.get("outcome")), str(question.get("category"))
    if outcome not in CATEGORICAL:
        raise InputError(f"'{outcome[:60]}' is not an outcome; {nearest(outcome, CATEGORICAL)}")
    known = CATEGORICAL[outcome].categories
    if category not in known:
        raise InputError(f"'{category[:60]}' is not a value of {outcome}; {nearest(category, known)}")
    if not 1 <= len(str(question.get("text", ""))) <= 300:
        raise InputError("a question has between 1 and 300 characters")


def _opening(name: str, bench: Bench, engine: Engine) -> dict[str, Any]:
    """What the first line of a record says: which model, which baseline, which luck."""
    return {
        "id": name,
        "baseline": bench.base.digest(),
        "specification": bench.base.plain(),
        "seed": engine.seed,
        "looks": list(LOOKS),
        "version": simulation.__version__,
        "engine": engine_digest(),
        "versions": versions(),
        "language": "en",
        "confidentiality": "Chatham House: roles, not names",
    }
