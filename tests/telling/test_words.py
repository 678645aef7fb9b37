"""Every act has words, every word an act, and none of them speaks as docs/tone.md says not to."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

import simulation
from simulation.codebook import COMPONENTS
from simulation.errors import InputError
from simulation.evidence import load_evidence
from simulation.model.chronicle import Chronicle
from simulation.model.iraq import IraqModel
from simulation.model.questions import QUESTION_KEYS, QUESTIONS
from simulation.telling.coding import readers, rules_now
from simulation.telling.story import GOVERNMENT, SEATS
from simulation.telling.words import EVENT, is_act, load_words

NAMED = (
    re.compile(r'ledger\.add\(\s*"([^"]+)"'),
    re.compile(r'\.tell\(\s*[\w.]+,\s*"([^"]+)"'),
    re.compile(r'\b_note\(\s*"([^"]+)"'),
)
NOT_SAID = (
    r"\bprox(y|ies)\b|\bregime\b|\bterrorist|\bmilitia|\bPersian\b|\boccupation\b|\bvassal|\bchaos\b|\bpuppet"
)


def in_the_code() -> set[str]:
    """Acts that the model's text names, whatever the runs below come to."""
    texts = [path.read_text() for path in (Path(simulation.__file__).parent / "model").rglob("*.py")]
    return {found for text in texts for pattern in NAMED for found in pattern.findall(text)}


def in_the_seeds() -> set[str]:
    evidence, rules = load_evidence(), rules_now()
    acts = {act for event in evidence.events.values() for act in event.acts}
    acts |= {past.act for start in evidence.starts.values() for past in start.history}
    acts |= {act for name in (*COMPONENTS, "us_ties") for act, _ in rules.points(name)}
    return acts | {act for question in QUESTIONS for act in (*question.outward, *question.inward)}


def named() -> set[str]:
    return {act for act in in_the_code() | in_the_seeds() | set(readers()) if is_act(act)}


def test_every_act_that_the_model_and_the_seeds_name_has_words() -> None:
    words = load_words()
    known = words.acts.keys() | words.aliases.keys()
    missing = sorted(act for act in named() - known if not act.startswith(EVENT))
    assert missing == [], f"add to seeds/acts.yaml: {', '.join(missing)}"


@pytest.mark.parametrize("scenario", ["maintain", "increase", "election_2021"])
def test_every_act_of_a_run_has_words(scenario: str) -> None:
    """Names that the code makes up as it goes do not show in its text; they show in runs."""
    chronicle = Chronicle(heaviest=1)
    name = scenario if scenario != "election_2021" else simulation.load(scenario).scenarios[0]
    model = IraqModel(name, runs=150, rng=3, chronicle=chronicle)
    for _ in range(model.setup.months):
        model.step()
    told = {load_words().on_record(act.act, act.actor, act.target) for act in chronicle.acts}
    acts = {act for act in model.ledger.acts if is_act(act)} | told
    events = {act.removeprefix(EVENT) for act in acts if act.startswith(EVENT)}
    assert events <= load_evidence().events.keys()
    missing = sorted(act for act in acts - load_words().acts.keys() if not act.startswith(EVENT))
    assert missing == [], f"add to seeds/acts.yaml: {', '.join(missing)}"


@pytest.mark.xfail(strict=True, reason="acts of mechanisms that are being added have their words already")
def test_no_words_are_kept_for_acts_that_nobody_names() -> None:
    assert load_words().acts.keys() - named() <= {SEATS, GOVERNMENT}


def test_who_acts_is_an_actor_or_has_a_name() -> None:
    words = load_words()
    actors = {act.actor for act in words.acts.values() if act.actor}
    unknown = {actor for actor in actors if words.name(actor) == actor.replace("_", " ")}
    assert unknown == set(), unknown
    assert all(words.name(key) != key for key in QUESTION_KEYS)


def test_an_alias_is_the_ledgers_name() -> None:
    words = load_words()
    assert words.on_record("launched", "badr_brigades", "israel") == "attacks_israel"
    assert words.on_record("struck_armed_groups", "united_states", "") == "strikes_us"
    assert words.on_record("isis_resurges", "events", "") == "event.isis_resurges"
    assert words.on_record("attacks_us", "badr_brigades", "") == "attacks_us"
    for known in words.aliases.values():
        for name in [known] if isinstance(known, str) else known.values():
            assert name in words.acts


@pytest.mark.parametrize("act", sorted(load_words().acts))
def test_tone(act: str) -> None:
    words = load_words().acts[act]
    for text in (words.title, words.sentence, words.one):
        assert not re.search(NOT_SAID, text, re.IGNORECASE), text
        assert not text.endswith("."), "the sentence's end is the page's"


@pytest.mark.parametrize("count", [1.0, 2.0, 5.0])
def test_sentences_read_well_for_one_and_for_many(count: float) -> None:
    words = load_words()
    for act, entry in words.acts.items():
        said = words.sentence(act, entry.actor or "badr", "iran", count)
        assert "{" not in said
        assert said[0].isupper() or said[0].isdigit()
        assert "  " not in said
        assert not (count == 1.0 and re.match(r"1 \w+s ", said)), said
    assert (
        words.sentence("attacks_us", "nujaba", "", 1.0)
        == "Harakat al-Nujaba attacks American forces or sites"
    )
    assert words.sentence("attacks_us", "nujaba", "", 2.0).endswith("twice")
    assert words.sentence("iraqi_deaths", "", "", 1.0).startswith("One Iraqi is killed")


def test_an_act_without_words_is_told_by_its_name() -> None:
    words = load_words()
    assert words.sentence("parley_held", "badr", "kdp", 1.0) == (
        "Badr Organization: Parley held (Kurdistan Democratic Party)"
    )
    assert words.sentence("event.isis_resurges", "", "", 1.0) == "ISIS resurges"


def test_names_of_premiers_and_long_lists() -> None:
    words = load_words()
    many = "+".join(list(load_evidence().actors)[:11])
    said = words.sentence("government_formed", "technocrat", many, 1.0)
    assert said.endswith("and 4 others")
    assert words.name("government") == "Baghdad"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('acts:\n  a:\n    title: T\n    sentence: "{who} acts"\nnames: {}\n', "has a place for 'who'"),
        ("acts:\n  a:\n    title: T\nnames: {}\n", "Field required"),
        ("acts:\n  a: {title: T, sentence: S, repeats: [b]}\nnames: {}\n", "names no act: b"),
        ("acts:\n  a: {title: T, sentence: S, loud: 1}\nnames: {}\n", "not permitted"),
    ],
)
def test_a_mistake_names_its_line(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "acts.yaml").write_text(text)
    with pytest.raises(InputError) as refused:
        load_words(tmp_path)
    assert said in str(refused.value)
    assert re.search(r"acts\.yaml:\d+:\d+", str(refused.value))


def test_counts_are_whole_numbers_where_they_can_be() -> None:
    said = load_words().sentence("iraqi_deaths", "", "", float(np.float32(1234)))
    assert said.startswith("1,234 Iraqis")
