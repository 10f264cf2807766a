"""The variance of a function of uniform numbers, split among groups of them."""

from collections.abc import Callable, Mapping
from itertools import pairwise

import numpy as np
from msgspec import Struct

from viability.engine.arrays import CELLS, Floats, Ints
from viability.engine.draws import SEED
from viability.errors import FrameworkError

SAMPLES = 1024
"""Base samples of the Sobol' design; each costs one evaluation a factor and two more."""

MOST_SAMPLES = 1 << 20
"""Base samples beyond which the answer would take hours; at these the errors are under a thousandth."""

MOST_INPUTS = 10_000
"""Inputs beyond which no Sobol' numbers are made: each takes two dimensions, and there are 21,201."""

RESAMPLES = 100
"""How often the base samples are drawn anew for the errors."""

HALF_WIDTH = 1.96
"""Standard errors in half a 95 % interval."""


class Sobol(Struct, frozen=True, kw_only=True):
    """Sobol' indices of a group of inputs, as shares of the variance; an error is half a 95 % interval."""

    name: str
    first: float
    """What the variance would lose on average if the group were known."""
    first_error: float
    total: float
    """What would be left on average if all but the group were known."""
    total_error: float


def sobol_indices(
    function: Callable[[Floats], Floats],
    groups: Mapping[str, int],
    *,
    samples: int = SAMPLES,
    seed: int = SEED,
    together: int = MOST_SAMPLES,
) -> tuple[Sobol, ...]:
    """Split the variance of a function of independent uniform numbers among groups of them.

    Args:
        function: Takes (D, M) numbers in [0, 1], the groups side by side in their order; gives (D,).
        groups: How many numbers each of two or more groups holds; a group of none has indices of zero.
        samples: Base samples, a power of two up to `MOST_SAMPLES`.
        seed: Seed of the scrambled Sobol' sequence and of the resampling behind the errors.
        together: How many rows of numbers the function takes at a time at most.

    Raises:
        FrameworkError: when samples is no power of two or too many, or there are more than `MOST_INPUTS` numbers.

    References:
        Saltelli, Annoni, Azzini, Campolongo, Ratto and Tarantola (2010), Variance based sensitivity
        analysis of model output. Computer Physics Communications 181(2) (the design and the estimators).
        Sobol' (2001), Global sensitivity indices for nonlinear mathematical models and their Monte Carlo
        estimates. Mathematics and Computers in Simulation 55 (the indices, of groups too).
    """
    if samples > MOST_SAMPLES:
        raise FrameworkError(f"{samples:,} samples are too many; at most {MOST_SAMPLES:,} can be taken")
    if samples < 2 or samples & (samples - 1):  # noqa: PLR2004 - 1 is a power of two that has no variance
        raise FrameworkError(f"samples must be a power of two such as 1024, not {samples}")
    if (count := sum(groups.values())) > MOST_INPUTS:
        raise FrameworkError(
            f"{count:,} values, goalposts and weights in doubt are too many for Sobol' numbers, which can be made of "
            f"{MOST_INPUTS:,}; name fewer members (--members)"
        )
    from scipy import stats  # noqa: PLC0415 - slow to import, and needed here alone

    values = _saltelli(function, groups, samples, seed, together)

    def estimates(rows: Ints) -> Floats:
        """Return first-order and total indices from some of the base samples, (2, g)."""
        some = {name: found[..., rows] for name, found in values.items()}
        result = stats.sobol_indices(func=some, n=samples)
        return np.stack([result.first_order, result.total_order])

    everything = np.arange(samples)
    first, total = estimates(everything)
    again = stats.bootstrap(
        (everything,), estimates, vectorized=False, n_resamples=RESAMPLES, method="percentile", rng=seed
    )
    near, far = HALF_WIDTH * again.standard_error
    return tuple(
        Sobol(
            name=name,
            first=float(first[i]),
            first_error=float(near[i]),
            total=float(total[i]),
            total_error=float(far[i]),
        )
        for i, name in enumerate(groups)
    )


def _saltelli(
    function: Callable[[Floats], Floats], groups: Mapping[str, int], samples: int, seed: int, together: int
) -> dict[str, Floats]:
    """Evaluate a function at base samples A and B, (1, n), and at A with each group taken from B, (g, 1, n)."""
    from scipy.stats import qmc  # noqa: PLC0415 - slow to import, and needed here alone

    ends = np.cumsum([0, *groups.values()])
    sequence = qmc.Sobol(d=2 * max(int(ends[-1]), 1), rng=seed)
    found = np.empty((len(groups) + 2, samples))
    most = max(2, min(together, CELLS // (2 * max(int(ends[-1]), 1))))
    size = min(samples, 1 << most.bit_length() - 1)  # a power of two keeps the sequence balanced
    for start in range(0, samples, size):
        part = slice(start, min(start + size, samples))
        base, other = np.hsplit(sequence.random(part.stop - part.start), 2)
        base, other = base[:, : ends[-1]], other[:, : ends[-1]]
        found[0, part], found[1, part] = function(base), function(other)
        for i, (first, last) in enumerate(pairwise(ends)):
            mixed = base.copy()
            mixed[:, first:last] = other[:, first:last]
            found[i + 2, part] = function(mixed) if last > first else found[0, part]
    return {"f_A": found[:1], "f_B": found[1:2], "f_AB": found[2:, None]}
