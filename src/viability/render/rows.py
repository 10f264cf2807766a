"""Results as tidy rows with stable columns: what CSV, JSON, Markdown and DataFrames hold.

Every sheet carries its provenance: enough to make it again. docs/data.md documents each column.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, assert_never

from viability import __version__
from viability.assessment import Assessment, Pair
from viability.contributions import Decisive
from viability.engine import Evaluation
from viability.errors import CoalitionError, Problem
from viability.model import Study

if TYPE_CHECKING:
    import pandas as pd

Cell = str | float | int | bool | None
Row = Mapping[str, Cell]


@dataclass(frozen=True, kw_only=True, slots=True)
class Sheet:
    """A named table with where it came from."""

    kind: str
    rows: Sequence[Row]
    provenance: Row
    head: Sequence[str] = ()
    """Columns that stand even where no row brings them up."""

    @property
    def columns(self) -> list[str]:
        """The names of the columns: the head, then others in the order in which rows bring them up."""
        return list(dict.fromkeys((*self.head, *(name for row in self.rows for name in row))))


def row(**cells: Cell) -> dict[str, Cell]:
    """Return one row."""
    return cells


def provenance(study: Study, changes: Sequence[str] = (), **more: Cell) -> dict[str, Cell]:
    """Return what is needed to make a result again."""
    return {
        "study": study.title,
        "location": study.location,
        "framework_version": study.framework.version,
        "as_of": study.as_of or "newest",
        "members": " ".join(study.members),
        "compensation": study.framework.compensation,
        **more,
        "changes": "; ".join(changes),
        "program_version": __version__,
    }


def assessed(result: Assessment) -> dict[str, Cell]:
    """Return the provenance of an assessment."""
    doubt = result.uncertainty
    drawn = row(draws=doubt.draws, seed=doubt.seed, weights_drawn=doubt.weights)
    return provenance(result.study, result.changes, **drawn)


SCORE_COLUMNS = (
    *("level", "id", "title", "pillar", "role", "score", "low", "high", "cohesion", "weight", "share", "coverage"),
    *("gained", "lost", "claim_status", "verdict", "same_verdict", "at_worst", "at_best", "blocking"),
    *("drags", "drags_alike", "drags_value", "drags_unit", "drags_date", "drags_sources"),
    *("carries", "carries_alike", "carries_value", "carries_unit", "carries_date", "carries_sources"),
    *("baseline", "difference"),
)
"""Columns of `viability score`, in order."""


def _levels(result: Assessment) -> list[dict[str, Cell]]:
    """Return one row for the index, cohesion, each pillar and each criterion."""
    study, found, doubt = result.study, result.evaluation, result.uncertainty
    covered = found.pillar_coverage()[0]
    rows = [
        row(
            level="index",
            id="viability",
            title="Viability",
            score=result.viability,
            low=doubt.viability.low,
            high=doubt.viability.high,
            coverage=result.coverage,
            verdict=result.verdict,
            same_verdict=result.same_verdict,
            at_worst=doubt.at_worst,
            at_best=doubt.at_best,
            blocking=" ".join(c.id for c in result.blocking),
        ),
        row(
            level="cohesion",
            id="cohesion",
            title="Cohesion",
            score=result.cohesion,
            low=doubt.cohesion.low,
            high=doubt.cohesion.high,
        ),
    ]
    rows += [
        row(
            level="pillar",
            id=name,
            title=pillar.title,
            score=float(found.pillar_scores[0, i]),
            cohesion=float(found.pillar_cohesion[0, i]),
            weight=pillar.weight,
            share=float(found.weights.pillars[i]),
            coverage=float(covered[i]),
        )
        for i, (name, pillar) in enumerate(study.framework.pillars.items())
    ]
    for part, doubtful in zip(result.contributions, doubt.scores, strict=True):
        criterion = study.criteria[part.criterion]
        rows.append(
            row(
                level="criterion",
                id=criterion.id,
                title=criterion.title,
                pillar=criterion.pillar,
                role=criterion.role,
                score=100 * part.score,
                low=100 * doubtful.low,
                high=100 * doubtful.high,
                weight=criterion.weight,
                share=part.share,
                coverage=part.coverage,
                gained=part.gained,
                lost=part.lost,
                claim_status=result.claim_status(criterion.id),
                **_decided("drags", part.drags, study, criterion.id),
                **_decided("carries", part.carries, study, criterion.id),
            )
        )
    return rows


def _decided(prefix: str, decisive: Decisive | None, study: Study, criterion: str) -> dict[str, Cell]:
    if decisive is None:
        return {}
    return {
        prefix: " ".join(decisive.states),
        f"{prefix}_alike": decisive.alike,
        f"{prefix}_value": decisive.raw,
        f"{prefix}_unit": unit_named(study, criterion),
        f"{prefix}_date": decisive.date,
        f"{prefix}_sources": " ".join(decisive.sources),
    }


def unit_named(study: Study, criterion: str) -> str:
    """Return the unit of what a criterion measures; a rating's is `rating`."""
    measure = study.criteria[criterion].measure
    if measure.kind in {"overlap", "shared_memberships"}:
        return "share"
    if measure.of is None:
        return "states"
    return study.attributes[measure.of].unit or "rating"


