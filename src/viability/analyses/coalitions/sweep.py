"""All eligible coalitions evaluated, a part at a time, and what is worth keeping of each part.

A part is evaluated anywhere, in any order: what is kept of two parts together is what would have been kept had they
been one, so that the answer is the same however the work is dealt out.
"""

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from msgspec import Struct
from msgspec.structs import replace

from viability.analyses.coalitions.field import Evaluator, Field, Part
from viability.analyses.coalitions.leaders import Index, Pool, Sieve
from viability.analyses.coalitions.parts import Told, for_sending
from viability.engine.arrays import Bools
from viability.study.study import Study


class Kept(Struct, frozen=True, kw_only=True):
    """What is kept of some of the coalitions."""

    pool: Pool
    """The highest, the highest of each size, and the Pareto sets."""
    front: Pool
    """The Pareto set against another question, whose index stands in the place of cohesion."""
    unknown: int
    unjudged: int
    evaluations: int
    judged: tuple[Bools, ...] = ()
    """Which of those evaluated got a verdict, block by block, where that is asked for."""


@dataclass(frozen=True, kw_only=True)  # no struct, for what was made before is sent along
class Sweep:
    """A search as it is done, part by part."""

    study: Study
    """Under the question that is searched by."""
    beside: Study | None
    """Under the question that it is set against."""
    field: Field
    by: Index
    top: int
    """How many of the highest are kept."""
    judged: bool = False
    """Whether to keep of all that are evaluated which got a verdict."""

    def without_sources(self) -> "Sweep":
        """Return the same without what no number is made of, which is most of it: for sending."""
        return dataclasses.replace(
            self,
            study=for_sending(self.study),
            beside=None if self.beside is None else for_sending(self.beside),
            field=replace(self.field, observations=replace(self.field.observations, entries=())),
        )

    def prepare(self) -> None:
        """Make what is made before the first part, so that it is sent with the rest."""
        _ = self._evaluated, self._set_against

    @cached_property
    def _evaluated(self) -> Evaluator:
        return self.field.evaluator(self.study, judged=True)

    @cached_property
    def _set_against(self) -> Evaluator | None:
        return None if self.beside is None else self.field.evaluator(self.beside, judged=True)

    @cached_property
    def _sieves(self) -> list[Sieve]:
        """The sieves of the last part that was done: what its finds beat is not kept of another."""
        return []

    def part(self, part: Part, told: Told | None = None) -> Kept:
        """Evaluate a part; what is kept of it, with all that was kept of parts before, is worth keeping."""
        states = len(self.field.observations.states)
        before, front_before = self._sieves or (None, None)
        sieve = Sieve(states, self.by, self.top, after=before)
        front = Sieve(states, "viability", 1, after=front_before)
        second = None if self._set_against is None else self._set_against(part)
        done, judged = 0, []
        for found in self._evaluated(part):
            fits = self.field.fits(found)
            sieve.take(found, fits)
            if self.judged and found.judged is not None:
                judged.append(found.judged)
            if second is not None:  # in the place of cohesion stands the other index
                other = next(second)
                known = fits if other.judged is None else fits & other.judged
                front.take(replace(found, cohesion=other.viability), known)
            done += len(found.viability)
            if told is not None:
                told(len(found.viability))
        self._sieves[:] = sieve, front
        return Kept(
            pool=sieve.pool,
            front=front.pool,
            unknown=sieve.unknown,
            unjudged=sieve.unjudged,
            evaluations=done,
            judged=tuple(judged),
        )

    def together(self, parts: Iterable[Kept]) -> Kept:
        """Return what is kept of several parts as if they had been one."""
        states = len(self.field.observations.states)
        sieve, front = Sieve(states, self.by, self.top), Sieve(states, "viability", 1)
        evaluations, judged = 0, list[Bools]()
        for kept in parts:
            sieve.add(kept.pool)
            front.add(kept.front)
            sieve.unknown += kept.unknown
            sieve.unjudged += kept.unjudged
            evaluations += kept.evaluations
            judged += kept.judged
        return Kept(
            pool=sieve.pool,
            front=front.pool,
            unknown=sieve.unknown,
            unjudged=sieve.unjudged,
            evaluations=evaluations,
            judged=tuple(judged),
        )
