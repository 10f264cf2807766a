"""What a sceptic would try on the back-test, tried: without states, by time, other clusters, shuffled labels.

    python studies/world/doubts.py CASES.csv

CASES.csv is what cases.py writes, or `reference/groups.csv`. Nothing here was declared beforehand, so that it may break
the result and cannot mend it; docs/backtest.md tells what came out.
"""

import sys
from collections import Counter
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import numpy as np
from msgspec.structs import replace

from viability import load_study, read_cases
from viability.analyses.backtest.resampled import Sample, area, interval
from viability.analyses.backtest.scored import Scored, score_cases

HERE = Path(__file__).parent

GREAT = {"united-states", "soviet-union", "russia", "united-kingdom", "france", "china"}

PERIODS = ((1945, 1959), (1960, 1989), (1990, 2010))

SHUFFLES = 500


def told(scored: Scored, marks: Sequence[bool] | np.ndarray) -> str:
    """Write the area over some cases."""
    some = np.array(marks, dtype=bool)
    found = float(area(scored.index[some], scored.labels[some], np.ones(some.sum())))
    return f"{found:.3f} over {some.sum():,} cases, {int((some & scored.labels).sum())} with label 1"


def resampled(scored: Scored, clusters: Sequence[str]) -> str:
    """Write the interval with other clusters."""
    many = len(scored.cases)
    sample = Sample(labels=scored.labels, weights=np.ones(many), clusters=clusters, resamples=1000, seed=0, name="all")
    ends = interval(sample.drawn(partial(area, scored.index, scored.labels)))
    return "no interval" if ends is None else f"{ends[0]:.3f} to {ends[1]:.3f}, {len({*clusters})} clusters"


def shuffled(scored: Scored, groups: Sequence[str]) -> str:
    """Write mean and 95 % of the area with labels shuffled within groups."""
    rng, of = np.random.default_rng(0), np.array(groups)
    found = []
    for _ in range(SHUFFLES):
        labels = scored.labels.copy()
        for name in np.unique(of):
            rows = np.flatnonzero(of == name)
            labels[rows] = rng.permutation(labels[rows])
        found.append(float(area(scored.index, labels, np.ones(len(labels)))))
    low, high = np.quantile(found, [0.025, 0.975])
    return f"{np.mean(found):.3f} ({low:.3f} to {high:.3f})"


def main(path: Path) -> None:
    """Print what was tried."""
    study = load_study(HERE)
    cases = read_cases(path).rows
    scored = score_cases(study, cases)
    years = [int(case.date[:4]) for case in scored.cases]
    print(f"all: {told(scored, [True] * len(years))}")
    counts = Counter(state for members in scored.members for state in members)
    without = sorted((told(scored, [state not in each for each in scored.members]), state) for state in counts)
    for number, state in (without[0], without[-1]):
        print(f"without {state}: {number}")
    print(f"without great powers: {told(scored, [not GREAT & {*each} for each in scored.members])}")
    for first, last in PERIODS:
        print(f"scored {first} to {last}: {told(scored, [first <= year <= last for year in years])}")
    commonest = [max(each, key=counts.__getitem__) for each in scored.members]
    print(f"clusters by the commonest member: {resampled(scored, commonest)}")
    print(f"clusters by five years: {resampled(scored, [str(year // 5) for year in years])}")
    ones, noughts = scored.index[scored.labels], scored.index[~scored.labels]
    print(f"pairs that tie: {np.isclose(ones[:, None], noughts, atol=1e-9).mean():.2%}")
    print(f"labels shuffled: {shuffled(scored, ['all'] * len(years))}")
    print(f"labels shuffled within matches: {shuffled(scored, [case.match for case in scored.cases])}")
    left = {one.case.id for one in scored.left_out}
    later = [replace(case, date=str(int(case.date[:4]) + (case.id in left))) for case in cases]
    if left:
        again = score_cases(study, later)
        print(f"with those left out a year later: {told(again, [True] * len(again.cases))}")


if __name__ == "__main__":
    if len(sys.argv) != 2:  # noqa: PLR2004 - the script and the cases
        raise SystemExit(__doc__)
    main(Path(sys.argv[1]))
