"""Conditions on outcomes, such as "axis_verdict == 'leaving' and attacks_us < 5".

A condition is read as an expression and only comparisons, arithmetic and `and`, `or`, `not`, `in`
are carried out: it cannot call or reach anything. It becomes an Arrow expression, which a file of
results is read by. A missing value fulfils no comparison, so it fulfils every negated one.
"""

from __future__ import annotations

import ast
import functools
import operator
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from simulation.errors import InputError, nearest

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    Column = Callable[[str], pd.Series[Any]]

LONGEST: Final = 2000
_COMPARE: Final[Mapping[type[ast.cmpop], Callable[[Any, Any], Any]]] = {
    ast.Eq: operator.eq,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.In: lambda a, b: a.isin(b),
}
_NEGATED: Final[Mapping[type[ast.cmpop], type[ast.cmpop]]] = {ast.NotEq: ast.Eq, ast.NotIn: ast.In}
_ARITHMETIC: Final[Mapping[type[ast.operator], Callable[[Any, Any], Any]]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: lambda a, b: operator.truediv(_real(a), _real(b)),
}
_ROW: Final = "row of the table"
_HELP: Final = "write comparisons joined by and, or, not: axis_verdict == 'leaving' and attacks_us < 5"


def expression(condition: str, schema: pa.Schema) -> pc.Expression:
    """`condition` as an Arrow expression over the columns of a table. Raises `InputError`."""
    found = _expression(condition, schema.names)
    try:
        schema.empty_table().filter(found)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, pa.ArrowTypeError) as error:
        why = "it compares what cannot be compared, such as words with numbers"
        raise _wrong(condition, why) from error
    return found


def _expression(condition: str, names: Collection[str]) -> pc.Expression:
    try:
        return _Reading(condition, names).holds(_parsed(condition))
    except (TypeError, AttributeError, ZeroDivisionError, RecursionError) as error:
        raise _wrong(condition, str(error)) from error


def matching(condition: str, names: Collection[str], column: Column) -> NDArray[np.bool_]:
    """For which rows `condition` holds; `column` gives the column of a name. Raises `InputError`."""
    _expression(condition, names)
    used = sorted({text for node in ast.walk(_parsed(condition)) if (text := _name(node)) in names})
    table = pa.table({name: pa.array(column(name), from_pandas=True) for name in used})
    found = expression(condition, table.schema)
    rows = table.append_column(_ROW, pa.array(np.arange(table.num_rows))).filter(found)[_ROW]
    held = np.zeros(table.num_rows, dtype=np.bool_)
    held[rows.to_numpy()] = True
    return held


def _wrong(condition: str, why: str = "") -> InputError:
    """The error for a condition that cannot be read."""
    because = f" ({why})" if why else ""
    return InputError(f"cannot read the condition {condition[:200]!r}{because}; {_HELP}")


def _parsed(condition: str) -> ast.expr:
    try:
        if len(condition) <= LONGEST:
            return ast.parse(condition.replace("`", "").strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        pass
    raise _wrong(condition)


def _name(node: ast.AST) -> str:
    return ast.unparse(node) if isinstance(node, ast.Name | ast.Attribute) else ""


class _Reading:
    """One condition being worked out, part by part."""

    def __init__(self, condition: str, names: Collection[str]) -> None:
        self._condition = condition
        self._names = names

    def holds(self, node: ast.expr, negated: bool = False) -> pc.Expression:
        """What holds for a row or does not; negation is carried down to the comparisons."""
        match node:
            case ast.UnaryOp(op=ast.Not() | ast.Invert()):
                return self.holds(node.operand, not negated)
            case ast.BoolOp():
                every = isinstance(node.op, ast.And) is not negated
                return _joined([self.holds(part, negated) for part in node.values], every=every)
            case ast.Compare():
                sides = [node.left, *node.comparators]
                steps = zip(node.ops, sides[:-1], sides[1:], strict=True)
                return _joined([self._compared(*step, negated) for step in steps], every=not negated)
        self._value(node)
        raise self._wrong(node, "is not a comparison")

    def _compared(self, op: ast.cmpop, a: ast.expr, b: ast.expr, negated: bool) -> pc.Expression:
        kind = _NEGATED.get(type(op), type(op))
        if kind not in _COMPARE:
            raise _wrong(self._condition, "'is' is not allowed, use ==")
        left, right = self._value(a), self._value(b)
        found = _COMPARE[kind](left, right)
        if not isinstance(found, pc.Expression):
            raise _wrong(self._condition, "it is not something that holds or does not hold for each run")
        if negated is (kind is type(op)):
            missing = [side.is_null(nan_is_null=False) for side in (left, right) if _is_column(side)]
            return _joined([~found, *missing], every=False)
        return found

    def _value(self, node: ast.expr) -> Any:
        """A column, a number worked out of columns, a constant, or a list of constants."""
        match node:
            case ast.Constant(value=str() | int() | float() | bool() as constant):
                return constant
            case ast.List() | ast.Tuple() | ast.Set():
                return [self._value(element) for element in node.elts]
            case ast.Name() | ast.Attribute():
                return self._named(_name(node))
            case ast.UnaryOp(op=ast.USub()):
                return self._number(node.operand) * -1
            case ast.BinOp() if type(node.op) in _ARITHMETIC:
                sides = (self._number(node.left), self._number(node.right))
                if any(map(_is_column, sides)):
                    sides = tuple(side if _is_column(side) else pc.scalar(side) for side in sides)
                return _ARITHMETIC[type(node.op)](*sides)
        raise self._wrong(node, "is not allowed")

    def _named(self, name: str) -> pc.Expression:
        if name not in self._names:
            raise InputError(f"no outcome {name!r}; {nearest(name, list(self._names))}")
        return pc.field(name)

    def _number(self, node: ast.expr) -> Any:
        found = self._value(node)
        if isinstance(found, str | list):
            raise self._wrong(node, "is not a number")
        return found

    def _wrong(self, node: ast.expr, why: str) -> InputError:
        return _wrong(self._condition, f"{ast.unparse(node)[:60]!r} {why}")


def _real(number: Any) -> Any:
    """Arrow divides whole numbers into whole numbers."""
    return number.cast(pa.float64()) if _is_column(number) else float(number)


def _is_column(side: Any) -> bool:
    return isinstance(side, pc.Expression)


def _joined(parts: Sequence[pc.Expression], *, every: bool) -> pc.Expression:
    return functools.reduce(operator.and_ if every else operator.or_, parts)
