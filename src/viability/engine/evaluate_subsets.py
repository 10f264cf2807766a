"""`evaluate_subsets`: the evaluation of every coalition that some states can form, a block at a time.

The numbers are those of `engine.evaluate`, made from tables over subsets instead of one coalition after another; a law
test holds the two equal. Shape letters as in `engine`.
"""

import math
from collections.abc import Iterator, Sequence

import numpy as np

from viability.engine import subset_tables as subsets
from viability.engine.arrays import Ints
from viability.engine.blocks import SETS_AT_ONCE, Block, blocks, low_states, row_blocks
from viability.engine.company import companies
from viability.engine.coverage import CoverageTables, coverage_of
from viability.engine.folds import square
from viability.engine.observations import Observations, observe
from viability.engine.readings import read
from viability.engine.weigh_subsets import Subsets, Weigher
from viability.engine.weighing import Weights, compensation_of, pillar_numbers, weights_of
from viability.study.study import Study

__all__ = ["SubsetEvaluator", "Subsets", "evaluate_subsets", "sound_last"]

INDICES = 1 << 22
"""Indices that are made at a time where scores are weighed under many weights at once."""


def evaluate_subsets(
    study: Study,
    *,
    among: Ints | None = None,
    always: Ints | None = None,
    rows: Sequence[Ints] | None = None,
    observations: Observations | None = None,
    weights: Weights | None = None,
    compensation: float | None = None,
    scores: bool = False,
    verdicts: bool = False,
    precision: subsets.Precision = np.float64,
    largest: int = SETS_AT_ONCE,
) -> Iterator[Subsets]:
    """Evaluate every coalition that some states can form, or chosen ones, a block at a time, under one question.

    These are the numbers of `evaluate`, up to rounding, made from tables over subsets (see `subsets`). Where
    `evaluate` raises because nothing is known of a coalition, here is a NaN.

    Args:
        study: What to evaluate; of several questions the first, see `Study.asking`.
        among: Numbers of the observed states of which every subset is formed, in binary order: set c holds
            `among[i]` where bit i of c is 1. By default all but `always`.
        always: Numbers of the observed states that belong to every set; by default none.
        rows: Instead of every subset of `among`, chosen ones: arrays (B, s) of s different states, none of them
            in `always`, which join `always`.
        observations: As for `evaluate`, but by default of all states of the study.
        weights: As for `evaluate`.
        compensation: As for `evaluate`.
        scores: Whether to return scores, too.
        verdicts: Whether to return verdicts, too.
        precision: Of tables and results. Single precision takes half the time.
        largest: Sets times draws in a block.

    Raises:
        FrameworkError: when all weights at one level are zero, or the compensation is above 1.
    """
    study = study.asking()
    obs = observe(study) if observations is None else observations
    weights = weights_of(study) if weights is None else weights
    always = np.array([], dtype=np.intp) if always is None else always
    among = np.setdiff1d(np.arange(len(obs.states)), always) if among is None else among
    most = len(always) + (len(among) if rows is None else max((some.shape[1] for some in rows), default=0))
    made = SubsetEvaluator(
        study,
        obs,
        weights=weights,
        compensation=compensation,
        verdicts=verdicts,
        precision=precision,
        most=most,
        low=among if rows is None else among[:0],
        largest=largest,
    )
    parts = blocks(among, always, made.largest) if rows is None else row_blocks(rows, always, made.largest)
    for block in parts:
        yield made.evaluate(block, scores=scores)


class SubsetEvaluator:
    """What `evaluate_subsets` makes of a study before the first block, for blocks from anywhere.

    Args:
        study: Of one question.
        observations: The states' values.
        weights: To use; by default the study's.
        compensation: By default the framework's.
        verdicts: Whether to return verdicts.
        judged: Whether to tell which sets get a verdict, which takes less.
        precision: Of tables and results.
        most: How many members a set has at most.
        low: Numbers of the states of which blocks form every subset, as many as a block holds of them; by default none.
        largest: Sets times draws in a block.
    """

    def __init__(
        self,
        study: Study,
        observations: Observations,
        *,
        most: int,
        weights: Weights | None = None,
        compensation: float | None = None,
        verdicts: bool = False,
        judged: bool = False,
        precision: subsets.Precision = np.float64,
        low: Ints | None = None,
        largest: int = SETS_AT_ONCE,
    ) -> None:
        obs = observations
        weights = weights_of(study) if weights is None else weights
        lead = np.broadcast_shapes(obs.values.shape[:-1], weights.pillars.shape[:-1], weights.criteria.shape[:-1])
        power = compensation_of(study, compensation)
        products = power == 1 and bool(lead) and obs.values.ndim == 1
        # of what is weighed in one product no more than the indices is ever there at once
        self.largest = max(1, (max(largest, INDICES) if products else largest) // math.prod(lead))
        """Sets in a block."""
        low = np.array([], dtype=np.intp) if low is None else low[: low_states(len(low), self.largest)]
        readings = read(study, obs)
        met = companies(readings, most)
        tables = subsets.Tables(low, precision)

        def add(k: int, aggregator: str) -> None:
            reading = readings[k]
            dyadic, posts = reading.criterion.measure.dyadic, reading.criterion.goalposts
            # draws come last in tables, so that they are contiguous there as in memory
            values = np.moveaxis(met[k].alone if k in met else reading.values, -1, 0)
            values = values.reshape(len(values), *(1,) * (len(lead) + 1 - values.ndim), *values.shape[1:])
            tables.add(
                aggregator,
                square(values, obs.pairs, len(obs.states)) if dyadic else values,
                None if posts is None else (posts.worst, posts.best),
                dyadic=dyadic,
            )

        for k, reading in enumerate(readings):
            add(k, reading.criterion.aggregator)
        weakest: dict[int, int] = {}
        for k, reading in enumerate(readings):
            blocking = reading.criterion.blocking
            if verdicts and blocking is not None and blocking.on == "weakest":
                weakest[k] = len(readings) + len(weakest)
                add(k, "weakest-link")
        coverage = coverage_of(readings, weights_of(study), pillar_numbers(study), met)
        self._counted = CoverageTables(coverage, low) if verdicts or judged else None
        self._weigher = Weigher(
            study, tables, weights, power, products=products, verdicts=verdicts, weakest=weakest, met=met
        )

    def evaluate(self, block: Block, *, scores: bool = False) -> Subsets:
        """Evaluate the sets of a block."""
        return self._weigher.weigh(block, self._counted, scores=scores)


def sound_last(study: Study, observations: Observations, states: Ints) -> tuple[Ints, int]:
    """Order states so that sets which lack the same stand together, and those that lack nothing come last.

    A state lacks something where a criterion, of any question, knows nothing of it; see `Column.sound`.

    Returns:
        The states, and how many of them, the first ones, lack something.
    """
    none = np.array([], dtype=np.intp)
    lacks = [np.zeros(len(states), dtype=bool)]
    for question in study.framework.questions:
        for reading in read(study.asking(question), observations):
            criterion, values = reading.criterion, reading.values[(0,) * (reading.values.ndim - 1)]
            if criterion.measure.dyadic:
                values = square(values, observations.pairs, len(observations.states))
            posts = None if criterion.goalposts is None else (criterion.goalposts.worst, criterion.goalposts.best)
            column = subsets.Column(criterion.aggregator, values, posts, none, dyadic=criterion.measure.dyadic)
            if column.sound is not None:
                lacks.append(~column.sound[states])
    order = np.lexsort((*lacks, -np.sum(lacks, axis=0)))
    return states[order], int(np.any(lacks, axis=0).sum())
