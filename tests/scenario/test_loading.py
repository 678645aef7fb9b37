"""Files become batches: base, changes, crossed factors, and what others have written."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from simulation.errors import InputError
from simulation.evidence import load_evidence
from simulation.scenario import (
    ElectionSettings,
    Seats,
    Vocabulary,
    built_in,
    check,
    find_scenario,
    finding,
    load,
)

BASE = "base: {start: 2025-01, months: 24, iran: {strategy: maintain}}\n"
Write = Callable[[str, str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def to(name: str, text: str) -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return to


@pytest.fixture
def built_ins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that stands in for the built-in scenarios'."""
    folder = tmp_path / "packaged"
    folder.mkdir()
    monkeypatch.setattr(finding, "packaged", lambda name: folder)
    return folder


# --- the shipped files -------------------------------------------------------------------------


def test_irans_three_paths(vocabulary: Vocabulary) -> None:
    batch = load("iran_paths", vocabulary=vocabulary)
    assert batch.title == "Iran's three paths"
    assert batch.question == "Does Tehran's choice decide where Baghdad ends up?"
    assert (batch.runs, batch.seed, batch.names) == (1000, 2025, ("increase", "loosen", "maintain"))
    for scenario in batch.scenarios:
        assert scenario.schedule == ((0, scenario.name),)
        assert (scenario.start, scenario.months, scenario.lens) == ("2025-01", 24, "pooled")


@pytest.mark.parametrize("name", sorted(built_in()))
def test_every_shipped_file_can_be_loaded(name: str, vocabulary: Vocabulary) -> None:
    assert check(name, vocabulary=vocabulary) == []


def test_shipped_names_mean_one_thing(vocabulary: Vocabulary) -> None:
    digests: dict[str, set[str]] = {}
    for name in built_in():
        for scenario in load(name, vocabulary=vocabulary).scenarios:
            digests.setdefault(scenario.name, set()).add(scenario.digest())
    assert {name for name, found in digests.items() if len(found) > 1} == set()


def test_shipped_files_show_the_fields(vocabulary: Vocabulary) -> None:
    withdrawal = find_scenario("troops_leave", vocabulary=vocabulary)
    assert withdrawal.index(withdrawal.united_states.withdrawal or "") == 8
    strikes = find_scenario("struck_in_june", vocabulary=vocabulary)
    assert [(event.month, event.probability) for event in strikes.events] == [
        ("2025-03", 1.0),
        ("2025-06", 0.5),
    ]
    switch = find_scenario("lets_go_in_autumn", vocabulary=vocabulary)
    assert switch.schedule == ((0, "maintain"), (8, "loosen"))
    assert len(load("assumptions", vocabulary=vocabulary).scenarios) == 6
    changed = find_scenario("kataib_hizballah_less_doctrinaire", vocabulary=vocabulary)
    assert changed.actors["kataib_hizballah"]["doctrine"] == 0.6


def test_the_shipped_outcomes_of_an_election(vocabulary: Vocabulary) -> None:
    batch = load("election_outcomes", vocabulary=vocabulary)
    assert batch.names == (*vocabulary.election_outcomes, "by_hand")
    assert {(s.start, s.months, s.schedule[0][1]) for s in batch.scenarios} == {("2025-01", 24, "maintain")}
    said = {s.name: s.election.outcome for s in batch.scenarios}
    assert said.pop("simulated") is None
    by_hand = said.pop("by_hand")
    assert isinstance(by_hand, Seats)
    assert dict(by_hand.seats) == {"sadrists": 73, "progress": 37}
    assert said == {name: name for name in said}


def test_three_paths_by_five_outcomes(vocabulary: Vocabulary) -> None:
    batch = load("paths_by_outcomes", vocabulary=vocabulary)
    paths = load("iran_paths", vocabulary=vocabulary).names
    levels = ("simulated", "pro_tehran_rout", "framework_wins", "sudani_plurality", "sadr_returns")
    assert batch.names == tuple(f"{path}+{level}" for path in paths for level in levels)
    assert len({scenario.digest() for scenario in batch.scenarios}) == 15
    for path in paths:
        alone = find_scenario(path, vocabulary=vocabulary)
        assert batch.only([f"{path}+simulated"]).scenarios[0].digest() == alone.digest()
        fifth = batch.only([f"{path}+sadr_returns"]).scenarios[0]
        assert fifth.schedule == ((0, path),)
        assert fifth.election == ElectionSettings(boycott=(), alliances=(("sadrists", "sudani"),))


