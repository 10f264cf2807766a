"""How fast weights and data are drawn and scored, as ratios in one run: `python benchmarks/draws.py`.

One thread, processor time, the shipped study. First draws of weights and data; then all coalitions of its states
under 10,000 weight vectors, beside what an analyst would use instead on the same matrix of scores. scikit-criteria and
pymcdm document one weight vector at a time, so they are looped, as they document it and in the leanest form they offer;
a tool that is not installed is left out.
"""

import gc
import os
import sys
import time
from collections.abc import Callable
from functools import partial
from importlib.metadata import version

import numpy as np
import pandas as pd

from viability.analyses.uncertainty import uncertainty
from viability.engine.arrays import Floats
from viability.engine.draws import DRAWS, SEED, blocks, draw_values, draw_weights
from viability.engine.evaluate import evaluate
from viability.engine.evaluate_subsets import Subsets, evaluate_subsets
from viability.engine.observations import observe
from viability.engine.subset_tables import Precision
from viability.engine.weighing import Weights, linear_index, pillar_numbers
from viability.files.folder import load_study
from viability.files.places import shipped_study
from viability.study.study import Study

ONE_THREAD = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL")}
MANY = 1_000_000
REPEATS = 7
Tool = Callable[[Floats, Floats], Floats]


def best(work: Callable[[], object], repeats: int = REPEATS) -> float:
    """Return the processor seconds of the fastest of some runs: on one thread, what other work disturbs least."""
    taken = []
    for _ in range(repeats):
        gc.collect()
        start = time.process_time()
        work()
        taken.append(time.process_time() - start)
    return min(taken)


def candidates(study: Study) -> list[str]:
    """Return the states that might belong; the others are there as opponents alone."""
    return [name for name, state in study.states.items() if state.candidate]


def draw_and_score(study: Study, draws: int) -> Floats:
    """Return the index of the study's coalition under draws of weights and data, (D,)."""
    obs = observe(study, study.members)
    found = []
    for rng, size in blocks(draws, SEED):
        values, weights = draw_values(obs, rng, size), draw_weights(study, rng, size)
        result = evaluate(study, [study.members], observations=obs.with_values(values), weights=weights)
        found.append(result.viability[:, 0])
    return np.concatenate(found)


def show_draws(study: Study) -> None:
    """Time draws of weights and data for the coalition of all states and for the default one."""
    everyone = study.with_members(candidates(study))
    draw_and_score(everyone, DRAWS)
    whole = best(lambda: draw_and_score(everyone, DRAWS))
    print(f"{DRAWS:,} draws for a coalition of {len(everyone.members)}, {len(study.criteria)} criteria")
    print(f"  drawn and scored           {1e3 * whole:8.1f} ms   (goal: under 50)")
    obs, (rng, _) = observe(study, study.members), next(blocks(DRAWS, SEED))
    values, weights = draw_values(obs, rng, DRAWS), draw_weights(study, rng, DRAWS)
    copy = best(values.copy)
    parts = {
        "copying the values drawn": copy,
        "drawing values": best(lambda: draw_values(obs, rng, DRAWS)),
        "drawing weights": best(lambda: draw_weights(study, rng, DRAWS)),
        "scoring": best(
            lambda: evaluate(study, [study.members], observations=obs.with_values(values), weights=weights)
        ),
        "all of `uncertainty`": best(lambda: uncertainty(study)),
    }
    print(f"{DRAWS:,} draws for the default coalition of {len(study.members)}")
    for name, taken in parts.items():
        print(f"  {name:26s} {1e3 * taken:8.1f} ms   {taken / copy:6.1f} times the copy")
    taken = best(lambda: draw_and_score(study, MANY), 2)
    print(f"{MANY:,} draws for the default coalition")
    print(f"  drawn and scored           {taken:8.2f} s    {MANY / taken:,.0f} draws a second   (goal: 100,000)")


def pandas_loop(matrix: Floats, vectors: Floats) -> Floats:
    """Score a table of coalitions under one weight vector after another."""
    table = pd.DataFrame(matrix)
    return np.array([table.mul(vector, axis=1).sum(axis=1).to_numpy() for vector in vectors])


def scikit_criteria(matrix: Floats, vectors: Floats) -> Floats:
    """Make a decision matrix for each weight vector and evaluate it, as the documentation shows."""
    from skcriteria import mkdm  # type: ignore[import-not-found]  # noqa: PLC0415 - may not be installed
    from skcriteria.agg.simple import WeightedSumModel  # type: ignore[import-not-found]  # noqa: PLC0415 - likewise

    model, objectives = WeightedSumModel(), [max] * matrix.shape[1]
    return np.array([model.evaluate(mkdm(matrix, objectives, weights=vector)).e_.score for vector in vectors])


