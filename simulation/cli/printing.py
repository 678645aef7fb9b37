"""Tables on a terminal or in a file."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.table import Table


def print_table(table: Table) -> None:
    """Print a table as wide as the terminal, or wide enough for a file."""
    from rich.console import Console

    console = Console() if sys.stdout.isatty() else Console(width=140)
    console.print(table)
