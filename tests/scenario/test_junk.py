"""Whatever a file holds, it is loaded or refused with problems: never anything else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulation.errors import InputError
from simulation.scenario import Vocabulary, built_in, load

WORDS = [
    "title", "question", "answered_by", "runs", "seed", "base", "scenarios", "cross", "sweep", "extends",
    "start", "months", "lens", "iran", "strategy", "from", "is", "israel", "united_states", "posture",
    "withdrawal", "events", "month", "event", "probability", "assume", "us_commitment", "actors",
    "sudani", "axis", "ablate", "election", "outcome", "seats", "boycott",
    "alliances", "date", "law", "sadrists", "framework_wins", "grid", "sample", "size", "over",
    "latin_hypercube", "assume.us_commitment", "events.gulf_offer.probability", "2025-01", "2026-06",
    "increase", "maintain", "malik", "gulf_offer", "uniform", "fixed", "iran_paths.yaml#increase", "#a",
    "../x.yaml#a", "a", "b",
]  # fmt: skip
SCALARS = (
    st.sampled_from(WORDS)
    | st.none()
    | st.booleans()
    | st.integers(-3, 300)
    | st.floats(-2, 2)
    | st.text(max_size=5)
    | st.just(2**70)
)
DATA = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(WORDS), inner, max_size=4),
    max_leaves=15,
)
FAST = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("junk") / "x.yaml"


def loaded_or_refused(path: Path, vocabulary: Vocabulary) -> None:
    try:
        batch = load(path, vocabulary=vocabulary)
    except InputError as error:
        problems = error.problems
        assert problems
        assert all(problem.file and problem.message and problem.hint for problem in problems)
        assert all("\n" not in str(problem) for problem in problems)
    else:
        assert all(len(scenario.calendar) == scenario.months for scenario in batch.scenarios)


@FAST
@given(text=st.text(max_size=200) | st.text(alphabet="ab:-[]{}&*!|>'\"%@#?, \n\t", max_size=80))
def test_random_text(text: str, path: Path, vocabulary: Vocabulary) -> None:
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    loaded_or_refused(path, vocabulary)


@FAST
@given(raw=st.binary(max_size=300))
def test_random_bytes(raw: bytes, path: Path, vocabulary: Vocabulary) -> None:
    path.write_bytes(raw)
    loaded_or_refused(path, vocabulary)


@FAST
@given(data=st.dictionaries(st.sampled_from(WORDS[:9]), DATA, min_size=1))
def test_random_data_in_the_right_fields(data: Any, path: Path, vocabulary: Vocabulary) -> None:
    path.write_text(json.dumps(data, allow_nan=True))
    loaded_or_refused(path, vocabulary)


SHIPPED = [file.read_text(encoding="utf-8") for file in built_in().values()]


@FAST
@given(
    text=st.sampled_from(SHIPPED),
    cut=st.tuples(st.floats(0, 1), st.integers(0, 12)),
    put=st.sampled_from(
        ["", "\n", "  ", "- ", ": ", "{", "]", "'", "#", "&x ", "!t ", "999", ".nan", "null", "\t"]
    ),
)
def test_shipped_files_with_a_slip_of_the_pen(
    text: str, cut: tuple[float, int], put: str, path: Path, vocabulary: Vocabulary
) -> None:
    at, length = int(cut[0] * len(text)), cut[1]
    path.write_text(text[:at] + put + text[at + length :], encoding="utf-8")
    loaded_or_refused(path, vocabulary)
