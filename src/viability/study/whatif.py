"""What-if: named edits of a study, and the study they lead to.

Precedence, later wins: the study < scenarios, in the order given < the date < the members (--members, then --with, then
--without) < the compensation < weights and values, in the order given. Within a scenario the same order holds.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import assert_never

from viability.arguments import explained
from viability.errors import CoalitionError, FrameworkError, UnknownName, ViabilityError
from viability.study.address import data_at, locate, newest, with_data, with_state
from viability.study.fields import ASSUMPTION, WEIGHTS, as_of_date
from viability.study.profile import Attribute, Data, Datum, Membership
from viability.study.scenario import Change, Join, Leave, ScaleValue, Scenario, SetValue, SetWeight, describe
from viability.study.study import Study


@explained
def apply(study: Study, *scenarios: Scenario | str) -> Study:
    """Return the study that one scenario after another leads to; a name stands for the study's own.

    Raises:
        UnknownName: when the study has no such scenario, or a change names what the study does not have.
        CoalitionError: when fewer than two members remain.
        FrameworkError: when a weight or value cannot be.
    """
    for scenario in resolve(study, scenarios):
        study = _headed(study, scenario)
        for change in scenario.changes:
            study = _changed(study, change)
            if isinstance(change, SetWeight):
                study = study.replace(weights_set=True)
        study.check_weights()
        study = study.replace(edits=(*study.edits, *describe(scenario)))
    return study


@explained
def what_if(
    study: Study,
    *,
    weights: Mapping[str, float | str] | None = None,
    members: Iterable[str] | None = None,
    with_: Iterable[str] = (),
    without: Iterable[str] = (),
    set: Mapping[str, float] | None = None,  # noqa: A002 - the option of that name
    as_of: str | None = None,
    compensation: float | None = None,
) -> Study:
    """Return the study with other weights, members, values or day, as the options of the command line do.

    Args:
        study: The study, which stays as it is.
        weights: By pillar or `PILLAR.CRITERION`: a number as in the criteria's files, or a share such as "40%".
        members: The coalition, in place of the study's own.
        with_: Who joins it.
        without: Who leaves it.
        set: Values to assume, by `STATE.ATTRIBUTE` and the like.
        as_of: The day whose newest values count: YYYY, YYYY-MM or YYYY-MM-DD.
        compensation: 1 arithmetic, 0 geometric, -1 harmonic.

    Raises:
        WrongArgument: when a weight, value, day or compensation cannot be read.
        UnknownName: when something is named that the study does not have.
        CoalitionError: when fewer than two members remain.
        FrameworkError: when a weight or value cannot be.
    """
    changes: list[Change] = [SetWeight(weight=name, value=weight) for name, weight in (weights or {}).items()]  # type: ignore[arg-type]  # a share as text is read
    changes += [SetValue(set=path, value=value) for path, value in (set or {}).items()]
    return apply(
        study,
        Scenario(
            id="",
            title="what if",
            as_of=as_of,
            members=None if members is None else tuple(members),
            with_=tuple(with_),
            without=tuple(without),
            compensation=compensation,
            changes=tuple(changes),
        ),
    )


def resolve(study: Study, scenarios: Iterable[Scenario | str]) -> tuple[Scenario, ...]:
    """Return scenarios with names looked up in the study.

    Raises:
        UnknownName: when the study has no such scenario.
    """
    return tuple(study.scenario(one) if isinstance(one, str) else one for one in scenarios)


def inapplicable(study: Study, scenario: Scenario) -> tuple[tuple[int | None, str], ...]:
    """Say what of a scenario cannot be applied, each change by itself after those before it.

    Returns:
        The number of a change and why it cannot be made; None stands for the date, the members and the weights in all.
        Nothing where the scenario can be applied.
    """
    found: list[tuple[int | None, str]] = []
    steps: list[tuple[int | None, Callable[[Study], Study]]] = [(None, lambda held: _headed(held, scenario))]
    steps += [(i, partial(_changed, change=change)) for i, change in enumerate(scenario.changes)]
    for number, step in steps:
        try:
            study = step(study)
        except ViabilityError as error:
            found.append((number, str(error)))
    try:
        study.check_weights()
    except ViabilityError as error:
        found.append((None, str(error)))
    return tuple(found)


def is_empty(scenario: Scenario) -> bool:
    """Tell whether a scenario changes nothing."""
    edits = (scenario.as_of, scenario.members, scenario.compensation)
    return all(edit is None for edit in edits) and not (scenario.with_ or scenario.without or scenario.changes)


def _headed(study: Study, scenario: Scenario) -> Study:
    """Return the study at a scenario's date, with its members and its compensation."""
    if scenario.as_of is not None:
        study = study.replace(as_of=as_of_date(scenario.as_of))
    study = _with_members(study, scenario)
    if scenario.compensation is not None:
        study = study.replace(framework=study.framework.replace(compensation=scenario.compensation))
    return study