def test_the_options_of_a_leader(vocabulary: Vocabulary) -> None:
    away, stands, street = load("sadr_options", vocabulary=vocabulary).scenarios
    assert (away.name, stands.name, street.name) == ("boycott", "return", "street")
    assert [s.election.boycott for s in (away, stands, street)] == [("sadrists",), (), ("sadrists",)]
    assert not away.events
    assert {event.event for event in street.events} == {"protest_wave"}


@pytest.mark.parametrize(
    ("file", "start"), [("election_2025", "2025-01"), ("election_2025_from_july", "2025-07")]
)
def test_the_forecasts_assume_a_date_and_a_law_only(file: str, start: str, vocabulary: Vocabulary) -> None:
    (forecast,) = load(file, vocabulary=vocabulary).scenarios
    assert (forecast.start, forecast.calendar[-1]) == (start, "2026-12")
    assert forecast.plain() == {
        "start": start,
        "months": forecast.months,
        "lens": "pooled",
        "iran": {"strategy": [{"from": start, "is": "maintain"}]},
        "election": {"date": "2025-11", "law": "sainte_lague_2023"},
    }


def test_titles_of_outcomes_are_those_of_the_evidence() -> None:
    batch, outcomes = load("election_outcomes"), load_evidence().election_outcomes
    assert {s.name: s.title for s in batch.scenarios if s.name in outcomes} == {
        name: outcome.title for name, outcome in outcomes.items()
    }


# --- base and changes --------------------------------------------------------------------------


def test_mappings_merge_and_lists_and_values_replace(write: Write, vocabulary: Vocabulary) -> None:
    path = write(
        "x.yaml",
        """
base:
  start: 2025-01
  united_states: {posture: engagement, withdrawal: 2025-09}
  assume: {us_commitment: {uniform: [0.2, 0.6]}, iran_resolve: 0.5}
  events: [{month: 2025-03, event: gulf_offer}]
  actors: {sadrists: {doctrine: 0.1, axis: 0.2}}
scenarios:
  same:
  other:
    months: 12
    united_states: {withdrawal: null}
    assume: {us_commitment: {fixed: 0.3}}
    events: [{month: 2025-04, event: isis_resurges}]
    actors: {sadrists: {axis: 0.4}}
""",
    )
    same, other = load(path, vocabulary=vocabulary).scenarios
    assert (same.months, same.united_states.withdrawal) == (24, "2025-09")
    assert (other.months, other.united_states.withdrawal) == (12, None)
    assert other.united_states.posture == "engagement"
    assert other.plain()["assume"] == {"us_commitment": {"fixed": 0.3}, "iran_resolve": {"fixed": 0.5}}
    assert [event.event for event in other.events] == ["isis_resurges"]
    assert other.actors == {"sadrists": {"doctrine": 0.1, "axis": 0.4}}
    assert same.actors == {"sadrists": {"doctrine": 0.1, "axis": 0.2}}


def test_what_the_base_says_of_an_election_can_be_taken_back(write: Write, vocabulary: Vocabulary) -> None:
    path = write(
        "x.yaml",
        """
base: {start: 2025-01, election: {date: 2025-11, boycott: [sadrists], outcome: {seats: {sudani: 60}}}}
scenarios:
  same: {}
  drawn: {election: {date: null, boycott: null, outcome: simulated}}
  stands: {election: {boycott: [], outcome: {seats: {sadrists: 73}}}}
""",
    )
    same, drawn, stands = load(path, vocabulary=vocabulary).scenarios
    assert same.election.boycott == ("sadrists",)
    assert drawn.election == ElectionSettings()
    assert stands.plain()["election"] == {
        "date": "2025-11",
        "boycott": [],
        "outcome": {"seats": {"sudani": 60, "sadrists": 73}},
    }


