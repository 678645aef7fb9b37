"""What a scenario file may hold, as a user writes it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal, Self

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    ValidationError,
    ValidationInfo,
    ValidatorFunctionWrapHandler,
    WrapValidator,
    model_validator,
)
from pydantic_core import InitErrorDetails

from simulation.scenario.fields import (
    VOCABULARY_KEY,
    Distinct,
    Label,
    Number,
    ParameterName,
    Record,
    check_name,
    each,
    mistake,
    not_empty,
    vocabulary_of,
)
from simulation.scenario.messages import read_as, told
from simulation.scenario.models import DEFAULT_RUNS, Head, Nested, Runs, Settings
from simulation.scenario.vocabulary import Vocabulary

SWEPT: Final = "swept fields"  # what `swept_fields` lists, for the JSON Schema
LARGEST_SAMPLE: Final = 10_000


class Fragment(Settings):
    """Part of a scenario: what it sets, on top of what it extends."""

    extends: str = Field(default="", description="file.yaml#scenario, in this file's folder or built in")


def _or_nothing(value: object) -> object:
    """`maintain:` with nothing behind it changes nothing, like `maintain: {}`."""
    return {} if value is None else value


Changes = Annotated[Fragment, BeforeValidator(_or_nothing, json_schema_input_type=Fragment | None)]
SweptField = Annotated[str, Field(json_schema_extra={VOCABULARY_KEY: SWEPT})]
Levels = Annotated[Mapping[Label, Changes], AfterValidator(not_empty)]


# --- sweeps ------------------------------------------------------------------------------------


class Grid(Record):
    """The values that a field takes in turn."""

    grid: Annotated[Distinct[Number], AfterValidator(not_empty)]


class Sample(Record):
    """A design over the priors of some parameters; `size` is its points, pairs of points or trajectories."""

    sample: Literal["latin_hypercube", "sobol", "morris"]
    size: Annotated[int, Field(strict=True, ge=2, le=LARGEST_SAMPLE)]
    over: Annotated[Distinct[ParameterName], AfterValidator(not_empty)]

    @model_validator(mode="after")
    def _balanced(self) -> Self:
        """A Sobol' sequence is balanced where its length is a power of two, and only there."""
        if self.sample == "sobol" and self.size & (self.size - 1):
            below = 1 << (self.size.bit_length() - 1)
            raise mistake(f"has a size of {self.size}", f"take a power of two: {below} or {2 * below}")
        return self


def swept_fields(vocabulary: Vocabulary) -> list[str]:
    """The dotted paths of every number that a grid can run over."""
    return [
        "months",
        *(f"assume.{parameter}" for parameter in vocabulary.parameters),
        *(f"actors.{actor}.{name}" for actor, who in vocabulary.actors.items() for name in who.attributes),
        *(f"events.{event}.probability" for event in vocabulary.events),
    ]


def _sweep(value: object, info: ValidationInfo) -> object:
    """A sample, or grids over fields: which of the two is told by the key 'sample'."""
    if not isinstance(value, Mapping):
        raise mistake("is not a mapping", "write {assume.PARAMETER: {grid: [0.1, 0.5]}}")
    if "sample" in value:
        return read_as(Sample, value, info)
    vocabulary = vocabulary_of(info)
    fields = swept_fields(vocabulary)

    def grid(path: str, values: object) -> Grid:
        check_name(path, fields, "a number of a scenario that can be swept", of_key=True)
        checked = read_as(Grid, values, info)
        _check_values(path, values, vocabulary)
        return checked

    return each(not_empty(value), grid)


def _check_values(path: str, values: object, vocabulary: Vocabulary) -> None:
    """Every number of a grid, as it is written, is one that the field at `path` takes."""
    errors: list[InitErrorDetails] = []
    for index, number in enumerate(values["grid"] if isinstance(values, Mapping) else ()):
        try:
            Settings.model_validate(_setting(path, number), context=vocabulary)
        except ValidationError as error:
            message, hint = told(error.errors(include_url=False)[0], Settings)
            errors.append(InitErrorDetails(type=mistake(message, hint), loc=("grid", index), input=number))
    if errors:
        raise ValidationError.from_exception_data("Grid", errors)


def _setting(path: str, number: float) -> dict[str, Any]:
    """Settings with `number` in the field at `path`."""
    first, *rest = path.split(".")
    if first == "events":
        return {"events": [{"month": "2000-01", "event": rest[0], "probability": number}]}
    inner: Any = number
    for step in reversed(rest):
        inner = {step: inner}
    return {first: inner}


def _runs(value: object, handler: ValidatorFunctionWrapHandler, info: ValidationInfo) -> object:
    """A number of runs, or the two numbers of a nested design."""
    return read_as(Nested, value, info) if isinstance(value, Mapping) else handler(value)


class FileModel(Head):
    """A scenario file: a base, and the scenarios that are the base, changed."""

    runs: Annotated[Runs, WrapValidator(_runs, json_schema_input_type=Runs | Nested)] = DEFAULT_RUNS
    extends: str = Field(default="", description="file.yaml#scenario that the base starts from")
    base: Changes = Fragment()
    scenarios: Levels = Field(default_factory=dict, description="each one is the base, changed")
    cross: Annotated[Mapping[Label, Levels], AfterValidator(not_empty)] = Field(
        default_factory=dict, description="factors with their levels: every combination is a scenario"
    )
    sweep: Annotated[
        Mapping[str, Grid] | Sample | None,
        BeforeValidator(_sweep, json_schema_input_type=Mapping[SweptField, Grid] | Sample),
    ] = Field(default=None, description="each scenario again at every point of a grid or a sample")
