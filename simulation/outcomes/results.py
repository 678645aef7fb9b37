"""Results: what a batch came to, read when it is looked at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pyarrow.compute as pc

from simulation.batch.manifest import COMPLETE, read_manifest
from simulation.batch.tables import MONTHS, OUTCOMES, SEATS, TABLES
from simulation.errors import CrossroadsError, InputError, nearest
from simulation.outcomes import compare, query, summary, variance
from simulation.outcomes.kept import Kept, read_kept
from simulation.outcomes.parliaments import Parliament, first_parliament
from simulation.outcomes.sources import KEYS, FolderSource, SelectedSource, Source, framed, worded

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
        self._parliaments: dict[str, Parliament] = {}

    @cached_property
    def outcomes(self) -> pd.DataFrame:
        """One row per scenario and run: verdicts, indices, counts, then the beliefs drawn."""
        return worded(self._source.read(OUTCOMES))

    @cached_property
    def months(self) -> pd.DataFrame:
        """One row per scenario, run and month ("YYYY-MM"): one column per indicator; text as categories."""
        return self.part(MONTHS)

    @cached_property
    def seats(self) -> pd.DataFrame:
        """One row per scenario, run, election, governorate and list: votes and seats; text as categories."""
        return self.part(SEATS)

    @property
    def has_seats(self) -> bool:
        """Whether an election was held in any run, and its seats were kept."""
        return bool(self.columns(SEATS))

    @property
    def condition(self) -> str:
        """What the runs were chosen by (see `given`); empty for all of them."""
        return self._condition

    def columns(self, table: str) -> list[str]:
        """Names of the columns of "outcomes", "months" or "seats"; none where there is no such table."""
        return list(self._source.schema(table).names)

    def part(
        self,
        table: str,
        columns: Sequence[str] | None = None,
        scenario: str | None = None,
        where: str | None = None,
    ) -> pd.DataFrame:
        """Some columns of a table, of one scenario or all, without the rest of it in memory.

        `where` is a condition on the table's own columns, as in `given`: "month >= '2025-06'". Of a
        results folder only the parts of the file are read where it can hold. Text comes as categories:
        seats of ten million rows take a tenth of the room.

        Raises `CrossroadsError` where the results hold no such table, `InputError` for a condition that
        cannot be read.
        """
        schema = self._source.schema(table)
        if not schema.names:
            raise CrossroadsError(self._missing(table))
        for name in columns or ():
            if name not in schema.names:
                raise InputError(f"no column {name!r} in {table}; {nearest(name, schema.names)}")
        wanted = None if scenario is None else pc.field("scenario") == scenario
        if where is not None:
            holds = query.expression(where, schema)
            wanted = holds if wanted is None else wanted & holds
        return framed(self._source.read(table, columns, wanted))

    def parliament(self, scenario: str) -> Parliament:
        """The first parliament of every run of a scenario, read once; of no runs where none voted.

        Raises `CrossroadsError` where the results hold no seats.
        """
        if scenario not in self._parliaments:
            rows = self.part(SEATS, ["run", "election", "list", "seats"], scenario)
            self._parliaments[scenario] = first_parliament(rows)
        return self._parliaments[scenario]

    def _missing(self, table: str) -> str:
        if table not in self.manifest.get("keep", TABLES):
            return (
                f"these results hold no {table}: they were not kept. Simulate the batch again into another "
                f"folder with --keep {table}; the same seed gives the same runs"
            )
        if table == SEATS:
            return "these results hold no seats: no election was simulated"
        return f"{table}.parquet cannot be read: it is not in {self.path}"

    @property
    def scenarios(self) -> tuple[str, ...]:
        """The scenarios' names, in the order of the file."""
        return tuple(entry["name"] for entry in self.manifest["scenarios"])

    def summary(self) -> pd.DataFrame:
        """Shares, means and quantiles of every scenario with 95% intervals, as in summary.csv."""
        written = None if self.path is None or self._condition else self.path / summary.SUMMARY
        if written is not None and written.exists():
            return summary.read(written)
        return summary.summarise(self.columns(OUTCOMES), self._column, self.scenarios)

    def compare(self, a: str, b: str) -> pd.DataFrame:
        """Paired differences of scenario `a` less scenario `b`, ranked; see `outcomes.compare`.

        Raises `InputError` for a scenario that is not there, and where a condition leaves both scenarios
        fewer than 50 runs in common.
        """
        self._check_pairs(a, b)
        return compare.compare(self.columns(OUTCOMES), self._column, a, b)

    def flips(self, a: str, b: str, outcome: str) -> pd.DataFrame:
        """How many runs end in each category of `outcome` under `a` (rows) and under `b` (columns).

        Raises `InputError` as `compare` does, and for an outcome that has no categories.
        """
        self._check_pairs(a, b)
        names = summary.outcome_names(self.columns(OUTCOMES))
        if outcome not in names:
            raise InputError(f"no outcome {outcome!r}; {nearest(outcome, names)}")
        return compare.flips(self._column, a, b, outcome)

    def variance(self) -> pd.DataFrame:
        """How much of every outcome's variance comes from beliefs, how much from luck (`variance.decompose`).

        Raises `InputError` where the design was not nested (runs: {beliefs: 200, luck: 10}).
        """
        return variance.decompose(self.columns(OUTCOMES), self._column, self.scenarios)

    def analysis(self, name: str) -> Kept | None:
        """An analysis kept in the results folder ("sensitivity", ...); None where there is none."""
        return None if self.path is None else read_kept(self.path, name)

    def _check_pairs(self, a: str, b: str) -> None:
        for name in (a, b):
            if name not in self.scenarios:
                raise InputError(f"the results hold no scenario {name!r}; {nearest(name, self.scenarios)}")
        if self._condition:
            left = compare.pairs(self._column, a, b)[0].size
            if left < FEWEST:
                raise InputError(
                    f"{left} runs are left in both {a} and {b} given {self._condition!r}: fewer than "
                    f"{FEWEST} are too few to compare. Simulate more runs, or ask for less."
                )

    def given(self, condition: str) -> Results:
        """The runs in which `condition` came true, of every scenario: given("pm_kind == 'sudani'").

        Raises `InputError` for a condition that cannot be read, or that fewer than 50 runs fulfil.
        """
        holds = query.expression(condition, self._source.schema(OUTCOMES))
        keys = self._source.read(OUTCOMES, KEYS, holds)
        if keys.num_rows < FEWEST:
            raise InputError(
                f"{keys.num_rows} of {len(self):,} runs are left given {condition!r}: fewer than {FEWEST} "
                "are too few to say anything. Simulate more runs, or ask for less."
            )
        chosen = Results(SelectedSource(self._source, keys), self.manifest, self.path)
        chosen._condition = f"{self._condition}, {condition}" if self._condition else condition
        return chosen

    @cached_property
    def runs(self) -> Mapping[str, int]:
        """How many runs each scenario holds: after `given`, how many are left."""
        counts = self._column("scenario").value_counts()
        return {name: int(counts.get(name, 0)) for name in self.scenarios}

    def _column(self, name: str) -> pd.Series[Any]:
        if "outcomes" in self.__dict__:
            return self.outcomes[name]
        return framed(self._source.read(OUTCOMES, [name]))[name]

    def __len__(self) -> int:
        return sum(self.runs.values())

    def __repr__(self) -> str:
        months = sorted({entry["specification"].get("months", 0) for entry in self.manifest["scenarios"]})
        names = self.scenarios
        shown = ", ".join(names[:6]) + (f" and {len(names) - 6} more" if len(names) > 6 else "")
        lines = [
            f"<Results: {self.manifest.get('title') or 'untitled'}",
            f"  {len(self):,} runs of {' or '.join(map(str, months))} months, seed {self.manifest['seed']}",
            f"  scenarios: {shown}",
            f"  outcomes: {len(summary.outcome_names(self.columns(OUTCOMES)))}",
            f"  in {self.path}" if self.path else "  in memory",
        ]
        if self._condition:
            left = ", ".join(f"{name} {count:,}" for name, count in [*self.runs.items()][:6])
            lines.insert(2, f"  given: {self._condition}")
            lines.insert(3, f"  runs left: {left}")
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
