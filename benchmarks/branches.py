"""Branches of each package that the tests take, from what `pytest --cov` left.

    python -m benchmarks.branches

Exits with 1 where they are less than `fail_under` of the settings in pyproject.toml, taken together.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

from coverage import Coverage

TOP = "simulation"


def by_package(coverage: Coverage) -> tuple[Counter[str], Counter[str]]:
    """Branches, and those of them taken, by package; modules at the top go under the top's name."""
    whole: Counter[str] = Counter()
    taken: Counter[str] = Counter()
    for file in coverage.get_data().measured_files():
        parts = Path(file).parts
        below = parts[len(parts) - 1 - parts[::-1].index(TOP) :]
        package = ".".join(below[:2]) if len(below) > 2 else TOP
        for possible, followed in coverage.branch_stats(file).values():
            whole[package] += possible
            taken[package] += followed
    return whole, taken


def main() -> int:
    """Print the table."""
    coverage = Coverage()
    coverage.load()
    whole, taken = by_package(coverage)
    if not whole:
        sys.exit("Nothing was measured yet: pytest --cov --cov-report= --cov-fail-under=0")
    print(f"{'Package':<28}{'Branches':>10}{'Taken':>8}{'Share':>9}")
    for name in sorted(whole):
        print(f"{name:<28}{whole[name]:>10}{taken[name]:>8}{taken[name] / whole[name]:>9.1%}")
    share = taken.total() / whole.total()
    print(f"{'All':<28}{whole.total():>10}{taken.total():>8}{share:>9.1%}")
    return int(100 * share < float(coverage.get_option("report:fail_under")))


if __name__ == "__main__":
    sys.exit(main())
