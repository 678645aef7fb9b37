"""`crossroads workshop`: a page for a room."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def workshop(
    file: Annotated[
        str | None,
        typer.Argument(help="A scenario file or built-in name; its first scenario is the baseline."),
    ] = None,
    host: Annotated[
        str, typer.Option(help="Where to listen; beyond this machine a token is asked for.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="The port.")] = 8080,
    sessions: Annotated[
        Path, typer.Option(help="The folder with the sessions' records.", file_okay=False)
    ] = Path("results/workshop"),
    verify: Annotated[
        Path | None,
        typer.Option(
            help="Play an exported session again, and say what comes out otherwise.", dir_okay=False
        ),
    ] = None,
) -> None:
    """Open a page on which a group changes an assumption and sees the outcomes move.

    Example: crossroads workshop
    """
    from simulation.errors import InputError

    if verify is not None:
        _verify(verify)
        return
    try:
        from simulation.workshop.page.guard import loopback, new_token
        from simulation.workshop.page.server import serve
    except ModuleNotFoundError as error:
        raise InputError(f"the page needs {error.name}: pip install 'crossroads[workshop]'") from None
    token = None if loopback(host) else new_token()
    shown = f"[{host}]" if ":" in host else host
    if token is None:
        typer.echo(f"Workshop at http://{shown}:{port}/ for this machine only. Stop with Ctrl-C.")
    else:
        typer.echo(
            f"Workshop at http://{shown}:{port}/ for every machine that reaches this address, unencrypted: "
            "whoever has this token can read each session's record, notes and exports, and make moves.\n"
            f"Facilitator's token: {token}"
        )
    serve(file, host, port, sessions, token)


def _verify(bundle: Path) -> None:
    """Play a bundle again; exit code 1 where it does not hold."""
    import asyncio

    from simulation.workshop.verifying import verify_bundle

    verdict = asyncio.run(verify_bundle(bundle))
    typer.echo(verdict.text)
    if not verdict.good:
        raise typer.Exit(1)
