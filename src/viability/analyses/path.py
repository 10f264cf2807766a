"""What would have to change first: single values changed step by step until the index reaches a band.

A step moves a rating to the next level of its rubric, or a number by a tenth of its goalposts' span. Only
attributes that the codebook marks `changeable` move, never beyond the goalposts' `best` nor out of the
attribute's range. Longer than other modules, for the search and what it tries step by step are read as one.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from math import comb
from typing import Literal

import numpy as np
from msgspec import Struct

from viability.analyses.about import About, about
from viability.analyses.steps import TENTH, Allowed, Move, may_move, near, pairs, reaches, unknown_values
from viability.arguments import explained
from viability.brief import Brief, some
from viability.engine.arrays import CELLS, EVEN, EVEN_SCORE, Floats, Ints
from viability.engine.entries import Entry
from viability.engine.evaluate import Evaluation, evaluate
from viability.engine.observations import observe
from viability.errors import CoalitionError, FrameworkError, UnknownName
from viability.study.names import fold
from viability.study.scenario import SetValue
from viability.study.study import Study

Progress = Callable[[int, int], None]
"""Is told how many steps are taken, of how many allowed."""

Stopped = Literal["reached", "no gain", "blocked", "out of steps"]

WORK = 20_000_000
"""Values that may move times pairs of members times criteria: a round of moves takes some seconds."""

STEPS = 50


class Step(Struct, frozen=True, kw_only=True):
    """One value moved once."""

    entry: Entry
    """The value as the study has it; `entry.path` is how a what-if names it."""
    before: float
    after: float
    viability: float
    """Index after the step, 0 to 100."""
    gain: float
    """What the step added to the index; nought, or less, where it pays only together with others."""
    verdict: int
    """Number of the band after the step, 0 for the best."""
    blocking: tuple[str, ...]
    """Criteria that block after the step."""
    criterion: str
    """The criterion that gains most points by the step, and under which it is told."""
    move: int
    """Number of the move that the step belongs to, from 1: its steps were chosen together."""


class Path(Brief, Struct, frozen=True, kw_only=True):
    """The steps from where the coalition stands towards a band."""

    about: About
    to: str
    """The verdict aimed at."""
    target: int
    """Number of its band."""
    at_least: float
    """The index from which it holds."""
    only: str | None
    """The state or pillar whose values alone may move."""
    start: float
    """Index before the first step."""
    start_verdict: int
    start_blocking: tuple[str, ...]
    steps: tuple[Step, ...]
    stopped: Stopped
    """Why it ends: the band is reached; no step, joint move or pair of steps gains; only a blocking criterion
    that nothing can raise is left in the way; or the steps allowed ran out."""
    needed: int | None
    """How many steps the band takes, were any number allowed; None where no number of steps leads there."""
    farthest: float
    """The index where the steps would end, were any number allowed."""
    movable: int
    """How many values could be moved at all at the start."""
    unknown: tuple[str, ...]
    """Changeable values, within `only`, of which nothing is known, so that they cannot be moved."""

    def facts(self) -> Mapping[str, str]:
        """Say how far the steps lead, and which come first."""
        return {
            "from": f"{self.start:.1f}",
            "to": f"'{self.to}', {self.at_least:g} and above",
            "steps": f"{len(self.steps)}, to {self.viability:.1f}: {self.stopped}",
            "first": some((f"{step.entry.path} {step.before:g} to {step.after:g}" for step in self.steps), 2),
            **self.about.facts(),
        }

    @property
    def reached(self) -> bool:
        """Whether the verdict is at least the one aimed at."""
        return self.stopped == "reached"

    @property
    def viability(self) -> float:
        """Index at the end."""
        return self.steps[-1].viability if self.steps else self.start

    @property
    def verdict(self) -> int:
        """Number of the band at the end."""
        return self.steps[-1].verdict if self.steps else self.start_verdict

    @property
    def blocking(self) -> tuple[str, ...]:
        """Criteria that block at the end."""
        return self.steps[-1].blocking if self.steps else self.start_blocking

    @property
    def changes(self) -> tuple[SetValue, ...]:
        """The steps as changes of a scenario, one for each value moved, in the order of its first step."""
        last = {step.entry.path: step.after for step in self.steps}
        return tuple(SetValue(set=path, value=value) for path, value in last.items())


@explained
def path(
    study: Study,
    *,
    to: str | None = None,
    only: str | None = None,
    max_steps: int = STEPS,
    progress: Progress | None = None,
) -> Path:
    """Find the steps that lift the study's coalition to a band, greedily by what they gain a step.

    In each round every single step is tried, together with joint moves that a single step misses: one value
    moved several steps (a best-shot below the best, a value beyond `worst`), and one step for each of the
    values that tie at a weakest link. Where none of them gains, every pair of steps is tried. The move that
    gains most a step is made; of equal ones the shortest, then the first in the order of values. A move that
    reaches the band goes before any that does not, the shortest first.

    While a criterion blocks the verdict aimed at, moves are judged by how far they raise the blocking ones
    towards their threshold, for these steps are needed in any case. Only when nothing raises them, the index
    goes first. No step undoes another. So the path is short, but it is not proven to be the shortest.

    A value that several criteria read may move towards the better end of each; where they differ, or where
    likeness or evenness counts, both ways are tried. Where no goalposts stand on a number (evenness), its
    step is a tenth of its range.

    Args:
        study: Where to start from.
        to: A verdict of the framework's bands; by default the best.
        only: A member, whose own values and ties alone move, or a pillar, whose criteria's values alone move.
        max_steps: Steps at most.
        progress: Is told after each move how many steps are taken, of how many allowed.

    Raises:
        UnknownName: when no band, or no state or pillar, is called that.
        CoalitionError: when `only` is a state outside the coalition, or too little is known of it for a verdict.
        FrameworkError: when fewer than no steps are allowed, or another question is asked than the study's first.

    """
    if max_steps < 0:
        raise FrameworkError(f"a path cannot have {max_steps} steps")
    study = study.asking()
    asked, first = study.framework.asked, next(iter(study.beside), study.framework.asked)
    if asked != first:
        raise FrameworkError(f"a path is given for '{first}' alone: to raise '{asked}' is not a plan")
    to = study.framework.bands[0].verdict if to is None else to
    target = _band(study, to)
    allowed = may_move(study, only)
    search = _Search(study, target, allowed)
    _check_work(study, len(search.movable))
    if search.now.verdicts[0] < 0:
        raise CoalitionError(
            "too little is known for a verdict, and no step changes that; choose a later date or other members "
            "(`viability score` says what is missing)"
        )
    start, verdict, blocking = search.viability(), search.verdict(), search.blocking()
    movable = len({reach.number for reach in reaches(study, search.obs, search.movable, {}, 1)})
    steps: list[Step] = []
    stopped: Stopped = "reached"
    while search.verdict() > target:
        move = search.best(max_steps - len(steps))
        if move is None:
            if search.best(len(search.values) + TENTH) is not None:
                stopped = "out of steps"
            else:
                stopped = "blocked" if search.high_enough() else "no gain"
            break
        steps += search.make(move, steps[-1].move + 1 if steps else 1)
        if progress is not None:
            progress(len(steps), max_steps)
    needed = len(steps)
    while search.verdict() > target and (move := search.best(len(search.values) + TENTH)) is not None:
        needed += len([*search.make(move, 0)])
    return Path(
        about=about(study),
        to=study.framework.bands[target].verdict,
        target=target,
        at_least=study.framework.bands[target].at_least,
        only=only,
        start=start,
        start_verdict=verdict,
        start_blocking=blocking,
        steps=tuple(steps),
        stopped=stopped,
        needed=needed if search.verdict() <= target else None,
        farthest=search.viability(),
        movable=movable,
        unknown=unknown_values(study, search.obs, allowed),
    )


def _band(study: Study, to: str) -> int:
    names = [band.verdict for band in study.framework.bands]
    found = [i for i, name in enumerate(names) if fold(name) == fold(to)]
    if not found:
        raise UnknownName("verdict", to, names)
    return found[0]


def _check_work(study: Study, movable: int) -> None:
    """Check that so many values can be tried in each round.

    Raises:
        FrameworkError: when that is too much work.
    """
    members, pairs = len(study.members), comb(len(study.members), 2)
    if movable * pairs * len(study.criteria) > WORK:
        raise FrameworkError(
            f"{movable:,} values of {members:,} members may change, and each is tried in every round, on {pairs:,} "
            f"pairs and {len(study.criteria):,} criteria: that is too much for a path. Name fewer members (--members), "
            "or let the values of one member or pillar change alone (--only)"
        )


class _Search:
    """Holds the values as moved so far, and finds the next move."""

    def __init__(self, study: Study, target: int, allowed: Allowed) -> None:
        self.study, self.target = study, target
        self.obs = observe(study, study.members)
        self.origin, self.values = self.obs.entries, self.obs.values.copy()
        self.movable = [i for i, e in enumerate(self.obs.entries) if allowed(e.attribute, (e.owner, e.other))]
        self.turned: dict[int, float] = {}
        """Which way each value has moved, 1 or -1."""
        bands = study.framework.bands
        self.floor = bands[target].at_least
        bars = target < [band.verdict for band in bands].index(study.framework.blocked)
        criteria = study.criteria.values()
        self.limits = np.array([np.nan if c.blocking is None or not bars else c.blocking.below for c in criteria])
        self.everyone = np.ones((1, len(self.obs.states)), dtype=bool)
        self.now = self.evaluated(self.values)

    def evaluated(self, values: Floats) -> Evaluation:
        """Evaluate the coalition of all members with some values, (..., N + 1)."""
        return evaluate(self.study, self.everyone, observations=self.obs.with_values(values))

    def viability(self) -> float:
        return float(self.now.viability[0])

    def verdict(self) -> int:
        return int(self.now.bands[0])

    def blocking(self) -> tuple[str, ...]:
        return tuple(c for c, blocks in zip(self.now.criteria, self.now.blocked[0], strict=True) if blocks)

    def high_enough(self) -> bool:
        return self.viability() >= self.floor - EVEN

    def make(self, move: Move, number: int) -> Iterator[Step]:
        """Take the steps of a move, one after another."""
        for i, value in move:
            before, height, points = float(self.values[i]), self.viability(), self.points()
            self.move_to(i, value)
            self.turned[i] = np.sign(value - before)
            self.now = self.evaluated(self.values)
            yield Step(
                entry=self.origin[i],
                before=before,
                after=value,
                viability=self.viability(),
                gain=self.viability() - height,
                verdict=self.verdict(),
                blocking=self.blocking(),
                criterion=self.served(self.origin[i].attribute, self.points() - points),
                move=number,
            )

    def points(self) -> Floats:
        """Return the points that each criterion holds of the index, (k,)."""
        held: Floats = np.nan_to_num(self.now.scores[0]) * self.now.shares()[0]
        return held

    def served(self, attribute: str, risen: Floats) -> str:
        """Return the criterion that a step served most: of those that read its attribute, whose points rose most."""
        readers = [k for k, c in enumerate(self.study.criteria.values()) if attribute in c.measure.attributes]
        return self.now.criteria[max(readers, key=lambda k: risen[k])]

    def move_to(self, number: int, value: float) -> None:
        """Move a value."""
        self.values[number] = value
        self.obs = self.obs.with_values(self.values.copy())

    def best(self, steps: int) -> Move | None:
        """Return the best move of so many steps at most, or None where none gains."""
        found = [*reaches(self.study, self.obs, self.movable, self.turned, steps)]
        single = near(self.study, self.obs, found, steps)
        double = pairs(self.study, self.obs, found) if steps > 1 else []
        if self.shortfall(self.now)[0] > EVEN_SCORE:
            for moves in (single, double):
                if (move := self.chosen(moves, unblock=True)) is not None:
                    return move
        if self.high_enough():
            return None
        for moves in (single, double):
            if (move := self.chosen(moves, unblock=False)) is not None:
                return move
        return None

    def shortfall(self, result: Evaluation) -> Floats:
        """Return how far below their thresholds the criteria are that bar the band aimed at, (M,) or (1,)."""
        bars = result.blocked[..., 0, :] & ~np.isnan(self.limits)
        short = np.where(bars, self.limits - result.scores[..., 0, :], 0.0)
        return np.atleast_1d(short.sum(axis=-1))

    def chosen(self, moves: Sequence[Move], *, unblock: bool) -> Move | None:
        """Return the move that gains most a step, or the shortest that gets there; None if none gains."""
        if not moves:
            return None
        index, short, verdict = self.tried(moves)
        length = np.array([len(move) for move in moves])
        rise, ease = index - self.viability(), self.shortfall(self.now)[0] - short
        there = verdict <= self.target
        if there.any():
            gain, good = -length.astype(float), there
        elif unblock:
            gain, good = ease / length, ease > EVEN_SCORE
        else:
            gain, good = rise / length, (rise > EVEN) & (ease > -EVEN_SCORE)
        if not good.any():
            return None
        # rounded, so that moves that are worth the same are told apart by length and order alone
        order = np.lexsort((length, -np.round(rise / length, 9), -np.round(gain, 9), ~good))
        best: Move = moves[order[0]]
        return best

    def tried(self, moves: Sequence[Move]) -> tuple[Floats, Floats, Ints]:
        """Return the index, the shortfall and the verdict after each of some moves, each (M,)."""
        index, short = np.empty(len(moves)), np.empty(len(moves))
        verdict = np.empty(len(moves), dtype=np.intp)
        size = max(1, CELLS // max(len(self.obs.values), len(self.obs.pairs[0])))
        for start in range(0, len(moves), size):
            some = moves[start : start + size]
            rows = np.repeat(self.values[None], len(some), axis=0)
            for row, move in zip(rows, some, strict=True):
                for number, value in move:
                    row[number] = value
            for which, given in self.obs.each_given(rows):
                result = evaluate(self.study, self.everyone, observations=given)
                index[start + which] = result.viability[..., 0]
                short[start + which] = self.shortfall(result)
                verdict[start + which] = result.bands[..., 0]
        return index, short, verdict
