"""How fast weights and data are drawn and scored, as ratios in one run: `python benchmarks/draws.py`.

One thread, processor time, medians of runs in turn, the shipped study. First draws of weights and data; then all
coalitions of its states under 10,000 weight vectors, beside what an analyst would use instead on the same matrix of
scores. scikit-criteria and pymcdm document one weight vector at a time, so they are looped, as they document it and in
the leanest form they offer; a tool that is not installed is left out.
"""

import sys
from collections.abc import Callable
from functools import partial
from importlib.metadata import version

import numpy as np
import pandas as pd
from turns import in_turn, on_one_thread, worked

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

MANY = 1_000_000
FEW = 3
"""Rounds of what takes seconds."""

Tool = Callable[[Floats, Floats], Floats]


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
    obs, (rng, _) = observe(study, study.members), next(blocks(DRAWS, SEED))
    values, weights = draw_values(obs, rng, DRAWS), draw_weights(study, rng, DRAWS)
    parts: dict[str, Callable[[], object]] = {
        "copying the values drawn": values.copy,
        "drawing values": lambda: draw_values(obs, rng, DRAWS),
        "drawing weights": lambda: draw_weights(study, rng, DRAWS),
        "scoring": lambda: evaluate(study, [study.members], observations=obs.with_values(values), weights=weights),
        "all of `uncertainty`": lambda: uncertainty(study),
        f"of {len(everyone.members)}, drawn and scored": lambda: draw_and_score(everyone, DRAWS),
    }
    taken = in_turn({name: worked(part) for name, part in parts.items()})
    copy = next(iter(taken.values()))
    print(f"{DRAWS:,} draws for the default coalition of {len(study.members)}, {len(study.criteria)} criteria")
    for name, seconds in taken.items():
        print(f"  {name:26s} {1e3 * seconds:8.1f} ms   {seconds / copy:6.1f} times the copy")
    print("  (goal for the coalition of all: under 50 ms)")
    (seconds,) = in_turn({"many": worked(lambda: draw_and_score(study, MANY))}, FEW).values()
    print(f"{MANY:,} draws for the default coalition")
    print(f"  drawn and scored           {seconds:8.2f} s    {MANY / seconds:,.0f} draws a second   (goal: 100,000)")


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
    method, types = WSM(normalization_function=lambda column, cost: column), np.ones(matrix.shape[1])  # noqa: ARG005 - as it is called
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
        ways: dict[str, Callable[[], object]] = {
            "product": partial(matrix_product, scores, levels),
            "index": partial(linear_index, scores, drawn, pillar_numbers(study)),
            "both": partial(ours, precision),
        }
        product, index, both = in_turn({name: worked(way) for name, way in ways.items()}).values()
        print(f"  in {np.dtype(precision).name}: one product of matrices {1e3 * product:6.1f} ms")
        print(f"    viability, of scores           {1e3 * index:6.1f} ms {index / product:7.1f} products   (goal: 5)")
        print(f"    with cohesion, of observations {1e3 * both:6.1f} ms {both / product:7.1f} products")
    beside: dict[str, Callable[[], object]] = {"ours": partial(ours, np.float32)}
    for name, (package, tool) in TOOLS.items():
        try:
            short = tool(matrix, vectors[:10])
        except ImportError:
            print(f"  {name:34s} not installed")
            continue
        # that it computes the same comes first
        assert np.allclose(100 * short, reference[:10, of], atol=1e-3), name  # noqa: S101 - a benchmark checks itself
        beside[f"{name:34s}{version(package):10s}"] = partial(tool, matrix, vectors)
    taken = in_turn({name: worked(way) for name, way in beside.items()}, FEW)
    for name, seconds in taken.items():
        print(f"  {name:44s} {seconds:8.3f} s {seconds / taken['ours']:7.1f} times")


def main() -> None:
    """Print both tables."""
    on_one_thread()
    study = load_study(shipped_study())
    print(f"Python {sys.version.split()[0]}, numpy {np.__version__}")
    show_draws(study)
    show_tools(study)


if __name__ == "__main__":
    main()