def test_a_contradiction_that_shows_once_base_and_changes_meet(write: Write, vocabulary: Vocabulary) -> None:
    path = write(
        "x.yaml",
        "base: {start: 2025-01, election: {boycott: [sadrists]}}\n"
        "scenarios:\n  a: {election: {outcome: {seats: {sadrists: 73}}}}\n",
    )
    (problem,) = check(path, vocabulary=vocabulary)
    assert (problem.line, problem.message) == (3, "goes to sadrists, which boycotts")


def test_the_order_of_keys_does_not_matter(write: Write, vocabulary: Vocabulary) -> None:
    one = write(
        "one.yaml", "base: {start: 2025-01, months: 6, assume: {us_commitment: 0.3, iran_resolve: 0.5}}\n"
    )
    two = write(
        "two.yaml",
        "base: {assume: {iran_resolve: 0.5, us_commitment: {fixed: 0.3}}, months: 6, start: 2025-01}",
    )
    assert len({load(path, vocabulary=vocabulary).scenarios[0].digest() for path in (one, two)}) == 1


def test_defaults(write: Write, vocabulary: Vocabulary) -> None:
    batch = load(write("my_idea.yaml", "base: {start: 2025-01}"), vocabulary=vocabulary)
    (scenario,) = batch.scenarios
    assert (batch.title, batch.runs, batch.seed) == ("my idea", 1000, 2025)
    assert (scenario.name, scenario.months, scenario.lens, scenario.schedule) == (
        "base",
        24,
        "pooled",
        ((0, "maintain"),),
    )
    assert {scenario.israel.posture, scenario.syria.posture} == {"as_now"}
    assert (scenario.title, batch.file) == ("my idea", str(Path(batch.file)))


def test_factors_are_crossed_in_their_order(write: Write, vocabulary: Vocabulary) -> None:
    text = BASE + (
        "cross:\n"
        "  path: {increase: {iran: {strategy: increase}}, loosen: {iran: {strategy: loosen}}}\n"
        "  length: {short: {months: 6}, usual: }\n"
    )
    batch = load(write("x.yaml", text), vocabulary=vocabulary)
    assert batch.names == ("increase+short", "increase+usual", "loosen+short", "loosen+usual")
    assert [(s.schedule[0][1], s.months) for s in batch.scenarios] == [
        ("increase", 6),
        ("increase", 24),
        ("loosen", 6),
        ("loosen", 24),
    ]


# --- extends -----------------------------------------------------------------------------------


def test_a_scenario_starts_from_one_of_another_file(write: Write, vocabulary: Vocabulary) -> None:
    write(
        "other.yaml",
        "base: {start: 2025-01, months: 6, lens: malik}\nscenarios:\n  far: {israel: {posture: striking}}\n",
    )
    text = (
        "base: {start: 2021-06, months: 12, turkey: {posture: warming}}\n"
        "scenarios:\n"
        "  near: {}\n"
        "  further: {extends: other.yaml#far, months: 3}\n"
        "  furthest: {extends: '#further', lens: namdar}\n"
    )
    near, further, furthest = load(write("x.yaml", text), vocabulary=vocabulary).scenarios
    assert (near.start, near.months) == ("2021-06", 12)
    assert (further.start, further.months, further.lens) == ("2025-01", 3, "malik")
    assert (further.israel.posture, further.turkey.posture) == ("striking", "warming")
    assert (furthest.lens, furthest.months, furthest.israel.posture) == ("namdar", 3, "striking")


@pytest.mark.parametrize(
    "where", ["extends: iran_paths.yaml#loosen\n", "base: {extends: iran_paths#loosen}\n"]
)
def test_a_file_starts_from_a_built_in_scenario(where: str, write: Write, vocabulary: Vocabulary) -> None:
    batch = load(write("x.yaml", f"{where}scenarios: {{a: {{}}}}\n"), vocabulary=vocabulary)
    assert batch.scenarios[0].digest() == find_scenario("loosen", vocabulary=vocabulary).digest()


def test_a_crossed_scenario_can_be_extended(write: Write, vocabulary: Vocabulary) -> None:
    write("grid.yaml", BASE + "cross: {a: {x: {months: 3}}, b: {y: {lens: malik}}}\n")
    batch = load(write("x.yaml", "scenarios: {z: {extends: grid.yaml#x+y}}"), vocabulary=vocabulary)
    assert (batch.scenarios[0].months, batch.scenarios[0].lens) == (3, "malik")


