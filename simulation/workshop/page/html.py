"""Small pieces of HTML. Whatever is text is escaped here and nowhere else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape

__all__ = ["attributes", "button", "field", "options", "paragraphs"]


def attributes(values: Mapping[str, object]) -> str:
    """Attributes of a tag; False leaves one out."""
    return "".join(
        f" {name}" if value is True else f' {name}="{escape(str(value))}"'
        for name, value in values.items()
        if value is not False
    )


def button(
    label: str, act: str, *, key: str = "", pressed: bool | None = None, off: bool = False,
    style: str = "", stale: bool = False, title: str = "", **said: str | int,
) -> str:  # fmt: skip
    """A button that sends an act with what is said; `stale` veils the charts at once."""
    found: dict[str, str | int | bool] = {
        "type": "button", "id": key or "-".join([act, *map(str, said.values())]).replace(" ", "_"),
        "class": style, "data-act": act, "disabled": off, "data-stale": stale,
    }  # fmt: skip
    if pressed is not None:
        found["aria-pressed"] = "true" if pressed else "false"
    if title:
        found["title"] = title
        found["aria-label"] = title
    found |= {f"data-{name}": value for name, value in said.items()}
    return f"<button{attributes(found)}>{escape(label)}</button>"


def field(
    label: str, name: str, *, kind: str = "text", most: int = 200, value: str = "", key: str = ""
) -> str:
    """A labelled field."""
    found = {
        "name": name,
        "id": key or name,
        "type": kind,
        "maxlength": most,
        "value": value,
        "autocomplete": "off",
    }
    return f"<label>{escape(label)}<input{attributes(found)}></label>"


def options(
    label: str, name: str, offered: Iterable[tuple[str, str]], chosen: str = "", *, key: str = ""
) -> str:
    """A labelled list to choose from."""
    rows = "".join(
        f"<option{attributes({'value': value, 'selected': value == chosen})}>{escape(words)}</option>"
        for value, words in offered
    )
    return f"<label>{escape(label)}<select{attributes({'name': name, 'id': key or name})}>{rows}</select></label>"


def paragraphs(message: str) -> str:
    """Text of several lines."""
    return "".join(f"<p>{escape(line)}</p>" for line in message.splitlines() if line.strip())
