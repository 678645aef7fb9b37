"""What would have to be true: the fewest and smallest changes of assumptions that bring an outcome about.

The search of `requirements.searching` over the model itself. A change fixes an uncertain parameter at a
quantile of its prior, which makes sizes comparable: a tenth of the prior is a tenth of the prior, whatever
its unit. Levers of a scenario (Tehran's strategy, postures, events) may be set besides, as whole steps. What
is found is written as a scenario and run afresh, with other beliefs and other luck: the probabilities that
are reported are that run's, which nothing was fitted to.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from simulation.analysis.designs.ensembles import Assumed
from simulation.analysis.requirements.goals import Goal, goal_of
from simulation.analysis.requirements.searching import Change, Found, Request, Search, search
from simulation.analysis.sensitivity.indices import uncertain
from simulation.batch import in_memory
from simulation.batch.plan import Plan, counted
from simulation.batch.tables import OUTCOMES as TABLE
from simulation.errors import InputError, nearest
from simulation.evidence import load_evidence
from simulation.outcomes import intervals
from simulation.outcomes.catalogue import OUTCOMES
from simulation.outcomes.kept import Kept
from simulation.outcomes.sources import framed
from simulation.scenario import Scenario
from simulation.scenario.vocabulary import POWERS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from simulation.batch import Progress

    Floats = NDArray[np.float64]

__all__ = [
    "KINDS",
    "NAME",
    "Goal",
    "Required",
    "changed",
    "goal_of",
    "levers_of",
    "require",
    "required",
    "verdict",
]

NAME: Final = "requirements"
KINDS: Final = ("strategy", "postures", "events")
STRATEGY: Final = "iran.strategy"
EVENT: Final = "event."
AFTER: Final = 3  # months from the start to an event that is set
FRESH: Final = 4000  # runs of the fresh run, which put a probability within 1.5 in 100
FEWEST: Final = 100  # runs of a probe below which luck decides what is picked
STEPS: Final = (
    "step", "change", "meaning", "from", "to", "quantile", "basis", "searched", "fresh", "low", "high",
)  # fmt: skip


# --- what can be changed -----------------------------------------------------------------------------


def levers_of(scenario: Scenario, kinds: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """The options of the levers of some kinds (`KINDS`), other than where the scenario has them.

    An option of an event is the month in which it happens: the third after the start. Raises `InputError`
    for a kind that is none.
    """
    known = load_evidence()
    for kind in kinds:
        if kind not in KINDS:
            raise InputError(f"no kind of levers {kind!r}; {nearest(kind, KINDS)}")
    found: dict[str, tuple[str, ...]] = {}
    if "strategy" in kinds:
        now = [name for _, name in scenario.schedule]
        found[STRATEGY] = tuple(name for name in known.strategies if now != [name])
    for power in POWERS if "postures" in kinds else ():
        now_posture = getattr(scenario, power).posture
        found[f"{power}.posture"] = tuple(name for name in known.postures[power] if name != now_posture)
    if "events" in kinds and scenario.months > AFTER:
        ordered = {event.event for event in scenario.events}
        month = scenario.calendar[AFTER]
        found |= {EVENT + name: (month,) for name in known.events if name not in ordered}
    return found


def changed(scenario: Scenario, changes: Sequence[Change], name: str) -> Scenario:
    """The scenario with some changes made, under another name."""
    said = scenario.plain()
    for change in changes:
        if change.name == STRATEGY:
            said["iran"] = {"strategy": change.option}
        elif change.name.startswith(EVENT):
            ordered = {"month": change.option, "event": change.name.removeprefix(EVENT)}
            said["events"] = [*said.get("events", []), ordered]
        elif change.option:
            power, _, key = change.name.partition(".")
            said[power] = {**said.get(power, {}), key: change.option}
        else:
            said["assume"] = {**said.get("assume", {}), change.name: value_of(scenario, change)}
    return Scenario.model_validate({**said, "name": name})


def value_of(scenario: Scenario, change: Change) -> float:
    """The value at a change's quantile, in four digits and inside the prior."""
    prior = scenario.assume.get(change.name) or load_evidence().parameter_prior(change.name, scenario.lens)
    exact = float(prior.ppf(change.quantile))
    return float(np.clip(float(f"{exact:.4g}"), prior.low, prior.high))


# --- the model ---------------------------------------------------------------------------------------


