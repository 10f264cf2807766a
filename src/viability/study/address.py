"""Where a value stands: how its address is written, found, looked up and replaced, and which observation counts."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import combinations, pairwise
from typing import NamedTuple

from viability.errors import FrameworkError, UnknownName, ViabilityError
from viability.study.fields import as_of_date, later
from viability.study.names import called
from viability.study.profile import Attribute, Data, Datum, State
from viability.study.study import Study
from viability.study.vocabulary import Kind

MOST_PARTS = 12
"""Parts between dots up to which an address is looked for whose names have dots of their own."""

_FORMS: Mapping[Kind, str] = {
    "state": "STATE.ATTRIBUTE",
    "pair": "STATE.STATE.ATTRIBUTE",
    "threat": "STATE.ATTRIBUTE.THREAT",
    "institution": "INSTITUTION.credibility",
}
"""How an address is written, by what the value is about."""


class Address(NamedTuple):
    """Where a value stands: an attribute of a state or institution, a threat to a state, a tie of two states."""

    owner: str
    """A state or an institution."""
    other: str
    """The second state of a pair, or the threat source."""
    attribute: str
    """Its id in the codebook."""
    of: Kind
    """What the attribute is of."""

    @classmethod
    def parse(cls, study: Study, text: str) -> "Address":
        """Find STATE.ATTRIBUTE, STATE.ATTRIBUTE.THREAT, STATE.STATE.ATTRIBUTE or INSTITUTION.credibility.

        Raises:
            UnknownName: when a part names what the study does not have.
            FrameworkError: when the parts do not make an address.
        """
        parts = text.split(".")
        try:
            return cls._of_parts(study, text, parts)
        except ViabilityError:
            for other in _rejoined(parts) if study.dotted else ():
                with suppress(ViabilityError):
                    return cls._of_parts(study, text, other)
            raise

    @classmethod
    def _of_parts(cls, study: Study, text: str, parts: Sequence[str]) -> "Address":
        """Find what an address names that was taken apart."""
        owner, *middle, name = parts if len(parts) > 1 else (*parts, "", "", "")
        titles = {i: attribute.title for i, attribute in study.attributes.items()}
        if not middle and called(name, titles) == "credibility":
            body = called(owner, {i: one.name for i, one in study.institutions.items()})
            if body not in study.institutions:
                raise UnknownName("institution", owner, study.institutions)
            return cls(body, "", _attribute(study, "credibility", "institution"), "institution")
        if len(middle) > 1:
            *some, last = _FORMS.values()
            raise FrameworkError(f"'{text}' is not the address of a value; write {', '.join(some)} or {last}")
        state = study.state_id(owner)
        if not middle:
            return cls(state, "", _attribute(study, called(name, titles), "state"), "state")
        rated = called(middle[0], titles)
        if rated in study.attributes and study.attributes[rated].of == "threat":
            threat = called(name, {i: one.title for i, one in study.threats.items()})
            if threat not in study.threats:
                raise UnknownName("threat source", name, study.threats)
            return cls(state, threat, rated, "threat")
        other = study.state_id(middle[0])
        if other == state:
            raise FrameworkError(f"'{text}' is a tie of '{state}' with itself")
        return cls(state, other, _attribute(study, called(name, titles), "pair"), "pair")

    def __str__(self) -> str:
        parts = (
            (self.owner, self.attribute, self.other)
            if self.of == "threat"
            else (self.owner, self.other, self.attribute)
        )
        return ".".join(part for part in parts if part)

    @property
    def states(self) -> tuple[str, ...]:
        """The states that it is about: one, or both of a pair; none for an institution."""
        if self.of == "institution":
            return ()
        return (self.owner, self.other) if self.of == "pair" else (self.owner,)

    def held(self, study: Study) -> Data:
        """Return the observations that stand there; of a tie, whichever of the two states wrote it."""
        owner, other, name, of = self
        if of == "institution":
            return study.institutions[owner].credibility
        state = study.states[owner]
        if of == "state":
            return state.attributes.get(name, ())
        if of == "threat":
            return state.threats.get(name, {}).get(other, ())
        return state.ties.get(other, {}).get(name, ()) or study.states[other].ties.get(owner, {}).get(name, ())

    def newest(self, study: Study) -> Datum | None:
        """Return the observation that counts at the study's day, if any does."""
        return newest(self.held(study), study.attributes[self.attribute], study.day)

    def replaced(self, study: Study, data: Data) -> Study:
        """Return the study with other observations there."""
        owner, other, name, of = self
        if of == "institution":
            institution = study.institutions[owner].replace(credibility=data)
            return study.replace(institutions={**study.institutions, owner: institution})
        state = study.states[owner]
        if of == "state":
            return with_state(study, state, attributes={**state.attributes, name: data})
        if of == "threat":
            felt = {**state.threats.get(name, {}), other: data}
            return with_state(study, state, threats={**state.threats, name: felt})
        for a, b in ((owner, other), (other, owner)):  # whichever of the two wrote the tie
            one = study.states[a]
            study = with_state(study, one, ties={**one.ties, b: {**one.ties.get(b, {}), name: data}})
        return study


