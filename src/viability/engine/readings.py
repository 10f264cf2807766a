"""One criterion read once: its items, who they are about, what stands behind them, and what sets of them score."""

from collections.abc import Mapping

import numpy as np
from msgspec import Struct

from viability.engine import aggregators
from viability.engine.arrays import Bools, Floats, Ints
from viability.engine.entries import Entry
from viability.engine.measures import MEASURES, Counts
from viability.engine.observations import Observations
from viability.study.criterion import Criterion, Measure
from viability.study.study import Study

Goalposts = tuple[Floats, Floats]
"""(worst, best), each of shape (...,)."""


class Reading(Struct, frozen=True, kw_only=True):
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
        found = (obs.entries[place] for place in places if place >= 0)
        return tuple(entry for entry in found if entry.owner)  # what is nought unless listed is nobody's

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
        aggregator: str | None = None,
    ) -> Floats:
        """Score sets of items, marked (B, m): (..., B).

        Args:
            within: Which items belong to each set; of `items` alone where these are given.
            missing: What an unknown item scores: NaN to leave it out, 0 for the worst case, 1 for the best.
            goalposts: These take the place of the criterion's own, where it has any.
            items: Numbers of the items that the marks are of; all by default.
            aggregator: Another in place of the criterion's own.
        """
        posts: tuple[Floats | float, Floats | float] | None = self._posts
        if goalposts is not None and posts is not None:
            posts = goalposts[0][..., None], goalposts[1][..., None]
        return aggregators.aggregate(
            aggregator or self.criterion.aggregator,
            self.values[..., items],
            within,
            posts,
            missing=missing,
            ends=self.ends,
        )

    def score_each(
        self,
        values: Floats,
        missing: float = np.nan,
        goalposts: Goalposts | None = None,
        aggregator: str | None = None,
    ) -> Floats:
        """Score sets of items that have values of their own, (..., B, i), unknown in every draw alike: (..., B)."""
        posts: tuple[Floats | float, Floats | float] | None = self._posts
        if goalposts is not None and posts is not None:
            posts = goalposts[0][..., None, None], goalposts[1][..., None, None]
        unknown = np.isnan(values[(0,) * (values.ndim - 2)])
        name, all_of_it = aggregator or self.criterion.aggregator, np.ones((1, values.shape[-1]), dtype=bool)
        if not unknown.any():
            return aggregators.aggregate(name, values, all_of_it, posts, missing=missing, ends=self.ends)[..., 0]
        patterns, of = np.unique(np.packbits(unknown, axis=1), axis=0, return_inverse=True)
        parts, rows = [], []
        for pattern in range(len(patterns)):
            rows.append(np.flatnonzero(of.ravel() == pattern))
            some = values[..., rows[-1], :]
            # to the aggregators the sets are draws of one, which they may be once the same is known of them
            scored = aggregators.aggregate(name, some, all_of_it, posts, missing=missing, ends=self.ends)
            parts.append(scored[..., 0])
        found: Floats = np.concatenate(parts, axis=-1)[..., np.argsort(np.concatenate(rows))]
        return found

    def level(self, within: Bools) -> Floats:
        """Aggregate sets of items, marked (B, m), in the unit of the measure, before goalposts clip it: (..., B)."""
        name, posts = self.criterion.aggregator, self.criterion.goalposts
        if name in aggregators.PLACED:
            # what is weakest, and what is best, the goalposts say
            sign = -1.0 if posts is not None and posts.worst > posts.best else 1.0
            return sign * aggregators.PLACED[name](sign * self.values, within) + 0.0
        whole = self.criterion.aggregation.goalposts == "total"
        return (aggregators.summation if whole else aggregators.evenness)(self.values, within)

    def without_each(self, within: Bools) -> tuple[Ints, Floats]:
        """Return the known items of a set, marked (m,), and what the set scores without each of them."""
        items = np.flatnonzero(within & ~np.isnan(self.values))
        name, posts, size = self.criterion.aggregator, self._posts, int(within.sum())
        return items, aggregators.without_each(name, self.values[items], size, posts)

    def of_firsts(self, ranks: Ints) -> Floats:
        """Score the coalitions of the first, the first two, and so on, of all states in an order.

        Args:
            ranks: (n,): at which place, from 0, each state comes in.

        Returns:
            (n,), the coalition of one state included, which scores as its only item does.
        """
        sizes = np.arange(1, len(ranks) + 1)
        if self.criterion.measure.dyadic:
            first, second = self.observations.pairs
            ranks, sizes = np.maximum(ranks[first], ranks[second]), sizes * (sizes - 1) // 2
        return aggregators.of_firsts(self.criterion.aggregator, self.values, ranks, sizes, self._posts)

    @property
    def _posts(self) -> tuple[float, float] | None:
        own = self.criterion.goalposts
        return None if own is None else (own.worst, own.best)


def of_firsts(
    study: Study,
    readings: tuple[Reading, ...],
    ranks: Ints,
    companies: dict[frozenset[int], Mapping[int, Reading]],
) -> Floats:
    """Score the coalitions of the first, the first two, and so on, of all states in an order: (k, n).

    Args:
        study: Whose criteria.
        readings: What each criterion reads while no threat source is a member.
        ranks: (n,): at which place, from 0, each state comes in.
        companies: What is read in the company of sources: kept from one order to the next.
    """
    scores = np.array([reading.of_firsts(ranks) for reading in readings])
    obs = readings[0].observations
    sources, _ = np.unique(obs.threat_states[obs.threat_states >= 0], return_index=True)  # as in `company`
    varying = [k for k, reading in enumerate(readings) if reading.criterion.facts.outside]
    if not varying:
        return scores
    came = sources[np.argsort(ranks[sources])]
    for count, source in enumerate(came, start=1):
        company = frozenset(came[:count].tolist())
        if company not in companies:
            there = obs.in_company(np.isin(np.arange(len(ranks)), came[:count]))
            companies[company] = {k: read_one(study, readings[k].criterion, there) for k in varying}
        for k in varying:
            scores[k, ranks[source] :] = companies[company][k].of_firsts(ranks)[ranks[source] :]
    return scores


def read(study: Study, observations: Observations) -> tuple[Reading, ...]:
    """Read every criterion of a study, in its order; what several of them measure is measured once."""
    measured: dict[Measure, Floats] = {}
    return tuple(read_one(study, criterion, observations, measured) for criterion in study.criteria.values())


def read_one(
    study: Study, criterion: Criterion, observations: Observations, measured: dict[Measure, Floats] | None = None
) -> Reading:
    """Read one criterion; what was measured before is taken from, and what was not is added to, `measured`."""
    measure = criterion.measure
    found = {} if measured is None else measured
    if measure not in found:
        found[measure] = MEASURES[measure.kind].read(observations, measure)
    values = found[measure]
    return Reading(criterion=criterion, observations=observations, values=values, ends=study.ends(criterion))
