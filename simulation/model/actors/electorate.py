"""The public, by community: fear of war, resentment of each foreign hand, weariness with armed groups."""

from __future__ import annotations

import numpy as np

from simulation.model.actors.base import Actor, Flags, Floats

__all__ = ["Electorate"]


class Electorate(Actor):
    """One community's mood, each series on 0 to 100 and pulled back to its rest level.

    m' = m + r (m0 - m) + sum of w_k x (what was seen this month), with, by series:
    fear of war: strikes, threat of strikes; resentment of Iran's hand: asks pressed on Baghdad in
    public, attacks that have an author, sieges; resentment of America's hand: strikes, open pressure;
    weariness: attacks, sieges and deaths, less the shield story when ISIS is active (row 17, H33-35).
    Asks, threat and pressure count against what people are used to (their level in 2022-24).
    What deniable cells claim is only partly laid at anybody's door (row 7).
    """

    fear_of_war: Floats
    resent_iran: Floats
    resent_us: Floats
    fatigue: Floats
    share: Floats

    def settle(self) -> None:
        """Remember the rest levels."""
        self.rest = {
            name: getattr(self, name).copy()
            for name in ("fear_of_war", "resent_iran", "resent_us", "fatigue")
        }
        self._next: dict[str, Floats] = {}

    def decide(self) -> None:
        model, beliefs = self.model, self.model.beliefs
        if not model.on("public_mood"):
            self._next = {name: getattr(self, name) for name in self.rest}
            return
        seen = model.scene.seen
        shield = np.zeros_like(self.share)
        if model.on("narratives"):
            shield = beliefs.narrative_shield * model.iran.cue * np.maximum(model.isis.activity - 1.0, 0.0)
            shield = shield + beliefs.narrative_routine * model.iran.cue
        strikes, attacks = beliefs.mood_strike, beliefs.mood_attack * seen["attributed"]
        sieges = beliefs.mood_siege * seen["sieges"]
        pressed = beliefs.mood_pressure * (model.united_states.bite - beliefs.habit_pressure)
        threatened = beliefs.mood_threat * (model.israel.threat - beliefs.habit_threat)
        asked = beliefs.mood_ask * (seen["asks_iran"] - beliefs.habit_asks)
        news = {
            "fear_of_war": strikes * seen["strikes"] + threatened,
            "resent_iran": asked + attacks + sieges,
            "resent_us": strikes * seen["strikes_us"] + pressed,
            "fatigue": attacks + sieges + beliefs.mood_death * seen["deaths"] - shield,
        }
        self._next = {name: self._move(name, value) for name, value in news.items()}

    def _move(self, name: str, news: Floats) -> Floats:
        level: Floats = getattr(self, name)
        moved: Floats = level + self.model.beliefs.mood_reversion * (self.rest[name] - level) + news
        return np.minimum(np.maximum(moved, 0.0), 100.0)

    def act(self) -> None:
        for name, level in self._next.items():
            setattr(self, name, level)

    def shake(self, protest: Flags) -> None:
        """A wave of protest leaves weariness and resentment of Iran's hand behind, where it happened."""
        beliefs = self.model.beliefs
        for name, points in (("fatigue", beliefs.protest_fatigue), ("resent_iran", beliefs.protest_resent)):
            level: Floats = getattr(self, name)
            setattr(self, name, np.minimum(np.where(protest, level + points, level), 100.0))
