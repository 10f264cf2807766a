"""What-if: named edits of a study, and the study they lead to.

All weights that one scenario sets hold together, so that shares given are shares got.

Precedence, later wins: the study < scenarios, in the order given < the date < the members (--members, then --with, then
--without) < the compensation < the roles < weights and values, in the order given. Within a scenario it is the same.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from functools import partial
from typing import Any, Literal, assert_never

from viability.arguments import explained
from viability.errors import CoalitionError, FrameworkError, UnknownName, ViabilityError
from viability.study.address import Address, unread, with_state
from viability.study.fields import ASSUMPTION, as_of_date
from viability.study.names import cuts
from viability.study.profile import Attribute, Datum, Membership
from viability.study.scenario import Change, Join, Leave, ScaleValue, Scenario, SetValue, SetWeight, describe
from viability.study.study import Study
from viability.study.weights import (
    in_force,
    last_set,
    level_of,
    reweighted,
    still_set,
    weighed,
    weight_cautions,
    without_theory,
)


@explained
def apply(study: Study, *scenarios: Scenario | str) -> Study:
    """Return the study that one scenario after another leads to; a name stands for the study's own.

    Raises:
        UnknownName: when the study has no such scenario, or a change names what the study does not have.
        CoalitionError: when fewer than two members remain, or one does not live at the day.
        FrameworkError: when a weight or value cannot be, or shares of one level cannot hold together.
    """
    for scenario in resolve(study, scenarios):
        study = _headed(study, scenario)
        day = study.day
        for _, change in _values(scenario):
            study = _changed(study, change)
        if study.day != day:  # what is assumed is no observation, so it does not set the day
            study = study.replace(as_of=day)
        weights = last_set(study, (change for _, change in _weights(scenario)))
        study = reweighted(study, weights)
        study.check_lives()
        study.check_weights()
        if weights:
            study = study.replace(weights_set=study.weights_set | weighed(study, weights))
            asked = still_set(study, study.asked_weights, weights)
            study = study.replace(asked_weights=asked)
        idle = () if scenario.id else _unread_values(study, scenario)  # of a scenario with a name its file is warned of
        if weights or idle:
            unread_values = tuple(dict.fromkeys((*study.unread_values, *idle)))
            cautions = (*weight_cautions(study, study.asked_weights), *unread_values)
            study = study.replace(cautions=cautions, unread_values=unread_values)
        if edits := _in_words(study, scenario, weights):
            study = study.replace(edits=(*study.edits, *edits))
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
    roles: Literal["paper"] | None = None,
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
        roles: "paper" leaves criteria of role theory out.

    Raises:
        WrongArgument: when a weight, value, day or compensation cannot be read.
        UnknownName: when something is named that the study does not have.
        CoalitionError: when fewer than two members remain.
        FrameworkError: when a weight or value cannot be.
    """
    changes: list[Change] = [SetWeight(weight=name, value=_number(weight)) for name, weight in (weights or {}).items()]
    changes += [SetValue(set=path, value=_number(value)) for path, value in (set or {}).items()]
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
            roles=roles,
            changes=tuple(changes),
        ),
    )


def _number(value: Any) -> Any:  # noqa: ANN401 - whatever is none is refused by the change
    """Return a number of numpy as one of Python; text and all else as it is."""
    known = isinstance(value, str | int | float) or not hasattr(value, "__float__")
    return value if known else float(value)


def _values(scenario: Scenario) -> Iterator[tuple[int, SetValue | ScaleValue | Join | Leave]]:
    """Give the changes of values and memberships with their numbers."""
    for number, change in enumerate(scenario.changes):
        if not isinstance(change, SetWeight):
            yield number, change


def _weights(scenario: Scenario) -> Iterator[tuple[int, SetWeight]]:
    """Give the changes of weights with their numbers."""
    for number, change in enumerate(scenario.changes):
        if isinstance(change, SetWeight):
            yield number, change


def _unread_values(study: Study, scenario: Scenario) -> tuple[str, ...]:
    """Say which values that a what-if of the command line sets or scales no criterion reads."""
    found = []
    for _, change in _values(scenario):
        if isinstance(change, SetValue | ScaleValue):
            at = Address.parse(study, change.set) if isinstance(change, SetValue) else addresses_of(study, change)[0]
            if why := unread(study, at):
                found.append(f"{describe(Scenario(id='', title='-', changes=(change,)))[0]} changes nothing: {why}")
    return tuple(found)


def _in_words(study: Study, scenario: Scenario, weights: Iterable[SetWeight]) -> tuple[str, ...]:
    """Say what a scenario did to the study that it led to: a weight as it is in force, all else as written."""
    if scenario.id:
        return describe(scenario)
    rest = scenario.replace(changes=tuple(change for _, change in _values(scenario)))
    return (*describe(rest), *(in_force(study, change) for change in weights))


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

    def tried(step: Callable[[Study], Study], number: int | None) -> Study:
        try:
            return step(study)
        except ViabilityError as error:
            found.append((number, str(error)))
            return study

    study = tried(lambda held: _headed(held, scenario), None)
    for number, change in _values(scenario):
        study = tried(partial(_changed, change=change), number)
    levels: dict[str, list[tuple[int, SetWeight]]] = {}
    for number, weight in _weights(scenario):
        try:
            levels.setdefault(level_of(study, weight.weight)[0], []).append((number, weight))
        except ViabilityError as error:
            found.append((number, str(error)))
    for level in levels.values():  # what is wrong with them together stands at the last
        study = tried(partial(reweighted, changes=[weight for _, weight in level]), level[-1][0])
    found.sort(key=lambda one: -1 if one[0] is None else one[0])
    for check in (study.check_lives, study.check_weights):
        try:
            check()
        except ViabilityError as error:
            found.append((None, str(error)))
    return tuple(found)


