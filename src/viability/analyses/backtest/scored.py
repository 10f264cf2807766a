"""Cases to indices: each as of its own day, all cases of a day at once, and nothing of what came later.

Shape letters as in `engine.arrays`, and **c** cases.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

import numpy as np
from msgspec import Struct

from viability.engine.arrays import Bools, Floats, Ints
from viability.engine.evaluate import evaluate, masks
from viability.engine.observations import Observations, observe
from viability.engine.weighing import Weights, pillar_numbers, weights_of
from viability.errors import FrameworkError, UnknownName
from viability.study.cases import Case
from viability.study.fields import as_of_date
from viability.study.names import fold
from viability.study.study import Study

Progress = Callable[[int, int], None]
"""Is told how many cases are done, of how many."""


class LeftOut(Struct, frozen=True, kw_only=True):
    """A case that cannot be scored, and why."""

    case: Case
    reason: str


class Scored(Struct, frozen=True, kw_only=True):
    """Cases with what the study makes of them; NaN is unknown."""

    cases: tuple[Case, ...]
    """Those that could be scored, in their order, c of them."""
    members: tuple[tuple[str, ...], ...]
    """The ids of their members."""
    left_out: tuple[LeftOut, ...]
    index: Floats
    """(c,), 0 to 100"""
    geometric: Floats
    """(c,): the index with pillars that do not make up for each other."""
    coverage: Floats
    """(c,), 0 to 1"""
    verdicts: Ints
    """(c,): the number of the band; -1 where too little is known for a verdict."""
    scores: Floats
    """(c, k), 0 to 1"""
    weights: Weights
    pillar_of: Ints
    """(k,)"""
    newest: str
    """The date of the newest value that any case read."""

    @property
    def labels(self) -> Bools:
        """Which cases came about, (c,)."""
        return np.array([case.label for case in self.cases], dtype=bool)


def score_cases(study: Study, cases: Sequence[Case], progress: Progress | None = None) -> Scored:
    """Score cases under a study's one question, each as of its own day.

    Raises:
        FrameworkError: when a value that is read has no date, or one after the case.
    """
    names = _names(study)
    by_day: dict[str, list[int]] = defaultdict(list)
    members: dict[int, tuple[str, ...]] = {}
    reasons: dict[int, str] = {}
    for number, case in enumerate(cases):
        day = as_of_date(case.date)
        states = _members(study, names, case, day)
        if isinstance(states, str):
            reasons[number] = states
        else:
            members[number] = states
            by_day[day].append(number)
    k = len(study.criteria)
    numbers = np.full((len(cases), 4), np.nan)
    scores = np.full((len(cases), k), np.nan)
    newest = ""
    for day, rows in sorted(by_day.items()):
        then = study.replace(as_of=day)
        observations = observe(then, dict.fromkeys(state for row in rows for state in members[row]))
        newest = max(newest, _newest(then, observations, cases[rows[0]]))
        found = evaluate(
            then, masks(observations.states, (members[row] for row in rows)), observations=observations, partial=True
        )
        scores[rows] = found.scores
        numbers[rows] = np.column_stack([found.viability, found.geometric(), found.total_coverage(), found.verdicts])
        for row in rows:
            if np.isnan(numbers[row, 0]):
                reasons[row] = f"nothing is known of it as of {day}"
        if progress is not None:
            progress(len(reasons) + int((~np.isnan(numbers[:, 0])).sum()), len(cases))
    kept = [number for number in range(len(cases)) if number not in reasons]
    return Scored(
        cases=tuple(cases[number] for number in kept),
        members=tuple(members[number] for number in kept),
        left_out=tuple(LeftOut(case=cases[number], reason=reasons[number]) for number in sorted(reasons)),
        index=numbers[kept, 0],
        geometric=numbers[kept, 1],
        coverage=numbers[kept, 2],
        verdicts=numbers[kept, 3].astype(np.intp),
        scores=scores[kept],
        weights=weights_of(study),
        pillar_of=pillar_numbers(study),
        newest=newest,
    )


def _names(study: Study) -> Mapping[str, str]:
    """Return the states by every name that they go by, as it is compared."""
    found: dict[str, str] = {}
    for state in study.states.values():
        for name in (state.id, state.name, state.iso3 or "", *state.aliases):
            found.setdefault(fold(name), state.id)
    return found


def _members(study: Study, names: Mapping[str, str], case: Case, day: str) -> tuple[str, ...] | str:
    """Return the ids of a case's members, or why it cannot be scored."""
    found = []
    for name in case.members:
        if fold(name) not in names:
            near = UnknownName("state", name, study.states).closest
            return f"unknown state '{name}'" + ("" if near is None else f"; did you mean '{near}'?")
        found.append(names[fold(name)])
    if len(set(found)) < len(found):
        twice = next(one for one in found if found.count(one) > 1)
        return f"'{twice}' is named twice"
    if len(found) < 2:  # noqa: PLR2004 - the definition of a coalition
        return "a coalition is two or more states"
    for name in found:
        state = study.states[name]
        if not state.lives(day):
            life = " ".join(f"{word} {date}" for word, date in (("from", state.from_), ("to", state.to)) if date)
            return f"'{name}' existed {life}, not on {day}"
    return tuple(found)


def _newest(study: Study, observations: Observations, case: Case) -> str:
    """Return the date of the newest value that is read, and refuse what could come from after the case."""
    day, newest = study.day, ""
    for entry in observations.entries:
        date = entry.datum.date
        if not entry.owner or study.attributes[entry.attribute].timeless:
            continue
        if date is None:
            raise FrameworkError(
                f"{entry.path} has no date, so it may come from after case '{case.id}' of {day}; "
                "a back-test reads nothing that is not dated"
            )
        if as_of_date(date) > day:
            raise FrameworkError(
                f"{entry.path} of {date} comes after case '{case.id}' of {day}, so a back-test may not read it"
            )
        newest = max(newest, date)
    return newest
