"""What changed, why, and in which single futures: the parts of the panel that explain."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

from simulation.plots.labels import month_label
from simulation.workshop import drawing
from simulation.workshop.page.html import button

if TYPE_CHECKING:
    from simulation.workshop.drivers import Driver
    from simulation.workshop.levers import Catalogue
    from simulation.workshop.pictures import Picture
    from simulation.workshop.twins import TwinAct, TwinMonth, Twins
    from simulation.workshop.why import Why

__all__ = ["moved", "twin_months", "which_next", "why_lines"]

_TOP: Final = 5
_LEVERS: Final = 6


def moved(picture: Picture, waiting: bool) -> str:
    """What moved beyond luck, the largest first; each can be asked why."""
    held = [each for each in picture.changes if each.held]
    rows = "".join(
        f"<li>{escape(each.label)}: {escape(each.said)} "
        f"{button('Why?', 'why', style='small', off=waiting, outcome=each.outcome, category=each.category or '')}</li>"
        for each in held[:_TOP]
    )
    more = f"<p><small>{len(held) - _TOP} more moved.</small></p>" if len(held) > _TOP else ""
    return f"<h3>What changed</h3><ol>{rows or '<li>Nothing that can be told from chance.</li>'}</ol>{more}"


def why_lines(found: Why | None, waiting: bool) -> str:
    """What moved, and what it hangs on, as measured."""
    ask = button("Measure why", "why", key="do-why", style="go", off=waiting)
    if found is None:
        return f"{ask}<p>{'Measuring …' if waiting else 'Takes some seconds: parts of the change are taken out and it is played again.'}</p>"
    steps = "".join(
        f"<li>{escape(each.title)}: in {each.flipped} of {each.of_flipped} futures that flipped "
        f"({each.others} of {each.of_others} others), median {month_label(each.month)}</li>"
        for each in found.steps
    )
    rows = "".join(
        f"<tr><th scope='row'>{escape(each.title)}</th><td>{_points(each.whole)} → {_points(each.left)}</td></tr>"
        for each in found.without
        if each.held
    )
    return (
        f"{ask}<p class='sentence' id='why-sentence'>{escape(found.sentence)}</p><ol>{steps}</ol>"
        f"<table><caption>The change with a part taken out ({found.tried} of {found.planned} tried)</caption>{rows}</table>"
    )


def _points(value: float) -> str:
    return f"{100 * value:+.0f}"


def which_next(drivers: tuple[Driver, ...], catalogue: Catalogue) -> str:
    """Single moves from here that are played already, the widest first, as a small tornado."""
    shown = [
        (
            catalogue.levers[each.lever].title,
            [
                (catalogue.levers[each.lever].positions[reach.position].label, reach.change)
                for reach in each.reaches
            ],
        )
        for each in drivers[:_LEVERS]
    ]
    body = drawing.tornado(shown) if shown else "<p>Still being played.</p>"
    return (
        f"<h3>Which lever next?</h3><figure>{body}</figure><p><small>The mean of the axis index, one lever at a "
        "time, from here. Each dot is a position; open and dotted: can be luck. Two levers together can do "
        "otherwise.</small></p>"
    )


def twin_months(found: Twins | None, runs: tuple[int, ...]) -> str:
    """One future beside its twin with the same luck, month by month."""
    picks = "".join(button(f"Future {run}", "twins", run=run, style="small") for run in runs)
    if found is None:
        return (
            "<h3>Twin futures</h3><p>One future beside the same luck without the change: press a dot of the "
            f"first chart, a line, or one of these.</p>{picks}"
        )
    months = [each.month for each in found.months]
    alike = months.index(found.parts) if found.parts else len(months)
    rows = "".join(map(_twin_row, found.months[:alike])), "".join(map(_twin_row, found.months[alike:]))
    parts = f"<b>They part in {month_label(found.parts)}.</b>" if found.parts else "They never part."
    ends = "".join(
        f"<tr><th scope='row'>{escape(asked)}</th><td>{escape(here)}</td><td>{escape(there)}</td></tr>"
        for asked, here, there in found.ends
    )
    head = "<tr><th scope='col'>{}</th><th scope='col'>Here</th><th scope='col'>Baseline</th></tr>"
    return (
        f"<h3>Future {found.run} and its twin</h3><p id='twin-parts'>{parts}</p>"
        f"<table class='twins'>{head.format('How it ends')}{ends}</table>"
        f"<table class='twins' id='twins'>{head.format('Month')}{rows[1]}</table><details id='alike'><summary>"
        f"{alike} months before that, alike in both</summary><table class='twins'>{head.format('Month')}{rows[0]}"
        f"</table></details>{picks}"
    )


def _twin_row(month: TwinMonth) -> str:
    return (
        f"<tr><th scope='row'>{month_label(month.month)}</th><td>{_acts(month.here)}</td>"
        f"<td>{_acts(month.baseline)}</td></tr>"
    )


def _acts(acts: tuple[TwinAct, ...]) -> str:
    shown = [each for each in acts if each.alone or not each.routine]
    return "<br>".join(
        f"<b>{escape(each.sentence)}</b>" if each.alone else escape(each.sentence) for each in shown
    )
