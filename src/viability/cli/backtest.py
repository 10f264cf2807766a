"""`viability backtest`: whether the index says anything about the world."""

from pathlib import Path
from typing import Annotated

import typer

from viability.cli.command import command
from viability.cli.options import (
    DOUBT,
    Compensation,
    QuestionOption,
    Roles,
    ScenarioOption,
    Seed,
    TableTop,
    Weight,
)
from viability.cli.progress import progress
from viability.cli.request import Plain, Request
from viability.engine.draws import SEED

CASES = "Cases"

CaseFile = Annotated[
    Path,
    typer.Argument(
        help="CSV: id, members (blanks between), date, label (0 or 1); also set, match, cluster, weight.",
        show_default=False,
    ),
]

Baseline = Annotated[
    list[str],
    typer.Option(
        "--baseline",
        help="A column of the cases, known beforehand, that the index is compared with; repeatable.",
        rich_help_panel=CASES,
        show_default=False,
    ),
]

Outcome = Annotated[
    str | None,
    typer.Option(
        "--outcome",
        help="A column that is known only afterwards, such as how many years it lasted; 41+ is 41 or more.",
        rich_help_panel=CASES,
        show_default=False,
    ),
]

Resamples = Annotated[
    int,
    typer.Option(
        "--resamples",
        help="How many times the clusters of cases are resampled, for intervals.",
        min=1,
        max=1_000_000,
        rich_help_panel=DOUBT,
    ),
]


@command
def backtest(
    request: Plain,
    cases: CaseFile,
    *,
    baseline: Baseline = [],  # noqa: B006 - typer copies it
    outcome: Outcome = None,
    resamples: Resamples = 1000,
    seed: Seed = SEED,
    weight: Weight = [],  # noqa: B006 - as above
    scenario: ScenarioOption = [],  # noqa: B006 - as above
    compensation: Compensation = None,
    roles: Roles = None,
    question: QuestionOption = None,
    top: TableTop = 5,
) -> None:
    """Test the index on groups of states of which we know whether they allied, each as of its own day.

    Cases that cannot be scored are left out and listed. The index is compared with each baseline, and always with
    coverage alone, with equal weights and with each criterion alone.

    Example: viability backtest cases.csv --study world --baseline un_agreement
    """
    from viability.analyses.backtest.answer import backtest as hold
    from viability.files.cases import read_cases
    from viability.output.backtest import sheet, view

    asked = Request(
        study=request.study,
        format=request.format,
        output=request.output,
        decimal_comma=request.decimal_comma,
        members=[],
        with_=[],
        without=[],
        set_=[],
        weight=weight,
        scenario=scenario,
        compensation=compensation,
        roles=roles,
        question=question,
    )
    asked.line = request.line
    told = read_cases(cases)
    study = asked.edited(whole=True)
    with progress("cases") as tell:
        found = hold(study, told, baselines=baseline, outcome=outcome, resamples=resamples, seed=seed, progress=tell)
    asked.emit(sheet(found), view(found, top))
