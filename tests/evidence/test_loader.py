"""A valid folder of evidence is read as it stands, and cannot be changed afterwards."""

from __future__ import annotations

import pickle
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import FrozenInstanceError
from pathlib import Path

import numpy as np
import pytest
from pydantic import ValidationError

from simulation.errors import InputError
from simulation.evidence import Evidence, Fixed, Titled, Triangular, Uniform, load_evidence

Load = Callable[[], Evidence]
Change = Callable[[str, str, str], None]


def test_records_are_read(load: Load) -> None:
    evidence = load()
    assert evidence.facts["A23-payroll"].quantity == 200000
    assert evidence.facts["A24-balance"].caution == "An opinion."
    assert evidence.mechanisms["hedge"].row == (3,)
    assert evidence.mechanisms["orders"].row == (7, 8)
    parameter = evidence.parameters["hedge_inertia"]
    assert parameter.name == "hedge_inertia"
    assert parameter.prior == Triangular(0.1, 0.3, 0.6)
    assert parameter.basis.kind == "judgement"
    assert evidence.parameters["seats"].prior == Fixed(73)
    assert evidence.codebook["verdict.left"].value == 0.5
    assert evidence.codebook["verdict.points.seizure"].high == 2


def test_what_powers_do_is_read(load: Load) -> None:
    evidence = load()
    variants = evidence.strategies["loosen"].variants
    assert [variant.share for variant in variants.values()] == [0.5, 0.5]
    assert variants["disengaged"].levers["weapons"].prior == Uniform(0.4, 0.7)
    assert list(evidence.postures["united_states"]) == ["as_now", "withdrawn"]
    assert list(evidence.postures["gulf"]) == ["as_now"]  # a role, for all its powers
    event = evidence.events["ally_falls"]
    assert [(effect.actor, effect.operation, effect.prior.mean) for effect in event.effects] == [
        ("iran", "add", pytest.approx(-0.2)),
        ("kind:armed_group", "scale", 0.9),
    ]
    assert dict(event.acts) == {"axis_loss": 1}
    assert event.hazard is not None
    assert event.hazard.prior.mean == 0.01
    assert event.once


def test_the_roster_is_read(load: Load) -> None:
    evidence = load()
    assert (evidence.actors["iran"].role, evidence.actors["united_states"].role) == ("patron", None)
    assert sorted(evidence.actors) == ["badr", "badr_force", "iran", "united_states"]
    group = evidence.actors["badr_force"]
    assert dict(group.ties) == {"patron": ("iran",), "lists": ("badr",)}
    assert (group.attributes["axis"].low, group.attributes["axis"].high) == (-1.0, 1.0)
    assert group.attributes["axis"].unit == "scale"


def test_a_starting_point_replaces_attributes(load: Load) -> None:
    evidence = load()
    start = evidence.starts["2025-01"]
    assert start.attributes("badr")["axis"].value == -0.5
    assert start.attributes("badr")["axis"].spread == 0.0
    assert start.attributes("badr_force")["axis"].value == -0.6
    assert evidence.actors["badr"].attributes["axis"].value == -0.9
    assert start.world["isis_activity"].high == 5.0
    assert start.government.coalition == ("badr",)
    assert start.election is not None
    assert start.election.due == "2025-10"
    with pytest.raises(InputError, match="did you mean 'badr'"):
        start.attributes("bard")


def test_a_level_is_drawn_round_its_value_and_held_to_its_range(load: Load) -> None:
    evidence = load()
    axis = evidence.actors["badr"].attributes["axis"]  # -0.9 +/- 0.2, on -1 to 1
    drawn = axis.ppf(np.linspace(0.0, 1.0, 11))
    assert drawn[0] == -1.0
    assert drawn[5] == pytest.approx(-0.9)
    assert drawn[-1] == pytest.approx(-0.7)
    fixed = evidence.starts["2025-01"].attributes("badr")["axis"]
    assert set(fixed.ppf(np.linspace(0.0, 1.0, 5))) == {-0.5}


