"""Which option a decider would regret least, in the report, and what turns that round."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from simulation.analysis.robustness.weighing import NAME
from simulation.plots.data import NothingToDrawError
from simulation.plots.findings import capital
from simulation.plots.labels import scenario_label
from simulation.plots.robustness import CLEAR, turning, weighed
from simulation.report.content import Section, Table
from simulation.report.design import Design, joined
from simulation.report.pictures import pictures

if TYPE_CHECKING:
    import pandas as pd

    from simulation.outcomes import Results
    from simulation.outcomes.kept import Kept

_HEADING: Final = "What one would regret least"
_MOST_OPTIONS: Final = 12


def section(results: Results, design: Design) -> Section | None:
    """Regret of the scenarios as options of a decider; None where there is nothing to choose from."""
    if len(design.names) < 2:
        return None
    try:
        found = weighed(results)
    except NothingToDrawError as error:
        return Section(NAME, _HEADING, (f"{capital(str(error))}.",))
    if len(found.settings["options"]) > _MOST_OPTIONS:
        said = (
            "So many scenarios are no choice; name a few with: crossroads robustness RESULTS --options A,B,C"
        )
        return Section(NAME, _HEADING, (said,))
    tables = tuple(_table(found, name, title) for name, title in found.settings["preferences"].items())
    return Section(NAME, _HEADING, tuple(_sentences(found)), tables, tuple(pictures(results, (NAME,))))


def _sentences(found: Kept) -> Iterator[str]:
    settings = found.settings
    yield (
        f"Were the scenarios options of {capital(settings['decider'])}: regret is what the best option of "
        "the same world has more, on a utility of 0 to 100. What is wanted is judgement, several wants are "
        "tried, and each can be edited (crossroads robustness RESULTS --preferences FILE.yaml)."
    )
    for name, title in settings["preferences"].items():
        yield from _of(found, name, title)
    yield from _views(found)


def _of(found: Kept, name: str, title: str) -> Iterator[str]:
    rows: pd.DataFrame = found.tables["criteria"]
    ours = rows[rows["preference"] == name]
    mean, worst = (ours.iloc[int(ours[key].to_numpy().argmin())] for key in ("regret", "worst"))
    if mean["first"] < CLEAR:
        yield f"{title}: on average no option is regretted less than all others beyond chance."
    elif mean["option"] == worst["option"]:
        yield f"{title}: {_label(mean)} is regretted least, on average and at worst (minimax regret)."
    else:
        yield (
            f"{title}: {_label(mean)} is regretted least on average, {_label(worst)} at worst (minimax "
            "regret); the criterion decides."
        )
    if turned := turning(found, name):
        yield f"{capital(turned)}."


def _label(row: pd.Series[Any]) -> str:
    return f"“{scenario_label(str(row['option']))}”"


def _views(found: Kept) -> Iterator[str]:
    """Whether the first option is another under another lens or theory, by the first preference."""
    rows: pd.DataFrame = found.tables["ranks"]
    first = rows[(rows["kind"] == "view") & (rows["rank"] == 1)]
    if not len(first):
        return
    by_option = first.groupby("option", sort=False)["name"].apply(list)
    if len(by_option) == 1:
        yield f"“{scenario_label(str(by_option.index[0]))}” comes first under every lens and theory."
        return
    told = [f"“{scenario_label(str(option))}” under {joined(names)}" for option, names in by_option.items()]
    yield f"The lens reverses the ranking: {joined(told)} comes first."


def _table(found: Kept, name: str, title: str) -> Table:
    rows: pd.DataFrame = found.tables["criteria"]
    weights: pd.DataFrame = found.tables["weights"]
    drawn = weights[weights["preference"] == name].set_index("option")["first"]
    ours = rows[rows["preference"] == name].sort_values("regret", kind="stable").to_dict("records")
    kind = "beliefs" if found.settings["nested"] else "worlds"
    return Table(
        f"{title}; {found.settings['worlds']:,} {kind}. Regret in points of utility with 95% intervals; "
        "shares in 100: of worlds in which it satisfies and is best, of ways to weigh kinds of worlds "
        "(Starr's domain criterion) and of sets of weights under which it leads.",
        ("Option", "Mean regret", "90th percentile", "Largest", "Satisfies", "Is best", "Domain", "Weights"),
        tuple(
            (
                capital(scenario_label(str(row["option"]))),
                _span(row, "regret"),
                _span(row, "regret90"),
                f"{100 * row['worst']:.0f}",
                *(f"{100 * float(row[key]):.0f}" for key in ("satisfied", "best", "domain")),
                f"{100 * float(drawn[row['option']]):.0f}",
            )
            for row in ours
        ),
    )


def _span(row: dict[Any, Any], name: str) -> str:
    value, low, high = (100 * float(row[key]) for key in (name, f"{name}_low", f"{name}_high"))
    return f"{value:.1f} ({low:.1f} to {high:.1f})"
