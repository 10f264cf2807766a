"""One thing at a time: the index along each criterion's and each value's range, and what is most worth measuring.

`worth_measuring` turns the bars of values into shares of the variance that doubt about the data causes.
"""

from collections.abc import Sequence

import numpy as np
from msgspec import Struct

from viability.analyses.sensitivity.field import check_work
from viability.analyses.uncertainty import quantiles
from viability.engine.arrays import CELLS, Ints
from viability.engine.draws import DRAWS, LEAST_AT_ONCE, SEED, blocks, doubtful, draw_values
from viability.engine.entries import Entry
from viability.engine.evaluate import Evaluation, evaluate, indices_moved, masks, scorer_of
from viability.engine.observations import Observations, observe
from viability.engine.weighing import Weights, pillar_numbers, weigh, weights_of
from viability.study.fields import ROUNDING
from viability.study.study import Study

AROUND = 32
"""Evaluations of one criterion that a value in doubt takes, with what is made for them."""


class CriterionBar(Struct, frozen=True, kw_only=True):
    """What one criterion could do to the index, all else as given."""

    criterion: str
    score: float
    score_low: float
    """5 % quantile of the score under doubt about the data."""
    score_high: float
    """95 % quantile."""
    low: float
    """Index with the criterion at its low score."""
    high: float
    """Index with the criterion at its high score."""
    swing: float
    """Greatest less least index along the bar."""
    left_out: float
    """Index with the criterion's weight at zero; NaN where nothing would be left."""
    doubled: float
    """Index with the criterion's weight doubled."""


class DatumBar(Struct, frozen=True, kw_only=True):
    """What one value could do to the index, all else as given."""

    entry: Entry
    value_low: float
    value_high: float
    low: float
    """Index with the value at its low end."""
    high: float
    """Index with the value at its high end."""
    swing: float
    """Greatest less least index along the bar."""
    variance: float
    """Variance of the index that doubt about this value alone causes, in squared points."""


class Tornado(Struct, frozen=True, kw_only=True):
    """Bars of the index, the widest first; those of equal width keep the study's order."""

    viability: float
    """The index as given."""
    criteria: tuple[CriterionBar, ...]
    data: tuple[DatumBar, ...]
    """Values in doubt; a value without a range has no bar."""


class Worth(Struct, frozen=True, kw_only=True):
    """What it would be worth to know one value for certain; its quality and sources stand in the entry."""

    entry: Entry
    share: float
    """Share of the variance that doubt about the data causes, values taken one at a time; all add up to 1."""
    swing: float


def tornado(study: Study, *, draws: int = DRAWS, seed: int = SEED, observations: Observations | None = None) -> Tornado:
    """Move one criterion, and one value, at a time.

    A criterion's bar runs from its 5 % to its 95 % score under doubt about the data: its data moved
    together, as the draws move them, for at their low ends the data of a criterion about differences would
    differ as before. Beside it stands the index with the criterion's weight at zero and doubled. A value's
    bar runs from its low to its high end: it is the index with the value set there. A value that nothing reads
    has no bar.

    Raises:
        FrameworkError: when fewer than one draw is asked for, or there are too many members.
        CoalitionError: when nothing is known of the coalition.
    """
    study = study.asking()
    obs = observe(study, study.members) if observations is None else observations
    # a value is moved to either end, for the criteria that read it, some two or three
    moved = AROUND * len(doubtful(obs)) // max(len(study.criteria), 1)
    check_work(study, len(study.members), of_members=draws + moved, of_states=0)
    given = evaluate(study, [study.members], observations=obs)
    index = float(given.viability[0])
    criteria = sorted(_criterion_bars(study, obs, given, draws, seed), key=lambda bar: -bar.swing)
    data = sorted(_datum_bars(study, obs, given), key=lambda bar: -bar.swing)
    return Tornado(viability=index, criteria=tuple(criteria), data=tuple(data))


