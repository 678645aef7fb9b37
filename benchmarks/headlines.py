"""What a change of the rules did to the headline outcomes: `python -m benchmarks.headlines`.

Every release keeps its headline outcomes, run by run, in docs/headlines/VERSION.csv. The command plays the
same runs with the code at hand and prints a table for the changelog. Luck is addressed, so run 537 of the
release and run 537 of today meet the same luck, and a difference is the rules' doing.

    python -m benchmarks.headlines           # against the last release: make headlines
    python -m benchmarks.headlines --keep    # when releasing: write this version's file
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import pandas as pd

import simulation as sim
from simulation.outcomes.compare import MOVED, compare

KEPT: Final = Path(__file__).parents[1] / "docs" / "headlines"
FILE: Final = "iran_paths"
RUNS: Final = 500
SEED: Final = 2025
HEADLINES: Final = (
    "axis_index", "axis_verdict", "pmf_fate", "pm_kind", "months_to_form", "iran_leverage", "attacks_us",
    "strikes_in_iraq", "iraqi_deaths",
)  # fmt: skip


def play(runs: int = RUNS) -> pd.DataFrame:
    """The headline outcomes of Iran's three paths with the code at hand, a row per scenario and run."""
    return sim.run(FILE, runs=runs, seed=SEED).outcomes[["scenario", "run", *HEADLINES]]


def last(folder: Path = KEPT) -> Path:
    """The newest release's file. Raises FileNotFoundError where none is kept."""
    found = sorted(folder.glob("*.csv"), key=_version)
    if not found:
        raise FileNotFoundError(f"{folder} holds no release's headlines; write them with --keep")
    return found[-1]


def _version(path: Path) -> tuple[int, ...]:
    return tuple(int(part) for part in path.stem.split("."))


def keep(outcomes: pd.DataFrame, path: Path) -> None:
    """Write a release's file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    outcomes.to_csv(path, index=False, float_format="%.6g", lineterminator="\n")


def differences(before: pd.DataFrame, now: pd.DataFrame) -> pd.DataFrame:
    """What moved, by scenario: the columns of `simulation.outcomes.compare.compare`, and `scenario`.

    Only runs and outcomes that both hold are compared.
    """
    columns = [name for name in before if name in now]
    tables = []
    for name in now["scenario"].unique():
        both = [
            frame.loc[frame["scenario"] == name, columns].assign(scenario=word)
            for frame, word in ((before, "before"), (now, "now"))
        ]
        joined = pd.concat(both, ignore_index=True)
        tables.append(compare(columns, joined.__getitem__, "now", "before").assign(scenario=name))
    return pd.concat(tables, ignore_index=True)


def lines(found: pd.DataFrame, release: str) -> Iterator[str]:
    """The table as Markdown, those first that moved, and a sentence on the rest."""
    moved = found[found["verdict"] == MOVED]
    runs = int(found["runs"].max())
    yield f"Against {release}, {runs:,} paired runs of each path from `{FILE}`, seed {SEED}:\n"
    if moved.empty:
        yield f"No headline outcome moved: none of {len(found)} differences can be told from chance."
        return
    shown = pd.DataFrame(
        {
            "path": moved["scenario"],
            "outcome": [_named(*row) for row in zip(moved["outcome"], moved["statistic"], strict=True)],
            release: moved["b"].map("{:.3g}".format),
            "now": moved["a"].map("{:.3g}".format),
            "difference": [
                f"{row.difference:+.2g} ({row.low:+.2g} to {row.high:+.2g})" for row in moved.itertuples()
            ],
        }
    )
    yield shown.to_markdown(index=False, disable_numparse=True)
    yield f"\nThe other {len(found) - len(moved)} differences cannot be told from chance."


def _named(outcome: str, statistic: str) -> str:
    return outcome if statistic == "mean" else f"{outcome}: {statistic.removeprefix('share: ')}"


def main(arguments: Sequence[str] | None = None) -> None:
    """Print what moved since the last release, or keep this version's outcomes."""
    parser = argparse.ArgumentParser(description="Headline outcomes against the last release.")
    parser.add_argument("--keep", action="store_true", help="write docs/headlines/VERSION.csv")
    parser.add_argument("--folder", type=Path, default=KEPT, help="where releases are kept")
    parser.add_argument("--runs", type=int, default=RUNS, help="runs of each path")
    asked = parser.parse_args(arguments)
    if asked.keep:
        path = asked.folder / f"{sim.__version__}.csv"
        keep(play(asked.runs), path)
        print(f"Kept: {path}")
        return
    release = last(asked.folder)
    print(*lines(differences(pd.read_csv(release), play(asked.runs)), release.stem), sep="\n")


if __name__ == "__main__":
    main()
