"""What a larger study costs: `python benchmarks/growth.py`.

Times score (one coalition of all states), pairs (every pair) and 1,000 draws of weights and data, for 10, 50 and 200
states on 20 and 100 criteria, each as a ratio to the smallest, and the exponent of growth in the number of states. A
study of more states holds a value for each pair, so that what is read grows with the square. Processor time, medians
of runs in turn.
"""

import math
from collections.abc import Callable
from functools import partial

import numpy as np
from coalitions import made_up
from turns import ROUNDS, in_turn, worked

from viability.analyses.pairs import pairs_of
from viability.analyses.uncertainty import drawn
from viability.engine.draws import way_to_draw
from viability.engine.evaluate import evaluate
from viability.engine.observations import observe
from viability.study.study import Study

STATES = (10, 50, 200)
CRITERIA = (20, 100)
DRAWS = 1_000
DRAWN = 3
"""Rounds of the draws, which take seconds each."""


def widened(study: Study, criteria: int) -> Study:
    """Repeat a study's criteria under other names until there are so many."""
    copies = math.ceil(criteria / len(study.criteria))
    return study.replace(
        members=tuple(study.states),
        criteria={
            f"{name}_{copy}": criterion.replace(id=f"{name}_{copy}")
            for copy in range(copies)
            for name, criterion in study.criteria.items()
        },
    )


def draws_of(study: Study) -> None:
    """Evaluate the coalition under draws of weights and data, in the parts that the program makes of them."""
    for _ in drawn(study, observe(study), np.random.default_rng(1), DRAWS, way_to_draw(study)):
        pass


def main() -> None:
    """Print a table for each number of criteria."""
    actions: dict[str, tuple[Callable[[Study], object], int, str]] = {
        "score": (lambda study: evaluate(study, [study.members]), ROUNDS, "1.1"),
        "pairs": (pairs_of, ROUNDS, "2"),
        f"{DRAWS:,} draws": (draws_of, DRAWN, "2"),
    }
    for criteria in CRITERIA:
        studies = [widened(made_up(states), criteria) for states in STATES]
        print(f"\n{criteria} criteria; ratio to {STATES[0]} states (which take the time in brackets)")
        for name, (action, rounds, goal) in actions.items():
            timed = {str(n): worked(partial(action, study)) for n, study in zip(STATES, studies, strict=True)}
            times = [*in_turn(timed, rounds).values()]
            slope = np.polyfit(np.log(STATES), np.log(times), 1)[0]
            ratios = "  ".join(f"{n} states {t / times[0]:8.1f}" for n, t in zip(STATES, times, strict=True))
            print(f"  {name:<12} {ratios}   exponent {slope:.2f} (goal: {goal})   ({1000 * times[0]:.1f} ms)")


if __name__ == "__main__":
    main()
