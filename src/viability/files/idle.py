"""What in a scenario changes nothing, so that it is probably not meant."""

from collections.abc import Callable, Iterable, Iterator

from viability.errors import Problem, ViabilityError
from viability.files.faults import Key
from viability.study.address import Address, unread
from viability.study.scenario import Join, Leave, ScaleValue, Scenario, SetValue, SetWeight
from viability.study.study import Study
from viability.study.whatif import addresses_of, apply, is_empty, membership_of

Warn = Callable[[str, Key, str, str], Problem]
"""Makes a warning of a file, a key, what is wrong, and a hint."""

NOTHING = "the change changes nothing: "
"""What stands before the reason."""


def idle(study: Study, written: Iterable[tuple[str, Scenario]], warn: Warn) -> Iterator[Problem]:
    """Find what in scenarios, each with its file, changes nothing; one that cannot be applied is passed over."""
    for file, scenario in written:
        if is_empty(scenario) and scenario.strategy is None:  # of a strategy it is what the study says of it
            hint = "write `changes:`, or a date, members or a compensation"
            yield warn(file, (), "the scenario changes nothing", hint)
        if scenario.compensation == study.framework.compensation:
            yield warn(file, ("compensation",), f"the compensation is {scenario.compensation:g} already", "")
        try:
            yield from (warn(file, key, message, "") for key, message in _told(study, scenario))
        except ViabilityError:  # which `check` tells as a problem
            continue


def _told(study: Study, scenario: Scenario) -> Iterator[tuple[Key, str]]:
    """Give the keys of what changes nothing, and why.

    Raises:
        ViabilityError: when the scenario names what the study does not have.
    """
    named = study.members if scenario.members is None else [*map(study.state_id, scenario.members)]
    for name in map(study.state_id, scenario.with_):
        if name in named:
            yield (), f"the scenario adds '{name}', which is a member already"
    if scenario.members is not None and {*named} == {*study.members} and not (scenario.with_ or scenario.without):
        yield ("members",), "the members are those of the study"
    held, touched = None, set[str]()
    for i, change in enumerate(scenario.changes):
        why = ""
        if isinstance(change, Join | Leave):
            held = apply(study, scenario.replace(changes=())) if held is None else held
            why = _without_effect(held, change)
            held = apply(held, Scenario(id="", title="-", changes=(change,)))
        elif isinstance(change, SetValue | ScaleValue):
            why = _unmoved(study, change, touched)
        if why:
            yield ("changes", i), why
    if weights := tuple(change for change in scenario.changes if isinstance(change, SetWeight)):
        for caution in apply(study, Scenario(id=scenario.id, title="-", changes=weights)).cautions:
            yield ("changes",), caution


def _unmoved(study: Study, change: SetValue | ScaleValue, touched: set[str]) -> str:
    """Say why a value that is set or scaled makes no difference; nothing if it may make one.

    Args:
        study: Before all changes.
        change: One of them.
        touched: The attributes that were set or scaled before it, of which the study no longer tells the values; that
            of the change is added.
    """
    if isinstance(change, SetValue):
        address = Address.parse(study, change.set)
        touched.add(address.attribute)
        why = unread(study, address)
        return NOTHING + why if why else ""
    if change.by == 1:
        return f"{NOTHING}it scales by 1"
    scaled = addresses_of(study, change)
    name = scaled[0].attribute
    known = name not in touched
    touched.add(name)
    if why := unread(study, scaled[0]):
        return NOTHING + why
    data = [datum for address in scaled for datum in address.held(study)] if known else []
    if not data or any(datum.value for datum in data):
        return ""
    doubted = any(end for datum in data for end in study.attributes[name].bounds(datum))
    return "the change moves a doubt alone: it scales 0" if doubted else f"{NOTHING}it scales 0"


def _without_effect(study: Study, change: Join | Leave) -> str:
    """Say why joining or leaving an institution makes no difference; nothing if it makes one."""
    state, institution = membership_of(study, change.leave if isinstance(change, Leave) else change.join)
    spells = study.states[state].memberships.get(institution, ())
    now = [spell for spell in spells if spell.holds(study.day)]
    if isinstance(change, Leave):
        return "" if now else f"{NOTHING}'{state}' is not in '{institution}'"
    full = any(spell.role == "member" for spell in now)
    return f"{NOTHING}'{state}' is in '{institution}' already" if full else ""
