"""One criterion read once: its items, who they are about, what stands behind them, and what sets of them score."""

from dataclasses import dataclass

import numpy as np

from viability.engine import aggregators
from viability.engine.arrays import Bools, Floats, Ints
from viability.engine.measures import MEASURES, Counts
from viability.engine.observations import Entry, Observations
from viability.study.framework import Criterion
from viability.study.study import Study

Goalposts = tuple[Floats, Floats]
"""(worst, best), each of shape (...,)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """What one criterion reads: an item for each state, or for each pair of states."""

    criterion: Criterion
    observations: Observations
    values: Floats
    """(..., m), in the measure's unit; NaN is unknown."""
    ends: aggregators.Ends
    """Between which values an unknown item lies."""

    def numbers(self, item: int) -> tuple[int, ...]:
        """Return the numbers of the states that an item is about: one, or two."""
        if not self.criterion.measure.dyadic:
            return (item,)
        first, second = self.observations.pairs
        return int(first[item]), int(second[item])

    def who(self, item: int) -> tuple[str, ...]:
        """Return the states that an item is about."""
        return tuple(self.observations.states[number] for number in self.numbers(item))

    def behind(self, item: int) -> tuple[Entry, ...]:
        """Return the values behind an item."""
        measure, obs = self.criterion.measure, self.observations
        places = MEASURES[measure.kind].behind(obs, measure, self.numbers(item), item)
        return tuple(obs.entries[place] for place in places if place >= 0)

    def counts(self) -> Counts:
        """Count the values that are read of each state, and of each pair."""
        measure = self.criterion.measure
        return MEASURES[measure.kind].counts(self.observations, measure)

    def within(self, coalitions: Bools) -> Bools:
        """Mark the items that lie within each coalition (B, n): (B, m)."""
        if not self.criterion.measure.dyadic:
            return coalitions
        first, second = self.observations.pairs
        pairs: Bools = coalitions[:, first] & coalitions[:, second]
        return pairs

    def score(
        self,
        within: Bools,
        missing: float = np.nan,
        goalposts: Goalposts | None = None,
        items: Ints | slice = slice(None),
    ) -> Floats:
        """Score sets of items, marked (B, m): (..., B).

        Args:
            within: Which items belong to each set; of `items` alone where these are given.
            missing: What an unknown item scores: NaN to leave it out, 0 for the worst case, 1 for the best.
            goalposts: These take the place of the criterion's own, where it has any.
            items: Numbers of the items that the marks are of; all by default.
        """
        own = self.criterion.goalposts
        posts: tuple[Floats | float, Floats | float] | None = None if own is None else (own.worst, own.best)
        if goalposts is not None and own is not None:
            posts = goalposts[0][..., None], goalposts[1][..., None]
        return aggregators.aggregate(
            self.criterion.aggregator, self.values[..., items], within, posts, missing=missing, ends=self.ends
        )

    def level(self, within: Bools) -> Floats:
        """Aggregate sets of items, marked (B, m), in the unit of the measure, before goalposts clip it: (..., B)."""
        name, posts = self.criterion.aggregator, self.criterion.goalposts
        if name in aggregators.PLACED:
            # what is weakest, and what is best, the goalposts say
            sign = -1.0 if posts is not None and posts.worst > posts.best else 1.0
            return sign * aggregators.PLACED[name](sign * self.values, within) + 0.0
        return (aggregators.summation if name == "summation" else aggregators.evenness)(self.values, within)


def read(study: Study, observations: Observations) -> tuple[Reading, ...]:
    """Read every criterion of a study, in its order."""
    return tuple(read_one(study, criterion, observations) for criterion in study.criteria.values())


def read_one(study: Study, criterion: Criterion, observations: Observations) -> Reading:
    """Read one criterion."""
    measure = criterion.measure
    values = MEASURES[measure.kind].read(observations, measure)
    ends = measure.facts.bounds(study.attributes[measure.of].range if measure.of else (0.0, 0.0))
    return Reading(criterion=criterion, observations=observations, values=values, ends=ends)
