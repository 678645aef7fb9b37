"""A small and valid folder of evidence, and a way to read it once a line is changed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

from simulation.errors import InputError, Problem
from simulation.evidence import Evidence, load_evidence

FILES = {
    "articles.yaml": """
        articles:
          atlantic-2025: {title: A title, outlet: The Atlantic, date: '2025-02', stance: centre, note: none}
        facts:
          - id: A23-payroll
            article: atlantic-2025
            line: 23
            date: '2025-02'
            voice: Namdar
            fact: The force has about 200,000 members.
            quantity: 200000
            unit: members
            confidence: medium
          - {id: A24-balance, article: atlantic-2025, line: 24, date: '2025-02', voice: author,
             fact: Balances., confidence: low, caution: An opinion.}
        """,
    "sources.yaml": """
        sources:
          lyall-2015: {kind: paper, citation: 'Lyall (2015), a paper.'}
          inec-2021: {kind: official, citation: 'The commission, final results.'}
        """,
    "mechanisms.yaml": """
        mechanisms:
          hedge: {row: 3, title: Hedging, equation: a = b, facts: [A24-balance], papers: [lyall-2015],
                  switch: true}
          orders: {row: [7, 8], title: Orders, equation: c = d, switch: false}
        """,
    "parameters/rules.yaml": """
        bases:
          guess: {kind: judgement, why: Nobody has measured this in any country.}
        parameters:
          hedge_inertia:
            meaning: How slowly a prime minister turns
            unit: share per month
            range: [0, 1]
            prior: {triangular: [0.1, 0.3, 0.6]}
            mechanism: hedge
            basis: guess
          order_cost:
            meaning: What an order costs
            unit: utils
            range: [0, 5]
            prior: {lognormal: [1.0, 0.3]}
            mechanism: orders
            basis: {kind: paper, sources: [lyall-2015]}
          seats:
            meaning: Seats
            unit: seats
            range: [0, 329]
            prior: 73
            mechanism: orders
            basis: {kind: official, sources: [inec-2021]}
          payroll:
            meaning: Members on the payroll
            unit: members
            range: [150000, 250000]
            prior: {normal: [200000, 15000]}
            mechanism: orders
            basis: {kind: article, facts: [A23-payroll]}
        """,
    "strategies.yaml": """
        bases:
          levels: {kind: judgement, why: Levels against the years before.}
        strategies:
          increase:
            title: Increase
            meaning: More influence.
            basis: levels
            variants:
              only:
                share: 1.0
                basis: levels
                levers:
                  weapons: {range: [0, 2], prior: {uniform: [1.0, 1.3]}, basis: levels}
          loosen:
            title: Loosen
            meaning: A signal.
            basis: levels
            variants:
              disciplined:
                share: 0.5
                basis: levels
                levers:
                  weapons: {range: [0, 2], prior: {uniform: [0.7, 0.9]}, basis: levels}
              disengaged:
                share: 0.5
                basis: levels
                levers:
                  weapons: {range: [0, 2], prior: {uniform: [0.4, 0.7]}, basis: levels}
        """,
    "postures.yaml": """
        bases:
          levels: {kind: judgement, why: Levels against the years before.}
        postures:
          united_states:
            as_now:
              title: As now
              meaning: As it stands.
              levers:
                pressure: {range: [0, 2], prior: 1.0, basis: levels}
            withdrawn:
              title: Withdrawn
              meaning: Troops leave.
              levers:
                pressure: {range: [0, 2], prior: {uniform: [0.2, 0.6]}, basis: levels}
          gulf:
            as_now:
              title: As now
              meaning: Every power of this role.
              levers:
                door: {range: [0, 1], prior: 0.5, basis: levels}
        """,
    "events.yaml": """
        events:
          ally_falls:
            title: An ally falls
            meaning: An ally of Tehran loses its capital.
            effects:
              - {actor: iran, attribute: prestige, add: {uniform: [-0.3, -0.1]}}
              - {actor: 'kind:armed_group', attribute: axis, scale: 0.9}
            acts: {axis_loss: 1}
            hazard:
              range: [0, 0.2]
              prior: 0.01
              basis: {kind: judgement, why: Once in some eight years.}
            once: true
            basis: {kind: article, facts: [A24-balance]}
        """,
    "codebook.yaml": """
        bases:
          coding: {kind: judgement, why: A threshold that two coders can apply.}
        verdict:
          left: {value: 0.5, range: [0.3, 0.7], basis: coding}
          points:
            seizure: {value: 1, range: [0, 2], basis: coding}
        """,
    "lenses.yaml": """
        lenses:
          namdar:
            title: Namdar
            reading: Entrenched.
            voice: Namdar
            facts: [A23-payroll]
            priors:
              hedge_inertia: {uniform: [0.5, 0.9]}
        """,
    "actors/attributes.yaml": """
        attributes:
          axis: {meaning: Alignment, unit: scale, range: [-1, 1], kinds: [party, armed_group]}
          prestige: {meaning: Standing, unit: share, range: [0, 1], kinds: [foreign_power]}
        """,
    "actors/powers.yaml": """
        actors:
          iran:
            name: Iran
            kind: foreign_power
            role: patron
            attributes:
              prestige: {value: 0.5, spread: 0.1, basis: {kind: article, facts: [A24-balance]}}
          united_states: {name: United States, kind: foreign_power}
        """,
    "actors/groups.yaml": """
        bases:
          positions: {kind: judgement, why: Read off two years of statements.}
        actors:
          badr_force:
            name: Badr (force)
            kind: armed_group
            community: shia
            ties: {patron: iran, lists: [badr]}
            attributes:
              axis: {value: -0.6, spread: 0.2, basis: positions}
          badr:
            name: Badr
            kind: party
            basis: positions
            attributes:
              axis: {value: -0.9, spread: 0.2, basis: positions}
        """,
    "starting_points/2025-01/start.yaml": """
        start: 2025-01
        title: January 2025
        cut: 2025-01-31
        note: After the fall of Assad.
        bases:
          record: {kind: official, sources: [inec-2021]}
        government:
          prime_minister: badr
          pm_kind: sudani
          pm_backing: framework
          coalition: [badr]
          facts: [A24-balance]
        actors:
          badr:
            axis: {value: -0.5, basis: record}
        world:
          isis_activity: {value: 1.0, spread: 0.2, unit: index, range: [0, 5], basis: record}
        history:
          - {month: 2024-11, act: launch_israel, count: 2, actor: badr_force, basis: record}
        election: {due: 2025-10, law: sainte_lague_2023, basis: record}
        """,
}
USED = frozenset({"hedge_inertia", "order_cost", "seats", "payroll"})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A valid folder of evidence."""
    root = tmp_path / "evidence"
    for name, text in FILES.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text).lstrip(), encoding="utf-8")
    return root


@pytest.fixture
def change(folder: Path) -> Callable[[str, str, str], None]:
    """Replaces one text of one file of the folder by another."""

    def _change(file: str, old: str, new: str) -> None:
        path = folder / file
        text = path.read_text(encoding="utf-8")
        assert text.count(old) >= 1, f"{old!r} is not in {file}"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    return _change


@pytest.fixture
def load(folder: Path) -> Callable[[], Evidence]:
    """Loads the folder as it stands, for a model that reads its four parameters."""
    return lambda: load_evidence(folder, used=USED)


@pytest.fixture
def problems(load: Callable[[], Evidence]) -> Callable[[], tuple[Problem, ...]]:
    """What is wrong with the folder as it stands."""

    def _problems() -> tuple[Problem, ...]:
        with pytest.raises(InputError) as refusal:
            load()
        return refusal.value.problems

    return _problems
