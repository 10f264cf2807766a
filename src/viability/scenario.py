"""What-if: named edits of a study, and the study they lead to.

Precedence, later wins: the study < scenarios, in the order given < the date < the members (--members, then --with, then
--without) < the compensation < weights and values, in the order given. Within a scenario the same order holds.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import assert_never

from viability.errors import CoalitionError, FrameworkError, UnknownName
from viability.measures import newest
from viability.model import (
    ASSUMPTION,
    Attribute,
    Change,
    Data,
    Datum,
    Join,
    Leave,
    Membership,
    ScaleValue,
    Scenario,
    SetValue,
    SetWeight,
    State,
    Study,
    as_of_date,
)


def apply(study: Study, *scenarios: Scenario) -> Study:
    """Return the study that one scenario after another leads to.

    Raises:
        UnknownName: when a change names what the study does not have.
        CoalitionError: when fewer than two members remain.
        FrameworkError: when a weight or value cannot be.
    """
    for scenario in scenarios:
        if scenario.as_of is not None:
            study = study.replace(as_of=as_of_date(scenario.as_of))
        study = _with_members(study, scenario)
        if scenario.compensation is not None:
            study = study.replace(framework=study.framework.model_copy(update={"compensation": scenario.compensation}))
        for change in scenario.changes:
            study = _changed(study, change)
        study.check_weights()
    return study


def is_empty(scenario: Scenario) -> bool:
    """Tell whether a scenario changes nothing."""
    edits = (scenario.as_of, scenario.members, scenario.compensation)
    return all(edit is None for edit in edits) and not (scenario.with_ or scenario.without or scenario.changes)


def _with_members(study: Study, scenario: Scenario) -> Study:
    if scenario.members is None and not scenario.with_ and not scenario.without:
        return study
    names = [study.state_id(name) for name in (study.members if scenario.members is None else scenario.members)]
    names += [new for new in map(study.state_id, scenario.with_) if new not in names]
    for name in map(study.state_id, scenario.without):
        if name not in names:
            raise CoalitionError(f"'{name}' is no member, so it cannot be left out; members: {', '.join(names)}")
        names.remove(name)
    return study.with_members(names)


def _changed(study: Study, change: Change) -> Study:
    match change:
        case SetWeight():
            return _reweighted(study, change)
        case SetValue():
            return _edited(study, change.set, lambda data, attribute: _assume(change, attribute))
        case ScaleValue():
            owner, dot, rest = change.scale.partition(".")
            owners = [*study.states] if owner == "*" else [owner]
            for name in owners:
                study = _edited(
                    study, name + dot + rest, lambda data, attribute: _scaled(data, attribute, change, study.as_of), absent=owner == "*"
                )
            return study
        case Join():
            return _membership(study, change.join, change.reason, joins=True)
        case Leave():
            return _membership(study, change.leave, change.reason, joins=False)
    assert_never(change)


def _reweighted(study: Study, change: SetWeight) -> Study:
    name = change.weight
    if name in study.framework.pillars:
        weights = {p: pillar.weight for p, pillar in study.framework.pillars.items()}
        weights = _set_weight(weights, name, change)
        pillars = {p: pillar.model_copy(update={"weight": weights[p]}) for p, pillar in study.framework.pillars.items()}
        return study.replace(framework=study.framework.model_copy(update={"pillars": pillars}))
    try:
        criterion = study.criteria[study.criterion_id(name)]
    except UnknownName:
        raise UnknownName(
            "pillar or criterion", name, [*study.framework.pillars, *(f"{c.pillar}.{c.id}" for c in study.criteria.values())]
        ) from None
    weights = {i: c.weight for i, c in study.criteria.items() if c.pillar == criterion.pillar}
    weights = _set_weight(weights, criterion.id, change)
    criteria = {
        i: c.model_copy(update={"weight": weights[i]}) if i in weights else c for i, c in study.criteria.items()
    }
    return study.replace(criteria=criteria)


def _set_weight(weights: Mapping[str, float], name: str, change: SetWeight) -> dict[str, float]:
    """Replace one weight as written, or give it a share of 1 with the others in proportion."""
    if not change.share:
        return {**weights, name: change.value}
    others = sum(weight for other, weight in weights.items() if other != name)
    if others == 0:
        if change.value in {0.0, 1.0} and len(weights) == 1:
            return dict(weights)
        raise FrameworkError(f"'{name}' cannot have a share of {change.value:.0%}, for all others have weight zero")
    return {
        other: change.value if other == name else weight * (1.0 - change.value) / others for other, weight in weights.items()
    }


def _assume(change: SetValue, attribute: Attribute) -> Data:
    low, high = attribute.range
    for value in (change.value, change.low, change.high):
        if value is not None and not low <= value <= high:
            raise FrameworkError(f"{change.set}={value:g} lies outside the range {low:g} to {high:g}")
    least = change.value if change.low is None else change.low
    most = change.value if change.high is None else change.high
    try:
        return (_assumption(change.value, least, most, change.reason),)
    except ValueError:
        raise FrameworkError(f"{change.set}: low, value and high must rise, not {least:g}, {change.value:g}, {most:g}") from None


def _assumption(value: float, low: float, high: float, note: str) -> Datum:
    return Datum(value=value, low=low, high=high, date=None, source=(ASSUMPTION,), quality="high", note=note)


def _scaled(data: Data, attribute: Attribute, change: ScaleValue, as_of: str | None) -> Data:
    datum = newest(data, as_of)
    if datum is None:
        return ()
    bounds = (attribute.bounds(datum)[0], datum.value, attribute.bounds(datum)[1])
    low, value, high = (min(max(number * change.by, attribute.range[0]), attribute.range[1]) for number in bounds)
    return (_assumption(value, low, high, change.reason),)


def _edited(study: Study, path: str, edit: Callable[[Data, Attribute], Data], *, absent: bool = False) -> Study:
    """Put new observations where a path points: STATE.ATTRIBUTE, STATE.threats.THREAT, STATE.STATE.ATTRIBUTE, INSTITUTION.credibility."""
    parts = path.split(".")
    if len(parts) == 2 and parts[0] in study.institutions:  # noqa: PLR2004 - owner and attribute
        attribute = _attribute(study, parts[1], "institution")
        institution = study.institutions[parts[0]]
        edited = institution.model_copy(update={"credibility": edit(institution.credibility, attribute)})
        return study.replace(institutions={**study.institutions, parts[0]: edited})
    if len(parts) not in {2, 3}:
        raise FrameworkError(
            f"'{path}' is no value; write STATE.ATTRIBUTE, STATE.threats.THREAT, STATE.STATE.ATTRIBUTE or INSTITUTION.credibility"
        )
    try:
        state = study.states[study.state_id(parts[0])]
    except UnknownName:
        if len(parts) == 2 and parts[1] == "credibility":  # noqa: PLR2004 - owner and attribute
            raise UnknownName("institution", parts[0], study.institutions) from None
        raise
    if len(parts) == 2:  # noqa: PLR2004 - owner and attribute
        name = parts[1]
        attribute = _attribute(study, name, "state")
        data = edit(state.attributes.get(name, ()), attribute)
        if absent and not data:
            return study
        return _with_state(study, state, attributes={**state.attributes, name: data})
    if parts[1] == "threats":
        if parts[2] not in study.threats:
            raise UnknownName("threat source", parts[2], study.threats)
        data = edit(state.threats.get(parts[2], ()), _attribute(study, "threats", "threat"))
        if absent and not data:
            return study
        return _with_state(study, state, threats={**state.threats, parts[2]: data})
    other = study.state_id(parts[1])
    if other == state.id:
        raise FrameworkError(f"'{path}' is a tie of '{state.id}' with itself")
    attribute = _attribute(study, parts[2], "pair")
    mine, theirs = (study.states[a].ties.get(b, {}).get(parts[2], ()) for a, b in ((state.id, other), (other, state.id)))
    data = edit(mine or theirs, attribute)
    for a, b in ((state.id, other), (other, state.id)):
        one = study.states[a]
        study = _with_state(study, one, ties={**one.ties, b: {**one.ties.get(b, {}), parts[2]: data}})
    return study


def _attribute(study: Study, name: str, of: str) -> Attribute:
    attribute = study.attributes.get(name)
    if attribute is None or attribute.of != of:
        raise UnknownName("attribute", name, [a for a, entry in study.attributes.items() if entry.of == of])
    return attribute


def _with_state(study: Study, state: State, **edits: object) -> Study:
    return study.replace(states={**study.states, state.id: state.model_copy(update=edits)})


def _membership(study: Study, path: str, reason: str, *, joins: bool) -> Study:
    owner, _, institution = path.partition(".")
    state = study.states[study.state_id(owner)]
    if institution not in study.institutions:
        raise UnknownName("institution", institution, study.institutions)
    spells = [spell for spell in state.memberships.get(institution, ()) if not spell.holds(study.as_of)]
    if joins:
        spells.append(Membership(source=(ASSUMPTION,), note=reason))
    return _with_state(study, state, memberships={**state.memberships, institution: tuple(spells)})


def combine(scenarios: Iterable[Scenario], last: Scenario) -> tuple[Scenario, ...]:
    """Return scenarios in order with the what-if of the command line last, if it changes anything."""
    return (*scenarios, *(() if is_empty(last) else (last,)))
