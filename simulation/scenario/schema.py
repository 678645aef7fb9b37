"""The JSON Schema of scenario files: editors complete and check with it as one types."""

from __future__ import annotations

from typing import Any, Final

from simulation.scenario.fields import VOCABULARY_KEY
from simulation.scenario.file_model import SWEPT, FileModel, swept_fields
from simulation.scenario.vocabulary import Vocabulary, evidence_vocabulary, names

_DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"


def json_schema(vocabulary: Vocabulary | None = None) -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a scenario file as a user writes it.

    Names are enumerated from `vocabulary`, by default the packaged evidence.
    """
    known = vocabulary or evidence_vocabulary()
    schema: dict[str, Any] = _with_names(FileModel.model_json_schema(by_alias=True), known)
    return {"$schema": _DRAFT, **schema, "title": "A Crossroads scenario file"}


def _with_names(schema: Any, vocabulary: Vocabulary) -> Any:
    """`schema` with the vocabulary's names wherever one of them has to stand."""
    if isinstance(schema, list):
        return [_with_names(part, vocabulary) for part in schema]
    if not isinstance(schema, dict):
        return schema
    filled = {key: _with_names(part, vocabulary) for key, part in schema.items() if key != VOCABULARY_KEY}
    if sort := schema.get(VOCABULARY_KEY):
        filled["enum"] = sorted(swept_fields(vocabulary) if sort == SWEPT else names(vocabulary, sort))
    return filled
