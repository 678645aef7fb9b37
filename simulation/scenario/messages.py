"""pydantic's errors in this project's words."""

from __future__ import annotations

import re
from typing import Any, Final, TypeVar, get_args

from pydantic import BaseModel, ValidationError, ValidationInfo
from pydantic_core import ErrorDetails, InitErrorDetails

from simulation.errors import nearest
from simulation.scenario.fields import MISTAKE, mistake

M = TypeVar("M", bound=BaseModel)

_WORDS: Final = {
    "string_type": ("is not text", "write a word; put a number that is meant as text in quotes"),
    "int_type": ("is not a whole number", "write a whole number, without quotes or a decimal point"),
    "float_type": ("is not a number", "write a number, without quotes"),
    "tuple_type": ("is not a list", "write a list, such as [a, b]"),
    "list_type": ("is not a list", "write a list, such as [a, b]"),
    "dict_type": ("is not a mapping", "write names with values, such as {name: value}"),
    "mapping_type": ("is not a mapping", "write names with values, such as {name: value}"),
}


def told(detail: ErrorDetails, model: type[BaseModel]) -> tuple[str, str]:
    """Message (a predicate of the text) and hint for one error of validating `model`."""
    type_, context = detail["type"], detail.get("ctx", {})
    match type_:
        case _ if type_ == MISTAKE:
            return context["message"], context["hint"]
        case "extra_forbidden":
            return _unknown(str(detail["loc"][-1]), fields_at(model, detail["loc"][:-1]))
        case "missing":
            return f"has no '{detail['loc'][-1]}'", f"add '{detail['loc'][-1]}: ...'"
        case "model_type" | "model_attributes_type":
            return "is not a mapping", f"write fields: {', '.join(fields_at(model, detail['loc']))}"
        case "less_than_equal":
            return "is too large", f"the largest allowed is {context['le']:,.12g}"
        case "greater_than_equal":
            return "is too small", f"the smallest allowed is {context['ge']:,.12g}"
        case "string_too_long":
            return "is too long", f"write at most {context['max_length']} characters"
        case "literal_error":
            allowed = re.findall("'([^']*)'", context["expected"])
            return "is not allowed here", nearest(str(detail["input"]), allowed)
    return _WORDS.get(type_, (detail["msg"], "see 'crossroads schema' for what may stand here"))


def is_of_key(detail: ErrorDetails) -> bool:
    """Whether an error is about a key, not about the value behind it."""
    return detail["type"] == "extra_forbidden" or bool(detail.get("ctx", {}).get("of_key"))


def read_as(model: type[M], value: object, info: ValidationInfo) -> M:
    """`value` as a `model`; for validators that choose the model themselves.

    Raises ValidationError whose errors are all mistakes in our words, about that model.
    """
    try:
        return model.model_validate(value, context=info.context)
    except ValidationError as error:
        details = [_retold(detail, model) for detail in error.errors(include_url=False)]
        raise ValidationError.from_exception_data(model.__name__, details) from None


def _retold(detail: ErrorDetails, model: type[BaseModel]) -> InitErrorDetails:
    message, hint = told(detail, model)
    again = mistake(message, hint, of_key=is_of_key(detail))
    return InitErrorDetails(type=again, loc=detail["loc"], input=detail["input"])


def _unknown(field: str, known: list[str]) -> tuple[str, str]:
    """An unknown field; one that belongs to the whole file is sent there."""
    if field in ("runs", "seed", "sweep", "cross", "scenarios", "base") and field not in known:
        return "is not a field here", f"'{field}' belongs to the whole file: put it at the top level"
    return "is not a field here", nearest(field, known)


def fields_at(model: type[BaseModel], loc: tuple[str | int, ...]) -> list[str]:
    """The fields, as written in a file, of the record at `loc` inside `model`."""
    for step in loc:
        fields = {info.alias or name: info for name, info in model.model_fields.items()}
        if step in fields:
            info = fields[str(step)]
            inner = _record((info.annotation, *info.metadata))
            if inner is None:
                return []
            model = inner
    return [info.alias or name for name, info in model.model_fields.items()]


def _record(parts: Any) -> type[BaseModel] | None:
    """The first record class inside annotations such as Mapping[str, Event]."""
    for part in parts:
        if isinstance(part, type) and issubclass(part, BaseModel):
            return part
        if (found := _record(get_args(part))) is not None:
            return found
    return None
