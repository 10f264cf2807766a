"""What has a score in an assessment, as rows: each index, cohesion, each pillar and each criterion."""

from collections.abc import Iterable, Iterator

from viability.analyses.points import Decisive
from viability.analyses.score import Assessment
from viability.analyses.uncertainty import Range
from viability.output.sheet import Cell, as_row, provenance
from viability.output.text import VARIED, of_each, unit_named
from viability.study.standing import Standing
from viability.study.study import Study

SEVERAL = {"question", "geometric"}
"""Columns of studies that ask several questions."""


def assessed(result: Assessment) -> dict[str, Cell]:
    """Return the provenance of an assessment."""
    doubt = result.uncertainty
    drawn = as_row(draws=doubt.draws, seed=doubt.seed, weights_drawn=ways_to_draw(result))
    if result.others:
        drawn |= as_row(questions=" ".join(result.questions))
    if result.standing is not None:
        drawn |= as_row(world_fingerprint=result.standing.read)
    return provenance(result.about, **drawn)


def ways_to_draw(result: Assessment) -> str:
    """Say how weights are drawn under each question."""
    return of_each({name: one.uncertainty.weights for name, one in result.questions.items()}, ", ")


def varied(result: Assessment) -> str:
    """Say what the draws vary under each question."""
    return of_each({name: VARIED[one.uncertainty.weights] for name, one in result.questions.items()})


def level_rows(result: Assessment) -> list[dict[str, Cell]]:
    """Return one row for each index, for cohesion, each pillar and each criterion."""
    asked = result.questions.values()
    cohesion = as_row(
        level="cohesion",
        id="cohesion",
        title="Cohesion",
        score=result.cohesion,
        **_ends(result.uncertainty.cohesion),
    )
    return [
        *(_index(one) for one in asked),
        cohesion,
        *(row for one in asked for row in _pillars(one)),
        *(row for one in asked for row in _criteria(one)),
        *([] if result.standing is None else _standing(result.standing)),
    ]


def _standing(found: Standing) -> Iterator[dict[str, Cell]]:
    """Return the structural index, and how many groups have less: of those that allied and of those that did not."""
    yield as_row(
        level="standing",
        id="structural_index",
        title="Structural index, of figures that exist for all states",
        score=found.structural,
        coverage=found.known,
    )
    for name, share, groups, what in (
        ("above_allied", found.above_allied, found.allied, "groups that signed a defence treaty"),
        ("above_matched", found.above_matched, found.matched, "similar groups that signed none"),
    ):
        yield as_row(
            level="standing", id=name, title=f"Per cent of {groups} {what} with less", score=round(100 * share, 4)
        )
    if found.nearest:
        told = f"Most alike of those that signed: {found.nearest} ({found.date})"
        yield as_row(level="standing", id="nearest_allied", title=told, score=None)


def _index(result: Assessment) -> dict[str, Cell]:
    doubt = result.uncertainty
    return as_row(
        level="index",
        id=result.question,
        title=result.study.framework.question.title,
        score=result.index,
        **_ends(doubt.viability, doubt.viability_data),
        geometric=result.geometric,
        coverage=result.coverage,
        verdict=result.verdict,
        same_verdict=result.same_verdict,
        at_worst=doubt.at_worst,
        at_best=doubt.at_best,
        blocking=" ".join(c.id for c in result.blocking),
    )


def _pillars(result: Assessment) -> Iterator[dict[str, Cell]]:
    found, doubt, covered = result.evaluation, result.uncertainty, result.evaluation.pillar_coverage()[0]
    for i, (name, pillar) in enumerate(result.study.framework.pillars.items()):
        yield as_row(
            level="pillar",
            id=name,
            title=pillar.title,
            question=result.question,
            score=float(found.pillar_scores[0, i]),
            **_ends(doubt.pillars[i], doubt.pillars_data[i]),
            cohesion=float(found.pillar_cohesion[0, i]),
            weight=pillar.weight,
            share=float(found.weights.pillars[i]),
            coverage=float(covered[i]),
        )


def _criteria(result: Assessment) -> Iterator[dict[str, Cell]]:
    study = result.study
    for part, doubtful in zip(result.contributions, result.uncertainty.scores, strict=True):
        criterion = study.criteria[part.criterion]
        yield as_row(
            level="criterion",
            id=criterion.id,
            title=criterion.title,
            pillar=criterion.pillar,
            question=result.question,
            role=criterion.role,
            score=100 * part.score,
            low=100 * doubtful.low,
            median=100 * doubtful.median,
            high=100 * doubtful.high,
            weight=criterion.weight,
            share=part.share,
            coverage=part.coverage,
            gained=part.gained,
            lost=part.lost,
            **decided_cells("drags", part.drags, study, criterion.id),
            **decided_cells("carries", part.carries, study, criterion.id),
        )


def _ends(both: Range, data: Range | None = None) -> dict[str, Cell]:
    """Return the cells of a range with data and weights varied, and of that with data alone varied."""
    cells = as_row(low=both.low, median=both.median, high=both.high)
    return cells if data is None else cells | as_row(data_low=data.low, data_high=data.high)


def decided_cells(prefix: str, decisive: Decisive | None, study: Study, criterion: str) -> dict[str, Cell]:
    """Return the cells that say who decides a criterion."""
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


def columns_of(result: Assessment, columns: Iterable[str]) -> list[str]:
    """Return the columns that a study needs: what tells questions apart only where there are several."""
    return [column for column in columns if result.study.beside or column not in SEVERAL]


def score_cells(result: Assessment) -> dict[tuple[Cell, Cell], Cell]:
    """Return the score of everything that has one, by level and id."""
    return {(each["level"], each["id"]): each["score"] for each in level_rows(result)}


def difference(new: Cell, old: Cell) -> float | None:
    """Return the difference of two scores, where both are known."""
    return new - old if isinstance(new, float) and isinstance(old, float) else None
