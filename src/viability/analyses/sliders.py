"""What sliders move: every coalition of a few states under each question, scored once, so that a page need only weigh.

Shape letters as in the engine: **B** coalitions, **n** states, **k** criteria.
"""

from collections.abc import Iterable, Mapping

import numpy as np
from msgspec import Struct

from viability.analyses.about import About, about
from viability.arguments import explained
from viability.brief import Brief, some
from viability.engine.arrays import EVEN, EVEN_SCORE, Floats
from viability.engine.coverage import LEAST_OF_A_MEMBER, known_of_members
from viability.engine.evaluate import Evaluation, evaluate
from viability.engine.observations import observe
from viability.errors import CoalitionError
from viability.study.study import Study

MOST_STATES = 12
"""States of which every coalition is scored."""

TOLERANCES: Mapping[str, float] = {"even": EVEN, "even_score": EVEN_SCORE, "least_of_member": LEAST_OF_A_MEMBER}
"""What counts as on a floor, in points and as a score, and how much has to be known of a member for a verdict."""


class Sliders(Brief, Struct, frozen=True, kw_only=True):
    """Every coalition of some states, scored; indices, verdicts and coverages follow from these and the weights."""

    about: About
    states: tuple[str, ...]
    """Who may be switched on and off; the members alone where there are too many."""
    evaluations: Mapping[str, Evaluation]
    """The coalitions under each question, by id; indices are NaN where nothing is known."""
    known: Mapping[str, Floats]
    """The known share of what each criterion reads of each member, (B, n, k); NaN where it reads nothing."""
    own: int
    """Which of the coalitions is the study's own."""

    @property
    def switched(self) -> bool:
        """Whether members can be switched on and off."""
        return len(self.coalitions) > 1

    @property
    def coalitions(self) -> tuple[tuple[str, ...], ...]:
        """The members of each coalition, B of them."""
        marks = next(iter(self.evaluations.values())).coalitions
        return tuple(tuple(s for s, inside in zip(self.states, mark, strict=True) if inside) for mark in marks)

    def facts(self) -> Mapping[str, str]:
        """Say how many coalitions of whom were scored."""
        return {
            "coalitions": f"{len(self.coalitions):,} of {len(self.states)} states: {some(self.states)}",
            "questions": some(self.evaluations),
            **self.about.facts(),
        }


@explained
def sliders(study: Study, *, candidates: Iterable[str] | None = None) -> Sliders:
    """Score every coalition of up to `MOST_STATES` states under each question of a study.

    Args:
        study: Whose states, criteria and data.
        candidates: Who may be switched on beside the members; by default every candidate of the study that lives at
            its day, if all together are few enough, and else nobody.

    Raises:
        CoalitionError: when too many states are asked for.
        UnknownName: when the study does not know one.
    """
    if candidates is None:
        day = study.day
        asked = {name for name, state in study.states.items() if state.candidate and state.lives(day)}
        wanted = {*study.members, *asked}
        wanted = wanted if len(wanted) <= MOST_STATES else {*study.members}
    else:
        wanted = {*study.members, *(study.state_id(name) for name in candidates)}
        if len(wanted) > MOST_STATES:
            raise CoalitionError(
                f"{len(wanted)} states are too many to switch on and off; name fewer candidates, so that they and the "
                f"members are {MOST_STATES} at most"
            )
    states = tuple(name for name in study.states if name in wanted)
    obs = observe(study, states)
    own = np.array([[name in study.members for name in states]])
    marks = own
    if len(states) <= MOST_STATES:
        numbers = np.arange(1 << len(states))
        all_marks = (numbers[:, None] >> np.arange(len(states)) & 1).astype(bool)
        marks = all_marks[all_marks.sum(axis=1) > 1]
    found = evaluate(study, marks, observations=obs, partial=True).questions
    return Sliders(
        about=about(study),
        states=states,
        evaluations=found,
        known={name: known_of_members(study.asking(name), obs, marks) for name in found},
        own=int(np.flatnonzero((marks == own).all(axis=1))[0]),
    )
