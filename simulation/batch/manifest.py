"""manifest.json: what a results folder holds, and whether it is the batch that is asked for."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import simulation
from simulation.batch.engine import engine_digest, versions
from simulation.batch.plan import Plan, runs_text
from simulation.batch.tables import TABLES
from simulation.errors import CrossroadsError
from simulation.evidence import load_calibration

MANIFEST: Final = "manifest.json"
FORMAT: Final = 1
RUNNING: Final = "running"
INTERRUPTED: Final = "interrupted"
COMPLETE: Final = "complete"
_SHOWN: Final = 5  # changed values that are named


def new_manifest(plan: Plan) -> dict[str, Any]:
    """The manifest of a batch of which nothing is simulated yet."""
    return {
        "format": FORMAT,
        "status": RUNNING,
        "title": plan.title,
        "question": plan.question,
        "answered_by": list(plan.answered_by),
        "file": plan.file,
        "digest": digest(plan),
        "version": simulation.__version__,
        "engine": engine_digest(),
        "calibration": load_calibration().label,
        "versions": versions(),
        "seed": plan.seed,
        "runs": runs_text(plan.runs),
        "runs_per_scenario": int(plan.runs.size),
        "luck_per_belief": plan.luck,
        "design": plan.design,
        "keep": list(plan.kept),
        "scenarios": [_entry(scenario) for scenario in plan.scenarios],
        "block_size": plan.block_size,
        "blocks": {"total": len(plan.blocks), "done": {}},
        "started": now(),
        "finished": None,
    }


def _entry(scenario: Any) -> dict[str, Any]:
    return {
        "name": scenario.name,
        "digest": scenario.digest(),
        "specification": scenario.model_dump(mode="json"),
    }


def now() -> str:
    """The time in UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def digest(plan: Plan) -> str:
    """A digest of all that decides a batch's results; the size of blocks does not."""
    scenarios = [[scenario.name, scenario.digest()] for scenario in plan.scenarios]
    identity = [engine_digest(), plan.seed, runs_text(plan.runs), scenarios]
    if plan.luck != 1:
        identity.append(plan.luck)
    if plan.design:
        identity.append(plan.design)
    return hashlib.sha256(json.dumps(identity).encode()).hexdigest()


def read_manifest(folder: Path) -> dict[str, Any] | None:
    """The manifest of a results folder, None where there is none; `CrossroadsError` when unreadable."""
    path = folder / MANIFEST
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise CrossroadsError(f"{path} cannot be read ({error}). {_LEFT_ALONE}") from error
    if not isinstance(found, dict) or not found.keys() >= _NEEDED:
        raise CrossroadsError(f"{path} is not a manifest that Crossroads wrote. {_LEFT_ALONE}")
    if found["format"] != FORMAT:
        raise CrossroadsError(
            f"{path} is in format {found['format']}, and this Crossroads reads format {FORMAT}. {_LEFT_ALONE}"
        )
    return found


_LEFT_ALONE: Final = "Nothing in the folder was touched; move it away or choose another with --out."
_NEEDED: Final = {"format", "status", "digest", "version", "engine", "seed", "runs", "scenarios", "blocks"}


def changes(then: Mapping[str, Any], plan: Plan) -> list[str]:
    """What differs between the batch of a manifest and `plan`, in words; empty where they are the same.

    A complete batch of which more was kept than is asked for is the same.
    """
    if then["digest"] == digest(plan):
        return _keep_changes(then, plan)
    current = new_manifest(plan)
    said = []
    if then["engine"] != current["engine"]:
        old, new = (f"version {found['version']}, {found['engine']}" for found in (then, current))
        marks = f"{old} then; {new} now"
        said.append(f"the model or its evidence changed ({marks})")
    said += [
        f"{key.replace('_', ' ')}: {then.get(key, 1)} then, {current[key]} now"
        for key in ("seed", "runs", "luck_per_belief")
        if then.get(key, 1) != current[key]
    ]
    if then.get("design", "") != plan.design:
        said.append("the points of the design differ")
    return said + _scenario_changes(then["scenarios"], current["scenarios"])


def _keep_changes(then: Mapping[str, Any], plan: Plan) -> list[str]:
    kept = then.get("keep", list(TABLES))
    missing = set(plan.keep or ()) - set(kept)
    unfinished = then["status"] != COMPLETE and plan.keep is not None and list(plan.keep) != kept
    if not missing and not unfinished:
        return []
    return [f"kept: {', '.join(kept)} then, {', '.join(plan.kept)} now"]


def _scenario_changes(then: list[dict[str, Any]], now: list[dict[str, Any]]) -> list[str]:
    old, new = ({entry["name"]: entry for entry in entries} for entries in (then, now))
    said = [f"scenario {name} is no longer in it" for name in old if name not in new]
    said += [f"scenario {name} is new" for name in new if name not in old]
    for name in (name for name in new if name in old and old[name]["digest"] != new[name]["digest"]):
        found = list(differences(old[name]["specification"], new[name]["specification"]))
        more = f", and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
        said.append(f"scenario {name} changed: {'; '.join(found[:_SHOWN])}{more}")
    return said or ([] if list(old) == list(new) else ["the scenarios stand in another order"])


def differences(old: Any, new: Any, place: str = "") -> Iterator[str]:
    """Every value that differs between two nested specifications, as "iran.strategy: a then, b now"."""
    if isinstance(old, dict) and isinstance(new, dict):
        for key in [*old, *(key for key in new if key not in old)]:
            yield from differences(old.get(key), new.get(key), f"{place}.{key}" if place else str(key))
    elif old != new:
        yield f"{place}: {json.dumps(old)} then, {json.dumps(new)} now"
