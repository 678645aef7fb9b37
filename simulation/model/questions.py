"""The questions on which patrons press Baghdad, and the acts that answer them (iraq.md 3.1)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from simulation.codebook import Ledger
    from simulation.model.actors.base import Flags, Floats
    from simulation.model.iraq import IraqModel

__all__ = ["QUESTIONS", "QUESTION_KEYS", "Question", "record_conduct"]

Beliefs = Any


@dataclass(frozen=True)
class Question:
    """One matter that comes before the cabinet.

    `outward` and `inward` name the acts (ordinary, strong) that answer it away from or toward Tehran;
    `terms` gives (rate of occasions, threshold outward, threshold inward) from the beliefs, `extra` what
    bears on this question alone, by name. `floor`: Tehran's declared floor under every path; `of_words`: a
    matter of tone; `sends_army`: its strong answer inward would send the state's forces to another's war.
    """

    key: str
    outward: tuple[str, str]
    inward: tuple[str, str]
    terms: Callable[[Beliefs], tuple[Floats, Floats, Floats]]
    iran_ask_rate: Callable[[Beliefs], Floats]
    us_ask_rate: Callable[[Beliefs], Floats]
    extra: Callable[[IraqModel], Mapping[str, Floats]]
    floor: bool = False
    of_words: bool = False
    sends_army: bool = False


def _nothing(_: IraqModel) -> Mapping[str, Floats]:
    return {}


def _transit(model: IraqModel) -> Mapping[str, Floats]:
    """A border that is watched finds more, one that is not looks away (row 14)."""
    if not model.on("syria"):
        return {}
    return {"the watch at the border": model.beliefs.conduct_watch * (model.syria.watch - 0.5)}


def _region(model: IraqModel) -> Mapping[str, Floats]:
    """Damascus that courts is answered, one that threatens is not (row 14); company and cue as for words."""
    terms = dict(_words(model))
    if model.on("syria"):
        terms["Damascus's courting"] = model.beliefs.conduct_damascus * model.syria.friendliness
    return terms


def _war(model: IraqModel) -> Mapping[str, Floats]:
    """The threat of becoming the battlefield presses Baghdad to restrain those who launch (row 12).

    Launches that nobody answers for are its excuse not to (row 7).
    """
    threat = model.israel.threat if model.on("israeli_threat") else np.zeros(model.runs)
    danger = threat + model.scene.recent_attacks_israel + model.scene.recent_attacks_us
    return {
        "fear of becoming the battlefield": model.beliefs.conduct_battlefield * danger,
        "an excuse, since nobody answers for it": -(model.beliefs.conduct_excuse * model.scene.excuse),
    }


def _arms(model: IraqModel) -> Mapping[str, Floats]:
    """What Najaf said, ISIS as the groups' licence, the Americans as their pretext, and what may be said.

    Rows 13, 17, 24 and 26.
    """
    beliefs = model.beliefs
    presence = model.united_states.presence if model.on("presence_and_vacuum") else np.ones(model.runs)
    terms = {
        "a word from Najaf": model.scene.najaf_voice,
        "ISIS as the groups' licence": -(beliefs.conduct_licence * (model.isis.activity - 1.0)),
        "the Americans as their pretext": -(beliefs.conduct_pretext * presence),
    }
    if model.on("taboo"):
        terms["what may be said of arms"] = beliefs.conduct_taboo * (model.government.taboo_open - 0.5)
    return terms


def _words(model: IraqModel) -> Mapping[str, Floats]:
    """Arab company draws toward the Arab majority (row 15), a line of the Leader away from it (row 25)."""
    terms: dict[str, Floats] = {}
    if model.on("arab_door"):
        terms["Arab company"] = model.beliefs.conduct_company * model.scene.arab_door
    if model.on("cue"):
        terms["the Leader's line"] = model.beliefs.conduct_cue * model.voices.shift["government"]
    return terms


def _presence(model: IraqModel) -> Mapping[str, Floats]:
    """Resentment of America's hand weighs against a pact with Washington."""
    if not model.on("public_mood"):
        return {}
    return {"resentment of America": -model.beliefs.conduct_street * model.scene.shift_of("resent_us")}