def scikit_criteria_lean(matrix: Floats, vectors: Floats) -> Floats:
    """Leave the decision matrix out and call the function behind the method."""
    from skcriteria.agg.simple import wsm  # noqa: PLC0415 - may not be installed

    return np.array([wsm(matrix, vector)[1] for vector in vectors])


def pymcdm(matrix: Floats, vectors: Floats) -> Floats:
    """Call the method with each weight vector, as the documentation shows, with the scores as they are."""
    return _pymcdm(matrix, vectors, validation=True)


def pymcdm_lean(matrix: Floats, vectors: Floats) -> Floats:
    """Call the method without its checks, an option it has."""
    return _pymcdm(matrix, vectors, validation=False)


def _pymcdm(matrix: Floats, vectors: Floats, *, validation: bool) -> Floats:
    from pymcdm.methods import WSM  # type: ignore[import-not-found]  # noqa: PLC0415 - may not be installed

    # scores are between 0 and 1 already; its own normalisation would make other numbers of them
    method, types = WSM(normalization_function=lambda column, cost: column), np.ones(matrix.shape[1])  # noqa: ARG005
    return np.array([method(matrix, vector, types, validation=validation) for vector in vectors])


def matrix_product(matrix: Floats, vectors: Floats) -> Floats:
    """Multiply the two matrices: the least that can be done, without pillars, cohesion, verdicts or gaps."""
    found: Floats = vectors @ matrix.T
    return found


TOOLS: dict[str, tuple[str, Tool]] = {
    "scikit-criteria, as documented": ("scikit-criteria", scikit_criteria),
    "scikit-criteria, inner function": ("scikit-criteria", scikit_criteria_lean),
    "pymcdm, as documented": ("pymcdm", pymcdm),
    "pymcdm, without checks": ("pymcdm", pymcdm_lean),
    "pandas, a loop": ("pandas", pandas_loop),
    "numpy, one matrix product": ("numpy", matrix_product),
}


def show_tools(study: Study) -> None:
    """Time the index of all coalitions under many weight vectors, here and by other tools."""
    obs, (rng, _) = observe(study, candidates(study)), next(blocks(DRAWS, SEED))
    weights = draw_weights(study, rng, DRAWS)
    (part,) = evaluate_subsets(study, observations=obs, scores=True)
    assert part.scores is not None  # noqa: S101 - asked for
    # the other tools know no gaps, so all are compared on the coalitions of which everything is known
    of = ~np.isnan(part.scores).any(axis=-1)
    given = evaluate(study, [study.members], observations=obs)
    matrix, vectors = part.scores[of].astype(float), weights.shares(given.pillar_of).astype(float)

    def ours(precision: Precision) -> list[Subsets]:
        return [*evaluate_subsets(study, observations=obs, weights=weights, precision=precision)]

    rows, columns = matrix.shape
    print(f"{rows} coalitions of {len(obs.states)} states without gaps, {columns} criteria, {DRAWS:,} weight vectors")
    reference = np.concatenate([block.viability for block in ours(np.float64)], axis=1)
    precisions: tuple[Precision, ...] = (np.float32, np.float64)
    for precision in precisions:
        scores: Floats = matrix.astype(precision)
        levels: Floats = vectors.astype(precision)
        drawn = Weights(pillars=weights.pillars.astype(precision), criteria=weights.criteria.astype(precision))
        product = best(partial(matrix_product, scores, levels))
        index = best(partial(linear_index, scores, drawn, pillar_numbers(study)))
        both = best(partial(ours, precision))
        print(f"  in {np.dtype(precision).name}: one product of matrices {1e3 * product:6.1f} ms")
        print(f"    viability, of scores           {1e3 * index:6.1f} ms {index / product:7.1f} products   (goal: 5)")
        print(f"    with cohesion, of observations {1e3 * both:6.1f} ms {both / product:7.1f} products")
    base = best(partial(ours, np.float32))
    for name, (package, tool) in TOOLS.items():
        try:
            short = tool(matrix, vectors[:10])
        except ImportError:
            print(f"  {name:34s} not installed")
            continue
        # that it computes the same comes first
        assert np.allclose(100 * short, reference[:10, of], atol=1e-3), name  # noqa: S101 - a benchmark checks itself
        taken = best(partial(tool, matrix, vectors), 5 if package == "numpy" else 1)
        print(f"  {name:34s}{version(package):10s} {taken:8.3f} s {taken / base:7.1f} times")


def main() -> None:
    """Print both tables."""
    if any(os.environ.get(name) != value for name, value in ONE_THREAD.items()):
        # read when numpy is loaded, so the program starts itself again
        os.execve(sys.executable, [sys.executable, *sys.argv], {**os.environ, **ONE_THREAD})  # noqa: S606 - no shell
    study = load_study(shipped_study())
    print(f"Python {sys.version.split()[0]}, numpy {np.__version__}")
    show_draws(study)
    show_tools(study)


if __name__ == "__main__":
    main()
