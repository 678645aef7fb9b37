"""The JSON Schema of scenario files agrees with what the loader takes and refuses."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from simulation.documents import read_document
from simulation.scenario import Vocabulary, built_in, json_schema

BROKEN = Path(__file__).parents[1] / "broken" / "scenarios"
TYPES: dict[str, Any] = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "number": (int, float),
    "null": type(None),
}


class Checker:
    """As much of JSON Schema as our schema uses; an unknown keyword fails the test."""

    SAID_ELSEWHERE = frozenset({"title", "description", "default", "examples", "$schema", "$defs"})

    def __init__(self, schema: dict[str, Any]) -> None:
        self.schema = schema

    def mistakes(self, data: Any, schema: dict[str, Any] | None = None) -> Iterator[str]:
        for keyword, wanted in (self.schema if schema is None else schema).items():
            if keyword not in self.SAID_ELSEWHERE:
                check = getattr(self, "check_" + keyword.strip("$"))
                yield from check(data, wanted, self.schema if schema is None else schema)

    def fits(self, data: Any, schema: dict[str, Any]) -> bool:
        return not list(self.mistakes(data, schema))

    def check_ref(self, data: Any, wanted: str, _: Any) -> Iterator[str]:
        yield from self.mistakes(data, self.schema["$defs"][wanted.rpartition("/")[2]])

    def check_anyOf(self, data: Any, wanted: list[Any], _: Any) -> Iterator[str]:  # noqa: N802
        if not any(self.fits(data, choice) for choice in wanted):
            yield f"{data!r} fits none of the choices"

    def check_type(self, data: Any, wanted: str, _: Any) -> Iterator[str]:
        if not isinstance(data, TYPES[wanted]) or (isinstance(data, bool) and wanted != "boolean"):
            yield f"{data!r} is not of type {wanted}"

    def check_enum(self, data: Any, wanted: list[Any], _: Any) -> Iterator[str]:
        if data not in wanted:
            yield f"{data!r} is not one of {wanted}"

    def check_const(self, data: Any, wanted: Any, _: Any) -> Iterator[str]:
        yield from self.check_enum(data, [wanted], _)

    def check_pattern(self, data: Any, wanted: str, _: Any) -> Iterator[str]:
        if isinstance(data, str) and not re.search(wanted, data):
            yield f"{data!r} does not match {wanted}"

    def check_properties(self, data: Any, wanted: dict[str, Any], _: Any) -> Iterator[str]:
        for name in wanted.keys() & (data.keys() if isinstance(data, dict) else ()):
            yield from self.mistakes(data[name], wanted[name])

    def check_additionalProperties(self, data: Any, wanted: Any, schema: Any) -> Iterator[str]:  # noqa: N802
        others = (data.keys() if isinstance(data, dict) else set()) - schema.get("properties", {}).keys()
        for name in others:
            yield from [f"{name} is unknown"] if wanted is False else self.mistakes(data[name], wanted)

    def check_propertyNames(self, data: Any, wanted: Any, _: Any) -> Iterator[str]:  # noqa: N802
        for name in data if isinstance(data, dict) else ():
            yield from self.mistakes(name, wanted)

    def check_items(self, data: Any, wanted: Any, _: Any) -> Iterator[str]:
        for item in data if isinstance(data, list) else ():
            yield from self.mistakes(item, wanted)

    def check_required(self, data: Any, wanted: list[str], _: Any) -> Iterator[str]:
        yield from (f"{name} is missing" for name in wanted if isinstance(data, dict) and name not in data)

    def check_minimum(self, data: Any, wanted: float, _: Any) -> Iterator[str]:
        if isinstance(data, int | float) and data < wanted:
            yield f"{data} is less than {wanted}"

    def check_maximum(self, data: Any, wanted: float, _: Any) -> Iterator[str]:
        if isinstance(data, int | float) and data > wanted:
            yield f"{data} is more than {wanted}"

    def check_minItems(self, data: Any, wanted: int, _: Any) -> Iterator[str]:  # noqa: N802
        if isinstance(data, list) and len(data) < wanted:
            yield f"{data} is too short"

    def check_maxLength(self, data: Any, wanted: int, _: Any) -> Iterator[str]:  # noqa: N802
        if isinstance(data, str) and len(data) > wanted:
            yield "too long"

    def check_minProperties(self, data: Any, wanted: int, _: Any) -> Iterator[str]:  # noqa: N802
        if isinstance(data, dict) and len(data) < wanted:
            yield f"{data} has too few entries"

    def check_maxProperties(self, data: Any, wanted: int, _: Any) -> Iterator[str]:  # noqa: N802
        if isinstance(data, dict) and len(data) > wanted:
            yield f"{data} has too many entries"


@pytest.fixture
def checker(vocabulary: Vocabulary) -> Checker:
    return Checker(json_schema(vocabulary))


def test_it_describes_the_file_as_it_is_written(vocabulary: Vocabulary) -> None:
    schema = json_schema(vocabulary)
    assert set(schema["properties"]) == {
        "title", "question", "answered_by", "runs", "seed", "extends", "base", "scenarios", "cross", "sweep",
    }  # fmt: skip
    assert "x-names" not in json.dumps(schema)
    assert [kind.get("maximum") for kind in schema["properties"]["runs"]["anyOf"]] == [10_000_000, None]
    assert set(schema["$defs"]["Nested"]["required"]) == {"beliefs", "luck"}
    assert schema["$defs"]["Event"]["properties"]["event"]["enum"] == sorted(vocabulary.events)
    election = schema["$defs"]["ElectionSettings"]["properties"]
    assert {"type": "null"} in election["boycott"]["anyOf"]
    assert election["boycott"]["anyOf"][0]["items"]["enum"] == ["progress", "sadrists", "sudani"]
    assert schema["$defs"]["Seats"]["properties"]["seats"]["propertyNames"]["enum"] == [
        "minority_quota", "progress", "sadrists", "sudani",
    ]  # fmt: skip
    postures = schema["$defs"]["IsraelSettings"]["properties"]["posture"]
    assert postures["enum"] == ["as_now", "restrained", "striking"]
    assert {"from", "is"} == set(schema["$defs"]["Step"]["properties"])


@pytest.mark.parametrize("name", sorted(built_in()))
def test_it_takes_the_shipped_files(name: str, checker: Checker) -> None:
    assert list(checker.mistakes(read_document(built_in()[name]).data)) == []


@pytest.mark.parametrize(
    "name",
    [
        "unknown_field", "runs_negative", "runs_true", "runs_text", "runs_nested_without_luck",
        "runs_nested_misspelt", "runs_nested_one_luck", "seed_text", "title_number", "scenarios_list",
        "start_unknown", "month_thirteen", "months_too_many", "lens_unknown", "strategy_unknown",
        "strategy_empty_list", "strategy_not_in_a_mapping", "posture_unknown",
        "withdrawal_not_american", "power_unknown", "events_mapping", "event_unknown",
        "event_without_month", "probability_above_one", "parameter_unknown", "assumption_text",
        "assumption_unknown_kind", "assumption_two_kinds", "actor_unknown", "actor_number",
        "mechanism_unknown", "sweep_unknown_field", "sweep_text_field", "sample_unknown_design",
        "sample_without_size", "extends_number", "election_law_unknown", "election_outcome_unknown",
        "election_outcome_empty", "election_outcome_number", "election_seats_misspelt",
        "election_seats_negative", "election_boycott_reserved", "election_boycott_text",
        "election_boycott_armed_group", "election_alliance_flat", "election_field_unknown",
    ],
)  # fmt: skip
def test_it_refuses_what_the_loader_refuses(name: str, checker: Checker) -> None:
    assert list(checker.mistakes(read_document(BROKEN / f"{name}.yaml").data))
