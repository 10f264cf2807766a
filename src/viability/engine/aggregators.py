"""How the values of members, or of pairs, become the coalition's: pure functions of arrays.

Everywhere `values` has shape (..., m) with one column an item (a member or a pair), `within` has shape (B, m) and marks
the items of each of B coalitions, and the result has shape (..., B). Leading axes are draws. NaN is unknown, and what
is unknown is unknown in every draw. `missing` says what stands in for it: NaN (it leaves), or a score of 0 or 1.

References:
    Hirshleifer, J. (1983), From weakest-link to best-shot: the voluntary provision of public goods. Public Choice 41.
"""

from collections.abc import Callable, Mapping

import numpy as np

from viability.engine.arrays import Bools, Floats, Ints

Ends = tuple[float, float]
"""The least and the greatest that a value may be."""


def known(values: Floats) -> Bools:
    """Return which items are known, shape (m,)."""
    known_items: Bools = ~np.isnan(values[(0,) * (values.ndim - 1)])
    return known_items


def coverage(values: Floats, within: Bools) -> Floats:
    """Return the known share of each coalition's items, shape (B,); NaN for a coalition without items."""
    count = within.sum(axis=-1)
    share: Floats = np.divide(
        (within & known(values)).sum(axis=-1), count, out=np.full(len(within), np.nan), where=count > 0
    )
    return share


def to_unit(values: Floats, worst: Floats | float, best: Floats | float) -> Floats:
    """Place values between goalposts, clipped to [0, 1]; NaN stays NaN."""
    placed: Floats = values - worst
    placed *= 1.0 / (best - worst)
    np.maximum(placed, 0.0, out=placed)
    np.minimum(placed, 1.0, out=placed)
    # where worst > best the worst value comes out as -0.0, whose reciprocal is not that of 0.0
    placed += 0.0
    return placed


def average(unit: Floats, within: Bools) -> Floats:
    """Mean of the known items."""
    use = within & known(unit)
    count = use.sum(axis=-1)
    if len(use) == 1:
        picked = unit[..., use[0]]
        alone: Floats = picked.mean(axis=-1)[..., None] if count[0] else np.full((*unit.shape[:-1], 1), np.nan)
        return alone
    total: Floats = np.where(known(unit), unit, 0.0) @ use.T.astype(unit.dtype)
    mean: Floats = np.divide(total, count, out=np.full_like(total, np.nan), where=count > 0)
    return mean


def _extreme(unit: Floats, within: Bools, reduce: Callable[..., Floats], neutral: float) -> Floats:
    use = within & known(unit)
    if not len(use):  # of no sets there are no extremes
        return np.empty((*unit.shape[:-1], 0), dtype=unit.dtype)
    if len(use) == 1:
        picked = unit[..., use[0]]
        return reduce(picked, axis=-1)[..., None] if picked.shape[-1] else np.full((*unit.shape[:-1], 1), np.nan)
    best = reduce(np.where(use, unit[..., None, :], neutral), axis=-1)
    return np.where(use.any(axis=-1), best, np.nan)


def weakest_link(unit: Floats, within: Bools) -> Floats:
    """Least of the known items."""
    return _extreme(unit, within, np.min, np.inf)


def best_shot(unit: Floats, within: Bools) -> Floats:
    """Greatest of the known items."""
    return _extreme(unit, within, np.max, -np.inf)


def summation(values: Floats, within: Bools) -> Floats:
    """Total of the known items, in their unit: a lower bound where an item is unknown. NaN where none is known."""
    use = within & known(values)
    total: Floats = np.where(known(values), values, 0.0) @ use.T.astype(values.dtype)
    return np.where(use.any(axis=-1), total, np.nan)


def evenness(values: Floats, within: Bools) -> Floats:
    """One less the normalised Herfindahl index of the shares: 1 where all bear the same, 0 where one bears all.

    An unknown item counts as nothing, so the result is partial. NaN where nothing is borne or a coalition has one item.
    """
    use = within & known(values)
    filled = np.where(known(values), values, 0.0)
    columns = use.T.astype(values.dtype)
    return _even(filled @ columns, (filled * filled) @ columns, within.sum(axis=-1))


def _even(total: Floats, squares: Floats, size: Ints) -> Floats:
    """Return evenness from the total, the total of squares and the number of items."""
    defined = (total > 0) & (size > 1)
    concentration = np.divide(squares, total * total, out=np.full_like(total, np.nan), where=defined)
    floor = (1.0 / np.maximum(size, 2)).astype(total.dtype)
    even: Floats = np.clip(1.0 - (concentration - floor) / (1.0 - floor), 0.0, 1.0)
    return even


def _evenness_at(values: Floats, within: Bools, missing: float) -> Floats:
    """Evenness with the unknown items at their worst (one bears all) or best (each bears squares' sum over the sum).

    Where the known items bear nothing the best is 1: if the unknown ones bear nothing either, the criterion leaves the
    index, which may be as good for it as the best score.
    """
    partial = evenness(values, within)
    unknown = (within & ~known(values)).any(axis=-1)
    if not missing:
        return np.where(unknown, 0.0, partial)
    use = within & known(values)
    filled = np.where(known(values), values, 0.0)
    columns = use.T.astype(values.dtype)
    total, squares = filled @ columns, (filled * filled) @ columns
    even = np.divide(squares, total, out=np.ones_like(total), where=total > 0)
    gaps = (within & ~known(values)).sum(axis=-1)
    total, squares = total + gaps * even, squares + gaps * even * even
    size = np.maximum(within.sum(axis=-1), 2)
    # with a gap the total is above zero; without one the bound is not asked for
    concentration = np.divide(squares, total * total, out=np.zeros_like(total), where=total > 0)
    best = np.where(np.isnan(partial), 1.0, 1.0 - (concentration - 1.0 / size) / (1.0 - 1.0 / size))
    return np.where(unknown, np.clip(best, 0.0, 1.0), partial)


