"""What a change hangs on, as measured: acts of the runs that flipped, and what is left when a part is out.

Two kinds of evidence and nothing besides. In the recorded runs: acts that came in a run that flipped and,
with the same luck and without the change, did not (or came later), more often than in the other runs. By
playing again: how much of the change is left when one part of what was set, or one mechanism of the model,
is taken out of both the scenario and the baseline.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np
from scipy.special import gammaln, stdtr

from simulation.evidence import load_evidence
from simulation.outcomes import intervals
from simulation.plots.labels import CATEGORICAL
from simulation.workshop.played import NEVER, play
from simulation.workshop.suppose import act_title, on_offer

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from simulation.outcomes.intervals import Estimate
    from simulation.scenario import Scenario
    from simulation.workshop.building import Bench
    from simulation.workshop.changes import Change
    from simulation.workshop.overlays import Overlay
    from simulation.workshop.played import Played

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]
    Column = NDArray[Any]

__all__ = ["Left", "Part", "Step", "Why", "chain", "explain", "left", "outcomes_of", "parts"]

FEWEST_FLIPS: Final = 20
_STEPS: Final = 6
_COMMON: Final = 0.1  # share of the flipped runs below which an act is no part of their story
_LEVEL: Final = 0.05


@dataclass(frozen=True)
class Step:
    """An act on the way: in how many of the runs that flipped, and of the others, the change brought it on.

    `brought` says which: it came where it would not have come or would have come later, or it stayed away
    or came later where it would have come. `month` is the median month in the runs that flipped.
    """

    act: str
    title: str
    brought: bool
    flipped: int
    of_flipped: int
    others: int
    of_others: int
    month: str


@dataclass(frozen=True)
class Part:
    """Something that can be taken out, and the scenario and the baseline without it."""

    kind: Literal["lever", "event", "settings", "mechanism"]
    name: str
    title: str
    scenario: Scenario
    baseline: Scenario


@dataclass(frozen=True)
class Left:
    """The change with a part taken out, beside the change with all of it.

    `lost` is the difference of the two, run by run, with its 95% interval; `held` whether it can be told
    from chance, counting every part that was tried.
    """

    kind: str
    name: str
    title: str
    whole: float
    left: float
    lost: Estimate
    chance: float
    held: bool


@dataclass(frozen=True)
class Why:
    """A change, how many runs flipped, the acts on their way, and what is left without single parts.

    `tried` of `planned` parts have been taken out so far; `without` holds those that matter: the largest
    loss first, parts that hold the change back last.
    """

    change: Change
    flipped: int
    steps: tuple[Step, ...]
    without: tuple[Left, ...]
    tried: int
    planned: int
    sentence: str


# --- in the recorded runs --------------------------------------------------------------------------


def chain(
    scenario: Played, baseline: Played, change: Change, calendar: Sequence[str]
) -> tuple[int, tuple[Step, ...]]:
    """How many runs flipped as the change went, and the acts on their way in order of time.

    An act is shown where the change brought it on in at least a tenth of the runs that flipped, and more
    often than in the others by Fisher's exact test at a twentieth over all acts (Bonferroni).
    """
    runs = min(scenario.runs, baseline.runs)
    flipped = _flipped(scenario, baseline, change, runs)
    if flipped.sum() < FEWEST_FLIPS or (~flipped).sum() < FEWEST_FLIPS:
        return int(flipped.sum()), ()
    acts = {**on_offer(baseline), **on_offer(scenario)}
    found = [
        step
        for act in acts
        for step in _steps(
            act, scenario.first(act, runs), baseline.first(act, runs), flipped, calendar, len(acts)
        )
    ]
    found.sort(key=lambda each: each.others / each.of_others - each.flipped / each.of_flipped)
    named = {each.title: each for each in reversed(found)}  # an event and the act it is counted as
    strongest = sorted(named.values(), key=found.index)[:_STEPS]
    return int(flipped.sum()), tuple(sorted(strongest, key=lambda each: each.month))


def _flipped(scenario: Played, baseline: Played, change: Change, runs: int) -> Flags:
    ours, theirs = (each.outcomes[change.outcome][:runs] for each in (scenario, baseline))
    if change.category is not None:
        now, then = ours == change.category, theirs == change.category
        flips: Flags = now & ~then if change.paired.value > 0 else then & ~now
        return flips
    moved: Flags = (ours - theirs) * np.sign(change.paired.value) > 0
    return moved


def _steps(
    act: str,
    ours: NDArray[np.int16],
    theirs: NDArray[np.int16],
    flipped: Flags,
    calendar: Sequence[str],
    tests: int,
) -> Iterator[Step]:
    came = (ours != NEVER) & ((theirs == NEVER) | (ours < theirs))
    stayed = (theirs != NEVER) & ((ours == NEVER) | (theirs < ours))
    for brought, flags, months in ((True, came, ours), (False, stayed, theirs)):
        hits, others = int(flags[flipped].sum()), int(flags[~flipped].sum())
        of_hits, of_others = int(flipped.sum()), int((~flipped).sum())
        if hits >= _COMMON * of_hits and _chance(hits, of_hits, others, of_others) < _LEVEL / (2 * tests):
            month = calendar[int(np.median(months[flipped & flags]))]
            yield Step(act, act_title(act), brought, hits, of_hits, others, of_others, month)


def _chance(hits: int, runs: int, others: int, of_others: int) -> float:
    """One-sided chance of so many hits or more among the flipped, were they dealt at random (Fisher 1922)."""
    total = hits + others
    counts = np.arange(hits, min(total, runs) + 1)
    ways = _choose(total, counts) + _choose(runs + of_others - total, runs - counts)
    return float(np.exp(ways - _choose(runs + of_others, np.array(runs))).sum())


def _choose(total: int, taken: NDArray[np.int64]) -> Floats:
    """Logarithm of the number of ways to take some of so many."""
    found: Floats = gammaln(total + 1) - gammaln(taken + 1) - gammaln(total - taken + 1)
    return found


# --- by playing again ------------------------------------------------------------------------------


def parts(bench: Bench, overlay: Overlay, base: Scenario) -> tuple[Part, ...]:
    """All that can be taken out: what the overlay sets, where it sets several things, and mechanisms."""
    scenario = bench.scenario(overlay)
    mechanisms = [
        Part("mechanism", name, known.title, _ablated(scenario, name), _ablated(base, name))
        for name, known in load_evidence().mechanisms.items()
        if known.switch and name not in scenario.ablate
    ]
    return (*_set_apart(bench, overlay, base), *mechanisms)


def _set_apart(bench: Bench, overlay: Overlay, base: Scenario) -> Iterator[Part]:
    if len(overlay.levers) + len(overlay.injects) + bool(overlay.yaml.strip()) < 2:
        return
    catalogue = bench.catalogue
    for name in overlay.levers:
        without = bench.scenario(overlay.without_lever(name))
        yield Part("lever", name, catalogue.levers[name].title, without, base)
    for inject in overlay.injects:
        title = load_evidence().events[inject.event].title
        without = bench.scenario(overlay.without_inject(inject))
        yield Part("event", f"{inject.event} {inject.month}", title, without, base)
    if overlay.yaml.strip():
        yield Part("settings", "yaml", "Settings by hand", bench.scenario(overlay.with_yaml("")), base)


def _ablated(scenario: Scenario, mechanism: str) -> Scenario:
    return scenario.model_copy(update={"ablate": (*scenario.ablate, mechanism)})


def outcomes_of(scenario: Scenario, runs: int, seed: int) -> dict[str, Column]:
    """In a worker: just the outcomes of the first runs of a scenario."""
    return dict(play(scenario, np.arange(runs, dtype=np.int64), seed).outcomes)


def left(
    part: Part,
    change: Change,
    whole: tuple[Mapping[str, Column], Mapping[str, Column]],
    without: tuple[Mapping[str, Column], Mapping[str, Column]],
    planned: int,
) -> Left:
    """What is left of a change without a part; `whole` and `without` are (scenario, baseline) outcomes.

    Differences in differences over the same runs with Student's t; held at a twentieth over all parts that
    are planned (Bonferroni), so that the verdict on one does not change while others come in.
    """
    runs = min(len(each[change.outcome]) for each in (*whole, *without))
    full, rest = (_difference(pair, change, runs) for pair in (whole, without))
    lost = intervals.mean(full - rest)
    chance = _student(full - rest)
    held = chance < _LEVEL / planned and lost.clear
    return Left(
        part.kind, part.name, part.title, float(full.mean()), float(rest.mean()), lost, chance, bool(held)
    )


def _difference(pair: tuple[Mapping[str, Column], Mapping[str, Column]], change: Change, runs: int) -> Floats:
    ours, theirs = (each[change.outcome][:runs] for each in pair)
    if change.category is not None:
        ours, theirs = ours == change.category, theirs == change.category
    found: Floats = ours.astype(np.float64) - theirs.astype(np.float64)
    return found


def _student(values: Floats) -> float:
    spread = float(values.std(ddof=1))
    if spread == 0.0:
        return 1.0 if values[0] == 0.0 else 0.0
    return 2.0 * float(stdtr(values.size - 1, -abs(float(values.mean())) / (spread / np.sqrt(values.size))))


def explain(
    change: Change, flipped: int, steps: tuple[Step, ...], tried: Sequence[Left], planned: int
) -> Why:
    """All that was found about a change, in order, with its sentence."""
    held = [each for each in tried if each.held]
    without = tuple(sorted(held, key=lambda each: -each.lost.value * np.sign(each.whole)))
    text = _sentence(change, flipped, steps, without, len(tried), planned)
    return Why(change, flipped, steps, without, len(tried), planned, text)


def _sentence(
    change: Change, flipped: int, steps: tuple[Step, ...], without: tuple[Left, ...], tried: int, planned: int
) -> str:
    said = []
    if steps:
        first = max(steps, key=lambda each: each.flipped / each.of_flipped - each.others / each.of_others)
        how = (
            "came with the change and not without it, or sooner,"
            if first.brought
            else "stayed away or came later"
        )
        share, rest = (
            round(100 * a / b)
            for a, b in ((first.flipped, first.of_flipped), (first.others, first.of_others))
        )
        said.append(
            f"In {share} of 100 runs that flipped, '{first.title}' {how} against {rest} of 100 of the others."
        )
    if without:
        least = without[0]
        said.append(
            f"Without '{least.title}' the change is {_size(change, least.left)} "
            f"instead of {_size(change, least.whole)}."
        )
    if not said:
        done = (
            "nothing that was tried" if tried >= planned else f"nothing in {tried} of {planned} tries so far"
        )
        return f"{flipped:,} runs flipped; {done} can be told from chance as what it hangs on."
    return " ".join(said)


def _size(change: Change, value: float) -> str:
    if change.outcome in CATEGORICAL:
        return f"{100 * value:+.0f} in 100".replace("-", "−")
    return f"{value:+.2g}".replace("-", "−")
