"""What a larger study costs: `python benchmarks/growth.py`.

Times score (one coalition of all states), pairs (every pair) and 1,000 draws of weights and data, for 10, 50 and 200
states on 20 and 100 criteria, each as a ratio to the smallest, and the exponent of growth in the number of states. A
study of more states holds a value for each pair, so that what is read grows with the square. Processor time.
"""

import math
import time
from collections.abc import Callable
from functools import partial

import numpy as np
from coalitions import made_up

from viability.analyses.pairs import pairs_of
from viability.engine.draws import draw_values, draw_weights
from viability.engine.evaluate import evaluate
from viability.engine.observations import observe
from viability.study.study import Study

STATES = (10, 50, 200)
CRITERIA = (20, 100)
DRAWS = 1_000
REPEATS = 5


def seconds(action: Callable[[], object]) -> float:
    """Return the least processor time of a few runs."""
    times = []
    for _ in range(REPEATS):
        start = time.process_time()
        action()
        times.append(time.process_time() - start)
    return min(times)


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


def drawn(study: Study) -> None:
    """Evaluate the coalition under draws of weights and data."""
    obs = observe(study)
    rng = np.random.default_rng(1)
    moved = obs.with_values(draw_values(obs, rng, DRAWS))
    evaluate(study, [study.members], observations=moved, weights=draw_weights(study, rng, DRAWS))


def main() -> None:
    """Print a table for each number of criteria."""
    actions: dict[str, Callable[[Study], object]] = {
        "score": lambda study: evaluate(study, [study.members]),
        "pairs": pairs_of,
        f"{DRAWS:,} draws": drawn,
    }
    for criteria in CRITERIA:
        studies = [widened(made_up(states), criteria) for states in STATES]
        print(f"\n{criteria} criteria; ratio to {STATES[0]} states (which take the time in brackets)")
        for name, action in actions.items():
            times = [seconds(partial(action, study)) for study in studies]
            slope = np.polyfit(np.log(STATES), np.log(times), 1)[0]
            ratios = "  ".join(f"{n} states {t / times[0]:8.1f}" for n, t in zip(STATES, times, strict=True))
            print(f"  {name:<12} {ratios}   exponent {slope:.2f}   ({1000 * times[0]:.1f} ms)")


if __name__ == "__main__":
    main()
