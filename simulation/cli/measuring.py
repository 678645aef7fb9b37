"""How much the headline outcomes move with what is explained: measured when asked, in words and rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from simulation.model.simulate import Block
    from simulation.scenario import Scenario
    from simulation.telling.effects import Moved

REFERENCE: Final = "maintain"
EVENT_AFTER: Final = 3  # months of the run before an event that is ordered to see what it does
CHANCE: Final = "cannot be told from chance"

Lines = Iterator[str]


def measured(kind: str, name: str, scenario: str | None) -> Lines:
    """The measured effect of a thing of one of KINDS, line by line. Raises InputError for the scenario."""
    from simulation.scenario import find_scenario

    yield from KINDS[kind](name, find_scenario(scenario or REFERENCE))


def _block(scenario: Scenario, **more: Any) -> Block:
    from simulation.telling.effects import simulated

    return simulated(scenario, **more)


# --- what is measured -------------------------------------------------------------------------------


def _parameter(name: str, scenario: Scenario) -> Lines:
    from simulation.telling.effects import of_parameter

    moved = of_parameter(name, _block(scenario))
    if not moved:
        yield f"measured on {_runs(scenario)}: every run has the same value, so nothing moves with it"
        return
    yield f"measured on {_runs(scenario)}: the fifth that drew the lowest values, and the highest"
    yield from _rows(moved)


def _mechanism(name: str, scenario: Scenario) -> Lines:
    from simulation.evidence import load_evidence

    if not load_evidence().mechanisms[name].switch:
        yield "measured: not at all, since it cannot be switched off"
        return
    if name in scenario.ablate:
        yield f"measured: not at all, since {scenario.name} has it switched off"
        return
    off = _changed(scenario, ablate=[*scenario.ablate, name])
    yield from _pairs(f"switched off in {_pairs_of(scenario)}, and at work", off, scenario)


def _event(name: str, scenario: Scenario) -> Lines:
    month = scenario.calendar[min(EVENT_AFTER, scenario.months - 1)]
    events = [*scenario.plain().get("events", []), {"month": month, "event": name}]
    ordered = _changed(scenario, events=events)
    title = f"not ordered in {_pairs_of(scenario)}, and ordered in {month}"
    yield from _pairs(title, scenario, ordered)


def _strategy(name: str, scenario: Scenario) -> Lines:
    other = _changed(scenario, iran={"strategy": name})
    yield from _pairs(f"{_pairs_of(scenario)}, and with Tehran on this path", scenario, other)


def _posture(name: str, scenario: Scenario) -> Lines:
    power, _, posture = name.partition(".")
    settings = {**scenario.plain().get(power, {}), "posture": posture}
    other = _changed(scenario, **{power: settings})
    yield from _pairs(f"{_pairs_of(scenario)}, and with this posture", scenario, other)


def _lens(name: str, scenario: Scenario) -> Lines:
    title = f"{_pairs_of(scenario)}, and through this lens"
    yield from _pairs(title, scenario, _changed(scenario, lens=name))


def _scenario(name: str, scenario: Scenario) -> Lines:
    from simulation.scenario import find_scenario

    ours = find_scenario(name)
    if (ours.start, ours.months) != (scenario.start, scenario.months):
        yield f"measured: not against {scenario.name}, which covers other months (see --scenario)"
        return
    yield from _pairs(f"{_pairs_of(scenario)}, and {name}", scenario, ours)


def _threshold(name: str, scenario: Scenario) -> Lines:
    from simulation.evidence import load_evidence
    from simulation.telling.effects import paired, with_threshold

    value = load_evidence().codebook[name]
    low, high = (_block(scenario, evidence=with_threshold(name, level)) for level in value.range)
    yield f"measured on {_pairs_of(scenario)}: at {value.low:g}, and at {value.high:g}"
    yield from _rows(paired(low, high))


def _outcome(name: str, scenario: Scenario) -> Lines:
    from simulation.telling.effects import what_moves

    block = _block(scenario)
    if name not in block.outcomes:
        return
    yield from _spread(block, name, scenario)
    ranked = what_moves(name, block)
    yield "moves most with these parameters (highest fifth of draws less lowest, in standard deviations):"
    for found in ranked:
        yield f"  {found.name:<28}{found.effect:+.2f}{'' if found.clear else '   ' + CHANCE}"


def _indicator(name: str, scenario: Scenario) -> Lines:
    import numpy as np

    values = _block(scenario).months[name]
    yield f"measured on {_runs(scenario)}: mean, and 5% to 95% of the runs"
    for place, when in ((0, "first month"), (-1, "last month")):
        low, high = np.quantile(values[place], [0.05, 0.95])
        yield f"  {when:<12} {values[place].mean():.3g}   ({low:.3g} to {high:.3g})"


def _spread(block: Block, name: str, scenario: Scenario) -> Lines:
    import numpy as np

    values = block.outcomes[name]
    if values.dtype.kind not in "fiub":
        found, counts = np.unique(values, return_counts=True)
        order = np.argsort(-counts, kind="stable")[:6]
        shares = ", ".join(f"{found[k]} {100 * counts[k] / len(values):.0f}%" for k in order)
        yield f"measured on {_runs(scenario)}: {shares}"
        return
    known = values[np.isfinite(values)]
    low, high = np.quantile(known, [0.05, 0.95])
    yield f"measured on {_runs(scenario)}: mean {known.mean():.3g}, 5% to 95%: {low:.3g} to {high:.3g}"


KINDS: Final[Mapping[str, Callable[[str, Any], Lines]]] = {
    "parameter": _parameter,
    "mechanism": _mechanism,
    "event": _event,
    "strategy": _strategy,
    "posture": _posture,
    "lens": _lens,
    "scenario": _scenario,
    "threshold": _threshold,
    "outcome": _outcome,
    "indicator": _indicator,
}


# --- rows -------------------------------------------------------------------------------------------


def _changed(scenario: Scenario, **changes: Any) -> Scenario:
    from simulation.telling.effects import changed

    return changed(scenario, **changes)


def _runs(scenario: Scenario) -> str:
    from simulation.telling.effects import RUNS

    return f"{RUNS:,} runs of {scenario.name} ({scenario.months} months)"


def _pairs_of(scenario: Scenario) -> str:
    return _runs(scenario).replace(" runs of", " pairs of runs of", 1)


def _pairs(title: str, without: Scenario, with_it: Scenario) -> Lines:
    """Pairs of runs with the same beliefs and luck: the headlines, and the indicators that show it most."""
    from simulation.telling.effects import paired, shown_in

    a, b = _block(without), _block(with_it)
    yield f"measured: {title}"
    yield from _rows(paired(a, b))
    shown = ", ".join(f"{name} ({size:+.1f} sd)" for name, size in shown_in(a, b))
    yield f"  shows most in: {shown}" if shown else "  no monthly indicator shows it beyond chance"


def _rows(moved: Sequence[Moved]) -> Lines:
    for found in moved:
        before, after = _level(found.without, found), _level(found.with_it, found)
        yield f"  {found.label:<19}{before:>7} -> {after:>7}   {_verdict(found)}"
    if any(not found.same for found in moved):
        yield (
            "  In brackets the 95% interval; chance alone goes beyond its figure in one case of twenty, and "
            f"these are {len(moved)} comparisons."
        )


def _verdict(found: Moved) -> str:
    if found.same:
        return "the same in every run"
    noise = _change(found.noise, found).lstrip("+")
    if not found.clear:
        return f"{CHANCE} (chance: {noise})"
    levels = (found.difference.value, found.difference.low, found.difference.high)
    value, low, high = (_change(level, found) for level in levels)
    return f"{value:>7} ({low} to {high}; chance: {noise})"


def _level(value: float, found: Moved) -> str:
    return f"{100 * value:.1f}%" if found.is_share else _digits(value)


def _change(value: float, found: Moved) -> str:
    """A difference with its sign; of shares in percentage points."""
    if found.is_share:
        return f"{100 * value:+.1f}pp"
    return ("-" if value < 0 else "+") + _digits(abs(value))


def _digits(value: float) -> str:
    return f"{value:.3f}" if abs(value) < 1 else f"{value:.2f}" if abs(value) < 10 else f"{value:.1f}"
