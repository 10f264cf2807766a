"""What the index is held against: coverage, equal weights, each criterion alone and left out, columns of cases."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

import numpy as np
from msgspec import Struct

from viability.analyses.backtest.scored import Scored
from viability.engine.arrays import Bools, Floats
from viability.engine.weighing import Weights, compensation_of, weigh
from viability.errors import FrameworkError, UnknownName
from viability.study.cases import OWN, Case, Cases
from viability.study.study import Study

Kind = Literal["index", "variant", "column", "criterion", "without"]

COVERAGE, EQUAL, GEOMETRIC = "coverage", "equal_weights", "geometric"
"""How much is known of a case; the mean of all criteria that are known; pillars that do not make up for each other."""

MISSING = {"", "na", "nan", "n/a", "null", "none", "."}

AT_LEAST = "+"
"""Ends an outcome that is at least so much, as a duration that had not ended."""


class Rival(Struct, frozen=True, kw_only=True):
    """Numbers that might tell cases apart as the index does."""

    kind: Kind
    of: str
    """A variant, the id of a criterion, or the name of a column."""
    values: Floats
    """(c,); NaN is unknown."""


def rivals(study: Study, scored: Scored, baselines: Mapping[str, Floats]) -> Iterator[Rival]:
    """Give what the index is held against, columns of the cases first."""
    for name, values in baselines.items():
        yield Rival(kind="column", of=name, values=values)
    yield Rival(kind="variant", of=COVERAGE, values=scored.coverage)
    k = scored.scores.shape[1]
    alike = Weights(pillars=np.ones(1), criteria=np.full(k, 1 / k))
    power = compensation_of(study)
    equal = weigh(scored.scores, alike, np.zeros(k, dtype=np.intp), power)[1]
    yield Rival(kind="variant", of=EQUAL, values=equal)
    yield Rival(kind="variant", of=GEOMETRIC, values=scored.geometric)
    for number, name in enumerate(study.criteria):
        yield Rival(kind="criterion", of=name, values=scored.scores[:, number])
    for number, name in enumerate(study.criteria):
        left = scored.weights.criteria * (np.arange(k) != number)
        if left.any():
            some = Weights(pillars=scored.weights.pillars, criteria=left)
            yield Rival(kind="without", of=name, values=weigh(scored.scores, some, scored.pillar_of, power)[1])


def check_columns(cases: Cases, baselines: Sequence[str], outcome: str | None) -> None:
    """Check that columns may be what they are asked to be.

    Raises:
        FrameworkError: when one is the label or what cases are chosen by, or baseline and outcome at once.
        UnknownName: when there is no such column.
    """
    for name in (*baselines, *([] if outcome is None else [outcome])):
        if name in OWN:
            raise FrameworkError(f"column '{name}' says what a case is; it is neither a baseline nor an outcome")
        if name not in cases.columns:
            raise UnknownName("column", name, cases.columns)
    if outcome in baselines:
        raise FrameworkError(
            f"column '{outcome}' cannot be both: an outcome is known only afterwards, a baseline beforehand"
        )


def baseline(cases: Cases, name: str, rows: Sequence[Case]) -> Floats:
    """Return a column of the cases as numbers, for some of them; NaN where nothing is written.

    Raises:
        FrameworkError: when something is no number, or the column is the label by another name.
    """
    every = np.array([_number(cases, name, case.columns.get(name, ""), case) for case in cases.rows])
    labels, known = np.array([case.label for case in cases.rows]), ~np.isnan(every)
    ones, noughts = np.unique(every[known & labels]), np.unique(every[known & ~labels])
    if len(ones) == len(noughts) == 1 and ones[0] != noughts[0]:
        raise FrameworkError(f"column '{name}' repeats the label, so it cannot be a baseline")
    numbers = dict(zip((case.id for case in cases.rows), every.tolist(), strict=True))
    return np.array([numbers[case.id] for case in rows])


def outcomes(cases: Cases, name: str, rows: Sequence[Case]) -> tuple[Floats, Bools]:
    """Return an outcome as numbers, NaN where unknown, and whether each is `at least` so much (`41+`).

    Raises:
        FrameworkError: when something is no number.
    """
    texts = [case.columns.get(name, "").strip() for case in rows]
    lasted = np.array([text.endswith(AT_LEAST) for text in texts], dtype=bool)
    values = [_number(cases, name, text.removesuffix(AT_LEAST), case) for text, case in zip(texts, rows, strict=True)]
    return np.array(values), lasted


def _number(cases: Cases, name: str, text: str, case: Case) -> float:
    if text.strip().casefold() in MISSING:
        return np.nan
    try:
        found = float(text)
    except ValueError:
        found = np.inf
    if not np.isfinite(found):
        raise FrameworkError(
            f"{cases.label}:{case.line}, column '{name}': '{text}' is not a number; leave a cell empty where it "
            "is unknown"
        )
    return found