def _rejoined(parts: Sequence[str]) -> Iterator[list[str]]:
    """Put parts of an address together to two or three in all other ways; nothing where there are very many."""
    count = len(parts)
    if count > MOST_PARTS:
        return
    for kept in (2, 3):
        for dots in combinations(range(1, count), kept - 1):
            ends = (0, *dots, count)
            if kept < count:
                yield [".".join(parts[start:end]) for start, end in pairwise(ends)]


def addresses(study: Study, states: Iterable[str], attributes: Iterable[str] | None = None) -> Iterator[Address]:
    """Give every value that attributes have for some states, missing ones included.

    Args:
        study: Where they stand.
        states: Of whom; a tie is between two of them.
        attributes: Ids in the codebook; by default those that criteria read, by name.
    """
    ids = tuple(states)
    for name in read_attributes(study) if attributes is None else attributes:
        yield from (address for address, _ in holdings(study, ids, name))


def holdings(study: Study, ids: Sequence[str], name: str) -> Iterator[tuple[Address, Data]]:
    """Give every value that one attribute has for some states, with what `Address.held` finds there."""
    match of := study.attributes[name].of:
        case "state":
            return ((Address(state, "", name, of), study.states[state].attributes.get(name, ())) for state in ids)
        case "threat":
            felt = ((state, study.states[state].threats.get(name, {})) for state in ids)
            return (
                (Address(state, threat, name, of), rated.get(threat, ()))
                for state, rated in felt
                for threat in study.threats
            )
        case "institution":
            return ((Address(body, "", name, of), one.credibility) for body, one in study.institutions.items())
        case "pair":
            return _ties(study, ids, name)


def _ties(study: Study, ids: Sequence[str], name: str) -> Iterator[tuple[Address, Data]]:
    # what each has written of any other; of the two of a pair either may have
    written = [
        {other: data for other, tie in study.states[state].ties.items() if (data := tie.get(name))} for state in ids
    ]
    for i, (one, mine) in enumerate(zip(ids, written, strict=True), start=1):
        for other, theirs in zip(ids[i:], written[i:], strict=True):
            yield Address(one, other, name, "pair"), mine.get(other) or theirs.get(one, ())


def read_attributes(study: Study) -> tuple[str, ...]:
    """Return the attributes that criteria read, by name."""
    return tuple(sorted({name for criterion in study.criteria.values() for name in criterion.measure.attributes}))


def unread(study: Study, address: Address) -> str:
    """Say that no criterion reads the value at an address, where none does; else nothing."""
    name = address.attribute
    return "" if name in read_attributes(study) else f"no criterion reads '{name}'"


def is_nought(study: Study, address: Address) -> bool:
    """Tell whether a value that nobody wrote is known to be nought."""
    if study.attributes[address.attribute].zero_unless_listed:
        return True
    concerned = study.threats[address.other].of if address.of == "threat" else None
    return concerned is not None and concerned != address.owner


def newest(data: Data, attribute: Attribute, day: str) -> Datum | None:
    """Return the newest observation not later than a day, if it still holds then and is not too old.

    Where it has ended or is too old the value is unknown: no older observation comes back. Geography holds at any day.
    """
    if attribute.timeless:
        return data[-1] if data else None
    for datum in reversed(data):
        if datum.date is None:  # an assumption without a date holds at any day
            return datum
        if datum.date <= day:
            if datum.until is not None and day > as_of_date(datum.until):
                return None
            most = attribute.max_age
            return None if most is not None and day > later(as_of_date(datum.date), most) else datum
    return None


def with_state(study: Study, state: State, **edits: object) -> Study:
    """Return the study with fields of one state replaced."""
    return study.replace(states={**study.states, state.id: state.replace(**edits)})


def _attribute(study: Study, name: str, of: Kind) -> str:
    attribute = study.attributes.get(name)
    if attribute is not None and attribute.of != of:
        raise FrameworkError(f"'{name}' is an attribute of {attribute.of}s; write {_FORMS[attribute.of]}")
    if attribute is None:
        raise UnknownName("attribute", name, [a for a, entry in study.attributes.items() if entry.of == of])
    return name
