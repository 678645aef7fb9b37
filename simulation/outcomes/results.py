"""Results: what a batch came to, read when it is looked at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from simulation.batch.manifest import COMPLETE, read_manifest
from simulation.batch.tables import MONTHS, OUTCOMES, SEATS
from simulation.errors import CrossroadsError, InputError, nearest
from simulation.outcomes import compare, query, summary
from simulation.outcomes.sources import FolderSource, SelectedSource, Source

if TYPE_CHECKING:
    import pandas as pd

FEWEST: Final = 50  # runs below which a condition leaves too little to say anything


class Results:
    """A batch's outcomes, months and seats as pandas frames, each read at first use.

    `path` is the results folder, None for results in memory; `manifest` says how they were made.
    """

    def __init__(self, source: Source, manifest: Mapping[str, Any], path: Path | None = None) -> None:
        self._source = source
        self.manifest = manifest
        self.path = path
        self._condition = ""

    @cached_property
    def outcomes(self) -> pd.DataFrame:
        """One row per scenario and run: verdicts, indices, counts, then the beliefs drawn."""
        return self._source.read(OUTCOMES)

    @cached_property
    def months(self) -> pd.DataFrame:
        """One row per scenario, run and month ("YYYY-MM"): one column per indicator."""
        return self._source.read(MONTHS)

    @cached_property
    def seats(self) -> pd.DataFrame:
        """One row per scenario, run, election, governorate and list: votes and seats."""
        if not self._source.columns(SEATS):
            raise CrossroadsError("these results hold no seats: no election was simulated")
        return self._source.read(SEATS)

    @property
    def has_seats(self) -> bool:
        """Whether an election was held in any run."""
        return bool(self._source.columns(SEATS))

    @property
    def condition(self) -> str:
        """What the runs were chosen by (see `given`); empty for all of them."""
        return self._condition

    def columns(self, table: str) -> list[str]:
        """Names of the columns of "outcomes", "months" or "seats"; none where there is no such table."""
        return self._source.columns(table)

    def part(self, table: str, columns: Sequence[str], scenario: str | None = None) -> pd.DataFrame:
        """Some columns of a table, of one scenario or all, without the rest of it in memory.

        Text comes as categories: seats of ten million rows take a tenth of the room. Raises
        `CrossroadsError` where the results hold no such table.
        """
        if not self._source.columns(table):
            raise CrossroadsError(f"these results hold no {table}")
        return self._source.part(table, columns, scenario)

    @property
    def scenarios(self) -> tuple[str, ...]:
        """The scenarios' names, in the order of the file."""
        return tuple(entry["name"] for entry in self.manifest["scenarios"])

    def summary(self) -> pd.DataFrame:
        """Shares, means and quantiles of every scenario with 95% intervals, as in summary.csv."""
        written = None if self.path is None or self._condition else self.path / summary.SUMMARY
        if written is not None and written.exists():
            return summary.read(written)
        return summary.summarise(self._source.columns(OUTCOMES), self._column, self.scenarios)

    def compare(self, a: str, b: str) -> pd.DataFrame:
        """Paired differences of scenario `a` less scenario `b`, ranked; see `outcomes.compare`.

        Raises `InputError` for a scenario that is not there.
        """
        for name in (a, b):
            if name not in self.scenarios:
                raise InputError(f"the results hold no scenario {name!r}; {nearest(name, self.scenarios)}")
        return compare.compare(self._source.columns(OUTCOMES), self._column, a, b)

    def given(self, condition: str) -> Results:
        """The runs in which `condition` came true, of every scenario: given("pm_kind == 'sudani'").

        Raises `InputError` for a condition that cannot be read, or that fewer than 50 runs fulfil.
        """
        holds = query.matching(condition, self._source.columns(OUTCOMES), self._column)
        kept = int(holds.sum())
        if kept < FEWEST:
            raise InputError(
                f"{kept} of {holds.size:,} runs are left given {condition!r}: fewer than {FEWEST} are too "
                "few to say anything. Simulate more runs, or ask for less."
            )
        keys = self._source.read(OUTCOMES, ["scenario", "run"])[holds]
        chosen = Results(SelectedSource(self._source, keys), self.manifest, self.path)
        chosen._condition = f"{self._condition}, {condition}" if self._condition else condition
        return chosen

    def _column(self, name: str) -> pd.Series[Any]:
        if "outcomes" in self.__dict__:
            return self.outcomes[name]
        return self._source.read(OUTCOMES, [name])[name]

    def __len__(self) -> int:
        return len(self._column("run"))

    def __repr__(self) -> str:
        months = sorted({entry["specification"].get("months", 0) for entry in self.manifest["scenarios"]})
        names = self.scenarios
        shown = ", ".join(names[:6]) + (f" and {len(names) - 6} more" if len(names) > 6 else "")
        lines = [
            f"<Results: {self.manifest.get('title') or 'untitled'}",
            f"  {len(self):,} runs of {' or '.join(map(str, months))} months, seed {self.manifest['seed']}",
            f"  scenarios: {shown}",
            f"  outcomes: {len(summary.outcome_names(self._source.columns(OUTCOMES)))}",
            f"  in {self.path}" if self.path else "  in memory",
        ]
        if self._condition:
            lines.insert(2, f"  given: {self._condition}")
        return "\n".join(lines) + ">"


def open_results(path: str | Path) -> Results:
    """The results in a folder. Raises `InputError` where there are none, or where they are unfinished."""
    folder = Path(path)
    manifest = read_manifest(folder) if folder.is_dir() else None
    if manifest is None:
        raise InputError(f"{folder} is not a results folder: it has no manifest.json")
    if manifest["status"] != COMPLETE:
        done, total = len(manifest["blocks"]["done"]), manifest["blocks"]["total"]
        raise InputError(
            f"the batch in {folder} is unfinished ({done} of {total} blocks); finish it with: "
            f"crossroads run {manifest.get('file') or 'FILE'} --out {folder} --resume"
        )
    return Results(FolderSource(folder), manifest, folder)
