"""The Leader's cue: a public line from Tehran moves what is said in public, not what is thought (row 25)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from simulation.model.actors.base import Actor, Floats
    from simulation.model.iraq import IraqModel

__all__ = ["Voices"]


class Voices:
    """How far each speaker's public words stand from his own position because of the Leader's last lines.

    shift: by the key of a party, an armed group or the government, negative toward Tehran's line, (runs,).

        d' = f d + w L P cue (1 + z V),

    L the Leader's statement of the month (-1 hostile, +1 conciliatory), P the speaker's tie to Tehran (a
    party's dependence, a group's control), cue Tehran's lever, V the authority that is vacant in Najaf while
    a successor is not settled. The cabinet says g times what the parties that carry it say, g below one half:
    words of the parties flipped in weeks (A22), the state's more slowly.
    """

    def __init__(self, model: IraqModel):
        self._model = model
        self.shift: dict[str, Floats] = {
            speaker.key: np.zeros(model.runs)
            for speaker in (*model.parties, *model.militias, model.government)
        }

    def hear(self) -> None:
        """Take up this month's line of the Leader, and let older ones fade."""
        model, beliefs = self._model, self._model.beliefs
        line = beliefs.cue_words * model.iran.statement * model.iran.cue
        line = line * (1.0 + beliefs.cue_vacancy * model.scene.vacant_authority)
        for party in model.parties:
            self._move(party.key, line * party.dependence)
        for group in model.militias:
            self._move(group.key, line * group.control)
        total = mass = np.zeros(model.runs)
        for party in model.parties:
            weight = party.seats * party.in_government
            total, mass = total + weight * self.shift[party.key], mass + weight
        self.shift[model.government.key] = beliefs.cue_cabinet * total / np.maximum(mass, 1.0)

    def _move(self, speaker: str, line: Floats) -> None:
        faded = self._model.beliefs.cue_memory * self.shift[speaker]
        self.shift[speaker] = np.minimum(np.maximum(faded + line, -1.0), 1.0)

    def on_syria(self, speaker: Actor, position: Floats) -> Floats:
        """What a speaker of a given position says in public of Syria, -1 Tehran's line to +1 against it."""
        said: Floats = np.minimum(np.maximum(position + self.shift[speaker.key], -1.0), 1.0)
        return said
