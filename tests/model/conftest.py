"""Models of a few runs, played or not, for the tests of the rules."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pytest

from simulation.evidence.priors import Fixed
from simulation.model import IraqModel
from simulation.scenario import Scenario, find_scenario

Play = Callable[..., IraqModel]


@pytest.fixture(autouse=True, scope="module")
def _every_month_is_possible() -> Iterator[None]:
    """Whatever else a test is about: no seat is lost, and no attribute ends outside its range."""
    with pytest.MonkeyPatch.context() as patch:
        step = IraqModel.step

        def watched(model: IraqModel) -> None:
            before = sum(party.seats for party in model.parties)
            step(model)
            assert np.array_equal(sum(party.seats for party in model.parties), before), "seats came or went"
            if model.running:
                return
            for name, record in model.evidence.attributes.items():
                low, high = record.range
                for key, actor in model.actors.items():
                    values = getattr(actor, name, None)
                    if isinstance(values, np.ndarray):
                        inside = (values >= low - 1e-9) & (values <= high + 1e-9)
                        assert inside.all(), f"{key}.{name} outside {low} to {high} in month {model.month}"

        patch.setattr(IraqModel, "step", watched)
        yield


@pytest.fixture
def setup() -> Callable[..., Scenario]:
    """A built-in scenario with fields changed; numbers under `assume` and dicts under `actors` held fixed."""

    def _setup(name: str = "maintain", **changes: object) -> Scenario:
        plain = find_scenario(name if "#" in name else f"iran_paths#{name}")
        said = plain.plain() | {"name": plain.name}
        assumed = changes.pop("assume", {})
        whole = Scenario.model_validate(said | changes)
        held = {key: Fixed(float(value)) for key, value in assumed.items()}  # type: ignore[attr-defined]
        return whole.model_copy(update={"assume": type(whole.assume)({**whole.assume, **held})})

    return _setup


@pytest.fixture
def play(setup: Callable[..., Scenario]) -> Play:
    """Play a scenario for some months (all of them by default) with `runs` runs."""

    def _play(
        name: str = "maintain", months: int | None = None, runs: int = 200, **changes: object
    ) -> IraqModel:
        scenario = setup(name, **changes)
        model = IraqModel(scenario, runs=runs, rng=11)
        for _ in range(scenario.months if months is None else months):
            model.step()
        return model

    return _play