@dataclass
class _Model:
    """The model as the search plays it; counts the runs for whoever watches."""

    scenario: Scenario
    goal: Goal
    names: tuple[str, ...]
    seed: int
    expected: int
    jobs: int | None = None
    dask: str | None = None
    progress: Progress | None = None
    done: int = 0

    def __call__(self, requests: Sequence[Request]) -> list[Floats]:
        """Requests with the same levers are played as one scenario, those of equal size in one batch."""
        together: dict[tuple[Change, ...], list[int]] = {}
        for place, request in enumerate(requests):
            together.setdefault(tuple(sorted(request.levers, key=str)), []).append(place)
        by_rows: dict[int, list[tuple[Change, ...]]] = {}
        for levers, places in together.items():
            rows = sum(requests[place].runs.size for place in places)
            by_rows.setdefault(rows, []).append(levers)
        answers: dict[int, Floats] = {}
        for rows, sets in by_rows.items():
            joined = {
                f"s{number}": [requests[place] for place in together[levers]]
                for number, levers in enumerate(sets)
            }
            scenarios = tuple(
                changed(self.scenario, levers, f"s{number}") for number, levers in enumerate(sets)
            )
            frame = self._played(scenarios, joined, rows)
            for number, levers in enumerate(sets):
                values = self.goal.read(frame[frame["scenario"] == f"s{number}"])
                sizes = [requests[place].runs.size for place in together[levers]]
                pieces = np.split(values, np.cumsum(sizes)[:-1], axis=1)
                answers |= dict(zip(together[levers], pieces, strict=True))
        return [answers[place] for place in range(len(requests))]

    def _played(
        self, scenarios: tuple[Scenario, ...], joined: Mapping[str, Sequence[Request]], rows: int
    ) -> pd.DataFrame:
        points = {name: np.concatenate([r.points for r in requests]) for name, requests in joined.items()}
        told = np.zeros(len(self.names), dtype=np.bool_)
        for each in points.values():
            told |= ~np.isnan(each).all(axis=0)
        names = tuple(name for name, used in zip(self.names, told, strict=True) if used)
        assumed = Assumed(
            names,
            {name: np.ascontiguousarray(each[:, told]) for name, each in points.items()},
            {name: np.concatenate([r.runs for r in requests]) for name, requests in joined.items()},
        )
        plan = Plan(scenarios, np.arange(rows, dtype=np.int64), self.seed, keep=(TABLE,))
        finished = in_memory(plan, jobs=self.jobs, dask=self.dask, progress=self, simulate=assumed)
        self.done += plan.total
        frame = framed((finished.tables or {})[TABLE])
        return frame.sort_values(["scenario", "run"], kind="stable")

    def note(self, text: str) -> None:
        """Pass a sentence on."""
        if self.progress is not None:
            self.progress.note(text)

    def advance(self, done: int, total: int) -> None:
        """Pass on how far the whole search is, by about how many runs it takes."""
        if self.progress is not None:
            self.progress.advance(self.done + done, max(self.expected, self.done + total))


# --- searching and verifying -------------------------------------------------------------------------


@dataclass(frozen=True)
class Required:
    """What was found for a scenario, and what a fresh run made of it.

    `steps` has a row before any change and one after each (columns `STEPS`): what was changed, its meaning,
    from which value to which and at what quantile of its prior, what that prior rests on; the probability
    by the runs that searched (`searched`) and by the fresh run (`fresh`, with its 95% interval).
    """

    scenario: Scenario
    goal: Goal
    wanted: float
    found: Found
    steps: pd.DataFrame
    settings: Mapping[str, Any] = field(default_factory=dict)

    @property
    def changed(self) -> Scenario:
        """The scenario in which all that has to be true is assumed."""
        return changed(self.scenario, self.found.changes, "required")

    @property
    def kept(self) -> Kept:
        """As it is kept beside results."""
        return Kept(NAME, self.settings, {"steps": self.steps})


def require(
    scenario: Scenario,
    goal: Goal,
    wanted: float,
    *,
    seed: int,
    most: int = 3,
    over: Sequence[str] = (),
    levers: Sequence[str] = (),
    runs: int = 500,
    fresh: int = FRESH,
    jobs: int | None = None,
    dask: str | None = None,
    progress: Progress | None = None,
) -> Required:
    """What would have to be true for `goal` to have the probability `wanted`, searched and verified.

    At most `most` changes, of the parameters in `over` (by default all uncertain ones) and of the kinds of
    levers in `levers`; `runs` of a probe, `fresh` of each step of the fresh run, whose seed is the next one.

    Raises `InputError` for a probability outside 0 to 1, too few runs, or names that are none.
    """
    if not 0.0 < wanted < 1.0:
        raise InputError(f"a probability of {wanted:g} cannot be asked for: give one between 0 and 1")
    if runs < FEWEST or fresh < FEWEST:
        raise InputError(f"{min(runs, fresh)} runs are too few to tell changes apart: take at least {FEWEST}")
    if most < 1:
        raise InputError(f"at most {most} changes leave nothing to search: allow at least 1")
    names, options = uncertain(scenario, over), levers_of(scenario, levers)
    model = _Model(scenario, goal, names, seed, 0, jobs, dask, progress)
    asked = Search(
        model, names, wanted, most=most, runs=runs, seed=seed, levers=options, note=model.note
    )  # fmt: skip
    model.expected = asked.expected() + fresh * (most + 1)
    found = search(asked)
    verified = _verify(model, found, fresh)
    settings = {
        "scenario": scenario.name,
        "outcome": goal.words,
        "probability": wanted,
        "reached": found.reached,
        "most": most,
        "levers": list(levers),
        "parameters": len(names),
        "seed": seed,
        "fresh_seed": seed + 1,
        "runs": runs,
        "fresh_runs": fresh,
        "end": asked.end,
    }
    return Required(scenario, goal, wanted, found, _steps(scenario, found, verified), settings)


