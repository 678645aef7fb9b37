"""The first page: what to believe and where it breaks, a new session, and those that were begun."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, Final

from nicegui import background_tasks, ui

if TYPE_CHECKING:
    from simulation.workshop.page.table import Hall

__all__ = ["TRUST", "welcome"]

TRUST: Final = """<h2>Why believe this, and where it breaks</h2>
<ul>
<li><b>What it is.</b> A model of who moves in Baghdad, played many times. Shares are of futures in the
model, not of Iraq. Iraqi actors have aims of their own; patrons are one thing among several.</li>
<li><b>How it was held against the past.</b> Back-tests on earlier years, with baselines that know nothing, are in
docs/backtests.md; patterns it fails are listed there.</li>
<li><b>Chance.</b> The same assumptions with other luck: the dots. Both sides of a comparison have the same luck.</li>
<li><b>Assumptions.</b> The levers, and parameters drawn anew in every run.</li>
<li><b>The model.</b> What is left out: private deals, single people, most of the economy, much of daily life.
Its sources are five articles from outside Iraq and the public record; no Iraqi outlet is among the five.
Some facts rest on one unnamed source.</li>
<li><b>What is at stake.</b> Futures with violence have Iraqi dead. The deaths are counted and shown.</li>
</ul>"""

_FORM: Final = """<h1>Crossroads workshop</h1><p class="question">What moves Baghdad, and what does not?</p>
<form data-form><label>What should the session find out? <small>(goes into the record)</small>
<input name="objective" id="objective" maxlength="300"></label>
<button type="button" class="go" id="new" data-act="new">Begin a session</button></form>"""
_SHOWN: Final = 20  # sessions


def welcome(hall: Callable[[], Awaitable[Hall]]) -> None:
    """Build the page; sessions that were begun are listed once the model is loaded."""

    async def act(event: Any) -> None:
        said = event.args if isinstance(event.args, dict) else {}
        if said.get("act") == "new":
            table = (await hall()).new(str(said.get("objective", "")))
            ui.navigate.to(f"/s/{table.name}")

    async def begun() -> None:
        names = (await hall()).names()[:_SHOWN]
        rows = "".join(f'<li><a class="wide" href="/s/{name}">Session {name}</a></li>' for name in names)
        listed.set_content(f"<ul>{rows or '<li>None yet.</li>'}</ul>")

    ui.on("act", act)
    with ui.element("main").classes("welcome"):
        ui.html(_FORM, sanitize=False)
        ui.html(TRUST, sanitize=False)
        ui.html("<h2>Sessions that were begun</h2>", sanitize=False)
        listed = ui.html("<p>The model is being loaded.</p>", sanitize=False)
    background_tasks.create(begun(), name="begun")
