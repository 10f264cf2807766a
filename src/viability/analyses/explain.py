"""From the raw value through goalposts, aggregator and weight to points: criteria, pillars and states traced."""

from collections.abc import Callable, Mapping
from contextlib import suppress

import numpy as np
from msgspec import Struct

from viability.analyses.about import About, about
from viability.analyses.claims import ClaimTrace, trace_claim
from viability.analyses.things import ThingTrace, ids, trace_thing
from viability.arguments import explained
from viability.brief import Brief, some
from viability.engine.aggregators import to_unit
from viability.engine.entries import Entry
from viability.engine.evaluate import Evaluation, evaluate
from viability.engine.observations import observe
from viability.errors import UnknownName
from viability.study.address import Address, addresses, is_nought
from viability.study.criterion import Criterion
from viability.study.framework import Pillar, Question
from viability.study.profile import State
from viability.study.study import Study


class Item(Struct, frozen=True, kw_only=True):
    """One member or pair under one criterion."""

    states: tuple[str, ...]
    raw: float
    """In the attribute's unit; NaN where unknown."""
    placed: float
    """Between the goalposts, 0 to 1; NaN where unknown or where goalposts stand on the total."""
    entries: tuple[Entry, ...]
    """The values behind it."""


class CriterionTrace(Brief, Struct, frozen=True, kw_only=True):
    """How one criterion came to its score for the study's coalition."""

    about: About
    criterion: Criterion
    items: tuple[Item, ...]
    score: float
    """0 to 1; NaN where unknown."""
    coverage: float
    share: float
    """Share of the index, 0 to 1."""

    @property
    def gained(self) -> float:
        """Points gained."""
        return 0.0 if np.isnan(self.score) else 100.0 * self.share * self.score

    @property
    def lost(self) -> float:
        """Points lost."""
        return 0.0 if np.isnan(self.score) else 100.0 * self.share - self.gained

    @property
    def sources(self) -> tuple[str, ...]:
        """Every source behind it, each once."""
        return tuple(dict.fromkeys(s for item in self.items for e in item.entries for s in e.datum.source))

    def facts(self) -> Mapping[str, str]:
        """Say how the criterion came out."""
        items = "pairs" if self.criterion.measure.dyadic else "members"
        return {
            "criterion": f"{self.criterion.id}: {self.criterion.question}",
            "score": f"{100 * self.score:.1f}, {self.gained:.2f} points gained, {self.lost:.2f} lost",
            "known": f"{100 * self.coverage:.3g} % of {len(self.items)} {items}",
            "sources": some(self.sources, 4),
            **{label: fact for label, fact in self.about.facts().items() if label != "known"},
        }


class PillarTrace(Brief, Struct, frozen=True, kw_only=True):
    """How one pillar came to its score: its criteria, each traced."""

    about: About
    pillar: str
    heading: Pillar
    score: float
    """0 to 100; NaN where unknown."""
    share: float
    """Share of the index, 0 to 1."""
    criteria: tuple[CriterionTrace, ...]

    def facts(self) -> Mapping[str, str]:
        """Say how the pillar came out."""
        return {
            "pillar": f"{self.pillar}: {self.heading.question}",
            "score": f"{self.score:.1f}",
            "criteria": some((f"{one.criterion.id} {100 * one.score:.0f}" for one in self.criteria), 4),
            **self.about.facts(),
        }


class QuestionTrace(Brief, Struct, frozen=True, kw_only=True):
    """How the index of one question came about: its pillars, each traced."""

    about: About
    question: str
    heading: Question
    index: float
    """0 to 100."""
    verdict: str
    weights: tuple[float, ...]
    """The share that each pillar has of the index."""
    pillars: tuple[PillarTrace, ...]

    def facts(self) -> Mapping[str, str]:
        """Say how the index came out."""
        return {
            "question": f"{self.question}: {self.heading.question}",
            "index": f"{self.index:.1f}, {self.verdict}",
            "pillars": some((f"{one.pillar} {one.score:.0f}" for one in self.pillars), 4),
            **self.about.facts(),
        }


class StateTrace(Brief, Struct, frozen=True, kw_only=True):
    """Everything that the study holds of one state at its day."""

    about: About
    state: State
    entries: tuple[Entry, ...]
    """What counts at the day: its own values and those of its ties."""
    read_by: dict[str, tuple[str, ...]]
    """The criteria that read each attribute."""
    missing: tuple[str, ...]
    """Values that criteria read and the study does not hold, as paths."""

    def facts(self) -> Mapping[str, str]:
        """Say how much is known of the state."""
        return {
            "state": self.state.name,
            "values": str(len(self.entries)),
            "missing": some(self.missing, 3),
            **self.about.facts(),
        }


Trace = CriterionTrace | PillarTrace | QuestionTrace | StateTrace | ClaimTrace | ThingTrace


