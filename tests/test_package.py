"""The public names: all there, all light."""

from __future__ import annotations

import subprocess
import sys

import pytest

import simulation as sim

HEAVY = {"mesa", "numpy", "pandas", "pyarrow", "scipy", "matplotlib", "seaborn", "pydantic", "rich", "joblib"}


def loaded_by(program: str) -> set[str]:
    """The heavy modules that a program has loaded when it ends."""
    report = f"{program}\nimport sys\nprint('loaded:', *set({sorted(HEAVY)!r}) & sys.modules.keys())"
    done = subprocess.run([sys.executable, "-c", report], capture_output=True, text=True, check=True)
    return set(done.stdout.rpartition("loaded:")[2].split())


def test_importing_the_package_loads_nothing_heavy() -> None:
    assert loaded_by("import simulation\nsimulation.__version__, dir(simulation)") == set()


def test_the_check_for_heavy_modules_can_fail() -> None:
    assert "numpy" in loaded_by("import simulation\nsimulation.Results")


@pytest.mark.parametrize(
    "command",
    ["", "run", "check", "list", "explain", "plot", "report", "table", "compare", "discover", "history"],
)
def test_help_loads_nothing_heavy(command: str) -> None:
    asked = [*command.split(), "--help"]
    program = f"from simulation.cli import main\ntry: main({asked!r})\nexcept SystemExit: pass"
    assert loaded_by(program) <= {"pydantic"}  # which Typer reads options with


def test_every_public_name_is_there() -> None:
    for name in sim.__all__:
        assert getattr(sim, name) is not None
    assert set(sim.__all__) | {"__version__"} <= set(dir(sim))


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'Iraqmodel'"):
        _ = sim.Iraqmodel


def test_the_names_of_the_contract() -> None:
    import mesa

    assert issubclass(sim.IraqModel, mesa.Model)
    for agent in (sim.Militia, sim.Party, sim.ForeignPower, sim.Government, sim.Clergy, sim.Electorate):
        assert issubclass(agent, mesa.Agent)
    assert issubclass(sim.InputError, sim.CrossroadsError)
    assert callable(sim.plots.outcome_shares)
