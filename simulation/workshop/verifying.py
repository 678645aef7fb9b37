"""A bundle played again: every outcome of every run, and every statement that was on screen."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np

from simulation.batch.engine import engine_digest
from simulation.documents import parse_document
from simulation.errors import InputError
from simulation.plots.labels import CATEGORICAL
from simulation.scenario import Scenario
from simulation.workshop.changes import changes
from simulation.workshop.engine import Engine
from simulation.workshop.log import Line, parse_lines
from simulation.workshop.pictures import sentence
from simulation.workshop.played import Played
from simulation.workshop.suppose import condition, suppose

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Verdict", "verify_bundle"]

Found: TypeAlias = tuple[Scenario, Played]

ENOUGH: Final = 0.995
"""Share of categories that has to come out the same on another kind of processor."""
_LARGEST: Final = 200_000_000  # bytes of one file of a bundle
_MOST_FILES: Final = 10_000
_SHOWN: Final = 20


@dataclass(frozen=True)
class Verdict:
    """What came of playing a bundle again.

    `values` is how many outcomes of single runs were compared, `same` how many came out alike to the last
    digit; `categories` and `same_categories` those of them that are categories. `statements` were on
    screen, `changed` would read otherwise now. `differences` say what, in words.
    """

    values: int
    same: int
    categories: int
    same_categories: int
    statements: int
    changed: int
    same_model: bool
    differences: tuple[str, ...]

    @property
    def exact(self) -> bool:
        """Whether every number came out the same."""
        return self.same == self.values and not self.changed

    @property
    def good(self) -> bool:
        """Whether the bundle holds: exact, or by the same model with nearly all categories the same."""
        return self.exact or (self.same_model and self.same_categories >= ENOUGH * self.categories)

    @property
    def text(self) -> str:
        """The verdict as a reader sees it."""
        said = [
            f"{self.same:,} of {self.values:,} outcomes of single runs come out the same to the last digit, "
            f"{self.same_categories:,} of {self.categories:,} categories among them.",
            f"{self.statements - self.changed} of {self.statements} statements on screen read the same.",
        ]
        if not self.same_model:
            said.append("The session was played by another version of the model or its evidence.")
        said.append(_ENDS[self.exact, self.good])
        return "\n".join([*said, *self.differences])


_ENDS: Final = {
    (True, True): "Every number is reproduced.",
    (False, True): "Reproduced as well as another kind of processor can be expected to.",
    (False, False): "Not reproduced.",
}


async def verify_bundle(path: Path, engine: Engine | None = None) -> Verdict:
    """Play a bundle again and hold every number against it. Raises InputError for what is no bundle.

    Nothing is unpacked: files are read in memory, and names in the archive never become paths.
    """
    files = _read(path)
    lines = parse_lines(files["session.jsonl"], "session.jsonl")
    if not lines or lines[0].kind != "session_open":
        raise InputError(f"{path.name} does not begin with the opening of a session")
    said = lines[0].said
    found = engine or Engine(int(said["seed"]))
    try:
        again = {name: await _again(name, files, found) for name in _scenarios(files)}
    finally:
        if engine is None:
            found.close()
    return _judged(lines, files, again, same_model=said["engine"] == engine_digest())


def _read(path: Path) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(path) as archive:
            if len(archive.infolist()) > _MOST_FILES:
                raise InputError(f"{path.name} holds more than {_MOST_FILES:,} files: it is no bundle")
            wanted = [each for each in archive.infolist() if not each.filename.startswith("figures/")]
            if any(each.file_size > _LARGEST for each in wanted):
                raise InputError(f"{path.name} holds a file of over {_LARGEST:,} bytes: it is no bundle")
            files = {each.filename: archive.read(each) for each in wanted}
    except (OSError, zipfile.BadZipFile) as error:
        raise InputError(f"{path.name} cannot be read as a bundle: {error}") from None
    if "session.jsonl" not in files:
        raise InputError(f"{path.name} holds no session.jsonl: it is no bundle of a session")
    return files


def _scenarios(files: Mapping[str, bytes]) -> list[str]:
    """The stems of every scenario of the bundle, in order."""
    found = [
        name.removeprefix("scenarios/").removesuffix(".yaml")
        for name in files
        if name.startswith("scenarios/")
    ]
    return sorted(name for name in found if name != "tree")


async def _again(name: str, files: Mapping[str, bytes], engine: Engine) -> Found:
    """A scenario of the bundle as it was said, played again."""
    document = parse_document(files[f"scenarios/{name}.yaml"], f"scenarios/{name}.yaml")
    if not isinstance(document.data, dict) or not isinstance(document.data.get("base"), dict):
        raise InputError([document.problem((), "is not a scenario of a bundle", "export the session again")])
    try:
        scenario = Scenario.model_validate({**document.data["base"], "name": name})
    except ValueError as error:
        raise InputError(
            f"scenarios/{name}.yaml is not a scenario that this version knows: {error}"
        ) from None
    return scenario, await engine.full(scenario, runs=int(document.data.get("runs", 0)))


def _judged(
    lines: Sequence[Line],
    files: Mapping[str, bytes],
    again: Mapping[str, Found],
    *,
    same_model: bool,
) -> Verdict:
    values = same = categories = same_categories = 0
    differences: list[str] = []
    for name, (_, played) in again.items():
        for column, then in _stored(files, name).items():
            now = played.outcomes.get(column)
            alike = np.zeros(len(then), bool) if now is None else _alike(then, now[: len(then)])
            values, same = values + alike.size, same + int(alike.sum())
            if column in CATEGORICAL:
                categories, same_categories = categories + alike.size, same_categories + int(alike.sum())
            if not alike.all():
                runs = np.flatnonzero(~alike)
                differences.append(f"{name}: {column} differs in {runs.size:,} runs, run {runs[0]} the first")
    told = list(_statements(lines, again))
    changed = [each for each in told if each]
    shown = [*differences, *changed]
    more = [f"and {len(shown) - _SHOWN} more"] if len(shown) > _SHOWN else []
    listed = (*shown[:_SHOWN], *more)
    counts = (values, same, categories, same_categories, len(told), len(changed))
    return Verdict(*counts, same_model, listed)


def _stored(files: Mapping[str, bytes], name: str) -> dict[str, NDArray[Any]]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.read_table(io.BytesIO(files[f"results/{name}.parquet"]))
    except (KeyError, pa.ArrowException) as error:
        raise InputError(f"results/{name}.parquet cannot be read: {error}") from None
    return {column: table[column].to_numpy() for column in table.column_names if column != "run"}


def _alike(then: NDArray[Any], now: NDArray[Any]) -> NDArray[np.bool_]:
    if len(now) < len(then):
        return np.zeros(len(then), bool)
    if now.dtype.kind == "f":
        found: NDArray[np.bool_] = (then == now) | (np.isnan(then.astype(np.float64)) & np.isnan(now))
        return found
    return np.asarray(then == now, dtype=bool)


# --- what was on screen ----------------------------------------------------------------------------


def _statements(lines: Sequence[Line], again: Mapping[str, Found]) -> Iterator[str]:
    """For every result and every condition on record: what would read otherwise now, empty if nothing."""
    by_digest = {scenario.digest(): (scenario, played) for scenario, played in again.values()}
    by_node = {int(name.partition("_")[0]): found for name, found in again.items()}
    for line in lines:
        if line.kind == "result":
            yield _result(line, by_digest)
        elif line.kind == "suppose" and line.said.get("conditions"):
            yield _supposed(line, by_node.get(line.said["node"]))


def _result(line: Line, again: Mapping[str, Found]) -> str:
    ours, theirs = (again.get(line.said[name]) for name in ("scenario", "baseline"))
    if ours is None or theirs is None:
        return f"line {line.number + 1}: its scenario is not in the bundle"
    here, there = (_cut(each[1], line.said["runs"]) for each in (ours, theirs))
    moved = changes(here, there)
    now = sentence(here, there, moved)
    then = {(each["outcome"], each["category"]): each for each in line.said["changes"]}
    for each in moved:
        told = then.get((each.outcome, each.category))
        fresh = (each.before, each.after, each.paired.low, each.paired.high, each.held)
        if told is None or fresh != tuple(told[name] for name in ("before", "after", "low", "high", "held")):
            return f"line {line.number + 1}: {each.label} was {told}, is {fresh} now"
    return _reads(line, now)


def _supposed(line: Line, found: Found | None) -> str:
    if found is None:
        return f"line {line.number + 1}: its scenario is not in the bundle"
    scenario, played = found
    here = _cut(played, line.said["runs"])
    learnt = [condition(each, here, scenario.calendar) for each in line.said["conditions"]]
    now = suppose(here, learnt, scenario.calendar, line.said.get("outcome", "axis_verdict"))
    return _reads(line, now.sentence)


def _reads(line: Line, now: str) -> str:
    then = line.said["sentence"]
    return "" if now == then else f"line {line.number + 1}: read '{then}', reads '{now}' now"


def _cut(played: Played, runs: int) -> Played:
    """The first runs of a scenario."""
    return Played(
        played.digest,
        {name: values[:runs] for name, values in played.outcomes.items()},
        {name: values[:, :runs] for name, values in played.months.items()},
        {name: values[:runs] for name, values in played.seats.items()},
        {name: values[:runs] for name, values in played.firsts.items()},
    )