def _with_members(study: Study, scenario: Scenario) -> Study:
    if scenario.members is None and not scenario.with_ and not scenario.without:
        return study
    names = [study.state_id(name) for name in (study.members if scenario.members is None else scenario.members)]
    for new in map(study.state_id, scenario.with_):
        names += [] if new in names else [new]
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
            place = locate(study, change.set)
            return with_data(study, place, _assumed(change, place.attribute))
        case ScaleValue():
            return _scaled(study, change)
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
        pillars = {p: pillar.replace(weight=weights[p]) for p, pillar in study.framework.pillars.items()}
        return study.replace(framework=study.framework.replace(pillars=pillars))
    try:
        criterion = study.criteria[study.criterion_id(name)]
    except UnknownName:
        raise UnknownName(
            "pillar or criterion",
            name,
            [
                *study.framework.pillars,
                *(c.id if "." not in name else f"{c.pillar}.{c.id}" for c in study.criteria.values()),
            ],
        ) from None
    weights = {i: c.weight for i, c in study.criteria.items() if c.pillar == criterion.pillar}
    weights = _set_weight(weights, criterion.id, change)
    criteria = {i: c.replace(weight=weights[i]) if i in weights else c for i, c in study.criteria.items()}
    return study.replace(criteria=criteria)


def _set_weight(weights: Mapping[str, float], name: str, change: SetWeight) -> dict[str, float]:
    """Replace one weight as written, or give it a share of 1 with the others in proportion."""
    if not change.share:
        return {**weights, name: change.value}
    others = sum(weight for other, weight in weights.items() if other != name)
    if others == 0:
        if change.value == 1:
            return {**weights, name: 1.0}
        raise FrameworkError(f"'{name}' cannot have a share of {change.value:.0%}, for all others have weight zero")
    return _weighable(
        {
            other: change.value if other == name else weight * (1.0 - change.value) / others
            for other, weight in weights.items()
        }
    )


def _weighable(shares: Mapping[str, float]) -> dict[str, float]:
    """Return shares as weights: greater ones where some are small, and nought for those that count for nothing."""
    least, most = WEIGHTS
    times = most if any(0 < share < least for share in shares.values()) else 1.0
    return {name: share * times if share * times >= least else 0.0 for name, share in shares.items()}


def _assumed(change: SetValue, attribute: Attribute) -> Data:
    low, high = attribute.range
    for value in (change.value, change.low, change.high):
        if value is not None and not low <= value <= high:
            raise FrameworkError(f"{change.set}={value:g} lies outside the range {low:g} to {high:g}")
    least = change.value if change.low is None else change.low
    most = change.value if change.high is None else change.high
    if not least <= change.value <= most:
        raise FrameworkError(f"{change.set}: low, value and high must rise, not {least:g}, {change.value:g}, {most:g}")
    return (_assumption(change.value, least, most, change.reason),)


def _assumption(value: float, low: float, high: float, note: str) -> Datum:
    return Datum(value=value, low=low, high=high, date=None, source=(ASSUMPTION,), quality="high", note=note)


def _scaled(study: Study, change: ScaleValue) -> Study:
    owner, dot, rest = change.scale.partition(".")
    # a state that `*` stands for has no tie with itself
    tied = {study.state_id(other) for other in rest.split(".")[:-1] if other not in study.attributes}
    for name in [state for state in study.states if state not in tied] if owner == "*" else [owner]:
        place = locate(study, name + dot + rest)
        datum = newest(data_at(study, place), None if place.attribute.timeless else study.as_of)
        if datum is None:  # what is unknown stays unknown
            continue
        least, most = place.attribute.range
        low, high = place.attribute.bounds(datum)
        value, low, high = (min(max(number * change.by, least), most) for number in (datum.value, low, high))
        study = with_data(study, place, (_assumption(value, low, high, change.reason),))
    return study


def _membership(study: Study, path: str, reason: str, *, joins: bool) -> Study:
    owner, _, institution = path.partition(".")
    state = study.states[study.state_id(owner)]
    if institution not in study.institutions:
        raise UnknownName("institution", institution, study.institutions)
    spells = [spell for spell in state.memberships.get(institution, ()) if not spell.holds(study.as_of)]
    if joins:
        spells.append(Membership(source=(ASSUMPTION,), note=reason))
    elif institution not in state.memberships:
        return study
    return with_state(study, state, memberships={**state.memberships, institution: tuple(spells)})


def combine(scenarios: Iterable[Scenario], last: Scenario) -> tuple[Scenario, ...]:
    """Return scenarios in order with the what-if of the command line last, if it changes anything."""
    return (*scenarios, *(() if is_empty(last) else (last,)))