def _criterion_bars(study: Study, obs: Observations, given: Evaluation, draws: int, seed: int) -> list[CriterionBar]:
    columns, members = [], masks(obs.states, [study.members])
    step = max(LEAST_AT_ONCE, CELLS // max(len(obs.pairs[0]), 1))
    for rng, size in blocks(draws, seed, len(obs.states)):
        values = draw_values(obs, rng, size)
        for some in (values[start : start + step] for start in range(0, size, step)):
            moved = scorer_of(study, members, obs.with_values(some))(None)
            columns.append(np.broadcast_to(moved[..., 0, :], (len(some), len(given.criteria))))
    own = given.scores[0]
    low, _, high = np.moveaxis(quantiles(np.concatenate(columns).T), -1, 0)
    # a score that no doubt moves stands where it is, not where single precision puts it
    still = low == high
    low, high = np.where(still, own, low), np.where(still, own, high)
    numbers = np.arange(len(own))
    scores = np.repeat(own[None], 2 * len(own), axis=0)
    scores[numbers, numbers], scores[len(own) + numbers, numbers] = low, high
    compensation = study.framework.compensation
    at = weigh(scores[:, None], given.weights, given.pillar_of, compensation)[1][:, 0].reshape(2, -1)
    criteria = np.repeat(given.weights.criteria[None], 2 * len(own), axis=0)
    criteria[numbers, numbers] = 0.0
    criteria[len(own) + numbers, numbers] *= 2.0
    other = Weights(pillars=np.repeat(given.weights.pillars[None], 2 * len(own), axis=0), criteria=criteria)
    without, doubled = weigh(given.scores, other, given.pillar_of, compensation)[1][:, 0].reshape(2, -1)
    return [
        CriterionBar(
            criterion=name,
            score=float(own[i]),
            score_low=float(low[i]),
            score_high=float(high[i]),
            low=float(at[0, i]),
            high=float(at[1, i]),
            swing=_swing(float(given.viability[0]), float(at[0, i]), float(at[1, i])),
            left_out=float(without[i]),
            doubled=float(doubled[i]),
        )
        for i, name in enumerate(given.criteria)
    ]


def _datum_bars(study: Study, obs: Observations, given: Evaluation) -> list[DatumBar]:
    index = float(given.viability[0])
    places = np.intersect1d(doubtful(obs), _read(study, obs))
    ends = np.concatenate([obs.low[places], obs.high[places]])
    which = np.concatenate([places, places])
    found, members = np.empty(len(which)), masks(obs.states, [study.members])
    rows = max(1, CELLS // max(len(obs.values), len(obs.pairs[0])))
    for start in range(0, len(which), rows):
        part = np.arange(start, min(start + rows, len(which)))
        values = np.repeat(obs.values[None], len(part), axis=0)
        values[np.arange(len(part)), which[part]] = ends[part]
        moved = [obs.entries[place].attribute for place in which[part].tolist()]
        found[part] = indices_moved(study, members, obs, values, moved)
    low, high = found.reshape(2, -1)
    mode = np.clip(obs.values[places], obs.low[places], obs.high[places])
    turn = (mode - obs.low[places]) / (obs.high[places] - obs.low[places])
    return [
        DatumBar(
            entry=obs.entries[place],
            value_low=float(obs.low[place]),
            value_high=float(obs.high[place]),
            low=float(low[i]),
            high=float(high[i]),
            swing=_swing(index, float(low[i]), float(high[i])),
            variance=triangular_variance(float(low[i]) - index, float(high[i]) - index, float(turn[i])),
        )
        for i, place in enumerate(places)
    ]


def _read(study: Study, obs: Observations) -> Ints:
    """Return the places of the values that some criterion with a weight reads.

    Nothing reads how credible an institution is to which no member belongs, nor a threat that one state alone rates.
    Of figures that are compared with an opponent's, those two are read that share a date and a source.
    """
    shares = weights_of(study).shares(pillar_numbers(study))
    weighed, found = set(), [np.empty(0, dtype=np.intp)]
    for criterion, share in zip(study.criteria.values(), shares, strict=True):
        measure = criterion.measure
        if share and measure.against is not None:  # of figures only those that are compared with an opponent's
            weighed.add(measure.against)
            found += [place.ravel() for place in obs.figures[measure.of or "", measure.against]]
        elif share:
            weighed.add(measure.of or "")
    for (kind, name), place in obs.places.items():
        if name not in weighed:
            continue
        if kind == "institution":
            found.append(place[obs.belongs.any(axis=0)])
        elif kind == "threat":
            found.append(place[:, (place >= 0).sum(axis=0) > 1].ravel())
        else:
            found.append(place.ravel())
    return np.unique(np.concatenate(found))


def triangular_variance(to_low: float, to_high: float, turn: float) -> float:
    """Return the variance of an index that follows a triangular value straight on either side of its mode.

    The value lies below its mode with probability t, and its distance from there, as a share T of the way
    to the low end, has the density 2 (1 - T): mean 1/3, mean square 1/6. Likewise above.

    Args:
        to_low: What the index gains from mode to low end.
        to_high: What it gains from mode to high end.
        turn: Where the mode stands between the ends, 0 to 1.
    """
    mean = (turn * to_low + (1.0 - turn) * to_high) / 3.0
    square = (turn * to_low**2 + (1.0 - turn) * to_high**2) / 6.0
    return max(square - mean**2, 0.0)


def worth_measuring(
    study: Study, *, observations: Observations | None = None, bars: Sequence[DatumBar] | None = None
) -> tuple[Worth, ...]:
    """Rank the values in doubt by how much of the index's variance would go if each were known.

    First order, from the bars of the tornado: the index is taken to be straight between a value and its
    ends, which it is for means without clipping. A value that moves nothing is left out, and so is what is
    missing altogether: that has no range to narrow.

    Args:
        study: Whose coalition.
        observations: Values to use; by default what holds at the study's day.
        bars: The bars of the same values, where the tornado has been made.

    Raises:
        CoalitionError: when nothing is known of the coalition.
    """
    if bars is None:
        study = study.asking()
        obs = observe(study, study.members) if observations is None else observations
        given = evaluate(study, [study.members], observations=obs)
        bars = _datum_bars(study, obs, given)
    moving = sorted((bar for bar in bars if bar.swing > ROUNDING), key=lambda bar: -bar.variance)
    total = sum(bar.variance for bar in moving)
    return tuple(Worth(entry=bar.entry, share=bar.variance / total, swing=bar.swing) for bar in moving)


def _swing(*indices: float) -> float:
    return max(indices) - min(indices)
