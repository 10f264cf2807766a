"""Where a value stands: how its path is written, found, looked up and replaced."""

from typing import NamedTuple

from viability.errors import FrameworkError, UnknownName
from viability.study.profile import Attribute, Data, Datum, State
from viability.study.study import Study

_FORMS = {
    "state": "STATE.ATTRIBUTE",
    "pair": "STATE.STATE.ATTRIBUTE",
    "threat": "STATE.ATTRIBUTE.THREAT",
    "institution": "INSTITUTION.credibility",
}
"""How the path of a value is written, by what the value is about."""


class Place(NamedTuple):
    """Where a path points: an attribute of a state or institution, a threat it feels, or a tie with another state."""

    owner: str
    other: str
    name: str
    attribute: Attribute


def locate(study: Study, path: str) -> Place:
    """Find STATE.ATTRIBUTE, STATE.ATTRIBUTE.THREAT, STATE.STATE.ATTRIBUTE or INSTITUTION.credibility."""
    owner, *middle, name = path.split(".") if "." in path else (path, "", "", "")
    if not middle and name == "credibility":
        if owner not in study.institutions:
            raise UnknownName("institution", owner, study.institutions)
        return Place(owner, "", name, _attribute(study, name, "institution"))
    if len(middle) > 1:
        *some, last = _FORMS.values()
        raise FrameworkError(f"'{path}' is no value; write {', '.join(some)} or {last}")
    state = study.state_id(owner)
    if not middle:
        return Place(state, "", name, _attribute(study, name, "state"))
    felt = study.attributes.get(middle[0])
    if felt is not None and felt.of == "threat":
        if name not in study.threats:
            raise UnknownName("threat source", name, study.threats)
        return Place(state, name, middle[0], felt)
    other = study.state_id(middle[0])
    if other == state:
        raise FrameworkError(f"'{path}' is a tie of '{state}' with itself")
    return Place(state, other, name, _attribute(study, name, "pair"))


def _attribute(study: Study, name: str, of: str) -> Attribute:
    attribute = study.attributes.get(name)
    if attribute is not None and attribute.of != of:
        raise FrameworkError(f"'{name}' is an attribute of {attribute.of}s; write {_FORMS[attribute.of]}")
    if attribute is None:
        raise UnknownName("attribute", name, [a for a, entry in study.attributes.items() if entry.of == of])
    return attribute


def data_at(study: Study, place: Place) -> Data:
    """Return the observations that stand at a place."""
    match place.attribute.of:
        case "institution":
            return study.institutions[place.owner].credibility
        case "threat":
            return study.states[place.owner].threats.get(place.name, {}).get(place.other, ())
        case "pair":
            mine = study.states[place.owner].ties.get(place.other, {}).get(place.name, ())
            return mine or study.states[place.other].ties.get(place.owner, {}).get(place.name, ())
        case "state":
            return study.states[place.owner].attributes.get(place.name, ())


def with_data(study: Study, place: Place, data: Data) -> Study:
    """Return the study with other observations at a place."""
    if place.attribute.of == "institution":
        institution = study.institutions[place.owner].replace(credibility=data)
        return study.replace(institutions={**study.institutions, place.owner: institution})
    state = study.states[place.owner]
    if place.attribute.of == "threat":
        felt = {**state.threats.get(place.name, {}), place.other: data}
        return with_state(study, state, threats={**state.threats, place.name: felt})
    if place.attribute.of == "state":
        return with_state(study, state, attributes={**state.attributes, place.name: data})
    for a, b in ((place.owner, place.other), (place.other, place.owner)):  # whichever of the two wrote the tie
        one = study.states[a]
        study = with_state(study, one, ties={**one.ties, b: {**one.ties.get(b, {}), place.name: data}})
    return study


def with_state(study: Study, state: State, **edits: object) -> Study:
    """Return the study with fields of one state replaced."""
    return study.replace(states={**study.states, state.id: state.replace(**edits)})


def newest(data: Data, as_of: str | None) -> Datum | None:
    """Return the newest observation not later than a day; the newest of all where no day is given."""
    for datum in reversed(data):
        if as_of is None or datum.date is None or datum.date <= as_of:
            return datum
    return None


def tie_data(study: Study, a: str, b: str, name: str) -> Data:
    """Return the observations of a tie, whichever of the two states wrote it."""
    return study.states[a].ties.get(b, {}).get(name, ()) or study.states[b].ties.get(a, {}).get(name, ())