def is_empty(scenario: Scenario) -> bool:
    """Tell whether a scenario changes nothing."""
    edits = (scenario.as_of, scenario.members, scenario.compensation, scenario.roles)
    return all(edit is None for edit in edits) and not (scenario.with_ or scenario.without or scenario.changes)


def _headed(study: Study, scenario: Scenario) -> Study:
    """Return the study at a scenario's date, with its members, its compensation and its roles."""
    if scenario.as_of is not None:
        study = study.replace(as_of=as_of_date(scenario.as_of))
    study = _with_members(study, scenario)
    if scenario.compensation is not None:
        study = study.replace(framework=study.framework.replace(compensation=scenario.compensation))
    return study if scenario.roles is None else without_theory(study)


def _with_members(study: Study, scenario: Scenario) -> Study:
    if scenario.members is None and not scenario.with_ and not scenario.without:
        return study
    names = [study.state_id(name) for name in (study.members if scenario.members is None else scenario.members)]
    for new in map(study.state_id, scenario.with_):
        names += [] if new in names else [new]
    for name in map(study.state_id, scenario.without):
        if name not in names:
            raise CoalitionError(f"'{name}' is not a member, so it cannot be left out; members: {', '.join(names)}")
        names.remove(name)
    return study.with_members(names)


def _changed(study: Study, change: SetValue | ScaleValue | Join | Leave) -> Study:
    match change:
        case SetValue():
            address = Address.parse(study, change.set)
            assumed = _assumed(change, study.attributes[address.attribute])
            before = [datum for datum in address.held(study) if (datum.date or "") < (change.from_ or "")]
            return address.replaced(study, (*before, assumed))
        case ScaleValue():
            return _scaled(study, change)
        case Join():
            return _membership(study, change.join, change.reason, joins=True)
        case Leave():
            return _membership(study, change.leave, change.reason, joins=False)
    assert_never(change)


def _assumed(change: SetValue, attribute: Attribute) -> Datum:
    low, high = attribute.range
    for value in (change.value, change.low, change.high):
        if value is not None and not low <= value <= high:
            raise FrameworkError(f"{change.set}={value:g} lies outside the range {low:g} to {high:g}")
    least = change.value if change.low is None else change.low
    most = change.value if change.high is None else change.high
    if not least <= change.value <= most:
        raise FrameworkError(f"{change.set}: low, value and high must rise, not {least:g}, {change.value:g}, {most:g}")
    return Datum(
        value=change.value,
        low=least,
        high=most,
        date=change.from_,
        source=(ASSUMPTION,),
        quality="high",
        note=change.reason,
    )


def addresses_of(study: Study, change: ScaleValue) -> list[Address]:
    """Return where the values stand that a change scales: one, or that of every state.

    Raises:
        ViabilityError: when it names what the study does not have.
    """
    owner, dot, rest = change.scale.partition(".")
    if owner != "*":
        return [Address.parse(study, change.scale)]
    found = []
    for name in study.states:
        with suppress(FrameworkError):  # a state that `*` stands for has no tie with itself
            found.append(Address.parse(study, name + dot + rest))
    return found or [Address.parse(study, next(iter(study.states)) + dot + rest)]


def _scaled(study: Study, change: ScaleValue) -> Study:
    for address in addresses_of(study, change):
        attribute, data = study.attributes[address.attribute], address.held(study)
        # what is unknown stays unknown, and whatever day is asked for finds its own value scaled
        if data:
            study = address.replaced(study, tuple(_times(change, attribute, datum) for datum in data))
    return study


def _times(change: ScaleValue, attribute: Attribute, datum: Datum) -> Datum:
    """Multiply an observation and its range; it keeps its dates."""
    least, most = attribute.range
    low, high = attribute.bounds(datum)
    value, low, high = (min(max(number * change.by, least), most) for number in (datum.value, low, high))
    return datum.replace(
        value=value, low=low, high=high, source=(ASSUMPTION,), quality="high", note=change.reason or datum.note
    )


def membership_of(study: Study, path: str) -> tuple[str, str]:
    """Return the ids of the state and the institution that STATE.INSTITUTION names; names may have dots of their own.

    Raises:
        UnknownName: when it names what the study does not have.
    """
    for owner, institution in cuts(path)[1:]:
        if institution in study.institutions:
            return study.state_id(owner), institution
    owner, _, institution = path.partition(".")
    study.state_id(owner)
    raise UnknownName("institution", institution, study.institutions)


def _membership(study: Study, path: str, reason: str, *, joins: bool) -> Study:
    name, institution = membership_of(study, path)
    state = study.states[name]
    spells = [spell for spell in state.memberships.get(institution, ()) if not spell.holds(study.day)]
    if joins:
        spells.append(Membership(source=(ASSUMPTION,), note=reason))
    elif institution not in state.memberships:
        return study
    return with_state(study, state, memberships={**state.memberships, institution: tuple(spells)})


def combine(scenarios: Iterable[Scenario], last: Scenario) -> tuple[Scenario, ...]:
    """Return scenarios in order with the what-if of the command line last, if it changes anything."""
    return (*scenarios, *(() if is_empty(last) else (last,)))