def verdict(last: Mapping[Any, Any] | pd.Series[Any], wanted: float) -> str:
    """What the fresh run says of the last step: '52 of 100 futures (50 to 53), where 50 are asked for'."""
    value, low, high = (100 * float(last[key]) for key in ("fresh", "low", "high"))
    shown = f"{value:.0f} of 100 futures ({low:.0f} to {high:.0f})"
    if low <= 100 * wanted <= high:
        return f"{shown}, as near to {100 * wanted:g} as so many runs can tell"
    return f"{shown}, {'above' if value > 100 * wanted else 'below'} the {100 * wanted:g} asked for"


def _verify(model: _Model, found: Found, runs: int) -> list[intervals.Estimate]:
    """The probability before and after each change, in runs of another seed: other beliefs, other luck."""
    steps = tuple(
        changed(model.scenario, found.changes[:count], f"step{count}")
        for count in range(len(found.changes) + 1)
    )
    plan = Plan(steps, counted(runs), model.seed + 1, keep=(TABLE,))
    finished = in_memory(plan, jobs=model.jobs, dask=model.dask, progress=model)
    frame = framed((finished.tables or {})[TABLE])
    shares = []
    for step in steps:
        hits = model.goal.holds(frame[frame["scenario"] == step.name])
        shares.append(intervals.share(int(hits.sum()), hits.size))
    return shares


def _steps(scenario: Scenario, found: Found, verified: Sequence[intervals.Estimate]) -> pd.DataFrame:
    rows = [(0, "", "", "", "", np.nan, "")]
    rows += [(place, *_described(scenario, each)) for place, each in enumerate(found.changes, start=1)]
    table = [
        (*row, searched.value, fresh.value, fresh.low, fresh.high)
        for row, searched, fresh in zip(rows, found.steps, verified, strict=True)
    ]
    return pd.DataFrame(table, columns=list(STEPS))


def _described(scenario: Scenario, change: Change) -> tuple[str, str, str, str, float, str]:
    """A change's name, meaning, where it moves from and to, quantile and basis."""
    known = load_evidence()
    if change.name == STRATEGY:
        now = ", ".join(name for _, name in scenario.schedule)
        meaning = known.strategies[change.option].title
        return change.name, meaning, now, change.option, np.nan, "a lever"
    if change.name.startswith(EVENT):
        event = known.events[change.name.removeprefix(EVENT)]
        return change.name, event.title, "not set", f"happens in {change.option}", np.nan, "a lever"
    if change.option:
        power = change.name.partition(".")[0]
        meaning = f"{power.replace('_', ' ').title()}: {known.postures[power][change.option].title}"
        return change.name, meaning, getattr(scenario, power).posture, change.option, np.nan, "a lever"
    parameter = known.parameters[change.name]
    middle = value_of(scenario, Change(change.name))
    value = value_of(scenario, change)
    return (
        change.name, parameter.meaning, f"{middle:.4g}", f"{value:.4g}", change.quantile, parameter.basis.kind
    )  # fmt: skip


def required(found: Required) -> Iterator[str]:
    """The scenario file of what has to be true, line by line: it can be run as it stands."""

    def plain(value: Any) -> str:
        return json.dumps(value, ensure_ascii=False)

    yield f"title: {plain(f'What would have to be true for {found.goal.words}')}"
    yield f"question: {plain(f'Does it come to {100 * found.wanted:.0f} in 100 when this is assumed?')}"
    outcome = found.goal.words.partition("=")[0]
    if outcome in OUTCOMES:
        yield f"answered_by: [{outcome}]"
    yield f"runs: {found.settings['fresh_runs']}"
    yield f"seed: {found.settings['fresh_seed']}"
    yield "base:"
    said, wanted = found.scenario.plain(), found.changed.plain()
    yield from (f"  {key}: {plain(value)}" for key, value in said.items())
    yield "scenarios:"
    yield "  baseline: {}"
    different = {key: value for key, value in wanted.items() if said.get(key) != value}
    if not different:
        return
    yield "  required:"
    for key, value in different.items():
        if key != "assume":
            yield f"    {key}: {plain(value)}"
            continue
        yield "    assume:"
        quantiles = {change.name: change.quantile for change in found.found.changes}
        for name, number in value.items():
            if name not in quantiles:
                yield f"      {name}: {plain(number)}"
                continue
            fixed = number["fixed"] if isinstance(number, Mapping) else number
            unit = load_evidence().parameters[name].unit
            where = f"{unit}; quantile {quantiles[name]:.2f} of its prior"
            yield f"      {name}: {fixed}  # {where}"
