"""Options weighed over paired runs: utilities by hand, and what turns a ranking round."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from simulation.analysis.robustness import reversals
from simulation.analysis.robustness.preferences import Preference, load_preferences
from simulation.analysis.robustness.weighing import assess, decider_of, options_of, worlds_of
from simulation.errors import InputError
from simulation.scenario import load

TWO = """\
preferences:
  mine:
    decider: baghdad
    title: A test
    meaning: Deaths against ties.
    satisfied: {value: 0.5, range: [0.4, 0.6]}
    terms:
      iraqi_deaths: {weight: 3, range: [1, 5], worst: 100, best: 0}
      axis_verdict:
        weight: 1
        range: [0, 4]
        values: {in_the_axis: 0, hedging: 1, leaving: 0.5, left: 0.5}
"""


def preferences(tmp_path: Path, text: str = TWO) -> Mapping[str, Preference]:
    path = tmp_path / "mine.yaml"
    path.write_text(text, encoding="utf-8")
    return load_preferences(path)


def results(frames: Mapping[str, Mapping[str, Any]], said: Mapping[str, Mapping[str, Any]]) -> Any:
    tables = [pd.DataFrame({"scenario": name, **columns}) for name, columns in frames.items()]
    entries = [{"name": name, "specification": dict(said[name])} for name in frames]
    return SimpleNamespace(outcomes=pd.concat(tables, ignore_index=True), manifest={"scenarios": entries})


def pair(runs: int = 60, **more: Any) -> Any:
    """Under `calm` half as many die; under `loud` Iraq hedges in all runs."""
    run = np.arange(runs)
    deaths = 40.0 + run
    frames = {
        "calm": {"run": run, "iraqi_deaths": deaths / 2, "axis_verdict": "in_the_axis", **more},
        "loud": {"run": run, "iraqi_deaths": deaths, "axis_verdict": "hedging", **more},
    }
    said = {"calm": {"iran": {"strategy": "loosen"}}, "loud": {"iran": {"strategy": "increase"}}}
    return results(frames, said)


def test_utilities_by_hand(tmp_path: Path) -> None:
    known, found = preferences(tmp_path), pair()
    worlds = worlds_of(found, options_of(found), known.values())
    utility = worlds.utility(known["mine"])
    assert utility[0] == pytest.approx([(3 * 0.8 + 0) / 4, (3 * 0.6 + 1) / 4])
    assert utility[59] == pytest.approx([(3 * 0.505) / 4, (3 * 0.01 + 1) / 4])
    assert worlds.count == 60


def test_runs_are_paired_whatever_their_order(tmp_path: Path) -> None:
    known, found = preferences(tmp_path), pair()
    shuffled = SimpleNamespace(
        outcomes=found.outcomes.sample(frac=1, random_state=1), manifest=found.manifest
    )
    first, second = (worlds_of(each, options_of(each), known.values()) for each in (found, shuffled))
    assert np.array_equal(first.scaled["mine"], second.scaled["mine"])


def test_of_a_nested_design_worlds_are_beliefs(tmp_path: Path) -> None:
    known = preferences(tmp_path)
    nested = pair(600, beliefs=np.arange(600) // 10)
    worlds = worlds_of(nested, options_of(nested), known.values())
    assert worlds.nested
    assert worlds.count == 60
    plain = worlds_of(pair(600), options_of(pair(600)), known.values())
    assert worlds.utility(known["mine"])[3] == pytest.approx(plain.utility(known["mine"])[30:40].mean(axis=0))


def test_a_run_without_a_value_counts_as_the_worst(tmp_path: Path) -> None:
    text = TWO.replace("iraqi_deaths", "months_to_form")
    term = preferences(tmp_path, text)["mine"].terms["months_to_form"]
    assert term.scaled(pd.Series([0.0, 50.0, np.nan, 200.0])).tolist() == [1.0, 0.5, 0.0, 0.0]


def test_the_value_of_a_weight_that_turns_the_ranking_round(tmp_path: Path) -> None:
    mine = preferences(tmp_path)["mine"]
    terms = np.array([[0.8, 0.6], [0.0, 0.5]])  # the first leads by 3 x 0.2 - 1 x 0.5
    rows = {row["term"]: row for row in reversals.flips(mine, terms, ("calm", "loud"))}
    assert rows["iraqi_deaths"]["at"] == pytest.approx(2.5)
    assert rows["axis_verdict"]["at"] == pytest.approx(1.2)
    assert all(row["inside"] and row["then"] == "loud" for row in rows.values())
    for name, row in rows.items():
        weights = mine.weights.copy()
        weights[list(mine.terms).index(name)] = row["at"]
        even = reversals.weighed(terms, weights)
        assert even[0] == pytest.approx(even[1])


def test_weights_drawn_within_their_ranges(tmp_path: Path) -> None:
    mine = preferences(tmp_path)["mine"]
    terms = np.array([[0.8, 0.6], [0.0, 0.5]])
    shares = {row["option"]: row["first"] for row in reversals.by_weights(mine, terms, ("calm", "loud"))}
    # calm leads where 0.2 a > 0.5 b, a in 1 to 5 and b in 0 to 4: b < 0.4 a, on average 1.2 of 4
    assert shares["calm"] == pytest.approx(0.3, abs=0.02)
    assert sum(shares.values()) == pytest.approx(1.0)
    beaten = np.array([[0.8, 0.6], [0.6, 0.5]])
    assert reversals.by_weights(mine, beaten, ("a", "b"))[0]["first"] == 1.0
    assert [row for row in reversals.flips(mine, beaten, ("a", "b")) if row["inside"]] == []


def test_whose_options_they_are() -> None:
    for file, decider in (
        ("iran_paths", "tehran"),
        ("us_options", "washington"),
        ("baghdad_options", "baghdad"),
    ):
        entries = [
            {"name": each.name, "specification": each.model_dump(mode="json")}
            for each in load(file).scenarios
        ]
        found: Any = SimpleNamespace(manifest={"scenarios": entries})
        assert decider_of(found) == decider
        assert len(options_of(found)) == len(entries)


def test_lenses_are_views_and_no_options() -> None:
    entries = [
        {"name": f"{path}+{lens}", "specification": {"iran": path, "lens": lens}}
        for path in ("increase", "loosen")
        for lens in ("pooled", "malik")
    ]
    found = options_of(SimpleNamespace(manifest={"scenarios": entries}))  # type: ignore[arg-type]
    assert [option.name for option in found] == ["increase", "loosen"]
    assert found[1].scenarios == {"pooled": "loosen+pooled", "malik": "loosen+malik"}


def test_a_ranking_that_depends_on_the_view_is_told(tmp_path: Path) -> None:
    one, other = pair(), pair()
    other.outcomes["scenario"] = other.outcomes["scenario"].map({"calm": "loud+b", "loud": "calm+b"})
    one.outcomes["scenario"] += "+a"
    said = {"calm": {"iran": 1}, "loud": {"iran": 2}}
    entries = [
        {"name": f"{name}+{lens}", "specification": said[name] | {"lens": lens}}
        for name in said
        for lens in "ab"
    ]
    found: Any = SimpleNamespace(
        outcomes=pd.concat([one.outcomes, other.outcomes]), manifest={"scenarios": entries}
    )
    kept = assess(found, decider="baghdad", preferences=preferences(tmp_path))
    ranks = kept.tables["ranks"]
    views = ranks[ranks["kind"] == "view"].set_index(["name", "option"])["rank"]
    assert views["a", "calm"] == views["b", "loud"]
    assert views["a", "calm"] != views["b", "calm"]
    assert kept.settings["worlds"] == 120


def test_everything_at_once(tmp_path: Path) -> None:
    kept = assess(pair(), decider="baghdad", preferences=preferences(tmp_path))
    rows = kept.tables["criteria"].set_index("option")
    assert rows.loc["calm", "regret"] >= 0
    assert (rows["regret_low"] <= rows["regret"]).all()
    assert (rows["regret"] <= rows["regret90"]).all()
    assert (rows["regret90"] <= rows["worst"]).all()
    assert rows["best"].sum() == pytest.approx(1.0)
    assert set(kept.tables["ranks"]["kind"]) == {"criterion", "preference"}
    reordered = assess(pair(), chosen=["loud", "calm"], preferences=preferences(tmp_path))
    assert reordered.settings["options"] == ["loud", "calm"]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (lambda: assess(pair(), decider="teheran"), "did you mean 'tehran'"),
        (lambda: assess(pair(), chosen=["clam", "loud"]), "did you mean 'calm'"),
        (lambda: assess(pair(), chosen=["loud"]), "one option leaves nothing to regret"),
        (lambda: assess(pair(20), decider="baghdad"), "results hold no outcome"),
    ],
)
def test_what_cannot_be_weighed_is_refused(asked: Any, said: str) -> None:
    with pytest.raises(InputError, match=said):
        asked()


def test_too_few_worlds_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="20 runs in common are too few"):
        assess(pair(20), decider="baghdad", preferences=preferences(tmp_path))