def test_mistakes_are_told_where_they_are_written(write: Write, vocabulary: Vocabulary) -> None:
    write(
        "other.yaml",
        "base: {start: 2025-01}\nscenarios:\n  far:\n    events: [{month: 2026-06, event: gulf_offer}]\n",
    )
    path = write("x.yaml", "scenarios:\n  near: {extends: other.yaml#far, months: 6}\n")
    (problem,) = check(path, vocabulary=vocabulary)
    assert (Path(problem.file).name, problem.line, problem.text) == ("other.yaml", 4, "2026-06")
    assert "2025-06" in problem.hint


# --- where files are ---------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["iran_paths", "iran_paths.yaml", "scenarios/iran_paths.yaml"])
def test_built_in_files_are_found_from_an_empty_folder(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, vocabulary: Vocabulary
) -> None:
    monkeypatch.chdir(tmp_path)
    assert load(name, vocabulary=vocabulary).file == "scenarios/iran_paths.yaml"


def test_a_file_of_ones_own_comes_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, vocabulary: Vocabulary
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("iran_paths.yaml").write_text(BASE)
    assert load("iran_paths.yaml", vocabulary=vocabulary).names == ("base",)
    assert load("iran_paths", vocabulary=vocabulary).names == ("increase", "loosen", "maintain")


@pytest.mark.parametrize(
    "name", ["absent.yaml", "elsewhere/iran_paths.yaml", "", "a\0b", "x" * 5000, ".", "/dev/null"]
)
def test_what_is_not_there_is_told(name: str, vocabulary: Vocabulary) -> None:
    (problem,) = check(name, vocabulary=vocabulary)
    assert problem.message in {"does not exist", "is not a file"}
    assert problem.hint


def test_no_file_at_all(vocabulary: Vocabulary) -> None:
    with pytest.raises(InputError, match="no scenario file is given"):
        load([], vocabulary=vocabulary)


# --- several files, and what is said beside them -----------------------------------------------


def test_several_files_make_one_batch(vocabulary: Vocabulary) -> None:
    batch = load(["iran_paths", "us_withdrawal"], vocabulary=vocabulary)
    assert batch.names[:4] == ("increase", "loosen", "maintain", "troops_stay")
    assert batch.file == "scenarios/iran_paths.yaml, scenarios/us_withdrawal.yaml"
    assert batch.title == "Iran's three paths / American troops leave in September 2025"
    assert batch.scenarios[3].title == "American troops leave in September 2025"


def test_files_that_contradict_one_another(write: Write, vocabulary: Vocabulary) -> None:
    one = write("one.yaml", "runs: 10\nseed: 1\n" + BASE + "scenarios: {a: {}, b: {}}\n")
    two = write("two.yaml", "runs: 20\nseed: 2\n" + BASE + "scenarios: {a: {}, b: {months: 3}}\n")
    problems = check([one, two], vocabulary=vocabulary)
    assert [problem.text for problem in problems] == ["runs: 20", "seed: 2", "b"]
    assert "--runs" in problems[0].hint
    two.write_text("runs: 20\nseed: 2\n" + BASE + "scenarios: {a: {}, c: {months: 3}}\n")
    batch = load([one, two], runs=5, seed=7, vocabulary=vocabulary)
    assert (batch.runs, batch.seed, batch.names) == (5, 7, ("a", "b", "c"))


@pytest.mark.parametrize("said", [{"runs": 0}, {"runs": 10_000_001}, {"seed": -1}, {"seed": 2**63}])
def test_runs_and_seed_beside_the_file_are_checked(said: dict[str, int], vocabulary: Vocabulary) -> None:
    with pytest.raises(InputError, match=r"too (small|large)"):
        load("iran_paths", **said, vocabulary=vocabulary)


# --- scenarios by name -------------------------------------------------------------------------


def test_scenarios_are_found_by_name(vocabulary: Vocabulary, write: Write) -> None:
    assert find_scenario("increase", vocabulary=vocabulary).schedule == ((0, "increase"),)
    assert find_scenario("iran_paths#loosen", vocabulary=vocabulary).name == "loosen"
    swept = find_scenario("tehran_resolved@assume.us_commitment=0.9", vocabulary=vocabulary)
    assert swept.plain()["assume"]["us_commitment"] == {"fixed": 0.9}
    path = write("x.yaml", BASE + "scenarios: {mine: {months: 3}}")
    assert find_scenario(f"{path}#mine", vocabulary=vocabulary).months == 3


