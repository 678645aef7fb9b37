"""The parts of the facilitator's page, each a function from the room to HTML."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import TYPE_CHECKING, Final

from simulation.evidence import load_evidence
from simulation.plots.labels import CATEGORICAL, QUANTITIES, month_label
from simulation.workshop.page import charts
from simulation.workshop.page.html import button, field, options
from simulation.workshop.page.welcome import TRUST
from simulation.workshop.session import NOTE_TAGS, OFF_MODEL
from simulation.workshop.suppose import on_offer

if TYPE_CHECKING:
    from simulation.workshop.levers import Catalogue
    from simulation.workshop.room import Room
    from simulation.workshop.state import State

__all__ = [
    "KEYS", "PANELS", "card", "clock", "guess", "key_card", "levers", "notes", "strip", "suppose", "toolbar", "tree",
    "trust", "yaml",
]  # fmt: skip

PANELS: Final[Mapping[str, str]] = {
    "guess": "Guess", "suppose": "Suppose", "why": "Why", "tree": "Tree", "notes": "Notes", "more": "Details",
}  # fmt: skip
KEYS: Final = (
    ("U", "undo"), ("Y", "redo"), ("R", "replay the last change"), ("F", "freeze or free the projector"),
    ("L", "spotlight: the next mark on the projector, at last none"), ("D", "dark or light, for both windows"),
    ("G", "the guess"), ("S", "suppose"), ("W", "why"), ("T", "the tree"), ("N", "notes"),
    ("?", "this card"), ("Esc", "close what is open"), ("1 to 9", "preset cards"),
    ("arrows", "along a lever's positions, or from dot to dot; Enter opens a dot's future"),
    ("hold", "Reset takes a press of a second, or two presses"), ("C", "test card, in the projector's window"),
)  # fmt: skip


def toolbar(room: Room, sure: bool, spot: str) -> str:
    """What acts on the session as a whole; `spot` is what the projector's spotlight is on."""
    state = room.state
    parts = [
        button("Undo", "undo", off=not state.past, title="Undo (U)"),
        button("Redo", "redo", off=not state.future, title="Redo (Y)"),
        button(
            "Replay",
            "replay",
            off=state.node.parent is None or state.veiled,
            title="Replay the last change (R)",
        ),
        button("Press again to reset" if sure else "Reset", "reset", style="hold danger" if sure else "hold"),
        button("Freeze", "freeze", pressed=state.frozen, title="Freeze the projector (F)"),
        button("Spotlight", "spot", pressed=bool(spot), title="Spotlight the next mark (L)"),
        '<button type="button" id="theme" data-theme-switch aria-label="Dark or light (D)">Dark</button>',
        button("Keys", "sheet", name="keys"),
        button("Why believe this", "sheet", name="trust"),
    ]
    name = room.session.log.path.stem
    links = (
        f'<a class="link" id="to-projector" target="_blank" href="/s/{name}?view=projector">Projector</a>'
        f'<a class="link" id="export" href="/s/{name}/bundle/inside">Export</a>'
        f'<a class="link" id="export-outside" href="/s/{name}/bundle/outside">Export without notes</a>'
    )
    return "".join(parts) + links


def clock(room: Room) -> str:
    """How long the session has run, and the step of the running order that falls there; the page fills it."""
    return f'<span id="clock" data-since="{escape(room.session.log.lines[0].at)}"></span>'


def levers(room: Room) -> str:
    """Every lever with its positions as buttons, in plain words."""
    standing = room.bench.positions(room.state.node.overlay)
    rows = []
    for name, lever in room.bench.catalogue.levers.items():
        places = "".join(
            button(
                each.label, "lever", lever=name, position=key, stale=True,
                pressed=standing[name] == key, style="position",
            )
            for key, each in lever.positions.items()
        )  # fmt: skip
        about = button("?", "card", lever=name, style="about", title=f"About: {lever.title}")
        rows.append(
            f'<section class="lever"><h3>{escape(lever.title)} {about}</h3>'
            f'<div class="positions" role="group" aria-label="{escape(lever.asks)}">{places}</div></section>'
        )
    return f'<h2 class="unseen">Assume</h2>{_presets(room.bench.catalogue)}{"".join(rows)}'


def _presets(catalogue: Catalogue) -> str:
    cards = "".join(
        button(f"{preset.key}  {preset.title}", "preset", preset=name, stale=True, style="preset")
        for name, preset in catalogue.presets.items()
    )
    return f'<details class="presets" id="presets"><summary>Preset cards (keys 1 to 9)</summary>{cards}</details>'


def card(room: Room, lever: str) -> str:
    """What stands behind a lever."""
    found = room.bench.catalogue.levers.get(lever)
    if found is None:
        return ""
    facts = load_evidence().facts
    rows = (
        ("What it means", found.card.meaning), ("Where the default comes from", found.card.default_from),
        ("Range", found.card.range), ("Who disagrees", found.card.disagree),
        ("What it leaves out", found.card.leaves_out),
    )  # fmt: skip
    body = "".join(f"<dt>{head}</dt><dd>{escape(text)}</dd>" for head, text in rows)
    listed = "".join(
        f"<li>{escape(facts[name].fact)} <small>({escape(facts[name].voice)}; {facts[name].confidence} confidence; {escape(name)})</small></li>"
        for name in found.card.facts
    )
    return f"<h2>{escape(found.title)}</h2><p>{escape(found.asks)}</p><dl>{body}</dl><h3>Evidence</h3><ul>{listed}</ul>"