QUESTIONS = (
    Question(
        "transit", ("transit_seizure", "border_closed"), ("transit_looked_away", "transit_escort"),
        lambda beliefs: (beliefs.transit_rate, beliefs.transit_outward, beliefs.transit_inward),
        lambda beliefs: beliefs.ask_transit, lambda beliefs: beliefs.us_ask_transit, _transit,
    ),
    Question(
        "war", ("attackers_restrained", "commander_arrested"), ("attack_covered", "state_joins_war"),
        lambda beliefs: (beliefs.war_rate, beliefs.war_outward, beliefs.war_inward),
        lambda beliefs: beliefs.ask_war, lambda beliefs: beliefs.us_ask_war, _war,
        sends_army=True,
    ),
    Question(
        "region", ("contact_damascus", "embassy_damascus"), ("cold_to_damascus", "hostile_damascus"),
        lambda beliefs: (beliefs.region_rate, beliefs.region_outward, beliefs.region_inward),
        lambda beliefs: beliefs.ask_region, lambda beliefs: beliefs.us_ask_region, _region,
    ),
    Question(
        "arms", ("pmf_limit_announced", "pmf_limited"), ("pmf_reading", "pmf_extended"),
        lambda beliefs: (beliefs.arms_rate, beliefs.arms_outward, beliefs.arms_inward),
        lambda beliefs: beliefs.ask_arms, lambda beliefs: beliefs.us_ask_arms, _arms, floor=True,
    ),
    Question(
        "words", ("vote_with_arab", "statement_with_arab"), ("vote_with_iran", "statement_with_iran"),
        lambda beliefs: (beliefs.words_rate, beliefs.words_outward, beliefs.words_inward),
        lambda beliefs: beliefs.ask_words, lambda beliefs: beliefs.us_ask_words, _words,
        of_words=True,
    ),
    Question(
        "money", ("dollar_rules", "energy_cut_iran"), ("channel_kept", "channel_opened_iran"),
        lambda beliefs: (beliefs.money_rate, beliefs.money_outward, beliefs.money_inward),
        lambda beliefs: beliefs.ask_money, lambda beliefs: beliefs.us_ask_money, _nothing,
    ),
    Question(
        "posts", ("post_lost_armed", "houthi_office_closed"), ("post_gained_armed", "ministry_gained_armed"),
        lambda beliefs: (beliefs.posts_rate, beliefs.posts_outward, beliefs.posts_inward),
        lambda beliefs: beliefs.ask_posts, lambda beliefs: beliefs.us_ask_posts, _nothing,
    ),
    Question(
        "presence", ("pact_step", "security_pact"), ("expulsion_demand", "expulsion_order"),
        lambda beliefs: (beliefs.presence_rate, beliefs.presence_outward, beliefs.presence_inward),
        lambda beliefs: beliefs.ask_presence, lambda beliefs: beliefs.us_ask_presence, _presence, floor=True,
    ),
)  # fmt: skip


def record_conduct(
    ledger: Ledger, question: Question, iran_asks: Flags, outcome: Floats, strong: Flags, unwelcome: Floats
) -> list[tuple[str, Flags]]:
    """Write down what was asked and what was done on one question this month; gives the acts done.

    `outcome` is +1 outward, -1 inward, 0 let lie; `unwelcome` weighs the ask for the leverage index. Shapes
    (runs,).
    """
    outward, inward = outcome > 0, outcome < 0
    ledger.add(f"contested.{question.key}", outward & iran_asks)
    ledger.add("ask_refused", outward & iran_asks)
    ledger.add("asks_iran", iran_asks)
    weight = np.where(iran_asks, unwelcome, 0.0)
    ledger.add(f"asked.{question.key}", weight)
    ledger.add(f"met.{question.key}", weight * (0.5 - 0.5 * outcome))
    flags = (outward & ~strong, outward & strong, inward & ~strong, inward & strong)
    done = list(zip((*question.outward, *question.inward), flags, strict=True))
    for act, where in done:
        ledger.add(act, where)
    return done


QUESTION_KEYS = tuple(question.key for question in QUESTIONS)
