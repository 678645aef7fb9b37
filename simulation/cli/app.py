"""The application: its commands, and what happens to an error.

Everything heavy (NumPy, pandas, Mesa, Matplotlib, Rich) is imported inside the command that needs
it, so that help answers at once.
"""

from __future__ import annotations

import errno
import sys
from collections.abc import Sequence
from typing import Annotated, Any, Final

import typer

from simulation import __version__
from simulation.cli import (
    allocating,
    blocking,
    calibrating,
    chronicling,
    discovering,
    forecasting,
    reading,
    reporting,
    requiring,
    running,
    sensing,
    signalling,
    telling,
    validating,
    weighing,
    workshop,
)
from simulation.errors import CrossroadsError, InputError

DEBUG: Final = "--debug"
FAILED: Final = 1
WRONG_INPUT: Final = 2


class Guarded(typer.core.TyperGroup):
    """Commands whose errors are said in one paragraph on stderr, unless `--debug` asks for more."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command; turn what it raises into words and an exit code."""
        try:
            return super().invoke(ctx)
        except (Exception, KeyboardInterrupt) as error:
            if ctx.params.get("debug") or _is_typers(error):
                raise
            typer.echo(_said(error), err=True)
            raise typer.Exit(WRONG_INPUT if isinstance(error, InputError) else FAILED) from error


def _is_typers(error: BaseException) -> bool:
    """Whether Typer itself deals with it: exits, wrong usage, a reader that closed the pipe."""
    closed = isinstance(error, OSError) and error.errno == errno.EPIPE
    return closed or isinstance(error, typer.Exit | typer.Abort) or hasattr(error, "exit_code")


def _said(error: BaseException) -> str:
    if isinstance(error, KeyboardInterrupt):
        return str(error) or "Stopped."
    if isinstance(error, InputError):
        count = len(error.problems)
        return f"{error}\n{count} mistakes found, nothing was run." if count > 1 else str(error)
    if isinstance(error, CrossroadsError):
        return str(error)
    return (
        f"Crossroads failed where it should not have: {type(error).__name__}: {error}. "
        "Run the same command with --debug to see where."
    )


app = typer.Typer(
    cls=Guarded,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["--help", "-h"]},
    epilog="Start with: crossroads run iran_paths",
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"crossroads {__version__}")
        raise typer.Exit


@app.callback()
def crossroads(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
    debug: Annotated[bool, typer.Option(DEBUG, help="Show the whole error when something fails.")] = False,
) -> None:
    """Crossroads: a scenario simulator of Iraq's political alignment."""


for command in (
    running.run,
    telling.check,
    telling.list_,
    telling.explain,
    reading.plot,
    reporting.report,
    reporting.table,
    reading.compare,
    reading.variance,
    sensing.sensitivity,
    discovering.discover,
    signalling.signposts,
    forecasting.forecast,
    forecasting.score,
    requiring.require,
    weighing.robustness,
    blocking.blocking,
    chronicling.history,
    validating.validate,
    calibrating.calibrate,
    allocating.allocate,
    workshop.workshop,
    telling.schema,
):
    app.command(command.__name__.strip("_"))(command)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; `--debug` may stand anywhere."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    moved = [DEBUG] if DEBUG in given else []
    app(args=[*moved, *(argument for argument in given if argument != DEBUG)], prog_name="crossroads")