def _scores(result: Assessment) -> dict[tuple[Cell, Cell], Cell]:
    return {(each["level"], each["id"]): each["score"] for each in _levels(result)}


def _difference(new: Cell, old: Cell) -> float | None:
    return new - old if isinstance(new, float) and isinstance(old, float) else None


def score_sheet(result: Assessment) -> Sheet:
    """Return the rows of an assessment, with the baseline where there are what-ifs."""
    before = {} if result.baseline is None else _scores(result.baseline)
    rows = []
    for each in _levels(result):
        old = before.get((each["level"], each["id"]))
        full = {**each, "baseline": old, "difference": _difference(each["score"], old)}
        rows.append({name: full.get(name) for name in SCORE_COLUMNS})
    return Sheet(kind="score", rows=rows, provenance=assessed(result))


def compare_sheet(results: Sequence[Assessment], names: Sequence[str]) -> Sheet:
    """Return the rows of the baseline and of named scenarios, with the difference from the baseline."""
    base = _scores(results[0])
    columns = ("level", "id", "title", "pillar", "score", "low", "high", "share", "coverage", "verdict", "same_verdict")
    rows = [
        {
            "scenario": name,
            "scenario_as_of": result.study.as_of or "newest",
            "scenario_members": " ".join(result.study.members),
            **{column: each.get(column) for column in columns},
            "difference": _difference(each["score"], base.get((each["level"], each["id"]))),
        }
        for name, result in zip(("baseline", *names), results, strict=True)
        for each in _levels(result)
    ]
    return Sheet(kind="compare", rows=rows, provenance=assessed(results[0]))


def pairs_sheet(study: Study, pairs: Sequence[Pair], changes: Sequence[str] = ()) -> Sheet:
    """Return one row for each pair of members."""
    rows = [
        row(
            a=pair.states[0],
            b=pair.states[1],
            cohesion=pair.cohesion,
            **dict(zip(study.framework.pillars, pair.pillars, strict=True)),
        )
        for pair in pairs
    ]
    return Sheet(kind="pairs", rows=rows, provenance=provenance(study, changes))


def check_sheet(problems: Sequence[Problem], location: str) -> Sheet:
    """Return one row for each problem of a study."""
    rows = [row(file=p.file, line=p.line, message=p.message, hint=p.hint) for p in problems]
    made = row(location=location, program_version=__version__)
    return Sheet(kind="check", rows=rows, provenance=made, head=("file", "line", "message", "hint"))


def safe(cell: Cell) -> Cell:
    """Make text harmless in a spreadsheet: what could start a formula gets an apostrophe before it."""
    return "'" + cell if isinstance(cell, str) and cell[:1] in {"=", "+", "-", "@", "\t", "\r", "\n"} else cell


def evaluation_sheet(found: Evaluation) -> Sheet:
    """Return one row for each coalition of an evaluation without draws: its indices, pillars and criteria, 0 to 100.

    Raises:
        CoalitionError: when the evaluation holds draws.
    """
    if found.viability.ndim > 1:
        raise CoalitionError("an evaluation of draws is no table of coalitions; summarise the draws first")
    covered = found.total_coverage()
    rows = [
        row(
            members=" ".join(state for state, inside in zip(found.states, mark, strict=True) if inside),
            viability=float(found.viability[i]),
            cohesion=float(found.cohesion[i]),
            band=int(found.verdicts[i]),
            coverage=float(covered[i]),
            **{name: float(found.pillar_scores[i, q]) for q, name in enumerate(found.pillars)},
            **{name: 100 * float(found.scores[i, k]) for k, name in enumerate(found.criteria)},
        )
        for i, mark in enumerate(found.coalitions)
    ]
    return Sheet(kind="evaluation", rows=rows, provenance=row(program_version=__version__))


def to_frame(result: Sheet | Assessment | Evaluation) -> "pd.DataFrame":
    """Return a result as a DataFrame: its columns, then its provenance repeated on each row.

    An assessment becomes the rows of `viability score`, an evaluation one row a coalition. Unknown numbers and empty
    text are None, and text that a spreadsheet could take for a formula begins with an apostrophe, here as in the CSV
    file, so that the file reads back equal. A name of the provenance that is a column already gets the prefix `given_`.

    Raises:
        CoalitionError: when an evaluation holds draws.
    """
    import pandas as pd  # noqa: PLC0415 - half a second that only tables of data pay for

    match result:
        case Assessment():
            sheet = score_sheet(result)
        case Evaluation():
            sheet = evaluation_sheet(result)
        case Sheet():
            sheet = result
        case _:
            assert_never(result)
    columns = {str(safe(name)): [_plain(each.get(name)) for each in sheet.rows] for name in sheet.columns}
    for name, value in sheet.provenance.items():
        columns[name if name not in columns else f"given_{name}"] = [_plain(value)] * len(sheet.rows)
    return pd.DataFrame(columns)


def _plain(cell: Cell) -> Cell:
    if cell == "" or (isinstance(cell, float) and math.isnan(cell)):
        return None
    return safe(cell)
