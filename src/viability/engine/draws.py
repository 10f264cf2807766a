"""Random numbers of an analysis: values drawn from their ranges, weights from their simplices, in blocks.

Two ways to the same distributions: from a generator (`draw_values`, `draw_weights`), which is fast, and from
given uniform numbers (`place_values`, `place_weights`), for designs that need one number an input. Drawn
numbers are in single precision: a draw's rounding is far below its doubt. Shape letters as in `engine`.
"""

from collections.abc import Callable, Iterator, Sequence
from hashlib import blake2b
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt

from viability.engine.arrays import EVEN, Floats, Ints
from viability.engine.observations import Observations
from viability.engine.weighing import Weights, weights_of
from viability.errors import FrameworkError
from viability.study.study import Study

WeightDraw = Literal["uniform", "around", "fixed"]

Kept = dict[tuple[object, ...], Floats]
"""What was drawn before, by all that decides it: questions and what-ifs of one study share most of it."""

DRAWS = 10_000

FEWER_DRAWS = 2_000
"""Where many coalitions are drawn anew: without each member, with each candidate, under each strategy."""

SEED = 20241217

MOST_DRAWS = 1_000_000
"""Draws beyond which nothing is gained: at these a share of draws is right to a tenth of a per cent."""

DRAWN_AT_ONCE = 10_000
"""Draws made at a time, so that memory is bounded; each block has its own stream of the seed."""

LEAST_AT_ONCE = 64
"""Draws that are evaluated at a time at least, however many pairs there are."""

DRAWN_PAIRS = DRAWN_AT_ONCE * 100**2
"""Draws in a block times the square of the states, at most."""

CONCENTRATION = 20.0
"""Dirichlet concentration of weights drawn around the given ones: larger is closer."""

LEVELS = 1 << 16
"""Steps of a uniform number when values are drawn; a triangle takes two, so it has some 2^31 of its own."""


def check_draws(draws: int) -> None:
    """Check that so many draws can be made.

    Raises:
        FrameworkError: when they are fewer than one or more than `MOST_DRAWS`.
    """
    if draws < 1:
        raise FrameworkError(f"at least one draw is needed, not {draws}")
    if draws > MOST_DRAWS:
        raise FrameworkError(f"{draws:,} draws are too many; at most {MOST_DRAWS:,} can be made")


