"""Analyses kept beside the results that they are of: RESULTS/analysis/NAME.json, for figures and reports."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pandas as pd

from simulation.batch.files import clear_disk_errors, write_json
from simulation.errors import CrossroadsError

FOLDER: Final = "analysis"


@dataclass(frozen=True, eq=False)
class Kept:
    """What an analysis found: its `tables`, and the `settings` behind them (scenario, outcome, seed)."""

    name: str
    settings: Mapping[str, Any] = field(default_factory=dict)
    tables: Mapping[str, pd.DataFrame] = field(default_factory=dict)


def keep(folder: Path, found: Kept) -> Path:
    """Write an analysis into a results folder, whole or not at all, and say where.

    Raises `CrossroadsError` where the folder cannot be written.
    """
    with clear_disk_errors(folder):
        path = folder / FOLDER / f"{found.name}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        tables = {
            name: json.loads(table.to_json(orient="split", index=False, double_precision=15))
            for name, table in found.tables.items()
        }
        write_json(path, {"analysis": found.name, "settings": dict(found.settings), "tables": tables})
    return path


def read_kept(folder: Path, name: str) -> Kept | None:
    """The analysis of that name in a results folder; None where there is none.

    Raises `CrossroadsError` where the file is there and cannot be read.
    """
    path = folder / FOLDER / f"{name}.json"
    if not path.exists():
        return None
    try:
        written = json.loads(path.read_text(encoding="utf-8"))
        tables = {
            key: pd.DataFrame(table["data"], columns=table["columns"])
            for key, table in written["tables"].items()
        }
        return Kept(written["analysis"], written["settings"], tables)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise CrossroadsError(f"{path} cannot be read; remove it, and run the analysis again") from error
