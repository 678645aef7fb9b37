"""Evidence that is wrong is refused: where it stands, what is wrong, and how to mend it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.documents import packaged
from simulation.errors import InputError, Problem
from simulation.evidence import Evidence, load_evidence

Problems = Callable[[], tuple[Problem, ...]]
Change = Callable[[str, str, str], None]


JUNK = ("null", "true", "3", "-1e9", "x", "''", "[]", "{}", "[1, x]", "{a: 1}", "[[1]]", "{a: {a: 1}}")


class Case(NamedTuple):
    """A change to a valid file, and the one problem it makes."""

    file: str
    old: str
    new: str
    at: str  # stands in the line of the problem; "" for a problem of the whole file
    says: str
    hint: str = ""


ARTICLES, SOURCES, PARAMETERS = "articles.yaml", "sources.yaml", "parameters/rules.yaml"
STRATEGIES, POSTURES, EVENTS = "strategies.yaml", "postures.yaml", "events.yaml"
CODEBOOK, LENSES, MECHANISMS = "codebook.yaml", "lenses.yaml", "mechanisms.yaml"
ATTRIBUTES, POWERS, GROUPS = "actors/attributes.yaml", "actors/powers.yaml", "actors/groups.yaml"
START = "starting_points/2025-01/start.yaml"

# fmt: off
# fmt: off
CASES = {
    # Facts and sources
    "a fact of no article": Case(
        ARTICLES, "article: atlantic-2025\n", "article: atlantic-2052\n", "2052", "is not an article",
        "atlantic-2025"
    ),
    "two facts with one id": Case(
        ARTICLES, "facts:\n",
        "facts:\n"
        "  - {id: A24-balance, article: atlantic-2025, line: 24, date: '2025', voice: W, fact: F,"
        " confidence: low}\n",
        "date: '2025-02', voice: author", "is the id of an earlier fact too"
    ),
    "an id of another line": Case(
        ARTICLES, "line: 24", "line: 25", "A24-balance", "does not name its line, 25"
    ),
    "a quantity without a unit": Case(
        ARTICLES, "    unit: members\n", "", "id: A23", "a quantity without a unit"
    ),
    "a confidence that is none": Case(
        ARTICLES, "confidence: low", "confidence: lwo", "lwo", "is not allowed here",
        "allowed: high, low, medium"
    ),
    "a source of an unknown kind": Case(
        SOURCES, "kind: official", "kind: offical", "offical", "is not allowed here",
        "did you mean 'official'"
    ),
    "a source without a citation": Case(
        SOURCES, "kind: official, citation: 'The commission, final results.'", "kind: official", "inec",
        "'citation'"
    ),
    # The basis of a number
    "a number without a basis": Case(
        PARAMETERS, "    basis: {kind: article, facts: [A23-payroll]}\n", "", "payroll:", "has no basis"
    ),
    "a fact that is not there": Case(
        PARAMETERS, "facts: [A23-payroll]", "facts: [A23-payrol]", "payrol]", "is not a fact", "'A23-payroll'"
    ),
    "a source that is not there": Case(
        PARAMETERS, "kind: paper, sources: [lyall-2015]", "kind: paper, sources: [lyall-2051]", "2051",
        "is not a source of sources.yaml", "'lyall-2015'"
    ),
    "an article basis without facts": Case(
        PARAMETERS, "{kind: article, facts: [A23-payroll]}", "{kind: article, why: As is well known by now.}",
        "kind: article", "an article basis without a fact"
    ),
    "a paper basis on an official source": Case(
        PARAMETERS, "kind: paper, sources: [lyall-2015]", "kind: paper, sources: [inec-2021]", "kind: paper",
        "a basis of kind paper without such a source", "paper or data"
    ),
    "an official basis on a paper": Case(
        PARAMETERS, "kind: official, sources: [inec-2021]", "kind: official, sources: [lyall-2015]",
        "kind: official", "a basis of kind official without such a source", "public_record"
    ),
    "a judgement without a reason": Case(
        PARAMETERS, "Nobody has measured this in any country.", "A guess.", "A guess", "without its reasoning"
    ),
    "a basis that the file does not declare": Case(
        PARAMETERS, "basis: guess\n", "basis: guest\n", "guest", "is not a basis of this file",
        "did you mean 'guess'"
    ),
    "a basis of an unknown kind": Case(
        PARAMETERS, "{kind: article, facts: [A23-payroll]}", "{kind: hearsay, facts: [A23-payroll]}",
        "hearsay", "is not allowed here", "judgement"
    ),
    "facts that are not a list": Case(
        PARAMETERS, "facts: [A23-payroll]", "facts: A23-payroll", "facts: A23", "should be a valid tuple"
    ),
    # Parameters and priors
    "a prior outside its range": Case(
        PARAMETERS, "triangular: [0.1, 0.3, 0.6]", "triangular: [0.1, 0.3, 1.6]", "1.6",
        "outside the range 0 to 1"
    ),
    "a fixed value outside its range": Case(
        PARAMETERS, "prior: 73", "prior: 330", "330", "outside the range 0 to 329"
    ),
    "a median outside its range": Case(
        PARAMETERS, "[200000, 15000]", "[260000, 15000]", "260000", "its median outside the range"
    ),
    "too little of a normal inside": Case(
        PARAMETERS, "[200000, 15000]", "[200000, 150000]", "150000]", "keeps only 26% of its mass", "80%"
    ),
    "reversed bounds of a prior": Case(
        PARAMETERS, "triangular: [0.1, 0.3, 0.6]", "uniform: [0.6, 0.1]", "0.6, 0.1", "lower bound first",
        "write {uniform: [low, high]}"
    ),
    "reversed bounds of a range": Case(
        PARAMETERS, "range: [0, 1]", "range: [1, 0]", "[1, 0]", "is not a range"
    ),
    "an unknown kind of prior": Case(
        PARAMETERS, "triangular: [0.1", "triangle: [0.1", "triangle", "is not a kind of prior", "'triangular'"
    ),
    "two kinds of prior": Case(
        PARAMETERS, "{lognormal: [1.0, 0.3]}", "{lognormal: [1.0, 0.3], fixed: 1}", "lognormal",
        "names 2 kinds"
    ),
    "a prior of text": Case(PARAMETERS, "prior: 73", "prior: many", "many", "is not a prior"),
    "a prior that is true": Case(PARAMETERS, "prior: 73", "prior: true", "true", "is not a prior"),
    "a negative spread of a prior": Case(
        PARAMETERS, "[200000, 15000]", "[200000, -15000]", "-15000", "positive standard deviation"
    ),
    "a prior with a word among its numbers": Case(
        PARAMETERS, "[200000, 15000]", "[200000, wide]", "wide",
        "holds 'wide' where a finite number is needed"
    ),
    "a choice where a number is needed": Case(
        PARAMETERS, "prior: 73", "prior: {choice: {few: 0.5, many: 0.5}}", "few",
        "a word where a number is needed"
    ),
    "a parameter of no mechanism": Case(
        PARAMETERS, "mechanism: hedge", "mechanism: hegde", "hegde", "is not a mechanism",
        "did you mean 'hedge'"
    ),
    "a parameter with a name Python cannot read": Case(
        PARAMETERS, "  seats:\n", "  Seats:\n", "Seats:", "cannot be a name"
    ),
    "an unknown field": Case(
        PARAMETERS, "unit: utils\n", "unit: utils\n    units: utils\n", "units", "is not a field", "'unit'"
    ),
    "an unknown section": Case(
        PARAMETERS, "bases:\n", "notes: none\nbases:\n", "notes", "is not a field here",
        "allowed: bases, parameters"
    ),
    "a name given twice": Case(
        PARAMETERS, "    unit: utils", "    name: cost\n    unit: utils", "name: cost", "is not a field here"
    ),
    # Mechanisms
    "a mechanism of no such fact": Case(
        MECHANISMS, "[A24-balance]", "[A25-balance]", "A25-balance", "is not a fact"
    ),
    "a switch that is not yes or no": Case(
        MECHANISMS, "switch: true", "switch: 1", "switch: 1", "should be a valid boolean"
    ),
    # What powers do
    "shares that do not sum to one": Case(
        STRATEGIES, "share: 0.5", "share: 0.4", "loosen:", "shares sum to 0.9, not to 1"
    ),
    "a share above one": Case(
        STRATEGIES, "share: 1.0", "share: 1.5", "1.5", "should be less than or equal to 1"
    ),
    "a lever that one variant lacks": Case(
        STRATEGIES, "weapons: {range: [0, 2], prior: {uniform: [0.4, 0.7]}, basis: levels}", "{}",
        "disengaged", "does not set the lever 'weapons'", "the same levers"
    ),
    "a lever that is a bare number": Case(
        STRATEGIES, "weapons: {range: [0, 2], prior: {uniform: [0.4, 0.7]}, basis: levels}", "weapons: 0.5",
        "weapons: 0.5", "is a number without a basis", "range, prior, basis"
    ),
    "a power without its present posture": Case(
        POSTURES, "as_now:", "today:", "united_states", "no posture 'as_now'"
    ),
    "a power that is not an actor": Case(
        POSTURES, "united_states:", "united_state:", "united_state:",
        "is neither an actor of actors/ nor a role", "'united_states'"
    ),
    "postures with other levers": Case(
        POSTURES, "pressure: {range: [0, 2], prior: 1.0, basis: levels}",
        "pressure: {range: [0, 2], prior: 1.0, basis: levels}\n"
        "        troops: {range: [0, 2], prior: 1.0, basis: levels}", "withdrawn",
        "does not set the lever 'troops'"
    ),
    # Events
    "an event for nobody": Case(
        EVENTS, "actor: iran", "actor: irak", "irak", "is not an actor", "did you mean 'iran'"
    ),
    "an event for no kind": Case(
        EVENTS, "kind:armed_group", "kind:armed_groups", "kind:", "is not a kind of actor"
    ),
    "an effect on no attribute": Case(
        EVENTS, "attribute: prestige", "attribute: prestiges", "prestiges", "is not an attribute",
        "'prestige'"
    ),
    "an effect on another kind's attribute": Case(
        EVENTS, "attribute: axis, scale: 0.9", "attribute: prestige, scale: 0.9", "kind:armed_group",
        "which no actor of kind 'armed_group' has", "foreign_power"
    ),
    "an effect in two ways": Case(EVENTS, "scale: 0.9", "scale: 0.9, set: 0", "set: 0", "in one way"),
    "an effect beyond the attribute's width": Case(
        EVENTS, "uniform: [-0.3, -0.1]", "uniform: [-1.3, -0.1]", "-1.3", "outside the range -1 to 1"
    ),
    "a hazard above one": Case(
        EVENTS, "range: [0, 0.2]", "range: [0, 1.2]", "range: [0, 1.2]", "goes beyond 0 to 1"
    ),
    "half an act": Case(EVENTS, "axis_loss: 1", "axis_loss: 0.5", "axis_loss", "should be a valid integer"),
    # The codebook and the lenses
    "a threshold without a basis": Case(
        CODEBOOK, "left: {value: 0.5, range: [0.3, 0.7], basis: coding}", "left: 0.5", "left: 0.5",
        "is a number without a basis", "value, range, basis"
    ),
    "a threshold outside its range": Case(
        CODEBOOK, "value: 0.5", "value: 0.8", "value: 0.8", "has its value 0.8 outside its range 0.3 to 0.7"
    ),
    "a lens on no parameter": Case(
        LENSES, "hedge_inertia", "hedge_inert", "hedge_inert", "is not a parameter"
    ),
    "a lens outside a parameter's range": Case(
        LENSES, "uniform: [0.5, 0.9]", "uniform: [0.5, 1.9]", "1.9", "outside the range 0 to 1"
    ),
    "a lens without a basis": Case(LENSES, "[A23-payroll]", "[]", "namdar:", "has priors without a basis"),
    # The roster
    "an unknown attribute": Case(
        GROUPS, "axis: {value: -0.6", "axes: {value: -0.6", "axes", "is not an attribute"
    ),
    "another kind's attribute": Case(
        GROUPS, "axis: {value: -0.6", "prestige: {value: 0.6", "prestige",
        "not an attribute of an actor of kind"
    ),
    "a value outside its attribute's range": Case(
        GROUPS, "value: -0.6", "value: -1.6", "-1.6", "is outside the range of 'axis', -1 to 1"
    ),
    "a negative spread": Case(GROUPS, "spread: 0.2", "spread: -0.2", "-0.2", "greater than or equal to 0"),
    "a value that is text": Case(
        GROUPS, "value: -0.6", "value: '-0.6'", "'-0.6'", "should be a valid number"
    ),
    "a value that is false": Case(GROUPS, "value: -0.6", "value: false", "false", "should be a valid number"),
    "an attribute without a basis": Case(
        GROUPS, "{value: -0.6, spread: 0.2, basis: positions}", "-0.6", "axis: -0.6",
        "is a number without a basis"
    ),
    "an unknown kind of actor": Case(
        GROUPS, "kind: party", "kind: militia", "militia", "is not allowed", "party"
    ),
    "an unknown role": Case(
        POWERS, "role: patron", "role: patrons", "patrons", "is not allowed here", "'patron'"
    ),
    "a tie to nobody": Case(
        GROUPS, "patron: iran", "patron: irna", "irna", "is not an actor", "did you mean 'iran'"
    ),
    "an actor in two files": Case(
        POWERS, "  united_states:", "  badr: {name: Badr again, kind: party}\n  united_states:", "badr:",
        "is an actor of an earlier file too"
    ),
    "an attribute of an unknown kind": Case(
        ATTRIBUTES, "kinds: [foreign_power]", "kinds: [foreign_powers]", "foreign_powers",
        "is not allowed here"
    ),
    # Starting points
    "a start in another month's folder": Case(
        START, "start: 2025-01", "start: 2025-02", "start: 2025-02", "is not the month of its folder, 2025-01"
    ),
    "a month that is none": Case(
        START, "month: 2024-11", "month: 2024-13", "2024-13", "should match pattern"
    ),
    "a day that is none": Case(START, "cut: 2025-01-31", "cut: 2025-02-31", "2025-02-31", "is not a date"),
    "history after the start": Case(
        START, "month: 2024-11", "month: 2025-01", "2025-01, act", "is not before the start"
    ),
    "an election before the start": Case(
        START, "due: 2025-10", "due: 2024-10", "2024-10", "is before the start"
    ),
    "history without a basis": Case(
        START, ", actor: badr_force, basis: record", "", "launch_israel", "has no basis"
    ),
    "a coalition of armed groups": Case(
        START, "coalition: [badr]", "coalition: [badr_force]", "badr_force]",
        "is not a party but of kind 'armed_group'"
    ),
    "a government without a basis": Case(
        START, "  facts: [A24-balance]\n", "", "government:", "is a government without a basis"
    ),
    "a world level outside its range": Case(
        START, "range: [0, 5]", "range: [2, 5]", "value: 1.0", "outside its range"
    ),
    "an override of nobody": Case(
        START, "  badr:\n", "  bard:\n", "bard", "is not an actor", "did you mean 'badr'"
    ),
    "an override outside the range": Case(
        START, "value: -0.5", "value: 1.5", "1.5", "outside the range of 'axis'"
    ),
}
# fmt: on
# fmt: on


@pytest.mark.parametrize("name", CASES)
def test_a_mistake_is_found_where_it_stands(
    name: str, change: Change, problems: Problems, folder: Path
) -> None:
    case = CASES[name]
    change(case.file, case.old, case.new)
    found = [problem for problem in problems() if case.says in problem.message]
    assert found, [str(problem) for problem in problems()]
    problem = found[0]
    assert problem.file == f"{folder}/{case.file}"
    assert case.hint in problem.hint
    line = (
        (folder / case.file).read_text(encoding="utf-8").splitlines()[problem.line - 1]
        if problem.line
        else ""
    )
    assert case.at in line
    assert problem.column >= (1 if problem.line else 0)


@pytest.mark.parametrize("name", [name for name in CASES if "Python" not in name])
def test_one_mistake_is_one_problem(name: str, change: Change, problems: Problems) -> None:
    """A mistake is said once: what refers to a broken record is not blamed for it."""
    case = CASES[name]
    change(case.file, case.old, case.new)
    assert len(problems()) == 1, [str(problem) for problem in problems()]


@pytest.mark.parametrize(
    "file",
    [ARTICLES, SOURCES, PARAMETERS, STRATEGIES, POSTURES, EVENTS, CODEBOOK, MECHANISMS, ATTRIBUTES, START],
)
@pytest.mark.parametrize("content", [None, "", "- 1\n- 2\n", "a: [1, 2\n", "a: !!python/name:os.system x\n"])
def test_a_file_that_cannot_be_read_is_named(
    file: str, content: str | None, folder: Path, problems: Problems
) -> None:
    if content is None:
        (folder / file).unlink()
    else:
        (folder / file).write_text(content, encoding="utf-8")
    found = problems()
    lone = file.startswith("parameters/") and content is None  # the folder's only file: then it is empty
    named = f"{folder}/parameters" if lone else f"{folder}/{file}"
    assert named in {problem.file for problem in found}
    if content in (None, ""):
        assert {problem.file for problem in found} <= {named, f"{folder}/starting_points"}


def test_a_parameter_stands_in_one_file_only(folder: Path, problems: Problems) -> None:
    again = (folder / PARAMETERS).read_text(encoding="utf-8")
    (folder / "parameters" / "twice.yaml").write_text(again, encoding="utf-8")
    found = problems()
    assert {problem.file for problem in found} == {f"{folder}/parameters/twice.yaml"}
    assert len(found) == again.count("meaning:")
    assert f"{folder}/{PARAMETERS}" in str(found[0])


def test_every_mistake_is_listed_at_once_in_order(change: Change, problems: Problems, folder: Path) -> None:
    for case in (CASES["an unknown attribute"], CASES["a prior outside its range"], CASES["a tie to nobody"]):
        change(case.file, case.old, case.new)
    change(PARAMETERS, "prior: 73", "prior: 330")
    found = problems()
    assert len(found) == 4
    places = [(problem.file, problem.line) for problem in found]
    assert places == sorted(places)
    assert str(found[0]).startswith(f"{folder}/actors/groups.yaml:")


@given(data=st.data())
def test_junk_makes_problems_and_no_crash(data: st.DataObject, folder: Path) -> None:
    path = data.draw(st.sampled_from(sorted(folder.rglob("*.yaml"))))
    text = path.read_text(encoding="utf-8")
    values = list(re.finditer(r"(?<=[:,\[-] )[^\s,{}\[\]]+|\[[^\[\]]*\]|\{[^{}]*\}", text))
    value = data.draw(st.sampled_from(values))
    junk = data.draw(st.sampled_from(JUNK))
    path.write_text(text[: value.start()] + junk + text[value.end() :], encoding="utf-8")
    try:
        with pytest.raises(InputError):  # at the least, nothing uses the parameters
            load_evidence(folder, used=frozenset())
    finally:
        path.write_text(text, encoding="utf-8")


def test_a_parameter_that_nothing_uses(folder: Path) -> None:
    used = frozenset({"hedge_inertia", "order_cost", "payroll"})
    with pytest.raises(
        InputError, match=r"'seats' is a parameter that nothing uses; .*beliefs\.seats"
    ) as refusal:
        load_evidence(folder, used=used)
    assert len(refusal.value.problems) == 1
    assert refusal.value.problems[0].line > 1


def test_a_parameter_that_is_read_and_not_there(folder: Path) -> None:
    used = frozenset({"hedge_inertia", "order_cost", "payroll", "seats", "seat"})
    with pytest.raises(
        InputError, match="'seat' is read by the model and is not a parameter; did you mean 'seats'"
    ):
        load_evidence(folder, used=used)


def test_no_starting_point(folder: Path, problems: Problems) -> None:
    start = folder / "starting_points/2025-01"
    start.rename(folder / "starting_points/January")
    assert [problem.message for problem in problems()] == ["is not named after a month"]


def test_no_folder(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is not a folder of evidence"):
        load_evidence(tmp_path / "nowhere")


def test_a_valid_folder_has_no_problem(load: Callable[[], Evidence]) -> None:
    load()


@pytest.mark.parametrize(
    ("file", "text", "message"),
    [
        ("laws", "laws: {sntv_2021: {title: A law}}\n", "is not a law of elections/laws.yaml"),
        ("laws", "laws: {sainte_lague_2023: {method: none}}\n", "has no 'title'"),
        ("laws", "laws: {Sainte-Lague: {title: A}, sainte_lague_2023: {title: B}}\n", "cannot be a name"),
        ("outcomes", "outcomes: {simulated: A title}\n", "is not a record"),
        ("outcomes", "simulated: {title: A title}\n", "does not hold a mapping of names to records"),
        ("outcomes", "outcomes: [1, 2\n", "cannot be read as YAML"),
    ],
)
def test_laws_and_outcomes_without_a_name_or_a_title(
    file: str, text: str, message: str, folder: Path, problems: Problems
) -> None:
    (folder / "elections").mkdir()
    (folder / f"elections/{file}.yaml").write_text(text, encoding="utf-8")
    (problem,) = problems()
    assert message in problem.message
    assert "election" in problem.file or "election" in problem.message


def test_an_actor_without_what_all_others_of_its_kind_have(tmp_path: Path) -> None:
    copy = tmp_path / "seeds"
    shutil.copytree(packaged("seeds"), copy)
    file = copy / "actors/armed_groups.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(
        f"{text}\n  newcomer:\n    name: A new group\n    kind: armed_group\n    ties: {{patron: iran}}\n"
        "    note: Made up for a test.\n    attributes:\n"
        "      axis: {value: -0.50, spread: 0.20, basis: by-company}\n",
        encoding="utf-8",
    )
    with pytest.raises(InputError) as refusal:
        load_evidence(copy)
    (problem,) = refusal.value.problems  # once, not again for every starting point
    assert problem.line > 1
    assert problem.text == "newcomer"
    assert "lacks what every other actor of kind 'armed_group' has: abroad, arms" in problem.message
    assert "quiet_us" in problem.message
    assert "kataib_hizballah" in problem.hint
