"""`crossroads forecast` and `crossroads score`: a forecast frozen before, and held against what came true."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

if TYPE_CHECKING:
    from rich.table import Table

    from simulation.analysis.forecasts import Capsule, Frozen, Scorecard
    from simulation.outcomes import Results
    from simulation.scenario import Batch, Scenario

LEAST_RUNS: Final = 1000
"""Runs of a forecast whose file asks for fewer, and that names no number itself."""

Beside = Annotated[
    Path | None,
    typer.Option("--results", help="Keep it beside these results of the same scenario, for plot and report."),
]


def forecast(
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="A scenario file, or the name of a built-in one.")
    ],
    questions: Annotated[
        str, typer.Option(help="A file of questions, or the name of a built-in one: election_2025.")
    ],
    out: Annotated[Path, typer.Option(metavar="CAPSULE.json", help="Where the capsule goes.")],
    scenario: Annotated[str | None, typer.Option(help="Which scenario, where the file has several.")] = None,
    runs: Annotated[
        str | None, typer.Option(help="Runs; by default the file's, and at least 1,000. Also 1000x10.")
    ] = None,
    seed: Annotated[int | None, typer.Option(help="The seed, in place of the file's.")] = None,
    jobs: Annotated[
        int | None, typer.Option(help="Worker processes. By default all cores when it is worth it.")
    ] = None,
    dask: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="Simulate on the Dask cluster at this address.")
    ] = None,
    results: Beside = None,
) -> None:
    """Freeze what the model says to dated questions, in a capsule with a hash that is never overwritten.

    Example: crossroads forecast forecasts --scenario from_july --questions election_2025 --out july.json
    """
    from simulation.analysis import forecasts
    from simulation.batch import read_batch
    from simulation.batch.engine import engine_digest
    from simulation.batch.plan import checked_seed, read_runs
    from simulation.cli.running import watched
    from simulation.outcomes import open_results

    forecasts.check_free(out)
    asked = forecasts.load_questions(questions)
    batch = read_batch(file, runs=runs, seed=seed)
    chosen = _chosen(batch, scenario)
    count, luck = (max(batch.runs, LEAST_RUNS), batch.luck) if runs is None else read_runs(runs)
    beside = None if results is None else open_results(results)
    if beside is not None:
        forecasts.check_results(beside, {"name": chosen.name, "digest": chosen.digest()}, engine_digest())
    with watched() as progress:
        capsule = forecasts.freeze(
            chosen, asked, runs=count, seed=checked_seed(batch.seed if seed is None else seed), luck=luck,
            jobs=jobs, dask=dask, progress=progress,
        )  # fmt: skip
    forecasts.write_capsule(out, capsule)
    frozen = forecasts.read_capsule(out)
    _show(frozen)
    if beside is not None:
        _keep(frozen, beside, {})
    typer.echo(f"Capsule: {out}")
    typer.echo(f"Score it with: crossroads score {shlex.quote(str(out))} ANSWERS.csv")


def _chosen(batch: Batch, name: str | None) -> Scenario:
    """The scenario that is forecast: the one named, or the only one there is."""
    from simulation.errors import InputError

    if name is None and len(batch.scenarios) > 1:
        names = ", ".join(batch.names)
        raise InputError(f"a forecast is of one scenario; name it with --scenario: {names}")
    return batch.only([name]).scenarios[0] if name is not None else batch.scenarios[0]


def _show(capsule: Capsule) -> None:
    from simulation.cli.printing import print_table

    data = capsule.data
    typer.echo(
        f"{data['title']}: {len(capsule.questions)} questions, {data['runs']:,} runs of "
        f"{data['scenario']['name']}, knows until {data['known_until']}, made {data['made']}."
    )
    typer.echo(f"Hash: {data['hash']}")
    for title, found in _by_topic(capsule.questions).items():
        print_table(_table(title, found))


def _by_topic(questions: Sequence[Frozen]) -> dict[str, list[Frozen]]:
    found: dict[str, list[Frozen]] = {}
    for question in questions:
        found.setdefault(question.topic or "questions", []).append(question)
    return found


def _table(title: str, questions: Sequence[Frozen]) -> Table:
    """What is said to each question, and what the baselines say."""
    from rich.table import Table

    from simulation.analysis.forecasts.scoring import BASELINES
    from simulation.analysis.forecasts.wording import forecast_words

    table = Table("question", "due", "forecast", title=title, title_justify="left", title_style="bold")
    for name in BASELINES:
        table.add_column(name)
    for question in questions:
        others = [
            forecast_words(question, question.baselines[name]) if name in question.baselines else ""
            for name in BASELINES
        ]
        table.add_row(question.short, question.due, forecast_words(question, question.forecast), *others)
    return table


def _keep(capsule: Capsule, results: Results, answers: Any) -> None:
    from simulation.analysis.forecasts import keep_forecast
    from simulation.outcomes.kept import keep

    assert results.path is not None, "results that were opened have a folder"
    typer.echo(f"Kept: {keep(results.path, keep_forecast(capsule, answers))}")


# --- scores ------------------------------------------------------------------------------------


def score(
    capsule: Annotated[Path, typer.Argument(metavar="CAPSULE.json", help="A frozen forecast.")],
    answers: Annotated[
        Path | None,
        typer.Argument(
            metavar="[ANSWERS.csv]", help="id,answer[,source,resolved]; without it, checks the hash."
        ),
    ] = None,
    results: Beside = None,
) -> None:
    """Score a capsule against what came true, beside what baselines score; refuse one that was changed.

    Example: crossroads score results/capsules/2025-07.json answers.csv
    """
    from simulation.analysis import forecasts
    from simulation.outcomes import open_results

    frozen = forecasts.read_capsule(capsule)
    typer.echo(f"{capsule}: the hash matches, {len(frozen.questions)} questions.")
    found = {} if answers is None else forecasts.read_answers(answers, frozen)
    beside = None if results is None else open_results(results)
    if beside is not None:
        forecasts.check_results(beside, frozen.data["scenario"], str(frozen.data["engine"]))
    for line in _scores(forecasts.scorecard(frozen, found)):
        typer.echo(line)
    if beside is not None:
        _keep(frozen, beside, found)


def _scores(card: Scorecard) -> list[str]:
    """Every question's score in a table, then what can be said of all of them, then what is open."""
    from simulation.analysis.past.scores import LEAST_EFFECTIVE
    from simulation.cli.printing import print_table

    lines: list[str] = []
    if card.scored:
        print_table(_score_table(card))
        for each in card.pooled():
            skill = "" if each.skill is None else f", skill {each.skill:.2f}"
            lines.append(
                f"{each.kind}, against {each.baseline}: better on {each.better} of {each.compared}"
                f" (effective number {each.effective:.1f}{skill})"
            )
        said = f"{len(card.scored)} answered questions are worth {card.effective:.1f} independent ones"
        enough = "" if card.enough else f": fewer than {LEAST_EFFECTIVE:.0f}, so no skill over all is given"
        lines.append(f"{said}{enough}.")
    if card.void:
        lines.append(f"Void: {', '.join(question.id for question in card.void)}.")
    lines += [f"Open, due {question.due}: {question.id}" for question in card.open]
    return lines


def _score_table(card: Scorecard) -> Table:
    from rich.table import Table

    from simulation.analysis.forecasts.scoring import BASELINES, RULES
    from simulation.analysis.forecasts.wording import forecast_words

    table = Table("question", "came true", "forecast", "rule", title="Lower is better", title_justify="left")
    table.add_column("score", justify="right")
    for name in BASELINES:
        table.add_column(name, justify="right")
    for each in card.scored:
        others = [each.against[name] for name in BASELINES]
        cells = ["" if value is None else f"{value:.3f}" for value in others]
        question = each.question
        said = forecast_words(question, question.forecast)
        table.add_row(
            question.short, each.answer.said, said, RULES[question.kind], f"{each.score:.3f}", *cells
        )
    return table
