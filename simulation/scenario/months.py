"""Months, written `YYYY-MM`."""

from __future__ import annotations

import re
from typing import Final

_MONTH: Final = re.compile(r"(?:19|20)[0-9]{2}-(?:0[1-9]|1[0-2])")


def is_month(value: object) -> bool:
    """Whether `value` is a month written `YYYY-MM`, from 1900-01 to 2099-12."""
    return isinstance(value, str) and _MONTH.fullmatch(value) is not None


def months_between(first: str, second: str) -> int:
    """Months from `first` to `second`: 0 for the same month, negative if `second` is earlier."""
    return _number(second) - _number(first)


def later(month: str, by: int) -> str:
    """The month `by` months after `month` (before it, if `by` is negative)."""
    year, index = divmod(_number(month) + by, 12)
    return f"{year:04}-{index + 1:02}"


def _number(month: str) -> int:
    return int(month[:4]) * 12 + int(month[5:7]) - 1
