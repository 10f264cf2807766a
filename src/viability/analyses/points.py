"""What makes up the index: points by criterion, who decides each, and the coalition without each member."""

import numpy as np
from msgspec import Struct

from viability.engine.aggregators import to_unit
from viability.engine.arrays import EVEN_SCORE, Floats, Ints
from viability.engine.entries import Entry
from viability.engine.evaluate import Evaluation
from viability.engine.readings import Reading
from viability.study.fields import WHOLE

DIGITS = 9
"""Decimals of a score beyond which is rounding."""


class Decisive(Struct, frozen=True, kw_only=True):
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


class Contribution(Struct, frozen=True, kw_only=True):
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
    def complete(self) -> bool:
        """Whether all that the criterion reads is known."""
        return self.coverage > WHOLE

    @property
    def gained(self) -> float:
        """Points gained."""
        return 0.0 if np.isnan(self.score) else 100.0 * self.share * self.score

    @property
    def lost(self) -> float:
        """Points lost."""
        return 0.0 if np.isnan(self.score) else 100.0 * self.share * (1.0 - self.score)


def contributions(evaluation: Evaluation) -> tuple[Contribution, ...]:
    """Split the index of an evaluation's first coalition into its criteria, in the study's order."""
    shares = evaluation.shares()[0]
    marks = evaluation.coalitions[:1]
    found = []
    for k, reading in enumerate(evaluation.readings):
        items, without = reading.without_each(reading.within(marks)[0])
        drags = carries = None
        if len(items):
            values, posts = reading.values[items], reading.criterion.goalposts
            left = np.nan_to_num(without, nan=evaluation.scores[0, k])
            # what an item scores alone; of a total, its part
            most = np.abs(values).max()
            own = np.zeros(len(items)) if posts is None else to_unit(values, posts.worst, posts.best)
            if reading.criterion.aggregation.goalposts == "total" and most:
                own = values / most
            drags = _decisive(reading, items, (-left, own))
            carries = _decisive(reading, items, (left, -own))
        found.append(
            Contribution(
                criterion=reading.criterion.id,
                score=float(evaluation.scores[0, k]),
                coverage=float(evaluation.coverage[0, k]),
                share=float(shares[k]),
                drags=drags,
                carries=carries,
            )
        )
    return tuple(found)


def _decisive(reading: Reading, items: Ints, by: tuple[Floats, Floats]) -> Decisive:
    """Choose the item that is first by the score without it and then by its own; count those that tie with it."""
    # rounded, so that equals are told apart by the order of items alone
    first, then = (np.round(scores, DIGITS) for scores in by)
    chosen = np.lexsort((then, first))[0]
    item = int(items[chosen])
    even = [np.abs(scores - scores[chosen]) < EVEN_SCORE for scores in (first, then)]
    return Decisive(
        states=reading.who(item),
        raw=float(reading.values[item]),
        entries=reading.behind(item),
        alike=int((even[0] & even[1]).sum()) - 1,
        of=len(items),
    )
