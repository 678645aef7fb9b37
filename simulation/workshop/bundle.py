"""A session as one zip: its record, scenarios, every run's outcomes, figures, a debrief, and how to check it.

Two variants: inside, with everything; outside, without notes, guesses, reasons and who asked.
"""

from __future__ import annotations

import csv
import io
import json
import platform
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from ruamel.yaml import YAML

from simulation.batch.engine import engine_digest, versions
from simulation.evidence import load_evidence
from simulation.workshop.changes import changes
from simulation.workshop.debrief import Told, debrief
from simulation.workshop.figures import drawn
from simulation.workshop.log import Line, chained
from simulation.workshop.pictures import plain
from simulation.workshop.state import State, read_state

if TYPE_CHECKING:
    from simulation.scenario import Scenario
    from simulation.workshop.played import Played
    from simulation.workshop.room import Room

__all__ = ["export", "outside_lines"]

_PRIVATE: Final = frozenset({"guess", "note", "off_model", "assumption_challenged"})
_PERSONAL: Final = ("why", "asked_by", "place", "host", "takeaways")
_DRAWN: Final = 4
"""Scenarios in the figures: the baseline, the one on the table, and those beside it."""
_README: Final = """\
A session of the Crossroads workshop page ({variant} variant).

session.jsonl        the record: one line for each thing that was done, each with the hash of the one before
scenarios/*.yaml     every scenario that was tried, in full; run one with: crossroads run scenarios/{first}
scenarios/tree.yaml  what each of them sets on top of the baseline, whose child it is, and why it was tried
results/*.parquet    one row for each run: every outcome
figures/             the figures as SVG and PNG, and the data behind each as CSV
report.html          the debrief
params.lock          every parameter with its prior, and a digest of the model and its evidence
seeds.txt            the seed and how luck is addressed
environment.lock     Python, packages and the machine's kind

To play every number again and hold it against this file:

    crossroads workshop --verify BUNDLE.zip

On the same kind of processor every number comes out the same. Elsewhere at least 99.5% of categories do,
and the command lists what does not. With another version of the model it says which statements would now
read differently.
"""


async def export(room: Room, path: Path, *, outside: bool = False) -> Path:
    """Write the session's bundle to `path` and return it. Plays what is not played yet."""
    state = room.state
    told = []
    for node in state.nodes:
        scenario = room.scenario(node.id)
        played = await room.engine.full(scenario)
        told.append(Told(node.id, f"{node.id:03}_{_slug(node.title)}", scenario, played))
    lines = outside_lines(room.session.log.lines) if outside else list(room.session.log.lines)
    shown = _shown(state, told)
    figures = await room.engine.do(drawn, shown, room.engine.seed)
    parts = dict(_parts(lines, told, figures, state.locked_baseline, outside=outside))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path


def outside_lines(lines: Iterable[Line]) -> list[Line]:
    """The record without notes, guesses, reasons and who asked; chained anew, and its first line says so."""
    kept = [
        (line.at, line.kind, {name: said for name, said in line.said.items() if name not in _PERSONAL})
        for line in lines
        if line.kind not in _PRIVATE
    ]
    at, kind, said = kept[0]
    return chained([(at, kind, {**said, "variant": "outside"}), *kept[1:]])


def _shown(state: State, told: list[Told]) -> dict[str, Scenario]:
    """The scenarios of the figures by name, the baseline first, each scenario once."""
    wanted = [state.locked_baseline, *state.compared, state.current, *(each.node for each in told)]
    found: dict[str, Scenario] = {}
    for node in dict.fromkeys(wanted):
        scenario = told[node].scenario
        new = scenario.digest() not in {each.digest() for each in found.values()}
        if len(found) < _DRAWN and not state.covered(node) and new:
            found[state.nodes[node].title or f"scenario {node}"] = scenario
    return found


def _parts(
    lines: list[Line], told: list[Told], figures: Mapping[str, bytes], base: int, *, outside: bool
) -> Iterator[tuple[str, str | bytes]]:
    """Every file of the bundle: its name and what is in it."""
    variant, seed = "outside" if outside else "inside", int(lines[0].said["seed"])
    yield "README.txt", _README.format(variant=variant, first=f"{told[0].file}.yaml")
    yield "session.jsonl", "".join(f"{line.text()}\n" for line in lines)
    yield "scenarios/tree.yaml", _yaml(_tree(lines, told))
    for each in told:
        yield f"scenarios/{each.file}.yaml", _yaml(_file(each, seed))
        yield f"results/{each.file}.parquet", _parquet(each.played)
    for name, data in figures.items():
        yield f"figures/{name}", data
    yield "figures/changes.csv", _changes(told, base)
    yield "params.lock", json.dumps(_parameters(), indent=1, ensure_ascii=False)
    yield (
        "seeds.txt",
        f"seed {seed}\nluck is a function of (seed, run, stream, names, month): simulation/model/chance.py\n",
    )
    yield "environment.lock", json.dumps(_environment(), indent=1)
    yield "report.html", debrief(lines, told, base)


def _tree(lines: list[Line], told: list[Told]) -> dict[str, Any]:
    nodes = read_state(lines).nodes
    return {
        "nodes": [
            {
                "node": each.node, "file": f"{each.file}.yaml", "parent": nodes[each.node].parent,
                "title": nodes[each.node].title, "why": nodes[each.node].why,
                "asked_by": nodes[each.node].asked_by, "sets": nodes[each.node].overlay.data(),
            }
            for each in told
        ]
    }  # fmt: skip


def _file(each: Told, seed: int) -> dict[str, Any]:
    """A scenario file that says all of one scenario."""
    head = {"title": each.scenario.title or "Workshop", "runs": each.played.runs, "seed": seed}
    return {**head, "base": each.scenario.plain()}


def _yaml(data: Mapping[str, Any]) -> str:
    out = io.StringIO()
    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style = False
    yaml.allow_unicode = True
    yaml.dump(data, out)
    return out.getvalue()


def _parquet(played: Played) -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    out = io.BytesIO()
    table = pa.table({"run": np.arange(played.runs), **played.outcomes})
    pq.write_table(table, out, compression="zstd")
    return out.getvalue()


def _changes(told: list[Told], base: int) -> str:
    """Every scenario's changes against the baseline as CSV."""
    out = io.StringIO()
    names = ("node", "outcome", "category", "before", "after", "low", "high", "held")
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(names)
    for each in told:
        for change in changes(each.played, told[base].played):
            edges = change.paired.low, change.paired.high
            rows.writerow(
                [each.node, change.outcome, change.category, change.before, change.after, *edges, change.held]
            )
    return out.getvalue()


def _parameters() -> dict[str, Any]:
    known = load_evidence().parameters
    return {
        "model_and_evidence": engine_digest(),
        "priors": {name: plain_prior(each.prior.specification()) for name, each in known.items()},
    }


def plain_prior(value: Any) -> Any:
    """A prior as a scenario file says it, in plain lists and numbers."""
    return plain(dict(value) if isinstance(value, Mapping) else value)


def _environment() -> dict[str, Any]:
    packages = {each.metadata["Name"]: each.version for each in metadata.distributions()}
    machine = {"system": platform.system(), "machine": platform.machine()}
    return {**versions(), "engine": engine_digest(), **machine, "packages": dict(sorted(packages.items()))}


def _slug(title: str) -> str:
    """A file's name from a title: letters, digits and underscores, nothing else."""
    return re.sub(r"[^a-z0-9]+", "_", title.lower()).strip("_")[:40] or "scenario"