@pytest.mark.parametrize("name", ["incraese", "iran_paths#incraese"])
def test_an_unknown_name_meets_the_nearest(name: str, vocabulary: Vocabulary) -> None:
    with pytest.raises(InputError, match="did you mean 'increase'"):
        find_scenario(name, vocabulary=vocabulary)


def test_a_name_of_two_meanings_is_refused(built_ins: Path, vocabulary: Vocabulary) -> None:
    for file, months in (("one", 6), ("two", 6), ("three", 12)):
        (built_ins / f"{file}.yaml").write_text(
            f"base: {{start: 2025-01, months: {months}}}\nscenarios: {{a: {{}}}}\n"
        )
    with pytest.raises(InputError) as caught:
        find_scenario("a", vocabulary=vocabulary)
    assert "scenarios/one.yaml#a, scenarios/three.yaml#a, scenarios/two.yaml#a" in str(caught.value)
    (built_ins / "three.yaml").unlink()
    assert find_scenario("a", vocabulary=vocabulary).months == 6


def test_a_batch_is_narrowed_by_name(vocabulary: Vocabulary) -> None:
    batch = load("iran_paths", vocabulary=vocabulary)
    assert batch.only(["maintain", "increase"]).names == ("increase", "maintain")
    with pytest.raises(InputError, match="'losen' is not a scenario of the batch; did you mean 'loosen'"):
        batch.only(["losen"])
    with pytest.raises(InputError):
        batch.only([])


# --- lightness ---------------------------------------------------------------------------------


def test_the_package_is_light_to_import() -> None:
    heavy = "{'pandas', 'mesa', 'matplotlib', 'scipy.stats', 'pyarrow'}"
    code = f"import sys, simulation.scenario as s; s.built_in(); print(sorted({heavy} & set(sys.modules)))"
    root = Path(finding.__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root)
    assert done.stdout.strip() == "[]"


def test_shipped_files_are_those_of_the_repository(tmp_path: Path, vocabulary: Vocabulary) -> None:
    """Nothing in the package depends on where the scenarios' folder is."""
    copy = shutil.copytree(next(iter(built_in().values())).parent, tmp_path / "copy")
    for path in sorted(copy.glob("*.yaml")):
        assert load(path, vocabulary=vocabulary).names == load(path.stem, vocabulary=vocabulary).names


# --- with the packaged evidence ----------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(built_in()))
def test_shipped_files_fit_the_packaged_evidence(name: str) -> None:
    assert check(name) == []


def test_a_scenario_by_name_is_read_once() -> None:
    assert find_scenario("increase") is find_scenario("increase")


NESTED = "runs: {beliefs: 200, luck: 10}\n" + "base: {start: 2025-01, months: 24}\n"


def test_runs_can_be_beliefs_and_luck(tmp_path: Path, vocabulary: Vocabulary) -> None:
    path = tmp_path / "x.yaml"
    path.write_text(NESTED)
    nested = load(path, vocabulary=vocabulary)
    assert (nested.runs, nested.luck) == (2000, 10)
    assert (load(path, runs=50, vocabulary=vocabulary).runs, load(path, runs=50).luck) == (50, 1)
    other = load(path, runs={"beliefs": 30, "luck": 4}, vocabulary=vocabulary)
    assert (other.runs, other.luck) == (120, 4)
    with pytest.raises(InputError, match="too small"):
        load(path, runs={"beliefs": 30, "luck": 1}, vocabulary=vocabulary)


def test_files_agree_on_a_nested_design(tmp_path: Path, vocabulary: Vocabulary) -> None:
    one, two = tmp_path / "one.yaml", tmp_path / "two.yaml"
    one.write_text(NESTED + "scenarios: {a: {}}\n")
    two.write_text("runs: 2000\nbase: {start: 2025-01, months: 24}\nscenarios: {b: {}}\n")
    with pytest.raises(InputError, match=r"runs: 2000.*does not agree with \{beliefs: 200, luck: 10\}"):
        load([one, two], vocabulary=vocabulary)
    assert load([one, one], vocabulary=vocabulary).luck == 10
