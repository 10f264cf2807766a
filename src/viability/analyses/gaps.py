"""What a study does not know at its day, by state and by criterion: what is empty, no longer counts, or is old."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from msgspec import Struct

from viability.engine.entries import OLD_AFTER
from viability.study.address import Address, addresses, is_nought
from viability.study.criterion import Criterion
from viability.study.fields import as_of_date, later
from viability.study.study import Study


class Gaps(Struct, frozen=True, kw_only=True):
    """How much is known of a state, or for a criterion, at the study's day."""

    by: str
    """`state` or `criterion`."""
    of: str
    """Its id."""
    asked: int
    """Values that are asked for."""
    empty: int
    """Of which the study holds nothing, or nothing before its day."""
    expired: int
    """Of which it holds something that no longer counts: older than its attribute allows, or ended."""
    old: int
    """That count and are more than five years old."""
    oldest: str | None
    """The oldest date among those that count; None where none does."""
    missing: tuple[str, ...]
    """What is empty or no longer counts, as paths."""

    @property
    def full(self) -> bool:
        """Whether all is known, and nothing is old."""
        return not (self.empty or self.expired or self.old)


class _Counter:
    """Counts what is asked for under one heading."""

    def __init__(self) -> None:
        self.asked = self.empty = self.expired = self.old = 0
        self.oldest: str | None = None
        self.missing: list[str] = []
        self._met: set[str] = set()

    def add(self, day: str, value: str, date: str | None, *, held: bool, timeless: bool) -> None:
        """Count one value: the date of what counts, whether anything is held of it, whether it ages."""
        if value in self._met:
            return
        self._met.add(value)
        self.asked += 1
        if date is None:
            self.missing.append(value)
            self.expired += held
            self.empty += not held
        elif date and not timeless:
            self.old += later(as_of_date(date), OLD_AFTER) < day
            self.oldest = date if self.oldest is None else min(self.oldest, date)


def gaps_of(study: Study) -> tuple[Gaps, ...]:
    """Count what is empty and old at the study's day, for its members and the states that might join.

    A state is asked for its own values, its ratings of threats, and its ties with the members. What is a known nought
    where nothing is listed is not asked for, nor is geography called old.

    Returns:
        One for each state, members first, then one for each criterion.
    """
    others = [s.id for s in study.states.values() if s.candidate and s.lives(study.day) and s.id not in study.members]
    states, criteria = defaultdict[str, _Counter](_Counter), defaultdict[str, _Counter](_Counter)
    for criterion in study.criteria.values():
        mine = criteria[criterion.id]
        for state in (*study.members, *others):
            for value, held, date, timeless in _asked(study, criterion, state):
                for counted in (states[state], mine):
                    counted.add(study.day, value, date, held=held, timeless=timeless)
    return (
        *(_gaps("state", state, states[state]) for state in (*study.members, *others)),
        *(_gaps("criterion", name, found) for name, found in criteria.items()),
    )


def _gaps(by: str, of: str, found: _Counter) -> Gaps:
    return Gaps(
        by=by,
        of=of,
        asked=found.asked,
        empty=found.empty,
        expired=found.expired,
        old=found.old,
        oldest=found.oldest,
        missing=tuple(found.missing),
    )


def _asked(study: Study, criterion: Criterion, state: str) -> Iterator[tuple[str, bool, str | None, bool]]:
    """Give the values that a criterion asks of a state: path, whether any is held, date of the one that counts."""
    if criterion.facts.memberships:
        known = any(study.states[state].memberships.values())
        yield f"{state}.memberships", False, "" if known else None, True
    for name in criterion.measure.attributes:
        attribute = study.attributes[name]
        if attribute.of == "institution":
            continue
        others = (state, *(member for member in study.members if member != state))
        for address in _about(addresses(study, others if attribute.of == "pair" else [state], [name]), state):
            held = address.held(study)
            if not held and is_nought(study, address):
                continue
            before = any(datum.date is None or datum.date <= study.day for datum in held)
            counts = address.newest(study)
            date = None if counts is None else counts.date or ""
            yield str(address), before, date, attribute.timeless


def _about(found: Iterable[Address], state: str) -> Iterator[Address]:
    """Give the addresses that are about a state; of the two spellings of a tie the one by name."""
    for one in found:
        if state in one.states:
            swap = one.of == "pair" and one.owner > one.other
            yield Address(one.other, one.owner, one.attribute, one.of) if swap else one