def test_laws_and_outcomes_of_elections_are_read_by_name_and_title(load: Load, folder: Path) -> None:
    assert dict(load().laws) == {}  # a folder need not have them
    assert dict(load().election_outcomes) == {}
    elections = folder / "elections"
    elections.mkdir()
    (elections / "laws.yaml").write_text(
        "bases: {none: {kind: judgement, why: Whoever counts votes reads the rest.}}\n"
        "laws: {sainte_lague_2023: {title: A law, method: highest_quotients, basis: none}}\n"
    )
    (elections / "outcomes.yaml").write_text(
        "outcomes: {simulated: {title: As simulated}, rout: {title: A rout, seats: {badr: 3}}}\n"
    )
    evidence = load()
    assert evidence.laws == {"sainte_lague_2023": Titled(name="sainte_lague_2023", title="A law")}
    assert {name: each.title for name, each in evidence.election_outcomes.items()} == {
        "simulated": "As simulated",
        "rout": "A rout",
    }


def test_lenses(load: Load, folder: Path) -> None:
    evidence = load()
    assert list(evidence.lenses) == ["pooled", "namdar"]
    assert evidence.parameter_prior("hedge_inertia", "namdar") == Uniform(0.5, 0.9)
    assert evidence.parameter_prior("hedge_inertia") == evidence.parameters["hedge_inertia"].prior
    assert evidence.parameter_prior("seats", "namdar") == Fixed(73)
    for name, lens in (("seatz", "pooled"), ("seats", "namdor")):
        with pytest.raises(InputError, match="did you mean"):
            evidence.parameter_prior(name, lens)
    (folder / "lenses.yaml").unlink()
    assert list(load().lenses) == ["pooled"]


def test_basis_shares(load: Load) -> None:
    shares = load().basis_shares()
    assert shares == {"article": 0.25, "paper": 0.25, "official": 0.25, "judgement": 0.25}


def test_evidence_cannot_be_changed(load: Load) -> None:
    evidence = load()
    with pytest.raises(TypeError):
        evidence.parameters["new"] = evidence.parameters["seats"]  # type: ignore[index]
    with pytest.raises(TypeError):
        evidence.actors["badr"].attributes["axis"] = None  # type: ignore[index]
    with pytest.raises(ValidationError):
        evidence.parameters["seats"].unit = "votes"  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        evidence.starts["2025-01"].start = "2025-02"  # type: ignore[misc]


def test_evidence_crosses_processes(load: Load) -> None:
    evidence = load()
    copy = pickle.loads(pickle.dumps(evidence))  # noqa: S301 - our own bytes
    assert copy == evidence


def test_the_packaged_evidence_is_read_once_and_fast() -> None:
    begin = time.process_time()
    evidence = load_evidence(used=None)
    assert time.process_time() - begin < 1.0  # of the processor; half of it is usual
    assert load_evidence() is evidence
    assert len(evidence.facts) >= 80
    assert "2025-01" in evidence.starts
    assert {"increase", "loosen", "maintain"} <= evidence.strategies.keys()
    assert {"sainte_lague_2018", "sntv_2021", "sainte_lague_2023"} == evidence.laws.keys()
    assert {"simulated", "framework_wins", "vote_postponed"} <= evidence.election_outcomes.keys()
    assert sum(evidence.basis_shares().values()) == pytest.approx(1.0)


def test_every_packaged_prior_and_level_can_be_drawn() -> None:
    evidence = load_evidence()
    u = np.linspace(0.0, 1.0, 101)
    for parameter in evidence.parameters.values():
        drawn = parameter.prior.ppf(u)
        assert parameter.range[0] <= drawn.min() <= drawn.max() <= parameter.range[1], parameter.name
    for start in evidence.starts.values():
        for actor in evidence.actors:
            for level in start.attributes(actor).values():
                drawn = level.ppf(u)
                assert level.low <= drawn.min() <= drawn.max() <= level.high, (actor, level.name)


def test_importing_evidence_imports_nothing_slow() -> None:
    code = "import sys, simulation.evidence; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    slow = {"pandas", "mesa", "matplotlib", "scipy", "scipy.stats"}
    assert not slow & set(loaded.split())