def _summation_at(
    values: Floats, within: Bools, goalposts: tuple[Floats | float, Floats | float], ends: Ends, missing: float
) -> Floats:
    """Place the total with each unknown item at the end of its range that is worst, or best."""
    worst, best = goalposts
    filled = np.where(known(values), values, 0.0)
    total = filled @ within.T.astype(values.dtype)
    gaps = (within & ~known(values)).sum(axis=-1)
    # no gap takes nothing from an end that is infinite
    low, high = (total + np.multiply(gaps, end, out=np.zeros(len(gaps)), where=gaps > 0) for end in ends)
    rises = (missing == 1) == (np.asarray(best) > worst)
    placed = to_unit(np.where(rises, high, low), worst, best)
    return np.where(within.any(axis=-1), placed, np.nan)


PLACED: Mapping[str, Callable[[Floats, Bools], Floats]] = {
    "average": average,
    "weakest-link": weakest_link,
    "best-shot": best_shot,
}
"""Aggregators whose goalposts stand on each value."""


def aggregate(  # noqa: D417 - the module says what values and within are
    name: str,
    values: Floats,
    within: Bools,
    goalposts: tuple[Floats | float, Floats | float] | None,
    *,
    missing: float = np.nan,
    ends: Ends = (0.0, np.inf),
) -> Floats:
    """Score coalitions on one criterion.

    Args:
        name: An aggregator.
        goalposts: (worst, best), numbers or arrays (..., 1), or None for evenness.
        missing: What an unknown item scores: NaN to leave it out, 0 for the worst case, 1 for the best.
        ends: Between which values an unknown item lies, which bounds a total.

    Returns:
        Scores in [0, 1], shape (..., B); NaN where nothing is known.
    """
    bounded = not np.isnan(missing)
    if goalposts is None:
        return _evenness_at(values, within, missing) if bounded else evenness(values, within)
    worst, best = goalposts
    if name == "summation":
        if bounded:
            return _summation_at(values, within, goalposts, ends, missing)
        return to_unit(summation(values, within), worst, best)
    unit = to_unit(values, worst, best)
    return PLACED[name](np.where(np.isnan(unit), missing, unit) if bounded else unit, within)


def without_each(name: str, values: Floats, size: int, goalposts: tuple[float, float] | None) -> Floats:
    """Score a set of items without each of its known ones: the numbers of `aggregate`, in closed form.

    Args:
        name: An aggregator.
        values: Of the known items, (m,).
        size: How many items the set has, known or not.
        goalposts: (worst, best), or None for evenness.

    Returns:
        Scores in [0, 1], shape (m,); NaN where nothing is known of those left.
    """
    if len(values) < 2:  # noqa: PLR2004 - nothing is left of one
        return np.full(len(values), np.nan)
    if goalposts is None:
        total, squares = _others(values), _others(values * values)
        return _even(total, squares, np.full(len(values), size - 1))
    if name == "summation":
        return to_unit(_others(values), *goalposts)
    unit = to_unit(values, *goalposts)
    if name == "average":
        return _others(unit) / (len(unit) - 1)
    order = np.argsort(unit if name == "weakest-link" else -unit, kind="stable")
    left = np.full(len(unit), unit[order[0]])
    left[order[0]] = unit[order[1]]
    return left


def _others(values: Floats) -> Floats:
    """Return the total of all items but each, (m,): sums alone, for a difference may leave a trace of nothing."""
    before = np.concatenate([[0.0], np.cumsum(values[:-1])])
    after = np.concatenate([np.cumsum(values[:0:-1])[::-1], [0.0]])
    total: Floats = before + after
    return total


def of_firsts(name: str, values: Floats, arrivals: Ints, sizes: Ints, goalposts: tuple[float, float] | None) -> Floats:
    """Score the coalitions of the first, the first two, and so on, of n states in an order: as `aggregate`, (n,).

    Args:
        name: An aggregator.
        values: Of the items, (m,); NaN is unknown.
        arrivals: (m,): with which state, from 0, an item comes in.
        sizes: (n,): how many items each coalition has, known or not.
        goalposts: (worst, best), or None for evenness.
    """
    some = ~np.isnan(values)
    at, held = arrivals[some], values[some]
    n = len(sizes)

    def summed(what: Floats) -> Floats:
        total: Floats = np.cumsum(np.bincount(at, what, n).astype(np.float64))  # of nothing it makes whole numbers
        return total

    if goalposts is None:
        return _even(summed(held), summed(held * held), sizes)
    count = np.cumsum(np.bincount(at, minlength=n))
    if name == "summation":
        return np.where(count > 0, to_unit(summed(held), *goalposts), np.nan)
    unit = to_unit(held, *goalposts)
    if name == "average":
        mean: Floats = np.divide(summed(unit), count, out=np.full(n, np.nan), where=count > 0)
        return mean
    least = name == "weakest-link"
    extreme = np.full(n, np.inf if least else -np.inf)
    pick = np.minimum if least else np.maximum
    pick.at(extreme, at, unit)
    so_far: Floats = pick.accumulate(extreme)
    return np.where(count > 0, so_far, np.nan)
