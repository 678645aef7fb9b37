"""The first page: what to believe and where it breaks, a new session, and those that were begun."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, Final

from nicegui import background_tasks, ui

if TYPE_CHECKING:
    from simulation.workshop.page.table import Hall

__all__ = ["TRUST", "welcome"]

TRUST: Final = """<h2>Why believe this, and where it breaks</h2>
<p><b>What it is.</b> A model of who moves in Baghdad, played many times. Shares are of futures in the model, not of
Iraq. Iraqis in it have aims of their own.</p>
<p><b>How it was held against the past.</b> Patterns and their bands were written down before the model was run
against them: about four in five hold, and those that fail are listed. Asked
about the vote of 2021 and the governments of 2018 and 2021-22, it does better on most questions than "the same as
last time" twice, and worse on 2018. Its ranges for seats are too narrow.</p>
<p><b>Three sorts of not knowing.</b> <i>Chance</i>: the same assumptions with other luck; these are the dots, and both
sides of a comparison share it. <i>Assumptions</i>: the levers, and hundreds of parameters drawn anew in
every run, most of them our judgement. <i>The model</i>: what is left out; no number shows it.</p>
<p><b>What is left out.</b> Private deals, single people, most of the economy and of daily life. The sources are five
articles from outside Iraq and the public record; none of the five is Iraqi. Some facts rest on one unnamed
source.</p>
<p><b>Where it breaks.</b> Do not add up levers: two together can do otherwise. What we learn is not what we cause: <i>Suppose</i> filters, <i>Assume</i> plays again.</p>
<p><b>What is at stake.</b> Futures with violence have Iraqi dead. Every chart counts them.</p>"""
"""To be read aloud in a minute and a half."""

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
