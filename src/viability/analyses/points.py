"""What makes up the index: points by criterion, who decides each, and the coalition without each member."""

from dataclasses import dataclass

import numpy as np

from viability.engine.arrays import Floats, Ints
from viability.engine.evaluate import Evaluation, items_within, score_items
from viability.engine.measures import evidence, measure
from viability.engine.observations import Entry, Observations, observe
from viability.study.framework import Criterion
from viability.study.study import Study


@dataclass(frozen=True, kw_only=True, slots=True)
class Decisive:
    """The member or pair that moves a criterion most."""

    states: tuple[str, ...]
    raw: float
    """The measured value, in the attribute's unit."""
    entries: tuple[Entry, ...]
    """The values behind it."""
    alike: int = 0
    """How many other members or pairs move it as much and score as high alone."""
    of: int = 1
    """How many members or pairs are known in all."""

    @property
    def date(self) -> str:
        """The newest date among the values behind it."""
        return max((e.datum.date or "assumed" for e in self.entries), default="")

    @property
    def sources(self) -> tuple[str, ...]:
        """The sources of the values behind it, each once."""
        return tuple(dict.fromkeys(source for entry in self.entries for source in entry.datum.source))


@dataclass(frozen=True, kw_only=True, slots=True)
class Contribution:
    """One criterion's part in the index, at compensation 1: points gained and lost out of those it holds."""

    criterion: str
    score: float
    coverage: float
    share: float
    """Share of the index, 0 to 1; nought where the criterion is unknown."""
    drags: Decisive | None
    """Without whom the criterion would score highest."""
    carries: Decisive | None
    """Without whom the criterion would score lowest."""

    @property
    def gained(self) -> float:
        """Points gained."""
        return 0.0 if np.isnan(self.score) else 100.0 * self.share * self.score

    @property
    def lost(self) -> float:
        """Points lost."""
        return 0.0 if np.isnan(self.score) else 100.0 * self.share * (1.0 - self.score)


def contributions(
    study: Study, evaluation: Evaluation, observations: Observations | None = None
) -> tuple[Contribution, ...]:
    """Split the index of an evaluation's first coalition into its criteria, in the study's order."""
    obs = observe(study, study.members) if observations is None else observations
    shares = evaluation.shares()[0]
    marks = evaluation.coalitions[:1]
    found = []
    for k, criterion in enumerate(study.criteria.values()):
        values = measure(criterion, obs)
        within = items_within(criterion, obs, marks)[0]
        items = np.flatnonzero(within & ~np.isnan(values))
        drags = carries = None
        if len(items):
            without = np.repeat(within[None], len(items), axis=0)
            without[np.arange(len(items)), items] = False
            left = np.nan_to_num(score_items(criterion, values, without), nan=evaluation.scores[0, k])
            alone = np.zeros_like(without)
            alone[np.arange(len(items)), items] = True
            own = np.nan_to_num(score_items(criterion, values, alone))
            if criterion.aggregator == "summation":
                own = values[items] / np.abs(values[items]).max() if np.abs(values[items]).max() else own
            drags = _decisive(criterion, obs, values, items, (-left, own))
            carries = _decisive(criterion, obs, values, items, (left, -own))
        found.append(
            Contribution(
                criterion=criterion.id,
                score=float(evaluation.scores[0, k]),
                coverage=float(evaluation.coverage[0, k]),
                share=float(shares[k]),
                drags=drags,
                carries=carries,
            )
        )
    return tuple(found)


def _decisive(
    criterion: Criterion, obs: Observations, values: Floats, items: Ints, by: tuple[Floats, Floats]
) -> Decisive:
    """Choose the item that is first by the score without it and then by its own; count those that tie with it."""
    first, then = by
    chosen = np.lexsort((then, first))[0]
    item = int(items[chosen])
    numbers = [item] if not criterion.measure.dyadic else [int(side[item]) for side in obs.pairs]
    return Decisive(
        states=tuple(obs.states[i] for i in numbers),
        raw=float(values[item]),
        entries=evidence(criterion, obs, item),
        alike=int((np.isclose(first, first[chosen]) & np.isclose(then, then[chosen])).sum()) - 1,
        of=len(items),
    )