def strip(room: Room) -> str:
    """The months of a run: choose an event, then its month; what lies there can be moved or taken off."""
    offered = [("", "Choose an event …"), *room.bench.catalogue.titles.items()]
    injects = room.state.node.overlay.injects
    cells = ""
    for at, month in enumerate(room.calendar):
        here = [each for each in injects if each.month == month]
        label = (
            f"{month_label(month)}: {', '.join(_title(room, each.event) for each in here) or 'nothing set'}"
        )
        mark = "●" if here else ""
        shown = month_label(month)[:3] + ("" if at % 12 else f" {month[:4]}")
        cells += button(
            f"{shown} {mark}".strip(), "inject", month=month, title=label, stale=True, style="month"
        )
    chips = "".join(_chip(room, each.event, each.month) for each in injects)
    return (
        f'<form data-form class="strip"><h2>Events</h2>{options("An event, then its month", "event", offered)}'
        f'<div class="months" role="group" aria-label="Months">{cells}</div><div class="chips">{chips}</div></form>'
    )


def _title(room: Room, event: str) -> str:
    return room.bench.catalogue.titles.get(event, event)


def _chip(room: Room, event: str, month: str) -> str:
    at = room.calendar.index(month) if month in room.calendar else 0
    near = {"◀": at - 1, "▶": at + 1}
    moves = "".join(
        button(
            sign, "shift", event=event, month=month, to=room.calendar[to], stale=True, style="tiny",
            title=f"{_title(room, event)}: to {month_label(room.calendar[to])}",
        )
        for sign, to in near.items()
        if 0 <= to < len(room.calendar)
    )  # fmt: skip
    off = button(
        "✕",
        "lift",
        event=event,
        month=month,
        stale=True,
        style="tiny",
        title=f"Take off: {_title(room, event)}",
    )
    drag = f'draggable="true" data-event="{escape(event)}" data-month="{month}"'
    return (
        f'<span class="chip" {drag}>{escape(_title(room, event))}, {month_label(month)} {moves}{off}</span>'
    )


def guess(room: Room) -> str:
    """Question, guesses, lock, reveal; before that, what the next move is asked about."""
    asked = room.state.asked
    who = f"{field('Asked by (a role or table)', 'asked_by', most=60)}{field('Why', 'why')}"
    if asked is None or asked.revealed:
        about = [
            (f"{outcome} {key}", each.ending)
            for outcome, words in CATEGORICAL.items()
            for key, each in words.categories.items()
        ]
        done = "" if asked is None else _guessed(room)
        first = '<label class="check"><input type="checkbox" name="first" id="first" data-keep> Guess before the next move is shown</label>'
        return f"<form data-form data-shared>{first}{options('About', 'about', about)}{who}</form>{done}"
    told = f'<p class="asked">{escape(asked.text)}</p>'
    if asked.locked:
        return (
            f"{told}<p>{len(asked.guesses)} guesses are locked.</p>{button('Reveal', 'reveal', style='go')}"
        )
    given = "".join(f"<li>{escape(each.who)}: {each.value:g}</li>" for each in asked.guesses)
    fields = field("Table", "who", most=60, value="the room") + field(
        "Futures in 100", "value", kind="number", most=6
    )
    return (
        f"{told}<form data-form>{fields}{button('Add the guess', 'guess', style='go')}</form><ul>{given}</ul>"
        f"{button('Lock the guesses', 'lock', off=not asked.guesses)}"
    )


def _guessed(room: Room) -> str:
    asked, picture = room.state.asked, room.picture()
    if asked is None or picture is None:
        return ""
    share = next(each for each in picture.shares[asked.outcome] if each.category == asked.category)
    rows = "".join(f"<li>{escape(each.who)}: {each.value:g}</li>" for each in asked.guesses)
    return f"<h3>{escape(asked.text)}</h3><p>The model: {round(100 * share.count / picture.runs)} in 100.</p><ul>{rows}</ul>"


def suppose(room: Room) -> str:
    """Learning, not causing: filters over runs that are there."""
    played = room.engine.known(room.scenario())
    head = (
        "<p class='gloss'><b>Assume</b> plays again under a change. <b>Suppose</b> plays nothing: it keeps the "
        "futures in which something came true, and looks how those end.</p>"
    )
    if played is None or room.state.veiled:
        return f"{head}<p>There is no picture to filter yet.</p>"
    offered = [(f"act {name}", f"Happened: {title}") for name, title in on_offer(played).items()]
    offered += [
        (f"outcome {name} {key}", f"The end: {each.ending}")
        for name, words in CATEGORICAL.items()
        for key, each in words.categories.items()
    ]
    offered += [
        (f"quantity {name}", each.label) for name, each in QUANTITIES.items() if name in played.outcomes
    ]
    months = [(month, month_label(month)) for month in room.calendar]
    form = (
        f"<form data-form>{options('We learn that', 'learn', offered)}"
        f"{options('by the end of', 'month', months, room.calendar[len(room.calendar) // 2])}"
        f"{options('', 'side', [('is', 'it did, or above'), ('not', 'it did not, or under')])}"
        f"{field('for a quantity: the number', 'edge', kind='number', most=12)}"
        f"{button('Suppose', 'suppose', key='do-suppose', style='go learnt')}</form>"
    )
    drop = button("Suppose nothing", "learn_nothing", off=not room.state.suppose)
    return f"{head}{form}{drop}{charts.supposed(room)}"