def blocks(draws: int, seed: int, states: int = 0) -> Iterator[tuple[np.random.Generator, int]]:
    """Split draws into blocks with a generator each, so that the same seed gives the same draws.

    Of more states than a hundred the blocks are smaller: the pairs, whose number grows as the square, stay bounded.
    """
    check_draws(draws)
    size = max(1, min(DRAWN_AT_ONCE, DRAWN_PAIRS // max(states, 1) ** 2))
    streams = np.random.SeedSequence(seed).spawn(-(-draws // size))
    for i, stream in enumerate(streams):
        yield np.random.Generator(np.random.SFC64(stream)), min(size, draws - i * size)


def doubtful(obs: Observations) -> Ints:
    """Return the places of the values that are in doubt."""
    return np.flatnonzero(obs.high > obs.low)


class _Streams:
    """Streams of random numbers, one for each name, whatever other names there are.

    So the draws of what a what-if leaves alone stay what they are when it makes another value certain, or known, or
    takes a weight away, and what-ifs are compared draw by draw. Takes two numbers of the generator that it is made of.
    """

    def __init__(self, rng: np.random.Generator) -> None:
        self.key = np.asarray(rng.integers(0, 1 << 63, 2), dtype="<u8").tobytes()
        self.rng = np.random.Generator(np.random.SFC64(0))

    def of(self, name: str) -> np.random.Generator:
        """Return the generator at the beginning of a name's stream; it is at another's once that is asked for."""
        words = np.frombuffer(blake2b(name.encode(), key=self.key, digest_size=24).digest(), dtype="<u8")
        state = {"state": np.array([*words, 1], dtype=np.uint64)}
        self.rng.bit_generator.state = {"bit_generator": "SFC64", "state": state, "has_uint32": 0, "uinteger": 0}
        self.rng.bit_generator.random_raw(12, output=False)  # as the generator's author does to mix a seed
        return self.rng


def draw_values(obs: Observations, rng: np.random.Generator, draws: int, kept: Kept | None = None) -> Floats:
    """Draw every value from the triangle low, value, high: shape (D, N + 1), the last column NaN.

    A value without doubt is the same in every draw. Each other one has its own stream of random numbers, by its path.
    In memory the draws of one value stand together. What is `kept` is not drawn again, and what is drawn is added.

    Of two uniform numbers with least a and greatest b, (1 - t) a + t b has the triangle 0, t, 1: the pair is
    uniform on the triangle with the corners (0, 0), (0, 1), (1, 1), which are carried to 0, t and 1. That
    takes no root and no choice between two branches.

    References:
        Curry and Schoenberg (1966), On Pólya frequency functions IV: the fundamental spline functions and
        their limits. Journal d'Analyse Mathématique 17 (a projection of a uniform simplex is a B-spline).
    """
    drawn = np.empty((len(obs.values), draws), dtype=np.float32)
    drawn[-1] = np.nan
    low, high = obs.low[:-1], obs.high[:-1]
    mode = np.clip(obs.values[:-1], low, high)
    rising, falling = ((side / (LEVELS - 1)).astype(np.float32) for side in (mode - low, high - mode))
    greater = np.empty(draws, dtype=np.float32)
    streams, starts = _Streams(rng), low.astype(np.float32)
    certain = np.flatnonzero(~(high > low))
    drawn[certain] = mode[certain, None].astype(np.float32)
    # one value at a time, so that all of it stays in the nearest cache
    for place in doubtful(obs):
        start, up, down = starts[place], rising[place], falling[place]
        row, path = drawn[place], obs.entries[place].path
        like = (streams.key, draws, path, float(start), float(up), float(down))
        if kept is not None and like in kept:
            row[:] = kept[like]
            continue
        first, second = _words(streams.of(path), 2 * draws).reshape(2, draws)
        np.minimum(first, second, out=row, casting="unsafe")
        np.maximum(first, second, out=greater, casting="unsafe")
        row *= down
        greater *= up
        row += greater
        row += start
        if kept is not None:
            kept[like] = row
    return drawn.T


def _words(rng: np.random.Generator, count: int) -> npt.NDArray[np.uint16]:
    """Cut the generator's 64-bit output into 16-bit numbers: four for the price of one."""
    raw = np.asarray(rng.bit_generator.random_raw(-(-count // 4)), dtype="<u8")
    return raw.view("<u2")[:count]


def place_values(obs: Observations, uniform: Floats) -> Floats:
    """Place uniform numbers (D, M), one column for each doubtful value, on the triangles: shape (D, N + 1).

    References:
        Johnson (1997), The triangular distribution as a proxy for the beta distribution in risk analysis.
        The Statistician 46(3) (for the inverse).
    """
    placed = np.repeat(obs.values[:, None], len(uniform), axis=1)
    places = doubtful(obs)
    low, high = obs.low[places, None], obs.high[places, None]
    mode = np.clip(obs.values[places, None], low, high)
    level, span = uniform.T, high - low
    rising = low + np.sqrt(level * span * (mode - low))
    falling = high - np.sqrt((1.0 - level) * span * (high - mode))
    placed[places] = np.where(level * span < mode - low, rising, falling)
    return placed.T


def way_to_draw(study: Study, asked: WeightDraw | None = None) -> WeightDraw:
    """Return how weights are drawn: as asked, else uniformly as long as nothing is said about weights.

    As soon as a what-if sets one of the question's, or those of a level are not all equal, they are drawn around the
    study's own: whoever wrote them has said which are meant.

    Raises:
        FrameworkError: when all weights at one level are zero.
    """
    if asked is not None:
        return asked
    study = study.asking()
    own = weights_of(study)
    levels = [own.pillars, *(own.criteria[of] for of in _by_pillar(study) if len(of))]
    # what has no weight is left out, and says nothing about the others
    equal = all(np.ptp(level[level > 0]) < EVEN for level in levels if (level > 0).any())
    return "uniform" if equal and study.framework.asked not in study.weights_set else "around"


def draw_weights(
    study: Study,
    rng: np.random.Generator,
    draws: int,
    how: WeightDraw = "uniform",
    *,
    concentration: float = CONCENTRATION,
    kept: Kept | None = None,
) -> Weights:
    """Draw weights on the simplices of pillars and of each pillar's criteria: (D, q) and (D, k).

    Args:
        study: Whose weights.
        rng: Where the numbers come from.
        draws: How many.
        how: `uniform` over all weights (SMAA), `around` the study's own (Dirichlet), or `fixed` at them.
        concentration: For `around`: a weight's Dirichlet parameter is this times its share times their number.
        kept: What was drawn before, which is not drawn again; what is drawn is added.

    A weight of zero stays zero.

    Raises:
        FrameworkError: when there is no such way to draw.

    References:
        Lahdelma, Hokkanen and Salminen (1998), SMAA - stochastic multiobjective acceptability analysis.
        European Journal of Operational Research 106(1).
    """
    study = study.asking()
    own, streams = weights_of(study), _Streams(rng)
    if how not in get_args(WeightDraw):
        raise FrameworkError(f"weights are drawn {', '.join(get_args(WeightDraw))}, not '{how}'")
    if how == "fixed":
        return own

    def spacings(share: Floats, names: Sequence[str]) -> Floats:
        like = (streams.key, draws, how, concentration, *names, *share.tolist())
        if kept is not None and like in kept:
            return kept[like]
        spaced = np.empty((len(share), draws), dtype=np.float32)
        for row, name, shape in zip(spaced, names, concentration * len(share) * share, strict=True):
            stream = streams.of(name)
            if how == "uniform":
                stream.standard_exponential(out=row, dtype=np.float32)
            else:
                row[:] = stream.standard_gamma(shape, draws)
        if kept is not None:
            kept[like] = spaced
        return spaced

    return _on_simplices(study, own, draws, spacings)


def free_weights(study: Study) -> int:
    """Return how many uniform numbers `place_weights` takes: one a weight above zero that is not alone."""
    study = study.asking()
    own = weights_of(study)
    counts = [int((simplex > 0).sum()) for simplex in (own.pillars, *(own.criteria[of] for of in _by_pillar(study)))]
    return sum(n for n in counts if n > 1)


def place_weights(study: Study, uniform: Floats) -> Weights:
    """Place uniform numbers (D, M), M as `free_weights` says, uniformly on the simplices.

    Exponential numbers over their sum are uniform on a simplex.

    References:
        Devroye (1986), Non-uniform random variate generation, chapter V.2. Springer.
    """
    study = study.asking()
    left = iter(-np.log1p(-np.clip(uniform, 1e-12, 1.0 - 1e-12)).T)
    draws = len(uniform)

    def spacings(share: Floats, names: Sequence[str]) -> Floats:  # noqa: ARG001 - numbers come in order here
        return np.array([next(left) for _ in share]) if len(share) > 1 else np.ones((1, draws))

    return _on_simplices(study, weights_of(study), draws, spacings)


def _by_pillar(study: Study) -> list[Ints]:
    """Return the numbers of the criteria of each pillar."""
    pillars = np.array([c.pillar for c in study.criteria.values()])
    return [np.flatnonzero(pillars == pillar) for pillar in study.framework.pillars]


def _on_simplices(
    study: Study, own: Weights, draws: int, spacings: Callable[[Floats, Sequence[str]], Floats]
) -> Weights:
    def simplex(share: Floats, names: Sequence[str]) -> Floats:
        drawn = np.zeros((len(share), draws), dtype=np.float32)
        some = share > 0
        if some.any():
            spaced = spacings(share[some], [names[i] for i in np.flatnonzero(some).tolist()])
            total = spaced.sum(axis=0)
            # single precision rounds a rare exponential to nought, and a weight that stands alone is all there is
            drawn[some] = np.divide(spaced, total, out=np.full_like(spaced, 1.0 / len(spaced)), where=total > 0)
        return drawn

    pillars = simplex(own.pillars, [*study.framework.pillars])
    ids = [f"{criterion.pillar}.{name}" for name, criterion in study.criteria.items()]
    criteria = np.zeros((len(own.criteria), draws), dtype=np.float32)
    for of in _by_pillar(study):
        if len(of):
            criteria[of] = simplex(own.criteria[of], [ids[i] for i in of.tolist()])
    return Weights(pillars=pillars.T, criteria=criteria.T)
