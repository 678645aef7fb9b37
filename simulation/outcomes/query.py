"""Conditions on outcomes, such as "axis_verdict == 'leaving' and attacks_us < 5".

A condition is read as an expression and only comparisons, arithmetic and `and`, `or`, `not`, `in`
are carried out: it cannot call or reach anything.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from simulation.errors import InputError, nearest

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    Column = Callable[[str], pd.Series[Any]]

LONGEST: Final = 2000
_COMPARE: Final[dict[type[ast.cmpop], Callable[[Any, Any], Any]]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.In: lambda a, b: a.isin(b),
    ast.NotIn: lambda a, b: ~a.isin(b),
}
_ARITHMETIC: Final[dict[type[ast.operator], Callable[[Any, Any], Any]]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
_HELP: Final = "write comparisons joined by and, or, not: axis_verdict == 'leaving' and attacks_us < 5"


def matching(condition: str, names: list[str], column: Column) -> NDArray[np.bool_]:
    """For which rows `condition` holds; `column` gives the column of a name. Raises `InputError`."""
    try:
        tree = (
            ast.parse(condition.replace("`", "").strip(), mode="eval") if len(condition) <= LONGEST else None
        )
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        tree = None
    if tree is None:
        raise _wrong(condition)
    try:
        found = _Reading(condition, names, column).value(tree.body)
    except (TypeError, AttributeError, ZeroDivisionError, RecursionError) as error:
        raise _wrong(condition, str(error)) from error
    if getattr(found, "dtype", None) != np.dtype(bool):
        raise _wrong(condition, "it is not something that holds or does not hold for each run")
    return np.asarray(found, dtype=np.bool_)


def _wrong(condition: str, why: str = "") -> InputError:
    because = f" ({why})" if why else ""
    return InputError(f"cannot read the condition {condition[:200]!r}{because}; {_HELP}")


class _Reading:
    """One condition being worked out, part by part."""

    def __init__(self, condition: str, names: list[str], column: Column) -> None:
        self._condition = condition
        self._names = names
        self._column = column

    def value(self, node: ast.expr) -> Any:
        match node:
            case ast.Constant(value=str() | int() | float() | bool() as constant):
                return constant
            case ast.List() | ast.Tuple() | ast.Set():
                return [self.value(element) for element in node.elts]
            case ast.Name() | ast.Attribute():
                return self._named(ast.unparse(node))
            case ast.UnaryOp(op=ast.Not() | ast.Invert()):
                return ~self._flags(node.operand)
            case ast.UnaryOp(op=ast.USub()):
                return -self.value(node.operand)
            case ast.BinOp() if type(node.op) in _ARITHMETIC:
                return _ARITHMETIC[type(node.op)](self._number(node.left), self._number(node.right))
            case ast.BoolOp():
                return self._joined([self._flags(part) for part in node.values], isinstance(node.op, ast.And))
            case ast.Compare():
                return self._compared(node)
        raise _wrong(self._condition, f"{ast.unparse(node)[:60]!r} is not allowed")

    def _named(self, name: str) -> Any:
        if name not in self._names:
            raise InputError(f"no outcome {name!r}; {nearest(name, self._names)}")
        return self._column(name)

    def _number(self, node: ast.expr) -> Any:
        found = self.value(node)
        if isinstance(found, str | list):
            raise _wrong(self._condition, f"{ast.unparse(node)[:60]!r} is not a number")
        return found

    def _flags(self, node: ast.expr) -> Any:
        found = self.value(node)
        if getattr(found, "dtype", None) != np.dtype(bool):
            raise _wrong(self._condition, f"{ast.unparse(node)[:60]!r} is not a comparison")
        return found

    @staticmethod
    def _joined(parts: list[Any], every: bool) -> Any:
        found = parts[0]
        for part in parts[1:]:
            found = found & part if every else found | part
        return found

    def _compared(self, node: ast.Compare) -> Any:
        sides = [self.value(side) for side in (node.left, *node.comparators)]
        parts = []
        for op, left, right in zip(node.ops, sides[:-1], sides[1:], strict=True):
            if type(op) not in _COMPARE:
                raise _wrong(self._condition, "'is' is not allowed, use ==")
            parts.append(_COMPARE[type(op)](left, right))
        return self._joined(parts, every=True)
