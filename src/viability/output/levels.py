"""What has a score in an assessment, as rows: the index, cohesion, each pillar and each criterion."""

from viability.analyses.points import Decisive
from viability.analyses.score import Assessment
from viability.analyses.uncertainty import Range
from viability.output.sheet import Cell, as_row, provenance
from viability.output.text import unit_named
from viability.study.study import Study


def assessed(result: Assessment) -> dict[str, Cell]:
    """Return the provenance of an assessment."""
    doubt = result.uncertainty
    drawn = as_row(draws=doubt.draws, seed=doubt.seed, weights_drawn=doubt.weights)
    return provenance(result.about, **drawn)


def level_rows(result: Assessment) -> list[dict[str, Cell]]:
    """Return one row for the index, cohesion, each pillar and each criterion."""
    study, found, doubt = result.study, result.evaluation, result.uncertainty
    covered = found.pillar_coverage()[0]
    rows = [
        as_row(
            level="index",
            id="viability",
            title="Viability",
            score=result.viability,
            **_ends(doubt.viability, doubt.viability_data),
            coverage=result.coverage,
            verdict=result.verdict,
            same_verdict=result.same_verdict,
            at_worst=doubt.at_worst,
            at_best=doubt.at_best,
            blocking=" ".join(c.id for c in result.blocking),
        ),
        as_row(
            level="cohesion",
            id="cohesion",
            title="Cohesion",
            score=result.cohesion,
            **_ends(doubt.cohesion),
        ),
    ]
    rows += [
        as_row(
            level="pillar",
            id=name,
            title=pillar.title,
            score=float(found.pillar_scores[0, i]),
            **_ends(doubt.pillars[i], doubt.pillars_data[i]),
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
            as_row(
                level="criterion",
                id=criterion.id,
                title=criterion.title,
                pillar=criterion.pillar,
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
        )
    return rows


def _ends(both: Range, data: Range | None = None) -> dict[str, Cell]:
    """Return the cells of a range with data and weights in doubt, and of that with data alone in doubt."""
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


def score_cells(result: Assessment) -> dict[tuple[Cell, Cell], Cell]:
    """Return the score of everything that has one, by level and id."""
    return {(each["level"], each["id"]): each["score"] for each in level_rows(result)}


def difference(new: Cell, old: Cell) -> float | None:
    """Return the difference of two scores, where both are known."""
    return new - old if isinstance(new, float) and isinstance(old, float) else None