@explained
def explain(study: Study, name: str) -> Trace:
    """Trace whatever has that name: a pillar, a criterion, a question, a state, a claim, or any other with an id.

    Where several have it the first of these is meant, then scenarios, institutions, threat sources, attributes and
    sources; KIND:ID, such as `threat:russia`, names one of a kind. The address of a value shows all observations.
    The beginning of one pillar or criterion is enough.

    Raises:
        UnknownName: when there is none.
        CoalitionError: when nothing is known of the coalition and a score is asked for.
    """
    finds: dict[str, tuple[Callable[[str], str], Callable[[Study, str], Trace]]] = {
        "pillar": (study.pillar_id, trace_pillar),
        "criterion": (study.criterion_id, trace_criterion),
        "question": (study.question_id, trace_question),
        "state": (study.state_id, trace_state),
    }
    kind, _, short = name.partition(":")
    if short and kind in finds:
        find, trace = finds[kind]
        return trace(study, find(short.strip()))
    if short and kind == "claim":
        return trace_claim(study, short.strip())
    for find, trace in finds.values():
        with suppress(UnknownName):
            return trace(study, find(name))
    if name in study.claims:
        return trace_claim(study, name)
    if (thing := trace_thing(study, name)) is not None:
        return thing
    if (meant := study.begun(name)) is not None:
        return explain(study, meant)
    framework = study.framework
    known = [*framework.pillars, *study.criteria, *framework.questions, *study.states, *study.claims, *ids(study)]
    kinds = "state, criterion, pillar, question, claim, scenario, institution, threat, attribute or source"
    raise UnknownName(kinds, name, known, study.concerning(name))


def trace_question(study: Study, question: str) -> QuestionTrace:
    """Trace the pillars of one question.

    Raises:
        UnknownName: when there is no such question.
        CoalitionError: when nothing is known of the coalition.
    """
    of_what, found = _evaluated(study.asking(question))
    framework = of_what.study.framework
    return QuestionTrace(
        about=of_what,
        question=framework.asked,
        heading=framework.question,
        index=float(found.viability[0]),
        verdict=framework.verdict(int(found.verdicts[0])),
        weights=tuple(map(float, found.weights.pillars)),
        pillars=tuple(_pillar(of_what, pillar, found) for pillar in framework.pillars),
    )


def trace_pillar(study: Study, pillar: str) -> PillarTrace:
    """Trace the criteria of one pillar.

    Raises:
        CoalitionError: when nothing is known of the coalition.
    """
    of_what, found = _evaluated(study.asking(study.framework.question_of(pillar)))
    return _pillar(of_what, pillar, found)


def _evaluated(study: Study) -> tuple[About, Evaluation]:
    """Evaluate the coalition of a study, and say of what the result is."""
    obs = observe(study, study.members)
    found = evaluate(study, observations=obs)
    return about(study, observations=obs, given=found), found


def _pillar(of_what: About, pillar: str, found: Evaluation) -> PillarTrace:
    study, number = of_what.study, found.pillars.index(pillar)
    return PillarTrace(
        about=of_what,
        pillar=pillar,
        heading=study.framework.pillars[pillar],
        score=float(found.pillar_scores[0, number]),
        share=float(np.broadcast_to(found.weights.pillars, found.pillar_scores.shape)[0, number]),
        criteria=tuple(_traced(of_what, one, found) for one in study.criteria.values() if one.pillar == pillar),
    )


def trace_criteria(study: Study) -> tuple[CriterionTrace, ...]:
    """Trace every criterion of the study's coalition, in its order; each question is evaluated once.

    Raises:
        CoalitionError: when nothing is known of the coalition under a question.
    """
    answered = {question: _evaluated(study.asking(question)) for question in study.framework.questions}
    asked = ((one, study.framework.question_of(one.pillar)) for one in study.criteria.values())
    return tuple(_traced(answered[question][0], one, answered[question][1]) for one, question in asked)


def trace_criterion(study: Study, criterion: str) -> CriterionTrace:
    """Trace one criterion of the study's coalition.

    Raises:
        UnknownName: when there is no such criterion.
        CoalitionError: when nothing is known of the coalition.
    """
    chosen = study.criteria[study.criterion_id(criterion)]
    of_what, found = _evaluated(study.asking(study.framework.question_of(chosen.pillar)))
    return _traced(of_what, chosen, found)


def _traced(of_what: About, chosen: Criterion, found: Evaluation) -> CriterionTrace:
    k = found.criteria.index(chosen.id)
    reading = found.readings[k]
    values, within = reading.values, reading.within(found.coalitions)[0]
    posts = chosen.goalposts
    on_items = posts is not None and chosen.aggregation.goalposts == "each"
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
        about=of_what,
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
        for attribute in criterion.measure.attributes:
            read_by[attribute] = (*read_by.get(attribute, ()), criterion.id)
    known = {entry.address for entry in obs.entries}
    asked = addresses(study, obs.states, read_by)
    return StateTrace(
        about=about(study),
        state=state,
        entries=tuple(entry for entry in obs.entries if state.id in entry.address.states),
        read_by=read_by,
        missing=tuple(str(one) for one in asked if state.id in one.states and one not in known and _is_due(study, one)),
    )


def _is_due(study: Study, address: Address) -> bool:
    """Tell whether a value is unknown where it is not held, rather than a known nought."""
    return bool(address.held(study)) or not is_nought(study, address)
