"""From the raw value through goalposts, aggregator and weight to points: the trace of a criterion or a state."""

from dataclasses import dataclass

import numpy as np

from viability.engine.aggregators import to_unit
from viability.engine.evaluate import evaluate
from viability.engine.observations import Entry, observe
from viability.study.framework import Criterion
from viability.study.profile import State
from viability.study.study import Study


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """One member or pair under one criterion."""

    states: tuple[str, ...]
    raw: float
    """In the attribute's unit; NaN where unknown."""
    placed: float
    """Between the goalposts, 0 to 1; NaN where unknown or where goalposts stand on the total."""
    entries: tuple[Entry, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class CriterionTrace:
    """How one criterion came to its score for the study's coalition."""

    criterion: Criterion
    items: tuple[Item, ...]
    score: float
    """0 to 1; NaN where unknown."""
    coverage: float
    share: float
    """Share of the index, 0 to 1."""

    @property
    def sources(self) -> tuple[str, ...]:
        """Every source behind it, each once."""
        return tuple(dict.fromkeys(s for item in self.items for e in item.entries for s in e.datum.source))


@dataclass(frozen=True, kw_only=True, slots=True)
class StateTrace:
    """Everything that the study holds of one state at its day."""

    state: State
    entries: tuple[Entry, ...]
    """What counts at the day: its own values and those of its ties."""
    read_by: dict[str, tuple[str, ...]]
    """The criteria that read each attribute."""
    missing: tuple[str, ...]
    """Values that criteria read and the study does not hold, as paths."""


def trace_criterion(study: Study, criterion: str) -> CriterionTrace:
    """Trace one criterion of the study's coalition.

    Raises:
        UnknownName: when there is no such criterion.
    """
    chosen = study.criteria[study.criterion_id(criterion)]
    found = evaluate(study)
    k = [*study.criteria].index(chosen.id)
    reading = found.readings[k]
    values, within = reading.values, reading.within(found.coalitions)[0]
    posts = chosen.goalposts
    on_items = posts is not None and chosen.aggregator != "summation"
    placed = (
        to_unit(values, posts.worst, posts.best) if on_items and posts is not None else np.full(values.shape, np.nan)
    )
    items = tuple(
        Item(
            states=reading.who(int(i)),
            raw=float(values[i]),
            placed=float(placed[i]),
            entries=reading.behind(int(i)),
        )
        for i in np.flatnonzero(within)
    )
    return CriterionTrace(
        criterion=chosen,
        items=items,
        score=float(found.scores[0, k]),
        coverage=float(found.coverage[0, k]),
        share=float(found.shares()[0, k]),
    )


def trace_state(study: Study, name: str) -> StateTrace:
    """Collect what the study holds of one state, and with each member of its coalition.

    Raises:
        UnknownName: when there is no such state.
    """
    state = study.states[study.state_id(name)]
    others = [member for member in study.members if member != state.id]
    obs = observe(study, [state.id, *others])
    read_by: dict[str, tuple[str, ...]] = {}
    for criterion in study.criteria.values():
        if criterion.measure.of is not None:
            read_by[criterion.measure.of] = (*read_by.get(criterion.measure.of, ()), criterion.id)
    mine = [e for e in obs.entries if e.owner == state.id or (e.other == state.id and e.attribute != "threats")]
    have = {entry.path for entry in mine}
    wanted = []
    for attribute in read_by:
        kind = study.attributes[attribute].of
        if kind == "state":
            wanted.append(f"{state.id}.{attribute}")
        elif kind == "threat":
            wanted += [f"{state.id}.threats.{threat}" for threat in study.threats]
        elif kind == "pair":
            wanted += [f"{state.id}.{other}.{attribute}" for other in others]
    return StateTrace(
        state=state,
        entries=tuple(mine),
        read_by=read_by,
        missing=tuple(path for path in wanted if path not in have),
    )
