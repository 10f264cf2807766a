"""The back-test: does the index tell groups that allied from groups that did not, and better than what is simpler?"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import numpy as np
from msgspec import Struct

from viability.analyses.about import About
from viability.analyses.backtest.bench import ALL, Bench, Lasting, SetResult, Share
from viability.analyses.backtest.compared import baseline, check_columns, outcomes, rivals
from viability.analyses.backtest.resampled import DIGITS, Estimate
from viability.analyses.backtest.scored import LeftOut, Progress, Scored, score_cases
from viability.arguments import explained
from viability.brief import Brief, some
from viability.engine.draws import SEED
from viability.errors import CoalitionError, FrameworkError
from viability.study.cases import Case, Cases
from viability.study.fingerprint import framework_sum
from viability.study.study import Study

RESAMPLES = 1000

MOST_RESAMPLES = 1_000_000

ENDS = 10
"""Cases that are named at each end."""


class End(Struct, frozen=True, kw_only=True):
    """A case at an end of the index."""

    case: Case
    members: tuple[str, ...]
    index: float
    coverage: float


class Backtest(Brief, Struct, frozen=True, kw_only=True):
    """What a back-test found; `about.study` is as it was scored, with what-ifs."""

    about: About
    framework: str
    """The fingerprint of framework and weights, SHA-256: whoever published it beforehand can show that."""
    made: str
    """The day on which the back-test was run."""
    cases: Cases
    scored: Scored
    resamples: int
    seed: int
    baselines: tuple[str, ...]
    outcome: str | None
    sets: tuple[SetResult, ...]
    """All cases first."""
    tenths: tuple[Share, ...]
    """Of all cases by the index, lowest first; cases with one index stand in one tenth."""
    verdicts: tuple[Share, ...]
    coverages: tuple[Share, ...]
    lasting: tuple[Lasting, ...]
    """The index first; empty without an outcome."""

    @property
    def left_out(self) -> tuple[LeftOut, ...]:
        """The cases that could not be scored."""
        return self.scored.left_out

    @property
    def area(self) -> Estimate:
        """The area under the ROC curve of the index over all cases."""
        return self.sets[0].area

    def ends(self, label: bool | None = None, most: int = ENDS) -> tuple[tuple[End, ...], tuple[End, ...]]:  # noqa: FBT001 - a label is one
        """Return the cases of the highest index, falling, and of the lowest, rising; of one label, or of both."""
        found = self.scored
        rows = [row for row, case in enumerate(found.cases) if label is None or case.label == label]
        rows.sort(key=lambda row: (round(float(found.index[row]), DIGITS), found.cases[row].id))
        told = [
            End(
                case=found.cases[row],
                members=found.members[row],
                index=float(found.index[row]),
                coverage=float(found.coverage[row]),
            )
            for row in rows
        ]
        return tuple(told[::-1][:most]), tuple(told[:most])

    def facts(self) -> Mapping[str, str]:
        """Say how well the index does, and beside what."""
        return {
            **{one.name: told(one.area) for one in self.sets[:4]},
            "beside": some((f"{one.of} {one.area.value:.3f}" for one in self.sets[0].beside), 4),
            "cases": f"{self.area.cases}, {self.area.ones} with label 1; {len(self.left_out)} left out",
            "framework": self.framework[:16],
            **{name: fact for name, fact in self.about.facts().items() if name in {"study", "what if"}},
        }


def told(found: Estimate) -> str:
    """Write an estimate with its interval."""
    if np.isnan(found.value):
        return "-"
    return f"{found.value:.3f}" + ("" if np.isnan(found.low) else f" ({found.low:.3f} to {found.high:.3f})")


@explained
def backtest(
    study: Study,
    cases: Cases,
    *,
    baselines: Sequence[str] = (),
    outcome: str | None = None,
    resamples: int = RESAMPLES,
    seed: int = SEED,
    progress: Progress | None = None,
) -> Backtest:
    """Hold a study's index against cases of which the outcome is known, each scored as of its own day.

    Every number is of the first question of the study. Cases that cannot be scored are left out and listed. Whatever
    tells the two labels apart is measured by the area under the ROC curve; the index is compared with each baseline,
    with coverage alone, with all criteria of equal weight and with each criterion alone, on the same cases and the
    same resamples of clusters.

    Args:
        study: Read whole.
        cases: As `read_cases` returns them.
        baselines: Columns of the cases that were known beforehand.
        outcome: A column that was known only afterwards, such as how long an alliance lasted; `41+` is 41 or more.
        resamples: Of clusters, for intervals of 95 %.
        seed: Of the resamples.
        progress: Is told how many steps are done, of how many.

    Raises:
        FrameworkError: when a column is the label or both baseline and outcome, a cell is no number, or a value of the
            study could be from after a case.
        UnknownName: when there is no such column.
        CoalitionError: when no case can be scored.
    """
    if not 1 <= resamples <= MOST_RESAMPLES:
        raise FrameworkError(f"resamples are 1 to {MOST_RESAMPLES:,}, not {resamples}")
    baselines = tuple(dict.fromkeys(baselines))
    check_columns(cases, baselines, outcome)
    study = study.asking()
    columns = {name: baseline(cases, name, cases.rows) for name in baselines}
    scored = score_cases(study, cases.rows, None if progress is None else lambda done, of: progress(done, 2 * of))
    if not scored.cases:
        raise CoalitionError(f"no case can be scored; the first: {scored.left_out[0].reason}")
    ids = {case.id for case in scored.cases}
    kept = [number for number, case in enumerate(cases.rows) if case.id in ids]
    beside = tuple(rivals(study, scored, {name: values[kept] for name, values in columns.items()}))
    bench = Bench(scored, beside, resamples, seed)
    names = [ALL, *dict.fromkeys(name for case in scored.cases for name in case.sets)]
    sets = []
    for number, name in enumerate(names):
        sets.append(bench.of_set(name))
        if progress is not None:
            progress(len(cases.rows) * (len(names) + number + 1) // len(names), 2 * len(cases.rows))
    return Backtest(
        about=About(study=study, newest=scored.newest, coverage=float(np.mean(scored.coverage))),
        framework=framework_sum(study),
        made=datetime.now(tz=UTC).date().isoformat(),
        cases=cases,
        scored=scored,
        resamples=resamples,
        seed=seed,
        baselines=baselines,
        outcome=outcome,
        sets=tuple(sets),
        tenths=tuple(bench.tenths()),
        verdicts=tuple(bench.verdicts(study)),
        coverages=tuple(bench.coverages(study)),
        lasting=() if outcome is None else tuple(bench.lasting(*outcomes(cases, outcome, scored.cases))),
    )
