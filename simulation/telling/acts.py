"""The acts of many runs as one long table: compact, and only when asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from simulation.model.chronicle import Chronicle
from simulation.model.iraq import IraqModel
from simulation.telling.story import untold
from simulation.telling.words import load_words

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from simulation.scenario import Scenario

__all__ = ["HEAVIEST", "histories"]

HEAVIEST: Final = 3
"""Terms of a choice that the table keeps."""
NOBODY: Final = ""


@dataclass(frozen=True)
class _Rows:
    """Some rows of the table: one act of one actor in one month, in the runs in which it was done."""

    month: int
    actor: str
    act: str
    target: str
    runs: NDArray[np.int64]
    count: NDArray[np.float32]
    terms: list[NDArray[np.str_]]
    sizes: list[NDArray[np.floating]]
    by_luck: NDArray[np.bool_]
    recorded: bool


def histories(scenario: Scenario | str, runs: int | Sequence[int], seed: int) -> pd.DataFrame:
    """The acts of some runs of a scenario, one row per run, month, actor, act and target.

    Parameters
    ----------
    scenario: a Scenario, or the name of a built-in one.
    runs: how many, or which run numbers.
    seed: the batch's seed: the runs are those of a batch with this seed, bit for bit.

    Columns: `run`; `month` ("YYYY-MM"), `actor`, `act`, `target` as categories; `count`; `term_1` to
    `term_3` and `size_1` to `size_3`, what weighed most in the choice and how much (log-odds);
    `by_luck`, whether without luck it would not have been done; `recorded`, whether only the count is
    on record. Ordered by run and month.
    """
    chronicle = Chronicle(heaviest=HEAVIEST)
    model = IraqModel(scenario, runs=runs, rng=seed, chronicle=chronicle)
    for _ in range(model.setup.months):
        model.step()
    rows = [*_told(model, chronicle), *_recorded(model, chronicle)]
    return _table(rows, model.setup.calendar)


def _told(model: IraqModel, chronicle: Chronicle) -> Iterator[_Rows]:
    words = load_words()
    for act in chronicle.acts:
        on_record = words.on_record(act.act, act.actor, act.target)
        if words.unsaid(on_record):
            continue
        names = np.array([*act.names, NOBODY])
        kept = len(act.which)
        nothing = np.full(len(act.rows), len(act.names))
        places = [act.which[k] if k < kept else nothing for k in range(HEAVIEST)]
        none = np.full(len(act.rows), np.nan, np.float16)
        yield _Rows(
            max(act.month, 0), act.actor, on_record, act.target, model.run_numbers[act.rows], act.count,
            [names[place] for place in places],
            [act.sizes[k] if k < kept else none for k in range(HEAVIEST)],
            act.by_luck, recorded=False,
        )  # fmt: skip


def _recorded(model: IraqModel, chronicle: Chronicle) -> Iterator[_Rows]:
    words = load_words()
    for act, counts in untold(model, chronicle, words):
        for month in range(model.setup.months):
            rows = np.flatnonzero(counts[month])
            if len(rows):
                nobody = np.full(len(rows), NOBODY)
                yield _Rows(
                    month, words.actor(act), act, NOBODY, model.run_numbers[rows],
                    counts[month][rows].astype(np.float32), [nobody] * HEAVIEST,
                    [np.full(len(rows), np.nan, np.float16)] * HEAVIEST,
                    np.zeros(len(rows), dtype=bool), recorded=True,
                )  # fmt: skip


def _table(rows: list[_Rows], calendar: Sequence[str]) -> pd.DataFrame:
    lengths = [len(row.runs) for row in rows]

    def repeated(values: list[str], categories: Sequence[str] | None = None) -> pd.Categorical:
        known = sorted(set(values)) if categories is None else list(categories)
        codes = np.array([known.index(value) for value in values], dtype=np.int32)
        return pd.Categorical.from_codes(np.repeat(codes, lengths), categories=pd.Index(known, dtype=object))

    def joined(parts: list[NDArray[np.generic]], kind: str) -> NDArray[np.generic]:
        return np.concatenate([*parts, np.zeros(0, kind)]).astype(kind)

    columns: dict[str, object] = {
        "run": joined([row.runs for row in rows], "int64"),
        "month": repeated([calendar[row.month] for row in rows], calendar),
        "actor": repeated([row.actor for row in rows]),
        "act": repeated([row.act for row in rows]),
        "target": repeated([row.target for row in rows]),
        "count": joined([row.count for row in rows], "float32"),
    }
    for k in range(HEAVIEST):
        names = np.concatenate([np.zeros(0, "U1"), *[row.terms[k] for row in rows]])
        columns[f"term_{k + 1}"] = pd.Categorical(names.astype(object))
        columns[f"size_{k + 1}"] = joined([row.sizes[k] for row in rows], "float32")
    columns["by_luck"] = joined([row.by_luck for row in rows], "bool")
    columns["recorded"] = np.repeat(np.array([row.recorded for row in rows], dtype=bool), lengths)
    table = pd.DataFrame(columns)
    return table.sort_values(["run", "month"], kind="stable", ignore_index=True)