def tree(room: Room) -> str:
    """What was tried, as a tree; any of it can be taken up again or put beside others."""
    state = room.state
    camp = (
        f"<form data-form>{field('A camp’s name', 'camp', most=60)}{button('Fork for a camp', 'fork')}</form>"
    )
    return f'<ul class="tree">{_branch(state, 0)}</ul>{camp}'


def _branch(state: State, number: int) -> str:
    node = state.nodes[number]
    here = number == state.current
    marks = " (baseline)" if number == state.locked_baseline else ""
    row = button(f"{node.title or 'Baseline'}{marks}", "go", node=number, pressed=here, stale=not here)
    row += button(
        "beside",
        "compare",
        node=number,
        pressed=number in state.compared,
        style="small",
        off=state.covered(number),
    )
    if number != state.locked_baseline:
        row += button("as baseline", "baseline", node=number, style="small", off=state.covered(number))
    why = f" <small>{escape(node.why)}</small>" if node.why else ""
    inner = "".join(_branch(state, child.id) for child in state.children(number))
    return f"<li>{row}{why}{f'<ul>{inner}</ul>' if inner else ''}</li>"


def notes(room: Room) -> str:
    """Notes by kind, moves that the model does not know, and the switch off the record."""
    state = room.state
    tags = [(tag, tag) for tag in NOTE_TAGS]
    area = '<label>Note<textarea name="text" id="note-text" maxlength="2000"></textarea></label>'
    first = f"<form data-form>{area}{options('Kind', 'tag', tags)}{button('Write it down', 'note', style='go')}</form>"
    fields = "".join(field(words, name, most=600, key=f"off-{name}") for words, name in (
        ("A move the model does not know", "text"), ("For it", "pros"), ("Against it", "cons"), ("The room's estimate", "estimate"),
    ))  # fmt: skip
    verdicts = options("What becomes of it", "verdict", [(each, each) for each in OFF_MODEL])
    second = f'<details id="off-model"><summary>Off-model move</summary><form data-form>{fields}{verdicts}{button("Add the card", "off_model")}</form></details>'
    third = _challenge() + _closing(state)
    hush = button("Off the record", "off_the_record", pressed=state.off_the_record)
    said = "".join(
        f"<li><b>{escape(each.kind.replace('_', ' '))}</b> {escape(each.text)}</li>"
        for each in reversed(state.notes)
    )
    return f"{hush}{first}{second}{third}<ul class='notes'>{said}</ul>"


def _challenge() -> str:
    """An assumption that the room does not share, for those who keep the model."""
    fields = "".join(field(words, name, most=600, key=f"challenge-{name}") for words, name in (
        ("An assumption that the room does not share", "text"), ("What it should be", "proposed"), ("The evidence", "evidence"),
    ))  # fmt: skip
    taken = '<label class="check"><input type="checkbox" name="accepted" id="challenge-accepted"> Taken up for this session</label>'
    return (
        f'<details id="challenge"><summary>Challenge an assumption</summary><form data-form>{fields}{taken}'
        f"{button('Write down the challenge', 'assumption_challenged')}</form></details>"
    )


def _closing(state: State) -> str:
    if state.closed:
        return "<p><b>The session is closed.</b> It can be read and exported.</p>"
    area = '<label>One line a table<textarea name="takeaways" id="takeaways" maxlength="4000"></textarea></label>'
    return (
        f'<details id="closing"><summary>Close the session</summary><form data-form>{area}'
        f"{button('Close it for good', 'session_close', style='danger')}</form></details>"
    )


def yaml(room: Room) -> str:
    """Settings by hand, in the scenario file's own fields."""
    text = escape(room.state.node.overlay.yaml)
    return (
        f'<form data-form><label>Settings by hand, in YAML<textarea name="yaml" id="yaml" rows="8" maxlength="20000">{text}'
        f"</textarea></label>{button('Set', 'settings', stale=True, style='go')}</form>"
    )


def key_card() -> str:
    """The keys, for the wall."""
    rows = "".join(
        f"<tr><th scope='row'><kbd>{escape(key)}</kbd></th><td>{escape(what)}</td></tr>" for key, what in KEYS
    )
    off = '<label class="check"><input type="checkbox" id="keys-off" data-local> Turn single keys off</label>'
    return f"<h2>Keys</h2><table>{rows}</table>{off}"


def trust() -> str:
    """Why believe this, and where it breaks."""
    return TRUST
