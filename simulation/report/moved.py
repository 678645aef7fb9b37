"""What moved against the baseline and what did not: paired comparisons of `outcomes.compare`, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from simulation import words
from simulation.outcomes.intervals import LEVEL, Estimate
from simulation.plots.findings import capital
from simulation.plots.labels import CATEGORICAL, list_label, scenario_label
from simulation.report import claims
from simulation.report.content import Section, Table
from simulation.report.design import Design, joined
from simulation.report.measures import DEATHS, quantity_of, subject_of, unit_of
from simulation.report.pictures import pictures

if TYPE_CHECKING:
    from simulation.outcomes import Results

# They say again what the axis index and the kind of premier say, or are a baseline and no outcome.
LEFT_OUT: Final = ("axis_direction", "pm", "compromise_mean")
MOST_ROWS: Final = 16
MOST_COLUMNS: Final = 5
SAME: Final = "–"
DOUBTFUL: Final = " †"


@dataclass(frozen=True)
class Change:
    """An outcome's difference from the baseline under one scenario; `held` after all comparisons."""

    outcome: str
    statistic: str
    scenario: str
    found: Estimate
    effect: float
    runs: int
    held: bool

    @property
    def label(self) -> str:
        """'Iraqis killed', 'Iraq leaving the axis', 'KDP in government'."""
        kind, _, part = self.statistic.partition(": ")
        if kind == "includes":
            return f"{list_label(part)} in government"
        if kind == "mean":
            return capital(quantity_of(self.outcome).label)
        known = CATEGORICAL[self.outcome].categories.get(part) if self.outcome in CATEGORICAL else None
        return capital(known.ending if known else scenario_label(part))

    def words(self) -> str:
        """The change alone: 'more often, by about 9 in 100 (7 to 11)', '8.0 more people (7.0 to 8.9)'."""
        if self.statistic != "mean":
            return words.change(self.found, held=self.held)
        quantity = quantity_of(self.outcome)
        unit = unit_of(quantity)
        return words.difference(self.found, unit, more=quantity.more, less=quantity.less, held=self.held)

    def cell(self) -> str:
        """The same in a table: '+9 in 100 (+7 to +11)', '+8.0 (+7.0 to +8.9)', or a dash."""
        if not self.found.clear:
            return SAME
        mark = "" if self.held else DOUBTFUL
        if self.statistic == "mean":
            return words.measured(self.found, sign=True) + mark
        scaled = Estimate(*(100 * part for part in (self.found.value, self.found.low, self.found.high)))
        places = max(words.decimals(scaled), 0) if abs(scaled.value) < 1 else 0
        value, low, high = (words.signed(p, places) for p in (scaled.value, scaled.low, scaled.high))
        return f"{value} in 100 ({low} to {high}){mark}"


def changes(results: Results, design: Design) -> list[Change]:
    """Every difference of every scenario from the baseline; those claimed survive all of them together.

    `compare` adjusts for the rows of its table (Holm); here for as many tables as there are (Bonferroni).
    """
    if design.baseline is None:
        return []
    tables = {name: results.compare(name, design.baseline) for name in design.others}
    rows = [
        (name, row)
        for name, table in tables.items()
        for row in table.to_dict("records")
        if row["outcome"] not in LEFT_OUT
    ]
    return [_change(name, row, len(tables)) for name, row in rows]


def _change(scenario: str, row: Mapping[Any, Any], tables: int) -> Change:
    found, runs = Estimate(row["difference"], row["low"], row["high"]), int(row["runs"])
    held = runs >= claims.ENOUGH and found.clear and row["p"] * tables <= 1 - LEVEL
    effect = abs(float(row["effect"]))
    return Change(row["outcome"], row["statistic"], scenario, found, effect, runs, bool(held))


def section(results: Results, design: Design, found: list[Change]) -> Section:
    """What moved and what did not, with the figure of paired differences."""
    if design.baseline is None:
        said: tuple[str, ...] = ("There is one scenario, and so nothing to compare it with.",)
        return Section("moved", "What moved, and what did not", said)
    wide = len(design.others) > MOST_COLUMNS
    table = _by_outcome(found, design) if wide else _by_scenario(found, design)
    drawn = tuple(pictures(results, ("paired_differences", "twin_histories")))
    tables = (table,) if table.rows else ()
    return Section("moved", "What moved, and what did not", tuple(_sentences(found, design)), tables, drawn)


def _sentences(found: list[Change], design: Design) -> Iterator[str]:
    baseline = design.quoted(str(design.baseline))
    fewest = min((change.runs for change in found), default=0)
    if fewest < claims.ENOUGH:
        yield f"{capital(words.TOO_FEW)}: {words.counted(fewest)} of each scenario can be paired."
        return
    held = [change for change in found if change.held]
    yield (
        f"Each scenario is compared with {baseline} run by run, with the same beliefs and the same luck. "
        f"{len(held)} of {len(found)} differences can be told from chance, all comparisons taken together."
    )
    for name in design.others:
        ours = sorted((c for c in held if c.scenario == name), key=lambda c: -c.effect)
        if ours and len(design.others) <= MOST_COLUMNS:
            yield f"Under {design.quoted(name)}, clearest: {ours[0].label}, {ours[0].words()}."
    still = joined(_still(found))
    if still:
        yield f"No change that we can tell from chance, under any scenario: {still}."
    moved_under = {change.scenario for change in held}
    unmoved = [design.quoted(name) for name in design.others if name not in moved_under]
    if held and unmoved:
        yield f"Nothing moves under {joined(unmoved)}."


def _still(found: list[Change]) -> list[str]:
    """Outcomes of which nothing is held under any scenario."""
    moved = {change.outcome for change in found if change.held}
    return [subject_of(name) for name in dict.fromkeys(c.outcome for c in found) if name not in moved]


def _ranked(found: list[Change]) -> list[tuple[str, str]]:
    """Outcomes and statistics that moved somewhere: deaths, then the largest effect first."""
    best: dict[tuple[str, str], float] = {}
    for change in found:
        if change.held:
            key = (change.outcome, change.statistic)
            best[key] = max(best.get(key, 0.0), change.effect)
    return sorted(best, key=lambda key: (key[0] != DEATHS, -best[key]))[:MOST_ROWS]


def _by_scenario(found: list[Change], design: Design) -> Table:
    cells = {(c.outcome, c.statistic, c.scenario): c for c in found}
    rows = []
    for key in _ranked(found):
        ours = [cells.get((*key, name)) for name in design.others]
        label = next(change.label for change in ours if change is not None)
        rows.append((label, *(SAME if change is None else change.cell() for change in ours)))
    return Table(
        f"Difference from {design.quoted(str(design.baseline))}, with 95% intervals: deaths, then by effect. "
        f"{SAME} cannot be told from chance by itself, † not where one picks from {len(found)} comparisons.",
        ("Outcome", *(capital(design.label(name)) for name in design.others)),
        tuple(rows),
    )


def _by_outcome(found: list[Change], design: Design) -> Table:
    rows = []
    for key in _ranked(found):
        held = [c for c in found if (c.outcome, c.statistic) == key and c.held]
        largest = max(held, key=lambda change: change.effect)
        share = f"{len(held)} of {len(design.others)}"
        rows.append((largest.label, share, largest.cell(), design.label(largest.scenario)))
    return Table(
        f"Differences from {design.quoted(str(design.baseline))}: deaths, then by effect.",
        ("Outcome", "Moved in scenarios", "Largest difference, with 95% interval", "Under"),
        tuple(rows),
    )
